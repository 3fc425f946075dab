"""Baselines and targets set for ALL itself (progress.md 6)."""

from fractions import Fraction

from tests.figures.ask import DUE, assess_all_of, number, plan_for_each
from tests.figures.build import Values, baseline, day, flow, indicator, percent, points, target
from toc.model.terms import Combination, Status

STATE = indicator("PRO-S1.1", step="0.01")
FLOW = flow("LRN-S1.1")
SHARE = percent("SYS-S1.3")


def test_an_own_target_goes_first_and_a_difference_from_the_derived_one_is_shown() -> None:
    facts = (*plan_for_each(STATE, {"IT": 0, "NL": 0}, {"IT": 60, "NL": 60}), target("PRO-S1.1", "ALL", 100, DUE))
    result = assess_all_of(STATE, facts, {"IT": {"2026": 30}, "NL": {"2026": 20}}, countries=("IT", "NL"))
    assert (result.target, result.target_basis, result.progress) == (100, "own", Fraction(1, 2))
    assert "The target set for ALL is 100; those of 2 of 2 countries come to 120." in result.notes
    same = (*plan_for_each(STATE, {"IT": 0, "NL": 0}, {"IT": 60, "NL": 40}), target("PRO-S1.1", "ALL", 100, DUE))
    agreed = assess_all_of(STATE, same, {"IT": {"2026": 30}, "NL": {"2026": 20}}, countries=("IT", "NL"))
    assert not any("set for ALL" in note for note in agreed.notes)


def test_an_own_target_needs_half_of_the_expected_countries_measured() -> None:
    facts = (target("LRN-S1.1", "ALL", 100, DUE), baseline("LRN-S1.1", "IE", 10))
    three = ("IT", "NL", "IE")
    one = assess_all_of(FLOW, facts, {"IT": {"2026-S1": 20}}, countries=three)
    assert (number(one), one.progress, one.status) == (30, None, Status.NOT_ENOUGH_DATA)
    two = assess_all_of(FLOW, facts, {"IT": {"2026-S1": 20}, "NL": {"2026-S1": 7}}, countries=three)
    assert (two.progress, two.parts_matched) == (Fraction(27, 90), 2)


def test_an_own_target_of_a_sum_of_states_needs_all_of_them() -> None:
    facts = (*plan_for_each(STATE, dict.fromkeys(("IT", "NL", "IE"), 0), {}), target("PRO-S1.1", "ALL", 100, DUE))
    values: dict[str, Values] = {"IT": {"2026": 30}, "NL": {"2026": 20}}
    two = assess_all_of(STATE, facts, values, countries=("IT", "NL", "IE"))
    assert (two.progress, two.status) == (None, Status.NOT_ENOUGH_DATA)
    three = assess_all_of(STATE, facts, {**values, "IE": {"2026": 0}}, countries=("IT", "NL", "IE"))
    assert three.progress == Fraction(1, 2)


def test_an_own_target_has_a_derived_baseline_only_where_every_country_in_the_value_has_one() -> None:
    found = indicator("PRO-S1.1", combination=Combination.MEAN, step="0.01")
    aim = target("PRO-S1.1", "ALL", 100, DUE)
    values: dict[str, Values] = {"IT": {"2026": 30}, "NL": {"2026": 50}}
    whole = assess_all_of(found, (*plan_for_each(found, {"IT": 0, "NL": 20}, {}), aim), values, countries=("IT", "NL"))
    assert (whole.baseline.value if whole.baseline else None, whole.progress) == (10, Fraction(1, 3))
    part = assess_all_of(found, (*plan_for_each(found, {"IT": 0}, {}), aim), values, countries=("IT", "NL"))
    assert (part.baseline, part.progress, part.status) == (None, None, Status.NO_BASELINE)
    own = (*plan_for_each(found, {"IT": 0}, {}), baseline("PRO-S1.1", "ALL", 20), aim)
    assert assess_all_of(found, own, values, countries=("IT", "NL")).progress == Fraction(1, 4)


def test_milestones_for_all_are_its_own() -> None:
    facts = (
        *plan_for_each(STATE, {"IT": 0, "NL": 0}, {"IT": 60, "NL": 60}),
        target("PRO-S1.1", "ALL", 40, "2026-12-31"),
        target("PRO-S1.1", "ALL", 100, DUE),
    )
    result = assess_all_of(STATE, facts, {"IT": {"2026": 30}, "NL": {"2026": 20}}, countries=("IT", "NL"))
    assert [(found.value, found.met) for found in result.milestones] == [(40, True)]
    assert [point.value for point in result.line] == [0, 40, 100]


