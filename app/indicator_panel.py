"""Indicator, its parts over time: the history with remarks, target and actual, and country by country on one scale."""

from typing import TYPE_CHECKING

import streamlit as st

from app import context, explain_panel, filters, markup, widgets
from app.figure_text import IndicatorText
from app.filters import Choice
from app.language import language
from app.tables_shown import show_countries, show_history, show_measurements, show_targets
from toc import columns, tables, tables_indicator
from toc.charts.country_panels import draw_country_panels
from toc.charts.history import draw_history
from toc.charts.history_marks import BREAK, lettered
from toc.model.query import ALL
from toc.model.terms import Permission
from toc.services.analysing import IndicatorPage, MeasurementRow
from toc.services.detailing import IndicatorDetail
from toc.services.permissions import allowed

if TYPE_CHECKING:
    import pandas as pd

READING = (
    ("includes_unapproved", "A hollow mark stands for a value that waits for approval."),
    ("weak_evidence", "A crossed mark rests on weak evidence: no register and no survey."),
    ("ci_low", "Upright bars are the survey's margin."),
    ("projected_value", "The dashed line is a projection: it goes on as it did so far, and is no forecast."),
)
"""Columns of the history, with what has to be said where one of them holds something."""


def source_of(choice: Choice) -> str:
    """The source line of a chart."""
    kind = "approved and unapproved" if choice.query.include_unapproved else "approved"
    return f"Source: {kind} measurements, as of {choice.query.as_of}"


def draw_past(page: IndicatorPage, choice: Choice) -> None:
    """The history chart with its remarks, its table and its CSV, and target and actual beneath it."""
    unapproved = choice.query.include_unapproved
    rows = tables_indicator.history_rows(page.chosen, page.history, page.document, page.known_at, unapproved)
    table = tables.frame(rows, columns.HISTORY)
    unit, place = page.indicator.unit, filters.names_of(page.document)[page.chosen.country]
    if not table[["value", "expected_value"]].notna().any(axis=None):
        widgets.empty_state(f"There is nothing to draw yet: {place} has no baseline, no target and no measurement.")
        return
    figure = draw_history(
        table, title=f"{page.indicator.name}, {place}", unit=unit,
        source=source_of(choice), tolerance_points=page.document.tolerance_points,
        text=IndicatorText(page.chosen, language()).short, as_of=choice.query.as_of, dark=widgets.is_dark(),
    )  # fmt: skip
    widgets.show_chart(figure, key="indicator_history", alt=f"{page.indicator.name} over time, {place}")
    _draw_reading(table)
    with st.expander("Table: history", icon=":material/table:"):
        show_history(table, unit=unit, alt="History with baseline, targets and expectation", key="indicator_points")
    widgets.csv_link("history", choice.query, label="History (CSV)", indicator=page.indicator.code)
    st.subheader("Target and actual", anchor=False)
    if not show_targets(table, unit=unit, alt="Targets and what was reached, date by date", key="indicator_targets"):
        widgets.empty_state(f"No target is set: {place}. The coordinator sets targets on the page Framework.")


def _draw_reading(table: "pd.DataFrame") -> None:
    """How to read the marks that are in the chart, and what its lettered lines stand for."""
    said = [text for column, text in READING if table[column].map(_holds).any()]
    if said:
        st.caption(" ".join(said))
    remarks = lettered(table)
    if remarks:
        st.markdown(
            "\n".join(
                f"- **{letter}** {row['date']}: {markup.plain(str(row['text']))}"
                + (" (break in the series: values before and after differ)" if row["point"] == BREAK else "")
                for letter, row in remarks
            )
        )


def _holds(cell: object) -> bool:
    return cell is not None and cell is not False and cell == cell


def draw_places(detail: IndicatorDetail, choice: Choice) -> None:
    """Country by country on one scale: chart, what hinders comparing, table, CSV; nothing for one of the consortium."""
    page = detail.page
    if len(detail.countries) < 2:
        return
    st.subheader("By country", anchor=False)
    unapproved, names = choice.query.include_unapproved, filters.names_of(page.document)
    rows = tables.progress_rows(page.by_country, page.document, page.known_at, unapproved)
    table = tables.frame(rows, columns.PROGRESS_COLUMNS)
    past = [
        row
        for found in detail.countries
        for row in tables_indicator.history_rows(found.result, found.history, page.document, page.known_at, unapproved)
    ]
    for mark in detail.marks:
        st.warning(markup.plain(mark.reason), icon=":material/compare_arrows:")
    figure = draw_country_panels(
        tables.frame(past, columns.HISTORY), table[table["country"] != ALL], title=f"{page.indicator.name} by country",
        unit=page.indicator.unit, source=source_of(choice), names=names,
        text=IndicatorText(page.chosen, language()).short, dark=widgets.is_dark(),
    )  # fmt: skip
    widgets.show_chart(figure, key="indicator_places", alt=f"{page.indicator.name} by country, on one scale")
    st.caption("One scale for all. Dotted line: the country's own target. All countries together are in the table.")
    with st.expander("Table: by country", icon=":material/table:"):
        show_countries(table, names, unit=page.indicator.unit, alt="Figures by country", key="indicator_countries")
        explain_panel.draw_links(page.by_country, page.document, choice.query)
    widgets.csv_link("progress", choice.query, label="Figures of all indicators (CSV)")


def draw_measurements(page: IndicatorPage, choice: Choice) -> None:
    """The chosen country's measurements, which its figures rest on, or where to log the first."""
    st.subheader("Measurements", anchor=False)
    rows = [row for row in page.measurements if choice.query.country in (ALL, row.country)]
    if not rows:
        may_record = allowed(context.current_actor(), Permission.RECORD)
        widgets.empty_state(
            f"Nothing has been measured yet: {choice.country_name}.", page="views/log_data.py" if may_record else None,
            label="Log the first measurement", query=choice.query,
        )  # fmt: skip
        return
    links = [f"/measurement?measurement={row.measurement_id}" for row in rows]
    show_measurements(
        _with_names(page, rows), filters.names_of(page.document), links,
        unit=page.indicator.unit, alt="Measurements with source and review state", key="indicator_measurements",
    )  # fmt: skip
    widgets.csv_link("measurements", choice.query, label="Measurements of all indicators (CSV)")


def _with_names(page: IndicatorPage, rows: list[MeasurementRow]) -> list[dict[str, object]]:
    """Rows of measurements with the names of dimensions and categories in place of their codes."""
    names = {
        (dimension.code, category.code): category.name
        for dimension in page.document.dimensions
        for category in dimension.categories
    }
    found = []
    for row in tables.measurement_rows(rows, page.document):
        dimension = page.document.dimension_by_code.get(str(row["dimension"]))
        part = names.get((str(row["dimension"]), str(row["category"])), row["category"])
        found.append(row | {"dimension": dimension.name if dimension else "", "category": part})
    return found
