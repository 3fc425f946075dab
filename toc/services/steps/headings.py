"""Which column of a file is which public column, and what its rows hold by column name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from toc.columns import MEASUREMENT_INPUTS, MEASUREMENTS, TARGET_INPUTS, TARGETS, TEMPLATE_ONLY, Column, names
from toc.errors import Fault, Invalid
from toc.exchange.number_text import shown
from toc.exchange.readers import Row, undefuse

BREAKDOWN_HEADINGS = frozenset({"disaggregation", "breakdown"})
"""Headings of a column that names dimension and category in one cell, as in `gender=female`."""

NOT_MAPPED: Mapping[str, str] = MappingProxyType({})
"""No heading is mapped by hand."""

_TARGET_DATE = ("target date", "target period", "target year", "period", "year", "by")
_MEASUREMENTS_NEED = (("indicator_code",), ("country",), ("period", "period_end"), ("value", "numerator"))
_TARGETS_NEED = (("indicator_code",), ("country",), ("date",), ("value", "numerator"))


@dataclass(frozen=True, slots=True)
class Headings:
    """How a file's headings were understood.

    Attributes:
        columns: public column by the file's heading, in the file's order; only those that carry input.
        passed_over: headings of an export's columns that carry no input.
        unrecognised: headings that are no column's name or synonym; what stands below them is not imported.
        breakdown: heading of a column with dimension and category in one cell, or None.
    """

    columns: Mapping[str, str]
    passed_over: tuple[str, ...]
    unrecognised: tuple[str, ...]
    breakdown: str | None = None

    @property
    def given(self) -> frozenset[str]:
        """Public columns that the file has."""
        return frozenset(self.columns.values())

    def heading(self, column: str) -> str:
        """The file's own heading of a public column; the column's name where the file has none."""
        return next((heading for heading, name in self.columns.items() if name == column), column)

    def fields(self, row: Row) -> dict[str, str]:
        """The texts of a row by public column, without the apostrophe that an export put in front."""
        cells = row.cells
        fields = {
            name: undefuse(text) if (text := cells[heading])[:1] == "'" else text
            for heading, name in self.columns.items()
        }
        if self.breakdown is not None and row.cells[self.breakdown].strip():
            dimension, _, category = row.cells[self.breakdown].partition("=")
            fields.update(dimension=dimension, category=category)
        return fields


def match_measurements(headers: Iterable[str], mapped: Mapping[str, str] = NOT_MAPPED) -> Headings:
    """The headings of a file of measurements, some of them as a person says. Raises Invalid as `_match` says."""
    known = [*names(MEASUREMENTS), *names(TEMPLATE_ONLY)]
    return _match(headers, mapped, MEASUREMENT_INPUTS, known, _MEASUREMENTS_NEED)


def match_targets(headers: Iterable[str], mapped: Mapping[str, str] = NOT_MAPPED) -> Headings:
    """The headings of a file of baselines and targets. Raises Invalid as `_match` says."""
    return _match(headers, mapped, TARGET_INPUTS, names(TARGETS), _TARGETS_NEED)


def score_measurements(cells: Sequence[str]) -> int:
    """How many of a row's texts name a column of measurements."""
    return len({_plain(cell) for cell in cells} & _words(MEASUREMENT_INPUTS, MEASUREMENTS))


def score_targets(cells: Sequence[str]) -> int:
    """How many of a row's texts name a column of baselines and targets."""
    return len({_plain(cell) for cell in cells} & _words(TARGET_INPUTS, TARGETS))


@cache
def _words(inputs: tuple[Column, ...], known: tuple[Column, ...]) -> frozenset[str]:
    """Every name and synonym of a column, as headings are compared."""
    words = {_plain(word) for column in inputs for word in (column.name, *_synonyms(column))}
    return frozenset(words | {_plain(name) for name in names(known)} | {_plain(word) for word in BREAKDOWN_HEADINGS})


