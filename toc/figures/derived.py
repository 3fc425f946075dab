"""Baseline, target and expectation of ALL as they follow from the countries' (progress.md 6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from toc.figures.all_values import Member
from toc.figures.expectation import expected_on, interpolated, line_of
from toc.figures.plans import Baseline, Plan, Target
from toc.figures.quantities import combine_figures, plain_number, total
from toc.figures.results import LinePoint, Quantity
from toc.figures.together import CountryShare, Together
from toc.model.document import IndicatorDef
from toc.model.terms import Combination, OverTime


@dataclass(frozen=True, slots=True)
class Derived:
    """What was planned for some countries together.

    Attributes:
        baseline: None for hold where a country has none.
        target: on the latest of the countries' dates.
        expected: e, each country's at its own data date; None for hold.
        line: the countries' lines combined at each of their corners.
        together: the countries' figures that it is made of.
    """

    baseline: Baseline | None
    target: Target
    expected: Fraction | None
    line: tuple[LinePoint, ...]
    together: Together


def derive(
    indicator: IndicatorDef, members: Sequence[Member], own: Baseline | None, as_of: date, *, tolerance: Fraction
) -> Derived:
    """The combination of the countries' baselines, targets and expectations.

    For a ratio each percentage is weighted with the denominator of that country's value. A country that has reached its
    target's date is expected at its target, as its own expected progress is 1 then. A baseline for ALL itself goes
    first: for a flow the target is then own b + the countries' (T - b); for others it stays theirs. The expectation
    keeps the countries' share of the way from the baseline to the target.

    Args:
        indicator: gives the rule.
        members: countries with a target, a value, and (but for hold) a baseline; at least one.
        own: the baseline for ALL itself, or None.
        as_of: the date at which e is taken for a country without a measurement.
        tolerance: in progress points.

    Source: progress.md 6.
    """
    weights = [_weight(indicator, member) for member in members]
    targets = [member.plan.target for member in members if member.plan.target is not None]
    goal = combine_figures(indicator, [target.value for target in targets], weights)
    uppers = [target.value_to for target in targets if target.value_to is not None]
    target = Target(
        max(found.on for found in targets),
        goal,
        combine_figures(indicator, uppers, weights) if len(uppers) == len(targets) else None,
        invented=any(found.invented for found in targets),
    )
    baseline = baseline_of(indicator, members)
    lines = [line_of(indicator, member.plan) for member in members]
    if baseline is None or not all(lines):
        return Derived(own or baseline, target, None, (), Together(shares_of(indicator, members), None, goal))
    expected = [
        _expected(indicator, member, line, as_of, tolerance) for member, line in zip(members, lines, strict=True)
    ]
    corners = sorted({corner.on for line in lines for corner in line})
    points = [
        LinePoint(day, combine_figures(indicator, [interpolated(line, day) for line in lines], weights))
        for day in corners
    ]
    combined = combine_figures(indicator, expected, weights)
    shares = tuple(
        replace(share, expected=e, on=member.value.data_on or as_of)
        for share, e, member in zip(shares_of(indicator, members), expected, members, strict=True)
    )
    together = Together(shares, baseline.quantity.value, goal, combined)
    found = Derived(baseline, target, combined, tuple(points), together)
    return found if own is None else _moved(indicator, found, baseline.quantity.value, own)


def shares_of(indicator: IndicatorDef, members: Sequence[Member]) -> tuple[CountryShare, ...]:
    """What each of some countries gives to the figures of ALL, without its expectation."""
    return tuple(
        CountryShare(
            country=member.country,
            weight=_weight(indicator, member),
            value=member.value.quantity,
            baseline=member.plan.baseline.quantity.value if member.plan.baseline else None,
            target=member.plan.target.value if member.plan.target else None,
            target_to=member.plan.target.value_to if member.plan.target else None,
        )
        for member in members
    )


def baseline_of(indicator: IndicatorDef, members: Sequence[Member]) -> Baseline | None:
    """The countries' baselines as one; None where one of them has none, or there are no countries.

    It stands from the latest of their dates on. Numerator and denominator are kept where the countries' values have the
    denominators of their baselines.

    Source: progress.md 6.
    """
    found = [(member.plan.baseline, _weight(indicator, member)) for member in members if member.plan.baseline]
    if not found or len(found) < len(members):
        return None
    quantities = [baseline.quantity for baseline, _ in found]
    weights = [weight for _, weight in found]
    value = combine_figures(indicator, [quantity.value for quantity in quantities], weights)
    same = indicator.combination is Combination.RATIO and [found.denominator for found in quantities] == weights
    size = total(weights)
    return Baseline(
        Quantity(value, value * size / 100, size) if same else Quantity(value),
        max(baseline.on for baseline, _ in found),
        assumed=any(baseline.assumed for baseline, _ in found),
        invented=any(baseline.invented for baseline, _ in found),
    )


def differences(indicator: IndicatorDef, plan: Plan, members: Sequence[Member]) -> tuple[str, ...]:
    """How a baseline or target for ALL itself differs from what the countries' come to, each as a plain sentence.

    Source: progress.md 6: a difference from the derived one is shown.
    """
    notes = []
    if plan.baseline is not None:
        stated = [
            (member, member.plan.baseline.quantity.value)
            for member in members
            if member.plan.baseline is not None and not member.plan.baseline.assumed
        ]
        notes += _difference("baseline", indicator, plan.baseline.quantity.value, stated, len(members))
    if plan.target is not None:
        aims = [(member, member.plan.target.value) for member in members if member.plan.target is not None]
        notes += _difference("target", indicator, plan.target.value, aims, len(members))
    return tuple(notes)


def _difference(
    what: str, indicator: IndicatorDef, own: Fraction, stated: Sequence[tuple[Member, Fraction]], expected: int
) -> list[str]:
    """One sentence on a difference; nothing where no country has the fact, or a weight for it, or they agree."""
    ratio = indicator.combination is Combination.RATIO
    usable = [(member, value) for member, value in stated if not ratio or _denominator(member) is not None]
    if not usable:
        return []
    weights = [_weight(indicator, member) for member, _ in usable]
    theirs = combine_figures(indicator, [value for _, value in usable], weights)
    if theirs == own:
        return []
    figures = f"{plain_number(own)}; those of {len(usable)} of {expected} countries come to {plain_number(theirs)}"
    return [f"The {what} set for ALL is {figures}."]


def _expected(
    indicator: IndicatorDef, member: Member, line: tuple[LinePoint, ...], as_of: date, tolerance: Fraction
) -> Fraction:
    target, on = member.plan.target, member.value.data_on or as_of
    if target is not None and on >= target.on:
        return target.value
    found = expected_on(indicator, line, target, on, tolerance=tolerance)
    return line[0].value if found is None else found


def _moved(indicator: IndicatorDef, found: Derived, start: Fraction, own: Baseline) -> Derived:
    """The same share of the way, from a baseline for ALL itself."""
    way = found.target.value - start
    origin = own.quantity.value
    goal = origin + way if indicator.over_time is OverTime.FLOW else found.target.value

    def moved(value: Fraction) -> Fraction:
        return goal if way == 0 else origin + (goal - origin) * (value - start) / way

    return Derived(
        own,
        replace(found.target, value=goal),
        None if found.expected is None else moved(found.expected),
        tuple(LinePoint(point.on, moved(point.value)) for point in found.line),
        found.together,
    )


def _denominator(member: Member) -> Fraction | None:
    return None if member.value.quantity is None else member.value.quantity.denominator


def _weight(indicator: IndicatorDef, member: Member) -> Fraction:
    """The denominator of a country's value for a ratio, else 1; also 1 for a lone country's bare percentage."""
    found = _denominator(member) if indicator.combination is Combination.RATIO else None
    return Fraction(1) if found is None else found
