"""Queries and inserts for accounts, their sessions and one-time links; the caller holds the transaction.

Nothing here knows a password or a token: both arrive as hashes.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select, update

from toc.model.framework import Organisation, OrganisationCountry
from toc.model.person import Account, AccountSession, LinkPurpose, OneTimeLink
from toc.model.query import Actor
from toc.model.terms import Role


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session with the person who signed in, as it stands in the store; it may have ended or expired.

    Attributes:
        actor: the person, with the own organisation and the countries that it reports for in any framework.
        last_seen_at: last activity, UTC.
        expires_at: end of the session whatever happens, UTC.
        ended_at: signed out then; None while the session goes on.
        deactivated_at: the account was closed then; None while it is in use.
    """

    session_id: int
    actor: Actor
    last_seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    deactivated_at: datetime | None


def find_account(session: Session, email: str) -> Account | None:
    """The account with an e-mail address in small letters; None where there is none."""
    return session.exec(select(Account).where(Account.email == email)).one_or_none()


def find_account_of_provider(session: Session, issuer: str, subject: str) -> Account | None:
    """The account that is linked to what a provider calls a person; None where none is."""
    return session.exec(
        select(Account).where(Account.oidc_issuer == issuer, Account.oidc_subject == subject)
    ).one_or_none()


def get_account(session: Session, account_id: int) -> Account:
    """The account with a key that another row names."""
    return session.exec(select(Account).where(Account.id == account_id)).one()


def list_accounts(session: Session) -> list[tuple[Account, str | None]]:
    """Every account with the short name of its organisation, by e-mail address."""
    rows = session.exec(
        select(Account, Organisation.short_name)
        .outerjoin(Organisation, col(Account.organisation_id) == col(Organisation.id))
        .order_by(col(Account.email))
    )
    return [(account, organisation) for account, organisation in rows]


def last_seen(session: Session) -> dict[int, datetime]:
    """When each account was last active, in UTC, by the account's key; without those that never signed in."""
    rows = session.exec(
        select(AccountSession.account_id, sa.func.max(col(AccountSession.last_seen_at))).group_by(
            col(AccountSession.account_id)
        )
    )
    return {account_id: at for account_id, at in rows}


def open_links(session: Session) -> dict[int, datetime]:
    """Until when each account's unused link works or worked, in UTC, by the account's key."""
    rows = session.exec(
        select(OneTimeLink.account_id, sa.func.max(col(OneTimeLink.expires_at)))
        .where(col(OneTimeLink.used_at).is_(None))
        .group_by(col(OneTimeLink.account_id))
    )
    return {account_id: at for account_id, at in rows}


def countries_reported(session: Session) -> dict[int, tuple[str, ...]]:
    """The countries that each organisation reports for in any framework, by the organisation's key."""
    rows = session.exec(
        select(OrganisationCountry.organisation_id, OrganisationCountry.country)
        .where(OrganisationCountry.country != "")
        .distinct()
        .order_by(col(OrganisationCountry.country))
    )
    found: dict[int, tuple[str, ...]] = {}
    for organisation_id, country in rows:
        found[organisation_id] = (*found.get(organisation_id, ()), country)
    return found


def find_organisation_id(session: Session, short_name: str) -> int | None:
    """The key of the organisation with a short name, in any spelling of small and capital letters."""
    return session.exec(
        select(Organisation.id).where(sa.func.lower(Organisation.short_name) == short_name.strip().lower())
    ).one_or_none()


def find_short_name(session: Session, organisation_id: int | None) -> str | None:
    """The short name of the organisation with a key; None for none."""
    return session.exec(select(Organisation.short_name).where(Organisation.id == organisation_id)).one_or_none()


def list_organisations(session: Session) -> list[str]:
    """The short names of all organisations, in order."""
    return list(session.exec(select(Organisation.short_name).order_by(col(Organisation.short_name))))


def find_actor(session: Session, email: str) -> Actor | None:
    """The person of an account in use, by e-mail address in small letters; None where there is none."""
    account = find_account(session, email)
    if account is None or account.deactivated_at is not None:
        return None
    organisation = session.exec(
        select(Organisation.short_name).where(Organisation.id == account.organisation_id)
    ).one_or_none()
    countries = session.exec(
        select(OrganisationCountry.country)
        .where(OrganisationCountry.organisation_id == account.organisation_id)
        .where(OrganisationCountry.country != "")
    )
    return Actor(
        account.id, account.name, account.email, account.role, organisation, frozenset(countries), account.locale
    )


def list_partner_addresses(session: Session, organisation: str) -> list[str]:
    """The e-mail addresses of an organisation's partners with an account in use, in order."""
    return [person.email for _, person in _in_use(session, Role.PARTNER) if person.organisation == organisation]


def list_digest_readers(session: Session) -> list[tuple[int, Actor]]:
    """Partners and coordinators with an account in use who take the mail with what is due, by e-mail address."""
    wanted = set(session.exec(select(Account.id).where(col(Account.wants_digest))))
    return [found for found in _in_use(session, Role.PARTNER, Role.COORDINATOR) if found[0] in wanted]


