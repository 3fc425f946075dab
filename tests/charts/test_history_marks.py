"""Remarks on a time line, survey margins, weak evidence and the projection in the history chart."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app import build_results as built
from tests.charts.test_history import draw, traces
from toc import columns, tables
from toc.charts.history_marks import NEAR, lettered, rows_without_overlap, with_breaks

FIRST, LAST = date(2025, 1, 1), date(2030, 1, 1)
HALVES = (date(2026, 6, 30), date(2026, 12, 31), date(2027, 6, 30), date(2027, 12, 31))


def table(*more, **changed):
    """Four half-years from 40 to 55 and what a test adds."""
    points = [
        {"point": "value", "period": str(on), "date": on, "value": Decimal(40 + 5 * at), "expected_value": Decimal(42)}
        | changed
        for at, on in enumerate(HALVES)
    ]
    return tables.frame([*points, *more], columns.HISTORY)


def remark(on, kind="event", text="A law"):
    return {"point": kind, "date": on, "text": text}


def letters(figure):
    return {note.text: note.yshift for note in figure.layout.annotations if note.name in ("event", "break")}


def test_remarks_have_letters_in_date_order_and_an_upright_line_each():
    given = table(remark(date(2027, 3, 1), "break", "Counted anew"), remark(date(2026, 9, 1)))
    assert [(letter, row["text"]) for letter, row in lettered(given)] == [("A", "A law"), ("B", "Counted anew")]
    figure = draw(given)
    assert list(letters(figure)) == ["<b>A</b>", "<b>B</b>"]
    lines = {shape.x0: shape.line.dash for shape in figure.layout.shapes}
    assert (lines["2026-09-01"], lines["2027-03-01"]) == ("dot", "dash")


def test_after_z_come_two_letters():
    many = table(*(remark(date(2026, 1, 1) + timedelta(days=at)) for at in range(28)))
    assert [letter for letter, _ in lettered(many)][25:] == ["Z", "AA", "AB"]


def test_letters_that_would_touch_stand_in_rows_and_the_figure_grows_by_them():
    far = draw(table(remark(date(2026, 1, 1)), remark(date(2027, 6, 1))))
    near = draw(table(remark(date(2026, 1, 1)), remark(date(2026, 1, 20))))
    assert len(set(letters(far).values())) == 1
    assert len(set(letters(near).values())) == 2
    assert near.layout.height > far.layout.height > draw(table()).layout.height


@given(st.lists(st.integers(0, 1825), max_size=30))
def test_no_two_letters_in_a_row_are_nearer_than_a_letter_is_wide(days):
    dates = sorted(FIRST + timedelta(days=day) for day in days)
    rows = rows_without_overlap(dates, FIRST, LAST)
    least = (LAST - FIRST).days * NEAR
    for row in set(rows):
        own = [on for on, other in zip(dates, rows, strict=True) if other == row]
        assert all((late - early).days >= least for early, late in zip(own, own[1:], strict=False))
    assert set(rows) == set(range(len(set(rows))))


def test_a_break_in_the_series_cuts_the_line_and_an_event_does_not():
    assert list(traces(draw(table(remark(date(2027, 3, 1)))))["measured"].y) == [40, 45, 50, 55]
    cut = traces(draw(table(remark(date(2027, 3, 1), "break"))))["measured"]
    assert list(cut.y) == [40, 45, None, 50, 55]
    assert cut.connectgaps is False


@pytest.mark.parametrize(
    ("on", "places"),
    [(HALVES[0], []), (date(2026, 7, 1), [1]), (HALVES[1], [1]), (date(2028, 1, 1), []), (date(2020, 1, 1), [])],
)
def test_a_line_is_cut_before_the_first_point_on_or_after_the_break(on, places):
    assert with_breaks(HALVES, [on]) == places


def test_two_breaks_between_the_same_points_cut_once():
    assert with_breaks(HALVES, [date(2027, 1, 2), date(2027, 2, 2)]) == [2]


def test_a_surveys_margin_is_an_upright_bar_of_its_own_length():
    bars = traces(draw(table(ci_low=Decimal(30), ci_high=Decimal(60))))["measured"].error_y
    assert list(bars.array) == [20, 15, 10, 5]
    assert list(bars.arrayminus) == [10, 15, 20, 25]
    assert traces(draw(table()))["measured"].error_y.array is None


def test_weak_evidence_is_a_crossed_mark_and_is_said():
    measured = traces(draw(table(weak_evidence=True)))["measured"]
    assert set(measured.marker.symbol) == {"circle-x-open"}
    assert all("weak evidence" in said for said in measured.hovertext)
    assert set(traces(draw(table(weak_evidence=False)))["measured"].marker.symbol) == {"circle"}


def test_a_projection_is_dashed_and_named():
    ends = [
        {"point": "projection", "date": on, "projected_value": Decimal(value)}
        for on, value in ((HALVES[3], 55), (date(2029, 12, 31), 70))
    ]
    figure = draw(table(*ends))
    line = traces(figure)["projection"]
    assert (line.line.dash, list(line.y)) == ("dash", [55, 70])
    assert "projection" in [note.text for note in figure.layout.annotations]
    assert "projection" not in traces(draw(table()))


def test_what_was_before_the_baseline_is_grey_and_not_joined():
    past = {"point": "history", "period": "2024", "date": date(2024, 12, 31), "value": Decimal(30)}
    found = traces(draw(table(past)))
    assert list(found["before the baseline"].y) == [30]
    assert len(found["measured"].y) == 4
    assert "before the baseline" not in traces(draw(built.history_table()))


def test_the_latest_value_stands_below_where_it_is_behind():
    assert traces(draw(table()))["measured"].textposition == "top right"
    assert traces(draw(table(expected_value=Decimal(80))))["measured"].textposition == "bottom right"
