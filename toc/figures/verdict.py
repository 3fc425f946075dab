"""From a value and a plan to progress, gap, status and notes, for a country and for ALL alike (progress.md 4 and 5)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from toc.figures.parts import MEASURED
from toc.figures.plans import Baseline, Plan, Target, meets
from toc.figures.quantities import exact
from toc.figures.reporting import stale_after
from toc.figures.results import (
    IndicatorResult,
    Interval,
    LinePoint,
    Milestone,
    Quantity,
    Reporting,
    ValueResult,
)
from toc.figures.status import Case, Rule, judged, stale, status_of
from toc.figures.together import Together
from toc.figures.uncertainty import interval_of
from toc.model.document import FrameworkDocument, IndicatorDef
from toc.model.terms import Direction, ReportingState, Status

OWN, DERIVED = "own", "derived"
"""Whether a target was set for the country (or for ALL itself), or follows from the countries' targets."""

NO_VALUE = ValueResult(None, None, None)
"""The value of an indicator that does not apply."""

_ONE, _ZERO = Fraction(1), Fraction(0)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far, and how far it should be.

    Attributes:
        share: p, not clipped; None where it is not defined.
        expected: expected progress; None where it is not defined.
        counted: p as roll-ups take it; None without progress.
    """

    share: Fraction | None = None
    expected: Fraction | None = None
    counted: Fraction | None = None

    @property
    def gap(self) -> Fraction | None:
        """The share minus the expected one; None without both."""
        return None if self.share is None or self.expected is None else self.share - self.expected


@dataclass(frozen=True, slots=True)
class Figures:
    """What a status is judged from.

    Attributes:
        value: v as shown.
        compared: what is compared with T: v, or the value of the matched countries; None where nothing was measured.
        enough: the parts that progress needs are there.
        planned: a target is in force somewhere, even where too little is there to compare it with.
        expected: e at the data date, or at the date looked at where nothing was measured.
        line: corners of the expectation line.
        matched: for ALL how many countries progress is computed from.
        target_basis: `own` or `derived`; None without a target.
        together: for ALL, how the plan follows from the countries'.
    """

    value: ValueResult
    compared: Quantity | None
    enough: bool
    planned: bool
    baseline: Baseline | None
    target: Target | None
    target_basis: str | None
    expected: Fraction | None
    progress: Progress
    line: tuple[LinePoint, ...] = ()
    matched: int | None = None
    notes: tuple[str, ...] = ()
    together: Together | None = None

    def meets_target(self, indicator: IndicatorDef) -> bool:
        """Whether what is compared meets the target; False where there is no value or too few parts."""
        value = self.compared if self.compared is not None else self.value.quantity
        return (
            self.enough and value is not None and self.target is not None and meets(indicator, value.value, self.target)
        )


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose figures are judged, at which date, and how to look at other dates.

    Attributes:
        figures_at: the figures as they were at another date.
        ends: the days on which a measured period ends, in any order.
    """

    document: FrameworkDocument
    indicator: IndicatorDef
    country: str
    as_of: date
    plan: Plan
    reporting: Reporting
    figures_at: Callable[[date], Figures]
    ends: Callable[[], Iterable[date]]


def progress_of(
    indicator: IndicatorDef,
    value: Fraction,
    baseline: Fraction | None,
    target: Target,
    expected: Fraction | None,
    data_on: date | None,
) -> Progress:
    """Progress of a value between baseline and target, and the progress expected by its data date.

    Up and down alike: (v - b) / (T - b), never clipped. From T's date on, for hold and where T equals b, 1 is expected.
    Where T equals b, p is 1 for a value that meets T and empty for any other, which roll-ups count as 0. For hold, p is
    1 inside the band and 0 outside, and needs no baseline. Without a baseline there is none.

    Args:
        indicator: gives the direction.
        value: v, in the indicator's unit like `baseline`, `target` and `expected`.
        baseline: b, or None.
        target: T.
        expected: e at the data date, or None.
        data_on: the data date a; None where `expected` combines parts that each look at their own data date, and the
            part that is past its target's date is expected at its target already.

    Source: progress.md 4 and 6.
    """
    met = meets(indicator, value, target)
    if indicator.direction is Direction.HOLD:
        share = _ONE if met else _ZERO
        return Progress(share, _ONE, share)
    if baseline is None:
        return Progress()
    way = target.value - baseline
    if way == 0:
        return Progress(_ONE if met else None, _ONE, _ONE if met else _ZERO)
    share = (value - baseline) / way
    if data_on is not None and data_on >= target.on:
        pace = _ONE
    else:
        pace = _ZERO if expected is None else (expected - baseline) / way
    return Progress(share, pace, min(max(share, _ZERO), _ONE))


