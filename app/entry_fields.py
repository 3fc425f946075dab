"""The fields in which a measurement is typed: what was typed stays, and each fault stands at its field.

The page `views/log_data.py` puts them together; what they hold is kept by `entry_state.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from app import context, filters, markup
from app.entry_state import DATES, OTHER, Entry, all_typed, begin_series, clear, key_of, prefill, typed
from toc.errors import Conflict, Fault
from toc.exchange.number_text import DecimalMark, plain_number
from toc.model.terms import CorrectionReason, EvidenceGrade, Measure
from toc.services import form_reading
from toc.services.form_reading import PART, FormRead
from toc.services.steps.questions import Question

if TYPE_CHECKING:
    from toc.model.document import FrameworkDocument, IndicatorDef
    from toc.model.drafts import MeasurementDraft
    from toc.services.entering import EntryForm

_MARKS: Mapping[str, DecimalMark] = {",": ",", ".": "."}


def choose_series(form: "EntryForm") -> tuple[str, str, str]:
    """Indicator, country and organisation, the own ones first."""
    offered = {found.indicator.code: found for found in form.offered}
    labels = {code: f"{one.objective.title}: {one.indicator.name} ({code})" for code, one in offered.items()}
    prefill("indicator", list(labels))
    st.selectbox(
        "Indicator", list(labels), format_func=labels.get, key=key_of("indicator"), on_change=begin_series,
        persist_state="session", help="Those that your organisation reports come first. Type to search.",
    )  # fmt: skip
    places = {place.country: place.organisations for place in offered[typed("indicator")].places}
    names = filters.names_of(form.document)
    left, right = st.columns(2)
    prefill("country", list(places))
    left.selectbox(
        "Country", list(places), format_func=names.get, key=key_of("country"), on_change=begin_series,
        persist_state="session",
    )  # fmt: skip
    prefill("organisation", places[typed("country")])
    right.selectbox(
        "Organisation", places[typed("country")], key=key_of("organisation"), on_change=begin_series,
        persist_state="session",
    )  # fmt: skip
    return typed("indicator"), typed("country"), typed("organisation")


def read(document: "FrameworkDocument", standing: "Mapping[str, MeasurementDraft]") -> FormRead:
    """What is typed as a draft, by the rules that files have too; an unclear number by the person's answer.

    Args:
        document: the framework.
        standing: what stands already in the series, by name of the period.
    """
    fields, actor = all_typed(), context.current_actor()
    found = form_reading.read_form(fields, document, actor=actor, standing=standing)
    questions = tuple(fault for fault in found.faults if _asks_for_mark(fault))[:1]
    mark = _MARKS.get(typed("decimal_mark"))
    if not questions or mark is None:
        others = tuple(fault for fault in found.faults if not _asks_for_mark(fault))
        return replace(found, faults=(*questions, *others))
    answered = form_reading.read_form(fields, document, actor=actor, standing=standing, decimal_mark=mark)
    return replace(answered, faults=(*questions, *answered.faults))


def _asks_for_mark(fault: Fault) -> bool:
    return isinstance(fault, Question) and fault.asks == "decimal_mark"


def to_show(entry: Entry, found: FormRead) -> list[Fault]:
    """Faults of what is typed, and those of the last attempt to save as long as nothing was changed since.

    What is not typed yet is missed only once somebody has tried to save.
    """
    fields = all_typed()
    attempted = entry.attempted == fields
    shown = [one for one in found.faults if attempted or _is_of_something_typed(one, fields)]
    if attempted and found.parsed is not None and entry.refused is not None and not isinstance(entry.refused, Conflict):
        shown += entry.refused.faults
    return shown


def _is_of_something_typed(fault: Fault, fields: Mapping[str, str]) -> bool:
    """Whether a fault is of a field that holds something, of a breakdown as a whole, or a question."""
    name = fault.field or ""
    return isinstance(fault, Question) or bool(fields.get(name)) or (name.startswith(PART) and name not in fields)


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


def draw_reason(faults: Iterable[Fault], *, correction: bool) -> None:
    """Why an approved value changes, or why a running total falls.

    Args:
        faults: those to show.
        correction: an approved value changes, so that the kind of reason is asked for as well.
    """
    if correction:
        labels = {reason.value: f"{reason.label}: {reason.meaning}" for reason in CorrectionReason}
        _choice("reason_code", "What kind of correction is it?", labels, "Choose the reason", faults)
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
