"""The outlook: a projection to the target's date, by hand and by its properties (progress.md 9)."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.figures.build import (
    BASELINE_DATE,
    baseline,
    consortium,
    day,
    flow,
    framework,
    indicator,
    panel,
    percent,
    scale,
    target,
)
from toc.figures.outlook import _values, least_squares
from toc.figures.plans import plan_of
from toc.figures.progress import assess_indicator
from toc.figures.time_points import LinePoint
from toc.figures.values import country_value
from toc.model.terms import Direction, Measure

CODE, DUE = "LRN-S1.1", "2027-12-31"


def projected(of, values, *, as_of="2026-12-31", start=64, goal=400, due=DUE, country="NL", **more):
    facts = [] if start is None else [baseline(of.code, country, start)]
    facts += [] if goal is None else [target(of.code, country, goal, due)]
    made = panel(framework(of, facts, **more), {(of.code, country): values})
    return assess_indicator(made, of.code, country, day(as_of)).projection


def test_a_flow_goes_on_at_its_mean_pace_since_the_baseline():
    found = projected(flow(CODE), {"2026-S1": 52, "2026-S2": 61})
    assert found.value == 64 + Fraction(113, 398) * 763
    assert f"{float(found.value):.2f}" == "280.63"
    assert (found.on, found.reaches) == (date(2027, 12, 31), False)
    assert f"{float(found.short_by):.2f}" == "119.37"
    assert found.points == (LinePoint(date(2026, 12, 31), Fraction(177)), LinePoint(date(2027, 12, 31), found.value))


def test_a_flow_without_a_baseline_counts_from_nothing_on_the_frameworks_baseline_date():
    assert projected(flow(CODE), {"2026-S1": 107}, start=None).value == Fraction(107, 214) * 763


def test_a_point_on_the_target_or_beyond_reaches_it_and_is_short_by_nothing():
    found = projected(flow(CODE), {"2026-S1": 300})
    assert found.reaches
    assert found.short_by == 0


def test_the_line_of_least_squares_is_the_one_worked_out_by_hand():
    days = [BASELINE_DATE + timedelta(days=at) for at in range(5)]
    line = least_squares([LinePoint(on, Fraction(value)) for on, value in zip(days, (0, 1, 1, 2), strict=False)])
    assert line.per_day == Fraction(3, 5)  # sum of products 3, sum of squares 5
    assert line.at(days[4]) == Fraction(5, 2)  # mean 1 in the middle (day 1.5), and 2.5 days on


def test_states_need_the_baseline_and_three_later_period_ends():
    values = {"2026-Q1": 70, "2026-Q2": 80, "2026-Q3": 90}
    assert projected(indicator(CODE), values) is not None
    assert projected(indicator(CODE), dict(list(values.items())[:2])) is None
    assert projected(indicator(CODE), values, start=None) is None


def test_states_on_one_line_go_on_along_it():
    ends = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")
    days = {"2026-Q1": 123, "2026-Q2": 214, "2026-Q3": 306, "2026-Q4": 398}
    found = projected(indicator(CODE), {end: 64 + days[end] for end in ends})
    assert found.value == 64 + 763
    assert found.points[0] == LinePoint(date(2026, 12, 31), Fraction(64 + 398))


def test_less_is_better_where_the_direction_is_down():
    of = indicator(CODE, direction=Direction.DOWN)
    values = {"2026-Q1": 90, "2026-Q2": 80, "2026-Q3": 70}
    assert projected(of, values, start=100, goal=60).reaches
    assert not projected(of, {"2026-Q1": 100, "2026-Q2": 99, "2026-Q3": 98}, start=100, goal=10).reaches


def test_a_percent_stays_within_its_bounds_with_a_corner_where_it_meets_one():
    found = projected(percent(CODE), {"2026-Q1": 50, "2026-Q2": 70, "2026-Q3": 90}, start=40, goal=95)
    assert found.value == 100
    assert [point.value for point in found.points[1:]] == [100, 100]
    assert found.points[0].on < found.points[1].on < found.points[2].on


def test_a_count_does_not_fall_below_nothing_and_a_number_may():
    values = {"2026-Q1": 40, "2026-Q2": 20, "2026-Q3": 5}
    down = {"direction": Direction.DOWN}
    assert projected(indicator(CODE, **down), values, start=60, goal=1).value == 0
    assert projected(indicator(CODE, measure=Measure.NUMBER, **down), values, start=60, goal=1).value < 0


def test_nothing_to_report_confirms_the_last_value_at_its_own_periods_end():
    found = projected(indicator(CODE), {"2026-Q1": 64, "2026-Q2": None, "2026-Q3": None})
    assert found.value == 64


@pytest.mark.parametrize(
    "more", [{"as_of": DUE}, {"as_of": "2028-03-01"}, {"goal": None}, {"not_applicable": [(CODE, "NL")]}]
)
def test_there_is_none_from_the_targets_date_on_without_a_target_and_where_it_does_not_apply(more):
    assert projected(flow(CODE), {"2026-S1": 52}, **more) is None


def test_there_is_none_for_a_scale_a_band_and_all_countries():
    values = {"2026-Q1": 1, "2026-Q2": 2, "2026-Q3": 2}
    assert projected(scale(CODE), values, start=1, goal=3) is None
    assert projected(consortium(CODE, measure=Measure.COUNT), values, start=1, goal=3, country="ALL") is None
    facts = [baseline(CODE, one, 5) for one in ("NL", "IT")] + [target(CODE, one, 50, DUE) for one in ("NL", "IT")]
    measured = {(CODE, one): {"2026-S1": 9} for one in ("NL", "IT")}
    made = panel(framework(flow(CODE), facts, countries=("IT", "NL")), measured)
    assert assess_indicator(made, CODE, "ALL", day("2026-12-31")).projection is None
    hold = indicator(CODE, direction=Direction.HOLD)
    band = target(CODE, "NL", 10, DUE, value_to=20)
    made = panel(framework(hold, [baseline(CODE, "NL", 5), band]), {(CODE, "NL"): values})
    assert assess_indicator(made, CODE, "NL", day("2026-12-31")).projection is None


def several(first, second, as_of="2026-12-31"):
    of = indicator(CODE)
    document = framework(
        of, [baseline(CODE, "NL", 10), target(CODE, "NL", 100, DUE)], assignments={(CODE, "NL"): ("HKU", "ICHEC")}
    )
    made = panel(document, {(CODE, "NL", "HKU"): first, (CODE, "NL", "ICHEC"): second})
    return made, of, assess_indicator(made, CODE, "NL", day(as_of))


def test_a_period_end_without_every_organisation_is_passed_over():
    first = {"2026-01": 10, "2026-Q2": 20, "2026-Q3": 30, "2026-Q4": 40}
    made, of, found = several(first, {"2026-Q2": 5, "2026-Q3": 5, "2026-Q4": 5})
    points = list(_values(made, of, "NL", day("2026-12-31"), plan_of(made.document, of, "NL")))
    assert [point.value for point in points] == [25, 35, 45]
    assert found.projection is not None


def test_a_partial_sum_has_no_projection():
    first = {"2026-Q1": 20, "2026-Q2": 30, "2026-Q3": 40}
    assert several(first, {})[2].projection is None


STATES = st.lists(st.one_of(st.none(), st.integers(0, 500)), min_size=1, max_size=12)


@given(STATES)
def test_the_values_in_one_pass_are_those_of_each_period_end(states):
    ends = [f"{year}-{month:02}" for year in (2026, 2027) for month in range(1, 13)]
    of = indicator(CODE)
    document = framework(of, [baseline(CODE, "NL", 7), target(CODE, "NL", 900, DUE)])
    made = panel(document, {(CODE, "NL"): dict(zip(ends, states, strict=False))})
    plan = plan_of(document, of, "NL")
    for point in _values(made, of, "NL", day("2027-06-30"), plan):
        assert country_value(made, of, "NL", point.on, plan).quantity.value == point.value


DOTS = st.lists(
    st.tuples(st.integers(1, 900), st.fractions(-50, 150)), min_size=3, max_size=9, unique_by=lambda d: d[0]
)


@given(DOTS, st.fractions(-5, 5), st.fractions(-100, 100))
def test_a_straight_line_added_to_the_values_is_added_to_the_projection(dots, slope, shift):
    points = [LinePoint(BASELINE_DATE + timedelta(days=at), value) for at, value in dots]
    moved = [LinePoint(p.on, p.value + shift + slope * (p.on - BASELINE_DATE).days) for p in points]
    on = BASELINE_DATE + timedelta(days=1000)
    assert least_squares(moved).at(on) == least_squares(points).at(on) + shift + slope * 1000


@given(DOTS, st.randoms(use_true_random=False))
def test_the_order_of_the_values_does_not_matter(dots, chance):
    points = [LinePoint(BASELINE_DATE + timedelta(days=at), value) for at, value in dots]
    mixed = chance.sample(points, len(points))
    assert least_squares(mixed).at(BASELINE_DATE) == least_squares(points).at(BASELINE_DATE)


@given(st.lists(st.integers(0, 100), min_size=3, max_size=8), st.integers(0, 99))
def test_every_corner_of_a_percent_is_a_percent_and_the_last_is_the_projected_value(shares, start):
    ends = [f"2026-{month:02}" for month in range(1, 13)]
    found = projected(percent(CODE), dict(zip(ends, shares, strict=False)), start=start, goal=100)
    assert all(0 <= point.value <= 100 for point in found.points)
    assert [point.on for point in found.points] == sorted({point.on for point in found.points})
    assert found.points[-1] == LinePoint(found.on, found.value)
    assert found.short_by == (0 if found.reaches else 100 - found.value)
