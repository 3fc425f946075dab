"""Dates as people write them; an unclear one is a question to the person, never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from toc.errors import Invalid
from toc.exchange.number_text import Missing, is_missing, shown, tidy

DateOrder = Literal["day", "month"]

_TIME = r"(?:[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)? ?(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})" + _TIME)
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})" + _TIME)
_NO_DATE = "“{text}” is not a date."
_NO_DAY = "“{text}” is not a day of the calendar."
_MISFIT: dict[DateOrder, str] = {
    "day": "“{text}” does not fit the other dates, which have the day first.",
    "month": "“{text}” does not fit the other dates, which have the month first.",
}


@dataclass(frozen=True)
class Day:
    """A text that has one reading as a date.

    Attributes:
        value: the date; a time of day behind it is cut.
        order: what the text proves about a date with the year last: the day or the month comes first; None where it
            proves nothing (ISO, 03/03/2026).
    """

    value: date
    order: DateOrder | None = None


@dataclass(frozen=True)
class AmbiguousDate:
    """A date text with two readings.

    Attributes:
        text: as typed, e.g. ``03/04/2026``.
        readings: day first (3 April) and month first (4 March), in this order.
    """

    text: str
    readings: tuple[date, date]


def parse_date(text: str, *, order: DateOrder | None = None, field: str | None = None) -> Day | Missing | AmbiguousDate:
    """Read a date: 2024-12-31, 2024-12-31T23:59:59, 31/12/2024, 31.12.2024; years have four digits.

    Args:
        text: what was typed; blank and the missing marks give Missing.
        order: what comes first where the year comes last, as the file proves or the person answered; None where it is
            not known. Dates with the year first do not need it.
        field: name of the field or column that a fault is reported at.

    Returns:
        Day, Missing, or AmbiguousDate with both readings (only where ``order`` is None).

    Raises:
        Invalid: no date, no day of the calendar, or one that does not fit ``order``.

    Source: files-and-commands.md, Measurements in (period).
    """
    if is_missing(text):
        return Missing(text)
    typed = tidy(text)
    if found := _YEAR_FIRST.fullmatch(typed):
        year_first = _date(found[1], found[3], found[4])
        if year_first is None:
            raise _refusal(_NO_DAY, text, field)
        return Day(year_first)
    found = _YEAR_LAST.fullmatch(typed)
    if found is None:
        raise _refusal(_NO_DATE, text, field)
    readings: dict[DateOrder, date | None] = {
        "day": _date(found[4], found[3], found[1]),
        "month": _date(found[4], found[1], found[3]),
    }
    return _chosen(text, {key: day for key, day in readings.items() if day is not None}, order, field)


def find_date_order(texts: Iterable[str]) -> DateOrder | None:
    """Decide for a whole column or file whether day or month comes first: one text that proves it decides for all.

    Args:
        texts: cells of the date columns; what is missing or no date is passed over.

    Returns:
        ``"day"`` or ``"month"``; None where nothing decides.

    Raises:
        Invalid: the texts prove both; one of each is named.
    """
    proofs: dict[DateOrder, str] = {}
    for text in dict.fromkeys(texts):
        try:
            read = parse_date(text)
        except Invalid:
            continue
        if isinstance(read, Day) and read.order is not None:
            proofs.setdefault(read.order, text)
    if len(proofs) == 2:
        raise Invalid(
            "“{day}” is written with the day first and “{month}” with the month first.",
            remedy="Write all dates as year-month-day, for example 2026-06-30.",
            details={"day": shown(proofs["day"]), "month": shown(proofs["month"])},
        )
    return next(iter(proofs), None)


def _chosen(
    text: str, readings: dict[DateOrder, date], order: DateOrder | None, field: str | None
) -> Day | AmbiguousDate:
    """Return the one reading that is possible or asked for, else both."""
    if not readings:
        raise _refusal(_NO_DAY, text, field)
    if order is not None and order not in readings:
        raise _refusal(_MISFIT[order], text, field)
    if len(readings) == 1:
        ((proof, day),) = readings.items()
        return Day(day, proof)
    if order is not None or readings["day"] == readings["month"]:
        return Day(readings[order or "day"])
    return AmbiguousDate(text, (readings["day"], readings["month"]))


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _refusal(message: str, text: str, field: str | None) -> Invalid:
    return Invalid(
        message,
        field=field,
        remedy="Write the date as year-month-day, for example 2026-06-30.",
        details={"text": shown(text)},
    )
