"""The value of ALL: what it covers and what it says about its parts (progress.md 3 and 6)."""

from fractions import Fraction

import pytest

from tests.figures.ask import DUE, assess_all_of, number, plan_for_each
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
    shown,
    target,
)
from toc.figures.values import value_of
from toc.model.terms import Combination, EvidenceGrade, Status

STATE = indicator("PRO-S1.1", step="0.01")
FLOW = flow("LRN-S1.1")
SHARE = percent("SYS-S1.3")


def test_the_value_of_all_covers_every_country_that_has_one_baselines_included() -> None:
    shares = {"IT": "9/11", "NL": "10.5/11", "IE": "11/11", "BE": "8/11", "EE": "11/11", "ES": "11/11"}
    result = assess_all_of(percent("SYS-M1.1"), plan_for_each(percent("SYS-M1.1"), shares, {}), as_of="2025-11-28")
    quantity = result.value.quantity
    assert quantity is not None
    assert (quantity.numerator, quantity.denominator, shown(quantity.value)) == (Fraction("60.5"), 66, "91.67")
    assert (result.value.basis, result.value.parts_present, result.value.parts_expected) == ("baseline", 6, 6)
    assert result.baseline is not None
    assert (result.baseline.numerator, result.baseline.denominator) == (Fraction("60.5"), 66)


def test_every_combined_value_says_its_parts() -> None:
    result = assess_all_of(STATE, (), {"NL": {"2026": 3}, "IT": {"2026": 4}})
    assert (number(result), result.value.parts_present, result.value.parts_expected) == (7, 2, 6)
    assert "2 of 6 countries." in result.value.notes


def test_countries_that_are_still_at_their_baseline_or_carried_forward_are_named() -> None:
    facts = (baseline("PRO-S1.1", "EE", 1),)
    values: dict[str, Values] = {"NL": {"2026": 3}, "IT": {"2027": 4}, "IE": {"2027": 2}}
    result = assess_all_of(STATE, facts, values, as_of="2027-12-31")
    assert (number(result), result.value.data_on) == (10, day("2027-12-31"))
    assert "Carried forward: NL from 2026." in result.value.notes
    assert "Still at the baseline: EE." in result.value.notes


def test_a_country_that_states_only_a_percentage_is_left_out_of_the_ratio_and_named() -> None:
    values: dict[str, Values] = {"IT": {"2026": "15/50"}, "NL": {"2026": "20/50"}, "BE": {"2026": 80}}
    result = assess_all_of(SHARE, (), values, countries=("IT", "NL", "BE"))
    assert (number(result), result.value.parts_present, result.value.parts_expected) == (35, 2, 3)
    assert "2 of 3 countries; BE left out: no denominator." in result.value.notes


def test_a_ratio_of_which_only_one_of_three_has_denominators_has_no_value_for_all() -> None:
    values: dict[str, Values] = {"IT": {"2026": "15/50"}, "NL": {"2026": 40}, "BE": {"2026": 80}}
    result = assess_all_of(SHARE, plan_for_each(SHARE, {}, {"IT": 90}), values)
    assert (number(result), result.value.low, result.value.high) == (None, 30, 80)
    assert result.status is Status.NOT_ENOUGH_DATA


def test_one_country_of_six_with_a_bare_percentage_is_no_value_for_all() -> None:
    result = assess_all_of(SHARE, (baseline("SYS-S1.3", "NL", 92),), as_of="2026-01-31")
    assert number(result) is None
    assert number(assess_all_of(SHARE, (baseline("SYS-S1.3", "NL", 92),), as_of="2026-01-31", countries=("NL",))) == 92


def test_missing_periods_of_a_flow_are_named_with_their_country() -> None:
    result = assess_all_of(FLOW, (), {"NL": {"2026-S2": 5}, "IT": {"2026-S1": 1, "2026-S2": 2}})
    assert (number(result), result.value.at_least) == (8, True)
    assert result.value.missing_periods == ("NL 2026-S1",)
    assert result.value.baseline_assumed


def test_the_data_date_of_all_is_the_latest_that_half_of_the_measured_countries_have_reached() -> None:
    values: dict[str, Values] = {"NL": {"2027": 1}, "IT": {"2026": 1}, "IE": {"2026": 1}}
    assert assess_all_of(STATE, (), values, as_of="2027-12-31").value.data_on == day("2026-12-31")
    values["IE"] = {"2027": 1}
    assert assess_all_of(STATE, (), values, as_of="2027-12-31").value.data_on == day("2027-12-31")


def test_not_applicable_countries_are_out_of_every_total() -> None:
    values: dict[str, Values] = {"NL": {"2026": 3}, "IT": {"2026": 4}}
    result = assess_all_of(STATE, (), values, not_applicable=[("PRO-S1.1", "IT"), ("PRO-S1.1", "ES")])
    assert (number(result), result.value.parts_present, result.value.parts_expected) == (3, 1, 4)


def test_an_indicator_that_applies_nowhere_is_not_applicable_for_all() -> None:
    result = assess_all_of(STATE, not_applicable=[("PRO-S1.1", "NL")], countries=("NL",))
    assert result.status is Status.NOT_APPLICABLE


