"""The script that every run begins with: who is looking, the navigation, the chosen page.

`PAGES` is the list of all pages; a new one is a line there and a file in `views/`.
"""

from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import streamlit as st

from app import context, widgets
from app.language import _, mark
from toc.errors import NotAllowed
from toc.model.query import Actor
from toc.model.terms import Permission
from toc.services.permissions import allowed, allowed_roles, require

# So often a tab looks whether its person is still signed in.
LOOK_EVERY = "10s"

# Drawn here, since a symbol of Streamlit's would be fetched from another site, which the security policy forbids.
ICON = Path(__file__).resolve().parent / "routes" / "pages" / "icon.svg"


@dataclass(frozen=True)
class PageEntry:
    """A page of the navigation.

    Attributes:
        stage: heading that it stands under.
        label: its name in the navigation.
        icon: a Material symbol.
        file: in `views/`, named as the label; also its address.
        permission: who has it may open the page.
        about: what it is for, shown on hovering.
        listed: it stands in the menu; a page about one thing is reached by links only.
        personal: it is about the own account, which a guest with a read-only link does not have.
    """

    stage: str
    label: str
    icon: str
    file: str
    permission: Permission
    about: str
    listed: bool = True
    personal: bool = False


HOME = mark("Theory of Change")
COLLECT, ANALYSE, ACT = mark("Collect"), mark("Analyse"), mark("Act")
MANAGE, ACCOUNT = mark("Manage"), mark("Account")

# All pages, in the order of the navigation; the first is the home page.
PAGES = (
    PageEntry(HOME, mark("Grid"), "grid_view", "grid", Permission.VIEW, mark("Every objective in its place.")),
    PageEntry(COLLECT, mark("Log data"), "edit_note", "log_data", Permission.RECORD, mark("Enter a measurement.")),
    PageEntry(COLLECT, mark("Import"), "upload_file", "import_data", Permission.RECORD, mark("From a file.")),
    PageEntry(COLLECT, mark("Review"), "fact_check", "review", Permission.APPROVE, mark("Approve what was entered.")),
    PageEntry(
        COLLECT, mark("Calendar"), "event", "reporting_calendar", Permission.VIEW, mark("What is due, what is in.")
    ),
    PageEntry(ANALYSE, mark("Countries"), "public", "countries", Permission.VIEW, mark("Objectives by country.")),
    PageEntry(
        ANALYSE,
        mark("Country profile"),
        "flag",
        "country_profile",
        Permission.VIEW,
        mark("One country on one page."),
        listed=False,
    ),
    PageEntry(ANALYSE, mark("Horizons"), "timeline", "horizons", Permission.VIEW, mark("Progress by time horizon.")),
    PageEntry(ANALYSE, mark("Indicator"), "monitoring", "indicator", Permission.VIEW, mark("One indicator's history.")),
    PageEntry(
        ANALYSE,
        mark("Measurement"),
        "history",
        "measurement",
        Permission.VIEW,
        mark("One measurement's revisions."),
        listed=False,
    ),  # fmt: skip
    PageEntry(
        ANALYSE,
        mark("Explain"),
        "calculate",
        "explain",
        Permission.VIEW,
        mark("How a figure came about."),
        listed=False,
    ),
    PageEntry(ANALYSE, mark("Pathway"), "hub", "pathway", Permission.VIEW, mark("Where the chain breaks.")),
    PageEntry(
        ANALYSE, mark("Stakeholders"), "groups", "stakeholders", Permission.VIEW, mark("What is promised to whom.")
    ),
    PageEntry(ACT, mark("Insights"), "lightbulb", "insights", Permission.VIEW, mark("What needs attention, and why.")),
    PageEntry(ACT, mark("Actions"), "task_alt", "actions", Permission.VIEW, mark("Who does what about it.")),
    PageEntry(ACT, mark("Reports"), "description", "reports", Permission.EXPORT, mark("Files for reports.")),
    PageEntry(
        MANAGE,
        mark("Framework"),
        "account_tree",
        "framework",
        Permission.VIEW,
        mark("Objectives, indicators, targets."),
    ),
    PageEntry(
        MANAGE,
        mark("Data quality"),
        "verified",
        "data_quality",
        Permission.VIEW,
        mark("How complete, timely and sound the data are."),
    ),
    PageEntry(MANAGE, mark("People"), "group", "people", Permission.ADMINISTER, mark("Accounts and organisations.")),
    PageEntry(
        MANAGE, mark("Audit log"), "receipt_long", "audit_log", Permission.AUDIT, mark("Who changed what, and why.")
    ),
    PageEntry(
        ACCOUNT,
        mark("My account"),
        "person",
        "my_account",
        Permission.VIEW,
        mark("Your password and sessions."),
        listed=False,
        personal=True,
    ),  # fmt: skip
)


