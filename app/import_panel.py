"""Pieces of the page Import: how a file was read and the way to correct it, questions, rows, earlier imports."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from app import context, markup, widgets
from app.tables_shown import number, show
from toc import columns
from toc.errors import TocError
from toc.services import batching
from toc.services.importing import Found
from toc.services.steps.import_lines import ImportLine, import_lines
from toc.services.steps.import_options import ENCODINGS, Choices, Kind
from toc.services.steps.import_outcome import Asked, MessageKind, RowState

if TYPE_CHECKING:
    from toc.services.batching import Batch

SHOWN_ROWS = 1000
STATES = {
    RowState.NEW: "New",
    RowState.CHANGED: "Changed",
    RowState.UNCHANGED: "Unchanged",
    RowState.REFUSED: "Refused",
    RowState.SKIPPED: "Skipped",
    RowState.NO_VALUE: "No value",
}
_ANSWERS = {"decimal_mark": "decimal", "date_order": "dates", "targets_are": "targets_are", "reason": "reason"}
_SEPARATORS = {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Bar"}
_FOUND = "As found in the file"


def key_of(name: str) -> str:
    """Key of a widget of this page."""
    return f"import_{name}"


def report_address(batch_id: int, **more: str) -> str:
    """Address of an import's row report."""
    return f"/files/import/{batch_id}.csv?{urlencode(more)}"


def link_template(framework: str) -> None:
    """A link to the Excel file with what the person has to report."""
    address = f"/files/template.xlsx?{urlencode({'framework': framework})}"
    st.link_button("Template for your indicators", address, icon=":material/download:", type="tertiary")


def link_marked(batch_id: int, found: Found) -> None:
    """A link to the workbook with its wrong cells marked, where a workbook was handed in."""
    if found.opened.sheet.kind == "XLSX":
        address = f"/files/import/{batch_id}-marked.xlsx"
        st.link_button("Workbook with the errors marked", address, icon=":material/edit_note:", type="tertiary")


def choose(batch: "Batch", **changed: object) -> None:
    """Keep what was chosen for a file; what does not fit is said once."""
    choices = batching.choices_of(batch).model_copy(update=changed)
    try:
        batching.choose(context.get_store(), context.current_actor(), batch.batch_id, choices)
    except TocError as error:
        st.session_state[context.IMPORT_TOLD] = error


def draw_reading(batch: "Batch", found: Found | None) -> None:
    """How the file was read, each guess with the way to correct it."""
    choices = batching.choices_of(batch)
    with st.expander(_read_as(found), icon=":material/tune:", expanded=found is None):
        left, middle, right = st.columns(3)
        if found is not None and found.opened.sheet.sheets != ("",):
            _select(left, batch, "sheet", "Sheet", [*found.opened.sheet.sheets], choices.sheet)
        else:
            _select(left, batch, "encoding", "Letters", list(ENCODINGS), choices.encoding, ENCODINGS)
            _select(middle, batch, "separator", "Between cells", list(_SEPARATORS), choices.separator, _SEPARATORS)
        middle.number_input(
            "Row of the headings", 1, 1000, choices.header_row, key=key_of("header_row"), placeholder=_FOUND,
            on_change=_chosen, args=(batch, "header_row"),
        )  # fmt: skip
        marks = {"comma": "Comma (1.234,5)", "point": "Point (1,234.5)"}
        _select(right, batch, "decimal", "Decimal mark", list(marks), choices.decimal, marks)
        orders = {"day": "Day first (31/12/2027)", "month": "Month first (12/31/2027)"}
        _select(left, batch, "dates", "Dates", list(orders), choices.dates, orders)
        shares = {"percent": "0.45 is 0.45 %", "fraction": "0.45 is 45 %"}
        _select(middle, batch, "percent", "Percentages up to 1", list(shares), choices.percent or None, shares)
        wide = {"period": "One for each period", "country": "One for each country"}
        _select(right, batch, "wide", "Columns of values", list(wide), choices.wide or None, wide)
        if found is not None:
            _draw_headings(batch, found, choices)


