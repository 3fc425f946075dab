"""Revisions one after the other: what each says that the one before it did not, in words for people.

Source: product.md (life of a measurement: every revision keeps who, when, what, why).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from toc.exchange.number_text import format_number
from toc.model.document import FrameworkDocument, IndicatorDef
from toc.model.panel import MeasurementRow
from toc.model.query import Actor
from toc.model.terms import CorrectionReason, Measure
from toc.services.permissions import shown_name
from toc.services.steps.stored import COMMAND_LINE
from toc.store import measurements
from toc.store.database import Session
from toc.store.measurements import ReviewStep

NOT_STATED = "not stated"

_TEXTS = (("source", "Source"), ("source_url", "Link to the source"), ("note", "Note"))


@dataclass(frozen=True, slots=True)
class Difference:
    """What one revision says otherwise than the one before it.

    Attributes:
        label: of the field, with the part of a breakdown that it belongs to.
        old: what the revision before said; `not stated` where it said nothing.
        new: what this one says; `not stated` where it says nothing.
    """

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class RevisionEntry:
    """One revision of a measurement, as its history tells it.

    Attributes:
        by: who recorded it.
        steps: every state that it went through, in order.
        reason_code: kind of reason for the correction; None without one.
        row: what it says of the total, and when it was recorded.
        parts: what it says of the parts of its breakdowns.
        said: label and text of everything that it states, the parts of each dimension together.
        differences: to the revision before it that the person may see; none for the first one.
    """

    by: str
    steps: tuple[ReviewStep, ...]
    reason_code: CorrectionReason | None
    row: MeasurementRow
    parts: tuple[MeasurementRow, ...]
    said: tuple[tuple[str, str], ...]
    differences: tuple[Difference, ...]


def revision_entries(
    session: Session, actor: Actor, rows: Sequence[MeasurementRow], document: FrameworkDocument, locale: str
) -> tuple[RevisionEntry, ...]:
    """The entries of a measurement's revisions.

    Args:
        session: one snapshot.
        actor: who reads; a guest is told neither names nor what reviewers wrote.
        rows: revisions of one measurement that somebody may see, newest first.
        document: gives the names of units and categories.
        locale: in whose way numbers are written.
    """
    parts = [tuple(measurements.list_parts(session, row.revision_id)) for row in rows]
    said = [dict(_said((row, *found), document, locale)) for row, found in zip(rows, parts, strict=True)]
    return tuple(
        RevisionEntry(
            by=shown_name(actor, row.recorded_by or COMMAND_LINE),
            steps=tuple(_shown(actor, step) for step in measurements.list_review_steps(session, row.revision_id)),
            reason_code=_reason(row.reason_code),
            row=row,
            parts=parts[place],
            said=tuple(_summary((row, *parts[place]), document, locale)),
            differences=differences(said[place + 1], said[place]) if place + 1 < len(rows) else (),
        )
        for place, row in enumerate(rows)
    )


def _shown(actor: Actor, step: ReviewStep) -> ReviewStep:
    comment = "" if actor.is_guest else step.comment
    return replace(step, by=shown_name(actor, step.by or COMMAND_LINE), comment=comment)


def differences(old: dict[str, str], new: dict[str, str]) -> tuple[Difference, ...]:
    """What differs between what two revisions say, by label; a field or part that one of them lacks is not stated."""
    return tuple(
        Difference(label, old.get(label, NOT_STATED), new.get(label, NOT_STATED))
        for label in dict.fromkeys((*new, *old))
        if old.get(label) != new.get(label)
    )


def _reason(code: str) -> CorrectionReason | None:
    return next((reason for reason in CorrectionReason if reason.value == code), None)


def _said(rows: Sequence[MeasurementRow], document: FrameworkDocument, locale: str) -> Iterator[tuple[str, str]]:
    """Label and text of everything that a revision states: the total first, then each part."""
    for row in rows:
        indicator = document.indicator_by_code[row.indicator]
        yield ", ".join(_names_of(row, document)) or "Value", quantity_text(indicator, row, locale)
        for label, text in _rests_on(row, locale):
            yield _label(row, label, document), text


def _summary(rows: Sequence[MeasurementRow], document: FrameworkDocument, locale: str) -> Iterator[tuple[str, str]]:
    """What a revision states, to be read at a glance: what a part says like its total is not said again."""
    total, *parts = rows
    yield from _said([total], document, locale)
    by_dimension: dict[str, list[str]] = {}
    for row in parts:
        dimension, category = _names_of(row, document)
        text = quantity_text(document.indicator_by_code[row.indicator], row, locale)
        by_dimension.setdefault(dimension, []).append(f"{category} {text}")
    for dimension, texts in by_dimension.items():
        yield dimension, "; ".join(texts)
    common, shared = set(_rests_on(total, locale)), dict[tuple[str, str, str], list[str]]()
    for row in parts:
        dimension, category = _names_of(row, document)
        for label, text in _rests_on(row, locale):
            if (label, text) not in common:
                shared.setdefault((dimension, label, text), []).append(category)
    for (dimension, label, text), categories in shared.items():
        every = len(categories) == len(by_dimension[dimension])
        yield f"{dimension}{'' if every else ', ' + ', '.join(categories)}: {label.lower()}", text


def _label(row: MeasurementRow, label: str, document: FrameworkDocument) -> str:
    """The label of a field, with the part that it belongs to."""
    return f"{', '.join(_names_of(row, document))}: {label[0].lower()}{label[1:]}" if row.dimension else label


def _rests_on(row: MeasurementRow, locale: str) -> Iterator[tuple[str, str]]:
    """Label and text of what a total or a part rests on; what is not stated is left out."""
    if row.evidence_grade is not None:
        yield "Evidence", row.evidence_grade.label
    if row.sample_size is not None:
        yield "Sample size", format_number(row.sample_size, locale)
    for name, label in _TEXTS:
        text = getattr(row, name)
        if text:
            yield label, text
    if row.from_parts and not row.dimension:
        yield "Total", "the sum of its parts"
    if row.invented and not row.dimension:
        yield "Kind", "invented, for demonstration"


def _names_of(row: MeasurementRow, document: FrameworkDocument) -> tuple[str, ...]:
    """Names of the dimension and the category of a part, such as `Gender` and `Female`; nothing for the total."""
    if not row.dimension:
        return ()
    dimension = document.dimension_by_code.get(row.dimension)
    if dimension is None:
        return row.dimension, row.category
    names = {category.code: category.name for category in dimension.categories}
    return dimension.name, names.get(row.category, row.category)


def quantity_text(indicator: IndicatorDef, row: MeasurementRow, locale: str) -> str:
    """What a row states, every digit of it: a number with its unit, two numbers, or nothing to report."""
    if row.nothing_to_report:
        return "nothing to report"
    if row.numerator is not None and row.denominator is not None:
        share = Fraction(row.numerator) / Fraction(row.denominator)
        both = " of ".join(format_number(number, locale) for number in (row.numerator, row.denominator))
        return f"{both} ({format_number(share, locale, decimals=1, percent=True)})"
    number = format_number(row.value, locale)
    if indicator.measure is Measure.SCALE:
        text = next((level.text for level in indicator.scale if level.value == row.value), None)
        return f"{number}: {text}" if text else number
    return f"{number} {indicator.unit}".strip()
