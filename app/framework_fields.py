"""The fields in which a part of a framework is typed, each with its choices and its faults below it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from app import filters, framework_state
from app.entry_fields import draw_fault
from app.framework_state import Editing, key_of, typed
from toc.errors import Fault
from toc.model.document import FrameworkDocument
from toc.model.query import ALL
from toc.model.terms import (
    AnnotationKind,
    Combination,
    Direction,
    EvidenceGrade,
    FactKind,
    Frequency,
    Measure,
    OverTime,
    Scope,
    Term,
)
from toc.services.steps.framework_edits import BREAK, EDITORIAL, SERIES_FIELDS
from toc.services.steps.framework_parts import PartKind
from toc.services.steps.questions import Question

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

Labels = Mapping[str, str]


@dataclass(frozen=True)
class Field:
    """One field of a form.

    Attributes:
        name: of the part's field.
        label: what the person reads.
        help: shown on hovering.
        choices: code and label of what can be chosen, made from the framework; None for a text.
        several: more than one can be chosen.
        area: a text of several lines.
        fixed: it stays once the part is there.
        half: it takes half of the width, beside the next one.
        like: what a text looks like.
    """

    name: str
    label: str
    help: str = ""
    choices: Callable[[FrameworkDocument], Labels] | None = None
    several: bool = False
    area: bool = False
    fixed: bool = False
    half: bool = False
    like: str = ""


def _terms(kind: type[Term]) -> Callable[[FrameworkDocument], Labels]:
    return lambda document: {one.value: one.label for one in kind}


def _objectives(document: FrameworkDocument) -> Labels:
    return {one.code: f"{one.title} ({one.code})" for one in document.objectives}


def indicator_names(document: FrameworkDocument) -> Labels:
    """Name and code of each indicator, by code."""
    return {one.code: f"{one.name} ({one.code})" for one in document.indicators}


def _any_indicator(document: FrameworkDocument) -> Labels:
    return {"": "Every indicator", **indicator_names(document)}


def _places(document: FrameworkDocument) -> Labels:
    return filters.names_of(document)


def _grades(document: FrameworkDocument) -> Labels:
    return {"": "Ungraded", **{one.value: one.label for one in EvidenceGrade}}


def _organisations(document: FrameworkDocument) -> Labels:
    return {one.short_name: one.short_name for one in document.organisations}


def _levels(document: FrameworkDocument) -> Labels:
    return {one.code: one.name for one in document.levels}


def _horizons(document: FrameworkDocument) -> Labels:
    return {one.code: one.label or one.name for one in document.horizons}


def _stakeholders(document: FrameworkDocument) -> Labels:
    return {name: name for name in document.stakeholders}


def _dimensions(document: FrameworkDocument) -> Labels:
    return {one.code: one.name for one in document.dimensions}


def _meanings(kind: type[Term]) -> str:
    return "  \n".join(f"**{one.label}**: {one.meaning}" for one in kind)


_DAY = "2027-12-31"
FIELDS: Mapping[PartKind, tuple[Field, ...]] = {
    PartKind.OBJECTIVE: (
        Field("code", "Code", "Letters, digits, dots and hyphens. It stays.", fixed=True),
        Field("title", "Title"),
        Field("level", "Level", choices=_levels, half=True),
        Field("horizon", "Horizon", choices=_horizons, half=True),
        Field("outcome", "Outcome", "What is different once the objective is reached.", area=True),
        Field("stakeholders", "Stakeholders", "New ones are added under Settings.", _stakeholders, several=True),
    ),
    PartKind.INDICATOR: (
        Field("code", "Code", "Letters, digits, dots and hyphens. It stays.", fixed=True),
        Field("name", "Name"),
        Field("objective", "Objective", choices=_objectives),
        Field("definition", "Definition", "What counts, what does not, and when.", area=True),
        Field("measure", "Measure", _meanings(Measure), _terms(Measure), half=True),
        Field("unit", "Unit", half=True, like="learners"),
        Field("direction", "Direction", _meanings(Direction), _terms(Direction), half=True),
        Field("over_time", "Over time", _meanings(OverTime), _terms(OverTime), half=True),
        Field("combination", "Countries are combined as", _meanings(Combination), _terms(Combination), half=True),
        Field("frequency", "Reported", choices=_terms(Frequency), half=True),
        Field("scope", "Measured for", _meanings(Scope), _terms(Scope), half=True),
        Field("weight", "Weight", "0 shows the indicator and does not count it.", half=True),
        Field("step", "Smallest step", "Empty: any number. 1 for what comes in whole numbers.", half=True),
        Field("scale", "Levels of the scale", "One a line, such as: 2 = Regional frameworks", area=True),
        Field("breakdowns", "Split by", choices=_dimensions, several=True),
        Field("means_of_verification", "Verified by", "The document or register that proves a value.", area=True),
    ),
    PartKind.FACT: (
        Field("indicator", "Indicator", choices=indicator_names, fixed=True),
        Field("country", "Country", choices=_places, half=True, fixed=True),
        Field("kind", "Kind", choices=_terms(FactKind), half=True, fixed=True),
        Field("date", "Date", like=_DAY, half=True),
        Field("value", "Value", "In the indicator's unit; a percentage from 0 to 100.", half=True),
        Field("value_to", "Upper bound", "Of a band that is to be held; the value is the lower bound.", half=True),
        Field("numerator", "Numerator", "Of a percentage, beside or in place of the value.", half=True),
        Field("denominator", "Denominator", half=True),
        Field("sample_size", "Answers (n)", "Of a survey.", half=True),
        Field("evidence_grade", "Evidence", _meanings(EvidenceGrade), _grades, half=True),
        Field("source", "Source"),
        Field("source_url", "Link to the source", like="https://"),
        Field("note", "Note", area=True),
    ),
    PartKind.LINK: (
        Field("source", "This objective", choices=_objectives),
        Field("target", "helps to bring about", choices=_objectives),
        Field("assumption", "Under the assumption that", area=True),
        Field("lag_years", "Years until the effect shows", half=True),
    ),
    PartKind.ASSIGNMENT: (
        Field("indicator", "Indicator", choices=indicator_names, fixed=True),
        Field("country", "Country", choices=_places, fixed=True),
        Field("organisations", "Reported by", "None: the country's own organisation.", _organisations, several=True),
    ),
    PartKind.NOT_APPLICABLE: (
        Field("indicator", "Indicator", choices=indicator_names, fixed=True),
        Field("country", "Country", choices=_places, fixed=True),
        Field("reason", "Why it does not apply", "Shown wherever the figure would be.", area=True),
    ),
    PartKind.ANNOTATION: (
        Field("kind", "Kind", _meanings(AnnotationKind), _terms(AnnotationKind), half=True),
        Field("date", "Date", like=_DAY, half=True),
        Field("indicator", "Indicator", choices=_any_indicator),
        Field("country", "Country", choices=_places),
        Field("text", "What happened", area=True),
    ),
    PartKind.SETTINGS: (
        Field("name", "Name"),
        Field("source", "Source"),
        Field(
            "tolerance_points", "Tolerance, progress points", "On track within this, above 0, at most 50.", half=True
        ),
        Field("grace_days", "Days until a report is overdue", "After the end of its period.", half=True),
        Field("timezone", "Time zone", half=True, like="Europe/Brussels"),
        Field("consortium_organisation", "Reports for all countries together", choices=_organisations, half=True),
        Field("stakeholders", "Stakeholders", "One a line.", area=True),
    ),
}
"""The fields of each kind of part, in their order."""


ELSEWHERE = frozenset({"nature", "break_from", "break_text", "reason_of_change", "version"})
"""Fields that stand beside the effect."""


def draw(editing: Editing, document: FrameworkDocument, faults: Sequence[Fault]) -> None:
    """The fields of the part that is being changed; what belongs to no field is said at the end."""
    shown = [one for one in FIELDS[editing.kind] if _is_shown(one, editing, document)]
    place: list[DeltaGenerator] = []
    for one in shown:
        if not one.half:
            place = []
            _draw_field(st.container(), one, editing, document, faults)
            continue
        place = place or list(st.columns(2))
        _draw_field(place.pop(0).container(), one, editing, document, faults)
    said = {one.name for one in shown}
    if editing.kind is PartKind.SETTINGS:
        st.toggle(
            "Partners see every country", key=key_of("open_to_partners"), persist_state="session",
            help="No: partners see the approved data of their own countries only.",
        )  # fmt: skip
    for fault in faults:
        if fault.field not in said | ELSEWHERE:
            draw_fault(fault)


def _is_shown(one: Field, editing: Editing, document: FrameworkDocument) -> bool:
    """Whether a field means something for what is chosen."""
    held = typed(editing)
    if one.name == "scale":
        return held["measure"] == Measure.SCALE.value
    if editing.kind is not PartKind.FACT:
        return True
    indicator = document.indicator_by_code.get(str(held.get("indicator", "")))
    if one.name in ("numerator", "denominator"):
        return indicator is not None and indicator.measure is Measure.PERCENT
    if one.name == "value_to":
        banded = indicator is not None and indicator.direction is Direction.HOLD
        return bool(held[one.name]) or (banded and held["kind"] == FactKind.TARGET.value)
    return True


def _draw_field(
    place: "DeltaGenerator", one: Field, editing: Editing, document: FrameworkDocument, faults: Iterable[Fault]
) -> None:
    key, fixed = key_of(one.name), one.fixed and bool(editing.key)
    if one.choices is not None:
        labels = one.choices(document)
        if one.name == "country" and editing.kind is not PartKind.ANNOTATION:
            labels = _places_of(labels, editing, document)
        if one.several:
            place.multiselect(
                one.label, list(labels), format_func=lambda code: labels.get(code, code), key=key,
                persist_state="session", help=one.help or None, placeholder="None",
            )  # fmt: skip
        else:
            if st.session_state.get(key) not in labels:
                st.session_state[key] = None
            place.selectbox(
                one.label, list(labels), format_func=lambda code: labels.get(code, code), key=key, disabled=fixed,
                persist_state="session", help=one.help or None, placeholder="Choose",
            )  # fmt: skip
    elif one.area:
        place.text_area(one.label, key=key, help=one.help or None, persist_state="session", height="content")
    else:
        place.text_input(
            one.label, key=key, help=one.help or None, disabled=fixed, placeholder=one.like or None,
            persist_state="session",
        )  # fmt: skip
    with place:
        draw_faults(faults, one.name)


def _places_of(labels: Labels, editing: Editing, document: FrameworkDocument) -> Labels:
    """The countries that the chosen indicator is measured for; facts may stand for all countries together as well."""
    indicator = document.indicator_by_code.get(str(typed(editing).get("indicator", "")))
    if indicator is not None and indicator.scope is Scope.CONSORTIUM:
        return {ALL: labels[ALL]}
    if editing.kind is PartKind.FACT:
        return labels
    return {code: name for code, name in labels.items() if code != ALL}


def draw_faults(faults: Iterable[Fault], name: str) -> None:
    """What is wrong with a field; a text that can be read in two ways is asked about, and the answer stays in sight."""
    editing = framework_state.current()
    answered = [
        found.question
        for found in (editing.answers.values() if editing else ())
        if editing and found.question.field == name and editing.answer(found.question.asks)
    ]
    asked = [fault for fault in faults if fault.field == name and isinstance(fault, Question) and fault.choices]
    for question in (*answered, *asked):
        answers = {choice.answer: choice.label for choice in question.choices}
        given = editing.answer(question.asks) if editing else None
        st.radio(
            question.text(), list(answers), index=list(answers).index(given) if given in answers else None,
            format_func=answers.get, key=key_of(f"answer_{name}_{question.asks}"),
            on_change=framework_state.answer, args=(question,),
        )  # fmt: skip
    for fault in faults:
        if fault.field == name and fault not in asked:
            draw_fault(fault)


def draw_nature(editing: Editing, faults: Iterable[Fault]) -> None:
    """Ask whether another definition means the same thing, once one of its fields is another."""
    held = typed(editing)
    if all(held[name] == editing.base[name] for name in SERIES_FIELDS):
        return
    st.radio(
        "What was measured until now is",
        [EDITORIAL, BREAK],
        index=None,
        format_func={
            EDITORIAL: "the same thing: only the words are better",
            BREAK: "something else: figures before and after a day cannot be compared",
        }.get,
        key=key_of("nature"),
        persist_state="session",
    )
    draw_faults(faults, "nature")
    if held["nature"] == BREAK:
        st.text_input("From which day on", key=key_of("break_from"), placeholder=_DAY, persist_state="session")
        draw_faults(faults, "break_from")
        st.text_input(
            "What is different from then on", key=key_of("break_text"), persist_state="session",
            help="Shown at the break in every chart; without it the fields that changed are named.",
        )  # fmt: skip
