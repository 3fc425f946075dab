"""Values, progress and status of ALL (progress.md 3, combination, and 6)."""

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
    shown,
    target,
)
from toc.figures.progress import assess_indicator
from toc.figures.results import IndicatorResult
from toc.figures.values import value_of
from toc.model.document import FactDef, IndicatorDef
from toc.model.terms import Combination, Direction, EvidenceGrade, ReportingState, Status

DUE = "2027-12-31"
STATE = indicator("PRO-S1.1", step="0.01")
FLOW = flow("LRN-S1.1")
SHARE = percent("SYS-S1.3")


def _all(
    found: IndicatorDef,
    facts: tuple[FactDef, ...] = (),
    values: dict[str, Values] | None = None,
    as_of: str = "2026-12-31",
    **changes: object,
) -> IndicatorResult:
    document = framework(found, facts, **changes)
    measured = {(found.code, country): some for country, some in (values or {}).items()}
    return assess_indicator(panel(document, measured), found.code, "ALL", day(as_of))


def _each(found: IndicatorDef, starts: dict[str, int | str], aims: dict[str, int | str]) -> tuple[FactDef, ...]:
    return (
        *(baseline(found.code, country, value) for country, value in starts.items()),
        *(target(found.code, country, value, DUE) for country, value in aims.items()),
    )


def _number(result: IndicatorResult) -> Fraction | None:
    return result.value.quantity.value if result.value.quantity else None


# the value


def test_the_value_of_all_covers_every_country_that_has_one_baselines_included() -> None:
    shares = {"IT": "9/11", "NL": "10.5/11", "IE": "11/11", "BE": "8/11", "EE": "11/11", "ES": "11/11"}
    result = _all(percent("SYS-M1.1"), _each(percent("SYS-M1.1"), shares, {}), as_of="2025-11-28")
    quantity = result.value.quantity
    assert quantity is not None
    assert (quantity.numerator, quantity.denominator, shown(quantity.value)) == (Fraction("60.5"), 66, "91.67")
    assert (result.value.basis, result.value.parts_present, result.value.parts_expected) == ("baseline", 6, 6)
    assert result.baseline is not None
    assert (result.baseline.numerator, result.baseline.denominator) == (Fraction("60.5"), 66)


def test_every_combined_value_says_its_parts() -> None:
    result = _all(STATE, (), {"NL": {"2026": 3}, "IT": {"2026": 4}})
    assert (_number(result), result.value.parts_present, result.value.parts_expected) == (7, 2, 6)
    assert "2 of 6 countries." in result.notes


def test_countries_that_are_still_at_their_baseline_or_carried_forward_are_named() -> None:
    facts = (baseline("PRO-S1.1", "EE", 1),)
    values: dict[str, Values] = {"NL": {"2026": 3}, "IT": {"2027": 4}, "IE": {"2027": 2}}
    result = _all(STATE, facts, values, as_of="2027-12-31")
    assert (_number(result), result.value.data_on) == (10, day("2027-12-31"))
    assert "Carried forward: NL from 2026." in result.notes
    assert "Still at the baseline: EE." in result.notes


def test_a_country_that_states_only_a_percentage_is_left_out_of_the_ratio_and_named() -> None:
    values: dict[str, Values] = {"IT": {"2026": "15/50"}, "NL": {"2026": "20/50"}, "BE": {"2026": 80}}
    result = _all(SHARE, (), values, countries=("IT", "NL", "BE"))
    assert (_number(result), result.value.parts_present, result.value.parts_expected) == (35, 2, 3)
    assert "2 of 3 countries; BE left out: no denominator." in result.notes


def test_a_ratio_of_which_only_one_of_three_has_denominators_has_no_value_for_all() -> None:
    values: dict[str, Values] = {"IT": {"2026": "15/50"}, "NL": {"2026": 40}, "BE": {"2026": 80}}
    result = _all(SHARE, _each(SHARE, {}, {"IT": 90}), values)
    assert (_number(result), result.value.low, result.value.high) == (None, 30, 80)
    assert result.status is Status.NOT_ENOUGH_DATA


