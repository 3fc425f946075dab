"""The reports that somebody may see in the calendar, from what the store holds."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from toc.figures.periods import add_months
from toc.figures.timeliness import ExpectedReport, HandedIn, Key, expected_reports
from toc.model.document import FrameworkDocument
from toc.model.query import ALL, Actor
from toc.model.terms import Permission, ReportState
from toc.services.permissions import allowed, visible_countries
from toc.store import frameworks, reminders
from toc.store.database import Session

LOOK_AHEAD_MONTHS = 12


def load_reports(
    session: Session, actor: Actor, document: FrameworkDocument, today: date, *, known_at: datetime | None = None
) -> tuple[ExpectedReport, ...]:
    """Every report that is expected until a year from now, as somebody may see it.

    Who may neither approve nor see what waits learns that a report came in and when, and no more: not whether a draft
    was begun or sent back, not who handed it in, and of what waits not whether there was nothing to report. In a
    framework that is not open to partners, a partner's own countries alone.

    Args:
        session: one snapshot.
        actor: who looks.
        document: the framework in force now, which says what may be seen.
        today: the date that states are judged at.
        known_at: as the framework and its measurements were known at this moment in UTC; None is now.
    """
    then = document if known_at is None else frameworks.document_at(session, document.code, known_at)
    zone = ZoneInfo(document.timezone)
    made: dict[Key, list[HandedIn]] = {}
    for found in reminders.list_submissions(session, document.code, known_at=known_at):
        made.setdefault((found.indicator, found.country, found.organisation), []).append(
            HandedIn(
                found.period_start,
                found.period_end,
                found.state,
                None if found.first_at is None else found.first_at.astimezone(zone).date(),
                found.by,
                found.nothing_to_report,
            )
        )
    until = add_months(today, LOOK_AHEAD_MONTHS)
    reports = expected_reports(then, made, today=today, until=until)
    return tuple(_seen(reports, actor, document, today))


def _seen(
    reports: Iterable[ExpectedReport], actor: Actor, document: FrameworkDocument, today: date
) -> Iterable[ExpectedReport]:
    places = visible_countries(actor, document)
    for report in reports:
        own = report.organisation == actor.organisation
        if places is not None and report.country not in places and not (own and report.country == ALL):
            continue
        if own or allowed(actor, Permission.APPROVE):
            yield report
        elif allowed(actor, Permission.VIEW_UNAPPROVED, country=report.country):
            yield replace(report, draft=False)
        else:
            yield _from_outside(report, today)


def _from_outside(report: ExpectedReport, today: date) -> ExpectedReport:
    state = report.state
    if state is ReportState.RETURNED:
        state = ReportState.OVERDUE if report.late(today) else ReportState.DUE
    elif state is ReportState.NOTHING_TO_REPORT and report.waits:
        state = ReportState.REPORTED
    return replace(report, state=state, by="", draft=False, waits=False)
