"""Charts of the Word report, from the figures of its tables: objectives by level and horizon, indicators by country."""

from collections.abc import Iterable, Iterator, Sequence

from toc.exchange.documents import Picture
from toc.exchange.report_pictures import Bar, draw_bars
from toc.figures.results import IndicatorResult, ObjectiveResult
from toc.services.steps import report_text as text
from toc.services.steps.report_material import Material
from toc.services.steps.report_sheets import status_marks

MOST_BARS = 18
"""In one picture: with more of them it would be too tall for a page to be read."""


def objectives_chart(material: Material, found: Iterable[ObjectiveResult]) -> Iterator[Picture]:
    """Progress of every objective that has some, by level and horizon; nothing where none has."""
    bars = []
    for one in sorted(found, key=lambda one: _place(material, one)):
        level, horizon = text.level_and_horizon(material.document, one)
        bars += _bar(f"{level}, {horizon}: {one.objective.code}", one)
    place = material.country_name(material.assessment.shown_country)
    yield from _charts(material, f"Progress of the objectives by level and horizon, {place}", bars)


def indicators_chart(material: Material, name: str, found: Iterable[IndicatorResult]) -> Iterator[Picture]:
    """Target against what was reached, for every indicator of a country that has progress; nothing where none has."""
    bars = [bar for one in found for bar in _bar(f"{one.indicator.code} {one.indicator.name}", one)]
    yield from _charts(material, f"Reached of the way from baseline to target, {name}", bars)


def _place(material: Material, one: ObjectiveResult) -> tuple[int, int]:
    levels = [part.code for part in material.document.levels]
    horizons = [part.code for part in material.document.horizons]
    return levels.index(one.objective.level), horizons.index(one.objective.horizon)


def _bar(label: str, one: IndicatorResult | ObjectiveResult) -> list[Bar]:
    if one.progress is None:
        return []
    words = f"{text.share_text(one.progress)} {text.status_text(one).lower()}"
    return [Bar(label, one.progress, one.expected_progress, status_marks()[one.status.value], words)]


def _charts(material: Material, title: str, bars: Sequence[Bar]) -> Iterator[Picture]:
    """One picture, or several where one would be too tall for a page to be read."""
    pieces = -(-len(bars) // MOST_BARS)
    for number in range(pieces):
        first = number * len(bars) // pieces
        some = bars[first : (number + 1) * len(bars) // pieces]
        yield _chart(material, f"{title} ({number + 1} of {pieces})" if pieces > 1 else title, some)


def _chart(material: Material, title: str, bars: Sequence[Bar]) -> Picture:
    invented = "; invented data" if material.invented else ""
    note = (
        f"Bar: progress in % of the way to the target. Line: expected by then. As of {material.query.as_of}{invented}."
    )
    said = "; ".join(
        f"{bar.label} {bar.words}" + ("" if bar.expected is None else f", expected {text.share_text(bar.expected)}")
        for bar in bars
    )
    return Picture(draw_bars(title, bars, note=note), f"{title}, as of {material.query.as_of}{invented}: {said}.")
