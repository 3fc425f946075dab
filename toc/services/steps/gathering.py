"""From a field's text to a number, a date, a yes, a grade; what is wrong or unclear is gathered with its field.

Source: files-and-commands.md, Measurements in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from toc.errors import Fault, Invalid
from toc.exchange.cells import DateCell, NumberCell
from toc.exchange.date_text import AmbiguousDate, DateOrder, Day, parse_date
from toc.exchange.number_text import (
    Ambiguous,
    DecimalMark,
    Number,
    is_missing,
    only_digits,
    parse_number,
    plain_number,
    shown,
)
from toc.model.terms import EvidenceGrade
from toc.services.steps.questions import Caution, Choice, Question
from toc.services.steps.vocabulary import normal

_YES = frozenset({"yes", "y", "true", "1", "x", "si", "sì", "sí", "ja", "oui", "jah"})
_NO = frozenset({"", "no", "n", "false", "0", "nee", "non", "ei"})
_TEXTS = ("source", "source_url", "note")
_AS_NUMBER = "Format the cell as a number and type it again."
_GRADES = {
    word: grade for grade in reversed(EvidenceGrade) for word in (grade.value, grade.label.casefold().replace(" ", "-"))
}
"""Each grade by its value and by its label."""

_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Reading:
    """How texts are to be read.

    Attributes:
        decimal_mark: the file's, or the person's answer; None where it is not known.
        date_order: whether the day or the month comes first where the year comes last; None where it is not known.
        own: short name of the person's own organisation, or None.
        fractions: plain numbers from 0 to 1 below a percent are shares: 0.45 is 45 %.
    """

    decimal_mark: DecimalMark | None = None
    date_order: DateOrder | None = None
    own: str | None = None
    fractions: bool = False


@dataclass(slots=True)
class Gatherer:
    """Reads one field after the other and gathers what is wrong, so that everything is said at once.

    Attributes:
        fields: text by column name; an absent column is an empty text.
    """

    fields: Mapping[str, str]
    reading: Reading
    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)

    def text(self, name: str) -> str:
        """The text of a field, exactly as typed."""
        return self.fields.get(name, "")

    def attempt(self, read: Callable[[], _Read]) -> _Read | None:
        """What a reader gives; None where it refuses, whose faults are gathered."""
        try:
            return read()
        except Invalid as error:
            self.faults.extend(error.faults)
            return None

    def number(self, name: str, *, percent: bool = False) -> Decimal | None:
        """The number in a field, with the digits as typed; None where it is missing, wrong or unclear.

        Args:
            name: of the field.
            percent: a percent sign may stand behind it.
        """
        text = self.text(name)
        if not text:
            return None
        if only_digits(text):
            return Decimal(text)
        if isinstance(text, DateCell):
            self.faults.append(
                Fault(name, "The cell holds the date {text}, no number.", {"text": str(text)}, _AS_NUMBER)
            )
            return None
        if isinstance(text, NumberCell) and (percent or not text.percent):
            return text.value
        mark = self.reading.decimal_mark
        read = self.attempt(lambda: parse_number(text, decimal_mark=mark, field=name))
        if isinstance(read, Ambiguous):
            self.faults.append(_which_number(name, read))
        if not isinstance(read, Number):
            return None
        if read.percent and not percent:
            fault = Fault(name, "“{text}” has a percent sign.", {"text": shown(text)}, "Give the plain number.")
            self.faults.append(fault)
            return None
        if read.scientific:
            fields = {"text": shown(text), "value": plain_number(read.value)}
            notice = "“{text}” is read as {value}; a spreadsheet program may have dropped digits."
            self.notices.append(Caution(name, notice, fields, "Check the number."))
        return read.value

    def whole(self, name: str) -> int | None:
        """The whole number of at least 1 in a field; None where it is missing or wrong."""
        value = self.number(name)
        if value is None:
            return None
        if value != value.to_integral_value() or value < 1 or value > 2**31 - 1:
            fields = {"value": plain_number(value)}
            self.faults.append(Fault(name, "{value} is not a whole number of at least 1.", fields, "Check the number."))
            return None
        return int(value)

    def day(self, name: str) -> date | None:
        """The date in a field; None where it is missing, wrong or unclear."""
        text = self.text(name)
        if not text:
            return None
        known = text.day if isinstance(text, DateCell | NumberCell) else None
        if known is not None:
            return known
        read = self.attempt(lambda: parse_date(text, order=self.reading.date_order, field=name))
        if isinstance(read, AmbiguousDate):
            self.faults.append(_which_date(name, read))
        return read.value if isinstance(read, Day) else None

    def flag(self, name: str) -> bool:
        """Whether a field says yes; an empty one says no."""
        typed = self.text(name)
        if not typed:
            return False
        text = normal(typed)
        if text not in _YES and text not in _NO:
            fields = {"text": shown(typed), "name": name}
            self.faults.append(Fault(name, "“{text}” is neither yes nor no.", fields, "Write yes, or leave it empty."))
        return text in _YES

    def grade(self, name: str) -> EvidenceGrade | None:
        """The evidence grade that a value or label names; None for ungraded."""
        text = self.text(name)
        if is_missing(text):
            return None
        grade = _GRADES.get(normal(text).replace(" ", "-"))
        if grade is not None:
            return grade
        fields = {"text": shown(text), "grades": ", ".join(EvidenceGrade)}
        self.faults.append(Fault(name, "“{text}” is not an evidence grade.", fields, "Take one of: {grades}."))
        return None

    def kept_text(self, name: str) -> str:
        """A text for people, exactly as typed; refused only where no store can hold it."""
        text = self.text(name)
        if not text:
            return ""
        if "\x00" in text or not (text.isascii() or _can_be_kept(text)):
            fault = Fault(name, "The text holds a sign that cannot be kept.", {}, "Type the text again.")
            self.faults.append(fault)
            return ""
        return text

    def stating(self) -> dict[str, object]:
        """What a quantity rests on, by the names of the drafts' fields."""
        return {
            "sample_size": self.whole("sample_size"),
            "evidence_grade": self.grade("evidence_grade"),
            **{name: self.kept_text(name) for name in _TEXTS},
        }

    def refuse(self) -> None:
        """Raise all faults that were gathered, if there are any."""
        if self.faults:
            raise Invalid(faults=self.faults)


def _can_be_kept(text: str) -> bool:
    """Whether a text is whole: no half of a sign that takes two."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def _which_number(name: str, read: Ambiguous) -> Question:
    thousands, decimal = (plain_number(reading) for reading in read.readings)
    words = {".": "point", ",": "comma"}
    shared = {"text": shown(read.text), "thousands": thousands, "decimal": decimal, "mark": read.marks[1]}
    return Question(
        name,
        "“{text}” can be read as {thousands} or as {decimal}.",
        shared,
        "Choose which one is meant.",
        asks="decimal_mark",
        choices=(
            Choice(f"{thousands} (“{read.marks[1]}” groups thousands)", read.marks[0], words[read.marks[0]]),
            Choice(f"{decimal} (“{read.marks[1]}” is the decimal mark)", read.marks[1], words[read.marks[1]]),
        ),
    )


def _which_date(name: str, read: AmbiguousDate) -> Question:
    day_first, month_first = (reading.isoformat() for reading in read.readings)
    return Question(
        name,
        "“{text}” can be read as {day_first} or as {month_first}.",
        {"text": shown(read.text), "day_first": day_first, "month_first": month_first},
        "Choose which one is meant.",
        asks="date_order",
        choices=(Choice(day_first, "day", "day"), Choice(month_first, "month", "month")),
    )
