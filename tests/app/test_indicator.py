"""Indicator: what it is, where it stands, its history, country by country, its measurements."""

import json
from datetime import date
from decimal import Decimal

import pytest

from toc.model.document import AnnotationDef
from toc.model.query import SYSTEM, Query
from toc.model.terms import AnnotationKind, Role
from toc.services import analysing, loading, reporting


def charts(app):
    return {chart.proto.id.rpartition("-")[2]: json.loads(chart.proto.spec) for chart in app.get("plotly_chart")}


def facts(app):
    return [text.value for text in app.markdown if "toc-facts" in text.value]


@pytest.mark.parametrize("role", Role)
def test_everybody_sees_figures_history_and_measurements(open_page, role):
    app = open_page("indicator", role, indicator="LRN-S1.1", country="NL")
    assert not app.exception
    assert "Netherlands, as of 2028-03-01" in [text.value for text in app.subheader]
    assert len(facts(app)) >= 2
    found = charts(app)
    assert {trace["name"] for trace in found["indicator_history"]["data"]} >= {
        "measured", "expected", "baseline", "target",
    }  # fmt: skip
    headings = [note["text"] for note in found["indicator_places"]["layout"]["annotations"]]
    assert [text.partition("</b>")[0].removeprefix("<b>") for text in headings if text.startswith("<b>")] == [
        "Italy", "Netherlands", "Ireland", "Belgium", "Estonia", "Spain",
    ]  # fmt: skip
    assert [trace["name"] for trace in found["indicator_breakdown"]["data"]][:2] == ["Female", "Male"]
    assert len(app.dataframe) == 5


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
    assert set(charts(app)) == {"indicator_history"}


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
    history, breakdowns, progress, measurements = (button.url for button in app.get("link_button"))
    assert breakdowns == "/files/breakdowns.csv?framework=CREDEX&country=NL&as_of=2028-03-01&indicator=LRN-S1.1"
    assert history == "/files/history.csv?framework=CREDEX&country=NL&as_of=2028-03-01&indicator=LRN-S1.1"
    assert progress == "/files/progress.csv?framework=CREDEX&country=NL&as_of=2028-03-01"
    assert measurements == "/files/measurements.csv?framework=CREDEX&country=NL&as_of=2028-03-01"


def csv_rows(store, kind, country="ALL", indicator=None, as_of=date(2028, 3, 1)):
    query = Query("CREDEX", as_of, country)
    return list(reporting.report(store, SYSTEM, kind, query, indicator=indicator).rows)


def table(app, *, having):
    return next(shown.value for shown in app.dataframe if having in shown.value.columns)


@pytest.mark.parametrize("code", ["LRN-S1.1", "LRN-S1.2", "SYS-S1.1", "INS-L2.1"])
def test_every_figure_is_the_one_in_the_file_for_the_same_filters(open_page, demo_store, code):
    app = open_page("indicator", Role.VIEWER, indicator=code)
    wanted = [row for row in csv_rows(demo_store, "progress") if row["indicator_code"] == code]
    shown = table(app, having="gap_points").to_dict("records")
    assert len(shown) == len(wanted) > 1
    for row, exact in zip(shown, wanted, strict=True):
        for name in ("value", "baseline_value", "target_value", "expected_value", "gap_points"):
            close = pytest.approx(float(exact[name]), abs=0.06) if exact[name] is not None else None
            assert (None if row[name] != row[name] else row[name]) == close, (exact["country"], name)
        assert row["status"].lower() == exact["status"]


def test_target_and_actual_are_those_of_the_history_file(open_page, demo_store):
    app = open_page("indicator", Role.VIEWER, indicator="LRN-S1.1", country="EE")
    shown = table(app, having="planned").to_dict("records")
    file = csv_rows(demo_store, "history", "EE", "LRN-S1.1")
    targets = [row for row in file if row["point"] in ("target", "milestone")]
    assert [
        (row["date"], row["planned"], row["actual"]) for row in shown if row["what"] in ("Target", "Milestone")
    ] == [
        (row["date"], pytest.approx(float(row["value"])), pytest.approx(float(row["actual_value"])))
        for row in sorted(targets, key=lambda row: row["date"])
    ]
    assert {row["judged"] for row in shown if row["what"] == "Target"} <= {"Met", "Not met"}


