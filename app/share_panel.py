"""The piece of the page Reports about read-only links: make one for people without an account, see and end them."""

import streamlit as st

from app import context, filters, widgets
from app.figure_text import day_text, moment_text
from app.filters import Choice
from app.language import _, language
from toc.errors import TocError
from toc.model.query import ALL
from toc.model.terms import Permission
from toc.services import sharing
from toc.services.permissions import allowed
from toc.services.sharing import SharedView


def draw(choice: Choice) -> None:
    """Read-only links of the framework, for those who may share."""
    store, actor = context.get_store(), context.current_actor()
    if not allowed(actor, Permission.SHARE):
        return
    framework = choice.query.framework
    st.subheader(_("Share with people who have no account"), anchor=False)
    st.caption(
        _("A read-only link shows approved figures only and no names of people. Whoever has the address can open it.")
    )
    told = st.session_state.pop(context.SHARE_TOLD, None)
    if isinstance(told, TocError):
        widgets.show_error(told)
    elif told:
        st.success(_("The link is ready. It is shown this once: copy it now."), icon=":material/link:")
        st.code(context.get_settings().own_url + str(told), language=None, wrap_lines=True)
    _draw_form(choice, framework)
    names = filters.names_of(choice.document)
    for one in sharing.list_links(store, actor, framework, clock=context.get_clock()):
        _draw_link(one, names[one.country])


def _draw_form(choice: Choice, framework: str) -> None:
    names = filters.names_of(choice.document)
    today = context.today(choice.document.timezone)
    proposed, latest = sharing.last_days(today)
    with st.form("share_form", clear_on_submit=False):
        st.text_input(_("For whom"), placeholder=_("Ministry of Culture"), key="share_name", max_chars=120)
        with st.container(horizontal=True):
            st.selectbox(
                _("What it shows"), [ALL, *choice.document.country_by_code], format_func=names.get, key="share_country"
            )
            st.date_input(
                _("Works until"),
                value=proposed,
                min_value=today,
                max_value=latest,
                format="YYYY-MM-DD",
                key="share_until",
            )
        st.form_submit_button(_("Make a link"), key="share_make", on_click=_make, args=(framework,))


def _make(framework: str) -> None:
    state = st.session_state
    try:
        state[context.SHARE_TOLD] = sharing.make_link(
            context.get_store(),
            context.current_actor(),
            framework,
            name=str(state.get("share_name") or ""),
            country=state["share_country"],
            expires_on=state["share_until"],
            clock=context.get_clock(),
        )
    except TocError as error:
        state[context.SHARE_TOLD] = error
    else:
        state["share_name"] = ""


def _draw_link(one: SharedView, place: str) -> None:
    with st.container(border=True, key=f"share_link_{one.link_id}", horizontal=True, vertical_alignment="center"):
        with st.container(gap="xxsmall"):
            st.text(one.name)
            st.caption(_said(one, place))
        if one.works:
            st.button(_("End"), key=f"share_end_{one.link_id}", on_click=_end, args=(one.link_id,))


def _said(one: SharedView, place: str) -> str:
    """What a link shows, until when, and whether somebody follows it."""
    reads = language()
    used = _("not opened yet")
    if one.last_used_at is not None:
        used = _("last opened {moment}").format(moment=moment_text(one.last_used_at, reads))
    if one.revoked_at is not None:
        until = _("ended {moment}").format(moment=moment_text(one.revoked_at, reads))
    elif one.works:
        until = _("works until {day}").format(day=day_text(one.expires_on, reads))
    else:
        until = _("expired {day}").format(day=day_text(one.expires_on, reads))
    return f"{place} · {until} · {used} · " + _("made by {name}").format(name=one.created_by)


def _end(link_id: int) -> None:
    try:
        sharing.revoke_link(context.get_store(), context.current_actor(), link_id)
    except TocError as error:
        st.session_state[context.SHARE_TOLD] = error
