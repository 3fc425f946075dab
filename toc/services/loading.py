"""Frameworks and their facts from files into the store: what is unchanged in a file stays untouched.

A file replaces the definition. Of the baselines and targets it sets those that it names and takes away those that an
earlier version of it brought; what an import or a person has set since stays.

Source: files-and-commands.md (`toc load`, `--kind targets`); progress.md 2.
"""

from collections.abc import Collection, Iterable
from pathlib import Path

from toc.exchange.framework_file import canonical
from toc.model.document import FactDef, FrameworkDocument
from toc.model.query import ALL, Actor
from toc.model.terms import Permission
from toc.services.permissions import require
from toc.services.steps.definition_change import LoadResult, with_parts, write_definition
from toc.services.steps.measurement_rules import quantity_faults
from toc.services.steps.versions import require_seen
from toc.store import frameworks
from toc.store.database import Store
from toc.store.framework_rows import FactKey, fact_key

__all__ = ["LoadResult"]

CREDEX = Path(__file__).resolve().parents[2] / "sample_data" / "credex"
"""The framework that comes with the product."""


def load_framework(
    store: Store, actor: Actor, document: FrameworkDocument, *, reason: str, seen: str | None = None
) -> LoadResult:
    """Load a framework with its facts, or bring the stored one to a new version of its file.

    Args:
        store: where it goes.
        actor: needs the permission to plan.
        document: as its file says.
        reason: why, kept with the document.
        seen: the version that the person has looked at, empty where there was none; None asks for nothing.

    Returns:
        What changed; the same file a second time changes nothing and writes nothing.

    Raises:
        NotAllowed: the actor may not plan.
        Conflict: somebody else has changed the framework since.
        Invalid: every fault at once; also where something would be removed or locked that has measurements.
    """
    require(actor, Permission.PLAN)
    with store.writing() as session:
        before = frameworks.find_document(session, document.code)
        if before is not None and seen is not None:
            require_seen(session, before, seen)
        from_file = frameworks.find_facts_from_file(session, document.code)
        merged = with_file(before, document, from_file)
        brought = {fact_key(fact) for fact in document.facts}
        return write_definition(session, actor, before, merged, action="load", reason=reason, from_file=brought)


def set_facts(store: Store, actor: Actor, facts: Iterable[FactDef], *, framework: str, reason: str) -> LoadResult:
    """Set baselines and targets; those with another key stay as they are.

    Args:
        store: where they go.
        actor: needs the permission to plan.
        facts: a baseline's key is indicator and country, a target's also its date.
        framework: code of the framework.
        reason: why, kept with the document.

    Returns:
        What changed; facts that the store holds already change nothing.

    Raises:
        NotAllowed: the actor may not plan.
        NotFound: there is no such framework.
        Invalid: every fault at once, each with `indicator`, `country`, `kind` and `date` among its fields.
    """
    require(actor, Permission.PLAN)
    with store.writing() as session:
        before = frameworks.current_document(session, framework)
        after = with_facts(before, facts)
        old = {fact_key(fact): fact for fact in before.facts}
        same = {fact_key(fact) for fact in after.facts if old.get(fact_key(fact)) == fact}
        from_file = frameworks.find_facts_from_file(session, framework) & same
        return write_definition(session, actor, before, after, action="set facts", reason=reason, from_file=from_file)


def with_facts(document: FrameworkDocument, facts: Iterable[FactDef]) -> FrameworkDocument:
    """A document with some baselines and targets set in it: what `set_facts` would store, for a preview."""
    merged = {fact_key(fact): fact for fact in document.facts}
    merged.update((fact_key(fact), fact) for fact in facts)
    return settled(with_parts(document, facts=merged.values()))


def settled(document: FrameworkDocument) -> FrameworkDocument:
    """A document in its canonical order, where facts with numerator and denominator state no value beside them.

    A value that does not match its numerator and denominator stays, so that it is refused.
    """
    return canonical(with_parts(document, facts=(_settled_fact(document, fact) for fact in document.facts)))


def _settled_fact(document: FrameworkDocument, fact: FactDef) -> FactDef:
    indicator = document.indicator_by_code.get(fact.indicator)
    if indicator is None or fact.value is None or fact.numerator is None:
        return fact
    if any(quantity_faults(indicator, fact.value, fact.numerator, fact.denominator)):
        return fact
    return fact.model_copy(update={"value": None})


def with_file(
    before: FrameworkDocument | None, document: FrameworkDocument, from_file: Collection[FactKey]
) -> FrameworkDocument:
    """A file's document with the facts that were set beside it: what `load_framework` would store, for a preview.

    Args:
        before: the document in force; None for a new framework.
        document: as its file says.
        from_file: keys of the facts that an earlier version of the file brought.
    """
    if before is None:
        return settled(document)
    named = {fact_key(fact) for fact in document.facts}
    kept = [
        fact
        for fact in before.facts
        if fact_key(fact) not in named
        and fact_key(fact) not in from_file
        and fact.indicator in document.indicator_by_code
        and (fact.country == ALL or fact.country in document.country_by_code)
    ]
    return settled(with_parts(document, facts=(*document.facts, *kept)))
