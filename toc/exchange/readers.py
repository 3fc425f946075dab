"""Files to rows with their position: which sheet, which row holds the headings; cells are not interpreted here."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from toc.errors import Fault, Invalid
from toc.exchange.csv_files import open_csv
from toc.exchange.number_text import shown
from toc.exchange.raw_tables import GUESS, NO_LIMITS_GIVEN, Limits, RawFile, Record, Table, Wanted
from toc.exchange.workbooks import is_workbook, open_workbook

_GUARDED = re.compile(r"'+[=+\-@\t\r\n]")
_HEADINGS_WITHIN = 30
"""The headings are looked for in so many rows from the top."""

Score = Callable[[Sequence[str]], int]
"""How many of a row's texts are names of columns that are wanted."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a file.

    Attributes:
        number: row as a spreadsheet program counts it: a record is one row, however many line breaks its cells hold.
        line: line of the file in which the record begins, counted from 1.
        cells: text of each column by its heading, letter for letter; empty where the record is shorter.
        fault: what makes the record unusable as a whole (more cells than headings); None where it is well formed.
        hidden: a spreadsheet hides the row.
        part: heading of the column that this is about, where one record was taken apart into several; None otherwise.
    """

    number: int
    line: int
    cells: dict[str, str]
    fault: Fault | None = None
    hidden: bool = False
    part: str | None = None

    @property
    def key(self) -> tuple[int, str]:
        """What tells the row apart from every other one of its file."""
        return self.number, self.part or ""

    @property
    def is_blank(self) -> bool:
        """Whether all cells are empty or hold blanks only."""
        return self.fault is None and not any(map(str.strip, self.cells.values()))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as a file holds it.

    Attributes:
        headers: headings in file order, without blanks around them.
        rows: all records below the headings, blank ones too.
        encoding: of a CSV file's letters, as it was found; empty for a spreadsheet.
        separator: comma, semicolon, tab or bar, as it was found; empty for a spreadsheet.
        kind: `CSV`, `XLSX`, `XLS` or `ODS`.
        name: of the sheet; empty for a CSV file.
        sheets: names of the file's visible sheets.
        rivals: names of other visible sheets that have as many of the wanted headings.
        header_row: row of the headings, as a spreadsheet program counts it.
    """

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    separator: str
    kind: str = "CSV"
    name: str = ""
    sheets: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    header_row: int = 1


def read_csv(data: bytes) -> Sheet:
    """Read a CSV file whose first row holds the headings; encoding and separator are found from the file.

    Returns:
        The sheet; cells stay text (country NA stays NA). A record with more cells than headings is a row with a fault,
        so that the others can be used.

    Raises:
        Invalid: the file is empty, has headings only, is not text, has a heading twice or none, or a quotation mark
            that is not closed.
    """
    return _sheet(open_csv(data), header_row=1)


def read_file(data: bytes, score: Score, *, wanted: Wanted = GUESS, limits: Limits = NO_LIMITS_GIVEN) -> Sheet:
    """Read a CSV file or a spreadsheet, told apart by its content and not by its name.

    The sheet is the first visible one with the most wanted headings; the headings are in the row, near its top, with
    the most of them.

    Args:
        data: the file's bytes.
        score: how many wanted headings a row holds.
        wanted: what the person says where the guess was wrong.
        limits: what is refused before it hurts.

    Raises:
        Invalid: as `read_csv`; the file is too large, is no spreadsheet and no text, has no such sheet or row, or all
            its sheets are hidden or empty.

    Source: files-and-commands.md, Measurements in.
    """
    if len(data) > limits.megabytes * 1_000_000:
        raise Invalid(
            "The file has {size} MB; at most {most} MB are read.",
            remedy="Divide it into several files.",
            details={"size": round(len(data) / 1_000_000, 1), "most": limits.megabytes},
        )
    file = open_workbook(data, limits) if is_workbook(data) else open_csv(data, wanted, limits)
    table, rivals = _choose_table(file, score, wanted.sheet)
    header_row = wanted.header_row or _find_header_row(table, score)
    return _sheet(file, table=table, rivals=rivals, header_row=header_row)


def undefuse(text: str) -> str:
    """Take off the one apostrophe that an export put in front of a text that a spreadsheet would run as a formula.

    A text such as ``'s-Hertogenbosch`` is never touched.

    Source: files-and-commands.md, Rules for every CSV.
    """
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text


