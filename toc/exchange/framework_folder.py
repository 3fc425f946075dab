"""The CSV tables of a framework's folder: which files and columns there are, and their rows as parts of a document."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from toc.errors import Fault, Invalid
from toc.exchange.number_text import shown
from toc.exchange.readers import Row, read_csv, undefuse

Path = tuple[str | int, ...]
"""Where a part stands in a document: names of fields and places in lists from 0."""

SEPARATOR = ";"
"""Stands between several names in one cell."""


@dataclass(frozen=True)
class Table:
    """A CSV file of the folder and the list of the document that its rows become.

    Attributes:
        file: name of the file.
        name: list in the document, or in the part of the document that the row belongs to.
        columns: headings; the first ones, as many as `required` says, have to be there.
        required: how many of the headings have to be there.
        several: headings of cells that hold several names, with semicolons between them.
        owner: for a list within a part: the table of that part, whose key the first column names.
    """

    file: str
    name: str
    columns: tuple[str, ...]
    required: int
    several: frozenset[str] = frozenset()
    owner: str = ""


_FACT = ("date", "value", "value_to", "numerator", "denominator", "sample_size", "evidence_grade")
_FACT_END = ("source", "source_url", "note", "invented")
_INDICATOR = ("measure", "unit", "direction", "over_time", "combination", "frequency")
_INDICATOR_END = ("scope", "weight", "step", "definition", "means_of_verification")

TABLES = (
    Table("levels.csv", "levels", ("code", "name", "about"), 2),
    Table("horizons.csv", "horizons", ("code", "name", "first_year", "last_year", "label", "review_date"), 3),
    Table("stakeholders.csv", "stakeholders", ("name",), 1),
    Table(
        "objectives.csv",
        "objectives",
        ("code", "level", "horizon", "title", "outcome", "stakeholders"),
        4,
        frozenset({"stakeholders"}),
    ),
    Table("links.csv", "links", ("source", "target", "assumption", "lag_years"), 2),
    Table("dimensions.csv", "dimensions", ("code", "name", "kind"), 2),
    Table("categories.csv", "categories", ("dimension", "code", "name"), 3, owner="dimensions"),
    Table("indicators.csv", "indicators", ("code", "objective", "name", *_INDICATOR, *_INDICATOR_END), 9),
    Table("scale_levels.csv", "scale", ("indicator", "value", "text"), 3, owner="indicators"),
    Table(
        "breakdowns.csv",
        "breakdowns",
        ("indicator", "dimension", "categories"),
        2,
        frozenset({"categories"}),
        "indicators",
    ),
    Table("countries.csv", "countries", ("code", "name", "organisation"), 3),
    Table(
        "organisations.csv",
        "organisations",
        ("short_name", "name", "country", "role", "reports_for"),
        3,
        frozenset({"reports_for"}),
    ),
    Table(
        "assignments.csv",
        "assignments",
        ("indicator", "country", "organisations"),
        3,
        frozenset({"organisations"}),
    ),
    Table("not_applicable.csv", "not_applicable", ("indicator", "country", "reason"), 3),
    Table("annotations.csv", "annotations", ("date", "text", "kind", "indicator", "country"), 2),
    Table("facts.csv", "facts", ("indicator_code", "country", "kind", *_FACT, *_FACT_END), 4),
)
"""The files of a folder; one that is not there is an empty list. Rows keep their order."""

_RENAMED = {"indicator_code": "indicator"}


@dataclass
class Places:
    """Where the parts of a document were read.

    Attributes:
        file: the JSON file that everything without a row of its own comes from.
        rows: file and row by the path of the part.
    """

    file: str
    rows: dict[Path, tuple[str, int]] = field(default_factory=dict)

    def fault(self, path: Path, template: str, fields: Mapping[str, object], remedy: str) -> Fault:
        """Return a fault that says file, row and column (or the place in the JSON document) in front."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.rows:
                file, row = self.rows[path[:length]]
                column = _heading(file, path[length:])
                place = {"file": file, "row": row, "column": column}
                return Fault(column, "{file}, row {row}, column {column}: " + template, {**place, **fields}, remedy)
        words = ", ".join(f"item {part + 1}" if isinstance(part, int) else part for part in path) or "document"
        return Fault(words, "{file}, {place}: " + template, {"file": self.file, "place": words, **fields}, remedy)


