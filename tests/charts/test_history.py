"""The history chart: a measured line with gaps, the expectation with its band, targets and milestones as marks."""

from decimal import Decimal

import pytest

from tests.app import build_results as built
from toc.charts.history import draw_history


def write(number):
    return "–" if number is None else f"{Decimal(number):.0f}"


def draw(table, **more):
    given = {
        "title": "Learners enrolled, Italy",
        "unit": "learners",
        "source": "Approved measurements",
        "tolerance_points": Decimal(10),
        "text": write,
        "as_of": built.AS_OF,
        "dark": False,
    }
    return draw_history(table, **(given | more))


def traces(figure):
    return {trace.name: trace for trace in figure.data}


@pytest.fixture
def figure():
    return draw(built.history_table())


def test_it_draws_measured_expected_baseline_target_milestone_and_follow_on(figure):
    assert set(traces(figure)) == {
        "tolerance", "expected", "measured", "baseline", "target", "milestone", "follow-on target",
    }  # fmt: skip


def test_a_period_for_which_nothing_came_in_is_a_gap(figure):
    measured = traces(figure)["measured"]
    assert list(measured.y) == [116.0, None, 300.0]
    assert measured.connectgaps is False


def test_the_latest_value_is_labelled_and_an_unapproved_one_is_hollow(figure):
    measured = traces(figure)["measured"]
    assert list(measured.text) == ["", "", "<b>300</b>"]
    assert list(measured.marker.symbol) == ["circle", "circle", "circle-open"]


def test_marks_carry_their_words_and_a_milestone_whether_it_was_met(figure):
    found = traces(figure)
    assert list(found["baseline"].text) == ["baseline 64"]
    assert list(found["target"].text) == ["target 400"]
    assert list(found["milestone"].text) == ["milestone 150 (not met)"]


def test_the_band_is_the_tolerance_in_progress_points_around_the_line(figure):
    band = traces(figure)["tolerance"]
    half = (400 - 64) * 0.1
    assert list(band.y) == pytest.approx([64 + half, 400 + half, 400 - half, 64 - half])


def test_axes_have_years_a_unit_and_the_figure_its_title_and_source(figure):
    assert figure.layout.xaxis.tickformat == "%Y"
    assert figure.layout.xaxis.range == ("2025-01-01", "2030-03-01")
    assert figure.layout.yaxis.title.text == "learners"
    assert figure.layout.title.text == "Learners enrolled, Italy"
    assert {note.text for note in figure.layout.annotations} == {
        "Approved measurements", "as of 2027-06-30", "expected",
    }  # fmt: skip


def test_without_target_or_measurements_only_the_baseline_is_drawn():
    table = built.history_table()
    assert set(traces(draw(table[table["point"] == "baseline"]))) == {"baseline"}


def test_a_band_to_hold_is_drawn_with_both_bounds():
    table = built.history_table()
    table = table[table["point"].isin(["target", "value"])].assign(value_to=Decimal(460))
    figure = draw(table, dark=True)
    assert list(traces(figure)["target"].text) == ["target 400 to 460"]
    assert [(shape.y0, shape.y1) for shape in figure.layout.shapes if shape.type == "rect"] == [(400.0, 460.0)]


def test_a_few_steps_each_have_a_line_of_their_own():
    table = built.history_table()
    table = table[table["point"] == "baseline"].assign(value=Decimal(2), expected_value=Decimal(2))
    assert draw(table).layout.yaxis.dtick == 1
    assert draw(built.history_table()).layout.yaxis.dtick is None
