"""Queries and inserts for frozen reports; a row is added and never changed.

The caller holds the transaction. Source: progress.md 11.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from toc.model.evidence import StoredFile
from toc.model.framework import Framework
from toc.model.measurement import Measurement, ReviewEvent, Revision
from toc.model.person import Account
from toc.model.query import Query
from toc.model.snapshot import Snapshot as SnapshotTable
from toc.model.terms import ReviewState
from toc.store.standing import chunks, is_last_event


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A frozen report.

    Attributes:
        query: filters, date and moment that it was made for.
        version: of the product that made it.
        sha256: of its package.
        size: of its package, in bytes.
        by: name of who froze it; empty for the command line.
    """

    snapshot_id: int
    name: str
    note: str
    query: Query
    version: str
    sha256: str
    size: int
    created_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class RevisionFact:
    """A revision, and what became of it last.

    Attributes:
        by: name of who recorded it; empty for the command line.
        reason: why it corrects an earlier one; empty for a first value.
        state: that it is in now.
        state_by: name of who brought it there; empty for the command line.
        comment: said with that state.
    """

    revision_id: int
    measurement_id: int
    number: int
    period_start: date
    period_end: date
    recorded_at: datetime
    by: str
    reason: str
    state: ReviewState
    state_at: datetime
    state_by: str
    comment: str


def add_snapshot(
    session: Session,
    query: Query,
    *,
    name: str,
    note: str,
    version: str,
    sha256: str,
    moment: datetime,
    account_id: int | None,
) -> int:
    """Add a frozen report and return its key; its package is a stored file, its query names a moment."""
    table = _table(SnapshotTable)
    framework = sa.select(col(Framework.id)).where(col(Framework.code) == query.framework).scalar_subquery()
    values = {
        "framework_id": framework,
        "name": name,
        "note": note,
        "country": query.country,
        "horizon": query.horizon,
        "as_of": query.as_of,
        "known_at": query.known_at,
        "include_unapproved": query.include_unapproved,
        "version": version,
        "sha256": sha256,
        "created_at": moment,
        "account_id": account_id,
    }
    key: int = session.connection().execute(sa.insert(table).values(values).returning(table.c.id)).scalar_one()
    return key


def list_snapshots(session: Session, framework: str | None = None) -> list[Snapshot]:
    """Frozen reports of a framework, or of all, the newest first."""
    query = _query()
    if framework is not None:
        query = query.where(col(Framework.code) == framework)
    rows = session.connection().execute(query.order_by(col(SnapshotTable.id).desc()))
    return [_snapshot(row) for row in rows]


def find_snapshot(session: Session, snapshot_id: int) -> Snapshot | None:
    """A frozen report; None where there is none with this key."""
    if not 0 < snapshot_id < 2**31:
        return None
    row = session.connection().execute(_query().where(col(SnapshotTable.id) == snapshot_id)).one_or_none()
    return None if row is None else _snapshot(row)


def list_revision_facts(session: Session, revision_ids: Collection[int]) -> list[RevisionFact]:
    """Some revisions, each with what became of it last, in the order in which they were recorded."""
    recorder, mover = _table(Account).alias(), _table(Account).alias()
    found: list[RevisionFact] = []
    for ids in chunks(sorted(revision_ids)):
        query = (
            sa.select(
                col(Revision.id),
                col(Revision.measurement_id),
                col(Revision.number),
                col(Measurement.period_start),
                col(Measurement.period_end),
                col(Revision.recorded_at),
                sa.func.coalesce(recorder.c.name, ""),
                col(Revision.reason),
                col(ReviewEvent.state),
                col(ReviewEvent.at),
                sa.func.coalesce(mover.c.name, ""),
                col(ReviewEvent.comment),
            )
            .select_from(Revision)
            .join(Measurement, col(Measurement.id) == col(Revision.measurement_id))
            .join(ReviewEvent, is_last_event())
            .outerjoin(recorder, recorder.c.id == col(Revision.account_id))
            .outerjoin(mover, mover.c.id == col(ReviewEvent.account_id))
            .where(col(Revision.id).in_(ids))
            .order_by(col(Revision.id))
        )
        found += [RevisionFact(*row) for row in session.connection().execute(query)]
    return found


def _query() -> Any:
    query: Any = (
        sa.select(
            col(SnapshotTable.id),
            col(SnapshotTable.name),
            col(SnapshotTable.note),
            col(Framework.code),
            col(SnapshotTable.as_of),
            col(SnapshotTable.country),
            col(SnapshotTable.horizon),
            col(SnapshotTable.known_at),
            col(SnapshotTable.include_unapproved),
            col(SnapshotTable.version),
            col(SnapshotTable.sha256),
            col(StoredFile.size),
            col(SnapshotTable.created_at),
            sa.func.coalesce(col(Account.name), ""),
        )
        .select_from(SnapshotTable)
        .join(Framework, col(Framework.id) == col(SnapshotTable.framework_id))
        .join(StoredFile, col(StoredFile.sha256) == col(SnapshotTable.sha256))
        .outerjoin(Account, col(Account.id) == col(SnapshotTable.account_id))
    )
    return query


def _snapshot(row: Any) -> Snapshot:
    key, name, note, *asked = row[:9]
    return Snapshot(key, name, note, Query(*asked), *row[9:])


def _table(model: Any) -> sa.Table:
    table: sa.Table = model.__table__
    return table
