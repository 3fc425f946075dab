"""From a Query to figures: one result object for each page, from which charts, tables and files are made."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from toc.errors import NotAllowed, NotFound
from toc.figures.framework import assess_framework, assess_places
from toc.figures.history import history
from toc.figures.results import FrameworkResult, HistoryPoint, IndicatorResult, ObjectiveResult
from toc.model.document import FrameworkDocument, HorizonDef, IndicatorDef, LevelDef
from toc.model.panel import Panel
from toc.model.query import ALL, Actor, Clock, Query
from toc.model.terms import Permission, Status
from toc.services.evidence_coverage import with_coverage
from toc.services.permissions import require, require_visible, visible_countries
from toc.services.steps.seen_measurements import seen_measurements
from toc.services.steps.visibility import only, seen_document, seen_panel, seen_places
from toc.store import frameworks, head, measurements
from toc.store.database import Session, Store
from toc.store.evidence_files import backed_revisions
from toc.store.measurements import MeasurementRow
from toc.store.panel import load_panel


@dataclass(frozen=True)
class Assessment:
    """The figures of a whole framework for one Query, and what they rest on.

    Attributes:
        query: as asked for.
        document: the framework in force at that moment.
        result: all figures.
        known_at: the moment up to which records were counted, UTC; asking for it again gives the same figures.
        invented: demonstration data are among what the figures rest on.
        places: countries that the person may see, in the framework's order, ALL last; every one of them but in a
            framework that is not open to partners. There are figures for no others.
    """

    query: Query
    document: FrameworkDocument
    result: FrameworkResult
    known_at: datetime
    invented: bool
    places: tuple[str, ...]

    @property
    def shown_country(self) -> str:
        """The one country (or ALL) that a page shows which shows one: the first that may be seen in place of ALL.

        Raises:
            NotAllowed: there is none.
        """
        if not self.places:
            raise NotAllowed("No country of yours is in {framework}.", details={"framework": self.document.name})
        return self.query.country if self.query.country in self.places else self.places[0]

    @property
    def countries(self) -> tuple[str, ...]:
        """Countries that the query asks for, ALL last: one country alone, or every one that may be seen and ALL."""
        return (self.query.country,) if self.query.country != ALL else self.places

    def objectives(self) -> Iterator[ObjectiveResult]:
        """Objectives of the query's horizon for the query's countries, in the framework's order."""
        for objective in self.document.objectives:
            if self.query.horizon in (None, objective.horizon):
                for country in self.countries:
                    if (objective.code, country) in self.result.objectives:
                        yield self.result.objectives[objective.code, country]

    def indicators(self) -> Iterator[IndicatorResult]:
        """Indicators of the query's horizon for the query's countries, in the framework's order.

        Consortium indicators have a row for ALL only.
        """
        for indicator in self.document.indicators:
            if self.query.horizon in (None, self.document.objective_by_code[indicator.objective].horizon):
                for country in self.countries:
                    found = self.result.indicators.get((indicator.code, country))
                    if found is not None:
                        yield found


@dataclass(frozen=True)
class GridPage:
    """The grid: levels down, horizons across, every objective in its place for the query's country.

    Attributes:
        rows: a level and, for each horizon in order, the objectives in that place.
        counts: how many objectives have a status, in the order of the terms; those with none are left out.
    """

    document: FrameworkDocument
    horizons: tuple[HorizonDef, ...]
    rows: tuple[tuple[LevelDef, tuple[tuple[ObjectiveResult, ...], ...]], ...]
    counts: tuple[tuple[Status, int], ...]
    invented: bool


@dataclass(frozen=True)
class IndicatorPage:
    """One indicator: its figures for every country, its history for the query's country, its measurements.

    Attributes:
        chosen: figures for the query's country (ALL for a consortium indicator).
        by_country: figures for every country, ALL last.
        history: v and e at each period's end, in order.
        measurements: latest revision of each measurement, newest period first.
    """

    document: FrameworkDocument
    indicator: IndicatorDef
    chosen: IndicatorResult
    by_country: tuple[IndicatorResult, ...]
    history: tuple[HistoryPoint, ...]
    measurements: tuple[MeasurementRow, ...]
    known_at: datetime


