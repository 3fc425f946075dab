"""Findings from single series: values far from the earlier ones, running totals that fall, shares without denominator.

A value is an outlier where it lies more than 3.5 spreads from the median of the earlier values of its own series, of
which there have to be at least five. The spread is 1.4826 times the median distance from that median (for values that
scatter by chance that is their standard deviation), and never less than a floor, so that a series that hardly moves
does not cry at every step: 2 percentage points for a percent, otherwise a tenth of the median, and the smallest step
for what has one. Of running totals it is what each period added that is compared, as the totals themselves only rise.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from toc.figures.findings_base import (
    Finding,
    Grounds,
    key_of,
    place_text,
    quantity_text,
    value_text,
    weight_of,
)
from toc.figures.periods import period_label
from toc.figures.plans import step_of
from toc.figures.quantities import quantity_of
from toc.model.document import IndicatorDef
from toc.model.finding import FindingKind
from toc.model.panel import Observation, Series
from toc.model.query import ALL
from toc.model.terms import Combination, Measure, OverTime, Scope

EARLIER_VALUES = 5
"""So many earlier values say what is usual."""

SPREADS = Fraction(7, 2)
"""So many spreads away, a value is an outlier."""

LOOKED_AT = 24
"""Of a longer series so many of the latest values are looked at, each against all before it."""

ROUGH_SPREADS = 5.0
"""Less than the exact rule's 3.5 x 1.4826 = 5.19 median distances, so that rounding hides nothing."""

NORMAL = Fraction(14826, 10000)
"""Makes the median distance from the median comparable to a standard deviation."""

FLOOR_PERCENT = Fraction(2)
FLOOR_SHARE = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class Odd:
    """A value that is far from the earlier ones.

    Attributes:
        value: of the period, or what it added to a running total.
        usual: the median of the earlier ones.
        spreads: how many spreads it is away.
        earlier: how many earlier ones there are.
    """

    observation: Observation
    value: Fraction
    usual: Fraction
    spreads: Fraction
    earlier: int


def outliers_of(indicator: IndicatorDef, observations: Sequence[Observation]) -> Iterator[Odd]:
    """The outliers of one series, in its order, by the rule of this module.

    Args:
        indicator: gives the floor, and whether the totals or what was added is compared; a scale has no outliers.
        observations: of one organisation, in order of their period's end; what states no value is passed over.
    """
    if indicator.measure is Measure.SCALE:
        return
    compared = list(_compared(indicator, observations))
    rough = [float(value) for _, value in compared]
    for place in range(max(EARLIER_VALUES, len(compared) - LOOKED_AT), len(compared)):
        if _may_be_odd(rough[:place], rough[place]):
            observation, value = compared[place]
            earlier = [one for _, one in compared[:place]]
            usual = Fraction(median(earlier))
            spread = max(NORMAL * Fraction(median(abs(one - usual) for one in earlier)), _floor(indicator, usual))
            if spread and abs(value - usual) > SPREADS * spread:
                yield Odd(observation, value, usual, abs(value - usual) / spread, len(earlier))


def _may_be_odd(earlier: Sequence[float], value: float) -> bool:
    """Whether a value is far enough to be worth the exact look, which is a hundred times slower."""
    usual = median(earlier)
    return abs(value - usual) > ROUGH_SPREADS * median([abs(one - usual) for one in earlier])


def _compared(indicator: IndicatorDef, observations: Sequence[Observation]) -> Iterator[tuple[Observation, Fraction]]:
    before: Fraction | None = None
    for observation in observations:
        stated = quantity_of(observation)
        if stated is None:
            continue
        if indicator.over_time is not OverTime.RUNNING:
            yield observation, stated.value
        elif before is not None:
            yield observation, stated.value - before
        before = stated.value


def _floor(indicator: IndicatorDef, usual: Fraction) -> Fraction:
    if indicator.measure is Measure.PERCENT:
        return FLOOR_PERCENT
    return max(FLOOR_SHARE * abs(usual), step_of(indicator) or Fraction(0))


