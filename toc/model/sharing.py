"""Table of read-only links for people without an account.

Source: product.md (viewer).
"""

from datetime import date, datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel

from toc.model.base import COUNTRY_OR_ALL, Moment, check


class ShareLink(SQLModel, table=True):
    """An address that shows one framework's approved figures to whoever has it, until it ends.

    Attributes:
        name: for whom it was made, in words.
        token_sha256: of the secret part of the address, which is not kept.
        country: the one country that it shows, or ALL for every one.
        expires_on: last day on which it works.
        revoked_at: ended before its time; None while it works.
    """

    __tablename__: ClassVar[str] = "share_link"
    __table_args__ = (
        check(COUNTRY_OR_ALL, "country_code"),
        check("length(name) > 0", "name"),
    )

    id: int = Field(default=None, primary_key=True)
    framework_id: int = Field(foreign_key="framework.id", index=True)
    name: str = Field(max_length=120)
    token_sha256: str = Field(max_length=64, unique=True)
    country: str = Field(max_length=3)
    expires_on: date
    created_at: datetime = Field(sa_type=Moment)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
    revoked_by: int | None = Field(default=None, foreign_key="account.id", index=True)
    last_used_at: datetime | None = Field(default=None, sa_type=Moment)
