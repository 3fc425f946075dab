"""Tables of evidence: files kept by their content, and files and links that stand behind a measurement.

A piece of evidence is never deleted: one that was added by mistake is taken back with a reason and stays named.
Source: progress.md 10; product.md (trust).
"""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from toc.model.base import Moment, check


class StoredFile(SQLModel, table=True):
    """The bytes of a file, once, however often it was handed in.

    Attributes:
        sha256: of the bytes, in hexadecimal digits; the key.
        media_type: as found from the content, not from the name.
    """

    __tablename__: ClassVar[str] = "stored_file"
    __table_args__ = (check("size >= 0", "size"),)

    sha256: str = Field(primary_key=True, max_length=64)
    size: int
    media_type: str = Field(max_length=120)
    body: bytes = Field(sa_type=sa.LargeBinary)
    created_at: datetime = Field(sa_type=Moment)


class Evidence(SQLModel, table=True):
    """A file or a link behind a measurement.

    Attributes:
        title: the file's name, or what the link leads to.
        sha256: of the file; None for a link.
        url: of the link; None for a file.
        withdrawn_at: taken back then; None while it stands.
    """

    __tablename__: ClassVar[str] = "evidence"
    __table_args__ = (check("(sha256 IS NULL) <> (url IS NULL)", "file_or_link"),)

    id: int = Field(default=None, primary_key=True)
    measurement_id: int = Field(foreign_key="measurement.id", index=True)
    title: str = Field(max_length=255)
    sha256: str | None = Field(default=None, max_length=64, foreign_key="stored_file.sha256", index=True)
    url: str | None = None
    added_at: datetime = Field(sa_type=Moment)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)
    withdrawn_by: int | None = Field(default=None, foreign_key="account.id", index=True)
    withdraw_reason: str = ""
