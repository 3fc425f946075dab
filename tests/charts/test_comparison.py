"""Countries side by side: same scale, marks, symbols and words, gaps."""

from decimal import Decimal
from fractions import Fraction

import pytest

from tests.app import build_results as built
from toc import columns, tables
from toc.charts import theme
from toc.charts.comparison import draw_countries, draw_objective
from toc.model.query import ALL
from toc.model.terms import Status


def write(number):
    return "–" if number is None else f"{Decimal(number):.1f}"


def objectives(*results):
    rows = tables.objective_rows(results, built.document(), built.KNOWN_AT, unapproved=False)
    return tables.frame(rows, columns.OBJECTIVES)


def progress(*results):
    rows = tables.progress_rows(results, built.document(), built.KNOWN_AT, unapproved=False)
    return tables.frame(rows, columns.PROGRESS_COLUMNS)


@pytest.fixture
def panel():
    table = objectives(
        built.objective_result(Status.ON_TRACK, country="IT"),
        built.objective_result(Status.NO_DATA, country="NL", progress=None, expected=None),
        built.objective_result(Status.AT_RISK, country=ALL, progress=Fraction(0), expected=Fraction(1, 5)),
    )
    return draw_objective(table, title="Uptake <b>", names=built.NAMES, text=write, dark=False)


def traces(figure):
    return {trace.name: trace for trace in figure.data}


def test_a_panel_has_bars_expected_marks_and_a_column_of_statuses(panel):
    found = traces(panel)
    assert list(found) == ["progress", "expected", "status"]
    assert list(found["progress"].y) == ["Italy", "Netherlands", "<b>All countries</b>"]
    assert list(found["expected"].x) == [0.58, None, 0.2]
    assert list(found["status"].text) == [" 0.6 on track", " no data", " 0.0 at risk"]


def test_missing_progress_is_a_gap_and_nought_is_nought(panel):
    assert list(traces(panel)["progress"].x) == [0.62, None, 0.0]


def test_a_status_has_its_symbol_beside_its_colour(panel):
    marker = traces(panel)["status"].marker
    assert list(marker.symbol) == [theme.STATUS[name].symbol for name in ("on track", "no data", "at risk")]


def test_every_panel_has_the_same_scale_a_title_and_an_axis_title(panel):
    other = draw_objective(
        objectives(built.objective_result(progress=Fraction(1, 100))), title="Reach", names=built.NAMES, text=write,
        dark=True,
    )  # fmt: skip
    assert panel.layout.xaxis.range == other.layout.xaxis.range
    assert panel.layout.xaxis.title.text == "Way from baseline to target"
    assert panel.layout.title.text == "Uptake &lt;b&gt;"


def test_the_first_row_stands_on_top_and_more_rows_take_more_room(panel):
    one = draw_objective(objectives(built.objective_result()), title="", names=built.NAMES, text=write, dark=False)
    assert panel.layout.yaxis.autorange == "reversed"
    assert panel.layout.height > one.layout.height


def test_a_countrys_value_stands_with_its_expected_value_and_its_target():
    table = progress(
        built.indicator_result(country="IT"),
        built.indicator_result(Status.NO_DATA, country="NL", value=None, expected=None, target=None),
    )
    figure = draw_countries(
        table, title="By country", unit="learners", source="Source", names=built.NAMES, text=write, dark=False
    )
    found = traces(figure)
    assert list(found["value"].x) == [177.0, None]
    assert list(found["expected"].x) == [200.0, None]
    assert list(found["target"].x) == [400.0, None]
    assert list(found["status"].text) == [" 177.0 on track", " no data"]
    assert figure.layout.xaxis.title.text == "learners"
    assert figure.layout.annotations[0].text == "Source"
    assert list(figure.layout.xaxis.tickvals) == [0, 100, 200, 300, 400]


def test_labels_stand_right_of_the_largest_mark_and_negative_values_have_room():
    table = progress(built.indicator_result(value=Fraction(-50)))
    figure = draw_countries(table, title="", unit="", source="", names=built.NAMES, text=write, dark=False)
    low, high = figure.layout.xaxis.range
    assert low == -50
    assert 400 < traces(figure)["status"].x[0] < high


def test_countries_without_any_value_are_drawn_without_a_fault():
    table = progress(built.indicator_result(Status.NO_DATA, value=None, expected=None, target=None))
    figure = draw_countries(table, title="", unit="", source="", names=built.NAMES, text=write, dark=False)
    assert list(traces(figure)["status"].text) == [" no data"]
