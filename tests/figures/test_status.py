"""The rows of the status table, in their order (progress.md 5)."""

import pytest

from tests.figures.ask import DUE, assess_nl, plan_for_nl
from tests.figures.build import Values, baseline, day, framework, indicator, panel, target
from toc.figures.progress import assess_indicator
from toc.model.document import IndicatorDef
from toc.model.terms import Direction, Status

UP = indicator("PRO-S1.1", step="0.01")
DOWN = indicator("PRO-S1.1", step="0.01", direction=Direction.DOWN)


def test_not_applicable_goes_before_everything() -> None:
    document = framework(UP, plan_for_nl(UP, 0, (10, DUE)), not_applicable=[("PRO-S1.1", "NL")])
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
    assert assess_nl(UP, plan_for_nl(UP, 0, (10, DUE)), as_of=as_of).status is status


def test_a_later_horizon_is_not_yet_due_for_years() -> None:
    found = indicator("SYS-L1.1")
    assert assess_nl(found, plan_for_nl(found, 0, (10, "2035-12-31")), as_of="2032-02-29").status is Status.NOT_YET_DUE
    assert assess_nl(found, plan_for_nl(found, 0, (10, "2035-12-31")), as_of="2032-03-01").status is Status.NO_DATA


def test_no_data_goes_before_no_target_and_no_target_before_the_rest() -> None:
    assert assess_nl(UP, (), as_of=DUE).status is Status.NO_DATA
    assert assess_nl(UP, (), {"2026": 5}, as_of="2026-12-31").status is Status.NO_TARGET


@pytest.mark.parametrize(
    ("as_of", "status", "last_known"),
    [("2030-03-01", Status.ON_TRACK, None), ("2030-03-02", Status.NO_DATA, Status.ON_TRACK)],
)
def test_a_value_is_stale_two_intervals_and_the_grace_after_its_date(
    as_of: str, status: Status, last_known: Status | None
) -> None:
    found = indicator("PRO-M1.1", step="0.01")
    facts = (baseline("PRO-M1.1", "NL", 0), target("PRO-M1.1", "NL", 1859, "2030-12-31"))
    result = assess_nl(found, facts, {"2027": 763}, as_of=as_of)
    assert (result.status, result.last_known, result.reporting.stale) == (status, last_known, last_known is not None)
    assert result.progress is not None


def test_the_last_known_status_of_a_stale_value_stands_beside_it_with_its_date() -> None:
    result = assess_nl(UP, plan_for_nl(UP, 0, (763, DUE)), {"2025-12-01 to 2025-12-31": 0}, as_of="2028-12-31")
    assert (result.status, result.status_note) == (Status.NO_DATA, "last known: on track on 2025-12-31")


def test_a_stale_value_before_the_horizon_begins_is_not_yet_due() -> None:
    found = indicator("SYS-L1.1", step="0.01")
    facts = (baseline("SYS-L1.1", "NL", 0), target("SYS-L1.1", "NL", 100, "2035-12-31"))
    assert assess_nl(found, facts, {"2026": 11}, as_of="2030-12-31").status is Status.NOT_YET_DUE
    assert assess_nl(found, facts, {"2026": 11}, as_of="2031-01-01").status is Status.NO_DATA


def test_a_value_that_has_reached_the_targets_date_is_never_stale() -> None:
    facts = plan_for_nl(UP, 0, (10, DUE))
    assert assess_nl(UP, facts, {"2027": 10}, as_of="2040-01-01").status is Status.ACHIEVED
    assert assess_nl(UP, facts, {"2027": 9}, as_of="2040-01-01").status is Status.MISSED


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
    assert assess_nl(found, plan_for_nl(found, 0, (aim, DUE)), {"2026": value}, as_of="2026-12-31").status is status


def test_without_a_baseline_a_target_can_still_be_achieved_or_missed() -> None:
    facts = plan_for_nl(UP, None, (50, DUE))
    assert assess_nl(UP, facts, {"2026": 50}, as_of="2026-12-31").status is Status.ACHIEVED
    assert assess_nl(UP, facts, {"2027": 49}).status is Status.MISSED


