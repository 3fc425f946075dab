"""Progress and status of ALL from the matched countries (progress.md 6)."""

from fractions import Fraction

from tests.figures.ask import DUE, assess_all_of, number, plan_for_each
from tests.figures.build import Values, baseline, day, flow, indicator, percent, scale, target
from toc.model.terms import Direction, ReportingState, Status

STATE = indicator("PRO-S1.1", step="0.01")
FLOW = flow("LRN-S1.1")
SHARE = percent("SYS-S1.3")


def test_progress_of_all_is_that_of_the_matched_countries() -> None:
    facts = plan_for_each(STATE, {"IT": 0, "NL": 10, "IE": 5}, {"IT": 100, "NL": 110, "BE": 50})
    values: dict[str, Values] = {country: {"2026": 30} for country in ("IT", "NL", "IE", "BE")}
    result = assess_all_of(STATE, facts, values, countries=("IT", "NL", "IE", "BE"))
    assert (number(result), result.parts_matched) == (120, 2)
    assert result.matched is not None and result.matched.value == 60
    assert (result.baseline.value if result.baseline else None, result.target, result.target_basis) == (
        10,
        210,
        "derived",
    )
    assert result.progress == Fraction(1, 4)


def test_fewer_than_half_of_the_expected_countries_matched_is_not_enough_data() -> None:
    two = ("IT", "NL")
    facts = plan_for_each(STATE, dict.fromkeys(two, 0), dict.fromkeys(two, 100))
    values: dict[str, Values] = {country: {"2026": 30} for country in ("IT", "NL", "IE", "BE", "EE")}
    short = assess_all_of(STATE, facts, values, countries=("IT", "NL", "IE", "BE", "EE"))
    assert (number(short), short.progress, short.status) == (150, None, Status.NOT_ENOUGH_DATA)
    half = assess_all_of(STATE, facts, values, countries=("IT", "NL", "IE", "BE"))
    assert (half.progress, half.status) == (Fraction(3, 10), Status.OFF_TRACK)


def test_a_country_without_a_target_adds_to_the_value_and_not_to_the_progress() -> None:
    facts = plan_for_each(STATE, {"IT": 0, "NL": 0}, {"IT": 100})
    without = assess_all_of(STATE, facts, {"IT": {"2026": 50}}, countries=("IT", "NL"))
    with_it = assess_all_of(STATE, facts, {"IT": {"2026": 50}, "NL": {"2026": 900}}, countries=("IT", "NL"))
    assert (without.progress, with_it.progress) == (Fraction(1, 2), Fraction(1, 2))
    assert number(with_it) == 950


def test_a_flow_without_baselines_is_matched_from_its_assumed_0() -> None:
    facts = plan_for_each(FLOW, {}, {"IT": 100, "NL": 100})
    result = assess_all_of(FLOW, facts, {"IT": {"2026-S1": 30}, "NL": {"2026-S1": 20}}, countries=("IT", "NL"))
    assert (result.progress, result.parts_matched, result.baseline_assumed) == (Fraction(1, 4), 2, True)


def test_percentages_of_a_ratio_are_weighted_with_the_denominators_of_the_values() -> None:
    facts = plan_for_each(SHARE, {"IT": "10/20", "NL": "20/100"}, {"IT": 80, "NL": 60})
    result = assess_all_of(SHARE, facts, {"IT": {"2026": "60/100"}, "NL": {"2026": "90/300"}}, countries=("IT", "NL"))
    start, aim = Fraction(50 * 100 + 20 * 300, 400), Fraction(80 * 100 + 60 * 300, 400)
    assert result.baseline is not None
    assert (result.baseline.value, result.target) == (start, aim)
    assert result.progress == (Fraction(150, 4) - start) / (aim - start)
    assert (result.baseline.numerator, result.baseline.denominator) == (None, None)


def test_a_change_of_size_alone_is_no_progress() -> None:
    facts = plan_for_each(SHARE, {"IT": "80/100", "NL": "20/100"}, {"IT": 90, "NL": 50})
    result = assess_all_of(SHARE, facts, {"IT": {"2026": "800/1000"}, "NL": {"2026": "20/100"}}, countries=("IT", "NL"))
    assert result.value.quantity is not None and result.value.quantity.value > 70
    assert result.progress == 0


