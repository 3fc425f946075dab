"""A formula with its numbers: written exactly, so that whoever computes it anew gets the very figure.

Numbers that no short decimal writes exactly are written as what they come from, or as a fraction. What a number is
stands behind it in square brackets. `median`, `lower median` (the lower of two middle values) and `whole` (cut to a
whole number, towards 0) are written as words. Source: progress.md; CONTRIBUTING.md, convention 13.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from toc.figures.results import Quantity
from toc.model.document import IndicatorDef
from toc.model.terms import Combination, Measure

PLACES = 4
"""Digits behind the point up to which an exact decimal is written as one."""


class Kind(StrEnum):
    """How a number is read."""

    PLAIN = "plain"
    PERCENT = "percent"
    SHARE = "share"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a formula.

    Attributes:
        value: exact; of a share and of points a fraction of 1, of a percent from 0 to 100.
        label: what it is, such as `2026-S1`; empty where the words before the formula say it.
        of: what it comes from, written in its place where no short decimal writes it.
    """

    value: Fraction
    kind: Kind = Kind.PLAIN
    label: str = ""
    of: "Formula" = ()


Formula = tuple[str | Number, ...]
"""Numbers, and the signs and words between them; empty where there is nothing to compute."""


def exact_text(formula: Formula) -> str:
    """A formula as text from which its figure can be computed exactly; labels stand in square brackets."""
    return "".join(part if isinstance(part, str) else _exact(part) for part in formula)


def rounded_text(value: Fraction, kind: Kind) -> str:
    """A figure as explanations write it in files: `177`, `239.27`, `33.63 %`, `-18.53 points`."""
    size = value * 100 if kind in (Kind.SHARE, Kind.POINTS) else value
    text = _whole_or_two(size)
    if kind is Kind.POINTS:
        return f"{'+' if size > 0 else ''}{text} points"
    return f"{text} %" if kind in (Kind.SHARE, Kind.PERCENT) else text


def value_kind(indicator: IndicatorDef) -> Kind:
    """How values of an indicator are read."""
    return Kind.PERCENT if indicator.measure is Measure.PERCENT else Kind.PLAIN


def number_of(quantity: Quantity, kind: Kind = Kind.PLAIN, label: str = "") -> Number:
    """A quantity as a number; one with numerator and denominator comes from these."""
    of: Formula = ()
    if quantity.numerator is not None and quantity.denominator is not None:
        of = ("100 x ", Number(quantity.numerator), " / ", Number(quantity.denominator))
    return Number(quantity.value, kind, label, of)


def joined(numbers: Iterable[Number], sign: str = " + ") -> Formula:
    """Numbers with a sign between each two."""
    found: list[str | Number] = []
    for number in numbers:
        found += [sign, number] if found else [number]
    return tuple(found)


def combination_of(indicator: IndicatorDef, parts: Sequence[tuple[Quantity, str]]) -> Formula:
    """The values of parts as one, by the indicator's rule.

    Args:
        indicator: gives the rule.
        parts: those that are in the combined value, at least one, each with its label.
    """
    kind = value_kind(indicator)
    uppers = [Number(found.numerator, label=label) for found, label in parts if found.numerator is not None]
    lowers = [Number(found.denominator) for found, _ in parts if found.denominator is not None]
    if indicator.combination is Combination.RATIO and len(lowers) == len(parts):
        if len(parts) == 1:
            return ("100 x ", replace(uppers[0], label=""), " / ", replace(lowers[0], label=parts[0][1]))
        return ("100 x (", *joined(uppers), ") / (", *joined(lowers), ")")
    return _one(indicator, [number_of(found, kind, label) for found, label in parts])


def weighted(indicator: IndicatorDef, parts: Sequence[tuple[Number, Fraction]]) -> Formula:
    """Figures of countries as one, by the indicator's rule; those of a ratio are weighted."""
    if indicator.combination is Combination.RATIO and len(parts) > 1:
        return mean([(number, Number(weight)) for number, weight in parts])
    return _one(indicator, [number for number, _ in parts])


def mean(parts: Sequence[tuple[Number, Number]]) -> Formula:
    """The weighted mean of numbers, each with its weight."""
    terms: list[str | Number] = []
    for number, weight in parts:
        terms += [*([" + "] if terms else []), weight, " x ", number]
    return ("(", *terms, ") / (", *joined(weight for _, weight in parts), ")")


def _one(indicator: IndicatorDef, numbers: Sequence[Number]) -> Formula:
    if len(numbers) == 1 or indicator.combination is Combination.SUM:
        return joined(numbers)
    if indicator.combination is Combination.MEAN:
        return ("(", *joined(numbers), ") / ", Number(Fraction(len(numbers))))
    word = "lower median" if indicator.measure is Measure.SCALE else "median"
    return (f"{word}(", *joined(sorted(numbers, key=lambda number: number.value), ", "), ")")


def _exact(number: Number) -> str:
    value = number.value
    if (value * 10**PLACES).denominator == 1:
        text = _decimal(value, PLACES)
    elif number.of:
        text = f"({exact_text(number.of)})"
    else:
        text = f"({value.numerator}/{value.denominator})"
    text = f"({text})" if value < 0 and not text.startswith("(") else text
    label = number.label.replace("[", "(").replace("]", ")")
    return f"{text} [{label}]" if label else text


def _whole_or_two(value: Fraction) -> str:
    """Rounded half up (away from 0) to at most two decimals."""
    cents = int(abs(value) * 100 + Fraction(1, 2))
    sign = "-" if value < 0 and cents else ""
    return sign + _decimal(Fraction(cents, 100), 2)


def _decimal(value: Fraction, places: int) -> str:
    whole, rest = divmod(int(abs(value) * 10**places), 10**places)
    behind = f".{rest:0{places}d}".rstrip("0").rstrip(".")
    return f"{'-' if value < 0 else ''}{whole}{behind}"
