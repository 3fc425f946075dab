"""What stands around the measured line of a history chart: remarks on the time line, survey margins, the projection.

Remarks are upright lines with a letter above the plot; letters that would touch take another row, and the page says
beneath what each one means.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from string import ascii_uppercase
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from toc.charts import theme

Row = Mapping[Hashable, Any]
Text = Callable[[Decimal | None], str]

EVENT, BREAK = "event", "break"
ROW_HEIGHT = 16
NEAR = 0.07
"""Share of the axis that a letter needs on the narrowest screen."""


def lettered(table: pd.DataFrame) -> list[tuple[str, Row]]:
    """The remarks of a history in date order, each with its letter: A to Z, then AA, AB and so on.

    Args:
        table: rows with the columns `columns.HISTORY`.
    """
    rows = table[table["point"].isin([EVENT, BREAK])].sort_values("date", kind="stable").to_dict("records")
    return [(_letter(at), row) for at, row in enumerate(rows)]


def _letter(at: int) -> str:
    several, last = divmod(at, len(ascii_uppercase))
    return (ascii_uppercase[several - 1] if several else "") + ascii_uppercase[last]


def rows_without_overlap(dates: Sequence[date], first: date, last: date) -> list[int]:
    """The row of each label, so that no two in one row are nearer than a label is wide.

    Args:
        dates: in order.
        first: left end of the axis.
        last: right end of the axis.
    """
    width = max((last - first).days, 1) * NEAR
    taken: list[date] = []
    found = []
    for on in dates:
        row = next((at for at, other in enumerate(taken) if (on - other).days >= width), len(taken))
        taken[row : row + 1] = [on]
        found.append(row)
    return found


def draw_remarks(figure: go.Figure, table: pd.DataFrame, first: date, last: date, colours: theme.Ground) -> int:
    """Draw the remarks; gives how many rows of letters stand above the plot."""
    remarks = lettered(table)
    rows = rows_without_overlap([row["date"] for _, row in remarks], first, last)
    for (letter, row), at in zip(remarks, rows, strict=True):
        dash = "dash" if row["point"] == BREAK else "dot"
        figure.add_vline(x=row["date"].isoformat(), line={"width": 1.2, "dash": dash, "color": colours.text})
        figure.add_annotation(
            name=row["point"], x=row["date"].isoformat(), y=1, yref="paper", yanchor="bottom", showarrow=False,
            yshift=ROW_HEIGHT * (at + 1), text=f"<b>{letter}</b>", font={"size": 12, "color": colours.text},
        )  # fmt: skip
    return max(rows, default=-1) + 1


def with_breaks(dates: Sequence[date], breaks: Iterable[date]) -> list[int]:
    """Places in a line before which it is cut: the first point on or after each break that has one before it."""
    cuts = set()
    for day in breaks:
        after = [at for at, on in enumerate(dates) if on >= day]
        if after and after[0] > 0:
            cuts.add(after[0])
    return sorted(cuts)


def margins(rows: Sequence[Row], colours: theme.Ground) -> dict[str, object] | None:
    """Survey margins as error bars; None where no point has one."""
    if not any(known(row["ci_low"]) and known(row["value"]) for row in rows):
        return None
    return {
        "type": "data",
        "symmetric": False,
        "array": [_distance(row, "ci_high") for row in rows],
        "arrayminus": [_distance(row, "ci_low") for row in rows],
        "thickness": 1.4,
        "width": 5,
        "color": colours.quiet,
    }


def _distance(row: Row, end: str) -> float | None:
    if not known(row[end]) or not known(row["value"]):
        return None
    return abs(float(row[end]) - float(row["value"]))


def draw_projection(
    figure: go.Figure, rows: pd.DataFrame, text: Text, target: float | None, colours: theme.Ground
) -> None:
    """The projection, dashed, with its word beside it: above where it passes the target, else below."""
    dates = list(rows["date"])
    values = [float(value) for value in rows["projected_value"]]
    figure.add_scatter(
        name="projection",
        x=dates,
        y=values,
        mode="lines+markers",
        line={"width": 1.8, "dash": "dash", "color": colours.accent},
        marker={"symbol": "circle-open", "size": [0] * (len(dates) - 1) + [9], "color": colours.accent},
        hovertext=[f"projection {text(value)}, {on}" for value, on in zip(rows["projected_value"], dates, strict=True)],
        hoverinfo="text",
        cliponaxis=False,
    )
    above = target is not None and values[-1] >= target
    figure.add_annotation(
        x=(dates[0] + (dates[-1] - dates[0]) / 2).isoformat(), y=(values[0] + values[-1]) / 2, showarrow=False,
        text="projection", xanchor="center", yshift=14 if above else -14, font={"size": 12, "color": colours.accent},
    )  # fmt: skip


def known(number: object) -> bool:
    """Whether a cell holds something."""
    return number is not None and not pd.isna(number)
