"""One-time links: invite somebody, make a link for a new password, ask for one oneself; mailed where that is set up.

A link stands in nothing that is kept: not in the store, not in the audit log, not in a log of the process.
Source: architecture.md section 0 (who is looking).
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from toc.errors import Invalid, TocError
from toc.exchange import mail
from toc.model.person import AccountDraft, AccountState, LinkPurpose, plain_email
from toc.model.query import Actor, Clock
from toc.model.terms import Permission
from toc.services import administering
from toc.services.administering import LINK_LASTS
from toc.services.permissions import require
from toc.services.signing_in import of_demo
from toc.services.steps import passwords
from toc.services.steps.account_rules import account_by_email, state_of
from toc.services.steps.attempts import limits_of, require_attempt
from toc.services.steps.audit import audit
from toc.services.steps.mailing import MailSettings, mail_server
from toc.services.steps.throttle import Throttle
from toc.store import people
from toc.store.database import Store

MAILED_LASTS = timedelta(hours=2)
"""So long a link may be used that somebody asked for and that was mailed to them."""

LOG = logging.getLogger("toc.mail")

_INVITATION = """Hello {name},

{sender} has made an account for you in the impact monitoring. Set your password here:

{address}

The link works once, until {until} UTC. After that, ask {sender} for a new one.
"""
_FORGOTTEN = """Hello {name},

{sender} has made a link for you with which you set a new password in the impact monitoring:

{address}

The link works once, until {until} UTC. Until you use it, your present password stays as it is.
"""
_ASKED_FOR = """Hello {name},

somebody, probably you, asked for a new password in the impact monitoring. Set it here:

{address}

The link works once, until {until} UTC. If it was not you, there is nothing to do: your password stays as it is.
"""


@dataclass(frozen=True)
class NewLink:
    """A one-time link just made, to be shown once.

    Attributes:
        address: the whole link.
        until: it works until then, UTC.
        mailed: it was mailed to the person as well.
        fault: why it could not be mailed; None where it was, or where no mail server is set.
    """

    email: str
    name: str
    address: str
    until: datetime
    mailed: bool
    fault: TocError | None


def invite(store: Store, actor: Actor, draft: AccountDraft, *, settings: MailSettings, clock: Clock) -> NewLink:
    """Make an account and the one-time link with which its person sets a password; mailed where that is set up.

    Args:
        store: where accounts are.
        actor: an administrator.
        draft: whom to invite.
        settings: the mail server and the app's own address.
        clock: gives the present moment.

    Raises:
        NotAllowed, Conflict, NotFound, Invalid: as `administering.make_account`.
    """
    path = administering.make_account(store, actor, draft, clock=clock)
    return _hand_over(actor, draft.email, draft.name, path, _INVITATION, clock.now() + LINK_LASTS, settings)


def make_link(store: Store, actor: Actor, email: str, *, settings: MailSettings, clock: Clock) -> NewLink:
    """Make a one-time link for somebody who has lost the password or the invitation; earlier links end.

    The present password stays good until the link is used.

    Args:
        store: where accounts are.
        actor: an administrator.
        email: of the account.
        settings: the mail server and the app's own address.
        clock: gives the present moment.

    Raises:
        NotAllowed: the actor may not administer.
        NotFound: there is no such account.
        Invalid: the account is deactivated, or one of the demonstration.
    """
    require(actor, Permission.ADMINISTER)
    now, token = clock.now(), passwords.new_token()
    with store.writing() as session:
        account = account_by_email(session, plain_email(email))
        state = state_of(account)
        if state is AccountState.DEACTIVATED:
            raise Invalid("This account is deactivated.", field="email", remedy="Reactivate it first.")
        if of_demo(account.email):
            raise Invalid("The password of demo accounts stays as it is.", field="email")
        invited = state is AccountState.INVITED
        purpose = LinkPurpose.INVITATION if invited else LinkPurpose.RESET
        people.use_up_links(session, account.id, now)
        people.add_link(session, account.id, passwords.token_hash(token), purpose, now=now, expires_at=now + LINK_LASTS)
        audit(session, actor, "invite" if invited else "make password link", account.email)
        to, name = account.email, account.name
    text = _INVITATION if invited else _FORGOTTEN
    return _hand_over(actor, to, name, _path(token), text, now + LINK_LASTS, settings)


def count_request(throttle: Throttle, *, email: str, address: str, clock: Clock) -> None:
    """Count that somebody asks for a new password, before anything is looked up.

    Raises:
        NotAllowed: too often; the sentence says how long to wait.
    """
    require_attempt(throttle, limits_of("forgot", email, address), clock.now(), field="email")


def mail_password_link(store: Store, email: str, *, settings: MailSettings, clock: Clock) -> None:
    """Mail a link for a new password to whoever asked for it, where there is an account to set one for.

    Nothing comes back and nothing is raised that would tell whether there is; the caller answers before calling this,
    so that the time tells nothing either. An account that never had a password gets none in this way: an
    invitation ends after its time, and who signs in through a provider goes on doing so. Links made before stay good,
    so that nobody can end another person's link by asking for one.

    Args:
        store: where accounts are.
        email: as typed.
        settings: the mail server and the app's own address.
        clock: gives the present moment.
    """
    server, now, token = mail_server(settings), clock.now(), passwords.new_token()
    with store.reading() as session:
        found = people.find_account(session, plain_email(email))
        usable = found is not None and found.password_hash is not None and found.deactivated_at is None
    if server is None or not usable or found is None or of_demo(found.email):
        return
    person = Actor(found.id, found.name, found.email, found.role)
    until = now + MAILED_LASTS
    try:
        with store.writing() as session:
            token_hash = passwords.token_hash(token)
            people.add_link(session, found.id, token_hash, LinkPurpose.RESET, now=now, expires_at=until)
            audit(session, person, "ask for new password", person.email)
        link = NewLink(person.email, person.name, settings.own_url + _path(token), until, mailed=True, fault=None)
        mail.send(
            server, to=link.email, subject="Impact monitoring: new password", text=_words(_ASKED_FOR, link, person)
        )
    except TocError as error:
        LOG.warning("a link for a new password could not be mailed: %s", error)


def mails_go_out(settings: MailSettings) -> bool:
    """Whether a mail server is set, so that people can ask for a new password themselves."""
    return mail_server(settings) is not None


def _hand_over(
    actor: Actor, email: str, name: str, path: str, text: str, until: datetime, settings: MailSettings
) -> NewLink:
    """Mail a link where a mail server is set, and give it to be shown in any case."""
    server, address = mail_server(settings), settings.own_url + path
    if server is None:
        return NewLink(email, name, address, until, mailed=False, fault=None)
    link = NewLink(email, name, address, until, mailed=True, fault=None)
    try:
        mail.send(server, to=email, subject="Impact monitoring: set your password", text=_words(text, link, actor))
    except TocError as error:
        return NewLink(email, name, address, until, mailed=False, fault=error)
    return link


def _words(text: str, link: NewLink, sender: Actor) -> str:
    by = sender.name if sender.account_id is not None else "The administrator"
    return text.format(name=link.name, sender=by, address=link.address, until=f"{link.until:%Y-%m-%d %H:%M}")


def _path(token: str) -> str:
    return f"/set-password?token={token}"