def test_breakdowns_are_drawn_from_the_rows_of_their_file(open_page, demo_store):
    app = open_page("indicator", Role.VIEWER, indicator="LRN-S1.1", country="NL")
    file = [row for row in csv_rows(demo_store, "breakdowns", "NL", "LRN-S1.1") if row["dimension"] == "gender"]
    women = [row["value"] for row in file if row.get("category") == "female"]
    assert [Decimal(str(one)) for one in charts(app)["indicator_breakdown"]["data"][0]["x"]] == women
    for period in {row["period"] for row in file}:
        rows = [row for row in file if row["period"] == period]
        total = next(row["value"] for row in rows if row["part"] == "total")
        assert sum(row["value"] or 0 for row in rows if row["part"] != "total") == total


def test_another_split_and_shares_can_be_chosen(open_page):
    app = open_page("indicator", Role.VIEWER, indicator="LRN-S1.1", country="NL")
    shown_as = next(one for one in app.get("button_group") if one.key == "indicator_shown_as")
    shown_as.set_value("Shares").run()
    assert not app.exception
    shares = charts(app)["indicator_breakdown"]
    assert shares["layout"]["xaxis"]["title"]["text"] == "Share of the total"
    assert sum(trace["x"][-1] or 0 for trace in shares["data"]) == pytest.approx(1)


def test_a_projection_is_said_in_words_and_drawn_dashed(open_page, demo_store):
    as_of = date(2027, 3, 31)
    row = next(
        row for row in csv_rows(demo_store, "progress", "NL", as_of=as_of) if row["indicator_code"] == "LRN-S1.1"
    )
    app = open_page("indicator", Role.VIEWER, indicator="LRN-S1.1", country="NL", as_of=as_of)
    assert row["projected_value"] is not None
    said = "reach the target" if row["projected_value"] >= row["target_value"] else "miss by"
    assert any(f"projected to {said}" in text for text in facts(app))
    line = next(trace for trace in charts(app)["indicator_history"]["data"] if trace["name"] == "projection")
    assert line["y"][-1] == pytest.approx(float(row["projected_value"]))
    assert any("projection" in caption.value for caption in app.caption)


def test_a_status_on_weak_evidence_says_so(open_page, demo_store):
    row = next(
        row for row in csv_rows(demo_store, "progress") if row["weak_evidence"] and row["country"] not in ("ALL",)
    )
    app = open_page("indicator", Role.VIEWER, indicator=row["indicator_code"], country=row["country"])
    assert any("toc-weak" in text.value and ", weak evidence" in text.value for text in app.markdown)


def test_remarks_on_the_time_line_are_listed_in_words(open_page, demo_store):
    document = analysing.document(demo_store, SYSTEM, "CREDEX")
    remarks = (
        AnnotationDef(date=date(2026, 5, 1), text="A *law* was passed", country="NL"),
        AnnotationDef(date=date(2027, 2, 1), text="Counted anew", kind=AnnotationKind.BREAK, indicator="LRN-S1.1"),
        AnnotationDef(date=date(2027, 3, 1), text="Elsewhere", country="IT"),
    )
    changed = document.model_copy(update={"annotations": remarks})
    loading.load_framework(demo_store, SYSTEM, changed, reason="Remarks")
    app = open_page("indicator", Role.VIEWER, indicator="LRN-S1.1", country="NL")
    (listed,) = (text.value for text in app.markdown if "**A**" in text.value)
    assert listed.splitlines() == [
        r"- **A** 2026-05-01: A \*law\* was passed",
        "- **B** 2027-02-01: Counted anew (break in the series: values before and after differ)",
    ]


def test_where_nothing_is_known_there_is_no_empty_chart_but_a_sentence(open_page):
    app = open_page("indicator", Role.VIEWER, indicator="LRN-S1.3", country="IE")
    assert "indicator_history" not in charts(app)
    assert any("nothing to draw yet" in text.value for text in app.markdown)
