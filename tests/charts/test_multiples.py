"""Small multiples of means: one scale, figures written where they stand, gaps as gaps."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.app import build_results as built
from toc import columns, tables, tables_standing
from toc.charts.multiples import draw_over_time, draw_parts
from toc.figures.results import GroupResult
from toc.figures.summaries import Summary

SINCE, UNTIL = date(2025, 11, 28), date(2028, 3, 1)


def write(share):
    return "–" if share is None else f"{Decimal(share) * 100:.0f}%"


def group(progress, expected="1/2", with_progress=3, total=4):
    share = None if progress is None else Fraction(progress)
    wanted = None if progress is None else Fraction(expected)
    return GroupResult("x", share, wanted, None, with_progress, total, progress is not None)


def table(*rows):
    made = tables_standing.summary_rows(rows, built.document(), UNTIL, built.KNOWN_AT, unapproved=False)
    return tables.frame(made, columns.SUMMARIES)


def over_time(*progress):
    days = [date(2026, 12, 31), date(2027, 6, 30), UNTIL][-len(progress) :]
    rows = [Summary("IT", "", "", on, group(share)) for on, share in zip(days, progress, strict=True)]
    return draw_over_time(
        table(*rows), title="Italy <b>", since=SINCE, until=UNTIL, text=write, nothing="too few <i>", dark=False
    )


def traces(figure):
    return {trace.name: trace for trace in figure.data}


def test_progress_over_time_has_gaps_and_its_last_figures_as_labels():
    figure = over_time("1/4", None, "3/4")
    found = traces(figure)
    assert list(found["progress"].y) == [0.25, None, 0.75]
    assert found["progress"].connectgaps is False
    assert [note.text for note in figure.layout.annotations] == ["expected 50%", "75%"]
    assert "&lt;b&gt;" in figure.layout.title.text


def test_labels_of_progress_and_expectation_lie_on_two_sides():
    sides = {note.text: note.yanchor for note in over_time("1/4").layout.annotations}
    assert sides == {"expected 50%": "bottom", "25%": "top"}


def test_without_a_figure_the_panel_says_so_and_keeps_its_scale():
    empty, full = over_time(None), over_time("1/2")
    assert [note.text for note in empty.layout.annotations] == ["too few &lt;i&gt;"]
    for axis in ("xaxis", "yaxis"):
        assert empty.layout[axis].range == full.layout[axis].range


def parts(*rows):
    names = [("A", "Alpha <b>"), ("B", "Beta"), ("C", "Gamma")]
    return draw_parts(table(*rows), title="Short term", parts=names, of="level", text=write, dark=True)


def test_parts_are_bars_with_marks_and_their_coverage():
    found = traces(
        parts(Summary("IT", "A", "S", UNTIL, group("1/4")), Summary("IT", "B", "S", UNTIL, group(None, "0", 1)))
    )
    assert list(found["progress"].y) == ["Alpha &lt;b&gt;", "Beta", "Gamma"]
    assert list(found["progress"].x) == [0.25, None, None]
    assert list(found["expected"].x) == [0.5, None, None]
    assert list(found["figure"].text) == ["25% · 3 of 4", "no figure · 1 of 4", "no objective"]


@pytest.mark.parametrize("share", ["0", "1"])
def test_every_panel_has_the_same_scale(share):
    assert parts(Summary("IT", "A", "S", UNTIL, group(share))).layout.xaxis.range == parts().layout.xaxis.range
