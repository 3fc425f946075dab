"""The filters of a view: framework, country, horizon and date, in the URL and in widgets, made into one Query.

The URL holds codes and ISO dates, so that a view can be sent to a colleague; the widgets show names. All parameters are
written at once. A value in the URL that does not fit is said in words and left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import streamlit as st

from app import context, filter_widgets
from app.filter_widgets import ALL_HORIZONS, bounds, keep_in_url, names_of
from toc.model.document import FrameworkDocument
from toc.model.query import ALL, Query
from toc.model.terms import Permission
from toc.services.permissions import allowed, visible_countries

__all__ = ["keep_in_url", "names_of"]

SHARED = ("framework", "country", "horizon", "as_of", "known_at", "unapproved")
"""Parameters that pages have in common; also the keys of their widgets."""


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
    places = _places(document)
    query, more = read(
        given,
        document,
        context.today(document.timezone),
        may_see_unapproved=may_see_unapproved,
        places=places,
        known_since=context.known_since(code) if given.get("known_at") else None,
    )
    filter_widgets.keep(query, document.timezone)
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        filter_widgets.draw_framework(frameworks, also)
        if with_country:
            filter_widgets.draw_country(document, places, also)
        if with_horizon:
            filter_widgets.draw_horizon(document, also)
        filter_widgets.draw_date(document, also)
        filter_widgets.draw_known(document, also)
        if may_see_unapproved:
            filter_widgets.draw_unapproved(also)
    filter_widgets.write({name: st.query_params[name] for name in also if name in st.query_params})
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
    filter_widgets.draw_framework(frameworks, ())
    query = Query(code, context.today(context.framework(code).timezone))
    for sentence in said:
        st.warning(sentence, icon=":material/filter_alt_off:")
    return query


def _places(document: FrameworkDocument) -> list[str]:
    """Countries to choose from, all countries together first; the page ends here with a sentence where there is none.

    In a framework that is not open to partners these are a partner's own countries.
    """
    seen = visible_countries(context.current_actor(), document)
    places = [code for code in (ALL, *document.country_by_code) if seen is None or code in seen]
    if not places:
        st.info(f"{document.name} shows partners their own countries only, and yours are not in it.")
        st.stop()
    return places


def _given(address: Mapping[str, str], kept: Mapping[str, object]) -> Mapping[str, object]:
    """What the address says, or, where it says nothing about filters, what was chosen on the page before."""
    return address if any(name in address for name in SHARED) else kept


def read(
    given: Mapping[str, object],
    document: FrameworkDocument,
    today: date,
    *,
    may_see_unapproved: bool,
    places: Sequence[str] | None = None,
    known_since: datetime | None = None,
) -> tuple[Query, tuple[str, ...]]:
    """Make a Query of what the URL or the widgets hold, and say what did not fit.

    Args:
        given: texts of the URL or values of widgets by parameter; missing and None give the default.
        document: the framework in force.
        today: the default date, inclusive.
        may_see_unapproved: the person may look at values that wait for approval.
        places: countries that the person may see, the default first; None is all of them, and ALL is the default.
        known_since: the framework was not in the store before this moment; None where that does not matter.
    """
    said: list[str] = []
    country = _country(given.get("country"), document, places or (ALL, *names_of(document)), said)
    horizon = str(given["horizon"]) if given.get("horizon") else None
    if horizon is not None and horizon not in document.horizon_by_code:
        said.append(f"{document.name} has no horizon “{horizon}”: all horizons are shown.")
        horizon = None
    as_of = _date(given.get("as_of"), document, today, said)
    known_at = _moment(given.get("known_at"), document, known_since, said)
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


def _country(given: object, document: FrameworkDocument, places: Sequence[str], said: list[str]) -> str:
    names, default = names_of(document), places[0]
    country = str(given or default)
    if country in places:
        return country
    shown = "all countries are" if default == ALL else f"{names[default]} is"
    if country not in names:
        said.append(f"“{country}” is not a reporting country of {document.name}: {shown} shown.")
    elif country != ALL:
        said.append(f"{document.name} shows partners their own countries only, not {names[country]}: {shown} shown.")
    return default


def _date(given: object, document: FrameworkDocument, today: date, said: list[str]) -> date:
    if given is None or isinstance(given, date):
        return given or today
    try:
        found = date.fromisoformat(str(given))
    except ValueError:
        said.append(f"“{given}” is not a date like 2027-12-31: {today} is shown.")
        return today
    first, last = bounds(document)
    if not first <= found <= last:
        said.append(f"{found} lies outside {first} to {last}: {today} is shown.")
        return today
    return found


def _moment(
    given: object, document: FrameworkDocument, known_since: datetime | None, said: list[str]
) -> datetime | None:
    if given is None:
        return None
    try:
        found = given if isinstance(given, datetime) else datetime.fromisoformat(str(given).replace(" ", "+"))
    except ValueError:
        found = None
    if found is None or found.utcoffset() is None:
        said.append(f"“{given}” is not a moment like 2027-12-31T12:00:00+00:00: what is known now is shown.")
        return None
    if known_since is not None and found < known_since:
        said.append(
            f"{document.name} is known since {known_since:%Y-%m-%d %H:%M} UTC and not on {found:%Y-%m-%d}: "
            "what is known now is shown."
        )
        return None
    if found.date() > bounds(document)[1]:
        said.append(f"{found:%Y-%m-%d} lies too far ahead: what is known now is shown.")
        return None
    return found


def _say(choice: Choice, also: tuple[str, ...]) -> None:
    for sentence in choice.said:
        st.warning(sentence, icon=":material/filter_alt_off:")
    query = choice.query
    if query.include_unapproved:
        st.caption("Values that wait for approval are counted.")
    if query.known_at is not None:
        st.caption(f"As known at {query.known_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC; later corrections are left out.")
        st.button(
            "Show what is known now",
            key="filters_latest",
            on_click=filter_widgets.forget_moment,
            args=(also,),
            type="tertiary",
        )