def test_one_country_of_six_with_a_bare_percentage_is_no_value_for_all() -> None:
    result = _all(SHARE, (baseline("SYS-S1.3", "NL", 92),), as_of="2026-01-31")
    assert _number(result) is None
    assert _number(_all(SHARE, (baseline("SYS-S1.3", "NL", 92),), as_of="2026-01-31", countries=("NL",))) == 92


def test_missing_periods_of_a_flow_are_named_with_their_country() -> None:
    result = _all(FLOW, (), {"NL": {"2026-S2": 5}, "IT": {"2026-S1": 1, "2026-S2": 2}})
    assert (_number(result), result.value.at_least) == (8, True)
    assert result.value.missing_periods == ("NL 2026-S1",)
    assert result.value.baseline_assumed


def test_the_data_date_of_all_is_the_latest_that_half_of_the_measured_countries_have_reached() -> None:
    values: dict[str, Values] = {"NL": {"2027": 1}, "IT": {"2026": 1}, "IE": {"2026": 1}}
    assert _all(STATE, (), values, as_of="2027-12-31").value.data_on == day("2026-12-31")
    values["IE"] = {"2027": 1}
    assert _all(STATE, (), values, as_of="2027-12-31").value.data_on == day("2027-12-31")


def test_not_applicable_countries_are_out_of_every_total() -> None:
    values: dict[str, Values] = {"NL": {"2026": 3}, "IT": {"2026": 4}}
    result = _all(STATE, (), values, not_applicable=[("PRO-S1.1", "IT"), ("PRO-S1.1", "ES")])
    assert (_number(result), result.value.parts_present, result.value.parts_expected) == (3, 1, 4)


def test_an_indicator_that_applies_nowhere_is_not_applicable_for_all() -> None:
    result = _all(STATE, not_applicable=[("PRO-S1.1", "NL")], countries=("NL",))
    assert result.status is Status.NOT_APPLICABLE


def test_what_is_not_combined_has_no_value_and_no_progress_for_all_but_a_range() -> None:
    found = indicator("FIN-S1.2", combination=Combination.NONE)
    facts = (*_each(found, {"IT": 0, "NL": 0}, {"IT": 10, "NL": 10}), target("FIN-S1.2", "ALL", 10, DUE))
    result = _all(found, facts, {"IT": {"2026": 4}, "NL": {"2026": 9}})
    assert (_number(result), result.progress, result.value.low, result.value.high) == (None, None, 4, 9)
    assert result.status is Status.NOT_APPLICABLE


def test_surveys_of_countries_are_pooled() -> None:
    survey = {
        "IT": {"2026": observation("2026", "45/52", evidence_grade=EvidenceGrade.SURVEY)},
        "NL": {"2026": observation("2026", "10/20", evidence_grade=EvidenceGrade.SURVEY)},
    }
    result = _all(SHARE, (), survey)
    assert result.value.sample is not None
    assert (result.value.sample.numerator, result.value.sample.denominator) == (55, 72)
    assert result.interval is not None
    mixed = {**survey, "BE": {"2026": observation("2026", "1/2", evidence_grade=EvidenceGrade.REGISTER)}}
    assert _all(SHARE, (), mixed).interval is None


# matched countries


def test_progress_of_all_is_that_of_the_matched_countries() -> None:
    facts = _each(STATE, {"IT": 0, "NL": 10, "IE": 5}, {"IT": 100, "NL": 110, "BE": 50})
    values: dict[str, Values] = {country: {"2026": 30} for country in ("IT", "NL", "IE", "BE")}
    result = _all(STATE, facts, values, countries=("IT", "NL", "IE", "BE"))
    assert (_number(result), result.parts_matched) == (120, 2)
    assert result.matched is not None and result.matched.value == 60
    assert (result.baseline.value if result.baseline else None, result.target, result.target_basis) == (
        10,
        210,
        "derived",
    )
    assert result.progress == Fraction(1, 4)


