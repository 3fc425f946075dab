"""One's own account: the browsers that are signed in, the password, the way of writing numbers and dates.

Everybody may do all of this, for the account that they are signed in with and no other.
Source: architecture.md section 0 (who is looking).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from toc.errors import Conflict, Invalid, NotAllowed, NotFound
from toc.model.query import Actor, Clock
from toc.services.signing_in import SignInSettings
from toc.services.steps import passwords
from toc.services.steps.attempts import require_attempt
from toc.services.steps.audit import audit
from toc.services.steps.throttle import ATTEMPTS, Throttle
from toc.store import people
from toc.store.database import Session, Store

LOCALES = ("en", "it", "nl", "fr", "et", "es")
"""Languages whose way of writing numbers and dates can be chosen: the partners'."""


@dataclass(frozen=True)
class OwnSession:
    """A browser that is signed in with one's account.

    Attributes:
        session_id: key to end it by.
        device: browser and system in words, such as `Firefox on Linux`; empty where the browser did not say.
        began_at: signed in then, UTC.
        last_seen_at: last activity, UTC, to the minute.
        current: it is the one that asks.
    """

    session_id: int
    device: str
    began_at: datetime
    last_seen_at: datetime
    current: bool


def list_sessions(
    store: Store, actor: Actor, *, token: str | None, clock: Clock, settings: SignInSettings | None = None
) -> tuple[OwnSession, ...]:
    """The browsers that are signed in with one's account: this one first, then those seen last.

    Args:
        store: where sessions are kept.
        actor: whose they are.
        token: of the session that asks, from the browser's cookie.
        clock: gives the present moment.
        settings: leave out what was idle for too long, as these say; None leaves it in.

    Raises:
        NotAllowed: the command line has no account.
    """
    account_id, now = _own(actor), clock.now()
    idle = timedelta(hours=settings.session_idle_hours) if settings else None
    here = passwords.token_hash(token or "")
    with store.reading() as session:
        found = tuple(
            OwnSession(row.id, row.device, row.created_at, row.last_seen_at, row.token_hash == here)
            for row in people.list_open_sessions(session, account_id, now)
            if idle is None or now - row.last_seen_at < idle
        )
    return tuple(sorted(found, key=lambda one: not one.current))


def end_session(store: Store, actor: Actor, session_id: int, *, clock: Clock) -> None:
    """End one of one's own sessions; its tabs are signed out within seconds.

    Raises:
        NotAllowed: the command line has no account.
        NotFound: it is not one's own, or has ended already.
    """
    account_id = _own(actor)
    with store.writing() as session:
        if not people.end_session_of(session, account_id, session_id, clock.now()):
            raise NotFound("This session has ended already.", remedy="Look at the list again.")
        audit(session, actor, "end session", actor.email)


def end_other_sessions(store: Store, actor: Actor, *, token: str | None, clock: Clock) -> int:
    """End all of one's own sessions but the one that asks.

    Returns:
        How many were ended.

    Raises:
        NotAllowed: the command line has no account.
    """
    account_id = _own(actor)
    with store.writing() as session:
        ended = people.end_other_sessions(session, account_id, passwords.token_hash(token or ""), clock.now())
        if ended:
            audit(session, actor, "end other sessions", actor.email, after={"sessions": ended})
        return ended


def change_password(
    store: Store, actor: Actor, *, old: str, new: str, token: str | None, clock: Clock, throttle: Throttle
) -> None:
    """Change one's own password: every other session ends, and no one-time link of the account works any more.

    Args:
        store: where the account is.
        actor: whose password it is.
        old: the present password, as typed.
        new: has to keep the rules for passwords.
        token: of the session that asks, which goes on.
        clock: gives the present moment.
        throttle: counts the attempts; the one of the whole process.

    Raises:
        NotAllowed: too many attempts, or the command line, which has no account.
        Invalid: the present password is not right (field `old`), or the new one will not do (field `password`).
        Conflict: the password was changed elsewhere meanwhile.
    """
    account_id, now, key = _own(actor), clock.now(), ("change", actor.email)
    require_attempt(throttle, {key: ATTEMPTS}, now, field="old")
    with store.reading() as session:
        kept = people.get_account(session, account_id).password_hash
    if not passwords.matches(kept, old):
        raise Invalid("The present password is not right.", field="old", remedy="Type it again.")
    throttle.forget(key)
    password_hash = passwords.hash_password(new, email=actor.email)
    with store.writing() as session:
        account = people.get_account(session, account_id)
        if account.password_hash != kept or account.deactivated_at is not None:
            raise Conflict("The password was changed elsewhere meanwhile.", remedy="Sign in again.")
        account.password_hash = password_hash
        _close_other_ways_in(session, account_id, token, now)
        audit(session, actor, "change password", actor.email)


def set_locale(store: Store, actor: Actor, locale: str | None) -> None:
    """Choose the language whose way of writing numbers and dates one reads; None for the one of the settings.

    Raises:
        NotAllowed: the command line has no account.
        Invalid: it is none of the languages that can be chosen.
    """
    account_id = _own(actor)
    if locale is not None and locale not in LOCALES:
        raise Invalid(
            "{locale} is not one of the languages here.",
            field="locale",
            remedy="Choose one of these: {known}.",
            details={"locale": locale, "known": ", ".join(LOCALES)},
        )
    with store.writing() as session:
        account = people.get_account(session, account_id)
        before = account.locale
        if before != locale:
            account.locale = locale
            audit(session, actor, "set language", actor.email, before={"locale": before}, after={"locale": locale})


def find_locale(store: Store, actor: Actor) -> str | None:
    """The language that somebody chose; None for the one of the settings, and for the command line."""
    if actor.account_id is None:
        return None
    with store.reading() as session:
        return people.get_account(session, actor.account_id).locale


def _own(actor: Actor) -> int:
    if actor.account_id is None:
        raise NotAllowed("The command line has no account of its own.", remedy="Sign in to the app.")
    return actor.account_id


def _close_other_ways_in(session: Session, account_id: int, token: str | None, now: datetime) -> None:
    people.end_other_sessions(session, account_id, passwords.token_hash(token or ""), now)
    people.use_up_links(session, account_id, now)
