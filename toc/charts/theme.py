"""The one place for colours: the status palette with icon, symbol and word, and the look that all charts share.

Safe for colour-blind readers, and never colour alone: a status always comes with its icon or symbol and its word.
Source: look.md.
"""

from dataclasses import dataclass, replace
from html import escape
from textwrap import wrap

import plotly.graph_objects as go

TITLE_WIDTH, LINE, SPACE = 44, 19, 5
"""Characters of a title's line, so that it fits a phone, the height of a line in pixels, and what each adds below."""

FONT = '"Source Sans", "Source Sans Pro", sans-serif'


@dataclass(frozen=True, slots=True)
class StatusLook:
    """How a status looks.

    Attributes:
        label: its word, as the terms spell it.
        icon: name of its Material symbol, for pages.
        symbol: name of its Plotly marker, for charts.
        mark: colour of bars and markers on the light ground.
        tint: ground of its chip on the light ground.
        text: text on that chip, contrast at least 4.5.
        mark_dark: colour of bars and markers on the dark ground.
        tint_dark: ground of its chip on the dark ground.
        text_dark: text on that chip, contrast at least 4.5.
    """

    label: str
    icon: str
    symbol: str
    mark: str
    tint: str
    text: str
    mark_dark: str
    tint_dark: str
    text_dark: str


_PALE = ("#C5CDD2", "#F1F3F4", "#565D62", "#C5CDD2", "#2D3337", "#C5CDD2")

STATUS: dict[str, StatusLook] = {
    look.label.lower(): look
    for look in (
        StatusLook(
            "Achieved", "check_circle", "circle", "#0072B2", "#DEEDF5", "#006096", "#1A80BA", "#0E2C3D", "#70B0D4"
        ),
        StatusLook(
            "Ahead", "trending_up", "triangle-up", "#56B4E9", "#E9F5FC", "#306582", "#56B4E9", "#213A49", "#74C2ED"
        ),
        StatusLook("On track", "check", "square", "#009E73", "#DEF2ED", "#006B4E", "#009E73", "#0E352F", "#5CC1A5"),
        StatusLook("At risk", "warning", "diamond", "#E69F00", "#FCF3DE", "#815900", "#E69F00", "#413616", "#EAAE29"),
        StatusLook("Off track", "error", "x", "#D55E00", "#FAEADE", "#994400", "#D55E00", "#3D2716", "#E59B61"),
        StatusLook(
            "Regressing", "trending_down", "triangle-down", "#7B3294", "#EEE4F1", "#7B3294", "#9B63AE", "#291E36",
            "#BA94C7",
        ),
        StatusLook("Missed", "event_busy", "cross", "#A23B00", "#F3E6DE", "#9F3A00", "#B56233", "#322016", "#CD9575"),
        StatusLook(
            "Not yet due", "schedule", "circle-open", "#9AA5AB", "#F2F3F4", "#5C6367", "#9AA5AB", "#262D31", "#A2ACB2"
        ),
        StatusLook("No data", "block", "x-thin-open", *_PALE),
        StatusLook("No target", "flag", "triangle-right-open", *_PALE),
        StatusLook("No baseline", "straighten", "line-ew-open", *_PALE),
        StatusLook("Not enough data", "data_usage", "diamond-open", *_PALE),
        StatusLook("Not applicable", "remove", "line-ew-open", *_PALE),
    )
}  # fmt: skip
"""Looks by the status's value (`on track`)."""


@dataclass(frozen=True, slots=True)
class LinkLook:
    """How a state of a contribution link looks.

    Attributes:
        look: word, icon and colours.
        dash: of its line, as Plotly names it.
        sign: that stands on its line.
    """

    look: StatusLook
    dash: str
    sign: str


LINK: dict[str, LinkLook] = {
    word.lower(): LinkLook(replace(STATUS[like], label=word, icon=icon, symbol="circle"), dash, sign)
    for word, like, icon, dash, sign in (
        ("Supported", "on track", "link", "solid", "✓"),
        ("Emerging", "ahead", "hourglass_top", "dash", "…"),
        ("In doubt", "off track", "link_off", "longdashdot", "!"),
        ("Hypothesis", "not yet due", "help", "dot", "?"),
    )
}
"""Looks by the value of a link's state (`in doubt`)."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Colours of everything that is not a status, on one ground.

    Attributes:
        ground: behind everything.
        text: titles and figures.
        quiet: captions and axes, contrast at least 4.5.
        line: grid lines and borders.
        track: the empty part of a meter.
        accent: measured values, links.
        expected: the expectation's thin line and mark.
        band: the tolerance band around it.
    """

    ground: str
    text: str
    quiet: str
    line: str
    track: str
    accent: str
    expected: str
    band: str


