"""Tables of frozen reports and of the templates that Word reports take their look from.

Source: progress.md 11.
"""

from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from toc.model.base import Moment


class Snapshot(SQLModel, table=True):
    """A report that was frozen under a name; it never changes.

    Attributes:
        name: for people, such as `D5.2, M18`; unique in its framework.
        country: code, or ALL.
        horizon: code; None for every horizon.
        as_of: the date that its figures look at.
        known_at: the moment up to which records count, UTC.
        version: of the product that made it.
        sha256: of the package, whose bytes are kept as a stored file.
    """

    __tablename__: ClassVar[str] = "snapshot"
    __table_args__ = (sa.UniqueConstraint("framework_id", "name"),)

    id: int = Field(default=None, primary_key=True)
    framework_id: int = Field(foreign_key="framework.id")
    name: str = Field(max_length=120)
    note: str = ""
    country: str = Field(max_length=3)
    horizon: str | None = Field(default=None, max_length=40)
    as_of: date
    known_at: datetime = Field(sa_type=Moment)
    include_unapproved: bool = False
    version: str = Field(max_length=40)
    sha256: str = Field(max_length=64, foreign_key="stored_file.sha256", index=True)
    created_at: datetime = Field(sa_type=Moment)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)


class ReportTemplate(SQLModel, table=True):
    """A Word document of one's own whose styles the reports of a framework take, until another one or none does.

    Attributes:
        sha256: of the document, whose bytes are kept as a stored file.
        file_name: as it was handed in.
        at: from when on it is taken, UTC.
        removed_at: until when it was taken, UTC; None while it is.
    """

    __tablename__: ClassVar[str] = "report_template"

    id: int = Field(default=None, primary_key=True)
    framework_id: int = Field(foreign_key="framework.id", index=True)
    sha256: str = Field(max_length=64, foreign_key="stored_file.sha256", index=True)
    file_name: str = Field(max_length=255)
    at: datetime = Field(sa_type=Moment)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    removed_at: datetime | None = Field(default=None, sa_type=Moment)
