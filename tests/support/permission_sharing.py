"""The table of permissions, continued: read-only links."""

from tests.support.permission_terms import STAFF, Action
from tests.support.permission_world import CLOCK, CODE, World
from toc.model.query import ALL, SYSTEM
from toc.services import sharing


def _make(world: World, actor: object) -> str:
    _, latest = sharing.last_days(CLOCK.today("UTC"))
    return sharing.make_link(
        world.store, actor, CODE, name="Ministry", country=ALL, expires_on=latest, clock=CLOCK
    )  # fmt: skip


def _end(world: World) -> object:
    _make(world, SYSTEM)
    link = sharing.list_links(world.store, SYSTEM, CODE, clock=CLOCK)[0]
    return sharing.revoke_link(world.store, world.actor, link.link_id)


SHARING = (
    Action("sharing.make_link", STAFF, lambda w: _make(w, w.actor), placed=False),
    Action(
        "sharing.list_links", STAFF, lambda w: sharing.list_links(w.store, w.actor, CODE, clock=CLOCK), placed=False
    ),
    Action("sharing.revoke_link", STAFF, _end, placed=False),
)
"""Everything that somebody does with read-only links; following one needs no account."""