def test_each_expectation_is_taken_at_its_own_data_date() -> None:
    facts = plan_for_each(STATE, {"IT": 0, "NL": 0}, {"IT": 763, "NL": 763})
    result = assess_all_of(
        STATE, facts, {"IT": {"2026": 398}, "NL": {"2027-S1": 579}}, as_of="2027-06-30", countries=("IT", "NL")
    )
    assert result.expected == 398 + 579
    assert result.gap == 0


def test_a_country_past_its_targets_date_is_expected_at_its_target() -> None:
    facts = (
        *plan_for_each(STATE, {"IT": 0, "NL": 0}, {"NL": 763}),
        target("PRO-S1.1", "IT", 100, "2026-12-31"),
        target("PRO-S1.1", "IT", 900, "2028-12-31"),
    )
    values: dict[str, Values] = {"IT": {"2027-S1": 100}, "NL": {"2027-S1": 579}}
    result = assess_all_of(STATE, facts, values, as_of="2027-06-30", countries=("IT", "NL"))
    assert (result.target_on, result.expected) == (day(DUE), 100 + 579)


def test_the_target_date_of_all_is_the_latest() -> None:
    facts = (
        *plan_for_each(STATE, {"IT": 0, "NL": 0}, {"NL": 50}),
        target("PRO-S1.1", "IT", 50, "2026-12-31"),
    )
    result = assess_all_of(STATE, facts, {"IT": {"2026": 10}, "NL": {"2026": 10}}, countries=("IT", "NL"))
    assert result.target_on == day(DUE)
    assert result.status is not Status.MISSED


def test_median_baselines_expectations_and_targets_are_medians_and_lower_ones_for_a_scale() -> None:
    found = scale("SYS-S1.1")
    four = ("IT", "NL", "IE", "BE")
    facts = plan_for_each(found, dict(zip(four, (1, 3, 3, 2), strict=True)), dict.fromkeys(four, 4))
    result = assess_all_of(found, facts, {country: {"2026": 3} for country in four}, countries=four)
    assert result.baseline is not None
    assert (result.baseline.value, result.target, number(result)) == (2, 4, 3)
    assert result.progress == Fraction(1, 2)


def test_with_nothing_measured_the_plan_of_all_is_shown_without_progress() -> None:
    facts = plan_for_each(STATE, {"IT": 0, "NL": 0}, {"IT": 100, "NL": 50})
    result = assess_all_of(STATE, facts, as_of="2026-12-31", countries=("IT", "NL"))
    assert (result.target, result.expected, result.progress) == (150, Fraction(150 * 398, 763), None)
    assert result.status is Status.NOT_YET_DUE
    assert [point.value for point in result.line] == [0, 150]
    assert assess_all_of(STATE, facts, as_of="2027-12-31", countries=("IT", "NL")).status is Status.NO_DATA


def test_without_any_countrys_target_there_is_no_target() -> None:
    result = assess_all_of(STATE, plan_for_each(STATE, {"IT": 0}, {}), {"IT": {"2026": 10}})
    assert (result.status, result.target) == (Status.NO_TARGET, None)


