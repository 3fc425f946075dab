"""The form for one part of a framework: its fields, beside them what the change would do, below them the reason."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import streamlit as st

from app import context, filters, framework_fields, framework_state, markup, widgets
from app.entry_fields import draw_fault
from app.framework_state import Editing, key_of
from app.measurement_panel import draw_effect
from app.tables_shown import show
from toc.errors import Conflict, Fault, TocError
from toc.model.query import Actor
from toc.model.terms import Term
from toc.services import planning
from toc.services.planning import Change, PlanPage, Preview
from toc.services.steps.framework_parts import Edit, PartKind
from toc.services.steps.questions import Question

if TYPE_CHECKING:
    from toc.model.document import FrameworkDocument

TITLES = {
    PartKind.OBJECTIVE: "objective",
    PartKind.INDICATOR: "indicator",
    PartKind.FACT: "baseline or target",
    PartKind.LINK: "contribution link",
    PartKind.ASSIGNMENT: "who reports",
    PartKind.NOT_APPLICABLE: "mark that an indicator does not apply",
    PartKind.ANNOTATION: "remark",
    PartKind.SETTINGS: "settings",
}
MANY_MOVES = 12
"""Of more figures that move the list scrolls inside itself, so that the way to save stays in sight."""

DONE = {"added": "Added", "changed": "Changed", "removed": "Removed", "reordered": "In another order"}


def draw(editing: Editing, page: PlanPage) -> None:
    """The form of what is being changed."""
    st.subheader(_title(editing, page.document), anchor=False)
    if page.version != editing.version:
        last = page.last_change
        who = f"{last.by}, {last.at:%Y-%m-%d %H:%M} UTC" if last else "somebody else"
        st.warning(markup.plain(f"The framework has changed since you opened this: {who}."), icon=":material/sync:")
    edit = framework_state.edit_of(editing)
    found, faults = _look(edit, editing)
    left, right = st.columns([3, 2], gap="large")
    with left:
        if editing.removing:
            st.text("It is taken out of the framework from now on. Frozen reports and earlier dates keep it.")
            for fault in faults:
                if fault.field != "reason_of_change":
                    draw_fault(fault)
        else:
            framework_fields.draw(editing, page.document, faults)
    with right:
        _draw_effect(found, edit, page.document, faults)
        if editing.kind is PartKind.INDICATOR and editing.key and not editing.removing:
            if editing.key[0] in page.measured:
                framework_fields.draw_nature(editing, faults)
        _draw_saving(editing, found, edit)


def _title(editing: Editing, document: "FrameworkDocument") -> str:
    stands = editing.key or editing.kind in (PartKind.SETTINGS, PartKind.ASSIGNMENT)
    done = "Remove" if editing.removing else "Change" if stands else "Add"
    names = {**framework_fields.indicator_names(document), **filters.names_of(document)}
    key, title = editing.key, TITLES[editing.kind]
    if editing.kind is PartKind.FACT:
        title, key = str(key[0] if key else editing.base["kind"]), key[1:]
    about = ", ".join(names.get(part, part) for part in key if part)
    return markup.plain(f"{done}: {title}" + (f" ({about})" if about else ""))


def _look(edit: Edit, editing: Editing) -> tuple[Preview | None, list[Fault]]:
    """What the change would do, and the faults to show: those of touched fields, and all of them after an attempt."""
    now = framework_state.typed(editing)
    attempted = editing.attempted == now
    faults: list[Fault] = []
    found = None
    if edit.fields or edit.remove:
        try:
            found = plan_preview(editing.framework, edit)
        except TocError as error:
            touched = {name for name, text in now.items() if text != editing.base.get(name)}
            faults = [
                fault
                for fault in error.faults
                if attempted or edit.remove or edit.key or fault.field in touched or isinstance(fault, Question)
            ]
    if attempted and editing.refused is not None and not isinstance(editing.refused, Conflict):
        known = {(fault.field, fault.template) for fault in faults}
        faults += [one for one in editing.refused.faults if (one.field, one.template) not in known]
    return found, faults


def plan_preview(framework: str, edit: Edit) -> Preview:
    """What a change would do, kept while neither the data nor what is typed change. Raises as the service does."""
    actor, store = context.current_actor(), context.get_store()
    url = context.get_settings().database_url
    return _plan_preview(url, store.data_version(), framework, repr(edit), actor.role.value, actor, edit)


@st.cache_resource(max_entries=context.KEPT_PREVIEWS, show_spinner=False)
def _plan_preview(url: str, version: int, framework: str, typed: str, role: str, _actor: Actor, _edit: Edit) -> Preview:
    store, clock = context.open_store(url), context.get_clock()
    return planning.preview(store, _actor, _edit, framework=framework, clock=clock)


def _draw_effect(found: Preview | None, edit: Edit, document: "FrameworkDocument", faults: Iterable[Fault]) -> None:
    many = found is not None and len(found.effect.moves) > MANY_MOVES
    with st.container(border=True, key="framework_effect", height=560 if many else "content"):
        st.markdown("**What this changes**")
        if found is None:
            nothing = not edit.fields and not edit.remove
            st.caption("Nothing yet." if nothing else "It shows here once everything is filled in and fits.")
            for fault in faults:
                st.caption(f":material/error: {markup.plain(fault.text())}")
        elif not found.changes:
            st.caption("Nothing: all of it stands like this already.")
        else:
            _draw_lines(found.changes, document)
            draw_effect(found.effect, filters.names_of(document))


def _rows(changes: Iterable[Change], document: "FrameworkDocument") -> list[dict[str, str]]:
    """A row for each field that differs, and one for each part that is new or gone."""
    names = filters.names_of(document)
    rows = []
    for change in changes:
        about = " ".join(names.get(part, part) for part in change.name.split(" "))
        what = "Remark" if change.what == "annotation" else change.what.capitalize()
        base = {"what": what, "about": about, "done": DONE[change.kind]}
        fields = change.fields if change.kind == "changed" else ()
        for column, old, new in fields:
            rows.append({**base, "field": _column(column), "old": _worded(old), "new": _worded(new)})
        if not fields:
            rows.append({**base, "field": "", "old": "", "new": ""})
    return rows


def _draw_lines(changes: Iterable[Change], document: "FrameworkDocument") -> None:
    """What differs, for a narrow place."""
    lines = [
        (row["field"], f"{row['old']} → {row['new']}", row["about"])
        if row["field"]
        else (row["done"], row["about"], row["what"].lower())
        for row in _rows(changes, document)
    ]
    widgets.show_markup(markup.facts(lines))


def draw_changes(changes: Iterable[Change], document: "FrameworkDocument", *, key: str) -> None:
    """What differs, part by part and field by field, in words."""
    rows = _rows(changes, document)
    column = st.column_config
    labels = {
        "what": column.TextColumn("What"),
        "about": column.TextColumn("Which"),
        "done": column.TextColumn("Change"),
        "field": column.TextColumn("Field"),
        "old": column.TextColumn("Until now"),
        "new": column.TextColumn("From now on"),
    }
    if not any(row["field"] for row in rows):
        labels = {name: labels[name] for name in ("what", "about", "done")}
    show(rows, labels, alt="What differs in the framework, field by field", key=key)


def _column(name: str) -> str:
    return name.removesuffix("_id").replace("_", " ").capitalize()


def _worded(value: object) -> str:
    """A value of a field for people: labels for terms, names for what it points to."""
    if isinstance(value, Term):
        return value.label
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, tuple):
        return " ".join(str(part) for part in value if not isinstance(part, tuple))
    return "–" if value in (None, "") else str(value)


def _draw_saving(editing: Editing, found: Preview | None, edit: Edit) -> None:
    """The reason, and the way to save or to let go."""
    if isinstance(editing.refused, Conflict):
        st.warning(markup.plain(f"{editing.refused.text()} {editing.refused.remedy_text()}"), icon=":material/sync:")
    st.text_input(
        "Reason", key=key_of("reason_of_change"), persist_state="session", max_chars=1000,
        help="Kept with the framework and in the audit log.",
    )  # fmt: skip
    if editing.refused is not None and not st.session_state.get(key_of("reason_of_change"), "").strip():
        framework_fields.draw_faults(editing.refused.faults, "reason_of_change")
    with st.container(horizontal=True):
        label = "Remove" if edit.remove else "Save"
        icon = ":material/delete:" if edit.remove else ":material/check:"
        st.button(label, type="primary", icon=icon, key="framework_save", on_click=framework_state.save)
        st.button("Cancel", key="framework_cancel", on_click=framework_state.close)
