"""Indicator: what it is, where it stands, its history, country by country, and the measurements behind it."""

import streamlit as st

from app import context, filters, markup, widgets
from app.figure_text import IndicatorText, definition_facts
from app.filters import Choice
from app.language import language
from app.tables_shown import show_countries, show_history, show_measurements
from toc import columns, tables
from toc.charts.comparison import draw_countries
from toc.charts.history import draw_history
from toc.figures.results import IndicatorResult
from toc.model.document import FrameworkDocument, IndicatorDef
from toc.model.query import ALL
from toc.model.terms import Permission
from toc.services.analysing import IndicatorPage
from toc.services.permissions import allowed


def choose_indicator(document: FrameworkDocument) -> str:
    """The indicator, searchable by name, objective and code; its code stands in the URL."""
    labels = {
        indicator.code: f"{document.objective_by_code[indicator.objective].title}: {indicator.name} ({indicator.code})"
        for indicator in document.indicators
    }
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
    bar = markup.meter(result.indicator.name, result.status, result.progress, result.expected_progress, language())
    widgets.show_markup(
        f"{markup.chip(result.status)} {markup.quiet(result.status_note or result.status.meaning)}{bar}"
        f"{markup.facts(IndicatorText(result, language()).facts())}"
    )
    notes = (*result.value.notes, *result.notes)
    if notes:
        st.markdown("\n".join(f"- {markup.plain(note)}" for note in dict.fromkeys(notes)))


def source_of(choice: Choice) -> str:
    """The source line of a chart."""
    kind = "approved and unapproved" if choice.query.include_unapproved else "approved"
    return f"Source: {kind} measurements, as of {choice.query.as_of}"


def draw_past(page: IndicatorPage, choice: Choice) -> None:
    """The history chart with its table and its CSV."""
    unapproved = choice.query.include_unapproved
    rows = tables.history_rows(page.chosen, page.history, page.document, page.known_at, unapproved)
    table = tables.frame(rows, columns.HISTORY)
    unit, place = page.indicator.unit, filters.names_of(page.document)[page.chosen.country]
    figure = draw_history(
        table, title=f"{page.indicator.name}, {place}", unit=unit,
        source=source_of(choice), tolerance_points=page.document.tolerance_points,
        text=IndicatorText(page.chosen, language()).short, as_of=choice.query.as_of, dark=widgets.is_dark(),
    )  # fmt: skip
    widgets.show_chart(figure, key="indicator_history", alt=f"{page.indicator.name} over time, {place}")
    with st.expander("Table: history", icon=":material/table:"):
        show_history(table, unit=unit, alt="History with baseline, targets and expectation", key="indicator_points")
    widgets.csv_link("history", choice.query, label="History (CSV)", indicator=page.indicator.code)


def draw_places(page: IndicatorPage, choice: Choice) -> None:
    """Country by country: chart, table, CSV; nothing for an indicator of the consortium."""
    if len(page.by_country) < 2:
        return
    st.subheader("By country", anchor=False)
    unapproved, names = choice.query.include_unapproved, filters.names_of(page.document)
    rows = tables.progress_rows(page.by_country, page.document, page.known_at, unapproved)
    table = tables.frame(rows, columns.PROGRESS_COLUMNS)
    text = IndicatorText(page.chosen, language())
    st.caption("Bars: value; upright mark: expected value; diamond: target. All countries together are in the table.")
    figure = draw_countries(
        table[table["country"] != ALL], title=f"{page.indicator.name} by country",
        unit=page.indicator.unit, source=source_of(choice), names=names, text=text.short, dark=widgets.is_dark(),
    )  # fmt: skip
    widgets.show_chart(figure, key="indicator_places", alt=f"{page.indicator.name} by country")
    with st.expander("Table: by country", icon=":material/table:"):
        show_countries(table, names, unit=page.indicator.unit, alt="Figures by country", key="indicator_countries")
    widgets.csv_link("progress", choice.query, label="Figures of all indicators (CSV)")


def draw_measurements(page: IndicatorPage, choice: Choice) -> None:
    """The chosen country's measurements, which its figures rest on, or where to log the first."""
    st.subheader("Measurements", anchor=False)
    rows = [row for row in page.measurements if choice.query.country in (ALL, row.country)]
    if not rows:
        may_record = allowed(context.current_actor(), Permission.RECORD)
        widgets.empty_state(
            f"Nothing has been measured yet: {choice.country_name}.", page="views/log_data.py" if may_record else None,
            label="Log the first measurement", query=choice.query,
        )  # fmt: skip
        return
    links = [f"/measurement?measurement={row.measurement_id}" for row in rows]
    show_measurements(
        tables.measurement_rows(rows, page.document), filters.names_of(page.document), links,
        unit=page.indicator.unit, alt="Measurements with source and review state", key="indicator_measurements",
    )  # fmt: skip
    widgets.csv_link("measurements", choice.query, label="Measurements of all indicators (CSV)")


widgets.show_style()
widgets.page_head("Indicator")
chosen = filters.choose(also=("indicator",))
code = choose_indicator(chosen.document)
shown = context.indicator_page(chosen.query, code)
left, right = st.columns([3, 2], gap="large")
with left:
    draw_standing(shown.chosen, chosen)
with right:
    draw_definition(shown.document, shown.indicator)
draw_past(shown, chosen)
draw_places(shown, chosen)
draw_measurements(shown, chosen)
widgets.source_line(shown.known_at, chosen.query, invented=shown.chosen.invented)
