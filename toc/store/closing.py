"""Queries and changes of closed periods and of the exceptions that organisations ask for.

The caller holds the transaction. Rows stay: what is opened again, or decided, keeps who did what and why.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from toc.errors import NotFound
from toc.model.closing import ClosedPeriod, ClosingException
from toc.model.framework import Framework, Organisation
from toc.model.person import Account
from toc.model.terms import ExceptionState

_LARGEST_KEY = 2**31 - 1
"""Of a whole number in the database; a caller may name any."""


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """A period that was closed.

    Attributes:
        closed_by: name of the person; empty for the command line.
        opened_at: opened again then, UTC; None while it is closed.
        opened_by: name of the person; empty for the command line, and while it is closed.
    """

    id: int
    framework: str
    period_start: date
    period_end: date
    closed_at: datetime
    closed_by: str
    reason: str
    opened_at: datetime | None
    opened_by: str
    opening_reason: str


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """A request to report for a closed period all the same.

    Attributes:
        organisation: short name of whose request it is.
        asked_by: name of the person; empty for the command line.
        decided_by: name of the person; empty for the command line, and before the decision.
        until: last day on which the organisation may report; None unless granted.
    """

    id: int
    closed_period_id: int
    framework: str
    period_start: date
    period_end: date
    organisation: str
    state: ExceptionState
    asked_at: datetime
    asked_by: str
    reason: str
    decided_at: datetime | None
    decided_by: str
    comment: str
    until: date | None


_CLOSER: Any = aliased(Account)
_OPENER: Any = aliased(Account)
_ASKER: Any = aliased(Account)
_DECIDER: Any = aliased(Account)


def list_closed(session: Session, framework: str, *, opened: bool = False) -> list[ClosedRow]:
    """Closed periods of a framework in order of their end.

    Args:
        session: of the caller.
        framework: its code.
        opened: also those that were opened again.
    """
    where = [col(Framework.code) == framework]
    where += [] if opened else [col(ClosedPeriod.opened_at).is_(None)]
    return _closed(session, where)


def get_closed(session: Session, closed_period_id: int) -> ClosedRow:
    """A period that was closed, opened again or not.

    Raises:
        NotFound: there is none.
    """
    found = _closed(session, [col(ClosedPeriod.id) == min(closed_period_id, _LARGEST_KEY)])
    if not found:
        raise NotFound("There is no closed period {id}.", details={"id": closed_period_id})
    return found[0]


def add_closed(
    session: Session,
    framework: str,
    *,
    period_start: date,
    period_end: date,
    moment: datetime,
    account_id: int | None,
    reason: str,
) -> int:
    """Add a closed period and return its key."""
    query = sa.select(col(Framework.id)).where(col(Framework.code) == framework)
    values = {
        "framework_id": session.connection().execute(query).scalar_one(),
        "period_start": period_start,
        "period_end": period_end,
        "closed_at": moment,
        "closed_by": account_id,
        "reason": reason,
    }
    return _insert(session, ClosedPeriod, values)


def open_again(
    session: Session, closed_period_id: int, *, moment: datetime, account_id: int | None, reason: str
) -> None:
    """Open a closed period again."""
    values = {"opened_at": moment, "opened_by": account_id, "opening_reason": reason}
    _update(session, ClosedPeriod, closed_period_id, values)


def list_exceptions(session: Session, framework: str, *, organisation: str | None = None) -> list[ExceptionRow]:
    """Exceptions that were asked for, the newest first.

    Args:
        session: of the caller.
        framework: its code.
        organisation: only what this organisation asked for.
    """
    where = [col(Framework.code) == framework]
    where += [] if organisation is None else [col(Organisation.short_name) == organisation]
    return _exceptions(session, where)


def get_exception(session: Session, exception_id: int) -> ExceptionRow:
    """An exception that was asked for.

    Raises:
        NotFound: there is none.
    """
    found = _exceptions(session, [col(ClosingException.id) == min(exception_id, _LARGEST_KEY)])
    if not found:
        raise NotFound("There is no request {id}.", details={"id": exception_id})
    return found[0]


def add_exception(
    session: Session,
    closed_period_id: int,
    *,
    organisation: str,
    moment: datetime,
    account_id: int | None,
    reason: str,
) -> int:
    """Add a request of an organisation and return its key.

    Raises:
        NotFound: there is no such organisation.
    """
    query = sa.select(col(Organisation.id)).where(col(Organisation.short_name) == organisation)
    organisation_id = session.connection().execute(query).scalar_one_or_none()
    if organisation_id is None:
        raise NotFound("There is no organisation {name}.", field="organisation", details={"name": organisation})
    values = {
        "closed_period_id": closed_period_id,
        "organisation_id": organisation_id,
        "state": ExceptionState.ASKED,
        "asked_at": moment,
        "asked_by": account_id,
        "reason": reason,
        "comment": "",
    }
    return _insert(session, ClosingException, values)


def settle_exception(
    session: Session,
    exception_id: int,
    state: ExceptionState,
    *,
    moment: datetime,
    account_id: int | None,
    comment: str,
    until: date | None,
) -> None:
    """Write what became of a request."""
    values = {"state": state, "decided_at": moment, "decided_by": account_id, "comment": comment, "until": until}
    _update(session, ClosingException, exception_id, values)


def _closed(session: Session, where: Iterable[sa.ColumnElement[bool]]) -> list[ClosedRow]:
    query: Any = (
        sa.select(
            col(ClosedPeriod.id),
            col(Framework.code),
            col(ClosedPeriod.period_start),
            col(ClosedPeriod.period_end),
            col(ClosedPeriod.closed_at),
            sa.func.coalesce(_CLOSER.name, ""),
            col(ClosedPeriod.reason),
            col(ClosedPeriod.opened_at),
            sa.func.coalesce(_OPENER.name, ""),
            col(ClosedPeriod.opening_reason),
        )
        .select_from(ClosedPeriod)
        .join(Framework, col(Framework.id) == col(ClosedPeriod.framework_id))
        .outerjoin(_CLOSER, _CLOSER.id == col(ClosedPeriod.closed_by))
        .outerjoin(_OPENER, _OPENER.id == col(ClosedPeriod.opened_by))
        .where(*where)
        .order_by(col(ClosedPeriod.period_end), col(ClosedPeriod.id))
    )
    return [ClosedRow(*row) for row in session.connection().execute(query)]


def _exceptions(session: Session, where: Iterable[sa.ColumnElement[bool]]) -> list[ExceptionRow]:
    query: Any = (
        sa.select(
            col(ClosingException.id),
            col(ClosingException.closed_period_id),
            col(Framework.code),
            col(ClosedPeriod.period_start),
            col(ClosedPeriod.period_end),
            col(Organisation.short_name),
            col(ClosingException.state),
            col(ClosingException.asked_at),
            sa.func.coalesce(_ASKER.name, ""),
            col(ClosingException.reason),
            col(ClosingException.decided_at),
            sa.func.coalesce(_DECIDER.name, ""),
            col(ClosingException.comment),
            col(ClosingException.until),
        )
        .select_from(ClosingException)
        .join(ClosedPeriod, col(ClosedPeriod.id) == col(ClosingException.closed_period_id))
        .join(Framework, col(Framework.id) == col(ClosedPeriod.framework_id))
        .join(Organisation, col(Organisation.id) == col(ClosingException.organisation_id))
        .outerjoin(_ASKER, _ASKER.id == col(ClosingException.asked_by))
        .outerjoin(_DECIDER, _DECIDER.id == col(ClosingException.decided_by))
        .where(*where)
        .order_by(col(ClosingException.id).desc())
    )
    return [ExceptionRow(*row) for row in session.connection().execute(query)]


def _insert(session: Session, model: Any, values: dict[str, Any]) -> int:
    table: sa.Table = model.__table__
    key: int = session.connection().execute(sa.insert(table).returning(table.c.id), values).scalar_one()
    return key


def _update(session: Session, model: Any, key: int, values: dict[str, Any]) -> None:
    table: sa.Table = model.__table__
    session.connection().execute(sa.update(table).where(table.c.id == key).values(values))
