"""Queries and inserts for evidence: files kept once by their content, and what stands behind which measurement.

The caller holds the transaction. The bytes of a file are never changed or deleted. Source: progress.md 10.
"""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select, update

from toc.model.batch import ImportBatch
from toc.model.evidence import Evidence, StoredFile
from toc.model.framework import Framework, Indicator
from toc.model.measurement import Measurement, Revision, Series
from toc.model.person import Account
from toc.model.snapshot import ReportTemplate, Snapshot
from toc.store.standing import chunks

_LARGEST_KEY = 2**31 - 1
"""Of a whole number in the database; an address may name any."""


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A file or a link behind a measurement; one that was taken back stays named.

    Attributes:
        title: the file's name, or what the link leads to.
        url: of a link, as it was typed; None for a file.
        sha256: of a file, in hexadecimal digits; None for a link.
        size: of a file, in bytes; None for a link.
        media_type: of a file, by its content; None for a link.
        added_at: moment in UTC.
        added_by: name of the person; empty for the command line.
        withdrawn_at: taken back then; None while it stands.
        withdrawn_by: name of the person; empty while it stands, and for the command line.
        withdraw_reason: why it was taken back.
    """

    evidence_id: int
    measurement_id: int
    title: str
    url: str | None
    sha256: str | None
    size: int | None
    media_type: str | None
    added_at: datetime
    added_by: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdraw_reason: str

    @property
    def stands(self) -> bool:
        """Whether it was not taken back."""
        return self.withdrawn_at is None


def keep_file(session: Session, body: bytes, *, media_type: str, moment: datetime) -> str:
    """Keep the bytes of a file, once, and give their SHA-256 in hexadecimal digits."""
    sha256 = hashlib.sha256(body).hexdigest()
    if session.exec(select(StoredFile.sha256).where(StoredFile.sha256 == sha256)).first() is None:
        session.add(StoredFile(sha256=sha256, size=len(body), media_type=media_type, body=body, created_at=moment))
        session.flush()
    return sha256


def add_evidence(
    session: Session,
    measurement_id: int,
    *,
    title: str,
    sha256: str | None = None,
    url: str | None = None,
    moment: datetime,
    account_id: int | None,
) -> int:
    """Put a kept file or a link behind a measurement; gives its key."""
    row = Evidence(
        measurement_id=measurement_id, title=title, sha256=sha256, url=url, added_at=moment, account_id=account_id
    )
    session.add(row)
    session.flush()
    return row.id


def withdraw(session: Session, evidence_id: int, *, moment: datetime, account_id: int | None, reason: str) -> None:
    """Mark a piece of evidence as taken back."""
    session.exec(
        update(Evidence)
        .where(col(Evidence.id) == evidence_id)
        .values(withdrawn_at=moment, withdrawn_by=account_id, withdraw_reason=reason)
    )


def find_evidence(session: Session, evidence_id: int) -> EvidenceItem | None:
    """A piece of evidence; None where there is none with this key."""
    if not 0 < evidence_id <= _LARGEST_KEY:
        return None
    return next(_items(session, col(Evidence.id) == evidence_id), None)


def list_evidence(session: Session, measurement_id: int) -> list[EvidenceItem]:
    """What was put behind a measurement, oldest first, with what was taken back."""
    return list(_items(session, col(Evidence.measurement_id) == measurement_id))


def list_evidence_of(session: Session, measurement_ids: Collection[int]) -> dict[int, list[EvidenceItem]]:
    """What was put behind each of some measurements, oldest first, with what was taken back."""
    found: dict[int, list[EvidenceItem]] = {}
    for keys in chunks(sorted(measurement_ids)):
        for item in _items(session, col(Evidence.measurement_id).in_(keys)):
            found.setdefault(item.measurement_id, []).append(item)
    return found


def load_body(session: Session, sha256: str) -> bytes:
    """The bytes of a kept file."""
    return session.exec(select(StoredFile.body).where(StoredFile.sha256 == sha256)).one()


def backed_revisions(session: Session, framework_code: str, *, known_at: datetime | None = None) -> frozenset[int]:
    """Keys of a framework's revisions that have evidence: a file or a link behind the measurement, or a source's link.

    Args:
        session: one snapshot.
        framework_code: code of the framework.
        known_at: evidence that was there at this moment in UTC; None is now.

    Source: progress.md 10 and 11.
    """
    stands = sa.and_(
        *(() if known_at is None else (col(Evidence.added_at) <= known_at,)),
        sa.or_(
            col(Evidence.withdrawn_at).is_(None),
            *(() if known_at is None else (col(Evidence.withdrawn_at) > known_at,)),
        ),
    )
    query = (
        sa.select(col(Revision.id))
        .join(Measurement, col(Measurement.id) == col(Revision.measurement_id))
        .join(Series, col(Series.id) == col(Measurement.series_id))
        .join(Indicator, col(Indicator.id) == col(Series.indicator_id))
        .join(Framework, col(Framework.id) == col(Indicator.framework_id))
        .where(col(Framework.code) == framework_code)
        .where(
            sa.or_(
                col(Revision.source_url) != "",
                col(Revision.measurement_id).in_(sa.select(col(Evidence.measurement_id)).where(stands)),
            )
        )
    )
    return frozenset(session.connection().execute(query).scalars())


def find_file_problems(session: Session) -> Iterator[str]:
    """Give a sentence for each file whose bytes are not those that were handed in, and for each that nothing names.

    One file at a time is in memory.
    """
    rows = session.exec(select(StoredFile.sha256, StoredFile.size).order_by(StoredFile.sha256)).all()
    for sha256, size in rows:
        body = load_body(session, sha256)
        if hashlib.sha256(body).hexdigest() != sha256 or len(body) != size:
            yield f"The file {sha256} was changed after it was stored{_behind(session, sha256)}."
    named: sa.CompoundSelect[str | None] = sa.union(
        sa.select(col(Evidence.sha256)).where(col(Evidence.sha256).is_not(None)),
        sa.select(col(ImportBatch.sha256)),
        sa.select(col(Snapshot.sha256)),
        sa.select(col(ReportTemplate.sha256)),
    )
    for sha256 in session.exec(select(StoredFile.sha256).where(col(StoredFile.sha256).not_in(named))):
        yield f"The file {sha256} belongs to no measurement, import, frozen report or template."


def _behind(session: Session, sha256: str) -> str:
    """The names under which a file was handed in, so that people know what to look for."""
    rows = session.exec(
        select(Evidence.title, Evidence.measurement_id).where(Evidence.sha256 == sha256).order_by(col(Evidence.id))
    )
    return "".join(f"; it is {title!r} of measurement {measurement_id}" for title, measurement_id in rows)


def _items(session: Session, which: sa.ColumnElement[bool]) -> Iterator[EvidenceItem]:
    adder, withdrawer = Account.__table__.alias(), Account.__table__.alias()  # type: ignore[attr-defined]
    query = (
        sa.select(
            col(Evidence.id),
            col(Evidence.measurement_id),
            col(Evidence.title),
            col(Evidence.url),
            col(Evidence.sha256),
            col(StoredFile.size),
            col(StoredFile.media_type),
            col(Evidence.added_at),
            sa.func.coalesce(adder.c.name, ""),
            col(Evidence.withdrawn_at),
            sa.func.coalesce(withdrawer.c.name, ""),
            col(Evidence.withdraw_reason),
        )
        .select_from(Evidence)
        .outerjoin(StoredFile, col(StoredFile.sha256) == col(Evidence.sha256))
        .outerjoin(adder, adder.c.id == col(Evidence.account_id))
        .outerjoin(withdrawer, withdrawer.c.id == col(Evidence.withdrawn_by))
        .where(which)
        .order_by(col(Evidence.id))
    )
    for row in session.connection().execute(query):
        yield EvidenceItem(*row)