def main() -> None:
    """Draw the frame and the chosen page for whoever is signed in now."""
    st.set_page_config(page_icon=str(ICON), layout="wide")
    actor = context.find_actor()
    somebody_else = actor is not None and _opened_by(actor) != actor.account_id
    if somebody_else:
        _let_go_of_the_other()
    with_pages = None if somebody_else else actor
    chosen, entry = _navigate(with_pages)
    st.set_page_config(page_title=f"{chosen.title} · {_('Impact monitoring')}")
    if actor is None:
        _draw_signed_out()
    elif somebody_else:
        _draw_somebody_else(actor)
    else:
        with context.looking_as(actor):
            _draw_app(actor, chosen, entry)


def _opened_by(actor: Actor) -> int | None:
    """The account that this tab was opened by."""
    opened_by: int | None = st.session_state.setdefault(context.SIGNED_IN_AS, actor.account_id)
    return opened_by


def _navigate(actor: Actor | None) -> tuple[st.Page, PageEntry]:
    """Register all pages and give the chosen one; those that somebody may not open are hidden, all of them from nobody.

    They stay registered, so that an address leads to a sentence on who may open it and not to "page not found".
    """
    sections: dict[str, list[st.Page]] = {}
    entries: dict[str, PageEntry] = {}
    for entry in PAGES:
        shown = actor is not None and entry.listed and allowed(actor, entry.permission)
        page = st.Page(
            f"views/{entry.file}.py",
            title=_(entry.label),
            icon=f":material/{entry.icon}:",
            default=entry is PAGES[0],
            visibility="visible" if shown else "hidden",
            help=_(entry.about),
        )
        sections.setdefault(_(entry.stage), []).append(page)
        entries[page.title] = entry
    chosen = st.navigation(sections, position="sidebar" if actor else "hidden", expanded=True)
    return chosen, entries[chosen.title]


def _draw_app(actor: Actor, chosen: st.Page, entry: PageEntry) -> None:
    st.session_state[context.READS_IN] = actor.locale or context.get_settings().locale
    with st.sidebar:
        _draw_account(actor)
        _watch()
    if context.invented_present():
        widgets.demo_banner(context.demo_today())
    if entry.personal and actor.is_guest:
        st.info(_("A read-only view has no account."), icon=":material/info:")
        return
    try:
        require(actor, entry.permission)
    except NotAllowed:
        _draw_not_yours(actor, entry)
    else:
        chosen.run()


def _draw_account(actor: Actor) -> None:
    """Who is signed in, as what, and the way out."""
    with st.container(key="account", border=True, gap="xxsmall"):
        st.text(actor.name)
        if actor.is_guest:
            st.caption(_("Read-only view, open until {day}").format(day=actor.guest_until))
            return
        st.caption(_(actor.role.label))
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.page_link("views/my_account.py", label=_("My account"))
            _draw_link(_("Sign out"), "/sign-out")


@st.fragment(run_every=LOOK_EVERY)
def _watch() -> None:
    """Look from time to time whether the tab's person is still signed in, and empty the tab soon after if not."""
    actor = context.find_actor(counting=False)
    if actor is None or actor.account_id != st.session_state.get(context.SIGNED_IN_AS):
        st.rerun()


def _draw_signed_out() -> None:
    """An empty tab, with the way back to where it was."""
    path = urlsplit(st.context.url or "").path or "/"
    query = urlencode(st.query_params.to_dict())
    st.title(_("You are signed out"), anchor=False)
    st.text(_("You signed out in another tab, or were away for a long time."))
    wanted = urlencode({"next": f"{path}?{query}" if query else path})
    _draw_link(_("Sign in again"), f"/sign-in?{wanted}")


def _draw_somebody_else(actor: Actor) -> None:
    """A page without fields: nothing that the one before typed here is sent by the one who is here now."""
    st.title(_("Somebody else signed in"), anchor=False)
    st.text(_("You are now signed in as {name}.").format(name=actor.name))
    st.button(_("Continue"), type="primary", key="main_continue", on_click=_begin_anew, args=(actor.account_id,))


def _let_go_of_the_other() -> None:
    """Forget everything that the person before typed and saw in this tab, whatever the one who is here now does."""
    opened_by = st.session_state[context.SIGNED_IN_AS]
    st.session_state.clear()
    st.session_state[context.SIGNED_IN_AS] = opened_by


def _begin_anew(account_id: int | None) -> None:
    st.session_state.clear()
    st.session_state[context.SIGNED_IN_AS] = account_id


def _draw_not_yours(actor: Actor, entry: PageEntry) -> None:
    """Say who may open a page."""
    widgets.show_style()
    roles = ", ".join(_(role.label) for role in allowed_roles(entry.permission))
    st.title(_(entry.label), anchor=False)
    text = _("This page is for: {roles}. You are signed in as: {role}.")
    st.info(text.format(roles=roles, role=_(actor.role.label)), icon=":material/lock:")


def _draw_link(label: str, address: str) -> None:
    """A link that opens in the same tab; Streamlit's own ones open another."""
    widgets.show_markup(f'<a href="{escape(address)}" target="_self">{escape(label)}</a>')


if __name__ == "__main__":
    main()
