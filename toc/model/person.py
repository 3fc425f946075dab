"""Tables of people: accounts, the sessions they are signed in with, and one-time links that set a password.

Tokens are kept as SHA-256 only, so that whoever reads the database can neither sign in nor set a password. Drafts
validate; rows are built from drafts alone.
"""

import re
from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict
from sqlmodel import Field, SQLModel

from toc.errors import Fault, Invalid
from toc.model.base import Moment, check, term_column
from toc.model.terms import Role, Term

_ADDRESS = re.compile(r"[^@\s<>\"(),;:\\]+@[^@\s<>\"(),;:\\]+\.[^@\s.<>\"(),;:\\]+")
MAX_EMAIL = 254
MAX_NAME = 120


class LinkPurpose(Term):
    """What a one-time link is for."""

    INVITATION = "invitation", "Invitation", "Sets the first password of a new account."


class Account(SQLModel, table=True):
    """Somebody who may sign in.

    Attributes:
        email: in small letters, unique.
        password_hash: argon2id; None until the person has set a password.
        organisation_id: a partner has one; others may.
        deactivated_at: since then nobody signs in with it; None for an account in use.
    """

    __tablename__: ClassVar[str] = "account"
    __table_args__ = (
        check("email = lower(email)", "email_small"),
        check("role <> 'partner' OR organisation_id IS NOT NULL", "partner_has_organisation"),
    )

    id: int = Field(default=None, primary_key=True)
    email: str = Field(max_length=MAX_EMAIL, unique=True)
    name: str = Field(max_length=MAX_NAME)
    role: Role = term_column(Role)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    password_hash: str | None = Field(default=None)
    created_at: datetime = Field(sa_type=Moment)
    deactivated_at: datetime | None = Field(default=None, sa_type=Moment)


class AccountSession(SQLModel, table=True):
    """One browser that is signed in; all its tabs share it.

    Attributes:
        token_hash: SHA-256 of the cookie's token, in hexadecimal.
        last_seen_at: last activity, to the minute.
        expires_at: the person has to sign in again then, active or not.
        ended_at: signed out, or ended by a new password; None while it may be used.
    """

    __tablename__: ClassVar[str] = "account_session"
    __table_args__ = (check("expires_at > created_at", "expires_later"),)

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    token_hash: str = Field(max_length=64, unique=True)
    created_at: datetime = Field(sa_type=Moment)
    last_seen_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class OneTimeLink(SQLModel, table=True):
    """A link that lets its holder set an account's password, once.

    Attributes:
        token_hash: SHA-256 of the link's token, in hexadecimal.
        used_at: when it was used, or replaced by another; None while it may be used.
    """

    __tablename__: ClassVar[str] = "one_time_link"
    __table_args__ = (check("expires_at > created_at", "expires_later"),)

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    token_hash: str = Field(max_length=64, unique=True)
    purpose: LinkPurpose = term_column(LinkPurpose)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


def plain_email(text: str) -> str:
    """An e-mail address as accounts are found by it: without spaces around, in small letters."""
    return text.strip().lower()


def _email(text: str) -> str:
    email = plain_email(text)
    if len(email) > MAX_EMAIL or not _ADDRESS.fullmatch(email):
        fault = Fault("email", "{email} is not an e-mail address.", {"email": text}, "Write it like anna@example.org.")
        raise Invalid(faults=[fault])
    return email


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > MAX_NAME:
        fault = Fault("name", "A name has 1 to {most} characters.", {"most": MAX_NAME}, "Write the person's name.")
        raise Invalid(faults=[fault])
    return name


class AccountDraft(BaseModel):
    """A new account as it is asked for; its shape is checked here, its rules by the service.

    Attributes:
        email: any spelling of the address; kept in small letters.
        name: for people; runs of spaces become one.
        organisation: short name; a partner needs one.

    Raises:
        Invalid: the address or the name cannot be one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    email: Annotated[str, AfterValidator(_email)]
    name: Annotated[str, AfterValidator(_name)]
    role: Role
    organisation: str | None = None
