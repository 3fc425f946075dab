"""Countries compared: the matrix by gap, means of levels and horizons, progress over time, two countries side by side.

Nothing is computed here that `toc/figures` does not compute: the same results are put in another order.
Source: progress.md 7 and 10.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from toc.errors import NotFound
from toc.figures.comparability import Mark, marks
from toc.figures.framework import assess_framework
from toc.figures.results import FrameworkResult, IndicatorResult, ObjectiveResult
from toc.figures.summaries import Summary, moments, summaries_of
from toc.model.document import FrameworkDocument, IndicatorDef, ObjectiveDef
from toc.model.query import ALL, Actor, Query
from toc.model.terms import Permission, Scope
from toc.services.analysing import Assessment, check_filters, read_panel, visible_places
from toc.services.permissions import require, require_visible
from toc.services.steps.visibility import only
from toc.store import frameworks
from toc.store.database import Store


@dataclass(frozen=True)
class Summaries:
    """Means of the objectives of a framework, for the countries of a query.

    Attributes:
        rows: country by country: all of its objectives over time, the query's date last; then, at that date, each
            level, each horizon, and each level in each horizon.
        known_at: the moment up to which records were counted, UTC.
        places: the countries, ALL last.
    """

    query: Query
    document: FrameworkDocument
    rows: tuple[Summary, ...]
    known_at: datetime
    places: tuple[str, ...]

    def over_time(self, country: str) -> tuple[Summary, ...]:
        """A country's mean over time, in the order of the dates."""
        return tuple(row for row in self.rows if row.country == country and not row.level and not row.horizon)

    def of_levels(self) -> tuple[Summary, ...]:
        """Each level for each country."""
        return tuple(row for row in self.rows if row.level and not row.horizon)

    def of_levels_in(self, horizon: str, country: str) -> tuple[Summary, ...]:
        """Each level of a horizon for a country."""
        return tuple(row for row in self.rows if row.level and (row.horizon, row.country) == (horizon, country))


def summaries(store: Store, actor: Actor, query: Query) -> Summaries:
    """The mean progress of countries, levels and horizons, and of countries over time.

    Raises:
        NotAllowed: see `read_panel`.
        NotFound: no such framework, country or horizon.

    Source: progress.md 7.
    """
    panel, known_at = read_panel(store, actor, query)
    document = panel.document
    check_filters(document, query)
    seen = visible_places(store, actor, document)
    places = seen if query.country == ALL else (query.country,)
    results = (only(assess_framework(panel, on), seen) for on in moments(document, query.as_of))
    rows = summaries_of(document, results, places, query.horizon)
    return Summaries(query, document, rows, known_at, places)


def by_gap(assessment: Assessment, objectives: Iterable[ObjectiveDef], country: str) -> tuple[ObjectiveDef, ...]:
    """Objectives with the largest lag behind expectation first; those without a gap last, in their own order.

    Args:
        assessment: figures.
        objectives: of the framework.
        country: whose gap it is, or ALL; where it may not be seen the order stays.
    """

    def rank(objective: ObjectiveDef) -> tuple[bool, Fraction]:
        found = assessment.result.objectives.get((objective.code, country))
        gap = found.gap if found is not None else None
        return gap is None, gap or Fraction(0)

    return tuple(sorted(objectives, key=rank))


MatrixGroup = tuple[str, tuple[tuple[ObjectiveResult, ...], ...]]


def matrix(assessment: Assessment, sort: str | None) -> tuple[MatrixGroup, ...]:
    """Objectives down, countries across: groups of rows, each row an objective's results, all countries first.

    Args:
        assessment: figures; its horizon narrows the rows.
        sort: code of the country (or ALL) by whose gap the rows are ordered, then in one group without a name; None
            for the framework's order, a group for each level.
    """
    document, places = assessment.document, places_of(assessment)
    wanted = [found for found in document.objectives if assessment.query.horizon in (None, found.horizon)]

    def rows(objectives: Iterable[ObjectiveDef]) -> tuple[tuple[ObjectiveResult, ...], ...]:
        return tuple(tuple(assessment.result.objectives[found.code, place] for place in places) for found in objectives)

    if sort is not None:
        return (("", rows(by_gap(assessment, wanted, sort))),)
    return tuple(
        (level.name, rows(found for found in wanted if found.level == level.code)) for level in document.levels
    )


