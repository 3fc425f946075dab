"""A workbook to be filled in: headings with explanations, cells to fill in with lists and number rules, more sheets.

Only what every spreadsheet program knows is used: comments, cell formats, data validation, frozen rows.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

_TEXTS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_HEAD = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E3EDF1", "font_color": "#1B2A33", "bottom": 1}
_GIVEN = {"num_format": "@", "font_color": "#4A5A63", "bg_color": "#F4F6F7", "valign": "top"}
_FREE = {"bg_color": "#FFFBE6", "border": 1, "border_color": "#DCE3E7", "valign": "top"}
_LISTS = "Lists"
_LONGEST_TITLE, _LONGEST_TEXT, _LONGEST_CELL = 32, 255, 32_767


@dataclass(frozen=True)
class CellRule:
    """What may be typed in a cell.

    Attributes:
        kind: `whole`, `decimal` or `list`.
        error: what is said when something else is typed.
        low: the least number; None for any.
        high: the greatest number; None for any.
        choices: of a list: texts and numbers.
        hint: shown while the cell is chosen; empty for none.
    """

    kind: str
    error: str
    low: int | None = None
    high: int | None = None
    choices: tuple[str | float, ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class TemplateColumn:
    """A column of the sheet to fill in.

    Attributes:
        comment: explains it, at its heading.
        free: its cells are to be filled in; the others are given.
        text: what is typed in it stays a text.
        width: in letters.
    """

    heading: str
    comment: str
    free: bool = False
    text: bool = False
    width: int = 12


@dataclass(frozen=True)
class TemplateRow:
    """A row of the sheet to fill in.

    Attributes:
        cells: given texts and numbers by heading; the others are empty.
        rules: what may be typed, by heading.
    """

    cells: Mapping[str, str | float]
    rules: Mapping[str, CellRule] = field(default_factory=dict)


@dataclass(frozen=True)
class TextSheet:
    """A sheet to read: its first row holds headings, or is the first line of a text where there are none."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


def write_template(
    columns: Sequence[TemplateColumn],
    rows: Sequence[TemplateRow],
    others: Sequence[TextSheet],
    *,
    title: str,
    created: datetime,
) -> bytes:
    """Write a workbook to be filled in; its first sheet is called Data.

    Args:
        columns: of the sheet to fill in.
        rows: of that sheet.
        others: sheets to read, behind it.
        title: of the document.
        created: what the file says about its age.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **_TEXTS}) as book:
        book.set_properties({"title": title, "created": created.astimezone(UTC).replace(tzinfo=None)})
        _Data(book, columns).write(rows)
        for sheet in others:
            _write_texts(book, sheet)
    return buffer.getvalue()


class _Data:
    """The sheet to fill in, and the hidden one with the texts of its lists."""

    def __init__(self, book: Any, columns: Sequence[TemplateColumn]) -> None:
        self._columns = columns
        self._page = book.add_worksheet("Data")
        self._book = book
        self._lists: Any = None
        self._ranges: dict[tuple[str | float, ...], str] = {}
        self._head = book.add_format(_HEAD)
        self._given = book.add_format(_GIVEN)
        self._number = book.add_format({**_GIVEN, "num_format": "General"})
        self._free = book.add_format(_FREE)
        self._text = book.add_format({**_FREE, "num_format": "@"})

    def write(self, rows: Sequence[TemplateRow]) -> None:
        """Headings, rows and rules."""
        page = self._page
        page.freeze_panes(1, 2)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        for place, column in enumerate(self._columns):
            page.write_string(0, place, column.heading, self._head)
            page.write_comment(0, place, column.comment, {"author": "Template", "x_scale": 2, "y_scale": 1.2})
            page.set_column(place, place, column.width)
        for number, row in enumerate(rows, start=1):
            for place, column in enumerate(self._columns):
                self._write_cell(number, place, column, row)
        if rows:
            page.autofilter(0, 0, len(rows), len(self._columns) - 1)
            page.ignore_errors({"number_stored_as_text": f"A1:AZ{len(rows) + 1}"})

    def _write_cell(self, number: int, place: int, column: TemplateColumn, row: TemplateRow) -> None:
        cell = row.cells.get(column.heading, "")
        if column.free and cell == "":
            self._page.write_blank(number, place, None, self._text if column.text else self._free)
        elif isinstance(cell, str):
            self._page.write_string(number, place, cell[:_LONGEST_CELL], self._given)
        else:
            self._page.write_number(number, place, cell, self._number)
        rule = row.rules.get(column.heading)
        if rule is not None:
            self._page.data_validation(number, place, number, place, self._validation(column.heading, rule))

    def _validation(self, heading: str, rule: CellRule) -> dict[str, object]:
        title = heading[:_LONGEST_TITLE]
        said: dict[str, object] = {"error_title": title, "error_message": rule.error[:_LONGEST_TEXT]}
        if rule.hint:
            said |= {"input_title": title, "input_message": rule.hint[:_LONGEST_TEXT]}
        if rule.kind == "list":
            return {**said, "validate": "list", "source": self._range(rule.choices)}
        said["validate"] = "integer" if rule.kind == "whole" else "decimal"
        if rule.high is not None:
            return {**said, "criteria": "between", "minimum": rule.low or 0, "maximum": rule.high}
        low = -(10**27) if rule.low is None else rule.low
        return {**said, "criteria": ">=", "value": low}

    def _range(self, choices: tuple[str | float, ...]) -> str:
        """Where the texts of a list stand: each list in a column of its own of a hidden sheet."""
        if self._lists is None:
            self._lists = self._book.add_worksheet(_LISTS)
            self._lists.hide()
        if choices not in self._ranges:
            place = len(self._ranges)
            for number, choice in enumerate(choices):
                write = self._lists.write_string if isinstance(choice, str) else self._lists.write_number
                write(number, place, choice)
            self._ranges[choices] = f"={_LISTS}!{xl_range_abs(0, place, len(choices) - 1, place)}"
        return self._ranges[choices]


def _write_texts(book: Any, sheet: TextSheet) -> None:
    page = book.add_worksheet(sheet.name)
    head, body = book.add_format(_HEAD), book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    first = 1 if sheet.headings else 0
    for place, heading in enumerate(sheet.headings):
        page.write_string(0, place, heading, head)
    for number, row in enumerate(sheet.rows, start=first):
        for place, text in enumerate(row):
            page.write_string(number, place, text[:_LONGEST_CELL], body)
    for place, width in enumerate(sheet.widths):
        page.set_column(place, place, width)
    if first:
        page.freeze_panes(1, 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
