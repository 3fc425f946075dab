"""Which measurements a figure rests on, and why others are left out."""

from dataclasses import replace

from tests.figures.build import baseline, day, flow, framework, indicator, observation, panel, percent, target
from toc.figures.explain_parts import left_out, used_measurements
from toc.figures.progress import assess_indicator
from toc.model.panel import Panel


def _left(found: Panel, code: str, country: str, as_of: str) -> dict[str, str]:
    result = assess_indicator(found, code, country, day(as_of))
    return {
        " ".join(part for part in (one.country, one.organisation, one.period) if part): one.reason
        for one in left_out(found, result)
    }


def test_periods_of_a_flow_before_across_and_after_are_left_out_each_with_its_reason() -> None:
    found = flow("LRN-S1.1")
    values = {"2025-S1": 5, "2025-S2": 9, "2026-S1": 52, "2026-S2": 61, "2027-S1": 70}
    data = panel(framework(found, (baseline("LRN-S1.1", "NL", 64),)), {("LRN-S1.1", "NL"): values})
    result = assess_indicator(data, "LRN-S1.1", "NL", day("2026-12-31"))
    assert [one.period for one in used_measurements(result)] == ["2026-S1", "2026-S2"]
    assert _left(data, "LRN-S1.1", "NL", "2026-12-31") == {
        "NL HKU 2025-S1": "history: ends on or before the baseline date, 2025-11-28",
        "NL HKU 2025-S2": "overlaps the baseline date, 2025-11-28",
        "NL HKU 2027-S1": "ends after 2026-12-31",
    }


def test_an_earlier_state_gives_way_to_the_later_one() -> None:
    data = panel(framework(indicator("PRO-S1.1")), {("PRO-S1.1", "NL"): {"2026": 3, "2027": 5}})
    assert _left(data, "PRO-S1.1", "NL", "2027-12-31") == {"NL HKU 2026": "a later period stands"}


def test_a_bare_percentage_is_named_once_with_its_measurement_and_a_country_without_value_by_itself() -> None:
    document = framework(percent("PRO-S1.2"), countries=("IT", "NL", "BE", "ES"))
    measured = {("PRO-S1.2", "IT"): {"2026": "15/50"}, ("PRO-S1.2", "NL"): {"2026": "20/50"}}
    data = panel(document, {**measured, ("PRO-S1.2", "BE"): {"2026": 80}})
    assert _left(data, "PRO-S1.2", "ALL", "2026-12-31") == {
        "ES": "no value",
        "NL": "in the value, but not in progress: no target within the horizon",
        "IT": "in the value, but not in progress: no target within the horizon",
        "BE ICHEC 2026": "no denominator",
    }


def test_what_waits_for_approval_is_named_without_its_value() -> None:
    document = framework(flow("LRN-S1.1"), (target("LRN-S1.1", "NL", 400, "2027-12-31"),))
    waiting = replace(observation("2026-S1", 0), value=None, approved=False)
    data = Panel(document, handed_in={("LRN-S1.1", "NL", "HKU"): (waiting,)})
    found = _left(data, "LRN-S1.1", "NL", "2026-12-31")
    assert found["NL HKU 2026-S1"] == "waits for approval"