def _select(
    place: "st.delta_generator.DeltaGenerator",
    batch: "Batch",
    name: str,
    label: str,
    offered: list[str],
    chosen: str | None,
    labels: dict[str, str] | None = None,
) -> None:
    st.session_state.setdefault(key_of(name), chosen if chosen in offered else None)
    place.selectbox(
        label, offered, format_func=lambda one: (labels or {}).get(one, one), key=key_of(name), placeholder=_FOUND,
        on_change=_chosen, args=(batch, name),
    )  # fmt: skip


def _chosen(batch: "Batch", name: str) -> None:
    value = st.session_state.get(key_of(name))
    empty = Choices.model_fields[name].default
    choose(batch, **{name: empty if value is None else value})


def _read_as(found: Found | None) -> str:
    if found is None:
        return "How to read the file"
    sheet = found.opened.sheet
    where = f"sheet “{markup.plain(sheet.name)}”" if sheet.name else found.encoding
    mark = {",": ", decimal comma", ".": ", decimal point"}.get(found.decimal_mark or "", "")
    return f"Read as: {sheet.kind}, {where}, headings in row {sheet.header_row}{mark}"


def _draw_headings(batch: "Batch", found: Found, choices: Choices) -> None:
    """Which heading is which column; what was not recognised is named, and can be mapped."""
    sheet, headings = found.opened.sheet, found.headings
    inputs = columns.TARGET_INPUTS if batch.kind == Kind.TARGETS.value else columns.MEASUREMENT_INPUTS
    offered = ["", *columns.names(inputs)]
    st.caption("Columns: each heading of the file and what it is taken for.")
    for place, heading in enumerate(sheet.headers):
        if heading in headings.passed_over:
            continue
        taken = headings.columns.get(heading, "")
        key = key_of(f"column_{batch.batch_id}_{place}")
        st.session_state.setdefault(key, taken)
        st.selectbox(
            markup.plain(heading), offered, format_func=lambda name: name or "Not imported", key=key,
            on_change=_map, args=(batch, sheet.headers, heading, key, dict(headings.columns)),
        )  # fmt: skip


def _map(batch: "Batch", headers: tuple[str, ...], heading: str, key: str, taken: dict[str, str]) -> None:
    mapped = {**{one: taken.get(one, "") for one in headers}, heading: st.session_state[key]}
    choose(batch, columns=mapped)
    batching.remember_mapping(context.get_store(), context.current_actor(), headers, mapped)


def draw_questions(batch: "Batch", asked: Sequence[Asked]) -> None:
    """What has to be answered before the rows that wait for it can be saved."""
    for place, one in enumerate(asked):
        question, key = one.question, key_of(f"answer_{batch.batch_id}_{one.question.asks}_{place}")
        with st.container(border=True):
            rows = ", ".join(map(str, one.rows[:12])) + (" …" if len(one.rows) > 12 else "")
            st.markdown(f"**{markup.plain(question.text())}** {markup.plain(question.remedy_text() or '')}")
            st.caption(f"{'Row' if len(one.rows) == 1 else 'Rows'} {rows} wait for the answer." if rows else "")
            if question.choices:
                typed = {choice.label: choice.typed for choice in question.choices}
                picked = st.radio("Answer", list(typed), index=None, key=key, label_visibility="collapsed")
                answer = typed.get(picked or "")
            else:
                answer = st.text_input("Reason", key=key)
            if st.button("Answer", key=f"{key}_now", disabled=not answer):
                choose(batch, **{_ANSWERS[question.asks]: answer})
                st.rerun()


def draw_counts(found: Found) -> None:
    """How many rows have each state, and what is said about the file as a whole."""
    with st.container(horizontal=True, key="import_counts"):
        for state, label in STATES.items():
            if found.counts[state] or state in (RowState.NEW, RowState.REFUSED):
                st.metric(label, found.counts[state], border=True)
    for message in found.messages:
        if message.row is None:
            text = " ".join(filter(None, (message.fault.text(), message.fault.remedy_text())))
            (st.error if message.kind is MessageKind.ERROR else st.warning)(markup.plain(text))
    if found.headings.unrecognised:
        names = ", ".join(found.headings.unrecognised)
        st.info(markup.plain(f"Columns that are not imported: {names}."), icon=":material/view_column:")