def outliers(grounds: Grounds) -> Iterator[Finding]:
    """The outliers of every series that is looked at, up to the date that is looked at."""
    for indicator, series in _series(grounds):
        kept = [one for one in series.observations if one.period_end <= grounds.result.as_of]
        for odd in outliers_of(indicator, kept):
            period = period_label(odd.observation.period_start, odd.observation.period_end)
            added = "added " if indicator.over_time is OverTime.RUNNING else ""
            reason = (
                f"{series.organisation} reported {added}{value_text(indicator, odd.value)} for {period} of "
                f"“{indicator.name}” {place_text(grounds.document, series.country)}, far from the median "
                f"{value_text(indicator, odd.usual)} of the {odd.earlier} values before it."
            )
            figures = (
                ("Reported", value_text(indicator, odd.value)),
                ("Median before", value_text(indicator, odd.usual)),
                ("Earlier values", str(odd.earlier)),
            )
            yield _finding(FindingKind.OUTLIER, indicator, series, period, reason, figures, odd.spreads)


def inconsistent(grounds: Grounds) -> Iterator[Finding]:
    """Running totals that fall, and bare percentages that cannot be combined with those of others."""
    for indicator, series in _series(grounds):
        kept = [one for one in series.observations if one.period_end <= grounds.result.as_of]
        if indicator.over_time is OverTime.RUNNING:
            yield from _falls(grounds, indicator, series, kept)
        if indicator.measure is Measure.PERCENT and indicator.combination is Combination.RATIO:
            yield from _bare(grounds, indicator, series, kept)


def _falls(grounds: Grounds, indicator: IndicatorDef, series: Series, kept: Sequence[Observation]) -> Iterator[Finding]:
    before: tuple[Observation, Fraction] | None = None
    for one in kept:
        stated = quantity_of(one)
        if stated is None:
            continue
        if before is not None and stated.value < before[1]:
            period = period_label(one.period_start, one.period_end)
            then = period_label(before[0].period_start, before[0].period_end)
            reason = (
                f"The running total of {series.organisation} for “{indicator.name}” "
                f"{place_text(grounds.document, series.country)} falls from {value_text(indicator, before[1])} "
                f"({then}) to {value_text(indicator, stated.value)} ({period})."
            )
            figures = ((then, value_text(indicator, before[1])), (period, value_text(indicator, stated.value)))
            size = 100 * (before[1] - stated.value) / before[1] if before[1] > 0 else Fraction(0)
            yield _finding(FindingKind.INCONSISTENT, indicator, series, period, reason, figures, size)
        before = one, stated.value


def _bare(grounds: Grounds, indicator: IndicatorDef, series: Series, kept: Sequence[Observation]) -> Iterator[Finding]:
    """The value that counts now, where it is a percentage alone and others are combined with it."""
    if indicator.scope is Scope.CONSORTIUM:
        return
    since = grounds.document.baseline_date
    later = (one for one in reversed(kept) if one.period_end > since)
    one, quantity = next(((one, found) for one in later if (found := quantity_of(one)) is not None), (None, None))
    if one is None or quantity is None or quantity.denominator is not None:
        return
    period = period_label(one.period_start, one.period_end)
    reason = (
        f"{series.organisation} reported {quantity_text(indicator, quantity)} for {period} of “{indicator.name}” "
        f"{place_text(grounds.document, series.country)} without numerator and denominator, so that it cannot be "
        "combined with others."
    )
    figures = (("Reported", quantity_text(indicator, quantity)), ("Denominator", "not given"))
    yield _finding(FindingKind.INCONSISTENT, indicator, series, period, reason, figures, Fraction(0))


def _series(grounds: Grounds) -> Iterator[tuple[IndicatorDef, Series]]:
    for indicator in grounds.document.indicators:
        if grounds.wanted(indicator.code):
            for place in (*grounds.document.country_by_code, ALL):
                if place in grounds.places:
                    for series in grounds.panel.of(indicator.code, place):
                        yield indicator, series


def _finding(
    kind: FindingKind,
    indicator: IndicatorDef,
    series: Series,
    period: str,
    reason: str,
    figures: tuple[tuple[str, str], ...],
    size: Fraction,
) -> Finding:
    return Finding(
        key=key_of(kind, indicator.code, series.country, series.organisation, period),
        kind=kind,
        weight=weight_of(kind, size),
        country=series.country,
        reason=reason,
        figures=figures,
        page="indicator",
        mend="Look at the measurement, and correct it if it is wrong",
        parameters=(("indicator", indicator.code),),
        indicator=indicator.code,
        objective=indicator.objective,
        organisation=series.organisation,
        period=period,
    )