def test_fewer_than_half_of_the_expected_countries_matched_is_not_enough_data() -> None:
    two = ("IT", "NL")
    facts = _each(STATE, dict.fromkeys(two, 0), dict.fromkeys(two, 100))
    values: dict[str, Values] = {country: {"2026": 30} for country in ("IT", "NL", "IE", "BE", "EE")}
    short = _all(STATE, facts, values, countries=("IT", "NL", "IE", "BE", "EE"))
    assert (_number(short), short.progress, short.status) == (150, None, Status.NOT_ENOUGH_DATA)
    half = _all(STATE, facts, values, countries=("IT", "NL", "IE", "BE"))
    assert (half.progress, half.status) == (Fraction(3, 10), Status.OFF_TRACK)


def test_a_country_without_a_target_adds_to_the_value_and_not_to_the_progress() -> None:
    facts = _each(STATE, {"IT": 0, "NL": 0}, {"IT": 100})
    without = _all(STATE, facts, {"IT": {"2026": 50}}, countries=("IT", "NL"))
    with_it = _all(STATE, facts, {"IT": {"2026": 50}, "NL": {"2026": 900}}, countries=("IT", "NL"))
    assert (without.progress, with_it.progress) == (Fraction(1, 2), Fraction(1, 2))
    assert _number(with_it) == 950


def test_a_flow_without_baselines_is_matched_from_its_assumed_0() -> None:
    facts = _each(FLOW, {}, {"IT": 100, "NL": 100})
    result = _all(FLOW, facts, {"IT": {"2026-S1": 30}, "NL": {"2026-S1": 20}}, countries=("IT", "NL"))
    assert (result.progress, result.parts_matched, result.baseline_assumed) == (Fraction(1, 4), 2, True)


def test_percentages_of_a_ratio_are_weighted_with_the_denominators_of_the_values() -> None:
    facts = _each(SHARE, {"IT": "10/20", "NL": "20/100"}, {"IT": 80, "NL": 60})
    result = _all(SHARE, facts, {"IT": {"2026": "60/100"}, "NL": {"2026": "90/300"}}, countries=("IT", "NL"))
    start, aim = Fraction(50 * 100 + 20 * 300, 400), Fraction(80 * 100 + 60 * 300, 400)
    assert result.baseline is not None
    assert (result.baseline.value, result.target) == (start, aim)
    assert result.progress == (Fraction(150, 4) - start) / (aim - start)
    assert (result.baseline.numerator, result.baseline.denominator) == (None, None)


def test_a_change_of_size_alone_is_no_progress() -> None:
    facts = _each(SHARE, {"IT": "80/100", "NL": "20/100"}, {"IT": 90, "NL": 50})
    result = _all(SHARE, facts, {"IT": {"2026": "800/1000"}, "NL": {"2026": "20/100"}}, countries=("IT", "NL"))
    assert result.value.quantity is not None and result.value.quantity.value > 70
    assert result.progress == 0


def test_each_expectation_is_taken_at_its_own_data_date() -> None:
    facts = _each(STATE, {"IT": 0, "NL": 0}, {"IT": 763, "NL": 763})
    result = _all(
        STATE, facts, {"IT": {"2026": 398}, "NL": {"2027-S1": 579}}, as_of="2027-06-30", countries=("IT", "NL")
    )
    assert result.expected == 398 + 579
    assert result.gap == 0


def test_a_country_past_its_targets_date_is_expected_at_its_target() -> None:
    facts = (
        *_each(STATE, {"IT": 0, "NL": 0}, {"NL": 763}),
        target("PRO-S1.1", "IT", 100, "2026-12-31"),
        target("PRO-S1.1", "IT", 900, "2028-12-31"),
    )
    values: dict[str, Values] = {"IT": {"2027-S1": 100}, "NL": {"2027-S1": 579}}
    result = _all(STATE, facts, values, as_of="2027-06-30", countries=("IT", "NL"))
    assert (result.target_on, result.expected) == (day(DUE), 100 + 579)


def test_the_target_date_of_all_is_the_latest() -> None:
    facts = (
        *_each(STATE, {"IT": 0, "NL": 0}, {"NL": 50}),
        target("PRO-S1.1", "IT", 50, "2026-12-31"),
    )
    result = _all(STATE, facts, {"IT": {"2026": 10}, "NL": {"2026": 10}}, countries=("IT", "NL"))
    assert result.target_on == day(DUE)
    assert result.status is not Status.MISSED


