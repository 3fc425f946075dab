"""One decision on a revision that waits: whether it may be taken, the new state, and its entry in the audit log.

Source: product.md (life of a measurement).
"""

from toc.errors import Conflict, Invalid, NotFound
from toc.figures.periods import period_label
from toc.model.panel import MeasurementRow
from toc.model.query import Actor
from toc.model.terms import ReviewState
from toc.services.steps.audit import audit
from toc.services.steps.record import change_state
from toc.store import measurements, revisions
from toc.store.database import Session
from toc.store.revisions import Standing

_ACTIONS = {ReviewState.APPROVED: "approve", ReviewState.RETURNED: "return"}


def check_decision(state: ReviewState, comment: str) -> None:
    """Refuse what is no decision, and a return without a comment.

    Raises:
        Invalid: with the field.
    """
    if state not in _ACTIONS:
        raise Invalid(
            "“{state}” is no decision.",
            field="state",
            remedy="Approve it or return it.",
            details={"state": state.label},
        )
    if state is ReviewState.RETURNED and not comment.strip():
        raise Invalid("A comment is missing.", field="comment", remedy="Say what has to be corrected.")


def decide(
    session: Session, actor: Actor, revision_id: int, state: ReviewState, comment: str, *, keep_now: bool = True
) -> tuple[MeasurementRow, Standing]:
    """Approve or return a revision; nothing is written where it is refused.

    Args:
        session: of a `writing()` block.
        actor: who decides; the permission has been asked before.
        revision_id: key of the revision.
        state: approved or returned.
        comment: kept with the decision.
        keep_now: False where the caller calls `keep` for many at once.

    Returns:
        The revision as it stands now, and where it stood before.

    Raises:
        NotFound: there is no such revision.
        Conflict: it no longer waits for approval, or there is a newer revision.
    """
    before = revisions.get_standing(session, revision_id)
    if before.state is ReviewState.SUBMITTED:
        require_newest(session, before)
    change_state(session, actor, revision_id, state, comment=comment, keep_now=keep_now)
    write_down(session, actor, _ACTIONS[state], before, state, comment=comment)
    rows = measurements.list_revisions(session, before.measurement_id)
    return next(row for row in rows if row.revision_id == revision_id), before


def require_newest(session: Session, standing: Standing) -> None:
    """Refuse to decide on a revision that somebody has revised since; drafts are their author's and do not count.

    Raises:
        Conflict: names the newer one.
    """
    rows = measurements.list_revisions(session, standing.measurement_id)
    newest = next(
        row for row in rows if row.review_state is not ReviewState.DRAFT or row.revision_id == standing.revision_id
    )
    if newest.revision_id != standing.revision_id:
        raise Conflict(
            "There is a newer revision of this measurement ({newest}).",
            remedy="Look at the newer one.",
            details={"newest": newest.revision, "revision_id": newest.revision_id},
        )


def write_down(
    session: Session, actor: Actor, action: str, before: Standing, state: ReviewState, *, comment: str = ""
) -> None:
    """Enter a change of state in the audit log."""
    period = f"{before.period_start.isoformat()}..{before.period_end.isoformat()}"
    audit(
        session,
        actor,
        action,
        f"{before.framework} {before.indicator} {before.country} {before.organisation} {period}",
        before={"state": before.state.value, "revision": before.number},
        after={"state": state.value, "revision": before.number},
        reason=comment,
    )


def subject_of(session: Session, revision_id: int) -> str:
    """What a revision is, in a line; its number where there is no such revision."""
    try:
        found = revisions.get_standing(session, revision_id)
    except NotFound:
        return f"Revision {revision_id}"
    period = period_label(found.period_start, found.period_end)
    return f"{found.indicator}, {found.country}, {found.organisation}, {period}"
