"""What a preview says row by row, for a table: state, what the row is about, old and new value, what is to be said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from toc.figures.periods import period_label
from toc.figures.quantities import quantity_of
from toc.model.drafts import MeasurementDraft
from toc.services.steps.import_outcome import Message, Outcome, Report, RowState
from toc.services.steps.import_planning import Write

_Key = tuple[str, str, str | None, date | None, date | None]


@dataclass(frozen=True, slots=True)
class ImportLine:
    """A row of a file as a preview shows it.

    Attributes:
        row: as a spreadsheet program counts it.
        part: heading of the column, where a row was taken apart; empty otherwise.
        about: codes of indicator, country and organisation, and the period; empty where it could not be read.
        category: dimension and category of a part of a breakdown; empty for a total.
        value: what the row states; None where it states none.
        before: what stands in the store, where that changes; None otherwise.
        said: everything that is said about it, with what to do.
    """

    row: int
    part: str
    state: RowState
    indicator: str
    country: str
    organisation: str
    period: str
    category: str
    value: Decimal | Fraction | None
    before: Fraction | None
    said: str


def import_lines(report: Report, writes: tuple[Write, ...]) -> Iterator[ImportLine]:
    """A line for every row of a file, in its order.

    Args:
        report: the preview.
        writes: what saving would write, for the values that change.
    """
    told: dict[tuple[int | None, str], list[Message]] = {}
    for message in report.messages:
        told.setdefault((message.row, message.part), []).append(message)
    stored = {_key(write.draft): write.stored.draft for write in writes if write.stored is not None}
    for outcome in report.outcomes:
        yield _line(outcome, told.get(outcome.row.key, []), stored)


def _key(draft: MeasurementDraft) -> _Key:
    return draft.indicator, draft.country, draft.organisation, draft.period_start, draft.period_end


def _line(outcome: Outcome, told: list[Message], stored: dict[_Key, MeasurementDraft]) -> ImportLine:
    said = " ".join(part for message in told for part in (message.fault.text(), message.fault.remedy_text()) if part)
    row, value = outcome.row, outcome.value
    if value is None:
        return ImportLine(row.number, row.part or "", outcome.state, "", "", "", "", "", None, None, said)
    key = (value.indicator_code, value.country, value.organisation, value.period_start, value.period_end)
    before = stored.get(key) if outcome.state is RowState.CHANGED and not value.category else None
    old = None if before is None else quantity_of(before)
    start, end = value.period_start, value.period_end
    period = period_label(start, end) if start is not None and end is not None else str(value.date or "")
    return ImportLine(
        row=row.number,
        part=row.part or "",
        state=outcome.state,
        indicator=value.indicator_code,
        country=value.country,
        organisation=value.organisation or value.kind or "",
        period=period,
        category=f"{value.dimension}: {value.category}" if value.category else "",
        value=value.value,
        before=None if old is None else old.value,
        said=said,
    )
