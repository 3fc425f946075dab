"""What an import says before it saves, and after: each row's state, messages, questions, values.

Source: files-and-commands.md, Preview, then all or nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from toc.errors import Fault
from toc.exchange.number_text import plain_number, shown
from toc.exchange.readers import Row
from toc.services.steps.headings import Headings
from toc.services.steps.questions import Question


class RowState(StrEnum):
    """What becomes of a row; these six add up to the rows of a file."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    SKIPPED = "skipped"
    NO_VALUE = "no_value"


KEPT_STATES = (RowState.NEW, RowState.CHANGED, RowState.UNCHANGED)
"""States of rows that were read and hold a value."""


class MessageKind(StrEnum):
    """How grave a message is: a row is not stored, stored and marked, or simply told about."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Message:
    """Something that is said about a file or one of its rows.

    Attributes:
        row: as a spreadsheet program counts it, the headings are row 1; None for the whole file.
        column: the file's own heading, or the public column's name where the file has none; None for a whole row.
        fault: the text with its fields, and what to do.
        part: heading of the column that the row was taken apart by; empty for a whole row.
    """

    row: int | None
    column: str | None
    kind: MessageKind
    fault: Fault
    part: str = ""


@dataclass(frozen=True, slots=True)
class RowValue:
    """What a row was read as, in the words of the public columns; None where a file of this kind has no such column."""

    indicator_code: str
    country: str
    organisation: str | None
    period_start: date | None
    period_end: date | None
    value: Decimal | Fraction | None
    numerator: Decimal | None
    denominator: Decimal | None
    dimension: str | None = None
    category: str | None = None
    kind: str | None = None
    date: "date | None" = None
    value_to: Decimal | None = None
    nothing_to_report: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one row.

    Attributes:
        read: gives what it was read as, made when somebody asks: few of the rows of a long file are looked at.
    """

    row: Row
    state: RowState
    read: Callable[[], RowValue | None]

    @property
    def value(self) -> RowValue | None:
        """What it was read as; None where it was not read."""
        return self.read()


@dataclass(frozen=True)
class Asked:
    """A question and the rows that wait for its answer.

    Attributes:
        column: as the file calls it.
    """

    question: Question
    column: str | None
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Report:
    """All that is said about a file, in the order of its rows.

    Attributes:
        headings: how the columns were understood.
        encoding: of the file, as it was found.
        separator: between its cells, as it was found.
        decimal_mark: that its numbers were read with; None where they have none.
        date_order: `day` or `month` first; None where no date needed it.
    """

    headings: Headings
    encoding: str
    separator: str
    decimal_mark: str | None
    date_order: str | None
    outcomes: tuple[Outcome, ...]
    messages: tuple[Message, ...]

    @property
    def counts(self) -> Mapping[RowState, int]:
        """How many rows have each state, zeros included."""
        counted = Counter(outcome.state for outcome in self.outcomes)
        return {state: counted[state] for state in RowState}

    @property
    def new(self) -> int:
        """How many rows state what the store does not have yet."""
        return self.counts[RowState.NEW]

    @property
    def changed(self) -> int:
        """How many rows state something else than the store."""
        return self.counts[RowState.CHANGED]

    @property
    def refused(self) -> int:
        """How many rows are refused, those with an open question included."""
        return self.counts[RowState.REFUSED]

    @property
    def questions(self) -> tuple[Asked, ...]:
        """Each question once, with the rows that wait for it."""
        asked: dict[tuple[str, str | None], list[Message]] = {}
        for message in self.messages:
            if isinstance(message.fault, Question):
                asked.setdefault((message.fault.asks, message.column), []).append(message)
        return tuple(
            Asked(_question(found[0]), column, tuple(message.row for message in found if message.row is not None))
            for (_, column), found in asked.items()
        )

    def as_json(self) -> dict[str, Any]:
        """What `toc import --json` prints: the contract's names, numbers as texts in machine form."""
        return {
            "rows": len(self.outcomes),
            **{state.value: count for state, count in self.counts.items()},
            "questions": [_asked_json(asked) for asked in self.questions],
            "values": [
                _value_json(outcome)
                for outcome in self.outcomes
                if outcome.state in KEPT_STATES and outcome.value is not None
            ],
            "messages": [_message_json(message) for message in self.messages],
            "columns": dict(self.headings.columns),
            "unrecognised": list(self.headings.unrecognised),
            "encoding": self.encoding,
            "separator": self.separator,
            "decimal_mark": self.decimal_mark,
        }

    def lines(self) -> list[str]:
        """The same in sentences, for a terminal."""
        words = [f"{count} {state.value.replace('_', ' ')}" for state, count in self.counts.items() if count]
        separators = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "": ""}
        cells = [f"{self.encoding}, cells separated by {separators[self.separator]}"] if self.separator else []
        found = cells or ["a spreadsheet"]
        if self.decimal_mark is not None:
            found.append(f"decimal {'comma' if self.decimal_mark == ',' else 'point'}")
        told = [f"{len(self.outcomes)} rows ({'; '.join(found)}): {', '.join(words) or 'nothing'}."]
        told += [_message_line(message) for message in self.messages]
        told += [
            f"Question: {asked.question.text()} Answer it with {asked.question.option}." for asked in self.questions
        ]
        return told


