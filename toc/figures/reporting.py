"""Whether the reports that are due have come in: a mark of its own beside the status (progress.md 1)."""

from collections.abc import Sequence
from datetime import date

from toc.figures.organisations import says_something, uncovered
from toc.figures.periods import Period, add_months, due_on, expected_periods, first_period, later
from toc.figures.plans import Plan
from toc.figures.results import OrganisationReporting, Reporting
from toc.model.document import IndicatorDef
from toc.model.panel import Observation, Panel
from toc.model.terms import Frequency, OverTime, ReportingState

_WORST_FIRST = (ReportingState.OVERDUE, ReportingState.DUE, ReportingState.REPORTED, ReportingState.NOTHING_TO_REPORT)


def reporting_of(panel: Panel, indicator: IndicatorDef, country: str, as_of: date, plan: Plan) -> Reporting:
    """What the organisations assigned to an indicator and country owe at a date.

    Reports are expected from the first whole reporting period after the baseline date and in the horizon on; a report
    for a horizon that has not begun is never owed. A report is due once its period has ended, and overdue when its due
    date has passed. Only measurements of periods that have ended count as reports; one that was submitted has come in
    before it is approved, a draft or a returned one has not.

    Source: progress.md 1, due date, first period expected, lateness.
    """
    grace = panel.document.grace_days
    first = first_period(indicator.frequency, after=plan.since, not_before=plan.horizon_start)
    periods = expected_periods(indicator.frequency, after=plan.since, not_before=plan.horizon_start, until=as_of)
    series = {found.organisation: found.observations for found in panel.of(indicator.code, country)}
    organisations = []
    for name in panel.document.reporters(indicator.code, country):
        said = [found for found in series.get(name, ()) if says_something(found)]
        waiting = panel.handed_in.get((indicator.code, country, name), ())
        ended = [found for found in (*said, *waiting) if found.period_end <= as_of]
        owed = unreported(indicator, ended, periods)
        organisations.append(
            OrganisationReporting(
                country=country,
                organisation=name,
                state=_state(periods, owed, ended, grace, as_of),
                due_on=due_on(owed[0], grace) if owed else None,
                owed=owed,
            )
        )
    return _summed_up(due_on(first, grace), organisations, prefixed=False)


def reporting_of_all(parts: Sequence[Reporting]) -> Reporting:
    """What is owed in all countries together; the first due date is the earliest of theirs."""
    firsts = [part.first_due for part in parts if part.first_due is not None]
    organisations = [found for part in parts for found in part.organisations]
    return _summed_up(min(firsts, default=None), organisations, prefixed=True)


def unreported(
    indicator: IndicatorDef, observations: Sequence[Observation], periods: Sequence[Period]
) -> tuple[Period, ...]:
    """Reporting periods that the measurements of one series do not answer for, in order.

    A flow's have to cover every day of a period, in one measurement or several. For a state or a running total one is
    enough that covers the period's last day, because it tells the state then or, over a longer period, later.
    """
    if indicator.over_time is OverTime.FLOW:
        return uncovered(observations, periods)
    spans = [(found.period_start, found.period_end) for found in observations]
    return tuple(period for period in periods if not any(start <= period.end <= end for start, end in spans))


def stale_after(data_on: date, frequency: Frequency, grace_days: int) -> date:
    """The last date on which a value is not yet stale: its data date, two reporting intervals and the grace.

    Source: progress.md 3 and 4, stale.
    """
    return later(add_months(data_on, 2 * frequency.months), grace_days)


def _state(
    periods: Sequence[Period], owed: Sequence[Period], ended: Sequence[Observation], grace: int, as_of: date
) -> ReportingState:
    if owed:
        return ReportingState.OVERDUE if as_of > due_on(owed[0], grace) else ReportingState.DUE
    if not periods:
        return ReportingState.NOT_YET
    latest = [
        found for found in ended if found.period_start <= periods[-1].end and found.period_end >= periods[-1].start
    ]
    nothing = all(found.nothing_to_report for found in latest)
    return ReportingState.NOTHING_TO_REPORT if nothing else ReportingState.REPORTED


def _summed_up(first_due: date | None, organisations: Sequence[OrganisationReporting], *, prefixed: bool) -> Reporting:
    states = {found.state for found in organisations}
    return Reporting(
        first_due=first_due,
        due_on=min((found.due_on for found in organisations if found.due_on is not None), default=None),
        state=next((state for state in _WORST_FIRST if state in states), ReportingState.NOT_YET),
        owed=tuple(
            f"{found.country} {found.organisation} {period.label}"
            if prefixed
            else f"{found.organisation} {period.label}"
            for found in organisations
            for period in found.owed
        ),
        organisations=tuple(organisations),
    )
