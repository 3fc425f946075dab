"""A figure explained to a person: its formula with numbers, the measurements behind it, what is left out and why.

Source: progress.md; product.md (trust: every figure down to revision and file).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from toc.errors import NotFound
from toc.figures.explain import Explanation, explain_indicator
from toc.figures.explain_parts import LeftOut, UsedMeasurement, left_out, used_measurements
from toc.figures.explain_rollup import explain_objective
from toc.figures.explain_step import Step
from toc.figures.formula import Kind, Number
from toc.figures.periods import period_label
from toc.figures.quantities import quantity_of
from toc.figures.results import IndicatorResult, ObjectiveResult, Quantity
from toc.model.document import FrameworkDocument
from toc.model.panel import MeasurementRow, Panel
from toc.model.query import ALL, Actor, Query
from toc.model.terms import EvidenceGrade, Permission, ReviewState
from toc.services import analysing
from toc.services.analysing import Assessment
from toc.services.permissions import require, require_visible
from toc.services.steps.seen_measurements import seen_measurements
from toc.store import evidence_files, frameworks, measurements
from toc.store.database import Session, Store
from toc.store.evidence_files import EvidenceItem

__all__ = ["EvidenceItem", "Explanation", "Kind", "Number", "Step"]

_WHY_NOT = {
    ReviewState.SUBMITTED: "waits for approval",
    ReviewState.RETURNED: "returned to who reported it",
    ReviewState.VOIDED: "voided",
}


@dataclass(frozen=True, slots=True)
class Behind:
    """A measurement that a figure rests on, or one that it leaves out.

    Attributes:
        country: code; ALL for a consortium indicator.
        organisation: who measured; empty for a country as a whole.
        period: its name; empty for what has no measurement.
        quantity: what was measured; None where there was nothing to report, and for what has no measurement.
        nothing_to_report: the partner said so.
        reason: why it is left out; empty for one that is used.
        measurement_id: leads to its page; None where it has none that this person may open.
        revision: number of the revision that counts, or that is left out.
        approved_at: moment in UTC; None where it is not approved.
        newer: a newer revision of it waits, is returned or voided, as far as this person may see.
        evidence: files and links that stood behind it at the moment that is looked at; none for guests.
    """

    country: str
    organisation: str
    period: str
    quantity: Quantity | None = None
    nothing_to_report: bool = False
    reason: str = ""
    measurement_id: int | None = None
    revision: int | None = None
    approved_at: datetime | None = None
    grade: EvidenceGrade | None = None
    source: str = ""
    source_url: str = ""
    newer: bool = False
    evidence: tuple[EvidenceItem, ...] = ()


@dataclass(frozen=True)
class ExplainedFigure:
    """Everything behind the figures of one indicator or objective for one country, or ALL.

    Attributes:
        query: as asked for, for the country that is shown.
        document: the framework in force at that moment.
        known_at: the moment up to which records were counted, UTC.
        name: of the indicator, or title of the objective.
        result: the figures, as every page shows them.
        used: the measurements that the value rests on; of an objective none, its indicators have them.
        left_out: parts and measurements that are not in it.
        below: of an objective its indicators; of ALL the countries, each of which has an explanation of its own.
        used_below: of an objective, the measurements that each of its indicators rests on.
    """

    query: Query
    document: FrameworkDocument
    known_at: datetime
    name: str
    result: IndicatorResult | ObjectiveResult
    explanation: Explanation
    used: tuple[Behind, ...] = ()
    left_out: tuple[Behind, ...] = ()
    below: tuple[IndicatorResult, ...] = ()
    used_below: tuple[tuple[Behind, ...], ...] = ()

    @property
    def is_indicator(self) -> bool:
        """Whether it is an indicator's figure; else an objective's."""
        return isinstance(self.result, IndicatorResult)


def in_short(result: IndicatorResult | ObjectiveResult, document: FrameworkDocument) -> Explanation:
    """The steps of a figure that a page shows already; nothing is read for it."""
    if isinstance(result, IndicatorResult):
        return explain_indicator(result, document)
    return explain_objective(result, document)


def explain(store: Store, actor: Actor, query: Query, code: str) -> ExplainedFigure:
    """How the figures of an indicator, or of an objective, came about for the query's country.

    Args:
        store: where it is.
        actor: sees what the pages show: own countries only, in a framework that is not open to partners; measurements
            that wait only where unapproved values may be seen.
        query: of a consortium indicator the figures are those of ALL, whatever the country.
        code: of an indicator or an objective.

    Raises:
        NotAllowed: the actor may not see figures, or not those of the country, or not unapproved ones.
        NotFound: no such framework, country, horizon, indicator or objective.
    """
    require(actor, Permission.VIEW)
    found, panel = analysing.assess_with_panel(store, actor, query)
    if code in found.document.objective_by_code:
        return _objective(store, actor, found, code)
    if code not in found.document.indicator_by_code:
        raise NotFound(
            "{framework} has no indicator or objective {code}.",
            field="indicator",
            remedy="Choose one on the page Indicator.",
            details={"code": code, "framework": found.document.name},
        )
    return _indicator(store, actor, found, panel, code)


def _objective(store: Store, actor: Actor, found: Assessment, code: str) -> ExplainedFigure:
    country = _place(store, actor, found, found.result.objectives, code)
    result = found.result.objectives[code, country]
    with store.reading() as session:
        used = tuple(_used(session, actor, found, one) for one in result.indicators)
    return ExplainedFigure(
        query=replace(found.query, country=country),
        document=found.document,
        known_at=found.known_at,
        name=result.objective.title,
        result=result,
        explanation=explain_objective(result, found.document),
        below=result.indicators,
        used_below=used,
    )


def _used(session: Session, actor: Actor, found: Assessment, result: IndicatorResult) -> tuple[Behind, ...]:
    """The measurements that an indicator's value rests on."""
    behind = _rows(session, actor, found, result)
    return tuple(behind.used(one) for one in used_measurements(result))


