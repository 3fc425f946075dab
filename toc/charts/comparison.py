"""Countries side by side: an objective's progress against expectation, and an indicator's values.

Small multiples of one shape: the same scale in every panel, a row for each country, the figure and the status's symbol
and word in a column of their own, nothing drawn where nothing is known. Source: look.md, Charts.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from html import escape
from math import ceil, floor, log10
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from toc.charts import theme

Text = Callable[[Decimal | None], str]
"""Writes a number for the reader: the figure is drawn, its text is made elsewhere."""

Row = Mapping[Hashable, Any]

ROW = 26
ABOVE_AND_BELOW = 92
LABELS_AT = 1.07
NOT_ENOUGH = "not enough data"
"""A status beside which a figure would say more than is known."""

TOGETHER = "ALL"
"""Code of all countries together; its row is set off."""


def draw_objective(table: pd.DataFrame, *, title: str, names: Mapping[str, str], text: Text, dark: bool) -> go.Figure:
    """An objective's progress in each country against what was expected, from 0 to the whole way.

    Args:
        table: rows of one objective with the columns `columns.OBJECTIVES`, in the order to be drawn; progress and
            expected_progress are fractions, missing leaves a gap.
        title: of the panel.
        names: names by country code.
        text: writes a share as a percentage.
        dark: the reader's ground.

    Returns:
        A figure with the traces `progress` (bars), `expected` (marks) and `status` (symbol, figure and word).
    """
    rows = table.to_dict("records")
    places = [_place(row["country"], names) for row in rows]
    words = [_word(row["status"]) for row in rows]
    labels = [
        f"{text(row['progress'])} {word}" if _known(row["progress"]) and row["status"] != NOT_ENOUGH else word
        for row, word in zip(rows, words, strict=True)
    ]
    hover = [
        f"{place}: {text(row['progress'])}, expected {text(row['expected_progress'])}, {word}, "
        f"{row['indicators_with_progress']} of {row['indicators_total']} indicators"
        for row, place, word in zip(rows, places, words, strict=True)
    ]
    figure = go.Figure(_bars("progress", rows, places, hover, dark))
    figure.add_trace(_marks("expected", [row["expected_progress"] for row in rows], places, hover, dark))
    figure.add_trace(_statuses([row["status"] for row in rows], [LABELS_AT] * len(rows), places, labels, dark))
    _styled(figure, places, title, "", dark)
    figure.update_xaxes(
        range=[0, 2],
        tickvals=[0, 0.5, 1],
        tickformat=".0%",
        title={"text": "Way from baseline to target", "standoff": 6},
    )
    return figure


def draw_countries(
    table: pd.DataFrame, *, title: str, unit: str, source: str, names: Mapping[str, str], text: Text, dark: bool
) -> go.Figure:
    """One indicator's value in each country, with the value expected and the target as marks.

    Args:
        table: rows of one indicator with the columns `columns.PROGRESS_COLUMNS`, in the order to be drawn; missing
            values leave a gap.
        title: of the figure.
        unit: of the values.
        source: what the figure rests on, the line below it.
        names: names by country code.
        text: writes a value in its unit.
        dark: the reader's ground.

    Returns:
        A figure with the traces `value` (bars), `expected` and `target` (marks) and `status`.
    """
    rows = table.to_dict("records")
    places = [_place(row["country"], names) for row in rows]
    words = [_word(row["status"]) for row in rows]
    labels = [
        f"{text(row['value'])} {word}" if _known(row["value"]) else word for row, word in zip(rows, words, strict=True)
    ]
    hover = [
        f"{place}: {text(row['value'])}, expected {text(row['expected_value'])}, target {text(row['target_value'])}, "
        f"{word}"
        for row, place, word in zip(rows, places, words, strict=True)
    ]
    low, high = _range(rows)
    figure = go.Figure(_bars("value", rows, places, hover, dark))
    figure.add_trace(_marks("expected", [row["expected_value"] for row in rows], places, hover, dark))
    target = _marks("target", [row["target_value"] for row in rows], places, hover, dark)
    target.marker.symbol, target.marker.size = "diamond-open", 10
    figure.add_trace(target)
    at = low + (high - low) * LABELS_AT
    figure.add_trace(_statuses([row["status"] for row in rows], [at] * len(rows), places, labels, dark))
    _styled(figure, places, title, source, dark)
    figure.update_xaxes(
        range=[low, low + (high - low) * 1.75], tickvals=_ticks(low, high), title={"text": unit, "standoff": 6}
    )
    return figure


def _bars(name: str, rows: Sequence[Row], places: list[str], hover: list[str], dark: bool) -> go.Bar:
    """Bars of one column, in the colour of each row's status."""
    return go.Bar(
        name=name,
        orientation="h",
        x=_floats(row[name] for row in rows),
        y=places,
        width=0.5,
        marker={"color": [theme.mark_of(row["status"], dark) for row in rows], "cornerradius": 2},
        hovertext=hover,
        hoverinfo="text",
    )


def _range(rows: Sequence[Row]) -> tuple[float, float]:
    """The lowest and highest of values, expectations and targets, 0 among them."""
    columns = ("value", "expected_value", "target_value")
    known = [float(row[name]) for row in rows for name in columns if _known(row[name])]
    return min([0.0, *known]), max([0.0, *known]) or 1.0


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers from low to high, three to seven of them."""
    rough = (high - low) / 5
    unit = 10 ** floor(log10(rough))
    step = unit * next(factor for factor in (1, 2, 5, 10) if factor * unit >= rough)
    return [step * at for at in range(ceil(low / step), floor(high / step) + 1)]


def _known(number: object) -> bool:
    return number is not None and not pd.isna(number)


def _floats(numbers: Iterable[Decimal | None]) -> list[float | None]:
    return [float(number) if number is not None and _known(number) else None for number in numbers]


def _place(code: str, names: Mapping[str, str]) -> str:
    name = escape(names.get(code, code))
    return f"<b>{name}</b>" if code == TOGETHER else name


def _word(status: str) -> str:
    return theme.STATUS[status].label.lower()


def _marks(name: str, values: list[Decimal | None], places: list[str], hover: list[str], dark: bool) -> go.Scatter:
    colour = theme.ground(dark).text
    return go.Scatter(
        name=name,
        mode="markers",
        x=_floats(values),
        y=places,
        marker={"symbol": "line-ns", "size": 15, "color": colour, "line": {"width": 2, "color": colour}},
        hovertext=hover,
        hoverinfo="text",
    )


def _statuses(statuses: list[str], at: list[float], places: list[str], labels: list[str], dark: bool) -> go.Scatter:
    marks = [theme.mark_of(status, dark) for status in statuses]
    return go.Scatter(
        name="status",
        mode="markers+text",
        x=at,
        y=places,
        text=[f" {label}" for label in labels],
        textposition="middle right",
        textfont={"size": 12, "color": theme.ground(dark).text},
        marker={
            "symbol": [theme.STATUS[status].symbol for status in statuses],
            "size": 9,
            "color": marks,
            "line": {"width": 1.5, "color": marks},
        },
        hoverinfo="skip",
        cliponaxis=False,
    )


def _styled(figure: go.Figure, places: list[str], title: str, source: str, dark: bool) -> None:
    theme.styled(figure, title=title, height=ABOVE_AND_BELOW + ROW * len(places), source=source, dark=dark)
    figure.update_yaxes(categoryorder="array", categoryarray=places, autorange="reversed", showgrid=False)
    figure.update_yaxes(tickfont={"size": 13, "color": theme.ground(dark).text})
    figure.update_xaxes(showgrid=True, zeroline=True)
