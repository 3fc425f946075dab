"""Closed periods: the coordinator's tab on the page Review, and the question for an exception on the page Log data."""

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from app import context, markup, widgets
from app.tables_shown import show
from toc.errors import TocError
from toc.model.query import Actor, Query
from toc.services import closing_periods
from toc.services.closing_periods import Closable, ClosedView, ExceptionView


def draw(store: context.Store, actor: Actor, query: Query) -> None:
    """Requests that wait, the way to close a period, and the periods that are closed with the way to open them."""
    told = st.session_state.pop(context.CLOSING_TOLD, None)
    if isinstance(told, str):
        st.success(markup.plain(told), icon=":material/check_circle:")
    elif isinstance(told, TocError):
        widgets.show_error(told)
    st.caption(
        "Nobody records, corrects or voids a measurement whose period ends within a closed one, unless a coordinator "
        "grants an exception or opens the period again. What was submitted before can still be approved."
    )
    requests = closing_periods.list_exceptions(store, actor, query.framework)
    for request in (one for one in requests if one.waits):
        with st.container(border=True):
            _draw_request(request, query.as_of)
    closed = closing_periods.list_closed(store, actor, query.framework, opened=True)
    _draw_closed([one for one in closed if not one.open_again])
    _draw_closing(closing_periods.list_closable(store, actor, query.framework, clock=context.get_clock()), query)
    _draw_past([one for one in requests if not one.waits], [one for one in closed if one.open_again])


def draw_hint(store: context.Store, actor: Actor, query: Query) -> None:
    """Say over the tabs that an organisation waits for an answer; nothing where none does."""
    count = sum(one.waits for one in closing_periods.list_exceptions(store, actor, query.framework))
    if count:
        asks = "request for an exception waits" if count == 1 else "requests for an exception wait"
        st.info(f"{count} {asks} for an answer, under Closed periods.", icon=":material/lock:")


def _draw_request(request: ExceptionView, today: date) -> None:
    """A request that waits, with the two decisions."""
    row = request.row
    st.markdown(f"**{markup.plain(row.organisation)} asks to report for {markup.plain(request.period)}**")
    st.text(row.reason)
    st.caption(markup.plain(f"Asked by {request.asked_by}, {row.asked_at:%Y-%m-%d %H:%M} UTC"))
    left, middle, yes, no = st.columns([1, 2, 1, 1], vertical_alignment="bottom")
    left.date_input(
        "Open until", value=None, min_value=today, format="YYYY-MM-DD", key=f"review_until_{row.id}",
        help="The last day on which the organisation may report.",
    )  # fmt: skip
    middle.text_input("Comment", key=f"review_answer_{row.id}", help="Needed to refuse.")
    yes.button(
        "Grant", type="primary", icon=":material/lock_open:", key=f"review_grant_{row.id}", on_click=_decide,
        args=(row.id,), kwargs={"granted": True}, width="stretch",
    )  # fmt: skip
    no.button(
        "Refuse", icon=":material/block:", key=f"review_refuse_{row.id}", on_click=_decide, args=(row.id,),
        kwargs={"granted": False}, width="stretch",
    )  # fmt: skip


def _decide(exception_id: int, *, granted: bool) -> None:
    state = st.session_state
    until, comment = state.get(f"review_until_{exception_id}"), str(state.get(f"review_answer_{exception_id}") or "")
    _do(
        lambda: closing_periods.decide_exception(
            context.get_store(), context.current_actor(), exception_id, granted=granted,
            until=until if granted else None, comment=comment, clock=context.get_clock(),
        ),
        f"Granted until {until}." if granted else "Refused. The organisation sees the comment.",
    )  # fmt: skip


def _draw_closed(closed: Sequence[ClosedView]) -> None:
    st.markdown("**Closed now**")
    if not closed:
        st.caption("No period is closed.")
    for one in closed:
        row = one.row
        with st.container(horizontal=True, vertical_alignment="center", key=f"review_closed_{row.id}"):
            st.markdown(f":material/lock: **{markup.plain(one.period)}**", width="content")
            reason = f": {row.reason}" if row.reason else ""
            st.caption(markup.plain(f"{one.closed_by}, {row.closed_at:%Y-%m-%d}{reason}"))
            with st.popover("Open again", icon=":material/lock_open:"):
                key = f"review_opening_{row.id}"
                st.text_input("Why is it opened again?", key=key)
                st.button("Open it again", key=f"review_open_{row.id}", on_click=_reopen, args=(row.id, one.period))


def _reopen(closed_period_id: int, period: str) -> None:
    reason = str(st.session_state.get(f"review_opening_{closed_period_id}") or "")
    _do(
        lambda: closing_periods.reopen(context.get_store(), context.current_actor(), closed_period_id, reason=reason),
        f"{period} is open again for everybody.",
    )


