"""Review: what waits for approval; approve it, or return it with a comment.

Source: product.md (life of a measurement).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from toc.errors import Conflict, Invalid
from toc.figures.periods import period_label
from toc.model.document import IndicatorDef
from toc.model.query import Actor
from toc.model.terms import Permission, ReviewState
from toc.services.permissions import require
from toc.services.steps.audit import audit
from toc.services.steps.record import change_state
from toc.store import frameworks, measurements
from toc.store.database import Session, Store
from toc.store.measurements import MeasurementRow

_OTHERS_MAY_SEE = tuple(state for state in ReviewState if state is not ReviewState.DRAFT)


@dataclass(frozen=True)
class Waiting:
    """A measurement that waits for approval.

    Attributes:
        indicator: what was measured.
        country_name: name of the country, or ALL.
        period: name of its period.
        row: what was submitted, by whom and when.
        before: the approved value that it replaces, or of the latest period before it; None without one.
        replaces: `before` is of the same period.
        at: when it was recorded, UTC.
    """

    indicator: IndicatorDef
    country_name: str
    period: str
    row: MeasurementRow
    before: MeasurementRow | None
    replaces: bool
    at: datetime

    @property
    def before_period(self) -> str:
        """Name of the period of the value before; empty without one."""
        return "" if self.before is None else period_label(self.before.period_start, self.before.period_end)


def list_waiting(store: Store, actor: Actor, framework: str) -> tuple[Waiting, ...]:
    """Measurements that wait for approval, the oldest first.

    Raises:
        NotAllowed: the actor may not approve.
        NotFound: there is no such framework.
    """
    require(actor, Permission.APPROVE)
    with store.reading() as session:
        document = frameworks.current_document(session, framework)
        newest = measurements.list_measurements(session, framework, states=_OTHERS_MAY_SEE)
        rows = [row for row in newest if row.review_state is ReviewState.SUBMITTED]
        approved = _approved_of(session, framework, rows)
    names = {country.code: country.name for country in document.countries}
    waiting = []
    for row in sorted(rows, key=lambda found: (found.recorded_at, found.revision_id)):
        before = _before(row, approved)
        waiting.append(
            Waiting(
                indicator=document.indicator_by_code[row.indicator],
                country_name=names.get(row.country, row.country),
                period=period_label(row.period_start, row.period_end),
                row=row,
                before=before,
                replaces=before is not None and before.measurement_id == row.measurement_id,
                at=row.recorded_at,
            )
        )
    return tuple(waiting)


def approve(store: Store, actor: Actor, revision_id: int, *, comment: str = "") -> MeasurementRow:
    """Approve a revision: it counts in every figure from now on.

    Args:
        store: where it stands.
        actor: needs the right to approve.
        revision_id: key of the revision, the newest of its measurement.
        comment: kept with the approval.

    Returns:
        The measurement as it stands now.

    Raises:
        NotAllowed: the actor may not approve.
        NotFound: there is no such revision.
        Conflict: it no longer waits for approval, or there is a newer revision.
    """
    return _decide(store, actor, revision_id, ReviewState.APPROVED, comment)


def send_back(store: Store, actor: Actor, revision_id: int, *, comment: str) -> MeasurementRow:
    """Return a revision to its author with a comment; it never counts. Arguments and errors are those of `approve`.

    Raises:
        Invalid: there is no comment.
    """
    require(actor, Permission.APPROVE)
    if not comment.strip():
        raise Invalid("A comment is missing.", field="comment", remedy="Say what has to be corrected.")
    return _decide(store, actor, revision_id, ReviewState.RETURNED, comment)


def _decide(store: Store, actor: Actor, revision_id: int, state: ReviewState, comment: str) -> MeasurementRow:
    require(actor, Permission.APPROVE)
    with store.writing() as session:
        before = change_state(session, actor, revision_id, state, comment=comment)
        rows = measurements.list_revisions(session, before.measurement_id)
        newest = next(
            row for row in rows if row.review_state is not ReviewState.DRAFT or row.revision_id == revision_id
        )
        if newest.revision_id != revision_id:
            raise Conflict(
                "There is a newer revision of this measurement ({newest}).",
                remedy="Look at the newer one.",
                details={"newest": newest.revision, "revision_id": newest.revision_id},
            )
        period = f"{before.period_start.isoformat()}..{before.period_end.isoformat()}"
        audit(
            session,
            actor,
            "approve" if state is ReviewState.APPROVED else "return",
            f"{before.framework} {before.indicator} {before.country} {before.organisation} {period}",
            before={"state": before.state.value, "revision": before.number},
            after={"state": state.value, "revision": before.number},
            reason=comment,
        )
        return newest


def _approved_of(
    session: Session, framework: str, rows: Iterable[MeasurementRow]
) -> dict[tuple[str, str, str], list[MeasurementRow]]:
    """Approved measurements of the same series as some rows, in order of their periods."""
    found: dict[tuple[str, str, str], list[MeasurementRow]] = {}
    for key in {_series_of(row) for row in rows}:
        found[key] = measurements.list_measurements(
            session,
            framework,
            indicator=key[0],
            country=key[1],
            organisation=key[2],
            states=[ReviewState.APPROVED],
        )
    return found


def _before(row: MeasurementRow, approved: dict[tuple[str, str, str], list[MeasurementRow]]) -> MeasurementRow | None:
    found = approved[_series_of(row)]
    same = next((one for one in found if one.measurement_id == row.measurement_id), None)
    if same is not None:
        return same
    earlier = [one for one in found if one.period_end < row.period_start]
    return max(earlier, key=lambda one: one.period_end, default=None)


def _series_of(row: MeasurementRow) -> tuple[str, str, str]:
    return row.indicator, row.country, row.organisation
