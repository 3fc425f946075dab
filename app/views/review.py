"""Review: what waits for approval; approve it, or return it with a comment."""

import streamlit as st

from app import context, filters, markup, widgets
from app.entry_fields import draw_fault
from app.entry_panel import quantity_text
from toc.errors import TocError
from toc.model.query import Query
from toc.services import reviewing
from toc.services.reviewing import Waiting

ON_ONE_PAGE = 20


def approve(revision_id: int, what: str) -> None:
    """Approve what a button was drawn for, and say so once."""
    try:
        reviewing.approve(context.get_store(), context.current_actor(), revision_id)
        st.session_state[context.TOLD] = f"Approved: {what}. It counts in every figure now."
    except TocError as error:
        st.session_state[context.TOLD] = (revision_id, error)


def send_back(revision_id: int, what: str) -> None:
    """Return what a button was drawn for, with the comment that is typed beside it, and say so once."""
    comment = str(st.session_state.get(f"review_comment_{revision_id}") or "")
    try:
        reviewing.send_back(context.get_store(), context.current_actor(), revision_id, comment=comment)
        st.session_state[context.TOLD] = f"Returned: {what}. Its author sees the comment."
    except TocError as error:
        st.session_state[context.TOLD] = (revision_id, error)


def draw_waiting(waiting: Waiting, query: Query, refused: tuple[int, TocError] | None) -> None:
    """One measurement with what it replaces, who recorded it, and the two decisions."""
    row, indicator = waiting.row, waiting.indicator
    what = f"{indicator.code}, {waiting.country_name}, {row.organisation}, {waiting.period}"
    with st.container(border=True):
        st.page_link(
            "views/indicator.py", label=f"{markup.plain(indicator.name)} :small[:gray[{markup.plain(indicator.code)}]]",
            icon=":material/show_chart:",
            query_params=filters.parameters(query, indicator=indicator.code, country=row.country),
        )  # fmt: skip
        widgets.show_markup(markup.facts(facts_of(waiting)))
        if row.note:
            st.text(row.note)
        left, middle, right = st.columns([1, 3, 1], vertical_alignment="bottom")
        left.button(
            "Approve", type="primary", icon=":material/check:", key=f"review_approve_{row.revision_id}",
            on_click=approve, args=(row.revision_id, what), width="stretch",
        )  # fmt: skip
        middle.text_input("Comment, to return it", key=f"review_comment_{row.revision_id}")
        right.button(
            "Return", icon=":material/undo:", key=f"review_return_{row.revision_id}", on_click=send_back,
            args=(row.revision_id, what), width="stretch",
        )  # fmt: skip
        if refused is not None and refused[0] == row.revision_id:
            for fault in refused[1].faults:
                draw_fault(fault)


def facts_of(waiting: Waiting) -> list[tuple[str, str, str]]:
    """Label, figure and explanation of one measurement."""
    row, indicator, before = waiting.row, waiting.indicator, waiting.before
    was = "No approved value before" if before is None else quantity_text(indicator, before)
    why = "" if before is None else "which it replaces" if waiting.replaces else f"for {waiting.before_period}"
    grade = row.evidence_grade.label if row.evidence_grade else "Not graded"
    sample = f"n = {row.sample_size}" if row.sample_size else ""
    found = [
        ("Country", waiting.country_name, row.organisation),
        ("Period", waiting.period, ""),
        ("Value", quantity_text(indicator, row), "invented, for demonstration" if row.invented else ""),
        ("Before", was, why),
        ("Evidence", grade, " ".join(filter(None, (sample, row.source)))),
        ("Recorded", row.recorded_by or "Command line", f"{waiting.at:%Y-%m-%d %H:%M} UTC, revision {row.revision}"),
    ]
    return [*found, ("Reason", row.reason, "")] if row.reason else found


widgets.show_style()
widgets.page_head("Review", "What partners have logged and nobody has approved yet, the oldest first.")
asked_for = filters.choose_framework()
told = st.session_state.pop(context.TOLD, None)
if isinstance(told, str):
    st.success(markup.plain(told), icon=":material/check_circle:")
queue = reviewing.list_waiting(context.get_store(), context.current_actor(), asked_for.framework)
if isinstance(told, tuple) and told[0] not in [one.row.revision_id for one in queue]:
    widgets.show_error(told[1])
if not queue:
    widgets.empty_state("Nothing waits for approval. What partners log appears here.")
else:
    st.caption(f"{len(queue)} {'waits' if len(queue) == 1 else 'wait'} for approval.")
    pages = -(-len(queue) // ON_ONE_PAGE)
    if st.session_state.get("review_page", 1) > pages:
        st.session_state["review_page"] = pages
    page = st.pagination(pages, key="review_page") if pages > 1 else 1
    for one in queue[(page - 1) * ON_ONE_PAGE : page * ON_ONE_PAGE]:
        draw_waiting(one, asked_for, told if isinstance(told, tuple) else None)
