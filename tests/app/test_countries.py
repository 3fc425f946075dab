"""Countries: the matrix and its order, panels on one scale, two countries side by side, and their files."""

import json
import re
from datetime import date
from html import unescape

import pytest

from tests.app.file_rows import file_rows, share_of, tenths
from toc.model.document import AnnotationDef
from toc.model.query import SYSTEM
from toc.model.terms import Role
from toc.services import analysing, loading


def matrix(app):
    return next(text.value for text in app.markdown if "toc-matrix" in text.value)


def pairs(app):
    return next((text.value for text in app.markdown if "toc-pairs" in text.value), "")


def rows_of(markup):
    """Texts of the cells of each row of a table, its heading first."""
    rows = re.findall(r"<tr.*?</tr>", markup)
    return [[words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows]


def words(markup):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", re.sub(r'<span class="toc-icon.*?</span>', "", markup))).split())


def codes(app):
    return re.findall(r'<span class="toc-code">(.*?)</span><br>', unescape(matrix(app)))


def charts(app):
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def links(app):
    return [button.url for button in app.get("link_button")]


@pytest.mark.parametrize("role", Role)
def test_everybody_sees_every_objective_in_every_country(open_page, role):
    app = open_page("countries", role)
    assert not app.exception
    assert matrix(app).count('scope="row"') == 16
    heads = rows_of(matrix(app))[0]
    assert heads == ["Objective", "All countries", "Italy", "Netherlands", "Ireland", "Belgium", "Estonia", "Spain"]
    assert matrix(app).count("toc-chip") == 16 * 7


def test_every_figure_of_the_matrix_is_the_one_of_the_file(open_page, demo_store):
    found = {(row["objective_code"], row["country"]): row for row in file_rows(demo_store, "objectives")}
    app = open_page("countries")
    places = ("ALL", "IT", "NL", "IE", "BE", "EE", "ES")
    cells = [row[1:] for row in rows_of(matrix(app)) if len(row) == 8 and "%" in " ".join(row) + "%"]
    shown = [row for row in cells[1:] if any(row)]
    for code, row in zip(codes(app), shown, strict=True):
        for place, cell in zip(places, row, strict=True):
            wanted = found[code, place]
            assert share_of(wanted) in cell
            if wanted["gap_points"] is not None and wanted["progress"] is not None:
                assert tenths(wanted["gap_points"]) in cell


def test_the_table_under_it_holds_the_same_rows_with_names(open_page):
    table = open_page("countries").dataframe[0].value
    assert len(table) == 16 * 7
    assert set(table["country"]) >= {"Italy", "All countries"}
    assert "on track" not in set(table["status"])
    assert "On track" in set(table["status"])


def test_missing_progress_is_missing_in_the_table_and_never_nought(open_page):
    app = open_page("countries", as_of="2025-11-28")
    assert app.dataframe[0].value["progress"].isna().all()
    assert app.dataframe[1].value["progress"].isna().all()


@pytest.mark.parametrize("place", ["EE", "ALL"])
def test_the_order_by_gap_has_the_largest_lag_first_and_stands_in_the_address(open_page, demo_store, place):
    app = open_page("countries", sort=place)
    assert app.query_params["sort"] in (place, [place])
    gaps = {row["objective_code"]: row["gap_points"] for row in file_rows(demo_store, "objectives")
            if row["country"] == place}  # fmt: skip
    shown = [gaps[code] for code in codes(app)]
    known = [gap for gap in shown if gap is not None]
    assert len(known) > 5
    assert shown == [*sorted(known), *[None] * (16 - len(known))]
    assert "toc-group" not in matrix(app)


def test_the_order_is_chosen_in_words_and_written_into_the_address(open_page):
    app = open_page("countries")
    app.selectbox(key="sort").set_value("EE").run()
    assert app.query_params["sort"] in ("EE", ["EE"])
    assert codes(app)[0] != "SYS-S1"
    assert any("Estonia" in caption.value for caption in app.caption)


def test_an_order_that_does_not_fit_is_said_and_the_frameworks_stays(open_page):
    app = open_page("countries", sort="XX")
    assert any("XX" in warning.value for warning in app.warning)
    assert codes(app)[0] == "SYS-S1"


def test_a_place_leads_to_the_indicator_and_a_country_to_its_profile(open_page):
    text = unescape(matrix(open_page("countries")))
    assert "/country_profile?framework=CREDEX&country=EE&as_of=2028-03-01" in text
    assert "/indicator?framework=CREDEX&country=EE&as_of=2028-03-01&indicator=PRO-S2.2" in text


def test_a_horizon_narrows_the_matrix_the_panels_and_the_files(open_page):
    app = open_page("countries", horizon="L")
    assert matrix(app).count('scope="row"') == 6
    files = ("objectives", "summaries", "progress")
    assert [address for address in links(app) if address.startswith("/files/")] == [
        f"/files/{name}.csv?framework=CREDEX&country=ALL&horizon=L&as_of=2028-03-01" for name in files
    ]
    assert set(app.dataframe[1].value["coverage"].str.partition(" of ")[2]) == {"6"}


def test_a_country_chosen_elsewhere_stays_in_the_address_while_all_are_shown(open_page):
    app = open_page("countries", country="NL")
    assert app.query_params["country"] in ("NL", ["NL"])
    assert "Italy" in rows_of(matrix(app))[0]


def test_a_legend_explains_every_status(open_page):
    app = open_page("countries")
    assert any("toc-legend" in text.value for text in app.expander[0].markdown)


@pytest.mark.parametrize("shown", ["time", "level"])
def test_the_panels_have_one_scale_and_hold_the_figures_of_the_file(open_page, demo_store, shown):
    app = open_page("countries", panels=shown)
    drawn = charts(app)
    assert [chart["layout"]["title"]["text"] for chart in drawn][:2] == ["All countries", "Italy"]
    assert len(drawn) == 7
    scales = {(str(chart["layout"]["xaxis"]["range"]), str(chart["layout"]["yaxis"].get("range"))) for chart in drawn}
    assert len(scales) == 1
    rows = [row for row in file_rows(demo_store, "summaries") if row["country"] == "EE" and row["horizon"] is None]
    wanted = [row for row in rows if (row["level"] is None) == (shown == "time")]
    estonia = next(chart for chart in drawn if chart["layout"]["title"]["text"] == "Estonia")
    trace = next(part for part in estonia["data"] if part["name"] == "progress")
    values = trace["y" if shown == "time" else "x"]
    assert values == [None if row["progress"] is None else pytest.approx(float(row["progress"])) for row in wanted]
    assert any(values)


def test_two_countries_stand_side_by_side_with_the_figures_of_the_file(open_page, demo_store):
    app = open_page("countries", first="EE", second="NL")
    found = {(row["indicator_code"], row["country"]): row for row in file_rows(demo_store, "progress")}
    seen = 0
    for head, one, other, said in (row for row in rows_of(pairs(app))[1:] if len(row) == 4):
        code = head.rpartition(" ")[2]
        if (code, "EE") in found and (code, "NL") in found:
            seen += 1
            for place, cell in (("EE", one), ("NL", other)):
                if found[code, place]["progress"] is not None:
                    assert f"{share_of(found[code, place])} of the way" in cell
            assert said
    assert seen == 36


def test_indicators_that_were_measured_differently_are_marked_in_words_and_no_lead_is_told(open_page, demo_store):
    document = analysing.document(demo_store, SYSTEM, "CREDEX")
    changed = AnnotationDef(indicator="SYS-M1.3", date=date(2026, 7, 1), kind="break", text="another wording")
    plain = pairs(open_page("countries", first="EE", second="NL"))
    assert "⚠" not in plain or "definition" not in plain
    annotated = document.model_copy(update={"annotations": (changed,)})
    loading.load_framework(demo_store, SYSTEM, annotated, reason="New wording")
    app = open_page("countries", first="EE", second="NL")
    row = next(row for row in rows_of(pairs(app)) if row[0].endswith("SYS-M1.3"))
    assert "The definition changed on 2026-07-01 (another wording)" in row[3]
    assert "further on its way" not in row[3]
    objective = next(row for row in rows_of(pairs(app)) if row[0].endswith("SYS-M1"))
    assert "Not compared" in objective[3]
    assert any("not compared" in text.value for text in app.markdown)


def test_the_same_country_is_never_set_beside_itself(open_page):
    app = open_page("countries", first="IT", second="IT")
    assert not app.exception
    assert app.selectbox(key="second").value != "IT"
