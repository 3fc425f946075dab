"""Periods of measurements: read, name, compare, and the ones a report is expected for (progress.md 1)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from toc.errors import Invalid
from toc.model.terms import Frequency

_SPELLINGS = (
    (re.compile(r"([0-9]{4})"), 12),
    (re.compile(r"([0-9]{4})-?[SH]([12])"), 6),
    (re.compile(r"([0-9]{4})-?Q([1-4])"), 3),
    (re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])"), 1),
)
_TWO_DATES = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) TO ([0-9]{4}-[0-9]{2}-[0-9]{2})")
_LETTERS = {12: "", 6: "-S", 3: "-Q", 1: "-"}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days that one measurement covers.

    Attributes:
        start: first day, inclusive.
        end: last day, inclusive; never before the first.
    """

    start: date
    end: date

    @property
    def label(self) -> str:
        """The canonical name, e.g. `2026-S1`; free dates are written out."""
        return period_label(self.start, self.end)

    def overlaps(self, other: "Period") -> bool:
        """Whether the two share at least one day."""
        return self.start <= other.end and other.start <= self.end


@lru_cache(maxsize=2048)
def parse_period(text: str) -> Period:
    """The period that a text names: a year, semester, quarter, month, or two dates.

    Args:
        text: `2026`, `2026-S1` (also `2026-H1`, `2026S1`), `2026-Q1` (also `2026Q1`), `2026-01`, or what
            `period_label` writes for free dates. Case and blanks around it do not matter.

    Raises:
        Invalid: the text names no period, with field `period`.

    Source: progress.md 1; files-and-commands.md, column period.
    """
    wanted = text.strip().upper()
    for pattern, months in _SPELLINGS:
        found = pattern.fullmatch(wanted)
        if found and int(found[1]) > 0:
            number = int(found[2]) if months < 12 else 1
            return _calendar_period(int(found[1]), number, months)
    dates = _TWO_DATES.fullmatch(wanted)
    if dates:
        return _free_period(dates[1], dates[2], text)
    raise _no_period(text)


@lru_cache(maxsize=4096)
def period_label(start: date, end: date) -> str:
    """The canonical name of a period: `2026`, `2026-S1`, `2026-Q1`, `2026-01`, else `YYYY-MM-DD to YYYY-MM-DD`."""
    months = (end.month - start.month) + 1 if end.year == start.year else 0
    whole = months in _LETTERS and (start.month - 1) % months == 0
    if not whole or start.day != 1 or end != _last_day(end.year, end.month):
        return f"{start.isoformat()} to {end.isoformat()}"
    number = (start.month - 1) // months + 1
    return f"{start.year:04d}{_LETTERS[months]}" + {12: "", 1: f"{number:02d}"}.get(months, str(number))


@lru_cache(maxsize=2048)
def expected_periods(frequency: Frequency, *, after: date, not_before: date, until: date) -> tuple[Period, ...]:
    """Whole reporting periods that a report is expected for, in order.

    Reporting periods are those of the calendar (a semester begins in January or July). A horizon's end ends nothing:
    reports stay expected, so that a later fall is seen.

    Args:
        frequency: how often a report is expected.
        after: the baseline date; a period has to begin after it.
        not_before: first day of the objective's horizon; a period may begin on it.
        until: a period has to have ended on or before it.

    Source: progress.md 1, first period expected.
    """
    found = []
    period = first_period(frequency, after=after, not_before=not_before)
    while period.end <= until:
        found.append(period)
        if period.end == date.max:
            break
        period = _next_period(period, frequency.months)
    return tuple(found)


@lru_cache(maxsize=1024)
def first_period(frequency: Frequency, *, after: date, not_before: date) -> Period:
    """The first whole reporting period that begins after the baseline date and not before the horizon.

    Source: progress.md 1, first period expected.
    """
    months = frequency.months
    earliest = max(later(after, 1), not_before)
    period = _calendar_period(earliest.year, (earliest.month - 1) // months + 1, months)
    return period if period.start >= earliest else _next_period(period, months)


def whole_periods(frequency: Frequency, *, first: date, last: date) -> tuple[Period, ...]:
    """Whole reporting periods that begin on or after `first` and end on or before `last`, whoever expects them."""
    return expected_periods(frequency, after=date.min, not_before=first, until=last)


def due_on(period: Period, grace_days: int) -> date:
    """The day by which a period's report has to be in: its end and the grace (progress.md 1)."""
    return later(period.end, grace_days)


def later(day: date, days: int) -> date:
    """The day a number of days later; the last day of the calendar where it would lie beyond."""
    return day + timedelta(days=min(days, (date.max - day).days))


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the last day of a month stays the last day of a month.

    Periods end on the last day of a month, and two of them later that is still so: two quarters after 30 June end on
    31 December.
    """
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    if year > date.max.year:
        return date.max
    last = _last_day(year, month + 1)
    if day == _last_day(day.year, day.month):
        return last
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), last)


def _calendar_period(year: int, number: int, months: int) -> Period:
    end_month = number * months
    return Period(date(year, end_month - months + 1, 1), _last_day(year, end_month))


def _next_period(period: Period, months: int) -> Period:
    start = later(period.end, 1)
    return Period(start, _last_day(start.year, (start.month - 1) // months * months + months))


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _free_period(first: str, last: str, text: str) -> Period:
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        raise _no_period(text) from None
    if end < start:
        raise Invalid("The period {text} ends before it starts.", field="period", details={"text": text})
    return Period(start, end)


def _no_period(text: str) -> Invalid:
    return Invalid(
        "{text} is not a period.",
        field="period",
        remedy="Write a year (2026), a semester (2026-S1), a quarter (2026-Q1) or a month (2026-01).",
        details={"text": text.strip() or "An empty text"},
    )
