"""Pieces of the page Reports: the deliverables, and frozen reports with what changed since."""

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from app import context, filters, markup, widgets
from app.figure_text import day_text
from app.filters import Choice
from app.language import _, language
from toc.errors import TocError
from toc.model.query import ALL, Query
from toc.model.terms import Permission
from toc.services import snapshots
from toc.services.permissions import allowed
from toc.services.snapshots import Because, Changes, Snapshot

ADDRESSES = {"report.xlsx": "Excel workbook", "report.docx": "Word report", "package.zip": "Package of everything"}


def draw_deliverables(query: Query) -> None:
    """Links to the workbook, the Word report and the package, with the page's filters."""
    with st.container(border=True, key="reports_whole"):
        st.subheader(_("For a deliverable"), anchor=False)
        st.text(_("The package holds the workbook, the Word report, all public files, and the SHA-256 of each."))
        with st.container(horizontal=True):
            for name, label in ADDRESSES.items():
                address = f"/files/{name}?{urlencode(filters.parameters(query))}"
                st.link_button(_(label), address, icon=":material/download:")


def draw_frozen(choice: Choice) -> None:
    """Frozen reports: the form that freezes one, and all of them with their package and what changed since."""
    store, actor, query = context.get_store(), context.current_actor(), choice.query
    st.subheader(_("Frozen reports"), anchor=False)
    st.caption(_("A frozen report never changes: its package is handed out again exactly as it was made."))
    told = st.session_state.pop(context.FROZEN_TOLD, None)
    if isinstance(told, TocError):
        widgets.show_error(told)
    if allowed(actor, Permission.PLAN):
        with st.form("reports_form"):
            st.text_input(_("Name"), placeholder=_("D5.2, M18"), key="reports_name", max_chars=snapshots.LONGEST_NAME)
            st.text_input(_("Note"), key="reports_note", max_chars=snapshots.LONGEST_NOTE)
            st.form_submit_button(
                _("Freeze with the filters above"), key="reports_freeze", on_click=_freeze, args=(query,)
            )
    found = snapshots.list_snapshots(store, actor, query.framework)
    if not found:
        st.caption(_("No report has been frozen yet."))
    names = _names(choice)
    for one in found:
        _draw_one(one, names)
    if len(found) > 1:
        _draw_comparison(found, names)


def _names(choice: Choice) -> dict[str, str]:
    """Countries and horizons by their codes, each under its own kind."""
    document = choice.document
    return {
        ALL: _("All countries"),
        "": _("All horizons"),
        **{part.code: part.name for part in document.countries},
        **{f"horizon {part.code}": part.name for part in document.horizons},
    }


def _freeze(query: Query) -> None:
    name, note = (str(st.session_state.get(f"reports_{field}") or "") for field in ("name", "note"))
    try:
        snapshots.freeze(context.get_store(), context.current_actor(), query, name=name, note=note)
    except TocError as error:
        st.session_state[context.FROZEN_TOLD] = error


def _draw_one(one: Snapshot, names: Mapping[str, str]) -> None:
    with st.container(border=True):
        st.text(one.name)
        st.text(_said(one, names))
        if one.note:
            st.text(one.note)
        with st.container(horizontal=True, vertical_alignment="center"):
            address = f"/files/snapshot/{one.snapshot_id}.zip"
            st.link_button(_("Package"), address, icon=":material/download:")
            shown = st.toggle(_("What changed since"), key=f"reports_changed_{one.snapshot_id}")
        if shown:
            changes = snapshots.changed_since(context.get_store(), context.current_actor(), one.snapshot_id)
            _draw_changes(changes, names, key=f"reports_changes_{one.snapshot_id}")


def _said(one: Snapshot, names: Mapping[str, str]) -> str:
    asked, locale = one.query, language()
    said = _("{country}, {horizon}, as of {as_of}, frozen {day}.")
    if one.by:
        said = _("{country}, {horizon}, as of {as_of}, frozen {day} by {who}.")
    return said.format(
        country=names.get(asked.country, asked.country),
        horizon=names.get(f"horizon {asked.horizon}", asked.horizon) if asked.horizon else names[""],
        as_of=day_text(asked.as_of, locale),
        day=day_text(one.created_at.date(), locale),
        who=one.by,
    )


def _draw_comparison(found: tuple[Snapshot, ...], names: Mapping[str, str]) -> None:
    called = {one.snapshot_id: one.name for one in found}
    with st.expander(_("Compare two frozen reports")):
        ids = list(reversed(called))
        one = st.selectbox(_("Earlier"), ids, format_func=lambda key: called[key], key="reports_one")
        other = st.selectbox(_("Later"), ids, index=1, format_func=lambda key: called[key], key="reports_other")
        changes = snapshots.compare(context.get_store(), context.current_actor(), one, other)
        _draw_changes(changes, names, key="reports_compared")


def _draw_changes(changes: Changes, names: Mapping[str, str], *, key: str) -> None:
    if not changes.differences:
        st.caption(_("No figure differs."))
        return
    locale = language()
    st.text(_changed_text(changes, names))
    heads = (
        _("Of"), _("Name"), _("Country"), _("Figure"), _("Then"), _("Now"), _("Because of"), _("Measurement"),
    )  # fmt: skip
    rows = []
    for one in changes.differences:
        why = "; ".join((*(_because(part, locale) for part in one.because), *one.defined))
        link = f"/measurement?measurement={one.because[0].measurement_id}" if one.because else None
        place = names.get(one.country, one.country)
        why = why or _("the figures of other countries, or the passing of time")
        rows.append((one.code, one.name, place, _(one.figure), one.then, one.now, why, link))
    st.dataframe(
        [dict(zip(heads, row, strict=True)) for row in rows],
        hide_index=True,
        key=key,
        column_config={heads[-1]: st.column_config.LinkColumn(display_text=_("Open"))},
    )
    _draw_measurements(changes)


def _changed_text(changes: Changes, names: Mapping[str, str]) -> str:
    """How many figures differ, and the first that a measurement moved, as a sentence."""
    first = next((one for one in changes.differences if one.because), changes.differences[0])
    many, one = _("{number} figures differ, first of all: "), _("One figure differs: ")
    said = _("{figure} of “{name}” ({country}) was {then} and is {now}.")
    count = len(changes.differences)
    return (one if count == 1 else many.format(number=count)) + said.format(
        figure=_(first.figure), name=first.name, country=names.get(first.country, first.country), then=first.then,
        now=first.now,
    )  # fmt: skip


def _draw_measurements(changes: Changes) -> None:
    """A link to every measurement behind the differences: one row of the table can rest on several."""
    known = {part.measurement_id: part for one in changes.differences for part in one.because}
    if len(known) > 1:
        with st.expander(_("Measurements behind these differences")):
            for number, part in sorted(known.items()):
                words = f"{_('Measurement')} {number}: {_because(part, language())}"
                st.link_button(markup.plain(words), f"/measurement?measurement={number}", type="tertiary")


def _because(part: Because, locale: str) -> str:
    who = part.by or _("the command line")
    said = _("voided by {who} on {day}") if part.voided else _("recorded by {who} on {day}")
    words = said.format(who=who, day=day_text(part.at.date(), locale))
    return f"{words}: {part.reason}" if part.reason else words
