"""Review: what waits for approval, what approving it would do; approve or return, one or many; closed periods."""

from collections.abc import Sequence

import streamlit as st

from app import closing_panel, context, filters, markup, review_panel, widgets
from app.entry_fields import draw_fault
from app.review_panel import key_of
from toc.errors import TocError
from toc.model.query import Query
from toc.model.terms import ReviewState
from toc.services import reviewing
from toc.services.reviewing import Decided, Queue

VERBS = {ReviewState.APPROVED: "Approved", ReviewState.RETURNED: "Returned"}


def approve(revision_id: int, what: str) -> None:
    """Approve what a button was drawn for, and say so once."""
    try:
        reviewing.approve(context.get_store(), context.current_actor(), revision_id)
        st.session_state[context.TOLD] = f"Approved: {what}. It counts in every figure now."
    except TocError as error:
        st.session_state[context.TOLD] = (revision_id, error)


def send_back(revision_id: int, what: str) -> None:
    """Return what a button was drawn for, with the comment that is typed beside it, and say so once."""
    comment = str(st.session_state.get(key_of(f"comment_{revision_id}")) or "")
    try:
        reviewing.send_back(context.get_store(), context.current_actor(), revision_id, comment=comment)
        st.session_state[context.TOLD] = f"Returned: {what}. Its author sees the comment."
    except TocError as error:
        st.session_state[context.TOLD] = (revision_id, error)


def decide_selected(revision_ids: Sequence[int], state: ReviewState) -> None:
    """Approve or return what was selected when the button was drawn, and say once what became of each."""
    comment = str(st.session_state.get(key_of("comment")) or "")
    try:
        decided = reviewing.decide_many(context.get_store(), context.current_actor(), revision_ids, state, comment)
        st.session_state[context.TOLD] = (decided, VERBS[state])
        st.session_state[key_of("all")], st.session_state[key_of("comment")] = False, ""
    except TocError as error:
        st.session_state[context.TOLD] = error


def draw_told(told: object, queue: Queue) -> None:
    """What the last decision led to; a refusal of a measurement that still waits stands on its card."""
    if isinstance(told, str):
        st.success(markup.plain(told), icon=":material/check_circle:")
    elif isinstance(told, TocError):
        widgets.show_error(told)
    elif isinstance(told, tuple) and isinstance(told[0], Decided):
        review_panel.draw_told(*told)
    elif isinstance(told, tuple) and told[0] not in [card.waiting.row.revision_id for card in queue.cards]:
        widgets.show_error(told[1])


def draw_bar(queue: Queue) -> None:
    """Select all on this page, and decide what is selected."""
    keys = [card.waiting.row.revision_id for card in queue.cards]
    selected = review_panel.selected_of(queue.cards)
    with st.container(border=True, key="review_bar"):
        st.checkbox(
            f"Select all on this page ({len(keys)})", key=key_of("all"), on_change=review_panel.select_all,
            args=(keys,),
        )  # fmt: skip
        if not selected:
            return
        left, middle, right = st.columns([1, 2, 1], vertical_alignment="bottom")
        count = len(selected)
        left.button(
            f"Approve selected ({count})", type="primary", icon=":material/done_all:", key=key_of("approve_selected"),
            on_click=decide_selected, args=(selected, ReviewState.APPROVED), width="stretch",
        )  # fmt: skip
        middle.text_input("Comment, for all of them; needed to return them", key=key_of("comment"))
        right.button(
            f"Return selected ({count})", icon=":material/undo:", key=key_of("return_selected"),
            on_click=decide_selected, args=(selected, ReviewState.RETURNED), width="stretch",
        )  # fmt: skip


def draw_decisions(revision_id: int, what: str, refused: object) -> None:
    """Approve one measurement, or return it with a comment; below it why the last attempt was refused."""
    left, middle, right = st.columns([1, 3, 1], vertical_alignment="bottom")
    left.button(
        "Approve", icon=":material/check:", key=key_of(f"approve_{revision_id}"), on_click=approve,
        args=(revision_id, what), width="stretch",
    )  # fmt: skip
    middle.text_input("Comment, to return it", key=key_of(f"comment_{revision_id}"))
    right.button(
        "Return", icon=":material/undo:", key=key_of(f"return_{revision_id}"), on_click=send_back,
        args=(revision_id, what), width="stretch",
    )  # fmt: skip
    if isinstance(refused, tuple) and refused[0] == revision_id:
        for fault in refused[1].faults:
            draw_fault(fault)


def draw_queue(queue: Queue, query: Query, told: object) -> None:
    """The filters, the bar, and a card for each measurement of the page."""
    if not queue.waiting:
        widgets.empty_state("Nothing waits for approval. What partners log appears here.")
        return
    review_panel.draw_filters(queue)
    fitting = "" if queue.fitting == queue.waiting else f" {queue.fitting} of them fit the filters."
    st.caption(f"{queue.waiting} {'waits' if queue.waiting == 1 else 'wait'} for approval.{fitting}")
    if not queue.cards:
        st.button(
            "Show all that wait", key=key_of("clear"), on_click=review_panel.clear_filters, args=(query.framework,)
        )  # fmt: skip
        return
    draw_bar(queue)
    names = filters.names_of(queue.document)
    for card in queue.cards:
        with st.container(border=True):
            review_panel.draw_card(card, query, names)
            draw_decisions(card.waiting.row.revision_id, card.waiting.subject, told)
    if queue.pages > 1:
        st.pagination(queue.pages, key=key_of("page"))


widgets.show_style()
widgets.page_head("Review", "What partners have logged and nobody has approved yet, the oldest first.")
asked_for = filters.choose_framework()
chosen = review_panel.chosen_filters(context.framework(asked_for.framework))
found = reviewing.load_queue(
    context.get_store(), context.current_actor(), asked_for.framework, clock=context.get_clock(),
    page=st.session_state.get(key_of("page"), 1), **chosen,
)  # fmt: skip
if st.session_state.get(key_of("page"), 1) != found.page:
    st.session_state[key_of("page")] = found.page
closing_panel.draw_hint(context.get_store(), context.current_actor(), asked_for)
last = st.session_state.pop(context.TOLD, None)
waiting, closed = st.tabs(["Waiting", "Closed periods"], key=key_of("tabs"))
with waiting:
    draw_told(last, found)
    draw_queue(found, asked_for, last)
with closed:
    closing_panel.draw(context.get_store(), context.current_actor(), asked_for)
