"""From a file's rows to drafts: what each row says by itself, before it is compared with anything.

Source: files-and-commands.md, Measurements in.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from toc.errors import Fault, Invalid
from toc.exchange.cells import DateCell, ErrorCell, NumberCell, UncomputedCell
from toc.exchange.date_text import DateOrder, find_date_order
from toc.exchange.number_text import DecimalMark, find_decimal_mark
from toc.exchange.readers import Row, Sheet
from toc.services.steps.gathering import Reading
from toc.services.steps.headings import Headings
from toc.services.steps.import_outcome import Message, MessageKind, RowState
from toc.services.steps.import_progress import watched
from toc.services.steps.parsing import Parsed, parse_fields
from toc.services.steps.questions import NoValue
from toc.services.steps.vocabulary import Vocabulary, normal

NUMBERS = ("value", "value_to", "numerator", "denominator", "sample_size")
DATES = ("period_start", "period_end", "date")
KEY = ("indicator_code", "country", "organisation", "period", "period_start", "period_end")

_BROKEN = (ErrorCell, UncomputedCell)
_TOTAL = re.compile(r"(grand |sub-?)?(total|totale|totaal)\b")


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row and what was made of it.

    Attributes:
        fields: its texts by public column.
        state: refused, skipped or no value; None where it was read.
        parsed: None unless it was read.
        faults: why it was refused or passed over.
    """

    row: Row
    fields: Mapping[str, str]
    state: RowState | None = None
    parsed: Parsed | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def number(self) -> int:
        """The row as a spreadsheet program counts it."""
        return self.row.number

    @property
    def key(self) -> tuple[int, str]:
        """What tells the row apart from every other one of its file."""
        return self.row.key

    @property
    def raw_key(self) -> tuple[str, ...]:
        """The texts that say which measurement a row belongs to, for rows that could not be read."""
        return tuple(normal(self.fields.get(name, "")) for name in KEY)

    @property
    def is_part(self) -> bool:
        """Whether the row names a part of a breakdown."""
        return bool(normal(self.fields.get("dimension", "")) or normal(self.fields.get("category", "")))


def find_reading(
    sheet: Sheet, headings: Headings, *, decimal_mark: DecimalMark | None, date_order: DateOrder | None
) -> tuple[Reading, list[Message]]:
    """How the numbers and dates of a whole file are to be read: as the person says, else as the file proves.

    Args:
        sheet: the file.
        headings: which columns hold numbers and dates.
        decimal_mark: the person's answer; None where none was given.
        date_order: the person's answer; None where none was given.

    Returns:
        The reading, and a warning where the file proves two readings: then every cell is read by itself.
    """
    messages: list[Message] = []
    if decimal_mark is None:
        try:
            decimal_mark = find_decimal_mark(_cells(sheet, headings, NUMBERS))
        except Invalid as error:
            messages += [Message(None, None, MessageKind.WARNING, fault) for fault in error.faults]
    if date_order is None:
        try:
            date_order = find_date_order(_cells(sheet, headings, DATES))
        except Invalid as error:
            messages += [Message(None, None, MessageKind.WARNING, fault) for fault in error.faults]
    return Reading(decimal_mark, date_order), messages


def _cells(sheet: Sheet, headings: Headings, names: Sequence[str]) -> Iterable[str]:
    wanted = [heading for heading, name in headings.columns.items() if name in names]
    cells = (row.cells.get(heading, "") for row in sheet.rows for heading in wanted)
    return [cell for cell in cells if not isinstance(cell, NumberCell | DateCell)]


def read_rows(sheet: Sheet, headings: Headings, vocabulary: Vocabulary, reading: Reading) -> list[ReadRow]:
    """Read every row of a file of measurements; each by itself, so that all faults are said at once."""
    top = sheet.header_row + 1
    return [_read_row(row, headings, vocabulary, reading, first=row.number == top) for row in watched(sheet.rows)]


def _read_row(row: Row, headings: Headings, vocabulary: Vocabulary, reading: Reading, *, first: bool) -> ReadRow:
    fields = headings.fields(row)
    passed_over = passed_over_as(row, fields, vocabulary, first=first)
    if passed_over is not None:
        return ReadRow(row, fields, passed_over[0], faults=(passed_over[1],))
    try:
        return ReadRow(row, fields, parsed=parse_fields(fields, vocabulary, reading))
    except Invalid as error:
        nothing = all(isinstance(fault, NoValue) for fault in error.faults)
        return ReadRow(row, fields, RowState.NO_VALUE if nothing else RowState.REFUSED, faults=error.faults)


def passed_over_as(
    row: Row, fields: Mapping[str, str], vocabulary: Vocabulary, *, first: bool
) -> tuple[RowState, Fault] | None:
    """Why a row is skipped or refused before its cells are read; None where they are to be read.

    Args:
        row: of the file.
        fields: its texts by public column.
        vocabulary: of the framework.
        first: it stands right below the headings, where units or explanations may stand.
    """
    if row.fault is not None:
        return RowState.REFUSED, row.fault
    if row.is_blank:
        return RowState.SKIPPED, Fault(None, "The row is blank.")
    if first and not any(sign.isdigit() for cell in row.cells.values() for sign in cell):
        return RowState.SKIPPED, Fault(None, "The row below the headings holds no number: it explains the columns.")
    start = normal(next(filter(str.strip, row.cells.values()), ""))
    if _TOTAL.match(start) and normal(fields.get("indicator_code", "")) in ("", start):
        return RowState.SKIPPED, Fault(None, "The row is a total of other rows; it is not imported.")
    broken = next((name for name, cell in fields.items() if isinstance(cell, _BROKEN)), None)
    if broken is not None:
        return RowState.REFUSED, _broken(broken, fields[broken])
    framework = normal(fields.get("framework", ""))
    if framework and framework != normal(vocabulary.document.code):
        found = {"text": fields["framework"].strip(), "framework": vocabulary.document.code}
        remedy = "Import it into that framework, or correct the code."
        return RowState.REFUSED, Fault("framework", "The row is for {text}, not for {framework}.", found, remedy)
    return None


def _broken(name: str, cell: str) -> Fault:
    if isinstance(cell, ErrorCell):
        remedy = "Mend the formula in the spreadsheet, or type the value."
        return Fault(name, "The cell holds the error {text}.", {"text": str(cell)}, remedy)
    remedy = "Open and save the file in a spreadsheet program, or type the value."
    return Fault(name, "The cell holds a formula without a saved result.", {}, remedy)
