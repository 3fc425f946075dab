"""Expectation, progress and status of an indicator for a country (progress.md 2, 4 and 5)."""

from datetime import date
from fractions import Fraction

import pytest

from tests.figures.build import (
    Values,
    baseline,
    day,
    flow,
    framework,
    indicator,
    observation,
    panel,
    percent,
    points,
    scale,
    target,
)
from toc.errors import Invalid, NotFound
from toc.figures.progress import assess_indicator
from toc.figures.results import IndicatorResult
from toc.model.document import FactDef, IndicatorDef
from toc.model.terms import Direction, EvidenceGrade, Measure, Status

UP = indicator("PRO-S1.1", step="0.01")
DOWN = indicator("PRO-S1.1", step="0.01", direction=Direction.DOWN)
HOLD = indicator("PRO-S1.1", step="0.01", direction=Direction.HOLD)
DUE = "2027-12-31"


def _assess(
    found: IndicatorDef,
    facts: tuple[FactDef, ...] = (),
    values: Values | None = None,
    as_of: str = DUE,
    **changes: object,
) -> IndicatorResult:
    document = framework(found, facts, **changes)
    measured = {(found.code, "NL"): values} if values else {}
    return assess_indicator(panel(document, measured), found.code, "NL", day(as_of))


def _plan(found: IndicatorDef, start: int | str | None, *aims: tuple[int | str, str]) -> tuple[FactDef, ...]:
    first = () if start is None else (baseline(found.code, "NL", start),)
    return (*first, *(target(found.code, "NL", value, on) for value, on in aims))


def _band(low: int, high: int, on: str = DUE) -> FactDef:
    return target("PRO-S1.1", "NL", low, on, value_to=high)


# the target in force


def test_the_target_in_force_is_the_last_within_the_horizon_and_earlier_ones_are_milestones() -> None:
    facts = _plan(UP, 0, (20, "2026-12-31"), (50, "2027-06-30"), (100, DUE), (200, "2028-12-31"))
    result = _assess(UP, facts, {"2026": 30}, as_of="2026-12-31")
    assert (result.target, result.target_on, result.target_basis) == (100, day(DUE), "own")
    assert [(found.value, found.met, found.follow_on) for found in result.milestones] == [
        (20, True, False),
        (50, None, False),
        (200, None, True),
    ]


def test_the_target_in_force_does_not_depend_on_the_date_looked_at() -> None:
    facts = _plan(UP, 0, (20, "2026-12-31"), (100, DUE))
    assert _assess(UP, facts, as_of="2026-01-31").target == 100


def test_a_milestone_is_not_met_by_less_and_unknown_where_nothing_was_measured_by_then() -> None:
    facts = _plan(UP, 0, (20, "2026-12-31"), (100, DUE))
    short = _assess(UP, facts, {"2026": 19})
    assert [found.met for found in short.milestones] == [False]
    late = _assess(UP, facts, {"2027": 90})
    assert [found.met for found in late.milestones] == [None]


def test_a_target_on_the_horizons_last_day_is_inside_it_and_one_the_day_after_follows_on() -> None:
    assert _assess(UP, _plan(UP, 0, (9, "2027-12-31"))).target == 9
    after = _assess(UP, _plan(UP, 0, (9, "2028-01-01")))
    assert after.target is None
    assert [found.follow_on for found in after.milestones] == [True]


def test_a_horizon_without_an_end_takes_any_later_target_and_earlier_ones_are_milestones() -> None:
    resources = indicator("PRO-L2.1")
    facts = (target("PRO-L2.1", "NL", 250, "2026-06-30"),)
    without = _assess(resources, facts, {"2026": 300}, as_of="2026-12-31")
    assert (without.target, without.status) == (None, Status.NO_TARGET)
    assert [(found.value, found.follow_on) for found in without.milestones] == [(250, False)]
    within = _assess(resources, (*facts, target("PRO-L2.1", "NL", 400, "2044-12-31")))
    assert within.target == 400


def test_a_target_before_the_horizon_is_a_milestone_and_gives_no_status() -> None:
    found = indicator("SYS-M1.1", step="0.01")
    result = _assess(found, _plan(found, 0, (10, "2027-12-31")), {"2026": 10}, as_of="2026-12-31")
    assert (result.target, result.status) == (None, Status.NO_TARGET)


# the expectation line


