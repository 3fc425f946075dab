"""What makes figures of countries hard to compare: data dates far apart, other methods, other definitions.

A mark never changes a figure or a status; it stands, in words, beside where countries are compared or combined.
Source: progress.md 10.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from toc.figures.results import IndicatorResult
from toc.model.document import AnnotationDef, FrameworkDocument, IndicatorDef
from toc.model.panel import Panel, Series
from toc.model.query import ALL
from toc.model.terms import AnnotationKind, Scope


class MarkKind(StrEnum):
    """In what figures differ beside their value."""

    DATES = "dates"
    METHOD = "method"
    DEFINITION = "definition"


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that makes the figures of an indicator hard to compare.

    Attributes:
        kind: in what they differ.
        indicator: code of the indicator.
        countries: codes of those that differ from each other, or of the one whose baseline and value differ, in the
            framework's order.
        reason: one English sentence with the names of the countries, for a reader.
    """

    kind: MarkKind
    indicator: str
    countries: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Measured:
    """A country's figure as far as comparing needs it.

    Attributes:
        country: code, or ALL for a consortium indicator.
        data_on: the data date; None where nothing was measured after the baseline.
        since: date of the baseline that progress is measured from; None without one.
        organisations: those whose measurements are in the value.
    """

    country: str
    data_on: date | None
    since: date | None
    organisations: frozenset[str]


def marks(panel: Panel, results: Iterable[IndicatorResult]) -> tuple[Mark, ...]:
    """What makes some figures hard to compare, for each indicator among them.

    Args:
        panel: the framework with its remarks on time lines, and the series with their methods.
        results: figures that are set beside each other, of one or several indicators; what was measured country by
            country enters by its countries, so that a result for ALL is passed over (its notes have its own marks).

    Returns:
        Marks by indicator in the order of the results: data dates, then methods, then definitions. None where nothing
        tells that the figures differ: a method that is not stated is no other method.

    Source: progress.md 10.
    """
    by_indicator: dict[str, list[IndicatorResult]] = {}
    for found in results:
        if found.country != ALL or found.indicator.scope is Scope.CONSORTIUM:
            by_indicator.setdefault(found.indicator.code, []).append(found)
    return tuple(
        mark
        for group in by_indicator.values()
        for mark in marks_between(panel, group[0].indicator, [measured_of(found) for found in group])
    )


def measured_of(result: IndicatorResult) -> Measured:
    """A country's result as far as comparing needs it."""
    names = frozenset(part.name for part in result.value.parts if part.used and part.observations)
    return Measured(result.country, result.value.data_on, result.baseline_on, names)


def marks_between(panel: Panel, indicator: IndicatorDef, measured: Iterable[Measured]) -> tuple[Mark, ...]:
    """The marks of one indicator among some countries; those where nothing was measured are not compared."""
    order = [*panel.document.country_by_code, ALL]
    known = sorted((one for one in measured if one.data_on is not None), key=lambda one: order.index(one.country))
    return (
        *_dates(panel.document, indicator, known),
        *_methods(panel, indicator, known),
        *_definitions(panel.document, indicator, known),
    )


def _dates(document: FrameworkDocument, indicator: IndicatorDef, known: Sequence[Measured]) -> Iterator[Mark]:
    """Data dates that lie more than a year apart; the same day a year later is a year."""
    dated = [(one.data_on, one.country) for one in known if one.data_on is not None]
    if len(dated) < 2:
        return
    first, last = min(on for on, _ in dated), max(on for on, _ in dated)
    if (last.year, last.month, last.day) > (first.year + 1, first.month, first.day):
        named = ", ".join(f"{_name(document, country)} to {on}" for on, country in dated)
        countries = tuple(country for _, country in dated)
        yield Mark(MarkKind.DATES, indicator.code, countries, f"Data dates are more than a year apart: {named}.")


def _methods(panel: Panel, indicator: IndicatorDef, known: Sequence[Measured]) -> Iterator[Mark]:
    """Countries whose stated methods are not the same; upper case and spaces do not matter."""
    stated = [(one.country, _method(panel.of(indicator.code, one.country), one.organisations)) for one in known]
    named = [(country, methods) for country, methods in stated if methods]
    if len({frozenset(methods) for _, methods in named}) > 1:
        words = "; ".join(f"{_name(panel.document, country)}: {', '.join(found.values())}" for country, found in named)
        countries = tuple(country for country, _ in named)
        yield Mark(MarkKind.METHOD, indicator.code, countries, f"Measured by different methods. {words}.")


def _method(parts: Iterable[Series], organisations: frozenset[str]) -> dict[str, str]:
    """Stated methods of the organisations in a value, by what they are compared by, as they were written."""
    texts = (" ".join(part.method.split()).rstrip(".") for part in parts if part.organisation in organisations)
    return {text.casefold(): text for text in texts if text}


def _definitions(document: FrameworkDocument, indicator: IndicatorDef, known: Sequence[Measured]) -> Iterator[Mark]:
    """Breaks that lie between the data of two countries, or between a baseline and its value."""
    for found in document.annotations:
        if found.kind is not AnnotationKind.BREAK or found.indicator not in ("", indicator.code):
            continue
        after = [one for one in known if _applies(found, one) and one.data_on is not None and one.data_on >= found.date]
        before = [one for one in known if one not in after]
        if after and before:
            countries = tuple(one.country for one in known)
            reason = (
                f"Another definition since {found.date} ({_text(found)}): {_names(document, after)} measured by the "
                f"new one, {_names(document, before)} by the earlier one."
            )
            yield Mark(MarkKind.DEFINITION, indicator.code, countries, reason)
        spanned = [one for one in after if one.since is not None and one.since < found.date]
        if spanned:
            countries = tuple(one.country for one in spanned)
            reason = (
                f"The definition changed on {found.date} ({_text(found)}), between the baseline and the value of "
                f"{_names(document, spanned)}: progress compares two definitions."
            )
            yield Mark(MarkKind.DEFINITION, indicator.code, countries, reason)


def _applies(found: AnnotationDef, one: Measured) -> bool:
    return found.country in (ALL, one.country)


def _text(found: AnnotationDef) -> str:
    return " ".join(found.text.split()).rstrip(".")


def _names(document: FrameworkDocument, known: Iterable[Measured]) -> str:
    return ", ".join(_name(document, one.country) for one in known)


def _name(document: FrameworkDocument, country: str) -> str:
    found = document.country_by_code.get(country)
    return found.name if found else "all countries"
