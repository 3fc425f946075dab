"""How far a percent from a survey may be from the truth (progress.md 9)."""

from decimal import Context, Decimal
from fractions import Fraction

from toc.errors import Invalid
from toc.figures.parts import MEASURED
from toc.figures.results import Interval, ValueResult
from toc.model.document import IndicatorDef
from toc.model.terms import Measure

Z_95 = Fraction("1.959963984540054")
"""The 97.5 % point of the standard normal distribution."""

_CONTEXT = Context(prec=40)


def wilson(numerator: Fraction, denominator: Fraction) -> Interval:
    """The 95 % Wilson interval of a share, as percentages.

    Args:
        numerator: how many of the sample, 0 to the denominator; may be a half.
        denominator: n, above 0.

    Returns:
        Low and high in percent, exact to about 40 digits; exactly 0 below none and exactly 100 above all of them. Wide
        is a half-width above 10 percentage points.

    Raises:
        Invalid: the sample is empty, or the numerator lies outside it.

    Source: progress.md 9.
    """
    if denominator <= 0 or not 0 <= numerator <= denominator:
        raise Invalid(
            "{numerator} of {denominator} is no share of a sample.",
            field="numerator",
            details={"numerator": numerator, "denominator": denominator},
        )
    share, square = numerator / denominator, Z_95 * Z_95
    scale = 1 + square / denominator
    centre = (share + square / (2 * denominator)) / scale
    spread = (share * (1 - share) / denominator + square / (4 * denominator * denominator)) * (Z_95 / scale) ** 2
    half = _decimal(spread).sqrt(_CONTEXT)
    middle = _decimal(centre)
    low = Decimal(0) if numerator == 0 else 100 * _CONTEXT.subtract(middle, half)
    high = Decimal(100) if numerator == denominator else _CONTEXT.multiply(100, _CONTEXT.add(middle, half))
    return Interval(low, high, wide=high - low > 20)


def interval_of(indicator: IndicatorDef, value: ValueResult) -> Interval | None:
    """The interval of a measured percent of which every part is a survey with n; None for any other.

    Combined parts are pooled as if one simple random sample. A percent counted over everything has no interval, nor has
    a baseline that still stands.

    Source: progress.md 9; 3 for the baseline.
    """
    sample = value.sample
    if indicator.measure is not Measure.PERCENT or value.basis != MEASURED or sample is None:
        return None
    if sample.numerator is None or sample.denominator is None:
        return None
    return wilson(sample.numerator, sample.denominator)


def _decimal(number: Fraction) -> Decimal:
    return _CONTEXT.divide(Decimal(number.numerator), Decimal(number.denominator))
