"""Looking at figures, measurements, revisions and evidence: what each role may do where."""

from tests.support.permission_terms import (
    EVERYBODY,
    OWN_ALONE,
    UNAPPROVED,
    Action,
)
from tests.support.permission_world import CLOCK, CODE, World
from toc.services import (
    analysing,
    evidencing,
    explaining,
    recalling,
    reporting,
    revising,
)

LOOKING = (
    Action("analysing.read_panel", EVERYBODY, lambda w: analysing.read_panel(w.store, w.actor, w.query)),
    Action("analysing.read_document", EVERYBODY, lambda w: analysing.read_document(w.store, w.actor, w.query)),
    Action("analysing.assess", EVERYBODY, lambda w: analysing.assess(w.store, w.actor, w.query)),
    Action("analysing.assess_with_panel", EVERYBODY, lambda w: analysing.assess_with_panel(w.store, w.actor, w.query)),
    Action("explaining.explain", EVERYBODY, lambda w: explaining.explain(w.store, w.actor, w.query, "F1.1")),
    Action("analysing.indicator", EVERYBODY, lambda w: analysing.indicator(w.store, w.actor, w.query, "F1.1")),
    Action(
        "analysing.indicator_with_panel",
        EVERYBODY,
        lambda w: analysing.indicator_with_panel(w.store, w.actor, w.query, "F1.1"),
    ),
    Action(
        "analysing.visible_places",
        EVERYBODY,
        lambda w: analysing.visible_places(w.store, w.actor, analysing.document(w.store, w.actor, CODE)),
        placed=False,
    ),
    Action("analysing.frameworks_of", EVERYBODY, lambda w: analysing.frameworks_of(w.store, w.actor), placed=False),
    Action(
        "analysing.choose_framework",
        EVERYBODY,
        lambda w: analysing.choose_framework(w.store, w.actor, CODE),
        placed=False,
    ),
    Action("analysing.document", EVERYBODY, lambda w: analysing.document(w.store, w.actor, CODE), placed=False),
    Action("analysing.today", EVERYBODY, lambda w: analysing.today(w.store, w.actor, CODE, CLOCK), placed=False),
    Action("recalling.known_since", EVERYBODY, lambda w: recalling.known_since(w.store, w.actor, CODE), placed=False),
    *(
        Action(f"reporting.report:{kind}", EVERYBODY, lambda w, kind=kind: _report(w, kind))
        for kind in (
            "measurements",
            "targets",
            "progress",
            "objectives",
            "history",
            "summaries",
            "stakeholders",
            "links",
        )
    ),
    *(
        Action(
            f"revising.history:{state}",
            allowed,
            lambda w, state=state: revising.history(w.store, w.actor, w.key(state)),
        )
        for state, allowed in (("approved", EVERYBODY), ("submitted", UNAPPROVED), ("draft", OWN_ALONE))
    ),
    *(
        Action(
            f"evidencing.list_evidence:{state}",
            allowed,
            lambda w, state=state: evidencing.list_evidence(w.store, w.actor, w.key(state)),
        )
        for state, allowed in (("approved", EVERYBODY), ("submitted", UNAPPROVED), ("draft", OWN_ALONE))
    ),
    Action("evidencing.look", UNAPPROVED, lambda w: evidencing.look(w.store, w.actor, w.key("submitted"))),
    Action(
        "evidencing.open_file",
        UNAPPROVED,
        lambda w: evidencing.open_file(w.store, w.actor, w.evidence("submitted", file=True)),
    ),
)


def _report(world: World, kind: str) -> bytes:
    made = reporting.report(world.store, world.actor, kind, world.query, indicator="F1.1")
    return b"".join(made.csv())
