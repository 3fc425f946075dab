"""A panel with one period more, in place of another, or less; the panel itself stays as it is."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.support.example_framework import example_framework
from toc.figures.changed import with_observation, without_period
from toc.model.panel import Observation, Panel, Series

FIRST, SECOND = (
    Observation(date(2020, start, 1), date(2020, end, 30), value=Decimal(value))
    for start, end, value in ((4, 6, 10), (7, 9, 20))
)
KEY = ("F1.1", "PT")
PANEL = Panel(
    example_framework(),
    {KEY: (Series(*KEY, "KIPOS", (FIRST,)), Series(*KEY, "POMAR", (FIRST, SECOND), method="counted"))},
)


def values(panel: Panel) -> dict[str, list[int]]:
    return {one.organisation: [int(found.value or 0) for found in one.observations] for one in panel.of(*KEY)}


def test_a_value_takes_the_place_of_its_period_in_its_own_series_alone() -> None:
    changed = with_observation(PANEL, *KEY, "POMAR", replace(FIRST, value=Decimal(15)))
    assert values(changed) == {"KIPOS": [10], "POMAR": [15, 20]}
    assert {one.method for one in changed.of(*KEY)} == {"", "counted"}
    assert values(PANEL) == {"KIPOS": [10], "POMAR": [10, 20]}


def test_the_first_value_of_an_organisation_makes_its_series() -> None:
    assert values(with_observation(PANEL, *KEY, "COOP", FIRST)) == {"KIPOS": [10], "POMAR": [10, 20], "COOP": [10]}


def test_a_period_is_taken_out_and_an_empty_series_with_it() -> None:
    period = (FIRST.period_start, FIRST.period_end)
    assert values(without_period(PANEL, *KEY, "POMAR", *period)) == {"KIPOS": [10], "POMAR": [20]}
    assert values(without_period(PANEL, *KEY, "KIPOS", *period)) == {"POMAR": [10, 20]}
    assert values(without_period(PANEL, *KEY, "COOP", *period)) == values(PANEL)
