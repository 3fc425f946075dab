"""Changing a framework in the browser: one part at a time, with its effect shown before it is saved.

Source: product.md (Manage, Framework); progress.md 2 and 11; architecture.md section 0 (Store).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from toc.errors import Fault, Invalid
from toc.model.document import FrameworkDocument, Part
from toc.model.query import ALL, Actor, Clock
from toc.model.terms import FactKind, Permission, Scope
from toc.services.loading import settled
from toc.services.permissions import allowed, require, visible_countries
from toc.services.steps.definition_change import LoadResult, write_definition
from toc.services.steps.definition_rules import find_change_faults, find_faults
from toc.services.steps.effects import Effect
from toc.services.steps.framework_edits import changed_document
from toc.services.steps.framework_parts import Edit, PartKind, find_part, part_key, parts_of
from toc.services.steps.framework_yearly import settle_yearly
from toc.services.steps.plan_effect import effect_of_definition
from toc.services.steps.versions import require_seen, version_of
from toc.services.steps.visibility import seen_document
from toc.store import framework_history, frameworks, snapshots
from toc.store.database import Session, Store
from toc.store.framework_history import LastChange
from toc.store.framework_rows import FactKey, fact_key
from toc.store.frameworks import Change
from toc.store.panel import load_panel
from toc.store.series import Used, find_used

__all__ = ["Change"]

_LONGEST = 1000


@dataclass(frozen=True)
class PlanPage:
    """A framework as the page Framework shows it.

    Attributes:
        document: with the baselines and targets that the person may see.
        version: names the definition that was looked at; it is another one after every change.
        measured: codes of the indicators that have measurements.
        last_change: who changed it last; None for those who may not plan.
        may_plan: the person may change it.
    """

    document: FrameworkDocument
    version: str
    measured: frozenset[str]
    last_change: LastChange | None
    may_plan: bool


@dataclass(frozen=True)
class Preview:
    """What a change would do; nothing is kept.

    Attributes:
        after: the framework with the change.
        changes: what differs, part by part; empty where nothing does.
        effect: the figures that would move, and the frozen reports that keep the older ones.
    """

    after: FrameworkDocument
    changes: tuple[Change, ...]
    effect: Effect


def load_page(store: Store, actor: Actor, framework: str) -> PlanPage:
    """A framework with all of its parts, for reading and for changing.

    Raises:
        NotAllowed: the actor may not see it.
        NotFound: there is no such framework.
    """
    require(actor, Permission.VIEW)
    may_plan = allowed(actor, Permission.PLAN)
    with store.reading() as session:
        document = frameworks.current_document(session, framework)
        used = find_used(session, framework)
        last = framework_history.last_change(session, framework) if may_plan else None
    seen = seen_document(document, actor, visible_countries(actor, document))
    return PlanPage(seen, version_of(document), used.indicators, last, may_plan)


def preview(store: Store, actor: Actor, edit: Edit, *, framework: str, clock: Clock) -> Preview:
    """What a change of one part would do to the framework and its figures.

    Args:
        store: where it is.
        actor: needs the permission to plan.
        edit: what was typed.
        framework: code of the framework.
        clock: says what today is.

    Raises:
        NotAllowed: the actor may not plan.
        NotFound: no such framework, or the part is not there any more.
        Conflict: a new part is there already.
        Invalid: every fault at once, each with its field.

    Source: progress.md 2 to 7.
    """
    require(actor, Permission.PLAN)
    with store.reading() as session:
        panel = load_panel(session, framework)
        used = find_used(session, framework)
        reports = snapshots.list_snapshots(session, framework)
    before = panel.document
    after = _checked(before, edit, used)
    changes = frameworks.compare_documents(before, after)
    as_of = clock.today(before.timezone)
    if not changes:
        return Preview(after, (), Effect(as_of, ()))
    return Preview(after, changes, effect_of_definition(panel, after, as_of, reports))


def save(store: Store, actor: Actor, edit: Edit, *, framework: str, reason: str, seen: str) -> LoadResult:
    """Change one part of a framework; the whole definition is kept as it stood before and as it stands now.

    Args:
        store: where it is.
        actor: needs the permission to plan.
        edit: what was typed.
        framework: code of the framework.
        reason: why, kept with the definition and in the audit log.
        seen: the version that the person has looked at.

    Returns:
        What changed; nothing where all of it stands already.

    Raises:
        NotAllowed: the actor may not plan.
        NotFound: no such framework, or the part is not there any more.
        Conflict: somebody else has changed the framework since, or a new part is there already.
        Invalid: every fault at once, each with its field; also a missing reason.

    Source: progress.md 2; architecture.md section 0 (Store).
    """
    require(actor, Permission.PLAN)
    with store.writing() as session:
        before = frameworks.current_document(session, framework)
        require_seen(session, before, seen)
        try:
            after = _checked(before, edit, find_used(session, framework))
        except Invalid as error:
            raise Invalid(faults=[*error.faults, *_reason_faults(reason)]) from error
        faults = _reason_faults(reason)
        if faults:
            raise Invalid(faults=faults)
        kind = edit.kind
        done = "remove" if edit.remove else "change" if edit.key or kind is PartKind.SETTINGS else "add"
        return write_definition(
            session, actor, before, after, action=f"{done} {kind.value}", reason=reason.strip(),
            from_file=_still_from_file(session, before, after), said=_said(before, after, kind),
        )  # fmt: skip


def places_without(document: FrameworkDocument, indicator: str, kind: FactKind) -> tuple[str, ...]:
    """Countries (or ALL for a consortium indicator) that have no baseline, or no target, where it applies."""
    found = document.indicator_by_code[indicator]
    places = (ALL,) if found.scope is Scope.CONSORTIUM else tuple(document.country_by_code)
    return tuple(
        place
        for place in places
        if (indicator, place) not in document.not_applicable_by_key
        and all(fact.kind is not kind for fact in document.facts_by_key.get((indicator, place), ()))
    )


def _checked(before: FrameworkDocument, edit: Edit, used: Used) -> FrameworkDocument:
    """The framework with a change, sound by every rule; all faults at once otherwise."""
    try:
        return _sound(before, edit, used)
    except Invalid as error:
        faults = list(error.faults)
        wrong = {fault.field for fault in faults}
        rest = replace(edit, fields={name: text for name, text in edit.fields.items() if name not in wrong})
        if edit.key and rest.fields and len(rest.fields) < len(edit.fields):
            try:
                _sound(before, rest, used)
            except Invalid as other:
                faults += [fault for fault in other.faults if fault.field not in wrong]
        raise Invalid(faults=faults) from error


def _sound(before: FrameworkDocument, edit: Edit, used: Used) -> FrameworkDocument:
    after = changed_document(before, edit, measured=used.indicators)
    if edit.kind is PartKind.FACT and not edit.remove:
        place = edit.key[1:3] or tuple(str(edit.fields.get(name, "")) for name in ("indicator", "country"))
        after = settle_yearly(before, after, place[0], place[1], targets_are=edit.targets_are)
    after = settled(after)
    faults = [*find_faults(after), *find_change_faults(before, after, used)]
    if faults:
        raise Invalid(faults=[_without_row_words(fault, edit) for fault in faults])
    return after


def _without_row_words(fault: Fault, edit: Edit) -> Fault:
    """A fault of a list as the fault of the field that the form has for it."""
    names = {"code": "code", "indicators": "code", "reports_for": "organisations"}
    if edit.kind is PartKind.FACT and fault.field in ("date", "value", "value_to", "numerator", "denominator"):
        return fault
    return Fault(names.get(fault.field or "", fault.field), fault.template, fault.fields, fault.remedy)


def _reason_faults(reason: str) -> list[Fault]:
    if not reason.strip():
        return [Fault("reason_of_change", "The reason is missing.", {}, "Say in a few words why it changes.")]
    if len(reason) > _LONGEST:
        text = "The reason is longer than {most} characters."
        return [Fault("reason_of_change", text, {"most": _LONGEST}, "Shorten it.")]
    return []


def _still_from_file(session: Session, before: FrameworkDocument, after: FrameworkDocument) -> Collection[FactKey]:
    """Keys of the facts that a file brought and that this change leaves as they are."""
    old = {fact_key(fact): fact for fact in before.facts}
    same = {fact_key(fact) for fact in after.facts if old.get(fact_key(fact)) == fact}
    return frameworks.find_facts_from_file(session, before.code) & same


def _said(
    before: FrameworkDocument, after: FrameworkDocument, kind: PartKind
) -> tuple[dict[str, object], dict[str, object]]:
    """The fields that differ, of each part of a kind that differs, as the audit log tells them."""
    old, new = ({part_key(kind, part): part for part in parts_of(found, kind)} for found in (before, after))
    keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    return _fields(before, after, kind, keys), _fields(after, before, kind, keys)


def _fields(
    document: FrameworkDocument, other: FrameworkDocument, kind: PartKind, keys: Collection[tuple[str, ...]]
) -> dict[str, object]:
    parts = {}
    for key in keys:
        found, against = find_part(document, kind, key), find_part(other, kind, key)
        name = " ".join(part for part in key if part) or document.code
        parts[name] = _differing(found, against, kind)
    return {kind.value: parts}


def _differing(part: Part | None, other: Part | None, kind: PartKind) -> dict[str, object] | None:
    if part is None:
        return None
    lists = {"levels", "horizons", "objectives", "links", "dimensions", "indicators", "countries", "organisations"}
    lists |= {"assignments", "not_applicable", "facts", "annotations"}
    left_out = lists if kind is PartKind.SETTINGS else set()
    plain = part.model_dump(mode="json", exclude=left_out)
    if other is None:
        return plain
    against = other.model_dump(mode="json", exclude=left_out)
    return {name: value for name, value in plain.items() if against.get(name) != value}
