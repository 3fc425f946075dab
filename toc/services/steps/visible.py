"""Which revisions of a measurement somebody may see: the one rule for its page, its evidence and its comments.

Source: product.md (life of a measurement, People); services/permissions.py.
"""

from collections.abc import Sequence

from toc.errors import NotAllowed
from toc.model.document import FrameworkDocument
from toc.model.panel import MeasurementRow
from toc.model.query import ALL, Actor
from toc.model.terms import Permission, ReviewState
from toc.services.permissions import LOG, allowed, require, visible_countries
from toc.store import frameworks, measurements
from toc.store.database import Session
from toc.store.revisions import get_standing


def visible_revisions(session: Session, actor: Actor, measurement_id: int) -> tuple[MeasurementRow, ...]:
    """The revisions of a measurement that somebody may see, newest first, at least one.

    Approved ones are for everybody who may see figures; drafts, voided ones too, for the own organisation and their
    author; all others for these as well and for those who may see unapproved values of the country.

    Args:
        session: one snapshot, or the transaction that is going to write.
        actor: who looks.
        measurement_id: key of the measurement.

    Raises:
        NotAllowed: none of them is for this person; the sentence tells nothing of the measurement, the log has it.
        NotFound: there is no such measurement.
    """
    require(actor, Permission.VIEW)
    rows = measurements.list_revisions(session, measurement_id)
    framework = get_standing(session, rows[0].revision_id).framework
    seen = seen_of(session, rows, actor, frameworks.current_document(session, framework))
    if not seen:
        LOG.warning("refused: account %s, role %s, measurement %d", actor.account_id, actor.role.value, measurement_id)
        raise NotAllowed("You may not see this measurement.", remedy="Ask a coordinator.")
    return seen


def require_visible(session: Session, actor: Actor, measurement_id: int) -> MeasurementRow:
    """The newest revision of a measurement that somebody may see.

    Raises:
        NotAllowed: none of them is for this person; the sentence tells nothing of the measurement.
        NotFound: there is no such measurement.
    """
    return visible_revisions(session, actor, measurement_id)[0]


def seen_of(
    session: Session, rows: Sequence[MeasurementRow], actor: Actor, document: FrameworkDocument
) -> tuple[MeasurementRow, ...]:
    """Those of a measurement's revisions that somebody may see, by the rule of `visible_revisions`; maybe none."""
    countries = visible_countries(actor, document)
    # Revisions of one measurement share country and organisation.
    own = reports(actor, rows[0])
    if countries is not None and rows[0].country not in countries and not own:
        return ()
    return tuple(row for row in rows if own or _is_for(session, actor, row))


def _is_for(session: Session, actor: Actor, row: MeasurementRow) -> bool:
    """Whether a revision of another organisation is for somebody."""
    if row.review_state is ReviewState.APPROVED:
        return True
    if row.account_id is not None and row.account_id == actor.account_id:
        return True
    if row.review_state is ReviewState.DRAFT or not allowed(actor, Permission.VIEW_UNAPPROVED, country=row.country):
        return False
    return row.review_state is not ReviewState.VOIDED or was_handed_in(session, row)


def was_handed_in(session: Session, row: MeasurementRow) -> bool:
    """Whether a voided revision was more than a draft when it was voided."""
    states = [step.state for step in measurements.list_review_steps(session, row.revision_id)]
    return states[-2:-1] != [ReviewState.DRAFT]


def reports(actor: Actor, row: MeasurementRow) -> bool:
    """Whether a measurement is the own organisation's, and the person one who records for it."""
    country = None if row.country == ALL else row.country
    own = actor.organisation is not None and row.organisation == actor.organisation
    return own and allowed(actor, Permission.RECORD, organisation=row.organisation, country=country)
