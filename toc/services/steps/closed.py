"""Whether a period is closed for an organisation: the one rule for forms, files, revisions and what is voided.

A measurement belongs to a closed period when its own period ends within it. What was submitted before the closing may
still be approved or returned. Source: product.md (life of a measurement).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from toc.errors import Invalid
from toc.figures.periods import period_label
from toc.model.terms import ExceptionState
from toc.services.steps.stored import COMMAND_LINE
from toc.store import closing
from toc.store.closing import ClosedRow, ExceptionRow
from toc.store.database import Session

_REMEDIES = {
    None: "Ask for an exception.",
    ExceptionState.ASKED: "An exception was asked for on {asked_on} and waits for a coordinator.",
    ExceptionState.GRANTED: "The exception ended on {until}. Ask for an exception again.",
    ExceptionState.REFUSED: "An exception was refused on {decided_on}: {comment} Ask for an exception again.",
}


@dataclass(frozen=True)
class Closings:
    """The closed periods of a framework with the exceptions that were asked for.

    Attributes:
        closed: those that are closed now, in order.
        exceptions: the newest first.
    """

    closed: Sequence[ClosedRow] = ()
    exceptions: Sequence[ExceptionRow] = ()

    def refuse(self, organisation: str, period_end: date, today: date) -> None:
        """Refuse what an organisation would record for a period that is closed for it today.

        Args:
            organisation: short name of the organisation that measured.
            period_end: last day of the measurement's own period.
            today: in the framework's time zone; a granted exception holds up to its last day, inclusive.

        Raises:
            Invalid: names the period, who closed it and when; `closed_period_id` is among its details.
        """
        if not self.closed:
            return
        closed = next((one for one in self.closed if one.period_start <= period_end <= one.period_end), None)
        if closed is None:
            return
        own = [one for one in self.exceptions if one.closed_period_id == closed.id and one.organisation == organisation]
        if any(one.until is not None and today <= one.until for one in own):
            return
        raise _is_closed(closed, organisation, own[0] if own else None)


def load_closings(session: Session, framework: str) -> Closings:
    """The closed periods of a framework, for many questions at once."""
    closed = closing.list_closed(session, framework)
    return Closings(closed, closing.list_exceptions(session, framework) if closed else ())


def require_open(session: Session, framework: str, organisation: str, period_end: date, today: date) -> None:
    """Refuse what an organisation would record for a period that is closed for it today.

    Args:
        session: of the transaction that is going to write.
        framework: its code.
        organisation: short name of the organisation that measured, whoever writes.
        period_end: last day of the measurement's own period.
        today: in the framework's time zone.

    Raises:
        Invalid: names the period, who closed it and when, and says to ask for an exception; `closed_period_id` is
            among its details.
    """
    load_closings(session, framework).refuse(organisation, period_end, today)


def _is_closed(closed: ClosedRow, organisation: str, asked: ExceptionRow | None) -> Invalid:
    details: dict[str, object] = {
        "period": period_label(closed.period_start, closed.period_end),
        "by": closed.closed_by or COMMAND_LINE,
        "at": f"{closed.closed_at:%Y-%m-%d}",
        "closed_period_id": closed.id,
        "organisation": organisation,
        "asked": asked is not None and asked.state is ExceptionState.ASKED,
    }
    if asked is not None:
        decided = asked.decided_at
        details.update(
            asked_on=f"{asked.asked_at:%Y-%m-%d}",
            decided_on="" if decided is None else f"{decided:%Y-%m-%d}",
            until=asked.until,
            comment=asked.comment,
        )
    return Invalid(
        "The period {period} is closed: {by} closed it on {at}.",
        field="period",
        remedy=_REMEDIES[None if asked is None else asked.state],
        details=details,
    )
