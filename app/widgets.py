"""What every page draws with: chips, meters and cards, a chart with its table and its CSV, empty states, errors.

The one place where own markup goes to the page; the markup itself is made, escaped, in `markup.py`.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from app import filters, markup
from toc.errors import TocError
from toc.model.query import Query

if TYPE_CHECKING:
    from datetime import date, datetime

    import plotly.graph_objects as go

CHART_CONFIG: Mapping[str, object] = {"displayModeBar": False, "scrollZoom": False, "responsive": True}
"""Charts are read, not edited: no tool bar, no zoom by accident on a phone."""


def show_markup(text: str) -> None:
    """Draw own markup; `text` comes from `markup.py`, where everything from people or data is escaped."""
    st.markdown(text, unsafe_allow_html=True)


def show_style() -> None:
    """Bring the style sheet of the own markup to the page, once in each run."""
    st.html(markup.style_sheet(dark=is_dark()))


def is_dark() -> bool:
    """Whether the reader's ground is dark, for charts; markup finds out by itself."""
    return bool(st.context.theme.type == "dark")


def page_head(title: str, about: str = "") -> None:
    """A page's title, and a line on what it shows."""
    st.title(title, anchor=False)
    if about:
        st.caption(about)


def csv_address(name: str, query: Query, **more: str | None) -> str:
    """Address of a file made with a page's filters, such as `/files/progress.csv?framework=CREDEX&country=IT`."""
    return f"/files/{name}.csv?{urlencode(filters.parameters(query, **more))}"


def csv_link(name: str, query: Query, *, label: str | None = None, **more: str | None) -> None:
    """A link to the CSV of what a page shows, with the same filters.

    Args:
        name: of the file: measurements, targets, progress, objectives or history.
        query: the page's filters.
        label: of the link; the file's name where none is given.
        more: further parameters, such as the indicator.
    """
    st.link_button(
        label or f"{name}.csv", csv_address(name, query, **more), icon=":material/download:", type="tertiary"
    )


def show_chart(figure: "go.Figure", *, key: str, alt: str) -> None:
    """A chart; the page draws the table that it was made from and a link to its CSV beside it.

    Args:
        figure: made by `toc/charts`.
        key: of the chart, unique on the page.
        alt: what the chart shows, for screen readers; the numbers are in the table.
    """
    st.plotly_chart(figure, key=key, config=dict(CHART_CONFIG), alt=alt)


def source_line(known_at: "datetime", query: Query, *, invented: bool) -> None:
    """What the figures of a page rest on: the date, the moment up to which records count, and invented data."""
    unapproved = "approved and unapproved" if query.include_unapproved else "approved"
    text = f"As of {query.as_of}, {unapproved} measurements recorded until {known_at:%Y-%m-%d %H:%M} UTC."
    st.caption(f"{text} Some of them are invented, for demonstration." if invented else text)


def empty_state(text: str, *, page: str | None = None, label: str = "", query: Query | None = None) -> None:
    """What to do where there is nothing to show, with the way there.

    Args:
        text: what is missing and what to do.
        page: file of the page that helps, such as `views/log_data.py`; None where only the text helps.
        label: of the link to it.
        query: filters to keep on the way.
    """
    with st.container(border=True):
        st.markdown(markup.plain(text))
        if page is not None:
            st.page_link(
                page, label=label, icon=":material/arrow_forward:",
                query_params=filters.parameters(query) if query else None,
            )  # fmt: skip


def show_error(error: TocError, *, field: str | None = None) -> None:
    """An error in words: what is wrong and what to do.

    Args:
        error: with one or several faults.
        field: show the faults of this field only, beside it; None shows all of them.
    """
    for fault in error.faults:
        if field is None or fault.field == field:
            remedy = fault.remedy_text()
            with st.container(border=True, key=None):
                st.error(
                    markup.plain(" ".join(part for part in (fault.text(), remedy) if part)), icon=":material/error:"
                )


def demo_banner(today: "date | None" = None) -> None:
    """Say that invented data are among what the pages show.

    Args:
        today: the date that the demonstration takes for today; None where it is the calendar's.
    """
    more = f" Today is taken to be {today}." if today else ""
    st.warning(f"Demonstration data: some targets and measurements are invented.{more}", icon=":material/science:")
