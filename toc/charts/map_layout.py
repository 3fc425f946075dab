"""Where everything of the causal map stands: bands, columns, boxes, their labels and the ways of the links, in pixels.

Levels are bands from top to bottom, horizons columns from left to right, the objectives of one place stand under each
other. Links run only where no box is: up and down in the gutters beside the columns, across in the corridors between
rows. Every text is a `Label` with the room that it takes, so that a test can tell that no two of them overlap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toc.charts.map_routes import Box, Gutters, Route, routes

LEFT, GUTTER, HEAD = 98.0, 66.0, 30.0
BOX_HEIGHT, ROW_GAP, BAND_PAD = 80.0, 20.0, 14.0
PAD, LINE, SYMBOL = 9.0, 17.0, 15.0
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE, BAND_SIZE = 13, 12, 11, 13
TITLE_LINES = 2
NARROWEST = 240.0
"""A column with its gutter is at least so wide; with many horizons the map is wider than the page and scrolls."""

_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[]-/ "), frozenset("mwMW@%&–—…QOGD")


@dataclass(frozen=True, slots=True)
class Label:
    """A text with the room that it takes.

    Attributes:
        kind: `band`, `column`, `title`, `status` or `coverage`.
        of: code of the level, horizon or objective.
        left: of its room, in pixels from the left.
        top: of its room, in pixels from the top.
    """

    kind: str
    of: str
    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Place:
    """What stands in the map as one box.

    Attributes:
        code: of the objective.
        status: its word and its figure, one short line.
        coverage: one short line.
    """

    code: str
    title: str
    level: str
    horizon: str
    status: str
    coverage: str


@dataclass(frozen=True, slots=True)
class Band:
    """A level: from its top to its bottom."""

    code: str
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole map.

    Attributes:
        boxes: by code of the objective.
        routes: by (source, target).
    """

    width: float
    height: float
    bands: tuple[Band, ...]
    boxes: Mapping[str, Box]
    routes: Mapping[tuple[str, str], Route]
    labels: tuple[Label, ...]


def lay_out(
    levels: Sequence[tuple[str, str]],
    horizons: Sequence[tuple[str, str]],
    places: Sequence[Place],
    links: Sequence[tuple[str, str]],
    *,
    width: float,
) -> Layout:
    """Place everything.

    Args:
        levels: codes and names, from top to bottom.
        horizons: codes and names, from left to right.
        places: the objectives, in the order in which they stand under each other.
        links: codes of source and target; links to what is not in the map are left out.
        width: that the page has, in pixels.
    """
    width = max(width, LEFT + NARROWEST * len(horizons))
    pitch = (width - LEFT) / max(len(horizons), 1)
    rows: dict[tuple[str, str], list[Place]] = {}
    for place in places:
        rows.setdefault((place.level, place.horizon), []).append(place)
    bands, boxes, corridors = [], {}, [HEAD + BAND_PAD / 2]
    top = HEAD
    for level, _ in levels:
        count = max([1, *(len(rows.get((level, horizon), ())) for horizon, _ in horizons)])
        for column, (horizon, _) in enumerate(horizons):
            for row, place in enumerate(rows.get((level, horizon), ())):
                left, y = LEFT + column * pitch, top + BAND_PAD + row * (BOX_HEIGHT + ROW_GAP)
                boxes[place.code] = Box(column, left, y, left + pitch - GUTTER, y + BOX_HEIGHT)
        firsts = [top + BAND_PAD + row * (BOX_HEIGHT + ROW_GAP) for row in range(1, count)]
        corridors += [first - ROW_GAP / 2 for first in firsts]
        bottom = top + 2 * BAND_PAD + count * BOX_HEIGHT + (count - 1) * ROW_GAP
        bands.append(Band(level, top, bottom))
        corridors.append(bottom)
        top = bottom
    gutters = Gutters(LEFT, pitch, GUTTER)
    kept = [link for link in links if link[0] in boxes and link[1] in boxes and link[0] != link[1]]
    labels = (*_heads(levels, horizons, bands, pitch), *(one for place in places for one in _texts(place, boxes)))
    return Layout(width, top, tuple(bands), boxes, routes(boxes, kept, gutters, corridors), labels)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The room that a text takes at most, in pixels; a little more than the fonts that are used need."""
    return sum(map(_em, text)) * size * (1.06 if bold else 1.0)


def _em(sign: str) -> float:
    if sign in _NARROW:
        return 0.33
    if sign > "\u2e80":
        return 1.05
    return 0.88 if sign in _WIDE else 0.66 if sign.isupper() else 0.55


def fit(text: str, size: float, width: float, lines: int, *, bold: bool = False) -> list[str]:
    """A text in at most so many lines that fit a width; what does not fit ends in an ellipsis."""
    found: list[str] = []
    words = text.split()
    while words and len(found) < lines:
        line = words.pop(0)
        while words and text_width(f"{line} {words[0]}", size, bold=bold) <= width:
            line = f"{line} {words.pop(0)}"
        if text_width(line, size, bold=bold) > width or (words and len(found) == lines - 1):
            line = _cut(line, size, width, bold=bold)
        found.append(line)
    return found


def _cut(line: str, size: float, width: float, *, bold: bool) -> str:
    while line and text_width(f"{line}…", size, bold=bold) > width:
        line = line[:-1]
    return f"{line.rstrip()}…"


def _heads(
    levels: Sequence[tuple[str, str]], horizons: Sequence[tuple[str, str]], bands: Sequence[Band], pitch: float
) -> list[Label]:
    """Names of the levels at the left, of the horizons at the top."""
    found = []
    for column, (code, name) in enumerate(horizons):
        for text in fit(name, BAND_SIZE, pitch - GUTTER, 1, bold=True):
            found.append(_label("column", code, text, LEFT + column * pitch, 4.0, BAND_SIZE, bold=True))
    for (code, name), band in zip(levels, bands, strict=True):
        for line, text in enumerate(fit(name, BAND_SIZE, LEFT - 8, 3, bold=True)):
            top = band.top + BAND_PAD + line * LINE
            found.append(_label("band", code, text, 2.0, top, BAND_SIZE, bold=True))
    return found


def _texts(place: Place, boxes: Mapping[str, Box]) -> list[Label]:
    """The lines in an objective's box."""
    if place.code not in boxes:
        return []
    box = boxes[place.code]
    left, room, top = box.left + PAD, box.right - box.left - 2 * PAD, box.top + 4
    found = []
    for text in fit(place.title, TITLE_SIZE, room, TITLE_LINES, bold=True):
        found.append(_label("title", place.code, text, left, top, TITLE_SIZE, bold=True))
        top += LINE
    for text in fit(place.status, TEXT_SIZE, room - SYMBOL, 1):
        found.append(_label("status", place.code, text, left + SYMBOL, top + 1, TEXT_SIZE))
    for text in fit(place.coverage, SMALL_SIZE, room, 1):
        found.append(_label("coverage", place.code, text, left, top + LINE + 2, SMALL_SIZE))
    return found


def _label(kind: str, of: str, text: str, left: float, top: float, size: float, *, bold: bool = False) -> Label:
    return Label(kind, of, text, left, top, left + text_width(text, size, bold=bold), top + LINE - 1)
