"""A workbook that goes back to whoever handed it in: wrong cells coloured and commented, and a sheet that lists them.

Everything else in it stays. What an earlier round marked is taken away first: a cell gets its ground and its own
comment back.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

AUTHOR = "Import check"
"""Author of the comments that are ours."""

ERRORS = "Errors"
GROUND = "FFF8CBAD"
"""Ground of a wrong cell, with its transparency first."""

_HEADINGS = ("Row", "Column", "Cell", "What is wrong", "What to do", "Ground before")
_WIDTHS = (8, 20, 8, 70, 60, 12)
_REST = "\n\n--- Comment before ---\n"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that is wrong.

    Attributes:
        row: as a spreadsheet program counts it; None for the whole file.
        column: heading; None, or one that the sheet does not have, for a whole row.
    """

    row: int | None
    column: str | None
    text: str
    remedy: str


def mark_workbook(data: bytes, sheet: str, header_row: int, marks: Sequence[Mark]) -> bytes:
    """The same XLSX workbook with its wrong cells marked.

    Args:
        data: the workbook, which has been read before.
        sheet: name of the sheet with the data.
        header_row: row of its headings, from 1.
        marks: what is wrong, in the order of the list.
    """
    book = openpyxl.load_workbook(io.BytesIO(data))
    _unmark(book)
    page = book[sheet]
    columns = {str(cell.value).strip(): cell.column for cell in page[header_row] if cell.value is not None}
    by_cell: dict[tuple[int, int], list[Mark]] = {}
    places: list[str] = []
    for mark in marks:
        if mark.row is None:
            places.append("")
            continue
        cell = _cell(page, mark.row, columns.get(mark.column or "", 1))
        by_cell.setdefault((cell.row, cell.column), []).append(mark)
        places.append(cell.coordinate)
    grounds = {}
    for (row, column), found in by_cell.items():
        cell = page.cell(row, column)
        grounds[cell.coordinate] = _ground(cell)
        _mark(cell, found)
    _list_errors(book, sheet, marks, places, grounds)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cell(page: Any, row: int, column: int) -> Any:
    """A cell; the first one of the cells that it is merged with."""
    for span in page.merged_cells.ranges:
        if span.min_row <= row <= span.max_row and span.min_col <= column <= span.max_col:
            return page.cell(span.min_row, span.min_col)
    return page.cell(row, column)


def _ground(cell: Any) -> str:
    """The plain ground of a cell as eight letters; empty where it has none, or one of a theme."""
    fill = cell.fill
    colour = fill.fgColor.rgb if fill.fill_type == "solid" else ""
    return colour if isinstance(colour, str) else ""


def _mark(cell: Any, marks: Iterable[Mark]) -> None:
    said = "\n".join(" ".join(filter(None, (mark.text, mark.remedy))) for mark in marks)
    own = cell.comment.text if cell.comment is not None else ""
    comment = Comment(_clean(said + (_REST + own if own else "")), AUTHOR)
    comment.width, comment.height = 320, 80 + 20 * said.count("\n") + len(said) // 3
    cell.comment = comment
    cell.fill = PatternFill("solid", fgColor=GROUND)


def _unmark(book: Any) -> None:
    """Take away what an earlier round marked."""
    grounds: dict[tuple[str, str], str] = {}
    for page in list(book.worksheets):
        if page.title.startswith(ERRORS) and tuple(cell.value for cell in page[2])[: len(_HEADINGS)] == _HEADINGS:
            name = str(page["B1"].value or "")
            for line in page.iter_rows(min_row=3, values_only=True):
                grounds[name, str(line[2] or "")] = str(line[5] or "")
            book.remove(page)
    for page in book.worksheets:
        for cells in page.iter_rows():
            for cell in cells:
                if cell.comment is not None and cell.comment.author == AUTHOR:
                    _restore(cell, grounds.get((page.title, str(cell.coordinate)), ""))


def _restore(cell: Any, ground: str) -> None:
    _, _, rest = cell.comment.text.partition(_REST)
    cell.comment = Comment(rest, "") if rest else None
    if _ground(cell) == GROUND:
        cell.fill = PatternFill("solid", fgColor=ground) if len(ground) == 8 else PatternFill()


def _list_errors(book: Any, sheet: str, marks: Sequence[Mark], places: Sequence[str], grounds: dict[str, str]) -> None:
    """The sheet with all errors: behind the others, so that the data stay what is seen first."""
    page = book.create_sheet(ERRORS)
    _text(page.cell(1, 1), "Sheet")
    _text(page.cell(1, 2), sheet)
    for wide, (heading, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True), start=1):
        cell = page.cell(2, wide)
        _text(cell, heading)
        cell.font = Font(bold=True)
        page.column_dimensions[cell.column_letter].width = width
    page.column_dimensions["F"].hidden = True
    page.freeze_panes = "A3"
    wrapped = Alignment(wrap_text=True, vertical="top")
    for number, (mark, place) in enumerate(zip(marks, places, strict=True), start=3):
        if mark.row is not None:
            page.cell(number, 1).value = mark.row
        for column, text in enumerate((mark.column or "", place, mark.text, mark.remedy, grounds.get(place, "")), 2):
            cell = page.cell(number, column)
            _text(cell, text)
            cell.alignment = copy(wrapped)
        if place:
            page.cell(number, 3).hyperlink = f"#'{sheet.replace(chr(39), 2 * chr(39))}'!{place}"


def _text(cell: Any, text: str) -> None:
    """Write a text that stays one, whatever it begins with."""
    cell.value = _clean(text)
    cell.data_type = "s"


def _clean(text: str) -> str:
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))[:32_000]
