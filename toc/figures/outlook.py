"""The outlook: where an indicator would be at its target's date if it went on as it did so far (progress.md 9).

A projection is no forecast and enters no status. It is shown dashed, and named a projection.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction

from toc.figures.parts import MEASURED
from toc.figures.plans import Plan, Target, meets
from toc.figures.quantities import quantity_of, total
from toc.figures.results import ValueResult
from toc.figures.time_points import LinePoint, Projection
from toc.figures.values import country_value
from toc.model.document import IndicatorDef
from toc.model.panel import Observation, Panel
from toc.model.query import ALL
from toc.model.terms import Direction, Measure, OverTime

FEWEST = 3
"""Period ends after the baseline that a straight line through states needs."""


def outlook_of(
    panel: Panel, indicator: IndicatorDef, country: str, as_of: date, plan: Plan, value: ValueResult
) -> Projection | None:
    """The projected value of an indicator for a country at its target's date.

    A flow goes on at its mean pace since the baseline. For states and running totals the line is that of least squares
    through the baseline and the value at each later period end, of which there have to be three; a period end at which
    a part was missing that progress needs is passed over. A percent is kept within 0 and 100, a count not below 0.

    Args:
        panel: the framework and its measurements.
        indicator: measured for that country.
        country: code of a country.
        as_of: the date looked at (d), inclusive.
        plan: as `plan_of` gives it.
        value: the value at that date.

    Returns:
        None from the target's date on, for a scale, a band to hold and ALL, and without a target, a baseline or
        measurements enough.

    Source: progress.md 9.
    """
    target, baseline = plan.target, plan.baseline
    if country == ALL or indicator.measure is Measure.SCALE or indicator.direction is Direction.HOLD:
        return None
    if target is None or baseline is None or as_of >= target.on:
        return None
    if value.basis != MEASURED or value.quantity is None or not value.complete or value.data_on is None:
        return None
    start = LinePoint(baseline.on, baseline.quantity.value)
    if indicator.over_time is OverTime.FLOW:
        line = _through(start, LinePoint(value.data_on, value.quantity.value))
    else:
        later = tuple(_values(panel, indicator, country, as_of, plan))
        if len(later) < FEWEST:
            return None
        line = least_squares((start, *later))
    return _projected(indicator, line, value.data_on, target)


class Line:
    """A straight line over days, by one point on it and what it gains in a day."""

    def __init__(self, origin: date, value: Fraction, per_day: Fraction) -> None:
        self.origin = origin
        self.value = value
        self.per_day = per_day

    def at(self, day: date) -> Fraction:
        """The line's value on a day."""
        return self.value + self.per_day * (day - self.origin).days


def least_squares(points: Sequence[LinePoint]) -> Line:
    """The straight line with the smallest sum of squared distances to some points, on at least two different days."""
    origin, count = points[0].on, len(points)
    days = [(point.on - origin).days for point in points]
    middle = Fraction(sum(days), count)
    mean = total(point.value for point in points) / count
    spread = sum(day * day for day in days) - count * middle * middle
    together = total(day * point.value for day, point in zip(days, points, strict=True)) - count * middle * mean
    per_day = together / spread
    return Line(origin, mean - per_day * middle, per_day)


def _through(start: LinePoint, end: LinePoint) -> Line:
    return Line(start.on, start.value, (end.value - start.value) / (end.on - start.on).days)


def _projected(indicator: IndicatorDef, line: Line, data_on: date, target: Target) -> Projection:
    value = _kept(indicator, line.at(target.on))
    reaches = meets(indicator, value, target)
    return Projection(
        on=target.on,
        value=value,
        reaches=reaches,
        short_by=Fraction(0) if reaches else abs(target.value - value),
        points=tuple(_corners(indicator, line, data_on, target.on)),
    )


def _corners(indicator: IndicatorDef, line: Line, first: date, last: date) -> Iterator[LinePoint]:
    """The line from day to day, with a corner on the first day on which a bound holds it."""
    yield LinePoint(first, _kept(indicator, line.at(first)))
    free, bound = line.at(last), _kept(indicator, line.at(last))
    if free != bound and line.per_day != 0:
        days = (bound - line.at(first)) / line.per_day
        corner = first + timedelta(days=-(-days.numerator // days.denominator)) if days > 0 else first
        if first < corner < last:
            yield LinePoint(corner, bound)
    yield LinePoint(last, bound)


def _kept(indicator: IndicatorDef, value: Fraction) -> Fraction:
    """A value within the bounds of its measure: percent 0 to 100, a count from 0."""
    if indicator.measure is Measure.PERCENT:
        return min(max(value, Fraction(0)), Fraction(100))
    return max(value, Fraction(0)) if indicator.measure is Measure.COUNT else value


def _values(panel: Panel, indicator: IndicatorDef, country: str, as_of: date, plan: Plan) -> Iterator[LinePoint]:
    """The value at each period end after the baseline, up to a date, in order; where it is complete."""
    series = panel.of(indicator.code, country)
    only = series[0].organisation if len(series) == 1 else None
    if only is not None and panel.document.reporters(indicator.code, country) == (only,):
        yield from _states(series[0].observations, as_of, plan)
        return
    ends = {found.period_end for some in series for found in some.observations}
    for end in sorted(end for end in ends if plan.since < end <= as_of):
        value = country_value(panel, indicator, country, end, plan)
        if value.basis == MEASURED and value.quantity is not None and value.complete and value.data_on == end:
            yield LinePoint(end, value.quantity.value)


def _states(observations: Sequence[Observation], as_of: date, plan: Plan) -> Iterator[LinePoint]:
    """The same for the only organisation of a country, in one pass; "nothing to report" confirms the last value."""
    last = plan.baseline.quantity if plan.baseline else None
    for found in observations:
        if plan.since < found.period_end <= as_of:
            stated = None if found.nothing_to_report else quantity_of(found)
            last = stated or last
            if last is not None and (stated is not None or found.nothing_to_report):
                yield LinePoint(found.period_end, last.value)