def read_panel(store: Store, actor: Actor, query: Query) -> tuple[Panel, datetime]:
    """The panel that a query's figures are computed from, and the moment up to which it knows.

    A partner's panel holds the own countries only where the framework is not open to partners.

    Raises:
        NotAllowed: the actor may not see figures, or not those with unapproved values, or not those of the country.
        NotFound: no such framework.
    """
    _require_view(actor, query)
    with store.reading() as session:
        return _seen(session, actor, query, _current(session, actor, query))


def _seen(
    session: Session, actor: Actor, query: Query, now: FrameworkDocument, indicators: Collection[str] | None = None
) -> tuple[Panel, datetime]:
    """What `read_panel` gives, in a snapshot; or only what some indicators need."""
    moment, unapproved = query.known_at, query.include_unapproved
    panel = load_panel(
        session, query.framework, known_at=moment, include_unapproved=unapproved, indicators=indicators
    )  # fmt: skip
    return seen_panel(panel, actor, visible_countries(actor, now)), query.known_at or head.last_moment(session)


def read_document(store: Store, actor: Actor, query: Query) -> FrameworkDocument:
    """The document of a query's panel, for what needs no figures. Raises like `read_panel`."""
    _require_view(actor, query)
    with store.reading() as session:
        now, known_at = _current(session, actor, query), query.known_at
        then = now if known_at is None else frameworks.document_at(session, query.framework, known_at)
        return seen_document(then, actor, visible_countries(actor, now))


def _require_view(actor: Actor, query: Query) -> None:
    require(actor, Permission.VIEW)
    if query.include_unapproved:
        require(actor, Permission.VIEW_UNAPPROVED, country=ALL)


def _current(session: Session, actor: Actor, query: Query) -> FrameworkDocument:
    """The framework as it stands now, where the query's country may be seen."""
    now = frameworks.current_document(session, query.framework)
    if query.country in now.country_by_code:
        require_visible(actor, now, query.country)
    return now


def assess(store: Store, actor: Actor, query: Query) -> Assessment:
    """All figures of a framework for a query. Raises like `read_panel`, and NotFound for an unknown filter value."""
    return assess_with_panel(store, actor, query)[0]


def assess_with_panel(store: Store, actor: Actor, query: Query) -> tuple[Assessment, Panel]:
    """What `assess` gives, with the panel that it was computed from, as the actor may see it. Raises like it."""
    _require_view(actor, query)
    with store.reading() as session:
        now = _current(session, actor, query)
        panel, known_at = _seen(session, actor, query, now)
        check_filters(panel.document, query)
        places = seen_places(panel.document, visible_countries(actor, now))
        backed = backed_revisions(session, query.framework, known_at=query.known_at)
    result = with_coverage(only(assess_framework(panel, query.as_of), places), backed)
    invented = any(found.invented for found in result.indicators.values())
    return Assessment(query, panel.document, result, known_at, invented, places), panel


def visible_places(store: Store, actor: Actor, document: FrameworkDocument) -> tuple[str, ...]:
    """Countries of a framework whose approved data somebody may see now, in its order, ALL last where it is one.

    Args:
        store: knows whether the framework is open to partners now.
        actor: who asks.
        document: of the moment that is looked at.

    Raises:
        NotAllowed: the actor may not see figures.
        NotFound: no such framework.
    """
    require(actor, Permission.VIEW)
    with store.reading() as session:
        return seen_places(document, visible_countries(actor, frameworks.current_document(session, document.code)))


def check_filters(document: FrameworkDocument, query: Query) -> None:
    """Refuse a query for a country or horizon that the framework does not have. Raises NotFound."""
    if query.country != ALL and query.country not in document.country_by_code:
        raise NotFound(
            "{country} is not a reporting country of {framework}.",
            field="country",
            remedy="Choose another country.",
            details={"country": query.country, "framework": document.name},
        )
    if query.horizon is not None and query.horizon not in document.horizon_by_code:
        raise NotFound(
            "{framework} has no horizon {horizon}.",
            field="horizon",
            remedy="Choose another horizon.",
            details={"horizon": query.horizon, "framework": document.name},
        )


