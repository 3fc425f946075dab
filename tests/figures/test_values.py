"""The value of an indicator for a country at a date (progress.md 2 and 3)."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.figures.build import (
    Values,
    baseline,
    consortium,
    day,
    flow,
    framework,
    indicator,
    observation,
    panel,
    percent,
    scale,
    shown,
)
from toc.errors import Invalid, NotFound
from toc.figures.results import ValueResult
from toc.figures.values import value_of
from toc.model.document import FactDef, IndicatorDef
from toc.model.panel import Observation
from toc.model.terms import Combination, EvidenceGrade, Measure, OverTime

FLOW = flow("LRN-S1.1")
STATE = indicator("PRO-S1.1", frequency="semester")
RUNNING = indicator("PRO-S1.1", over_time=OverTime.RUNNING, frequency="semester")


def _value(
    found: IndicatorDef, values: Values, as_of: str = "2026-12-31", facts: tuple[FactDef, ...] = ()
) -> ValueResult:
    document = framework(found, facts)
    return value_of(panel(document, {(found.code, "NL"): values}), found.code, "NL", day(as_of))


def _shared(
    found: IndicatorDef,
    values: dict[str, Values],
    as_of: str = "2026-12-31",
    facts: tuple[FactDef, ...] = (),
    assigned: tuple[str, ...] = ("HKU", "ECBN"),
) -> ValueResult:
    document = framework(found, facts, assignments={(found.code, "NL"): assigned})
    measured = {(found.code, "NL", name): some for name, some in values.items()}
    return value_of(panel(document, measured), found.code, "NL", day(as_of))


def _number(result: ValueResult) -> Fraction | None:
    return result.quantity.value if result.quantity else None


# flow


def test_a_flow_is_the_baseline_and_the_periods_that_begin_after_it_and_end_by_the_date() -> None:
    values = {"2026-S1": 52, "2026-S2": 61, "2027-S1": 1000}
    result = _value(FLOW, values, facts=(baseline("LRN-S1.1", "NL", 64),))
    assert _number(result) == 177
    assert (result.basis, result.data_on, result.parts_present, result.parts_expected) == (
        "measured",
        day("2026-12-31"),
        1,
        1,
    )
    assert not result.at_least and not result.baseline_assumed


def test_a_flow_without_a_baseline_counts_from_0_and_says_so() -> None:
    result = _value(FLOW, {"2026-S1": 52})
    assert _number(result) == 52
    assert result.baseline_assumed
    assert "No baseline is given: counted from 0 (baseline assumed 0)." in result.notes


def test_a_flow_with_neither_baseline_nor_measurement_has_no_value() -> None:
    result = _value(FLOW, {})
    assert (result.quantity, result.basis, result.data_on) == (None, None, None)
    assert not result.baseline_assumed


def test_a_flow_period_up_to_the_baseline_date_is_history_and_not_counted() -> None:
    result = _value(FLOW, {"2025-S1": 500, "2026-S1": 52}, facts=(baseline("LRN-S1.1", "NL", 64),))
    assert _number(result) == 116
    assert result.notes == ()


def test_a_flow_period_that_straddles_the_baseline_date_is_kept_but_not_counted_and_marked() -> None:
    result = _value(FLOW, {"2025-S2": 30, "2026-S1": 52}, facts=(baseline("LRN-S1.1", "NL", 64),))
    assert _number(result) == 116
    assert result.notes == ("HKU 2025-S2 overlaps the baseline: give the part after it as its own period.",)


def test_the_part_after_the_baseline_given_as_its_own_period_counts() -> None:
    result = _value(FLOW, {"2025-11-29 to 2025-12-31": 3, "2026-S1": 52}, facts=(baseline("LRN-S1.1", "NL", 64),))
    assert _number(result) == 119


def test_a_flow_period_that_begins_on_the_baseline_date_straddles_it() -> None:
    result = _value(FLOW, {"2025-11-28 to 2025-12-31": 3}, facts=(baseline("LRN-S1.1", "NL", 64),))
    assert (_number(result), result.basis) == (64, "baseline")
    assert "overlaps the baseline" in result.notes[0]


def test_a_straddling_period_that_ends_after_the_date_is_not_mentioned_yet() -> None:
    result = _value(FLOW, {"2025-S2": 30}, as_of="2025-12-01", facts=(baseline("LRN-S1.1", "NL", 64),))
    assert result.notes == ()


def test_a_missing_expected_period_before_the_data_date_makes_a_flow_a_lower_bound() -> None:
    result = _value(FLOW, {"2026-S2": 61, "2027-S2": 5}, as_of="2028-06-30")
    assert _number(result) == 66
    assert result.at_least
    assert result.missing_periods == ("2026-S1", "2027-S1")
    assert "At least: missing 2026-S1, 2027-S1." in result.notes


def test_periods_after_the_data_date_are_not_missing_from_it() -> None:
    assert not _value(FLOW, {"2026-S1": 52}, as_of="2027-12-31").at_least


def test_shorter_and_longer_periods_cover_the_expected_ones() -> None:
    assert not _value(FLOW, {"2026-Q1": 1, "2026-Q2": 2, "2026-S2": 3}).at_least
    assert not _value(FLOW, {"2026": 6}).at_least
    half = _value(FLOW, {"2026-Q2": 2, "2026-S2": 3})
    assert half.missing_periods == ("2026-S1",)


def test_a_flow_before_its_horizon_expects_nothing_and_misses_nothing() -> None:
    later_flow = flow("INS-M1.1")
    assert not _value(later_flow, {"2027-S2": 3}, as_of="2027-12-31").at_least


def test_a_straddling_period_does_not_fill_the_expected_period_it_reaches_into() -> None:
    result = _value(FLOW, {"2025-07-01 to 2026-06-30": 30, "2026-S2": 5})
    assert result.missing_periods == ("2026-S1",)


def test_nothing_to_report_is_0_for_a_flow() -> None:
    result = _value(FLOW, {"2026-S1": 52, "2026-S2": None}, facts=(baseline("LRN-S1.1", "NL", 64),))
    assert (_number(result), result.data_on, result.at_least) == (116, day("2026-12-31"), False)


def test_a_flow_with_only_nothing_to_report_is_measured() -> None:
    result = _value(FLOW, {"2026-S1": None})
    assert (_number(result), result.basis, result.data_on) == (0, "measured", day("2026-06-30"))


def test_a_correction_of_an_amount_may_be_negative_and_exact() -> None:
    money = flow("FIN-S1.1", measure=Measure.AMOUNT, unit="EUR")
    result = _value(money, {"2026-S1": "0.1", "2026-S2": "-0.3"}, facts=(baseline("FIN-S1.1", "NL", "0.2"),))
    assert _number(result) == 0


# point and running


@pytest.mark.parametrize("found", [STATE, RUNNING], ids=["point", "running"])
def test_a_state_or_running_total_is_the_latest_period_and_never_added_up(found: IndicatorDef) -> None:
    result = _value(found, {"2026-S1": 5, "2026-S2": 7, "2027-S1": 99})
    assert (_number(result), result.data_on) == (7, day("2026-12-31"))


def test_a_state_whose_period_straddles_the_baseline_date_counts() -> None:
    result = _value(STATE, {"2025-S2": 5}, facts=(baseline("PRO-S1.1", "NL", 4),))
    assert (_number(result), result.basis, result.data_on) == (5, "measured", day("2025-12-31"))


def test_a_state_up_to_the_baseline_date_is_history_and_never_the_value() -> None:
    result = _value(STATE, {"2024": 90, "2025-S1": 91})
    assert (result.quantity, result.data_on) == (None, None)


def test_with_nothing_measured_the_value_is_the_baseline_with_its_two_numbers() -> None:
    result = _value(percent("SYS-M1.1"), {}, facts=(baseline("SYS-M1.1", "NL", "10.5/11"),))
    assert result.quantity is not None
    assert (result.quantity.numerator, result.quantity.denominator) == (Fraction("10.5"), 11)
    assert (result.basis, result.data_on, result.parts_present, result.parts_expected) == ("baseline", None, 0, 1)


def test_before_the_baseline_date_there_is_no_value() -> None:
    facts = (baseline("PRO-S1.1", "NL", 4, on=day("2026-03-31")),)
    assert _value(STATE, {"2026-S1": 5}, as_of="2026-03-30", facts=facts).quantity is None
    assert _number(_value(STATE, {"2026-S1": 5}, as_of="2026-03-31", facts=facts)) == 4
    assert _value(STATE, {"2025-S1": 5}, as_of="2025-11-27").quantity is None


def test_a_gap_in_a_state_is_no_lower_bound() -> None:
    assert not _value(STATE, {"2026-S2": 7}).at_least


def test_nothing_to_report_confirms_the_last_value_at_its_own_periods_end() -> None:
    result = _value(STATE, {"2026-S1": 5, "2026-S2": None}, facts=(baseline("PRO-S1.1", "NL", 4),))
    assert (_number(result), result.data_on) == (5, day("2026-12-31"))
    assert [found.period_end for found in result.parts[0].observations] == [day("2026-06-30"), day("2026-12-31")]


def test_nothing_to_report_confirms_the_only_organisations_baseline() -> None:
    result = _value(STATE, {"2026-S1": None}, facts=(baseline("PRO-S1.1", "NL", 4),))
    assert (_number(result), result.basis, result.data_on) == (4, "measured", day("2026-06-30"))


def test_nothing_to_report_of_one_of_two_organisations_does_not_confirm_the_countrys_baseline() -> None:
    result = _shared(STATE, {"HKU": {"2026-S1": None}}, facts=(baseline("PRO-S1.1", "NL", 4),))
    assert (_number(result), result.basis, result.data_on) == (4, "baseline", None)


def test_another_organisations_later_or_earlier_periods_do_not_make_it_one_of_two() -> None:
    values: dict[str, Values] = {"HKU": {"2026-S1": None}, "DCCI": {"2024-S1": 3, "2027-S1": 5}}
    facts = (baseline("PRO-S1.1", "NL", 4),)
    alone = _shared(STATE, values, facts=facts, assigned=("HKU",))
    assert (_number(alone), alone.basis, alone.parts_expected) == (4, "measured", 1)
    both = _shared(STATE, values, as_of="2027-06-30", facts=facts, assigned=("HKU",))
    assert (_number(both), both.parts_present, both.parts_expected) == (5, 1, 2)


def test_an_organisation_that_is_not_assigned_and_had_nothing_to_report_is_no_part() -> None:
    values: dict[str, Values] = {"HKU": {"2026-S2": 7}, "DCCI": {"2026-S2": None}}
    result = _shared(STATE, values, assigned=("HKU",))
    assert (_number(result), result.parts_expected, result.complete) == (7, 1, True)


def test_an_organisation_that_is_not_assigned_misses_no_period_of_a_flow() -> None:
    values: dict[str, Values] = {"HKU": {"2026-S1": 1, "2026-S2": 2}, "DCCI": {"2026-S2": 5}}
    result = _shared(FLOW, values, assigned=("HKU",))
    assert (_number(result), result.missing_periods) == (8, ())


def test_nothing_to_report_with_no_earlier_value_gives_no_value() -> None:
    result = _value(STATE, {"2025-S1": 9, "2026-S1": None})
    assert (result.quantity, result.data_on) == (None, None)


def test_an_observation_without_any_number_is_missing_and_not_0() -> None:
    blank = observation("2026-S2", 7)
    result = _value(STATE, {"2026-S1": 5, "2026-S2": replace(blank, value=None)})
    assert (_number(result), result.data_on) == (5, day("2026-06-30"))
    empty = _value(FLOW, {"2026-S1": replace(blank, value=None)})
    assert empty.quantity is None


def test_the_value_of_0_is_a_value() -> None:
    result = _value(STATE, {"2026-S1": 0})
    assert (_number(result), result.basis) == (0, "measured")


def test_a_minus_zero_is_0() -> None:
    result = _value(STATE, {"2026-S1": "-0"})
    assert str(_number(result)) == "0"


# several organisations


def test_a_sum_of_organisations_adds_their_latest_states() -> None:
    result = _shared(STATE, {"HKU": {"2026-S1": 5, "2026-S2": 7}, "ECBN": {"2026-S2": 4}})
    assert (_number(result), result.parts_present, result.parts_expected, result.complete) == (11, 2, 2, True)
    assert "2 of 2 organisations." in result.notes


def test_a_partial_sum_of_states_is_shown_and_not_complete() -> None:
    result = _shared(STATE, {"HKU": {"2026-S2": 7}})
    assert (_number(result), result.parts_present, result.parts_expected, result.complete) == (7, 1, 2, False)
    assert "A partial sum: progress needs every organisation." in result.notes


def test_a_flow_of_organisations_names_the_missing_reports_of_each() -> None:
    result = _shared(FLOW, {"HKU": {"2026-S1": 1, "2026-S2": 2}, "ECBN": {"2026-S1": 4}})
    assert (_number(result), result.complete) == (7, True)
    assert result.missing_periods == ("ECBN 2026-S2",)


def test_the_data_date_is_the_latest_that_half_of_the_parts_present_have_reached() -> None:
    pair = _shared(STATE, {"HKU": {"2026-S2": 7}, "ECBN": {"2026-S1": 4}})
    assert pair.data_on == day("2026-12-31")
    assert "Carried forward: ECBN from 2026-S1." in pair.notes
    names = ("HKU", "ECBN", "DCCI")
    three = _shared(STATE, {"HKU": {"2026-S2": 7}, "ECBN": {"2026-S1": 4}, "DCCI": {"2026-S1": 4}}, assigned=names)
    assert three.data_on == day("2026-06-30")


def test_an_organisation_that_is_not_assigned_counts_with_what_it_reported() -> None:
    result = _shared(STATE, {"HKU": {"2026-S2": 7}, "DCCI": {"2026-S2": 1}}, assigned=("HKU",))
    assert (_number(result), result.parts_present, result.parts_expected) == (8, 2, 2)


def test_a_ratio_adds_numerators_and_denominators() -> None:
    names = ("HKU", "ECBN", "DCCI")
    shares = {"HKU": {"2026": "30/40"}, "ECBN": {"2026": "90/200"}, "DCCI": {"2026": "8/10"}}
    result = _shared(percent("PRO-S1.3"), shares, assigned=names)
    assert shown(_number(result)) == "51.20"
    assert result.quantity is not None and (result.quantity.numerator, result.quantity.denominator) == (128, 250)


def test_parts_of_a_ratio_that_state_only_a_percentage_are_left_out_and_named() -> None:
    names = ("HKU", "ECBN", "DCCI")
    shares = {"HKU": {"2026": "15/50"}, "ECBN": {"2026": "20/50"}, "DCCI": {"2026": 80}}
    result = _shared(percent("PRO-S1.3"), shares, assigned=names)
    assert (_number(result), result.parts_present, result.parts_expected) == (35, 2, 3)
    assert "2 of 3 organisations; DCCI left out: no denominator." in result.notes
    bare = next(part for part in result.parts if part.name == "DCCI")
    assert bare.quantity is not None and (bare.quantity.value, bare.used) == (80, False)


def test_a_ratio_with_denominators_for_fewer_than_half_is_not_combined() -> None:
    names = ("HKU", "ECBN", "DCCI")
    shares = {"HKU": {"2026": "15/50"}, "ECBN": {"2026": 20}, "DCCI": {"2026": 80}}
    result = _shared(percent("PRO-S1.3"), shares, assigned=names)
    assert (result.quantity, result.basis, result.data_on) == (None, None, day("2026-12-31"))
    assert (result.low, result.high) == (20, 80)
    half = _shared(percent("PRO-S1.3"), {"HKU": {"2026": "15/50"}, "ECBN": {"2026": 20}})
    assert _number(half) == 30


def test_a_lone_organisations_bare_percentage_is_its_countrys_value() -> None:
    result = _value(percent("PRO-S1.3"), {"2026": 92})
    assert result.quantity is not None and (result.quantity.value, result.quantity.denominator) == (92, None)


def test_numerator_and_denominator_go_before_a_value_beside_them() -> None:
    both = replace(observation("2026", "1/3"), value=observation("2026", "33.3").value)
    assert _number(_value(percent("PRO-S1.3"), {"2026": both})) == Fraction(100, 3)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (indicator("LRN-S1.3", combination=Combination.MEDIAN), Fraction(5, 2)),
        (scale("LRN-S1.3"), Fraction(2)),
        (indicator("LRN-S1.3", combination=Combination.MEAN), Fraction(13, 4)),
    ],
    ids=["median of an even number", "scale: lower of the two", "mean"],
)
def test_medians_and_means_combine_as_their_rule_says(found: IndicatorDef, expected: Fraction) -> None:
    names = ("HKU", "ECBN", "DCCI", "TCCI")
    values = {"HKU": {"2026": 1}, "ECBN": {"2026": 2}, "DCCI": {"2026": 3}, "TCCI": {"2026": 7}}
    assert _number(_shared(found, values, assigned=names)) == expected


def test_the_median_of_an_odd_number_is_the_middle_one() -> None:
    names = ("HKU", "ECBN", "DCCI")
    values = {"HKU": {"2026": 9}, "ECBN": {"2026": 1}, "DCCI": {"2026": 3}}
    assert _number(_shared(scale("LRN-S1.3"), values, assigned=names)) == 3


def test_values_that_are_not_combined_show_their_range() -> None:
    found = indicator("FIN-S1.2", combination=Combination.NONE)
    result = _shared(found, {"HKU": {"2026": 3}, "ECBN": {"2026": 8}})
    assert (result.quantity, result.low, result.high) == (None, 3, 8)


def test_a_consortium_indicator_is_measured_for_all() -> None:
    found = consortium("INS-L1.1")
    document = framework(found, (baseline("INS-L1.1", "ALL", 0),))
    result = value_of(panel(document, {("INS-L1.1", "ALL"): {"2031": 2}}), "INS-L1.1", "ALL", day("2031-12-31"))
    assert (_number(result), result.parts_expected) == (2, 1)


def test_a_consortium_indicator_has_no_value_for_a_country() -> None:
    document = framework(consortium("INS-L1.1"))
    with pytest.raises(Invalid, match="all countries together"):
        value_of(panel(document), "INS-L1.1", "NL", day("2031-12-31"))


def test_unknown_indicators_and_countries_are_not_found() -> None:
    with pytest.raises(NotFound, match="no indicator X"):
        value_of(panel(framework(STATE)), "X", "NL", day("2026-12-31"))
    with pytest.raises(NotFound, match="XX does not report"):
        value_of(panel(framework(STATE)), "PRO-S1.1", "XX", day("2026-12-31"))


def test_the_order_of_the_measurements_does_not_matter() -> None:
    result = _value(STATE, {"2026-S2": 7, "2026-S1": 5})
    assert _number(result) == 7


# what a value rests on


def _graded(period: str, value: int | str, grade: EvidenceGrade | None, n: int | None = None) -> Observation:
    return observation(period, value, evidence_grade=grade, sample_size=n)


def test_a_value_names_the_grades_it_rests_on_strongest_first() -> None:
    values = {
        "2026-S1": _graded("2026-S1", 1, EvidenceGrade.ESTIMATE),
        "2026-S2": _graded("2026-S2", 2, EvidenceGrade.REGISTER),
    }
    facts = (baseline("LRN-S1.1", "NL", 64, evidence_grade=EvidenceGrade.SELF_REPORT),)
    result = _value(FLOW, values, facts=facts)
    assert result.evidence_grades == (EvidenceGrade.REGISTER, EvidenceGrade.SELF_REPORT, EvidenceGrade.ESTIMATE)
    latest = _value(STATE, values)
    assert latest.evidence_grades == (EvidenceGrade.REGISTER,)


def test_a_value_is_invented_when_anything_in_it_is() -> None:
    invented = observation("2026-S1", 1, invented=True)
    assert _value(FLOW, {"2026-S1": invented, "2026-S2": 1}).invented
    assert not _value(STATE, {"2026-S1": invented, "2026-S2": 1}).invented
    assert _value(STATE, {}, facts=(baseline("PRO-S1.1", "NL", 4, invented=True),)).invented


def test_surveys_are_pooled_where_every_part_is_one_with_n() -> None:
    shares = {
        "HKU": {"2026": _graded("2026", "45/52", EvidenceGrade.SURVEY, 52)},
        "ECBN": {"2026": _graded("2026", "10/20", EvidenceGrade.SURVEY, 20)},
    }
    result = _shared(percent("PRO-S1.3"), shares)
    assert result.sample is not None and (result.sample.numerator, result.sample.denominator) == (55, 72)
    assert result.sample_size == 72
    counted = {**shares, "ECBN": {"2026": _graded("2026", "10/20", EvidenceGrade.REGISTER)}}
    assert _shared(percent("PRO-S1.3"), counted).sample is None


def test_a_survey_with_value_and_n_only_is_a_sample_and_one_without_n_says_so() -> None:
    known = _value(percent("PRO-S1.3"), {"2026": _graded("2026", 50, EvidenceGrade.SURVEY, 40)})
    assert known.sample is not None and (known.sample.numerator, known.sample.denominator) == (20, 40)
    unknown = _value(percent("PRO-S1.3"), {"2026": _graded("2026", 50, EvidenceGrade.SURVEY)})
    assert unknown.sample is None
    assert "n not stated." in unknown.notes


def test_surveys_that_are_not_a_ratio_are_not_pooled() -> None:
    found = percent("PRO-S1.3", combination=Combination.MEDIAN)
    shares = {
        "HKU": {"2026": _graded("2026", "45/52", EvidenceGrade.SURVEY)},
        "ECBN": {"2026": _graded("2026", "10/20", EvidenceGrade.SURVEY)},
    }
    assert _shared(found, shares).sample is None