def test_a_flow_with_a_baseline_for_all_counts_from_it() -> None:
    found = flow("INS-S1.3")
    facts = (baseline("INS-S1.3", "ALL", 45), target("INS-S1.3", "IT", 30, DUE), target("INS-S1.3", "NL", 20, DUE))
    before = assess_all_of(found, facts, as_of="2026-01-31", countries=("IT", "NL"))
    assert (number(before), before.value.basis, before.value.parts_present) == (45, "baseline", 0)
    result = assess_all_of(found, facts, {"IT": {"2026-S1": 6}, "NL": {"2026-S1": 4}}, countries=("IT", "NL"))
    assert (number(result), result.target, result.target_basis) == (55, 95, "derived")
    assert (result.progress, result.baseline_assumed) == (Fraction(1, 5), False)
    assert result.expected == 45 + Fraction(50 * 214, 763)


def test_the_value_and_the_matched_value_of_such_a_flow_count_their_own_countries() -> None:
    found = flow("INS-S1.3")
    facts = (baseline("INS-S1.3", "ALL", 45), target("INS-S1.3", "IT", 30, DUE))
    result = assess_all_of(found, facts, {"IT": {"2026-S1": 6}, "NL": {"2026-S1": 4}}, countries=("IT", "NL"))
    assert (number(result), result.matched.value if result.matched else None) == (55, 51)
    assert result.progress == Fraction(6, 30)


def test_a_flow_with_a_later_baseline_for_all_counts_only_what_came_after_it() -> None:
    found = flow("INS-S1.3")
    facts = (baseline("INS-S1.3", "ALL", 45, on=day("2026-09-30")),)
    values: dict[str, Values] = {"IT": {"2026-S1": 6, "2026-Q4": 7}}
    assert number(assess_all_of(found, facts, values, as_of="2026-12-31")) == 52
    early = assess_all_of(found, facts, values, as_of="2026-09-29")
    assert (early.value.quantity, early.value.data_on) == (None, None)
    assert number(assess_all_of(found, facts, values, as_of="2026-09-30")) == 45
    unmeasured = assess_all_of(found, facts, as_of="2026-09-30")
    assert (number(unmeasured), unmeasured.value.basis) == (45, "baseline")


def test_a_baseline_for_all_of_a_state_is_the_value_only_while_nothing_was_measured() -> None:
    facts = (*plan_for_each(STATE, {"IT": 10, "NL": 10}, {"IT": 110, "NL": 110}), baseline("PRO-S1.1", "ALL", 50))
    before = assess_all_of(STATE, facts, as_of="2026-01-31", countries=("IT", "NL"))
    assert (number(before), before.value.basis) == (50, "baseline")
    assert "The baseline set for ALL is 50; those of 2 of 2 countries come to 20." in before.notes
    after = assess_all_of(STATE, facts, {"IT": {"2026": 60}, "NL": {"2026": 60}}, countries=("IT", "NL"))
    assert (number(after), after.progress) == (120, Fraction(120 - 50, 220 - 50))
    assert points(after.expected_progress) == "52.16"


def test_pace_against_an_own_target_is_judged_at_the_data_date() -> None:
    own = (target("LRN-S1.1", "ALL", 763, DUE),)
    result = assess_all_of(FLOW, own, {"IT": {"2026-S1": 214}}, as_of="2026-11-30", countries=("IT",))
    assert (result.expected, result.gap) == (214, 0)


def test_a_difference_from_countries_without_a_weight_is_not_reckoned_with_them() -> None:
    facts = (*plan_for_each(SHARE, {"IT": "10/20", "NL": 90}, {}), baseline("SYS-S1.3", "ALL", 60))
    result = assess_all_of(SHARE, facts, as_of="2026-01-31", countries=("IT", "NL"))
    assert result.notes == ("The baseline set for ALL is 60; those of 1 of 2 countries come to 50.",)
    bare = (*plan_for_each(SHARE, {"NL": 90}, {}), baseline("SYS-S1.3", "ALL", 60))
    assert assess_all_of(SHARE, bare, as_of="2026-01-31", countries=("IT", "NL")).notes == ()


def test_a_flow_with_a_baseline_for_all_adds_what_is_new_and_not_the_countries_baselines() -> None:
    found = flow("INS-S1.3")
    facts = (*plan_for_each(found, {"IT": 20, "NL": 10}, {"IT": 30, "NL": 20}), baseline("INS-S1.3", "ALL", 45))
    result = assess_all_of(found, facts, {"IT": {"2026-S1": 6}, "NL": {"2026-S1": 4}}, countries=("IT", "NL"))
    assert (number(result), result.target, result.progress) == (55, 65, Fraction(1, 2))
    assert "The baseline set for ALL is 45; those of 2 of 2 countries come to 30." in result.notes
