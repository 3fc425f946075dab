"""The parts of a framework that people change one at a time: their kinds, their keys, what a form of each begins with.

Source: product.md (Manage, Framework); progress.md 2.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from toc.errors import NotFound
from toc.exchange.date_text import DateOrder
from toc.exchange.number_text import DecimalMark, plain_number
from toc.model.document import (
    AnnotationDef,
    FactDef,
    FrameworkDocument,
    IndicatorDef,
    LinkDef,
    ObjectiveDef,
    Part,
)
from toc.model.query import ALL
from toc.model.terms import (
    AnnotationKind,
    Combination,
    Direction,
    FactKind,
    Frequency,
    Measure,
    OverTime,
    Scope,
)
from toc.store.framework_rows import fact_key

Text = str | tuple[str, ...]
"""What a field of a form holds: a text, or the codes that were chosen."""


class PartKind(StrEnum):
    """What a form is about, in the words of the field."""

    OBJECTIVE = "objective"
    INDICATOR = "indicator"
    FACT = "baseline or target"
    LINK = "contribution link"
    ASSIGNMENT = "assignment"
    NOT_APPLICABLE = "not-applicable mark"
    ANNOTATION = "remark"
    SETTINGS = "settings"


@dataclass(frozen=True)
class Edit:
    """A change of one part of a framework, as it was typed.

    Attributes:
        kind: of the part.
        key: what tells it apart, such as the code; empty for a new one and for the settings.
        fields: text or chosen codes by field; one that is left out stays as it is.
        remove: take the part away.
        decimal_mark: the answer to what a number such as 1.234 means; None where nothing was asked.
        date_order: the answer to what a date such as 03/04/2027 means; None where nothing was asked.
        targets_are: the answer to whether targets are `yearly` amounts or `running` totals; empty for none.
    """

    kind: PartKind
    key: tuple[str, ...] = ()
    fields: Mapping[str, Text] = field(default_factory=dict)
    remove: bool = False
    decimal_mark: DecimalMark | None = None
    date_order: DateOrder | None = None
    targets_are: str = ""


def part_key(kind: PartKind, part: Part) -> tuple[str, ...]:
    """What tells a part apart from others of its kind."""
    if isinstance(part, ObjectiveDef | IndicatorDef):
        return (part.code,)
    if isinstance(part, LinkDef):
        return part.source, part.target
    if isinstance(part, FactDef):
        dated = fact_key(part)[3]
        return part.kind.value, part.indicator, part.country, dated.isoformat() if dated else ""
    if isinstance(part, AnnotationDef):
        return part.date.isoformat(), part.indicator, part.country, part.text
    if kind is PartKind.SETTINGS:
        return ()
    return str(getattr(part, "indicator", "")), str(getattr(part, "country", ""))


def parts_of(document: FrameworkDocument, kind: PartKind) -> tuple[Part, ...]:
    """All parts of a kind, in the framework's order; of the settings there is one, the framework itself."""
    if kind is PartKind.SETTINGS:
        return (document,)
    parts: tuple[Part, ...] = getattr(document, LISTS[kind])
    return parts


LISTS = {
    PartKind.OBJECTIVE: "objectives",
    PartKind.INDICATOR: "indicators",
    PartKind.FACT: "facts",
    PartKind.LINK: "links",
    PartKind.ASSIGNMENT: "assignments",
    PartKind.NOT_APPLICABLE: "not_applicable",
    PartKind.ANNOTATION: "annotations",
}
"""The list of the document that holds the parts of a kind."""


def find_part(document: FrameworkDocument, kind: PartKind, key: tuple[str, ...]) -> Part | None:
    """The part with a key; None where there is none."""
    return next((part for part in parts_of(document, kind) if part_key(kind, part) == key), None)


def get_part(document: FrameworkDocument, kind: PartKind, key: tuple[str, ...]) -> Part:
    """The part with a key.

    Raises:
        NotFound: there is none, or none any more.
    """
    found = find_part(document, kind, key)
    if found is None:
        raise NotFound(
            "There is no {kind} {key} in the framework.",
            remedy="Somebody may have removed it. Go back and choose another one.",
            details={"kind": kind.value, "key": " ".join(part for part in key if part)},
        )
    return found


