"""Stakeholders: for each its objectives and their status, what is promised to it by when, and who owes data."""

from collections.abc import Iterable

import streamlit as st

from app import compared_markup, comparing_panel, context, filters, markup, standing_panel, widgets
from app.compared_markup import cells, link
from app.figure_text import objective_line, points
from app.filters import Choice
from app.language import language
from toc.figures.promises import Promise, PromiseState, Standing
from toc.services import standing
from toc.services.analysing import Assessment
from toc.services.standing import Stake

ALSO = ("stakeholder",)
"""Parameters of this page's own."""

NOBODY = "No stakeholder named"
HEADS = ("Objective", "Status", "Progress", "Gap, points", "Promised", "Next", "Overdue reports")


def draw_stakes(found: Iterable[Stake], choice: Choice) -> None:
    """Each stakeholder with its objectives, in one table."""
    rows = []
    for stake in found:
        rows.append(compared_markup.over(stake.stakeholder or NOBODY, len(HEADS)))
        rows += [row_of(one, choice) for one in stake.standings]
    widgets.show_markup(compared_markup.table("Objectives by stakeholder", HEADS, rows, style="toc-stakes"))
    st.caption("An objective's title opens its indicator that is furthest behind.")


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
    stands = "<br>".join(markup.quiet(text) for text in (expected.lstrip("· "), parts) if text)
    return cells(
        link(where, title, what) if where else title,
        markup.chip_of(result),
        f"<b>{markup.safe(figure)}</b><br>{stands}",
        markup.safe(points(result.gap, language()).partition(" ")[0]),
        "<br>".join(markup.safe(text) for text in kept) or markup.quiet("nothing promised"),
        next_of(coming) if coming else markup.quiet("none to come"),
        f"<b>{owed}</b><br>{markup.quiet(f'{who}, since {found.overdue[0].due_on}')}" if owed else markup.quiet("none"),
    )


def next_of(promise: Promise) -> str:
    """What is to be reached next, by when, of which indicator."""
    value = markup.safe(standing_panel.promise_text(promise, language()))
    return f"{value}<br>{markup.quiet(f'by {promise.on}: {promise.indicator.name}')}"


def draw_promises(found: Assessment, country: str, stakeholder: str | None) -> None:
    """What is promised by when, each with whom it is for, and whether it was met."""
    st.subheader("What is promised by when", anchor=False)
    promises = standing.promised(found, country, stakeholder)
    if not promises:
        widgets.empty_state("No target or milestone is set here. A coordinator sets them.")
        return
    alt = "Targets and milestones by date"
    standing_panel.show_promises(promises, found.document, language(), alt=alt, key="stakeholders_promises")
    widgets.csv_link("targets", found.query, label="Targets as they are set (CSV)")


def draw_overdue(found: Assessment, country: str, stakeholder: str | None) -> None:
    """Who owes data about these objectives, since when."""
    st.subheader("Who owes data", anchor=False)
    owed = standing.overdue(found, country, stakeholder)
    if not owed:
        st.caption("No report about these objectives is overdue.")
        return
    for debt in standing.debts(found, owed):
        many = sum(len(one.periods) for one in debt.overdue)
        place = filters.names_of(found.document)[debt.country]
        reports = "1 overdue report" if many == 1 else f"{many} overdue reports, the oldest"
        st.markdown(markup.plain(f"{debt.organisation}, {place}: {reports} since {debt.since}."))
    standing_panel.show_overdue(owed, found.document, alt="Overdue reports", key="stakeholders_overdue")


widgets.show_style()
widgets.page_head("Stakeholders", "What is promised to whom by when, where it stands, and who owes data about it.")
chosen = filters.choose(with_horizon=True, also=ALSO)
assessed = context.assessment(chosen.query)
labels = {"": "All stakeholders", **{name: name for name in standing.stakeholders_of(assessed) if name}}
asked = standing_panel.choose("stakeholder", "Stakeholder", labels, also=ALSO, width=320) or None
place = assessed.shown_country
stakes = standing.stakes(assessed, place, asked)
if stakes:
    draw_stakes(stakes, chosen)
    widgets.csv_link("stakeholders", chosen.query, label="All stakeholders with these filters (CSV)")
    draw_promises(assessed, place, asked)
    draw_overdue(assessed, place, asked)
else:
    widgets.empty_state("No objective with these filters. Choose another horizon or stakeholder.")
widgets.source_line(assessed.known_at, chosen.query, invented=assessed.invented)
