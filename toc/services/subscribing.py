"""Due dates as a calendar file: downloaded by a person, or fetched by a calendar program from a secret address."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from toc.errors import NotFound
from toc.exchange.calendar_file import AllDay, write_calendar
from toc.figures.timeliness import ExpectedReport
from toc.model.document import FrameworkDocument
from toc.model.query import Actor, Clock
from toc.model.terms import Permission, Role
from toc.services.permissions import require
from toc.services.reminding import own_account
from toc.services.steps import passwords
from toc.services.steps.audit import audit
from toc.services.steps.expecting import load_reports
from toc.services.steps.reminder_text import calendar_address, place_name
from toc.store import frameworks, people, reminders
from toc.store.database import Session, Store

NAME = "Reports due"


def make_feed(store: Store, actor: Actor, clock: Clock) -> str:
    """Give oneself a secret address for calendar programs; the older one ends.

    Returns:
        The address's path; its token is kept as a hash only and cannot be shown again.

    Raises:
        NotAllowed: the role sees no figures, or the command line, which has no account.
    """
    require(actor, Permission.VIEW)
    account_id, token, now = own_account(actor), passwords.new_token(), clock.now()
    with store.writing() as session:
        reminders.end_feeds(session, account_id, now)
        reminders.add_feed(session, account_id, passwords.token_hash(token), now)
        audit(session, actor, "make calendar address", actor.email)
    return f"/calendar/{token}.ics"


def end_feed(store: Store, actor: Actor, clock: Clock) -> None:
    """Let the own calendar address answer no more.

    Raises:
        NotAllowed: the command line has no account.
        NotFound: there is none.
    """
    account_id = own_account(actor)
    with store.writing() as session:
        if not reminders.end_feeds(session, account_id, clock.now()):
            raise NotFound("There is no calendar address to end.")
        audit(session, actor, "end calendar address", actor.email)


def feed_since(store: Store, actor: Actor) -> datetime | None:
    """Since when the own calendar address answers, UTC; None where there is none."""
    if actor.account_id is None:
        return None
    with store.reading() as session:
        return reminders.find_feed_start(session, actor.account_id)


def read_feed(store: Store, token: str, *, own_url: str, clock: Clock) -> bytes:
    """The calendar file behind a secret address.

    Raises:
        NotFound: there is no such address, it has ended, or its owner's account is no longer in use.
    """
    with store.reading() as session:
        owner = reminders.find_feed_owner(session, passwords.token_hash(token))
        actor = None if owner is None else people.find_actor(session, owner.email)
        if actor is None:
            raise NotFound("There is no such calendar.", remedy="Take a new address from the page Calendar.")
        return _file(session, actor, own_url, clock)


def calendar_file(store: Store, actor: Actor, *, own_url: str, clock: Clock) -> bytes:
    """The same file for somebody who is signed in: due dates of reports that have not come in, until a year from now.

    A partner's holds the own organisation's reports, everybody else's those of all organisations.

    Raises:
        NotAllowed: the role sees no figures.
    """
    require(actor, Permission.VIEW)
    with store.reading() as session:
        return _file(session, actor, own_url, clock)


def _file(session: Session, actor: Actor, own_url: str, clock: Clock) -> bytes:
    events: list[AllDay] = []
    for code, _ in frameworks.list_frameworks(session):
        document = frameworks.current_document(session, code)
        reports = load_reports(session, actor, document, clock.today(document.timezone))
        events += _events(document, reports, actor, own_url)
    return write_calendar(events, name=NAME, now=clock.now())


def _events(document: FrameworkDocument, reports: Iterable[ExpectedReport], actor: Actor, own_url: str) -> list[AllDay]:
    groups: dict[tuple[str, str, str], list[ExpectedReport]] = {}
    for report in reports:
        own = report.organisation == actor.organisation
        if report.came_in_on is None and not report.came_in and (own or actor.role is not Role.PARTNER):
            key = report.due_on.isoformat(), report.organisation, report.country
            groups.setdefault(key, []).append(report)
    return [_event(document, some, own_url) for _, some in sorted(groups.items())]


def _event(document: FrameworkDocument, reports: Sequence[ExpectedReport], own_url: str) -> AllDay:
    first = reports[0]
    key = "|".join((document.code, first.organisation, first.country, first.due_on.isoformat()))
    count = "1 report" if len(reports) == 1 else f"{len(reports)} reports"
    lines = [
        f"{document.indicator_by_code[one.indicator].name} ({one.indicator}), {one.period.label}" for one in reports
    ]
    address = calendar_address(document.code, first.organisation, own_url)
    return AllDay(
        uid=f"{hashlib.sha256(key.encode()).hexdigest()[:32]}@impact-monitoring",
        on=first.due_on,
        title=f"{count} due: {place_name(document, first.country)}, {first.organisation}",
        text="\n".join((document.name, *lines, address)),
        address=address,
    )
