"""Spreadsheets of the old binary kind (XLS) to records, with what their cells are formatted as."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Any

import xlrd

from toc.exchange.cells import ERRORS, DateCell, ErrorCell, NumberCell
from toc.exchange.compound_file import workbook_stream
from toc.exchange.raw_tables import Limits, Record, Table, damaged, require_cell, require_table

_FAILURES = (
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    struct.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the reader raises for a damaged file: it trusts what it reads."""


def open_old(data: bytes, limits: Limits) -> list[Table]:
    """The tables of an XLS file.

    Args:
        data: the file's bytes.
        limits: what is refused.

    Raises:
        Invalid: the file is damaged or locked by a password, or is beyond the limits.
    """
    try:
        book = xlrd.open_workbook(
            file_contents=workbook_stream(data),
            formatting_info=True,
            ragged_rows=True,
            on_demand=True,
            logfile=io.StringIO(),
        )
        return list(_tables(book, limits))
    except _FAILURES as error:
        raise damaged() from error


def _tables(book: Any, limits: Limits) -> Iterator[Table]:
    percent = {
        place: "%" in book.format_map[style.format_key].format_str
        for place, style in enumerate(book.xf_list)
        if style.format_key in book.format_map
    }
    for number in range(book.nsheets):
        sheet = book.sheet_by_index(number)
        require_table(sheet.name, sheet.nrows, sheet.ncols, limits)
        merged = _merged(book, sheet, percent, limits)
        records = []
        for row in range(sheet.nrows):
            texts = [require_cell(_text(book, cell, percent), limits) for cell in sheet.row(row)]
            for column, value in merged.get(row, {}).items():
                texts += [""] * (column + 1 - len(texts))
                texts[column] = value
            about = sheet.rowinfo_map.get(row)
            records.append(Record(row + 1, row + 1, texts, hidden=about is not None and bool(about.hidden)))
        yield Table(sheet.name, records, hidden=sheet.visibility != 0)
        book.unload_sheet(number)


def _merged(book: Any, sheet: Any, percent: dict[int, bool], limits: Limits) -> dict[int, dict[int, str]]:
    """The cells below the first of every merged range, with its value, by row and column; only downwards."""
    found: dict[int, dict[int, str]] = {}
    for top, bottom, left, _ in sheet.merged_cells:
        if top >= sheet.nrows or left >= min(sheet.row_len(top), limits.columns):
            continue
        value = _text(book, sheet.cell(top, left), percent)
        for row in range(top + 1, min(bottom, sheet.nrows)):
            found.setdefault(row, {})[left] = value
    return found


def _text(book: Any, cell: Any, percent: dict[int, bool]) -> str:
    """A cell as what it holds."""
    value = cell.value
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return NumberCell.of_float(value, percent=percent.get(cell.xf_index, False))
    if cell.ctype == xlrd.XL_CELL_DATE:
        if value < 1:
            return str(xlrd.xldate_as_datetime(value, book.datemode).time())
        return DateCell(xlrd.xldate_as_datetime(value, book.datemode).date())
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return ErrorCell(xlrd.error_text_from_code.get(value, "#VALUE!"))
    text = str(value)
    return ErrorCell(text) if text in ERRORS else text
