"""What holds for every set of measurements (progress.md 3, 4, 6 and 7)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.figures.build import (
    BASELINE_DATE,
    REPORTERS,
    baseline,
    day,
    flow,
    framework,
    indicator,
    observation,
    panel,
    percent,
    target,
)
from toc.figures.framework import assess_framework
from toc.figures.history import what_if
from toc.figures.periods import Period, parse_period, period_label
from toc.figures.progress import assess_indicator
from toc.figures.status import by_gap
from toc.figures.values import value_of
from toc.model.document import IndicatorDef
from toc.model.panel import Observation, Panel
from toc.model.terms import Combination, Direction, OverTime, Status

DUE = day("2027-12-31")
PERIODS = [f"{year}-S{half}" for year in range(2024, 2030) for half in (1, 2)]
VALUES = st.dictionaries(st.sampled_from(PERIODS), st.one_of(st.none(), st.integers(0, 500)), max_size=8)
DATES = st.dates(date(2024, 1, 1), date(2031, 12, 31))
COUNTRIES = st.dictionaries(st.sampled_from(sorted(REPORTERS)), VALUES, min_size=1, max_size=6)
MODES = st.sampled_from([OverTime.FLOW, OverTime.POINT, OverTime.RUNNING])
NUMBERS = st.decimals(-10000, 10000, allow_nan=False, allow_infinity=False, places=3)


def _indicator(mode: OverTime, combination: Combination = Combination.SUM, code: str = "PRO-S1.1") -> IndicatorDef:
    return indicator(code, over_time=mode, combination=combination, frequency="semester")


def _panel(found: IndicatorDef, values: dict[str, dict[str, int | None]]) -> Panel:
    facts = [
        fact
        for country in REPORTERS
        for fact in (baseline(found.code, country, 10), target(found.code, country, 400, DUE))
    ]
    return panel(framework(found, facts), {(found.code, country): some for country, some in values.items()})


@given(COUNTRIES, MODES, DATES, st.sampled_from(list(Combination)))
def test_adding_a_country_never_changes_anothers_figures(
    values: dict[str, dict[str, int | None]], mode: OverTime, as_of: date, combination: Combination
) -> None:
    assume(combination is not Combination.RATIO)
    found = _indicator(mode, combination)
    everyone = assess_framework(_panel(found, values), as_of)
    for country in values:
        alone = assess_framework(_panel(found, {country: values[country]}), as_of)
        assert everyone.indicators[found.code, country] == alone.indicators[found.code, country]
        assert everyone.objectives["PRO-S1", country] == alone.objectives["PRO-S1", country]


@st.composite
def _shares(draw: st.DrawFn) -> dict[str, str]:
    countries = draw(st.lists(st.sampled_from(sorted(REPORTERS)), min_size=1, max_size=6, unique=True))
    found = {}
    for country in countries:
        size = draw(st.integers(1, 1000))
        found[country] = f"{draw(st.integers(0, size))}/{size}"
    return found


@given(_shares())
def test_a_ratio_lies_between_the_extremes_of_its_parts(shares: dict[str, str]) -> None:
    found = percent("PRO-S1.3")
    measured = {(found.code, country): {"2026": share} for country, share in shares.items()}
    result = value_of(panel(framework(found), measured), found.code, "ALL", day("2026-12-31"))
    parts = [part.quantity.value for part in result.parts if part.quantity is not None]
    assert result.quantity is not None
    assert min(parts) <= result.quantity.value <= max(parts)


@given(_shares(), st.sampled_from([Combination.MEDIAN, Combination.MEAN]))
def test_a_median_and_a_mean_lie_between_the_extremes_of_their_parts(
    shares: dict[str, str], combination: Combination
) -> None:
    found = percent("PRO-S1.3", combination=combination)
    measured = {(found.code, country): {"2026": share} for country, share in shares.items()}
    result = value_of(panel(framework(found), measured), found.code, "ALL", day("2026-12-31"))
    parts = [part.quantity.value for part in result.parts if part.quantity is not None]
    assert result.quantity is not None
    assert min(parts) <= result.quantity.value <= max(parts)


@given(NUMBERS, NUMBERS, st.sampled_from([BASELINE_DATE + timedelta(days=40), DUE - timedelta(days=1)]))
def test_progress_is_0_at_the_baseline_and_1_at_the_target_both_ways(start: Decimal, aim: Decimal, end: date) -> None:
    assume(start != aim)
    found = indicator("PRO-S1.1", direction=Direction.UP if aim > start else Direction.DOWN, measure="number")
    facts = (baseline(found.code, "NL", str(start)), target(found.code, "NL", str(aim), DUE))
    period = period_label(BASELINE_DATE + timedelta(days=1), end)
    for value, share, status in ((start, 0, None), (aim, 1, Status.ACHIEVED)):
        data = panel(framework(found, facts), {(found.code, "NL"): {period: str(value)}})
        result = assess_indicator(data, found.code, "NL", end)
        assert result.progress == share
        assert status is None or result.status is status


@given(NUMBERS, NUMBERS, NUMBERS)
def test_up_and_down_are_mirror_images(start: Decimal, aim: Decimal, value: Decimal) -> None:
    assume(start != aim)
    results = []
    for sign in (1, -1):
        direction = Direction.UP if sign * aim > sign * start else Direction.DOWN
        found = indicator("PRO-S1.1", direction=direction, measure="number")
        facts = (baseline(found.code, "NL", str(sign * start)), target(found.code, "NL", str(sign * aim), DUE))
        data = panel(framework(found, facts), {(found.code, "NL"): {"2026": str(sign * value)}})
        results.append(assess_indicator(data, found.code, "NL", day("2026-12-31")))
    up, down = results
    assert (up.progress, up.expected_progress, up.gap, up.status) == (
        down.progress,
        down.expected_progress,
        down.gap,
        down.status,
    )


@given(COUNTRIES, MODES, DATES)
def test_figures_at_a_date_never_use_a_period_that_ends_later(
    values: dict[str, dict[str, int | None]], mode: OverTime, as_of: date
) -> None:
    found = _indicator(mode)
    past = {
        country: {period: value for period, value in some.items() if parse_period(period).end <= as_of}
        for country, some in values.items()
    }
    whole, known = assess_framework(_panel(found, values), as_of), assess_framework(_panel(found, past), as_of)
    assert whole == known


@given(VALUES, MODES, DATES)
def test_the_data_date_is_never_after_the_date_looked_at(
    values: dict[str, int | None], mode: OverTime, as_of: date
) -> None:
    result = assess_indicator(_panel(_indicator(mode), {"NL": values}), "PRO-S1.1", "NL", as_of)
    assert result.value.data_on is None or BASELINE_DATE < result.value.data_on <= as_of


@given(VALUES, st.sampled_from(PERIODS[4:]), MODES, DATES)
def test_a_measured_0_is_never_the_same_as_a_missing_value(
    values: dict[str, int | None], period: str, mode: OverTime, as_of: date
) -> None:
    end = parse_period(period).end
    assume(end <= as_of)
    found = _indicator(mode)
    rest = {name: value for name, value in values.items() if name != period}
    missing = assess_indicator(_panel(found, {"NL": rest}), found.code, "NL", as_of)
    zero = assess_indicator(_panel(found, {"NL": {**rest, period: 0}}), found.code, "NL", as_of)
    assert zero.reporting.owed != missing.reporting.owed
    later = any(parse_period(name).end > end for name, value in rest.items() if parse_period(name).end <= as_of)
    if not later:
        assert zero.value.data_on == end
        assert missing.value.data_on != end
        assert zero.value != missing.value


@given(VALUES, MODES, DATES)
def test_without_any_measurement_there_is_the_baseline_or_nothing_and_never_progress(
    values: dict[str, int | None], mode: OverTime, as_of: date
) -> None:
    history_only = {period: value for period, value in values.items() if parse_period(period).end <= BASELINE_DATE}
    result = assess_indicator(_panel(_indicator(mode), {"NL": history_only}), "PRO-S1.1", "NL", as_of)
    assert result.progress is None
    assert result.status in (Status.NOT_YET_DUE, Status.NO_DATA)
    quantity = result.value.quantity
    assert (quantity.value if quantity else None) == (10 if as_of >= BASELINE_DATE else None)


@given(VALUES, st.integers(0, 500), MODES)
def test_what_a_form_shows_is_what_storing_gives(values: dict[str, int | None], value: int, mode: OverTime) -> None:
    found = _indicator(mode)
    before = {period: one for period, one in values.items() if period != "2026-S2"}
    shown = what_if(
        _panel(found, {"NL": before}), found.code, "NL", "HKU", observation("2026-S2", value), day("2027-02-01")
    )
    stored = assess_indicator(_panel(found, {"NL": {**before, "2026-S2": value}}), found.code, "NL", day("2027-02-01"))
    assert shown == stored


@given(VALUES, DATES, st.randoms())
def test_the_order_in_which_measurements_came_in_does_not_matter(
    values: dict[str, int | None], as_of: date, random: object
) -> None:
    found = _indicator(OverTime.FLOW)
    names = list(values)
    random.shuffle(names)  # type: ignore[attr-defined]
    mixed = {name: values[name] for name in names}
    one = assess_indicator(_panel(found, {"NL": values}), found.code, "NL", as_of)
    other = assess_indicator(_panel(found, {"NL": mixed}), found.code, "NL", as_of)
    assert (one.value.quantity, one.status, one.reporting) == (other.value.quantity, other.status, other.reporting)


@given(st.lists(st.integers(0, 400), min_size=4, max_size=4))
def test_a_flow_is_the_same_in_one_period_as_in_its_parts(parts: list[int]) -> None:
    found = flow("LRN-S1.1")
    quarters = {f"2026-Q{number}": value for number, value in enumerate(parts, start=1)}
    split = value_of(panel(framework(found), {(found.code, "NL"): quarters}), found.code, "NL", day("2026-12-31"))
    whole = value_of(
        panel(framework(found), {(found.code, "NL"): {"2026": sum(parts)}}), found.code, "NL", day("2026-12-31")
    )
    assert (split.quantity, split.at_least) == (whole.quantity, whole.at_least)


@settings(max_examples=40)
@given(COUNTRIES, MODES, DATES)
def test_roll_ups_stay_between_0_and_1(values: dict[str, dict[str, int | None]], mode: OverTime, as_of: date) -> None:
    result = assess_framework(_panel(_indicator(mode), values), as_of)
    for objective in result.objectives.values():
        for share in (objective.progress, objective.expected_progress):
            assert share is None or 0 <= share <= 1
        assert objective.indicators_with_progress <= objective.indicators_total


@given(st.fractions(-3, 3), st.fractions(-3, 3), st.decimals(Decimal("0.5"), 50, places=1))
def test_a_better_gap_never_gives_a_worse_status(one: Fraction, other: Fraction, tolerance: Decimal) -> None:
    order = [Status.OFF_TRACK, Status.AT_RISK, Status.ON_TRACK, Status.AHEAD]
    low, high = sorted((one, other))
    allowed = Fraction(tolerance)
    assert order.index(by_gap(low, allowed)) <= order.index(by_gap(high, allowed))


@given(DATES, st.integers(0, 800))
def test_every_period_has_a_name_that_names_it(start: date, days: int) -> None:
    period = Period(start, start + timedelta(days=days))
    assert parse_period(period.label) == period


def test_an_observation_without_a_number_gives_the_same_as_none_at_all() -> None:
    found = _indicator(OverTime.POINT)
    blank: Observation = replace(observation("2026-S1", 1), value=None)
    data = _panel(found, {"NL": {}})
    series = panel(data.document, {(found.code, "NL"): {"2026-S1": blank}})
    one = assess_indicator(series, found.code, "NL", day("2026-06-30"))
    other = assess_indicator(data, found.code, "NL", day("2026-06-30"))
    assert one == other
