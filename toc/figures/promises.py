"""What is expected of an indicator by when, whether it was met, and which reports about it are overdue and whose.

Source: progress.md 1 (lateness), 2 (target in force, milestones, follow-on targets) and 5 (achieved, missed).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from toc.figures.periods import Period
from toc.figures.results import IndicatorResult, ObjectiveResult
from toc.model.document import IndicatorDef
from toc.model.terms import ReportingState, Status


class PromiseKind(StrEnum):
    """Which of an indicator's targets it is."""

    TARGET = "target"
    MILESTONE = "milestone"
    FOLLOW_ON = "follow-on target"


class PromiseState(StrEnum):
    """What became of it."""

    MET = "met"
    NOT_MET = "not met"
    AHEAD = "still to come"
    UNKNOWN = "no report yet"


@dataclass(frozen=True, slots=True)
class Promise:
    """A value that is to be reached by a date.

    Attributes:
        country: code, or ALL.
        on: the date.
        value: in the indicator's unit; for hold the lower bound, `value_to` the upper.
        state: met on its date, or for the target in force met since; unknown where its date has passed and nothing
            was measured by then.
        status: of the indicator now, which a milestone does not decide.
        weak_evidence: that status rests on weak evidence alone.
    """

    indicator: IndicatorDef
    country: str
    on: date
    value: Fraction
    value_to: Fraction | None
    kind: PromiseKind
    state: PromiseState
    status: Status
    weak_evidence: bool = False


@dataclass(frozen=True, slots=True)
class Overdue:
    """Reports of one organisation for one indicator and country whose due date has passed.

    Attributes:
        country: code, or ALL for a consortium indicator.
        due_on: due date of the oldest of them.
        periods: those whose due date has passed, oldest first.
    """

    indicator: IndicatorDef
    country: str
    organisation: str
    due_on: date
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """An objective for a country (or ALL) with what is promised and what is owed.

    Attributes:
        promises: by date; for ALL the combined target where there is one, else those of the countries, and every
            country's milestones.
        overdue: overdue reports about its indicators, the oldest first; for ALL those of every country that may be
            seen.
    """

    result: ObjectiveResult
    promises: tuple[Promise, ...]
    overdue: tuple[Overdue, ...]

    @property
    def next_promise(self) -> Promise | None:
        """The next one that is still to come."""
        return next((found for found in self.promises if found.state is PromiseState.AHEAD), None)

    def how_many(self, state: PromiseState) -> int:
        """How many of the promises are in a state."""
        return sum(1 for found in self.promises if found.state is state)


def promises_of(result: IndicatorResult) -> Iterator[Promise]:
    """The target in force, milestones and follow-on targets of an indicator for a country, in no order."""
    if result.target is not None and result.target_on is not None:
        yield _promise(
            result, PromiseKind.TARGET, result.target_on, (result.target, result.target_to), _target_met(result)
        )
    for found in result.milestones:
        kind = PromiseKind.FOLLOW_ON if found.follow_on else PromiseKind.MILESTONE
        yield _promise(result, kind, found.fact.date, (found.value, found.value_to), found.met)


def in_order(promises: Iterable[Promise]) -> tuple[Promise, ...]:
    """Promises by date, then indicator and country."""
    return tuple(sorted(promises, key=lambda found: (found.on, found.indicator.code, found.country)))


def overdue_of(result: IndicatorResult) -> Iterator[Overdue]:
    """The overdue reports behind a result, one entry for each organisation (and country, for ALL)."""
    for found in result.reporting.organisations:
        if found.state is ReportingState.OVERDUE and found.due_on is not None:
            grace = found.due_on - found.owed[0].end
            late = tuple(period for period in found.owed if period.end + grace < result.as_of)
            yield Overdue(result.indicator, found.country, found.organisation, found.due_on, late)


def _promise(
    result: IndicatorResult,
    kind: PromiseKind,
    on: date,
    values: tuple[Fraction, Fraction | None],
    met: bool | None,
) -> Promise:
    if met is None:
        state = PromiseState.AHEAD if on > result.as_of else PromiseState.UNKNOWN
    else:
        state = PromiseState.MET if met else PromiseState.NOT_MET
    return Promise(result.indicator, result.country, on, *values, kind, state, result.status, result.weak_evidence)


def _target_met(result: IndicatorResult) -> bool | None:
    """Whether the target in force is met, as the status says it; one that was met and is lost was met on its date."""
    if result.status in (Status.ACHIEVED, Status.MISSED):
        return result.status is Status.ACHIEVED
    data_on, target_on = result.value.data_on, result.target_on
    if result.status is Status.REGRESSING and data_on and target_on and data_on >= target_on:
        return True
    return None
