"""Read-only links: whoever has the address sees one framework's approved figures until it ends, without an account.

Source: product.md People (viewer).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from toc.errors import Conflict, Fault, Invalid, NotFound
from toc.model.document import FrameworkDocument
from toc.model.query import ALL, Actor, Clock
from toc.model.terms import Permission, Role
from toc.services.permissions import require
from toc.services.steps import passwords
from toc.services.steps.audit import audit
from toc.services.steps.stored import COMMAND_LINE
from toc.store import frameworks, head, share_links
from toc.store.database import Session, Store
from toc.store.share_links import LinkRow

PREFIX = "share."
"""Begins what a guest's cookie holds, so that it is never taken for the token of somebody's session."""

LONGEST_NAME = 120
PROPOSED_DAYS = 90
LONGEST_DAYS = 366
USED_EVERY_SECONDS = 3600


@dataclass(frozen=True)
class SharedView:
    """A read-only link, for those who look after it.

    Attributes:
        link_id: its key.
        name: for whom it was made.
        country: code, or ALL for every country.
        expires_on: last day on which it works.
        created_at: UTC.
        created_by: name of who made it.
        works: it has neither expired nor been ended.
        revoked_at: when it was ended before its time, UTC; None where it was not.
        last_used_at: when somebody last followed it, UTC, to the hour; None for never.
    """

    link_id: int
    name: str
    country: str
    expires_on: date
    created_at: datetime
    created_by: str
    works: bool
    revoked_at: datetime | None
    last_used_at: datetime | None


def last_days(today: date) -> tuple[date, date]:
    """The last day that is proposed for a new link, and the latest that it may have."""
    return today + timedelta(days=PROPOSED_DAYS), today + timedelta(days=LONGEST_DAYS)


def make_link(
    store: Store, actor: Actor, framework: str, *, name: str, country: str, expires_on: date, clock: Clock
) -> str:
    """Make an address that shows a framework's approved figures to whoever has it.

    Args:
        store: where the framework is.
        actor: a coordinator or an administrator.
        framework: code.
        name: for whom it is, so that it is known later which one to end.
        country: the one country that it shows, or ALL for every one.
        expires_on: last day on which it works, at most a year ahead.
        clock: gives today.

    Returns:
        The address's path; its token is kept as a hash only and cannot be shown again.

    Raises:
        NotAllowed: the role may not share.
        NotFound: no such framework.
        Invalid: no name, an unknown country, or a last day that has passed or lies too far ahead; all at once.
    """
    require(actor, Permission.SHARE)
    called, token = name.strip(), passwords.new_token()
    with store.writing() as session:
        document = frameworks.current_document(session, framework)
        _require_fitting(document, called, country, expires_on, clock.today(document.timezone))
        share_links.add_link(
            session,
            framework,
            name=called,
            token_sha256=passwords.token_hash(token),
            country=country,
            expires_on=expires_on,
            moment=head.moment(session),
            account_id=actor.account_id,
        )
        after = {"country": country, "expires_on": expires_on}
        audit(session, actor, "make read-only link", f"{framework} {called}", after=after)
    return f"/share/{token}"


def list_links(store: Store, actor: Actor, framework: str, *, clock: Clock) -> tuple[SharedView, ...]:
    """Read-only links of a framework, the newest first, those that have ended among them.

    Raises:
        NotAllowed: the role may not share.
        NotFound: no such framework.
    """
    require(actor, Permission.SHARE)
    with store.reading() as session:
        today = clock.today(frameworks.current_document(session, framework).timezone)
        found = share_links.list_links(session, framework)
    return tuple(
        SharedView(
            row.link_id,
            row.name,
            row.country,
            row.expires_on,
            row.created_at,
            row.created_by or COMMAND_LINE,
            _works(row, today),
            row.revoked_at,
            row.last_used_at,
        )
        for row in found
    )


def revoke_link(store: Store, actor: Actor, link_id: int) -> None:
    """End a read-only link at once, in every browser that follows it.

    Raises:
        NotAllowed: the role may not share.
        NotFound: there is no such link.
        Conflict: it was ended already.
    """
    require(actor, Permission.SHARE)
    with store.writing() as session:
        row = share_links.find_link_by_id(session, link_id)
        if row is None:
            raise NotFound("There is no such read-only link.", remedy="Load the page again.")
        if row.revoked_at is not None:
            raise Conflict("This read-only link was ended already.", remedy="Load the page again.")
        share_links.revoke(session, link_id, moment=head.moment(session), account_id=actor.account_id)
        audit(session, actor, "end read-only link", f"{row.framework} {row.name}")


def open_link(store: Store, token: str, *, clock: Clock) -> Actor:
    """The guest who follows a read-only link; that it was used is noted.

    Raises:
        NotFound: there is no such link, or it has ended.
    """
    with store.writing() as session:
        found = _working(session, token, clock)
        if found is None:
            raise NotFound(
                "This link does not lead anywhere: it has ended, or it was copied with a part missing.",
                remedy="Ask whoever sent it for a new one.",
            )
        now = clock.now()
        used = found.last_used_at
        if used is None or (now - used).total_seconds() >= USED_EVERY_SECONDS:
            share_links.mark_used(session, found.link_id, now)
    return _guest(found)


def find_guest(store: Store, token: str, *, clock: Clock) -> Actor | None:
    """The guest of a read-only link that works today; looked up anew each time, so that ending it works at once.

    Args:
        store: where links are kept.
        token: the secret part of the address.
        clock: gives today.
    """
    with store.reading() as session:
        found = _working(session, token, clock)
    return None if found is None else _guest(found)


def _working(session: Session, token: str, clock: Clock) -> LinkRow | None:
    found = share_links.find_link(session, passwords.token_hash(token))
    if found is None:
        return None
    today = clock.today(frameworks.current_document(session, found.framework).timezone)
    return found if _works(found, today) else None


def _works(row: LinkRow, today: date) -> bool:
    return row.revoked_at is None and today <= row.expires_on


def _guest(row: LinkRow) -> Actor:
    return Actor(
        account_id=None,
        name=row.name,
        email="",
        role=Role.VIEWER,
        countries=frozenset() if row.country == ALL else frozenset({row.country}),
        guest_of=row.framework,
        guest_until=row.expires_on,
    )


def _require_fitting(document: FrameworkDocument, name: str, country: str, expires_on: date, today: date) -> None:
    faults = []
    if not name or len(name) > LONGEST_NAME:
        text = "Say for whom the link is, in at most {most} characters."
        faults.append(Fault("name", text, {"most": LONGEST_NAME}, "It tells later which link to end."))
    if country != ALL and country not in document.country_by_code:
        text = "{country} is not a reporting country of {framework}."
        fields = {"country": country, "framework": document.name}
        faults.append(Fault("country", text, fields, "Choose another country."))
    _, latest = last_days(today)
    if not today <= expires_on <= latest:
        text = "The last day has to lie between {first} and {last}."
        faults.append(Fault("expires_on", text, {"first": today, "last": latest}, "Choose a day in between."))
    if faults:
        raise Invalid(faults=faults)
