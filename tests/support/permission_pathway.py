"""The table of permissions, continued: the pathway and the coordinator's judgements on contribution links."""

from tests.support.permission_terms import EVERYBODY, STAFF, Action
from tests.support.permission_world import CODE, World
from toc.model.terms import LinkState
from toc.services import judging, tracing
from toc.services.judging import JudgementDraft


def _judge(world: World) -> object:
    draft = JudgementDraft("F1", "V1", world.country, LinkState.IN_DOUBT, "Fruit is left on the trees")
    return judging.judge_link(world.store, world.actor, CODE, draft)


PATHWAY = (
    Action("tracing.pathway", EVERYBODY, lambda w: tracing.pathway(w.store, w.actor, w.query)),
    Action("tracing.stories_of", EVERYBODY, lambda w: tracing.stories_of(w.store, w.actor, w.query)),
    Action("judging.judge_link", STAFF, _judge),
    Action(
        "judging.list_judgements",
        EVERYBODY,
        lambda w: judging.list_judgements(w.store, w.actor, CODE, ("F1", "V1")),
        placed=False,
    ),
    Action(
        "judging.judgements_in_force",
        EVERYBODY,
        lambda w: judging.judgements_in_force(w.store, w.actor, CODE),
        placed=False,
    ),
)
