"""Indicator, split by gender, skill and the like: one chart at a time, with its table and its CSV."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from app import filters, widgets
from app.figure_text import IndicatorText, percent
from app.filters import Choice
from app.indicator_panel import source_of
from app.language import language
from app.tables_shown import show_breakdown
from toc import columns, tables, tables_indicator
from toc.charts.breakdowns import draw_beside, draw_stacked
from toc.model.terms import DimensionKind, Measure
from toc.services.detailing import Breakdown, IndicatorDetail

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

AMOUNTS, SHARES = "Amounts", "Shares"
SUMMABLE = (Measure.COUNT, Measure.AMOUNT, Measure.NUMBER)


def draw_breakdowns(detail: IndicatorDetail, choice: Choice) -> None:
    """The breakdowns of the chosen country; where there is none yet, what the indicator can be split by."""
    page = detail.page
    if not page.indicator.breakdowns:
        return
    st.subheader("Breakdowns", anchor=False)
    place = filters.names_of(page.document)[page.chosen.country]
    if not detail.split:
        names = ", ".join(page.document.dimension_by_code[one.dimension].name for one in page.indicator.breakdowns)
        widgets.empty_state(f"No measurement is split yet: {place}. A measurement can be split by: {names}.")
        return
    found = _chosen(detail.split)
    rows = tables_indicator.breakdown_rows(
        (found,), page.document, choice.query.as_of, page.known_at, choice.query.include_unapproved
    )
    table = tables.frame(rows, columns.BREAKDOWNS)
    title = f"{page.indicator.name} by {found.dimension.name.lower()}, {place}"
    widgets.show_chart(_figure(detail, found, table, title, choice), key="indicator_breakdown", alt=title)
    st.caption(_reading(found))
    with st.expander("Table: breakdown", icon=":material/table:"):
        show_breakdown(table, unit=page.indicator.unit, alt=title, key="indicator_breakdown_table")
    widgets.csv_link("breakdowns", choice.query, label="Breakdowns (CSV)", indicator=page.indicator.code)


def _chosen(split: Sequence[Breakdown]) -> Breakdown:
    """The dimension that is shown."""
    by_code = {found.dimension.code: found for found in split}
    if len(split) == 1:
        return split[0]
    code = st.segmented_control(
        "Split by", list(by_code), format_func=lambda code: by_code[code].dimension.name,
        default=split[0].dimension.code, required=True, key=f"indicator_split_{'_'.join(by_code)}",
    )  # fmt: skip
    return by_code.get(str(code), split[0])


def _stacks(found: Breakdown) -> bool:
    """Whether the parts add up, so that they may be stacked."""
    return found.dimension.kind is DimensionKind.EXCLUSIVE and found.indicator.measure in SUMMABLE


def _figure(
    detail: IndicatorDetail, found: Breakdown, table: "pd.DataFrame", title: str, choice: Choice
) -> "go.Figure":
    page = detail.page
    text, dark, source = IndicatorText(page.chosen, language()).short, widgets.is_dark(), source_of(choice)
    if not _stacks(found):
        return draw_beside(table, title=title, unit=page.indicator.unit, source=source, text=text, dark=dark)
    shown = st.segmented_control("Show as", [AMOUNTS, SHARES], default=AMOUNTS, required=True, key="indicator_shown_as")
    shares = shown == SHARES
    return draw_stacked(
        table, title=title, unit=page.indicator.unit, source=source,
        text=(lambda share: percent(share, language())) if shares else text, shares=shares, dark=dark,
    )  # fmt: skip


def _reading(found: Breakdown) -> str:
    """How the parts relate to the total, and how many measurements are split."""
    split = sum(period.broken_down for period in found.periods)
    measured = sum(period.measurements for period in found.periods)
    if found.dimension.kind is DimensionKind.MULTIPLE:
        how = "A unit may be in several categories, so the parts do not add up."
    elif _stacks(found):
        how = "Each unit is in one category; what the parts leave of the total is not stated."
    else:
        how = "Each category has its own figure; they are not added."
    return f"{how} {split} of {measured} measurements in these periods are split. Each period stands for itself."
