"""Outliers and inconsistent series: each rule on small series, at its limits."""

from fractions import Fraction

import pytest

from tests.figures.build import baseline, day, framework, indicator, observation, panel, percent, series, target
from toc.figures.findings import Finding, Grounds, find_findings
from toc.figures.findings_series import outliers_of
from toc.figures.framework import assess_framework
from toc.model.document import IndicatorDef
from toc.model.finding import FindingKind
from toc.model.panel import Panel
from toc.model.terms import Combination, Measure, OverTime


def odd(found: IndicatorDef, *values: int | str | None) -> list[tuple[int, Fraction]]:
    """Year and spreads of each outlier among values of the years from 2026."""
    kept = series(found.code, "NL", "HKU", {str(2026 + place): value for place, value in enumerate(values)})
    return [(one.observation.period_end.year, one.spreads) for one in outliers_of(found, kept.observations)]


def amount(**changes: object) -> IndicatorDef:
    return indicator("LRN-S1.3", measure=Measure.AMOUNT, combination=Combination.MEDIAN, **changes)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((100, 100, 100, 100, 100, 135), []),
        ((100, 100, 100, 100, 100, "135.01"), [(2031, Fraction(3501, 1000))]),
        ((100, 100, 100, 100, 100, "64.99"), [(2031, Fraction(3501, 1000))]),
        ((100, 100, 100, 100, 1000), []),
        ((100, 100, None, 100, 100, 1000), []),
        ((80, 90, 100, 110, 120, 151), []),
        ((80, 90, 100, 110, 120, 152), [(2031, Fraction(52) / Fraction("14.826"))]),
    ],
)
def test_an_outlier_lies_more_than_three_and_a_half_spreads_from_the_median_of_five(
    values: tuple[int | str | None, ...], expected: list[tuple[int, Fraction]]
) -> None:
    assert odd(amount(), *values) == expected


def test_the_floor_is_two_points_for_a_percent_and_a_step_for_a_count() -> None:
    assert odd(percent("LRN-S1.2"), 50, 50, 50, 50, 50, 57) == []
    assert odd(percent("LRN-S1.2"), 50, 50, 50, 50, 50, 58) == [(2031, Fraction(4))]
    assert odd(indicator("PRO-S1.1"), 2, 2, 2, 2, 2, 5) == []
    assert odd(indicator("PRO-S1.1"), 2, 2, 2, 2, 2, 6) == [(2031, Fraction(4))]


def test_of_running_totals_what_was_added_is_compared() -> None:
    running = indicator("PRO-S1.1", over_time=OverTime.RUNNING)
    assert odd(running, 10, 20, 30, 40, 50, 60, 70) == []
    assert [year for year, _ in odd(running, 10, 20, 30, 40, 50, 60, 160)] == [2032]


def test_levels_of_a_scale_have_no_outliers() -> None:
    assert odd(indicator("SYS-S1.1", measure=Measure.SCALE, combination=Combination.MEDIAN), 1, 1, 1, 1, 1, 4) == []


def inconsistent(measured: Panel, on: str = "2028-03-01") -> list[Finding]:
    result = assess_framework(measured, day(on))
    found = find_findings(Grounds(measured, result, ("IT", "NL", "ALL")))
    return [one for one in found if one.kind is FindingKind.INCONSISTENT]


def test_a_running_total_that_falls_is_inconsistent_and_nothing_to_report_is_no_fall() -> None:
    running = indicator("PRO-S1.1", over_time=OverTime.RUNNING)
    document = framework(running, [baseline("PRO-S1.1", "NL", 5), target("PRO-S1.1", "NL", 40, "2027-12-31")])
    (fall,) = inconsistent(panel(document, {("PRO-S1.1", "NL"): {"2026-S1": 20, "2026-S2": None, "2027-S1": 15}}))
    assert fall.key == "inconsistent|PRO-S1.1|NL|HKU|2027-S1"
    assert "falls from 20 things (2026-S1) to 15 things (2027-S1)" in fall.reason
    steady = panel(document, {("PRO-S1.1", "NL"): {"2026-S1": 20, "2026-S2": None, "2027-S1": 20}})
    assert inconsistent(steady) == []


def test_a_fall_after_the_date_that_is_looked_at_is_not_known_yet() -> None:
    document = framework(indicator("PRO-S1.1", over_time=OverTime.RUNNING))
    measured = panel(document, {("PRO-S1.1", "NL"): {"2026-S1": 20, "2026-S2": 15}})
    assert inconsistent(measured, "2026-12-31")
    assert inconsistent(measured, "2026-12-30") == []


def test_a_bare_percentage_counts_as_inconsistent_only_while_it_is_the_latest() -> None:
    document = framework(percent("LRN-S1.2"))
    bare = {"2026": observation("2026", 50)}
    assert len(inconsistent(panel(document, {("LRN-S1.2", "NL"): bare}))) == 1
    mended = {**bare, "2027": observation("2027", "30/60")}
    assert inconsistent(panel(document, {("LRN-S1.2", "NL"): mended})) == []


def test_of_a_long_series_the_latest_24_values_are_looked_at() -> None:
    assert odd(amount(), *(100,) * 5, 1000, *(100,) * 23) == [(2031, Fraction(90))]
    assert odd(amount(), *(100,) * 5, 1000, *(100,) * 24) == []