def _rows(session: Session, actor: Actor, found: Assessment, result: IndicatorResult) -> "_Rows":
    code, country = result.indicator.code, result.country
    rows = [row for row in seen_measurements(session, actor, found.query, code) if not row.dimension]
    rows = [row for row in rows if row.country in found.places and country in (ALL, row.country)]
    return _Rows(session, actor, found.query, code, rows)


def _indicator(store: Store, actor: Actor, found: Assessment, panel: Panel, code: str) -> ExplainedFigure:
    country = _place(store, actor, found, found.result.indicators, code)
    result = found.result.indicators[code, country]
    explanation = explain_indicator(result, found.document)
    with store.reading() as session:
        behind = _rows(session, actor, found, result)
        used = tuple(behind.used(one) for one in explanation.used)
        omitted = tuple(behind.left_out(left_out(panel, result)))
    together = country == ALL
    countries = [found.result.indicators.get((code, place)) for place in found.places if together and place != ALL]
    return ExplainedFigure(
        query=replace(found.query, country=country),
        document=found.document,
        known_at=found.known_at,
        name=result.indicator.name,
        result=result,
        explanation=explanation,
        used=used,
        left_out=omitted,
        below=tuple(one for one in countries if one is not None),
    )


def _place(store: Store, actor: Actor, found: Assessment, results: Mapping[tuple[str, str], object], code: str) -> str:
    """The country whose figures are shown: the one asked for, or else ALL, or else the first that may be seen."""
    for place in (found.query.country, ALL, *found.places):
        if (code, place) in results:
            return place
    with store.reading() as session:
        require_visible(actor, frameworks.current_document(session, found.document.code), ALL)
    raise NotFound("There are no figures for {code}.", field="indicator", details={"code": code})


class _Rows:
    """The measurements of one indicator as somebody may see them, and the evidence behind each."""

    def __init__(self, session: Session, actor: Actor, query: Query, code: str, seen: Sequence[MeasurementRow]) -> None:
        self._query = query
        self._seen = seen
        states = [ReviewState.APPROVED, *([ReviewState.SUBMITTED] if query.include_unapproved else [])]
        counted = measurements.list_measurements(
            session, query.framework, indicator=code, states=states, known_at=query.known_at
        )
        self._by_revision = {row.revision_id: row for row in (*seen, *counted)}
        self._newest = {row.measurement_id: row for row in seen}
        keys = {row.measurement_id for row in self._by_revision.values()}
        self._evidence = {} if actor.is_guest else evidence_files.list_evidence_of(session, keys)

    def used(self, found: UsedMeasurement) -> Behind:
        """A measurement that is in the figure."""
        row = self._by_revision.get(found.observation.revision_id)
        stated = None if found.observation.nothing_to_report else quantity_of(found.observation)
        made = Behind(
            found.country,
            found.organisation,
            found.period,
            stated,
            found.observation.nothing_to_report,
            grade=found.observation.evidence_grade,
            source=found.observation.source,
        )
        return made if row is None else self._with_row(made, row)

    def left_out(self, found: Iterable[LeftOut]) -> Iterable[Behind]:
        """What the figure leaves out, then what else this person may see of the indicator and does not count."""
        told = set()
        for one in found:
            row = self._row_of(one)
            stated = None if one.observation is None else quantity_of(one.observation)
            made = Behind(one.country, one.organisation, one.period, stated, reason=one.reason)
            if row is not None:
                told.add(row.revision_id)
                made = self._with_row(made, row)
            yield made
        for row in self._seen:
            why = _WHY_NOT.get(row.review_state)
            submitted = row.review_state is ReviewState.SUBMITTED and self._query.include_unapproved
            if why is not None and row.revision_id not in told and not submitted:
                yield self._with_row(_of_row(row, why), row)

    def _row_of(self, found: LeftOut) -> MeasurementRow | None:
        """The row of what is left out; of what waits for approval only where this person sees it."""
        observation = found.observation
        if observation is None:
            return None
        if observation.revision_id:
            return self._by_revision.get(observation.revision_id)
        key = (found.country, found.organisation, observation.period_end)
        return next((row for row in self._seen if (row.country, row.organisation, row.period_end) == key), None)

    def _with_row(self, made: Behind, row: MeasurementRow) -> Behind:
        newest = self._newest.get(row.measurement_id, row)
        return replace(
            made,
            measurement_id=row.measurement_id,
            revision=row.revision,
            approved_at=row.approved_at,
            grade=row.evidence_grade,
            source=row.source,
            source_url=row.source_url,
            newer=newest.revision > row.revision,
            evidence=tuple(item for item in self._evidence.get(row.measurement_id, ()) if self._stood(item)),
        )

    def _stood(self, item: EvidenceItem) -> bool:
        """Whether a file or link stands, and stood at the moment that is looked at."""
        moment = self._query.known_at
        return item.stands and (moment is None or item.added_at <= moment)


def _of_row(row: MeasurementRow, reason: str) -> Behind:
    period = period_label(row.period_start, row.period_end)
    stated = None if row.nothing_to_report else quantity_of(row)
    return Behind(row.country, row.organisation, period, stated, row.nothing_to_report, reason)
