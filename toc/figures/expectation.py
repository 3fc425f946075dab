"""The expectation line: what was to be reached by each date (progress.md 4)."""

from datetime import date
from fractions import Fraction

from toc.figures.plans import Plan, Target, step_of
from toc.figures.results import LinePoint
from toc.model.document import IndicatorDef
from toc.model.terms import Direction


def line_of(indicator: IndicatorDef, plan: Plan) -> tuple[LinePoint, ...]:
    """Corners of the expectation line: the baseline and every later target, in date order.

    Empty without a baseline (the line has no start), without any target, and for hold, which expects a band.

    Source: progress.md 4, expectation line.
    """
    baseline = plan.baseline
    if baseline is None or indicator.direction is Direction.HOLD:
        return ()
    corners = tuple(LinePoint(target.on, target.value) for target in plan.targets if target.on > baseline.on)
    return (LinePoint(baseline.on, baseline.quantity.value), *corners) if corners else ()


def expected_on(
    indicator: IndicatorDef, line: tuple[LinePoint, ...], target: Target | None, on: date, *, tolerance: Fraction
) -> Fraction | None:
    """The expected value e on a date, in whole steps where steps are coarse.

    Before the first corner it is the baseline, after the last one the last target. Where one step is more than the
    tolerance, e is rounded towards the baseline to whole steps from the baseline; on a corner and after the last one it
    is the corner's value, so that T is expected in full from T's date on whatever its distance from the baseline.

    Args:
        indicator: gives the step.
        line: corners as `line_of` gives them.
        target: T in force; without it nothing is rounded, as a step has no share of the way.
        on: the date.
        tolerance: in progress points, e.g. 10.

    Returns:
        In the indicator's unit; None where there is no line.

    Source: progress.md 4, expectation line.
    """
    if not line:
        return None
    baseline = line[0].value
    between = interpolated(line, on)
    step = step_of(indicator)
    if step is None or target is None or on >= line[-1].on or any(corner.on == on for corner in line):
        return between
    if target.value == baseline or 100 * step <= tolerance * abs(target.value - baseline):
        return between
    steps = (between - baseline) / step
    return baseline + step * int(steps)  # int() cuts towards 0, which is towards the baseline


def interpolated(line: tuple[LinePoint, ...], on: date) -> Fraction:
    """The line's height on a date, not stepped; flat before its first corner and after its last."""
    if on <= line[0].on:
        return line[0].value
    for before, after in zip(line, line[1:], strict=False):
        if on == after.on:
            return after.value
        if on < after.on:
            share = Fraction((on - before.on).days, (after.on - before.on).days)
            return before.value + (after.value - before.value) * share
    return line[-1].value