def _draw_closing(offered: Sequence[Closable], query: Query) -> None:
    """The choice of a reporting period that has ended, and the button that closes it."""
    st.markdown("**Close a period**")
    if not offered:
        st.caption("Every reporting period that has ended is closed.")
        return
    kinds = {one.frequency.value: one.frequency.label for one in offered}
    left, middle, right = st.columns([1, 1, 2], vertical_alignment="bottom")
    kind = left.selectbox("Kind", list(kinds), format_func=kinds.get, key="review_kind")
    periods = {one.period.label: one.period for one in offered if one.frequency == kind}
    label = middle.selectbox("Period", list(periods), key="review_period")
    right.text_input("Reason", key="review_close_reason", help="Kept in the audit log. May be left empty.")
    period = periods[label]
    st.button(
        f"Close {label}", type="primary", icon=":material/lock:", key="review_close", on_click=_close,
        args=(query.framework, period.start, period.end, label),
    )  # fmt: skip


def _close(framework: str, start: date, end: date, label: str) -> None:
    reason = str(st.session_state.get("review_close_reason") or "")
    _do(
        lambda: closing_periods.close(
            context.get_store(), context.current_actor(), framework, period_start=start, period_end=end,
            reason=reason, clock=context.get_clock(),
        ),
        f"{label} is closed. Whoever still has something to report asks for an exception.",
    )  # fmt: skip


def _draw_past(requests: Sequence[ExceptionView], opened: Sequence[ClosedView]) -> None:
    """Requests that were decided, and periods that were opened again, as a table."""
    rows = [
        {
            "what": f"Exception for {one.row.organisation}: {one.row.state.label.lower()}"
            + (f" until {one.row.until}" if one.row.until else ""),
            "period": one.period,
            "asked": f"{one.asked_by}: {one.row.reason}",
            "decided": f"{one.decided_by}: {one.row.comment}".rstrip(": ") if one.decided_by else "Opened meanwhile",
        }
        for one in requests
    ] + [
        {
            "what": "Opened again",
            "period": one.period,
            "asked": f"Closed by {one.closed_by}",
            "decided": f"{one.opened_by}: {one.row.opening_reason}",
        }
        for one in opened
    ]
    if not rows:
        return
    column = st.column_config
    labels = {
        "period": column.TextColumn("Period"),
        "what": column.TextColumn("What"),
        "asked": column.TextColumn("Before"),
        "decided": column.TextColumn("Decided"),
    }
    with st.expander(f"Decided before: {len(rows)}", icon=":material/history:"):
        show(rows, labels, alt="Exceptions that were decided, and periods that were opened again", key="review_past")


def draw_ask(error: TocError | None) -> None:
    """Where a period is closed, the small form with which its organisation asks for an exception; nothing otherwise.

    Args:
        error: why a measurement could not be saved; the refusal names the closed period.
    """
    told = st.session_state.get(context.EXCEPTION_TOLD)
    key = None if error is None else error.details.get("closed_period_id")
    if error is None or not isinstance(key, int):
        st.session_state.pop(context.EXCEPTION_TOLD, None)
        return
    organisation = str(error.details["organisation"])
    if told == (key, organisation) or error.details.get("asked"):
        st.info(
            "The exception was asked for. What you typed stays here: save it once a coordinator has granted it.",
            icon=":material/hourglass_top:",
        )
        return
    with st.container(border=True, key="log_data_exception"):
        st.text_area(
            "Why does it have to be reported now?", key=f"log_data_why_{key}", height=80,
            help="The coordinators read it and decide.",
        )  # fmt: skip
        st.button(
            "Ask for an exception", icon=":material/lock_open:", key="log_data_ask", on_click=_ask,
            args=(key, organisation),
        )  # fmt: skip
        if isinstance(told, TocError):
            widgets.show_error(told)


def _ask(closed_period_id: int, organisation: str) -> None:
    reason = str(st.session_state.get(f"log_data_why_{closed_period_id}") or "")
    try:
        closing_periods.ask_exception(
            context.get_store(), context.current_actor(), closed_period_id, organisation=organisation, reason=reason
        )
        st.session_state[context.EXCEPTION_TOLD] = (closed_period_id, organisation)
    except TocError as error:
        st.session_state[context.EXCEPTION_TOLD] = error


def _do(change: Callable[[], object], told: str) -> None:
    """Make a change when a button is pressed, and say once what became of it."""
    try:
        change()
        st.session_state[context.CLOSING_TOLD] = told
    except TocError as error:
        st.session_state[context.CLOSING_TOLD] = error
