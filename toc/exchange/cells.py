"""Cells of a spreadsheet that are more than a text: numbers, dates, errors, formulas nobody has computed.

Each is the text that a person would read in the cell, so that whatever looks for texts finds one; who wants a number or
a date asks for what the cell really holds, and need not guess at decimal marks or the order of day and month.
"""

from datetime import date, timedelta
from decimal import Decimal

from toc.exchange.number_text import plain_number

_FIRST_SERIAL, _LAST_SERIAL = 18_264, 109_575
"""Serial numbers of 1950-01-01 and 2199-12-31."""

ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
"""Texts that spreadsheet programs show for an error."""

_DAY_ZERO = date(1899, 12, 30)
"""The day that a spreadsheet program's serial number 0 stands for, from 1900-03-01 on."""


class NumberCell(str):
    """A number as a spreadsheet holds it.

    Attributes:
        value: the number; a cell formatted as percent holds 45 for 45 %.
        percent: the cell is formatted as percent.
    """

    __slots__ = ("percent", "value")
    value: Decimal
    percent: bool

    def __new__(cls, value: Decimal, *, percent: bool = False) -> "NumberCell":
        """Make the cell of its number."""
        cell = super().__new__(cls, plain_number(value) + ("%" if percent else ""))
        cell.value = value
        cell.percent = percent
        return cell

    @classmethod
    def of_float(cls, value: float, *, percent: bool = False) -> "NumberCell":
        """Make the cell of a stored number, with the 15 digits that spreadsheet programs guarantee and show."""
        number = Decimal(f"{value:.15g}")
        return cls(number.scaleb(2) if percent else number, percent=percent)

    @property
    def day(self) -> date | None:
        """The date of which this is the serial number; None where it is none between 1950 and 2199."""
        if self.percent or not _FIRST_SERIAL <= self.value <= _LAST_SERIAL:
            return None
        return _DAY_ZERO + timedelta(days=int(self.value))


class DateCell(str):
    """A date as a spreadsheet holds it; a time of day is cut off.

    Attributes:
        day: the date.
    """

    __slots__ = ("day",)
    day: date

    def __new__(cls, day: date) -> "DateCell":
        """Make the cell of its date."""
        cell = super().__new__(cls, day.isoformat())
        cell.day = day
        return cell


class ErrorCell(str):
    """An error such as `#DIV/0!` that stands where a value should be."""

    __slots__ = ()


class UncomputedCell(str):
    """A formula that was saved without its result."""

    __slots__ = ()