def test_the_line_runs_through_baseline_milestones_target_and_follow_on() -> None:
    facts = _plan(UP, 0, (20, "2026-12-31"), (100, DUE), (200, "2028-12-31"))
    result = _assess(UP, facts)
    assert [(point.on, point.value) for point in result.line] == [
        (date(2025, 11, 28), 0),
        (date(2026, 12, 31), 20),
        (date(2027, 12, 31), 100),
        (date(2028, 12, 31), 200),
    ]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2025-11-01", 0),
        ("2025-11-28", 0),
        ("2026-12-31", 20),
        ("2027-12-31", 100),
        ("2028-07-01", Fraction(100) + Fraction(100 * 183, 366)),
        ("2028-12-31", 200),
        ("2030-01-01", 200),
    ],
)
def test_without_a_later_value_the_expectation_is_that_of_the_date_and_there_is_no_gap(
    as_of: str, expected: Fraction
) -> None:
    facts = _plan(UP, 0, (20, "2026-12-31"), (100, DUE), (200, "2028-12-31"))
    result = _assess(UP, facts, as_of=as_of)
    assert result.expected == expected
    assert (result.progress, result.expected_progress, result.gap, result.counted_progress) == (None,) * 4


def test_a_milestone_bends_the_expected_progress() -> None:
    result = _assess(UP, _plan(UP, 0, (20, "2026-12-31"), (100, DUE)), {"2026": 20}, as_of="2026-12-31")
    assert (result.progress, result.expected_progress, result.gap) == (Fraction(1, 5), Fraction(1, 5), 0)


def test_after_the_targets_date_the_expected_progress_is_1_whatever_follows_on() -> None:
    facts = _plan(UP, 0, (100, DUE), (200, "2028-12-31"))
    result = _assess(UP, facts, {"2028": 150}, as_of="2028-12-31")
    assert (result.expected, result.expected_progress, result.gap) == (200, 1, Fraction(1, 2))


def test_pace_is_judged_at_the_data_date_and_not_at_the_date_looked_at() -> None:
    facts = _plan(UP, 0, (763, DUE))
    then = _assess(UP, facts, {"2026": 398}, as_of="2026-12-31")
    later = _assess(UP, facts, {"2026": 398}, as_of="2027-11-30")
    assert (then.gap, later.gap) == (0, 0)
    assert later.expected == 398


@pytest.mark.parametrize(
    ("start", "aim", "expected"),
    [(2, 3, 2), (1, 4, 2), (3, 2, 3), (4, 1, 3), (0, 9, 4), (0, 10, Fraction(3980, 763))],
    ids=["up by 1", "up by 3", "down by 1", "down by 3", "nine steps", "ten steps"],
)
def test_coarse_steps_round_the_expectation_towards_the_baseline(
    start: int, aim: int, expected: int | Fraction
) -> None:
    found = indicator("PRO-S1.1", direction=Direction.UP if aim > start else Direction.DOWN)
    result = _assess(found, _plan(found, start, (aim, DUE)), as_of="2026-12-31")
    assert result.expected == expected


def test_only_scale_and_count_have_a_step_of_their_own() -> None:
    found = indicator("PRO-S1.1", measure=Measure.NUMBER)
    assert _assess(found, _plan(found, 2, (3, DUE)), as_of="2026-12-31").expected == 2 + Fraction(398, 763)
    stepped = indicator("PRO-S1.1", measure=Measure.NUMBER, step="0.5")
    assert _assess(stepped, _plan(stepped, 2, (3, DUE)), as_of="2026-12-31").expected == Fraction("2.5")


def test_the_tolerance_decides_which_steps_are_coarse() -> None:
    found = indicator("PRO-S1.1")
    facts = _plan(found, 0, (4, DUE))
    assert _assess(found, facts, as_of="2026-12-31", tolerance_points=25).expected == Fraction(4 * 398, 763)
    assert _assess(found, facts, as_of="2026-12-31", tolerance_points=24).expected == 2


def test_steps_are_counted_from_the_baseline_and_the_target_is_expected_in_full_on_its_date() -> None:
    found = indicator("PRO-S1.1")
    facts = _plan(found, "0.5", ("3.25", DUE))
    assert _assess(found, facts, as_of="2026-12-31").expected == Fraction("1.5")
    assert _assess(found, facts, as_of=DUE).expected == Fraction("3.25")
    assert _assess(found, facts, as_of="2029-12-31").expected == Fraction("3.25")


