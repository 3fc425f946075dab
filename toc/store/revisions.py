"""Writing measurements: rows of periods, revisions, parts and review events; rows are added, never changed.

The rules stand in services/steps/record.py, the only caller. Source: product.md (life of a measurement).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from toc.errors import NotFound
from toc.model.framework import Framework, Indicator, Organisation
from toc.model.measurement import BreakdownValue, Measurement, ReviewEvent, Revision, Series
from toc.model.terms import ReviewState
from toc.store.many_rows import insert_rows
from toc.store.standing import LIVE, chunks, is_last_event, load_standing

SAID = ("value", "numerator", "denominator", "sample_size", "evidence_grade", "source", "source_url", "note")
"""What a total and a part of a breakdown both say."""

TOTAL = (*SAID, "nothing_to_report", "from_parts", "invented")
"""What a revision says of its total."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A measurement that is not voided and shares days with a period.

    Attributes:
        revision_id: key of its newest revision that is not voided.
        number: number of that revision.
        state: where that revision stands.
    """

    measurement_id: int
    period_start: date
    period_end: date
    revision_id: int
    number: int
    state: ReviewState


@dataclass(frozen=True, slots=True)
class Standing:
    """A revision with where it stands and what it belongs to.

    Attributes:
        series_id: key of the series of totals.
        account_id: who recorded it; None for the command line.
        organisation: short name of the organisation that measured.
    """

    revision_id: int
    measurement_id: int
    series_id: int
    number: int
    state: ReviewState
    account_id: int | None
    framework: str
    indicator: str
    country: str
    organisation: str
    period_start: date
    period_end: date


def list_neighbours(session: Session, series_id: int, period_start: date, period_end: date) -> list[Neighbour]:
    """Measurements of a series that share days with a period, drafts included, voided ones excluded."""
    columns = (
        col(Measurement.id),
        col(Measurement.period_start),
        col(Measurement.period_end),
        col(Revision.id),
        col(Revision.number),
        col(ReviewEvent.state),
    )
    where = (
        col(Measurement.series_id) == series_id,
        col(Measurement.period_start) <= period_end,
        col(Measurement.period_end) >= period_start,
    )
    return [Neighbour(*row) for row in load_standing(session, columns, states=LIVE, where=where)]


def get_standing(session: Session, revision_id: int) -> Standing:
    """A revision with where it stands.

    Raises:
        NotFound: there is no such revision.
    """
    found = list_standing(session, [revision_id])
    if not found:
        raise NotFound("There is no revision {id}.", details={"id": revision_id})
    return found[0]


def list_standing(session: Session, revision_ids: Iterable[int]) -> list[Standing]:
    """Many revisions with where they stand, in a few statements; those that are not there are left out."""
    query = (
        sa.select(
            col(Revision.id),
            col(Revision.measurement_id),
            col(Measurement.series_id),
            col(Revision.number),
            col(ReviewEvent.state),
            col(Revision.account_id),
            col(Framework.code),
            col(Indicator.code),
            col(Series.country),
            col(Organisation.short_name),
            col(Measurement.period_start),
            col(Measurement.period_end),
        )
        .select_from(Revision)
        .join(Measurement, col(Measurement.id) == col(Revision.measurement_id))
        .join(Series, col(Series.id) == col(Measurement.series_id))
        .join(Indicator, col(Indicator.id) == col(Series.indicator_id))
        .join(Framework, col(Framework.id) == col(Indicator.framework_id))
        .join(Organisation, col(Organisation.id) == col(Series.organisation_id))
        .join(ReviewEvent, is_last_event())
        .order_by(col(Revision.id))
    )
    found: list[Standing] = []
    for ids in chunks(revision_ids):
        rows: Any = session.connection().execute(query.where(col(Revision.id).in_(ids)))
        found += [Standing(*row) for row in rows]
    return found


def find_by_key(session: Session, idempotency_key: str) -> Standing | None:
    """The revision that a form or file row has written already; None where it has not."""
    query = sa.select(col(Revision.id)).where(col(Revision.idempotency_key) == idempotency_key)
    found = session.connection().execute(query).scalar_one_or_none()
    return None if found is None else get_standing(session, found)


def add_measurement(session: Session, series_id: int, period_start: date, period_end: date, moment: datetime) -> int:
    """Add a measurement without a revision and return its key."""
    return _insert(
        session,
        Measurement,
        {"series_id": series_id, "period_start": period_start, "period_end": period_end, "created_at": moment},
    )


def add_revision(session: Session, measurement_id: int, values: Mapping[str, Any]) -> tuple[int, int]:
    """Add the next revision of a measurement and return its key and its number."""
    query = sa.select(sa.func.max(col(Revision.number))).where(col(Revision.measurement_id) == measurement_id)
    number = (session.connection().execute(query).scalar_one() or 0) + 1
    return _insert(session, Revision, {**values, "measurement_id": measurement_id, "number": number}), number


def add_parts(session: Session, revision_id: int, parts: Mapping[int, Mapping[str, Any]]) -> None:
    """Add the parts of a revision's breakdowns, by key of their series."""
    rows = [{**said, "revision_id": revision_id, "series_id": series_id} for series_id, said in parts.items()]
    if rows:
        session.connection().execute(sa.insert(_table(BreakdownValue)), rows)


def add_events(
    session: Session,
    revision_id: int,
    states: Iterable[ReviewState],
    *,
    moment: datetime,
    account_id: int | None,
    comment: str = "",
) -> None:
    """Add the states that a revision has reached, in their order."""
    for state in states:
        add_event_to_all(session, [revision_id], state, moment=moment, account_id=account_id, comment=comment)


def add_event_to_all(
    session: Session,
    revision_ids: Iterable[int],
    state: ReviewState,
    *,
    moment: datetime,
    account_id: int | None,
    comment: str = "",
) -> None:
    """Add one state that many revisions have reached, in one statement."""
    said = {"state": state, "at": moment, "account_id": account_id, "comment": comment}
    insert_rows(session.connection(), _table(ReviewEvent), [{**said, "revision_id": key} for key in revision_ids])


def load_total(session: Session, revision_id: int) -> dict[str, Any]:
    """What a revision says of its total."""
    columns = [_table(Revision).c[name] for name in TOTAL]
    query = sa.select(*columns).where(col(Revision.id) == revision_id)
    return dict(session.connection().execute(query).mappings().one())


def load_parts(session: Session, revision_id: int) -> dict[int, dict[str, Any]]:
    """What a revision says of the parts of its breakdowns, by key of their series."""
    columns = [_table(BreakdownValue).c[name] for name in SAID]
    query = sa.select(col(BreakdownValue.series_id), *columns).where(col(BreakdownValue.revision_id) == revision_id)
    rows = session.connection().execute(query)
    return {row[0]: dict(zip(SAID, row[1:], strict=True)) for row in rows}


def _table(model: Any) -> sa.Table:
    table: sa.Table = model.__table__
    return table


def _insert(session: Session, model: Any, values: Mapping[str, Any]) -> int:
    table = _table(model)
    key: int = session.connection().execute(sa.insert(table).returning(table.c.id), dict(values)).scalar_one()
    return key
