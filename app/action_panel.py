"""Pieces of the page Actions: the form for a new one, each action with its history, and the form that changes it."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from app import context, filters, markup, widgets
from app.figure_text import day_text, moment_text, percent, points
from app.filters import Choice
from app.language import _, language
from toc.errors import TocError
from toc.model.drafts import About, ActionDraft
from toc.model.query import ALL, Actor, Query
from toc.model.terms import ActionState
from toc.services import acting, advising
from toc.services.acting import ActionItem, ActionsPage
from toc.services.advising import Insight
from toc.services.permissions import allowed

LOOKS = {
    ActionState.PLANNED: ("not-yet-due", "schedule"),
    ActionState.UNDER_WAY: ("ahead", "sync"),
    ActionState.DONE: ("achieved", "check_circle"),
    ActionState.DROPPED: ("no-data", "block"),
}
"""The status whose colours a state has, and its symbol."""

NEW = "new"
NOBODY = 0
FIELDS = ("title", "expected", "owner", "organisation", "due", "state", "comment")


@dataclass(frozen=True)
class Told:
    """What the last change led to.

    Attributes:
        where: the key of the action, or `new`.
        refused: why nothing was done; None where it was.
    """

    where: str
    refused: TocError | None = None


def actions(query: Query) -> ActionsPage:
    """The actions for a page's filters, kept for the next run while nothing has changed.

    Raises:
        NotAllowed: the person may not see the figures.
        NotFound: the framework or a filter's value does not exist.
    """
    actor = context.current_actor()
    return _actions(*_key(query, actor), actor)


def open_counts(query: Query) -> Mapping[str, int]:
    """How many open actions each objective has, by its code; kept and refused as `actions`."""
    actor = context.current_actor()
    return _open_counts(*_key(query, actor), actor)


def _key(query: Query, actor: Actor) -> tuple[str, int, Query, tuple[object, ...]]:
    scope = (actor.account_id, actor.role, actor.organisation, tuple(sorted(actor.countries)), actor.guest_of)
    return context.get_settings().database_url, context.get_store().data_version(), query, scope


@st.cache_resource(max_entries=context.KEPT_RESULTS, show_spinner=False)
def _actions(url: str, version: int, query: Query, scope: tuple[object, ...], _actor: Actor) -> ActionsPage:
    return acting.list_actions(context.open_store(url), _actor, query)


@st.cache_resource(max_entries=context.KEPT_RESULTS, show_spinner=False)
def _open_counts(url: str, version: int, query: Query, scope: tuple[object, ...], _actor: Actor) -> Mapping[str, int]:
    return acting.open_counts(context.open_store(url), _actor, query)


def draw_about(finding: str, query: Query) -> None:
    """What is undertaken about a finding, and how its figure moved since; nothing where there is no action."""
    reads = language()
    for item in actions(query).items:
        if item.about.finding == finding:
            widgets.show_markup(_head(item))
            st.text(item.now.title)
            if item.movement is not None:
                st.caption(markup.plain(_moved(item, reads)))


def draw_count(count: int, objective: str, query: Query) -> None:
    """How many open actions an objective has, with the way to them; nothing for none."""
    if count:
        label = _("1 open action") if count == 1 else _("{number} open actions").format(number=count)
        st.page_link(
            "views/actions.py", label=label, icon=":material/task_alt:",
            query_params=filters.parameters(query, objective=objective),
        )  # fmt: skip


def finding_of(choice: Choice) -> Insight | None:
    """The finding that the address names, for a new action about it; None where there is none now."""
    key = st.query_params.get("finding")
    if not key:
        return None
    return advising.find_finding(context.get_store(), context.current_actor(), choice.query, key)


def draw_told() -> Told | None:
    """What the last change led to, said once; a refusal is said at its form."""
    told: Told | None = st.session_state.pop(context.ACTION_TOLD, None)
    if told is not None and told.refused is None:
        text = _("The action is made.") if told.where == NEW else _("The change is saved.")
        st.success(text, icon=":material/check_circle:")
    return told


def draw_new(choice: Choice, found: Insight | None, told: Told | None) -> None:
    """The form for a new action, open where the address names a finding; what is typed stays where it is refused."""
    refused = told.refused if told is not None and told.where == NEW else None
    title = _("New action about a finding") if found is not None else _("New action")
    with st.expander(title, icon=":material/add_task:", expanded=found is not None or refused is not None):
        if found is not None:
            st.markdown(markup.plain(found.finding.reason))
        if refused is not None:
            widgets.show_error(refused)
        about = _about(choice, found)
        with st.form("actions_new", border=False):
            _draw_fields(NEW, choice, about.country, None)
            st.form_submit_button(
                _("Make the action"), type="primary", key="actions_make", on_click=_make, args=(choice.query, about)
            )


def _about(choice: Choice, found: Insight | None) -> About:
    """What a new action is about: the finding's place, or what is chosen."""
    if found is not None:
        one = found.finding
        return About(one.country, one.objective, one.indicator, one.key)
    document, actor = choice.document, context.current_actor()
    names = filters.names_of(document)
    places = [one for one in (ALL, *document.country_by_code) if allowed(actor, acting.PERMISSION, country=one)]
    subjects = {"": _("Nothing in particular")}
    subjects |= {one.code: f"{one.title} ({one.code})" for one in document.objectives}
    subjects |= {one.code: f"{one.name} ({one.code})" for one in document.indicators}
    if st.session_state.get("actions_country") not in places:
        st.session_state["actions_country"] = choice.query.country if choice.query.country in places else places[0]
    with st.container(horizontal=True):
        country = st.selectbox(_("Country"), places, format_func=names.get, key="actions_country", width=220)
        subject = str(st.selectbox(_("About"), list(subjects), format_func=subjects.get, key="actions_subject"))
    return About(
        country,
        objective=subject if subject in document.objective_by_code else "",
        indicator=subject if subject in document.indicator_by_code else "",
    )