# progress


@pytest.mark.parametrize(
    ("found", "start", "aim", "value", "progress"),
    [
        (UP, 10, 20, 15, "50.00"),
        (UP, 10, 20, 33, "230.00"),
        (UP, 10, 20, 5, "-50.00"),
        (DOWN, 18, 9, "13.5", "50.00"),
        (DOWN, 18, 9, 8, "111.11"),
        (DOWN, 18, 9, 20, "-22.22"),
    ],
)
def test_progress_is_the_share_of_the_way_from_baseline_to_target_and_never_clipped(
    found: IndicatorDef, start: int, aim: int, value: int | str, progress: str
) -> None:
    result = _assess(found, _plan(found, start, (aim, DUE)), {"2026": value}, as_of="2026-12-31")
    assert points(result.progress) == progress
    assert result.counted_progress is not None and 0 <= result.counted_progress <= 1


def test_no_progress_is_0_and_never_minus_0() -> None:
    result = _assess(DOWN, _plan(DOWN, 18, (9, DUE)), {"2026": 18}, as_of="2026-12-31")
    assert result.progress == 0
    assert points(result.progress) == "0.00"
    assert points(-Fraction(result.progress or 0)) == "0.00"


def test_the_baseline_alone_gives_no_progress_no_gap_and_no_interval() -> None:
    found = percent("PRO-S1.3")
    start = baseline("PRO-S1.3", "NL", "45/52", evidence_grade=EvidenceGrade.SURVEY)
    result = _assess(found, (start, target("PRO-S1.3", "NL", 95, DUE)), as_of="2026-12-31")
    assert result.value.basis == "baseline"
    assert (result.progress, result.gap, result.interval) == (None, None, None)


def test_a_met_target_that_equals_the_baseline_is_progress_1_and_an_unmet_one_is_empty_and_0_in_roll_ups() -> None:
    facts = _plan(UP, 80, (80, DUE))
    met = _assess(UP, facts, {"2026": 85}, as_of="2026-12-31")
    assert (met.progress, met.expected_progress, met.gap, met.status) == (1, 1, 0, Status.ACHIEVED)
    unmet = _assess(UP, facts, {"2026": 76}, as_of="2026-12-31")
    assert (unmet.progress, unmet.gap, unmet.counted_progress, unmet.status) == (None, None, 0, Status.REGRESSING)


def test_without_a_baseline_there_is_a_share_of_the_target_and_no_progress() -> None:
    result = _assess(UP, _plan(UP, None, (50, DUE)), {"2026": 20}, as_of="2026-12-31")
    assert (result.progress, result.expected, result.gap) == (None, None, None)
    assert result.share_of_target == Fraction(2, 5)
    assert "No baseline: the value is given as a share of the target, which is not progress." in result.notes
    assert result.status is Status.NO_BASELINE


def test_a_share_of_a_target_of_0_is_not_given() -> None:
    result = _assess(DOWN, _plan(DOWN, None, (0, DUE)), {"2026": 20}, as_of="2026-12-31")
    assert (result.share_of_target, result.status) == (None, Status.NO_BASELINE)


def test_a_flow_without_a_baseline_has_progress_from_the_assumed_0() -> None:
    found = flow("LRN-S1.1")
    result = _assess(found, _plan(found, None, (100, DUE)), {"2026-S1": 30, "2026-S2": 20}, as_of="2026-12-31")
    assert (result.progress, result.baseline_assumed) == (Fraction(1, 2), True)


def test_a_partial_sum_of_states_has_no_progress() -> None:
    document = framework(UP, _plan(UP, 10, (20, DUE)), assignments={("PRO-S1.1", "NL"): ("HKU", "ECBN")})
    half = assess_indicator(panel(document, {("PRO-S1.1", "NL", "HKU"): {"2026": 25}}), "PRO-S1.1", "NL", day(DUE))
    assert (half.progress, half.matched, half.status) == (None, None, Status.NOT_ENOUGH_DATA)
    assert half.value.quantity is not None and half.value.quantity.value == 25


# hold


@pytest.mark.parametrize(
    ("value", "progress", "status"), [(5, 1, Status.ON_TRACK), (10, 1, Status.ON_TRACK), (11, 0, Status.OFF_TRACK)]
)
def test_hold_is_1_inside_the_band_and_0_outside_and_expects_1(value: int, progress: int, status: Status) -> None:
    result = _assess(HOLD, (baseline("PRO-S1.1", "NL", 7), _band(5, 10)), {"2026": value}, as_of="2026-12-31")
    assert (result.progress, result.expected_progress, result.status) == (progress, 1, status)
    assert (result.target, result.target_to, result.expected, result.line) == (5, 10, None, ())


