"""Countries: every objective in every country, by gap where asked; panels on one scale; two countries side by side."""

import streamlit as st

from app import compared_markup, comparing_panel, context, explain_panel, filters, markup, standing_panel, widgets
from app.filters import Choice
from app.language import language
from app.tables_shown import show_objectives
from toc import columns, tables
from toc.model.terms import Status
from toc.services import comparing
from toc.services.analysing import Assessment

ALSO = ("sort", "panels", "first", "second")
"""Parameters of this page's own."""


def draw_matrix(found: Assessment, choice: Choice) -> None:
    """The matrix in the order that is chosen, with its legend."""
    names, places = filters.names_of(found.document), comparing.places_of(found)
    sort = standing_panel.choose_order(found.document, places, also=ALSO)
    heads = [(names[place], comparing_panel.profile_address(choice, place)) for place in places]
    groups = comparing.matrix(found, sort)
    if sort is not None:
        st.caption(f"Largest lag behind what was expected first, {names[sort]}; objectives without a gap last.")
    widgets.show_markup(
        compared_markup.matrix(
            heads,
            groups,
            language(),
            lambda result: comparing_panel.indicator_address(choice, result),
            explain=lambda result: explain_panel.address(result, choice.query),
        )  # fmt: skip
    )
    st.caption("A figure opens its explanation, a status the indicator furthest behind, a country's name its profile.")
    with st.expander("What the statuses mean", icon=":material/info:"):
        widgets.show_markup(markup.legend(Status))


def draw_table(found: Assessment, choice: Choice) -> None:
    """The same figures as a table, and as a file."""
    with st.expander("Table", icon=":material/table:"):
        rows = tables.objective_rows(
            found.objectives(), found.document, found.known_at, choice.query.include_unapproved
        )
        show_objectives(
            tables.frame(rows, columns.OBJECTIVES),
            filters.names_of(found.document),
            alt="Status and progress of each objective in each country",
            key="countries_table",
        )
    widgets.csv_link("objectives", choice.query, label="Objectives by country (CSV)")


widgets.show_style()
widgets.page_head(
    "Countries", "Status of each objective and its progress, the share of the way from baseline to target."
)
chosen = filters.choose(with_country=False, with_horizon=True, also=ALSO)
assessed = context.assessment(chosen.query)
draw_matrix(assessed, chosen)
draw_table(assessed, chosen)
comparing_panel.draw_multiples(context.summaries(chosen.query), chosen, also=ALSO)
comparing_panel.draw_side_by_side(assessed, chosen, also=ALSO)
widgets.source_line(assessed.known_at, chosen.query, invented=assessed.invented)
