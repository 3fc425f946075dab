"""Every progress bar is hatched where what it shows rests on weak evidence, and only there."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import OpenPage
from tests.support.log_data_page import fill
from toc.model.terms import Role


def meters(app: AppTest) -> list[str]:
    """The class of each progress bar of the page, in its order."""
    assert not app.exception
    parts = [part for text in app.markdown for part in text.value.split('<div class="')[1:]]
    return [part.partition('"')[0] for part in parts if part.startswith("toc-meter")]


@pytest.mark.parametrize(("country", "weak"), [("ES", True), ("NL", False)])
def test_explain_hatches_the_bar_of_an_indicator_and_of_an_objective(
    open_page: OpenPage, country: str, weak: bool
) -> None:
    for wanted in ({"indicator": "LRN-S1.1"}, {"objective": "LRN-S1"}):
        (bar,) = meters(open_page("explain", country=country, **wanted))
        assert bar.endswith(" toc-weak") is weak


@pytest.mark.parametrize(("country", "weak"), [("ES", 1), ("NL", 0)])
def test_an_objective_in_the_pathway_is_hatched(open_page: OpenPage, country: str, weak: int) -> None:
    bars = meters(open_page("pathway", country=country, objective="LRN-S1"))
    assert len(bars) >= 1
    assert sum(bar.endswith(" toc-weak") for bar in bars) == weak


@pytest.mark.parametrize(("country", "weak"), [("ES", 1), ("NL", 0)])
def test_the_indicators_that_open_from_the_grid_are_hatched(open_page: OpenPage, country: str, weak: int) -> None:
    app = open_page("grid", country=country)
    before = len(meters(app))
    opened = meters(app.button(key="grid_LRN-S1").click().run())[before:]
    assert len(opened) == 3
    assert sum(bar.endswith(" toc-weak") for bar in opened) >= weak
    assert opened[0].endswith(" toc-weak") is bool(weak)


@pytest.mark.parametrize(("country", "weak"), [("ES", True), ("NL", False)])
def test_what_a_typed_value_would_lead_to_is_hatched(open_page: OpenPage, country: str, weak: bool) -> None:
    app = open_page("log_data", Role.COORDINATOR, indicator="LRN-S1.1", country=country)
    (bar,) = meters(fill(app, value="52"))
    assert bar.endswith(" toc-weak") is weak
