"""The worked examples of progress.md 8, one row each, as they stand there."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.figures.build import baseline, day, flow, framework, indicator, panel, percent, points, scale, shown, target
from toc.figures.progress import assess_indicator
from toc.figures.uncertainty import wilson
from toc.figures.values import value_of
from toc.model.panel import Panel
from toc.model.terms import Combination, Direction, Measure, Status

ENROLLED = flow("LRN-S1.1")
OFFER = indicator("PRO-S1.1")


def _enrolled_nl() -> Panel:
    facts = (baseline("LRN-S1.1", "NL", 64), target("LRN-S1.1", "NL", 400, "2027-12-31"))
    return panel(framework(ENROLLED, facts), {("LRN-S1.1", "NL"): {"2026-S1": 52, "2026-S2": 61}})


def _register_ee() -> Panel:
    duration = indicator(
        "INS-L2.1",
        measure=Measure.DURATION,
        unit="months",
        direction=Direction.DOWN,
        combination=Combination.MEDIAN,
    )
    facts = (baseline("INS-L2.1", "EE", "1.75"), target("INS-L2.1", "EE", "1.0", "2034-12-31"))
    return panel(framework(duration, facts), {("INS-L2.1", "EE"): {"2027": "1.5"}})


def _elements_be() -> Panel:
    facts = (baseline("SYS-M1.1", "BE", "8/11"), target("SYS-M1.1", "BE", 100, "2030-12-31"))
    return panel(framework(percent("SYS-M1.1"), facts), {("SYS-M1.1", "BE"): {"2027": "7/11"}})


def _enrolled_ee() -> Panel:
    facts = (
        baseline("LRN-S1.1", "EE", 40),
        target("LRN-S1.1", "EE", 150, "2026-12-31"),
        target("LRN-S1.1", "EE", 400, "2027-12-31"),
    )
    values = {"2026-S1": 60, "2026-S2": 70, "2027-S1": 90}
    return panel(framework(ENROLLED, facts), {("LRN-S1.1", "EE"): values})


def _status_be() -> Panel:
    facts = (baseline("SYS-S1.1", "BE", 2), target("SYS-S1.1", "BE", 3, "2027-12-31"))
    return panel(framework(scale("SYS-S1.1"), facts), {("SYS-S1.1", "BE"): {"2026": 2}})


def _elements_ee() -> Panel:
    facts = (baseline("SYS-M1.1", "EE", "11/11"), target("SYS-M1.1", "EE", 100, "2030-12-31"))
    return panel(framework(percent("SYS-M1.1"), facts), {("SYS-M1.1", "EE"): {"2026": "11/11"}})


@dataclass(frozen=True)
class Example:
    """What progress.md says; None where it says nothing about a figure."""

    panel: Panel
    indicator: str
    country: str
    as_of: str
    value: str
    progress: str
    status: Status
    expected: str | None = None
    expected_progress: str | None = None
    gap: str | None = None
    data_on: str | None = None


EXAMPLES = {
    "1": Example(
        _enrolled_nl(),
        "LRN-S1.1",
        "NL",
        "2026-12-31",
        value="177.00",
        progress="33.63",
        expected="239.27",
        expected_progress="52.16",
        gap="-18.53",
        status=Status.AT_RISK,
        data_on="2026-12-31",
    ),
    "1b": Example(
        _enrolled_nl(),
        "LRN-S1.1",
        "NL",
        "2027-03-31",
        value="177.00",
        progress="33.63",
        expected="239.27",
        expected_progress="52.16",
        gap="-18.53",
        status=Status.AT_RISK,
        data_on="2026-12-31",
    ),
    "2": Example(
        _register_ee(),
        "INS-L2.1",
        "EE",
        "2027-12-31",
        value="1.50",
        progress="33.33",
        expected_progress="22.98",
        gap="10.35",
        status=Status.AHEAD,
    ),
    "3": Example(
        _elements_be(), "SYS-M1.1", "BE", "2027-12-31", value="63.64", progress="-33.33", status=Status.REGRESSING
    ),
    "4": Example(
        _enrolled_ee(),
        "LRN-S1.1",
        "EE",
        "2027-06-30",
        value="260.00",
        progress="61.11",
        expected="273.97",
        expected_progress="64.99",
        gap="-3.88",
        status=Status.ON_TRACK,
    ),
    "8": Example(
        _status_be(),
        "SYS-S1.1",
        "BE",
        "2026-12-31",
        value="2.00",
        progress="0.00",
        expected="2.00",
        expected_progress="0.00",
        gap="0.00",
        status=Status.ON_TRACK,
    ),
    "9": Example(
        _elements_ee(), "SYS-M1.1", "EE", "2026-12-31", value="100.00", progress="100.00", status=Status.ACHIEVED
    ),
}


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_a_worked_example_of_section_8_gives_its_figures(example: Example) -> None:
    result = assess_indicator(example.panel, example.indicator, example.country, day(example.as_of))
    assert result.value.quantity is not None
    figures = {
        "value": shown(result.value.quantity.value),
        "progress": points(result.progress),
        "expected": shown(result.expected),
        "expected_progress": points(result.expected_progress),
        "gap": points(result.gap),
        "data_on": str(result.value.data_on),
        "status": result.status,
    }
    stated = {name: getattr(example, name) for name in figures if getattr(example, name) is not None}
    assert {name: figures[name] for name in stated} == stated


def test_example_1b_the_next_semester_is_not_yet_due() -> None:
    result = assess_indicator(_enrolled_nl(), "LRN-S1.1", "NL", day("2027-03-31"))
    assert result.reporting.owed == ()
    assert not result.reporting.stale


def test_example_5_a_share_keeps_its_numerator_and_denominator() -> None:
    document = framework(percent("PRO-S1.2"), (baseline("PRO-S1.2", "IE", "4/240"),))
    quantity = value_of(panel(document), "PRO-S1.2", "IE", day("2025-11-28")).quantity
    assert quantity is not None
    assert shown(quantity.value) == "1.67"
    assert (quantity.numerator, quantity.denominator) == (4, 240)


@pytest.mark.parametrize(
    ("successes", "size", "low", "high"),
    [(45, 52, "74.7", "93.3"), (0, 10, "0.0", "27.8"), (10, 10, "72.2", "100.0")],
    ids=["6", "7 none", "7 all"],
)
def test_examples_6_and_7_give_their_wilson_intervals(successes: int, size: int, low: str, high: str) -> None:
    interval = wilson(Fraction(successes), Fraction(size))
    assert [str(found.quantize(Decimal("0.1"))) for found in (interval.low, interval.high)] == [low, high]


def test_example_10_too_few_matched_countries_show_a_value_without_progress() -> None:
    facts = (baseline("PRO-S1.1", "IE", 4), target("PRO-S1.1", "IE", 12, "2027-12-31"))
    measured = {
        ("PRO-S1.1", "IE"): {"2026-S2": 6},
        ("PRO-S1.1", "IT"): {"2026-S2": 10},
        ("PRO-S1.1", "NL"): {"2026-S2": 5},
    }
    result = assess_indicator(panel(framework(OFFER, facts), measured), "PRO-S1.1", "ALL", day("2026-12-31"))
    assert result.value.quantity is not None and result.value.quantity.value == 21
    assert "3 of 6 countries." in result.value.notes
    assert result.parts_matched == 1
    assert (result.status, result.progress) == (Status.NOT_ENOUGH_DATA, None)
