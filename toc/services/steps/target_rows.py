"""From a file's rows to baselines and targets, and what an import of them would do. Pure.

Source: files-and-commands.md, Baselines and targets in; progress.md 2.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial

from toc.errors import Fault, Invalid
from toc.exchange.number_text import is_missing, shown
from toc.exchange.readers import Row, Sheet
from toc.figures.periods import parse_period
from toc.model.document import FactDef, FrameworkDocument, IndicatorDef
from toc.model.query import ALL
from toc.model.terms import FactKind, Measure, OverTime, Scope
from toc.services.steps.comparing import RESTS_ON
from toc.services.steps.definition_rules import find_fact_faults
from toc.services.steps.gathering import Gatherer, Reading
from toc.services.steps.headings import Headings
from toc.services.steps.import_outcome import Message, MessageKind, Outcome, RowState, RowValue, said, share
from toc.services.steps.import_reading import passed_over_as
from toc.services.steps.measurement_rules import quantity_faults
from toc.services.steps.questions import Caution, NoValue
from toc.services.steps.vocabulary import Vocabulary, normal
from toc.services.steps.yearly_targets import as_running_totals, ask_whether_yearly, tell_difference
from toc.store.framework_rows import FactKey, fact_key

_KEPT_WHERE_ABSENT = (*RESTS_ON, "value_to", "invented")


@dataclass(slots=True)
class FactRow:
    """A row and the baseline or target that was made of it.

    Attributes:
        fact: None unless it was read.
        typed: the value as typed beside numerator and denominator.
    """

    row: Row
    fact: FactDef | None = None
    typed: Decimal | None = None
    faults: tuple[Fault, ...] = ()
    notices: tuple[Fault, ...] = ()


@dataclass(slots=True)
class TargetPlanner:
    """Decides what becomes of each row of a file of baselines and targets.

    Attributes:
        document: the framework in force.
        headings: of the file.
        reading: how its numbers and dates are read.
        targets_are: `yearly` or `running`, as the person answered; empty where nothing was answered.
        facts: what is to be set, in the end.
    """

    document: FrameworkDocument
    headings: Headings
    reading: Reading
    targets_are: str = ""
    states: dict[tuple[int, str], RowState] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    facts: list[FactDef] = field(default_factory=list)

    def plan(self, sheet: Sheet) -> tuple[Outcome, ...]:
        """One outcome for every row, in their order; messages and facts are gathered on the way."""
        vocabulary = Vocabulary(self.document)
        rows = [self._read(row, vocabulary, first=row.number == sheet.header_row + 1) for row in sheet.rows]
        old = {fact_key(fact): fact for fact in self.document.facts}
        for row in rows:
            if row.fact is not None:
                row.fact = self._with_absent(row.fact, old.get(fact_key(row.fact)))
        sets: dict[tuple[str, str], list[FactRow]] = {}
        for row in self._without_repeats(rows):
            if row.fact is not None:
                sets.setdefault((row.fact.indicator, row.fact.country), []).append(row)
        for members in sets.values():
            self._plan_set(members, old)
        self.messages.sort(key=lambda message: message.row or 0)
        return tuple(Outcome(row.row, self.states[row.row.key], partial(_value, row)) for row in rows)

    def _read(self, row: Row, vocabulary: Vocabulary, *, first: bool) -> FactRow:
        fields = self.headings.fields(row)
        passed_over = passed_over_as(row, fields, vocabulary, first=first)
        if passed_over is not None:
            self._settle(row, passed_over[0], [passed_over[1]])
            return FactRow(row)
        gather = Gatherer(fields, self.reading)
        try:
            found = _fact(gather, vocabulary, self._kind_of_file())
        except Invalid as error:
            nothing = all(isinstance(fault, NoValue) for fault in error.faults)
            self._settle(row, RowState.NO_VALUE if nothing else RowState.REFUSED, error.faults)
            return FactRow(row)
        return FactRow(row, found[0], found[1], notices=tuple(gather.notices))

    def _kind_of_file(self) -> FactKind | None:
        """The kind that the heading of the values names, for a file without a column for it."""
        named = normal(self.headings.heading("value"))
        return next((kind for kind in FactKind if kind.value == named), None)

    def _with_absent(self, fact: FactDef, old: FactDef | None) -> FactDef:
        """A fact with what the file has no column for, as it stands; an invented one stays invented."""
        if old is None:
            return fact
        absent = [name for name in _KEPT_WHERE_ABSENT if name not in self.headings.given]
        kept = {name: getattr(old, name) for name in absent}
        return fact.model_copy(update={**kept, "invented": fact.invented or old.invented})

    def _settle(self, row: Row, state: RowState, faults: Iterable[Fault], kind: MessageKind | None = None) -> None:
        self.states[row.key] = state
        usual = MessageKind.ERROR if state is RowState.REFUSED else MessageKind.NOTE
        self.messages += said(faults, row, self.headings, kind or usual)

    def _without_repeats(self, rows: Iterable[FactRow]) -> list[FactRow]:
        by_key: dict[FactKey, list[FactRow]] = {}
        for row in rows:
            if row.fact is not None:
                by_key.setdefault(fact_key(row.fact), []).append(row)
        kept = []
        for alike in by_key.values():
            first, *others = alike
            if any(row.fact != first.fact for row in others):
                numbers = ", ".join(str(row.row.number) for row in alike)
                message = "Rows {rows} state different things for the same baseline or target; none of them is taken."
                for row in alike:
                    fault = Fault("value", message, {"rows": numbers}, "Leave one of them in the file.")
                    self._settle(row.row, RowState.REFUSED, [fault])
                continue
            kept.append(first)
            for row in others:
                fault = Fault(None, "It says the same as row {row}.", {"row": first.row.number})
                self._settle(row.row, RowState.SKIPPED, [fault])
        return kept

    def _plan_set(self, rows: list[FactRow], old: dict[FactKey, FactDef]) -> None:
        """Check the baseline and targets of one indicator and country, with those that stand already."""
        indicator = self.document.indicator_by_code[_fact_of(rows[0]).indicator]
        rows = self._read_as_running(indicator, rows, old)
        rest = rows
        while faulty := self._refuse_faulty(indicator, rest, old):
            rest = [row for row in rest if id(row) not in faulty]
        for row in rest:
            fact = _fact_of(row)
            stands = old.get(fact_key(fact))
            if stands == fact:
                self.states[row.row.key] = RowState.UNCHANGED
                continue
            self.states[row.row.key] = RowState.NEW if stands is None else RowState.CHANGED
            self.facts.append(fact)
            for notice in row.notices:
                kind = MessageKind.WARNING if isinstance(notice, Caution) else MessageKind.NOTE
                self.messages += said([notice], row.row, self.headings, kind)

    def _read_as_running(
        self, indicator: IndicatorDef, rows: list[FactRow], old: dict[FactKey, FactDef]
    ) -> list[FactRow]:
        """Targets of a flow as running totals; asks where they look like amounts of each year."""
        targets = [row for row in rows if _fact_of(row).kind is FactKind.TARGET]
        if indicator.over_time is not OverTime.FLOW or not targets:
            return rows
        targets.sort(key=lambda row: _fact_of(row).date)
        facts = [_fact_of(row) for row in targets]
        baseline = next((_fact_of(row) for row in rows if _fact_of(row).kind is FactKind.BASELINE), None)
        baseline = baseline or old.get((FactKind.BASELINE, indicator.code, facts[0].country, None))
        question = ask_whether_yearly(indicator, baseline, facts)
        if question is None:
            return rows
        if self.targets_are == "yearly":
            for row, fact in zip(targets, as_running_totals(baseline, facts), strict=True):
                row.fact = fact
        elif not self.targets_are and any(old.get(fact_key(fact)) != fact for fact in facts):
            for row in targets:
                self._settle(row.row, RowState.REFUSED, [question], MessageKind.WARNING)
            return [row for row in rows if row not in targets]
        for caution in tell_difference([_fact_of(row) for row in targets], facts):
            self.messages += said([caution], targets[-1].row, self.headings, MessageKind.WARNING)
        return rows

    def _faults(self, indicator: IndicatorDef, rows: Sequence[FactRow], old: dict[FactKey, FactDef]) -> list[Fault]:
        country = _fact_of(rows[0]).country if rows else ""
        facts = {key: fact for key, fact in old.items() if (fact.indicator, fact.country) == (indicator.code, country)}
        facts.update({fact_key(_fact_of(row)): _fact_of(row) for row in rows})
        return find_fact_faults(indicator, facts.values(), self.document.baseline_date)

    def _refuse_faulty(self, indicator: IndicatorDef, rows: Sequence[FactRow], old: dict[FactKey, FactDef]) -> set[int]:
        """Refuse the rows that faults are about; a fault of what stands already is said at every row of the set.

        What is left has to be asked again: some rules are asked only of rows that are sound by themselves.
        """
        faulty: set[int] = set()
        for fault in self._faults(indicator, rows, old) if rows else []:
            about = [row for row in rows if _is_about(fault, _fact_of(row))] or rows
            for row in about:
                self._settle(row.row, RowState.REFUSED, [fault])
                faulty.add(id(row))
        return faulty


def _is_about(fault: Fault, fact: FactDef) -> bool:
    return (fault.fields.get("kind"), fault.fields.get("date")) == (fact.kind.value, fact.date)


def _fact_of(row: FactRow) -> FactDef:
    if row.fact is None:
        raise AssertionError("a row that was not read has no fact")
    return row.fact


def _fact(gather: Gatherer, vocabulary: Vocabulary, kind_of_file: FactKind | None) -> tuple[FactDef, Decimal | None]:
    """The fact that a row states, and its value as typed where numerator and denominator are kept in its place."""
    indicator = gather.attempt(lambda: vocabulary.indicator(gather.text("indicator_code")))
    country = _country(gather, vocabulary, indicator)
    kind = _kind(gather, kind_of_file)
    on = _date(gather)
    percent = indicator is None or indicator.measure is Measure.PERCENT
    value, value_to = gather.number("value", percent=percent), gather.number("value_to", percent=percent)
    numerator, denominator = gather.number("numerator"), gather.number("denominator")
    if all(is_missing(gather.text(name)) for name in ("value", "numerator", "denominator")):
        gather.faults.append(NoValue("value", "The value is missing.", {}, "Give a value, or leave the row out."))
    elif indicator is not None:
        gather.faults.extend(quantity_faults(indicator, value, numerator, denominator))
    stating = gather.stating()
    invented = gather.flag("invented")
    gather.refuse()
    shares = numerator is not None and denominator is not None
    fact = FactDef.model_validate(
        {
            "indicator": indicator.code if indicator else "",
            "country": country,
            "kind": kind,
            "date": on,
            "value": None if shares else value,
            "value_to": value_to,
            "numerator": numerator,
            "denominator": denominator,
            "invented": invented,
            **stating,
        }
    )
    return fact, value if shares else None


def _country(gather: Gatherer, vocabulary: Vocabulary, indicator: IndicatorDef | None) -> str | None:
    """The country, or ALL: an indicator that is measured in each country may have a target for all of them."""
    consortium = indicator if indicator is not None and indicator.scope is Scope.CONSORTIUM else None
    found = gather.attempt(lambda: vocabulary.country(gather.text("country"), consortium))
    if found is None:
        return None
    code, notice = found
    if notice is not None:
        gather.notices.append(notice)
    if code != ALL and code not in vocabulary.document.country_by_code:
        raise AssertionError("the vocabulary gives countries of the framework only")
    return code


def _kind(gather: Gatherer, kind_of_file: FactKind | None) -> FactKind | None:
    text = normal(gather.text("kind"))
    if not text and kind_of_file is not None:
        return kind_of_file
    for kind in FactKind:
        if text == kind.value:
            return kind
    fields = {"text": shown(gather.text("kind")), "kinds": ", ".join(FactKind)}
    gather.faults.append(Fault("kind", "“{text}” is not a kind of fact.", fields, "Take one of: {kinds}."))
    return None


def _date(gather: Gatherer) -> date | None:
    """The date; a period such as 2026 or 2026-S1 means its last day."""
    text = gather.text("date")
    if is_missing(text):
        gather.faults.append(Fault("date", "The date is missing.", {}, "Write it as year-month-day."))
        return None
    try:
        return parse_period(text).end
    except Invalid:
        return gather.day("date")


def _value(row: FactRow) -> RowValue | None:
    fact = row.fact
    if fact is None:
        return None
    typed = fact.value if row.typed is None else row.typed
    return RowValue(
        indicator_code=fact.indicator,
        country=fact.country,
        organisation=None,
        period_start=None,
        period_end=None,
        value=share(fact.numerator, fact.denominator) if typed is None else typed,
        numerator=fact.numerator,
        denominator=fact.denominator,
        kind=fact.kind.value,
        date=fact.date,
        value_to=fact.value_to,
    )