def test_a_partial_sum_in_a_country_is_not_matched() -> None:
    facts = plan_for_each(STATE, {"IT": 0, "NL": 0}, {"IT": 100, "NL": 100})
    result = assess_all_of(
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
    result = assess_all_of(found, facts, {"IT": {"2026": 3}, "NL": {"2026": 9}}, countries=("IT", "NL"))
    assert (result.target, result.target_to, result.progress, result.status) == (10, 20, 1, Status.ON_TRACK)


def test_all_is_missed_regressing_or_late_by_the_same_table() -> None:
    facts = plan_for_each(STATE, {"IT": 0, "NL": 0}, {"IT": 100, "NL": 100})

    def status(values: dict[str, Values], as_of: str) -> tuple[Status, str]:
        result = assess_all_of(STATE, facts, values, as_of=as_of, countries=("IT", "NL"))
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
    result = assess_all_of(found, facts, values, as_of="2029-12-31", countries=("IT", "NL"))
    assert (result.status, result.last_known) == (Status.NO_DATA, Status.AHEAD)


def test_what_countries_owe_is_owed_by_all() -> None:
    result = assess_all_of(FLOW, (), {"IT": {"2026-S1": 1}}, as_of="2026-09-30", countries=("IT", "NL"))
    assert result.reporting.owed == ("NL HKU 2026-S1",)
    assert (result.reporting.state, result.reporting.due_on) == (ReportingState.OVERDUE, day("2026-08-29"))


def test_a_plan_before_any_measurement_weighs_a_ratio_with_its_baselines_denominators() -> None:
    facts = plan_for_each(SHARE, {"IT": "10/20", "NL": 92}, {"IT": 80, "NL": 100})
    result = assess_all_of(SHARE, facts, as_of="2026-01-31", countries=("IT", "NL"))
    assert (result.target, result.baseline.value if result.baseline else None) == (80, 50)


def test_a_plan_before_any_measurement_counts_a_flow_from_its_assumed_0() -> None:
    result = assess_all_of(
        FLOW, plan_for_each(FLOW, {}, {"IT": 100, "NL": 50}), as_of="2026-01-31", countries=("IT", "NL")
    )
    assert (result.target, result.baseline_assumed, number(result)) == (150, True, None)


def test_how_many_countries_are_matched_is_said_only_where_something_was_planned_and_measured() -> None:
    facts = plan_for_each(STATE, {"IT": 0}, {"IT": 100})
    said = "1 of 2 countries have a measurement, a baseline and a target."
    two = ("IT", "NL")
    assert said in assess_all_of(STATE, facts, {"IT": {"2026": 5}}, countries=two).notes
    assert assess_all_of(STATE, facts, countries=two).notes == ()
    assert assess_all_of(STATE, plan_for_each(STATE, {"IT": 0}, {}), {"IT": {"2026": 5}}, countries=two).notes == ()


def test_half_of_the_countries_matched_is_enough_and_one_of_three_is_not() -> None:
    facts = plan_for_each(STATE, {"IT": 0}, {"IT": 100})
    assert assess_all_of(STATE, facts, {"IT": {"2026": 50}}, countries=("IT", "NL")).progress == Fraction(1, 2)
    assert assess_all_of(STATE, facts, {"IT": {"2026": 50}}, countries=("IT", "NL", "IE")).progress is None
    own = (target("LRN-S1.1", "ALL", 100, DUE),)
    assert assess_all_of(FLOW, own, {"IT": {"2026-S1": 50}}, countries=("IT", "NL")).progress == Fraction(1, 2)


def test_a_lone_countrys_bare_percentage_has_progress_for_all() -> None:
    result = assess_all_of(SHARE, plan_for_each(SHARE, {"NL": 50}, {"NL": 90}), {"NL": {"2026": 70}}, countries=("NL",))
    assert (result.progress, result.parts_matched) == (Fraction(1, 2), 1)


def test_hold_with_baselines_has_a_baseline_for_all_and_no_line() -> None:
    found = indicator("PRO-S1.1", direction=Direction.HOLD)
    facts = [target("PRO-S1.1", country, 5, DUE, value_to=10) for country in ("IT", "NL")]
    facts += [baseline("PRO-S1.1", country, 6) for country in ("IT", "NL")]
    result = assess_all_of(found, tuple(facts), {"IT": {"2026": 3}, "NL": {"2026": 30}}, countries=("IT", "NL"))
    assert (result.baseline.value if result.baseline else None, result.expected, result.line) == (12, None, ())
    assert (result.progress, result.status) == (0, Status.OFF_TRACK)
    own = (*facts, baseline("PRO-S1.1", "ALL", 14))
    moved = assess_all_of(found, own, {"IT": {"2026": 3}, "NL": {"2026": 9}}, countries=("IT", "NL"))
    assert (moved.baseline.value if moved.baseline else None, moved.target, moved.target_to) == (14, 10, 20)
