"""Countries side by side: an objective's progress against expectation.

Small multiples of one shape: the same scale in every panel, a row for each country, the figure and the status's symbol
and word in a column of their own, nothing drawn where nothing is known. Source: look.md, Charts.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from html import escape
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
    words = [_word(row) for row in rows]
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


def _bars(name: str, rows: Sequence[Row], places: list[str], hover: list[str], dark: bool) -> go.Bar:
    """Bars of one column, in the colour of each row's status."""
    return go.Bar(
        name=name,
        orientation="h",
        x=_floats(row[name] for row in rows),
        y=places,
        width=0.5,
        marker={
            "color": [theme.mark_of(row["status"], dark) for row in rows],
            "cornerradius": 2,
            "pattern": {"shape": ["/" if _weak(row) else "" for row in rows], "fillmode": "overlay", "size": 6},
        },
        hovertext=hover,
        hoverinfo="text",
    )


def _known(number: object) -> bool:
    return number is not None and not pd.isna(number)


def _floats(numbers: Iterable[Decimal | None]) -> list[float | None]:
    return [float(number) if number is not None and _known(number) else None for number in numbers]


def _place(code: str, names: Mapping[str, str]) -> str:
    name = escape(names.get(code, code))
    return f"<b>{name}</b>" if code == TOGETHER else name


def _word(row: Row) -> str:
    """The status in words, and whether it rests on weak evidence."""
    return theme.STATUS[row["status"]].label.lower() + (", weak evidence" if _weak(row) else "")


def _weak(row: Row) -> bool:
    """Whether an indicator, or every indicator in an objective's progress, rests on weak evidence alone."""
    if row.get("weak_evidence") is True:
        return True
    weak = row.get("weak_indicators")
    return bool(_known(weak) and weak and weak == row["indicators_with_progress"])


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
