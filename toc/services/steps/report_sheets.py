"""Sheets of the workbook: about, grid, overview with native charts, the public files, the data dictionary."""

from collections.abc import Mapping, Sequence

from toc import __version__, columns
from toc.columns import Column
from toc.exchange.workbook_writer import SheetChart, SheetColumn, WorkbookSheet
from toc.figures.results import ObjectiveResult
from toc.model.terms import Status
from toc.services.steps.report_material import KINDS, Material
from toc.services.steps.report_text import WEAK, coverage_text, level_and_horizon, scope_lines, share_text, status_text
from toc.tables import decimal_of, points_of

TITLES = {kind: kind.capitalize() for kind in ("objectives", "progress", *KINDS[2:])}
_SHARES = frozenset({"progress", "expected_progress"})
_KINDS = {"number": "number", "whole number": "whole number", "date": "date", "moment": "moment"}
_MEASURED, _EXPECTED = "#0B6E8A", "#9AA5AB"
HOW_TO_READ = (
    ("Grid", "Levels down, horizons across: each objective with its status and progress."),
    ("Overview", "One row for each objective, with its worst indicator; the charts behind it are drawn from it."),
    ("Objectives, Progress", "One row for each objective or indicator and each country; ALL is all of them together."),
    ("Measurements, Targets", "What the figures are computed from; both can be imported again."),
    ("Findings", "What the rules find in the figures, the worst first, and what was set aside and why."),
    ("Actions", "What is undertaken, by which organisation and until when, and how the figure has moved since."),
    ("Links", "Contributions between objectives, with what is said about them."),
    ("Summaries", "The mean of the objectives of each country, level and horizon."),
    ("Stakeholders", "The objectives by the stakeholders that they are for."),
    ("Quality", "How complete, timely and backed the data of each country and organisation are."),
    ("Dictionary", "What stands in each column, its unit, and what an empty cell says."),
    ("Numbers", "A spreadsheet keeps 15 digits of a number; the CSV files have all of them. Missing is an empty cell."),
)


def sheets(material: Material) -> tuple[WorkbookSheet, ...]:
    """All sheets, in their order."""
    tints = status_tints()
    return (
        _about(material),
        _grid(material, tints),
        _overview(material, tints),
        *(_public(material, kind, tints) for kind in TITLES),
        dictionary_sheet(),
    )


def status_tints() -> Mapping[str, str]:
    """The ground of a status's word, as on the pages."""
    from toc.charts.theme import STATUS

    return {
        text: STATUS[status.value].tint
        for status in Status
        for text in (status.value, status.label, f"{status.label}{WEAK}")
    }


def status_marks() -> Mapping[str, str]:
    """The colour of a status's bar, as on the pages."""
    from toc.charts.theme import STATUS

    return {status.value: STATUS[status.value].mark for status in Status}


def _about(material: Material) -> WorkbookSheet:
    place = material.country_name(material.assessment.shown_country)
    rows = [
        *scope_lines(material),
        ("Product version", __version__),
        ("Grid and Overview show", place),
        *HOW_TO_READ,
    ]
    return WorkbookSheet("About", (SheetColumn("What"), SheetColumn("This workbook")), rows)


def _grid(material: Material, tints: Mapping[str, str]) -> WorkbookSheet:
    """Two cells for each objective: its words, and its status word on its ground."""
    heads = [SheetColumn("Level")]
    for horizon in material.horizons:
        heads += [SheetColumn(horizon.label or horizon.name), SheetColumn(f"{horizon.name}: status")]
    rows: list[list[object]] = []
    found = material.objectives_of(material.assessment.shown_country)
    for level in material.document.levels:
        cells = [
            [one for one in found if (one.objective.level, one.objective.horizon) == (level.code, horizon.code)]
            for horizon in material.horizons
        ]
        for place in range(max((len(cell) for cell in cells), default=0)):
            row: list[object] = [level.name]
            for cell in cells:
                row += _grid_cell(cell[place]) if place < len(cell) else [None, None]
            rows.append(row)
    return WorkbookSheet("Grid", tuple(heads), rows, tints=tints)


def _grid_cell(result: ObjectiveResult) -> list[object]:
    text = f"{result.objective.code} {result.objective.title}\n{share_text(result.progress)} of the way"
    if result.invented:
        text += ", invented data"
    return [text, status_text(result)]


def _overview(material: Material, tints: Mapping[str, str]) -> WorkbookSheet:
    heads = (
        SheetColumn("Objective"),
        SheetColumn("Title"),
        SheetColumn("Level"),
        SheetColumn("Horizon"),
        SheetColumn("Status"),
        SheetColumn("Progress", "share"),
        SheetColumn("Expected progress", "share"),
        SheetColumn("Gap in points", "number"),
        SheetColumn("Indicators with progress"),
        SheetColumn("Worst indicator"),
        SheetColumn("Invented data"),
    )
    rows = [
        (
            one.objective.code,
            one.objective.title,
            *level_and_horizon(material.document, one),
            status_text(one),
            decimal_of(one.progress),
            decimal_of(one.expected_progress),
            points_of(one.gap),
            coverage_text(one),
            one.worst,
            one.invented,
        )
        for one in material.objectives_of(material.assessment.shown_country)
    ]
    place = material.country_name(material.assessment.shown_country)
    title = f"Progress against expected progress, {place}, as of {material.query.as_of}"
    if material.invented:
        title += " (invented data)"
    chart = SheetChart(title, "Objective", (("Progress", _MEASURED), ("Expected progress", _EXPECTED)), percent=True)
    return WorkbookSheet("Overview", heads, rows, tints=tints, charts=(chart,), charts_name="Charts")


def _public(material: Material, kind: str, tints: Mapping[str, str]) -> WorkbookSheet:
    """A public file as a sheet: its columns and rows, nothing else."""
    of = columns.FILES[kind]
    rows = ([row.get(column.name) for column in of] for row in material.rows[kind])
    coloured = tints if kind in ("objectives", "progress") else {}
    return WorkbookSheet(TITLES[kind], tuple(_head(column) for column in of), rows, tints=coloured)


def _head(column: Column) -> SheetColumn:
    return SheetColumn(column.name, "share" if column.name in _SHARES else _KINDS.get(column.kind, "text"))


def dictionary_rows() -> Sequence[tuple[str, str, str, str, str]]:
    """File, column, type, meaning and what an empty cell says, for every public column of a package."""
    return [
        (f"{kind}.csv", column.name, column.kind, column.meaning, column.missing)
        for kind in KINDS
        for column in columns.FILES[kind]
    ]


DICTIONARY = ("File", "Column", "Type", "Meaning", "Empty cell")


def dictionary_sheet() -> WorkbookSheet:
    """The data dictionary as a sheet."""
    return WorkbookSheet("Dictionary", tuple(SheetColumn(name) for name in DICTIONARY), dictionary_rows())
