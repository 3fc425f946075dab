"""Spreadsheets to records: each kind of file is looked at before it is unpacked, then read by the module of its kind.

Cells are read by their type: a percent cell of 45 % is 45, a date cell is a date, an error or a formula without a
result is told apart from an empty cell. Merged cells give their value to every row that they span.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from toc.errors import Invalid
from toc.exchange.cells import ERRORS, DateCell, ErrorCell, NumberCell, UncomputedCell
from toc.exchange.old_workbooks import open_old
from toc.exchange.open_document import open_content
from toc.exchange.raw_tables import (
    NO_LIMITS_GIVEN,
    Limits,
    RawFile,
    Record,
    Table,
    damaged,
    require_cell,
    require_table,
)

PACKED = b"PK\x03\x04"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument.spreadsheet"
_CHUNK = 1 << 20
_ROW = re.compile(rb"""<(?:\w+:)?row\b(?:[^>]*?\sr=["'](\d{1,15})["'])?[^>]*>""")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\b[^>]*?\sref=["']\$?[A-Z]+\$?(\d{1,15}):\$?[A-Z]+\$?(\d{1,15})["']""")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_DECLARED = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([^"']*)""")
_LETTERS = re.compile(rb"(?i)utf-?8|us-ascii|ascii|iso-8859-\d+|windows-125\d")
_PART_OVERLAP = 2048
_FAILURES = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    ArithmeticError,
    SyntaxError,
    OSError,
    EOFError,
    RecursionError,
    MemoryError,
    NotImplementedError,
    RuntimeError,
    AssertionError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
    InvalidFileException,
)
"""What unpacking and reading a damaged file raises."""


def is_workbook(data: bytes) -> bool:
    """Whether a file's content is that of a spreadsheet, whatever its name."""
    return data.startswith((PACKED, OLD))


def open_workbook(data: bytes, limits: Limits = NO_LIMITS_GIVEN) -> RawFile:
    """The records of every sheet of a spreadsheet.

    Args:
        data: the file's bytes.
        limits: what is refused before it is unpacked.

    Raises:
        Invalid: the file is no spreadsheet, is damaged or locked by a password, or is beyond the limits.
    """
    if data.startswith(OLD):
        return _within("XLS", open_old(data, limits), limits)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _check_unpacked(packed, limits)
            names = packed.namelist()
            if "xl/workbook.xml" in names:
                _look_through(packed, limits)
                named = len(_SHEET.findall(packed.read("xl/workbook.xml")))
                return _within("XLSX", list(_openpyxl(data, named, limits)), limits)
            if "mimetype" in names and "content.xml" in names:
                kind = packed.read("mimetype")[:200].decode("ascii", "replace").strip()
                if kind == _OPEN_DOCUMENT:
                    _look_through(packed, limits)
                    return _within("ODS", open_content(packed.read("content.xml"), limits), limits)
    except _FAILURES as error:
        raise damaged() from error
    raise Invalid("This is not a spreadsheet: it is another kind of packed file.", remedy="Take XLSX, XLS, ODS or CSV.")


def _within(kind: str, tables: list[Table], limits: Limits) -> RawFile:
    """A file of tables; refuses one whose cells hold too much text altogether."""
    signs = sum(len(cell) for table in tables for record in table.records for cell in record.cells)
    if signs > limits.unpacked_megabytes * 1_000_000:
        raise _unpacks_to(signs, limits)
    return RawFile(kind, tuple(tables))


def _check_unpacked(packed: zipfile.ZipFile, limits: Limits) -> None:
    """Refuse what would unpack to too much, or holds a part twice, so that programs could see different ones."""
    parts = packed.infolist()
    size = sum(entry.file_size for entry in parts)
    if size > limits.unpacked_megabytes * 1_000_000:
        raise _unpacks_to(size, limits)
    most = limits.unpacked_ratio
    if any(entry.file_size > 1_000_000 + most * entry.compress_size for entry in parts):
        raise Invalid(
            "A part of the file unpacks to more than {most} times its size, as no spreadsheet of data does.",
            remedy="Take a file with the data alone, or save it as CSV.",
            details={"most": most},
        )
    if len({entry.filename for entry in parts}) < len(parts):
        raise damaged()


def _unpacks_to(size: int, limits: Limits) -> Invalid:
    return Invalid(
        "The file unpacks to {size} MB; at most {most} MB are read.",
        remedy="Take a file with the data alone, or save it as CSV.",
        details={"size": size // 1_000_000, "most": limits.unpacked_megabytes},
    )


def _look_through(packed: zipfile.ZipFile, limits: Limits) -> None:
    """Count rows and cells, and look for what no spreadsheet program writes, before a whole sheet is in memory."""
    rows, cells = 0, 0
    for name in packed.namelist():
        if not name.endswith((".xml", ".rels")):
            continue
        sheet_rows, sheet_cells = _count(packed, name)
        cells += sheet_cells
        rows = max(rows, sheet_rows)
    if rows > limits.workbook_rows:
        raise Invalid(
            "A sheet of the file has {rows} rows; at most {most} rows of a spreadsheet are read.",
            remedy="Divide it into several files, save it as CSV, or clear formatted empty rows below the data.",
            details={"rows": rows, "most": limits.workbook_rows},
        )
    if cells > limits.cells:
        raise Invalid(
            "The spreadsheet has {cells} cells; at most {most} are read.",
            remedy="Divide it into several files, save it as CSV, or clear formatted empty cells beside the data.",
            details={"cells": cells, "most": limits.cells},
        )


def _count(packed: zipfile.ZipFile, name: str) -> tuple[int, int]:
    """The last row of a part, and how many cells it has; refuses declarations and letters that hide what it holds."""
    rows, cells, before = 0, 0, b""
    with packed.open(name) as part:
        while chunk := part.read(_CHUNK):
            if not before and not _is_plain(chunk):
                raise damaged()
            text = before[-_PART_OVERLAP:] + chunk
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise damaged()
            kept = min(len(before), _PART_OVERLAP)
            for found in _ROW.finditer(text):
                rows = max(rows + (found.end() > kept), int(found[1] or 0))
            rows = max([rows, *(max(int(found[1]), int(found[2])) for found in _MERGED.finditer(text))])
            cells += sum(found.end() > kept for found in _CELL.finditer(text))
            before = chunk
    return rows, cells


def _is_plain(chunk: bytes) -> bool:
    """Whether the text of a part can be looked through as it stands."""
    start = chunk.removeprefix(b"\xef\xbb\xbf").lstrip()
    declared = _DECLARED.match(start[:300])
    return (
        start.startswith(b"<") and start[1:2] != b"\x00" and (declared is None or bool(_LETTERS.fullmatch(declared[1])))
    )


def _openpyxl(data: bytes, named: int, limits: Limits) -> Iterator[Table]:
    """The sheets of an XLSX file, as they look in a spreadsheet program."""
    computed = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    if len(computed.sheetnames) < named:
        raise damaged()
    for sheet in computed.worksheets:
        require_table(sheet.title, sheet.max_row, sheet.max_column, limits)
        uncomputed = _uncomputed(formulas[sheet.title], limits)
        merged = _merged(sheet)
        records = []
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            texts = [
                UncomputedCell("(formula)")
                if cell.value is None and (number, place) in uncomputed
                else require_cell(_xlsx_cell(cell), limits)
                for place, cell in enumerate(cells, start=1)
            ]
            for place, value in merged.get(number, {}).items():
                texts[place - 1] = value
            records.append(Record(number, number, texts, hidden=bool(sheet.row_dimensions[number].hidden)))
        yield Table(sheet.title, records, hidden=sheet.sheet_state != "visible")


def _uncomputed(sheet: Any, limits: Limits) -> set[tuple[int, int]]:
    """Row and column of every formula."""
    return {
        (cell.row, cell.column)
        for row in sheet.iter_rows(max_row=limits.workbook_rows, max_col=limits.columns)
        for cell in row
        if cell.data_type == "f"
    }


def _merged(sheet: Any) -> dict[int, dict[int, str]]:
    """The cells below the first of every merged range, with its value, by row and column; only downwards."""
    found: dict[int, dict[int, str]] = {}
    for span in sheet.merged_cells.ranges:
        value = _xlsx_cell(sheet.cell(span.min_row, span.min_col))
        for row in range(span.min_row + 1, span.max_row + 1):
            found.setdefault(row, {})[span.min_col] = value
    return found


def _xlsx_cell(cell: Any) -> str:
    if cell.data_type == "e":
        return ErrorCell(cell.value)
    number_format = str(cell.number_format or "")
    percent = "%" in number_format and isinstance(cell.value, int | float)
    return _cell(cell.value, percent=percent)


def _cell(value: object, *, percent: bool = False) -> str:
    """The text of a cell that holds a value of Python's, as more than a text where it is more."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return NumberCell.of_float(float(value), percent=percent)
    if isinstance(value, datetime):
        return DateCell(value.date())
    if isinstance(value, date):
        return DateCell(value)
    if isinstance(value, time | timedelta):
        return str(value)
    text = str(value)
    return ErrorCell(text) if text in ERRORS else text
