"""CSV files to rows with their position; cells are raw text, and nothing is interpreted here."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from toc.errors import Fault, Invalid
from toc.exchange.number_text import shown

_SEPARATORS = ("\t", ";", ",")
_NOT_TEXT = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"%PDF")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n]")
_SAVE_AS = "Save the table as “CSV UTF-8” in the spreadsheet program and take that file."


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a file.

    Attributes:
        number: row as a spreadsheet program counts it: the headings are row 1 and a record is one row, however many
            line breaks its cells hold.
        line: line of the file in which the record begins, counted from 1.
        cells: text of each column by its heading, letter for letter; empty where the record is shorter.
        fault: what makes the record unusable as a whole (more cells than headings); None where it is well formed.
    """

    number: int
    line: int
    cells: dict[str, str]
    fault: Fault | None = None

    @property
    def is_blank(self) -> bool:
        """Whether all cells are empty or hold blanks only."""
        return self.fault is None and not any(cell.strip() for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as a file holds it.

    Attributes:
        headers: headings in file order, without blanks around them.
        rows: all records below the headings, blank ones too.
        encoding: ``UTF-8`` or ``Windows-1252``, as it was found.
        separator: comma, semicolon or tab, as it was found.
    """

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    separator: str


def read_csv(data: bytes) -> Sheet:
    """Read a CSV file; encoding and separator are found from the file, cells stay text (country NA stays NA).

    Args:
        data: the file's bytes: UTF-8 with or without its mark, else Windows-1252; comma, semicolon or tab; quotes and
            line breaks within quotes as RFC 4180 has them.

    Returns:
        The sheet. A record with more cells than headings is a row with a fault, so that the others can be used.

    Raises:
        Invalid: the file is empty, has headings only, is not text, has a heading twice or none, or a quotation mark
            that is not closed.

    Source: files-and-commands.md, Measurements in.
    """
    text, encoding = _decoded(data)
    if not text.strip():
        raise Invalid("The file is empty.", remedy="Choose a file with headings in the first row and data below.")
    separator = _find_separator(text)
    records = _records(text, separator)
    headers = _headers(records[0][1])
    rows = tuple(_row(number, line, record, headers) for number, (line, record) in enumerate(records[1:], start=2))
    if all(row.is_blank for row in rows):
        raise Invalid("Headings found, no rows.", remedy="Add the data below the headings.")
    return Sheet(tuple(header for header in headers if header), rows, encoding, separator)


def undefuse(text: str) -> str:
    """Take off the one apostrophe that an export put in front of a text that a spreadsheet would run as a formula.

    A text such as ``'s-Hertogenbosch`` is never touched.

    Source: files-and-commands.md, Rules for every CSV.
    """
    return text[1:] if _GUARDED.match(text) else text


def _decoded(data: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding."""
    if data.startswith(_NOT_TEXT) or b"\x00" in data:
        raise Invalid("This is not a CSV file: its content is not plain text.", remedy=_SAVE_AS)
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError as error:
        raise Invalid(
            "The letters of this file cannot be read: it is neither UTF-8 nor Windows-1252.", remedy=_SAVE_AS
        ) from error


def _find_separator(text: str) -> str:
    """Return the separator that stands most often between the headings; comma where there is none."""
    counts = dict.fromkeys(_SEPARATORS, 0)
    quoted = False
    for sign in text:
        if sign == '"':
            quoted = not quoted
        elif sign in "\r\n" and not quoted:
            break
        elif sign in counts and not quoted:
            counts[sign] += 1
    best = max(_SEPARATORS, key=lambda separator: counts[separator])
    return best if counts[best] else ","


def _records(text: str, separator: str) -> list[tuple[int, list[str]]]:
    """Return each record with the line in which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for record in reader:
            records.append((line, record))
            line = reader.line_num + 1
    except csv.Error as error:
        raise Invalid(
            "The row that begins in line {line} of the file cannot be read: a quotation mark is not closed or stands "
            "in the wrong place, or a cell is longer than {limit} characters.",
            remedy="Check the quotation marks from that line on, or save the table as CSV again.",
            details={"line": line, "limit": csv.field_size_limit()},
        ) from error
    return records


def _headers(record: list[str]) -> list[str]:
    """Return the headings of all columns, empty where a column has none; refuse one that is there more than once."""
    headers = [cell.strip() for cell in record]
    if not any(headers):
        raise Invalid("The first row has no headings.", remedy="Put the headings into the first row.")
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


def _row(number: int, line: int, record: list[str], headers: list[str]) -> Row:
    """Return a record as a row; text in a column without heading is a fault of the row."""
    cells = dict.fromkeys((header for header in headers if header), "")
    fault = None
    for position, cell in enumerate(record, start=1):
        header = headers[position - 1] if position <= len(headers) else ""
        if header:
            cells[header] = cell
        elif cell.strip() and fault is None:
            fault = Fault(
                None,
                "Row {row} has the text “{text}” in column {column}, which has no heading.",
                {"row": number, "text": shown(cell), "column": position},
                "Put a text that holds the separator into quotation marks, or give the column a heading.",
            )
    return Row(number, line, cells, fault)
