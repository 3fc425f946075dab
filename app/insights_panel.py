"""Pieces of the page Insights: what is kept of it, the form that sets a finding aside, the short list on the Grid."""

from datetime import date, timedelta

import streamlit as st

from app import action_panel, context, filters, insight_markup, markup, widgets
from app.language import _
from toc.errors import TocError
from toc.model.finding import FindingKind
from toc.model.query import ALL, Actor, Query
from toc.services import advising
from toc.services.advising import Aside, Insight, InsightsPage

GROUPS = {"": "Worst first", "kind": "By kind", "country": "By country", "objective": "By objective"}
SHOWN_AT_FIRST, MORE = 15, 30
USUAL_DAYS = 90
ON_THE_GRID = 3


def insights(query: Query, kind: str = "") -> InsightsPage:
    """What the rules find for a page's filters, kept for the next run while nothing has changed.

    Raises:
        NotAllowed: the person may not see the figures.
        NotFound: the framework or a filter's value does not exist.
    """
    actor = context.current_actor()
    today = context.today(context.assessment(query).document.timezone)
    scope = (actor.role, actor.organisation, tuple(sorted(actor.countries)), actor.guest_of)
    store = context.get_store()
    return _insights(context.get_settings().database_url, store.data_version(), query, kind, today, scope, actor)


@st.cache_resource(max_entries=context.KEPT_RESULTS, show_spinner=False)
def _insights(
    url: str, version: int, query: Query, kind: str, today: date, scope: tuple[object, ...], _actor: Actor
) -> InsightsPage:
    wanted = FindingKind(kind) if kind else None
    return advising.insights(context.open_store(url), _actor, query, context.get_clock(), kind=wanted)


def kinds(page: InsightsPage) -> dict[str, str]:
    """Labels of the kinds by value, with how many there are; every kind can be asked for."""
    counts = dict(page.counts)
    every = {"": _("All kinds") + f" ({sum(counts.values())})"}
    return every | {kind.value: f"{_(kind.label)} ({counts.get(kind, 0)})" for kind in FindingKind}


def draw_summary(page: InsightsPage, query: Query) -> None:
    """How the country stands in words; the other countries on request; the way to what changed since a report."""
    with st.container(border=True, key="insights_summary"):
        st.markdown(markup.plain(page.summary))
        if page.others:
            with st.expander(_("Each country in words")):
                for name, text in page.others:
                    st.markdown(f"**{markup.plain(name)}**")
                    st.markdown(markup.plain(text))
        st.page_link(
            "views/reports.py",
            label=_("What changed since the last frozen report"),
            icon=":material/difference:",
            query_params=filters.parameters(query),
        )


def draw_findings(page: InsightsPage, query: Query, *, by: str) -> None:
    """The findings in groups, the worst first, so many at a time."""
    left = int(st.session_state.get(context.INSIGHTS_SHOWN, SHOWN_AT_FIRST))
    for name, some in page.grouped(by):
        if name and left > 0:
            st.subheader(markup.plain(f"{name} ({len(some)})"), anchor=False)
        for one in some[: max(left, 0)]:
            draw_one(one, query, page)
        left -= len(some)
    if left < 0:
        st.button(_("Show more ({number} left)").format(number=-left), key="insights_more", on_click=_show_more)


def _show_more() -> None:
    st.session_state[context.INSIGHTS_SHOWN] = int(st.session_state.get(context.INSIGHTS_SHOWN, SHOWN_AT_FIRST)) + MORE


def draw_one(one: Insight, query: Query, page: InsightsPage) -> None:
    """One finding, with what can be done about it."""
    with st.container(border=True, gap="xxsmall"):
        widgets.show_markup(insight_markup.card(one))
        action_panel.draw_about(one.finding.key, query)
        if one.aside is not None:
            by = f" ({one.aside.by})" if one.aside.by else ""
            st.text(
                _("Set aside until {day}{by}: {reason}").format(day=one.aside.until, by=by, reason=one.aside.reason)
            )
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            with st.container(width="content"):
                widgets.show_markup(insight_markup.ways(one, query))
            clicked = one.may_set_aside and query.known_at is None and _draw_button(one, query)
    if clicked:
        open_form(one, query, page)


def _draw_button(one: Insight, query: Query) -> bool:
    """What sets a finding aside, or brings it back; whether the person asks for the first."""
    if one.aside is None:
        label, key = _("Set aside"), f"insights_aside_{one.finding.key}"
        return st.button(label, key=key, icon=":material/snooze:", type="tertiary")
    st.button(
        _("Bring back"), key=f"insights_back_{one.finding.key}", icon=":material/undo:", type="tertiary",
        on_click=_bring_back, args=(query, one.finding.key),
    )  # fmt: skip
    return False


def open_form(one: Insight, query: Query, page: InsightsPage) -> None:
    """Ask why a finding is set aside, and until when."""

    @st.dialog(_("Set aside"))
    def asked() -> None:
        st.text(one.finding.reason)
        with st.form("insights_form", border=False):
            st.text_area(_("Reason"), key="insights_reason", max_chars=advising.LONGEST_REASON)
            st.date_input(
                _("Until"), value=page.today + timedelta(days=USUAL_DAYS), min_value=page.today,
                max_value=page.latest, format="YYYY-MM-DD", key="insights_until",
                help=_("The finding returns by itself on the day after, if it is still true."),
            )  # fmt: skip
            sent = st.form_submit_button(
                _("Set aside"), key="insights_set", type="primary", on_click=_set_aside, args=(query, one.finding.key)
            )
        if sent and not isinstance(st.session_state.get(context.INSIGHTS_TOLD), TocError):
            st.rerun()
        if sent:
            draw_told()

    asked()


def _set_aside(query: Query, key: str) -> None:
    draft = Aside(key, str(st.session_state.get("insights_reason") or ""), st.session_state["insights_until"])
    try:
        advising.set_aside(context.get_store(), context.current_actor(), query, draft, clock=context.get_clock())
        st.session_state[context.INSIGHTS_TOLD] = _("The finding is set aside until {day}.").format(day=draft.until)
    except TocError as error:
        st.session_state[context.INSIGHTS_TOLD] = error


def _bring_back(query: Query, key: str) -> None:
    try:
        advising.bring_back(context.get_store(), context.current_actor(), query, key)
        st.session_state[context.INSIGHTS_TOLD] = _("The finding is back.")
    except TocError as error:
        st.session_state[context.INSIGHTS_TOLD] = error


def draw_told() -> None:
    """What the last action led to."""
    told = st.session_state.pop(context.INSIGHTS_TOLD, None)
    if isinstance(told, TocError):
        widgets.show_error(told)
    elif told:
        st.success(told, icon=":material/check_circle:")


def draw_attention(query: Query) -> None:
    """The worst findings for the country that is shown, with the way to all of them; for the Grid."""
    page = insights(query)
    st.subheader(_("What needs attention"), anchor=False)
    found = page.findings[:ON_THE_GRID]
    if found:
        widgets.show_markup(insight_markup.worst(found, query))
    else:
        st.caption(_("The rules find nothing that needs attention."))
    st.page_link(
        "views/insights.py",
        label=_("All findings ({number})").format(number=len(page.findings)),
        icon=":material/lightbulb:",
        query_params=filters.parameters(query, country=query.country if query.country != ALL else None),
    )
