"""The fields in which a measurement is typed: what was typed stays, and each fault stands at its field.

The page `views/log_data.py` puts them together. What is typed lives in the session state under the widgets' keys.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

import streamlit as st

from app import context, markup
from toc.errors import Fault, Invalid, TocError
from toc.exchange.number_text import DecimalMark, plain_number
from toc.model.terms import EvidenceGrade, Measure
from toc.services import recording
from toc.services.steps.parsing import Parsed
from toc.services.steps.questions import Question

if TYPE_CHECKING:
    from toc.model.document import FrameworkDocument, IndicatorDef
    from toc.services.recording import Recorded

OTHER, DATES = "other", "dates"
"""Choices of period beside the reporting periods: a period by its name, or two dates."""

QUANTITY = ("value", "numerator", "denominator")
PERIOD = ("period", "period_text", "period_start", "period_end")
_RESTS_ON = ("evidence_grade", "sample_size", "source", "source_url", "note")
_ADDRESS = ("indicator", "country", "period")
_MARKS: Mapping[str, DecimalMark] = {",": ",", ".": "."}

Place = tuple[str, str, str, str]
"""Indicator, country, organisation and name of the period."""


@dataclass
class Entry:
    """The measurement that is being logged in this tab.

    Attributes:
        key: of this entry, so that a second click saves nothing more.
        seen: number of the revision that stood when each place was first shown; None for none.
        refused: why the last attempt to save was refused.
        attempted: what was typed then; a fault of that attempt is shown as long as nothing was changed.
        saved: what was saved, until the next one is begun.
        address: what this page wrote into the URL last; another address is a wish to log something else.
    """

    key: str = field(default_factory=lambda: uuid4().hex)
    seen: dict[Place, int | None] = field(default_factory=dict)
    refused: TocError | None = None
    attempted: Mapping[str, str] = field(default_factory=dict)
    saved: "Recorded | None" = None
    address: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Read:
    """What is typed, as it was read.

    Attributes:
        parsed: None where something is wrong, unclear or missing.
        faults: all of what is typed; a question stays among them once it is answered.
    """

    parsed: Parsed | None
    faults: tuple[Fault, ...]


def key_of(name: str) -> str:
    """The key of a widget of the page."""
    return f"log_data_{name}"


def current_entry() -> Entry:
    """The entry of this tab; a new one where there is none."""
    entry: Entry = st.session_state.setdefault(context.ENTRY, Entry())
    return entry


def begin_next() -> None:
    """Begin a new entry: the fields are empty, the indicator and the country stay, the next period is proposed."""
    st.session_state[context.ENTRY] = Entry(address=current_entry().address)
    clear(*QUANTITY, "nothing_to_report", *_RESTS_ON, "reason", "decimal_mark", *PERIOD)


def clear(*names: str) -> None:
    """Empty some fields, before they are drawn or in a callback."""
    for name in names:
        st.session_state.pop(key_of(name), None)


def typed(name: str) -> str:
    """What stands in a field as text; empty where it is not there."""
    value = st.session_state.get(key_of(name))
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(value)


def all_typed() -> dict[str, str]:
    """What stands in all fields, by column name, as a file's row would say it."""
    fields = {name: typed(name) for name in (*QUANTITY, "nothing_to_report", *_RESTS_ON, "country", "organisation")}
    fields["indicator_code"] = typed("indicator")
    period = typed("period")
    if period == DATES:
        fields |= {"period_start": typed("period_start"), "period_end": typed("period_end")}
    else:
        fields["period"] = typed("period_text") if period == OTHER else period
    return fields


def read(document: "FrameworkDocument") -> Read:
    """What is typed as a draft, by the rules that files have too; an unclear number by the person's answer."""
    fields, actor = all_typed(), context.current_actor()
    questions: tuple[Fault, ...] = ()
    try:
        return Read(recording.parse(fields, document, actor=actor), ())
    except Invalid as error:
        faults = error.faults
        questions = tuple(fault for fault in faults if _asks_for_mark(fault))[:1]
    mark = _MARKS.get(typed("decimal_mark"))
    if not questions or mark is None:
        others = tuple(fault for fault in faults if not _asks_for_mark(fault))
        return Read(None, (*questions, *others))
    try:
        return Read(recording.parse(fields, document, actor=actor, decimal_mark=mark), questions)
    except Invalid as error:
        return Read(None, (*questions, *error.faults))


def _asks_for_mark(fault: Fault) -> bool:
    return isinstance(fault, Question) and fault.asks == "decimal_mark"


def to_show(entry: Entry, found: Read) -> list[Fault]:
    """Faults of what is typed, and those of the last attempt to save as long as nothing was changed since.

    What is not typed yet is missed only once somebody has tried to save.
    """
    fields = all_typed()
    attempted = entry.attempted == fields
    shown = [one for one in found.faults if attempted or isinstance(one, Question) or fields.get(one.field or "")]
    if attempted and entry.refused is not None and found.parsed is not None:
        shown += entry.refused.faults
    return shown


def draw_faults(faults: Iterable[Fault], *names: str | None) -> None:
    """Say below a field what is wrong with it and what to do.

    Args:
        faults: those to show.
        names: columns that the field stands for; None for what belongs to no field.
    """
    for fault in faults:
        if fault.field not in names:
            continue
        if _asks_for_mark(fault) and isinstance(fault, Question):
            _draw_choice(fault)
        else:
            draw_fault(fault)


def draw_fault(fault: Fault) -> None:
    """One fault with its icon: what is wrong, and what to do."""
    text = " ".join(part for part in (fault.text(), fault.remedy_text()) if part)
    st.markdown(f":red[:material/error: {markup.plain(text)}]")


