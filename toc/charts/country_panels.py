"""One indicator in every country over time: small panels on one scale, each with its own target and its status.

Source: look.md, Charts (same scale across small multiples, direct labels, gaps as gaps).
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from toc.charts import theme
from toc.charts.history_marks import known

Text = Callable[[Decimal | None], str]

ACROSS = 2
"""Panels beside each other: two fit a phone as well as a wide screen."""

PANEL, ABOVE, BETWEEN, BELOW = 120, 62, 62, 40
"""Height of a panel, of what stands above the first, of the heading of each further one, and below, in pixels."""


def draw_country_panels(
    past: pd.DataFrame,
    figures: pd.DataFrame,
    *,
    title: str,
    unit: str,
    source: str,
    names: Mapping[str, str],
    text: Text,
    dark: bool,
) -> go.Figure:
    """One indicator's history in each country, on one scale.

    Args:
        past: rows with the columns `columns.HISTORY` of all countries.
        figures: rows of one indicator with the columns `columns.PROGRESS_COLUMNS`, in the order to be drawn.
        title: of the figure.
        unit: of the values, for the axis.
        source: what the figure rests on, the line below it.
        names: names by country code.
        text: writes a value in its unit.
        dark: the reader's ground.

    Returns:
        For each country the traces `measured` and, where there is one, `target`, named with the country's code behind;
        the last measured point has the status's symbol, which the heading of its panel says in words.
    """
    colours, rows = theme.ground(dark), figures.to_dict("records")
    down = -(-len(rows) // ACROSS)
    figure = make_subplots(
        rows=down, cols=ACROSS, shared_xaxes="all", shared_yaxes="all", horizontal_spacing=0.06,
        vertical_spacing=BETWEEN / (down * PANEL + (down - 1) * BETWEEN) if down > 1 else 0,
    )  # fmt: skip
    theme.styled(figure, title=title, height=ABOVE + down * (PANEL + BETWEEN) + BELOW, source=source, dark=dark)
    figure.update_layout(margin={"t": figure.layout.margin.t + BETWEEN - 14})
    first, last = _years(past)
    for at, row in enumerate(rows):
        place = {"row": at // ACROSS + 1, "col": at % ACROSS + 1}
        own = past[past["country"] == row["country"]].sort_values("date", kind="stable")
        _draw_panel(figure, own, row, place, (first, last), text, dark)
        figure.add_annotation(
            xref="x domain", yref="y domain", x=0, y=1, xanchor="left", yanchor="bottom", yshift=4, showarrow=False,
            align="left", text=_heading(row, names, text), font={"size": 12, "color": colours.text}, **place,
        )  # fmt: skip
    figure.update_xaxes(
        type="date", range=[first.isoformat(), last.isoformat()], tickformat="%Y", nticks=4, showgrid=True
    )
    figure.update_yaxes(range=_scale(past, rows), nticks=4, showgrid=True)
    figure.update_yaxes(title={"text": unit, "standoff": 4}, col=1)
    return figure


def _heading(row: Mapping[Hashable, Any], names: Mapping[str, str], text: Text) -> str:
    name = escape(names.get(str(row["country"]), str(row["country"])))
    status = theme.STATUS[str(row["status"])].label.lower()
    value = text(row["value"]) if isinstance(row["value"], Decimal) else ""
    weak = "weak evidence" if row["weak_evidence"] is True else ""
    said = ", ".join(escape(part) for part in (value, status, weak) if part)
    return f"<b>{name}</b><br>{said}"


def _years(past: pd.DataFrame) -> tuple[date, date]:
    dates = [on for on in past[past["point"].isin(["value", "baseline", "target"])]["date"] if known(on)]
    return (date(min(dates).year, 1, 1), date(max(dates).year, 12, 31)) if dates else (date(2000, 1, 1),) * 2


def _scale(past: pd.DataFrame, rows: Sequence[Mapping[Hashable, Any]]) -> list[float]:
    """The one scale of all panels: every value, baseline and target, with room for a label above."""
    drawn = past[past["point"].isin(["value", "baseline"])]["value"]
    found = [float(value) for value in (*drawn, *(row["target_value"] for row in rows)) if known(value)]
    low, high = min(found, default=0.0), max(found, default=1.0)
    room = (high - low) * 0.12 or max(abs(high) * 0.1, 1.0)
    return [low - room, high + 2 * room]


def _draw_panel(
    figure: go.Figure,
    own: pd.DataFrame,
    row: Mapping[Hashable, Any],
    place: Mapping[str, int],
    span: tuple[date, date],
    text: Text,
    dark: bool,
) -> None:
    colours, status = theme.ground(dark), str(row["status"])
    target = row["target_value"]
    if isinstance(target, Decimal):
        figure.add_scatter(
            name=f"target {row['country']}", x=list(span), y=[float(target)] * 2, mode="lines+text",
            line={"width": 1.2, "dash": "dot", "color": colours.expected},
            text=[f"target {escape(text(target))}", ""], textposition="top right",
            textfont={"size": 11, "color": colours.quiet}, hoverinfo="skip", cliponaxis=False, **place,
        )  # fmt: skip
    shown = own[own["point"].isin(["baseline", "value"])].to_dict("records")
    values = [float(point["value"]) if known(point["value"]) else None for point in shown]
    last = max((at for at, value in enumerate(values) if value is not None), default=-1)
    look, mark = theme.STATUS[status], theme.mark_of(status, dark)
    figure.add_scatter(
        name=f"measured {row['country']}",
        x=[point["date"] for point in shown],
        y=values,
        mode="lines+markers",
        connectgaps=False,
        line={"width": 2, "color": colours.accent},
        marker={
            "size": [11 if at == last else 5 for at in range(len(shown))],
            "symbol": [look.symbol if at == last else "circle" for at in range(len(shown))],
            "color": [mark if at == last else colours.accent for at in range(len(shown))],
            "line": {"width": [1.5 if at == last else 0 for at in range(len(shown))], "color": mark},
        },
        hovertext=[f"{point['period'] or point['point']}: {text(point['value'])}" for point in shown],
        hoverinfo="text",
        cliponaxis=False,
        **place,
    )
