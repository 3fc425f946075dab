"""Tables to an Excel workbook: formatted sheets, frozen headings, native charts; no text runs as a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

import xlsxwriter

from toc.exchange.number_text import plain_number

MOST_ROWS = 1_048_576
"""Rows of a sheet that Excel opens, headings included."""

_WIDEST, _NARROWEST = 60, 9
_HEAD = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E3EDF1", "font_color": "#1B2A33", "bottom": 1}
_FORMATS: Mapping[str, dict[str, object]] = {
    "text": {"text_wrap": True, "valign": "top"},
    "number": {"num_format": "#,##0.####", "valign": "top"},
    "whole number": {"num_format": "#,##0", "valign": "top"},
    "share": {"num_format": "0.0%", "valign": "top"},
    "date": {"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm:ss", "valign": "top", "align": "left"},
}


@dataclass(frozen=True)
class SheetColumn:
    """A column of a sheet.

    Attributes:
        heading: text in the first row.
        kind: `text`, `number`, `whole number`, `share` (a fraction, shown in percent), `date` or `moment`.
    """

    heading: str
    kind: str = "text"


@dataclass(frozen=True)
class SheetChart:
    """A native bar chart of columns of a sheet.

    Attributes:
        title: what it shows.
        categories: heading of the column with the names.
        values: headings of the columns with the numbers, each with its colour.
        percent: the numbers are shares.
    """

    title: str
    categories: str
    values: tuple[tuple[str, str], ...]
    percent: bool = False


@dataclass(frozen=True)
class WorkbookSheet:
    """A sheet of the workbook.

    Attributes:
        name: at most 31 letters.
        columns: in order.
        rows: cells in the order of the columns; missing is None.
        tints: ground of a cell by its text, for columns of statuses.
        charts: drawn on a sheet of their own behind this one, named `charts_name`.
    """

    name: str
    columns: tuple[SheetColumn, ...]
    rows: Iterable[Sequence[object]]
    tints: Mapping[str, str] = field(default_factory=dict)
    charts: tuple[SheetChart, ...] = ()
    charts_name: str = ""


def write_workbook(sheets: Sequence[WorkbookSheet], *, title: str, created: datetime) -> bytes:
    """Write a workbook.

    Args:
        sheets: in order; a sheet with more rows than Excel opens goes on in a second one.
        title: of the document.
        created: what the file says about its age; the same for the same report, so that its bytes are the same.

    Returns:
        The file's bytes. Numbers have the 15 digits that Excel keeps; texts stay texts, whatever they begin with.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": title, "created": created.astimezone(UTC).replace(tzinfo=None)})
        formats = _Formats(book)
        for sheet in sheets:
            rows = _write_sheet(book, sheet, formats)
            if sheet.charts and rows:
                _draw_charts(book, sheet, rows)
    return buffer.getvalue()


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, str], Any] = {}
        self.head = book.add_format(_HEAD)

    def of(self, kind: str, tint: str = "") -> Any:
        """The format of a kind of cell, on a ground."""
        key = (kind, tint)
        if key not in self._made:
            self._made[key] = self._book.add_format({**_FORMATS[kind], **({"bg_color": tint} if tint else {})})
        return self._made[key]


def _write_sheet(book: Any, sheet: WorkbookSheet, formats: _Formats) -> int:
    """Write one sheet, and further ones where it is too long; gives the number of rows of the first."""
    widths = [len(column.heading) for column in sheet.columns]
    page = _begin_page(book, sheet.name, sheet, formats)
    pages, place, first = [page], 0, 0
    for row in sheet.rows:
        place += 1
        if place == MOST_ROWS:
            first = first or place - 1
            page = _begin_page(book, f"{sheet.name[:27]} ({len(pages) + 1})", sheet, formats)
            pages.append(page)
            place = 1
        for column, (cell, about) in enumerate(zip(row, sheet.columns, strict=True)):
            shown = _write_cell(page, place, column, cell, about.kind, formats, sheet.tints)
            widths[column] = max(widths[column], min(shown, _WIDEST))
    for page in pages:
        for column, width in enumerate(widths):
            page.set_column(column, column, max(_NARROWEST, min(width + 2, _WIDEST)))
        page.autofilter(0, 0, max(place, 1), len(sheet.columns) - 1)
    return first or place


def _begin_page(book: Any, name: str, sheet: WorkbookSheet, formats: _Formats) -> Any:
    page = book.add_worksheet(name)
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    for column, about in enumerate(sheet.columns):
        page.write_string(0, column, about.heading, formats.head)
    return page


def _write_cell(
    page: Any, row: int, column: int, cell: object, kind: str, formats: _Formats, tints: Mapping[str, str]
) -> int:
    """Write one cell by what it is, and give the width that it takes in letters."""
    if isinstance(cell, Enum):
        cell = cell.value
    if cell is None:
        return 0
    if isinstance(cell, bool):
        cell = "yes" if cell else "no"
    if isinstance(cell, datetime):
        page.write_datetime(row, column, cell.astimezone(UTC).replace(tzinfo=None), formats.of("moment"))
        return 20
    if isinstance(cell, date):
        page.write_datetime(row, column, cell, formats.of("date"))
        return 11
    if isinstance(cell, Decimal | Fraction | int | float):
        page.write_number(row, column, float(cell), formats.of(kind if kind in _FORMATS else "number"))
        return len(plain_number(cell)) if isinstance(cell, Decimal | int) else 10
    text = str(cell)[:32_767]
    page.write_string(row, column, text, formats.of("text", tints.get(text, "")))
    return max((len(line) for line in text.splitlines()), default=0)


def _draw_charts(book: Any, sheet: WorkbookSheet, rows: int) -> None:
    headings = [column.heading for column in sheet.columns]
    page = book.add_worksheet(sheet.charts_name or f"{sheet.name[:24]} charts")
    for number, about in enumerate(sheet.charts):
        chart = book.add_chart({"type": "bar"})
        names = [sheet.name, 1, headings.index(about.categories), rows, headings.index(about.categories)]
        for heading, colour in about.values:
            place = headings.index(heading)
            chart.add_series(
                {
                    "name": heading,
                    "categories": names,
                    "values": [sheet.name, 1, place, rows, place],
                    "fill": {"color": colour},
                    "gap": 60,
                }
            )
        chart.set_title({"name": about.title, "name_font": {"size": 12}})
        chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
        chart.set_x_axis({"num_format": "0%" if about.percent else "General", "major_gridlines": {"visible": True}})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 900, "height": 160 + 26 * rows})
        page.insert_chart(number * (10 + 2 * rows), 0, chart)
