"""Accounts in use: change role, organisation and name, deactivate, reactivate.

There is always somebody left who can administer. Source: product.md People.
"""

from toc.errors import Conflict, Invalid, NotAllowed
from toc.model.person import Account, AccountDraft, AccountState, plain_email
from toc.model.query import Actor, Clock
from toc.model.terms import Permission, Role
from toc.services.administering import AccountSummary
from toc.services.permissions import require
from toc.services.signing_in import of_demo
from toc.services.steps.account_rules import account_by_email, organisation_of, state_of
from toc.services.steps.audit import audit
from toc.store import people
from toc.store.database import Session, Store


def change_account(store: Store, actor: Actor, draft: AccountDraft, *, seen: AccountSummary | None = None) -> bool:
    """Change the name, the role and the organisation of the account with a draft's address; at once, in every tab.

    Args:
        store: where accounts are.
        actor: an administrator.
        draft: how the account is to be; the address says which one it is and does not change.
        seen: the account as it was when the change was typed; None overwrites whatever is there.

    Returns:
        False where nothing was different.

    Raises:
        NotAllowed: the actor may not administer, or would lose the own role.
        NotFound: there is no such account or organisation.
        Invalid: a partner without an organisation, or nobody would be left to administer.
        Conflict: somebody else changed the account since it was seen.
    """
    require(actor, Permission.ADMINISTER)
    with store.writing() as session:
        account = account_by_email(session, draft.email)
        before = _fields(session, account)
        if seen is not None and before != {"name": seen.name, "role": seen.role, "organisation": seen.organisation}:
            raise Conflict("Somebody else has changed this account meanwhile.", remedy="Look at it again.")
        if account.role is Role.ADMINISTRATOR and draft.role is not Role.ADMINISTRATOR:
            _require_not_oneself(actor, account, "You cannot take the role of administrator from yourself.")
            _require_another_administrator(session, account)
        account.organisation_id = organisation_of(session, draft)
        account.name, account.role = draft.name, draft.role
        session.flush()
        after = _fields(session, account)
        if before != after:
            audit(session, actor, "change account", account.email, before=before, after=after)
        return before != after


def deactivate(store: Store, actor: Actor, email: str, *, clock: Clock) -> None:
    """Let nobody sign in with an account any more: its sessions and links end at once; what was done with it stays.

    An account that is deactivated already stays so.

    Raises:
        NotAllowed: the actor may not administer, or it is the actor's own account.
        NotFound: there is no such account.
        Invalid: nobody would be left to administer.
    """
    require(actor, Permission.ADMINISTER)
    now = clock.now()
    with store.writing() as session:
        account = account_by_email(session, plain_email(email))
        _require_not_oneself(actor, account, "You cannot deactivate your own account.")
        if account.deactivated_at is not None:
            return
        _require_another_administrator(session, account)
        before = state_of(account)
        account.deactivated_at = now
        people.end_sessions_of(session, account.id, now)
        people.use_up_links(session, account.id, now)
        audit(
            session, actor, "deactivate account", account.email,
            before={"state": before}, after={"state": AccountState.DEACTIVATED},
        )  # fmt: skip


def reactivate(store: Store, actor: Actor, email: str) -> None:
    """Let the person of a deactivated account sign in again, with the password of before.

    Raises:
        NotAllowed: the actor may not administer.
        NotFound: there is no such account.
    """
    require(actor, Permission.ADMINISTER)
    with store.writing() as session:
        account = account_by_email(session, plain_email(email))
        if account.deactivated_at is None:
            return
        account.deactivated_at = None
        audit(
            session, actor, "reactivate account", account.email,
            before={"state": AccountState.DEACTIVATED}, after={"state": state_of(account)},
        )  # fmt: skip


def list_organisations(store: Store, actor: Actor) -> tuple[str, ...]:
    """The short names of all organisations, in order, to choose one for an account.

    Raises:
        NotAllowed: the actor may not administer.
    """
    require(actor, Permission.ADMINISTER)
    with store.reading() as session:
        return tuple(people.list_organisations(session))


def _fields(session: Session, account: Account) -> dict[str, object]:
    organisation = people.find_short_name(session, account.organisation_id)
    return {"name": account.name, "role": account.role, "organisation": organisation}


def _require_not_oneself(actor: Actor, account: Account, text: str) -> None:
    if actor.account_id == account.id:
        raise NotAllowed(text, remedy="Ask another administrator.")


def _require_another_administrator(session: Session, account: Account) -> None:
    """Refuse to take the last administrator away; those of the demonstration do not count beside real ones."""
    if account.role is not Role.ADMINISTRATOR or state_of(account) is not AccountState.ACTIVE:
        return
    others = (
        other
        for other, _ in people.list_accounts(session)
        if other.id != account.id and other.role is Role.ADMINISTRATOR and state_of(other) is AccountState.ACTIVE
    )
    if not any(of_demo(account.email) or not of_demo(other.email) for other in others):
        raise Invalid(
            "{name} is the only administrator who can sign in.",
            field="role",
            remedy="Make somebody else administrator first.",
            details={"name": account.name},
        )
