"""Panels that compare countries: progress over time and by level on one scale, two countries side by side."""

from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from app import compared_markup, context, filters, markup, standing_panel, widgets
from app.figure_text import percent
from app.filters import Choice
from app.language import language
from toc import columns, tables
from toc.charts.multiples import draw_over_time, draw_parts
from toc.figures.results import ObjectiveResult
from toc.model.query import ALL
from toc.services.analysing import Assessment
from toc.services.comparing import Summaries, places_of

PANEL_WIDTH = 290
OVER_TIME, BY_LEVEL = "time", "level"
NOTHING = "no figure: too few objectives have progress"


def indicator_address(choice: Choice, result: ObjectiveResult) -> tuple[str, str]:
    """Address of the page of an objective's indicator that is furthest behind, or its first, and what is found there.

    Both are empty where the objective has no indicator for the country.
    """
    codes = [found.indicator.code for found in result.indicators]
    code = result.worst or next(iter(codes), None)
    if code is None:
        return "", ""
    name = choice.document.indicator_by_code[code].name
    query = replace(choice.query, country=result.country)
    said = f"{name}: furthest behind" if result.worst and len(codes) > 1 else name
    return f"/indicator?{urlencode(filters.parameters(query, indicator=code))}", said


def profile_address(choice: Choice, country: str) -> str:
    """Address of a country's profile with a page's filters."""
    return f"/country_profile?{urlencode(filters.parameters(replace(choice.query, country=country, horizon=None)))}"


def draw_multiples(found: Summaries, choice: Choice, *, also: tuple[str, ...]) -> None:
    """A panel for each country on one scale: its progress over time, or its levels; then their table and CSV."""
    st.subheader("Progress of each country", anchor=False)
    labels = {OVER_TIME: "Over time", BY_LEVEL: "By level"}
    shown = standing_panel.choose("panels", "Panels show", labels, also=also, width=180)
    document, names = choice.document, filters.names_of(choice.document)
    st.caption("Mean of the objectives that have progress. All panels have the same scale.")
    rows = standing_panel.rows_of(found, choice.query)
    over_time = [row for row in rows if row["level"] is None and row["horizon"] is None]
    levels = [row for row in rows if row["level"] is not None and row["horizon"] is None]
    drawn = over_time if shown == OVER_TIME else levels
    with st.grid("auto", min_column_width=PANEL_WIDTH, border=True):
        for place in sorted(found.places, key=lambda code: code != ALL):
            table = tables.frame((row for row in drawn if row["country"] == place), columns.SUMMARIES)
            if shown == OVER_TIME:
                figure = draw_over_time(
                    table, title=names[place], since=document.baseline_date, until=choice.query.as_of, text=_share,
                    nothing=NOTHING, dark=widgets.is_dark(),
                )  # fmt: skip
                alt = f"{names[place]}: mean progress and expected progress over time"
            else:
                figure = draw_parts(
                    table, title=names[place], parts=[(level.code, level.name) for level in document.levels],
                    of="level", text=_share, dark=widgets.is_dark(),
                )  # fmt: skip
                alt = f"{names[place]}: mean progress and expected progress of each level"
            widgets.show_chart(figure, key=f"countries_{shown}_{place}", alt=alt)
    with st.expander("Table: progress of each country", icon=":material/table:"):
        standing_panel.show_means(drawn, document, alt="Mean progress of countries", key=f"countries_means_{shown}")
    widgets.csv_link("summaries", choice.query, label="Means of countries, levels and horizons (CSV)")


def _share(share: object) -> str:
    return percent(share, language())  # type: ignore[arg-type]


def draw_side_by_side(assessed: Assessment, choice: Choice, *, also: tuple[str, ...]) -> None:
    """Two countries side by side, with what makes figures hard to compare said beside them."""
    st.subheader("Two countries side by side", anchor=False)
    names = filters.names_of(choice.document)
    places = [place for place in places_of(assessed) if place != ALL]
    if len(places) < 2:
        widgets.empty_state("There is one country only that you may see, so there is nothing to set beside it.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first = standing_panel.choose("first", "Country", {code: names[code] for code in places}, also=also, width=180)
        others = {code: names[code] for code in places if code != first}
        if st.query_params.get("second", st.session_state.get("second")) == first:
            st.session_state["second"] = next(iter(others))
            st.query_params["second"] = next(iter(others))
        second = standing_panel.choose("second", "Beside", others, also=also, width=180)
    side = context.side_by_side(choice.query, first, second)
    if not side.objectives:
        widgets.empty_state("No indicator is measured country by country here. Choose another horizon.")
        return
    if side.marked:
        one = side.marked == 1
        st.markdown(
            markup.plain(
                f"{side.marked} {'indicator is' if one else 'indicators are'} not compared, "
                f"for the reason that stands beside {'it' if one else 'each'}: data dates more than a year apart, "
                "another method, or another version of the definition."
            )
        )
    else:
        st.caption("Nothing tells that the two were measured differently: data dates, methods and definitions agree.")
    widgets.show_markup(compared_markup.pairs(side, names, language()))
    widgets.csv_link("progress", choice.query, label="Indicators of every country (CSV)")
