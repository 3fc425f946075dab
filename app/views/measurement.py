"""Measurement: what one organisation reported for one period, its revisions, its evidence, what people say about it."""

import streamlit as st

from app import context, discussion_panel, entry_state, evidence_panel, filters, markup, measurement_panel, widgets
from app.language import language
from app.method_panel import draw_measured
from toc.errors import NotFound, TocError
from toc.model.query import Query
from toc.model.terms import CorrectionReason
from toc.services import reviewing, revising
from toc.services.revising import MeasurementHistory

HIGHEST = 2**31 - 1


def asked_for() -> int | None:
    """The measurement that the address names; None where it names none."""
    text = st.query_params.get("measurement", "")
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:12]) <= HIGHEST else None


def begin_correcting(found: MeasurementHistory) -> None:
    """Begin an entry for the measurement's place on the page Log data, with what stands there."""
    st.session_state["framework"] = found.framework
    entry_state.begin_at(
        take_over=True,
        indicator=found.indicator.code,
        country=found.country,
        organisation=found.organisation,
        period=found.period,
    )


def withdraw(revision_id: int) -> None:
    """Take back the submission that the button was drawn for."""
    try:
        reviewing.withdraw(context.get_store(), context.current_actor(), revision_id)
        st.session_state[context.MEASUREMENT_TOLD] = "Withdrawn: it is a draft of your organisation again."
    except TocError as error:
        st.session_state[context.MEASUREMENT_TOLD] = error


def begin_voiding(measurement_id: int | None) -> None:
    """Open the question whether a measurement is to be voided, or close it again."""
    st.session_state[context.VOIDING] = measurement_id


def void(measurement_id: int, seen: int) -> None:
    """Void what the button was drawn for, with the reason that is chosen and typed."""
    code = st.session_state.get(f"measurement_kind_{measurement_id}")
    reason = str(st.session_state.get(f"measurement_reason_{measurement_id}") or "")
    try:
        revising.void(
            context.get_store(), context.current_actor(), measurement_id, reason_code=code or "", reason=reason,
            expected_revision=seen, clock=context.get_clock(),
        )  # fmt: skip
        begin_voiding(None)
        st.session_state[context.MEASUREMENT_TOLD] = (
            "Voided. It counts in no figure from now on and stays visible here."
        )
    except TocError as error:
        st.session_state[context.MEASUREMENT_TOLD] = error


def draw_actions(found: MeasurementHistory) -> None:
    """What this person may do with the measurement."""
    with st.container(horizontal=True, key="measurement_actions"):
        if found.may_correct and st.button(
            "Correct it", icon=":material/edit:", key="measurement_correct", on_click=begin_correcting, args=(found,)
        ):
            st.switch_page("views/log_data.py")
        if found.may_withdraw:
            st.button(
                "Withdraw it", icon=":material/undo:", key="measurement_withdraw", on_click=withdraw,
                args=(found.newest.row.revision_id,), help="It waits no longer and becomes a draft again.",
            )  # fmt: skip
        if found.may_void:
            st.button(
                "Void it", icon=":material/block:", key="measurement_void", on_click=begin_voiding,
                args=(found.measurement_id,), help="Takes it out of every figure; it stays visible as voided.",
            )  # fmt: skip


def draw_voiding(found: MeasurementHistory) -> None:
    """What voiding would move, the reason for it, and the decision."""
    key = found.measurement_id
    effect = revising.effect_of_void(context.get_store(), context.current_actor(), key, clock=context.get_clock())
    with st.container(border=True, key="measurement_voiding"):
        st.markdown("**If this measurement is voided**")
        names = filters.names_of(context.framework(found.framework))
        measurement_panel.draw_effect(effect, names)
        labels = {kind.value: kind.label for kind in CorrectionReason}
        st.selectbox(
            "Kind of reason", list(labels), index=None, format_func=labels.get, key=f"measurement_kind_{key}",
            placeholder="Choose one",
        )  # fmt: skip
        st.text_input("Reason", key=f"measurement_reason_{key}")
        with st.container(horizontal=True):
            st.button("Void this measurement", type="primary", key="measurement_confirm", on_click=void,
                      args=(key, found.newest.row.revision))  # fmt: skip
            st.button("Keep it", key="measurement_keep", on_click=begin_voiding, args=(None,))


def draw(found: MeasurementHistory) -> None:
    """Everything about one measurement."""
    store, actor = context.get_store(), context.current_actor()
    left, right = st.columns([3, 2], gap="large")
    with left:
        measurement_panel.draw_stated(found)
        told = st.session_state.pop(context.MEASUREMENT_TOLD, None)
        if isinstance(told, TocError):
            widgets.show_error(told)
        elif told is not None:
            st.success(markup.plain(told), icon=":material/check_circle:")
        draw_actions(found)
        if found.may_void and st.session_state.get(context.VOIDING) == found.measurement_id:
            draw_voiding(found)
        st.subheader("Revisions", anchor=False)
        for entry in found.revisions:
            measurement_panel.draw_revision(found, entry)
    with right:
        today = context.today(context.framework(found.framework).timezone)
        measurement_panel.draw_place(found, Query(found.framework, today))
        draw_measured(found, Query(found.framework, today))
        evidence_panel.draw(store, actor, found.measurement_id)
        measurement_panel.draw_follow_ups(store, actor, found.measurement_id)
        if found.may_discuss:
            discussion_panel.draw(store, actor, found.measurement_id)


widgets.show_style()
widgets.page_head("Measurement")
key = asked_for()
try:
    if key is None:
        raise NotFound("The address names no measurement.", remedy="Choose one from the list on the page Indicator.")
    shown = revising.history(context.get_store(), context.current_actor(), key, locale=language())
except NotFound as error:
    widgets.empty_state(
        " ".join(filter(None, (error.message, error.remedy))), page="views/indicator.py", label="Indicator"
    )
else:
    draw(shown)
