"""Indicator: what it is, where it stands, its history, country by country, its measurements."""

import json

import pytest

from toc.model.terms import Role


def charts(app):
    return {chart.proto.id.rpartition("-")[2]: json.loads(chart.proto.spec) for chart in app.get("plotly_chart")}


def facts(app):
    return [text.value for text in app.markdown if "toc-facts" in text.value]


@pytest.mark.parametrize("role", Role)
def test_everybody_sees_figures_history_and_measurements(open_page, role):
    app = open_page("indicator", role, indicator="LRN-S1.1", country="NL")
    assert not app.exception
    assert "Netherlands, as of 2028-03-01" in [text.value for text in app.subheader]
    assert len(facts(app)) == 2
    history, countries = charts(app).values()
    assert {trace["name"] for trace in history["data"]} >= {"measured", "expected", "baseline", "target"}
    assert countries["data"][0]["y"] == ["Italy", "Netherlands", "Ireland", "Belgium", "Estonia", "Spain"]
    assert len(app.dataframe) == 3


def test_the_indicator_is_chosen_by_name_and_stands_in_the_address(open_page):
    app = open_page("indicator")
    choice = app.selectbox(key="indicator")
    assert choice.options[0] == "Policy Adoption: Regulatory status of micro-credentials (SYS-S1.1)"
    choice.select("LRN-S1.1").run()
    assert not app.exception
    assert app.query_params["indicator"] in ("LRN-S1.1", ["LRN-S1.1"])
    assert app.query_params["country"] in ("ALL", ["ALL"])


def test_an_unknown_indicator_is_said_in_words(open_page):
    app = open_page("indicator", indicator="XYZ")
    assert not app.exception
    assert "XYZ" in app.warning[-1].value


def test_another_filter_keeps_the_indicator(open_page):
    app = open_page("indicator", indicator="LRN-S1.1")
    app.selectbox(key="country").select("EE").run()
    assert app.selectbox(key="indicator").value == "LRN-S1.1"
    assert app.query_params["indicator"] in ("LRN-S1.1", ["LRN-S1.1"])


def test_measurements_are_the_chosen_countrys_with_review_state_in_words(open_page):
    table = open_page("indicator", indicator="LRN-S1.1", country="NL").dataframe[-1].value
    assert set(table["country"]) == {"Netherlands"}
    assert set(table["review_state"]) == {"Approved"}
    assert "numerator" not in table.columns
    assert list(table["period"]) == sorted(table["period"], reverse=True)


def test_a_percent_shows_numerators_and_denominators(open_page):
    table = open_page("indicator", indicator="LRN-S1.2", country="NL").dataframe[-1].value
    assert {"numerator", "denominator"} <= set(table.columns)
    newest = table.iloc[0]
    assert newest["value"] == pytest.approx(newest["numerator"] / newest["denominator"] * 100, abs=0.0001)


def test_a_consortium_indicator_is_shown_for_all_countries_and_says_so(open_page):
    app = open_page("indicator", indicator="PRO-L2.2", country="NL")
    assert not app.exception
    assert any("consortium only" in caption.value for caption in app.caption)
    assert len(charts(app)) == 1


def test_without_measurements_the_page_says_so_and_links_to_where_one_is_logged(open_page):
    empty = {"indicator": "SYS-L1.2", "country": "ES"}
    partner = open_page("indicator", Role.PARTNER, **empty)
    assert any("Nothing has been measured yet" in text.value for text in partner.markdown)
    assert "Log the first measurement" in [link.proto.label for link in partner.get("page_link")]
    viewer = [link.proto.label for link in open_page("indicator", Role.VIEWER, **empty).get("page_link")]
    assert "Log the first measurement" not in viewer


ONE_OF_EACH_KIND = ("SYS-S1.1", "SYS-M1.1", "INS-S1.3", "INS-L1.1", "INS-L2.1", "PRO-L2.1", "LRN-S1.3", "LRN-M1.1")
"""A scale, percents, flows, a duration, an amount, one of the consortium, one without measurements."""


def test_indicators_of_every_kind_open_without_a_fault(open_page):
    app = open_page("indicator")
    assert len(app.selectbox(key="indicator").options) == 38
    for code in ONE_OF_EACH_KIND:
        app.selectbox(key="indicator").select(code).run()
        assert not app.exception, code


def test_files_have_the_filters_and_the_history_its_indicator(open_page):
    app = open_page("indicator", indicator="LRN-S1.1", country="NL")
    history, progress, measurements = (button.url for button in app.get("link_button"))
    assert history == "/files/history.csv?framework=CREDEX&country=NL&as_of=2028-03-01&indicator=LRN-S1.1"
    assert progress == "/files/progress.csv?framework=CREDEX&country=NL&as_of=2028-03-01"
    assert measurements == "/files/measurements.csv?framework=CREDEX&country=NL&as_of=2028-03-01"
