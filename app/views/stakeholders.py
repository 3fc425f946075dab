"""Stakeholders: for each its objectives and their status, what is promised to it by when, and who owes data."""

import streamlit as st

from app import compared_markup, comparing_panel, context, filters, markup, standing_panel, widgets
from app.compared_markup import cells, link
from app.figure_text import objective_line, points
from app.filters import Choice
from app.language import language
from toc.figures.promises import PromiseState, Standing
from toc.services import standing
from toc.services.standing import Stake

ALSO = ("stakeholder",)
"""Parameters of this page's own."""

NOBODY = "No stakeholder named"
HEADS = ("Objective", "Status", "Progress", "Gap, points", "Promised", "Next", "Overdue reports")


def draw_stake(stake: Stake, choice: Choice) -> None:
    """One stakeholder: its objectives in a table, what is promised, and who owes data."""
    name = stake.stakeholder or NOBODY
    st.subheader(markup.plain(name), anchor=False)
    rows = (row_of(found, choice) for found in stake.standings)
    widgets.show_markup(compared_markup.table(f"Objectives for {name}", HEADS, rows, style="toc-stakes"))
    number = standing.stakeholders_of(assessed).index(stake.stakeholder)
    with st.expander(f"What is promised by when ({len(stake.promises)})", icon=":material/event:"):
        if stake.promises:
            key = f"stakeholders_promises_{number}"
            alt = f"Targets and milestones for {name}"
            standing_panel.show_promises(stake.promises, choice.document, language(), alt=alt, key=key)
        else:
            st.caption("No target or milestone is set here. A coordinator sets them.")
    late = sum(len(found.periods) for found in stake.overdue)
    with st.expander(f"Who owes data ({late} overdue {'report' if late == 1 else 'reports'})", icon=":material/inbox:"):
        if stake.overdue:
            key = f"stakeholders_overdue_{number}"
            standing_panel.show_overdue(stake.overdue, choice.document, alt=f"Overdue reports, {name}", key=key)
        else:
            st.caption("No report is overdue.")


def row_of(found: Standing, choice: Choice) -> str:
    """An objective: where it stands, what was promised, what is owed."""
    result, objective = found.result, found.result.objective
    figure, expected, parts = objective_line(result, language())
    where, what = comparing_panel.indicator_address(choice, result)
    title = f'{markup.safe(objective.title)} <span class="toc-code">{markup.safe(objective.code)}</span>'
    kept = [f"{found.how_many(state)} {state.value}" for state in PromiseState if found.how_many(state)]
    coming = found.next_promise
    owed = sum(len(one.periods) for one in found.overdue)
    who = ", ".join(dict.fromkeys(one.organisation for one in found.overdue))
    return cells(
        link(where, title, what) if where else title,
        markup.chip(result.status),
        f"<b>{markup.safe(figure)}</b><br>{markup.quiet(f'{expected} {parts}')}",
        markup.safe(points(result.gap, language()).partition(" ")[0]),
        "<br>".join(markup.safe(text) for text in kept) or markup.quiet("nothing promised"),
        markup.quiet(f"{coming.on}") + "<br>" + markup.safe(standing_panel.promise_text(coming, language()))
        if coming
        else markup.quiet("none to come"),
        f"<b>{owed}</b><br>{markup.quiet(f'{who}, since {found.overdue[0].due_on}')}" if owed else markup.quiet("none"),
    )


widgets.show_style()
widgets.page_head("Stakeholders", "What is promised to whom by when, where it stands, and who owes data about it.")
chosen = filters.choose(with_horizon=True, also=ALSO)
assessed = context.assessment(chosen.query)
labels = {"": "All stakeholders", **{name: name for name in standing.stakeholders_of(assessed) if name}}
asked = standing_panel.choose("stakeholder", "Stakeholder", labels, also=ALSO, width=320) or None
country = assessed.shown_country
stakes = standing.stakes(assessed, country, asked)
for one in stakes:
    draw_stake(one, chosen)
if not stakes:
    widgets.empty_state("No objective with these filters. Choose another horizon or stakeholder.")
widgets.csv_link("stakeholders", chosen.query, label="All stakeholders with these filters (CSV)")
widgets.source_line(assessed.known_at, chosen.query, invented=assessed.invented)
