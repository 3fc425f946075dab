"""Dates as people write them; an unclear one is a question to the person, never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from toc.errors import Invalid
from toc.exchange.number_text import Missing, is_missing, tidy

DateOrder = Literal["day", "month"]

_TIME = r"(?:[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)? ?(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})" + _TIME)
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})" + _TIME)


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


def parse_date(
    text: str, *, order: DateOrder | None = None, field: str | None = None
) -> Day | Missing | AmbiguousDate:
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
    details = {"text": text if len(text) <= 60 else text[:59] + "…"}
    remedy = "Write the date as year-month-day, for example 2026-06-30."
    if found := _YEAR_FIRST.fullmatch(typed):
        day = _date(found[1], found[3], found[4])
        if day is None:
            raise Invalid("“{text}” is not a day of the calendar.", field=field, remedy=remedy, details=details)
        return Day(day)
    found = _YEAR_LAST.fullmatch(typed)
    if found is None:
        raise Invalid("“{text}” is not a date.", field=field, remedy=remedy, details=details)
    day_first, month_first = _date(found[4], found[3], found[1]), _date(found[4], found[1], found[3])
    if day_first is None and month_first is None:
        raise Invalid("“{text}” is not a day of the calendar.", field=field, remedy=remedy, details=details)
    if order is not None:
        chosen = day_first if order == "day" else month_first
        if chosen is None:
            raise Invalid(_MISFIT[order], field=field, remedy=remedy, details=details)
        return Day(chosen)
XX

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
    for text in texts:
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
            details={"day": proofs["day"], "month": proofs["month"]},
        )
    return next(iter(proofs), None)