def test_a_late_achievement_is_achieved_and_names_both_dates() -> None:
    found = indicator("PRO-S1.1", frequency="semester")
    facts = plan_for_nl(found, 0, (100, DUE))
    values: Values = {"2027-S2": 90, "2028-S1": 100, "2028-S2": 120}
    result = assess_nl(found, facts, values, as_of="2028-12-31")
    assert (result.status, result.status_note) == (Status.ACHIEVED, "reached 2028-06-30, target 2027-12-31")
    assert assess_nl(found, facts, {"2027-S2": 100, "2028-S1": 100}, as_of="2028-06-30").status_note == ""
    assert assess_nl(found, facts, {"2027-S1": 100}, as_of="2028-06-30").status_note == ""


def test_a_target_is_missed_once_the_data_date_has_reached_its_date() -> None:
    facts = plan_for_nl(UP, 0, (100, DUE))
    assert assess_nl(UP, facts, {"2027": 99}).status is Status.MISSED
    assert assess_nl(UP, facts, {"2026": 99}, as_of="2028-02-01").status is Status.AHEAD


def test_a_target_met_on_its_date_and_lost_later_is_regressing_and_not_missed() -> None:
    facts = plan_for_nl(UP, 0, (100, DUE))
    assert assess_nl(UP, facts, {"2027": 100, "2028": 99}, as_of="2028-12-31").status is Status.REGRESSING
    assert assess_nl(UP, facts, {"2026": 100, "2028": 99}, as_of="2028-12-31").status is Status.REGRESSING
    assert assess_nl(UP, facts, {"2027": 98, "2028": 99}, as_of="2028-12-31").status is Status.MISSED


@pytest.mark.parametrize(("value", "status"), [(-10, Status.OFF_TRACK), ("-10.01", Status.REGRESSING)])
def test_a_value_worse_than_the_start_by_more_than_the_tolerance_is_regressing(
    value: int | str, status: Status
) -> None:
    assert assess_nl(UP, plan_for_nl(UP, 0, (100, DUE)), {"2026": value}, as_of="2026-12-31").status is status


def test_an_unmet_target_that_equals_the_baseline_is_missed_only_where_it_was_never_met() -> None:
    facts = plan_for_nl(UP, 80, (80, DUE))
    assert assess_nl(UP, facts, {"2026": 70, "2027": 76}).status is Status.MISSED
    assert assess_nl(UP, facts, {"2026": 76}).status is Status.REGRESSING
    assert assess_nl(UP, facts, {"2028": 76}, as_of="2028-12-31").status is Status.REGRESSING


def test_an_early_report_before_the_horizon_is_never_punished_but_keeps_its_figures() -> None:
    found = indicator("SYS-M1.1", step="0.01")
    facts = plan_for_nl(found, 0, (1859, "2030-12-31"))
    early = assess_nl(found, facts, {"2027": 100}, as_of="2027-12-31")
    assert early.status is Status.NOT_YET_DUE
    assert early.gap is not None and early.gap < 0
    assert assess_nl(found, facts, {"2027": 763}, as_of="2027-12-31").status is Status.ON_TRACK
    assert assess_nl(found, facts, {"2027": "577.1"}, as_of="2027-12-31").status is Status.ON_TRACK
    assert assess_nl(found, facts, {"2027": "577.0"}, as_of="2027-12-31").status is Status.NOT_YET_DUE
    assert assess_nl(found, facts, {"2028": 100}, as_of="2028-12-31").status is Status.OFF_TRACK
    assert assess_nl(found, facts, {"2027": -500}, as_of="2027-12-31").status is Status.REGRESSING


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
    assert assess_nl(UP, plan_for_nl(UP, 0, (763, DUE)), {"2026": value}, as_of="2026-12-31").status is status


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
    assert assess_nl(UP, plan_for_nl(UP, 0, (763, DUE)), {"2026": value}, as_of="2026-12-31").status is status


def test_the_framework_sets_the_tolerance() -> None:
    facts = plan_for_nl(UP, 0, (763, DUE))
    result = assess_nl(UP, facts, {"2026": 321}, as_of="2026-12-31", tolerance_points="10.5")
    assert result.status is Status.ON_TRACK
