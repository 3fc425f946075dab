"""Horizons: a section for each horizon, a panel for each objective, the table and the CSV beside them."""

import json

import pytest

from toc.model.terms import Role


def charts(app):
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


@pytest.mark.parametrize("role", Role)
def test_everybody_sees_a_section_for_each_horizon(open_page, role):
    app = open_page("horizons", role)
    assert not app.exception
    assert [text.value.partition(" :")[0] for text in app.subheader] == ["Short term", "Medium term", "Long term"]
    assert len(charts(app)) == 16
    assert len(app.dataframe) == 3


def test_panels_of_all_horizons_have_the_same_scale(open_page):
    assert len({tuple(chart["layout"]["xaxis"]["range"]) for chart in charts(open_page("horizons"))}) == 1


def test_a_horizon_and_a_country_narrow_the_page_and_its_file(open_page):
    app = open_page("horizons", horizon="M", country="EE")
    assert len(charts(app)) == 5
    assert charts(app)[0]["data"][0]["y"] == ["Estonia"]
    assert [button.url for button in app.get("link_button")] == [
        "/files/objectives.csv?framework=CREDEX&country=EE&horizon=M&as_of=2028-03-01"
    ]


def test_the_table_holds_what_the_panels_draw(open_page):
    app = open_page("horizons", horizon="S")
    drawn = [value for chart in charts(app) for value in chart["data"][0]["x"] if value is not None]
    shown = [value for value in app.dataframe[0].value["progress"] if value == value]
    assert shown == pytest.approx(drawn)
    assert len(drawn) > 10
