"""OpenDocument spreadsheets (ODS) to records, read sign by sign, so that a limit stops before anything grows large.

A cell's type is what the file says: percent, date, number, text, an error, a formula without a result. Repeated cells
and rows are unrolled within the limits; merged cells give their value to every row that they span.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from xml.parsers import expat

from toc.errors import Invalid
from toc.exchange.cells import ERRORS, DateCell, ErrorCell, NumberCell, UncomputedCell
from toc.exchange.raw_tables import Limits, Record, Table, damaged, require_cell, require_table

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_CELLS = (_TABLE + "table-cell", _TABLE + "covered-table-cell")
_NOT_CELL_TEXT = (_OFFICE + "annotation",)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?", re.DOTALL)
_BLANK_REPEATS = 1_100_000
"""More rows than any spreadsheet program has; blank ones at the end are not unrolled."""


def open_content(content: bytes, limits: Limits) -> list[Table]:
    """The tables of a spreadsheet's `content.xml`.

    Args:
        content: its bytes.
        limits: what is refused.

    Raises:
        Invalid: it is no XML, or is beyond the limits.
    """
    reader = _Reader(limits)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError, OverflowError) as error:
        raise damaged() from error
    return [Table(one.name, one.records, hidden=one.style in reader.hidden_styles) for one in reader.sheets]


@dataclass(slots=True)
class _Sheet:
    name: str
    style: str
    records: list[Record] = field(default_factory=list)
    blank: int = 0
    """Blank rows that were passed and are written out only if a row with a value follows."""


@dataclass(slots=True)
class _Cell:
    value_type: str
    stated: dict[str, str]
    columns: int
    rows: int
    texts: list[str] = field(default_factory=list)


class _Reader:
    """Takes the events of the XML; one table, row and cell at a time."""

    def __init__(self, limits: Limits) -> None:
        self.sheets: list[_Sheet] = []
        self.hidden_styles: set[str] = set()
        self._limits = limits
        self._style = ""
        self._depth = 0
        self._row: list[str] = []
        self._row_repeats = 1
        self._row_hidden = False
        self._gap = 0
        self._merged: dict[int, tuple[int, str]] = {}
        self._cell: _Cell | None = None
        self._silent = 0

    def start(self, name: str, about: dict[str, str]) -> None:
        """An element begins."""
        if name == _STYLE + "style":
            self._style = about.get(_STYLE + "name", "")
        elif name == _STYLE + "table-properties" and about.get(_TABLE + "display") == "false":
            self.hidden_styles.add(self._style)
        elif name == _TABLE + "table":
            self._depth += 1
            if self._depth == 1:
                self.sheets.append(_Sheet(about.get(_TABLE + "name", ""), about.get(_TABLE + "style-name", "")))
                self._merged = {}
        elif self._depth != 1:
            return
        elif name == _TABLE + "table-row":
            self._row, self._gap = [], 0
            self._row_repeats = _repeats(about.get(_TABLE + "number-rows-repeated"))
            self._row_hidden = about.get(_TABLE + "visibility", "visible") != "visible"
        elif name in _CELLS:
            columns = _repeats(about.get(_TABLE + "number-columns-repeated"))
            rows = _repeats(about.get(_TABLE + "number-rows-spanned"))
            self._cell = _Cell(about.get(_OFFICE + "value-type", ""), about, columns, rows)
        elif self._cell is not None:
            self._start_within(name, about, self._cell)

    def _start_within(self, name: str, about: dict[str, str], cell: _Cell) -> None:
        if name in _NOT_CELL_TEXT:
            self._silent += 1
        elif self._silent:
            return
        elif name == _TEXT + "p" and cell.texts:
            cell.texts.append("\n")
        elif name == _TEXT + "s":
            cell.texts.append(" " * min(_repeats(about.get(_TEXT + "c")), self._limits.cell_signs + 1))
        elif name == _TEXT + "tab":
            cell.texts.append("\t")
        elif name == _TEXT + "line-break":
            cell.texts.append("\n")

    def text(self, text: str) -> None:
        """Letters of a cell, or between elements."""
        if self._cell is not None and not self._silent:
            self._cell.texts.append(text)

    def end(self, name: str) -> None:
        """An element ends."""
        if name in _NOT_CELL_TEXT:
            self._silent = max(0, self._silent - 1)
        elif name == _TABLE + "table":
            self._depth -= 1
        elif self._depth != 1:
            return
        elif name in _CELLS and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None
        elif name == _TABLE + "table-row":
            self._end_row(self.sheets[-1])

    def _end_cell(self, cell: _Cell) -> None:
        place = len(self._row) + self._gap
        value = require_cell(_value(cell), self._limits)
        until, spanned = self._merged.get(place, (0, ""))
        if not value and until > self._number:
            value = spanned
        if not value:
            self._gap += cell.columns
            return
        self._require(self._number, place + cell.columns)
        self._row += [""] * self._gap + [value] * cell.columns
        self._gap = 0
        if cell.rows > 1:
            self._merged[place] = (self._number + cell.rows, value)

    @property
    def _number(self) -> int:
        """The row that is being read, from 0."""
        sheet = self.sheets[-1]
        return len(sheet.records) + sheet.blank

    def _end_row(self, sheet: _Sheet) -> None:
        if not self._row:
            sheet.blank = min(sheet.blank + self._row_repeats, _BLANK_REPEATS)
            return
        self._require(self._number + self._row_repeats, len(self._row))
        for number in _numbers(sheet.records, sheet.blank):
            sheet.records.append(Record(number, number, ()))
        sheet.blank = 0
        for number in _numbers(sheet.records, self._row_repeats):
            sheet.records.append(Record(number, number, self._row, hidden=self._row_hidden))

    def _require(self, rows: int, columns: int) -> None:
        require_table(self.sheets[-1].name, rows, columns, self._limits)


def _numbers(records: list[Record], more: int) -> Iterator[int]:
    begin = len(records) + 1
    return iter(range(begin, begin + more))


def _repeats(text: str | None) -> int:
    """How often a cell or row is repeated; 1 where nothing is said."""
    if text is None:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        raise damaged()
    return int(text)


def _value(cell: _Cell) -> str:
    """A cell as what it holds."""
    shown = "".join(cell.texts)
    kind, about = cell.value_type, cell.stated
    if about.get(_CALC + "value-type") == "error" or shown in ERRORS:
        return ErrorCell(shown or "#VALUE!")
    if kind in ("float", "currency", "percentage"):
        try:
            number = float(about.get(_OFFICE + "value", ""))
            return NumberCell.of_float(number, percent=kind == "percentage")
        except (ValueError, ArithmeticError):
            return shown
    if kind == "date":
        return _date(about.get(_OFFICE + "date-value", ""), shown)
    if kind == "boolean":
        return "TRUE" if about.get(_OFFICE + "boolean-value") == "true" else "FALSE"
    if not kind and not shown and _TABLE + "formula" in about:
        return UncomputedCell("(formula)")
    return about.get(_OFFICE + "string-value", shown) if not shown else shown


def _date(text: str, shown: str) -> str:
    found = _DAY.fullmatch(text)
    if found is None:
        return shown
    try:
        return DateCell(date(int(found[1]), int(found[2]), int(found[3])))
    except ValueError as error:
        raise Invalid(
            "A cell holds the date {text}, which is none.", remedy="Correct it in the file.", details={"text": text}
        ) from error
