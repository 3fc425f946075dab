"""An indicator over time: what was measured, where it began, where it is to go, and where it is expected to be.

A gap in the measured line is a period for which nothing came in, or a day from which on something else is measured.
The expectation is a thin line with the tolerance around it; targets and milestones are marks with their words beside
them; a projection is dashed. Source: look.md, progress.md 4 and 9.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import escape
from math import ceil, floor

import pandas as pd
import plotly.graph_objects as go

from toc.charts import theme
from toc.charts.history_marks import (
    BREAK,
    ROW_HEIGHT,
    Row,
    draw_projection,
    draw_remarks,
    known,
    margins,
    with_breaks,
)

Text = Callable[[Decimal | None], str]
"""Writes a value in its unit for the reader."""

HEIGHT = 400
MANY_YEARS = 7
WEAK, WAITING = "weak_evidence", "includes_unapproved"
FEW_STEPS = 5
"""Up to so many units between the lowest and the highest value, each unit has its own line, as for a scale."""


def draw_history(
    table: pd.DataFrame,
    *,
    title: str,
    unit: str,
    source: str,
    tolerance_points: Decimal,
    text: Text,
    as_of: date,
    dark: bool,
) -> go.Figure:
    """The history of one indicator for one country (or ALL).

    Args:
        table: rows with the columns `columns.HISTORY`; a row `value` without a value leaves a gap, and a row `break`
            cuts the line.
        title: of the figure.
        unit: of the values, for the axis.
        source: what the figure rests on, the line below it.
        tolerance_points: half the width of the band around the expectation, in progress points.
        text: writes a value in its unit.
        as_of: the date that the view looks at, drawn as a line.
        dark: the reader's ground.

    Returns:
        A figure with the traces `measured`, and, where the table has them, `tolerance`, `expected`, `projection`,
        `before the baseline`, `baseline`, `target`, `milestone` and `follow-on target`. A hollow mark waits for
        approval, a crossed one rests on weak evidence; upright bars are the survey's margin.
    """
    colours = theme.ground(dark)
    of = {str(kind): rows.sort_values("date") for kind, rows in table.groupby("point", sort=False)}
    figure = go.Figure()
    if "expectation" in of:
        _draw_expectation(figure, of, tolerance_points, colours)
    if "projection" in of:
        draw_projection(figure, of["projection"], text, _target_of(of), colours)
    _draw_before(figure, of, text, colours)
    _draw_measured(figure, of, text, colours)
    for kind, name, symbol in (
        ("baseline", "baseline", "diamond"),
        ("target", "target", "star"),
        ("milestone", "milestone", "star-open"),
        ("follow-on", "follow-on target", "star-open"),
    ):
        if kind in of:
            _draw_marks(figure, of[kind], name, symbol, text, colours)
    theme.styled(figure, title=title, height=HEIGHT, source=source, dark=dark)
    _lay_out(figure, table, unit, as_of, colours)
    return figure


def _floats(numbers: pd.Series) -> list[float | None]:
    return [None if pd.isna(number) else float(number) for number in numbers]


def _draw_expectation(
    figure: go.Figure, of: dict[str, pd.DataFrame], tolerance_points: Decimal, colours: theme.Ground
) -> None:
    corners = of["expectation"]
    dates, line = list(corners["date"]), _floats(corners["expected_value"])
    start, end = line[0], _target_of(of)
    if start is not None and end is not None and start != end:
        half = abs(end - start) * float(tolerance_points) / 100
        figure.add_scatter(
            name="tolerance",
            x=[*dates, *reversed(dates)],
            y=[*(at + half for at in line if at is not None), *(at - half for at in reversed(line) if at is not None)],
            fill="toself",
            mode="lines",
            line={"width": 0},
            fillcolor=colours.band,
            hoverinfo="skip",
        )
    figure.add_scatter(
        name="expected",
        x=dates,
        y=line,
        mode="lines",
        line={"width": 1.2, "color": colours.expected},
        hovertemplate="expected %{y} on %{x|%Y-%m-%d}<extra></extra>",
    )
    if len(dates) > 1 and line[-2] is not None and line[-1] is not None:
        rising = line[-1] >= line[-2]
        figure.add_annotation(
            x=(dates[-2] + (dates[-1] - dates[-2]) / 3).isoformat(), y=line[-2] + (line[-1] - line[-2]) / 3,
            text="expected", showarrow=False, xanchor="right" if rising else "left", xshift=-6 if rising else 6,
            yshift=8, font={"size": 12, "color": colours.quiet},
        )  # fmt: skip


def _target_of(of: dict[str, pd.DataFrame]) -> float | None:
    rows = of.get("target")
    return None if rows is None else _floats(rows["value"])[-1]


def _draw_before(figure: go.Figure, of: dict[str, pd.DataFrame], text: Text, colours: theme.Ground) -> None:
    """What was measured up to the baseline date: history, in grey and not joined with what came later."""
    rows = of.get("history")
    if rows is None or not rows["value"].notna().any():
        return
    figure.add_scatter(
        name="before the baseline",
        x=list(rows["date"]),
        y=_floats(rows["value"]),
        mode="lines+markers",
        connectgaps=False,
        line={"width": 1.5, "color": colours.quiet},
        marker={"size": 7, "symbol": "circle", "color": colours.quiet},
        hovertext=[f"{row['period']}: {text(row['value'])}, before the baseline" for row in rows.to_dict("records")],
        hoverinfo="text",
        cliponaxis=False,
    )


def _draw_measured(figure: go.Figure, of: dict[str, pd.DataFrame], text: Text, colours: theme.Ground) -> None:
    if "value" not in of:
        return
    rows = _cut(of["value"].to_dict("records"), list(of[BREAK]["date"]) if BREAK in of else [])
    last = max((at for at, row in enumerate(rows) if known(row["value"])), default=None)
    figure.add_scatter(
        name="measured",
        x=[row["date"] for row in rows],
        y=[float(row["value"]) if known(row["value"]) else None for row in rows],
        error_y=margins(rows, colours),
        mode="lines+markers+text",
        connectgaps=False,
        line={"width": 2.5, "color": colours.accent},
        marker={"size": [10 if _is(row, WEAK) else 8 for row in rows], "symbol": [_symbol(row) for row in rows],
                "color": colours.accent},
        text=[f"<b>{escape(text(row['value']))}</b>" if at == last else "" for at, row in enumerate(rows)],
        textposition=_beside(rows[last]) if last is not None else "top center",
        textfont={"color": colours.text},
        hovertext=[_hover(row, text) for row in rows],
        hoverinfo="text",
        cliponaxis=False,
    )  # fmt: skip


def _beside(row: Row) -> str:
    """Where the latest value stands: away from the expectation, whose marks have their words on its other side."""
    behind = known(row["expected_value"]) and row["value"] < row["expected_value"]
    return "bottom right" if behind else "top right"


def _cut(rows: list[Row], breaks: list[date]) -> list[Row]:
    """The rows with one that holds nothing wherever something else is measured from then on, so that the line ends."""
    cut = set(with_breaks([row["date"] for row in rows], breaks))
    found: list[Row] = []
    for at, row in enumerate(rows):
        if at in cut:
            found.append(dict.fromkeys(row) | {"date": row["date"]})
        found.append(row)
    return found


def _is(row: Row, flag: str) -> bool:
    return known(row[flag]) and bool(row[flag])


def _symbol(row: Row) -> str:
    if _is(row, WEAK):
        return "circle-x-open"
    return "circle-open" if _is(row, WAITING) else "circle"


def _hover(row: Row, text: Text) -> str:
    margin = f", survey's margin {text(row['ci_low'])} to {text(row['ci_high'])}" if known(row["ci_low"]) else ""
    more = ", weak evidence" if _is(row, WEAK) else ""
    waits = " (waits for approval)" if _is(row, WAITING) else ""
    return f"{row['period']}: {text(row['value'])}, {row['status'] or ''}{margin}{more}{waits}"


def _draw_marks(
    figure: go.Figure, rows: pd.DataFrame, name: str, symbol: str, text: Text, colours: theme.Ground
) -> None:
    words = []
    for row in rows.to_dict("records"):
        value = text(row["value"])
        if not pd.isna(row["value_to"]):
            value = f"{value} to {text(row['value_to'])}"
        judged = f" ({row['status']})" if name == "milestone" and row["status"] else ""
        words.append(escape(f"{name} {value}{judged}"))
    figure.add_scatter(
        name=name,
        x=list(rows["date"]),
        y=_floats(rows["value"]),
        mode="markers+text",
        marker={"symbol": symbol, "size": 11, "color": colours.text, "line": {"width": 1.5, "color": colours.text}},
        text=words,
        textposition="bottom right" if name == "baseline" else "top left",
        textfont={"size": 12, "color": colours.quiet},
        hovertext=[f"{word}, {on}" for word, on in zip(words, rows["date"], strict=True)],
        hoverinfo="text",
        cliponaxis=False,
    )
    for row in rows.to_dict("records"):
        if name == "target" and not pd.isna(row["value_to"]):
            figure.add_hrect(y0=float(row["value"]), y1=float(row["value_to"]), fillcolor=colours.band, line_width=0)


def _lay_out(figure: go.Figure, table: pd.DataFrame, unit: str, as_of: date, colours: theme.Ground) -> None:
    dates = [on for on in table["date"] if not pd.isna(on)] + [as_of]
    first, last = min(dates).year, max(dates).year + 1
    many = last - first > MANY_YEARS
    figure.update_xaxes(
        range=[f"{first}-01-01", f"{last}-03-01"],
        tick0=f"{first}-01-01",
        dtick="M24" if many else "M12",
        ticklabelmode="instant" if many else "period",
        tickformat="%Y",
        showgrid=True,
        title={"text": "Year", "standoff": 6},
    )
    figure.update_yaxes(title={"text": unit, "standoff": 6}, nticks=6)
    drawn = ("value", "expected_value", "projected_value", "ci_low", "ci_high")
    found = [float(number) for name in drawn for number in table[name] if known(number)]
    if found and max(found) - min(found) <= FEW_STEPS:
        figure.update_yaxes(dtick=1, range=[floor(min(found)) - 0.5, ceil(max(found)) + 0.5])
    rows = draw_remarks(figure, table, date(first, 1, 1), date(last, 3, 1), colours)
    if rows:
        more = ROW_HEIGHT * rows
        figure.update_layout(height=figure.layout.height + more, margin={"t": figure.layout.margin.t + more})
    figure.add_vline(x=as_of.isoformat(), line={"width": 1, "dash": "dot", "color": colours.quiet})
    figure.add_annotation(
        x=as_of.isoformat(), y=1, yref="paper", yanchor="bottom", showarrow=False,
        text=f"as of {as_of.isoformat()}", font={"size": 11, "color": colours.quiet},
    )  # fmt: skip
