"""Accounts: invite somebody, set a password with the invitation's link, make the demo accounts.

Source: product.md People; architecture.md section 0 (who is looking).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from toc.errors import Conflict, Invalid, NotAllowed, NotFound
from toc.model.person import Account, AccountDraft, AccountState, LinkPurpose, plain_email
from toc.model.query import SYSTEM, Actor, Clock
from toc.model.terms import Permission, Role
from toc.services.permissions import require
from toc.services.signing_in import DEMO_DOMAIN, SignInSettings, demo_works, of_demo
from toc.services.steps import passwords
from toc.services.steps.account_rules import account_of_link, organisation_of, state_of
from toc.services.steps.audit import audit
from toc.store import people
from toc.store.database import Session, Store

__all__ = ["AccountDraft"]

LINK_LASTS = timedelta(hours=48)
"""So long an invitation and any other link that an administrator made may be used."""

DEMO_PASSWORD = "small steps add up"  # noqa: S105 - printed at the start, and good on this computer only
DEMO_ACCOUNTS = (
    AccountDraft(
        email="partner.it@demo.example", name="Giulia (Materahub)", role=Role.PARTNER, organisation="Materahub"
    ),
    AccountDraft(email="partner.nl@demo.example", name="Piet (HKU)", role=Role.PARTNER, organisation="HKU"),
    AccountDraft(
        email="partner.ie@demo.example", name="Aoife (Creative Spark)", role=Role.PARTNER, organisation="Creative Spark"
    ),
    AccountDraft(email="partner.be@demo.example", name="Elise (ICHEC)", role=Role.PARTNER, organisation="ICHEC"),
    AccountDraft(email="partner.ee@demo.example", name="Mari (TCCI)", role=Role.PARTNER, organisation="TCCI"),
    AccountDraft(email="coordinator@demo.example", name="Carla (coordinator)", role=Role.COORDINATOR),
    AccountDraft(email="viewer@demo.example", name="Viktor (viewer)", role=Role.VIEWER),
    AccountDraft(email="admin@demo.example", name="Ada (administrator)", role=Role.ADMINISTRATOR),
)
"""Accounts of the demonstration; they work only with demo data on an address that answers this computer only."""


@dataclass(frozen=True)
class AccountSummary:
    """An account as lists show it.

    Attributes:
        account_id: key of the account.
        organisation: short name; None for accounts without one.
        countries: codes of those that the organisation reports for in any framework, in order.
        state: invited only, in use, or deactivated.
        last_seen_at: last activity, UTC; None for somebody who never signed in.
        link_until: an unused link works, or worked, until then, UTC; None without one.
    """

    account_id: int
    email: str
    name: str
    role: Role
    organisation: str | None
    countries: tuple[str, ...]
    state: AccountState
    last_seen_at: datetime | None
    link_until: datetime | None

    @property
    def has_password(self) -> bool:
        """The person has set a password, or could sign in before the account was deactivated."""
        return self.state is not AccountState.INVITED

    @property
    def active(self) -> bool:
        """Not deactivated."""
        return self.state is not AccountState.DEACTIVATED


def make_account(store: Store, actor: Actor, draft: AccountDraft, *, clock: Clock) -> str:
    """Make an account without a password and give the one-time link with which its person sets one.

    For an account that is there with the same role and organisation and has no password yet, a new link takes the
    place of the old one.

    Returns:
        The link's path and query, to be put behind the app's address; good for 48 hours.

    Raises:
        NotAllowed: the actor may not administer.
        Conflict: there is such an account already.
        NotFound: there is no such organisation.
        Invalid: a partner without an organisation, or an address of the demonstration.
    """
    require(actor, Permission.ADMINISTER)
    if of_demo(draft.email):
        raise Invalid(
            "{domain} is kept for demo accounts.",
            field="email",
            remedy="Take the person's own address.",
            details={"domain": DEMO_DOMAIN},
        )
    now, token = clock.now(), passwords.new_token()
    with store.writing() as session:
        account = people.find_account(session, draft.email)
        if account is None:
            account = _add_account(session, actor, draft, now=now, password_hash=None)
        elif state_of(account) is not AccountState.INVITED or not _same(session, account, draft):
            raise Conflict(
                "There is an account for {email} already.",
                field="email",
                remedy="Choose another address.",
                details={"email": draft.email},
            )
        people.use_up_links(session, account.id, now)
        people.add_link(
            session,
            account.id,
            passwords.token_hash(token),
            LinkPurpose.INVITATION,
            now=now,
            expires_at=now + LINK_LASTS,
        )
        audit(session, actor, "invite", draft.email)
    return f"/set-password?token={token}"


def make_demo_accounts(store: Store, settings: SignInSettings, *, clock: Clock) -> tuple[AccountDraft, ...]:
    """Make the demo accounts that are not there yet, all with the one demo password; those there stay as they are.

    A partner whose organisation is not in the store is left out.

    Returns:
        The demo accounts that can sign in now.

    Raises:
        NotAllowed: no demonstration was asked for, or the address answers other computers too.
    """
    if not demo_works(settings):
        raise NotAllowed(
            "Demo accounts are made for a demonstration on this computer only.",
            remedy="Start with --demo on 127.0.0.1.",
        )
    made = []
    with store.writing() as session:
        for draft in DEMO_ACCOUNTS:
            if draft.organisation and people.find_organisation_id(session, draft.organisation) is None:
                continue
            if people.find_account(session, draft.email) is None:
                password_hash = passwords.hash_password(DEMO_PASSWORD, email=draft.email)
                _add_account(session, SYSTEM, draft, now=clock.now(), password_hash=password_hash)
            made.append(draft)
    return tuple(made)


def list_demo_accounts(store: Store, settings: SignInSettings) -> tuple[AccountDraft, ...]:
    """The demo accounts that can sign in, for the sign-in page; none without demonstration."""
    if not demo_works(settings):
        return ()
    with store.reading() as session:
        return tuple(draft for draft in DEMO_ACCOUNTS if people.find_account(session, draft.email))


def list_accounts(store: Store, actor: Actor) -> tuple[AccountSummary, ...]:
    """Every account, by e-mail address.

    Raises:
        NotAllowed: the actor may not administer.
    """
    require(actor, Permission.ADMINISTER)
    with store.reading() as session:
        countries, seen = people.countries_reported(session), people.last_seen(session)
        links = people.open_links(session)
        return tuple(
            AccountSummary(
                account.id,
                account.email,
                account.name,
                account.role,
                organisation,
                countries.get(account.organisation_id or 0, ()),
                state_of(account),
                seen.get(account.id),
                links.get(account.id),
            )
            for account, organisation in people.list_accounts(session)
        )


def check_link(store: Store, token: str, *, clock: Clock) -> str:
    """Say whose password a one-time link sets.

    Returns:
        The account's e-mail address.

    Raises:
        NotFound: the link was used, has expired, or never was.
    """
    with store.reading() as session:
        return account_of_link(session, token, clock.now()).email


def set_password(store: Store, token: str, password: str, *, clock: Clock) -> str:
    """Set an account's password with a one-time link: the link is used up, and every session of the account ends.

    Args:
        store: where the account is.
        token: from the link.
        password: has to keep the rules for passwords.
        clock: gives the present moment.

    Returns:
        The account's e-mail address.

    Raises:
        NotFound: the link was used, has expired, or never was.
        Invalid: the password will not do.
    """
    password_hash = passwords.hash_password(password, email=check_link(store, token, clock=clock))
    now = clock.now()
    with store.writing() as session:
        account = account_of_link(session, token, now)
        account.password_hash = password_hash
        people.use_up_links(session, account.id, now)
        people.end_sessions_of(session, account.id, now)
        person = Actor(account.id, account.name, account.email, account.role)
        audit(session, person, "set password", account.email)
        return account.email


def actor_by_email(store: Store, email: str) -> Actor:
    """The person of an account, for the command line that acts as somebody.

    Raises:
        NotFound: there is no such account, or it is closed.
    """
    with store.reading() as session:
        actor = people.find_actor(session, plain_email(email))
    if actor is None:
        raise NotFound("There is no account for {email}.", remedy="Make one: toc user add", details={"email": email})
    return actor


def _add_account(
    session: Session, actor: Actor, draft: AccountDraft, *, now: datetime, password_hash: str | None
) -> Account:
    organisation_id = organisation_of(session, draft)
    account = Account(
        email=draft.email,
        name=draft.name,
        role=draft.role,
        organisation_id=organisation_id,
        password_hash=password_hash,
        created_at=now,
    )
    session.add(account)
    session.flush()
    audit(session, actor, "add account", draft.email, after=draft.model_dump(mode="json"))
    return account


def _same(session: Session, account: Account, draft: AccountDraft) -> bool:
    organisation_id = people.find_organisation_id(session, draft.organisation) if draft.organisation else None
    return account.role == draft.role and account.organisation_id == organisation_id
