"""Import: hand in a file, look at what would become of each row, save all of it or the good rows, withdraw it again."""

import streamlit as st

from app import context, filters, import_effects, import_kept, import_panel, widgets
from app.import_panel import key_of
from toc.errors import NotFound, TocError
from toc.model.query import Query
from toc.model.terms import Permission
from toc.services import batching
from toc.services.batching import Upload
from toc.services.importing import Found
from toc.services.permissions import allowed
from toc.services.steps.import_options import Kind

KINDS = {Kind.MEASUREMENTS: "Measurements", Kind.TARGETS: "Baselines and targets"}
TYPES = ["csv", "txt", "tsv", "xlsx", "xls", "ods"]


def hand_in(query: Query) -> None:
    """Keep each file that is handed in, at once, and open its preview."""
    kind = Kind.MEASUREMENTS
    if allowed(context.current_actor(), Permission.PLAN):
        kind = st.segmented_control(
            "The file holds", list(KINDS), format_func=KINDS.get, default=kind, key=key_of("kind"), required=True
        )
    most = context.get_settings().import_megabytes
    file = st.file_uploader("CSV, Excel or OpenDocument file", TYPES, key=key_of("file"), max_upload_size=most)
    import_panel.link_template(query.framework)
    st.caption("The file is kept as it is. You see what would become of each row before anything is saved.")
    if file is None:
        return
    try:
        batch_id = batching.upload(
            context.get_store(), context.current_actor(), query.framework, kind, Upload(file.name, file.getvalue()),
            limits=import_kept.import_limits(),
        )  # fmt: skip
    except TocError as error:
        widgets.show_error(error)
        return
    import_panel.open_batch(query.framework, batch_id)
    st.rerun()


def save(batch_id: int, how: str, query: Query, *, save_good: bool) -> None:
    """Save what the preview shows; then the page is ready for the next file."""
    store, actor = context.get_store(), context.current_actor()
    try:
        found = import_kept.import_preview(batch_id, how)
        saved = batching.save(
            store, actor, batch_id, found, clock=context.get_clock(), save_good=save_good,
            approve=bool(st.session_state.get(key_of("approve"))),
        )  # fmt: skip
    except TocError as error:
        st.session_state[context.IMPORT_TOLD] = error
        return
    waits = "" if st.session_state.get(key_of("approve")) else " They wait for approval."
    left = f" {found.refused} rows were left out." if found.refused else ""
    told = f"Saved: {saved.saved} {found.options.kind.value}.{left}{waits}"
    import_panel.open_batch(query.framework, None)
    st.session_state[context.IMPORT_TOLD] = told if saved.saved else "Nothing to save: all of it is there already."


def draw_saving(batch_id: int, how: str, found: Found, query: Query) -> None:
    """The way to save, as far as the rows allow it."""
    good = found.new + found.changed
    with st.container(horizontal=True, vertical_alignment="center"):
        if found.refused:
            st.button(
                f"Save the good rows ({good})", key=key_of("save_good"), type="primary", disabled=not good,
                on_click=save, args=(batch_id, how, query), kwargs={"save_good": True},
            )  # fmt: skip
            st.link_button(
                "Refused rows with reasons", import_panel.report_address(batch_id, rows="refused"),
                icon=":material/download:", type="tertiary",
            )  # fmt: skip
            import_panel.link_marked(batch_id, found)
        else:
            st.button(
                f"Save all {good} rows", key=key_of("save"), type="primary", disabled=not good, on_click=save,
                args=(batch_id, how, query), kwargs={"save_good": False},
            )  # fmt: skip
        st.link_button("Row report", import_panel.report_address(batch_id), icon=":material/download:", type="tertiary")
        if found.options.kind is Kind.MEASUREMENTS and allowed(context.current_actor(), Permission.APPROVE):
            st.toggle("Approve at once", key=key_of("approve"))
        st.button(
            "Leave it for later", key=key_of("leave"), type="tertiary", on_click=import_panel.open_batch,
            args=(query.framework, None),
        )  # fmt: skip
    if found.refused:
        st.caption("Rows are refused. Correct the file and hand it in again, or save the good rows alone.")
    elif not good:
        st.caption("Nothing to save: everything in this file is there already.")


def draw_way_back(query: Query) -> None:
    """The way to another file."""
    st.button(
        "Choose another file", key=key_of("other"), on_click=import_panel.open_batch, args=(query.framework, None)
    )


def draw_batch(batch_id: int, query: Query) -> None:
    """The preview of one stored file."""
    try:
        batch = batching.get_batch(context.get_store(), context.current_actor(), batch_id)
    except NotFound as error:
        widgets.show_error(error)
        draw_way_back(query)
        return
    st.subheader(f"{KINDS[Kind(batch.kind)]} from a file", anchor=False)
    st.text(batch.file_name)
    if batch.saved_at is not None:
        widgets.empty_state("This import was saved. What it wrote waits in Review, or counts already.")
        draw_way_back(query)
        return
    try:
        found = import_kept.import_preview(batch_id, batch.how)
    except TocError as error:
        widgets.show_error(error)
        import_panel.draw_reading(batch, None)
        draw_way_back(query)
        return
    import_panel.draw_counts(found)
    import_panel.draw_questions(batch, found.questions)
    import_effects.draw(batch_id, batch.how, found)
    draw_saving(batch_id, batch.how, found, query)
    import_panel.draw_rows(found)
    import_panel.draw_reading(batch, found)


def chosen_batch() -> int | None:
    """Key of the import in the address; None without one."""
    text = st.query_params.get("batch", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


widgets.show_style()
widgets.page_head("Import", "Measurements from a spreadsheet or a CSV file: first a preview, then all rows or none.")
asked_for = filters.choose_framework()
import_panel.say_told()
batch_key = chosen_batch()
if batch_key is None:
    hand_in(asked_for)
    import_panel.draw_earlier(
        batching.list_batches(context.get_store(), context.current_actor(), asked_for.framework), asked_for.framework
    )
else:
    draw_batch(batch_key, asked_for)