def draw_item(item: ActionItem, choice: Choice, told: Told | None) -> None:
    """One action: what, by whom, until when, how it stands, how its figure moved, what was said; and its change."""
    reads, now = language(), item.now
    with st.container(border=True, key=f"actions_item_{item.action_id}"):
        widgets.show_markup(_head(item))
        st.text(now.title)
        widgets.show_markup(markup.facts(_facts(item, reads)))
        if item.movement is not None:
            st.caption(markup.plain(_moved(item, reads)))
        _draw_history(item, reads)
        refused = told.refused if told is not None and told.where == str(item.action_id) else None
        if item.may_change and choice.query.known_at is None:
            with st.expander(_("Change"), icon=":material/edit:", expanded=refused is not None):
                if refused is not None:
                    widgets.show_error(refused)
                _draw_change(item, choice)


def _head(item: ActionItem) -> str:
    state = f"{_(item.now.state.label)} · {_('overdue')}" if item.overdue else _(item.now.state.label)
    about = " · ".join(part for part in (item.place, item.subject) if part)
    colours, icon = ("off-track", "event_busy") if item.overdue else LOOKS[item.now.state]
    chip = markup.tinted(colours, icon, state, _(item.now.state.meaning))
    return f'<div class="toc-parts">{chip}{markup.quiet(about)}</div>'


def _facts(item: ActionItem, reads: str) -> list[tuple[str, str, str]]:
    now = item.now
    said = [
        (_("Carried out by"), ", ".join(part for part in (now.owner, now.organisation) if part) or _("nobody yet"), ""),
        (_("Until"), day_text(now.due_on, reads) if now.due_on else _("no day set"), ""),
        (_("Made"), day_text(item.made_on, reads), ""),
    ]
    return [*said, (_("Should change"), now.expected, "")] if now.expected else said


def _moved(item: ActionItem, reads: str) -> str:
    """How the figure moved since the action was made, in words."""
    moved = item.movement
    assert moved is not None  # noqa: S101 - asked for by the caller
    then, after = (percent(figure, reads) if figure is not None else _("not defined") for figure in (
        moved.before, moved.after))  # fmt: skip
    change = f": {points(moved.change, reads)}" if moved.change is not None else ""
    return _("Progress {then} ({before}) on {since}, {after} ({now}) on {until}{change}.").format(
        then=then, before=moved.before_status.label.lower(), since=day_text(moved.since, reads), after=after,
        now=moved.after_status.label.lower(), until=day_text(moved.until, reads), change=change,
    )  # fmt: skip


def _draw_history(item: ActionItem, reads: str) -> None:
    """Everything that was said, newest first; the first event alone says nothing more than the card."""
    if len(item.events) < 2 and not item.now.comment:
        return
    with st.expander(_("What was said ({number})").format(number=len(item.events)), icon=":material/history:"):
        for event in reversed(item.events):
            st.caption(markup.plain(f"{moment_text(event.at, reads)} · {event.by} · {_(event.state.label)}"))
            if event.comment:
                st.text(event.comment)


