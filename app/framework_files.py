"""Frameworks as files on the page Framework: download, hand in with a preview, begin a new one."""

from datetime import date
from urllib.parse import urlencode

import streamlit as st

from app import context, filters, framework_edit, framework_state, markup, widgets
from app.measurement_panel import draw_effect
from toc.errors import TocError
from toc.services import transferring
from toc.services.planning import PlanPage
from toc.services.transferring import FilePreview, NewFramework


def draw(page: PlanPage) -> None:
    """Downloads for everybody; handing in and beginning anew for those who may plan."""
    document = page.document
    st.markdown("**Download this framework**")
    with st.container(horizontal=True):
        _link("One document (JSON)", "framework.json", framework=document.code)
        _link("Folder of tables (zip of CSV)", "framework.zip", framework=document.code)
    if not page.may_plan:
        return
    st.markdown("**Hand in a framework**")
    _draw_upload()
    st.markdown("**Begin with an example**")
    st.caption(
        "A small invented framework with two levels and two horizons, its files explained. Change and hand it in."
    )
    with st.container(horizontal=True):
        _link("Example (JSON)", "framework-example.json")
        _link("Example folder (zip)", "framework-example.zip")
    st.markdown("**Start a new framework**")
    _draw_new(page)


def _link(label: str, name: str, **more: str) -> None:
    address = f"/files/{name}" + (f"?{urlencode(more)}" if more else "")
    st.link_button(label, address, icon=":material/download:", type="tertiary")


def _draw_upload() -> None:
    """A file, and what it would do before anything is saved."""
    st.caption(
        "A file replaces the definition of the framework whose code it has. You see what would change before anything "
        "is saved; all of it is taken or nothing."
    )
    file = st.file_uploader(
        "JSON document, or zip of the folder", ["json", "zip"], key="framework_file", max_upload_size=20
    )
    if file is None:
        return
    actor, store = context.current_actor(), context.get_store()
    try:
        found = transferring.preview_file(store, actor, file.name, file.getvalue(), clock=context.get_clock())
    except TocError as error:
        count = len(error.faults)
        words = f"{count} faults" if count > 1 else "one fault"
        st.error(f"The file cannot be taken: {words}. Mend the file and hand it in again.", icon=":material/error:")
        widgets.show_error(error)
        return
    _draw_preview(found)
    st.text_input("Reason", key="framework_file_reason", max_chars=1000, help="Kept in the audit log.")
    st.button(
        "Add the framework" if found.is_new else "Save all of it", type="primary", icon=":material/check:",
        key="framework_file_save", disabled=not (found.is_new or found.changes), on_click=_load, args=(found.seen,),
    )  # fmt: skip


def _draw_preview(found: FilePreview) -> None:
    document = found.document
    if found.is_new:
        counts = f"{len(document.objectives)} objectives, {len(document.indicators)} indicators"
        st.info(markup.plain(f"{document.name} ({document.code}) is new: {counts}."), icon=":material/add_circle:")
        return
    if not found.changes:
        st.info("The file says what stands already: nothing would change.", icon=":material/check_circle:")
        return
    st.info(
        markup.plain(f"The file changes {document.name}: {_differences(len(found.changes))}."),
        icon=":material/difference:",
    )
    framework_edit.draw_changes(found.changes, document, key="framework_file_changes")
    if found.taken_back:
        st.warning(
            "This takes back what was changed in the app since a file was loaded last:",
            icon=":material/undo:",
        )
        framework_edit.draw_changes(found.taken_back, document, key="framework_file_taken_back")
    if found.effect is not None:
        many = len(found.effect.moves) > framework_edit.MANY_MOVES
        with st.container(border=True, key="framework_file_effect", height=560 if many else "content"):
            st.markdown("**Figures that move**")
            draw_effect(found.effect, filters.names_of(document))


def _differences(count: int) -> str:
    return "one difference" if count == 1 else f"{count} differences"


def _load(seen: str) -> None:
    file = st.session_state.get("framework_file")
    if file is None:
        return
    reason = st.session_state.get("framework_file_reason", "")
    try:
        saved = transferring.load_file(
            context.get_store(), context.current_actor(), file.name, file.getvalue(), reason=reason, seen=seen
        )
    except TocError as error:
        framework_state.tell(error)
    else:
        framework_state.tell(f"Saved {saved.framework}: {_differences(len(saved.changes))}.")


def _draw_new(page: PlanPage) -> None:
    document = page.document
    with st.form("framework_new", border=False):
        left, right = st.columns(2)
        left.text_input("Code", key="framework_new_code", max_chars=40, help="Letters, digits, dots and hyphens.")
        right.text_input("Name", key="framework_new_name")
        left.number_input("Start year", 1900, 2200, document.start_year, key="framework_new_year", help="Year 1.")
        right.date_input(
            "Baseline date", document.baseline_date, format="YYYY-MM-DD", key="framework_new_baseline",
            min_value=date(1900, 1, 1), max_value=date(2200, 12, 31),
        )  # fmt: skip
        st.caption(
            markup.plain(
                f"It takes levels, horizons, countries and organisations from {document.name}, and no objective."
            )
        )
        st.form_submit_button("Start it", icon=":material/add:", on_click=_start, args=(document.code,))


def _start(like: str) -> None:
    typed = st.session_state
    draft = NewFramework(
        typed["framework_new_code"], typed["framework_new_name"], int(typed["framework_new_year"]),
        typed["framework_new_baseline"], like,
    )  # fmt: skip
    try:
        begun = transferring.start_framework(context.get_store(), context.current_actor(), draft)
    except TocError as error:
        framework_state.tell(error)
        return
    typed["framework"] = begun.framework
    st.query_params.from_dict({"framework": begun.framework})
    framework_state.tell(f"Started {draft.name.strip()}. Add its first objective.")
