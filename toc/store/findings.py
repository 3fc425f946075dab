"""Findings that were set aside or brought back: each time is a row of its own, the latest is in force.

The caller holds the transaction; whether a day has passed is asked by the service.
"""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from toc.model.action import FindingAside
from toc.model.framework import Framework
from toc.model.person import Account


@dataclass(frozen=True, slots=True)
class AsideRow:
    """The latest that was said about setting a finding aside.

    Attributes:
        until: last day on which it stays aside; None where it was brought back.
        at: moment in UTC.
        by: name of the person; empty for the command line.
    """

    finding: str
    reason: str
    until: date | None
    at: datetime
    by: str


def add_aside(
    session: Session,
    framework_code: str,
    finding: str,
    *,
    reason: str,
    until: date | None,
    at: datetime,
    account_id: int | None,
) -> None:
    """Set a finding aside until a day, or bring it back."""
    framework = sa.select(col(Framework.id)).where(col(Framework.code) == framework_code)
    session.add(
        FindingAside(
            framework_id=session.connection().execute(framework).scalar_one(),
            finding=finding,
            reason=reason,
            until=until,
            at=at,
            account_id=account_id,
        )
    )
    session.flush()


def load_asides(session: Session, framework_code: str, *, known_at: datetime | None = None) -> dict[str, AsideRow]:
    """The latest row of each finding of a framework, by its key; those brought back are among them.

    Args:
        session: of the transaction.
        framework_code: of the framework.
        known_at: only what was said up to this moment in UTC; None is now.
    """
    query = (
        select(FindingAside, Account.name)
        .join(Framework, col(Framework.id) == col(FindingAside.framework_id))
        .join(Account, col(Account.id) == col(FindingAside.account_id), isouter=True)
        .where(Framework.code == framework_code)
        .order_by(col(FindingAside.id))
    )
    if known_at is not None:
        query = query.where(FindingAside.at <= known_at)
    return {
        row.finding: AsideRow(row.finding, row.reason, row.until, row.at, name or "")
        for row, name in session.exec(query)
    }