def _draw_change(item: ActionItem, choice: Choice) -> None:
    with st.form(f"actions_change_{item.action_id}", border=False):
        _draw_fields(str(item.action_id), choice, item.about.country, item)
        st.form_submit_button(
            _("Save the change"), key=f"actions_save_{item.action_id}", on_click=_change,
            args=(item.action_id, item.now.event_id),
        )  # fmt: skip


def _draw_fields(where: str, choice: Choice, country: str, item: ActionItem | None) -> None:
    """The fields of an action; begun with how it stands."""
    store, actor, now = context.get_store(), context.current_actor(), item.now if item is not None else None
    owners = _owners(store, actor, choice, country, item)
    organisations = ["", *(one.short_name for one in choice.document.organisations)]
    key = f"actions_{where}_{{}}".format
    st.text_input(_("What is done"), value=now.title if now else "", key=key("title"), max_chars=acting.LONGEST_TITLE)
    st.text_area(_("What it should change"), value=now.expected if now else "", key=key("expected"), height=80)
    with st.container(horizontal=True):
        chosen = list(owners).index(now.owner_id or NOBODY) if now and (now.owner_id or NOBODY) in owners else 0
        st.selectbox(_("Person"), list(owners), index=chosen, format_func=owners.get, key=key("owner"), width=220)
        place = organisations.index(now.organisation) if now and now.organisation in organisations else 0
        st.selectbox(
            _("Organisation"), organisations, index=place, key=key("organisation"), width=220,
            format_func=lambda name: name or _("none"),
        )  # fmt: skip
        st.date_input(
            _("Until"), value=now.due_on if now else None, format="YYYY-MM-DD", key=key("due"), width=160,
            min_value=context.framework(choice.query.framework).baseline_date,
        )  # fmt: skip
        states = list(ActionState)
        st.selectbox(
            _("State"), states, index=states.index(now.state) if now else 0, key=key("state"), width=160,
            format_func=lambda state: _(state.label),
        )  # fmt: skip
    st.text_area(_("Comment"), key=key("comment"), height=80, max_chars=acting.LONGEST_TEXT)


def _owners(
    store: context.Store, actor: object, choice: Choice, country: str, item: ActionItem | None
) -> Mapping[int, str]:
    """Names of those who may carry it out, by key; the one who does stays in the list."""
    found = {NOBODY: _("nobody yet")}
    if item is not None and item.now.owner_id is not None:
        found[item.now.owner_id] = item.now.owner
    if allowed(context.current_actor(), acting.PERMISSION, country=country):
        listed = acting.list_owners(store, context.current_actor(), choice.query.framework, country)
        found |= {one.account_id: one.name for one in listed}
    return found


def _typed(where: str) -> ActionDraft:
    state = {name: st.session_state.get(f"actions_{where}_{name}") for name in FIELDS}
    return ActionDraft(
        title=str(state["title"] or ""),
        expected=str(state["expected"] or ""),
        owner_id=state["owner"] or None,
        organisation=str(state["organisation"] or ""),
        due_on=state["due"],
        state=state["state"] or ActionState.PLANNED,
        comment=str(state["comment"] or ""),
    )


def _make(query: Query, about: About) -> None:
    try:
        acting.make_action(
            context.get_store(), context.current_actor(), query.framework, about, _typed(NEW),
            clock=context.get_clock(),
        )  # fmt: skip
    except TocError as error:
        st.session_state[context.ACTION_TOLD] = Told(NEW, error)
        return
    for name in FIELDS:
        st.session_state.pop(f"actions_{NEW}_{name}", None)
    st.query_params.pop("finding", None)
    st.session_state[context.ACTION_TOLD] = Told(NEW)


def _change(action_id: int, seen: int) -> None:
    where = str(action_id)
    try:
        acting.change_action(
            context.get_store(), context.current_actor(), action_id, _typed(where), seen=seen
        )  # fmt: skip
    except TocError as error:
        st.session_state[context.ACTION_TOLD] = Told(where, error)
        return
    st.session_state.pop(f"actions_{where}_comment", None)
    st.session_state[context.ACTION_TOLD] = Told(where)
