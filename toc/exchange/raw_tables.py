"""What a file holds before anybody says what its first row is: tables of records, cells in their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toc.errors import Invalid
from toc.exchange.number_text import shown


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table as it stands in the file.

    Attributes:
        number: row as a spreadsheet program counts it, from 1; a record is one row, however many line breaks it holds.
        line: line of the file in which it begins, from 1; the row's number in a spreadsheet.
        cells: from the first column on; spreadsheets give `NumberCell`, `DateCell` and the like among the texts.
        hidden: a spreadsheet hides the row.
    """

    number: int
    line: int
    cells: Sequence[str]
    hidden: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether all cells are empty or hold blanks only."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of a spreadsheet, or the one table of a CSV file.

    Attributes:
        name: of the sheet; empty for a CSV file.
        records: all rows from the first to the last that is used, blank ones too.
        hidden: the spreadsheet hides the sheet.
    """

    name: str
    records: Sequence[Record]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file as it was opened.

    Attributes:
        kind: `CSV`, `XLSX`, `XLS` or `ODS`.
        tables: in the file's order; one for a CSV file.
        encoding: of a CSV file's letters, such as `UTF-8`; empty for a spreadsheet.
        separator: between a CSV file's cells; empty for a spreadsheet.
    """

    kind: str
    tables: tuple[Table, ...]
    encoding: str = ""
    separator: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused before it hurts.

    Attributes:
        megabytes: the largest file.
        unpacked_megabytes: the most that a spreadsheet, which is a packed file, may unpack to, and the most text of
            all its cells.
        rows: the most rows of a CSV file.
        workbook_rows: the most rows of a spreadsheet's table.
        columns: the most columns of one table.
        cell_signs: the longest text of one cell.
        unpacked_ratio: how many times its own size a part of a packed file may unpack to, beyond its first megabyte.
    """

    megabytes: int = 25
    unpacked_megabytes: int = 400
    rows: int = 200_000
    workbook_rows: int = 50_000
    columns: int = 500
    cell_signs: int = 131_072
    unpacked_ratio: int = 200

    @property
    def cells(self) -> int:
        """The most cells of all tables of a spreadsheet: as many as full tables of thirty columns have."""
        return 30 * self.workbook_rows


NO_LIMITS_GIVEN = Limits()


def require_table(name: str, rows: int | None, columns: int | None, limits: Limits) -> None:
    """Refuse a spreadsheet's table that is beyond the limits.

    Raises:
        Invalid: it has too many rows or columns.
    """
    if (rows or 0) > limits.workbook_rows or (columns or 0) > limits.columns:
        raise Invalid(
            "The sheet “{name}” has {rows} rows and {columns} columns; at most {most_rows} rows and {most_columns} "
            "columns of a spreadsheet are read.",
            remedy="Divide it into several files, save it as CSV, or clear formatted empty cells beside the data.",
            details={
                "name": shown(name),
                "rows": rows,
                "columns": columns,
                "most_rows": limits.workbook_rows,
                "most_columns": limits.columns,
            },
        )


def require_cell(text: str, limits: Limits) -> str:
    """A cell's text; refuses one that is too long.

    Raises:
        Invalid: it is longer than the limit.
    """
    if len(text) > limits.cell_signs:
        raise Invalid(
            "A cell holds {signs} characters; at most {most} are read.",
            remedy="Shorten the text that begins “{text}”.",
            details={"signs": len(text), "most": limits.cell_signs, "text": shown(text)},
        )
    return text


def damaged() -> Invalid:
    """The refusal of a spreadsheet that cannot be opened."""
    return Invalid(
        "The spreadsheet cannot be opened: it is damaged or locked by a password.",
        remedy="Open it in a spreadsheet program, save it again and take that file.",
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person says about a file where the guess was wrong; None leaves it to the file.

    Attributes:
        encoding: name of an encoding that Python knows.
        separator: comma, semicolon, tab or bar.
        sheet: name of a sheet.
        header_row: row of the headings, from 1.
    """

    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    header_row: int | None = None


GUESS = Wanted()
