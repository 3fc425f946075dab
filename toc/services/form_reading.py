"""Reading the form of one measurement: its total and the parts of its breakdowns, and how the parts add up.

Total and parts go through the same rules as the rows of a file; every fault stands at the cell that it is about.
Source: progress.md 12; files-and-commands.md, Measurements in (parts absent stay as they are).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from toc.errors import Fault, Invalid
from toc.exchange.number_text import DecimalMark, find_decimal_mark, is_missing
from toc.figures.breakdown import check_parts, not_stated, total_from_parts
from toc.figures.quantities import quantity_of
from toc.figures.results import Quantity
from toc.model.document import CategoryDef, DimensionDef, FrameworkDocument, IndicatorDef
from toc.model.drafts import MeasurementDraft, PartDraft
from toc.model.query import Actor
from toc.services.steps.comparing import EVERY_COLUMN, QUANTITY, RESTS_ON, merge
from toc.services.steps.gathering import Reading
from toc.services.steps.parsing import Parsed, parse_fields, parse_quantity
from toc.services.steps.totals import complete
from toc.services.steps.vocabulary import Vocabulary

PART = "part:"
_SHARED = ("evidence_grade", "source", "source_url")
"""What a part that is typed beside its total rests on as well."""

_NOTHING: Mapping[str, MeasurementDraft] = MappingProxyType({})
_Parts = Mapping[tuple[str, str], Quantity | None]


@dataclass(frozen=True)
class Breakdown:
    """How the parts of one dimension stand to the total, typed ones and those that stand already.

    Attributes:
        dimension: says whether the parts exclude each other.
        categories: those that the indicator is split by.
        standing: parts of the revision that stands, by category; a cell left blank leaves them as they are.
        quantities: what each category would have; a category that is not stated is absent, never 0.
        added: what the parts of an exclusive dimension come to; None where they do not add up to anything.
        total: the measurement's total; None where none is stated or can be summed.
        rest: what they leave of the total; None where it cannot be told.
        gives_total: the total is the sum of these parts.
    """

    dimension: DimensionDef
    categories: tuple[CategoryDef, ...]
    standing: Mapping[str, PartDraft]
    quantities: Mapping[str, Quantity]
    added: Quantity | None = None
    total: Quantity | None = None
    rest: Quantity | None = None
    gives_total: bool = False


@dataclass(frozen=True)
class FormRead:
    """What is typed, as it was read.

    Attributes:
        parsed: what to record; None where something is wrong, unclear or missing. Parts that stand already and are not
            typed anew are not in its draft.
        whole: the measurement as it would stand, with its total and all parts; None where `parsed` is.
        faults: all that is wrong, each at its field, such as `part:gender:female:value` for a cell of a breakdown and
            `part:gender` for a breakdown as a whole.
        breakdowns: one for each dimension that the indicator is split by.
    """

    parsed: Parsed | None
    whole: MeasurementDraft | None
    faults: tuple[Fault, ...]
    breakdowns: tuple[Breakdown, ...]


def part_field(dimension: str, category: str = "", column: str = "") -> str:
    """Name of a breakdown's field: of a cell, or of the whole dimension."""
    return PART + ":".join(name for name in (dimension, category, column) if name)


def categories_of(document: FrameworkDocument, indicator: IndicatorDef) -> Iterator[tuple[DimensionDef, CategoryDef]]:
    """Every category that an indicator is split by, dimension by dimension, in the framework's order."""
    for split in indicator.breakdowns:
        dimension = document.dimension_by_code[split.dimension]
        for category in dimension.categories:
            if not split.categories or category.code in split.categories:
                yield dimension, category


