"""The value of a country for which several organisations report (progress.md 3, combination)."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.figures.ask import (
    number,
    shared_value,
    value_in_nl,
)
from tests.figures.build import (
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
from toc.figures.values import value_of
from toc.model.document import IndicatorDef
from toc.model.terms import Combination

FLOW = flow("LRN-S1.1")
STATE = indicator("PRO-S1.1", frequency="semester")


def test_a_sum_of_organisations_adds_their_latest_states() -> None:
    result = shared_value(STATE, {"HKU": {"2026-S1": 5, "2026-S2": 7}, "ECBN": {"2026-S2": 4}})
    assert (number(result), result.parts_present, result.parts_expected, result.complete) == (11, 2, 2, True)
    assert "2 of 2 organisations." in result.notes


def test_a_partial_sum_of_states_is_shown_and_not_complete() -> None:
    result = shared_value(STATE, {"HKU": {"2026-S2": 7}})
    assert (number(result), result.parts_present, result.parts_expected, result.complete) == (7, 1, 2, False)
    assert "A partial sum: progress needs every organisation." in result.notes


def test_a_flow_of_organisations_names_the_missing_reports_of_each() -> None:
    result = shared_value(FLOW, {"HKU": {"2026-S1": 1, "2026-S2": 2}, "ECBN": {"2026-S1": 4}})
    assert (number(result), result.complete) == (7, True)
    assert result.missing_periods == ("ECBN 2026-S2",)


def test_the_data_date_is_the_latest_that_half_of_the_parts_present_have_reached() -> None:
    pair = shared_value(STATE, {"HKU": {"2026-S2": 7}, "ECBN": {"2026-S1": 4}})
    assert pair.data_on == day("2026-12-31")
    assert "Carried forward: ECBN from 2026-S1." in pair.notes
    names = ("HKU", "ECBN", "DCCI")
    three = shared_value(STATE, {"HKU": {"2026-S2": 7}, "ECBN": {"2026-S1": 4}, "DCCI": {"2026-S1": 4}}, assigned=names)
    assert three.data_on == day("2026-06-30")


def test_an_organisation_that_is_not_assigned_counts_with_what_it_reported() -> None:
    result = shared_value(STATE, {"HKU": {"2026-S2": 7}, "DCCI": {"2026-S2": 1}}, assigned=("HKU",))
    assert (number(result), result.parts_present, result.parts_expected) == (8, 2, 2)


def test_a_ratio_adds_numerators_and_denominators() -> None:
    names = ("HKU", "ECBN", "DCCI")
    shares = {"HKU": {"2026": "30/40"}, "ECBN": {"2026": "90/200"}, "DCCI": {"2026": "8/10"}}
    result = shared_value(percent("PRO-S1.3"), shares, assigned=names)
    assert shown(number(result)) == "51.20"
    assert result.quantity is not None and (result.quantity.numerator, result.quantity.denominator) == (128, 250)


def test_parts_of_a_ratio_that_state_only_a_percentage_are_left_out_and_named() -> None:
    names = ("HKU", "ECBN", "DCCI")
    shares = {"HKU": {"2026": "15/50"}, "ECBN": {"2026": "20/50"}, "DCCI": {"2026": 80}}
    result = shared_value(percent("PRO-S1.3"), shares, assigned=names)
    assert (number(result), result.parts_present, result.parts_expected) == (35, 2, 3)
    assert "2 of 3 organisations; DCCI left out: no denominator." in result.notes
    bare = next(part for part in result.parts if part.name == "DCCI")
    assert bare.quantity is not None and (bare.quantity.value, bare.used) == (80, False)


def test_a_ratio_with_denominators_for_fewer_than_half_is_not_combined() -> None:
    names = ("HKU", "ECBN", "DCCI")
    shares = {"HKU": {"2026": "15/50"}, "ECBN": {"2026": 20}, "DCCI": {"2026": 80}}
    result = shared_value(percent("PRO-S1.3"), shares, assigned=names)
    assert (result.quantity, result.basis, result.data_on) == (None, None, day("2026-12-31"))
    assert (result.low, result.high) == (20, 80)
    half = shared_value(percent("PRO-S1.3"), {"HKU": {"2026": "15/50"}, "ECBN": {"2026": 20}})
    assert number(half) == 30


def test_a_lone_organisations_bare_percentage_is_its_countrys_value() -> None:
    result = value_in_nl(percent("PRO-S1.3"), {"2026": 92})
    assert result.quantity is not None and (result.quantity.value, result.quantity.denominator) == (92, None)


def test_numerator_and_denominator_go_before_a_value_beside_them() -> None:
    both = replace(observation("2026", "1/3"), value=observation("2026", "33.3").value)
    assert number(value_in_nl(percent("PRO-S1.3"), {"2026": both})) == Fraction(100, 3)


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
    assert number(shared_value(found, values, assigned=names)) == expected


def test_the_median_of_an_odd_number_is_the_middle_one() -> None:
    names = ("HKU", "ECBN", "DCCI")
    values = {"HKU": {"2026": 9}, "ECBN": {"2026": 1}, "DCCI": {"2026": 3}}
    assert number(shared_value(scale("LRN-S1.3"), values, assigned=names)) == 3


def test_values_that_are_not_combined_show_their_range() -> None:
    found = indicator("FIN-S1.2", combination=Combination.NONE)
    result = shared_value(found, {"HKU": {"2026": 3}, "ECBN": {"2026": 8}})
    assert (result.quantity, result.low, result.high) == (None, 3, 8)


def test_a_consortium_indicator_is_measured_for_all() -> None:
    found = consortium("INS-L1.1")
    document = framework(found, (baseline("INS-L1.1", "ALL", 0),))
    result = value_of(panel(document, {("INS-L1.1", "ALL"): {"2031": 2}}), "INS-L1.1", "ALL", day("2031-12-31"))
    assert (number(result), result.parts_expected) == (2, 1)


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
    result = value_in_nl(STATE, {"2026-S2": 7, "2026-S1": 5})
    assert number(result) == 7
