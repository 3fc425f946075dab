"""The table of permissions, continued: countries, levels and horizons compared."""

from tests.support.permission_terms import EVERYBODY, Action
from tests.support.permission_world import QUERY
from toc.services import comparing

COMPARING = (
    Action("comparing.summaries", EVERYBODY, lambda w: comparing.summaries(w.store, w.actor, w.query)),
    Action(
        "comparing.side_by_side",
        EVERYBODY,
        lambda w: comparing.side_by_side(w.store, w.actor, QUERY, "PT", "GR"),
        placed=False,
    ),
)
