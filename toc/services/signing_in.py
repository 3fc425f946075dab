"""Who is signed in: begin a session with a password, end it, look up its person anew each time.

Source: architecture.md section 0 (who is looking); product.md People.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from toc.errors import Conflict, Invalid
from toc.model.person import Account, plain_email
from toc.model.query import Actor, Clock
from toc.services import sharing
from toc.services.steps import passwords
from toc.services.steps.attempts import limits_of, require_attempt, was_right
from toc.services.steps.throttle import Throttle
from toc.store import people
from toc.store.database import Session, Store

SEEN_EVERY = timedelta(minutes=1)
DEMO_DOMAIN = "demo.example"


class SignInSettings(Protocol):
    """The settings that decide how long a session lasts and whether demo accounts work (toc.config.Settings)."""

    @property
    def session_idle_hours(self) -> int:
        """A session ends after so many hours without activity."""

    @property
    def session_days(self) -> int:
        """A session ends after so many days, active or not."""

    @property
    def demo(self) -> bool:
        """Demo data and demo accounts are wanted."""

    @property
    def on_loopback(self) -> bool:
        """The app answers this computer only."""


@dataclass(frozen=True)
class NewSession:
    """A session just begun.

    Attributes:
        token: what the browser's cookie holds; kept nowhere here.
        expires_at: the session's end, UTC.
        name: of the person, for a greeting.
    """

    token: str
    expires_at: datetime
    name: str


def sign_in(
    store: Store,
    settings: SignInSettings,
    *,
    email: str,
    password: str,
    address: str,
    clock: Clock,
    throttle: Throttle,
    replacing: str | None = None,
    device: str = "",
) -> NewSession:
    """Begin a session for whoever knows an account's password.

    Whether there is such an account shows neither in the words nor in the time it takes.

    Args:
        store: where the account is.
        settings: how long sessions last, and whether demo accounts work.
        email: in any spelling.
        password: as typed.
        address: network address of the browser; attempts are counted per account and address, and for each alone.
        clock: gives the present moment.
        throttle: counts the attempts; one for the whole process.
        replacing: the token that the browser has had so far; its session ends.
        device: browser and system in words, for the person's list of sessions.

    Raises:
        NotAllowed: too many attempts; the sentence says how long to wait.
        Invalid: the address or the password is wrong.
    """
    now, email = clock.now(), plain_email(email)
    limits = limits_of("sign in", email, address)
    require_attempt(throttle, limits, now, field="password")
    with store.reading() as session:
        found = people.find_account(session, email)
        usable = found is not None and found.deactivated_at is None and _may_work(email, settings)
        kept = found.password_hash if found is not None and usable else None
    if not passwords.matches(kept, password):
        raise _wrong()
    was_right(throttle, limits)
    better = passwords.better_hash(kept, password)
    with store.writing() as session:
        account = people.find_account(session, email)
        if account is None or account.password_hash != kept or account.deactivated_at is not None:
            raise _wrong()
        account.password_hash = better
        return begin_session(session, account, settings, now=now, replacing=replacing, device=device)


def begin_session(
    session: Session, account: Account, settings: SignInSettings, *, now: datetime, replacing: str | None, device: str
) -> NewSession:
    """Begin a session for somebody who has just proved who they are, in the `writing()` block that checked it.

    The token is always a new one, whatever the browser brought: a session cannot be fixed in advance.

    Args:
        session: of the `writing()` block.
        account: whose session it is.
        settings: how long sessions last.
        now: the present moment.
        replacing: the token that the browser has had so far; its session ends.
        device: browser and system in words.
    """
    token, expires_at = passwords.new_token(), now + timedelta(days=settings.session_days)
    if replacing:
        people.end_session(session, passwords.token_hash(replacing), now)
    people.add_session(session, account.id, passwords.token_hash(token), now=now, expires_at=expires_at, device=device)
    return NewSession(token, expires_at, account.name)


def sign_out(store: Store, token: str, *, clock: Clock) -> None:
    """End a session, in every tab that uses it; a token that is no session's is no fault."""
    with store.writing() as session:
        people.end_session(session, passwords.token_hash(token), clock.now())


def actor_of(
    store: Store, token: str | None, settings: SignInSettings, *, clock: Clock, counting: bool = True
) -> Actor | None:
    """The person who is signed in with a token; looked up anew each time, so that signing out works at once.

    Args:
        store: where sessions are kept.
        token: from the browser's cookie; None where it has none.
        settings: how long sessions last, and whether demo accounts work.
        clock: gives the present moment.
        counting: whether this is activity of the person; written at most once a minute.

    Returns:
        None where nobody is: signed out, too long idle, expired, account closed, or no such session. A guest, where
        the token is that of a read-only link.
    """
    if not token:
        return None
    if token.startswith(sharing.PREFIX):
        return sharing.find_guest(store, token.removeprefix(sharing.PREFIX), clock=clock)
    now = clock.now()
    with store.reading() as session:
        found = people.find_signed_in(session, passwords.token_hash(token))
    if found is None or found.ended_at is not None or found.deactivated_at is not None or now >= found.expires_at:
        return None
    if now - found.last_seen_at >= timedelta(hours=settings.session_idle_hours):
        return None
    if not _may_work(found.actor.email, settings):
        return None
    if counting and now - found.last_seen_at >= SEEN_EVERY:
        # A store that is busy with an import is no reason to turn somebody away; the next look notes it.
        with suppress(Conflict), store.writing() as session:
            people.mark_seen(session, found.session_id, now)
    return found.actor


def of_demo(email: str) -> bool:
    """Whether an e-mail address is one of the demonstration's, made up and known to everybody."""
    return email.endswith("@" + DEMO_DOMAIN)


def demo_works(settings: SignInSettings) -> bool:
    """Whether demo accounts work: with demo data, on an address that answers this computer only."""
    return settings.demo and settings.on_loopback


def _may_work(email: str, settings: SignInSettings) -> bool:
    """Everybody knows the demo password: where others can reach the app, its accounts are as good as not there."""
    return demo_works(settings) or not of_demo(email)


def _wrong() -> Invalid:
    return Invalid(
        "The e-mail address or the password is not right.", field="password", remedy="Check both and try again."
    )
