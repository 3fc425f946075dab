"""The value of an indicator for a country with one organisation (progress.md 2 and 3)."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.figures.ask import (
    number,
    shared_value,
    value_in_nl,
)
from tests.figures.build import (
    Values,
    baseline,
    day,
    flow,
    indicator,
    observation,
    percent,
)
from toc.model.document import IndicatorDef
from toc.model.terms import Measure, OverTime

FLOW = flow("LRN-S1.1")
STATE = indicator("PRO-S1.1", frequency="semester")
RUNNING = indicator("PRO-S1.1", over_time=OverTime.RUNNING, frequency="semester")


def test_a_flow_is_the_baseline_and_the_periods_that_begin_after_it_and_end_by_the_date() -> None:
    values = {"2026-S1": 52, "2026-S2": 61, "2027-S1": 1000}
    result = value_in_nl(FLOW, values, facts=(baseline("LRN-S1.1", "NL", 64),))
    assert number(result) == 177
    assert (result.basis, result.data_on, result.parts_present, result.parts_expected) == (
        "measured",
        day("2026-12-31"),
        1,
        1,
    )
    assert not result.at_least and not result.baseline_assumed


def test_a_flow_without_a_baseline_counts_from_0_and_says_so() -> None:
    result = value_in_nl(FLOW, {"2026-S1": 52})
    assert number(result) == 52
    assert result.baseline_assumed
    assert "No baseline is given: counted from 0 (baseline assumed 0)." in result.notes


def test_a_flow_with_neither_baseline_nor_measurement_has_no_value() -> None:
    result = value_in_nl(FLOW, {})
    assert (result.quantity, result.basis, result.data_on) == (None, None, None)
    assert not result.baseline_assumed


def test_a_flow_period_up_to_the_baseline_date_is_history_and_not_counted() -> None:
    result = value_in_nl(FLOW, {"2025-S1": 500, "2026-S1": 52}, facts=(baseline("LRN-S1.1", "NL", 64),))
    assert number(result) == 116
    assert result.notes == ()


def test_a_flow_period_that_straddles_the_baseline_date_is_kept_but_not_counted_and_marked() -> None:
    result = value_in_nl(FLOW, {"2025-S2": 30, "2026-S1": 52}, facts=(baseline("LRN-S1.1", "NL", 64),))
    assert number(result) == 116
    assert result.notes == ("HKU 2025-S2 overlaps the baseline: give the part after it as its own period.",)


@pytest.mark.parametrize("found", [FLOW, STATE], ids=["flow", "point"])
def test_a_period_that_ends_on_the_baseline_date_is_history(found: IndicatorDef) -> None:
    facts = (baseline(found.code, "NL", 64),)
    result = value_in_nl(found, {"2025-10-01 to 2025-11-28": 3}, facts=facts)
    assert (number(result), result.basis, result.notes) == (64, "baseline", ())


def test_the_part_after_the_baseline_given_as_its_own_period_counts() -> None:
    result = value_in_nl(FLOW, {"2025-11-29 to 2025-12-31": 3, "2026-S1": 52}, facts=(baseline("LRN-S1.1", "NL", 64),))
    assert number(result) == 119


def test_a_flow_period_that_begins_on_the_baseline_date_straddles_it() -> None:
    result = value_in_nl(FLOW, {"2025-11-28 to 2025-12-31": 3}, facts=(baseline("LRN-S1.1", "NL", 64),))
    assert (number(result), result.basis) == (64, "baseline")
    assert "overlaps the baseline" in result.notes[0]


def test_a_straddling_period_that_ends_after_the_date_is_not_mentioned_yet() -> None:
    result = value_in_nl(FLOW, {"2025-S2": 30}, as_of="2025-12-01", facts=(baseline("LRN-S1.1", "NL", 64),))
    assert result.notes == ()


def test_a_missing_expected_period_before_the_data_date_makes_a_flow_a_lower_bound() -> None:
    result = value_in_nl(FLOW, {"2026-S2": 61, "2027-S2": 5}, as_of="2028-06-30")
    assert number(result) == 66
    assert result.at_least
    assert result.missing_periods == ("2026-S1", "2027-S1")
    assert "At least: missing 2026-S1, 2027-S1." in result.notes


def test_periods_after_the_data_date_are_not_missing_from_it() -> None:
    assert not value_in_nl(FLOW, {"2026-S1": 52}, as_of="2027-12-31").at_least


def test_shorter_and_longer_periods_cover_the_expected_ones() -> None:
    assert not value_in_nl(FLOW, {"2026-Q1": 1, "2026-Q2": 2, "2026-S2": 3}).at_least
    assert not value_in_nl(FLOW, {"2026": 6}).at_least
    half = value_in_nl(FLOW, {"2026-Q2": 2, "2026-S2": 3})
    assert half.missing_periods == ("2026-S1",)


def test_a_flow_before_its_horizon_expects_nothing_and_misses_nothing() -> None:
    later_flow = flow("INS-M1.1")
    assert not value_in_nl(later_flow, {"2027-S2": 3}, as_of="2027-12-31").at_least


def test_a_straddling_period_does_not_fill_the_expected_period_it_reaches_into() -> None:
    result = value_in_nl(FLOW, {"2025-07-01 to 2026-06-30": 30, "2026-S2": 5})
    assert result.missing_periods == ("2026-S1",)


def test_nothing_to_report_is_0_for_a_flow() -> None:
    result = value_in_nl(FLOW, {"2026-S1": 52, "2026-S2": None}, facts=(baseline("LRN-S1.1", "NL", 64),))
    assert (number(result), result.data_on, result.at_least) == (116, day("2026-12-31"), False)


def test_a_flow_with_only_nothing_to_report_is_measured() -> None:
    result = value_in_nl(FLOW, {"2026-S1": None})
    assert (number(result), result.basis, result.data_on) == (0, "measured", day("2026-06-30"))


def test_a_correction_of_an_amount_may_be_negative_and_exact() -> None:
    money = flow("FIN-S1.1", measure=Measure.AMOUNT, unit="EUR")
    result = value_in_nl(money, {"2026-S1": "0.1", "2026-S2": "-0.3"}, facts=(baseline("FIN-S1.1", "NL", "0.2"),))
    assert number(result) == 0


@pytest.mark.parametrize("found", [STATE, RUNNING], ids=["point", "running"])
def test_a_state_or_running_total_is_the_latest_period_and_never_added_up(found: IndicatorDef) -> None:
    result = value_in_nl(found, {"2026-S1": 5, "2026-S2": 7, "2027-S1": 99})
    assert (number(result), result.data_on) == (7, day("2026-12-31"))


def test_a_state_whose_period_straddles_the_baseline_date_counts() -> None:
    result = value_in_nl(STATE, {"2025-S2": 5}, facts=(baseline("PRO-S1.1", "NL", 4),))
    assert (number(result), result.basis, result.data_on) == (5, "measured", day("2025-12-31"))


def test_a_state_up_to_the_baseline_date_is_history_and_never_the_value() -> None:
    result = value_in_nl(STATE, {"2024": 90, "2025-S1": 91})
    assert (result.quantity, result.data_on) == (None, None)


def test_with_nothing_measured_the_value_is_the_baseline_with_its_two_numbers() -> None:
    result = value_in_nl(percent("SYS-M1.1"), {}, facts=(baseline("SYS-M1.1", "NL", "10.5/11"),))
    assert result.quantity is not None
    assert (result.quantity.numerator, result.quantity.denominator) == (Fraction("10.5"), 11)
    assert (result.basis, result.data_on, result.parts_present, result.parts_expected) == ("baseline", None, 0, 1)


def test_before_the_baseline_date_there_is_no_value() -> None:
    facts = (baseline("PRO-S1.1", "NL", 4, on=day("2026-03-31")),)
    assert value_in_nl(STATE, {"2026-S1": 5}, as_of="2026-03-30", facts=facts).quantity is None
    assert number(value_in_nl(STATE, {"2026-S1": 5}, as_of="2026-03-31", facts=facts)) == 4
    assert value_in_nl(STATE, {"2025-S1": 5}, as_of="2025-11-27").quantity is None


def test_a_gap_in_a_state_is_no_lower_bound() -> None:
    assert not value_in_nl(STATE, {"2026-S2": 7}).at_least


def test_nothing_to_report_confirms_the_last_value_at_its_own_periods_end() -> None:
    result = value_in_nl(STATE, {"2026-S1": 5, "2026-S2": None}, facts=(baseline("PRO-S1.1", "NL", 4),))
    assert (number(result), result.data_on) == (5, day("2026-12-31"))
    assert [found.period_end for found in result.parts[0].observations] == [day("2026-06-30"), day("2026-12-31")]


def test_nothing_to_report_twice_confirms_at_the_later_end() -> None:
    result = value_in_nl(STATE, {"2026-S1": 5, "2026-S2": None, "2027-S1": None}, as_of="2027-06-30")
    assert (number(result), result.data_on) == (5, day("2027-06-30"))


def test_nothing_to_report_confirms_the_only_organisations_baseline() -> None:
    result = value_in_nl(STATE, {"2026-S1": None}, facts=(baseline("PRO-S1.1", "NL", 4),))
    assert (number(result), result.basis, result.data_on) == (4, "measured", day("2026-06-30"))


def test_nothing_to_report_of_one_of_two_organisations_does_not_confirm_the_countrys_baseline() -> None:
    result = shared_value(STATE, {"HKU": {"2026-S1": None}}, facts=(baseline("PRO-S1.1", "NL", 4),))
    assert (number(result), result.basis, result.data_on) == (4, "baseline", None)


def test_another_organisations_later_or_earlier_periods_do_not_make_it_one_of_two() -> None:
    values: dict[str, Values] = {"HKU": {"2026-S1": None}, "DCCI": {"2024-S1": 3, "2027-S1": 5}}
    facts = (baseline("PRO-S1.1", "NL", 4),)
    alone = shared_value(STATE, values, facts=facts, assigned=("HKU",))
    assert (number(alone), alone.basis, alone.parts_expected) == (4, "measured", 1)
    both = shared_value(STATE, values, as_of="2027-06-30", facts=facts, assigned=("HKU",))
    assert (number(both), both.parts_present, both.parts_expected) == (5, 1, 2)


def test_an_organisation_that_is_not_assigned_and_had_nothing_to_report_is_no_part() -> None:
    values: dict[str, Values] = {"HKU": {"2026-S2": 7}, "DCCI": {"2026-S2": None}}
    result = shared_value(STATE, values, assigned=("HKU",))
    assert (number(result), result.parts_expected, result.complete) == (7, 1, True)


def test_an_organisation_that_is_not_assigned_misses_no_period_of_a_flow() -> None:
    values: dict[str, Values] = {"HKU": {"2026-S1": 1, "2026-S2": 2}, "DCCI": {"2026-S2": 5}}
    result = shared_value(FLOW, values, assigned=("HKU",))
    assert (number(result), result.missing_periods) == (8, ())


def test_nothing_to_report_with_no_earlier_value_gives_no_value() -> None:
    result = value_in_nl(STATE, {"2025-S1": 9, "2026-S1": None})
    assert (result.quantity, result.data_on) == (None, None)


def test_an_observation_without_any_number_is_missing_and_not_0() -> None:
    blank = observation("2026-S2", 7)
    result = value_in_nl(STATE, {"2026-S1": 5, "2026-S2": replace(blank, value=None)})
    assert (number(result), result.data_on) == (5, day("2026-06-30"))
    empty = value_in_nl(FLOW, {"2026-S1": replace(blank, value=None)})
    assert empty.quantity is None


def test_the_value_of_0_is_a_value() -> None:
    result = value_in_nl(STATE, {"2026-S1": 0})
    assert (number(result), result.basis) == (0, "measured")


def test_a_minus_zero_is_0() -> None:
    result = value_in_nl(STATE, {"2026-S1": "-0"})
    assert str(number(result)) == "0"
