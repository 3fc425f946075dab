"""What an import of measurements would do: rows of one measurement put together, compared with the store, checked.

Pure: rows and what stands in, states and what is to be written out. Source: files-and-commands.md, Measurements in,
Preview; progress.md 1, 2, 12.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from toc.errors import Fault, Invalid
from toc.exchange.number_text import plain_number
from toc.figures.quantities import quantity_of
from toc.model.document import FrameworkDocument
from toc.model.drafts import MeasurementDraft
from toc.model.query import ALL, Actor
from toc.model.terms import OverTime, Permission
from toc.services.permissions import allowed
from toc.services.steps.closed import Closings
from toc.services.steps.comparing import EVERY_COLUMN, SeriesOf, Stored, merge, same, same_part, same_total, series_of
from toc.services.steps.headings import Headings
from toc.services.steps.import_outcome import Message, MessageKind, Outcome, RowState, RowValue, said, share
from toc.services.steps.import_reading import ReadRow
from toc.services.steps.measurement_rules import check_begun
from toc.services.steps.periods_of_series import PeriodsOfSeries, Taken, taken_by
from toc.services.steps.questions import Caution, Question
from toc.services.steps.stored import is_private, private_draft
from toc.services.steps.totals import complete

Key = tuple[SeriesOf, date, date]
"""Which measurement a row belongs to."""


@dataclass(frozen=True, slots=True)
class Write:
    """One revision that an import writes.

    Attributes:
        draft: complete, with everything that stays as it stands.
        stored: what it revises; None for a new measurement.
    """

    draft: MeasurementDraft
    stored: Stored | None


@dataclass(slots=True)
class Planner:
    """Puts rows together and checks them against each other and against the store.

    Attributes:
        document: the framework.
        headings: of the file.
        actor: for whom the rows would be written.
        today: in the framework's time zone.
        reason: why values change, and why a running total falls; empty where none was given.
        stored: what stands, by key.
        closings: periods that are closed, with their exceptions.
    """

    document: FrameworkDocument
    headings: Headings
    actor: Actor
    today: date
    reason: str
    stored: dict[Key, Stored]
    closings: Closings = field(default_factory=Closings)
    states: dict[tuple[int, str], RowState] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    _series: dict[SeriesOf, PeriodsOfSeries] = field(init=False)
    _allowed: dict[tuple[str, str], bool] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Sort the periods that are taken already by their series."""
        taken: dict[SeriesOf, list[Taken]] = {}
        for (series, _, _), found in self.stored.items():
            where = f"{found.state.label.lower()}, revision {found.number}"
            taken.setdefault(series, []).append(taken_by(found.draft, where))
        self._series = {series: PeriodsOfSeries(periods) for series, periods in taken.items()}

    def plan(self, rows: Sequence[ReadRow]) -> tuple[Outcome, ...]:
        """Decide what becomes of every row; messages and writes are gathered on the way.

        Args:
            rows: of the whole file, in its order.

        Returns:
            One outcome a row, in their order.
        """
        for row in rows:
            if row.state is not None:
                self._pass_over(row, row.state)
        groups: dict[Key, list[ReadRow]] = {}
        for row in rows:
            if row.parsed is not None:
                groups.setdefault(_key(row.parsed.draft), []).append(row)
        unread = _unread_kin(rows)
        for key, members in groups.items():
            self._plan_group(key, self._without_repeats(members), unread)
        self.messages.sort(key=lambda message: message.row or 0)
        states = self.states
        return tuple(Outcome(row.row, states[row.row.key], partial(_value, row)) for row in rows)

    def _pass_over(self, row: ReadRow, state: RowState) -> None:
        self.states[row.key] = state
        kind = MessageKind.ERROR if state is RowState.REFUSED else MessageKind.NOTE
        self.messages += said(row.faults, row.row, self.headings, kind)

    def _refuse(self, rows: Iterable[ReadRow], faults: Sequence[Fault]) -> None:
        """Refuse rows that belong together: the first says why, the others name it."""
        first, *others = rows
        self.states[first.key] = RowState.REFUSED
        for fault in faults:
            kind = MessageKind.WARNING if isinstance(fault, Question) else MessageKind.ERROR
            self.messages += said([fault], first.row, self.headings, kind)
        for row in others:
            self.states[row.key] = RowState.REFUSED
            fields = {"row": first.number}
            fault = Fault(None, "It belongs to the measurement of row {row}, which is refused.", fields)
            self.messages += said([fault], row.row, self.headings)

    def _without_repeats(self, members: list[ReadRow]) -> list[ReadRow]:
        """Rows of one measurement without those that say the same again; contradicting ones are refused."""
        if len(members) == 1:
            return members
        by_part: dict[tuple[str, str], list[ReadRow]] = {}
        for row in members:
            by_part.setdefault(_part_of(row), []).append(row)
        kept: list[ReadRow] = []
        for alike in by_part.values():
            first, *others = alike
            different = [row for row in others if _draft(row) != _draft(first)]
            if different:
                numbers = ", ".join(str(row.number) for row in alike)
                for row in alike:
                    message = "Rows {rows} state different things for the same key; none of them is taken."
                    fault = Fault("value", message, {"rows": numbers}, "Leave one of them in the file.")
                    self._refuse([row], [fault])
                continue
            kept.append(first)
            for row in others:
                self.states[row.key] = RowState.SKIPPED
                fault = Fault(None, "It says the same as row {row}.", {"row": first.number})
                self.messages += said([fault], row.row, self.headings, MessageKind.NOTE)
        return kept if len(kept) == len(by_part) else self._refuse_kin(kept, members)

    def _refuse_kin(self, kept: list[ReadRow], members: list[ReadRow]) -> list[ReadRow]:
        """Refuse the other rows of a measurement of which some contradict each other."""
        culprit = next(row.number for row in members if self.states.get(row.key) is RowState.REFUSED)
        self._refuse_with(kept, culprit)
        return []

    def _refuse_with(self, rows: Iterable[ReadRow], culprit: int) -> None:
        message = "It belongs to the measurement of row {row}, which is refused."
        for row in rows:
            self._refuse([row], [Fault(None, message, {"row": culprit}, "Correct row {row}.")])

    def _plan_group(self, key: Key, rows: list[ReadRow], unread: dict[tuple[str, ...], ReadRow]) -> None:
        if not rows:
            return
        culprit = _refused_kin(rows, unread) if unread else None
        if culprit is not None:
            self._refuse_with(rows, culprit.number)
            return
        stored = self.stored.get(key)
        if stored is not None and is_private(stored, self.actor):
            self._refuse(rows, private_draft(stored).faults)
            return
        try:
            stated = _together(rows)
            draft = stated if stored is None else merge(stated, stored.draft, self._given)
            draft = complete(draft, self.document)
            if stored is not None and same(draft, stored.draft):
                self.states.update({row.key: RowState.UNCHANGED for row in rows})
                return
            cautions = self._check(draft, rows[0].number, stored)
        except Invalid as error:
            self._refuse(rows, error.faults)
            return
        for row in rows:
            self.states[row.row.key] = _state(row, draft, stored)
        self._tell(rows, cautions)
        self.writes.append(Write(draft, stored))

    @property
    def _given(self) -> frozenset[str]:
        """Columns that the file has; an import never takes the mark of invented data away."""
        return EVERY_COLUMN.intersection(self.headings.given) - {"invented"}

    def _check(self, draft: MeasurementDraft, row: int, stored: Stored | None) -> list[Fault]:
        """Refuse what the rules forbid, take the period, and give what should be looked at again."""
        place = (draft.organisation, draft.country)
        if place not in self._allowed:
            country = None if draft.country == ALL else draft.country
            self._allowed[place] = allowed(
                self.actor, Permission.RECORD, organisation=draft.organisation, country=country
            )
        if not self._allowed[place]:
            raise Invalid(
                "You cannot log measurements of {organisation} for {country}.",
                field="organisation",
                remedy="Ask a coordinator.",
                details={"organisation": draft.organisation, "country": draft.country},
            )
        self.closings.refuse(draft.organisation, draft.period_end, self.today)
        caution = check_begun(draft, self.today)
        of = series_of(draft)
        series = self._series.get(of) or self._series.setdefault(of, PeriodsOfSeries())
        wanted = taken_by(draft, f"row {row}")
        series.refuse_overlap(wanted)
        cautions: list[Fault] = [] if caution is None else [caution]
        if self.document.indicator_by_code[draft.indicator].over_time is OverTime.RUNNING:
            fall = series.find_fall(wanted)
            if fall is not None and not self.reason:
                raise Invalid(faults=[fall])
            if fall is not None:
                cautions.append(Caution(fall.field, fall.template, fall.fields))
        series.take(wanted)
        if stored is not None and stored.approved:
            cautions.append(_replaces(stored))
        return cautions

    def _tell(self, rows: Sequence[ReadRow], cautions: Sequence[Fault]) -> None:
        for row in rows:
            notices = () if row.parsed is None else row.parsed.notices
            if not (notices or cautions):
                continue
            for fault in (*notices, *(cautions if row is rows[0] else ())):
                kind = MessageKind.WARNING if isinstance(fault, Caution) else MessageKind.NOTE
                self.messages += said([fault], row.row, self.headings, kind)