def read_form(
    fields: Mapping[str, str],
    document: FrameworkDocument,
    *,
    actor: Actor,
    standing: Mapping[str, MeasurementDraft] = _NOTHING,
    decimal_mark: DecimalMark | None = None,
) -> FormRead:
    """What a form states, read exactly as an import reads the rows of a total and of its parts.

    Args:
        fields: text by column name of the public file, and by `part_field` for the cells of breakdowns.
        document: the framework.
        actor: whose organisation is the default one.
        standing: what stands already in the series, by name of the period.
        decimal_mark: the answer to what a number such as 1.234 means; None where nothing was asked. One number that
            proves the mark decides for all of the form, as it does in a file.
    """
    reading = Reading(decimal_mark or _proved(fields), None, actor.organisation)
    indicator = document.indicator_by_code.get(fields.get("indicator_code", ""))
    cells = _Cells() if indicator is None else _read_cells(fields, document, indicator, reading)
    parsed, faults = None, list(cells.faults)
    try:
        parsed = parse_fields(fields, Vocabulary(document), reading, total_optional=cells.typed)
    except Invalid as error:
        faults = [*error.faults, *faults]
    stored = standing.get(parsed.period if parsed else fields.get("period", ""))
    if parsed is None or faults:
        return FormRead(None, None, tuple(faults), _breakdowns(document, indicator, _laid_over(stored, cells), stored))
    return _assembled(parsed, cells, stored, document)


@dataclass
class _Cells:
    """The cells of all breakdowns, as they were read."""

    quantities: dict[tuple[str, str], dict[str, object]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)

    @property
    def typed(self) -> bool:
        """Whether anything is typed in a breakdown, sound or not."""
        return bool(self.quantities or self.faults)


def _read_cells(
    fields: Mapping[str, str], document: FrameworkDocument, indicator: IndicatorDef, reading: Reading
) -> _Cells:
    found = _Cells()
    for dimension, category in categories_of(document, indicator):
        names = {column: part_field(dimension.code, category.code, column) for column in QUANTITY}
        texts = {column: fields.get(name, "") for column, name in names.items()}
        if all(is_missing(text) for text in texts.values()):
            continue
        try:
            quantity, notices = parse_quantity(texts, indicator, reading)
        except Invalid as error:
            found.faults += [replace(fault, field=names.get(fault.field or "")) for fault in error.faults]
            continue
        found.quantities[dimension.code, category.code] = quantity
        found.notices += [replace(fault, field=names.get(fault.field or "")) for fault in notices]
    return found


def _proved(fields: Mapping[str, str]) -> DecimalMark | None:
    """The decimal mark that a number of the form proves; None where none does, or where they contradict."""
    try:
        return find_decimal_mark(text for name, text in fields.items() if name in QUANTITY or name.startswith(PART))
    except Invalid:
        return None


def _assembled(parsed: Parsed, cells: _Cells, stored: MeasurementDraft | None, document: FrameworkDocument) -> FormRead:
    """The total with its parts, checked together with the parts that stand."""
    indicator = document.indicator_by_code[parsed.draft.indicator]
    if parsed.draft.nothing_to_report and cells.typed:
        message = "“Nothing to report” is said together with the parts of a breakdown."
        fault = Fault("nothing_to_report", message, {}, "Empty the parts, or take the mark away.")
        return FormRead(None, None, (fault,), _breakdowns(document, indicator, _laid_over(stored, cells), stored))
    draft = _with_parts(parsed.draft, cells, stored)
    parsed = replace(parsed, draft=draft, notices=(*parsed.notices, *cells.notices))
    if not (draft.stated or draft.parts or draft.nothing_to_report):
        fault = Fault("value", "Nothing is typed that does not stand already.", {}, "Give the total, or a part.")
        return FormRead(None, None, (fault,), _breakdowns(document, indicator, stored, stored))
    merged = draft if stored is None else merge(draft, stored, EVERY_COLUMN)
    try:
        whole = complete(merged, document)
    except Invalid as error:
        breakdowns = _breakdowns(document, indicator, merged, stored)
        placed = tuple(fault for found in breakdowns for fault in _placed(indicator, found))
        return FormRead(None, None, placed or tuple(map(_without_rows, error.faults)), breakdowns)
    summed = whole.from_parts and not merged.stated
    return FormRead(parsed, whole, (), _breakdowns(document, indicator, whole, stored, summed=summed))


