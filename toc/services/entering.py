"""What the page for logging a measurement needs: who may report what, which period comes next, what stands already.

Source: product.md (partner); progress.md 1 and 2.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from toc.errors import NotFound
from toc.figures.expectation import expected_on
from toc.figures.history import what_if
from toc.figures.periods import Period, add_months, expected_periods, period_label, whole_periods
from toc.figures.plans import get_indicator, plan_of
from toc.figures.progress import assess_indicator
from toc.figures.reporting import unreported
from toc.figures.results import IndicatorResult
from toc.model.document import FrameworkDocument, IndicatorDef, ObjectiveDef
from toc.model.drafts import MeasurementDraft
from toc.model.panel import Observation, Panel
from toc.model.query import ALL, Actor, Clock, Query
from toc.model.terms import Permission, ReviewState, Scope
from toc.services.permissions import allowed, require, visible_countries
from toc.services.steps.comparing import Stored
from toc.services.steps.observing import observed
from toc.services.steps.stored import is_private, load_stored
from toc.services.steps.visibility import seen_document, seen_panel
from toc.services.steps.vocabulary import Vocabulary
from toc.store import frameworks, measurements
from toc.store.database import Session, Store
from toc.store.panel import load_panel

LAST_VALUES = 5
"""So many of the latest measurements are shown beside the form."""


@dataclass(frozen=True)
class Place:
    """A country that somebody may report an indicator for.

    Attributes:
        country: code, or ALL for a consortium indicator.
        organisations: short names that the person may report as; the expected one first.
    """

    country: str
    organisations: tuple[str, ...]


@dataclass(frozen=True)
class Offered:
    """An indicator that somebody may report.

    Attributes:
        own: the person's organisation is expected to report it.
        places: at least one.
    """

    indicator: IndicatorDef
    objective: ObjectiveDef
    own: bool
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Returned:
    """A measurement that was sent back to its author.

    Attributes:
        period: name of its period.
        comment: what has to be corrected.
    """

    indicator: str
    country: str
    organisation: str
    period: str
    comment: str


@dataclass(frozen=True)
class EntryForm:
    """What somebody may report.

    Attributes:
        today: in the framework's time zone.
        offered: the own ones first, each group in the framework's order; objectives stay together.
        returned: measurements of the own organisation that were sent back and wait for a correction.
    """

    document: FrameworkDocument
    today: date
    offered: tuple[Offered, ...]
    returned: tuple[Returned, ...] = ()


@dataclass(frozen=True)
class Standing:
    """A measurement of the series that is being reported.

    Attributes:
        number: of its newest revision.
        draft: what it states.
        by: who recorded it.
        at: when, UTC.
        comment: said with its last change of state, such as why it was returned.
        approved: some revision of it has been approved, so that a change needs a reason.
    """

    period: str
    number: int
    state: ReviewState
    draft: MeasurementDraft
    by: str
    at: datetime
    comment: str
    approved: bool


@dataclass(frozen=True)
class EntrySheet:
    """Everything about one organisation's series for one indicator and country, while it is being reported.

    Attributes:
        proposed: name of the period that is due next, or that comes next.
        periods: reporting periods to choose from, the newest first, each with its last day; they have all begun.
        standing: what was recorded already, by name of the period.
        now: the figures as of today.
    """

    indicator: IndicatorDef
    country: str
    organisation: str
    proposed: str
    periods: Mapping[str, date]
    standing: Mapping[str, Standing]
    now: IndicatorResult
    document: FrameworkDocument

    @property
    def drafts(self) -> Mapping[str, MeasurementDraft]:
        """What each measurement of the series states, by name of the period."""
        return {period: found.draft for period, found in self.standing.items()}

    @property
    def last(self) -> tuple[Standing, ...]:
        """The latest measurements, the newest period first; drafts are left out."""
        said = [found for found in self.standing.values() if found.state is not ReviewState.DRAFT]
        return tuple(sorted(said, key=lambda found: found.draft.period_end, reverse=True)[:LAST_VALUES])

    def expected(self, on: date) -> Fraction | None:
        """The expected value on a date, in the unit; None without baseline and target (progress.md 4)."""
        plan = plan_of(self.document, self.indicator, self.country)
        tolerance = Fraction(self.document.tolerance_points)
        return expected_on(self.indicator, self.now.line, plan.target, on, tolerance=tolerance)


def entry_form(store: Store, actor: Actor, query: Query, *, clock: Clock) -> EntryForm:
    """The indicators that somebody may report, with the countries and the organisations to report as.

    Args:
        store: where the framework is.
        actor: a partner may report as the own organisation; coordinators and administrators as every one that reports.
        query: names the framework.
        clock: says what today is.

    Raises:
        NotAllowed: the actor may not record measurements.
        NotFound: there is no such framework.
    """
    require(actor, Permission.RECORD)
    with store.reading() as session:
        document = frameworks.current_document(session, query.framework)
        document = seen_document(document, actor, visible_countries(actor, document))
        returned = _returned(session, query.framework, actor.organisation) if actor.organisation else ()
    vocabulary = Vocabulary(document)
    offered = []
    for indicator in document.indicators:
        places = tuple(_places(vocabulary, actor, indicator))
        own = any(actor.organisation in document.reporters(indicator.code, place.country) for place in places)
        if places:
            offered.append(Offered(indicator, document.objective_by_code[indicator.objective], own, places))
    offered.sort(key=lambda found: not found.own)
    return EntryForm(document, clock.today(document.timezone), tuple(offered), returned)


def _returned(session: Session, framework: str, organisation: str) -> tuple[Returned, ...]:
    rows = measurements.list_measurements(session, framework, organisation=organisation)
    return tuple(
        Returned(
            row.indicator, row.country, row.organisation, period_label(row.period_start, row.period_end), row.comment
        )
        for row in rows
        if row.review_state is ReviewState.RETURNED
    )


def _places(vocabulary: Vocabulary, actor: Actor, indicator: IndicatorDef) -> Iterable[Place]:
    document = vocabulary.document
    codes = [ALL] if indicator.scope is Scope.CONSORTIUM else [country.code for country in document.countries]
    for code in codes:
        if (indicator.code, code) in document.not_applicable_by_key:
            continue
        able = tuple(name for name in vocabulary.organisations_for(indicator, code) if _may_record(actor, name, code))
        if able:
            yield Place(code, able)


def _may_record(actor: Actor, organisation: str, country: str) -> bool:
    where = None if country == ALL else country
    return allowed(actor, Permission.RECORD, organisation=organisation, country=where)


def entry_sheet(
    store: Store, actor: Actor, query: Query, *, indicator: str, country: str, organisation: str, clock: Clock
) -> EntrySheet:
    """What stands already in one series, its figures, and the period that is due next.

    Args:
        store: where it is.
        actor: may record for this organisation and country.
        query: names the framework.
        indicator: code.
        country: code, or ALL for a consortium indicator.
        organisation: short name.
        clock: says what today is.

    Raises:
        NotAllowed: not for this organisation or country.
        NotFound: there is no such framework or indicator.
        Invalid: a consortium indicator, asked for one country.
    """
    require(actor, Permission.RECORD, organisation=organisation, country=None if country == ALL else country)
    with store.reading() as session:
        panel = load_panel(session, query.framework, indicators=[indicator])
        panel = seen_panel(panel, actor, visible_countries(actor, panel.document))
        found = get_indicator(panel.document, indicator)
        stored = load_stored(session, query.framework, indicators=[indicator], countries=[country])
    today = clock.today(panel.document.timezone)
    own = [one for one in stored if one.draft.organisation == organisation and not is_private(one, actor)]
    taken = [Observation(one.draft.period_start, one.draft.period_end) for one in own]
    periods = _periods(panel.document, found, country, today)
    return EntrySheet(
        indicator=found,
        country=country,
        organisation=organisation,
        proposed=_proposed(panel.document, found, country, today, periods, taken).label,
        periods={period.label: period.end for period in reversed(periods)},
        standing={standing.period: standing for standing in map(_standing, own)},
        now=assess_indicator(panel, indicator, country, today),
        document=panel.document,
    )


def _standing(stored: Stored) -> Standing:
    return Standing(
        period=period_label(stored.draft.period_start, stored.draft.period_end),
        number=stored.number,
        state=stored.state,
        draft=stored.draft,
        by=stored.by,
        at=stored.recorded_at,
        comment=stored.comment,
        approved=stored.approved,
    )


def _periods(document: FrameworkDocument, indicator: IndicatorDef, country: str, today: date) -> list[Period]:
    """Whole reporting periods from the baseline on that have begun, the current one included; never none."""
    since = plan_of(document, indicator, country).since
    until = add_months(today, indicator.frequency.months)
    found = whole_periods(indicator.frequency, first=since + timedelta(days=1), last=until)
    begun = [period for period in found if period.start <= today]
    if begun:
        return begun
    months = indicator.frequency.months
    start = date(today.year, (today.month - 1) // months * months + 1, 1)
    return [Period(start, add_months(start, months) - timedelta(days=1))]


def _proposed(
    document: FrameworkDocument,
    indicator: IndicatorDef,
    country: str,
    today: date,
    periods: list[Period],
    taken: list[Observation],
) -> Period:
    """The oldest period that is owed, else the latest one that has ended and is free, else the newest free one."""
    plan = plan_of(document, indicator, country)
    owed = expected_periods(indicator.frequency, after=plan.since, not_before=plan.horizon_start, until=today)
    used = [Period(found.period_start, found.period_end) for found in taken]
    free = [period for period in periods if not any(period.overlaps(other) for other in used)]
    due = [period for period in unreported(indicator, taken, owed) if period in free]
    ended = [period for period in reversed(free) if period.end <= today]
    return next(iter([*due, *ended, *reversed(free), periods[-1]]))


def preview_effect(store: Store, actor: Actor, query: Query, draft: MeasurementDraft) -> IndicatorResult:
    """The figures that a measurement would lead to once it is approved, without keeping it.

    Args:
        store: where the framework is.
        actor: may record for the draft's organisation and country.
        query: its date is today's, or another one to look from.
        draft: with a total.

    Raises:
        NotAllowed: not for this organisation or country.
        NotFound: there is no such framework or indicator.

    Source: progress.md 3 and 4.
    """
    country = None if draft.country == ALL else draft.country
    require(actor, Permission.RECORD, organisation=draft.organisation, country=country)
    with store.reading() as session:
        panel: Panel = load_panel(session, query.framework, indicators=[draft.indicator])
    panel = seen_panel(panel, actor, visible_countries(actor, panel.document))
    if draft.organisation not in {part.short_name for part in panel.document.organisations}:
        raise NotFound("There is no organisation {name}.", field="organisation", details={"name": draft.organisation})
    observation = replace(observed(draft), approved=False)
    return what_if(panel, draft.indicator, draft.country, draft.organisation, observation, query.as_of)
