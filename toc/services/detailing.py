"""Everything that the page of one indicator shows beside its own figures: countries over time, breakdowns, marks."""

from dataclasses import dataclass, replace
from datetime import datetime

from toc.figures.broken_down import Breakdown as Breakdown
from toc.figures.broken_down import breakdowns_of
from toc.figures.comparability import Mark, marks
from toc.figures.history import history
from toc.figures.results import HistoryPoint, IndicatorResult
from toc.model.document import FrameworkDocument, IndicatorDef
from toc.model.panel import MeasurementRow
from toc.model.query import ALL, Actor, Query
from toc.model.terms import ReviewState
from toc.services import analysing
from toc.services.analysing import IndicatorPage
from toc.store import measurements
from toc.store.database import Store


@dataclass(frozen=True)
class Past:
    """An indicator in one country, with its history."""

    result: IndicatorResult
    history: tuple[HistoryPoint, ...]


@dataclass(frozen=True)
class IndicatorDetail:
    """One indicator in depth.

    Attributes:
        page: its figures, its history for the query's country, its measurements.
        countries: each country that it applies to and that may be seen, with its history; empty for the consortium's.
        marks: what makes its countries hard to compare.
        split: its breakdowns for the page's country, one for each dimension that something was measured for.
    """

    page: IndicatorPage
    countries: tuple[Past, ...]
    marks: tuple[Mark, ...]
    split: tuple[Breakdown, ...]


@dataclass(frozen=True)
class Breakdowns:
    """The breakdowns of one indicator for the query's country (ALL for the consortium's).

    Attributes:
        known_at: the moment up to which records were counted, UTC.
    """

    document: FrameworkDocument
    split: tuple[Breakdown, ...]
    known_at: datetime


def detail(store: Store, actor: Actor, query: Query, code: str) -> IndicatorDetail:
    """One indicator in depth for a query. Raises like `analysing.indicator`."""
    page, panel = analysing.indicator_with_panel(store, actor, query, code)
    results = tuple(found for found in page.by_country if found.country != ALL)
    return IndicatorDetail(
        page=page,
        countries=tuple(Past(found, history(panel, code, found.country, query.as_of)) for found in results),
        marks=marks(panel, results),
        split=_split(store, query, page),
    )


def breakdowns(store: Store, actor: Actor, query: Query, code: str) -> Breakdowns:
    """The breakdowns of one indicator for a query; approved measurements only, unless the query asks for others too.

    Raises:
        NotAllowed: the actor may not see the figures, or not those with unapproved values.
        NotFound: no such framework, country or indicator.
    """
    page = analysing.indicator(store, actor, query, code)
    return Breakdowns(page.document, _split(store, query, page), page.known_at)


def _split(store: Store, query: Query, page: IndicatorPage) -> tuple[Breakdown, ...]:
    if not page.indicator.breakdowns:
        return ()
    rows = _counted(store, replace(query, known_at=page.known_at), page.indicator)
    places = {found.country for found in page.by_country}
    seen = [row for row in rows if row.country in places]
    return breakdowns_of(page.document, page.indicator, page.chosen.country, seen, query.as_of)


def _counted(store: Store, query: Query, indicator: IndicatorDef) -> list[MeasurementRow]:
    """The standing revisions that count, with their parts, as they were known at the query's moment."""
    states = {ReviewState.APPROVED, ReviewState.SUBMITTED} if query.include_unapproved else {ReviewState.APPROVED}
    with store.reading() as session:
        return measurements.list_measurements(
            session, query.framework, indicator=indicator.code, states=states, known_at=query.known_at, parts=True
        )