def begin(
    document: FrameworkDocument, kind: PartKind, key: tuple[str, ...] = (), chosen: Mapping[str, str] | None = None
) -> dict[str, Text]:
    """What the fields of a form begin with.

    Args:
        document: as it stands.
        kind: of the part.
        key: of a part that stands; empty for a new one.
        chosen: fields of a new one that are known already, such as its indicator.

    Raises:
        NotFound: there is no part with that key.
    """
    given = chosen or {}
    if kind is PartKind.ASSIGNMENT:
        place = key or (given.get("indicator", ""), given.get("country", ""))
        standing = document.assignment_by_key.get((place[0], place[1]), ())
        return {"indicator": place[0], "country": place[1], "organisations": standing}
    if key or kind is PartKind.SETTINGS:
        return _texts(get_part(document, kind, key), kind)
    return {**_NEW[kind], **given}


def _texts(part: Part, kind: PartKind) -> dict[str, Text]:
    """A part as its form shows it."""
    if kind is PartKind.SETTINGS:
        names = SETTINGS
        return {name: _text(getattr(part, name)) for name in names}
    texts = {name: _text(getattr(part, name)) for name in type(part).model_fields if name not in _BESIDE}
    if isinstance(part, IndicatorDef):
        texts["breakdowns"] = tuple(split.dimension for split in part.breakdowns)
        texts["scale"] = scale_text(part)
        texts.update(_NO_BREAK)
    return texts


def _text(value: object) -> Text:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return tuple(str(one) for one in value)
    if isinstance(value, StrEnum):
        return str(value.value)
    if isinstance(value, str):
        return value
    return plain_number(value) if hasattr(value, "as_integer_ratio") else str(value)  # type: ignore[arg-type]


def scale_text(indicator: IndicatorDef) -> str:
    """The levels of a scale, one a line, such as `2 = Regional frameworks`."""
    return "\n".join(f"{plain_number(level.value)} = {level.text}" for level in indicator.scale)


_BESIDE = frozenset({"breakdowns", "scale", "invented"})
_NO_BREAK: Mapping[str, Text] = {"nature": "", "break_from": "", "break_text": ""}

SETTINGS = (
    "name",
    "source",
    "tolerance_points",
    "grace_days",
    "timezone",
    "consortium_organisation",
    "open_to_partners",
    "stakeholders",
)
"""What is changed in the settings of a framework; all else of it comes from a file."""

_NEW: Mapping[PartKind, Mapping[str, Text]] = {
    PartKind.OBJECTIVE: {"code": "", "level": "", "horizon": "", "title": "", "outcome": "", "stakeholders": ()},
    PartKind.INDICATOR: {
        "code": "",
        "objective": "",
        "name": "",
        "definition": "",
        "measure": Measure.COUNT.value,
        "unit": "",
        "direction": Direction.UP.value,
        "over_time": OverTime.FLOW.value,
        "combination": Combination.SUM.value,
        "frequency": Frequency.ANNUAL.value,
        "scope": Scope.COUNTRY.value,
        "weight": "1",
        "step": "",
        "means_of_verification": "",
        "breakdowns": (),
        "scale": "",
        **_NO_BREAK,
    },
    PartKind.FACT: {
        "indicator": "",
        "country": "",
        "kind": FactKind.TARGET.value,
        "date": "",
        "value": "",
        "value_to": "",
        "numerator": "",
        "denominator": "",
        "sample_size": "",
        "evidence_grade": "",
        "source": "",
        "source_url": "",
        "note": "",
    },
    PartKind.LINK: {"source": "", "target": "", "assumption": "", "lag_years": "1"},
    PartKind.NOT_APPLICABLE: {"indicator": "", "country": "", "reason": ""},
    PartKind.ANNOTATION: {
        "indicator": "",
        "country": ALL,
        "date": "",
        "kind": AnnotationKind.EVENT.value,
        "text": "",
    },
}