def _with_parts(draft: MeasurementDraft, cells: _Cells, stored: MeasurementDraft | None) -> MeasurementDraft:
    """The draft with the parts that differ from those that stand; a total left blank stays with what it rests on."""
    before = {} if stored is None else {(part.dimension, part.category): part for part in stored.parts}
    shared = {name: getattr(draft, name) for name in _SHARED}
    parts = []
    for (dimension, category), quantity in cells.quantities.items():
        old = before.get((dimension, category))
        kept_by = {name: getattr(old, name) for name in RESTS_ON if old is not None and not shared.get(name)}
        named = {"dimension": dimension, "category": category}
        part = PartDraft.model_validate({**named, **shared, **kept_by, **quantity})
        if old is None or any(getattr(part, name) != getattr(old, name) for name in QUANTITY):
            parts.append(part)
    kept: dict[str, object] = {"parts": tuple(parts)}
    if not draft.stated and not draft.nothing_to_report and stored is not None and stored.stated:
        kept |= {name: getattr(stored, name) for name in RESTS_ON if not getattr(draft, name)}
        if not stored.from_parts:
            kept |= {name: getattr(stored, name) for name in (*QUANTITY, "invented")} if parts else {}
    return draft.model_copy(update=kept)


def _laid_over(stored: MeasurementDraft | None, cells: _Cells) -> _Parts:
    """Parts that were read, laid over those that stand, where the form as a whole cannot be read yet."""
    found = {} if stored is None else {(part.dimension, part.category): quantity_of(part) for part in stored.parts}
    for key, quantity in cells.quantities.items():
        found[key] = quantity_of(PartDraft.model_validate({"dimension": key[0], "category": key[1], **quantity}))
    return found


def _breakdowns(
    document: FrameworkDocument,
    indicator: IndicatorDef | None,
    now: MeasurementDraft | _Parts | None,
    stored: MeasurementDraft | None,
    *,
    summed: bool = False,
) -> tuple[Breakdown, ...]:
    if indicator is None:
        return ()
    total = quantity_of(now) if isinstance(now, MeasurementDraft) else None
    if isinstance(now, MeasurementDraft):
        parts: _Parts = {(part.dimension, part.category): quantity_of(part) for part in now.parts}
    else:
        parts = now or {}
    categories: dict[str, list[CategoryDef]] = {}
    for dimension, category in categories_of(document, indicator):
        categories.setdefault(dimension.code, []).append(category)
    made = []
    for code, known in categories.items():
        dimension = document.dimension_by_code[code]
        own = {category: found for (name, category), found in parts.items() if name == code and found is not None}
        added = total_from_parts(indicator, dimension, own)
        made.append(
            Breakdown(
                dimension=dimension,
                categories=tuple(known),
                standing={part.category: part for part in (stored.parts if stored else ()) if part.dimension == code},
                quantities=own,
                added=added,
                total=total,
                rest=None if summed else not_stated(indicator, dimension, total, own),
                gives_total=summed and added is not None,
            )
        )
    return tuple(made)


def _placed(indicator: IndicatorDef, found: Breakdown) -> Iterator[Fault]:
    """What is wrong with a breakdown: at the category that is too large alone, else at the breakdown as a whole."""
    names = {category.code: category.name for category in found.categories}
    for fault in check_parts(indicator, found.dimension, found.total, found.quantities):
        category = str(fault.fields.get("category", ""))
        where = part_field(found.dimension.code, category, (fault.field or "") if category else "")
        said = {**fault.fields, **({"category": names[category]} if category in names else {})}
        yield replace(fault, field=where, fields=said)


def _without_rows(fault: Fault) -> Fault:
    """A fault of a file's rows, as a form says it."""
    return replace(fault, remedy="Give the total." if fault.field == "value" else fault.remedy)
