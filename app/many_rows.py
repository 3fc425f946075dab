"""Many rows on the page Log data: a table to type or paste into, checked cell by cell, saved as an import."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import streamlit as st

from app import context, import_kept, markup, tables_shown, widgets
from toc.errors import TocError
from toc.model.query import Query
from toc.model.terms import EvidenceGrade, Permission
from toc.services import tabling
from toc.services.permissions import allowed
from toc.services.steps.import_options import Choices
from toc.services.steps.import_outcome import RowState
from toc.services.tabling import Checked, TableRow

ONE, MANY = "One measurement", "Many rows"
DUE, RECORDED = "What is due", "What is recorded"
_ANSWERS = {"decimal_mark": "decimal", "date_order": "dates", "targets_are": "targets_are", "reason": "reason"}
_TEXT = st.column_config.TextColumn
_OPEN_CELL_SECONDS = 0.4
"""The browser sends an open cell up to 0.15 seconds after the press of Save that closes it."""


@dataclass(frozen=True)
class Pressed:
    """Save was pressed.

    Attributes:
        seen: what the person saw then.
    """

    seen: Checked | None
    save_good: bool


@dataclass
class Table:
    """A table that is being typed in, kept in the session until it is begun anew.

    Attributes:
        rows: as they were handed out; they never change while somebody types, so that an edit stays with its row.
        drawn: what the editor began with.
        now: what the editor held last.
        version: part of the editor's key; a new one where the editor has to begin with what was typed before, and
            where the table is begun anew: under the same key the browser would still show what was thrown away.
        thrown_away: it is to be begun anew.
        pressed: Save was pressed and is still to be done.
        told: what became of the last press; a fault goes once something else is typed.
        saved: something of this table was saved.
    """

    rows: tuple[TableRow, ...]
    drawn: list[dict[str, object]]
    now: list[dict[str, object]]
    version: int = 0
    thrown_away: bool = False
    choices: Choices = field(default_factory=Choices)
    checked: Checked | None = None
    pressed: Pressed | None = None
    told: str = ""
    saved: bool = False
    fault: TocError | None = None
    fault_at: list[dict[str, str]] = field(default_factory=list)


def key_of(name: str) -> str:
    """Key of a widget of this table."""
    return f"log_data_many_{name}"


def chosen() -> bool:
    """Whether many rows are wanted rather than one measurement."""
    return st.segmented_control(
        "How", [ONE, MANY], default=ONE, required=True, key=key_of("mode"), label_visibility="collapsed"
    ) == MANY  # fmt: skip


def draw(query: Query) -> None:
    """The table, what is wrong in it, and the way to save it."""
    what = st.segmented_control("Rows", [DUE, RECORDED], default=DUE, required=True, key=key_of("what"))
    name = f"{query.framework} {what}"
    table = _table(name, query, recorded=what == RECORDED)
    _edit(name, table, recorded=what == RECORDED)
    _save_if_pressed(table, query)
    try:
        table.checked = tabling.check(
            context.get_store(), context.current_actor(), query.framework, _before(table), _cells(table.now),
            table.choices, clock=context.get_clock(), limits=import_kept.import_limits(),
        )  # fmt: skip
    except TocError as error:
        table.checked, table.fault, table.fault_at = None, error, _cells(table.now)
    _draw_saving(name, table)
    if table.checked is None:
        st.caption("Type or paste into the table. Rows in which nothing is typed are left alone.")
    else:
        _draw_checked(name, table, table.checked)
    with st.popover("Begin anew", type="tertiary"):
        st.caption("What is typed in the table and not saved is thrown away.")
        st.button("Throw it away", key=key_of("anew"), on_click=_begin_anew, args=(name,))


def _tables() -> dict[str, Table]:
    found: dict[str, Table] = st.session_state.setdefault(context.MANY_ROWS, {})
    return found


def _table(name: str, query: Query, *, recorded: bool) -> Table:
    """The table that is being typed in; a new one where there is none."""
    tables = _tables()
    if name not in tables or tables[name].thrown_away:
        version = tables[name].version + 1 if name in tables else 0
        rows = tabling.table_rows(
            context.get_store(), context.current_actor(), query, recorded=recorded, clock=context.get_clock()
        )
        drawn = [_shown(number, row) for number, row in enumerate(rows, start=1)] or [_empty()]
        tables[name] = Table(rows, drawn, drawn, version)
    return tables[name]


def _edit(name: str, table: Table, *, recorded: bool) -> None:
    """Draw the editor; where it was not on the page meanwhile, it begins with what was typed before.

    It is never given back what it holds: what was typed is laid over the rows that it began with, by their place
    there, so that no edit is lost or lands on another row. A table that takes no more rows can be sorted.
    """
    key = key_of(f"{name}_{table.version}")
    if key not in st.session_state and table.now is not table.drawn:
        table.drawn, table.version = table.now, table.version + 1
        key = key_of(f"{name}_{table.version}")
    st.caption("Numbers as you write them: 1.234,5 or 1,234.5. Several cells can be pasted from a spreadsheet.")
    table.now = st.data_editor(
        table.drawn, key=key, num_rows=_rows_kind(table, recorded=recorded), hide_index=True, column_config=_LABELS,
        disabled=("row", "name", "unit", "earlier"), placeholder="",
    )  # fmt: skip


def _rows_kind(table: Table, *, recorded: bool) -> Literal["fixed", "dynamic", "add"]:
    if not table.rows:
        return "dynamic"
    return "fixed" if recorded else "add"


_LABELS = {
    "row": st.column_config.NumberColumn("Row", width=50),
    "indicator_code": _TEXT("Indicator", pinned=True),
    "name": _TEXT("Name", width="small"),
    "country": _TEXT("Country"),
    "organisation": _TEXT("Organisation"),
    "period": _TEXT("Period"),
    "dimension": _TEXT("Split by"),
    "category": _TEXT("Part"),
    "value": _TEXT("Value"),
    "unit": _TEXT("Unit", width="small"),
    "earlier": _TEXT("Before"),
    "numerator": _TEXT("Numerator"),
    "denominator": _TEXT("Denominator"),
    "nothing_to_report": st.column_config.SelectboxColumn("Nothing to report", options=["yes"]),
    "evidence_grade": st.column_config.SelectboxColumn("Evidence", options=[one.value for one in EvidenceGrade]),
    "source": _TEXT("Source"),
    "source_url": _TEXT("Link"),
    "note": _TEXT("Note"),
}


def _empty() -> dict[str, object]:
    return dict.fromkeys(_LABELS)


def _shown(number: int, row: TableRow) -> dict[str, object]:
    cells = {name: row.cells.get(name) or None for name in tabling.COLUMNS}
    about = {"row": number, "name": row.name, "unit": row.unit, "earlier": row.earlier}
    return {name: {**cells, **about}.get(name) for name in _LABELS}


def _before(table: Table) -> list[Mapping[str, str]]:
    return [row.cells for row in table.rows]


def _cells(rows: list[dict[str, object]]) -> list[dict[str, str]]:
    """The texts of the rows; what is not shown in the table is left to the service."""
    return [{name: _text(row.get(name)) for name in tabling.COLUMNS} for row in rows]


def _text(typed: object) -> str:
    return typed if isinstance(typed, str) else ""


def _draw_saving(name: str, table: Table) -> None:
    """Save, right below the table so that nothing moves it while it is pressed, and what became of the last press."""
    refused = table.checked is not None and table.checked.found.refused > 0
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Save the good rows" if refused else "Save", type="primary", key=key_of("save"), on_click=_press,
                  args=(name, Pressed(table.checked, refused)))  # fmt: skip
        if allowed(context.current_actor(), Permission.APPROVE):
            st.toggle("Approve at once", key=key_of("approve"))
    if table.fault is not None and table.fault_at != _cells(table.now):
        table.fault = None
    if table.fault is not None:
        widgets.show_error(table.fault)
    elif table.told:
        icon = ":material/check_circle:" if table.saved else ":material/info:"
        (st.success if table.saved else st.info)(markup.plain(table.told), icon=icon)


def _counted(checked: Checked) -> str:
    """What became of the rows that are typed; a count of none is left out."""
    found = checked.found
    without, typed = found.counts[RowState.NO_VALUE], len(checked.numbers)
    parts = (
        (found.new, "new"),
        (found.changed, "changed"),
        (found.counts[RowState.UNCHANGED], "saved or unchanged"),
        (found.refused, "refused"),
        (without, "without a value (nothing is written there; what is recorded stays)"),
    )
    said = ", ".join(f"{count} {words}" for count, words in parts if count)
    return f"{typed} {'row' if typed == 1 else 'rows'} typed: {said}."


def _draw_checked(name: str, table: Table, checked: Checked) -> None:
    st.text(_counted(checked))
    if checked.faults:
        faults = [{"row": one.row, "column": one.column, "what": one.text, "remedy": one.remedy}
                  for one in checked.faults]  # fmt: skip
        labels = {"row": "Row", "column": "Column", "what": _TEXT("What is wrong", width="large"),
                  "remedy": _TEXT("What to do", width="large")}  # fmt: skip
        tables_shown.show(faults, labels, alt="What is wrong in the table", key=key_of("faults"))
    _draw_questions(name, table, checked)


def _draw_questions(name: str, table: Table, checked: Checked) -> None:
    for asked in checked.found.questions:
        question, key = asked.question, key_of(f"answer_{name}_{asked.question.asks}")
        with st.container(border=True):
            st.markdown(f"**{markup.plain(question.text())}** {markup.plain(question.remedy_text() or '')}")
            typed = {choice.label: choice.typed for choice in question.choices}
            if typed:
                answer = typed.get(st.radio("Answer", list(typed), index=None, key=key) or "")
            else:
                answer = st.text_input("Reason", key=key)
            if st.button("Answer", key=f"{key}_now", disabled=not answer):
                table.choices = table.choices.model_copy(update={_ANSWERS[question.asks]: answer})
                st.rerun()


def _press(name: str, pressed: Pressed) -> None:
    if context.is_own_tab():
        _tables()[name].pressed = pressed


def _save_if_pressed(table: Table, query: Query) -> None:
    """Save what was typed, once; the table stays, so that what is typed meanwhile is not lost.

    A cell that is still open is closed by the press and comes a moment after it: that moment is waited for. It begins
    this run anew, with the cell, where the run next asks the session. From the saving to its message nothing asks it.
    """
    if table.pressed is None:
        return
    time.sleep(_OPEN_CELL_SECONDS)
    approve = bool(st.session_state.get(key_of("approve")))
    store, actor, clock = context.get_store(), context.current_actor(), context.get_clock()
    limits, pressed = import_kept.import_limits(), table.pressed
    table.pressed, table.fault = None, None
    try:
        saved = tabling.save(
            store, actor, query.framework, _before(table), _cells(table.now), table.choices, pressed.seen,
            clock=clock, limits=limits, save_good=pressed.save_good, approve=approve,
        )  # fmt: skip
    except TocError as error:
        table.told, table.fault, table.fault_at = "", error, _cells(table.now)
        return
    if saved is not None:
        what = "1 measurement" if saved.saved == 1 else f"{saved.saved} measurements"
        table.saved = True
        table.told = f"Saved: {what}." if approve else f"Saved: {what}. {_waits(saved.saved)} for approval."
    elif not table.told:
        table.told = "There is nothing to save yet."


def _waits(count: int | None) -> str:
    return "It waits" if count == 1 else "They wait"


def _begin_anew(name: str) -> None:
    _tables()[name].thrown_away = True
    for key in [str(key) for key in st.session_state if str(key).startswith(key_of(f"{name}_"))]:
        del st.session_state[key]
