"""Queries of the calendar: what was handed in and when, calendar addresses, digests that were mailed.

The caller holds the transaction; tokens arrive as hashes. Source: progress.md 1 (lateness).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select, update

from toc.model.framework import Framework, Indicator
from toc.model.measurement import Measurement, ReviewEvent, Revision, Series
from toc.model.person import Account, CalendarFeed, DigestSent
from toc.model.terms import ReviewState
from toc.store.series import list_series


@dataclass(frozen=True, slots=True)
class Submission:
    """A measurement without its value: where it stands and when it was first handed in.

    Attributes:
        state: of its newest submitted or approved revision, else of its newest one that is not voided.
        first_at: first submitted, or approved at once, then (UTC); None where it never was.
        by: name of the person who handed it in; empty for the command line.
    """

    indicator: str
    country: str
    organisation: str
    period_start: date
    period_end: date
    state: ReviewState
    first_at: datetime | None
    by: str
    nothing_to_report: bool


_EVENTS_AT_ONCE = 1000
_IN = (ReviewState.SUBMITTED, ReviewState.APPROVED)


def list_submissions(
    session: Session,
    framework_code: str,
    *,
    indicators: Collection[str] | None = None,
    known_at: datetime | None = None,
) -> list[Submission]:
    """Every measurement of a framework that is not voided, in the order of its series.

    Args:
        session: one snapshot.
        framework_code: code of the framework.
        indicators: codes of the indicators to look at; None takes all.
        known_at: as they stood at this moment in UTC; None is now.
    """
    series = {
        row.series_id: row
        for row in list_series(session, framework_code)
        if indicators is None or row.indicator in indicators
    }
    found = []
    # One measurement at a time: the events of all of them together would need much memory.
    events = session.connection().execute(
        _states(framework_code, known_at).execution_options(yield_per=_EVENTS_AT_ONCE)
    )
    for _, steps in groupby(events, itemgetter(0)):
        rows: list[tuple[Any, ...]] = list(steps)
        where = series.get(rows[0][1])
        kept = None if where is None else _submission(rows, where.indicator, where.country, where.organisation)
        if kept is not None:
            found.append(kept)
    return found


def _states(framework_code: str, known_at: datetime | None) -> sa.Executable:
    """Every state that the totals of a framework went through by a moment, one measurement after the other."""
    return (
        sa.select(
            col(Measurement.id),
            col(Measurement.series_id),
            col(Measurement.period_start),
            col(Measurement.period_end),
            col(Revision.id),
            col(Revision.nothing_to_report),
            col(ReviewEvent.state),
            col(ReviewEvent.at),
            sa.func.coalesce(col(Account.name), ""),
        )
        .select_from(Measurement)
        .join(Revision, col(Revision.measurement_id) == col(Measurement.id))
        .join(ReviewEvent, col(ReviewEvent.revision_id) == col(Revision.id))
        .outerjoin(Account, col(Account.id) == col(Revision.account_id))
        .where(col(Measurement.series_id).in_(_totals(framework_code)))
        .where(*(() if known_at is None else (col(ReviewEvent.at) <= known_at,)))
        .order_by(
            col(Measurement.series_id),
            col(Measurement.period_end),
            col(Measurement.id),
            col(Revision.number),
            col(ReviewEvent.id),
        )
    )


def _totals(framework_code: str) -> sa.Select[Any]:
    """Keys of the series of totals of a framework."""
    return (
        sa.select(col(Series.id))
        .join(Indicator, col(Indicator.id) == col(Series.indicator_id))
        .join(Framework, col(Framework.id) == col(Indicator.framework_id))
        .where(col(Framework.code) == framework_code, col(Series.dimension) == "")
    )


def _submission(rows: list[tuple[Any, ...]], indicator: str, country: str, organisation: str) -> Submission | None:
    """One measurement from the events of its revisions, oldest first; None where it was voided."""
    last = {row[4]: row for row in rows}
    standing = [row for row in last.values() if row[6] is not ReviewState.VOIDED]
    if not standing:
        return None
    chosen = next((row for row in reversed(standing) if row[6] in _IN), standing[-1])
    first = next((row for row in rows if row[6] in _IN), None)
    return Submission(
        indicator,
        country,
        organisation,
        chosen[2],
        chosen[3],
        chosen[6],
        None if first is None else first[7],
        "" if first is None else first[8],
        bool(chosen[5]),
    )


def find_feed_owner(session: Session, token_hash: str) -> Account | None:
    """The account in use whose calendar address has a token with this hash; None where it has ended."""
    return session.exec(
        select(Account)
        .join(CalendarFeed, col(CalendarFeed.account_id) == col(Account.id))
        .where(CalendarFeed.token_hash == token_hash, col(CalendarFeed.ended_at).is_(None))
        .where(col(Account.deactivated_at).is_(None))
    ).one_or_none()


def find_feed_start(session: Session, account_id: int) -> datetime | None:
    """Since when an account has the calendar address that answers now, UTC; None where it has none."""
    return session.exec(
        select(CalendarFeed.created_at).where(
            CalendarFeed.account_id == account_id, col(CalendarFeed.ended_at).is_(None)
        )
    ).first()


def add_feed(session: Session, account_id: int, token_hash: str, now: datetime) -> None:
    """Let a new calendar address answer."""
    session.add(CalendarFeed(account_id=account_id, token_hash=token_hash, created_at=now))
    session.flush()


def end_feeds(session: Session, account_id: int, now: datetime) -> bool:
    """Let no calendar address of an account answer any more; False where none did."""
    ended = session.exec(
        update(CalendarFeed)
        .where(col(CalendarFeed.account_id) == account_id, col(CalendarFeed.ended_at).is_(None))
        .values(ended_at=now)
    )
    return bool(ended.rowcount)


def was_sent(session: Session, account_id: int, content_hash: str, since: datetime) -> bool:
    """Whether a digest with the same content was mailed to an account since a moment."""
    query = select(DigestSent.id).where(
        DigestSent.account_id == account_id, DigestSent.content_hash == content_hash, col(DigestSent.at) > since
    )
    return session.exec(query).first() is not None


def add_sent(session: Session, account_id: int, content_hash: str, now: datetime) -> None:
    """Note that a digest was mailed."""
    session.add(DigestSent(account_id=account_id, at=now, content_hash=content_hash))
    session.flush()
