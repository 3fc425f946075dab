"""What a time line shows: measured points with their survey margin, corners of the expectation, a projection."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from toc.model.terms import EvidenceGrade, Status


@dataclass(frozen=True, slots=True)
class LinePoint:
    """A corner of the expectation line, or of a projection."""

    on: date
    value: Fraction


@dataclass(frozen=True, slots=True)
class Projection:
    """Where an indicator would be at its target's date if it went on as it did so far (progress.md 9).

    Attributes:
        on: the target's date.
        value: in the indicator's unit, percent from 0 to 100.
        reaches: the value meets the target.
        short_by: how far it is from the target, in the indicator's unit and never negative; 0 where it reaches it.
        points: corners of the line from the data date to the target's date, at least two.
    """

    on: date
    value: Fraction
    reaches: bool
    short_by: Fraction
    points: tuple[LinePoint, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % Wilson interval of a percent from surveys (progress.md 9).

    Attributes:
        low: in percent, 0 to 100.
        high: in percent, 0 to 100.
        wide: its half-width is above 10 percentage points.
    """

    low: Decimal
    high: Decimal
    wide: bool


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """An indicator at the end of one period: one point of its history.

    Attributes:
        on: the period's end.
        label: name of the period that ends then, e.g. `2026-S1`.
        value: v at that date; None where the period was expected and nothing came in, so that a line has a gap there,
            and for a flow's periods before the baseline.
        amount: of a flow, what was new in the periods that end then; None for other indicators and where missing.
        expected: the expectation line on that date; None where there is none.
        status: as of that date; None before the baseline and where nothing came in.
        before_baseline: history: shown, never v.
        compared: of the value what is set against the expectation, for ALL that of the matched countries; None
            without progress.
        interval: 95 % interval of a percent from surveys; None where there is none.
        evidence_grades: of what the value rests on, strongest first.
        weak_evidence: none of them is a register or a survey.
    """

    on: date
    label: str
    value: Fraction | None
    amount: Fraction | None
    expected: Fraction | None
    progress: Fraction | None
    status: Status | None
    before_baseline: bool = False
    compared: Fraction | None = None
    interval: Interval | None = None
    evidence_grades: tuple[EvidenceGrade, ...] = ()
    weak_evidence: bool = False