def places_of(assessment: Assessment) -> tuple[str, ...]:
    """The countries that may be seen, all countries together first."""
    return tuple(sorted(assessment.places, key=lambda place: place != ALL))


@dataclass(frozen=True, slots=True)
class IndicatorPair:
    """An indicator of two countries.

    Attributes:
        marks: what makes the two hard to compare; empty where nothing does.
        lead: progress of the first minus that of the second, a fraction; None where one has none, or there are marks:
            a difference that is none of progress is not told as one.
    """

    indicator: IndicatorDef
    first: IndicatorResult
    second: IndicatorResult
    marks: tuple[Mark, ...]
    lead: Fraction | None


@dataclass(frozen=True, slots=True)
class ObjectivePair:
    """An objective of two countries, with its indicators.

    Attributes:
        lead: as for an indicator; None also where one of its indicators has marks.
    """

    first: ObjectiveResult
    second: ObjectiveResult
    indicators: tuple[IndicatorPair, ...]
    lead: Fraction | None


@dataclass(frozen=True)
class SideBySide:
    """Two countries side by side.

    Attributes:
        first: code of a country.
        second: code of the other.
        objectives: those of the query's horizon that have an indicator for one of them, in the framework's order.
        known_at: the moment up to which records were counted, UTC.
    """

    query: Query
    document: FrameworkDocument
    first: str
    second: str
    objectives: tuple[ObjectivePair, ...]
    known_at: datetime

    @property
    def marked(self) -> int:
        """How many indicators have marks."""
        return sum(1 for found in self.objectives for pair in found.indicators if pair.marks)


def side_by_side(store: Store, actor: Actor, query: Query, first: str, second: str) -> SideBySide:
    """Two countries side by side, every indicator with what makes it hard to compare.

    Consortium indicators are measured once for all countries and are left out.

    Raises:
        NotAllowed: see `read_panel`; one of the countries may not be seen.
        NotFound: no such framework, country or horizon.

    Source: progress.md 10.
    """
    require(actor, Permission.VIEW)
    panel, known_at = read_panel(store, actor, query)
    document = panel.document
    check_filters(document, query)
    with store.reading() as session:
        now = frameworks.current_document(session, query.framework)
    for country in (first, second):
        if country not in document.country_by_code:
            raise NotFound(
                "{country} is not a reporting country of {framework}.",
                field="country",
                remedy="Choose another country.",
                details={"country": country, "framework": document.name},
            )
        require_visible(actor, now, country)
    result = assess_framework(panel, query.as_of, {first, second})
    found = marks(panel, result.indicators.values())
    pairs = (
        _objective_pair(result, objective, (first, second), found)
        for objective in document.objectives
        if query.horizon in (None, objective.horizon)
    )
    return SideBySide(query, document, first, second, tuple(pair for pair in pairs if pair.indicators), known_at)


def _objective_pair(
    result: FrameworkResult, objective: ObjectiveDef, countries: tuple[str, str], found: Iterable[Mark]
) -> ObjectivePair:
    first, second = (result.objectives[objective.code, country] for country in countries)
    by_code = {one.indicator.code: one for one in second.indicators}
    pairs = []
    for one in first.indicators:
        if one.indicator.scope is Scope.COUNTRY:
            other = by_code[one.indicator.code]
            own = tuple(mark for mark in found if mark.indicator == one.indicator.code)
            pairs.append(
                IndicatorPair(one.indicator, one, other, own, _lead(one.progress, other.progress, marked=bool(own)))
            )
    marked = any(pair.marks for pair in pairs)
    return ObjectivePair(first, second, tuple(pairs), _lead(first.progress, second.progress, marked=marked))


def _lead(one: Fraction | None, other: Fraction | None, *, marked: bool) -> Fraction | None:
    return None if marked or one is None or other is None else one - other
