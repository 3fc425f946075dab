"""Horizons: levels and objectives of each horizon, their tables and files, and what is due when."""

import json

import pytest

from tests.app.file_rows import file_rows
from toc.model.terms import Role


def charts(app):
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def panels(app):
    """The panels of objectives, without those of levels."""
    return [chart for chart in charts(app) if any(trace["name"] == "status" for trace in chart["data"])]


def levels(app):
    return [chart for chart in charts(app) if all(trace["name"] != "status" for trace in chart["data"])]


def table(app, column):
    return next(found.value for found in app.dataframe if column in found.value)


@pytest.mark.parametrize("role", Role)
def test_everybody_sees_a_section_for_each_horizon(open_page, role):
    app = open_page("horizons", role)
    assert not app.exception
    assert [text.value.partition(" :")[0] for text in app.subheader][1:] == ["Short term", "Medium term", "Long term"]
    assert len(panels(app)) == 16
    assert len(levels(app)) == 3


def test_panels_of_all_horizons_have_the_same_scale(open_page):
    app = open_page("horizons")
    for found in (panels(app), levels(app)):
        assert len({tuple(chart["layout"]["xaxis"]["range"]) for chart in found}) == 1


def test_each_level_in_each_horizon_has_the_figure_of_the_file(open_page, demo_store):
    rows = [
        row
        for row in file_rows(demo_store, "summaries", "EE")
        if row["level"] is not None and row["horizon"] is not None
    ]
    drawn = [value for chart in levels(open_page("horizons", country="EE")) for value in chart["data"][0]["x"]]
    assert drawn == [None if row["progress"] is None else pytest.approx(float(row["progress"])) for row in rows]
    assert any(drawn)


def test_a_horizon_and_a_country_narrow_the_page_and_its_file(open_page):
    app = open_page("horizons", horizon="M", country="EE")
    assert len(panels(app)) == 5
    assert panels(app)[0]["data"][0]["y"] == ["Estonia"]
    files = [button.url for button in app.get("link_button") if button.url.startswith("/files/")]
    assert "/files/objectives.csv?framework=CREDEX&country=EE&horizon=M&as_of=2028-03-01" in files
    assert "/files/summaries.csv?framework=CREDEX&country=EE&horizon=M&as_of=2028-03-01" in files


def test_the_table_holds_what_the_panels_draw(open_page):
    app = open_page("horizons", horizon="S")
    drawn = [value for chart in panels(app) for value in chart["data"][0]["x"] if value is not None]
    shown = [value for value in table(app, "objective").loc[lambda rows: rows["progress"].notna(), "progress"]]
    assert shown == pytest.approx(drawn)
    assert len(drawn) > 10


def test_the_order_by_gap_puts_the_objective_furthest_behind_first(open_page, demo_store):
    rows = file_rows(demo_store, "objectives", "EE", "S")
    by_gap = sorted(rows, key=lambda row: (row["gap_points"] is None, row["gap_points"] or 0))
    app = open_page("horizons", horizon="S", country="EE", sort="EE")
    titles = [chart["layout"]["title"]["text"].replace("<br>", " ") for chart in panels(app)]
    assert [title.replace("&amp;", "&") for title in titles] == [row["objective_title"] for row in by_gap]


def test_begin_and_end_of_each_horizon_are_said(open_page):
    said = [caption.value for caption in open_page("horizons").caption]
    assert "Begins 2025-01-01, ends 2027-12-31." in said
    assert "Begins 2031-01-01, without an end." in said


def test_what_is_due_when_stands_by_date_with_what_became_of_it(open_page, demo_store):
    due = table(open_page("horizons", horizon="S", country="EE"), "state")
    assert list(due["on"]) == sorted(due["on"])
    targets = [row for row in file_rows(demo_store, "progress", "EE", "S") if row["target_date"] is not None]
    assert len(due[due["kind"] == "Target"]) == len(targets)
    assert set(due["state"]) <= {"Met", "Not met", "Still to come", "No report yet"}
