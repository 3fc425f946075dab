"""Countries: every objective in every country, with its status and progress."""

import streamlit as st

from app import context, filters, markup, widgets
from app.filters import Choice
from app.language import language
from app.tables_shown import show_objectives
from toc import columns, tables
from toc.figures.results import ObjectiveResult
from toc.model.query import ALL
from toc.model.terms import Status
from toc.services.analysing import Assessment


def groups_of(found: Assessment) -> list[tuple[str, list[list[ObjectiveResult]]]]:
    """Levels with their objectives, each with its results country by country, all countries first."""
    places = _places(found)
    horizon = found.query.horizon
    return [
        (
            level.name,
            [
                [found.result.objectives[objective.code, place] for place in places]
                for objective in found.document.objectives
                if objective.level == level.code and horizon in (None, objective.horizon)
            ],
        )
        for level in found.document.levels
    ]


def _places(found: Assessment) -> list[str]:
    """The countries that may be seen, all countries together first."""
    return sorted(found.places, key=lambda place: place != ALL)


def draw_matrix(found: Assessment) -> None:
    """The matrix with its legend."""
    names = filters.names_of(found.document)
    heads = [names[place] for place in _places(found)]
    widgets.show_markup(markup.matrix(heads, groups_of(found), language()))
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
chosen = filters.choose(with_country=False, with_horizon=True)
assessed = context.assessment(chosen.query)
draw_matrix(assessed)
draw_table(assessed, chosen)
widgets.source_line(assessed.known_at, chosen.query, invented=assessed.invented)
