"""What the own organisation has not finished: drafts to go on with, what was returned, what waits for approval."""

from collections.abc import Sequence

import streamlit as st

from app import context, entry_state, markup
from app.entry_panel import quantity_text
from app.entry_state import key_of
from toc.errors import TocError
from toc.model.terms import CorrectionReason, ReviewState
from toc.services import reviewing, revising
from toc.services.reviewing import OwnOpen

_GO_ON = {ReviewState.RETURNED: "Correct it", ReviewState.DRAFT: "Go on"}


def draw(found: Sequence[OwnOpen]) -> None:
    """Draw what was returned and the drafts, each with the way to go on; below them what waits for approval."""
    told = st.session_state.pop(context.OWN_TOLD, None)
    if told is not None:
        st.error(markup.plain(told), icon=":material/error:")
    unfinished = [one for one in found if one.state in _GO_ON]
    for place, one in enumerate(sorted(unfinished, key=lambda one: one.state is not ReviewState.RETURNED)):
        with st.container(border=True):
            _draw_one(one)
            with st.container(horizontal=True):
                st.button(_GO_ON[one.state], key=key_of(f"correct_{place}"), on_click=_go_on, args=(one,))
                if one.state is ReviewState.DRAFT and one.row.revision == 1:
                    _draw_discarding(one)
    waiting = [one for one in found if one.state is ReviewState.SUBMITTED]
    if waiting:
        with st.expander(f"Waiting for approval: {len(waiting)}", icon=":material/hourglass_top:"):
            for one in waiting:
                _draw_one(one)
                st.button(
                    "Take it back as a draft", key=key_of(f"withdraw_{one.revision_id}"), type="tertiary",
                    icon=":material/undo:", on_click=_withdraw, args=(one.revision_id,),
                )  # fmt: skip


def _draw_one(one: OwnOpen) -> None:
    name = f"{one.indicator.name} ({one.indicator.code}), {one.country_name}, {one.period}"
    st.text(f"{one.state.label}: {name}: {quantity_text(one.indicator, one.row)}")
    if one.state is ReviewState.RETURNED and one.comment:
        st.text(one.comment)


def _draw_discarding(one: OwnOpen) -> None:
    """The way to void a draft: it stays in the history, and its period is free again."""
    with st.popover("Discard", type="tertiary"):
        key = key_of(f"discard_{one.measurement_id}")
        st.caption("The draft is voided: it stays in the history and its period is free again.")
        st.text_input("Why?", key=key)
        st.button("Discard the draft", key=f"{key}_now", on_click=_discard, args=(one, key))


def _go_on(one: OwnOpen) -> None:
    entry_state.begin_at(
        take_over=True, indicator=one.indicator.code, country=one.country, organisation=one.organisation,
        period=one.period,
    )  # fmt: skip


def _withdraw(revision_id: int) -> None:
    try:
        reviewing.withdraw(context.get_store(), context.current_actor(), revision_id)
    except TocError as error:
        _tell(error)


def _discard(one: OwnOpen, key: str) -> None:
    try:
        revising.void(
            context.get_store(), context.current_actor(), one.measurement_id,
            reason_code=CorrectionReason.OTHER.value, reason=str(st.session_state.get(key, "")),
            expected_revision=one.number, clock=context.get_clock(),
        )  # fmt: skip
    except TocError as error:
        _tell(error)


def _tell(error: TocError) -> None:
    st.session_state[context.OWN_TOLD] = " ".join(part for part in (error.text(), error.remedy_text()) if part)
