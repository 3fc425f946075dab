"""Means of objectives over time, by level and by horizon (progress.md 7)."""

from datetime import date
from fractions import Fraction

from tests.figures.build import baseline, day, framework, indicator, panel, target
from toc.figures.framework import assess_framework, country_group, horizon_groups, level_groups
from toc.figures.summaries import moments, summaries_of
from toc.model.query import ALL

CODES = ("SYS-S1.1", "SYS-M1.1", "LRN-S1.1")
DOCUMENT = framework(
    [indicator(code) for code in CODES],
    [
        *(baseline(code, "NL", 0) for code in CODES),
        *(target(code, "NL", 10, "2030-12-31" if "-M" in code else "2027-12-31") for code in CODES),
    ],
    countries=["NL"],
)
PANEL = panel(DOCUMENT, {(code, "NL"): {"2026": 2 * place, "2027": 3 * place} for place, code in enumerate(CODES, 1)})
AS_OF = day("2028-03-01")


def rows(horizon: str | None = None):
    results = [assess_framework(PANEL, on) for on in moments(DOCUMENT, AS_OF)]
    return summaries_of(DOCUMENT, results, ("NL", ALL), horizon), results[-1]


def test_the_dates_are_the_ends_of_half_years_after_the_baseline_and_the_date_itself():
    found = moments(DOCUMENT, AS_OF)
    assert [str(on) for on in found] == [
        "2025-12-31", "2026-06-30", "2026-12-31", "2027-06-30", "2027-12-31", "2028-03-01"
    ]  # fmt: skip
    assert moments(DOCUMENT, date(2025, 1, 1)) == (date(2025, 1, 1),)


def test_over_a_longer_time_the_dates_are_the_ends_of_years():
    found = moments(DOCUMENT, date(2036, 6, 30))
    assert found[:2] == (date(2025, 12, 31), date(2026, 12, 31))
    assert found[-1] == date(2036, 6, 30)
    assert {on.month for on in found[:-1]} == {12}


def test_every_mean_is_the_one_that_the_roll_up_gives():
    found, result = rows()
    for country in ("NL", ALL):
        own = [row for row in found if row.country == country]
        last = [row for row in own if not row.level and not row.horizon][-1]
        assert (last.on, last.group) == (AS_OF, country_group(result, country))
        levels = [row.group for row in own if row.level and not row.horizon]
        assert levels == list(level_groups(DOCUMENT, result, country))
        assert [row.group for row in own if row.horizon and not row.level] == list(
            horizon_groups(DOCUMENT, result, country)
        )


def test_a_level_in_a_horizon_counts_the_objectives_of_both():
    found, _ = rows()
    place = {(row.level, row.horizon): row.group for row in found if row.country == "NL" and row.level and row.horizon}
    assert place["SYS", "S"].progress == Fraction(3, 10)
    assert place["SYS", "M"].progress == Fraction(6, 10)
    assert (place["LRN", "M"].progress, place["LRN", "M"].objectives_total) == (None, 0)


def test_a_horizon_narrows_a_country_over_time_as_well():
    found, _ = rows("M")
    over_time = [row.group for row in found if row.country == "NL" and not row.level and not row.horizon]
    assert [group.objectives_total for group in over_time] == [1] * 6
    assert over_time[0].progress is None
    assert over_time[-1].progress == Fraction(6, 10)
    assert {row.horizon for row in found} == {"", "M"}
