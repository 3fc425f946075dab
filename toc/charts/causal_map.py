"""The causal map: objectives as boxes in bands and columns, contribution links as lines with the sign of their state.

Drawn from the same rows as objectives.csv and links.csv. Every box and every sign can be clicked: its point carries
`objective:CODE` or `link:SOURCE~TARGET`. Source: look.md, Charts.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from decimal import Decimal
from html import escape
from textwrap import wrap
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from toc.charts import theme
from toc.charts.map_layout import (
    BAND_SIZE,
    BOX_HEIGHT,
    PAD,
    SMALL_SIZE,
    SYMBOL,
    TEXT_SIZE,
    TITLE_SIZE,
    Label,
    Layout,
    Place,
    lay_out,
)
from toc.charts.map_routes import MARK, Route

WIDTH = 832.0
"""Pixels beside the menu on a screen of 1280, without the figure's margins."""

ROUND, HEAD_SIZE, HOVER = 8.0, 10, 60
NOT_ENOUGH = "not enough data"
_SIZES = {"band": BAND_SIZE, "column": BAND_SIZE, "title": TITLE_SIZE, "status": TEXT_SIZE, "coverage": SMALL_SIZE}

Text = Callable[[Decimal | None], str]
Row = Mapping[Hashable, Any]


def layout_of(
    objectives: pd.DataFrame,
    links: pd.DataFrame,
    *,
    levels: Sequence[tuple[str, str]],
    horizons: Sequence[tuple[str, str]],
    text: Text,
    width: float = WIDTH,
) -> Layout:
    """Where everything stands. Arguments as for `draw_map`; the width is the least one, in pixels."""
    places = [_place(row, text) for row in objectives.to_dict("records")]
    pairs = list(zip(links["source_code"], links["target_code"], strict=True))
    return lay_out(levels, horizons, places, pairs, width=width)


def draw_map(
    objectives: pd.DataFrame,
    links: pd.DataFrame,
    *,
    levels: Sequence[tuple[str, str]],
    horizons: Sequence[tuple[str, str]],
    title: str,
    source: str,
    text: Text,
    dark: bool,
    chosen: str = "",
) -> go.Figure:
    """The causal map of one country.

    Args:
        objectives: rows with the columns `columns.OBJECTIVES`, in the order in which they stand under each other.
        links: rows with the columns `columns.LINKS`.
        levels: codes and names, from top to bottom.
        horizons: codes and names, from left to right.
        title: of the figure.
        source: what the figure rests on, the line below it.
        text: writes a share as a percentage.
        dark: the reader's ground.
        chosen: what is set off, as its point carries it; empty for nothing.

    Returns:
        A figure with the traces `objectives` and `links`, whose points can be clicked, `heads` and `status`.
    """
    layout = layout_of(objectives, links, levels=levels, horizons=horizons, text=text)
    rows = {str(row["objective_code"]): row for row in objectives.to_dict("records")}
    tied = [
        (row, layout.routes[row["source_code"], row["target_code"]])
        for row in links.to_dict("records")
        if (row["source_code"], row["target_code"]) in layout.routes
    ]
    figure = go.Figure(
        [_heads(tied, dark), _statuses(layout, rows, dark), _nodes(layout, rows, text), _signs(tied, dark)]
    )
    theme.styled(figure, title=title, height=int(layout.height), source=source, dark=dark)
    figure.update_layout(shapes=[*_bands(layout, dark), *_lines(tied, dark, chosen), *_boxes(layout, dark, chosen)])
    return _sized(figure, layout, dark)


def _sized(figure: go.Figure, layout: Layout, dark: bool) -> go.Figure:
    """Give the figure the room that the layout needs, and its labels their places in it."""
    for note in figure.layout.annotations:
        note.update(yshift=-12)
    margin = figure.layout.margin
    margin.update(b=36 if figure.layout.annotations else 8)
    figure.update_layout(
        height=layout.height + margin.t + margin.b,
        paper_bgcolor=theme.ground(dark).ground,
        hoverlabel={"align": "left", "font": {"family": theme.FONT, "size": 12}},
    )
    if layout.width > WIDTH:
        figure.update_layout(width=layout.width + margin.l + margin.r)
    for label in layout.labels:
        figure.add_annotation(_annotation(label, dark))
    figure.update_xaxes(range=[0, layout.width], visible=False)
    figure.update_yaxes(range=[layout.height, 0], visible=False)
    return figure


