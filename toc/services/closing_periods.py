"""Closing reporting periods: close one, open it again; ask for an exception, grant or refuse it.

Nobody records for a closed period, coordinators neither. Source: product.md (life of a measurement).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from toc.errors import Conflict
from toc.figures.periods import Period, later, period_label, whole_periods
from toc.model.query import Actor, Clock
from toc.model.terms import ExceptionState, Frequency, Permission
from toc.services.permissions import allowed, require
from toc.services.steps.audit import audit
from toc.services.steps.closing_rules import (
    closing_subject,
    last_day,
    require_closed,
    require_ended,
    require_free,
    require_text,
)
from toc.services.steps.stored import COMMAND_LINE
from toc.store import closing, frameworks, head
from toc.store.closing import ClosedRow, ExceptionRow
from toc.store.database import Session, Store


@dataclass(frozen=True)
class ClosedView:
    """A period that was closed.

    Attributes:
        period: its name.
        open_again: it was opened again, and may be reported for.
    """

    row: ClosedRow
    period: str
    closed_by: str
    opened_by: str
    open_again: bool


@dataclass(frozen=True)
class ExceptionView:
    """A request to report for a closed period all the same.

    Attributes:
        period: name of the closed period.
        waits: nobody has decided yet, and the period is still closed.
    """

    row: ExceptionRow
    period: str
    asked_by: str
    decided_by: str
    waits: bool


@dataclass(frozen=True)
class Closable:
    """A reporting period that has ended and can be closed."""

    frequency: Frequency
    period: Period


def close(
    store: Store,
    actor: Actor,
    framework: str,
    *,
    period_start: date,
    period_end: date,
    reason: str = "",
    clock: Clock,
) -> int:
    """Close a period: nobody records, revises or voids what ends within it, until it is opened again.

    Args:
        store: where it goes.
        actor: needs the right to close periods.
        framework: its code.
        period_start: first day, inclusive.
        period_end: last day, inclusive; it has passed.
        reason: why, kept in the audit log.
        clock: says what today is.

    Returns:
        The key of the closed period.

    Raises:
        NotAllowed: the actor may not close periods.
        NotFound: there is no such framework.
        Invalid: it ends before it starts, or has not ended.
        Conflict: it shares a day with a period that is closed already.
    """
    require(actor, Permission.LOCK)
    label = period_label(period_start, period_end)
    with store.writing() as session:
        document = frameworks.current_document(session, framework)
        require_ended(period_start, period_end, label, clock.today(document.timezone))
        require_free(session, framework, Period(period_start, period_end), label)
        key = closing.add_closed(
            session,
            framework,
            period_start=period_start,
            period_end=period_end,
            moment=head.moment(session),
            account_id=actor.account_id,
            reason=reason.strip(),
        )
        head.touch(session)
        subject = closing_subject(framework, period_start, period_end)
        audit(session, actor, "close period", subject, after={"state": "closed"}, reason=reason.strip())
    return key


def reopen(store: Store, actor: Actor, closed_period_id: int, *, reason: str) -> None:
    """Open a closed period again for everybody.

    Args:
        store: where it is.
        actor: needs the right to close periods.
        closed_period_id: key of the closed period.
        reason: why, kept with the period and in the audit log.

    Raises:
        NotAllowed: the actor may not close periods.
        NotFound: there is no such closed period.
        Invalid: there is no reason.
        Conflict: it has been opened already.
    """
    require(actor, Permission.LOCK)
    require_text(reason, "reason", "The reason is missing.", "Say why the period is opened again.")
    with store.writing() as session:
        row = closing.get_closed(session, closed_period_id)
        require_closed(row)
        moment = head.moment(session)
        closing.open_again(
            session, row.id, moment=moment, account_id=actor.account_id, reason=reason.strip()
        )  # fmt: skip
        head.touch(session)
        subject = closing_subject(row.framework, row.period_start, row.period_end)
        states: tuple[Mapping[str, object], Mapping[str, object]] = ({"state": "closed"}, {"state": "open"})
        audit(session, actor, "open period", subject, before=states[0], after=states[1], reason=reason.strip())


def ask_exception(store: Store, actor: Actor, closed_period_id: int, *, organisation: str, reason: str) -> int:
    """Ask a coordinator to let an organisation report for a closed period all the same.

    Args:
        store: where it goes.
        actor: may record for the organisation.
        closed_period_id: key of the closed period.
        organisation: short name of the organisation that is to report.
        reason: why, in the person's words.

    Returns:
        The key of the request.

    Raises:
        NotAllowed: not for this organisation.
        NotFound: there is no such closed period or organisation.
        Invalid: there is no reason.
        Conflict: the period is open again, or the organisation has asked already and nobody has decided.
    """
    require(actor, Permission.RECORD, organisation=organisation)
    require_text(reason, "reason", "The reason is missing.", "Say what has to be reported, and why so late.")
    with store.writing() as session:
        row = closing.get_closed(session, closed_period_id)
        require_closed(row)
        label = period_label(row.period_start, row.period_end)
        for one in closing.list_exceptions(session, row.framework, organisation=organisation):
            if one.closed_period_id == row.id and one.state is ExceptionState.ASKED:
                raise Conflict(
                    "{organisation} has asked for an exception for {period} already, on {at}.",
                    field="reason",
                    remedy="Wait for the coordinator's decision.",
                    details={"organisation": organisation, "period": label, "at": f"{one.asked_at:%Y-%m-%d}"},
                )
        key = closing.add_exception(
            session,
            row.id,
            organisation=organisation,
            moment=head.moment(session),
            account_id=actor.account_id,
            reason=reason.strip(),
        )
        head.touch(session)
        subject = f"{closing_subject(row.framework, row.period_start, row.period_end)} {organisation}"
        audit(session, actor, "ask for exception", subject, after={"state": "asked"}, reason=reason.strip())
    return key


def decide_exception(
    store: Store,
    actor: Actor,
    exception_id: int,
    *,
    granted: bool,
    until: date | None = None,
    comment: str = "",
    clock: Clock,
) -> None:
    """Grant an exception up to a day, or refuse it.

    Args:
        store: where it is.
        actor: needs the right to close periods.
        exception_id: key of the request.
        granted: let the organisation report.
        until: last day on which it may, inclusive; only where it is granted.
        comment: to the organisation; has to be there to refuse.
        clock: says what today is.

    Raises:
        NotAllowed: the actor may not close periods.
        NotFound: there is no such request.
        Invalid: no day or a past one, or no comment to refuse with.
        Conflict: it was decided meanwhile, or the period is open again.
    """
    require(actor, Permission.LOCK)
    if not granted:
        require_text(comment, "comment", "A comment is missing.", "Say why the period stays closed.")
    with store.writing() as session:
        row = _waiting_exception(session, exception_id)
        today = clock.today(frameworks.current_document(session, row.framework).timezone)
        last = last_day(until, today) if granted else None
        _settle(session, actor, row, last, comment.strip())


def _settle(session: Session, actor: Actor, row: ExceptionRow, last: date | None, comment: str) -> None:
    """Keep a decision and write it down: granted up to a day, or refused where there is none."""
    state = ExceptionState.REFUSED if last is None else ExceptionState.GRANTED
    closing.settle_exception(
        session,
        row.id,
        state,
        moment=head.moment(session),
        account_id=actor.account_id,
        comment=comment,
        until=last,
    )
    head.touch(session)
    audit(
        session,
        actor,
        "refuse exception" if last is None else "grant exception",
        f"{closing_subject(row.framework, row.period_start, row.period_end)} {row.organisation}",
        before={"state": row.state.value},
        after={"state": state.value, **({} if last is None else {"until": last})},
        reason=comment,
    )


def _waiting_exception(session: Session, exception_id: int) -> ExceptionRow:
    """A request that waits for a decision, of a period that is still closed."""
    row = closing.get_exception(session, exception_id)
    if row.state is not ExceptionState.ASKED:
        raise Conflict(
            "This request has been decided already: {state}.",
            remedy="Look at it again.",
            details={"state": row.state.label.lower()},
        )
    require_closed(closing.get_closed(session, row.closed_period_id))
    return row


def list_closed(store: Store, actor: Actor, framework: str, *, opened: bool = False) -> tuple[ClosedView, ...]:
    """Closed periods of a framework, the latest first.

    Args:
        store: where they are.
        actor: may record measurements, or close periods.
        framework: its code.
        opened: also those that were opened again.

    Raises:
        NotAllowed: the actor may do neither.
        NotFound: there is no such framework.
    """
    if not allowed(actor, Permission.LOCK):
        require(actor, Permission.RECORD)
    with store.reading() as session:
        frameworks.current_document(session, framework)
        rows = closing.list_closed(session, framework, opened=opened)
    return tuple(
        ClosedView(
            row=row,
            period=period_label(row.period_start, row.period_end),
            closed_by=row.closed_by or COMMAND_LINE,
            opened_by=(row.opened_by or COMMAND_LINE) if row.opened_at else "",
            open_again=row.opened_at is not None,
        )
        for row in reversed(rows)
    )


def list_exceptions(store: Store, actor: Actor, framework: str) -> tuple[ExceptionView, ...]:
    """Exceptions that were asked for, the newest first; a partner's are those of the own organisation.

    Raises:
        NotAllowed: the actor may neither record measurements nor close periods.
        NotFound: there is no such framework.
    """
    everything = allowed(actor, Permission.LOCK)
    if not everything:
        require(actor, Permission.RECORD)
    with store.reading() as session:
        frameworks.current_document(session, framework)
        closed = {row.id for row in closing.list_closed(session, framework)}
        rows = closing.list_exceptions(session, framework, organisation=None if everything else actor.organisation)
    shown = rows if everything or actor.organisation else []
    return tuple(
        ExceptionView(
            row=row,
            period=period_label(row.period_start, row.period_end),
            asked_by=row.asked_by or COMMAND_LINE,
            decided_by=(row.decided_by or COMMAND_LINE) if row.decided_at else "",
            waits=row.state is ExceptionState.ASKED and row.closed_period_id in closed,
        )
        for row in shown
    )


def list_closable(store: Store, actor: Actor, framework: str, *, clock: Clock) -> tuple[Closable, ...]:
    """Reporting periods of a framework that have ended and share no day with a closed one, the latest first.

    Raises:
        NotAllowed: the actor may not close periods.
        NotFound: there is no such framework.
    """
    require(actor, Permission.LOCK)
    with store.reading() as session:
        document = frameworks.current_document(session, framework)
        closed = [Period(row.period_start, row.period_end) for row in closing.list_closed(session, framework)]
    first, last = date(document.start_year, 1, 1), later(clock.today(document.timezone), -1)
    used = {indicator.frequency for indicator in document.indicators}
    return tuple(
        Closable(frequency, period)
        for frequency in sorted(used, key=lambda found: -found.months)
        for period in reversed(whole_periods(frequency, first=first, last=last))
        if not any(period.overlaps(other) for other in closed)
    )