def conclude(subject: Subject, figures: Figures) -> IndicatorResult:
    """The result for an indicator and country: its figures with status, notes and milestones.

    Source: progress.md 4 and 5.
    """
    indicator, value = subject.indicator, figures.value
    verdict = _judged(subject, figures)
    last_known = verdict.last_known
    interval = interval_of(indicator, value)
    share = _share_of_target(figures, indicator)
    notes = list(figures.notes)
    if share is not None:
        notes.append("No baseline: the value is given as a share of the target, which is not progress.")
    baseline, target = figures.baseline, figures.target
    fact = baseline.fact if baseline else None
    return IndicatorResult(
        indicator=indicator,
        country=subject.country,
        as_of=subject.as_of,
        value=value,
        reporting=replace(subject.reporting, stale=last_known is not None),
        status=verdict.status,
        baseline=baseline.quantity if baseline else None,
        baseline_on=baseline.on if baseline else None,
        baseline_source=fact.source if fact else "",
        baseline_assumed=baseline.assumed if baseline else False,
        target=target.value if target else None,
        target_to=target.value_to if target else None,
        target_on=target.on if target else None,
        target_basis=figures.target_basis,
        matched=figures.compared,
        parts_matched=figures.matched,
        expected=figures.expected,
        progress=figures.progress.share,
        expected_progress=figures.progress.expected,
        gap=figures.progress.gap,
        counted_progress=figures.progress.counted,
        share_of_target=share,
        interval=interval,
        status_note="; ".join(_status_notes(subject, figures, verdict, interval)),
        last_known=last_known,
        notes=tuple(notes),
        milestones=_milestones(subject),
        line=figures.line,
        target_actual=_compared_on_its_date(subject, target),
        invented=value.invented or any(found.invented for found in (baseline, target) if found is not None),
        rule=verdict.rule,
        fresh_until=verdict.fresh_until,
        together=figures.together,
    )


def not_applicable(
    indicator: IndicatorDef, country: str, as_of: date, reason: str, value: ValueResult = NO_VALUE
) -> IndicatorResult:
    """The result of an indicator that is out of every total: its status and the reason, and a value that has no v."""
    return IndicatorResult(
        indicator=indicator,
        country=country,
        as_of=as_of,
        value=value,
        reporting=Reporting(first_due=None, due_on=None, state=ReportingState.NOT_YET),
        status=Status.NOT_APPLICABLE,
        status_note=reason,
    )


def _status_notes(subject: Subject, figures: Figures, verdict: "_Verdict", interval: Interval | None) -> list[str]:
    """What stands beside the status: the last known one, a late achievement, a difference that may be chance."""
    notes = []
    data_on, expected = figures.value.data_on, figures.expected
    if verdict.last_known is not None and data_on is not None:
        notes.append(f"last known: {verdict.last_known.value} on {data_on.isoformat()}")
    if verdict.status is Status.ACHIEVED and not verdict.met_then:
        notes += _late(subject, figures)
    if interval is not None and expected is not None and Fraction(interval.low) <= expected <= Fraction(interval.high):
        notes.append("within the survey's margin")
    return notes


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Status and the way to it, the last known status of a stale value, and whether the value at T's date met T."""

    status: Status
    rule: Rule
    last_known: Status | None
    met_then: bool
    fresh_until: date | None


