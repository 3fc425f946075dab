"""The public files: rows of each, for a person who may have them, from the same results that the pages show."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from toc import (
    __version__,
    columns,
    tables,
    tables_findings,
    tables_indicator,
    tables_pathway,
    tables_quality,
    tables_standing,
)
from toc.columns import Column
from toc.errors import NotFound
from toc.exchange.writers import file_name, iter_rows
from toc.model.document import FrameworkDocument
from toc.model.panel import Panel
from toc.model.query import ALL, Actor, Query
from toc.model.terms import Permission, ReviewState
from toc.services import acting, advising, analysing, comparing, detailing, gauging, standing, tracing
from toc.services.analysing import Assessment
from toc.services.permissions import require
from toc.services.steps.action_rows import action_rows
from toc.store import measurements
from toc.store.database import Store
from toc.store.measurements import MeasurementRow
from toc.tables_explained import explained_objective_rows, explained_progress_rows


@dataclass(frozen=True)
class Report:
    """A file that leaves the product.

    Attributes:
        name: file name with the filters, the date and the product's version.
        of: the columns in their order.
        cells: those of each row in the columns' order, exact Python values, missing as None; taken once, by `rows` or
            by `csv`.
    """

    name: str
    of: tuple[Column, ...]
    cells: Iterable[Sequence[object]]

    @classmethod
    def of_rows(cls, name: str, of: tuple[Column, ...], rows: Iterable[Mapping[str, object]]) -> "Report":
        """A file of rows that are mappings from a column's name to its cell; one that is left out is missing."""
        headings = columns.names(of)
        return cls(name, of, (tuple(map(row.get, headings)) for row in rows))

    @property
    def rows(self) -> Iterator[Mapping[str, object]]:
        """The rows as mappings from a column's name to its cell."""
        headings = columns.names(self.of)
        return (dict(zip(headings, cells, strict=True)) for cells in self.cells)

    def csv(self, *, decimal_comma: bool = False) -> Iterator[bytes]:
        """The file's bytes in pieces, by the rules for every CSV; with `decimal_comma` for European Excel."""
        return iter_rows(columns.names(self.of), self.cells, decimal_comma=decimal_comma)


def report(store: Store, actor: Actor, kind: str, query: Query, *, indicator: str | None = None) -> Report:
    """One of the public files for a query.

    Args:
        kind: one of `columns.FILES`; `history` and `breakdowns` are of one indicator.
        indicator: code, for those two.

    Raises:
        NotAllowed: the actor may not download, or not see unapproved values.
        NotFound: no such file, framework, country, horizon or indicator.
    """
    require(actor, Permission.EXPORT)
    if kind not in columns.FILES:
        raise NotFound(
            "There is no file {kind}.",
            remedy="Choose one of: {kinds}.",
            details={"kind": kind, "kinds": ", ".join(columns.FILES)},
        )
    of = columns.FILES[kind]
    if kind == "measurements":
        return Report(_name(kind, query, indicator), of, _measurements(store, actor, query))
    made = (
        _OF_ONE[kind](store, actor, query, indicator or "") if kind in _OF_ONE else _MAKERS[kind](store, actor, query)
    )
    return Report.of_rows(_name(kind, query, indicator), of, made)


def _name(kind: str, query: Query, indicator: str | None) -> str:
    filters = [query.country.lower() if query.country != ALL else "all", query.horizon, indicator]
    unapproved = "with-unapproved" if query.include_unapproved else None
    parts = [query.framework.lower(), kind, *filters, query.as_of.isoformat(), unapproved, f"v{__version__}"]
    return file_name(*(part for part in parts if part))


def progress_of(found: Assessment, panel: Panel) -> Iterable[Mapping[str, object]]:
    """Rows of progress.csv from figures that are there already, and the panel that they were computed from."""
    unapproved = found.query.include_unapproved
    return explained_progress_rows(found.indicators(), found.document, found.known_at, unapproved, panel)


def objectives_of(found: Assessment) -> Iterable[Mapping[str, object]]:
    """Rows of objectives.csv from figures that are there already."""
    unapproved = found.query.include_unapproved
    return explained_objective_rows(found.objectives(), found.document, found.known_at, unapproved)


def _progress(store: Store, actor: Actor, query: Query) -> Iterable[Mapping[str, object]]:
    return progress_of(*analysing.assess_with_panel(store, actor, query))


