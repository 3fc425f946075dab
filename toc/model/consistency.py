"""Whether the parts of a framework document fit each other: names that point somewhere, codes that are there once.

Each flaw says where it is by its path in the document, so that whoever read it from a file can name file and row.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from toc.model.document import FrameworkDocument, IndicatorDef
from toc.model.query import ALL
from toc.model.terms import FactKind, Measure, Scope

Path = tuple[str | int, ...]
"""Where a part stands: names of fields and places in lists from 0, e.g. ("indicators", 3, "objective")."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing in a document that does not fit.

    Attributes:
        path: where it is; the last name is the field that is wrong.
        template: English sentence with named placeholders.
        fields: what fills the placeholders.
        remedy: English sentence that says what to do, with the same placeholders.
    """

    path: Path
    template: str
    fields: Mapping[str, object] = field(default_factory=dict)
    remedy: str = ""


def find_flaws(document: FrameworkDocument) -> Iterator[Flaw]:
    """Give everything in a framework document that does not fit together; nothing where it is sound.

    Codes are compared without regard to case, as imports read them. Whether a baseline or target keeps the rules of
    its indicator (progress.md 2) is not looked at here.

    Source: progress.md 1 and 2; files-and-commands.md, Command line (`toc load`).
    """
    for check in (_twice, _grid, _indicators, _organisations, _keys, _annotations, _settings):
        yield from check(document)


def _twice(document: FrameworkDocument) -> Iterator[Flaw]:
    """Give codes and keys that are there more than once."""
    lists: tuple[tuple[str, str, Iterable[Hashable]], ...] = (
        ("levels", "code", (part.code.casefold() for part in document.levels)),
        ("horizons", "code", (part.code.casefold() for part in document.horizons)),
        ("stakeholders", "name", document.stakeholders),
        ("objectives", "code", (part.code.casefold() for part in document.objectives)),
        ("links", "target", ((part.source, part.target) for part in document.links)),
        ("dimensions", "code", (part.code.casefold() for part in document.dimensions)),
        ("indicators", "code", (part.code.casefold() for part in document.indicators)),
        ("countries", "code", (part.code for part in document.countries)),
        ("organisations", "short_name", (part.short_name.casefold() for part in document.organisations)),
        ("assignments", "country", ((part.indicator, part.country) for part in document.assignments)),
        ("not_applicable", "country", ((part.indicator, part.country) for part in document.not_applicable)),
        ("facts", "date", (_fact_key(fact.kind, fact.indicator, fact.country, fact.date) for fact in document.facts)),
    )
    for name, column, keys in lists:
        yield from _repeated((name,), column, keys)
    for place, dimension in enumerate(document.dimensions):
        codes = (category.code.casefold() for category in dimension.categories)
        yield from _repeated(("dimensions", place, "categories"), "code", codes)
    for place, indicator in enumerate(document.indicators):
        path = ("indicators", place)
        yield from _repeated((*path, "scale"), "value", (level.value for level in indicator.scale))
        dimensions = (breakdown.dimension for breakdown in indicator.breakdowns)
        yield from _repeated((*path, "breakdowns"), "dimension", dimensions)


def _fact_key(kind: FactKind, *key: Hashable) -> tuple[Hashable, ...]:
    """Return what a fact may be there once for: one baseline for each series, one target for each date."""
    return (kind, *key) if kind is FactKind.TARGET else (kind, *key[:2])


def _repeated(path: Path, column: str, keys: Iterable[Hashable]) -> Iterator[Flaw]:
    seen: set[Hashable] = set()
    for place, key in enumerate(keys):
        if key in seen:
            shown = " ".join(str(part) for part in key if part is not None) if isinstance(key, tuple) else key
            yield Flaw(
                (*path, place, column),
                "“{key}” is there more than once.",
                {"key": shown},
                "Remove or rename one of them.",
            )
        seen.add(key)


def _unknown(path: Path, what: str, text: str, known: Iterable[str]) -> Iterator[Flaw]:
    """Give a flaw where a text names nothing that is known."""
    choices = tuple(known)
    if text not in choices:
        yield Flaw(
            path,
            "There is no {what} “{text}”.",
            {"what": what, "text": text, "choices": ", ".join(choices)},
            "Add it, or take one of: {choices}." if choices else "Add it.",
        )


def _grid(document: FrameworkDocument) -> Iterator[Flaw]:
    """Give objectives outside the grid, links to nowhere, and horizons that end before they begin."""
    levels, horizons = [part.code for part in document.levels], [part.code for part in document.horizons]
    for place, horizon in enumerate(document.horizons):
        if horizon.last_year is not None and horizon.last_year < horizon.first_year:
            yield Flaw(
                ("horizons", place, "last_year"),
                "The horizon {code} ends in year {last}, before it begins in year {first}.",
                {"code": horizon.code, "last": horizon.last_year, "first": horizon.first_year},
                "Give a last year that is not before the first, or none for a horizon without an end.",
            )
    for place, objective in enumerate(document.objectives):
        path = ("objectives", place)
        yield from _unknown((*path, "level"), "level", objective.level, levels)
        yield from _unknown((*path, "horizon"), "horizon", objective.horizon, horizons)
        for stakeholder in objective.stakeholders:
            yield from _unknown((*path, "stakeholders"), "stakeholder", stakeholder, document.stakeholders)
    for place, link in enumerate(document.links):
        for name, code in (("source", link.source), ("target", link.target)):
            yield from _unknown(("links", place, name), "objective", code, document.objective_by_code)
        if link.source == link.target:
            text = "The link leads from {code} to itself."
            yield Flaw(("links", place, "target"), text, {"code": link.source}, "Name another objective.")


def _indicators(document: FrameworkDocument) -> Iterator[Flaw]:
    """Give indicators without an objective, with unknown breakdowns, or with a scale that does not fit the measure."""
    for place, indicator in enumerate(document.indicators):
        path = ("indicators", place)
        yield from _unknown((*path, "objective"), "objective", indicator.objective, document.objective_by_code)
        yield from _scale(path, indicator)
        for number, breakdown in enumerate(indicator.breakdowns):
            here = (*path, "breakdowns", number)
            yield from _unknown((*here, "dimension"), "dimension", breakdown.dimension, document.dimension_by_code)
            dimension = document.dimension_by_code.get(breakdown.dimension)
            codes = [category.code for category in dimension.categories] if dimension else breakdown.categories
            for category in breakdown.categories:
                yield from _unknown((*here, "categories"), "category", category, codes)


def _scale(path: Path, indicator: IndicatorDef) -> Iterator[Flaw]:
    fields = {"code": indicator.code}
    if indicator.measure is Measure.SCALE and len(indicator.scale) < 2:
        yield Flaw(
            (*path, "measure"),
            "{code} is a scale and has fewer than two levels.",
            fields,
            "Give each level of the scale its number and its text.",
        )
    if indicator.measure is not Measure.SCALE and indicator.scale:
        yield Flaw(
            (*path, "measure"),
            "{code} has scale levels and is not a scale.",
            fields,
            "Remove the levels, or make it a scale.",
        )


def _organisations(document: FrameworkDocument) -> Iterator[Flaw]:
    """Give organisations that are named and not listed, and countries whose organisation does not report for them."""
    reports = {part.short_name: part.reports_for for part in document.organisations}
    consortium = document.consortium_organisation
    yield from _unknown(("consortium_organisation",), "organisation", consortium, reports)
    for place, organisation in enumerate(document.organisations):
        for code in organisation.reports_for:
            path = ("organisations", place, "reports_for")
            yield from _unknown(path, "reporting country", code, document.country_by_code)
    for place, country in enumerate(document.countries):
        path = ("countries", place, "organisation")
        yield from _unknown(path, "organisation", country.organisation, reports)
        yield from _not_reporting(path, country.organisation, country.code, reports)


def _not_reporting(path: Path, name: str, country: str, reports: Mapping[str, tuple[str, ...]]) -> Iterator[Flaw]:
    if country != ALL and country not in reports.get(name, (country,)):
        yield Flaw(
            path,
            "{organisation} does not report for {country}.",
            {"organisation": name, "country": country},
            "Add {country} to the countries that it reports for, or name another organisation.",
        )


def _keys(document: FrameworkDocument) -> Iterator[Flaw]:
    """Give assignments, marks and facts of unknown indicators or countries, and assignments to nobody."""
    for name in ("assignments", "not_applicable", "facts"):
        for place, part in enumerate(getattr(document, name)):
            path = (name, place)
            yield from _unknown((*path, "indicator"), "indicator", part.indicator, document.indicator_by_code)
            indicator = document.indicator_by_code.get(part.indicator)
            countries: tuple[str, ...] = tuple(document.country_by_code)
            if indicator is not None and indicator.scope is Scope.CONSORTIUM:
                countries = (ALL,)
            elif name == "facts":
                countries = (*countries, ALL)
            yield from _unknown((*path, "country"), "reporting country", part.country, countries)
    reports = {part.short_name: part.reports_for for part in document.organisations}
    for place, assignment in enumerate(document.assignments):
        cell = ("assignments", place, "organisations")
        if not assignment.organisations:
            yield Flaw(cell, "No organisation is named.", {}, "Name one, or remove the assignment.")
        for organisation in assignment.organisations:
            yield from _unknown(cell, "organisation", organisation, reports)
            yield from _not_reporting(cell, organisation, assignment.country, reports)


def _annotations(document: FrameworkDocument) -> Iterator[Flaw]:
    """Give remarks on unknown indicators or countries."""
    for place, part in enumerate(document.annotations):
        path = ("annotations", place)
        if part.indicator:
            yield from _unknown((*path, "indicator"), "indicator", part.indicator, document.indicator_by_code)
        yield from _unknown((*path, "country"), "reporting country", part.country, (*document.country_by_code, ALL))


def _settings(document: FrameworkDocument) -> Iterator[Flaw]:
    """Give a time zone that does not exist."""
    try:
        ZoneInfo(document.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Flaw(
            ("timezone",),
            "There is no time zone “{text}”.",
            {"text": document.timezone},
            "Take an IANA name such as Europe/Brussels.",
        )
