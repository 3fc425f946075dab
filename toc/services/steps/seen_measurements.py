"""The measurements of an indicator that somebody may see, each with its latest revision.

Source: product.md (life of a measurement, People).
"""

from functools import partial

from toc.model.query import Actor, Query
from toc.model.terms import Permission, ReviewState
from toc.services.permissions import allowed
from toc.services.steps.visible import was_handed_in
from toc.store import measurements
from toc.store.database import Session
from toc.store.measurements import MeasurementRow

HANDED_IN = (ReviewState.SUBMITTED, ReviewState.RETURNED, ReviewState.APPROVED)
"""Review states for those who may see unapproved values; drafts are their author's alone."""


def seen_measurements(session: Session, actor: Actor, query: Query, indicator: str) -> list[MeasurementRow]:
    """Measurements of an indicator that a person may see: unapproved ones only where that is permitted.

    Args:
        session: one snapshot.
        actor: who looks; countries that are not open to the person are left out by the caller.
        query: gives framework and moment.
        indicator: code.

    Returns:
        The latest revision of each and the parts of its breakdown, the newest period first.
    """
    read = partial(
        measurements.list_measurements,
        session,
        query.framework,
        indicator=indicator,
        known_at=query.known_at,
        parts=True,
    )
    found = read(states=HANDED_IN)
    standing = {row.measurement_id for row in found}
    voided = [row for row in read(states=(ReviewState.VOIDED,)) if row.measurement_id not in standing]
    found += [row for row in voided if was_handed_in(session, row)]
    inside = [row for row in found if allowed(actor, Permission.VIEW_UNAPPROVED, country=row.country)]
    outside = [
        row
        for row in read(states=(ReviewState.APPROVED,))
        if not allowed(actor, Permission.VIEW_UNAPPROVED, country=row.country)
    ]
    return sorted((*inside, *outside), key=lambda row: (row.period_end, row.country), reverse=True)
