"""Queries and inserts for follow-ups: flags on measurements whose value somebody doubts, each with its resolution.

The caller holds the transaction; who may see what is asked by the services. A follow-up is settled once, never deleted.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, update

from toc.errors import NotFound
from toc.model.framework import Framework, Indicator
from toc.model.judgement import FollowUp
from toc.model.measurement import Measurement, Series
from toc.model.person import Account
from toc.model.terms import FollowUpOutcome

_LARGEST_KEY = 2**31 - 1
"""Of a whole number in the database; an address may name any."""


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A follow-up as it is kept.

    Attributes:
        framework: code of the measurement's framework.
        kind: which rule found it, or `asked` where a person raised it.
        raised_at: moment in UTC.
        by: name of whoever raised it; empty for the command line.
        outcome: None while it is open.
        settled_at: moment in UTC; None while it is open.
        settled_by: name of whoever settled it; empty while it is open, and for the command line.
    """

    follow_up_id: int
    framework: str
    measurement_id: int
    kind: str
    text: str
    raised_at: datetime
    account_id: int | None
    by: str
    outcome: FollowUpOutcome | None
    resolution: str
    settled_at: datetime | None
    settled_by: str

    @property
    def is_open(self) -> bool:
        """Whether nobody has settled it."""
        return self.outcome is None


def add_follow_up(
    session: Session, measurement_id: int, *, kind: str, text: str, at: datetime, account_id: int | None
) -> int:
    """Raise a follow-up on a measurement; gives its key."""
    row = FollowUp(measurement_id=measurement_id, kind=kind, text=text, raised_at=at, account_id=account_id)
    session.add(row)
    session.flush()
    return row.id


def settle(
    session: Session,
    follow_up_id: int,
    *,
    outcome: FollowUpOutcome,
    resolution: str,
    at: datetime,
    account_id: int | None,
) -> bool:
    """Settle an open follow-up; False where it was settled already, and nothing was written."""
    done = session.exec(
        update(FollowUp)
        .where(col(FollowUp.id) == follow_up_id, col(FollowUp.outcome).is_(None))
        .values(outcome=outcome, resolution=resolution, settled_at=at, settled_by=account_id)
    )
    return bool(done.rowcount)


def get_follow_up(session: Session, follow_up_id: int) -> FollowUpRow:
    """A follow-up.

    Raises:
        NotFound: there is none with this key.
    """
    if 0 < follow_up_id <= _LARGEST_KEY:
        for found in _rows(session, col(FollowUp.id) == follow_up_id):
            return found
    raise NotFound("There is no follow-up {id}.", details={"id": follow_up_id})


def list_follow_ups(session: Session, framework_code: str, *, known_at: datetime | None = None) -> list[FollowUpRow]:
    """The follow-ups of a framework's measurements, the oldest first.

    Args:
        session: one snapshot.
        framework_code: code of the framework.
        known_at: those raised by this moment in UTC, as they stood then; None is now.
    """
    found = _rows(session, col(Framework.code) == framework_code)
    return [row if known_at is None else _then(row, known_at) for row in found if _known(row, known_at)]


def list_of_measurement(session: Session, measurement_id: int) -> list[FollowUpRow]:
    """The follow-ups of one measurement, the oldest first."""
    return list(_rows(session, col(FollowUp.measurement_id) == measurement_id))


def _known(row: FollowUpRow, known_at: datetime | None) -> bool:
    return known_at is None or row.raised_at <= known_at


def _then(row: FollowUpRow, known_at: datetime) -> FollowUpRow:
    """A follow-up as it stood at a moment."""
    if row.settled_at is None or row.settled_at <= known_at:
        return row
    return replace(row, outcome=None, resolution="", settled_at=None, settled_by="")


def _rows(session: Session, which: sa.ColumnElement[bool]) -> Iterator[FollowUpRow]:
    raiser, settler = Account.__table__.alias(), Account.__table__.alias()  # type: ignore[attr-defined]
    query = (
        sa.select(
            col(FollowUp.id),
            col(Framework.code),
            col(FollowUp.measurement_id),
            col(FollowUp.kind),
            col(FollowUp.text),
            col(FollowUp.raised_at),
            col(FollowUp.account_id),
            sa.func.coalesce(raiser.c.name, ""),
            col(FollowUp.outcome),
            col(FollowUp.resolution),
            col(FollowUp.settled_at),
            sa.func.coalesce(settler.c.name, ""),
        )
        .select_from(FollowUp)
        .join(Measurement, col(Measurement.id) == col(FollowUp.measurement_id))
        .join(Series, col(Series.id) == col(Measurement.series_id))
        .join(Indicator, col(Indicator.id) == col(Series.indicator_id))
        .join(Framework, col(Framework.id) == col(Indicator.framework_id))
        .outerjoin(raiser, raiser.c.id == col(FollowUp.account_id))
        .outerjoin(settler, settler.c.id == col(FollowUp.settled_by))
        .where(which)
        .order_by(col(FollowUp.id))
    )
    for row in session.connection().execute(query):
        yield FollowUpRow(*row)