def test_hold_needs_no_baseline() -> None:
    result = _assess(HOLD, (_band(5, 10),), {"2026": 7}, as_of="2026-12-31")
    assert (result.progress, result.status) == (1, Status.ON_TRACK)


def test_hold_is_achieved_only_on_or_after_the_targets_date() -> None:
    facts = (baseline("PRO-S1.1", "NL", 7), _band(5, 10))
    assert _assess(HOLD, facts, {"2026": 7}).status is Status.ON_TRACK
    assert _assess(HOLD, facts, {"2027": 7}).status is Status.ACHIEVED
    assert _assess(HOLD, facts, {"2027": 11}).status is Status.MISSED
    assert _assess(HOLD, facts, {"2027": 7, "2028": 11}, as_of="2028-12-31").status is Status.REGRESSING


# the rows of the status table, in order


def test_not_applicable_goes_before_everything() -> None:
    document = framework(UP, _plan(UP, 0, (10, DUE)), not_applicable=[("PRO-S1.1", "NL")])
    result = assess_indicator(panel(document, {("PRO-S1.1", "NL"): {"2026": 10}}), "PRO-S1.1", "NL", day(DUE))
    assert (result.status, result.status_note) == (Status.NOT_APPLICABLE, "No such thing there.")
    assert (result.value.quantity, result.target, result.progress) == (None, None, None)
    assert result.reporting.owed == ()


@pytest.mark.parametrize(
    ("as_of", "status"),
    [("2025-11-01", Status.NOT_YET_DUE), ("2027-03-01", Status.NOT_YET_DUE), ("2027-03-02", Status.NO_DATA)],
)
def test_without_a_value_it_is_not_yet_due_up_to_the_first_due_date_and_then_no_data(
    as_of: str, status: Status
) -> None:
    assert _assess(UP, _plan(UP, 0, (10, DUE)), as_of=as_of).status is status


def test_a_later_horizon_is_not_yet_due_for_years() -> None:
    found = indicator("SYS-L1.1")
    assert _assess(found, _plan(found, 0, (10, "2035-12-31")), as_of="2032-02-29").status is Status.NOT_YET_DUE
    assert _assess(found, _plan(found, 0, (10, "2035-12-31")), as_of="2032-03-01").status is Status.NO_DATA


def test_no_data_goes_before_no_target_and_no_target_before_the_rest() -> None:
    assert _assess(UP, (), as_of=DUE).status is Status.NO_DATA
    assert _assess(UP, (), {"2026": 5}, as_of="2026-12-31").status is Status.NO_TARGET


@pytest.mark.parametrize(
    ("as_of", "status", "last_known"),
    [("2030-03-01", Status.ON_TRACK, None), ("2030-03-02", Status.NO_DATA, Status.ON_TRACK)],
)
def test_a_value_is_stale_two_intervals_and_the_grace_after_its_date(
    as_of: str, status: Status, last_known: Status | None
) -> None:
    found = indicator("PRO-M1.1", step="0.01")
    facts = (baseline("PRO-M1.1", "NL", 0), target("PRO-M1.1", "NL", 1859, "2030-12-31"))
    result = _assess(found, facts, {"2027": 763}, as_of=as_of)
    assert (result.status, result.last_known, result.reporting.stale) == (status, last_known, last_known is not None)
    assert result.progress is not None


def test_the_last_known_status_of_a_stale_value_stands_beside_it_with_its_date() -> None:
    result = _assess(UP, _plan(UP, 0, (763, DUE)), {"2025-12-01 to 2025-12-31": 0}, as_of="2028-12-31")
    assert (result.status, result.status_note) == (Status.NO_DATA, "last known: on track on 2025-12-31")


def test_a_stale_value_before_the_horizon_begins_is_not_yet_due() -> None:
    found = indicator("SYS-L1.1", step="0.01")
    facts = (baseline("SYS-L1.1", "NL", 0), target("SYS-L1.1", "NL", 100, "2035-12-31"))
    assert _assess(found, facts, {"2026": 11}, as_of="2030-12-31").status is Status.NOT_YET_DUE
    assert _assess(found, facts, {"2026": 11}, as_of="2031-01-01").status is Status.NO_DATA


