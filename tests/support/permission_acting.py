"""The table of permissions, continued: actions."""

from tests.support.permission_terms import EVERYBODY, UNAPPROVED, Action
from tests.support.permission_world import CLOCK, CODE, QUERY, World
from toc.model.drafts import About, ActionDraft
from toc.model.query import SYSTEM, Actor
from toc.services import acting

DRAFT = ActionDraft("Ask for the report")


def _make(world: World, actor: Actor) -> int:
    return acting.make_action(world.store, actor, CODE, About(world.country), DRAFT, clock=CLOCK)


def _change(world: World) -> object:
    item = next(
        one for one in acting.list_actions(world.store, SYSTEM, QUERY).items if one.about.country == world.country
    )
    draft = ActionDraft("Ask for the report", comment="Done")
    return acting.change_action(world.store, world.actor, item.action_id, draft, seen=item.now.event_id)


ACTING = (
    Action("acting.list_actions", EVERYBODY, lambda w: acting.list_actions(w.store, w.actor, QUERY), placed=False),
    Action("acting.open_counts", EVERYBODY, lambda w: acting.open_counts(w.store, w.actor, QUERY), placed=False),
    Action("acting.list_owners", UNAPPROVED, lambda w: acting.list_owners(w.store, w.actor, CODE, w.country)),
    Action("acting.make_action", UNAPPROVED, lambda w: _make(w, w.actor)),
    Action("acting.change_action", UNAPPROVED, _change),
)
"""Everything that somebody does with actions: partners for the countries that they report for."""
