"""The calendar: which reports are due, overdue or in, by whom, how complete and timely; reminders about them.

Source: progress.md 1 (lateness); product.md (Calendar).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from toc.errors import Invalid, NotFound, TocError
from toc.exchange import mail
from toc.figures.timeliness import ExpectedReport, Punctuality, punctuality, punctuality_by, punctuality_over_time
from toc.model.document import FrameworkDocument, IndicatorDef
from toc.model.query import ALL, Actor, Clock, Query
from toc.model.terms import Permission, ReportState
from toc.services.permissions import allowed, require, require_visible
from toc.services.steps.audit import audit
from toc.services.steps.expecting import load_reports
from toc.services.steps.mailing import MailSettings, mail_server
from toc.services.steps.reminder_text import place_name, reminder_text
from toc.store import frameworks, people
from toc.store.database import Store

_ORDER = tuple(ReportState)


@dataclass(frozen=True)
class CalendarRow:
    """A report in the calendar with its names.

    Attributes:
        place: name of the country, or that it is all of them together.
        own: it is the own organisation's.
        may_log: the person may log it now.
    """

    report: ExpectedReport
    indicator: IndicatorDef
    place: str
    own: bool
    may_log: bool


@dataclass(frozen=True)
class GroupRow:
    """One organisation, or one country, with how complete and how timely its reports are.

    Attributes:
        code: short name of the organisation, code of the country (or ALL); empty for everything together.
        name: for people.
        due: reports that are owed and can still come in on time.
    """

    code: str
    name: str
    due: int
    figures: Punctuality


@dataclass(frozen=True)
class CalendarPage:
    """What the calendar shows.

    Attributes:
        today: in the framework's time zone.
        rows: the reports that were asked for: owed ones first, by due date; then upcoming ones, then those that are in,
            the newest first; own ones before others of their kind.
        owed: what the own organisation owes now, whatever was asked for, by due date.
        organisations: how complete and timely, for every organisation that may be seen, whatever was asked for.
        countries: the same for every country.
        together: the same for everything.
    """

    document: FrameworkDocument
    today: date
    rows: tuple[CalendarRow, ...]
    owed: tuple[CalendarRow, ...]
    organisations: tuple[GroupRow, ...]
    countries: tuple[GroupRow, ...]
    together: GroupRow

    @property
    def late(self) -> tuple[CalendarRow, ...]:
        """What the own organisation owes after the due date."""
        return tuple(row for row in self.owed if row.report.late(self.today))

    @property
    def next_due(self) -> date | None:
        """The next due date that the own organisation can still keep; None where there is none."""
        return next((row.report.due_on for row in self.owed if not row.report.late(self.today)), None)


@dataclass(frozen=True)
class ReportGroups:
    """How complete and how timely reports came in, as of a date.

    Attributes:
        organisations: the one with the most overdue reports first.
        countries: in the framework's order, what is reported for all of them last.
        periods: half-years in which reports were due, in order.
        together: of everything.
    """

    organisations: tuple[GroupRow, ...]
    countries: tuple[GroupRow, ...]
    periods: tuple[GroupRow, ...]
    together: GroupRow


@dataclass(frozen=True)
class Reminder:
    """What an organisation is reminded of.

    Attributes:
        owed: how many reports it owes.
        late: how many of them are overdue.
        people: how many accounts in use would be mailed.
    """

    organisation: str
    owed: int
    late: int
    people: int
    text: str


def calendar(
    store: Store,
    actor: Actor,
    query: Query,
    clock: Clock,
    *,
    organisation: str | None = None,
    state: ReportState | None = None,
    own_only: bool = False,
) -> CalendarPage:
    """Every report that is expected until a year from now, with its due date and where it stands.

    Args:
        store: where the framework is.
        actor: who asks; sees less of what other organisations have not got approved.
        query: its framework; its country, or ALL for every country. Its dates do not matter: a calendar is of today.
        clock: says what today is.
        organisation: only this one's reports; None is every organisation.
        state: only reports in this state; None is every state.
        own_only: only the own organisation's reports.

    Raises:
        NotAllowed: the actor may not see figures.
        NotFound: there is no such framework, or no such country in it.

    Source: progress.md 1 (due date, first period expected, lateness).
    """
    require(actor, Permission.VIEW)
    with store.reading() as session:
        document = frameworks.current_document(session, query.framework)
        _require_country(document, query.country)
        today = clock.today(document.timezone)
        reports = load_reports(session, actor, document, today)
    rows = _rows(reports, actor, document)
    return CalendarPage(
        document=document,
        today=today,
        rows=tuple(
            row
            for row in sorted(rows, key=_order)
            if query.country in (ALL, row.report.country)
            and organisation in (None, row.report.organisation)
            and state in (None, row.report.state)
            and (row.own or not own_only)
        ),
        owed=tuple(row for row in sorted(rows, key=_by_due_date) if row.own and row.report.owed),
        organisations=_organisations(reports, today),
        countries=_countries(reports, document, today),
        together=GroupRow("", "All together", _due(reports, today), punctuality(reports, today)),
    )


def report_groups(store: Store, actor: Actor, query: Query) -> ReportGroups:
    """How complete and timely the reports of a query's country (of every one for ALL) are, by whom, where and when.

    Args:
        store: where the framework is.
        actor: who asks; countries that may not be seen are left out.
        query: framework, country, moment, and the date that is taken for today: reports whose period ended later are
            left out. What came in after that date and is known at the moment counts as in.

    Raises:
        NotAllowed: the actor may not see figures, or not those of the country.
        NotFound: there is no such framework, or no such country in it.

    Source: progress.md 1 (due date, first period expected, lateness).
    """
    require(actor, Permission.VIEW)
    with store.reading() as session:
        now = frameworks.current_document(session, query.framework)
        if query.country != ALL:
            _require_country(now, query.country)
            require_visible(actor, now, query.country)
        known_at = query.known_at
        document = now if known_at is None else frameworks.document_at(session, query.framework, known_at)
        found = load_reports(session, actor, now, query.as_of, known_at=known_at)
    reports = tuple(one for one in found if query.country in (ALL, one.country))
    periods = punctuality_over_time(reports, query.as_of)
    return ReportGroups(
        organisations=_organisations(reports, query.as_of),
        countries=_countries(reports, document, query.as_of),
        periods=tuple(GroupRow(name, name, 0, figures) for name, figures in periods.items()),
        together=GroupRow("", "All together", _due(reports, query.as_of), punctuality(reports, query.as_of)),
    )


def _require_country(document: FrameworkDocument, country: str) -> None:
    if country != ALL and country not in document.country_by_code:
        raise NotFound("The country {country} does not report.", field="country", details={"country": country})


def reminders(
    store: Store, actor: Actor, query: Query, *, settings: MailSettings, clock: Clock
) -> tuple[Reminder, ...]:
    """A reminder for every organisation that owes reports, the one with the most overdue ones first.

    Raises:
        NotAllowed: reminding is for those who approve.
        NotFound: there is no such framework.
    """
    require(actor, Permission.APPROVE)
    with store.reading() as session:
        document = frameworks.current_document(session, query.framework)
        today = clock.today(document.timezone)
        owed: dict[str, list[ExpectedReport]] = {}
        for report in load_reports(session, actor, document, today):
            if report.owed:
                owed.setdefault(report.organisation, []).append(report)
        found = [
            Reminder(
                organisation=name,
                owed=len(some),
                late=sum(report.late(today) for report in some),
                people=len(people.list_partner_addresses(session, name)),
                text=reminder_text(name, document, some, settings.own_url),
            )
            for name, some in owed.items()
        ]
    return tuple(sorted(found, key=lambda one: (-one.late, -one.owed, one.organisation)))


def send_reminder(
    store: Store, actor: Actor, query: Query, organisation: str, *, settings: MailSettings, clock: Clock
) -> int:
    """Mail an organisation's partners what they owe, one mail for each person.

    Returns:
        How many people were mailed.

    Raises:
        NotAllowed: reminding is for those who approve.
        NotFound: the organisation owes nothing.
        Invalid: no mail server is set, nobody of the organisation has an account in use, or a mail was refused;
            those before it were sent.
    """
    listed = reminders(store, actor, query, settings=settings, clock=clock)
    found = next((one for one in listed if one.organisation == organisation), None)
    if found is None:
        raise NotFound("{name} owes no reports now.", details={"name": organisation})
    server = mail_server(settings)
    if server is None:
        raise Invalid("No mail server is set.", remedy="Copy the text of the reminder and send it yourself.")
    with store.reading() as session:
        addresses = people.list_partner_addresses(session, organisation)
    if not addresses:
        raise Invalid(
            "Nobody at {name} has an account in use.",
            remedy="Copy the text of the reminder and send it yourself.",
            details={"name": organisation},
        )
    sent, refused = 0, None
    for address in addresses:
        try:
            mail.send(server, to=address, subject="Impact monitoring: reports to hand in", text=found.text)
            sent += 1
        except TocError as error:
            refused = error
    with store.writing() as session:
        audit(session, actor, "send reminder", organisation, after={"owed": found.owed, "people": sent})
    if refused is not None:
        raise refused
    return sent


def _rows(reports: Iterable[ExpectedReport], actor: Actor, document: FrameworkDocument) -> list[CalendarRow]:
    return [
        CalendarRow(
            report=report,
            indicator=document.indicator_by_code[report.indicator],
            place=place_name(document, report.country),
            own=report.organisation == actor.organisation,
            may_log=allowed(
                actor,
                Permission.RECORD,
                organisation=report.organisation,
                country=None if report.country == ALL else report.country,
            ),
        )
        for report in reports
    ]


def _order(row: CalendarRow) -> tuple[object, ...]:
    report = row.report
    kind = 0 if report.owed else 1 if report.state is ReportState.UPCOMING else 2
    days = report.due_on.toordinal()
    return kind, not row.own, -days if kind == 2 else days, _ORDER.index(report.state), row.place, report.indicator


def _by_due_date(row: CalendarRow) -> tuple[object, ...]:
    return row.report.due_on, row.place, row.report.indicator


def _due(reports: Iterable[ExpectedReport], today: date) -> int:
    return sum(report.owed and not report.late(today) for report in reports)


def _organisations(reports: tuple[ExpectedReport, ...], today: date) -> tuple[GroupRow, ...]:
    found = punctuality_by(reports, lambda report: report.organisation, today)
    rows = [
        GroupRow(name, name, _due((one for one in reports if one.organisation == name), today), figures)
        for name, figures in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.figures.overdue, -row.due, row.name)))


def _countries(reports: tuple[ExpectedReport, ...], document: FrameworkDocument, today: date) -> tuple[GroupRow, ...]:
    found = punctuality_by(reports, lambda report: report.country, today)
    return tuple(
        GroupRow(
            code, place_name(document, code), _due((one for one in reports if one.country == code), today), found[code]
        )
        for code in (*document.country_by_code, ALL)
        if code in found
    )