def _judged(subject: Subject, figures: Figures) -> _Verdict:
    document, target, data_on = subject.document, figures.target, figures.value.data_on
    reached = target is not None and data_on is not None and data_on >= target.on
    met_then = False
    if reached and target is not None:
        then = figures if data_on == target.on else subject.figures_at(target.on)
        met_then = then.meets_target(subject.indicator)
    fresh = None if data_on is None else stale_after(data_on, subject.indicator.frequency, document.grace_days)
    old = stale(data_on, fresh, target.on if target else None, subject.as_of)
    case = _case(subject, figures, reached=reached, met_then=met_then, old=old)
    status, rule = judged(case)
    return _Verdict(status, rule, status_of(replace(case, stale=False)) if old else None, met_then, fresh)


def _case(subject: Subject, figures: Figures, *, reached: bool, met_then: bool, old: bool) -> Case:
    hold = subject.indicator.direction is Direction.HOLD
    data_on, first_due, start = figures.value.data_on, subject.reporting.first_due, subject.plan.horizon_start
    baseline, target = figures.baseline, figures.target
    level = baseline is not None and target is not None and baseline.quantity.value == target.value
    return Case(
        measured=data_on is not None,
        past_first_due=first_due is not None and subject.as_of > first_due,
        stale=old,
        horizon_begun=subject.as_of >= start,
        horizon_begun_at_data=data_on is not None and data_on >= start,
        has_target=figures.planned,
        enough=figures.enough,
        meets=figures.meets_target(subject.indicator),
        hold=hold,
        target_reached=reached,
        met_at_target=met_then,
        at_target_from_start=level and not hold,
        has_baseline=hold or baseline is not None,
        progress=figures.progress.share,
        gap=figures.progress.gap,
        tolerance=exact(subject.document.tolerance_points),
    )


def _late(subject: Subject, figures: Figures) -> list[str]:
    """Where the target was met only after its date: "reached 2028-06-30, target 2027-12-31"."""
    target, data_on = figures.target, figures.value.data_on
    if target is None or data_on is None or data_on <= target.on:
        return []
    for end in sorted(set(subject.ends())):
        if target.on < end <= data_on and subject.figures_at(end).meets_target(subject.indicator):
            return [f"reached {end.isoformat()}, target {target.on.isoformat()}"]
    return [f"reached {data_on.isoformat()}, target {target.on.isoformat()}"]


def _share_of_target(figures: Figures, indicator: IndicatorDef) -> Fraction | None:
    """Value / T where there is no baseline; None where there is one, for hold, and for a target of 0."""
    target, compared = figures.target, figures.compared
    if target is None or compared is None or figures.baseline is not None or not figures.enough:
        return None
    if indicator.direction is Direction.HOLD or target.value == 0:
        return None
    return compared.value / target.value


def _milestones(subject: Subject) -> tuple[Milestone, ...]:
    plan = subject.plan
    if not plan.milestones and not plan.follow_on:
        return ()
    found = []
    for target in (*plan.milestones, *plan.follow_on):
        if target.fact is not None:
            actual = _value_on_its_date(subject, target)
            met = None if actual is None else meets(subject.indicator, actual, target)
            found.append(Milestone(target.fact, target.value, target.value_to, met, target in plan.follow_on, actual))
    return tuple(found)


def _value_on_its_date(subject: Subject, target: Target) -> Fraction | None:
    """The measured and complete value at a target's date; None before that date and without one."""
    if target.on > subject.as_of:
        return None
    then = subject.figures_at(target.on).value
    if then.basis != MEASURED or then.quantity is None or not then.complete:
        return None
    return then.quantity.value


def _compared_on_its_date(subject: Subject, target: Target | None) -> Fraction | None:
    """What is compared with the target in force at its date; None before that date and without it."""
    if target is None or target.on > subject.as_of:
        return None
    compared = subject.figures_at(target.on).compared
    return compared.value if compared else None
