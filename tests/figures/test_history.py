"""An indicator through time, and what one more value would mean (progress.md 3 and 4)."""

from fractions import Fraction

import pytest

from tests.figures.build import (
    Value,
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
    target,
)
from toc.errors import Invalid
from toc.figures.history import history, what_if
from toc.figures.progress import assess_indicator
from toc.figures.results import HistoryPoint
from toc.model.document import IndicatorDef
from toc.model.panel import Panel
from toc.model.terms import Status

STATE = indicator("PRO-S1.1", step="0.01")
FLOW = flow("LRN-S1.1")


def _panel(found: IndicatorDef, values: Values, country: str = "NL") -> Panel:
    facts = (baseline(found.code, country, 0), target(found.code, country, 763, "2027-12-31"))
    return panel(framework(found, facts), {(found.code, country): values})


def _history(found: IndicatorDef, values: Values, as_of: str) -> tuple[HistoryPoint, ...]:
    return history(_panel(found, values), found.code, "NL", day(as_of))


def test_a_history_has_value_expectation_progress_and_status_at_each_periods_end() -> None:
    points = _history(STATE, {"2026": 398, "2027": 700}, "2027-12-31")
    assert [(point.label, point.on, point.value, point.expected) for point in points] == [
        ("2026", day("2026-12-31"), 398, 398),
        ("2027", day("2027-12-31"), 700, 763),
    ]
    assert [(point.progress, point.status) for point in points] == [
        (Fraction(398, 763), Status.ON_TRACK),
        (Fraction(700, 763), Status.MISSED),
    ]


def test_a_history_never_looks_beyond_its_date() -> None:
    whole = _history(STATE, {"2026": 398, "2027": 700}, "2027-12-31")
    assert _history(STATE, {"2026": 398, "2027": 700}, "2027-12-30") == whole[:1]


def test_an_expected_period_without_data_is_a_gap_and_not_a_carried_value() -> None:
    points = _history(STATE, {"2026": 398, "2028": 700}, "2029-12-31")
    assert [(point.label, point.value) for point in points] == [
        ("2026", 398),
        ("2027", None),
        ("2028", 700),
        ("2029", None),
    ]
    assert (points[1].progress, points[1].amount) == (None, None)
    assert points[1].expected is not None


def test_a_flows_history_is_its_running_total_with_what_was_new_beside_it() -> None:
    points = _history(FLOW, {"2026-S1": 52, "2026-S2": None, "2027-S1": 9}, "2027-12-31")
    assert [(point.label, point.value, point.amount) for point in points] == [
        ("2026-S1", 52, 52),
        ("2026-S2", 52, 0),
        ("2027-S1", 61, 9),
        ("2027-S2", None, None),
    ]


def test_a_longer_period_leaves_no_gap_where_it_covers_shorter_ones() -> None:
    points = _history(FLOW, {"2026": 52, "2027-S1": 9}, "2027-06-30")
    assert [point.label for point in points] == ["2026", "2027-S1"]


def test_periods_up_to_the_baseline_are_history_without_progress_or_status() -> None:
    points = _history(STATE, {"2022": 1, "2024": 3, "2026": 398}, "2026-12-31")
    assert [(point.label, point.value, point.before_baseline) for point in points] == [
        ("2022", 1, True),
        ("2023", None, True),
        ("2024", 3, True),
        ("2025", None, False),
        ("2026", 398, False),
    ]
    assert {(point.progress, point.status, point.expected) for point in points[:3]} == {(None, None, None)}
    amounts = _history(FLOW, {"2024-S2": 7, "2026-S1": 52}, "2026-06-30")
    assert (amounts[0].value, amounts[0].amount, amounts[0].before_baseline) == (None, 7, True)


def test_the_history_of_all_has_a_value_once_one_country_has_reported() -> None:
    document = framework(STATE, countries=("IT", "NL"))
    measured = {("PRO-S1.1", "IT"): {"2026": 3, "2027": 4}, ("PRO-S1.1", "NL"): {"2026": 5}}
    points = history(panel(document, measured), "PRO-S1.1", "ALL", day("2028-12-31"))
    assert [(point.label, point.value) for point in points] == [("2026", 8), ("2027", 9), ("2028", None)]