def add_tables(folder: FilePath, data: dict[str, Any], places: Places) -> Iterator[Fault]:
    """Put the rows of a folder's tables into the data of a document and note where they stand.

    Args:
        folder: holds the files of `TABLES`; one that is not there is an empty list.
        data: what the settings say, without any of the lists.
        places: takes file and row of every part.

    Returns:
        What cannot be put in, each fault with file, row and column.

    Raises:
        Invalid: a file cannot be read at all.
    """
    for table in TABLES:
        if not table.owner and table.name in data:
            fields = {"settings": places.file, "name": table.name, "file": table.file}
            yield Fault(table.name, "{settings} holds the list {name}.", fields, "Move its parts to {file}.")
            return
    for table in TABLES:
        if (folder / table.file).is_file():
            yield from _add_table(table, (folder / table.file).read_bytes(), data, places)


def _heading(file: str, rest: Path) -> str:
    """Return the heading of the column that the rest of a path names; the first one where it names none."""
    columns = next(table.columns for table in TABLES if table.file == file)
    names = {_RENAMED.get(column, column): column for column in columns}
    return names.get(str(rest[0]) if rest else "", columns[0])


def _add_table(table: Table, content: bytes, data: dict[str, Any], places: Places) -> Iterator[Fault]:
    """Put the rows of a table into the data of the document and note where they stand; give what cannot be put in."""
    try:
        sheet = read_csv(content)
    except Invalid as error:
        text, fields = "{file}: " + error.template, {"file": table.file, **error.fields}
        raise Invalid(text, remedy=error.remedy, details=fields) from error
    faults = list(_wrong_headings(table, sheet.headers))
    yield from faults
    if not faults:
        for row in sheet.rows:
            if not row.is_blank:
                yield from _add_row(table, row, data, places)


def _wrong_headings(table: Table, headers: Iterable[str]) -> Iterator[Fault]:
    found = set(headers)
    for header in table.columns[: table.required]:
        if header not in found:
            fields = {"file": table.file, "column": header}
            yield Fault(header, "{file}: the column {column} is missing.", fields, "Add it to the first row.")
    for header in sorted(found - set(table.columns)):
        fields = {"file": table.file, "column": header, "choices": ", ".join(table.columns)}
        yield Fault(header, "{file}: the column {column} is not known.", fields, "Take one of: {choices}.")


def _add_row(table: Table, row: Row, data: dict[str, Any], places: Places) -> Iterator[Fault]:
    """Put one row where it belongs: into a list of the document, or into the part that its first column names."""
    at: dict[str, object] = {"file": table.file, "row": row.number}
    if row.fault is not None:
        yield Fault(row.fault.field, "{file}: " + row.fault.template, {**row.fault.fields, **at}, row.fault.remedy)
        return
    cells = {header: undefuse(cell.strip()) for header, cell in row.cells.items() if cell.strip()}
    path: Path = ()
    holder = data
    if table.owner:
        key = cells.pop(table.columns[0], "")
        owners = [part["code"] if "code" in part else "" for part in data.get(table.owner, ())]
        if key not in owners:
            fields = {**at, "column": table.columns[0], "text": shown(key)}
            text = "{file}, row {row}, column {column}: There is no {column} “{text}”."
            yield Fault(table.columns[0], text, fields, "Add it, or correct its spelling.")
            return
        path = (table.owner, owners.index(key))
        holder = data[table.owner][owners.index(key)]
    parts = holder.setdefault(table.name, [])
    places.rows[(*path, table.name, len(parts))] = (table.file, row.number)
    parts.append(_part(table, cells))


def _part(table: Table, cells: Mapping[str, str]) -> Any:
    """Return the cells of a row as a part of the document; a table with one column has texts for parts."""
    if len(table.columns) == 1:
        return cells[table.columns[0]]
    return {
        _RENAMED.get(header, header): [name.strip() for name in cell.split(SEPARATOR) if name.strip()]
        if header in table.several
        else cell
        for header, cell in cells.items()
    }
