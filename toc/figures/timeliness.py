"""Report by report: which are expected, what came in and when, and how complete and timely that is (progress.md 1)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from toc.figures.periods import Period, due_on, expected_periods
from toc.figures.plans import plan_of
from toc.figures.reporting import unreported
from toc.model.document import FrameworkDocument, IndicatorDef
from toc.model.panel import Observation
from toc.model.query import ALL
from toc.model.terms import OverTime, ReportState, ReviewState, Scope

IN = (ReviewState.SUBMITTED, ReviewState.APPROVED)
"""Review states of what has come in; a draft or a returned measurement has not."""

MONTHS_OF_HALF = 6

Key = tuple[str, str, str]
"""Indicator, country (ALL for a consortium indicator), organisation."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A measurement as the calendar sees it: when it was handed in and where it stands, without its value.

    Attributes:
        state: of its newest revision that counts (submitted or approved), else of its newest one.
        first_on: the day, in the framework's time zone, on which it was first submitted; None for a draft.
        by: name of the person who handed it in; empty for the command line.
        nothing_to_report: said by the partner.
    """

    period_start: date
    period_end: date
    state: ReviewState
    first_on: date | None = None
    by: str = ""
    nothing_to_report: bool = False

    @property
    def came_in(self) -> bool:
        """Whether it counts as a report."""
        return self.state in IN


@dataclass(frozen=True, slots=True)
class ExpectedReport:
    """One report that an organisation is expected to make: an indicator, a country, a reporting period.

    Attributes:
        due_on: the period's end and the grace.
        came_in_on: the day on which the period was first answered for; None where it is not.
        by: who did; empty for the command line and where nothing came in.
        on_time: came in on or before the due date; None where nothing came in.
        draft: a draft has been begun.
        waits: what came in has not been approved.
    """

    indicator: str
    country: str
    organisation: str
    period: Period
    due_on: date
    state: ReportState
    came_in_on: date | None = None
    by: str = ""
    on_time: bool | None = None
    draft: bool = False
    waits: bool = False

    @property
    def came_in(self) -> bool:
        """Whether the report of a period that has ended is in."""
        return self.state in (ReportState.REPORTED, ReportState.NOTHING_TO_REPORT)

    @property
    def owed(self) -> bool:
        """Whether the report is owed now: its period has ended and nothing, or nothing that stands, came in."""
        return self.state in (ReportState.OVERDUE, ReportState.RETURNED, ReportState.DUE)

    def late(self, today: date) -> bool:
        """Whether it is owed and its due date has passed."""
        return self.owed and today > self.due_on


@dataclass(frozen=True, slots=True)
class Punctuality:
    """How complete and how timely reports came in.

    Attributes:
        expected: reports whose period has ended.
        received: those of them that are in.
        judged: those that are in or whose due date has passed: of the others nobody can tell yet.
        in_time: reports that came in on or before their due date.
        overdue: those that are owed after their due date.
    """

    expected: int
    received: int
    judged: int
    in_time: int
    overdue: int

    @property
    def completeness(self) -> Fraction | None:
        """Reports in / reports whose period has ended; None where none has ended."""
        return Fraction(self.received, self.expected) if self.expected else None

    @property
    def timeliness(self) -> Fraction | None:
        """Reports in on time / reports that are in or whose due date has passed; None where there is none."""
        return Fraction(self.in_time, self.judged) if self.judged else None


def expected_reports(
    document: FrameworkDocument,
    handed_in: Mapping[Key, Sequence[HandedIn]],
    *,
    today: date,
    until: date,
    countries: Iterable[str] | None = None,
) -> tuple[ExpectedReport, ...]:
    """Every report that is expected up to a date: for each indicator, country, assigned organisation and period.

    What does not apply to a country is not expected there, and nothing is expected before the horizon of the
    indicator's objective begins.

    Args:
        document: the framework in force.
        handed_in: what was recorded, drafts and returned ones included, voided ones not.
        today: the date that states are judged at.
        until: the last day on which a period may end, inclusive.
        countries: codes (and ALL) to give; None is all of them.

    Source: progress.md 1 (due date, first period expected, lateness) and 2 (assignment, not applicable).
    """
    wanted = None if countries is None else frozenset(countries)
    found: list[ExpectedReport] = []
    for indicator in document.indicators:
        for country in _places(document, indicator):
            if wanted is not None and country not in wanted:
                continue
            plan = plan_of(document, indicator, country)
            periods = expected_periods(
                indicator.frequency, after=plan.since, not_before=plan.horizon_start, until=until
            )
            for organisation in document.reporters(indicator.code, country):
                made = handed_in.get((indicator.code, country, organisation), ())
                key = (indicator.code, country, organisation)
                found += (_report(indicator, key, period, made, document.grace_days, today) for period in periods)
    return tuple(found)


def punctuality(reports: Iterable[ExpectedReport], today: date) -> Punctuality:
    """How complete and how timely some reports came in, as of a date."""
    ended = [report for report in reports if report.period.end <= today]
    received = sum(report.came_in for report in ended)
    overdue = sum(report.late(today) for report in ended)
    return Punctuality(
        expected=len(ended),
        received=received,
        judged=received + overdue,
        in_time=sum(report.came_in and report.on_time is True for report in ended),
        overdue=overdue,
    )


def punctuality_by(
    reports: Iterable[ExpectedReport], key: Callable[[ExpectedReport], str], today: date
) -> dict[str, Punctuality]:
    """The same for each organisation, or each country, in the order in which they first appear."""
    groups: dict[str, list[ExpectedReport]] = {}
    for report in reports:
        groups.setdefault(key(report), []).append(report)
    return {name: punctuality(some, today) for name, some in groups.items()}


def punctuality_over_time(reports: Iterable[ExpectedReport], today: date) -> dict[str, Punctuality]:
    """The same for each half-year in which reports were due, such as `2027-S1`, in order; the last may still change.

    Half-years of which no report's period has ended are left out.
    """
    by_half = punctuality_by(reports, lambda report: _half_year(report.due_on), today)
    return {name: figures for name, figures in sorted(by_half.items()) if figures.expected}


def _half_year(day: date) -> str:
    return f"{day.year}-S{1 if day.month <= MONTHS_OF_HALF else 2}"


def _places(document: FrameworkDocument, indicator: IndicatorDef) -> list[str]:
    codes = [ALL] if indicator.scope is Scope.CONSORTIUM else [country.code for country in document.countries]
    return [code for code in codes if (indicator.code, code) not in document.not_applicable_by_key]


def _report(
    indicator: IndicatorDef, key: Key, period: Period, made: Sequence[HandedIn], grace: int, today: date
) -> ExpectedReport:
    """Where the report of one period stands; one that came in before its period's end counts from that end."""
    deadline = due_on(period, grace)
    # A free period may reach beyond this one: before its own end it has not come in.
    touching = [
        one for one in made if one.period_start <= period.end and one.period_end >= period.start
        and (one.period_end <= today or one.period_end == period.end)
    ]  # fmt: skip
    answers = [one for one in touching if one.came_in]
    draft = any(one.state is ReviewState.DRAFT for one in touching)
    if unreported(indicator, [Observation(one.period_start, one.period_end) for one in answers], [period]):
        state = _owed(period, deadline, touching, today)
        return ExpectedReport(*key, period, deadline, state, draft=draft)
    if indicator.over_time is not OverTime.FLOW:
        answers = [one for one in answers if one.period_end >= period.end]
    last = max(answers, key=_day)
    nothing = all(one.nothing_to_report for one in answers)
    state = ReportState.NOTHING_TO_REPORT if nothing else ReportState.REPORTED
    return ExpectedReport(
        *key,
        period,
        deadline,
        state if period.end <= today else ReportState.UPCOMING,
        came_in_on=last.first_on,
        by=last.by,
        on_time=_day(last) <= deadline,
        draft=draft,
        waits=any(one.state is ReviewState.SUBMITTED for one in answers),
    )


def _owed(period: Period, deadline: date, touching: Sequence[HandedIn], today: date) -> ReportState:
    if period.end > today:
        return ReportState.UPCOMING
    if any(one.state is ReviewState.RETURNED for one in touching):
        return ReportState.RETURNED
    return ReportState.OVERDUE if today > deadline else ReportState.DUE


def _day(found: HandedIn) -> date:
    """The day on which a report came in; the first of all where it is not known, which is never late."""
    return found.first_on or date.min