def test_the_history_of_all_of_a_flow_has_no_gap_where_one_country_has_reported() -> None:
    document = framework(FLOW, countries=("IT", "NL"))
    measured = {("LRN-S1.1", "IT"): {"2026-S1": 3, "2026-S2": 4}, ("LRN-S1.1", "NL"): {"2026-S1": 5}}
    points = history(panel(document, measured), "LRN-S1.1", "ALL", day("2027-06-30"))
    assert [(point.label, point.value, point.amount) for point in points] == [
        ("2026-S1", 8, 8),
        ("2026-S2", 12, 4),
        ("2027-S1", None, None),
    ]


def test_ratios_before_the_baseline_are_combined_like_later_ones() -> None:
    found = percent("PRO-S1.3")
    document = framework(found, assignments={("PRO-S1.3", "NL"): ("HKU", "ECBN")})
    measured = {("PRO-S1.3", "NL", "HKU"): {"2024": "1/2"}, ("PRO-S1.3", "NL", "ECBN"): {"2024": "1/6"}}
    points = history(panel(document, measured), "PRO-S1.3", "NL", day("2025-12-31"))
    assert [point.value for point in points] == [25]


def test_a_consortium_indicator_has_a_history_for_all_only() -> None:
    found = consortium("INS-L1.1")
    document = framework(found)
    points = history(panel(document, {("INS-L1.1", "ALL"): {"2031": 2}}), "INS-L1.1", "ALL", day("2031-12-31"))
    assert [point.value for point in points] == [2]
    with pytest.raises(Invalid):
        history(panel(document), "INS-L1.1", "NL", day("2031-12-31"))


# what if


def _what_if(values: Values, period: str, value: Value, as_of: str = "2026-12-31") -> tuple[Panel, object]:
    found = _panel(STATE, values)
    result = what_if(found, "PRO-S1.1", "NL", "HKU", observation(period, value), day(as_of))
    return found, (result.value.quantity.value if result.value.quantity else None, result.status, result.as_of)


def test_what_if_gives_the_figures_that_storing_the_value_would_give() -> None:
    stored = _panel(STATE, {"2026": 398, "2027": 700})
    before = _panel(STATE, {"2026": 398})
    result = what_if(before, "PRO-S1.1", "NL", "HKU", observation("2027", 700), day("2027-12-31"))
    assert result == assess_indicator(stored, "PRO-S1.1", "NL", day("2027-12-31"))


def test_what_if_leaves_the_panel_as_it_was() -> None:
    found, _ = _what_if({"2026": 398}, "2026", 1)
    assert found.of("PRO-S1.1", "NL")[0].observations[0].value == 398


def test_what_if_of_the_same_period_is_its_revision() -> None:
    _, result = _what_if({"2026": 398}, "2026", 763)
    assert result == (763, Status.ACHIEVED, day("2026-12-31"))


def test_what_if_of_a_period_that_has_not_ended_is_looked_at_from_its_end() -> None:
    _, result = _what_if({}, "2026", 398, as_of="2026-03-01")
    assert result == (398, Status.ON_TRACK, day("2026-12-31"))


def test_what_if_of_the_first_value_of_an_organisation_keeps_the_others() -> None:
    document = framework(STATE, assignments={("PRO-S1.1", "NL"): ("HKU", "ECBN")})
    found = panel(document, {("PRO-S1.1", "NL", "HKU"): {"2026": 3}})
    result = what_if(found, "PRO-S1.1", "NL", "ECBN", observation("2026", 4), day("2026-12-31"))
    assert result.value.quantity is not None and result.value.quantity.value == 7


def test_what_if_of_nothing_to_report_confirms_the_last_value() -> None:
    _, result = _what_if({"2026": 398}, "2027", None, as_of="2027-12-31")
    assert result == (398, Status.MISSED, day("2027-12-31"))
