"""The one place where measurements are written: revisions, their parts, and the states of their review.

Source: product.md (life of a measurement); progress.md 2 (overlap) and 3 (what counts while a revision is in review).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from toc.errors import Conflict, Invalid
from toc.figures.periods import period_label
from toc.model.drafts import MeasurementDraft
from toc.model.query import Actor
from toc.model.terms import ReviewState
from toc.services.steps.keep import keep
from toc.store import head, revisions
from toc.store.database import Session
from toc.store.revisions import Neighbour, Standing
from toc.store.series import SeriesKey, find_or_make_series

_BEGINNINGS: Mapping[ReviewState, tuple[ReviewState, ...]] = MappingProxyType(
    {
        ReviewState.DRAFT: (ReviewState.DRAFT,),
        ReviewState.SUBMITTED: (ReviewState.SUBMITTED,),
        ReviewState.APPROVED: (ReviewState.SUBMITTED, ReviewState.APPROVED),
    }
)
"""The states that a new revision goes through at once to reach the one it is recorded with."""

NEXT_STATES: Mapping[ReviewState, frozenset[ReviewState]] = MappingProxyType(
    {
        ReviewState.DRAFT: frozenset({ReviewState.SUBMITTED, ReviewState.VOIDED}),
        ReviewState.SUBMITTED: frozenset(
            {ReviewState.APPROVED, ReviewState.RETURNED, ReviewState.DRAFT, ReviewState.VOIDED}
        ),
        ReviewState.RETURNED: frozenset({ReviewState.SUBMITTED, ReviewState.VOIDED}),
        ReviewState.APPROVED: frozenset({ReviewState.VOIDED}),
        ReviewState.VOIDED: frozenset(),
    }
)
"""Where a revision may go from each state. Who may send it there is for the services to ask."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A revision that was written, or had been written before by the same click.

    Attributes:
        series_id: key of the series of totals.
        number: of the revision, 1 for a new measurement.
        again: True where the idempotency key had been used: nothing was written.
    """

    measurement_id: int
    revision_id: int
    series_id: int
    number: int
    state: ReviewState
    again: bool = False


def insert_revision(
    session: Session,
    actor: Actor,
    draft: MeasurementDraft,
    *,
    state: ReviewState,
    expected_revision: int | None = None,
    reason_code: str = "",
    reason: str = "",
    comment: str = "",
    idempotency_key: str | None = None,
    keep_now: bool = True,
) -> Recorded:
    """Write a measurement's first or next revision with its parts and its review events.

    Rules of the indicator and permission have been asked before; here stand the rules that need the store. Parts of
    the newest revision that the draft does not name stay; a draft with parts alone leaves the total as it is.

    Args:
        session: of a `writing()` block.
        actor: whose revision it is.
        draft: what is said.
        state: draft, submitted or approved.
        expected_revision: number of the newest revision that the person saw; None where there was no measurement.
        reason_code: kind of reason for a correction.
        reason: why it is corrected, in the person's words.
        comment: kept with the review event.
        idempotency_key: of the form or file row; the second time with the same one writes nothing.
        keep_now: False where the caller calls `keep` for many at once.

    Raises:
        Invalid: the period overlaps another measurement of the series, or there is no total.
        Conflict: somebody else recorded this period in the meantime.
        NotFound: the store knows no such indicator or organisation.
    """
    if idempotency_key is not None and (found := revisions.find_by_key(session, idempotency_key)):
        return _recorded(found)
    key = SeriesKey(draft.framework, draft.indicator, draft.country, draft.organisation)
    series_id = find_or_make_series(session, key)
    same = _same_period(session, series_id, draft)
    _require_seen(draft, same, expected_revision)
    why = {"reason_code": reason_code, "reason": reason, "idempotency_key": idempotency_key}
    measurement_id, revision_id, number = _add(session, actor, draft, series_id, same, why)
    moment, states = head.moment(session), _BEGINNINGS[state]
    revisions.add_events(session, revision_id, states, moment=moment, account_id=actor.account_id, comment=comment)
    head.touch(session)
    if state is ReviewState.APPROVED and keep_now:
        keep(session, [series_id])
    return Recorded(measurement_id, revision_id, series_id, number, state)


def change_state(
    session: Session, actor: Actor, revision_id: int, state: ReviewState, *, comment: str = "", keep_now: bool = True
) -> Standing:
    """Let a revision reach its next state: a new review event, and new kept values where it counts or counts no more.

    Args:
        session: of a `writing()` block.
        actor: who does it; the permission has been asked before.
        revision_id: key of the revision.
        state: where it goes.
        comment: to its author, or why it is voided.
        keep_now: False where the caller calls `keep` for many at once.

    Returns:
        The revision as it stood before.

    Raises:
        Conflict: it cannot go there from where it stands now, because somebody was faster.
        NotFound: there is no such revision.
    """
    before = revisions.get_standing(session, revision_id)
    change_states(session, actor, [before], state, comment=comment, keep_now=keep_now)
    return before


def change_states(
    session: Session,
    actor: Actor,
    standing: Sequence[Standing],
    state: ReviewState,
    *,
    comment: str = "",
    keep_now: bool = True,
) -> None:
    """Let many revisions reach their next state in a few statements; as `change_state`, all of them or none.

    Args:
        session: of a `writing()` block.
        actor: who does it; the permission has been asked before.
        standing: the revisions as they stand in this transaction.
        state: where they go.
        comment: to their author, or why they are voided.
        keep_now: False where the caller calls `keep` itself.

    Raises:
        Conflict: one of them cannot go there from where it stands.
    """
    stuck = next((one for one in standing if state not in NEXT_STATES[one.state]), None)
    if stuck is not None:
        now, wanted = stuck.state.label.lower(), state.label.lower()
        raise Conflict(
            "This revision is {state} and cannot become {wanted}.",
            remedy="Look at it again: somebody may have been faster.",
            details={"state": now, "wanted": wanted, "revision_id": stuck.revision_id},
        )
    keys, moment = [one.revision_id for one in standing], head.moment(session)
    revisions.add_event_to_all(session, keys, state, moment=moment, account_id=actor.account_id, comment=comment)
    head.touch(session)
    moved = {one.series_id for one in standing if ReviewState.APPROVED in (state, one.state)}
    if keep_now and moved:
        keep(session, moved)


def find_overlap(neighbours: Sequence[Neighbour], draft: MeasurementDraft) -> Neighbour | None:
    """The measurement that shares days with a draft's period without being the same period; None where there is none.

    Source: progress.md 2.
    """
    period = (draft.period_start, draft.period_end)
    return next((found for found in neighbours if (found.period_start, found.period_end) != period), None)


def _same_period(session: Session, series_id: int, draft: MeasurementDraft) -> Neighbour | None:
    """The measurement that the draft revises; refuses a period that overlaps another one."""
    neighbours = revisions.list_neighbours(session, series_id, draft.period_start, draft.period_end)
    other = find_overlap(neighbours, draft)
    if other is not None:
        raise Invalid(
            "Period {period} overlaps the {state} measurement {other} of {organisation}.",
            field="period",
            remedy="Revise that one, or choose another period.",
            details={
                "period": period_label(draft.period_start, draft.period_end),
                "state": other.state.label.lower(),
                "other": period_label(other.period_start, other.period_end),
                "organisation": draft.organisation,
                "measurement_id": other.measurement_id,
            },
        )
    return neighbours[0] if neighbours else None


def _require_seen(draft: MeasurementDraft, same: Neighbour | None, expected: int | None) -> None:
    """Refuse what was typed before somebody else recorded the same period."""
    number = same.number if same else None
    if number == expected:
        return
    details: dict[str, object] = {
        "period": period_label(draft.period_start, draft.period_end),
        "organisation": draft.organisation,
        "number": number,
        "expected": expected,
        "measurement_id": same.measurement_id if same else None,
        "revision_id": same.revision_id if same else None,
    }
    if same is None:
        text = "The measurement {period} of {organisation} was voided in the meantime."
    elif expected is None:
        text = "{organisation} has a measurement for {period} already."
    else:
        text = "The measurement {period} of {organisation} was changed in the meantime: it has revision {number} now."
    raise Conflict(
        text, field="period", remedy="Look at what is there now, then decide which one holds.", details=details
    )


def _add(
    session: Session,
    actor: Actor,
    draft: MeasurementDraft,
    series_id: int,
    same: Neighbour | None,
    why: Mapping[str, str | None],
) -> tuple[int, int, int]:
    """Add the rows of a revision and its parts, and of its measurement where there is none; gives keys and number."""
    moment = head.moment(session)
    total = _total(session, draft, same)
    if same is None:
        measurement_id = revisions.add_measurement(session, series_id, draft.period_start, draft.period_end, moment)
    else:
        measurement_id = same.measurement_id
    values = {**total, **why, "recorded_at": moment, "account_id": actor.account_id}
    revision_id, number = revisions.add_revision(session, measurement_id, values)
    revisions.add_parts(session, revision_id, _parts(session, draft, same))
    return measurement_id, revision_id, number


def _total(session: Session, draft: MeasurementDraft, same: Neighbour | None) -> dict[str, object]:
    """What the new revision says of its total; the old revision's where the draft states parts alone."""
    if draft.stated or draft.nothing_to_report:
        return {name: getattr(draft, name) for name in revisions.TOTAL}
    if same is None:
        raise Invalid(
            "There is no total for {period}.",
            field="value",
            remedy="Give the total, or all parts of one dimension that adds up to it.",
            details={"period": period_label(draft.period_start, draft.period_end)},
        )
    return revisions.load_total(session, same.revision_id)


def _parts(session: Session, draft: MeasurementDraft, same: Neighbour | None) -> dict[int, dict[str, object]]:
    """Parts of the new revision: those of the old one, with what the draft says of each put in their place."""
    carried = revisions.load_parts(session, same.revision_id) if same and not draft.nothing_to_report else {}
    for part in draft.parts:
        key = SeriesKey(
            draft.framework, draft.indicator, draft.country, draft.organisation, part.dimension, part.category
        )
        carried[find_or_make_series(session, key)] = {name: getattr(part, name) for name in revisions.SAID}
    return carried


def _recorded(found: Standing) -> Recorded:
    return Recorded(found.measurement_id, found.revision_id, found.series_id, found.number, found.state, again=True)
