"""The panel of accounts on the page People: the table, the invitation, and what is changed about one account.

A one-time link is shown in the run that made it and in no other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from app import context, markup
from app.entry_fields import draw_fault, draw_faults
from app.tables_shown import show
from toc.errors import TocError
from toc.model.query import Actor
from toc.model.terms import Role
from toc.services import administering, signing_up, staffing
from toc.services.administering import AccountDraft, AccountSummary
from toc.services.signing_up import NewLink

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

NO_ORGANISATION = ""
INVITING = "invite"
"""Where a fault belongs that the invitation was refused for; else it is the address of the account."""


@dataclass(frozen=True)
class Told:
    """What the last change led to.

    Attributes:
        text: what was done.
        link: a one-time link to be shown now.
        refused: why nothing was done.
        where: the invitation, or the address of the account that was to be changed.
    """

    text: str = ""
    link: NewLink | None = None
    refused: TocError | None = None
    where: str = INVITING


def draw(store: context.Store, actor: Actor) -> None:
    """All accounts, and what this administrator may do about them."""
    told = st.session_state.pop(context.PEOPLE_TOLD, None) or Told()
    _draw_told(told)
    accounts = administering.list_accounts(store, actor)
    organisations = staffing.list_organisations(store, actor)
    _draw_table(accounts)
    with st.expander("Invite somebody", icon=":material/person_add:", key="people_inviting"):
        _draw_invitation(organisations, told)
    with st.expander("Change an account", icon=":material/manage_accounts:", key="people_changing"):
        _draw_account(actor, accounts, organisations, told)


def _draw_told(told: Told) -> None:
    """What was done, and a new link with a button to copy it."""
    if told.text:
        st.success(markup.plain(told.text), icon=":material/check_circle:")
    link = told.link
    if link is None:
        return
    with st.container(border=True):
        st.text(f"Link for {link.name}, {link.email}")
        st.code(link.address, language=None, wrap_lines=True)
        st.caption(
            f"It sets a password, works once, until {link.until:%Y-%m-%d %H:%M} UTC, and is shown here only now: "
            "copy it before you go on."
        )
        if link.mailed:
            st.text(f"It was mailed to {link.email} as well.")
        elif link.fault is not None:
            st.warning(
                markup.plain(f"It could not be mailed. {link.fault.message} Hand it over yourself."),
                icon=":material/unsubscribe:",
            )
        else:
            st.text("No mail server is set, so nothing was mailed: hand it over yourself.")


def _draw_table(accounts: tuple[AccountSummary, ...]) -> None:
    rows = [
        {
            "name": account.name,
            "email": account.email,
            "role": account.role.label,
            "organisation": account.organisation,
            "countries": ", ".join(account.countries) or None,
            "state": account.state.label,
            "seen": f"{account.last_seen_at:%Y-%m-%d %H:%M}" if account.last_seen_at else "Never",
            "link": f"{account.link_until:%Y-%m-%d %H:%M}" if account.link_until else None,
        }
        for account in accounts
    ]
    column = st.column_config
    labels = {
        "name": column.TextColumn("Name", pinned=False),
        "email": column.TextColumn("E-mail address"),
        "role": column.TextColumn("Role"),
        "organisation": column.TextColumn("Organisation"),
        "countries": column.TextColumn("Countries", help="Those that the organisation reports for."),
        "state": column.TextColumn("State", help="Invited: no password yet. Deactivated: nobody signs in with it."),
        "seen": column.TextColumn("Last seen (UTC)"),
    }
    if any(account.link_until for account in accounts):
        labels["link"] = column.TextColumn("Link until (UTC)", help="When a link ends that nobody has used yet.")
    show(rows, labels, alt="Accounts with role, organisation, state and last activity", key="people_accounts")


def _draw_invitation(organisations: tuple[str, ...], told: Told) -> None:
    faults = told.refused.faults if told.refused and told.where == INVITING else ()
    with st.form("people_invite", border=False):
        left, right = st.columns(2)
        left.text_input("Name", key="people_new_person", max_chars=120)
        right.text_input("E-mail address", key="people_new_email", max_chars=254)
        _choose_role(left, "people_new_role", Role.PARTNER)
        _choose_organisation(right, "people_new_organisation", organisations, None)
        draw_faults(faults, *{fault.field for fault in faults})
        st.form_submit_button("Invite", type="primary", icon=":material/send:", on_click=_invite)


def _choose_role(place: "DeltaGenerator", key: str, role: Role) -> None:
    place.selectbox(
        "Role",
        list(Role),
        index=list(Role).index(role),
        key=key,
        format_func=lambda one: one.label,
        help="  \n".join(f"**{one.label}**: {one.meaning}" for one in Role),
    )


def _choose_organisation(place: "DeltaGenerator", key: str, organisations: tuple[str, ...], own: str | None) -> None:
    choices = [NO_ORGANISATION, *organisations]
    place.selectbox(
        "Organisation",
        choices,
        index=choices.index(own or NO_ORGANISATION),
        key=key,
        format_func=lambda short_name: short_name or "None",
        help="A partner belongs to one, and reports for its countries.",
    )


def _draw_account(
    actor: Actor, accounts: tuple[AccountSummary, ...], organisations: tuple[str, ...], told: Told
) -> None:
    """One account: its fields, a link for its person, and the way out of use and back."""
    by_email = {account.email: account for account in accounts}
    chosen = st.selectbox(
        "Account",
        list(by_email),
        key="people_account",
        format_func=lambda email: f"{by_email[email].name} ({email})",
        width=480,
    )
    account = by_email[chosen]
    # Other keys once the account is another or has changed, so that the fields show it as it is now.
    mark = f"{account.account_id}_{account.name}_{account.role.value}_{account.organisation}"
    with st.form(f"people_account_{account.account_id}", border=False):
        names, roles, places = st.columns(3)
        names.text_input("Name", value=account.name, key=f"people_name_{mark}", max_chars=120)
        _choose_role(roles, f"people_role_{mark}", account.role)
        _choose_organisation(places, f"people_organisation_{mark}", organisations, account.organisation)
        st.form_submit_button("Save", icon=":material/check:", on_click=_change, args=(account, mark))
    if told.refused is not None and told.where == account.email:
        for fault in told.refused.faults:
            draw_fault(fault)
    _draw_ways_in(actor, account)


def _draw_ways_in(actor: Actor, account: AccountSummary) -> None:
    """A link for a password, and deactivating or reactivating, each asked for once more."""
    with st.container(horizontal=True):
        if not account.active:
            with st.popover("Reactivate", icon=":material/person_check:", key="people_reactivating"):
                st.text(f"{account.name} can sign in again, with the password of before.")
                st.button("Reactivate now", key="people_reactivate", on_click=_reactivate, args=(account,))
            return
        label = "New password link" if account.has_password else "New invitation link"
        with st.popover(label, icon=":material/link:", key="people_linking"):
            st.text("Makes a link that works once, for 48 hours. Links made before stop working.")
            st.button("Make the link", key="people_link", on_click=_make_link, args=(account,))
        if account.account_id != actor.account_id:
            with st.popover("Deactivate", icon=":material/person_off:", key="people_deactivating"):
                st.text(f"Signs {account.name} out everywhere at once. What {account.name} recorded stays.")
                st.button("Deactivate now", key="people_deactivate", on_click=_deactivate, args=(account,))


def _do(change: Callable[[context.Store, Actor], Told], where: str) -> None:
    """Make a change as whoever is signed in now, and keep what is to be said about it."""
    try:
        told = change(context.get_store(), context.current_actor())
    except TocError as error:
        told = Told(refused=error, where=where)
    st.session_state[context.PEOPLE_TOLD] = told


def _invite() -> None:
    typed = st.session_state

    def change(store: context.Store, actor: Actor) -> Told:
        draft = AccountDraft(
            email=typed["people_new_email"],
            name=typed["people_new_person"],
            role=typed["people_new_role"],
            organisation=typed["people_new_organisation"] or None,
        )
        link = signing_up.invite(store, actor, draft, settings=context.get_settings(), clock=context.get_clock())
        typed["people_new_email"] = typed["people_new_person"] = ""
        return Told(f"Invited {link.name}.", link)

    _do(change, INVITING)


def _change(account: AccountSummary, mark: str) -> None:
    typed = st.session_state

    def change(store: context.Store, actor: Actor) -> Told:
        draft = AccountDraft(
            email=account.email,
            name=typed[f"people_name_{mark}"],
            role=typed[f"people_role_{mark}"],
            organisation=typed[f"people_organisation_{mark}"] or None,
        )
        changed = staffing.change_account(store, actor, draft, seen=account)
        return Told(f"Saved {draft.name}." if changed else "Nothing was different.")

    _do(change, account.email)


def _make_link(account: AccountSummary) -> None:
    def change(store: context.Store, actor: Actor) -> Told:
        settings, clock = context.get_settings(), context.get_clock()
        return Told(link=signing_up.make_link(store, actor, account.email, settings=settings, clock=clock))

    _do(change, account.email)


def _deactivate(account: AccountSummary) -> None:
    def change(store: context.Store, actor: Actor) -> Told:
        staffing.deactivate(store, actor, account.email, clock=context.get_clock())
        return Told(f"Deactivated {account.name}.")

    _do(change, account.email)


def _reactivate(account: AccountSummary) -> None:
    def change(store: context.Store, actor: Actor) -> Told:
        staffing.reactivate(store, actor, account.email)
        return Told(f"Reactivated {account.name}.")

    _do(change, account.email)
