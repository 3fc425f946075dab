"""What a reviewer should look at twice: the change against the value before, and flags, each a plain sentence. Pure.

Source: product.md (life of a measurement, trust); progress.md 1 (due date), 3 and 10.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from statistics import median

from toc.figures.periods import expected_periods, later, whole_periods
from toc.figures.plans import Plan
from toc.figures.quantities import Stated, quantity_of
from toc.model.document import IndicatorDef
from toc.model.panel import MeasurementRow, Observation
from toc.model.terms import EvidenceGrade, Measure, OverTime

SAME_FOR = 3
"""A value that is the same for so many periods in a row is flagged."""

USUAL_CHANGE_TIMES = 3
"""A change that is larger than so many times the usual one, the median of the series' own changes, is flagged."""

VALUES_FOR_USUAL = 4
"""So many earlier values say what a usual change is."""

NAMED = 2
"""So many missing periods are named, the others counted."""

_STRONG = (EvidenceGrade.REGISTER, EvidenceGrade.SURVEY)
_WITHOUT_RELATIVE = (Measure.PERCENT, Measure.SCALE)


class FlagKind(StrEnum):
    """What a flag is about."""

    CORRECTION = "correction"
    OWN = "own submission"
    INVENTED = "invented"
    FALL = "running total falls"
    LARGE = "large change"
    SAME = "unchanged"
    GAP = "gap before"
    LATE = "late"
    NOT_ENDED = "not ended"
    NO_DENOMINATOR = "no denominator"
    NO_SOURCE = "no source"
    NO_GRADE = "no grade"
    WEAK = "weak grade"


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to look at twice, with its sentence."""

    kind: FlagKind
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """How far a value is from the one before.

    Attributes:
        absolute: in the indicator's unit, percentage points for a percent.
        relative: as a fraction of the value before; None for a percent and a scale, and where that was not above 0.
    """

    absolute: Fraction
    relative: Fraction | None


@dataclass(frozen=True, slots=True)
class Case:
    """A measurement that waits for approval, with what it is compared to.

    Attributes:
        row: what was submitted.
        earlier: approved periods of the same series that end before it, in order.
        next: the approved period of the same series that follows; None where there is none.
        replaced: the approved value of the same period; None where it is the first.
        missing: reporting periods right before it that nothing came in for.
        due_on: the day by which the report has to be in; None where none is expected.
        recorded_on: the day on which it was recorded, in the framework's time zone.
        today: in the framework's time zone.
        own: whoever looks at it recorded it.
        reason: why it corrects an approved value, with its kind.
    """

    indicator: IndicatorDef
    row: MeasurementRow
    earlier: Sequence[Observation]
    next: Observation | None
    replaced: Observation | None
    missing: Sequence[str]
    due_on: date | None
    recorded_on: date
    today: date
    own: bool
    reason: str


def flags_of(case: Case) -> tuple[Flag, ...]:
    """Everything about a measurement that should be looked at twice, what decides most first."""
    return tuple(Flag(kind, text) for kind, rule in _RULES if (text := rule(case)))


def change_of(indicator: IndicatorDef, now: Stated, before: Stated) -> Change | None:
    """How far a value is from the one before; None where one of the two has no value."""
    new, old = quantity_of(now), quantity_of(before)
    if new is None or old is None:
        return None
    absolute = new.value - old.value
    relative = absolute / old.value if old.value > 0 and indicator.measure not in _WITHOUT_RELATIVE else None
    return Change(absolute, relative)


def missing_before(
    indicator: IndicatorDef, plan: Plan, start: date, observations: Iterable[Observation]
) -> tuple[str, ...]:
    """Names of the whole reporting periods between a period and what was reported last before it.

    Args:
        indicator: says how often a report is expected.
        plan: as `plan_of` gives it; with nothing before, periods count from the first one that is expected.
        start: first day of the period.
        observations: of the same series, what waits included.
    """
    until = later(start, -1)
    last = max((one.period_end for one in observations if one.period_end < start), default=None)
    if last is not None:
        periods = whole_periods(indicator.frequency, first=later(last, 1), last=until)
    else:
        periods = expected_periods(
            indicator.frequency, after=plan.since, not_before=plan.horizon_start, until=until
        )  # fmt: skip
    return tuple(period.label for period in periods)


def _correction(case: Case) -> str | None:
    if case.replaced is None:
        return None
    return f"Corrects a value that is approved. {case.reason or 'No reason was given.'}"


def _own(case: Case) -> str | None:
    return "You recorded this value yourself." if case.own else None


def _invented(case: Case) -> str | None:
    return "The value is invented, for demonstration." if case.row.invented else None


def _fall(case: Case) -> str | None:
    value = _value(case.indicator, case.row)
    if case.indicator.over_time is not OverTime.RUNNING or value is None:
        return None
    before = next((found for one in reversed(case.earlier) if (found := _value(case.indicator, one)) is not None), None)
    after = None if case.next is None else _value(case.indicator, case.next)
    if before is not None and value < before:
        return "The running total is lower than the one before."
    if after is not None and after < value:
        return "The running total is higher than the one after it."
    return None


def _large(case: Case) -> str | None:
    value, known = _value(case.indicator, case.row), list(_values(case))
    if value is None or len(known) < VALUES_FOR_USUAL:
        return None
    usual = median(abs(new - old) for old, new in pairwise(known))
    if abs(value - known[-1]) <= USUAL_CHANGE_TIMES * usual:
        return None
    if usual == 0:
        return f"The value changes, which it usually does not ({len(known)} earlier values)."
    return (
        f"The change is more than {USUAL_CHANGE_TIMES} times as large as usual: "
        f"the median of {len(known) - 1} earlier changes."
    )


def _same(case: Case) -> str | None:
    value, known = _value(case.indicator, case.row), list(_values(case))[-SAME_FOR + 1 :]
    if value is None or len(known) < SAME_FOR - 1 or any(found != value for found in known):
        return None
    return f"The value is the same for {SAME_FOR} periods in a row."


def _gap(case: Case) -> str | None:
    missing = case.missing
    if not missing:
        return None
    more = len(missing) - NAMED
    named = ", ".join(missing[-NAMED:])
    if more > 0:
        return f"Nothing came in for the periods before it: {named} and {more} earlier."
    return f"Nothing came in for the {'period' if len(missing) == 1 else 'periods'} before it: {named}."


def _late(case: Case) -> str | None:
    if case.due_on is None or case.replaced is not None or case.recorded_on <= case.due_on:
        return None
    return f"It is late: due on {case.due_on}, recorded on {case.recorded_on}."


def _not_ended(case: Case) -> str | None:
    end = case.row.period_end
    return f"The period has not ended: the value counts from {end}." if end > case.today else None


def _no_denominator(case: Case) -> str | None:
    if case.indicator.measure is not Measure.PERCENT or case.row.nothing_to_report or case.row.denominator is not None:
        return None
    return "It is a percentage without numerator and denominator, and cannot be combined with others."


def _no_source(case: Case) -> str | None:
    return None if case.row.source.strip() or case.row.source_url.strip() else "No source is named."


def _no_grade(case: Case) -> str | None:
    return "The evidence is not graded, which counts as weak." if case.row.evidence_grade is None else None


def _weak(case: Case) -> str | None:
    grade = case.row.evidence_grade
    return None if grade is None or grade in _STRONG else f"The evidence is weak: {grade.label.lower()}."


_RULES: tuple[tuple[FlagKind, Callable[[Case], str | None]], ...] = (
    (FlagKind.CORRECTION, _correction),
    (FlagKind.OWN, _own),
    (FlagKind.INVENTED, _invented),
    (FlagKind.FALL, _fall),
    (FlagKind.LARGE, _large),
    (FlagKind.SAME, _same),
    (FlagKind.GAP, _gap),
    (FlagKind.LATE, _late),
    (FlagKind.NOT_ENDED, _not_ended),
    (FlagKind.NO_DENOMINATOR, _no_denominator),
    (FlagKind.NO_SOURCE, _no_source),
    (FlagKind.NO_GRADE, _no_grade),
    (FlagKind.WEAK, _weak),
)


def _value(indicator: IndicatorDef, stated: MeasurementRow | Observation) -> Fraction | None:
    """What a measurement states; nothing to report is 0 for a flow and says nothing otherwise."""
    quantity = quantity_of(stated)
    if quantity is not None:
        return quantity.value
    return Fraction(0) if stated.nothing_to_report and indicator.over_time is OverTime.FLOW else None


def _values(case: Case) -> Iterator[Fraction]:
    for one in case.earlier:
        value = _value(case.indicator, one)
        if value is not None:
            yield value
