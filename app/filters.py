"""The filters of a view: framework, country, horizon and date, in the URL and in widgets, made into one Query.

The URL holds codes and ISO dates, so that a view can be sent to a colleague; the widgets show names. All parameters are
written at once. A value in the URL that does not fit is said in words and left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import streamlit as st

from app import context
from app.figure_text import ALL_COUNTRIES
from toc.model.document import FrameworkDocument
from toc.model.query import ALL, Query
from toc.model.terms import Permission
from toc.services.permissions import allowed

SHARED = ("framework", "country", "horizon", "as_of", "known_at", "unapproved")
"""Parameters that pages have in common; also the keys of their widgets."""

YEARS_BEFORE, YEARS_AFTER = 5, 40
ALL_HORIZONS = "All horizons"


@dataclass(frozen=True)
class Choice:
    """What a page looks at.

    Attributes:
        query: for the services.
        document: the framework in force, for names.
        said: sentences about values in the URL that did not fit.
    """

    query: Query
    document: FrameworkDocument
    said: tuple[str, ...] = ()

    @property
    def country_name(self) -> str:
        """Name of the country, or that it is all of them."""
        return names_of(self.document)[self.query.country]

    @property
    def horizon_name(self) -> str:
        """Name of the horizon, or that it is all of them."""
        code = self.query.horizon
        return ALL_HORIZONS if code is None else self.document.horizon_by_code[code].name


def names_of(document: FrameworkDocument) -> dict[str, str]:
    """Names of the reporting countries by code, in the framework's order, all countries last."""
    return {**{country.code: country.name for country in document.countries}, ALL: ALL_COUNTRIES}


def choose(*, with_country: bool = True, with_horizon: bool = False, also: tuple[str, ...] = ()) -> Choice:
    """Draw the row of filters and give what is chosen.

    Args:
        with_country: offer a choice of country; without it the page shows all of them.
        with_horizon: offer a choice of horizon; without it the page shows all of them.
        also: parameters of the page's own widgets that the URL keeps as well.

    Returns:
        The choice. The page ends here with a sentence where there is no framework yet.
    """
    frameworks = dict(context.frameworks())
    if not frameworks:
        st.info("There is no framework yet. An administrator loads one with `toc load`.", icon=":material/inbox:")
        st.stop()
    given = _given(dict(st.query_params.items()), {name: st.session_state.get(name) for name in SHARED})
    code, said = _framework(given, frameworks)
    document = context.framework(code)
    may_see_unapproved = allowed(context.current_actor(), Permission.VIEW_UNAPPROVED, country=ALL)
    query, more = read(given, document, context.today(document.timezone), may_see_unapproved=may_see_unapproved)
    _keep(query)
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        _draw_framework(frameworks, also)
        if with_country:
            _draw_country(document, also)
        if with_horizon:
            _draw_horizon(document, also)
        _draw_date(document, also)
        if may_see_unapproved:
            _draw_unapproved(also)
    _write({name: st.query_params[name] for name in also if name in st.query_params})
    shown = replace(
        query, country=query.country if with_country else ALL, horizon=query.horizon if with_horizon else None
    )
    choice = Choice(shown, document, (*said, *more))
    _say(choice, also)
    return choice


def choose_framework() -> Query:
    """Offer a choice of framework where there are several, for a page without other filters; as of today, everywhere.

    The page ends here with a sentence where there is no framework yet.
    """
    frameworks = dict(context.frameworks())
    if not frameworks:
        st.info("There is no framework yet. An administrator loads one with `toc load`.", icon=":material/inbox:")
        st.stop()
    asked = {"framework": st.query_params.get("framework", st.session_state.get("framework"))}
    code, said = _framework(asked, frameworks)
    st.session_state["framework"] = code
    _draw_framework(frameworks, ())
    query = Query(code, context.today(context.framework(code).timezone))
    for sentence in said:
        st.warning(sentence, icon=":material/filter_alt_off:")
    return query


def _given(address: Mapping[str, str], kept: Mapping[str, object]) -> Mapping[str, object]:
    """What the address says, or, where it says nothing about filters, what was chosen on the page before."""
    return address if any(name in address for name in SHARED) else kept


def read(
    given: Mapping[str, object], document: FrameworkDocument, today: date, *, may_see_unapproved: bool
) -> tuple[Query, tuple[str, ...]]:
    """Make a Query of what the URL or the widgets hold, and say what did not fit.

    Args:
        given: texts of the URL or values of widgets by parameter; missing and None give the default.
        document: the framework in force.
        today: the default date, inclusive.
        may_see_unapproved: the person may look at values that wait for approval.
    """
    said: list[str] = []
    country = str(given.get("country") or ALL)
    if country not in names_of(document):
        said.append(f"“{country}” is not a reporting country of {document.name}: all countries are shown.")
        country = ALL
    horizon = str(given["horizon"]) if given.get("horizon") else None
    if horizon is not None and horizon not in document.horizon_by_code:
        said.append(f"{document.name} has no horizon “{horizon}”: all horizons are shown.")
        horizon = None
    as_of = _date(given.get("as_of"), document, today, said)
    known_at = _moment(given.get("known_at"), said)
    unapproved = given.get("unapproved") in ("yes", True)
    if unapproved and not may_see_unapproved:
        said.append("Values that wait for approval are shown to coordinators only: approved values are shown.")
        unapproved = False
    return Query(document.code, as_of, country, horizon, known_at, unapproved), tuple(said)