def test_median_baselines_expectations_and_targets_are_medians_and_lower_ones_for_a_scale() -> None:
    found = scale("SYS-S1.1")
    four = ("IT", "NL", "IE", "BE")
    facts = _each(found, dict(zip(four, (1, 3, 3, 2), strict=True)), dict.fromkeys(four, 4))
    result = _all(found, facts, {country: {"2026": 3} for country in four}, countries=four)
    assert result.baseline is not None
    assert (result.baseline.value, result.target, _number(result)) == (2, 4, 3)
    assert result.progress == Fraction(1, 2)


def test_with_nothing_measured_the_plan_of_all_is_shown_without_progress() -> None:
    facts = _each(STATE, {"IT": 0, "NL": 0}, {"IT": 100, "NL": 50})
    result = _all(STATE, facts, as_of="2026-12-31", countries=("IT", "NL"))
    assert (result.target, result.expected, result.progress) == (150, Fraction(150 * 398, 763), None)
    assert result.status is Status.NOT_YET_DUE
    assert [point.value for point in result.line] == [0, 150]
    assert _all(STATE, facts, as_of="2027-12-31", countries=("IT", "NL")).status is Status.NO_DATA


def test_without_any_countrys_target_there_is_no_target() -> None:
    result = _all(STATE, _each(STATE, {"IT": 0}, {}), {"IT": {"2026": 10}})
    assert (result.status, result.target) == (Status.NO_TARGET, None)


def test_a_partial_sum_in_a_country_is_not_matched() -> None:
    facts = _each(STATE, {"IT": 0, "NL": 0}, {"IT": 100, "NL": 100})
    result = _all(
        STATE,
        facts,
        {"IT": {"2026": 50}, "NL": {"2026": 50}},
        countries=("IT", "NL"),
        assignments={("PRO-S1.1", "NL"): ("HKU", "ECBN")},
    )
    assert (result.parts_matched, result.progress) == (1, Fraction(1, 2))


def test_the_hold_band_of_all_is_combined_from_both_bounds() -> None:
    found = indicator("PRO-S1.1", direction=Direction.HOLD)
    facts = tuple(target("PRO-S1.1", country, 5, DUE, value_to=10) for country in ("IT", "NL"))
    result = _all(found, facts, {"IT": {"2026": 3}, "NL": {"2026": 9}}, countries=("IT", "NL"))
    assert (result.target, result.target_to, result.progress, result.status) == (10, 20, 1, Status.ON_TRACK)


# status of ALL over time


def test_all_is_missed_regressing_or_late_by_the_same_table() -> None:
    facts = _each(STATE, {"IT": 0, "NL": 0}, {"IT": 100, "NL": 100})

    def status(values: dict[str, Values], as_of: str) -> tuple[Status, str]:
        result = _all(STATE, facts, values, as_of=as_of, countries=("IT", "NL"))
        return result.status, result.status_note

    assert status({"IT": {"2027": 100}, "NL": {"2027": 99}}, DUE) == (Status.MISSED, "")
    assert status({"IT": {"2027": 150}, "NL": {"2027": 50}}, DUE) == (Status.ACHIEVED, "")
    lost: dict[str, Values] = {"IT": {"2027": 150, "2028": 90}, "NL": {"2027": 50, "2028": 90}}
    assert status(lost, "2028-12-31") == (Status.REGRESSING, "")
    late: dict[str, Values] = {"IT": {"2027": 90, "2028": 120}, "NL": {"2027": 90, "2028": 90}}
    assert status(late, "2028-12-31") == (Status.ACHIEVED, "reached 2028-12-31, target 2027-12-31")


def test_all_is_stale_by_its_data_date() -> None:
    found = indicator("PRO-M1.1", step="0.01")
    facts = tuple(
        fact
        for country in ("IT", "NL")
        for fact in (baseline("PRO-M1.1", country, 0), target("PRO-M1.1", country, 100, "2030-12-31"))
    )
    values: dict[str, Values] = {"IT": {"2026": 60}, "NL": {"2026": 60}}
    result = _all(found, facts, values, as_of="2029-12-31", countries=("IT", "NL"))
    assert (result.status, result.last_known) == (Status.NO_DATA, Status.AHEAD)