def _match(
    headers: Iterable[str],
    mapped: Mapping[str, str],
    inputs: tuple[Column, ...],
    known: list[str],
    needed: tuple[tuple[str, ...], ...],
) -> Headings:
    """Match headings without regard to case, spaces, hyphens and underscores; a name goes before a synonym.

    Args:
        headers: of the file.
        mapped: public column by heading where a person said so; an empty one leaves the heading out.
        inputs: columns that carry input.
        known: all columns of the public file.
        needed: of each of these one is needed.

    Raises:
        Invalid: two headings have one column's name, or a column that every row needs is not there.

    Source: files-and-commands.md, Measurements in.
    """
    if mapped:
        return _mapped(list(headers), mapped, inputs, known, needed)
    plain = {header: _plain(header) for header in headers}
    by_name = {_plain(column.name): column.name for column in inputs}
    _refuse_twice(plain, by_name)
    columns = {header: by_name[text] for header, text in plain.items() if text in by_name}
    by_synonym = {_plain(word): column.name for column in inputs for word in _synonyms(column)}
    for header, text in plain.items():
        meant = by_synonym.get(text)
        if header not in columns and meant is not None and meant not in columns.values():
            columns[header] = meant
    only_out = {_plain(name) for name in known} - set(by_name)
    rest = {header: text for header, text in plain.items() if header not in columns}
    passed_over = tuple(header for header, text in rest.items() if text in only_out)
    splits = "dimension" in by_name.values() and "dimension" not in columns.values()
    breakdown = next((header for header, text in rest.items() if splits and text in BREAKDOWN_HEADINGS), None)
    found = Headings(
        {header: columns[header] for header in plain if header in columns},
        passed_over,
        tuple(header for header in rest if header not in passed_over and header != breakdown),
        breakdown,
    )
    _refuse_missing(found, needed)
    return found


def _mapped(
    headers: Sequence[str],
    mapped: Mapping[str, str],
    inputs: tuple[Column, ...],
    known: list[str],
    needed: tuple[tuple[str, ...], ...],
) -> Headings:
    """Headings as a person maps them: each column at most once; what is not mapped is matched as always."""
    names_of_inputs = {column.name for column in inputs}
    said = {header: name for header, name in mapped.items() if header in headers}
    taken: dict[str, str] = {}
    for header, name in said.items():
        if name and (name not in names_of_inputs or name in taken):
            raise Invalid(
                "The heading “{heading}” cannot be the column {column}.",
                field=name,
                remedy="Give each column one heading.",
                details={"heading": shown(header), "column": name},
            )
        taken[name] = header
    rest = [header for header in headers if header not in said]
    free = tuple(column for column in inputs if column.name not in taken)
    found = _match(rest, {}, free, known, ())
    columns = {header: said.get(header) or found.columns.get(header, "") for header in headers}
    breakdown = None if {"dimension", "category"} & set(taken) else found.breakdown
    whole = Headings(
        {header: name for header, name in columns.items() if name},
        found.passed_over,
        (*found.unrecognised, *(header for header, name in said.items() if not name)),
        breakdown,
    )
    _refuse_missing(whole, needed)
    return whole


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _synonyms(column: Column) -> tuple[str, ...]:
    return (*column.synonyms, *_TARGET_DATE) if column.name == "date" else column.synonyms


def _refuse_twice(plain: Mapping[str, str], by_name: Mapping[str, str]) -> None:
    seen: dict[str, str] = {}
    for header, text in plain.items():
        if text in by_name and text in seen:
            raise Invalid(
                "The headings “{first}” and “{second}” are both the column {column}.",
                field=by_name[text],
                remedy="Remove or rename one of the columns.",
                details={"first": shown(seen[text]), "second": shown(header), "column": by_name[text]},
            )
        seen.setdefault(text, header)


def _refuse_missing(found: Headings, needed: tuple[tuple[str, ...], ...]) -> None:
    faults = [
        Fault(
            choices[0],
            "The file has no column {column}.",
            {"column": " or ".join(choices), "headings": ", ".join(map(shown, found.columns)) or "none"},
            "Add it, or give it its name in the first row; understood so far: {headings}.",
        )
        for choices in needed
        if not found.given.intersection((*choices, "nothing_to_report") if "value" in choices else choices)
    ]
    if faults:
        raise Invalid(faults=faults)