def said(faults: Iterable[Fault], row: Row, headings: Headings, kind: MessageKind = MessageKind.ERROR) -> list[Message]:
    """Faults of one row as messages, each at the heading that the file has for its column."""
    return [
        Message(row.number, row.part or (fault.field and headings.heading(fault.field)), kind, fault, row.part or "")
        for fault in faults
    ]


def report_rows(report: Report, *, only: RowState | None = None) -> tuple[list[str], list[list[object]]]:
    """The row report: every row with its state and what is said about it, and the cells as they were.

    Args:
        report: the preview.
        only: rows in this state; None takes all.

    Returns:
        Headings and rows; a row with several messages stands once for each.
    """
    by_row: dict[tuple[int, str], list[Message]] = {}
    for message in report.messages:
        if message.row is not None:
            by_row.setdefault((message.row, message.part), []).append(message)
    file_headings = list(report.outcomes[0].row.cells) if report.outcomes else []
    rows: list[list[object]] = []
    for outcome in report.outcomes:
        if only not in (None, outcome.state):
            continue
        cells = [outcome.row.cells.get(heading, "") for heading in file_headings]
        told = [_told(message) for message in by_row.get(outcome.row.key, [])] or [("", "", "", "")]
        rows += [[outcome.row.number, outcome.state.value, *texts, *cells] for texts in told]
    return ["row", "state", "kind", "column", "message", "remedy", *file_headings], rows


def _told(message: Message) -> tuple[str, str, str, str]:
    return (message.kind.value, message.column or "", message.fault.text(), message.fault.remedy_text() or "")


def _question(message: Message) -> Question:
    if not isinstance(message.fault, Question):
        raise TypeError("only a question is asked")
    return message.fault


def _asked_json(asked: Asked) -> dict[str, Any]:
    return {
        "field": asked.column,
        "text": asked.question.text(),
        "choices": [{"label": choice.label, "answer": choice.typed} for choice in asked.question.choices],
        "option": asked.question.option,
        "rows": list(asked.rows),
    }


def _value_json(outcome: Outcome) -> dict[str, Any]:
    value = outcome.value
    if value is None:
        return {}
    found = {item.name: _json(getattr(value, item.name)) for item in fields(value)}
    kept = {name: text for name, text in found.items() if text is not None or name in _ALWAYS}
    return {"row": outcome.row.number, **kept, "state": outcome.state.value}


_ALWAYS = frozenset(
    "indicator_code country organisation period_start period_end value numerator denominator dimension category".split()
)


def _json(value: object) -> object:
    if isinstance(value, Decimal | Fraction):
        return plain_number(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def _message_json(message: Message) -> dict[str, Any]:
    return {
        "row": message.row,
        "column": message.column,
        "kind": message.kind.value,
        "text": message.fault.text(),
        "remedy": message.fault.remedy_text(),
    }


def _message_line(message: Message) -> str:
    place = [] if message.row is None else [f"row {message.row}"]
    if message.column is not None:
        place.append(shown(message.column))
    where = f" ({', '.join(place)})" if place else ""
    remedy = message.fault.remedy_text()
    return f"{message.kind.value.capitalize()}{where}: {message.fault.text()}" + (f" {remedy}" if remedy else "")


def share(numerator: Decimal | None, denominator: Decimal | None) -> Fraction | None:
    """The percentage that numerator and denominator make; None without them."""
    if numerator is None or not denominator:
        return None
    upper, lower = numerator.as_integer_ratio(), denominator.as_integer_ratio()
    return Fraction(100 * upper[0] * lower[1], upper[1] * lower[0])