def _key(draft: MeasurementDraft) -> Key:
    return series_of(draft), draft.period_start, draft.period_end


def keyed(stored: Iterable[Stored]) -> dict[Key, Stored]:
    """What stands in the store by the measurement that it is about."""
    return {_key(found.draft): found for found in stored}


def _draft(row: ReadRow) -> MeasurementDraft:
    if row.parsed is None:
        raise AssertionError("a row that was not read has no draft")
    return row.parsed.draft


def _part_of(row: ReadRow) -> tuple[str, str]:
    parts = _draft(row).parts
    return (parts[0].dimension, parts[0].category) if parts else ("", "")


def _unread_kin(rows: Iterable[ReadRow]) -> dict[tuple[str, ...], ReadRow]:
    """Refused rows by the texts of their key, so that a measurement is not kept without a part that was meant."""
    return {row.raw_key: row for row in rows if row.state is RowState.REFUSED}


def _refused_kin(rows: Iterable[ReadRow], unread: dict[tuple[str, ...], ReadRow]) -> ReadRow | None:
    """The refused row that belongs to the same measurement as some rows, where it or they are parts of a breakdown."""
    return next((kin for row in rows if (kin := unread.get(row.raw_key)) and (kin.is_part or row.is_part)), None)


def _together(rows: Sequence[ReadRow]) -> MeasurementDraft:
    """One draft of the rows of one measurement: its total, where a row states it, with all parts."""
    drafts = [_draft(row) for row in rows]
    if len(drafts) == 1:
        return drafts[0]
    total = next((draft for draft in drafts if not draft.parts), drafts[0])
    parts = tuple(part for draft in drafts for part in draft.parts)
    invented = any(draft.invented for draft in drafts)
    if total.nothing_to_report and parts:
        raise Invalid(
            "“Nothing to report” is said together with a breakdown.",
            field="nothing_to_report",
            remedy="Give the parts, or say that there is nothing to report.",
        )
    return total.model_copy(update={"parts": parts, "invented": invented})


