"""A store made ready to be used: CREDEX with its facts in an empty one, and the demonstration where it is asked for."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from toc.exchange.framework_file import read_framework
from toc.model.document import AnnotationDef
from toc.model.drafts import About, ActionDraft
from toc.model.query import SYSTEM, Clock
from toc.model.terms import ActionState
from toc.services import acting, analysing, importing, loading
from toc.services.steps import import_options
from toc.services.steps.definition_change import with_parts
from toc.store import actions, frameworks, measurements
from toc.store.database import Store

STATES = {state.value: state for state in ActionState}

DEMO = Path(__file__).resolve().parents[2] / "sample_data" / "demo"
"""Invented targets and measurements for CREDEX, every row marked as such."""


def prepare(store: Store, *, demo: Clock | None) -> Iterator[str]:
    """Load CREDEX into a store that holds no framework, and the demonstration where it is asked for.

    Args:
        store: with its schema up to date.
        demo: the demonstration's clock, whose today its measurements fit; None leaves the demonstration out.

    Returns:
        A line for each step that was taken; nothing where all of it is there already.
    """
    if not analysing.frameworks_of(store, SYSTEM):
        document = read_framework(loading.CREDEX)
        if demo is not None:
            document = with_parts(document, annotations=(*document.annotations, *_annotations()))
        loading.load_framework(store, SYSTEM, document, reason="first start")
        yield f"Loaded {document.name}."
    if demo is not None:
        yield from load_demo(store, clock=demo)


def load_demo(store: Store, *, clock: Clock) -> Iterator[str]:
    """Add the invented targets and measurements where there are none yet: what people made of them stays theirs.

    Returns:
        A line for each file that changed something.

    Raises:
        Invalid: CREDEX was changed so that the demonstration no longer fits; nothing of the file is written.
    """
    framework = read_framework(loading.CREDEX).code
    for kind in ("targets", "measurements"):
        if _is_there(store, framework, kind):
            continue
        options = import_options.Options(framework=framework, kind=import_options.kind_of(kind))
        found = importing.preview(store, SYSTEM, (DEMO / f"{kind}.csv").read_bytes(), options, clock=clock)
        if found.writes or found.facts:
            importing.save(store, SYSTEM, found, approve=True, clock=clock)
            yield f"Loaded the demonstration's {kind}."
    if not _has_actions(store, framework):
        for about, draft, made_on in _actions():
            acting.make_action(store, SYSTEM, framework, about, draft, clock=Clock(made_on))
        yield "Loaded the demonstration's actions."


def _has_actions(store: Store, framework: str) -> bool:
    with store.reading() as session:
        return bool(actions.list_actions(session, framework))


def _actions() -> Iterator[tuple[About, ActionDraft, date]]:
    """What the demonstration undertakes, each with the day on which it was made."""
    with (DEMO / "actions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            about = About(row["country"], row["objective"], row["indicator"], row["finding"])
            draft = ActionDraft(
                row["title"],
                row["expected"],
                organisation=row["organisation"],
                due_on=date.fromisoformat(row["due_on"]),
                state=STATES[row["state"]],
            )
            yield about, draft, date.fromisoformat(row["made_on"])


def _annotations() -> Iterator[AnnotationDef]:
    """The demonstration's remarks on time lines; a framework that is there already gets none of them."""
    with (DEMO / "annotations.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield AnnotationDef.model_validate(row)


def _is_there(store: Store, framework: str, kind: str) -> bool:
    """Whether invented rows of a kind are in the store, whatever became of them."""
    with store.reading() as session:
        if kind == "measurements":
            return measurements.any_invented(session, framework)
        document = frameworks.find_document(session, framework)
        return document is not None and any(fact.invented for fact in document.facts)