def key_of(row: Row) -> str:
    """What the point of a link carries: `link:PRO-S1~LRN-S1`."""
    return f"link:{row['source_code']}~{row['target_code']}"


def _place(row: Row, text: Text) -> Place:
    total = row["indicators_total"]
    coverage = f"{row['indicators_with_progress']} of {total} {'indicator' if total == 1 else 'indicators'}"
    code = str(row["objective_code"])
    return Place(
        code, str(row["objective_title"]), str(row["level"]), str(row["horizon"]), _standing(row, text),
        f"{code} · {coverage}",
    )  # fmt: skip


def _standing(row: Row, text: Text) -> str:
    """The status's word and the figure, where there is one that means something."""
    word = theme.STATUS[row["status"]].label.lower()
    known = row["progress"] is not None and not pd.isna(row["progress"]) and row["status"] != NOT_ENOUGH
    return f"{word} · {text(row['progress'])}" if known else word


def _annotation(label: Label, dark: bool) -> dict[str, object]:
    colours = theme.ground(dark)
    strong = label.kind in ("band", "column", "title")
    words = escape(label.text)
    return {
        "text": f"<b>{words}</b>" if strong else words,
        "x": label.left, "y": label.top, "xanchor": "left", "yanchor": "top", "xref": "x", "yref": "y",
        "showarrow": False, "align": "left", "borderpad": 0,
        "font": {"size": _SIZES[label.kind], "color": colours.quiet if label.kind == "coverage" else colours.text},
    }  # fmt: skip


def _bands(layout: Layout, dark: bool) -> Iterator[dict[str, object]]:
    colours = theme.ground(dark)
    for number, band in enumerate(layout.bands):
        yield {
            "type": "rect", "x0": 0, "x1": layout.width, "y0": band.top, "y1": band.bottom, "layer": "below",
            "fillcolor": colours.band if number % 2 == 0 else colours.ground, "opacity": 0.55, "line": {"width": 0},
        }  # fmt: skip


def _boxes(layout: Layout, dark: bool, chosen: str) -> Iterator[dict[str, object]]:
    colours = theme.ground(dark)
    for code, box in layout.boxes.items():
        own = chosen == f"objective:{code}"
        yield {
            "type": "rect", "x0": box.left, "x1": box.right, "y0": box.top, "y1": box.bottom, "layer": "below",
            "fillcolor": colours.ground,
            "line": {"width": 3 if own else 1, "color": colours.accent if own else colours.line},
        }  # fmt: skip


def _lines(tied: Sequence[tuple[Row, Route]], dark: bool, chosen: str) -> Iterator[dict[str, object]]:
    """The lines, the chosen one last, so that it lies above the others."""
    for row, route in sorted(tied, key=lambda one: key_of(one[0]) == chosen):
        own = key_of(row) == chosen
        yield {
            "type": "path", "path": _path(route.points), "layer": "below",
            "line": {
                "color": _colour(row["state"], dark), "dash": theme.LINK[row["state"]].dash, "width": 4 if own else 2,
            },
        }  # fmt: skip


def _path(points: Sequence[tuple[float, float]]) -> str:
    """A way with rounded corners, as an SVG path."""
    kept = [point for at, point in enumerate(points) if at == 0 or point != points[at - 1]]
    parts = [f"M {kept[0][0]:.1f},{kept[0][1]:.1f}"]
    for before, corner, after in zip(kept, kept[1:], kept[2:], strict=False):
        near, far = _towards(corner, before), _towards(corner, after)
        parts.append(f"L {near[0]:.1f},{near[1]:.1f} Q {corner[0]:.1f},{corner[1]:.1f} {far[0]:.1f},{far[1]:.1f}")
    parts.append(f"L {kept[-1][0]:.1f},{kept[-1][1]:.1f}")
    return " ".join(parts)