def parameters(query: Query, **more: str | None) -> dict[str, str]:
    """A Query as parameters of an address: codes and ISO dates, what is not chosen left out."""
    found = {
        "framework": query.framework,
        "country": query.country,
        "horizon": query.horizon,
        "as_of": query.as_of.isoformat(),
        "known_at": query.known_at.isoformat() if query.known_at else None,
        "unapproved": "yes" if query.include_unapproved else None,
        **more,
    }
    return {name: value for name, value in found.items() if value}


def _framework(given: Mapping[str, object], frameworks: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    asked = given.get("framework")
    first = next(iter(frameworks))
    if asked is None or asked in frameworks:
        return str(asked or first), ()
    return first, (f"There is no framework “{asked}”: {frameworks[first]} is shown.",)


def _date(given: object, document: FrameworkDocument, today: date, said: list[str]) -> date:
    if given is None or isinstance(given, date):
        return given or today
    try:
        found = date.fromisoformat(str(given))
    except ValueError:
        said.append(f"“{given}” is not a date like 2027-12-31: {today} is shown.")
        return today
    first, last = _bounds(document)
    if not first <= found <= last:
        said.append(f"{found} lies outside {first} to {last}: {today} is shown.")
        return today
    return found


def _bounds(document: FrameworkDocument) -> tuple[date, date]:
    return date(document.start_year - YEARS_BEFORE, 1, 1), date(document.start_year + YEARS_AFTER, 12, 31)


def _moment(given: object, said: list[str]) -> datetime | None:
    if given is None or isinstance(given, datetime):
        return given
    try:
        found = datetime.fromisoformat(str(given).replace(" ", "+"))
    except ValueError:
        found = None
    if found is None or found.utcoffset() is None:
        said.append(f"“{given}” is not a moment like 2027-12-31T12:00:00+00:00: what is known now is shown.")
        return None
    return found


def _keep(query: Query) -> None:
    """Put what is chosen into the widgets' state, before they are drawn."""
    st.session_state["framework"] = query.framework
    st.session_state["country"] = query.country
    st.session_state["as_of"] = query.as_of
    st.session_state["known_at"] = query.known_at
    st.session_state["unapproved"] = query.include_unapproved
    st.session_state["horizon"] = query.horizon or ""


def _draw_framework(frameworks: Mapping[str, str], also: tuple[str, ...]) -> None:
    if len(frameworks) > 1:
        st.selectbox(
            "Framework", list(frameworks), format_func=frameworks.get, key="framework", on_change=keep_in_url,
            args=(also,), persist_state="session", width=220,
        )  # fmt: skip


def _draw_country(document: FrameworkDocument, also: tuple[str, ...]) -> None:
    names = names_of(document)
    st.selectbox(
        "Country", [ALL, *(code for code in names if code != ALL)], format_func=names.get, key="country",
        on_change=keep_in_url, args=(also,), persist_state="session", width=180,
    )  # fmt: skip


def _draw_horizon(document: FrameworkDocument, also: tuple[str, ...]) -> None:
    labels = {"": ALL_HORIZONS, **{horizon.code: horizon.name for horizon in document.horizons}}
    st.selectbox(
        "Horizon", list(labels), format_func=labels.get, key="horizon", on_change=keep_in_url, args=(also,),
        persist_state="session", width=180,
    )  # fmt: skip


def _draw_date(document: FrameworkDocument, also: tuple[str, ...]) -> None:
    first, last = _bounds(document)
    st.date_input(
        "As of", min_value=first, max_value=last, format="YYYY-MM-DD", key="as_of", on_change=keep_in_url, args=(also,),
        persist_state="session", width=150, help="Figures as they stood on this date. Later periods are left out.",
    )  # fmt: skip


def _draw_unapproved(also: tuple[str, ...]) -> None:
    st.toggle(
        "With unapproved values", key="unapproved", on_change=keep_in_url, args=(also,), persist_state="session",
        help="Also counts measurements that wait for approval.",
    )  # fmt: skip


def keep_in_url(also: tuple[str, ...] = ()) -> None:
    """Write all parameters at once from the widgets, when one of them has changed.

    Args:
        also: parameters of the page's own widgets, which have the same keys.
    """
    _write({name: str(st.session_state[name]) for name in also if st.session_state.get(name)})


def _write(own: Mapping[str, str]) -> None:
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


def _say(choice: Choice, also: tuple[str, ...]) -> None:
    for sentence in choice.said:
        st.warning(sentence, icon=":material/filter_alt_off:")
    query = choice.query
    if query.include_unapproved:
        st.caption("Values that wait for approval are counted.")
    if query.known_at is not None:
        st.caption(f"As known at {query.known_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC; later corrections are left out.")
        st.button(
            "Show what is known now", key="filters_latest", on_click=_forget_moment, args=(also,), type="tertiary"
        )


def _forget_moment(also: tuple[str, ...]) -> None:
    st.session_state["known_at"] = None
    keep_in_url(also)
