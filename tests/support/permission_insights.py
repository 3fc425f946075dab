"""The table of permissions, continued: insights."""

from datetime import timedelta

from tests.support.permission_terms import EVERYBODY, UNAPPROVED, Action
from tests.support.permission_world import CLOCK, TODAY, World
from toc.model.query import SYSTEM
from toc.services import advising
from toc.services.advising import Aside


def _key(world: World) -> str:
    """A finding about the place's country."""
    _, found = advising.list_findings(world.store, SYSTEM, world.query)
    return next(one.key for one, _, _ in found if one.country == world.country)


def _set_aside(world: World) -> object:
    draft = Aside(_key(world), "We know", TODAY + timedelta(days=30))
    return advising.set_aside(world.store, world.actor, world.query, draft, clock=CLOCK)


INSIGHTS = (
    Action("advising.insights", EVERYBODY, lambda w: advising.insights(w.store, w.actor, w.query, CLOCK)),
    Action("advising.list_findings", EVERYBODY, lambda w: advising.list_findings(w.store, w.actor, w.query)),
    Action("advising.find_finding", EVERYBODY, lambda w: advising.find_finding(w.store, w.actor, w.query, _key(w))),
    Action("advising.set_aside", UNAPPROVED, _set_aside),
    Action("advising.bring_back", UNAPPROVED, lambda w: advising.bring_back(w.store, w.actor, w.query, _key(w))),
)