def _objectives(store: Store, actor: Actor, query: Query) -> Iterable[Mapping[str, object]]:
    return objectives_of(analysing.assess(store, actor, query))


def _history(store: Store, actor: Actor, query: Query, indicator: str) -> Iterable[Mapping[str, object]]:
    page = analysing.indicator(store, actor, query, indicator)
    unapproved = query.include_unapproved
    return tables_indicator.history_rows(page.chosen, page.history, page.document, page.known_at, unapproved)


def _breakdowns(store: Store, actor: Actor, query: Query, indicator: str) -> Iterable[Mapping[str, object]]:
    found = detailing.breakdowns(store, actor, query, indicator)
    unapproved = query.include_unapproved
    return tables_indicator.breakdown_rows(found.split, found.document, query.as_of, found.known_at, unapproved)


def _targets(store: Store, actor: Actor, query: Query) -> Iterable[Mapping[str, object]]:
    document = analysing.read_document(store, actor, query)
    analysing.check_filters(document, query)
    wanted = (
        fact
        for fact in sorted(document.facts, key=lambda fact: (fact.indicator, fact.country, fact.kind, fact.date))
        if query.country in (ALL, fact.country) and query.horizon in (None, document.horizon_of(fact.indicator).code)
    )
    return tables.target_rows(document, wanted)


def _measurements(store: Store, actor: Actor, query: Query) -> Iterator[tuple[object, ...]]:
    document = analysing.read_document(store, actor, query)
    analysing.check_filters(document, query)
    places = analysing.visible_places(store, actor, document)
    return tables.measurement_cells(_recorded(store, query, document, places), document)


def _recorded(
    store: Store, query: Query, document: FrameworkDocument, places: Collection[str]
) -> Iterator[MeasurementRow]:
    """Measurements and their parts for a query, read as they are asked for.

    Periods that have begun by the query's date are in it, as they can be logged by then; figures count ended ones only.
    """
    states = {ReviewState.APPROVED, ReviewState.SUBMITTED} if query.include_unapproved else {ReviewState.APPROVED}
    country = None if query.country == ALL else query.country
    wanted = {code for code in document.indicator_by_code if query.horizon in (None, document.horizon_of(code).code)}
    with store.reading() as session:
        for row in measurements.iterate_measurements(
            session,
            query.framework,
            country=country,
            states=states,
            known_at=query.known_at,
            parts=True,
            bare=True,
        ):
            if row.indicator in wanted and row.period_start <= query.as_of and row.country in places:
                yield row


def _summaries(store: Store, actor: Actor, query: Query) -> Iterable[Mapping[str, object]]:
    found = comparing.summaries(store, actor, query)
    return tables_standing.summary_rows(
        found.rows, found.document, query.as_of, found.known_at, unapproved=query.include_unapproved
    )


def _stakeholders(store: Store, actor: Actor, query: Query) -> Iterable[Mapping[str, object]]:
    found = analysing.assess(store, actor, query)
    rows = standing.stake_rows(found)
    return tables_standing.stake_rows(rows, found.document, found.known_at, unapproved=query.include_unapproved)


def _links(store: Store, actor: Actor, query: Query) -> Iterable[Mapping[str, object]]:
    found, stories = tracing.stories_of(store, actor, query)
    rows = ((story.found, story.judgement) for story in stories)
    return tables_pathway.link_rows(rows, found.document, found.known_at, unapproved=query.include_unapproved)


def _findings(store: Store, actor: Actor, query: Query) -> Iterable[Mapping[str, object]]:
    found, listed = advising.list_findings(store, actor, query)
    return tables_findings.finding_rows(
        listed, found.document, query.as_of, found.known_at, invented=found.invented,
        unapproved=query.include_unapproved,
    )  # fmt: skip


def _actions(store: Store, actor: Actor, query: Query) -> Iterable[Mapping[str, object]]:
    return action_rows(acting.list_actions(store, actor, query), query)


def _quality(store: Store, actor: Actor, query: Query) -> Iterable[Mapping[str, object]]:
    found = gauging.quality(store, actor, query)
    return tables_quality.quality_rows(found.rows, query, found.known_at)


_MAKERS = {
    "targets": _targets,
    "progress": _progress,
    "objectives": _objectives,
    "summaries": _summaries,
    "stakeholders": _stakeholders,
    "links": _links,
    "findings": _findings,
    "actions": _actions,
    "quality": _quality,
}

_OF_ONE = {"history": _history, "breakdowns": _breakdowns}
"""Files of one indicator."""
