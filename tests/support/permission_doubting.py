"""The table of permissions, continued: follow-ups, the quality of data."""

from tests.support.permission_terms import EVERYBODY, UNAPPROVED, Action
from tests.support.permission_world import QUERY, World
from toc.model.query import SYSTEM, Actor
from toc.model.terms import FollowUpOutcome
from toc.services import doubting, following_up, gauging


def _raise(world: World, actor: Actor) -> doubting.FollowUpItem:
    return doubting.raise_follow_up(world.store, actor, world.key("approved"), "Is this right?")


def _settle(world: World) -> object:
    found = doubting.follow_ups_of(world.store, SYSTEM, world.key("approved"))
    key = found.items[0].follow_up_id
    return doubting.settle_follow_up(world.store, world.actor, key, FollowUpOutcome.CONFIRMED, "It is")


DOUBTING = (
    Action("doubting.raise_follow_up", UNAPPROVED, lambda w: _raise(w, w.actor)),
    Action("doubting.settle_follow_up", UNAPPROVED, _settle),
    Action(
        "doubting.list_follow_ups",
        EVERYBODY,
        lambda w: doubting.list_follow_ups(w.store, w.actor, w.query),
    ),
    Action("doubting.follow_ups_of", EVERYBODY, lambda w: doubting.follow_ups_of(w.store, w.actor, w.key("approved"))),
    Action("following_up.report_groups", EVERYBODY, lambda w: following_up.report_groups(w.store, w.actor, w.query)),
    Action("gauging.quality", EVERYBODY, lambda w: gauging.quality(w.store, w.actor, QUERY), placed=False),
)
"""Raising and settling: partners for the countries that they report for."""
