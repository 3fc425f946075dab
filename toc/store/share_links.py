"""Queries and inserts for read-only links; the caller holds the transaction. Tokens arrive as hashes."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from toc.model.framework import Framework
from toc.model.person import Account
from toc.model.sharing import ShareLink


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A read-only link as it stands.

    Attributes:
        link_id: its key.
        framework: code of the framework that it shows.
        name: for whom it was made.
        country: code, or ALL.
        expires_on: last day on which it works.
        created_at: UTC.
        created_by: name of who made it; None for the command line.
        revoked_at: ended before its time; None while it works.
        last_used_at: when somebody last followed it, UTC; None for never.
    """

    link_id: int
    framework: str
    name: str
    country: str
    expires_on: date
    created_at: datetime
    created_by: str | None
    revoked_at: datetime | None
    last_used_at: datetime | None


_ROWS = (
    select(ShareLink, Framework.code, Account.name)
    .join(Framework, col(Framework.id) == col(ShareLink.framework_id))
    .outerjoin(Account, col(Account.id) == col(ShareLink.account_id))
)


def add_link(
    session: Session,
    framework: str,
    *,
    name: str,
    token_sha256: str,
    country: str,
    expires_on: date,
    moment: datetime,
    account_id: int | None,
) -> int:
    """Keep a link under the hash of its token. Returns its key."""
    framework_id = session.exec(select(Framework.id).where(Framework.code == framework)).one()
    row = ShareLink(
        framework_id=framework_id,
        name=name,
        token_sha256=token_sha256,
        country=country,
        expires_on=expires_on,
        created_at=moment,
        account_id=account_id,
    )
    session.add(row)
    session.flush()
    return row.id


def list_links(session: Session, framework: str) -> list[LinkRow]:
    """Links of a framework, the newest first."""
    found = session.exec(_ROWS.where(Framework.code == framework).order_by(col(ShareLink.id).desc()))
    return [_row(*row) for row in found]


def find_link(session: Session, token_sha256: str) -> LinkRow | None:
    """The link of a token's hash, working or not; None where none was ever made."""
    found = session.exec(_ROWS.where(ShareLink.token_sha256 == token_sha256)).one_or_none()
    return None if found is None else _row(*found)


def find_link_by_id(session: Session, link_id: int) -> LinkRow | None:
    """The link with a key; None where there is none."""
    found = session.exec(_ROWS.where(ShareLink.id == link_id)).one_or_none()
    return None if found is None else _row(*found)


def revoke(session: Session, link_id: int, *, moment: datetime, account_id: int | None) -> None:
    """End a link before its time."""
    row = session.exec(select(ShareLink).where(ShareLink.id == link_id)).one()
    row.revoked_at, row.revoked_by = moment, account_id


def mark_used(session: Session, link_id: int, moment: datetime) -> None:
    """Note that somebody followed a link."""
    session.exec(select(ShareLink).where(ShareLink.id == link_id)).one().last_used_at = moment


def _row(link: ShareLink, framework: str, created_by: str | None) -> LinkRow:
    return LinkRow(
        link.id,
        framework,
        link.name,
        link.country,
        link.expires_on,
        link.created_at,
        created_by,
        link.revoked_at,
        link.last_used_at,
    )
