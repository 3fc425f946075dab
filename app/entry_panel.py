"""What stands beside the fields of a measurement: what is measured, what stands already, what a value would mean."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

import streamlit as st

from app import context, evidence_panel, filters, markup, widgets
from app.entry_state import fill_from, key_of
from app.figure_text import IndicatorText, value_text
from app.language import language
from app.measurement_panel import draw_effect as draw_moved
from app.tables_shown import show
from toc.errors import Fault
from toc.exchange.number_text import format_number
from toc.model.terms import ReviewState

if TYPE_CHECKING:
    from datetime import date

    from toc.figures.results import IndicatorResult
    from toc.model.document import FrameworkDocument, IndicatorDef
    from toc.model.query import Query
    from toc.services.entering import EntrySheet, Standing
    from toc.services.recording import Recorded
    from toc.services.steps.effects import Effect

_AFTER = {
    ReviewState.DRAFT: "It is a draft: only your organisation sees it, until somebody submits it.",
    ReviewState.SUBMITTED: "It waits for the coordinator's approval and counts from then on.",
    ReviewState.APPROVED: "It is approved and counts.",
    ReviewState.RETURNED: "It was returned to you.",
    ReviewState.VOIDED: "It was withdrawn.",
}


class Stated(Protocol):
    """What states a measurement: a draft or a row."""

    @property
    def value(self) -> Decimal | None:
        """In the indicator's unit."""

    @property
    def numerator(self) -> Decimal | None:
        """Of a percent."""

    @property
    def denominator(self) -> Decimal | None:
        """Of a percent."""

    @property
    def nothing_to_report(self) -> bool:
        """Said by the partner."""


def quantity_text(indicator: "IndicatorDef", stated: Stated) -> str:
    """What a measurement states, for people: a value with its unit, two numbers, or nothing to report."""
    if stated.nothing_to_report:
        return "nothing to report"
    if stated.numerator is not None and stated.denominator is not None:
        parts = (format_number(part, language()) for part in (stated.numerator, stated.denominator))
        return " of ".join(parts)
    scale = {level.value: level.text for level in indicator.scale}
    return value_text(stated.value, indicator.measure, indicator.unit, language(), scale=scale)


def draw_standing(sheet: "EntrySheet", standing: "Standing", *, seen: int | None) -> None:
    """Say that the period has a value already, and whether it changed since the person looked first."""
    said = quantity_text(sheet.indicator, standing.draft)
    text = (
        f"{standing.period} has a value: {said} ({standing.state.label.lower()}, by {standing.by}, "
        f"{standing.at:%Y-%m-%d %H:%M} UTC). What you save becomes revision {standing.number + 1}."
    )
    if standing.state is ReviewState.RETURNED:
        text = f"{text} It was returned: {standing.comment}"
    if seen == standing.number:
        st.info(markup.plain(text), icon=":material/history:")
        st.button(
            "Start from what stands", key=key_of("take_over"), type="tertiary", icon=":material/content_copy:",
            on_click=fill_from, args=(standing.draft, sheet.indicator),
        )  # fmt: skip
    else:
        st.warning(markup.plain(f"Changed since you opened this page. {text}"), icon=":material/sync_problem:")


def draw_beside(sheet: "EntrySheet", period: str, end: "date | None" = None) -> None:
    """Definition, baseline, target and what is expected at the period's end.

    Args:
        sheet: what stands in the series.
        period: name of the period that is being reported.
        end: its last day, where it is not one of the reporting periods.
    """
    indicator, text = sheet.indicator, IndicatorText(sheet.now, language())
    st.subheader(markup.plain(indicator.name), anchor=False)
    if indicator.definition:
        st.markdown(markup.plain(indicator.definition))
    rows = [
        ("Measure", f"{indicator.measure.label}, {indicator.unit}", indicator.over_time.meaning),
        ("Verified by", indicator.means_of_verification or "not stated", ""),
        ("Baseline", text.baseline(), sheet.now.baseline_source),
        ("Target", text.target(), ""),
        ("Now", text.value(), f"as of {sheet.now.as_of}"),
    ]
    end = end or sheet.periods.get(period)
    if end is not None:
        rows.insert(4, ("Expected", text.number(sheet.expected(end)), f"at the period's end, {end}"))
    widgets.show_markup(markup.facts(rows))


def draw_effect(effect: "IndicatorResult", period: str) -> None:
    """The figures that the value would lead to once it is approved."""
    with st.container(border=True, key="log_data_effect"):
        st.markdown(f"**With this value for {markup.plain(period)}, once approved**")
        text = IndicatorText(effect, language())
        bar = markup.meter(
            effect.indicator.name,
            effect.status,
            effect.progress,
            effect.expected_progress,
            language(),
            weak=effect.weak_evidence,
        )
        wanted = ("Value", "Expected", "Progress", "Gap to expectation")
        rows = [row for row in text.facts() if row[0] in wanted]
        widgets.show_markup(
            f"{markup.chip_of(effect)} {markup.quiet(effect.status_note or effect.status.meaning)}{bar}"
            f"{markup.facts(rows)}"
        )


def draw_moves(moved: "Effect", document: "FrameworkDocument") -> None:
    """Which figures and statuses a correction of an approved value moves."""
    with st.container(border=True, key="log_data_moves"):
        st.markdown("**What this correction moves, once approved**")
        draw_moved(moved, filters.names_of(document))


def draw_last(sheet: "EntrySheet") -> None:
    """The latest values of the organisation's series."""
    st.markdown(f"**Last values of {markup.plain(sheet.organisation)}**")
    if not sheet.last:
        st.caption("Nothing has been recorded yet.")
        return
    column = st.column_config
    rows = [
        {
            "period": standing.period,
            "value": quantity_text(sheet.indicator, standing.draft),
            "state": standing.state.label,
        }
        for standing in sheet.last
    ]
    labels = {
        "period": column.TextColumn("Period"),
        "value": column.TextColumn("Value"),
        "state": column.TextColumn("Review"),
    }
    show(rows, labels, alt="Last values of this organisation", key="log_data_last")


def draw_notices(notices: Iterable[Fault]) -> None:
    """What the person should know although nothing is wrong."""
    for notice in notices:
        st.caption(f":material/info: {markup.plain(notice.text())}")


def draw_saved(saved: "Recorded", document: "FrameworkDocument", query: "Query") -> None:
    """What was saved, in which state it is, where it shows, and the evidence behind it."""
    draft = saved.draft
    indicator, country = document.indicator_by_code[draft.indicator], filters.names_of(document)[draft.country]
    said = quantity_text(indicator, draft)
    what = f"{indicator.name} ({indicator.code}), {country}, {draft.organisation}, {saved.period}: {said}"
    if saved.written:
        st.success(markup.plain(f"Saved. {what}. {_AFTER[saved.state]}"), icon=":material/check_circle:")
    else:
        text = f"Saved already: {what}. Nothing new was written. {_AFTER[saved.state]}"
        st.info(markup.plain(text), icon=":material/check_circle:")
    if saved.counts_from is not None:
        st.caption(f"The period has not ended: figures count the value from {saved.counts_from}.")
    st.page_link(
        "views/indicator.py",
        label=f"See {markup.plain(indicator.name)} and its measurements",
        icon=":material/show_chart:",
        query_params=filters.parameters(query, indicator=indicator.code, country=draft.country),
    )
    evidence_panel.draw(context.get_store(), context.current_actor(), saved.measurement_id)
