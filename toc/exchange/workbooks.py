"""Spreadsheets to records: XLSX with what its cells are formatted as, XLS and ODS with what they hold.

Cells are read by their type: a percent cell of 45 % is 45, a date cell is a date, an error or a formula without a
result is told apart from an empty cell. Merged cells give their value to every row that they span.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import python_calamine
from openpyxl.utils.exceptions import InvalidFileException

from toc.errors import Invalid
from toc.exchange.cells import DateCell, ErrorCell, NumberCell, UncomputedCell
from toc.exchange.raw_tables import NO_LIMITS_GIVEN, Limits, RawFile, Record, Table

PACKED = b"PK\x03\x04"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument.spreadsheet"
_SAVE_AGAIN = "Open it in a spreadsheet program, save it again and take that file."


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
        return RawFile("XLS", tuple(_calamine(data, limits)))
    names = _unpacked_names(data, limits)
    try:
        if "xl/workbook.xml" in names:
            return RawFile("XLSX", tuple(_openpyxl(data, limits)))
        if names.get("mimetype") == _OPEN_DOCUMENT:
            return RawFile("ODS", tuple(_calamine(data, limits)))
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, zipfile.BadZipFile) as error:
        raise _damaged() from error
    raise Invalid("This is not a spreadsheet: it is another kind of packed file.", remedy="Take XLSX, XLS, ODS or CSV.")


def _unpacked_names(data: bytes, limits: Limits) -> dict[str, str]:
    """The names of what a packed file holds, that of its kind with its text; refuses what would unpack to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
            if size > limits.unpacked_megabytes * 1_000_000:
                raise Invalid(
                    "The file unpacks to {size} MB; at most {most} MB are read.",
                    remedy="Take a file with the data alone, or save it as CSV.",
                    details={"size": size // 1_000_000, "most": limits.unpacked_megabytes},
                )
            names = dict.fromkeys(packed.namelist(), "")
            if "mimetype" in names:
                names["mimetype"] = packed.read("mimetype")[:200].decode("ascii", "replace").strip()
            return names
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise _damaged() from error


def _damaged() -> Invalid:
    return Invalid("The spreadsheet cannot be opened: it is damaged or locked by a password.", remedy=_SAVE_AGAIN)


def _openpyxl(data: bytes, limits: Limits) -> Iterator[Table]:
    """The sheets of an XLSX file, as they look in a spreadsheet program."""
    try:
        computed = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    except (InvalidFileException, zipfile.BadZipFile, SyntaxError) as error:
        raise _damaged() from error
    for sheet in computed.worksheets:
        _check_size(sheet.title, sheet.max_row, sheet.max_column, limits)
        uncomputed = _uncomputed(formulas[sheet.title], limits)
        merged = _merged(sheet)
        records = []
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            texts = [
                UncomputedCell("(formula)")
                if cell.value is None and (number, place) in uncomputed
                else _xlsx_cell(cell)
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
        for row in sheet.iter_rows(max_row=limits.rows, max_col=limits.columns)
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


def _calamine(data: bytes, limits: Limits) -> Iterator[Table]:
    """The sheets of an XLS or ODS file: what the cells hold, without their formats."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _damaged() from error
    for about in book.sheets_metadata:
        if about.typ is not python_calamine.SheetTypeEnum.WorkSheet:
            continue
        try:
            sheet = book.get_sheet_by_name(about.name)
        except (python_calamine.CalamineError, ValueError) as error:
            raise _damaged() from error
        _check_size(about.name, sheet.total_height, sheet.total_width, limits)
        rows = sheet.to_python(skip_empty_area=False)
        records = [Record(number, number, [_cell(cell) for cell in row]) for number, row in enumerate(rows, start=1)]
        hidden = about.visible is not python_calamine.SheetVisibleEnum.Visible
        yield Table(about.name, records, hidden=hidden)


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
    return ErrorCell(text) if text in _ERRORS else text


_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


def _check_size(name: str, rows: int | None, columns: int | None, limits: Limits) -> None:
    if (rows or 0) > limits.rows or (columns or 0) > limits.columns:
        raise Invalid(
            "The sheet “{name}” has {rows} rows and {columns} columns; at most {most_rows} rows and {most_columns} "
            "columns are read.",
            remedy="Divide it into several files, or clear formatted empty cells beside the data.",
            details={
                "name": name,
                "rows": rows,
                "columns": columns,
                "most_rows": limits.rows,
                "most_columns": limits.columns,
            },
        )
