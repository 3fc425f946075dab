"""The comments on a measurement: what was said, as it was typed, open questions, and the fields to say something."""

from typing import TYPE_CHECKING

import streamlit as st

from app import context, markup, widgets
from toc.errors import TocError
from toc.model.query import Actor
from toc.services import discussing
from toc.services.discussing import Remark

if TYPE_CHECKING:
    from app.context import Store


def draw(store: "Store", actor: Actor, measurement_id: int) -> None:
    """Draw the comments on a measurement that the person may comment on, and the fields for another one.

    Args:
        store: where they are.
        actor: who looks.
        measurement_id: key of the measurement; a page draws one.

    Raises:
        NotAllowed: the person may not comment there.
        NotFound: there is no such measurement, or none for this person.
    """
    said = discussing.list_comments(store, actor, measurement_id)
    with st.container(key="comments"):
        st.subheader("Comments", anchor=False)
        if not said:
            st.caption("Nobody has said anything yet.")
        for remark in said:
            _draw_remark(remark)
        _draw_fields(store, actor, measurement_id)


def _draw_remark(remark: Remark) -> None:
    """A comment with who said it and whom it mentions."""
    with st.container(border=True, gap="small"):
        st.caption(markup.plain(f"{remark.by}, {remark.at:%Y-%m-%d %H:%M} UTC"))
        if remark.open:
            st.badge("Open question", icon=":material/help:", color="orange")
        if remark.mentions:
            st.text(" ".join(f"@{name}" for name in remark.mentions))
        st.text(remark.text)
        if remark.settled_at is not None:
            st.caption(markup.plain(f"Settled by {remark.settled_by}, {remark.settled_at:%Y-%m-%d %H:%M} UTC"))
        if remark.open:
            st.button(
                "Mark as settled", icon=":material/check:", key=f"measurement_settle_{remark.comment_id}",
                on_click=_settle, args=(remark.comment_id,), type="tertiary",
            )  # fmt: skip


def _draw_fields(store: "Store", actor: Actor, measurement_id: int) -> None:
    names = {found.account_id: found.name for found in discussing.list_mentionable(store, actor, measurement_id)}
    st.text_area("Your comment", key=_key("text", measurement_id), max_chars=discussing.MAX_LENGTH, height=100)
    st.multiselect(
        "Mention", list(names), format_func=lambda one: f"@{names[one]}", key=_key("mentions", measurement_id),
        placeholder="Nobody", help="People who may read it; it shows with their name.",
    )  # fmt: skip
    st.checkbox("This is a question", key=_key("question", measurement_id))
    told = st.session_state.pop(context.COMMENT_TOLD, None)
    if isinstance(told, TocError):
        widgets.show_error(told)
    elif told is not None:
        st.success(told, icon=":material/check_circle:")
    st.button(
        "Add comment", key="measurement_say", icon=":material/add_comment:", on_click=_say, args=(measurement_id,)
    )


def _say(measurement_id: int) -> None:
    """Add the comment that is typed; it stays in its fields where it is refused."""
    text = str(st.session_state.get(_key("text", measurement_id)) or "")
    try:
        discussing.comment(
            context.get_store(), context.current_actor(), measurement_id, text,
            mentions=tuple(st.session_state.get(_key("mentions", measurement_id)) or ()),
            question=bool(st.session_state.get(_key("question", measurement_id))),
        )  # fmt: skip
        for name, empty in (("text", ""), ("mentions", []), ("question", False)):
            st.session_state[_key(name, measurement_id)] = empty
        st.session_state[context.COMMENT_TOLD] = "Your comment is kept."
    except TocError as error:
        st.session_state[context.COMMENT_TOLD] = error


def _settle(comment_id: int) -> None:
    """Settle the question that the button was drawn for."""
    try:
        discussing.settle(context.get_store(), context.current_actor(), comment_id)
    except TocError as error:
        st.session_state[context.COMMENT_TOLD] = error


def _key(name: str, measurement_id: int) -> str:
    """The key of a field; each measurement has its own, so that what is typed for one does not stand at another."""
    return f"measurement_{name}_{measurement_id}"
