"""Means of objectives: a country over time, its levels, its horizons, and each level in each horizon.

Source: progress.md 7, levels, horizons, countries.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from toc.figures.results import FrameworkResult, GroupResult
from toc.figures.rollup import summarise
from toc.model.document import FrameworkDocument

MOST_HALVES = 8
"""So many half years are told apart in progress over time; over a longer time the ends of years."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The mean of some objectives for a country (or ALL) at a date.

    Attributes:
        level: code of the level whose objectives it is of; empty for every level.
        horizon: code of the horizon whose objectives it is of; empty for every one that was asked for.
        on: the date that it looks at.
    """

    country: str
    level: str
    horizon: str
    on: date
    group: GroupResult


def moments(document: FrameworkDocument, as_of: date) -> tuple[date, ...]:
    """The dates of progress over time: ends of half years after the baseline date, or of years, and the date itself."""
    years = range(document.baseline_date.year, as_of.year + 1)
    halves = [on for year in years for on in (date(year, 6, 30), date(year, 12, 31))]
    passed = [on for on in halves if document.baseline_date < on < as_of]
    if len(passed) > MOST_HALVES:
        passed = [on for on in passed if on.month == 12]
    return (*passed, as_of)


def summaries_of(
    document: FrameworkDocument, results: Iterable[FrameworkResult], places: Sequence[str], horizon: str | None
) -> tuple[Summary, ...]:
    """Country by country: all of its objectives at each date; then, at the last one, its levels and horizons.

    Args:
        document: gives levels and horizons, in their order.
        results: the figures at each date, in order.
        places: country codes, and ALL.
        horizon: only objectives of this horizon; None for every one.
    """
    rows: dict[str, list[Summary]] = {place: [] for place in places}
    last = None
    for last in results:
        for place in places:
            rows[place].append(_summary(last, place, horizon))
    for place in places:
        if last is not None:
            rows[place] += _parts(document, last, place, horizon)
    return tuple(row for found in rows.values() for row in found)


def _parts(document: FrameworkDocument, result: FrameworkResult, place: str, wanted: str | None) -> Iterator[Summary]:
    horizons = [found.code for found in document.horizons if wanted in (None, found.code)]
    for level in document.levels:
        yield _summary(result, place, wanted, level=level.code)
    for horizon in horizons:
        yield _summary(result, place, horizon, horizon=horizon)
    for horizon in horizons:
        for level in document.levels:
            yield _summary(result, place, horizon, level=level.code, horizon=horizon)


def _summary(result: FrameworkResult, place: str, wanted: str | None, *, level: str = "", horizon: str = "") -> Summary:
    objectives = (
        found
        for (_, country), found in result.objectives.items()
        if country == place and level in ("", found.objective.level) and wanted in (None, found.objective.horizon)
    )
    return Summary(place, level, horizon, result.as_of, summarise(level or horizon or place, objectives))
