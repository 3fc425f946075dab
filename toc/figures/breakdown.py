"""Breakdowns of a value by the categories of one dimension (progress.md 12)."""

from collections.abc import Mapping
from fractions import Fraction

from toc.errors import Fault
from toc.figures.quantities import plain_number
from toc.figures.quantities import total as added_up
from toc.figures.results import Quantity
from toc.model.document import DimensionDef, IndicatorDef
from toc.model.terms import DimensionKind, Measure

_SUMMABLE = (Measure.COUNT, Measure.AMOUNT, Measure.NUMBER)


def total_from_parts(
    indicator: IndicatorDef, dimension: DimensionDef, parts: Mapping[str, Quantity | None]
) -> Quantity | None:
    """The total that the parts of one exclusive dimension add up to, for a measurement without a total row.

    Args:
        indicator: gives the measure.
        dimension: the one that the parts belong to.
        parts: a quantity by category; None for a category that is missing, which is not 0 and not added.

    Returns:
        For a percent the numerators and the denominators are added. None where no part is given, for a multiple
        dimension, for scale and duration, and for a percent of which a part has no denominator: they do not add up.

    Source: progress.md 12.
    """
    return _sum(indicator, dimension, parts)


def not_stated(
    indicator: IndicatorDef, dimension: DimensionDef, total: Quantity | None, parts: Mapping[str, Quantity | None]
) -> Quantity | None:
    """What the parts of an exclusive dimension leave of the total; None where it cannot be told.

    A rest of nothing is a quantity of 0 (for a percent None: no one is left to have a share).

    Source: progress.md 12.
    """
    added = _sum(indicator, dimension, parts)
    if added is None or total is None:
        return None
    if indicator.measure is not Measure.PERCENT:
        return Quantity(total.value - added.value)
    rest = _rest(total, added)
    if rest is None or rest[1] <= 0:
        return None
    return Quantity(100 * rest[0] / rest[1], rest[0], rest[1])


def check_parts(
    indicator: IndicatorDef, dimension: DimensionDef, total: Quantity | None, parts: Mapping[str, Quantity | None]
) -> tuple[Fault, ...]:
    """What is wrong with a breakdown, each fault with a plain sentence; empty where nothing is.

    The dimension and the categories have to be the indicator's. The parts of an exclusive dimension add up to the total
    or to less, each part of a multiple one is at most the total, and so are the numerators and denominators of a
    percent, of which a rest has to be a share as well. Scale and duration have no such check, nor has a percent that
    states no denominator.

    Args:
        indicator: the one measured.
        dimension: the one that the parts belong to.
        total: the measurement's total; None where it has no total row, and then only names are checked.
        parts: a quantity by category; None for a category that is missing.

    Source: progress.md 12.
    """
    faults = _wrong_names(indicator, dimension, parts)
    if total is None or indicator.measure in (Measure.SCALE, Measure.DURATION):
        return tuple(faults)
    if dimension.kind is DimensionKind.EXCLUSIVE:
        faults += _above_together(indicator, dimension, total, parts)
    else:
        for category, part in parts.items():
            if part is not None:
                faults += _above_alone(indicator, dimension, total, category, part)
    return tuple(faults)


def _sum(indicator: IndicatorDef, dimension: DimensionDef, parts: Mapping[str, Quantity | None]) -> Quantity | None:
    given = [part for part in parts.values() if part is not None]
    if not given or dimension.kind is not DimensionKind.EXCLUSIVE:
        return None
    if indicator.measure in _SUMMABLE:
        return Quantity(added_up(part.value for part in given))
    if indicator.measure is not Measure.PERCENT:
        return None
    numerator, denominator = Fraction(0), Fraction(0)
    for part in given:
        if part.numerator is None or part.denominator is None:
            return None
        numerator += part.numerator
        denominator += part.denominator
    return Quantity(100 * numerator / denominator, numerator, denominator)


def _rest(total: Quantity, added: Quantity) -> tuple[Fraction, Fraction] | None:
    if total.numerator is None or total.denominator is None:
        return None
    if added.numerator is None or added.denominator is None:
        return None
    return total.numerator - added.numerator, total.denominator - added.denominator


def _wrong_names(indicator: IndicatorDef, dimension: DimensionDef, parts: Mapping[str, Quantity | None]) -> list[Fault]:
    allowed = next((found for found in indicator.breakdowns if found.dimension == dimension.code), None)
    details = {"indicator": indicator.code, "dimension": dimension.name}
    if allowed is None:
        template = "{indicator} is not broken down by {dimension}."
        return [Fault("dimension", template, details, "Choose one of the indicator's own dimensions.")]
    known = set(allowed.categories) or {category.code for category in dimension.categories}
    return [
        Fault(
            "category",
            "{category} is no category of {dimension} for {indicator}.",
            {**details, "category": category},
            "Choose one of the categories in the list.",
        )
        for category in parts
        if category not in known
    ]


def _above_together(
    indicator: IndicatorDef, dimension: DimensionDef, total: Quantity, parts: Mapping[str, Quantity | None]
) -> list[Fault]:
    added = _sum(indicator, dimension, parts)
    if added is None:
        return []
    names = {"dimension": dimension.name}
    if indicator.measure is not Measure.PERCENT:
        template = "The parts by {dimension} come to {found}, more than the total {total}."
        return _more("value", template, names, added.value, total.value)
    rest = _rest(total, added)
    if rest is None:
        return []
    template = "The numerators by {dimension} come to {found}, more than that of the total, {total}."
    faults = _more("numerator", template, names, added.numerator, total.numerator)
    template = "The denominators by {dimension} come to {found}, more than that of the total, {total}."
    faults += _more("denominator", template, names, added.denominator, total.denominator)
    if faults:
        return faults
    template = "The parts by {dimension} leave {found} of {total}, which is no share."
    return _more("numerator", template, names, *rest)


def _above_alone(
    indicator: IndicatorDef, dimension: DimensionDef, total: Quantity, category: str, part: Quantity
) -> list[Fault]:
    names = {"dimension": dimension.name, "category": category}
    if indicator.measure is not Measure.PERCENT:
        template = "{category} in {dimension} is {found}, more than the total {total}."
        return _more("value", template, names, part.value, total.value)
    template = "The numerator of {category} in {dimension} is {found}, more than that of the total, {total}."
    faults = _more("numerator", template, names, part.numerator, total.numerator)
    template = "The denominator of {category} in {dimension} is {found}, more than that of the total, {total}."
    return faults + _more("denominator", template, names, part.denominator, total.denominator)


def _more(
    field: str, template: str, names: Mapping[str, str], found: Fraction | None, limit: Fraction | None
) -> list[Fault]:
    if found is None or limit is None or found <= limit:
        return []
    details = {**names, "found": plain_number(found), "total": plain_number(limit)}
    return [Fault(field, template, details, "Correct the parts or the total.")]
