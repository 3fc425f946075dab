"""One indicator in every country: panels on one scale, each with its target and its status in words."""

from datetime import date
from decimal import Decimal

import pytest

from toc import columns, tables
from toc.charts.country_panels import draw_country_panels

NAMES = {"IT": "Italy", "NL": "Netherlands", "IE": "<Ireland>"}


def points(country, *values):
    return [
        {"point": "value", "period": str(2026 + at), "date": date(2026 + at, 12, 31), "country": country,
         "value": None if value is None else Decimal(value)}
        for at, value in enumerate(values)
    ]  # fmt: skip


@pytest.fixture
def figure():
    past = [*points("IT", 10, None, 30), *points("NL", 400), *points("IE")]
    figures = [
        {
            "country": "IT",
            "status": "on track",
            "value": Decimal(30),
            "target_value": Decimal(90),
            "weak_evidence": True,
        },
        {"country": "NL", "status": "ahead", "value": Decimal(400), "target_value": None, "weak_evidence": False},
        {"country": "IE", "status": "no data", "value": None, "target_value": Decimal(5), "weak_evidence": False},
    ]
    return draw_country_panels(
        tables.frame(past, columns.HISTORY), tables.frame(figures, columns.PROGRESS_COLUMNS), title="Learners",
        unit="learners", source="Source: all", names=NAMES, text=lambda number: f"{number}", dark=False,
    )  # fmt: skip


def traces(figure):
    return {trace.name: trace for trace in figure.data}


def test_every_country_has_its_line_with_gaps_and_its_own_target(figure):
    found = traces(figure)
    assert set(found) == {"measured IT", "target IT", "measured NL", "measured IE", "target IE"}
    assert list(found["measured IT"].y) == [10, None, 30]
    assert list(found["target IT"].y) == [90, 90]
    assert found["measured IT"].connectgaps is False


def test_all_panels_have_one_scale_that_holds_every_value_and_target(figure):
    axes = [figure.layout[name] for name in figure.layout if name.startswith("yaxis")]
    assert len({tuple(axis.range) for axis in axes if axis.range}) == 1
    low, high = figure.layout.yaxis.range
    assert low < 5
    assert high > 400
    assert len({axis.matches for axis in axes if axis.matches}) == 1


def test_headings_say_name_value_status_and_weak_evidence_and_are_escaped(figure):
    said = [note.text for note in figure.layout.annotations]
    assert "<b>Italy</b><br>30, on track, weak evidence" in said
    assert "<b>Netherlands</b><br>400, ahead" in said
    assert "<b>&lt;Ireland&gt;</b><br>no data" in said


def test_the_last_measured_point_has_the_statuss_symbol(figure):
    assert list(traces(figure)["measured IT"].marker.symbol) == ["circle", "circle", "square"]


def test_an_indicator_without_any_value_still_has_its_panels():
    figures = tables.frame([{"country": "IT", "status": "no data"}], columns.PROGRESS_COLUMNS)
    made = draw_country_panels(
        tables.frame([], columns.HISTORY), figures, title="", unit="", source="", names=NAMES, text=str, dark=True
    )
    assert [note.text for note in made.layout.annotations] == ["<b>Italy</b><br>no data"]
