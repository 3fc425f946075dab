"""The parts of the page My account. Everything in them is about the account of whoever is looking."""

from dataclasses import dataclass

import streamlit as st

from app import context, filters, markup, widgets
from app.figure_text import moment_text
from app.language import language
from toc.errors import Invalid, TocError
from toc.model.query import Actor
from toc.services import identifying, own_account
from toc.services.own_account import OwnSession

LANGUAGES = {
    "en": "English: 1,234.5",
    "it": "Italiano: 1.234,5",
    "nl": "Nederlands: 1.234,5",
    "fr": "Français: 1 234,5",
    "et": "Eesti: 1 234,5",
    "es": "Español: 1.234,5",
}
"""The languages that can be chosen, each by its own name and with a number as it is written there."""

AS_BROWSER = ""
PASSWORD_FIELDS = {"old": "Present password", "password": "New password", "again": "New password again"}


@dataclass(frozen=True)
class Told:
    """What the last change led to.

    Attributes:
        text: what was done.
        refused: why nothing was done.
    """

    text: str = ""
    refused: TocError | None = None


def draw_told() -> None:
    """Say once what the last change led to."""
    told = st.session_state.pop(context.OWN_ACCOUNT_TOLD, None)
    if told is None:
        return
    if told.text:
        st.success(markup.plain(told.text), icon=":material/check_circle:")
    if told.refused is not None:
        widgets.show_error(told.refused)


def draw_person(actor: Actor) -> None:
    """Name, address, role, organisation and the countries that it reports for."""
    names: dict[str, str] = {}
    for code, _ in context.frameworks():
        names |= filters.names_of(context.framework(code))
    countries = ", ".join(sorted(names.get(code, code) for code in actor.countries))
    rows = [
        ("Name", actor.name, ""),
        ("E-mail address", actor.email, ""),
        ("Role", actor.role.label, actor.role.meaning),
        ("Organisation", actor.organisation or "None", ""),
        ("Reports for", countries or "No country", ""),
    ]
    widgets.show_markup(markup.facts(rows))
    st.caption("An administrator changes these, on the page People.")


def draw_language(actor: Actor) -> None:
    """The choice of language whose way of writing numbers and dates is used."""
    st.subheader("Numbers and dates", anchor=False)
    general = context.get_settings().locale
    labels = {AS_BROWSER: LANGUAGES[general] if general else "As my browser asks for", **LANGUAGES}
    if general:
        labels[AS_BROWSER] = f"As everybody here, {labels[AS_BROWSER]}"
    st.session_state["my_account_language"] = actor.locale or AS_BROWSER
    st.selectbox(
        "Way of writing", list(labels), format_func=labels.get, key="my_account_language", width=320,
        on_change=_choose_language, help="Files keep the one way that programs read.",
    )  # fmt: skip


def _choose_language() -> None:
    chosen = st.session_state["my_account_language"] or None
    own_account.set_locale(context.get_store(), context.current_actor(), chosen)
    _tell(Told("Numbers and dates are written in the way that you chose."))


def draw_ways_in(store: context.Store, actor: Actor) -> None:
    """The password, where there is one to change, and whether signing in through the provider works."""
    ways, settings = identifying.ways_in(store, actor), context.get_settings()
    st.subheader("Signing in", anchor=False)
    if ways.provider:
        st.text(f"You can sign in with {settings.oidc_label}. The link was made when you first did.")
        st.caption(markup.plain(ways.provider))
    elif settings.signs_in_elsewhere:
        text = f"Not linked to {settings.oidc_label} yet. The link is made when you sign in with it for the first time."
        st.text(text)
    if ways.password:
        with st.expander("Change the password", icon=":material/key:", key="my_account_changing"):
            _draw_password()
    else:
        st.text("No password is set for this account.")


def _draw_password() -> None:
    with st.form("my_account_password_form", clear_on_submit=True, border=False):
        for name, label in PASSWORD_FIELDS.items():
            complete = "current-password" if name == "old" else "new-password"
            st.text_input(
                label, type="password", key=f"my_account_{name}", max_chars=256, width=320, autocomplete=complete
            )
        st.caption("Every other browser is signed out, and one-time links end.")
        st.form_submit_button("Change the password", key="my_account_change", on_click=_change_password)


def _change_password() -> None:
    old, new, again = (st.session_state[f"my_account_{name}"] for name in PASSWORD_FIELDS)
    try:
        if new != again:
            raise Invalid("The two new passwords are not the same.", remedy="Type the new one twice.", field="again")
        own_account.change_password(
            context.get_store(), context.current_actor(), old=old, new=new, token=context.session_token(),
            clock=context.get_clock(), throttle=context.get_throttle(),
        )  # fmt: skip
    except TocError as error:
        _tell(Told(refused=error))
    else:
        _tell(Told("The password is changed. Every other browser is signed out."))


def draw_sessions(store: context.Store, actor: Actor) -> None:
    """The browsers that are signed in with the account, each with the way to end it."""
    st.subheader("Signed in on", anchor=False)
    found = own_account.list_sessions(
        store, actor, token=context.session_token(), clock=context.get_clock(), settings=context.get_settings()
    )
    for one in found:
        _draw_session(one)
    if len(found) > 1:
        st.button(
            "Sign out everywhere else", icon=":material/logout:", key="my_account_end_others", on_click=_end_others
        )


def _draw_session(one: OwnSession) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap=None):
            st.text(one.device or "Unknown browser")
            began, seen = (moment_text(at, language()) for at in (one.began_at, one.last_seen_at))
            st.caption(f"Since {began}, last active {seen} (UTC)")
        if one.current:
            st.badge("This one", color="blue")
        else:
            st.button("Sign out", key=f"my_account_end_{one.session_id}", on_click=_end, args=(one.session_id,))


def _end(session_id: int) -> None:
    try:
        own_account.end_session(context.get_store(), context.current_actor(), session_id, clock=context.get_clock())
    except TocError as error:
        _tell(Told(refused=error))
    else:
        _tell(Told("That browser is signed out."))


def _end_others() -> None:
    ended = own_account.end_other_sessions(
        context.get_store(), context.current_actor(), token=context.session_token(), clock=context.get_clock()
    )
    _tell(Told("1 other browser is signed out." if ended == 1 else f"{ended} other browsers are signed out."))


def _tell(told: Told) -> None:
    st.session_state[context.OWN_ACCOUNT_TOLD] = told
