"""What is refused when a framework is saved (progress.md 2), each with a sentence that names the thing."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from tests.support.example_framework import FACTS, INDICATORS, example_framework
from toc.model.document import AssignmentDef, FactDef, IndicatorDef, LinkDef
from toc.model.terms import Combination, Direction, FactKind, Measure, OverTime, Scope
from toc.services.steps.definition_rules import (
    ADD_UP,
    find_change_faults,
    find_fact_faults,
    find_faults,
    find_indicator_faults,
)
from toc.store.series import Used

START = date(2019, 12, 31)
BY_CODE = {indicator.code: indicator for indicator in INDICATORS}


def indicator(code: str = "F1.1", **changed: object) -> IndicatorDef:
    return IndicatorDef.model_validate({**BY_CODE[code].model_dump(), **changed})


def fact(kind: str, year: int, code: str = "F1.1", **said: object) -> FactDef:
    dated = {"indicator": code, "country": "PT", "kind": kind, "date": date(year, 12, 31)}
    return FactDef.model_validate({**dated, **said})


def said(found: IndicatorDef, *facts: FactDef) -> list[str]:
    return [fault.text() for fault in find_fact_faults(found, facts, START)]


def test_a_sound_framework_has_no_faults() -> None:
    assert find_faults(example_framework()) == []


@pytest.mark.parametrize("measure", list(Measure))
@pytest.mark.parametrize("over_time", list(OverTime))
def test_only_counts_amounts_and_numbers_add_up_over_time(measure: Measure, over_time: OverTime) -> None:
    made = indicator(measure=measure, over_time=over_time, combination=Combination.NONE)
    fields = [fault.field for fault in find_indicator_faults(made)]
    assert fields == ([] if over_time is OverTime.POINT or measure in ADD_UP else ["over_time"])


@pytest.mark.parametrize("measure", list(Measure))
@pytest.mark.parametrize("combination", list(Combination))
def test_each_measure_has_its_own_combinations(measure: Measure, combination: Combination) -> None:
    refused: Mapping[Combination, set[Measure]] = {
        Combination.RATIO: set(Measure) - {Measure.PERCENT},
        Combination.SUM: {Measure.PERCENT, Measure.SCALE, Measure.DURATION},
        Combination.MEAN: {Measure.SCALE},
    }
    made = indicator(measure=measure, over_time=OverTime.POINT, combination=combination)
    found = {fault.field for fault in find_indicator_faults(made)}
    assert found == ({"combination"} if measure in refused.get(combination, set()) else set())


def test_a_flow_cannot_be_held_within_a_band() -> None:
    (fault,) = find_indicator_faults(indicator(direction=Direction.HOLD))
    assert fault.text() == "F1.1 is new in each period and cannot be held within a band."
    assert list(find_indicator_faults(indicator(direction=Direction.HOLD, over_time=OverTime.POINT))) == []


@pytest.mark.parametrize("year", [2018, 2019])
def test_a_target_on_or_before_the_baseline_date_is_refused(year: int) -> None:
    assert said(indicator(), fact("target", year, value=5)) == [
        f"The target of F1.1 for PT is dated {year}-12-31, not after the baseline date 2019-12-31."
    ]


def test_a_target_before_its_own_later_baseline_is_refused() -> None:
    found = said(indicator(), fact("baseline", 2021, value=5), fact("target", 2020, value=9))
    assert found == ["The target of F1.1 for PT is dated 2020-12-31, not after the baseline date 2021-12-31."]


def test_a_target_on_the_wrong_side_of_the_baseline_is_refused_both_ways() -> None:
    assert said(indicator(), fact("baseline", 2019, value=10), fact("target", 2020, value=9)) == [
        "The target 9 of F1.1 for PT on 2020-12-31 is below the baseline 10, and more is better."
    ]
    down = indicator("V1.1")
    assert said(down, fact("baseline", 2019, "V1.1", value=10), fact("target", 2020, "V1.1", value=11)) == [
        "The target 11 of V1.1 for PT on 2020-12-31 is above the baseline 10, and less is better."
    ]


def test_a_target_on_the_wrong_side_of_an_earlier_one_is_refused() -> None:
    found = said(indicator(), fact("target", 2022, value=30), fact("target", 2021, value=40))
    assert found == ["The target 30 of F1.1 for PT on 2022-12-31 is below the earlier target 40, and more is better."]


def test_a_target_equal_to_the_baseline_or_to_an_earlier_one_is_sound() -> None:
    facts = [fact("baseline", 2019, value=10), fact("target", 2020, value=10), fact("target", 2021, value=10)]
    assert said(indicator(), *facts) == []


def test_sides_are_compared_exactly_through_numerator_and_denominator() -> None:
    share = indicator("F1.2")
    baseline = fact("baseline", 2019, "F1.2", numerator=2, denominator=3)
    below = fact("target", 2020, "F1.2", value=Decimal("66.6666666666666666666666666"))
    above = fact("target", 2020, "F1.2", value=Decimal("66.6666666666666666666666667"))
    assert len(said(share, baseline, below)) == 1
    assert said(share, baseline, above) == []


def test_the_baseline_of_a_flow_is_taken_as_0_where_there_is_none() -> None:
    amount = indicator(measure=Measure.AMOUNT)
    assert said(amount, fact("target", 2020, value=-1)) == [
        "The target -1 of F1.1 for PT on 2020-12-31 is below the baseline, taken as 0, and more is better."
    ]
    point = indicator(measure=Measure.AMOUNT, over_time=OverTime.POINT)
    assert said(point, fact("target", 2020, value=-1)) == []


@pytest.mark.parametrize(
    ("code", "quantity", "field", "message"),
    [
        ("F1.2", {"value": 140}, "value", "140 is not a percentage from 0 to 100."),
        ("F1.2", {"value": -1}, "value", "-1 is not a percentage from 0 to 100."),
        ("F1.2", {"numerator": 3, "denominator": 0}, "denominator", "The denominator is 0."),
        ("F1.2", {"numerator": 12, "denominator": 11}, "numerator", "The numerator 12 is above the denominator 11."),
        ("F1.2", {"numerator": 3}, "denominator", "The denominator is missing."),
        ("F1.2", {"denominator": 3}, "numerator", "The numerator is missing."),
        ("F1.2", {}, "value", "The value is missing."),
        ("F2.1", {"value": 4}, "value", "4 is not a level of F2.1."),
        ("F2.1", {"value": Decimal("1.5")}, "value", "1.5 is not a level of F2.1."),
        ("F1.1", {"value": Decimal("0.5")}, "value", "0.5 is not a whole number."),
        ("F1.1", {"value": 5, "value_to": 9}, "value_to", "9 is an upper bound, and there is no band."),
        ("V1.3", {"value": 5}, "value_to", "The upper bound of the band is missing."),
        ("V1.3", {"value": 5, "value_to": 4}, "value_to", "The upper bound 4 is below the lower one."),
        ("V1.3", {"value_to": 4}, "value", "The value is missing."),
    ],
)
def test_a_target_that_cannot_be_a_value_is_refused(
    code: str, quantity: dict[str, object], field: str, message: str
) -> None:
    (fault,) = find_fact_faults(BY_CODE[code], [fact("target", 2020, code, **quantity)], START)
    assert (fault.field, fault.text()) == (field, f"target {code} PT 2020-12-31: {message}")


def test_a_band_may_lie_anywhere_and_its_baseline_is_one_value() -> None:
    band = indicator("V1.3")
    assert said(band, fact("baseline", 2019, "V1.3", value=9), fact("target", 2020, "V1.3", value=-1, value_to=2)) == []
    found = said(band, fact("baseline", 2019, "V1.3", value=9, value_to=10))
    assert found == ["baseline V1.3 PT 2019-12-31: 10 is an upper bound, and there is no band."]


def test_a_band_of_a_percent_has_a_lower_bound_that_is_a_value() -> None:
    held = indicator("F1.2", direction=Direction.HOLD)
    found = said(held, fact("target", 2020, "F1.2", numerator=1, denominator=2, value_to=70))
    assert found == ["target F1.2 PT 2020-12-31: The lower bound of the band is missing."]


def test_what_has_measurements_keeps_its_over_time_mode_and_its_scope() -> None:
    before = example_framework()
    locked = {"over_time": OverTime.POINT, "scope": Scope.CONSORTIUM}
    after = example_framework(
        indicators=tuple(part.model_copy(update=locked) if part.code == "F1.1" else part for part in INDICATORS)
    )
    used = Used(indicators=frozenset({"F1.1"}))
    assert [fault.text() for fault in find_change_faults(before, after, used)] == [
        "F1.1 has measurements: it is “new in each period” and cannot become “state at the period's end”.",
        "F1.1 has measurements for each country and cannot be measured for the consortium.",
    ]
    assert find_change_faults(before, after, Used()) == []


def test_two_targets_on_one_date_and_two_baselines_are_refused() -> None:
    twice = example_framework(facts=(*FACTS, FACTS[1].model_copy(update={"value": Decimal(60)})))
    assert [fault.field for fault in find_faults(twice)] == ["date"]
    other = FACTS[0].model_copy(update={"date": date(2018, 12, 31)})
    assert [fault.field for fault in find_faults(example_framework(facts=(*FACTS, other)))] == ["date"]


def test_values_that_are_not_combined_come_from_one_organisation() -> None:
    assignment = AssignmentDef(indicator="V1.3", country="PT", organisations=("POMAR", "KIPOS"))
    (fault,) = find_faults(example_framework(assignments=(assignment,)))
    assert fault.text() == "V1.3 is not combined, so one organisation reports it for PT, not 2."


def test_names_that_point_nowhere_are_said_before_any_rule_is_asked() -> None:
    broken = example_framework(
        links=(LinkDef(source="F1", target="X9"),), facts=(*FACTS, fact("target", 2018, value=5))
    )
    assert [fault.text() for fault in find_faults(broken)] == ["There is no objective “X9”."]


def test_every_fault_of_a_framework_is_found_at_once() -> None:
    faulty = tuple(
        part.model_copy(update={"combination": Combination.RATIO}) if part.code in ("F1.1", "F2.1") else part
        for part in INDICATORS
    )
    faults = find_faults(example_framework(indicators=faulty, facts=(fact("target", 2018, value=5),)))
    assert {fault.fields["indicator"] for fault in faults} == {"F1.1", "F2.1"}
    assert len(faults) == 4


def test_a_fault_of_a_fact_says_which_one_it_is_for_an_import_to_find_its_row() -> None:
    (fault,) = find_fact_faults(indicator(), [fact("target", 2020, value=-1)], START)[:1]
    about = {name: fault.fields[name] for name in ("indicator", "country", "kind", "date")}
    assert about == {"indicator": "F1.1", "country": "PT", "kind": FactKind.TARGET.value, "date": date(2020, 12, 31)}
