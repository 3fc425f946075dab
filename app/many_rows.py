"""Many rows on the page Log data: a table to type or paste into, checked cell by cell, saved as an import."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from app import context, markup, tables_shown, widgets
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


@dataclass
class Table:
    """A table that is being typed in, kept in the session until it is begun anew.

    Attributes:
        rows: as they were handed out; they never change while somebody types, so that an edit stays with its row.
        drawn: what the editor began with.
        now: what the editor held last.
        version: part of the editor's key; a new one where the editor has to begin with what was typed before.
    """

    rows: tuple[TableRow, ...]
    drawn: list[dict[str, object]]
    now: list[dict[str, object]]
    version: int = 0
    choices: Choices = field(default_factory=Choices)
    checked: Checked | None = None


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
    told = st.session_state.pop(context.MANY_TOLD, None)
    if isinstance(told, TocError):
        widgets.show_error(told)
    elif told:
        st.success(markup.plain(str(told)), icon=":material/check_circle:")
    what = st.segmented_control("Rows", [DUE, RECORDED], default=DUE, required=True, key=key_of("what"))
    name = f"{query.framework} {what}"
    table = _table(name, query, recorded=what == RECORDED)
    _edit(name, table)
    before, now = _before(table), _cells(table.now)
    table.checked = tabling.check(
        context.get_store(), context.current_actor(), query.framework, before, now, table.choices,
        clock=context.get_clock(),
    )  # fmt: skip
    if table.checked is None:
        st.caption("Type or paste into the table. Rows in which nothing is typed are left alone.")
    else:
        _draw_checked(name, table, table.checked, query)
    with st.popover("Begin anew", type="tertiary"):
        st.caption("What is typed in the table and not saved is thrown away.")
        st.button("Throw it away", key=key_of("anew"), on_click=_begin_anew, args=(name,))


def _tables() -> dict[str, Table]:
    found: dict[str, Table] = st.session_state.setdefault(context.MANY_ROWS, {})
    return found


def _table(name: str, query: Query, *, recorded: bool) -> Table:
    """The table that is being typed in; a new one where there is none."""
    tables = _tables()
    if name not in tables:
        rows = tabling.table_rows(
            context.get_store(), context.current_actor(), query, recorded=recorded, clock=context.get_clock()
        )
        drawn = [_shown(number, row) for number, row in enumerate(rows, start=1)] or [_empty()]
        tables[name] = Table(rows, drawn, drawn)
    return tables[name]


def _edit(name: str, table: Table) -> None:
    """Draw the editor; where it was not on the page meanwhile, it begins with what was typed before."""
    key = key_of(f"{name}_{table.version}")
    if key not in st.session_state and table.now is not table.drawn:
        table.drawn, table.version = table.now, table.version + 1
        key = key_of(f"{name}_{table.version}")
    st.caption("Numbers as you write them: 1.234,5 or 1,234.5. Several cells can be pasted from a spreadsheet.")
    table.now = st.data_editor(
        table.drawn, key=key, num_rows="dynamic" if not table.rows else "add", hide_index=True, column_config=_LABELS,
        disabled=("row", "name", "unit", "earlier"), placeholder="",
    )  # fmt: skip


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
    return [{name: str(row.get(name) or "") for name in tabling.COLUMNS} for row in rows]


def _draw_checked(name: str, table: Table, checked: Checked, query: Query) -> None:
    found = checked.found
    good = found.new + found.changed
    unchanged = found.counts[RowState.UNCHANGED]
    st.text(
        f"{len(checked.numbers)} rows typed: {found.new} new, {found.changed} changed, {unchanged} saved or unchanged, "
        f"{found.refused} refused, {found.counts[RowState.NO_VALUE]} without a value (nothing is written for them)."
    )
    if checked.faults:
        faults = [{"row": one.row, "column": one.column, "what": one.text, "remedy": one.remedy}
                  for one in checked.faults]  # fmt: skip
        labels = {"row": "Row", "column": "Column", "what": _TEXT("What is wrong", width="large"),
                  "remedy": _TEXT("What to do", width="large")}  # fmt: skip
        tables_shown.show(faults, labels, alt="What is wrong in the table", key=key_of("faults"))
    _draw_questions(name, table, checked)
    with st.container(horizontal=True, vertical_alignment="center"):
        label = f"Save the good rows ({good})" if found.refused else f"Save {good} rows"
        st.button(label, type="primary", key=key_of("save"), disabled=not good, on_click=_save,
                  args=(name, query, checked, bool(found.refused)))  # fmt: skip
        if allowed(context.current_actor(), Permission.APPROVE):
            st.toggle("Approve at once", key=key_of("approve"))


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


def _save(name: str, query: Query, checked: Checked, save_good: bool) -> None:
    """Save what the person has seen; the table stays, so that what is typed meanwhile is not lost."""
    if not context.is_own_tab():
        return
    table = _tables()[name]
    approve = bool(st.session_state.get(key_of("approve")))
    try:
        saved = tabling.save(
            context.get_store(), context.current_actor(), query.framework, _before(table), _cells(table.now),
            table.choices, checked, clock=context.get_clock(), save_good=save_good, approve=approve,
        )  # fmt: skip
    except TocError as error:
        st.session_state[context.MANY_TOLD] = error
        return
    waits = "" if approve else " They wait for approval."
    st.session_state[context.MANY_TOLD] = f"Saved: {saved.saved} measurements.{waits}"


def _begin_anew(name: str) -> None:
    _tables().pop(name, None)
    for key in [str(key) for key in st.session_state if str(key).startswith(key_of(f"{name}_"))]:
        del st.session_state[key]