def _towards(corner: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """The point where a corner's curve begins, on the way to another corner."""
    along = max(abs(other[0] - corner[0]), abs(other[1] - corner[1]))
    share = min(ROUND, along / 2) / along if along else 0.0
    return corner[0] + (other[0] - corner[0]) * share, corner[1] + (other[1] - corner[1]) * share


def _colour(state: str, dark: bool) -> str:
    look = theme.LINK[state].look
    return look.text_dark if dark else look.text


def _heads(tied: Sequence[tuple[Row, Route]], dark: bool) -> go.Scatter:
    """The arrow heads, at the edge of the target's box."""
    return go.Scatter(
        name="heads",
        mode="markers",
        x=[route.points[-1][0] + (-HEAD_SIZE / 2 if route.rightwards else HEAD_SIZE / 2) for _, route in tied],
        y=[route.points[-1][1] for _, route in tied],
        marker={
            "symbol": ["triangle-right" if route.rightwards else "triangle-left" for _, route in tied],
            "size": HEAD_SIZE,
            "color": [_colour(row["state"], dark) for row, _ in tied],
        },
        hoverinfo="skip",
    )


def _signs(tied: Sequence[tuple[Row, Route]], dark: bool) -> go.Scatter:
    """The sign of each link's state, on its line."""
    colours = [_colour(row["state"], dark) for row, _ in tied]
    return go.Scatter(
        name="links",
        mode="markers+text",
        x=[route.mark[0] for _, route in tied],
        y=[route.mark[1] for _, route in tied],
        text=[f"<b>{theme.LINK[row['state']].sign}</b>" for row, _ in tied],
        textposition="middle center",
        textfont={"size": 12, "color": colours},
        marker={
            "symbol": "circle", "size": 2 * MARK, "color": theme.ground(dark).ground, "opacity": 1,
            "line": {"width": 1.5, "color": colours},
        },
        customdata=[key_of(row) for row, _ in tied],
        hovertext=[_about_link(row) for row, _ in tied],
        hoverinfo="text",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )  # fmt: skip


def _about_link(row: Row) -> str:
    head = f"{row['source_title']} → {row['target_title']}: {row['state']}"
    return "<br>".join(escape(line) for text in (head, str(row["reason"])) for line in wrap(text, HOVER))


def _statuses(layout: Layout, rows: Mapping[str, Row], dark: bool) -> go.Scatter:
    """The symbol of each objective's status, before its word."""
    labels = [label for label in layout.labels if label.kind == "status"]
    marks = [theme.mark_of(rows[label.of]["status"], dark) for label in labels]
    return go.Scatter(
        name="status",
        mode="markers",
        x=[label.left - SYMBOL / 2 - 2 for label in labels],
        y=[(label.top + label.bottom) / 2 + 1 for label in labels],
        marker={
            "symbol": [theme.STATUS[rows[label.of]["status"]].symbol for label in labels],
            "size": 10,
            "color": marks,
            "line": {"width": 1.5, "color": marks},
        },
        hoverinfo="skip",
    )


def _nodes(layout: Layout, rows: Mapping[str, Row], text: Text) -> go.Scatter:
    """What makes the boxes clickable: unseen points, side by side, so that a click anywhere in a box finds one."""
    found = []
    for code, box in layout.boxes.items():
        count = max(2, round((box.right - box.left) / (BOX_HEIGHT / 2)))
        step = (box.right - box.left - 2 * PAD) / (count - 1)
        found += [(code, box.left + PAD + at * step, (box.top + box.bottom) / 2) for at in range(count)]
    return go.Scatter(
        name="objectives",
        mode="markers",
        x=[x for _, x, _ in found],
        y=[y for _, _, y in found],
        marker={"symbol": "square", "size": BOX_HEIGHT - 6, "opacity": 0},
        customdata=[f"objective:{code}" for code, _, _ in found],
        hovertext=[_about_objective(rows[code], text) for code, _, _ in found],
        hoverinfo="text",
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
    )


def _about_objective(row: Row, text: Text) -> str:
    expected = row["expected_progress"]
    known = expected is not None and not pd.isna(expected)
    lines = [str(row["objective_title"]), _standing(row, text), *([f"expected {text(expected)}"] if known else [])]
    return "<br>".join(escape(line) for line in lines)
