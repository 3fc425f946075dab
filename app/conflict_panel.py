"""Two people, one measurement: both versions side by side, and the way to keep either without losing the other."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import streamlit as st

from app import markup, widgets
from app.entry_panel import quantity_text
from app.entry_state import Entry, Place, all_typed, current_entry, key_of, put_back, set_aside
from toc.errors import Conflict
from toc.model.terms import EvidenceGrade
from toc.services.form_reading import categories_of, part_field

if TYPE_CHECKING:
    from toc.model.document import FrameworkDocument, IndicatorDef
    from toc.services.entering import EntrySheet, Standing

_LABELS = {
    "value": "Value",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "nothing_to_report": "Nothing to report",
    "evidence_grade": "Evidence",
    "sample_size": "Sample size",
    "source": "Source",
    "source_url": "Link to the source",
    "note": "Note",
}


def conflict_at(entry: Entry, place: Place) -> Conflict | None:
    """The conflict that the last attempt to save met at a place; None where there was none."""
    refused = entry.refused
    return refused if isinstance(refused, Conflict) and entry.refused_at == place else None


def draw(entry: Entry, sheet: "EntrySheet", place: Place, save: Callable[[int | None], None]) -> None:
    """Draw both versions and the choice, where somebody else was faster; nothing where nobody was.

    Args:
        entry: of this tab.
        sheet: what stands in the series.
        place: that the form is for.
        save: saves what is typed after the revision of this number, None where nothing stands any more.
    """
    conflict = conflict_at(entry, place)
    if conflict is None:
        return
    standing = sheet.standing.get(place[3])
    number = None if standing is None else standing.number
    with st.container(border=True, key=key_of("conflict")):
        st.warning(markup.plain(f"Nothing is saved yet. {conflict.text()}"), icon=":material/call_split:")
        theirs, mine = st.columns(2)
        with theirs:
            st.markdown("**Theirs, saved**")
            _draw_theirs(sheet, standing)
        with mine:
            st.markdown("**Yours, as typed**")
            typed = typed_rows(all_typed(), sheet.document, sheet.indicator)
            widgets.show_markup(markup.facts([(label, text, "") for label, text in typed]))
        with st.container(horizontal=True):
            st.button("Save mine after it", key=key_of("insist"), on_click=save, args=(number,))
            st.button("Keep theirs", key=key_of("give_way"), on_click=_give_way, args=(place, number))
        st.caption("“Save mine after it” keeps theirs in the history. “Keep theirs” sets yours aside, to be copied.")


def _draw_theirs(sheet: "EntrySheet", standing: "Standing | None") -> None:
    if standing is None:
        st.text("It was voided: nothing stands for this period any more.")
        return
    draft = standing.draft
    rows = [("Value", quantity_text(sheet.indicator, draft), "")]
    parts = {(part.dimension, part.category): part for part in draft.parts}
    for dimension, category in categories_of(sheet.document, sheet.indicator):
        part = parts.get((dimension.code, category.code))
        if part is not None:
            rows.append((f"{dimension.name}: {category.name}", quantity_text(sheet.indicator, part), ""))
    if draft.evidence_grade is not None:
        rows.append(("Evidence", draft.evidence_grade.label, ""))
    rows += [
        (_LABELS[name], str(getattr(draft, name)), "")
        for name in ("sample_size", "source", "source_url", "note")
        if getattr(draft, name)
    ]
    rows.append(("By", standing.by, f"{standing.at:%Y-%m-%d %H:%M} UTC"))
    rows.append(("Review", standing.state.label, f"revision {standing.number}"))
    widgets.show_markup(markup.facts(rows))


def typed_rows(
    fields: Mapping[str, str], document: "FrameworkDocument", indicator: "IndicatorDef"
) -> list[tuple[str, str]]:
    """What is typed, each with the label of its field, exactly as it was typed; blank fields are left out."""
    labels = dict(_LABELS)
    for dimension, category in categories_of(document, indicator):
        for column in ("value", "numerator", "denominator"):
            more = "" if column == "value" else f", {column}"
            labels[part_field(dimension.code, category.code, column)] = f"{dimension.name}: {category.name}{more}"
    grades = {grade.value: grade.label for grade in EvidenceGrade}
    return [
        (label, grades.get(fields[name], fields[name]) if name == "evidence_grade" else fields[name])
        for name, label in labels.items()
        if fields.get(name)
    ]


def draw_aside(entry: Entry, sheet: "EntrySheet") -> None:
    """What was typed and gave way, to be copied, put back or let go; nothing where nothing did."""
    if not entry.aside:
        return
    texts = {name: str(value) for name, value in entry.aside.items()}
    with st.container(border=True, key=key_of("aside")):
        st.markdown("**What you had typed**, set aside. Theirs stands.")
        rows = typed_rows(texts, sheet.document, sheet.indicator)
        st.code("\n".join(f"{label}: {text}" for label, text in rows), language=None, wrap_lines=True)
        with st.container(horizontal=True):
            st.button("Put it back", key=key_of("put_back"), on_click=put_back)
            st.button("Let it go", key=key_of("let_go"), on_click=_let_go)


def _give_way(place: Place, number: int | None) -> None:
    entry = current_entry()
    set_aside()
    entry.seen[place], entry.refused, entry.refused_at = number, None, None


def _let_go() -> None:
    current_entry().aside = {}
