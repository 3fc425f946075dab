"""Queries on the audit log: entries by filters, newest first, a page at a time; the caller holds the transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from toc.model.keeping import AuditEntry
from toc.model.person import Account

COMMAND_LINE = "command-line"
"""Stands for who acted without an account, where others are named by their e-mail address."""

_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class AuditFilters:
    """Which entries of the audit log are wanted; what is None or empty leaves nothing out.

    Attributes:
        person: e-mail address of who acted, or `command-line`.
        action: what was done, in the log's own words.
        subject: a text that occurs in what it was done to, in any spelling of small and capital letters.
        first: the first day, in UTC.
        last: the last day, in UTC, inclusive.
    """

    person: str | None = None
    action: str | None = None
    subject: str = ""
    first: date | None = None
    last: date | None = None


def count_entries(session: Session, filters: AuditFilters) -> int:
    """How many entries there are for some filters."""
    return session.exec(select(sa.func.count()).select_from(AuditEntry).where(*_conditions(filters))).one()


def list_entries(session: Session, filters: AuditFilters, *, skip: int, most: int) -> list[AuditEntry]:
    """Entries, the newest first.

    Args:
        session: of the transaction.
        filters: which ones.
        skip: so many of the newest are left out.
        most: so many are given.
    """
    wanted = select(AuditEntry).where(*_conditions(filters)).order_by(col(AuditEntry.n).desc())
    return list(session.exec(wanted.offset(skip).limit(most)))


def iterate_entries(session: Session, filters: AuditFilters) -> Iterator[AuditEntry]:
    """All entries for some filters, the newest first, read as they are asked for."""
    wanted = select(AuditEntry).where(*_conditions(filters)).order_by(col(AuditEntry.n).desc())
    yield from session.exec(wanted.execution_options(yield_per=_AT_A_TIME))


def list_people(session: Session) -> list[tuple[str, str]]:
    """E-mail address and name of everybody with an entry, by name; the command line, where it has one, last."""
    acted = select(AuditEntry.account_id).distinct()
    found = session.exec(
        select(Account.email, Account.name).where(col(Account.id).in_(acted)).order_by(Account.name, Account.email)
    )
    people = [(email, name) for email, name in found]
    alone = session.exec(select(AuditEntry.n).where(col(AuditEntry.account_id).is_(None)).limit(1)).first()
    return people if alone is None else [*people, (COMMAND_LINE, "Command line")]


def list_actions(session: Session) -> list[str]:
    """Every kind of action that was entered, by its name."""
    return list(session.exec(select(AuditEntry.action).distinct().order_by(AuditEntry.action)))


def _conditions(filters: AuditFilters) -> list[Any]:
    wanted: list[Any] = []
    if filters.person == COMMAND_LINE:
        wanted.append(col(AuditEntry.account_id).is_(None))
    elif filters.person:
        whose = select(Account.id).where(Account.email == filters.person)
        wanted.append(col(AuditEntry.account_id).in_(whose))
    if filters.action:
        wanted.append(col(AuditEntry.action) == filters.action)
    if filters.subject:
        wanted.append(sa.func.lower(col(AuditEntry.subject)).contains(filters.subject.lower(), autoescape=True))
    if filters.first:
        wanted.append(col(AuditEntry.at) >= _midnight(filters.first))
    if filters.last:
        wanted.append(col(AuditEntry.at) < _midnight(filters.last) + timedelta(days=1))
    return wanted


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
