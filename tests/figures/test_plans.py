"""Which target is in force, and what the others are (progress.md 2)."""

from tests.figures.ask import DUE, assess_nl, plan_for_nl
from tests.figures.build import day, indicator, target
from toc.model.terms import Status

UP = indicator("PRO-S1.1", step="0.01")


def test_the_target_in_force_is_the_last_within_the_horizon_and_earlier_ones_are_milestones() -> None:
    facts = plan_for_nl(UP, 0, (20, "2026-12-31"), (50, "2027-06-30"), (100, DUE), (200, "2028-12-31"))
    result = assess_nl(UP, facts, {"2026": 30}, as_of="2026-12-31")
    assert (result.target, result.target_on, result.target_basis) == (100, day(DUE), "own")
    assert [(found.value, found.met, found.follow_on) for found in result.milestones] == [
        (20, True, False),
        (50, None, False),
        (200, None, True),
    ]


def test_the_target_in_force_does_not_depend_on_the_date_looked_at() -> None:
    facts = plan_for_nl(UP, 0, (20, "2026-12-31"), (100, DUE))
    assert assess_nl(UP, facts, as_of="2026-01-31").target == 100


def test_a_milestone_is_not_met_by_less_and_unknown_where_nothing_was_measured_by_then() -> None:
    facts = plan_for_nl(UP, 0, (20, "2026-12-31"), (100, DUE))
    short = assess_nl(UP, facts, {"2026": 19})
    assert [found.met for found in short.milestones] == [False]
    late = assess_nl(UP, facts, {"2027": 90})
    assert [found.met for found in late.milestones] == [None]


def test_a_target_on_the_horizons_last_day_is_inside_it_and_one_the_day_after_follows_on() -> None:
    assert assess_nl(UP, plan_for_nl(UP, 0, (9, "2027-12-31"))).target == 9
    after = assess_nl(UP, plan_for_nl(UP, 0, (9, "2028-01-01")))
    assert after.target is None
    assert [found.follow_on for found in after.milestones] == [True]


def test_a_target_on_the_horizons_first_day_is_inside_it() -> None:
    found = indicator("SYS-M1.1", step="0.01")
    assert assess_nl(found, plan_for_nl(found, 0, (10, "2028-01-01"))).target == 10
    assert assess_nl(found, plan_for_nl(found, 0, (10, "2027-12-31"))).target is None


def test_a_horizon_without_an_end_takes_any_later_target_and_earlier_ones_are_milestones() -> None:
    resources = indicator("PRO-L2.1")
    facts = (target("PRO-L2.1", "NL", 250, "2026-06-30"),)
    without = assess_nl(resources, facts, {"2026": 300}, as_of="2026-12-31")
    assert (without.target, without.status) == (None, Status.NO_TARGET)
    assert [(found.value, found.follow_on) for found in without.milestones] == [(250, False)]
    within = assess_nl(resources, (*facts, target("PRO-L2.1", "NL", 400, "2044-12-31")))
    assert within.target == 400


def test_a_target_before_the_horizon_is_a_milestone_and_gives_no_status() -> None:
    found = indicator("SYS-M1.1", step="0.01")
    result = assess_nl(found, plan_for_nl(found, 0, (10, "2027-12-31")), {"2026": 10}, as_of="2026-12-31")
    assert (result.target, result.status) == (None, Status.NO_TARGET)
