"""What has to hold of an account whoever changes it: its organisation, its links, its state."""

from datetime import datetime

from toc.errors import Invalid, NotFound
from toc.model.person import Account, AccountDraft, AccountState
from toc.model.terms import Role
from toc.services.steps import passwords
from toc.store import people
from toc.store.database import Session


def state_of(account: Account) -> AccountState:
    """Whether an account was invited only, is in use, or was deactivated."""
    if account.deactivated_at is not None:
        return AccountState.DEACTIVATED
    set_up = account.password_hash is not None or account.oidc_subject is not None
    return AccountState.ACTIVE if set_up else AccountState.INVITED


def organisation_of(session: Session, draft: AccountDraft) -> int | None:
    """The key of the organisation that a draft names; None where it names none.

    Raises:
        NotFound: there is no such organisation.
        Invalid: a partner without an organisation.
    """
    if not draft.organisation:
        if draft.role is Role.PARTNER:
            raise Invalid(
                "A partner belongs to an organisation.", field="organisation", remedy="Name the organisation."
            )
        return None
    found = people.find_organisation_id(session, draft.organisation)
    if found is None:
        raise NotFound(
            "There is no organisation {organisation}.",
            field="organisation",
            remedy="Choose one of these: {known}.",
            details={"organisation": draft.organisation, "known": ", ".join(people.list_organisations(session))},
        )
    return found


def account_by_email(session: Session, email: str) -> Account:
    """The account with an e-mail address in small letters.

    Raises:
        NotFound: there is none.
    """
    account = people.find_account(session, email)
    if account is None:
        raise NotFound("There is no account for {email}.", field="email", details={"email": email})
    return account


def account_of_link(session: Session, token: str, now: datetime) -> Account:
    """The account whose password a one-time link sets.

    Raises:
        NotFound: the link was used, replaced, has expired or never was, or its account was deactivated.
    """
    link = people.find_link(session, passwords.token_hash(token))
    if link is not None and link.used_at is None and now < link.expires_at:
        account = people.get_account(session, link.account_id)
        if account.deactivated_at is None:
            return account
    raise NotFound(
        "This link does not work any more: it was used, has expired or was replaced.",
        remedy="Ask an administrator for a new one.",
    )