def test_a_value_that_has_reached_the_targets_date_is_never_stale() -> None:
    facts = _plan(UP, 0, (10, DUE))
    assert _assess(UP, facts, {"2027": 10}, as_of="2040-01-01").status is Status.ACHIEVED
    assert _assess(UP, facts, {"2027": 9}, as_of="2040-01-01").status is Status.MISSED


@pytest.mark.parametrize(
    ("found", "aim", "value", "status"),
    [
        (UP, 100, 100, Status.ACHIEVED),
        (UP, 100, "99.999999999999999999", Status.AHEAD),
        (DOWN, -100, -100, Status.ACHIEVED),
        (DOWN, -100, "-99.999999999999999999", Status.AHEAD),
    ],
)
def test_a_target_is_achieved_exactly_and_before_its_date_too(
    found: IndicatorDef, aim: int, value: int | str, status: Status
) -> None:
    assert _assess(found, _plan(found, 0, (aim, DUE)), {"2026": value}, as_of="2026-12-31").status is status


def test_without_a_baseline_a_target_can_still_be_achieved_or_missed() -> None:
    facts = _plan(UP, None, (50, DUE))
    assert _assess(UP, facts, {"2026": 50}, as_of="2026-12-31").status is Status.ACHIEVED
    assert _assess(UP, facts, {"2027": 49}).status is Status.MISSED


def test_a_late_achievement_is_achieved_and_names_both_dates() -> None:
    found = indicator("PRO-S1.1", frequency="semester")
    facts = _plan(found, 0, (100, DUE))
    values: Values = {"2027-S2": 90, "2028-S1": 100, "2028-S2": 120}
    result = _assess(found, facts, values, as_of="2028-12-31")
    assert (result.status, result.status_note) == (Status.ACHIEVED, "reached 2028-06-30, target 2027-12-31")
    assert _assess(found, facts, {"2027-S2": 100, "2028-S1": 100}, as_of="2028-06-30").status_note == ""
    assert _assess(found, facts, {"2027-S1": 100}, as_of="2028-06-30").status_note == ""


def test_a_target_is_missed_once_the_data_date_has_reached_its_date() -> None:
    facts = _plan(UP, 0, (100, DUE))
    assert _assess(UP, facts, {"2027": 99}).status is Status.MISSED
    assert _assess(UP, facts, {"2026": 99}, as_of="2028-02-01").status is Status.AHEAD


def test_a_target_met_on_its_date_and_lost_later_is_regressing_and_not_missed() -> None:
    facts = _plan(UP, 0, (100, DUE))
    assert _assess(UP, facts, {"2027": 100, "2028": 99}, as_of="2028-12-31").status is Status.REGRESSING
    assert _assess(UP, facts, {"2026": 100, "2028": 99}, as_of="2028-12-31").status is Status.REGRESSING
    assert _assess(UP, facts, {"2027": 98, "2028": 99}, as_of="2028-12-31").status is Status.MISSED


@pytest.mark.parametrize(("value", "status"), [(-10, Status.OFF_TRACK), ("-10.01", Status.REGRESSING)])
def test_a_value_worse_than_the_start_by_more_than_the_tolerance_is_regressing(
    value: int | str, status: Status
) -> None:
    assert _assess(UP, _plan(UP, 0, (100, DUE)), {"2026": value}, as_of="2026-12-31").status is status


def test_an_unmet_target_that_equals_the_baseline_is_missed_only_where_it_was_never_met() -> None:
    facts = _plan(UP, 80, (80, DUE))
    assert _assess(UP, facts, {"2026": 70, "2027": 76}).status is Status.MISSED
    assert _assess(UP, facts, {"2026": 76}).status is Status.REGRESSING
    assert _assess(UP, facts, {"2028": 76}, as_of="2028-12-31").status is Status.REGRESSING


