"""An indicator split by one dimension: stacked bars period by period, or a group of bars for each category.

Parts of an exclusive dimension are stacked up to their total, with what is not stated at the end; parts that may
overlap, and rates, stand beside each other and are never added. Source: look.md, progress.md 12.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from decimal import Decimal
from html import escape
from textwrap import shorten
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from toc.charts import theme
from toc.charts.history_marks import known

Text = Callable[[Decimal | None], str]
Row = Mapping[Hashable, Any]

ROW, BAR, BESIDE = 34, 17, 14
LEGEND_LINE = 22
NARROWEST, LETTER, MARK = 330, 7, 42
"""Width of a plot on a phone, of a letter, and of a colour with its space, in pixels."""
LATEST = 3
"""How many periods stand beside each other; the table holds all of them."""

NOT_STATED, TOTAL = "Not stated", "total"
NARROW = 0.05
"""Share of the longest bar below which a part is too narrow for its figure, which the table has."""
NAME_WIDTH = 22


def draw_stacked(
    table: pd.DataFrame, *, title: str, unit: str, source: str, text: Text, shares: bool, dark: bool
) -> go.Figure:
    """The parts of an exclusive dimension, stacked, a bar for each period.

    Args:
        table: rows of one dimension with the columns `columns.BREAKDOWNS`.
        title: of the figure.
        unit: of the values.
        source: what the figure rests on, the line below it.
        text: writes a value, or with `shares` a share.
        shares: of the period's total instead of values.
        dark: the reader's ground.

    Returns:
        A figure with a trace for each category and, where something is left of a total, `not stated`.
    """
    column = "share_of_total" if shares else "value"
    periods = list(dict.fromkeys(table.sort_values("period_end", kind="stable")["period"]))
    parts = table[table["part"] != TOTAL]
    figure = go.Figure()
    shown, longest = 0, _longest(parts, column)
    for name, rows in parts.groupby(parts["category_name"].fillna(NOT_STATED), sort=False):
        cells = {row["period"]: row[column] for row in rows.to_dict("records")}
        numbers = [cells.get(period) for period in periods]
        if not any(known(number) and number != 0 for number in numbers):
            continue
        colour = theme.part_colour(shown, dark) if name != NOT_STATED else theme.ground(dark).track
        figure.add_bar(
            name=escape(str(name)), orientation="h", y=periods,
            x=_floats(numbers),
            marker={"color": colour, "line": {"width": 1, "color": theme.ground(dark).ground}},
            text=[_inside(number, NARROW * longest, text) for number in numbers],
            textposition="inside", insidetextanchor="middle", textangle=0,
            insidetextfont={"size": 12, "color": theme.readable_on(colour)},
            hovertext=[f"{period}, {name}: {text(number)}" for period, number in zip(periods, numbers, strict=True)],
            hoverinfo="text", constraintext="inside",
        )  # fmt: skip
        shown += name != NOT_STATED
    lines = _legend_lines([str(bar.name) for bar in figure.data])
    theme.styled(figure, title=title, height=116 + ROW * len(periods) + LEGEND_LINE * lines, source=source, dark=dark)
    _with_legend(figure, lines)
    figure.update_layout(barmode="stack", uniformtext={"mode": "hide", "minsize": 10}, bargap=0.25)
    figure.update_yaxes(type="category", categoryorder="array", categoryarray=periods, autorange="reversed")
    figure.update_xaxes(
        title={"text": "Share of the total" if shares else unit, "standoff": 6}, tickformat=".0%" if shares else None,
        rangemode="tozero", showgrid=True, nticks=6,
    )  # fmt: skip
    return figure


def draw_beside(table: pd.DataFrame, *, title: str, unit: str, source: str, text: Text, dark: bool) -> go.Figure:
    """Categories that may overlap, or rates: bars for the latest periods, each category for itself, the total last.

    Args:
        table: rows of one dimension with the columns `columns.BREAKDOWNS`.
        title: of the figure.
        unit: of the values.
        source: what the figure rests on, the line below it.
        text: writes a value.
        dark: the reader's ground.

    Returns:
        A figure with a trace for each period, the latest in the strongest colour; a rate says its n.
    """
    order = list(dict.fromkeys(table.sort_values("period_end", kind="stable")["period"]))[-LATEST:]
    rows = [row for row in table.to_dict("records") if row["period"] in order]
    names = [
        name
        for name in dict.fromkeys(_part(row) for row in rows)
        if any(_part(row) == name and known(row["value"]) for row in rows)
    ]
    figure = go.Figure()
    shades = theme.shades(len(order), dark)
    for period, colour in zip(order, shades, strict=True):
        cells = {_part(row): row for row in rows if row["period"] == period}
        values = [cells[name]["value"] if name in cells else None for name in names]
        labels = [_label(cells.get(name), text) for name in names]
        figure.add_bar(
            name=period, orientation="h", y=names, x=_floats(values),
            marker={"color": colour}, text=labels, textposition="outside", cliponaxis=False,
            textfont={"size": 11, "color": theme.ground(dark).text}, hoverinfo="text",
            hovertext=[f"{period}, {name}: {label}" for name, label in zip(names, labels, strict=True)],
        )  # fmt: skip
    height = 120 + LEGEND_LINE + len(names) * (BAR * len(order) + BESIDE)
    theme.styled(figure, title=title, height=height, source=source, dark=dark)
    _with_legend(figure, 1)
    top = max([float(row["value"]) for row in rows if known(row["value"])], default=1) or 1
    figure.update_layout(barmode="group", bargap=0.25, bargroupgap=0.05)
    figure.update_yaxes(categoryorder="array", categoryarray=names, autorange="reversed", showgrid=False)
    figure.update_xaxes(title={"text": unit, "standoff": 6}, range=[0, top * 1.45], showgrid=True, nticks=5)
    return figure


def _inside(number: Decimal | None, least: float, text: Text) -> str:
    """The text in a part of a bar; none where it is missing or too narrow."""
    return escape(text(number)) if number is not None and known(number) and float(number) >= least else ""


def _longest(parts: pd.DataFrame, column: str) -> float:
    bars = parts.groupby("period")[column].agg(lambda numbers: sum(float(one) for one in numbers if known(one)))
    return max(bars, default=0.0)


def _floats(numbers: Iterable[Any]) -> list[float | None]:
    return [float(number) if known(number) else None for number in numbers]


def _part(row: Row) -> str:
    if row["part"] == TOTAL:
        return "<b>All</b>"
    name = NOT_STATED if row["part"] == "not stated" else str(row["category_name"])
    return escape(shorten(name, NAME_WIDTH, placeholder="…"))


def _label(row: Row | None, text: Text) -> str:
    """A value; for a rate also how many it is a rate of."""
    if row is None or not known(row["value"]):
        return ""
    size = f" (n = {row['denominator']:f})" if known(row["denominator"]) else ""
    return escape(f"{text(row['value'])}{size}")


def _legend_lines(names: list[str]) -> int:
    """How many lines the legend takes on a phone, where names stand in columns as wide as the longest."""
    widest = max((len(name) for name in names), default=0) * LETTER + MARK
    return -(-len(names) // max(NARROWEST // widest, 1))


def _with_legend(figure: go.Figure, lines: int) -> None:
    """A legend between title and plot, so that a name stands beside each colour on a phone too."""
    more = LEGEND_LINE * lines
    figure.update_layout(
        showlegend=True,
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "traceorder": "normal",
                "font": {"size": 12}, "itemclick": False, "itemdoubleclick": False, "bgcolor": "rgba(0,0,0,0)"},
        margin={"t": figure.layout.margin.t + more},
    )  # fmt: skip
