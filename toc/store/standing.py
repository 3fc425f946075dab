"""Which revision of each measurement stands: the newest one whose review state is among those asked for.

Source: progress.md 3 and 11.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col

from toc.model.measurement import Measurement, ReviewEvent, Revision
from toc.model.terms import ReviewState
from toc.store.many_rows import fetch_rows

_T = TypeVar("_T")

APPROVED = (ReviewState.APPROVED,)
"""States that count in every figure."""

COUNTED = (ReviewState.APPROVED, ReviewState.SUBMITTED)
"""States that count where unapproved values are asked for; a draft is its author's, returned and voided never count."""

LIVE = (ReviewState.APPROVED, ReviewState.SUBMITTED, ReviewState.DRAFT, ReviewState.RETURNED)
"""States of whatever is not voided: it takes its period, and can be revised."""

AT_ONCE = 400
"""How many keys one query names."""


def is_last_event(known_at: datetime | None = None) -> sa.ColumnElement[bool]:
    """Whether the review event of a row is the last one of the row's revision, or was the last one at a moment."""
    other = ReviewEvent.__table__.alias()  # type: ignore[attr-defined]
    query = sa.select(sa.func.max(other.c.id)).where(other.c.revision_id == col(Revision.id))
    if known_at is not None:
        query = query.where(other.c.at <= known_at)
    return col(ReviewEvent.id) == query.correlate(Revision).scalar_subquery()


def load_standing(
    session: Session,
    columns: Sequence[Any],
    *,
    states: Collection[ReviewState] = APPROVED,
    known_at: datetime | None = None,
    where: Iterable[sa.ColumnElement[bool]] = (),
    joins: Sequence[tuple[Any, Any]] = (),
) -> list[tuple[Any, ...]]:
    """One row for each measurement: that of the newest revision whose state is among those given.

    An approved revision stands although a newer one waits, was returned or was voided.

    Args:
        session: of the caller.
        columns: of Measurement, Revision, ReviewEvent (the last event) or of a table that is joined.
        states: what counts.
        known_at: only revisions and events recorded by then; None is now.
        where: further conditions.
        joins: further tables, outer joined, each with its condition.

    Returns:
        Rows by series and end of period.
    """
    query = (
        sa.select(col(Measurement.id), *columns)
        .join(Revision, col(Revision.measurement_id) == col(Measurement.id))
        .join(ReviewEvent, is_last_event(known_at))
        .where(col(ReviewEvent.state).in_(list(states)), *where)
        .order_by(col(Measurement.series_id), col(Measurement.period_end), col(Measurement.id), col(Revision.number))
    )
    for table, condition in joins:
        query = query.outerjoin(table, condition)
    # Of several revisions of a measurement that count the last one stands.
    standing = {row[0]: row[1:] for row in fetch_rows(session.connection(), query.select_from(Measurement))}
    return list(standing.values())


def chunks(keys: Iterable[_T], at_once: int = AT_ONCE) -> Iterable[list[_T]]:
    """Keys, or what has one, in lists that one query can name."""
    listed = list(keys)
    return (listed[start : start + at_once] for start in range(0, len(listed), at_once))
