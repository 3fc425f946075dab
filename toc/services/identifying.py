"""Signing in through a provider: whom the provider names, and the account that is linked to them.

What the provider says arrives checked: its signature, for whom it is, that it is fresh. Here stands who gets in.
Source: architecture.md section 0 (who is looking).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from toc.errors import NotAllowed
from toc.model.person import MAX_SUBJECT, Account, plain_email
from toc.model.query import Actor, Clock
from toc.services.signing_in import NewSession, SignInSettings, of_demo
from toc.services.steps import passwords
from toc.services.steps.audit import audit
from toc.store import people
from toc.store.database import Session, Store


@dataclass(frozen=True)
class WaysIn:
    """How somebody can sign in with an account.

    Attributes:
        password: a password is set.
        provider: address of the provider that the account is linked to; None without one.
    """

    password: bool
    provider: str | None


def sign_in_with_provider(
    store: Store,
    settings: SignInSettings,
    *,
    issuer: str,
    subject: str,
    email: str,
    email_verified: bool,
    clock: Clock,
    replacing: str | None = None,
    device: str = "",
) -> NewSession:
    """Begin a session for whom a provider names; the first time, the account with the verified address is linked.

    From then on the account is found by what the provider calls the person, whatever the address becomes there. The
    first sign-in uses up the account's open one-time links. Demo accounts are never linked.

    Args:
        store: where the account is.
        settings: how long sessions last.
        issuer: the provider's address, as it signs with it.
        subject: what the provider calls the person; never given to another one.
        email: as the provider has it.
        email_verified: the provider has made sure that the address is the person's.
        clock: gives the present moment.
        replacing: the token that the browser has had so far; its session ends.
        device: browser and system in words, for the person's list of sessions.

    Raises:
        NotAllowed: the address is not verified, or no account here may be used; why not is not told.
    """
    if not email_verified:
        raise NotAllowed(
            "Your e-mail address is not verified where you signed in.", remedy="Verify it there and try again."
        )
    with store.reading() as session:
        _usable(session, issuer, subject, email)
    now, token = clock.now(), passwords.new_token()
    expires_at = now + timedelta(days=settings.session_days)
    with store.writing() as session:
        account = _usable(session, issuer, subject, email)
        if account.oidc_subject is None:
            _link(session, account, issuer, subject, now)
        if replacing:
            people.end_session(session, passwords.token_hash(replacing), now)
        people.add_session(
            session, account.id, passwords.token_hash(token), now=now, expires_at=expires_at, device=device
        )
        return NewSession(token, expires_at, account.name)


def ways_in(store: Store, actor: Actor) -> WaysIn:
    """How one can sign in with one's own account.

    Raises:
        NotAllowed: the command line has no account.
    """
    if actor.account_id is None:
        raise NotAllowed("The command line has no account of its own.", remedy="Sign in to the app.")
    with store.reading() as session:
        account = people.get_account(session, actor.account_id)
        return WaysIn(account.password_hash is not None, account.oidc_issuer)


def _usable(session: Session, issuer: str, subject: str, email: str) -> Account:
    """The account that is linked, or the one to link.

    Raises:
        NotAllowed: there is none that may be used, said in the same words whatever the reason.
    """
    account = people.find_account_of_provider(session, issuer, subject)
    if account is None and 0 < len(subject) <= MAX_SUBJECT:
        found = people.find_account(session, plain_email(email))
        account = found if found is not None and found.oidc_subject is None else None
    if account is None or account.deactivated_at is not None or of_demo(account.email):
        raise NotAllowed("No account here is linked to this sign-in.", remedy="Ask an administrator to invite you.")
    return account


def _link(session: Session, account: Account, issuer: str, subject: str, now: datetime) -> None:
    account.oidc_issuer, account.oidc_subject = issuer, subject
    people.use_up_links(session, account.id, now)
    person = Actor(account.id, account.name, account.email, account.role)
    audit(session, person, "link provider", account.email, after={"provider": issuer, "subject": subject})