def test_what_is_not_combined_has_no_value_and_no_progress_for_all_but_a_range() -> None:
    found = indicator("FIN-S1.2", combination=Combination.NONE)
    facts = (*plan_for_each(found, {"IT": 0, "NL": 0}, {"IT": 10, "NL": 10}), target("FIN-S1.2", "ALL", 10, DUE))
    result = assess_all_of(found, facts, {"IT": {"2026": 4}, "NL": {"2026": 9}})
    assert (number(result), result.progress, result.value.low, result.value.high) == (None, None, 4, 9)
    assert result.status is Status.NOT_APPLICABLE


def test_surveys_of_countries_are_pooled() -> None:
    survey = {
        "IT": {"2026": observation("2026", "45/52", evidence_grade=EvidenceGrade.SURVEY)},
        "NL": {"2026": observation("2026", "10/20", evidence_grade=EvidenceGrade.SURVEY)},
    }
    result = assess_all_of(SHARE, (), survey)
    assert result.value.sample is not None
    assert (result.value.sample.numerator, result.value.sample.denominator) == (55, 72)
    assert result.interval is not None
    mixed = {**survey, "BE": {"2026": observation("2026", "1/2", evidence_grade=EvidenceGrade.REGISTER)}}
    assert assess_all_of(SHARE, (), mixed).interval is None


def test_an_indicator_marked_not_applicable_for_all_has_a_value_for_countries_only() -> None:
    result = assess_all_of(STATE, (), {"IT": {"2026": 3}}, not_applicable=[("PRO-S1.1", "ALL")])
    assert (result.status, number(result)) == (Status.NOT_APPLICABLE, None)


@pytest.mark.parametrize("country", ["IT", "NL"])
def test_the_figures_of_a_country_do_not_depend_on_the_others(country: str) -> None:
    alone = panel(framework(STATE), {("PRO-S1.1", country): {"2026": 3}})
    both = panel(framework(STATE), {("PRO-S1.1", "IT"): {"2026": 3}, ("PRO-S1.1", "NL"): {"2026": 3}})
    as_of = day("2026-12-31")
    assert value_of(alone, "PRO-S1.1", country, as_of) == value_of(both, "PRO-S1.1", country, as_of)


def test_why_an_indicator_is_not_applicable_stands_beside_its_status() -> None:
    nowhere = assess_all_of(STATE, not_applicable=[("PRO-S1.1", "NL")], countries=("NL",))
    assert nowhere.status_note == "It applies to no country."
    marked = assess_all_of(STATE, not_applicable=[("PRO-S1.1", "ALL")])
    assert marked.status_note == "No such thing there."


def test_the_notes_of_all_say_what_is_missing_and_what_is_assumed() -> None:
    result = assess_all_of(
        FLOW, (baseline("LRN-S1.1", "IT", 5),), {"NL": {"2026-S2": 5}, "IT": {"2026-S1": 1, "2026-S2": 2}}
    )
    assert result.value.notes == (
        "2 of 6 countries.",
        "At least: missing NL 2026-S1.",
        "No baseline is given for NL: counted from 0 (baseline assumed 0).",
    )
    own = assess_all_of(FLOW, (baseline("LRN-S1.1", "ALL", 5),), {"NL": {"2026-S1": 5, "2026-S2": 5}})
    assert (own.value.baseline_assumed, own.value.notes) == (False, ("1 of 6 countries.",))


def test_a_sum_of_states_for_all_is_complete_with_every_country_and_organisation() -> None:
    two = ("IT", "NL")
    both: dict[str, Values] = {"IT": {"2026": 1}, "NL": {"2026": 1}}
    assert assess_all_of(STATE, (), both, countries=two).value.complete
    assert not assess_all_of(STATE, (), both).value.complete
    shared = {("PRO-S1.1", "NL"): ("HKU", "ECBN")}
    assert not assess_all_of(STATE, (), both, countries=two, assignments=shared).value.complete
    assert assess_all_of(FLOW, (), {"IT": {"2026-S1": 1}}).value.complete
    mean = indicator("PRO-S1.1", combination=Combination.MEAN)
    assert assess_all_of(mean, (), {"IT": {"2026": 1}}).value.complete


def test_countries_that_were_measured_without_a_value_leave_all_with_too_little() -> None:
    shared = {("SYS-S1.3", "NL"): ("HKU", "ECBN")}
    result = assess_all_of(
        SHARE, plan_for_each(SHARE, {}, {"NL": 90}), {"NL": {"2026": 40}}, countries=("NL",), assignments=shared
    )
    assert (number(result), result.value.data_on) == (None, day("2026-12-31"))
    assert result.status is Status.NOT_ENOUGH_DATA


def test_the_grade_of_a_baseline_for_all_counts_where_it_is_in_the_value() -> None:
    survey = observation("2026-S1", 5, evidence_grade=EvidenceGrade.SURVEY)
    own = (baseline("LRN-S1.1", "ALL", 5, evidence_grade=EvidenceGrade.ESTIMATE),)
    result = assess_all_of(FLOW, own, {"NL": {"2026-S1": survey}})
    assert result.value.evidence_grades == (EvidenceGrade.SURVEY, EvidenceGrade.ESTIMATE)
    state = (baseline("PRO-S1.1", "ALL", 5, evidence_grade=EvidenceGrade.ESTIMATE),)
    latest = assess_all_of(STATE, state, {"NL": {"2026": observation("2026", 5, evidence_grade=EvidenceGrade.SURVEY)}})
    assert latest.value.evidence_grades == (EvidenceGrade.SURVEY,)
