"""Which revisions of a measurement somebody may see: the one rule for its page, its evidence and its comments.

Source: product.md (life of a measurement, People); services/permissions.py.
"""

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

    Approved ones are for everybody who may see figures; drafts for the own organisation and their author; all others
    for the own organisation and for those who may see unapproved values of the country.

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
    seen = _seen(rows, actor, frameworks.current_document(session, framework))
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


def _seen(rows: list[MeasurementRow], actor: Actor, document: FrameworkDocument) -> tuple[MeasurementRow, ...]:
    countries = visible_countries(actor, document)
    # Revisions of one measurement share country and organisation.
    own = reports(actor, rows[0])
    if countries is not None and rows[0].country not in countries and not own:
        return ()
    return tuple(row for row in rows if _is_for(actor, row, own=own))


def _is_for(actor: Actor, row: MeasurementRow, *, own: bool) -> bool:
    if row.review_state is ReviewState.APPROVED or own:
        return True
    if row.review_state is ReviewState.DRAFT:
        return row.account_id is not None and row.account_id == actor.account_id
    return allowed(actor, Permission.VIEW_UNAPPROVED, country=row.country)


def reports(actor: Actor, row: MeasurementRow) -> bool:
    """Whether a measurement is the own organisation's, and the person one who records for it."""
    country = None if row.country == ALL else row.country
    own = actor.organisation is not None and row.organisation == actor.organisation
    return own and allowed(actor, Permission.RECORD, organisation=row.organisation, country=country)