def _draw_choice(question: Question) -> None:
    """Ask which reading of a number is meant; the answer stays until the number is changed."""
    if not typed("decimal_mark"):
        draw_fault(question)
    labels = {choice.answer: choice.label for choice in question.choices}
    st.radio(
        f"{markup.plain(str(question.fields['text']))} means",
        list(labels),
        index=None,
        format_func=lambda answer: markup.plain(labels[answer]),
        key=key_of("decimal_mark"),
        horizontal=True,
    )


def arrive(entry: Entry) -> None:
    """Take over what the address asks for, where somebody came here by a link."""
    asked = {name: st.query_params[name] for name in _ADDRESS if name in st.query_params}
    if asked and asked != {name: entry.address[name] for name in _ADDRESS if name in entry.address}:
        begin_at(**asked)


def begin_at(**wanted: str) -> None:
    """Begin an entry for an indicator, a country, an organisation or a period; what does not fit is left out later."""
    begin_next()
    for name, value in wanted.items():
        st.session_state[key_of(name)] = value


def keep_in_url(framework: str, entry: Entry) -> None:
    """Write framework, indicator and country into the address, so that it can be sent to a colleague."""
    entry.address = {"framework": framework, "indicator": typed("indicator"), "country": typed("country")}
    if dict(st.query_params.items()) != entry.address:
        st.query_params.from_dict(dict(entry.address))


def prefill(name: str, options: Sequence[str], default: str | None = None) -> None:
    """Keep what a field holds where it is an option, else take the default or the first one."""
    if st.session_state.get(key_of(name)) not in options:
        st.session_state[key_of(name)] = default or options[0]


def prefill_period(periods: Iterable[str], proposed: str) -> dict[str, str]:
    """The choices of period with their labels: one that was asked for, else the proposed one, is chosen."""
    labels = {**{name: name for name in periods}, OTHER: "Another period", DATES: "Two dates"}
    asked = typed("period")
    if asked and asked not in labels:
        st.session_state[key_of("period")], st.session_state[key_of("period_text")] = OTHER, asked
    prefill("period", list(labels), proposed)
    return labels


def draw_period(labels: Mapping[str, str], first_year: int, faults: Iterable[Fault]) -> None:
    """The period: one of the reporting periods, another one by its name, or two dates."""
    st.selectbox("Period", list(labels), format_func=labels.get, key=key_of("period"), persist_state="session")
    if typed("period") == OTHER:
        st.text_input(
            "Period by name", key=key_of("period_text"), placeholder="2026, 2026-S1, 2026-Q1 or 2026-01",
            persist_state="session",
        )  # fmt: skip
    elif typed("period") == DATES:
        for column, name, label in zip(st.columns(2), ("start", "end"), ("First day", "Last day"), strict=True):
            column.date_input(
                label, value=None, min_value=date(first_year, 1, 1), max_value=date(first_year + 60, 12, 31),
                format="YYYY-MM-DD", key=key_of(f"period_{name}"), persist_state="session",
            )  # fmt: skip
    draw_faults(faults, "period", "period_start", "period_end")


def draw_quantity(indicator: "IndicatorDef", faults: Iterable[Fault]) -> None:
    """The fields that the indicator's measure asks for, and whether there is nothing to report."""
    if indicator.measure is Measure.PERCENT:
        left, right = st.columns(2)
        with left:
            _number("numerator", "Numerator", faults)
        with right:
            _number("denominator", "Denominator", faults)
        _number("value", "Percentage, where numerator and denominator are not known", faults)
    elif indicator.measure is Measure.SCALE:
        levels = {plain_number(level.value): level.text for level in indicator.scale}
        _choice(
            "value", "Level", {value: f"{value}: {text}" for value, text in levels.items()}, "Choose a level", faults
        )
    else:
        _number("value", f"Value, {indicator.unit}", faults)
    st.checkbox("Nothing to report for this period", key=key_of("nothing_to_report"), persist_state="session")
    draw_faults(faults, "nothing_to_report")


def draw_evidence(faults: Iterable[Fault]) -> None:
    """What the value rests on."""
    left, right = st.columns(2)
    with left:
        labels = {grade.value: grade.label for grade in EvidenceGrade}
        _choice("evidence_grade", "Evidence", labels, "Not graded", faults)
    with right:
        _text("sample_size", "Sample size, for a survey", faults)
    _text("source", "Source", faults)
    _text("source_url", "Link to the source", faults)
    st.text_area("Note", key=key_of("note"), height=80, persist_state="session")
    draw_faults(faults, "note")


def draw_reason(faults: Iterable[Fault]) -> None:
    """Why an approved value changes, or why a running total falls."""
    _text("reason", "Reason for the change", faults)


def _number(name: str, label: str, faults: Iterable[Fault]) -> None:
    st.text_input(label, key=key_of(name), on_change=clear, args=("decimal_mark",), persist_state="session")
    draw_faults(faults, name)


def _text(name: str, label: str, faults: Iterable[Fault]) -> None:
    st.text_input(label, key=key_of(name), persist_state="session")
    draw_faults(faults, name)


def _choice(name: str, label: str, labels: Mapping[str, str], placeholder: str, faults: Iterable[Fault]) -> None:
    st.selectbox(
        label,
        list(labels),
        index=None,
        format_func=lambda value: labels[value],
        key=key_of(name),
        placeholder=placeholder,
        persist_state="session",
    )
    draw_faults(faults, name)
