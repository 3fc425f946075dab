"""Small multiples of means: a country's progress over time, and the levels of a country or a horizon, on one scale.

Every panel of a page has the same axes, its figures written where they stand, and nothing where nothing is known.
Source: look.md, Charts; progress.md 7.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from toc.charts import theme

Text = Callable[[Decimal | None], str]
"""Writes a share for the reader."""

Row = Mapping[Hashable, Any]

PANEL, ROW, AROUND = 225, 30, 92
LABELS_AT, WIDTH = 1.07, 2.15
ROOM = 0.75
"""Share of the time shown that is left free for the labels at the lines' ends."""

TOP = 1.12


def draw_over_time(
    table: pd.DataFrame, *, title: str, since: date, until: date, text: Text, nothing: str, dark: bool
) -> go.Figure:
    """A country's mean progress and what was expected, over time.

    Args:
        table: rows of one country over time with the columns `columns.SUMMARIES`, in order of their date; a missing
            figure leaves a gap.
        title: of the panel.
        since: first day of the scale, the same in every panel.
        until: last day of the scale.
        text: writes a share as a percentage.
        nothing: what is said where no figure is known.
        dark: the reader's ground.

    Returns:
        A figure with the traces `progress` and `expected`.
    """
    rows, colours = table.to_dict("records"), theme.ground(dark)
    figure = go.Figure()
    last = next((row for row in reversed(rows) if _known(row["progress"])), None)
    above = last is None or float(last["progress"]) >= float(last["expected_progress"])
    looks = (
        ("expected_progress", "expected", {"color": colours.expected, "width": 1.2}, not above),
        ("progress", "progress", {"color": colours.accent, "width": 2.4}, above),
    )
    for column, name, line, upper in looks:
        figure.add_trace(_line(rows, column, name, line, text))
        if last is not None:
            label = text(last[column]) if name == "progress" else f"{name} {text(last[column])}"
            figure.add_annotation(
                x=last["date"], y=float(last[column]), text=escape(label), showarrow=False, xanchor="left", xshift=8,
                yanchor="bottom" if upper else "top", font={"size": 12, "color": line["color"]},
            )  # fmt: skip
    if last is None:
        figure.add_annotation(
            x=0.5, y=0.62, xref="paper", yref="paper", text=escape(nothing), showarrow=False,
            font={"size": 12, "color": colours.quiet},
        )  # fmt: skip
    theme.styled(figure, title=title, height=PANEL, source="", dark=dark)
    figure.update_xaxes(
        range=[since, until + timedelta(days=round((until - since).days * ROOM))],
        tickvals=[date(year, 1, 1) for year in range(since.year + 1, until.year + 1)],
        tickformat="%Y",
    )
    figure.update_yaxes(range=[-0.12, TOP], tickvals=[0, 0.5, 1], tickformat=".0%")
    return figure


def _line(rows: Sequence[Row], column: str, name: str, line: Mapping[str, object], text: Text) -> go.Scatter:
    """A column over time; the measured one with a marker at each date."""
    return go.Scatter(
        name=name,
        mode="lines+markers" if name == "progress" else "lines",
        x=[row["date"] for row in rows],
        y=[_float(row[column]) for row in rows],
        line=line,
        marker={"size": 7},
        connectgaps=False,
        hovertext=[_hover(row, text) for row in rows],
        hoverinfo="text",
    )


def draw_parts(
    table: pd.DataFrame,
    *,
    title: str,
    parts: Sequence[tuple[str, str]],
    of: str,
    text: Text,
    dark: bool,
) -> go.Figure:
    """The mean progress of each level (or country) against what was expected, from 0 to the whole way.

    Args:
        table: rows with the columns `columns.SUMMARIES`, one for each part.
        title: of the panel.
        parts: code and name of each part, in the order to be drawn; one without a row is drawn as missing.
        of: the column that holds the codes: `level` or `country`.
        text: writes a share as a percentage.
        dark: the reader's ground.

    Returns:
        A figure with the traces `progress` (bars), `expected` (marks) and `figure` (the figure and its coverage).
    """
    colours = theme.ground(dark)
    found = {row[of]: row for row in table.to_dict("records")}
    rows: list[Row] = [found.get(code, {}) for code, _ in parts]
    names = [escape(name) for _, name in parts]
    hover = [f"{name}: {_hover(row, text)}" for name, row in zip(names, rows, strict=True)]
    figure = go.Figure(
        go.Bar(
            name="progress", orientation="h", x=[_float(row.get("progress")) for row in rows], y=names, width=0.5,
            marker={"color": colours.accent, "cornerradius": 2}, hovertext=hover, hoverinfo="text",
        )
    )  # fmt: skip
    figure.add_traces(_marks_and_figures(rows, names, hover, text, colours.text))
    theme.styled(figure, title=title, height=AROUND + ROW * len(parts), source="", dark=dark)
    figure.update_yaxes(categoryorder="array", categoryarray=names, autorange="reversed", showgrid=False)
    figure.update_yaxes(tickfont={"size": 13, "color": colours.text})
    figure.update_xaxes(
        range=[0, WIDTH],
        tickvals=[0, 0.5, 1],
        tickformat=".0%",
        title={"text": "Way from baseline to target", "standoff": 6},
    )
    return figure


def _marks_and_figures(
    rows: Sequence[Row], names: list[str], hover: list[str], text: Text, colour: str
) -> tuple[go.Scatter, go.Scatter]:
    """Marks where progress is expected to be, and the figures with their coverage in a column of their own."""
    mark = {"symbol": "line-ns", "size": 15, "color": colour, "line": {"width": 2, "color": colour}}
    marks = go.Scatter(
        name="expected", mode="markers", x=[_float(row.get("expected_progress")) for row in rows], y=names,
        marker=mark, hovertext=hover, hoverinfo="text",
    )  # fmt: skip
    figures = go.Scatter(
        name="figure", mode="text", x=[LABELS_AT] * len(rows), y=names, text=[_label(row, text) for row in rows],
        textposition="middle right", textfont={"size": 12, "color": colour}, hoverinfo="skip", cliponaxis=False,
    )  # fmt: skip
    return marks, figures


def _label(row: Row, text: Text) -> str:
    total = row.get("objectives_total")
    if not total:
        return "no objective"
    coverage = f"{row['objectives_with_progress']} of {total}"
    return f"{text(row['progress'])} · {coverage}" if _known(row["progress"]) else f"no figure · {coverage}"


def _hover(row: Row, text: Text) -> str:
    if not row:
        return "no objective"
    return (
        f"{row['date']}: {text(row['progress'])}, expected {text(row['expected_progress'])}, "
        f"{row['objectives_with_progress']} of {row['objectives_total']} "
        f"{'objective' if row['objectives_total'] == 1 else 'objectives'}"
    )


def _known(number: object) -> bool:
    return number is not None and not pd.isna(number)


def _float(number: Decimal | None) -> float | None:
    return float(number) if number is not None and _known(number) else None
