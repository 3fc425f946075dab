"""The periods of a series, stored and about to be: overlaps are refused, running totals that fall are asked about.

Source: progress.md 2.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from toc.errors import Invalid
from toc.exchange.number_text import plain_number
from toc.figures.periods import period_label
from toc.figures.quantities import quantity_of
from toc.model.drafts import MeasurementDraft
from toc.services.steps.questions import Question


@dataclass(frozen=True, slots=True, order=True)
class Taken:
    """A period that is taken.

    Attributes:
        start: first day, inclusive.
        end: last day, inclusive.
        where: in words, e.g. `row 2`, `an approved measurement`.
        draft: what was measured.
    """

    start: date
    end: date
    where: str
    draft: MeasurementDraft = field(compare=False)

    @property
    def value(self) -> Fraction | None:
        """What was measured; None for nothing to report. Computed when asked: only running totals are compared."""
        quantity = quantity_of(self.draft)
        return None if quantity is None else quantity.value

    @property
    def label(self) -> str:
        """Name of the period."""
        return period_label(self.start, self.end)


def taken_by(draft: MeasurementDraft, where: str) -> Taken:
    """The period that a draft takes."""
    return Taken(draft.period_start, draft.period_end, where, draft)


class PeriodsOfSeries:
    """The periods of one series in order; they never overlap.

    Args:
        stored: what the store holds, drafts included, voided ones excluded.
    """

    def __init__(self, stored: Iterable[Taken] = ()) -> None:
        self._taken = sorted(stored)

    def refuse_overlap(self, wanted: Taken) -> None:
        """Refuse a period that shares a day with another one; the same period again is a revision.

        Raises:
            Invalid: names the other period.
        """
        if not self._taken or self._taken[-1].end < wanted.start:
            return
        place = self._place(wanted)
        for other in self._taken[max(place - 1, 0) : place + 2]:
            if other.start <= wanted.end and wanted.start <= other.end and not _same(other, wanted):
                raise _overlap(wanted, other)

    def take(self, wanted: Taken) -> None:
        """Take a period that overlaps no other, or state the same period anew."""
        if not self._taken or self._taken[-1].start < wanted.start:
            self._taken.append(wanted)
            return
        place = self._place(wanted)
        if place < len(self._taken) and _same(self._taken[place], wanted):
            self._taken[place] = wanted
        else:
            self._taken.insert(place, wanted)

    def find_fall(self, wanted: Taken) -> Question | None:
        """What is to be asked where a running total is lower than the one before it, or higher than the one after it.

        Args:
            wanted: a period of the series; one with nothing to report cannot fall.
        """
        value = wanted.value
        if value is None:
            return None
        place = self._place(wanted)
        before = next(_with_value(reversed(self._taken[:place])), None)
        after = next(_with_value(found for found in self._taken[place:] if found.start > wanted.end), None)
        if before is not None and value < before[1]:
            return _fall(wanted, *before, "lower than the value before")
        if after is not None and after[1] < value:
            return _fall(wanted, *after, "higher than the value after it")
        return None

    def _place(self, wanted: Taken) -> int:
        return bisect_left(self._taken, wanted.start, key=lambda found: found.start)


def _same(one: Taken, other: Taken) -> bool:
    return (one.start, one.end) == (other.start, other.end)


def _with_value(periods: Iterable[Taken]) -> Iterator[tuple[Taken, Fraction]]:
    for found in periods:
        value = found.value
        if value is not None:
            yield found, value


def _overlap(wanted: Taken, other: Taken) -> Invalid:
    return Invalid(
        "The period {period} overlaps {other} ({where}) of the same series: days would count twice.",
        field="period",
        remedy="Give periods that do not share a day, or correct the other one.",
        details={"period": wanted.label, "other": other.label, "where": other.where},
    )


def _fall(wanted: Taken, other: Taken, value: Fraction, how: str) -> Question:
    return Question(
        "value",
        "{value} is {how} ({other} for {period}), and a running total does not fall.",
        {
            "value": plain_number(wanted.value or 0),
            "other": plain_number(value),
            "how": how,
            "period": other.label,
            "where": other.where,
        },
        "Check the number; where it is right, give the reason.",
        asks="reason",
    )
