"""The expectation line of an indicator (progress.md 4)."""

from datetime import date
from fractions import Fraction

import pytest

from tests.figures.ask import DUE, assess_nl, plan_for_nl
from tests.figures.build import indicator
from toc.model.terms import Direction, Measure

UP = indicator("PRO-S1.1", step="0.01")


def test_the_line_runs_through_baseline_milestones_target_and_follow_on() -> None:
    facts = plan_for_nl(UP, 0, (20, "2026-12-31"), (100, DUE), (200, "2028-12-31"))
    result = assess_nl(UP, facts)
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
    facts = plan_for_nl(UP, 0, (20, "2026-12-31"), (100, DUE), (200, "2028-12-31"))
    result = assess_nl(UP, facts, as_of=as_of)
    assert result.expected == expected
    assert (result.progress, result.expected_progress, result.gap, result.counted_progress) == (None,) * 4


def test_a_milestone_bends_the_expected_progress() -> None:
    result = assess_nl(UP, plan_for_nl(UP, 0, (20, "2026-12-31"), (100, DUE)), {"2026": 20}, as_of="2026-12-31")
    assert (result.progress, result.expected_progress, result.gap) == (Fraction(1, 5), Fraction(1, 5), 0)


def test_after_the_targets_date_the_expected_progress_is_1_whatever_follows_on() -> None:
    facts = plan_for_nl(UP, 0, (100, DUE), (200, "2028-12-31"))
    result = assess_nl(UP, facts, {"2028": 150}, as_of="2028-12-31")
    assert (result.expected, result.expected_progress, result.gap) == (200, 1, Fraction(1, 2))


def test_pace_is_judged_at_the_data_date_and_not_at_the_date_looked_at() -> None:
    facts = plan_for_nl(UP, 0, (763, DUE))
    then = assess_nl(UP, facts, {"2026": 398}, as_of="2026-12-31")
    later = assess_nl(UP, facts, {"2026": 398}, as_of="2027-11-30")
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
    result = assess_nl(found, plan_for_nl(found, start, (aim, DUE)), as_of="2026-12-31")
    assert result.expected == expected


def test_only_scale_and_count_have_a_step_of_their_own() -> None:
    found = indicator("PRO-S1.1", measure=Measure.NUMBER)
    assert assess_nl(found, plan_for_nl(found, 2, (3, DUE)), as_of="2026-12-31").expected == 2 + Fraction(398, 763)
    stepped = indicator("PRO-S1.1", measure=Measure.NUMBER, step="0.5")
    assert assess_nl(stepped, plan_for_nl(stepped, 2, (3, DUE)), as_of="2026-12-31").expected == Fraction("2.5")


def test_the_tolerance_decides_which_steps_are_coarse() -> None:
    found = indicator("PRO-S1.1")
    facts = plan_for_nl(found, 0, (4, DUE))
    assert assess_nl(found, facts, as_of="2026-12-31", tolerance_points=25).expected == Fraction(4 * 398, 763)
    assert assess_nl(found, facts, as_of="2026-12-31", tolerance_points=24).expected == 2


def test_steps_are_counted_from_the_baseline_and_the_target_is_expected_in_full_on_its_date() -> None:
    found = indicator("PRO-S1.1")
    facts = plan_for_nl(found, "0.5", ("3.25", DUE))
    assert assess_nl(found, facts, as_of="2026-12-31").expected == Fraction("1.5")
    assert assess_nl(found, facts, as_of=DUE).expected == Fraction("3.25")
    assert assess_nl(found, facts, as_of="2029-12-31").expected == Fraction("3.25")