def test_an_early_report_before_the_horizon_is_never_punished_but_keeps_its_figures() -> None:
    found = indicator("SYS-M1.1", step="0.01")
    facts = _plan(found, 0, (1859, "2030-12-31"))
    early = _assess(found, facts, {"2027": 100}, as_of="2027-12-31")
    assert early.status is Status.NOT_YET_DUE
    assert early.gap is not None and early.gap < 0
    assert _assess(found, facts, {"2027": 763}, as_of="2027-12-31").status is Status.ON_TRACK
    assert _assess(found, facts, {"2028": 100}, as_of="2028-12-31").status is Status.OFF_TRACK
    assert _assess(found, facts, {"2027": -500}, as_of="2027-12-31").status is Status.REGRESSING


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (474, Status.ON_TRACK),
        (475, Status.AHEAD),
        (322, Status.ON_TRACK),
        (321, Status.AT_RISK),
        (246, Status.AT_RISK),
        (245, Status.OFF_TRACK),
    ],
)
def test_the_gap_gives_the_status_within_and_beyond_the_tolerance(value: int, status: Status) -> None:
    assert _assess(UP, _plan(UP, 0, (763, DUE)), {"2026": value}, as_of="2026-12-31").status is status


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("474.3", Status.ON_TRACK),
        ("474.3000000000000000001", Status.AHEAD),
        ("321.7", Status.ON_TRACK),
        ("321.6999999999999999999", Status.AT_RISK),
        ("245.4", Status.AT_RISK),
        ("245.3999999999999999999", Status.OFF_TRACK),
    ],
)
def test_thresholds_compare_exact_fractions(value: str, status: Status) -> None:
    assert _assess(UP, _plan(UP, 0, (763, DUE)), {"2026": value}, as_of="2026-12-31").status is status


def test_the_framework_sets_the_tolerance() -> None:
    facts = _plan(UP, 0, (763, DUE))
    result = _assess(UP, facts, {"2026": 321}, as_of="2026-12-31", tolerance_points="10.5")
    assert result.status is Status.ON_TRACK


# what else a result says


def test_a_result_carries_the_baselines_facts() -> None:
    facts = (baseline("SYS-M1.1", "NL", "10.5/11", source="Table 4"),)
    result = _assess(percent("SYS-M1.1"), facts, as_of="2026-01-31")
    assert result.baseline is not None and result.baseline.numerator == Fraction("10.5")
    assert (result.baseline_on, result.baseline_source, result.baseline_assumed) == (
        date(2025, 11, 28),
        "Table 4",
        False,
    )


def test_a_target_of_0_is_a_target() -> None:
    result = _assess(DOWN, _plan(DOWN, 12, (0, DUE)), {"2026": 3}, as_of="2026-12-31")
    assert (result.target, points(result.progress)) == (0, "75.00")


def test_a_result_is_invented_when_its_target_is() -> None:
    facts = (baseline("PRO-S1.1", "NL", 0), target("PRO-S1.1", "NL", 10, DUE, invented=True))
    assert _assess(UP, facts).invented
    assert not _assess(UP, _plan(UP, 0, (10, DUE))).invented


def test_an_expectation_inside_a_surveys_interval_is_within_its_margin() -> None:
    found = percent("PRO-S1.3")
    facts = (baseline("PRO-S1.3", "NL", 60), target("PRO-S1.3", "NL", 90, DUE))
    survey = observation("2026", "37/52", evidence_grade=EvidenceGrade.SURVEY)
    inside = _assess(found, facts, {"2026": survey}, as_of="2026-12-31")
    assert inside.interval is not None and inside.interval.wide
    assert inside.status_note == "within the survey's margin"
    far = observation("2026", "10/52", evidence_grade=EvidenceGrade.SURVEY)
    assert _assess(found, facts, {"2026": far}, as_of="2026-12-31").status_note == ""
    counted = observation("2026", "37/52", evidence_grade=EvidenceGrade.REGISTER)
    assert _assess(found, facts, {"2026": counted}, as_of="2026-12-31").interval is None


def test_a_scale_rounds_its_expectation_before_it_is_compared() -> None:
    found = scale("SYS-S1.1")
    result = _assess(found, _plan(found, 1, (4, DUE)), {"2026": 2}, as_of="2026-12-31")
    assert (result.expected, result.gap, result.status) == (2, 0, Status.ON_TRACK)


def test_unknown_indicators_and_countries_are_refused() -> None:
    document = framework((UP, scale("INS-L1.1", scope="consortium")))
    with pytest.raises(NotFound):
        assess_indicator(panel(document), "X", "NL", day(DUE))
    with pytest.raises(NotFound):
        assess_indicator(panel(document), "PRO-S1.1", "XX", day(DUE))
    with pytest.raises(Invalid):
        assess_indicator(panel(document), "INS-L1.1", "NL", day(DUE))
