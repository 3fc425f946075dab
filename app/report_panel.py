"""Pieces of the page Reports: the deliverables, and frozen reports with what changed since."""

from urllib.parse import urlencode

import streamlit as st

from app import context, filters, widgets
from toc.errors import TocError
from toc.model.query import Query
from toc.model.terms import Permission
from toc.services import snapshots
from toc.services.permissions import allowed
from toc.services.snapshots import Changes, Snapshot

ADDRESSES = {"report.xlsx": "Excel workbook", "report.docx": "Word report", "package.zip": "Package of everything"}


def draw_deliverables(query: Query) -> None:
    """Links to the workbook, the Word report and the package, with the page's filters."""
    with st.container(border=True, key="reports_whole"):
        st.subheader("For a deliverable", anchor=False)
        st.text("The package holds the workbook, the Word report, the four files below and the SHA-256 of each.")
        with st.container(horizontal=True):
            for name, label in ADDRESSES.items():
                address = f"/files/{name}?{urlencode(filters.parameters(query))}"
                st.link_button(label, address, icon=":material/download:")


def draw_frozen(query: Query) -> None:
    """Frozen reports: the form that freezes one, and all of them with their package and what changed since."""
    store, actor = context.get_store(), context.current_actor()
    st.subheader("Frozen reports", anchor=False)
    st.caption("A frozen report never changes: its package is handed out again exactly as it was made.")
    told = st.session_state.pop(context.FROZEN_TOLD, None)
    if isinstance(told, TocError):
        widgets.show_error(told)
    if allowed(actor, Permission.PLAN):
        with st.form("reports_form"):
            st.text_input("Name", placeholder="D5.2, M18", key="reports_name", max_chars=snapshots.LONGEST_NAME)
            st.text_input("Note", key="reports_note", max_chars=snapshots.LONGEST_NOTE)
            st.form_submit_button(
                "Freeze with the filters above", key="reports_freeze", on_click=_freeze, args=(query,)
            )
    found = snapshots.list_snapshots(store, actor, query.framework)
    if not found:
        st.caption("No report has been frozen yet.")
    for one in found:
        _draw_one(one)
    if len(found) > 1:
        _draw_comparison(found)


def _freeze(query: Query) -> None:
    name, note = (str(st.session_state.get(f"reports_{field}") or "") for field in ("name", "note"))
    try:
        snapshots.freeze(context.get_store(), context.current_actor(), query, name=name, note=note)
    except TocError as error:
        st.session_state[context.FROZEN_TOLD] = error


def _draw_one(one: Snapshot) -> None:
    with st.container(border=True):
        st.text(one.name)
        by = f" by {one.by}" if one.by else ""
        st.text(
            f"{one.query.country}, {one.query.horizon or 'all horizons'}, as of {one.query.as_of}, "
            f"frozen {one.created_at:%Y-%m-%d}{by}."
        )
        if one.note:
            st.text(one.note)
        with st.container(horizontal=True, vertical_alignment="center"):
            address = f"/files/snapshot/{one.snapshot_id}.zip"
            st.link_button("Package", address, icon=":material/download:")
            shown = st.toggle("What changed since", key=f"reports_changed_{one.snapshot_id}")
        if shown:
            changes = snapshots.changed_since(context.get_store(), context.current_actor(), one.snapshot_id)
            _draw_changes(changes, key=f"reports_changes_{one.snapshot_id}")


def _draw_comparison(found: tuple[Snapshot, ...]) -> None:
    names = {one.snapshot_id: one.name for one in found}
    with st.expander("Compare two frozen reports"):
        ids = list(reversed(names))
        one = st.selectbox("Earlier", ids, format_func=lambda key: names[key], key="reports_one")
        other = st.selectbox("Later", ids, index=1, format_func=lambda key: names[key], key="reports_other")
        changes = snapshots.compare(context.get_store(), context.current_actor(), one, other)
        _draw_changes(changes, key="reports_compared")


def _draw_changes(changes: Changes, *, key: str) -> None:
    if not changes.differences:
        st.caption("No figure differs.")
        return
    rows = []
    for one in changes.differences:
        why = "; ".join(
            f"{part.by or 'command line'}, {part.at:%Y-%m-%d}{', voided' if part.voided else ''}"
            f"{': ' + part.reason if part.reason else ''}"
            for part in one.because
        )
        link = f"/measurement?measurement={one.because[0].measurement_id}" if one.because else None
        place = f"{one.code}, {one.country}"
        why = why or "another baseline, target or definition"
        rows.append((place, one.name, one.figure, one.then, one.now, why, link))
    heads = ("Of", "Name", "Figure", "Then", "Now", "Because of", "Measurement")
    st.dataframe(
        [dict(zip(heads, row, strict=True)) for row in rows],
        hide_index=True,
        key=key,
        column_config={"Measurement": st.column_config.LinkColumn(display_text="Open")},
    )
