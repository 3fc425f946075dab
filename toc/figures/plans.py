"""What was planned for an indicator and country: baseline, target in force, milestones (progress.md 2)."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from toc.errors import Invalid, NotFound
from toc.figures.quantities import exact, quantity_of
from toc.figures.results import Quantity
from toc.model.document import FactDef, FrameworkDocument, IndicatorDef
from toc.model.query import ALL
from toc.model.terms import Direction, FactKind, Measure, OverTime, Scope


@dataclass(frozen=True, slots=True)
class Baseline:
    """The state that change is measured against.

    Attributes:
        fact: None for a flow's assumed 0 and for the combined baseline of several countries.
        assumed: a flow without a baseline, counted from 0 on the framework's baseline date.
    """

    quantity: Quantity
    on: date
    fact: FactDef | None = None
    assumed: bool = False
    invented: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A dated value to be reached.

    Attributes:
        value: for hold the lower bound.
        value_to: for hold the upper bound, otherwise None.
        fact: None for the combined target of several countries.
    """

    on: date
    value: Fraction
    value_to: Fraction | None = None
    fact: FactDef | None = None
    invented: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The dated facts of one indicator and country, sorted by what they do.

    Attributes:
        baseline: b; None where it is not defined.
        since: values count from the day after it: the baseline's date, or the framework's where there is none.
        target: T, the last target dated within the horizon; None without one.
        milestones: targets before T (before the horizon's end, where there is no T).
        follow_on: targets after T.
        horizon_start: first day of the horizon of the indicator's objective.
    """

    baseline: Baseline | None
    since: date
    target: Target | None
    milestones: tuple[Target, ...]
    follow_on: tuple[Target, ...]
    horizon_start: date

    @property
    def targets(self) -> tuple[Target, ...]:
        """Milestones, the target in force and follow-on targets, in date order."""
        in_force = () if self.target is None else (self.target,)
        return (*self.milestones, *in_force, *self.follow_on)


def get_indicator(document: FrameworkDocument, code: str) -> IndicatorDef:
    """The indicator with a code.

    Raises:
        NotFound: the framework has none.
    """
    found = document.indicator_by_code.get(code)
    if found is None:
        raise NotFound("There is no indicator {code}.", field="indicator_code", details={"code": code})
    return found


def require_country(document: FrameworkDocument, indicator: IndicatorDef, country: str) -> None:
    """Refuse a country that an indicator has no figures for.

    Raises:
        NotFound: the country does not report in this framework.
        Invalid: the indicator is measured for all countries together and was asked for one.
    """
    if country == ALL:
        return
    if country not in document.country_by_code:
        raise NotFound("The country {country} does not report.", field="country", details={"country": country})
    if indicator.scope is Scope.CONSORTIUM:
        raise Invalid(
            "{indicator} is measured for all countries together, not for {country}.",
            field="country",
            remedy="Choose ALL as its country.",
            details={"indicator": indicator.code, "country": country},
        )


def applicable_countries(document: FrameworkDocument, indicator: str) -> tuple[str, ...]:
    """Reporting countries that an indicator applies to, in the framework's order."""
    marked = document.not_applicable_by_key
    return tuple(found.code for found in document.countries if (indicator, found.code) not in marked)


def plan_of(document: FrameworkDocument, indicator: IndicatorDef, country: str) -> Plan:
    """Baseline and targets of an indicator for a country, or those set for ALL itself.

    T is the last target dated within the horizon, whatever the filter; targets before it are milestones, later ones
    follow on. With none inside the horizon those before its end are milestones and those after it follow on. A flow
    that is measured for this country counts from 0 where it has no baseline; the ALL of a flow that is measured country
    by country does not: its baseline is then derived from theirs.

    Source: progress.md 2 (T, the target in force) and 3 (flow).
    """
    horizon = document.horizon_by_code[document.objective_by_code[indicator.objective].horizon]
    start, end = document.horizon_start(horizon), document.horizon_end(horizon)
    baseline: Baseline | None = None
    targets: list[Target] = []
    for fact in document.facts_by_key.get((indicator.code, country), ()):
        stated = quantity_of(fact)
        if stated is None:
            continue
        if fact.kind is FactKind.BASELINE:
            baseline = Baseline(stated, fact.date, fact, invented=fact.invented)
        else:
            upper = None if fact.value_to is None else exact(fact.value_to)
            targets.append(Target(fact.date, stated.value, upper, fact, fact.invented))
    measured_here = country != ALL or indicator.scope is Scope.CONSORTIUM
    if baseline is None and indicator.over_time is OverTime.FLOW and measured_here:
        baseline = Baseline(Quantity(Fraction(0)), document.baseline_date, assumed=True)
    inside = [target for target in targets if start <= target.on and (end is None or target.on <= end)]
    in_force = inside[-1] if inside else None
    limit = in_force.on if in_force else end
    return Plan(
        baseline=baseline,
        since=baseline.on if baseline else document.baseline_date,
        target=in_force,
        milestones=tuple(target for target in targets if _before(target, in_force, limit)),
        follow_on=tuple(target for target in targets if limit is not None and target.on > limit),
        horizon_start=start,
    )


def _before(target: Target, in_force: Target | None, limit: date | None) -> bool:
    if in_force is not None:
        return target.on < in_force.on
    return limit is None or target.on <= limit


def meets(indicator: IndicatorDef, value: Fraction, target: Target) -> bool:
    """Whether a value meets a target exactly: up at least, down at most, hold within both bounds.

    Source: progress.md 5, achieved.
    """
    if indicator.direction is Direction.UP:
        return value >= target.value
    if indicator.direction is Direction.DOWN:
        return value <= target.value
    return target.value <= value and (target.value_to is None or value <= target.value_to)


def step_of(indicator: IndicatorDef) -> Fraction | None:
    """The smallest change that an indicator can make: its own, else 1 for scale and count, else none.

    Source: progress.md 2, Step.
    """
    if indicator.step is not None:
        return exact(indicator.step)
    return Fraction(1) if indicator.measure in (Measure.SCALE, Measure.COUNT) else None
