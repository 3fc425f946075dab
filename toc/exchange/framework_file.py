"""A framework as a file: one JSON document, or a folder of CSV tables and one JSON file of settings.

The JSON text is canonical: the same framework gives the same bytes, so that documents can be compared and hashed.
"""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from toc.errors import Fault, Invalid, NotFound
from toc.exchange.framework_folder import Places, add_tables
from toc.exchange.number_text import shown
from toc.model.consistency import Flaw, find_flaws
from toc.model.document import FrameworkDocument

SETTINGS = "framework.json"
"""The file of a folder that holds what is there once: code, name, start year, baseline date, tolerance, ..."""


def read_framework(path: FilePath) -> FrameworkDocument:
    """Read a framework from a JSON document, or from a folder with `framework.json` and CSV tables.

    Args:
        path: the JSON file or the folder. In CSV, blanks around a cell are taken off and an empty cell is missing;
            numbers have a decimal point, dates are ISO 8601.

    Returns:
        The document in its canonical order (see `canonical`), with every name in it pointing somewhere.

    Raises:
        NotFound: there is nothing at the path.
        Invalid: with every fault at once, each naming file, row and column (or the place in JSON) and what to do.

    Source: files-and-commands.md, Command line (`toc load`).
    """
    if path.is_dir():
        return _read_folder(path)
    if not path.is_file():
        raise NotFound(
            "There is no file or folder “{path}”.",
            remedy="Check the name, or take credex for the framework that comes with the product.",
            details={"path": str(path)},
        )
    places = Places(path.name)
    return _document(_parsed(path.read_bytes(), places), places)


def from_json(text: str, *, file: str = "framework document") -> FrameworkDocument:
    """Return the framework that a JSON text holds; the opposite of `to_json`.

    Args:
        text: the JSON document.
        file: what faults call it.

    Raises:
        Invalid: with every fault at once, each naming the place in the document and what to do.
    """
    places = Places(file)
    return _document(_parsed(text.encode(), places), places)


def to_json(document: FrameworkDocument) -> str:
    """Return a framework as canonical JSON: the same framework is the same text, byte for byte.

    Names are sorted, two blanks a step; numbers that are exact stand as plain decimal texts with the digits they were
    given with, dates as ISO 8601; what is missing is left out. Lists whose order says nothing are sorted.

    Source: architecture.md 0 (the document that is kept at each change).
    """
    plain = _plain(canonical(document).model_dump(mode="python", exclude_none=True))
    return json.dumps(plain, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def canonical(document: FrameworkDocument) -> FrameworkDocument:
    """Return the framework with its links, assignments, marks, facts and annotations in the order of their keys.

    Levels, horizons, stakeholders, objectives, dimensions, indicators, countries and organisations keep the order that
    they are shown in.
    """
    return document.model_copy(
        update={
            "links": tuple(sorted(document.links, key=lambda link: (link.source, link.target))),
            "assignments": tuple(sorted(document.assignments, key=lambda part: (part.indicator, part.country))),
            "not_applicable": tuple(sorted(document.not_applicable, key=lambda part: (part.indicator, part.country))),
            "facts": tuple(
                sorted(document.facts, key=lambda fact: (fact.indicator, fact.country, fact.date, fact.kind.value))
            ),
            "annotations": tuple(
                sorted(document.annotations, key=lambda part: (part.date, part.indicator, part.country, part.text))
            ),
        }
    )


def _plain(value: Any) -> Any:
    """Return a value of a document as JSON knows it, numbers without an exponent."""
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _parsed(data: bytes, places: Places) -> dict[str, Any]:
    """Return the object that a JSON file holds; numbers with a point stay exact."""
    try:
        found = json.loads(data.decode("utf-8-sig"), parse_float=Decimal, object_pairs_hook=_once)
    except ValueError as error:
        text = "{file} is not a JSON document in UTF-8: {reason}"
        fields = {"file": places.file, "reason": str(error)}
        raise Invalid(text, remedy="Write it with `toc export framework` and change that.", details=fields) from error
    if not isinstance(found, dict):
        remedy = "Write one JSON object with the names code, name, levels, horizons, ..."
        raise Invalid("{file} does not hold a framework.", remedy=remedy, details={"file": places.file})
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the pairs as an object; a name that is there twice would hide the first one's value."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name “{twice}” is there twice in one object")
    return found


def _document(data: dict[str, Any], places: Places) -> FrameworkDocument:
    """Return the checked document of plain data, or refuse it with all that is wrong."""
    try:
        document = FrameworkDocument.model_validate(data)
    except ValidationError as error:
        faults = [_misfit(problem, places) for problem in error.errors(include_url=False)]
        raise Invalid(faults=faults) from error
    flaws = [_fault(flaw, places) for flaw in find_flaws(document)]
    if flaws:
        raise Invalid(faults=flaws)
    return canonical(document)


def _fault(flaw: Flaw, places: Places) -> Fault:
    return places.fault(flaw.path, flaw.template, flaw.fields, flaw.remedy)


_WORDS = {
    "missing": ("This is missing.", "Fill it in."),
    "string_too_short": ("This is empty.", "Fill it in."),
    "extra_forbidden": ("This name is not known.", "Remove it, or correct its spelling."),
    "enum": ("“{text}” is not one of the choices.", "Take one of: {expected}."),
    "string_pattern_mismatch": ("“{text}” is not a country code.", "Write two capital letters, such as IT."),
    "date": ("“{text}” is not a date.", "Write year-month-day, such as 2027-12-31."),
    "decimal": ("“{text}” is not a number.", "Write digits with a decimal point and no thousands mark."),
    "int": ("“{text}” is not a whole number.", "Write digits only."),
    "bool": ("“{text}” is neither yes nor no.", "Write yes or no."),
    "": ("“{text}” does not fit: {reason}.", "Correct it."),
}
"""Message and remedy by the beginning of the validator's name for a problem; the empty name is for all others."""


def _misfit(problem: ErrorDetails, places: Places) -> Fault:
    """Return a problem of the document's shape as a fault with its place, in plain words."""
    message, remedy = next(words for kind, words in _WORDS.items() if problem["type"].startswith(kind))
    fields = {
        "text": shown(str(problem["input"])),
        "reason": problem["msg"],
        "expected": problem.get("ctx", {}).get("expected", ""),
    }
    return places.fault(tuple(problem["loc"]), message, fields, remedy)


def _read_folder(folder: FilePath) -> FrameworkDocument:
    places = Places(SETTINGS)
    settings = folder / SETTINGS
    if not settings.is_file():
        raise NotFound(
            "There is no {file} in the folder “{path}”.",
            remedy="Add it: it holds code, name, start_year, baseline_date and consortium_organisation.",
            details={"file": SETTINGS, "path": str(folder)},
        )
    data = _parsed(settings.read_bytes(), places)
    faults = list(add_tables(folder, data, places))
    if faults:
        raise Invalid(faults=faults)
    return _document(data, places)
