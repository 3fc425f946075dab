"""Completeness and timeliness of reports by the half-year in which they were due: two rows of bars on one scale.

Source: look.md, Charts (same scale across small multiples, figures written where they stand, gaps as gaps).
"""

from collections.abc import Callable
from decimal import Decimal
from html import escape

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from toc.charts import theme

Text = Callable[[Decimal | None], str]
"""Writes a share for the reader."""

MEASURES = (("completeness", "Completeness"), ("timeliness", "Timeliness"))
HEIGHT, TOP = 340, 1.28
WIDEST, NARROW = 0.6, 4
"""Width of a bar, and how many half-years there are at least on the scale, so that one alone does not fill it."""


def draw_reports_over_time(table: pd.DataFrame, *, title: str, source: str, text: Text, dark: bool) -> go.Figure:
    """How complete and how timely reports were, half-year by half-year.

    Args:
        table: rows of half-years with the columns `columns.QUALITY`, in order; a missing share leaves a gap.
        title: of the figure.
        source: what the figure rests on, the line below it.
        text: writes a share as a percentage.
        dark: the reader's ground.

    Returns:
        A figure with the traces `completeness` and `timeliness`.
    """
    colours, rows = theme.ground(dark), table.to_dict("records")
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, shared_yaxes="all", vertical_spacing=0.16)
    theme.styled(figure, title=title, height=HEIGHT, source=source, dark=dark)
    figure.update_layout(margin={"t": figure.layout.margin.t + 18})
    periods = [str(row["due_in"]) for row in rows]
    for at, (column, name) in enumerate(MEASURES, start=1):
        shares = [row[column] if isinstance(row[column], Decimal) else None for row in rows]
        figure.add_bar(
            name=column, x=periods, y=[None if share is None else float(share) for share in shares], width=WIDEST,
            marker={"color": colours.accent}, text=[text(share) if share is not None else "" for share in shares],
            textposition="outside", textangle=0, textfont={"size": 11, "color": colours.text}, cliponaxis=False,
            hoverinfo="skip", row=at, col=1,
        )  # fmt: skip
        figure.add_annotation(
            xref="x domain", yref="y domain", x=0, y=1, xanchor="left", yanchor="bottom", showarrow=False,
            text=f"<b>{escape(name)}</b>, share of reports", font={"size": 12, "color": colours.text}, row=at, col=1,
        )  # fmt: skip
    figure.update_yaxes(range=[0, TOP], tickvals=[0, 0.5, 1], tickformat=".0%")
    figure.update_xaxes(type="category", range=[-0.5, max(len(periods), NARROW) - 0.5], tickangle=0)
    return figure
