"""Breakdown charts: stacked with what is not stated, as shares, and beside each other without a sum."""

from datetime import date
from decimal import Decimal

from toc import columns, tables
from toc.charts import theme
from toc.charts.breakdowns import draw_beside, draw_stacked


def table(*periods, denominator=None):
    """Periods as (label, parts by name, not stated, total)."""
    rows = []
    for at, (label, parts, rest, total) in enumerate(periods):
        common = {"period": label, "period_end": date(2026 + at, 12, 31), "denominator": denominator}
        given = [("category", name, value) for name, value in parts.items()]
        given += [("not stated", None, rest)] * (rest is not None) + [("total", None, total)]
        for part, name, value in given:
            exact = None if value is None else Decimal(value)
            share = None if exact is None or part == "total" else exact / Decimal(total)
            rows.append({**common, "part": part, "category_name": name, "value": exact, "share_of_total": share})
    return tables.frame(rows, columns.BREAKDOWNS)


def draw(how, given, **more):
    return how(
        given, title="Learners", unit="learners", source="Source: all", text=lambda n: f"{n}", dark=False, **more
    )


def bars(figure):
    return {bar.name: bar for bar in figure.data}


TWO = (("2026", {"Female": 30, "Male": 15}, 5, 50), ("2027", {"Female": 40, "Male": None}, 20, 60))


def test_parts_are_stacked_by_period_with_what_is_not_stated_and_no_total():
    figure = draw(draw_stacked, table(*TWO), shares=False)
    found = bars(figure)
    assert list(found) == ["Female", "Male", "Not stated"]
    assert figure.layout.barmode == "stack"
    assert [list(bar.x) for bar in found.values()] == [[30, 40], [15, None], [5, 20]]
    assert list(found["Female"].y) == ["2026", "2027"]


def test_shares_are_of_each_periods_total():
    figure = draw(draw_stacked, table(*TWO), shares=True)
    assert [round(bar.x[0], 2) for bar in figure.data] == [0.6, 0.3, 0.1]
    assert figure.layout.xaxis.title.text == "Share of the total"


def test_a_part_that_is_nowhere_is_left_out_and_a_narrow_one_has_no_figure_inside():
    given = table(("2026", {"Female": 90, "Male": 3, "Other": None}, 0, 93))
    found = bars(draw(draw_stacked, given, shares=False))
    assert list(found) == ["Female", "Male"]
    assert (list(found["Female"].text), list(found["Male"].text)) == (["90"], [""])


def test_categories_that_overlap_stand_beside_each_other_with_the_total_last_and_no_sum():
    figure = draw(draw_beside, table(("2026", {"Green": 40, "Data": 30}, None, 50)))
    assert figure.layout.barmode == "group"
    assert list(figure.data[0].y) == ["Green", "Data", "<b>All</b>"]
    assert list(figure.data[0].x) == [40, 30, 50]


def test_rates_say_their_n():
    found = draw(draw_beside, table(("2026", {"Female": 80}, None, 75), denominator=Decimal(45)))
    assert list(found.data[0].text) == ["80 (n = 45)", "75 (n = 45)"]


def test_the_latest_three_periods_are_drawn_and_the_last_in_the_accent():
    given = table(*((str(2026 + at), {"Green": at}, None, 9) for at in range(5)))
    figure = draw(draw_beside, given)
    assert [bar.name for bar in figure.data] == ["2028", "2029", "2030"]
    assert figure.data[-1].marker.color == theme.LIGHT.accent
    assert len({bar.marker.color for bar in figure.data}) == 3


def test_names_are_escaped_and_stand_beside_their_colour():
    figure = draw(draw_stacked, table(("2026", {"<b>x</b>": 3}, None, 3)), shares=False)
    assert figure.data[0].name == "&lt;b&gt;x&lt;/b&gt;"
    assert figure.layout.showlegend


def test_figures_can_be_read_on_every_colour_of_a_part():
    for dark in (False, True):
        colours = [theme.part_colour(at, dark) for at in range(len(theme.PARTS))]
        assert len(set(colours)) == len(colours)
        assert all(theme.contrast(colour, theme.readable_on(colour)) >= 4.5 for colour in colours)
