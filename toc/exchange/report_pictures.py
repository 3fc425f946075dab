"""Charts of the Word report as pictures: bars for progress, a tick for what was expected, and both in words.

Drawn without a browser, so that every installation has them; the same rows give the same bytes.
"""

import functools
import importlib.util
import io
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, ROW, TOP, BOTTOM = 1600, 40, 92, 96
LEFT, RIGHT = 560, 1230
_INK, _PALE, _LINE = "#1F2A30", "#5B666D", "#DCE2E5"
_SIZE, _SMALL = 23, 20
_REGULAR = 400
"""Weight of the letters, on the scale of web fonts."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart.

    Attributes:
        label: on the left.
        share: how long it is, 1 is the target; below 0 nothing is drawn, above 1 it ends at the target's line.
        expected: where the tick stands; None is no tick.
        colour: as `#rrggbb`.
        words: on the right, with the figure: a colour is never alone.
    """

    label: str
    share: Fraction
    expected: Fraction | None
    colour: str
    words: str


def draw_bars(title: str, bars: Sequence[Bar], *, note: str) -> bytes:
    """A chart of horizontal bars as a PNG.

    Args:
        title: above it.
        bars: from top to bottom.
        note: below it: units, date, where the figures come from.
    """
    image = Image.new("RGB", (WIDTH, TOP + ROW * len(bars) + BOTTOM), "#FFFFFF")
    pen = ImageDraw.Draw(image)
    _write(pen, (16, 14), title, 28, _INK, most=WIDTH - 32)
    foot = TOP + ROW * len(bars)
    for step in range(5):
        at = _across(Fraction(step, 4))
        pen.line([(at, TOP - 8), (at, foot)], fill=_LINE, width=2)
        _write(pen, (at, foot + 6), f"{step * 25}%", _SMALL, _PALE, most=120, anchor="ma")
    for number, bar in enumerate(bars):
        _draw_bar(pen, TOP + ROW * number, bar)
    _write(pen, (16, foot + 50), note, _SMALL, _PALE, most=WIDTH - 32)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _draw_bar(pen: ImageDraw.ImageDraw, top: int, bar: Bar) -> None:
    _write(pen, (16, top + 7), bar.label, _SIZE, _INK, most=LEFT - 32)
    if bar.share > 0:
        pen.rectangle([(LEFT, top + 8), (max(_across(bar.share), LEFT + 3), top + 30)], fill=bar.colour)
    if bar.expected is not None:
        at = _across(bar.expected)
        pen.line([(at, top + 2), (at, top + 36)], fill=_INK, width=4)
    _write(pen, (RIGHT + 16, top + 7), bar.words, _SIZE, _INK, most=WIDTH - RIGHT - 24)


def _across(share: Fraction) -> int:
    return LEFT + round((RIGHT - LEFT) * min(max(share, Fraction(0)), Fraction(1)))


def _write(
    pen: ImageDraw.ImageDraw, at: tuple[int, int], text: str, size: int, colour: str, *, most: int, anchor: str = "la"
) -> None:
    """A line of text, shortened where it would be wider than it may."""
    font = font_of(size)
    shown = text
    while pen.textlength(shown, font=font) > most and len(shown) > 1:
        text = text[:-1]
        shown = f"{text.rstrip()}…"
    pen.text(at, shown, fill=colour, font=font, anchor=anchor)


@functools.cache
def font_of(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The typeface of the pages, which has the letters of every language of Europe.

    It comes with what draws the pages. Where that is not installed, Pillow's own takes its place; it has no accents.
    """
    found = importlib.util.find_spec("streamlit")
    for folder in (found.submodule_search_locations or ()) if found else ():
        for file in sorted(Path(folder, "static", "static", "media").glob("SourceSansVF-Upright*.woff2")):
            font = ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)
            font.set_variation_by_axes([_REGULAR])
            return font
    return ImageFont.load_default(size)
