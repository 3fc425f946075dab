"""The widgets of the filters, and the address that they are written into. What is chosen is read in `filters.py`."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import streamlit as st

from app.figure_text import ALL_COUNTRIES
from toc.model.document import FrameworkDocument
from toc.model.query import ALL, Query

YEARS_BEFORE, YEARS_AFTER = 5, 40
ALL_HORIZONS = "All horizons"


def names_of(document: FrameworkDocument) -> dict[str, str]:
    """Names of the reporting countries by code, in the framework's order, all countries last."""
    return {**{country.code: country.name for country in document.countries}, ALL: ALL_COUNTRIES}


def bounds(document: FrameworkDocument) -> tuple[date, date]:
    """The first and the last date that can be chosen."""
    return date(document.start_year - YEARS_BEFORE, 1, 1), date(document.start_year + YEARS_AFTER, 12, 31)


def moment_of(on: date, at: time | None, timezone: str) -> datetime:
    """The moment in UTC of a date and time of day in a time zone; a date alone is the end of that day."""
    return datetime.combine(on, time.max if at is None else at, ZoneInfo(timezone)).astimezone(UTC)


def keep(query: Query, timezone: str) -> None:
    """Put what is chosen into the widgets' state, before they are drawn."""
    st.session_state["framework"] = query.framework
    st.session_state["country"] = query.country
    st.session_state["as_of"] = query.as_of
    st.session_state["known_at"] = query.known_at
    st.session_state["unapproved"] = query.include_unapproved
    st.session_state["horizon"] = query.horizon or ""
    local = None if query.known_at is None else query.known_at.astimezone(ZoneInfo(timezone))
    st.session_state["filters_known_on"] = local.date() if local else None
    whole_day = local is None or local.time() == time.max
    st.session_state["filters_known_time"] = None if whole_day else local.time().replace(second=0, microsecond=0)


def draw_framework(frameworks: Mapping[str, str], also: tuple[str, ...]) -> None:
    """The choice of framework, where there are several."""
    if len(frameworks) > 1:
        st.selectbox(
            "Framework", list(frameworks), format_func=frameworks.get, key="framework", on_change=keep_in_url,
            args=(also,), persist_state="session", width=220,
        )  # fmt: skip


def draw_country(document: FrameworkDocument, places: Sequence[str], also: tuple[str, ...]) -> None:
    """The choice among the countries that may be seen."""
    st.selectbox(
        "Country", list(places), format_func=names_of(document).get, key="country",
        on_change=keep_in_url, args=(also,), persist_state="session", width=180,
    )  # fmt: skip


def draw_horizon(document: FrameworkDocument, also: tuple[str, ...]) -> None:
    """The choice of horizon."""
    labels = {"": ALL_HORIZONS, **{horizon.code: horizon.name for horizon in document.horizons}}
    st.selectbox(
        "Horizon", list(labels), format_func=labels.get, key="horizon", on_change=keep_in_url, args=(also,),
        persist_state="session", width=180,
    )  # fmt: skip


def draw_date(document: FrameworkDocument, also: tuple[str, ...]) -> None:
    """The date that the page looks at."""
    first, last = bounds(document)
    st.date_input(
        "As of", min_value=first, max_value=last, format="YYYY-MM-DD", key="as_of", on_change=keep_in_url, args=(also,),
        persist_state="session", width=150, help="Figures as they stood on this date. Later periods are left out.",
    )  # fmt: skip


def draw_known(document: FrameworkDocument, also: tuple[str, ...]) -> None:
    """Up to which moment records count, in a small window beside the date; now where none is chosen."""
    on, at = st.session_state.get("filters_known_on"), st.session_state.get("filters_known_time")
    label = "Known: now" if on is None else f"Known: {on}" + (f" {at:%H:%M}" if at else "")
    first, last = bounds(document)
    with st.popover(label, icon=":material/history:", key="filters_known", help="Figures as they were known then."):
        st.caption("Leaves out what was recorded or approved later, to see what a report of that time was made from.")
        st.date_input(
            "Known on", value=None, min_value=first, max_value=last, format="YYYY-MM-DD", key="filters_known_on",
            on_change=_know, args=(document.timezone, also), help="Empty: what is known now.",
        )  # fmt: skip
        st.time_input(
            "Time of day", value=None, key="filters_known_time", on_change=_know, args=(document.timezone, also),
            disabled=on is None, help=f"Time in {document.timezone}. Empty: the end of the day.",
        )  # fmt: skip


def _know(timezone: str, also: tuple[str, ...]) -> None:
    on, at = st.session_state.get("filters_known_on"), st.session_state.get("filters_known_time")
    st.session_state["known_at"] = None if on is None else moment_of(on, at, timezone)
    keep_in_url(also)


def draw_unapproved(also: tuple[str, ...]) -> None:
    """Whether values that wait for approval count."""
    st.toggle(
        "With unapproved values", key="unapproved", on_change=keep_in_url, args=(also,), persist_state="session",
        help="Also counts measurements that wait for approval.",
    )  # fmt: skip


def keep_in_url(also: tuple[str, ...] = ()) -> None:
    """Write all parameters at once from the widgets, when one of them has changed.

    Args:
        also: parameters of the page's own widgets, which have the same keys.
    """
    write({name: str(st.session_state[name]) for name in also if st.session_state.get(name)})


def write(own: Mapping[str, str]) -> None:
    """Write all parameters into the address, those of the page itself as they are given."""
    state = st.session_state
    kept = {name: str(state[name]) for name in ("framework", "country", "horizon") if state.get(name)}
    for name in ("as_of", "known_at"):
        if state.get(name):
            kept[name] = state[name].isoformat()
    if state.get("unapproved"):
        kept["unapproved"] = "yes"
    kept.update(own)
    if dict(st.query_params.items()) != kept:
        st.query_params.from_dict(kept)


def forget_moment(also: tuple[str, ...]) -> None:
    """Look at what is known now again."""
    st.session_state["known_at"] = None
    keep_in_url(also)
