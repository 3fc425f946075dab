"""Completeness and timeliness half-year by half-year: bars on one scale, gaps as gaps."""

from decimal import Decimal

import pytest

from toc import columns, tables
from toc.charts.quality import draw_reports_over_time


def rows(*shares: tuple[str, str | None, str | None]) -> list[dict[str, object]]:
    return [
        {
            "by": "period",
            "due_in": due_in,
            "completeness": None if complete is None else Decimal(complete),
            "timeliness": None if in_time is None else Decimal(in_time),
        }
        for due_in, complete, in_time in shares
    ]


def drawn(*shares: tuple[str, str | None, str | None], dark: bool = False):
    return draw_reports_over_time(
        tables.frame(rows(*shares), columns.QUALITY), title="Reports <b>", source="Source: the calendar", dark=dark,
        text=lambda share: f"{share * 100:.0f}%",
    )  # fmt: skip


@pytest.fixture
def figure():
    return drawn(("2026-S2", "0.75", "0"), ("2027-S1", "1", "0.5"), ("2027-S2", "0.25", None))


def test_each_measure_has_its_bars_with_the_figure_on_them_and_nothing_where_nothing_is_known(figure):
    complete, in_time = figure.data
    assert (complete.name, in_time.name) == ("completeness", "timeliness")
    assert list(complete.x) == ["2026-S2", "2027-S1", "2027-S2"]
    assert list(complete.y) == [0.75, 1, 0.25]
    assert list(in_time.y) == [0, 0.5, None]
    assert list(in_time.text) == ["0%", "50%", ""]


def test_both_measures_have_one_scale_from_nought_to_everything(figure):
    assert tuple(figure.layout.yaxis.range) == tuple(figure.layout.yaxis2.range)
    assert figure.layout.yaxis.range[0] == 0
    assert figure.layout.yaxis.range[1] > 1


def test_the_title_is_escaped_and_the_source_and_both_names_are_there(figure):
    said = " ".join(note.text for note in figure.layout.annotations)
    assert figure.layout.title.text == "Reports &lt;b&gt;"
    assert all(word in said for word in ("Source: the calendar", "Completeness", "Timeliness"))


def test_one_half_year_does_not_fill_the_chart_and_the_dark_ground_has_its_own_colour():
    alone = drawn(("2027-S1", "1", "1"))
    assert alone.layout.xaxis2.range[1] - alone.layout.xaxis2.range[0] == 4
    assert alone.data[0].marker.color != drawn(("2027-S1", "1", "1"), dark=True).data[0].marker.color
