"""What one organisation's series gives to a country's value at a date (progress.md 3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from toc.figures.periods import Period, period_label
from toc.figures.quantities import has_quantity, quantity_of
from toc.figures.results import Quantity
from toc.model.panel import Observation


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one organisation gives.

    Attributes:
        quantity: of a flow what was new since the baseline; else its latest state. None where it has none.
        data_on: end of the latest period in it; None without a quantity.
        observations: the periods that are counted, oldest first.
        notes: plain sentences on periods that are kept but not counted.
    """

    name: str
    quantity: Quantity | None = None
    data_on: date | None = None
    observations: tuple[Observation, ...] = ()
    notes: tuple[str, ...] = ()


def flow_of(name: str, observations: Sequence[Observation], *, since: date, as_of: date) -> Contribution:
    """What is new since the baseline: the sum of the periods that begin after it and end on or before a date.

    "Nothing to report" counts as 0. A period that straddles the baseline date is kept but not counted, and named; one
    that begins on the baseline date straddles it.

    Source: progress.md 3, flow.
    """
    counted: list[Observation] = []
    notes: list[str] = []
    whole, rest = 0, Fraction(0)
    for found in observations:
        if found.period_end > as_of or found.period_end <= since:
            continue
        if found.period_start <= since:
            label = period_label(found.period_start, found.period_end)
            notes.append(f"{name} {label} overlaps the baseline: give the part after it as its own period.")
        elif found.nothing_to_report:
            counted.append(found)
        elif found.value is not None:
            counted.append(found)
            numerator, denominator = found.value.as_integer_ratio()
            if denominator == 1:  # whole numbers add up many times faster
                whole += numerator
            else:
                rest += Fraction(numerator, denominator)
    if not counted:
        return Contribution(name, notes=tuple(notes))
    return Contribution(name, Quantity(whole + rest), counted[-1].period_end, tuple(counted), tuple(notes))


def state_of(
    name: str, observations: Sequence[Observation], *, since: date, as_of: date, baseline: Quantity | None
) -> Contribution:
    """The latest state, or running total, of a period that ends after the baseline date and on or before a date.

    "Nothing to report" confirms the organisation's last value after the baseline at its own period's end, or else the
    baseline that is given. With neither, it gives no value and counts for completeness only. A value from before the
    baseline is history and is not confirmed: it is never v.

    Args:
        name: of the organisation.
        observations: in order of their period's end.
        since: the baseline date.
        as_of: the date looked at.
        baseline: the country's baseline where this is its only organisation; None otherwise.

    Source: progress.md 2 (nothing to report) and 3 (point, running).
    """
    confirming: Observation | None = None
    for found in reversed(observations):
        if found.period_end > as_of or found.period_end <= since:
            continue
        stated = None if found.nothing_to_report else quantity_of(found)
        if stated is not None:
            kept = (found,) if confirming is None else (found, confirming)
            return Contribution(name, stated, kept[-1].period_end, kept)
        if found.nothing_to_report and confirming is None:
            confirming = found
    if confirming is None:
        return Contribution(name)
    if baseline is None:
        return Contribution(name, observations=(confirming,))
    return Contribution(name, baseline, confirming.period_end, (confirming,))


def says_something(observation: Observation) -> bool:
    """Whether an observation states a value or that there is nothing to report; one that does neither is missing."""
    return observation.nothing_to_report or has_quantity(observation)


def uncovered(observations: Sequence[Observation], periods: Sequence[Period]) -> tuple[Period, ...]:
    """Periods of which a day is in no observation; several observations may cover one, and they never overlap."""
    exact = {(found.period_start, found.period_end) for found in observations}
    return tuple(
        period for period in periods if (period.start, period.end) not in exact and not _covered(observations, period)
    )


def _covered(observations: Sequence[Observation], period: Period) -> bool:
    days = 0
    for found in observations:
        first, last = max(found.period_start, period.start), min(found.period_end, period.end)
        days += max((last - first).days + 1, 0)
    return days == (period.end - period.start).days + 1