def grid(assessment: Assessment) -> GridPage:
    """The grid of an assessment for its query's country, every level and horizon in place.

    Where all countries together are asked for and may not be seen, it is that of the first country that may be.

    Raises:
        NotAllowed: there is no country whose figures the person may see.
    """
    document, country = assessment.document, assessment.shown_country
    found = {objective.code: assessment.result.objectives[objective.code, country] for objective in document.objectives}
    rows = tuple(
        (
            level,
            tuple(
                tuple(
                    found[objective.code]
                    for objective in document.objectives
                    if (objective.level, objective.horizon) == (level.code, horizon.code)
                )
                for horizon in document.horizons
            ),
        )
        for level in document.levels
    )
    counted = Counter(result.status for result in found.values())
    counts = tuple((status, counted[status]) for status in Status if counted[status])
    return GridPage(document, document.horizons, rows, counts, assessment.invented)


def indicator(store: Store, actor: Actor, query: Query, code: str) -> IndicatorPage:
    """Everything about one indicator for a query.

    Raises:
        NotFound: no such indicator.
        NotAllowed: see `read_panel`.
    """
    return indicator_with_panel(store, actor, query, code)[0]


def indicator_with_panel(store: Store, actor: Actor, query: Query, code: str) -> tuple[IndicatorPage, Panel]:
    """What `indicator` gives, with the panel that it was computed from, of this indicator alone. Raises like it."""
    _require_view(actor, query)
    with store.reading() as session:
        now = _current(session, actor, query)
        panel, known_at = _seen(session, actor, query, now, [code])
        document = panel.document
        check_filters(document, query)
        found = _indicator(document, code)
        places = seen_places(document, visible_countries(actor, now))
        by_country = dict(assess_places(panel, found, query.as_of, places))
        if not by_country:
            require_visible(actor, now, ALL)
        country = next(place for place in (query.country, ALL, *by_country) if place in by_country)
        rows = [row for row in seen_measurements(session, actor, query, code) if row.country in places]
    past = history(panel, code, country, query.as_of)
    results = tuple(by_country.values())
    return IndicatorPage(document, found, by_country[country], results, past, tuple(rows), known_at), panel


def _indicator(document: FrameworkDocument, code: str) -> IndicatorDef:
    found = document.indicator_by_code.get(code)
    if found is None:
        raise NotFound(
            "{framework} has no indicator {code}.",
            field="indicator",
            remedy="Choose one from the list.",
            details={"code": code, "framework": document.name},
        )
    return found


def frameworks_of(store: Store, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Code and name of every framework that somebody may look at: a guest at one. Raises NotAllowed."""
    require(actor, Permission.VIEW)
    with store.reading() as session:
        found = frameworks.list_frameworks(session)
    return tuple(one for one in found if actor.guest_of in (None, one[0]))


def choose_framework(store: Store, actor: Actor, asked: str | None) -> str:
    """The code of the framework asked for, or of the only one there is.

    Raises:
        NotFound: there is none, or none of that code, or several and none was asked for.
    """
    codes = [code for code, _ in frameworks_of(store, actor)]
    if asked is None and len(codes) == 1:
        return codes[0]
    if asked in codes:
        return asked
    if not codes:
        raise NotFound("The store holds no framework.", remedy="Run: toc load credex")
    message = "Several frameworks are loaded." if asked is None else "There is no framework {asked}."
    raise NotFound(
        message,
        field="framework",
        remedy="Choose one of: {codes}.",
        details={"asked": asked, "codes": ", ".join(codes)},
    )


def document(store: Store, actor: Actor, code: str) -> FrameworkDocument:
    """A framework as it stands now, with the baselines and targets that the person may see.

    Raises NotAllowed, and NotFound for an unknown code.
    """
    require(actor, Permission.VIEW)
    with store.reading() as session:
        found = frameworks.current_document(session, code)
    return seen_document(found, actor, visible_countries(actor, found))


def today(store: Store, actor: Actor, code: str, clock: Clock) -> date:
    """Today in a framework's time zone, or the clock's fixed date."""
    return clock.today(document(store, actor, code).timezone)


def invented_present(store: Store, code: str) -> bool:
    """Whether invented demonstration data are among a framework's baselines, targets or measurements of any state.

    Raises NotFound for an unknown code. No permission is asked for: it tells no figure.
    """
    with store.reading() as session:
        facts = frameworks.current_document(session, code).facts
        return any(fact.invented for fact in facts) or measurements.any_invented(session, code)
