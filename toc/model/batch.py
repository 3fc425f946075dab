"""Tables of imports: each file as it was handed in, what became of it, and how people map their headings.

A file is kept before its preview is shown, so that a lost connection loses nothing; what it wrote can be looked up and
withdrawn as a whole. Source: files-and-commands.md, Preview, then all or nothing.
"""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from toc.model.base import Moment, check


class ImportBatch(SQLModel, table=True):
    """A file that was handed in to be imported.

    Attributes:
        kind: `measurements` or `targets`.
        file_name: as the person's computer calls it.
        sha256: of the file's bytes, which are kept as a stored file.
        how: how it is to be read, as JSON text; changes until it is saved.
        saved_at: when it was written; None while it is a preview.
        written: how many measurements, or baselines and targets, it wrote.
        withdrawn_at: taken back as a whole then; None while it stands.
    """

    __tablename__: ClassVar[str] = "import_batch"
    __table_args__ = (
        check("kind IN ('measurements', 'targets')", "kind"),
        check("written >= 0", "written"),
        check("saved_at IS NOT NULL OR (written = 0 AND withdrawn_at IS NULL)", "saved"),
    )

    id: int = Field(default=None, primary_key=True)
    framework_id: int = Field(foreign_key="framework.id", index=True)
    kind: str = Field(max_length=20)
    file_name: str = Field(max_length=255)
    sha256: str = Field(max_length=64, foreign_key="stored_file.sha256", index=True)
    how: str = "{}"
    uploaded_at: datetime = Field(sa_type=Moment)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    saved_at: datetime | None = Field(default=None, sa_type=Moment)
    written: int = 0
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)
    withdrawn_by: int | None = Field(default=None, foreign_key="account.id", index=True)
    withdraw_reason: str = ""


class BatchRevision(SQLModel, table=True):
    """A revision that an import wrote."""

    __tablename__: ClassVar[str] = "batch_revision"

    revision_id: int = Field(primary_key=True, foreign_key="revision.id", sa_column_kwargs={"autoincrement": False})
    batch_id: int = Field(foreign_key="import_batch.id", index=True)


class ColumnMapping(SQLModel, table=True):
    """How a person mapped the headings of a file, for the next file with the same headings.

    Attributes:
        headings_sha256: of the headings in their order, in hexadecimal digits.
        columns: public column by heading, as JSON text; an empty one leaves the heading out.
    """

    __tablename__: ClassVar[str] = "column_mapping"
    __table_args__ = (sa.UniqueConstraint("account_id", "headings_sha256"),)

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    headings_sha256: str = Field(max_length=64)
    columns: str
    used_at: datetime = Field(sa_type=Moment)
