"""Exact quantities, and how the values of several parts become one (progress.md 3, combination)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Protocol

from toc.figures.results import Quantity
from toc.model.document import IndicatorDef
from toc.model.terms import Combination, Measure


class Stated(Protocol):
    """What states a value: an observation, a baseline or a target."""

    @property
    def value(self) -> Decimal | None:
        """In the indicator's unit."""

    @property
    def numerator(self) -> Decimal | None:
        """Of a percent."""

    @property
    def denominator(self) -> Decimal | None:
        """Of a percent."""


@dataclass(frozen=True, slots=True)
class Combined:
    """Several quantities as one.

    Attributes:
        quantity: None where they are not combined.
        used: for each part whether it is in the quantity.
    """

    quantity: Quantity | None
    used: tuple[bool, ...]


def quantity_of(stated: Stated) -> Quantity | None:
    """The exact quantity that an observation or a fact states; None where it states none.

    Numerator and denominator go before a value beside them, which is only their rounded share. Percent from 0 to 100.
    """
    return _quantity(stated.value, stated.numerator, stated.denominator)


def has_quantity(stated: Stated) -> bool:
    """Whether `quantity_of` gives one, without the fractions: asked of every measurement there is."""
    return stated.value is not None or (stated.numerator is not None and bool(stated.denominator))


@lru_cache(maxsize=16384)
def exact(number: Decimal) -> Fraction:
    """A stored number as an exact fraction; kept, because the same numbers are asked for again and again."""
    return Fraction(number)


@lru_cache(maxsize=16384)
def _quantity(value: Decimal | None, numerator: Decimal | None, denominator: Decimal | None) -> Quantity | None:
    if numerator is not None and denominator:
        upper, lower = exact(numerator), exact(denominator)
        return Quantity(100 * upper / lower, upper, lower)
    return None if value is None else Quantity(exact(value))


def combine(indicator: IndicatorDef, quantities: Sequence[Quantity], *, alone: bool) -> Combined:
    """The quantities of the parts that are present, combined by the indicator's rule.

    Args:
        indicator: gives the rule and, for a scale, the lower of two middle values.
        quantities: of the parts that have one, at least one.
        alone: only one part is expected at all; its value is then taken as it is, a bare percentage too.

    Returns:
        No quantity for more than one part under `none`, and for a ratio of which fewer than half of the parts have
        numerator and denominator.

    Source: progress.md 3, combination of organisations in a country, and of countries.
    """
    everything = (True,) * len(quantities)
    if alone and len(quantities) == 1:
        return Combined(quantities[0], everything)
    if indicator.combination is Combination.RATIO:
        return _ratio(quantities)
    if len(quantities) == 1:
        return Combined(quantities[0], everything)
    if indicator.combination is Combination.NONE:
        return Combined(None, (False,) * len(quantities))
    return Combined(Quantity(_one([found.value for found in quantities], indicator)), everything)


def combine_figures(indicator: IndicatorDef, figures: Sequence[Fraction], weights: Sequence[Fraction]) -> Fraction:
    """Baselines, expectations or targets of several countries as one, by the indicator's rule.

    Args:
        indicator: gives the rule; never `none`.
        figures: one for each country, at least one.
        weights: for a ratio the denominators of the countries' values; otherwise without effect.

    Source: progress.md 6: each percentage of a ratio is weighted with the denominator of that country's value.
    """
    if indicator.combination is Combination.RATIO:
        weighted = total(weight * figure for weight, figure in zip(weights, figures, strict=True))
        return weighted / total(weights)
    return _one(list(figures), indicator)


def total(values: Iterable[Fraction]) -> Fraction:
    """The exact sum, brought to lowest terms once at its end, which is several times faster than at every step."""
    numerator, denominator = 0, 1
    for value in values:
        if value.denominator == denominator:
            numerator += value.numerator
        else:
            numerator = numerator * value.denominator + value.numerator * denominator
            denominator *= value.denominator
    return Fraction(numerator, denominator)


def half_up(number: Fraction) -> int:
    """The nearest whole number, of two the one farther from nought, as every page rounds."""
    whole = int(abs(number) + Fraction(1, 2))
    return -whole if number < 0 else whole


def plain_number(number: Fraction) -> str:
    """A number as notes write it: whole, or with two decimals."""
    if number.denominator == 1:
        return str(number.numerator)
    return f"{Decimal(number.numerator) / Decimal(number.denominator):.2f}"


def _ratio(quantities: Sequence[Quantity]) -> Combined:
    used = tuple(found.denominator is not None for found in quantities)
    if 2 * sum(used) < len(used):
        return Combined(None, (False,) * len(used))
    numerator = total(found.numerator for found in quantities if found.numerator is not None)
    denominator = total(found.denominator for found in quantities if found.denominator is not None)
    return Combined(Quantity(100 * numerator / denominator, numerator, denominator), used)


def _one(values: list[Fraction], indicator: IndicatorDef) -> Fraction:
    if indicator.combination is Combination.SUM:
        return total(values)
    if indicator.combination is Combination.MEAN:
        return total(values) / len(values)
    ordered = sorted(values)
    upper = len(ordered) // 2
    lower = (len(ordered) - 1) // 2
    if lower == upper or indicator.measure is Measure.SCALE:
        return ordered[lower]
    return (ordered[lower] + ordered[upper]) / 2
