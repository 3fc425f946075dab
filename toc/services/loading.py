"""Frameworks and their facts from files into the store: what is unchanged in a file stays untouched.

A file replaces the definition. Of the baselines and targets it sets those that it names and takes away those that an
earlier version of it brought; what an import or a person has set since stays.

Source: files-and-commands.md (`toc load`, `--kind targets`); progress.md 2.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from toc.errors import Invalid
from toc.exchange.framework_file import canonical, to_json
from toc.model.document import FactDef, FrameworkDocument
from toc.model.query import ALL, Actor
from toc.model.terms import Permission
from toc.services.permissions import require
from toc.services.steps.audit import audit
from toc.services.steps.definition_rules import find_change_faults, find_faults
from toc.services.steps.measurement_rules import quantity_faults
from toc.store import frameworks, head
from toc.store.database import Session, Store
from toc.store.framework_rows import FactKey, fact_key
from toc.store.series import find_used

CREDEX = Path(__file__).resolve().parents[2] / "sample_data" / "credex"
"""The framework that comes with the product."""

_LISTED = 200
"""How many changes one audit entry lists."""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What loading has changed.

    Attributes:
        framework: code of the framework.
        changes: one line each, e.g. `target SYS-M1.1 BE 2030-12-31 changed: value 90 -> 100`; empty where the store
            held all of it already and nothing was written.
        data_version: of the store afterwards.
    """

    framework: str
    changes: tuple[str, ...]
    data_version: int


def load_framework(store: Store, actor: Actor, document: FrameworkDocument, *, reason: str) -> LoadResult:
    """Load a framework with its facts, or bring the stored one to a new version of its file.

    Args:
        store: where it goes.
        actor: needs the permission to plan.
        document: as its file says.
        reason: why, kept with the document.

    Returns:
        What changed; the same file a second time changes nothing and writes nothing.

    Raises:
        NotAllowed: the actor may not plan.
        Invalid: every fault at once; also where something would be removed or locked that has measurements.
    """
    require(actor, Permission.PLAN)
    with store.writing() as session:
        before = frameworks.find_document(session, document.code)
        from_file = frameworks.find_facts_from_file(session, document.code)
        merged = settled(document) if before is None else _merged(before, document, from_file)
        brought = {fact_key(fact) for fact in document.facts}
        return _write(session, actor, before, merged, action="load", reason=reason, from_file=brought)


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
        return _write(session, actor, before, after, action="set facts", reason=reason, from_file=from_file)


def with_facts(document: FrameworkDocument, facts: Iterable[FactDef]) -> FrameworkDocument:
    """A document with some baselines and targets set in it: what `set_facts` would store, for a preview."""
    merged = {fact_key(fact): fact for fact in document.facts}
    merged.update((fact_key(fact), fact) for fact in facts)
    return settled(_with(document, merged.values()))


def settled(document: FrameworkDocument) -> FrameworkDocument:
    """A document in its canonical order, where facts with numerator and denominator state no value beside them.

    A value that does not match its numerator and denominator stays, so that it is refused.
    """
    return canonical(_with(document, (_settled_fact(document, fact) for fact in document.facts)))


def _settled_fact(document: FrameworkDocument, fact: FactDef) -> FactDef:
    indicator = document.indicator_by_code.get(fact.indicator)
    if indicator is None or fact.value is None or fact.numerator is None:
        return fact
    if any(quantity_faults(indicator, fact.value, fact.numerator, fact.denominator)):
        return fact
    return fact.model_copy(update={"value": None})


def _with(document: FrameworkDocument, facts: Iterable[FactDef]) -> FrameworkDocument:
    """A document with other facts; made anew, because a copy would carry what was looked up in the old one."""
    fields = {name: getattr(document, name) for name in FrameworkDocument.model_fields}
    return FrameworkDocument.model_validate({**fields, "facts": tuple(facts)})


def _merged(
    before: FrameworkDocument, document: FrameworkDocument, from_file: Collection[FactKey]
) -> FrameworkDocument:
    """A file's document with the facts that were set beside it."""
    named = {fact_key(fact) for fact in document.facts}
    kept = [
        fact
        for fact in before.facts
        if fact_key(fact) not in named
        and fact_key(fact) not in from_file
        and fact.indicator in document.indicator_by_code
        and (fact.country == ALL or fact.country in document.country_by_code)
    ]
    return settled(_with(document, (*document.facts, *kept)))


def _write(
    session: Session,
    actor: Actor,
    before: FrameworkDocument | None,
    after: FrameworkDocument,
    *,
    action: str,
    reason: str,
    from_file: Collection[FactKey],
) -> LoadResult:
    """Refuse what breaks a rule; write what differs, and nothing where nothing does."""
    body = to_json(after)
    if before is not None and to_json(before) == body:
        return LoadResult(after.code, (), head.data_version(session))
    faults = find_faults(after)
    if before is not None:
        faults += find_change_faults(before, after, find_used(session, after.code))
    if faults:
        raise Invalid(faults=faults)
    changes = frameworks.write_document(
        session,
        after,
        body=body,
        moment=head.moment(session),
        account_id=actor.account_id,
        reason=reason,
        from_file=from_file,
    )
    lines = tuple(str(change) for change in changes)
    said = {"sha256": _sha256(body), "changes": [*lines[:_LISTED]], "change_count": len(lines)}
    earlier = None if before is None else {"sha256": _sha256(to_json(before))}
    audit(session, actor, action, f"framework {after.code}", before=earlier, after=said, reason=reason)
    return LoadResult(after.code, lines, head.touch(session))


def _sha256(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