def draw_rows(found: Found) -> None:
    """The rows, by state; the refused ones come first where there are any."""
    present = [state for state in STATES if found.counts[state]]
    state = st.segmented_control(
        "Show", present, format_func=STATES.get, key=key_of("state"), label_visibility="collapsed",
        default=RowState.REFUSED if found.refused else None,
    )  # fmt: skip
    lines = [line for line in import_lines(found, found.writes) if state in (None, line.state)]
    show([_row(line) for line in lines[:SHOWN_ROWS]], _LABELS, alt="The rows of the file", key=key_of("rows"))
    if len(lines) > SHOWN_ROWS:
        st.caption(f"The first {SHOWN_ROWS} of {len(lines)} rows; the row report has all of them.")


_LABELS: dict[str, object] = {
    "row": "Row",
    "state": "What becomes of it",
    "said": st.column_config.TextColumn("What is to be said", width="large"),
    "indicator": "Indicator",
    "country": "Country",
    "organisation": "Organisation",
    "period": "Period",
    "category": "Part",
    "value": st.column_config.NumberColumn("Value"),
    "before": st.column_config.NumberColumn("Before"),
}


def _row(line: ImportLine) -> dict[str, object]:
    return {
        "row": f"{line.row}" + (f" ({line.part})" if line.part else ""),
        "state": STATES[line.state],
        "said": line.said,
        "indicator": line.indicator,
        "country": line.country,
        "organisation": line.organisation,
        "period": line.period,
        "category": line.category,
        "value": number(line.value),
        "before": number(line.before),
    }


def draw_earlier(batches: Sequence["Batch"], framework: str) -> None:
    """The imports so far, each with the way to look at it and to withdraw it."""
    if not batches:
        return
    st.subheader("Earlier imports", anchor=False)
    for batch in batches:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.text(
                f"{batch.file_name}, {batch.uploaded_at:%Y-%m-%d %H:%M} UTC" + (f", {batch.by}" if batch.by else "")
            )
            st.badge(_state_of(batch), color="gray")
            if batch.saved_at is None:
                st.button(
                    "Go on", key=key_of(f"go_on_{batch.batch_id}"), type="tertiary", on_click=open_batch,
                    args=(framework, batch.batch_id),
                )  # fmt: skip
            elif batch.withdrawn_at is None and batch.kind == Kind.MEASUREMENTS.value and batch.written:
                _draw_withdrawing(batch)


def open_batch(framework: str, batch_id: int | None) -> None:
    """Show an import, or none; what was chosen for another one leaves the widgets."""
    for name in [str(key) for key in st.session_state if str(key).startswith("import_")]:
        if name != context.IMPORT_TOLD:
            del st.session_state[name]
    address = {"framework": framework, **({} if batch_id is None else {"batch": str(batch_id)})}
    st.query_params.from_dict(address)


def _state_of(batch: "Batch") -> str:
    if batch.withdrawn_at is not None:
        return f"Withdrawn: {markup.plain(batch.withdraw_reason)}"
    return "Not saved yet" if batch.saved_at is None else f"Saved: {batch.written}"


def _draw_withdrawing(batch: "Batch") -> None:
    with st.popover("Withdraw", type="tertiary"):
        st.caption("Everything that this import wrote is voided; what stood before stands again.")
        key = key_of(f"withdraw_{batch.batch_id}")
        st.text_input("Why?", key=key)
        st.button("Withdraw the import", key=f"{key}_now", on_click=_withdraw, args=(batch.batch_id, key))


def _withdraw(batch_id: int, key: str) -> None:
    reason = str(st.session_state.get(key) or "")
    try:
        voided = batching.withdraw(
            context.get_store(), context.current_actor(), batch_id, reason=reason, clock=context.get_clock()
        )
        st.session_state[context.IMPORT_TOLD] = f"Withdrawn: {voided} measurements no longer count."
    except TocError as error:
        st.session_state[context.IMPORT_TOLD] = error


def say_told() -> None:
    """Say once what the last step led to."""
    told = st.session_state.pop(context.IMPORT_TOLD, None)
    if isinstance(told, str):
        st.success(markup.plain(told), icon=":material/check_circle:")
    elif isinstance(told, TocError):
        widgets.show_error(told)
