"""Findings about groups: whose percentage is below that of all together, and whose share of the total falls.

A group is behind where its percent is 10 points or more below that of all (above, where less is better) in the latest
report that is broken down, with denominators of at least 10 on both sides; categories that all have the denominator of
the total are no groups of people but kinds of answers, and left out. Its share is falling where it is 10 points
or more smaller in the latest report than in the first one of a period of the same length, with totals of at least 20 in
both. Reports up to the baseline date are history and left out, and so is whoever did not want to say a category.

Source: product.md (Insights); progress.md 12.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from toc.figures.findings_base import (
    Finding,
    Grounds,
    Split,
    key_of,
    place_text,
    points_text,
    quantity_text,
    share_text,
    weight_of,
)
from toc.figures.periods import period_label
from toc.figures.quantities import plain_number
from toc.figures.results import Quantity
from toc.model.document import FrameworkDocument, IndicatorDef
from toc.model.finding import FindingKind
from toc.model.terms import Direction, Measure

GAP_POINTS = Fraction(10)
FEWEST_IN_PERCENT = 10
FEWEST_IN_TOTAL = 20
_NOBODY = frozenset({"undisclosed", "unknown", "not_stated"})
_SHARED = (Measure.COUNT, Measure.AMOUNT, Measure.NUMBER)


def left_behind(grounds: Grounds) -> Iterator[Finding]:
    """Every group that is behind or whose share is falling, in each organisation's reports."""
    document = grounds.document
    for reports in _by_series(grounds).values():
        latest = reports[-1]
        indicator = document.indicator_by_code[latest.indicator]
        if indicator.measure is Measure.PERCENT:
            yield from _below(document, indicator, latest)
        elif indicator.measure in _SHARED:
            first = next((one for one in reports if _length(one) == _length(latest)), latest)
            if first is not latest:
                yield from _falling(document, indicator, first, latest)


def _by_series(grounds: Grounds) -> Mapping[tuple[str, str, str, str], Sequence[Split]]:
    found: dict[tuple[str, str, str, str], list[Split]] = {}
    document = grounds.document
    for split in sorted(grounds.splits, key=lambda one: one.period_end):
        counts = document.baseline_date < split.period_end <= grounds.result.as_of
        if counts and split.country in grounds.places and grounds.wanted(split.indicator):
            key = (split.indicator, split.country, split.organisation, split.dimension)
            found.setdefault(key, []).append(split)
    return found


def _below(document: FrameworkDocument, indicator: IndicatorDef, split: Split) -> Iterator[Finding]:
    total = split.total
    if indicator.direction is Direction.HOLD or not _large_enough(total):
        return
    sign = 1 if indicator.direction is Direction.UP else -1
    for category, part in split.parts.items():
        gap = sign * (total.value - part.value)
        if category in _NOBODY or gap < GAP_POINTS or not _large_enough(part) or part.denominator == total.denominator:
            continue
        group = _group(document, split.dimension, category)
        period = period_label(split.period_start, split.period_end)
        reason = (
            f"{group} is left behind in “{indicator.name}” "
            f"{place_text(document, split.country)}: {quantity_text(indicator, part)} in {period}, "
            f"{points_text(gap / 100)} {'below' if sign == 1 else 'above'} all together "
            f"({quantity_text(indicator, total)})."
        )
        figures = ((group, quantity_text(indicator, part)), ("All together", quantity_text(indicator, total)))
        yield _finding(split, category, indicator, period, reason, figures, gap)


def _falling(document: FrameworkDocument, indicator: IndicatorDef, first: Split, latest: Split) -> Iterator[Finding]:
    if min(first.total.value, latest.total.value) < FEWEST_IN_TOTAL:
        return
    for category, part in latest.parts.items():
        before = first.parts.get(category)
        if before is None or category in _NOBODY:
            continue
        then, now = before.value / first.total.value, part.value / latest.total.value
        if 100 * (then - now) < GAP_POINTS:
            continue
        group = _group(document, latest.dimension, category)
        was, period = _name(first), _name(latest)
        reason = (
            f"The share of {group} in “{indicator.name}” {place_text(document, latest.country)} has fallen by "
            f"{points_text(then - now)}: from {_share(before, first.total)} in {was} to "
            f"{_share(part, latest.total)} in {period}."
        )
        figures = ((was, _share(before, first.total)), (period, _share(part, latest.total)))
        yield _finding(latest, category, indicator, period, reason, figures, 100 * (then - now))


def _share(part: Quantity, total: Quantity) -> str:
    return f"{share_text(part.value / total.value)} ({plain_number(part.value)} of {plain_number(total.value)})"


def _large_enough(quantity: Quantity) -> bool:
    return quantity.denominator is not None and quantity.denominator >= FEWEST_IN_PERCENT


def _length(split: Split) -> int:
    """How many months a period touches; semesters are compared with semesters, years with years."""
    start, end = split.period_start, split.period_end
    return 12 * (end.year - start.year) + end.month - start.month + 1


def _name(split: Split) -> str:
    return period_label(split.period_start, split.period_end)


def _group(document: FrameworkDocument, dimension: str, category: str) -> str:
    found = document.dimension_by_code.get(dimension)
    names = {one.code: one.name for one in found.categories} if found is not None else {}
    return f"“{names.get(category, category)}” ({found.name.lower() if found is not None else dimension})"


def _finding(
    split: Split,
    category: str,
    indicator: IndicatorDef,
    period: str,
    reason: str,
    figures: tuple[tuple[str, str], ...],
    size: Fraction,
) -> Finding:
    kind = FindingKind.LEFT_BEHIND
    return Finding(
        key=key_of(kind, split.indicator, split.country, split.organisation, split.dimension, category),
        kind=kind,
        weight=weight_of(kind, size),
        country=split.country,
        reason=reason,
        figures=figures,
        page="indicator",
        mend="See the breakdown",
        parameters=(("indicator", split.indicator),),
        indicator=split.indicator,
        objective=indicator.objective,
        organisation=split.organisation,
        dimension=split.dimension,
        category=category,
        period=period,
    )
