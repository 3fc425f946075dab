"""Tables of people: accounts, their sessions, one-time links that set a password, calendar addresses and digests sent.

Tokens are kept as SHA-256 only, so that whoever reads the database can neither sign in nor set a password. Drafts
validate; rows are built from drafts alone.
"""

import re
from datetime import datetime
from typing import Annotated, ClassVar

import sqlalchemy as sa
from pydantic import AfterValidator, BaseModel, ConfigDict
from sqlmodel import Field, SQLModel

from toc.errors import Fault, Invalid
from toc.model.base import Moment, check, term_column
from toc.model.terms import Role, Term

_ADDRESS = re.compile(r"[^@\s<>\"(),;:\\]+@[^@\s<>\"(),;:\\]+\.[^@\s.<>\"(),;:\\]+")
MAX_EMAIL = 254
MAX_NAME = 120
MAX_SUBJECT = 255


class LinkPurpose(Term):
    """What a one-time link is for."""

    INVITATION = "invitation", "Invitation", "Sets the first password of a new account."
    RESET = "reset", "New password", "Sets a new password in place of a forgotten one."


class AccountState(Term):
    """Whether somebody can sign in with an account."""

    INVITED = "invited", "Invited", "The person has not set a password yet."
    ACTIVE = "active", "Active", "The person can sign in."
    DEACTIVATED = "deactivated", "Deactivated", "Nobody signs in with it; what the person did stays."


class Account(SQLModel, table=True):
    """Somebody who may sign in.

    Attributes:
        email: in small letters, unique.
        password_hash: argon2id; None until the person has set a password.
        organisation_id: a partner has one; others may.
        deactivated_at: since then nobody signs in with it; None for an account in use.
        locale: language whose way of writing numbers and dates the person chose; None for the setting's.
        oidc_issuer: address of the provider that the account is linked to; None without one.
        oidc_subject: what the provider calls the person; None without one.
        wants_digest: the person takes the mail that lists what is due.
    """

    __tablename__: ClassVar[str] = "account"
    __table_args__ = (
        check("email = lower(email)", "email_small"),
        check("role <> 'partner' OR organisation_id IS NOT NULL", "partner_has_organisation"),
        check("(oidc_issuer IS NULL) = (oidc_subject IS NULL)", "oidc_whole"),
        sa.UniqueConstraint("oidc_issuer", "oidc_subject"),
    )

    id: int = Field(default=None, primary_key=True)
    email: str = Field(max_length=MAX_EMAIL, unique=True)
    name: str = Field(max_length=MAX_NAME)
    role: Role = term_column(Role)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    password_hash: str | None = Field(default=None)
    created_at: datetime = Field(sa_type=Moment)
    deactivated_at: datetime | None = Field(default=None, sa_type=Moment)
    locale: str | None = Field(default=None, max_length=10)
    oidc_issuer: str | None = None
    oidc_subject: str | None = Field(default=None, max_length=MAX_SUBJECT)
    wants_digest: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})


class AccountSession(SQLModel, table=True):
    """One browser that is signed in; all its tabs share it.

    Attributes:
        token_hash: SHA-256 of the cookie's token, in hexadecimal.
        last_seen_at: last activity, to the minute.
        expires_at: the person has to sign in again then, active or not.
        ended_at: signed out, or ended by a new password; None while it may be used.
        device: browser and system in words, such as `Firefox on Linux`, to tell one's sessions apart.
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
    device: str = Field(default="", max_length=120, sa_column_kwargs={"server_default": ""})


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


class CalendarFeed(SQLModel, table=True):
    """The secret address of a person's calendar file; calendar programs cannot sign in.

    Attributes:
        token_hash: SHA-256 of the address's token, in hexadecimal.
        ended_at: replaced or taken back then; None while it answers.
    """

    __tablename__: ClassVar[str] = "calendar_feed"

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    token_hash: str = Field(max_length=64, unique=True)
    created_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class DigestSent(SQLModel, table=True):
    """A digest that was mailed to a person, so that the same one is not mailed again.

    Attributes:
        content_hash: SHA-256 of what it listed, in hexadecimal.
    """

    __tablename__: ClassVar[str] = "digest_sent"

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    at: datetime = Field(sa_type=Moment)
    content_hash: str = Field(max_length=64)


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
