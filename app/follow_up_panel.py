"""Follow-ups as pages show them: one with its history, the fields to raise and to settle one, what that led to."""

from typing import TYPE_CHECKING

import streamlit as st

from app import context, markup, widgets
from app.language import _
from toc.errors import TocError
from toc.model.query import Actor
from toc.model.terms import FollowUpOutcome
from toc.services import doubting

if TYPE_CHECKING:
    from app.context import Store
    from toc.services.doubting import FollowUpItem

_OUTCOMES = {outcome.value: outcome.label for outcome in FollowUpOutcome}


def draw(store: "Store", actor: Actor, measurement_id: int) -> None:
    """The follow-ups on one measurement for its page, with the fields to raise one; nothing for a guest.

    Args:
        store: where they are.
        actor: who looks.
        measurement_id: key of the measurement; a page draws one.

    Raises:
        NotFound: there is no such measurement, or none for this person.
    """
    if actor.is_guest:
        return
    found = doubting.follow_ups_of(store, actor, measurement_id)
    with st.container(key="measurement_follow_ups"):
        st.subheader(_("Follow-ups"), anchor=False)
        draw_told()
        if not found.items:
            st.caption(_("Nobody doubts this value."))
        for item in found.items:
            draw_item(item, view="measurement")
        if found.may_raise:
            _draw_raising(measurement_id)


def draw_item(item: "FollowUpItem", *, view: str, placed: bool = False) -> None:
    """One follow-up: its state, why the value is doubted, how it was settled, and the fields to settle it.

    Args:
        item: the follow-up.
        view: the page, for the keys of its widgets.
        placed: say which measurement it is about, with the way there.
    """
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            if item.outcome is None:
                st.badge(_("Open"), icon=":material/flag:", color="orange")
            else:
                st.badge(_(item.outcome.label), icon=":material/check:", color="green")
            st.caption(_said(_(doubting.kind_label(item.kind)), item.by, item.raised_at), width="content")
        if item.text:
            st.text(item.text)
        if placed:
            draw_where(item.indicator.name, item.place, item.organisation, item.period)
            draw_way(item.measurement_id)
        if item.outcome is not None and item.settled_at is not None:
            st.caption(_said(_("Settled: {how}").format(how=_(item.outcome.meaning)), item.settled_by, item.settled_at))
            if item.resolution:
                st.text(item.resolution)
        if item.may_settle:
            _draw_settling(item.follow_up_id, view)


def draw_where(indicator: str, place: str, organisation: str, period: str) -> None:
    """Which measurement something is about, in words that may take several lines."""
    st.caption(markup.plain(f"{indicator}, {place}, {organisation}, {period}"))


def draw_way(measurement_id: int) -> None:
    """The way to a measurement's page."""
    st.page_link(
        "views/measurement.py", label=_("See the measurement"), icon=":material/history:",
        query_params={"measurement": str(measurement_id)},
    )  # fmt: skip


def draw_told() -> None:
    """What the last step led to."""
    told = st.session_state.pop(context.FOLLOW_UP_TOLD, None)
    if isinstance(told, TocError):
        widgets.show_error(told)
    elif told:
        st.success(told, icon=":material/check_circle:")


def raise_one(measurement_id: int, text: str, kind: str) -> bool:
    """Raise a follow-up and keep what that led to; False where it was refused."""
    try:
        doubting.raise_follow_up(context.get_store(), context.current_actor(), measurement_id, text, kind=kind)
    except TocError as error:
        st.session_state[context.FOLLOW_UP_TOLD] = error
        return False
    st.session_state[context.FOLLOW_UP_TOLD] = _("The follow-up is kept. It stays open until somebody settles it.")
    return True


def _said(what: str, by: str, at: object) -> str:
    return markup.plain(", ".join(part for part in (what, by, f"{at:%Y-%m-%d %H:%M} UTC") if part))


def _draw_raising(measurement_id: int) -> None:
    key = f"measurement_doubt_{measurement_id}"
    with st.popover(_("Raise a follow-up"), icon=":material/flag:"):
        st.text_area(_("What is doubtful about the value?"), key=key, max_chars=doubting.LONGEST, height=100)
        st.button(
            _("Raise it"), key="measurement_raise", type="primary", on_click=_raise_typed, args=(measurement_id, key)
        )


def _raise_typed(measurement_id: int, key: str) -> None:
    """Raise what is typed; it stays in its field where it is refused."""
    if raise_one(measurement_id, str(st.session_state.get(key) or ""), doubting.ASKED):
        st.session_state[key] = ""


def _draw_settling(follow_up_id: int, view: str) -> None:
    outcome, text = f"{view}_outcome_{follow_up_id}", f"{view}_resolution_{follow_up_id}"
    with st.popover(_("Settle it"), icon=":material/check:"):
        st.radio(
            _("What came of it?"), list(_OUTCOMES), format_func=lambda code: _(_OUTCOMES[code]), key=outcome,
            captions=[_(one.meaning) for one in FollowUpOutcome], index=None,
        )  # fmt: skip
        st.text_area(_("What was found"), key=text, max_chars=doubting.LONGEST, height=100)
        st.button(
            _("Settle it"), key=f"{view}_settle_follow_up_{follow_up_id}", type="primary", on_click=_settle,
            args=(follow_up_id, outcome, text),
        )  # fmt: skip


def _settle(follow_up_id: int, outcome: str, text: str) -> None:
    """Settle with what is chosen and typed; both stay where they are refused."""
    chosen = st.session_state.get(outcome)
    try:
        doubting.settle_follow_up(
            context.get_store(), context.current_actor(), follow_up_id, FollowUpOutcome(chosen) if chosen else None,
            str(st.session_state.get(text) or ""),
        )  # fmt: skip
        st.session_state[context.FOLLOW_UP_TOLD] = _("The follow-up is settled. It stays here with what was found.")
    except TocError as error:
        st.session_state[context.FOLLOW_UP_TOLD] = error
