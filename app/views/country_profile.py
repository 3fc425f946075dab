"""Country profile: one country on one page, fit for print: where it stands, what is behind and why, what comes next."""

import streamlit as st

from app import compared_markup, context, filters, markup, standing_panel, widgets
from app.compared_markup import bullets, coverage, why
from app.figure_text import percent, points
from app.language import language
from toc.services import profiling
from toc.services.profiling import CountryProfile


def draw_summary(page: CountryProfile) -> None:
    """The figures of the whole country, objectives by status, levels and horizons."""
    document, group = page.assessment.document, page.together
    late = sum(len(found.periods) for debt in page.debts for found in debt.overdue)
    who = f"from {len(page.debts)} {'organisation' if len(page.debts) == 1 else 'organisations'}" if late else "none"
    evidence = f"{page.evidence_with} of {page.evidence_total}"
    widgets.show_markup(
        compared_markup.tiles(
            [
                ("Progress", percent(group.progress, language()), coverage(group)),
                ("Expected by now", percent(group.expected_progress, language()), points(group.gap, language())),
                ("With evidence", evidence, "measurements in these figures"),
                ("Overdue reports", str(late), who),
            ]
        )
    )
    widgets.show_markup(markup.chips(page.counts))
    levels = [(level.name, "", found) for level, found in page.levels]
    horizons = []
    for horizon, found in page.horizons:
        end, start = document.horizon_end(horizon), document.horizon_start(horizon)
        horizons.append((horizon.name, f"{start.year} to {end.year}" if end else f"from {start.year}", found))
    left, right = st.columns(2)
    with left:
        widgets.show_markup(compared_markup.means("Level", levels, language()))
    with right:
        widgets.show_markup(compared_markup.means("Horizon", horizons, language()))


def draw_behind(page: CountryProfile) -> None:
    """What is behind, each with the indicator that holds it back and its figures."""
    st.subheader("Behind", anchor=False)
    lines = [
        f"<b>{markup.safe(found.result.objective.title)}</b> {markup.chip_of(found.result)} "
        f"{markup.safe(percent(found.result.progress, language()))}, "
        f"gap {markup.safe(points(found.result.gap, language()))}<br>"
        f"Furthest behind: {markup.safe(found.worst.indicator.name)} {markup.chip_of(found.worst)}<br>"
        f"{markup.quiet(why(found.worst, language()))}"
        for found in page.behind
    ]
    widgets.show_markup(bullets(lines) if lines else markup.quiet("No objective is behind what was expected."))


def draw_ahead(page: CountryProfile) -> None:
    """What is achieved or ahead."""
    st.subheader("Ahead", anchor=False)
    lines = [
        f"<b>{markup.safe(found.objective.title)}</b> {markup.chip_of(found)} "
        f"{markup.safe(percent(found.progress, language()))}"
        for found in page.ahead
    ]
    widgets.show_markup(bullets(lines) if lines else markup.quiet("No objective is achieved or ahead yet."))


def draw_overdue(page: CountryProfile) -> None:
    """Which reports are overdue, and whose they are."""
    st.subheader("Overdue", anchor=False)
    lines = [
        f"<b>{markup.safe(debt.organisation)}</b> {markup.quiet(debt.name if debt.name != debt.organisation else '')}: "
        f"since {debt.since}: " + markup.safe(", ".join(dict.fromkeys(found.indicator.name for found in debt.overdue)))
        for debt in page.debts
    ]
    widgets.show_markup(bullets(lines) if lines else markup.quiet("No report is overdue."))


def draw_next(page: CountryProfile) -> None:
    """The next targets and milestones."""
    st.subheader("Next targets and milestones", anchor=False)
    lines = [
        f"<b>{found.on}</b> {markup.safe(standing_panel.promise_text(found, language()))}: "
        f"{markup.safe(found.indicator.name)} {markup.chip(found.status, weak=found.weak_evidence)}"
        for found in page.next
    ]
    nothing = "No target or milestone is still to come. A coordinator sets them."
    widgets.show_markup(bullets(lines) if lines else markup.quiet(nothing))


def draw_actuals(page: CountryProfile) -> None:
    """Targets against what was reached, objective by objective."""
    widgets.show_markup('<div class="toc-page"></div>')
    st.subheader("Targets and what was reached", anchor=False)
    widgets.show_markup(compared_markup.actuals("Targets and what was reached", page.objectives, language()))


widgets.show_style()
head = st.container()
chosen = filters.choose()
shown = profiling.profile(context.assessment(chosen.query))
name = filters.names_of(shown.assessment.document)[shown.country]
with head:
    widgets.page_head(markup.plain(name), markup.plain(f"Country profile, {shown.assessment.document.name}"))
widgets.source_line(shown.assessment.known_at, chosen.query, invented=shown.assessment.invented)
draw_summary(shown)
before, beside = st.columns(2)
with before:
    draw_behind(shown)
with beside:
    draw_ahead(shown)
    draw_overdue(shown)
    draw_next(shown)
draw_actuals(shown)
with st.container(horizontal=True):
    widgets.csv_link("progress", chosen.query, label="Indicators (CSV)")
    widgets.csv_link("objectives", chosen.query, label="Objectives (CSV)")
    widgets.csv_link("summaries", chosen.query, label="Levels and horizons (CSV)")
widgets.show_markup(compared_markup.not_printed("To print: the browser's print command; menu and filters stay away."))
