"""Many measurements in a table: rows to fill in or to correct, checked and saved as an import that was typed.

What a cell says is read by the import's own steps, so that form, file and table obey the same rules.
Source: files-and-commands.md, Measurements in, Preview.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from toc.errors import Conflict
from toc.exchange.number_text import plain_number
from toc.exchange.raw_tables import NO_LIMITS_GIVEN, Limits
from toc.exchange.readers import undefuse
from toc.exchange.workbook_writer import SheetColumn, WorkbookSheet, write_workbook
from toc.figures.quantities import quantity_of
from toc.model.document import FrameworkDocument
from toc.model.drafts import MeasurementDraft, Stating
from toc.model.query import Actor, Clock, Query
from toc.model.terms import Permission
from toc.services import batching, importing
from toc.services.batching import Upload
from toc.services.importing import Found
from toc.services.permissions import require, visible_countries
from toc.services.steps.asked_rows import AskedRow, due_rows, recorded_rows
from toc.services.steps.import_options import Choices, Kind
from toc.services.steps.import_outcome import MessageKind, RowState
from toc.services.steps.questions import Question
from toc.services.steps.visibility import seen_document
from toc.store import frameworks
from toc.store.database import Store

FILE_NAME = "Typed in the browser.xlsx"
KEY_COLUMNS = ("indicator_code", "country", "organisation", "period", "dimension", "category")
TYPED_COLUMNS = (
    "value", "numerator", "denominator", "nothing_to_report", "evidence_grade", "source", "source_url", "note",
)  # fmt: skip
COLUMNS = (*KEY_COLUMNS, *TYPED_COLUMNS)
_NUMBERS = ("value", "numerator", "denominator", "sample_size")
_SENT = (*COLUMNS, "sample_size")
_MOST_DIGITS = 15
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""Age of the file, so that the same rows make the same bytes."""

Cells = Mapping[str, str]
"""The texts of a row by public column; absent ones are empty."""


@dataclass(frozen=True)
class TableRow:
    """A row to fill in or to correct.

    Attributes:
        name: of the indicator.
        cells: texts by public column; sample_size is among them where it is known.
        earlier: what was said for the period before, with that period; empty where nothing was.
    """

    name: str
    unit: str
    cells: Cells
    earlier: str


@dataclass(frozen=True)
class CellFault:
    """What is wrong with one cell.

    Attributes:
        row: number of the table's row, from 1.
        column: public column; empty for the whole row.
    """

    row: int
    column: str
    text: str
    remedy: str


@dataclass(frozen=True)
class Checked:
    """Rows of a table as an import would take them.

    Attributes:
        rows: what was checked.
        found: the preview.
        numbers: of the table's rows, in the order of the preview's.
        faults: in the order of the rows.
    """

    rows: tuple[tuple[int, tuple[tuple[str, str], ...]], ...]
    found: Found
    numbers: tuple[int, ...]
    faults: tuple[CellFault, ...]


def table_rows(store: Store, actor: Actor, query: Query, *, recorded: bool, clock: Clock) -> tuple[TableRow, ...]:
    """Rows to fill in for what is due or runs, or to correct what is recorded.

    Raises:
        NotAllowed: the actor may not record measurements.
        NotFound: there is no such framework.
    """
    require(actor, Permission.RECORD)
    with store.reading() as session:
        document = frameworks.current_document(session, query.framework)
        document = seen_document(document, actor, visible_countries(actor, document))
        today = clock.today(document.timezone)
        rows = recorded_rows(session, actor, document) if recorded else due_rows(session, actor, document, today)
        return tuple(_table_row(row, document) for row in rows)


def check(
    store: Store, actor: Actor, framework: str, before: Sequence[Cells], now: Sequence[Cells], choices: Choices, *,
    clock: Clock, limits: Limits = NO_LIMITS_GIVEN,
) -> Checked | None:  # fmt: skip
    """What would become of the rows in which something was typed; writes nothing.

    Args:
        store: to compare with.
        actor: needs the right to record.
        framework: its code.
        before: the table's rows as they were handed out.
        now: the same rows in the same order as they are now, then added ones.
        choices: answers to questions.
        clock: says what today is.
        limits: what is refused as too much.

    Returns:
        None where nothing was typed.

    Raises:
        NotAllowed: the actor may not record measurements.
        NotFound: there is no such framework.
        Invalid: there is more than the limits allow.
    """
    require(actor, Permission.RECORD)
    typed = _typed(before, now)
    if not typed:
        return None
    options = choices.options(framework, Kind.MEASUREMENTS, limits)
    found = importing.preview(store, actor, _workbook(before, typed), options, clock=clock)
    numbers = tuple(number for number, _ in typed)
    rows = tuple((number, tuple(sorted(cells.items()))) for number, cells in typed)
    return Checked(rows, found, numbers, tuple(_faults(found, numbers)))


