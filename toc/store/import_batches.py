"""Queries and inserts for imports: files that were handed in, what they wrote, how people map headings.

The caller holds the transaction.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select, update

from toc.errors import NotFound
from toc.model.batch import BatchRevision, ColumnMapping, ImportBatch
from toc.model.evidence import StoredFile
from toc.model.framework import Framework
from toc.model.person import Account


@dataclass(frozen=True, slots=True)
class Batch:
    """A file that was handed in, and what became of it.

    Attributes:
        framework: code of the framework.
        kind: `measurements` or `targets`.
        how: how it is to be read, as JSON text.
        account_id: who handed it in; None for the command line.
        by: the person's name; empty for the command line.
        saved_at: when it was written; None while it is a preview.
        written: how many measurements, or baselines and targets, it wrote.
        withdrawn_at: taken back as a whole then; None while it stands.
        withdraw_reason: why.
    """

    batch_id: int
    framework: str
    kind: str
    file_name: str
    sha256: str
    size: int
    how: str
    uploaded_at: datetime
    account_id: int | None
    by: str
    saved_at: datetime | None
    written: int
    withdrawn_at: datetime | None
    withdraw_reason: str


_BATCH = (
    sa.select(
        col(ImportBatch.id),
        col(Framework.code),
        col(ImportBatch.kind),
        col(ImportBatch.file_name),
        col(ImportBatch.sha256),
        col(StoredFile.size),
        col(ImportBatch.how),
        col(ImportBatch.uploaded_at),
        col(ImportBatch.account_id),
        sa.func.coalesce(col(Account.name), ""),
        col(ImportBatch.saved_at),
        col(ImportBatch.written),
        col(ImportBatch.withdrawn_at),
        col(ImportBatch.withdraw_reason),
    )
    .join(Framework, col(Framework.id) == col(ImportBatch.framework_id))
    .join(StoredFile, col(StoredFile.sha256) == col(ImportBatch.sha256))
    .outerjoin(Account, col(Account.id) == col(ImportBatch.account_id))
)


def add_batch(
    session: Session,
    framework: str,
    kind: str,
    *,
    file_name: str,
    sha256: str,
    how: str,
    moment: datetime,
    account_id: int | None,
) -> int:
    """Add a file that was handed in; gives its key."""
    framework_id = session.exec(select(Framework.id).where(Framework.code == framework)).one()
    row = ImportBatch(
        framework_id=framework_id,
        kind=kind,
        file_name=file_name,
        sha256=sha256,
        how=how,
        uploaded_at=moment,
        account_id=account_id,
    )
    session.add(row)
    session.flush()
    return row.id


def get_batch(session: Session, batch_id: int) -> Batch:
    """An import by its key.

    Raises:
        NotFound: there is none.
    """
    row: Any = session.connection().execute(_BATCH.where(col(ImportBatch.id) == batch_id)).one_or_none()
    if row is None:
        raise NotFound("There is no import {id}.", details={"id": batch_id})
    return Batch(*row)


def list_batches(session: Session, framework: str, *, account_id: int | None, limit: int) -> list[Batch]:
    """Imports of a framework, the newest first.

    Args:
        session: one snapshot.
        framework: code of the framework.
        account_id: only those of this person; None gives everybody's.
        limit: at most so many.
    """
    query = _BATCH.where(col(Framework.code) == framework).order_by(col(ImportBatch.id).desc()).limit(limit)
    if account_id is not None:
        query = query.where(col(ImportBatch.account_id) == account_id)
    rows: Any = session.connection().execute(query)
    return [Batch(*row) for row in rows]


def set_how(session: Session, batch_id: int, how: str) -> None:
    """Keep how a file that is not saved yet is to be read."""
    session.exec(update(ImportBatch).where(col(ImportBatch.id) == batch_id).values(how=how))


def mark_saved(session: Session, batch_id: int, moment: datetime, *, written: int) -> None:
    """Note that an import was written."""
    session.exec(update(ImportBatch).where(col(ImportBatch.id) == batch_id).values(saved_at=moment, written=written))


def mark_withdrawn(session: Session, batch_id: int, moment: datetime, *, account_id: int | None, reason: str) -> None:
    """Note that an import was taken back as a whole."""
    session.exec(
        update(ImportBatch)
        .where(col(ImportBatch.id) == batch_id)
        .values(withdrawn_at=moment, withdrawn_by=account_id, withdraw_reason=reason)
    )


def add_revisions(session: Session, batch_id: int, revision_ids: Iterable[int]) -> None:
    """Note which revisions an import wrote."""
    rows = [{"revision_id": revision_id, "batch_id": batch_id} for revision_id in revision_ids]
    if rows:
        session.connection().execute(sa.insert(BatchRevision.__table__), rows)  # type: ignore[attr-defined]


def list_revision_ids(session: Session, batch_id: int) -> list[int]:
    """Keys of the revisions that an import wrote, in order."""
    query = select(BatchRevision.revision_id).where(BatchRevision.batch_id == batch_id)
    return list(session.exec(query.order_by(col(BatchRevision.revision_id))))


def find_mapping(session: Session, account_id: int, headings: Sequence[str]) -> dict[str, str]:
    """How a person mapped the same headings before; empty where they did not."""
    query = select(ColumnMapping.columns).where(
        ColumnMapping.account_id == account_id, ColumnMapping.headings_sha256 == _hash(headings)
    )
    found = session.exec(query).one_or_none()
    return {} if found is None else {str(heading): str(name) for heading, name in json.loads(found).items()}


def keep_mapping(
    session: Session, account_id: int, headings: Sequence[str], columns: Mapping[str, str], moment: datetime
) -> None:
    """Keep how a person mapped some headings, in place of what was kept for the same ones."""
    text = json.dumps(dict(columns), ensure_ascii=False)
    row = session.exec(
        select(ColumnMapping).where(
            ColumnMapping.account_id == account_id, ColumnMapping.headings_sha256 == _hash(headings)
        )
    ).one_or_none()
    row = row or ColumnMapping(account_id=account_id, headings_sha256=_hash(headings), columns=text, used_at=moment)
    row.columns, row.used_at = text, moment
    session.add(row)
    session.flush()


def _hash(headings: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(list(headings), ensure_ascii=False).encode()).hexdigest()