# baselines and targets for ALL itself


def test_an_own_target_goes_first_and_a_difference_from_the_derived_one_is_shown() -> None:
    facts = (*_each(STATE, {"IT": 0, "NL": 0}, {"IT": 60, "NL": 60}), target("PRO-S1.1", "ALL", 100, DUE))
    result = _all(STATE, facts, {"IT": {"2026": 30}, "NL": {"2026": 20}}, countries=("IT", "NL"))
    assert (result.target, result.target_basis, result.progress) == (100, "own", Fraction(1, 2))
    assert "The target set for ALL is 100; those of 2 of 2 countries come to 120." in result.notes
    same = (*_each(STATE, {"IT": 0, "NL": 0}, {"IT": 60, "NL": 40}), target("PRO-S1.1", "ALL", 100, DUE))
    agreed = _all(STATE, same, {"IT": {"2026": 30}, "NL": {"2026": 20}}, countries=("IT", "NL"))
    assert not any("set for ALL" in note for note in agreed.notes)


def test_an_own_target_needs_half_of_the_expected_countries_measured() -> None:
    facts = (target("LRN-S1.1", "ALL", 100, DUE), baseline("LRN-S1.1", "IE", 10))
    three = ("IT", "NL", "IE")
    one = _all(FLOW, facts, {"IT": {"2026-S1": 20}}, countries=three)
    assert (_number(one), one.progress, one.status) == (30, None, Status.NOT_ENOUGH_DATA)
    two = _all(FLOW, facts, {"IT": {"2026-S1": 20}, "NL": {"2026-S1": 7}}, countries=three)
    assert (two.progress, two.parts_matched) == (Fraction(27, 90), 2)


def test_an_own_target_of_a_sum_of_states_needs_all_of_them() -> None:
    facts = (*_each(STATE, dict.fromkeys(("IT", "NL", "IE"), 0), {}), target("PRO-S1.1", "ALL", 100, DUE))
    values: dict[str, Values] = {"IT": {"2026": 30}, "NL": {"2026": 20}}
    two = _all(STATE, facts, values, countries=("IT", "NL", "IE"))
    assert (two.progress, two.status) == (None, Status.NOT_ENOUGH_DATA)
    three = _all(STATE, facts, {**values, "IE": {"2026": 0}}, countries=("IT", "NL", "IE"))
    assert three.progress == Fraction(1, 2)


def test_an_own_target_has_a_derived_baseline_only_where_every_country_in_the_value_has_one() -> None:
    found = indicator("PRO-S1.1", combination=Combination.MEAN, step="0.01")
    aim = target("PRO-S1.1", "ALL", 100, DUE)
    values: dict[str, Values] = {"IT": {"2026": 30}, "NL": {"2026": 50}}
    whole = _all(found, (*_each(found, {"IT": 0, "NL": 20}, {}), aim), values, countries=("IT", "NL"))
    assert (whole.baseline.value if whole.baseline else None, whole.progress) == (10, Fraction(1, 3))
    part = _all(found, (*_each(found, {"IT": 0}, {}), aim), values, countries=("IT", "NL"))
    assert (part.baseline, part.progress, part.status) == (None, None, Status.NO_BASELINE)
    own = (*_each(found, {"IT": 0}, {}), baseline("PRO-S1.1", "ALL", 20), aim)
    assert _all(found, own, values, countries=("IT", "NL")).progress == Fraction(1, 4)


def test_milestones_for_all_are_its_own() -> None:
    facts = (
        *_each(STATE, {"IT": 0, "NL": 0}, {"IT": 60, "NL": 60}),
        target("PRO-S1.1", "ALL", 40, "2026-12-31"),
        target("PRO-S1.1", "ALL", 100, DUE),
    )
    result = _all(STATE, facts, {"IT": {"2026": 30}, "NL": {"2026": 20}}, countries=("IT", "NL"))
    assert [(found.value, found.met) for found in result.milestones] == [(40, True)]
    assert [point.value for point in result.line] == [0, 40, 100]


