"""The table of permissions, continued: how a series is measured."""

from tests.support.permission_terms import EVERYBODY, OWN_WORK, Action
from tests.support.permission_world import CODE, World
from toc.services import describing
from toc.services.describing import MethodDraft


def _say(world: World) -> object:
    draft = MethodDraft(CODE, "F1.1", world.country, world.organisation, "Counted in the field")
    return describing.set_method(world.store, world.actor, draft)


DESCRIBING = (
    Action("describing.set_method", OWN_WORK, _say),
    Action("describing.list_methods", EVERYBODY, lambda w: describing.list_methods(w.store, w.actor, w.query, "F1.1")),
)
