"""Horizons: for each horizon its objectives, progress against expectation, country by country."""

from dataclasses import replace

import streamlit as st

from app import context, filters, markup, widgets
from app.figure_text import percent
from app.filters import Choice
from app.language import language
from app.tables_shown import show_objectives
from toc import columns, tables
from toc.charts.comparison import draw_objective
from toc.model.document import HorizonDef
from toc.services.analysing import Assessment

PANEL_WIDTH = 330


def draw_horizon(found: Assessment, horizon: HorizonDef, choice: Choice) -> None:
    """A section: one panel for each objective, all on the same scale, then their table and CSV."""
    document = found.document
    end, start = document.horizon_end(horizon), document.horizon_start(horizon)
    years = f"{start.year} to {end.year}" if end else f"from {start.year}"
    st.subheader(f"{markup.plain(horizon.name)} :small[:gray[{years}]]", anchor=False)
    results = [result for result in found.objectives() if result.objective.horizon == horizon.code]
    if not results:
        widgets.empty_state(f"{document.name} has no objective in this horizon.")
        return
    names = filters.names_of(document)
    rows = tables.objective_rows(results, document, found.known_at, choice.query.include_unapproved)
    table = tables.frame(rows, columns.OBJECTIVES)
    with st.grid("auto", min_column_width=PANEL_WIDTH, border=True):
        for code, panel in table.groupby("objective_code", sort=False):
            title = document.objective_by_code[code].title
            figure = draw_objective(
                panel, title=title, names=names, text=lambda share: percent(share, language()), dark=widgets.is_dark()
            )
            widgets.show_chart(
                figure, key=f"horizons_{code}", alt=f"{title}: progress and expected progress by country"
            )
    with st.expander(f"Table: {horizon.name}", icon=":material/table:"):
        show_objectives(
            table, names, alt=f"Progress of the objectives, {horizon.name}", key=f"horizons_table_{horizon.code}"
        )
    widgets.csv_link("objectives", replace(choice.query, horizon=horizon.code), label=f"{horizon.name} (CSV)")


widgets.show_style()
widgets.page_head(
    "Horizons", "Bars show progress from baseline to target; the upright mark is where it is expected to be."
)
chosen = filters.choose(with_horizon=True)
assessed = context.assessment(chosen.query)
for shown in assessed.document.horizons:
    if chosen.query.horizon in (None, shown.code):
        draw_horizon(assessed, shown, chosen)
widgets.source_line(assessed.known_at, chosen.query, invented=assessed.invented)
