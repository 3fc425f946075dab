"""Horizons: levels and objectives of each horizon against expectation, on one scale, and what is due when."""

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from app import context, explain_panel, filters, markup, standing_panel, widgets
from app.figure_text import percent
from app.filters import Choice
from app.language import language
from app.tables_shown import show_objectives
from toc import columns, tables
from toc.charts.comparison import draw_objective
from toc.charts.multiples import draw_parts
from toc.figures.promises import in_order
from toc.model.document import HorizonDef
from toc.services import comparing, standing
from toc.services.analysing import Assessment

if TYPE_CHECKING:
    import pandas as pd

PANEL_WIDTH, LEVELS_WIDTH = 330, 265
ALSO = ("sort",)
"""Parameters of this page's own."""


def draw_levels(choice: Choice, horizons: list[HorizonDef], country: str) -> None:
    """A panel for each horizon with the mean of its objectives by level, then their table and CSV."""
    found = context.summaries(replace(choice.query, country=country))
    document, place = choice.document, filters.names_of(choice.document)[country]
    st.subheader(f"Levels in each horizon, {markup.plain(place)}", anchor=False)
    rows = [row for row in standing_panel.rows_of(found, choice.query) if row["level"] and row["horizon"]]
    with st.grid("auto", min_column_width=LEVELS_WIDTH, border=True):
        for horizon in horizons:
            mine = (row for row in rows if row["horizon"] == horizon.code and row["country"] == country)
            figure = draw_parts(
                tables.frame(mine, columns.SUMMARIES),
                title=f"{horizon.name}, {_years(choice, horizon)}",
                parts=[(level.code, level.name) for level in document.levels],
                of="level",
                text=lambda share: percent(share, language()),
                dark=widgets.is_dark(),
            )
            alt = f"{horizon.name}, {place}: mean progress and expected progress of each level"
            widgets.show_chart(figure, key=f"horizons_levels_{horizon.code}", alt=alt)
    with st.expander("Table: levels in each horizon", icon=":material/table:"):
        standing_panel.show_means(rows, document, alt="Mean progress of levels by horizon", key="horizons_means")
    widgets.csv_link("summaries", choice.query, label="Means of levels and horizons (CSV)")


def _years(choice: Choice, horizon: HorizonDef) -> str:
    end, start = choice.document.horizon_end(horizon), choice.document.horizon_start(horizon)
    return f"{start.year} to {end.year}" if end else f"from {start.year}"


def draw_horizon(found: Assessment, horizon: HorizonDef, choice: Choice, sort: str | None) -> None:
    """A section: one panel for each objective, all on the same scale, their table and CSV, and what is due when."""
    document = found.document
    end, start = document.horizon_end(horizon), document.horizon_start(horizon)
    st.subheader(f"{markup.plain(horizon.name)} :small[:gray[{_years(choice, horizon)}]]", anchor=False)
    st.caption(f"Begins {start}, ends {end}." if end else f"Begins {start}, without an end.")
    results = [result for result in found.objectives() if result.objective.horizon == horizon.code]
    if not results:
        widgets.empty_state(f"{document.name} has no objective in this horizon.")
        return
    names = filters.names_of(document)
    rows = tables.objective_rows(results, document, found.known_at, choice.query.include_unapproved)
    table = tables.frame(rows, columns.OBJECTIVES)
    inside = [objective for objective in document.objectives if objective.horizon == horizon.code]
    with st.grid("auto", min_column_width=PANEL_WIDTH, border=True):
        for objective in comparing.by_gap(found, inside, sort) if sort else inside:
            with st.container():
                draw_panel(table[table["objective_code"] == objective.code], objective.code, objective.title, names)
                mine = [result for result in results if result.objective.code == objective.code]
                explain_panel.draw_links(mine, document, choice.query)
    with st.expander(f"Table: {horizon.name}", icon=":material/table:"):
        show_objectives(
            table, names, alt=f"Progress of the objectives, {horizon.name}", key=f"horizons_table_{horizon.code}"
        )
    draw_due(found, horizon)
    widgets.csv_link("objectives", replace(choice.query, horizon=horizon.code), label=f"{horizon.name} (CSV)")


def draw_panel(panel: "pd.DataFrame", code: str, title: str, names: dict[str, str]) -> None:
    """One objective, country by country."""
    figure = draw_objective(
        panel, title=title, names=names, text=lambda share: percent(share, language()), dark=widgets.is_dark()
    )
    widgets.show_chart(figure, key=f"horizons_{code}", alt=f"{title}: progress and expected progress by country")


def draw_due(found: Assessment, horizon: HorizonDef) -> None:
    """What is to be reached by when in a horizon."""
    promises = in_order(
        promise
        for one in standing.standings(found, found.shown_country)
        for promise in one.promises
        if one.result.objective.horizon == horizon.code
    )
    with st.expander(f"Due when: {horizon.name}", icon=":material/event:"):
        if not promises:
            st.caption("No target or milestone is set here. A coordinator sets them.")
            return
        alt = f"Targets and milestones by date, {horizon.name}"
        key = f"horizons_due_{horizon.code}"
        standing_panel.show_promises(promises, found.document, language(), alt=alt, key=key)


widgets.show_style()
widgets.page_head(
    "Horizons", "Bars show progress from baseline to target; the upright mark is where it is expected to be."
)
chosen = filters.choose(with_horizon=True, also=ALSO)
assessed = context.assessment(chosen.query)
order = standing_panel.choose_order(assessed.document, comparing.places_of(assessed), also=ALSO)
shown = [one for one in assessed.document.horizons if chosen.query.horizon in (None, one.code)]
draw_levels(chosen, shown, assessed.shown_country)
for part in shown:
    draw_horizon(assessed, part, chosen, order)
widgets.source_line(assessed.known_at, chosen.query, invented=assessed.invented)