def save(
    store: Store, actor: Actor, framework: str, before: Sequence[Cells], now: Sequence[Cells], choices: Choices,
    checked: Checked | None, *, clock: Clock, limits: Limits = NO_LIMITS_GIVEN, save_good: bool = False,
    approve: bool = False,
) -> Found | None:  # fmt: skip
    """Keep what was typed as an import and write it: all rows, or the good ones alone.

    A cell that was still open when the person pressed Save is typed after the check. Its row is saved as well where
    it is good, asks nothing and takes nobody else's value away.

    Args:
        store: where it goes.
        actor: needs the right to record.
        framework: its code.
        before: the table's rows as they were handed out.
        now: the rows as they are now.
        choices: answers to questions.
        checked: what the person has seen; None where they had closed no cell yet.
        clock: says what today is.
        limits: what is refused as too much.
        save_good: write the good rows although others are refused.
        approve: approve what is written, which needs the right to.

    Returns:
        What was written; None where there was nothing to write, as at the second press of Save.

    Raises:
        NotAllowed: the actor may not record or approve.
        Conflict: the table or the data changed since the check, so that something else would be written.
    """
    again = check(store, actor, framework, before, now, choices, clock=clock, limits=limits)
    if again is None or not again.found.writes:
        return None
    seen = () if checked is None else checked.found.writes
    if checked is not None and again.rows != checked.rows:
        options = choices.options(framework, Kind.MEASUREMENTS, limits)
        rows = [(number, dict(cells)) for number, cells in checked.rows]
        if importing.preview(store, actor, _workbook(before, rows), options, clock=clock).writes != seen:
            raise _changed()
    if not _may_join(before, checked, again):
        raise _changed()
    body = _workbook(before, _typed(before, now))
    batch_id = batching.upload(store, actor, framework, Kind.MEASUREMENTS, Upload(FILE_NAME, body), limits=limits)
    batching.choose(store, actor, batch_id, choices)
    return batching.save(store, actor, batch_id, again.found, clock=clock, save_good=save_good, approve=approve)


def _changed() -> Conflict:
    return Conflict(
        "The table or the data changed since the rows were checked; nothing was saved.",
        remedy="Look at the rows below once more, then save.",
    )


def _may_join(before: Sequence[Cells], checked: Checked | None, again: Checked) -> bool:
    """Whether what was typed after the check may be saved with what was checked."""
    if checked is not None and again.rows == checked.rows:
        return again.found.writes == checked.found.writes
    if again.found.questions:
        return False
    seen = {} if checked is None else dict(checked.rows)
    states = {outcome.row.number: outcome.state for outcome in again.found.outcomes}
    first = again.found.opened.sheet.header_row + 1
    for place, (number, cells) in enumerate(again.rows):
        if seen.get(number) == cells:
            continue
        stated = number <= len(before) and any(before[number - 1].get(name) for name in TYPED_COLUMNS)
        good = (RowState.NEW, RowState.CHANGED) if stated else (RowState.NEW,)
        if states.get(first + place) not in good:
            return False
    return True


def _table_row(row: AskedRow, document: FrameworkDocument) -> TableRow:
    cells = {
        "indicator_code": row.indicator.code,
        "country": row.country,
        "organisation": row.organisation,
        "period": row.period,
        "dimension": row.dimension,
        "category": row.category,
        **dict.fromkeys(TYPED_COLUMNS, ""),
        **({} if row.now is None else _stated(row.now)),
    }
    earlier = "" if row.earlier is None else f"{_said(row.earlier)} ({row.earlier_period})"
    return TableRow(row.indicator.name, row.indicator.unit, cells, earlier)


def _stated(stated: Stating) -> dict[str, str]:
    """What stands, as a person would type it with a decimal point."""
    numbers = {name: getattr(stated, name) for name in _NUMBERS}
    nothing = isinstance(stated, MeasurementDraft) and stated.nothing_to_report
    return {
        **{name: "" if found is None else plain_number(found) for name, found in numbers.items()},
        "nothing_to_report": "yes" if nothing else "",
        "evidence_grade": "" if stated.evidence_grade is None else stated.evidence_grade.value,
        "source": stated.source,
        "source_url": stated.source_url,
        "note": stated.note,
    }


def _said(stated: Stating) -> str:
    quantity = quantity_of(stated)
    return "nothing to report" if quantity is None else plain_number(quantity.value)


def _typed(before: Sequence[Cells], now: Sequence[Cells]) -> list[tuple[int, dict[str, str]]]:
    """The rows in which something was typed, with their number: changed ones, and added ones that hold anything."""
    found = []
    for place, row in enumerate(now):
        old = before[place] if place < len(before) else {}
        cells = {name: row.get(name) or "" for name in COLUMNS}
        cells["sample_size"] = old.get("sample_size") or ""
        if any(cells[name] != (old.get(name) or "") for name in _SENT):
            found.append((place + 1, cells))
    return found


def _workbook(before: Sequence[Cells], typed: Sequence[tuple[int, Mapping[str, str]]]) -> bytes:
    """The typed rows as a spreadsheet: what stood in a cell before is a number there, what was typed stays a text.

    So typed texts alone say what their decimal mark is, and a stored 12.5 beside a typed 1.234,5 proves nothing.
    """
    rows = []
    for number, cells in typed:
        old = before[number - 1] if number <= len(before) else {}
        rows.append([_cell(name, cells[name], old.get(name) or "") for name in _SENT])
    columns = tuple(SheetColumn(name, "number" if name in _NUMBERS else "text") for name in _SENT)
    return write_workbook([WorkbookSheet("Typed", columns, rows)], title=FILE_NAME, created=_LONG_AGO)


def _cell(name: str, text: str, before: str) -> Decimal | str | None:
    if not text:
        return None
    if name in _NUMBERS and text == before:
        try:
            number = Decimal(text)
        except InvalidOperation:
            return text
        if len(number.as_tuple().digits) <= _MOST_DIGITS:
            return number
    return f"'{text}" if undefuse(text) != text else text


def _faults(found: Found, numbers: Sequence[int]) -> list[CellFault]:
    refused = {outcome.row.number for outcome in found.outcomes if outcome.state is RowState.REFUSED}
    first = found.opened.sheet.header_row + 1
    return [
        CellFault(numbers[message.row - first], message.column or "", message.fault.text(),
                  message.fault.remedy_text() or "")
        for message in found.messages
        if message.row in refused and message.row is not None
        and (message.kind is MessageKind.ERROR or isinstance(message.fault, Question))
    ]  # fmt: skip