def _choose_table(file: RawFile, score: Score, wanted: str | None) -> tuple[Table, tuple[str, ...]]:
    """The table with the data, and the names of others that could be it."""
    if wanted is not None:
        named = next((table for table in file.tables if table.name == wanted), None)
        if named is None:
            raise Invalid(
                "The file has no sheet “{name}”.",
                field="sheet",
                remedy="Choose one of: {names}.",
                details={"name": shown(wanted), "names": ", ".join(shown(table.name) for table in file.tables)},
            )
        return named, ()
    filled = [table for table in file.tables if not all(record.is_blank for record in table.records)]
    visible = [table for table in filled if not table.hidden]
    if not visible:
        hidden = ", ".join(shown(table.name) for table in filled)
        raise Invalid(
            "All sheets with data are hidden: {names}." if filled else "The file is empty.",
            field="sheet" if filled else None,
            remedy="Show the sheet in the spreadsheet program, or choose it by name."
            if filled
            else "Choose a file with headings and data below.",
            details={"names": hidden},
        )
    scores = [_best_score(table, score) for table in visible]
    best = max(scores)
    chosen = visible[scores.index(best)]
    rivals = [table.name for table, found in zip(visible, scores, strict=True) if found == best and table is not chosen]
    return chosen, tuple(rivals) if best > 1 else ()


def _best_score(table: Table, score: Score) -> int:
    return max((score(record.cells) for record in table.records[:_HEADINGS_WITHIN]), default=0)


def _find_header_row(table: Table, score: Score) -> int:
    """The row with the most wanted headings; the first that is not blank where no row has two of them."""
    top = table.records[:_HEADINGS_WITHIN]
    best = max(top, key=lambda record: (score(record.cells), -record.number), default=None)
    if best is not None and score(best.cells) > 1:
        return best.number
    return next((record.number for record in table.records if not record.is_blank), 1)


def _sheet(file: RawFile, *, header_row: int, table: Table | None = None, rivals: tuple[str, ...] = ()) -> Sheet:
    records = (table or file.tables[0]).records
    if not 1 <= header_row <= len(records):
        raise Invalid(
            "The file has no row {row}.", field="header_row", remedy="Name another row.", details={"row": header_row}
        )
    headers = _headers(records[header_row - 1].cells, header_row)
    rows = tuple(_row(record, headers) for record in records[header_row:])
    if all(row.is_blank for row in rows):
        raise Invalid("Headings found, no rows.", remedy="Add the data below the headings.")
    return Sheet(
        headers=tuple(header for header in headers if header),
        rows=rows,
        encoding=file.encoding,
        separator=file.separator,
        kind=file.kind,
        name=table.name if table is not None else "",
        sheets=tuple(found.name for found in file.tables if not found.hidden),
        rivals=rivals,
        header_row=header_row,
    )


def _headers(cells: Sequence[str], number: int) -> list[str]:
    """The headings of all columns, empty where a column has none; refuses one that is there more than once."""
    headers = [cell.strip() for cell in cells]
    if not any(headers):
        message = "The first row has no headings." if number == 1 else "Row {row} has no headings."
        raise Invalid(message, remedy="Put the headings into the first row.", details={"row": number})
    columns: dict[str, list[int]] = {}
    for position, header in enumerate(headers, start=1):
        columns.setdefault(header, []).append(position)
    faults = [
        Fault(
            header,
            "The heading “{heading}” is there more than once (columns {columns}).",
            {"heading": shown(header), "columns": " and ".join(map(str, positions))},
            "Remove or rename one of the columns.",
        )
        for header, positions in columns.items()
        if header and len(positions) > 1
    ]
    if faults:
        raise Invalid(faults=faults)
    return headers


def _row(record: Record, headers: list[str]) -> Row:
    """A record as a row; text in a column without heading is a fault of the row."""
    if len(record.cells) == len(headers) and "" not in headers:
        return Row(record.number, record.line, dict(zip(headers, record.cells, strict=True)), None, record.hidden)
    cells = dict.fromkeys((header for header in headers if header), "")
    fault = None
    for position, cell in enumerate(record.cells, start=1):
        header = headers[position - 1] if position <= len(headers) else ""
        if header:
            cells[header] = cell
        elif cell.strip() and fault is None:
            fault = Fault(
                None,
                "Row {row} has the text “{text}” in column {column}, which has no heading.",
                {"row": record.number, "text": shown(cell), "column": position},
                "Put a text that holds the separator into quotation marks, or give the column a heading.",
            )
    return Row(record.number, record.line, cells, fault, record.hidden)
