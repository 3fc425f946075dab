"""How series are measured, in words: rows are added and never changed, the latest one is in force.

The caller holds the transaction; who may see what is asked by the services. Source: progress.md 10.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from toc.model.framework import Framework, Indicator, Organisation
from toc.model.measurement import Series, SeriesMethod
from toc.model.person import Account


@dataclass(frozen=True, slots=True)
class MethodRow:
    """What was said once about how a series is measured.

    Attributes:
        method_id: its key; later ones are higher.
        country: a country code, or ALL for a consortium indicator.
        method: in words; empty takes what was said before back.
        at: moment in UTC.
        by: name of the person; empty for the command line.
    """

    method_id: int
    indicator: str
    country: str
    organisation: str
    method: str
    at: datetime
    by: str


def add_method(session: Session, series_id: int, method: str, *, at: datetime, account_id: int | None) -> int:
    """Say how a series is measured from now on, and return the row's key."""
    made = SeriesMethod(series_id=series_id, method=method, at=at, account_id=account_id)
    session.add(made)
    session.flush()
    return made.id


def list_methods(
    session: Session, framework_code: str, indicator: str, *, known_at: datetime | None = None
) -> list[MethodRow]:
    """What was said about the series of an indicator, the oldest first, those taken back among them.

    Args:
        session: of the transaction.
        framework_code: of the framework.
        indicator: code.
        known_at: what was said up to this moment, inclusive; None for all of it.
    """
    query = (
        sa.select(
            col(SeriesMethod.id),
            col(Indicator.code),
            col(Series.country),
            col(Organisation.short_name),
            col(SeriesMethod.method),
            col(SeriesMethod.at),
            sa.func.coalesce(col(Account.name), ""),
        )
        .select_from(SeriesMethod)
        .join(Series, col(Series.id) == col(SeriesMethod.series_id))
        .join(Indicator, col(Indicator.id) == col(Series.indicator_id))
        .join(Framework, col(Framework.id) == col(Indicator.framework_id))
        .join(Organisation, col(Organisation.id) == col(Series.organisation_id))
        .outerjoin(Account, col(Account.id) == col(SeriesMethod.account_id))
        .where(col(Framework.code) == framework_code, col(Indicator.code) == indicator)
        .order_by(col(SeriesMethod.id))
    )
    if known_at is not None:
        query = query.where(col(SeriesMethod.at) <= known_at)
    rows: Iterable[Any] = session.connection().execute(query)
    return [MethodRow(*row) for row in rows]


def methods_in_force(session: Session, framework_code: str, *, known_at: datetime | None = None) -> dict[int, str]:
    """How the series of a framework are measured, by the key of the series; where nothing was said, it is left out.

    Args:
        session: one snapshot.
        framework_code: of the framework.
        known_at: as it stood at this moment in UTC, inclusive; None is now.
    """
    query = (
        sa.select(col(SeriesMethod.series_id), col(SeriesMethod.method))
        .join(Series, col(Series.id) == col(SeriesMethod.series_id))
        .join(Indicator, col(Indicator.id) == col(Series.indicator_id))
        .join(Framework, col(Framework.id) == col(Indicator.framework_id))
        .where(col(Framework.code) == framework_code)
        .order_by(col(SeriesMethod.id))
    )
    if known_at is not None:
        query = query.where(col(SeriesMethod.at) <= known_at)
    last = {row[0]: row[1] for row in session.connection().execute(query)}
    return {series_id: method for series_id, method in last.items() if method}
