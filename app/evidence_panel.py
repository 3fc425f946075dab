"""The evidence behind a measurement: files and links, added and taken back where the person may."""

from typing import TYPE_CHECKING

import streamlit as st

from app import context, markup
from app.figure_text import size_text
from app.language import language
from toc.errors import TocError
from toc.model.query import Actor
from toc.services import evidencing
from toc.services.evidencing import Behind, EvidenceItem

if TYPE_CHECKING:
    from app.context import Store

FILES, TITLE, ADDRESS = "evidence_files", "evidence_title", "evidence_address"
FORM_WIDTH = 240
"""Of the narrowest form, in pixels; where two have no room, they stand under each other."""


def draw(store: "Store", actor: Actor, measurement_id: int) -> None:
    """Draw what stands behind a measurement that the person may see, and the ways to add to it.

    Args:
        store: where it is kept.
        actor: who looks.
        measurement_id: key of the measurement; a page draws one.

    Raises:
        NotAllowed: the person may not see the measurement.
        NotFound: there is no such measurement.
    """
    behind = evidencing.look(store, actor, measurement_id)
    with st.container(key="evidence"):
        st.subheader("Evidence", anchor=False)
        _draw_grade(behind)
        _draw_told(measurement_id)
        if not behind.standing:
            st.text("No file or link stands behind this measurement yet.")
        for item in behind.standing:
            _draw_item(item, may_take_back=behind.may_add)
        for item in behind.taken_back:
            _draw_taken_back(item)
        if behind.may_add:
            _draw_adding(measurement_id)


def _draw_grade(behind: Behind) -> None:
    grade = f"{behind.grade.label}: {behind.grade.meaning}" if behind.grade else "not graded."
    st.caption(f"Grade: {markup.plain(grade)}")
    if behind.source or behind.source_url:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"Source: {behind.source or behind.source_url}")
            if behind.source_url:
                _draw_link(behind.source_url, behind.source_url)


def _draw_link(label: str, address: str) -> None:
    """A link with its host beside it; what is no address of the web is shown as the text that it is."""
    host = evidencing.host_of(address)
    if host is None:
        st.text(f"{label}: {address}")
        return
    name = markup.plain(host if label == address else f"{label} ({host})")
    st.link_button(name, address, icon=":material/open_in_new:", type="tertiary", help=markup.plain(address))


def _draw_item(item: EvidenceItem, *, may_take_back: bool) -> None:
    """A file or a link; under it who added it and when, and the way to take it back."""
    with st.container(border=True, gap=None):
        if item.url is not None:
            _draw_link(item.title, item.url)
        else:
            name = markup.plain(item.title)
            st.link_button(name, address_of(item), icon=":material/download:", type="tertiary", help=f"Download {name}")
        size = f"{size_text(item.size, language())} · " if item.size is not None else ""
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(markup.plain(f"{size}{_name(item.added_by)}, {item.added_at:%Y-%m-%d}"), width="content")
            if may_take_back:
                _draw_taking_back(item)


def _draw_taking_back(item: EvidenceItem) -> None:
    reason = f"evidence_reason_{item.evidence_id}"
    with (
        st.popover("Take back", type="tertiary", help="It stays named here, with your reason."),
        st.form(f"evidence_back_{item.evidence_id}", border=False),
    ):
        st.text_input("Why is it taken back?", key=reason, max_chars=500)
        st.form_submit_button(
            "Take back", key=f"evidence_back_submit_{item.evidence_id}", on_click=_take_back,
            args=(item.measurement_id, item.evidence_id, item.title, reason),
        )  # fmt: skip


def _draw_taken_back(item: EvidenceItem) -> None:
    when = f"{item.withdrawn_at:%Y-%m-%d}" if item.withdrawn_at else ""
    text = f"Taken back on {when} by {_name(item.withdrawn_by)}: {item.title}. Reason: {item.withdraw_reason}"
    st.caption(f":material/undo: {markup.plain(text)}")


def _draw_adding(measurement_id: int) -> None:
    """Two short forms, side by side where there is room: files, and a link."""
    limit = context.get_settings().evidence_megabytes
    with st.grid("auto", min_column_width=FORM_WIDTH):
        with st.form("evidence_file_form", clear_on_submit=True):
            st.file_uploader(
                "Files", key=FILES, accept_multiple_files=True, max_upload_size=limit,
                help=f"{evidencing.ACCEPTED}. No macros, no archives.",
            )  # fmt: skip
            st.form_submit_button(
                "Add files", key="evidence_add_files", icon=":material/attach_file:", on_click=_add_files,
                args=(measurement_id,),
            )  # fmt: skip
        with st.form("evidence_link_form"):
            st.text_input("Address of a link", key=ADDRESS, placeholder="https://")
            st.text_input("What it leads to", key=TITLE, max_chars=255)
            st.form_submit_button(
                "Add link", key="evidence_add_link", icon=":material/add_link:", on_click=_add_link,
                args=(measurement_id,),
            )  # fmt: skip


def _add_files(measurement_id: int) -> None:
    """Keep each chosen file; one that is refused is named and keeps no other out."""
    store, actor = context.get_store(), context.current_actor()
    limit = context.get_settings().evidence_megabytes
    told: list[str | TocError] = []
    for file in st.session_state.get(FILES) or ():
        try:
            item = evidencing.add_file(
                store, actor, measurement_id, name=file.name, body=file.getvalue(), limit_megabytes=limit
            )
            told.append(f"Added: {item.title}")
        except TocError as error:
            told.append(error)
    _tell(measurement_id, told or ["Choose a file first."])


def _add_link(measurement_id: int) -> None:
    """Keep the typed link; one that is refused stays in its field."""
    address, title = (str(st.session_state.get(key) or "") for key in (ADDRESS, TITLE))
    try:
        item = evidencing.add_link(
            context.get_store(), context.current_actor(), measurement_id, title=title, url=address
        )
    except TocError as error:
        _tell(measurement_id, [error])
        return
    st.session_state[ADDRESS] = st.session_state[TITLE] = ""
    _tell(measurement_id, [f"Added: {item.title}"])


def _take_back(measurement_id: int, evidence_id: int, title: str, reason: str) -> None:
    why = str(st.session_state.get(reason) or "")
    try:
        evidencing.take_back(context.get_store(), context.current_actor(), evidence_id, reason=why)
        _tell(measurement_id, [f"Taken back: {title}"])
    except TocError as error:
        _tell(measurement_id, [error])


def _tell(measurement_id: int, told: list[str | TocError]) -> None:
    st.session_state[context.EVIDENCE_TOLD] = (measurement_id, told)


def _draw_told(measurement_id: int) -> None:
    """Say once what became of what was added last, each by its name."""
    about, told = st.session_state.pop(context.EVIDENCE_TOLD, (None, ()))
    if about != measurement_id:
        return
    for said in told:
        if isinstance(said, TocError):
            text = " ".join(part for part in (said.text(), said.remedy_text()) if part)
            st.error(markup.plain(text), icon=":material/error:")
        else:
            st.success(markup.plain(said), icon=":material/check_circle:")


def address_of(item: EvidenceItem) -> str:
    """Where a file can be downloaded by those who may see its measurement."""
    return f"/files/evidence/{item.evidence_id}"


def _name(by: str) -> str:
    return by or "the command line"