def _in_use(session: Session, *roles: Role) -> list[tuple[int, Actor]]:
    """People of some roles who have signed in, or can: not deactivated, with a password or another way in."""
    rows = session.exec(
        select(Account)
        .where(col(Account.role).in_(roles), col(Account.deactivated_at).is_(None))
        .where(col(Account.password_hash).is_not(None) | col(Account.oidc_subject).is_not(None))
        .order_by(col(Account.email))
    )
    people = [(account.id, find_actor(session, account.email)) for account in rows]
    return [(account_id, person) for account_id, person in people if person is not None]


_SIGNED_IN = (
    sa.select(
        col(AccountSession.id),
        col(AccountSession.last_seen_at),
        col(AccountSession.expires_at),
        col(AccountSession.ended_at),
        col(Account.id),
        col(Account.name),
        col(Account.email),
        col(Account.role),
        col(Account.deactivated_at),
        col(Account.locale),
        col(Organisation.short_name),
        col(OrganisationCountry.country),
    )
    .join(Account, col(Account.id) == col(AccountSession.account_id))
    .outerjoin(Organisation, col(Organisation.id) == col(Account.organisation_id))
    .outerjoin(OrganisationCountry, col(OrganisationCountry.organisation_id) == col(Account.organisation_id))
)


def find_signed_in(session: Session, token_hash: str) -> SignedIn | None:
    """The session of a token's hash with its person, in one query; None where no such session was ever made."""
    rows = session.connection().execute(_SIGNED_IN.where(col(AccountSession.token_hash) == token_hash)).all()
    if not rows:
        return None
    session_id, seen, expires, ended, account_id, name, email, role, deactivated, locale, organisation, _ = rows[0]
    countries = frozenset(row[-1] for row in rows if row[-1])
    actor = Actor(account_id, name, email, role, organisation, countries, locale)
    return SignedIn(session_id, actor, seen, expires, ended, deactivated)


def add_session(
    session: Session, account_id: int, token_hash: str, *, now: datetime, expires_at: datetime, device: str = ""
) -> None:
    """Begin a session on a device that is named in words."""
    session.add(
        AccountSession(
            account_id=account_id,
            token_hash=token_hash,
            created_at=now,
            last_seen_at=now,
            expires_at=expires_at,
            device=device,
        )
    )
    session.flush()


def list_open_sessions(session: Session, account_id: int, now: datetime) -> list[AccountSession]:
    """The sessions of an account that have neither ended nor expired, the one seen last first."""
    rows = session.exec(
        select(AccountSession)
        .where(AccountSession.account_id == account_id, col(AccountSession.ended_at).is_(None))
        .where(col(AccountSession.expires_at) > now)
        .order_by(col(AccountSession.last_seen_at).desc(), col(AccountSession.id).desc())
    )
    return list(rows)


def mark_seen(session: Session, session_id: int, now: datetime) -> None:
    """Note that the session's person was active just now."""
    session.exec(update(AccountSession).where(col(AccountSession.id) == session_id).values(last_seen_at=now))


def end_session(session: Session, token_hash: str, now: datetime) -> None:
    """End the session of a token's hash; one that has ended keeps its moment, one that never was is no fault."""
    session.exec(
        update(AccountSession)
        .where(col(AccountSession.token_hash) == token_hash, col(AccountSession.ended_at).is_(None))
        .values(ended_at=now)
    )


def end_sessions_of(session: Session, account_id: int, now: datetime) -> None:
    """End all sessions of an account."""
    session.exec(
        update(AccountSession)
        .where(col(AccountSession.account_id) == account_id, col(AccountSession.ended_at).is_(None))
        .values(ended_at=now)
    )


def end_session_of(session: Session, account_id: int, session_id: int, now: datetime) -> bool:
    """End one session of an account; False where the account has no such session that goes on."""
    ended = session.exec(
        update(AccountSession)
        .where(col(AccountSession.id) == session_id, col(AccountSession.account_id) == account_id)
        .where(col(AccountSession.ended_at).is_(None))
        .values(ended_at=now)
    )
    return bool(ended.rowcount)


def end_other_sessions(session: Session, account_id: int, token_hash: str, now: datetime) -> int:
    """End all sessions of an account but the one of a token's hash; how many went on until now."""
    ended = session.exec(
        update(AccountSession)
        .where(col(AccountSession.account_id) == account_id, col(AccountSession.token_hash) != token_hash)
        .where(col(AccountSession.ended_at).is_(None), col(AccountSession.expires_at) > now)
        .values(ended_at=now)
    )
    return int(ended.rowcount)


def find_link(session: Session, token_hash: str) -> OneTimeLink | None:
    """The one-time link of a token's hash, used or not; None where there is none."""
    return session.exec(select(OneTimeLink).where(OneTimeLink.token_hash == token_hash)).one_or_none()


def add_link(
    session: Session, account_id: int, token_hash: str, purpose: LinkPurpose, *, now: datetime, expires_at: datetime
) -> None:
    """Add a one-time link."""
    session.add(
        OneTimeLink(
            account_id=account_id, token_hash=token_hash, purpose=purpose, created_at=now, expires_at=expires_at
        )
    )
    session.flush()


def use_up_links(session: Session, account_id: int, now: datetime) -> None:
    """Make every link of an account worthless: one was used, or a new one takes their place."""
    session.exec(
        update(OneTimeLink)
        .where(col(OneTimeLink.account_id) == account_id, col(OneTimeLink.used_at).is_(None))
        .values(used_at=now)
    )