LIGHT = Ground("#FFFFFF", "#1B2A33", "#5B6870", "#DCE3E7", "#E3E8EB", "#0B5C7A", "#5B6870", "rgba(91,104,112,0.13)")
DARK = Ground("#12181C", "#E8EDF0", "#A3AFB6", "#33404A", "#2C373E", "#5FB3D3", "#A3AFB6", "rgba(163,175,182,0.16)")


def ground(dark: bool) -> Ground:
    """The colours for the reader's ground."""
    return DARK if dark else LIGHT


def mark_of(status: str | None, dark: bool) -> str:
    """Colour of a status's bar or marker; no status is drawn like no data."""
    look = STATUS[status or "no data"]
    return look.mark_dark if dark else look.mark


PARTS = ("#0B5C7A", "#88CCEE", "#DDCC77", "#AA4499", "#44AA99", "#882255", "#999933", "#332288", "#D98893", "#117733")
"""Colours of the parts of a whole, safe for colour-blind readers beside each other; a name stands beside each."""


def part_colour(at: int, dark: bool) -> str:
    """Colour of a part of a whole by its place; more parts than colours begin anew."""
    colour = PARTS[at % len(PARTS)]
    return "#27789B" if dark and colour == PARTS[0] else "#A79BE6" if dark and colour == "#332288" else colour


def shades(count: int, dark: bool) -> list[str]:
    """Shades of the accent, from the palest to the accent itself, for periods in order."""
    near, far = ground(dark).accent, ground(dark).track
    steps = [at / max(count - 1, 1) * 0.75 + 0.25 for at in range(count)] if count > 1 else [1.0]
    return [_between(far, near, step) for step in steps]


def _between(one: str, other: str, step: float) -> str:
    pairs = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(low + (high - low) * step):02X}" for low, high in pairs)


def readable_on(colour: str) -> str:
    """Black or white, whichever can be read better on a colour `#RRGGBB`."""
    dark, light = LIGHT.text, "#FFFFFF"
    return dark if contrast(dark, colour) >= contrast(light, colour) else light


def luminance(colour: str) -> float:
    """Relative luminance of `#RRGGBB`, 0 for black to 1 for white. Source: WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours `#RRGGBB`, from 1 to 21. Source: WCAG 2.2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def styled(figure: go.Figure, *, title: str, height: int, source: str, dark: bool) -> go.Figure:
    """Give a figure the product's look: title above left, thin axes, no legend, the source line below.

    Args:
        figure: changed in place and returned.
        title: what the figure shows, as plain text; a long one takes several lines.
        height: in pixels, for a title of one line; the width is the reader's.
        source: what the figure rests on, as plain text; empty for none.
        dark: the reader's ground.
    """
    colours = ground(dark)
    lines = wrap(title, TITLE_WIDTH) or [""]
    more = LINE * (len(lines) - 1)
    figure.update_layout(
        title={
            "text": "<br>".join(escape(line) for line in lines),
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 8 + more, "l": 2},
            "font": {"size": 15, "color": colours.text, "family": FONT},
        },
        height=height + more + SPACE * (len(lines) - 1),
        margin={"l": 8, "r": 8, "t": 38 + more + SPACE * (len(lines) - 1), "b": 68 if source else 44},
        font={"family": FONT, "size": 13, "color": colours.text},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        hovermode="closest",
        dragmode=False,
    )
    axis = _axis(colours)
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    if source:
        figure.add_annotation(
            text=escape(source), x=0, y=0, xref="paper", yref="paper", xanchor="left", yanchor="top", yshift=-44,
            showarrow=False, align="left", font={"size": 11, "color": colours.quiet},
        )  # fmt: skip
    return figure


def _axis(colours: Ground) -> dict[str, object]:
    """Thin axes that neither zoom nor clip their labels."""
    return {
        "gridcolor": colours.line,
        "linecolor": colours.line,
        "zerolinecolor": colours.line,
        "tickfont": {"size": 12, "color": colours.quiet},
        "title": {"font": {"size": 12, "color": colours.quiet}},
        "fixedrange": True,
        "automargin": True,
    }