def _state(row: ReadRow, draft: MeasurementDraft, stored: Stored | None) -> RowState:
    """What becomes of one row of a measurement that is written as `draft`."""
    if stored is None:
        return RowState.NEW
    wanted = _part_of(row)
    if wanted == ("", ""):
        return RowState.UNCHANGED if same_total(draft, stored.draft) else RowState.CHANGED
    part = next(part for part in draft.parts if (part.dimension, part.category) == wanted)
    if same_part(part, stored.draft):
        return RowState.UNCHANGED
    known = any((part.dimension, part.category) == wanted for part in stored.draft.parts)
    return RowState.CHANGED if known else RowState.NEW


def _replaces(stored: Stored) -> Fault:
    quantity = quantity_of(stored.draft)
    fields = {"value": "nothing to report" if quantity is None else plain_number(quantity.value), "by": stored.by}
    return Fault("value", "It replaces {value}, which was approved; the change waits for approval.", fields)


def _value(row: ReadRow) -> RowValue | None:
    if row.parsed is None:
        return None
    draft = row.parsed.draft
    stating = draft.parts[0] if draft.parts else draft
    part = _part_of(row)
    value = row.parsed.typed if row.parsed.typed is not None else stating.value
    return RowValue(
        indicator_code=draft.indicator,
        country=draft.country,
        organisation=draft.organisation,
        period_start=draft.period_start,
        period_end=draft.period_end,
        value=share(stating.numerator, stating.denominator) if value is None else value,
        numerator=stating.numerator,
        denominator=stating.denominator,
        dimension=part[0] or None,
        category=part[1] or None,
        nothing_to_report=draft.nothing_to_report,
    )
