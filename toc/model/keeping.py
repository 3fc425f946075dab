"""Tables of what the store keeps about itself: head row, audit entries, framework documents as they stood, kept values.

Source: architecture.md section 0 (Store).
"""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from toc.model.base import ExactDecimal, Moment, check, term_column
from toc.model.terms import EvidenceGrade

FIRST_HASH = "0" * 64
"""What the first audit entry follows."""


class Head(SQLModel, table=True):
    """The one row that every writer locks first.

    Attributes:
        data_version: rises with every write to data or definitions.
        audit_hash: hash of the last audit entry.
        last_moment: the last moment given out.
    """

    __tablename__: ClassVar[str] = "head"
    __table_args__ = (check("id = 1", "one_row"), check("data_version >= 0", "data_version"))

    id: int = Field(default=1, primary_key=True)
    data_version: int = 0
    audit_hash: str = Field(default=FIRST_HASH, max_length=64)
    last_moment: datetime = Field(sa_type=Moment)


class AuditEntry(SQLModel, table=True):
    """Who did what to what, when and why; each entry's hash covers it and the entry before it.

    Attributes:
        n: 1, 2, 3, ... without a gap.
        before: the subject before, as JSON text; None where there was none.
        after: the subject after, as JSON text; None where nothing is left.
    """

    __tablename__: ClassVar[str] = "audit_entry"
    __table_args__ = (check("n >= 1", "n"),)

    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=Moment, index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    actor_name: str
    action: str = Field(max_length=60)
    subject: str
    before: str | None = None
    after: str | None = None
    reason: str = ""
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64, unique=True)


class FrameworkDocumentRow(SQLModel, table=True):
    """A whole framework as it stood from a moment on, until the next row of the same framework.

    Attributes:
        body: the document as canonical JSON.
        sha256: of the body in UTF-8.
    """

    __tablename__: ClassVar[str] = "framework_document"
    __table_args__ = (sa.UniqueConstraint("framework_id", "recorded_at"),)

    id: int = Field(default=None, primary_key=True)
    framework_id: int = Field(foreign_key="framework.id")
    recorded_at: datetime = Field(sa_type=Moment)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    reason: str = ""
    body: str
    sha256: str = Field(max_length=64)


class Kept(SQLModel, table=True):
    """One approved period of a series, derived from the revisions, so that figures need not search them.

    Attributes:
        running_total: sum of the values up to and including this period, nothing to report as 0; None as soon as one
            of them is known only as numerator and denominator.
        periods: how many periods of the series end up to and including this one.
    """

    __tablename__: ClassVar[str] = "kept"
    __table_args__ = (
        check("period_start <= period_end", "period"),
        check("periods >= 1", "periods"),
        {"sqlite_with_rowid": False},
    )

    series_id: int = Field(primary_key=True, foreign_key="series.id", sa_column_kwargs={"autoincrement": False})
    period_end: date = Field(primary_key=True)
    period_start: date
    value: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    numerator: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    denominator: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    nothing_to_report: bool = False
    running_total: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    periods: int
    revision_id: int = Field(foreign_key="revision.id", index=True)
    sample_size: int | None = None
    evidence_grade: EvidenceGrade | None = term_column(EvidenceGrade, default=None)
    source: str = ""
    from_parts: bool = False
    invented: bool = False
