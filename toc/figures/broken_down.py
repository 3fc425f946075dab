"""An indicator's breakdowns period by period: categories, what is not stated, shares of the total (progress.md 12).

A period stands for itself: of a flow what was new in it, of a state what it was at its end. Measurements of several
organisations or countries are put together by the indicator's rule where parts can be: sums, and ratios of sums.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from toc.figures.breakdown import not_stated, total_from_parts
from toc.figures.quantities import quantity_of, total
from toc.figures.results import Quantity
from toc.model.document import DimensionDef, FrameworkDocument, IndicatorDef
from toc.model.panel import MeasurementRow
from toc.model.query import ALL
from toc.model.terms import Combination, DimensionKind, Measure

SUMMABLE = (Measure.COUNT, Measure.AMOUNT, Measure.NUMBER)
"""Measures of which a part is a share of the total."""


@dataclass(frozen=True, slots=True)
class BreakdownPart:
    """One category in one period.

    Attributes:
        quantity: None where it was not given (which is not 0), or the parts cannot be combined.
        share: of the period's total, a fraction; None for a percent, a scale and a duration, and without one of both.
    """

    code: str
    name: str
    quantity: Quantity | None
    share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class BreakdownPeriod:
    """A breakdown of one period.

    Attributes:
        total: of the measurements that have the breakdown; None where they cannot be combined.
        parts: every category that the indicator may be split by, in the framework's order.
        not_stated: what the parts of an exclusive dimension leave of the total; None where it cannot be told.
        broken_down: how many measurements of the period have this breakdown.
        measurements: how many measurements the period has.
        invented: demonstration data are among them.
    """

    start: date
    end: date
    total: Quantity | None
    parts: tuple[BreakdownPart, ...]
    not_stated: Quantity | None
    not_stated_share: Fraction | None
    broken_down: int
    measurements: int
    invented: bool


@dataclass(frozen=True, slots=True)
class Breakdown:
    """An indicator split by one dimension, for a country or ALL.

    Attributes:
        periods: those of which a measurement has this breakdown, in date order.
    """

    indicator: IndicatorDef
    country: str
    dimension: DimensionDef
    periods: tuple[BreakdownPeriod, ...]


def breakdowns_of(
    document: FrameworkDocument, indicator: IndicatorDef, country: str, rows: Iterable[MeasurementRow], as_of: date
) -> tuple[Breakdown, ...]:
    """The breakdowns of an indicator that something was measured for, in the framework's order of dimensions.

    Args:
        document: names dimensions and categories.
        indicator: the one measured.
        country: code, or ALL for the countries together (for a consortium indicator its own).
        rows: standing revisions of its measurements and their parts, of any country.
        as_of: periods that end later are left out.

    Source: progress.md 12.
    """
    kept = [row for row in rows if row.period_end <= as_of and country in (ALL, row.country)]
    totals = {row.revision_id: row for row in kept if not row.dimension}
    found = []
    for allowed in indicator.breakdowns:
        dimension = document.dimension_by_code[allowed.dimension]
        codes = allowed.categories or tuple(category.code for category in dimension.categories)
        parts: dict[int, dict[str, Quantity | None]] = {}
        for row in kept:
            if row.dimension == dimension.code and row.revision_id in totals:
                parts.setdefault(row.revision_id, {})[row.category] = quantity_of(row)
        if parts:
            periods = _periods(indicator, dimension, codes, totals, parts)
            found.append(Breakdown(indicator, country, dimension, periods))
    return tuple(found)


Parts = Mapping[str, Quantity | None]


def _periods(
    indicator: IndicatorDef,
    dimension: DimensionDef,
    codes: Sequence[str],
    totals: Mapping[int, MeasurementRow],
    parts: Mapping[int, Parts],
) -> tuple[BreakdownPeriod, ...]:
    by_period: dict[tuple[date, date], list[MeasurementRow]] = {}
    for row in totals.values():
        by_period.setdefault((row.period_end, row.period_start), []).append(row)
    names = {category.code: category.name for category in dimension.categories}
    found = []
    for (end, start), rows in sorted(by_period.items(), key=lambda item: item[0]):
        split = [row for row in rows if row.revision_id in parts]
        if split:
            whole = _together(indicator, [_total(indicator, dimension, row, parts[row.revision_id]) for row in split])
            given = {
                code: _together(indicator, [parts[row.revision_id].get(code) for row in split], some=True)
                for code in codes
            }
            exclusive = dimension.kind is DimensionKind.EXCLUSIVE
            rest = not_stated(indicator, dimension, whole, given) if exclusive else None
            found.append(
                BreakdownPeriod(
                    start=start,
                    end=end,
                    total=whole,
                    parts=tuple(
                        BreakdownPart(code, names.get(code, code), given[code], _share(indicator, given[code], whole))
                        for code in codes
                    ),
                    not_stated=rest,
                    not_stated_share=_share(indicator, rest, whole),
                    broken_down=len(split),
                    measurements=len(rows),
                    invented=any(row.invented for row in split),
                )
            )
    return tuple(found)


def _total(indicator: IndicatorDef, dimension: DimensionDef, row: MeasurementRow, parts: Parts) -> Quantity | None:
    """The total that was given, or what the parts come to where it was not."""
    return quantity_of(row) or total_from_parts(indicator, dimension, parts)


def _together(indicator: IndicatorDef, quantities: Sequence[Quantity | None], *, some: bool = False) -> Quantity | None:
    """Quantities of several measurements as one; one alone as it is.

    Args:
        indicator: gives the rule; only sums and ratios of sums put parts together.
        quantities: None for one that was not given.
        some: those that were given are enough.
    """
    given = [found for found in quantities if found is not None]
    if not given or (len(given) < len(quantities) and not some):
        return None
    if len(quantities) == 1:
        return given[0]
    if indicator.combination is Combination.SUM:
        return Quantity(total(found.value for found in given))
    if indicator.combination is not Combination.RATIO:
        return None
    numerators = [found.numerator for found in given if found.numerator is not None]
    denominators = [found.denominator for found in given if found.denominator is not None]
    if len(numerators) < len(given) or len(denominators) < len(given):
        return None
    above, below = total(numerators), total(denominators)
    return Quantity(100 * above / below, above, below)


def _share(indicator: IndicatorDef, part: Quantity | None, whole: Quantity | None) -> Fraction | None:
    if indicator.measure not in SUMMABLE or part is None or whole is None or whole.value <= 0:
        return None
    return part.value / whole.value
