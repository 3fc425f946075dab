"""Indicator: what it is, where it stands, its history, country by country, and the measurements behind it."""

import streamlit as st

from app import context, explain_panel, filters, markup, method_panel, widgets
from app.breakdown_panel import draw_breakdowns
from app.figure_text import IndicatorText, definition_facts
from app.filters import Choice
from app.indicator_panel import draw_measurements, draw_past, draw_places
from app.language import language
from toc.figures.results import IndicatorResult
from toc.model.document import FrameworkDocument, IndicatorDef


def choose_indicator(document: FrameworkDocument) -> str:
    """The indicator, searchable by name, objective and code; its code stands in the URL."""
    labels = {
        indicator.code: f"{document.objective_by_code[indicator.objective].title}: {indicator.name} ({indicator.code})"
        for indicator in document.indicators
    }
    if not labels:
        widgets.empty_state(
            f"{document.name} has no indicators yet.", page="views/framework.py", label="See the framework"
        )
        st.stop()
    asked = st.query_params.get("indicator", st.session_state.get("indicator"))
    if asked is not None and asked not in labels:
        st.warning(markup.plain(f"{document.name} has no indicator “{asked}”: the first one is shown."))
    st.session_state["indicator"] = asked if asked in labels else next(iter(labels))
    st.selectbox(
        "Indicator",
        list(labels),
        format_func=labels.get,
        key="indicator",
        on_change=filters.keep_in_url,
        args=(("indicator",),),
        persist_state="session",
    )
    return str(st.session_state["indicator"])


def draw_definition(document: FrameworkDocument, indicator: IndicatorDef) -> None:
    """What is measured, how often, and from what it can be verified."""
    st.subheader(f"{markup.plain(indicator.name)} :small[:gray[{markup.plain(indicator.code)}]]", anchor=False)
    if indicator.definition:
        st.markdown(markup.plain(indicator.definition))
    widgets.show_markup(markup.facts(definition_facts(document, indicator)))


def draw_standing(result: IndicatorResult, choice: Choice) -> None:
    """The figures for the chosen country, each with what it rests on."""
    name = filters.names_of(choice.document)[result.country]
    st.subheader(f"{markup.plain(name)}, as of {choice.query.as_of}", anchor=False)
    if result.country != choice.query.country:
        st.caption("Measured for the consortium only, so the figures of all countries together are shown.")
    bar = markup.meter(
        result.indicator.name, result.status, result.progress, result.expected_progress, language(),
        weak=result.weak_evidence,
    )  # fmt: skip
    widgets.show_markup(
        f"{markup.chip_of(result)} {markup.quiet(result.status_note or result.status.meaning)}{bar}"
        f"{markup.facts(IndicatorText(result, language()).facts())}"
    )
    notes = (*result.value.notes, *result.notes)
    if notes:
        st.markdown("\n".join(f"- {markup.plain(note)}" for note in dict.fromkeys(notes)))
    explain_panel.draw_brief(result, choice.document, choice.query, key="indicator_explained")


widgets.show_style()
widgets.page_head("Indicator")
chosen = filters.choose(also=("indicator",))
code = choose_indicator(chosen.document)
detail = context.indicator_detail(chosen.query, code)
shown = detail.page
left, right = st.columns([3, 2], gap="large")
with left:
    draw_standing(shown.chosen, chosen)
with right:
    draw_definition(shown.document, shown.indicator)
draw_past(shown, chosen)
draw_breakdowns(detail, chosen)
draw_places(detail, chosen)
draw_measurements(shown, chosen)
method_panel.draw_methods(chosen.query, code)
widgets.source_line(shown.known_at, chosen.query, invented=shown.chosen.invented)
