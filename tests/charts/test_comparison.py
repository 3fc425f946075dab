"""Countries side by side: same scale, marks, symbols and words, gaps."""

from decimal import Decimal
from fractions import Fraction

import pytest

from tests.app import build_results as built
from toc import columns, tables
from toc.charts import theme
from toc.charts.comparison import draw_objective
from toc.model.query import ALL
from toc.model.terms import Status


def write(number):
    return "–" if number is None else f"{Decimal(number):.1f}"


def objectives(*results):
    rows = tables.objective_rows(results, built.document(), built.KNOWN_AT, unapproved=False)
    return tables.frame(rows, columns.OBJECTIVES)


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


def test_an_objective_on_weak_evidence_has_a_hatched_bar_and_says_so():
    table = objectives(built.objective_result(country="IT"), built.objective_result(country="NL"))
    table = table.assign(weak_indicators=[1, 0], indicators_with_progress=[1, 1])
    found = traces(draw_objective(table, title="", names=built.NAMES, text=write, dark=False))
    assert list(found["progress"].marker.pattern.shape) == ["/", ""]
    assert list(found["status"].text) == [" 0.6 on track, weak evidence", " 0.6 on track"]