def test_a_flow_with_a_baseline_for_all_counts_from_it() -> None:
    found = flow("INS-S1.3")
    facts = (baseline("INS-S1.3", "ALL", 45), target("INS-S1.3", "IT", 30, DUE), target("INS-S1.3", "NL", 20, DUE))
    before = _all(found, facts, as_of="2026-01-31", countries=("IT", "NL"))
    assert (_number(before), before.value.basis, before.value.parts_present) == (45, "baseline", 0)
    result = _all(found, facts, {"IT": {"2026-S1": 6}, "NL": {"2026-S1": 4}}, countries=("IT", "NL"))
    assert (_number(result), result.target, result.target_basis) == (55, 95, "derived")
    assert (result.progress, result.baseline_assumed) == (Fraction(1, 5), False)
    assert result.expected == 45 + Fraction(50 * 214, 763)


def test_the_value_and_the_matched_value_of_such_a_flow_count_their_own_countries() -> None:
    found = flow("INS-S1.3")
    facts = (baseline("INS-S1.3", "ALL", 45), target("INS-S1.3", "IT", 30, DUE))
    result = _all(found, facts, {"IT": {"2026-S1": 6}, "NL": {"2026-S1": 4}}, countries=("IT", "NL"))
    assert (_number(result), result.matched.value if result.matched else None) == (55, 51)
    assert result.progress == Fraction(6, 30)


def test_a_flow_with_a_later_baseline_for_all_counts_only_what_came_after_it() -> None:
    found = flow("INS-S1.3")
    facts = (baseline("INS-S1.3", "ALL", 45, on=day("2026-06-30")),)
    values: dict[str, Values] = {"IT": {"2026-S1": 6, "2026-S2": 7}}
    assert _number(_all(found, facts, values, as_of="2026-12-31")) == 52
    early = _all(found, facts, values, as_of="2026-06-29")
    assert (early.value.quantity, early.value.data_on) == (None, None)


def test_a_baseline_for_all_of_a_state_is_the_value_only_while_nothing_was_measured() -> None:
    facts = (*_each(STATE, {"IT": 10, "NL": 10}, {"IT": 110, "NL": 110}), baseline("PRO-S1.1", "ALL", 50))
    before = _all(STATE, facts, as_of="2026-01-31", countries=("IT", "NL"))
    assert (_number(before), before.value.basis) == (50, "baseline")
    assert "The baseline set for ALL is 50; those of 2 of 2 countries come to 20." in before.notes
    after = _all(STATE, facts, {"IT": {"2026": 60}, "NL": {"2026": 60}}, countries=("IT", "NL"))
    assert (_number(after), after.progress) == (120, Fraction(120 - 50, 220 - 50))
    assert points(after.expected_progress) == "52.16"


def test_what_countries_owe_is_owed_by_all() -> None:
    result = _all(FLOW, (), {"IT": {"2026-S1": 1}}, as_of="2026-09-30", countries=("IT", "NL"))
    assert result.reporting.owed == ("NL HKU 2026-S1",)
    assert (result.reporting.state, result.reporting.due_on) == (ReportingState.OVERDUE, day("2026-08-29"))


def test_an_indicator_marked_not_applicable_for_all_has_a_value_for_countries_only() -> None:
    result = _all(STATE, (), {"IT": {"2026": 3}}, not_applicable=[("PRO-S1.1", "ALL")])
    assert (result.status, _number(result)) == (Status.NOT_APPLICABLE, None)


@pytest.mark.parametrize("country", ["IT", "NL"])
def test_the_figures_of_a_country_do_not_depend_on_the_others(country: str) -> None:
    alone = panel(framework(STATE), {("PRO-S1.1", country): {"2026": 3}})
    both = panel(framework(STATE), {("PRO-S1.1", "IT"): {"2026": 3}, ("PRO-S1.1", "NL"): {"2026": 3}})
    as_of = day("2026-12-31")
    assert value_of(alone, "PRO-S1.1", country, as_of) == value_of(both, "PRO-S1.1", country, as_of)
