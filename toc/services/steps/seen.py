"""A measurement as somebody may see it: its revisions with the framework, or the answer that there is none.

What a person may not see and what is not there get the same answer, so that asking tells nothing.
"""

from toc.errors import NotAllowed, NotFound
from toc.model.document import FrameworkDocument
from toc.model.panel import MeasurementRow
from toc.model.query import ALL, Actor
from toc.model.terms import Permission
from toc.services.permissions import allowed, require
from toc.services.steps.visible import reports, visible_revisions
from toc.store import frameworks, revisions
from toc.store.database import Session


def seen_revisions(
    session: Session, actor: Actor, measurement_id: int
) -> tuple[tuple[MeasurementRow, ...], FrameworkDocument]:
    """The revisions of a measurement that somebody may see, newest first, and its framework as it stands.

    Raises:
        NotAllowed: the actor may not see figures.
        NotFound: there is no such measurement, or none for this person.
    """
    require(actor, Permission.VIEW)
    try:
        rows = visible_revisions(session, actor, measurement_id)
    except (NotAllowed, NotFound) as error:
        raise _nothing(measurement_id) from error
    framework = revisions.get_standing(session, rows[0].revision_id).framework
    return rows, frameworks.current_document(session, framework)


def may_discuss(actor: Actor, row: MeasurementRow) -> bool:
    """Whether somebody who sees a measurement may read its comments and write some."""
    return allowed(actor, Permission.COMMENT, country=row.country) or reports(actor, row)


def country_name(document: FrameworkDocument, country: str) -> str:
    """The name of a country, or that it is all of them."""
    found = document.country_by_code.get(country)
    return "All countries" if country == ALL else country if found is None else found.name


def _nothing(measurement_id: int) -> NotFound:
    return NotFound(
        "There is no measurement {id}, or it is not open to you.",
        field="measurement",
        remedy="Choose one from the list on the page Indicator.",
        details={"id": measurement_id},
    )
