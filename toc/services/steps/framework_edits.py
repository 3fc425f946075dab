"""From what was typed about one part of a framework to the framework with that change. Pure.

The shape of each part is refused here, with every fault at its field; whether the parts fit each other is asked by
`definition_rules` of the whole document. Source: progress.md 2.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from toc.errors import Conflict, Fault, Invalid
from toc.exchange.number_text import is_missing, plain_number, shown
from toc.model.document import (
    AnnotationDef,
    AssignmentDef,
    BreakdownDef,
    FactDef,
    FrameworkDocument,
    IndicatorDef,
    LinkDef,
    NotApplicableDef,
    ObjectiveDef,
    Part,
)
from toc.model.query import ALL
from toc.model.terms import AnnotationKind, Measure
from toc.services.steps.definition_change import with_parts
from toc.services.steps.framework_parts import LISTS, SETTINGS, Edit, PartKind, begin, find_part, get_part, part_key
from toc.services.steps.gathering import Gatherer, Reading

EDITORIAL, BREAK = "editorial", "break"
"""What a change of a definition is: other words for the same thing, or something else from a day on."""

SERIES_FIELDS = ("definition", "unit", "direction", "combination")
"""Fields of an indicator whose change may mean that something else is measured; its measure is fixed by then."""

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_KEPT = ("code",)


def changed_document(
    document: FrameworkDocument, edit: Edit, *, measured: Collection[str] = frozenset()
) -> FrameworkDocument:
    """The framework with a change of one part in it; whether it keeps the rules is asked afterwards.

    Args:
        document: as it stands.
        edit: what was typed.
        measured: codes of the indicators that have measurements; a change of what they measure has to be said to be
            editorial or a break in the series.

    Raises:
        Invalid: what was typed has no shape, every fault with its field.
        NotFound: the part is not there any more.
        Conflict: a new part has the key of one that is there.
    """
    if edit.remove:
        return _without(document, edit)
    if edit.kind is PartKind.SETTINGS:
        return _with_settings(document, edit)
    old = None if edit.kind is PartKind.ASSIGNMENT or not edit.key else get_part(document, edit.kind, edit.key)
    if edit.kind is PartKind.ASSIGNMENT and edit.key:
        old = find_part(document, edit.kind, edit.key)
    gather = _Typed(document, edit, old)
    new = _READERS[edit.kind](gather)
    remarks = _break(gather, old, new, measured) if isinstance(new, IndicatorDef) else ()
    gather.refuse()
    if new is None:
        raise AssertionError("a part that was refused has faults")
    if isinstance(new, AssignmentDef) and not new.organisations:
        return _without(document, edit) if old is not None else document
    changed = _put(document, edit.kind, old, new)
    return with_parts(changed, annotations=(*changed.annotations, *remarks)) if remarks else changed


class _Typed(Gatherer):
    """What was typed about a part, with what stands where a field was left out or not touched."""

    def __init__(self, document: FrameworkDocument, edit: Edit, old: Part | None) -> None:
        standing = begin(document, edit.kind, edit.key)
        fields = {**standing, **edit.fields}
        texts = {name: text for name, text in fields.items() if isinstance(text, str)}
        super().__init__(texts, Reading(edit.decimal_mark, edit.date_order))
        self.document, self.old = document, old
        self.chosen: dict[str, tuple[str, ...]] = {
            name: text for name, text in fields.items() if isinstance(text, tuple)
        }

    def amount(self, name: str, *, percent: bool = False) -> Decimal | None:
        """A number; one that was not touched is what stands, whatever its text could mean."""
        stands = getattr(self.old, name, None)
        if isinstance(stands, Decimal) and self.text(name) == plain_number(stands):
            return stands
        return self.number(name, percent=percent)

    def filled(self, name: str) -> str:
        """A text that has to be there, without blanks around it."""
        found = self.kept_text(name).strip()
        if not found:
            self.faults.append(Fault(name, "This is empty: {name}.", {"name": _words(name)}, "Fill it in."))
        return found

    def code(self) -> str:
        """The code: of a part that stands it stays."""
        if self.old is not None:
            return str(getattr(self.old, "code", ""))
        found = self.filled("code")
        if found and not _CODE.fullmatch(found):
            fields = {"text": shown(found)}
            text = "“{text}” cannot be a code."
            self.faults.append(Fault("code", text, fields, "Use up to 40 letters, digits, dots and hyphens."))
        return found

    def integer(self, name: str, least: int, most: int) -> int:
        """A whole number within bounds."""
        found = self.amount(name)
        if found is not None and found == found.to_integral_value() and least <= found <= most:
            return int(found)
        if found is not None or is_missing(self.text(name)):
            fields = {"name": _words(name).capitalize(), "least": least, "most": most}
            text = "{name} has to be a whole number from {least} to {most}."
            self.faults.append(Fault(name, text, fields, "Correct it."))
        return least

    def on(self, name: str) -> date:
        """A date that has to be there."""
        found, before = None, len(self.faults)
        found = self.day(name)
        if found is None and len(self.faults) == before:
            self.faults.append(Fault(name, "The date is missing.", {}, "Write it as year-month-day."))
        return found or date.min

    def made(self, kind: type[Part], values: Mapping[str, Any]) -> Any:
        """The part, or None with its faults gathered."""
        try:
            return kind.model_validate(values)
        except ValidationError as error:
            self.faults.extend(
                _misfit(problem) for problem in error.errors(include_url=False) if problem["loc"] not in self._said()
            )
            return None

    def _said(self) -> set[tuple[str, ...]]:
        return {(fault.field or "",) for fault in self.faults}


def _misfit(problem: Any) -> Fault:
    name = str(problem["loc"][0]) if problem["loc"] else None
    if problem["type"] in ("missing", "string_too_short", "enum"):
        return Fault(name, "This is missing: {name}.", {"name": _words(name or "")}, "Fill it in.")
    fields = {"text": shown(str(problem["input"])), "reason": problem["msg"]}
    return Fault(name, "“{text}” does not fit: {reason}.", fields, "Correct it.")


def _words(name: str) -> str:
    return name.replace("_", " ")


def _objective(typed: _Typed) -> ObjectiveDef | None:
    values = {name: typed.filled(name) for name in ("level", "horizon", "title")}
    outcome, stakeholders = typed.kept_text("outcome").strip(), typed.chosen.get("stakeholders", ())
    more = {"code": typed.code(), "outcome": outcome, "stakeholders": stakeholders}
    found: ObjectiveDef | None = typed.made(ObjectiveDef, {**values, **more})
    return found


def _indicator(typed: _Typed) -> IndicatorDef | None:
    values: dict[str, Any] = {name: typed.filled(name) for name in ("objective", "name", "unit")}
    chosen = ("measure", "direction", "over_time", "combination", "frequency", "scope")
    values |= {name: typed.text(name) for name in chosen}
    values |= {name: typed.kept_text(name).strip() for name in ("definition", "means_of_verification")}
    values["code"] = typed.code()
    values["weight"], values["step"] = typed.amount("weight"), typed.amount("step")
    if values["weight"] is None and is_missing(typed.text("weight")):
        values["weight"] = Decimal(1)
    for name in ("weight", "step"):
        least_allowed = name == "weight" and values[name] == 0
        if values[name] is not None and values[name] <= 0 and not least_allowed:
            text = "The {name} cannot be {value}."
            fields = {"name": name, "value": plain_number(values[name])}
            remedy = "Give 0 or more; 0 shows the indicator and does not count it." if name == "weight" else None
            typed.faults.append(Fault(name, text, fields, remedy or "Give a number above 0, or leave it empty."))
    old = {split.dimension: split for split in typed.old.breakdowns} if isinstance(typed.old, IndicatorDef) else {}
    wanted = typed.chosen.get("breakdowns", ())
    values["breakdowns"] = tuple(old.get(code, BreakdownDef(dimension=code)) for code in wanted)
    values["scale"] = _scale(typed) if typed.text("measure") == Measure.SCALE.value else ()
    if typed.faults:
        values["weight"] = Decimal(1) if values["weight"] is None else values["weight"]
    found: IndicatorDef | None = typed.made(IndicatorDef, values)
    return found


def _scale(typed: _Typed) -> tuple[dict[str, Any], ...]:
    """The levels of a scale, one a line."""
    levels = []
    for line in typed.kept_text("scale").splitlines():
        number, _, text = line.partition("=")
        if not line.strip():
            continue
        found = re.fullmatch(r"-?[0-9]+(?:[.,][0-9]+)?", number.strip())
        if found is None or not text.strip():
            fields = {"line": shown(line)}
            remedy = "Write each level on a line of its own, such as: 2 = Regional frameworks."
            typed.faults.append(Fault("scale", "“{line}” is not a level of a scale.", fields, remedy))
            continue
        levels.append({"value": Decimal(number.strip().replace(",", ".")), "text": text.strip()})
    return tuple(levels)


def _break(typed: _Typed, old: Part | None, new: IndicatorDef, measured: Collection[str]) -> tuple[AnnotationDef, ...]:
    """The remark that marks a break in the series, where the person says that the change is one."""
    if not isinstance(old, IndicatorDef) or old.code not in measured:
        return ()
    changed = [name for name in SERIES_FIELDS if getattr(old, name) != getattr(new, name)]
    nature = typed.text("nature")
    if not changed or nature == EDITORIAL:
        return ()
    if nature != BREAK:
        fields = {"indicator": old.code, "fields": ", ".join(changed)}
        text = "{indicator} has measurements, and these change: {fields}."
        remedy = "Say whether the same is measured in other words, or something else from a day on."
        typed.faults.append(Fault("nature", text, fields, remedy))
        return ()
    before = len(typed.faults)
    from_day = typed.on("break_from")
    if len(typed.faults) > before:
        return ()
    said = typed.kept_text("break_text").strip()
    text = said or f"From this day on measured otherwise: {', '.join(changed)} changed."
    return (AnnotationDef(indicator=new.code, country=ALL, date=from_day, kind=AnnotationKind.BREAK, text=text),)


def _fact(typed: _Typed) -> FactDef | None:
    indicator = typed.document.indicator_by_code.get(typed.filled("indicator"))
    percent = indicator is not None and indicator.measure is Measure.PERCENT
    values: dict[str, Any] = {name: typed.filled(name) for name in ("indicator", "country", "kind")}
    values["date"] = typed.on("date")
    for name in ("value", "value_to"):
        values[name] = typed.amount(name, percent=percent)
    for name in ("numerator", "denominator"):
        values[name] = typed.amount(name) if percent else None
    values |= typed.stating()
    values["invented"] = getattr(typed.old, "invented", False)
    found: FactDef | None = typed.made(FactDef, values)
    return found


def _link(typed: _Typed) -> LinkDef | None:
    values: dict[str, Any] = {name: typed.filled(name) for name in ("source", "target")}
    values["assumption"] = typed.kept_text("assumption").strip()
    values["lag_years"] = typed.integer("lag_years", 0, 50)
    found: LinkDef | None = typed.made(LinkDef, values)
    return found


def _assignment(typed: _Typed) -> AssignmentDef | None:
    values = {name: typed.filled(name) for name in ("indicator", "country")}
    found: AssignmentDef | None = typed.made(
        AssignmentDef, {**values, "organisations": typed.chosen.get("organisations", ())}
    )
    return found


def _not_applicable(typed: _Typed) -> NotApplicableDef | None:
    values = {name: typed.filled(name) for name in ("indicator", "country", "reason")}
    found: NotApplicableDef | None = typed.made(NotApplicableDef, values)
    return found


def _annotation(typed: _Typed) -> AnnotationDef | None:
    values: dict[str, Any] = {name: typed.filled(name) for name in ("country", "kind", "text")}
    values |= {"indicator": typed.text("indicator"), "date": typed.on("date")}
    found: AnnotationDef | None = typed.made(AnnotationDef, values)
    return found


_READERS: Mapping[PartKind, Callable[[_Typed], Part | None]] = {
    PartKind.OBJECTIVE: _objective,
    PartKind.INDICATOR: _indicator,
    PartKind.FACT: _fact,
    PartKind.LINK: _link,
    PartKind.ASSIGNMENT: _assignment,
    PartKind.NOT_APPLICABLE: _not_applicable,
    PartKind.ANNOTATION: _annotation,
}


def _put(document: FrameworkDocument, kind: PartKind, old: Part | None, new: Part) -> FrameworkDocument:
    """The document with a part in the place of the one that stood, or at the end."""
    parts = list(getattr(document, LISTS[kind]))
    key = part_key(kind, new)
    if (old is None or part_key(kind, old) != key) and find_part(document, kind, key) is not None:
        raise Conflict(
            "There is this {kind} already: {key}.",
            field=next(iter(type(new).model_fields)),
            remedy="Change the one that is there, or give another one.",
            details={"kind": kind.value, "key": " ".join(part for part in key if part)},
        )
    if old is None:
        parts.append(new)
    else:
        parts[parts.index(old)] = new
    return with_parts(document, **{LISTS[kind]: parts})


def _without(document: FrameworkDocument, edit: Edit) -> FrameworkDocument:
    """The document without a part; what says something about it alone goes with it."""
    gone = get_part(document, edit.kind, edit.key)
    lists: dict[str, list[Part]] = {
        LISTS[edit.kind]: [part for part in getattr(document, LISTS[edit.kind]) if part is not gone]
    }
    if isinstance(gone, IndicatorDef):
        for name in ("facts", "assignments", "not_applicable", "annotations"):
            lists[name] = [part for part in getattr(document, name) if part.indicator != gone.code]
    if isinstance(gone, ObjectiveDef):
        left = [found.code for found in document.indicators if found.objective == gone.code]
        if left:
            text = "{objective} has indicators: {codes}."
            fields = {"objective": gone.code, "codes": ", ".join(left)}
            raise Invalid(text, field="code", remedy="Move or remove them first.", details=fields)
        lists["links"] = [link for link in document.links if gone.code not in (link.source, link.target)]
    return with_parts(document, **lists)


def _with_settings(document: FrameworkDocument, edit: Edit) -> FrameworkDocument:
    typed = _Typed(document, edit, document)
    values: dict[str, Any] = {name: typed.filled(name) for name in ("name", "timezone", "consortium_organisation")}
    values["source"] = typed.kept_text("source").strip()
    values["tolerance_points"] = typed.amount("tolerance_points")
    tolerance = values["tolerance_points"]
    if (tolerance is None and is_missing(typed.text("tolerance_points"))) or (
        tolerance is not None and not 0 < tolerance <= 50
    ):
        text = "The tolerance has to be above 0 and at most 50 progress points."
        typed.faults.append(Fault("tolerance_points", text, {}, "Correct it."))
    values["grace_days"] = typed.integer("grace_days", 0, 366)
    values["open_to_partners"] = typed.flag("open_to_partners")
    names = [" ".join(name.split()) for name in typed.chosen.get("stakeholders", ())]
    values["stakeholders"] = tuple(name for name in names if name)
    typed.refuse()
    fields = {name: getattr(document, name) for name in FrameworkDocument.model_fields}
    return FrameworkDocument.model_validate({**fields, **{name: values[name] for name in SETTINGS}})
