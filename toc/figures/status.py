"""The status of an indicator: the first row of the table that applies (progress.md 5)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from toc.model.terms import Status


class Rule(StrEnum):
    """Why an indicator has its status: one for each way into a row of the table."""

    NOT_APPLICABLE = "not applicable"
    NOTHING_DUE = "nothing due"
    NOTHING_CAME = "nothing came"
    STALE = "stale"
    STALE_EARLY = "stale early"
    NO_TARGET = "no target"
    NOT_ENOUGH = "not enough"
    MEETS = "meets"
    NEVER_MET = "never met"
    LOST = "lost"
    FELL = "fell"
    BELOW_FROM_START = "below from start"
    NO_BASELINE = "no baseline"
    EARLY = "early"
    GAP = "gap"


class ObjectiveRule(StrEnum):
    """Why an objective has its status: one for each rule of progress.md 7."""

    NOTHING_COUNTS = "nothing counts"
    NOTHING_JUDGED = "nothing judged"
    NOT_ENOUGH = "not enough"
    ALL_ACHIEVED = "all achieved"
    MISSED = "missed"
    REGRESSING = "regressing"
    EARLY = "early"
    GAP = "gap"
    HELD_BACK = "held back"


@dataclass(frozen=True, slots=True)
class Case:
    """The facts that the status table asks for.

    Attributes:
        measured: something was measured after the baseline date.
        past_first_due: the date looked at is after the first due date.
        stale: the value is too old.
        horizon_begun: the objective's horizon has begun on the date looked at.
        horizon_begun_at_data: it had begun on the data date.
        has_target: a target is in force.
        enough: the parts that progress needs are there.
        meets: v meets T.
        hold: the indicator is to stay within a band.
        target_reached: the data date is on or after T's date.
        met_at_target: the value at T's date met T.
        at_target_from_start: T equals b, for up and down.
        has_baseline: b is defined, or not needed as for hold.
        progress: p, or None.
        gap: g, or None.
        tolerance: in progress points.
    """

    measured: bool
    past_first_due: bool
    stale: bool
    horizon_begun: bool
    horizon_begun_at_data: bool
    has_target: bool
    enough: bool
    meets: bool
    hold: bool
    target_reached: bool
    met_at_target: bool
    at_target_from_start: bool
    has_baseline: bool
    progress: Fraction | None
    gap: Fraction | None
    tolerance: Fraction


def status_of(case: Case) -> Status:
    """The first row of the table that applies, "not applicable" aside; thresholds compare exact fractions.

    Two rows stand beside those of the table: parts that progress needs are missing (not enough data), after "no target"
    and before "achieved", because no comparison with T holds for a part of the whole.

    Source: progress.md 5.
    """
    return judged(case)[0]


def judged(case: Case) -> tuple[Status, Rule]:
    """The first row of the table that applies, as `status_of` gives it, and the way into it."""
    if not case.measured:
        return (Status.NO_DATA, Rule.NOTHING_CAME) if case.past_first_due else (Status.NOT_YET_DUE, Rule.NOTHING_DUE)
    if case.stale:
        return (Status.NO_DATA, Rule.STALE) if case.horizon_begun else (Status.NOT_YET_DUE, Rule.STALE_EARLY)
    if not case.has_target:
        return Status.NO_TARGET, Rule.NO_TARGET
    if not case.enough:
        return Status.NOT_ENOUGH_DATA, Rule.NOT_ENOUGH
    return _against_target(case) or _against_expectation(case)


def by_gap(gap: Fraction, tolerance: Fraction) -> Status:
    """The status that a gap alone gives: ahead, on track, at risk or off track.

    Args:
        gap: as a fraction of 1.
        tolerance: in progress points, e.g. 10.
    """
    points = 100 * gap
    if points > tolerance:
        return Status.AHEAD
    if points >= -tolerance:
        return Status.ON_TRACK
    return Status.AT_RISK if points >= -2 * tolerance else Status.OFF_TRACK


def stale(data_on: date | None, fresh_until: date | None, target_on: date | None, as_of: date) -> bool:
    """Whether a value is too old at a date; never once its data date has reached the target's date.

    Source: progress.md 4.
    """
    if data_on is None or fresh_until is None or as_of <= fresh_until:
        return False
    return target_on is None or data_on < target_on


def _against_target(case: Case) -> tuple[Status, Rule] | None:
    if case.meets and (case.target_reached or not case.hold):
        return Status.ACHIEVED, Rule.MEETS
    if case.target_reached and not case.meets and not case.met_at_target:
        return Status.MISSED, Rule.NEVER_MET
    if case.target_reached and case.met_at_target and not case.meets:
        return Status.REGRESSING, Rule.LOST
    if case.progress is not None and 100 * case.progress < -case.tolerance:
        return Status.REGRESSING, Rule.FELL
    if case.at_target_from_start and not case.meets:
        return Status.REGRESSING, Rule.BELOW_FROM_START
    return None


def _against_expectation(case: Case) -> tuple[Status, Rule]:
    if not case.has_baseline or case.gap is None:
        return Status.NO_BASELINE, Rule.NO_BASELINE
    if not case.horizon_begun_at_data and 100 * case.gap < -case.tolerance:
        return Status.NOT_YET_DUE, Rule.EARLY
    return by_gap(case.gap, case.tolerance), Rule.GAP
