"""The table of permissions, continued: everything into a file and back."""

from pathlib import Path

from tests.support.permission_terms import ADMINISTRATORS, Action
from tests.support.permission_world import World
from toc.model.query import SYSTEM
from toc.services import backing_up
from toc.store.database import Store


def _beside(world: World, name: str) -> Path:
    """A file that is not there yet, beside the store's own."""
    return Path(world.store.engine.url.database or "").with_name(name)


def _back_up(world: World) -> object:
    return backing_up.back_up(world.store, world.actor, _beside(world, "asked.db"))


def _restore(world: World) -> object:
    file = _beside(world, "made.db")
    backing_up.back_up(world.store, SYSTEM, file)
    return backing_up.restore(Store(f"sqlite:///{_beside(world, 'empty.db')}"), world.actor, file)


BACKING_UP = (
    Action("backing_up.back_up", ADMINISTRATORS, _back_up, placed=False),
    Action("backing_up.restore", ADMINISTRATORS, _restore, placed=False),
)
