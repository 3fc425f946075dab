"""What every deliverable is made from: one assessment and the rows of the public files, all of the same moment.

The moment is fixed before anything is read, so that nothing recorded meanwhile or later is in one part of a package
and missing in another. Source: progress.md 11.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from toc import columns
from toc.exchange.writers import iter_rows
from toc.figures.findings import Finding
from toc.figures.results import IndicatorResult, ObjectiveResult
from toc.model.document import FrameworkDocument, HorizonDef
from toc.model.query import ALL, Actor, Query
from toc.model.terms import Permission, Scope
from toc.services import advising, analysing, reporting
from toc.services.analysing import Assessment
from toc.services.permissions import require
from toc.store import evidence_files, head, report_templates
from toc.store.database import Store

KINDS = (
    "progress", "objectives", "measurements", "targets", "findings", "actions", "links", "summaries", "stakeholders",
    "quality",
)  # fmt: skip
"""The public files that a package holds, in its order: all that are not about one indicator alone."""

PERSONAL = {"actions": ("owner", "comment")}
"""Columns that stay empty in a package, which is handed on: names of people and what they said to each other."""

Rows = tuple[Mapping[str, object], ...]
Listed = tuple[Finding, date | None, str]


@dataclass(frozen=True)
class Material:
    """Figures and rows of a deliverable.

    Attributes:
        assessment: all figures; its query names the moment up to which records count.
        rows: of each public file, by its kind.
        findings: the worst first, each with until when and why it was set aside.
        template: the Word document whose styles the report takes; None for the product's own look.
    """

    assessment: Assessment
    rows: Mapping[str, Rows]
    findings: tuple[Listed, ...] = ()
    template: bytes | None = None

    @property
    def query(self) -> Query:
        """What the deliverable is about."""
        return self.assessment.query

    @property
    def document(self) -> FrameworkDocument:
        """The framework as it stood at the moment."""
        return self.assessment.document

    @property
    def horizons(self) -> tuple[HorizonDef, ...]:
        """The horizons that are asked for."""
        return tuple(part for part in self.document.horizons if self.query.horizon in (None, part.code))

    @property
    def invented(self) -> bool:
        """Whether demonstration data are among the figures or in one of the files."""
        listed = (row for kind in ("measurements", "targets") for row in self.rows[kind])
        return self.assessment.invented or any(row["invented"] for row in listed)

    def country_name(self, code: str) -> str:
        """A country's name; of ALL, that it is all of them."""
        found = self.document.country_by_code.get(code)
        return found.name if found else "All countries"

    def horizon_name(self) -> str:
        """The horizon that is asked for, in words."""
        return "All horizons" if self.query.horizon is None else self.horizons[0].name

    def objectives_of(self, country: str) -> tuple[ObjectiveResult, ...]:
        """Objectives of the horizons asked for, for one country or ALL."""
        wanted = {part.code for part in self.horizons}
        return tuple(
            self.assessment.result.objectives[objective.code, country]
            for objective in self.document.objectives
            if objective.horizon in wanted and (objective.code, country) in self.assessment.result.objectives
        )

    def indicators_of(self, country: str) -> tuple[IndicatorResult, ...]:
        """Indicators of the horizons asked for, for one country or ALL."""
        return tuple(found for found in self.assessment.indicators() if found.country == country)

    def counted_once(self) -> tuple[IndicatorResult, ...]:
        """Indicators of single countries, and those of the consortium: each report is in one of them."""
        return tuple(
            found
            for found in self.assessment.indicators()
            if found.country != ALL or found.indicator.scope is Scope.CONSORTIUM
        )

    def csv(self, kind: str) -> bytes:
        """A public file, byte for byte as it is downloaded by itself for the same moment."""
        headings = columns.names(columns.FILES[kind])
        cells = ([row.get(heading) for heading in headings] for row in self.rows[kind])
        return b"".join(iter_rows(headings, cells))


def pinned(store: Store, query: Query) -> Query:
    """The same query for a moment that has passed: nothing that is recorded from now on changes its figures."""
    with store.reading() as session:
        last = head.last_moment(session)
    return replace(query, known_at=last if query.known_at is None else min(query.known_at, last))


def gather(store: Store, actor: Actor, query: Query) -> Material:
    """Everything that a deliverable is made from.

    Raises:
        NotAllowed: the actor may not download, or not see the country or unapproved values.
        NotFound: no such framework, country or horizon, or the framework was not in the store at the moment.
    """
    require(actor, Permission.EXPORT)
    fixed = pinned(store, query)
    found, panel = analysing.assess_with_panel(store, actor, fixed)
    rows: dict[str, Rows] = {
        "progress": tuple(reporting.progress_of(found, panel)),
        "objectives": tuple(reporting.objectives_of(found)),
    }
    for kind in KINDS[2:]:
        hidden = dict.fromkeys(PERSONAL.get(kind, ()))
        rows[kind] = tuple({**row, **hidden} for row in reporting.report(store, actor, kind, fixed).rows)
    return Material(found, rows, advising.list_findings(store, actor, fixed)[1], _template(store, fixed))


def _template(store: Store, query: Query) -> bytes | None:
    """The Word document that gave reports their look at the query's moment."""
    with store.reading() as session:
        found = report_templates.find_template(session, query.framework, known_at=query.known_at)
        return None if found is None else evidence_files.load_body(session, found.sha256)
