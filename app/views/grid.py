"""Grid: levels down, horizons across, every objective in its place with its status, progress and coverage."""

from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import action_panel, context, explain_panel, filters, insights_panel, markup, widgets
from app.figure_text import IndicatorText
from app.filters import Choice
from app.language import language
from toc.figures.results import IndicatorResult, ObjectiveResult
from toc.model.query import Query
from toc.services import analysing
from toc.services.analysing import GridPage

LEVEL_WIDTH, HORIZON_WIDTH = 3, 5


def draw_head(page: GridPage) -> None:
    """The horizons across, with their years."""
    for column, horizon in zip(_columns(page)[1:], page.horizons, strict=True):
        end, start = page.document.horizon_end(horizon), page.document.horizon_start(horizon)
        years = f"until {end.year}" if end else f"from {start.year}"
        with column:
            widgets.show_markup(markup.horizon_head(horizon.name, years))


def draw_rows(page: GridPage, query: Query) -> ObjectiveResult | None:
    """A row for each level, the objectives of each horizon under each other; the one clicked on, or None."""
    opened = None
    actions = action_panel.open_counts(query)
    for level, places in page.rows:
        columns = _columns(page)
        with columns[0]:
            widgets.show_markup(markup.level(level.name, level.about))
        for column, horizon, results in zip(columns[1:], page.horizons, places, strict=True):
            for result in results:
                if draw_card(column, result, horizon.name, query, actions):
                    opened = result
    return opened


def _columns(page: GridPage) -> list[DeltaGenerator]:
    return st.columns([LEVEL_WIDTH, *[HORIZON_WIDTH] * len(page.horizons)])


def draw_card(
    column: DeltaGenerator, result: ObjectiveResult, horizon: str, query: Query, actions: Mapping[str, int]
) -> bool:
    """One objective with its number of open actions; its title opens its indicators."""
    objective = result.objective
    with column.container(border=True, gap="xxsmall"):
        clicked = st.button(
            f":small[:gray[{markup.plain(objective.code)}]] **{markup.plain(objective.title)}**",
            key=f"grid_{objective.code}",
            type="tertiary",
            wrap=True,
        )
        widgets.show_markup(markup.objective_card(result, horizon, language()))
        with st.container(horizontal=True, gap="small"):
            explain_panel.draw_link(result, query)
            action_panel.draw_count(actions.get(objective.code, 0), objective.code, query)
    return bool(clicked)


def open_objective(result: ObjectiveResult, choice: Choice) -> None:
    """Show an objective's outcome and its indicators over the grid, each with a link to its page."""
    objective = result.objective

    @st.dialog(f"{markup.plain(objective.title)} :small[:gray[{markup.plain(objective.code)}]]", width="large")
    def indicators() -> None:
        st.markdown(markup.plain(objective.outcome))
        place = f"{choice.country_name}, as of {choice.query.as_of}"
        widgets.show_markup(f"{markup.chip_of(result)} {markup.quiet(place)}")
        for indicator in result.indicators:
            draw_indicator(indicator, choice)
        widgets.csv_link("progress", choice.query, label="All indicators with these filters (CSV)")

    indicators()


def draw_indicator(result: IndicatorResult, choice: Choice) -> None:
    """One indicator with its figures."""
    indicator, text = result.indicator, IndicatorText(result, language())
    with st.container(border=True, gap="xxsmall"):
        st.page_link(
            "views/indicator.py",
            label=f"**{markup.plain(indicator.name)}** :small[:gray[{markup.plain(indicator.code)}]]",
            icon=":material/show_chart:",
            query_params=filters.parameters(choice.query, indicator=indicator.code),
        )
        bar = markup.meter(
            indicator.name,
            result.status,
            result.progress,
            result.expected_progress,
            language(),
            weak=result.weak_evidence,
        )
        widgets.show_markup(bar + markup.chip_of(result) + markup.facts(text.facts()))
        explain_panel.draw_link(result, choice.query)


widgets.show_style()
widgets.page_head("Theory of Change grid")
chosen = filters.choose()
assessed = context.assessment(chosen.query)
shown = analysing.grid(assessed)
widgets.show_markup(markup.chips(shown.counts))
draw_head(shown)
clicked_on = draw_rows(shown, chosen.query)
insights_panel.draw_attention(chosen.query)
widgets.source_line(assessed.known_at, chosen.query, invented=assessed.invented)
widgets.csv_link("objectives", chosen.query, label="Objectives as shown (CSV)")
if clicked_on is not None:
    open_objective(clicked_on, chosen)
