"""What a run of the app stands on: settings, clock, store, and who is looking. Nothing here has a language.

The person is looked up in the store in every run and never kept beyond it: signing out in one tab works in all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import TYPE_CHECKING

import streamlit as st

from toc.config import Settings, load_settings
from toc.errors import NotAllowed
from toc.model.query import SYSTEM, Actor, Clock, Query
from toc.services import analysing, comparing, detailing, recalling, signing_in, tracing
from toc.services.analysing import Assessment
from toc.services.comparing import SideBySide, Summaries
from toc.services.detailing import IndicatorDetail
from toc.services.steps.throttle import Throttle
from toc.services.tracing import PathwayPage
from toc.store.database import Store

if TYPE_CHECKING:
    from toc.model.document import FrameworkDocument

__all__ = ["Store"]

SIGNED_IN_AS = "signed_in_as"
"""Key in the session state: the account that this tab was opened by. Keys of the session state stand here only."""

ENTRY = "log_data_entry"
"""Key in the session state: the measurement that is being logged, until it is saved."""

TOLD = "review_told"
"""Key in the session state: what the last decision on the page Review led to, to be said once."""

READS_IN = "reads_in"
"""Key in the session state: the language that the tab's person chose, or the settings; None for the browser's."""

OWN_ACCOUNT_TOLD = "my_account_told"
"""Key in the session state: what the last change on the page My account led to, to be said once."""

CHAIN_SEEN = "audit_log_chain"
"""Key in the session state: what the last look through the whole audit log has found."""

PEOPLE_TOLD = "people_told"
"""Key in the session state: what the last change on the page People led to, to be said once."""

ORGANISATIONS_TOLD = "organisations_told"
"""Key in the session state: what the last change of an organisation led to, to be said once."""

FROZEN_TOLD = "reports_told"
"""Key in the session state: what became of the last report that was frozen, to be said once."""

EVIDENCE_TOLD = "evidence_told"
"""Key in the session state: what became of the files and links that were added last, to be said once."""

VOIDING = "measurement_voiding"
"""Key in the session state: the measurement that is about to be voided, while the person looks at what that does."""

MEASUREMENT_TOLD = "measurement_told"
"""Key in the session state: what the last action on the page Measurement led to, to be said once."""

COMMENT_TOLD = "comment_told"
"""Key in the session state: what became of the last comment on a measurement, to be said once."""

OWN_TOLD = "log_data_told"
"""Key in the session state: why something could not be done with an own draft, to be said once."""

CLOSING_TOLD = "closing_told"
"""Key in the session state: what closing a period, or deciding on an exception, led to, to be said once."""

EXCEPTION_TOLD = "exception_told"
"""Key in the session state: the closed period and the organisation that an exception was asked for, or why not."""

IMPORT_TOLD = "import_told"
"""Key in the session state: what the last step on the page Import led to, to be said once."""

CALENDAR_TOLD = "calendar_told"
"""Key in the session state: what became of a reminder that was sent from the page Calendar, to be said once."""

CALENDAR_ADDRESS = "calendar_address"
"""Key in the session state: a new calendar address, to be shown once."""

ACTION_TOLD = "actions_told"
"""Key in the session state: what the last change on the page Actions led to, to be said once."""

TEMPLATE_TOLD = "reports_template_told"
"""Key in the session state: why a template of the Word report was not taken or taken off, to be said once."""

SHARE_TOLD = "share_told"
"""Key in the session state: the address of a read-only link, to be shown once, or why there is none."""

MANY_ROWS = "log_data_tables"
"""Key in the session state: tables of many measurements that are being typed, by framework and what they show."""

FRAMEWORK_EDIT = "framework_edit"
"""Key in the session state: the part of a framework that is being changed, until it is saved."""

FRAMEWORK_TOLD = "framework_told"
"""Key in the session state: what the last change on the page Framework led to, to be said once."""

FRAMEWORK_CHECK_REFUSED = "framework_check_refused"
"""Key in the session state: the question whose answer was refused last on the page Framework, and why."""

JUDGING = "pathway_judging"
"""Key in the session state: the link that is being judged, and the judgement that the person saw in force then."""

PATHWAY_TOLD = "pathway_told"
"""Key in the session state: what judging a link led to, to be said once."""

FOLLOW_UP_TOLD = "follow_up_told"
"""Key in the session state: what raising or settling a follow-up led to, to be said once."""

METHOD_SEEN = "log_data_method_seen"
"""Key in the session state: the series whose method is being typed, and the text that the person saw in force then."""

METHOD_TOLD = "log_data_method_told"
"""Key in the session state: what saving how a series is measured led to, to be said once."""

INSIGHTS_SHOWN = "insights_shown"
"""Key in the session state: how many findings the page Insights shows."""

INSIGHTS_TOLD = "insights_told"
"""Key in the session state: what setting a finding aside, or bringing it back, led to, to be said once."""

KEPT_RESULTS = 64
KEPT_PREVIEWS = 4

_chosen: list[Settings] = []
_looking: ContextVar[Actor | None] = ContextVar("looking", default=None)


def use_settings(settings: Settings) -> None:
    """Take these settings in this process from now on, those that `toc serve` was started with."""
    _chosen[:] = [settings]


def get_settings() -> Settings:
    """The settings that the app was started with; those of the environment where it was not started by `toc serve`."""
    return _chosen[0] if _chosen else load_settings()


def get_clock() -> Clock:
    """The clock, with the fixed today of the settings where one is set."""
    return Clock(get_settings().fixed_today)


@st.cache_resource(show_spinner=False)
def open_store(url: str) -> Store:
    """The store at a URL, opened once in a process; the URL is the key, so that no test sees another one's."""
    return Store(url)


def get_store() -> Store:
    """The store of the settings."""
    return open_store(get_settings().database_url)


@st.cache_resource(show_spinner=False)
def get_throttle() -> Throttle:
    """What counts attempts to guess a password, one for the whole process: for the routes and for pages."""
    return Throttle()


def cookie_name(settings: Settings, what: str = "session") -> str:
    """The name of one of our cookies.

    Over HTTPS it carries the prefix that keeps other hosts of the domain from setting it. Cookies do not tell ports
    apart, so that without HTTPS the port is in the name and two apps on one computer do not sign each other out.
    """
    return f"__Host-toc_{what}" if settings.cookies_are_secure else f"toc_{what}_{settings.port}"


def session_token() -> str | None:
    """The token that this tab's connection was opened with; None without one. The one function that tests replace."""
    token: str | None = st.context.cookies.get(cookie_name(get_settings()))
    return token


def find_actor(*, counting: bool = True) -> Actor | None:
    """The person who is looking, as the store knows it: once in a run of the script, and anew in whatever runs alone.

    Args:
        counting: whether this is the person's activity; no for what a tab does by itself.

    Returns:
        None where nobody is signed in any more.
    """
    return _looking.get() or signing_in.actor_of(
        get_store(), session_token(), get_settings(), clock=get_clock(), counting=counting
    )


@contextmanager
def looking_as(actor: Actor) -> Iterator[None]:
    """Draw a page for a person who was just looked up; fragments and callbacks that run later look again."""
    token = _looking.set(actor)
    try:
        yield
    finally:
        _looking.reset(token)


def current_actor() -> Actor:
    """The person who is looking, for pages, fragments and callbacks, which run for signed-in people only.

    Raises:
        NotAllowed: signed out meanwhile, or the tab was opened by somebody else, whose typing must not become theirs.
    """
    actor = find_actor()
    if actor is None:
        raise NotAllowed("You are signed out.", remedy="Sign in again.")
    if actor.account_id != st.session_state.get(SIGNED_IN_AS, actor.account_id):
        raise NotAllowed("Somebody else signed in.", remedy="Load the page again.")
    return actor


def is_own_tab() -> bool:
    """Whether the person who is signed in is the one who opened this tab: what was typed in it is theirs."""
    actor = find_actor()
    return actor is not None and actor.account_id == st.session_state.get(SIGNED_IN_AS, actor.account_id)


def frameworks() -> tuple[tuple[str, str], ...]:
    """Code and name of every framework in the store."""
    return analysing.frameworks_of(get_store(), current_actor())


def framework(code: str) -> "FrameworkDocument":
    """The framework in force now, for names and choices.

    Raises:
        NotFound: there is no such framework.
    """
    return analysing.document(get_store(), current_actor(), code)


def known_since(code: str) -> datetime:
    """The moment since which the store knows a framework, UTC.

    Raises:
        NotFound: there is no such framework.
    """
    return recalling.known_since(get_store(), current_actor(), code)


def assessment(query: Query) -> Assessment:
    """All figures for a page's filters, kept for the next run while nothing has changed.

    Raises:
        NotAllowed: the person may not see them.
        NotFound: the framework or a filter's value does not exist.
    """
    actor, url = current_actor(), get_settings().database_url
    return _assessment(url, get_store().data_version(), query, _scope(actor), actor)


def summaries(query: Query) -> Summaries:
    """Means of countries, levels and horizons for a page's filters. Raises like `assessment`."""
    actor, url = current_actor(), get_settings().database_url
    return _summaries(url, get_store().data_version(), query, _scope(actor), actor)


def side_by_side(query: Query, first: str, second: str) -> SideBySide:
    """Two countries side by side for a page's filters. Raises like `assessment`."""
    actor, url = current_actor(), get_settings().database_url
    return _side_by_side(url, get_store().data_version(), query, (first, second), _scope(actor), actor)


def indicator_detail(query: Query, code: str) -> IndicatorDetail:
    """One indicator in depth for a page's filters. Raises like `assessment`, and NotFound for an unknown indicator."""
    actor, url = current_actor(), get_settings().database_url
    return _indicator_detail(url, get_store().data_version(), query, code, _scope(actor), actor)


def pathway(query: Query) -> PathwayPage:
    """The pathway for a page's filters. Raises like `assessment`."""
    actor, url = current_actor(), get_settings().database_url
    return _pathway(url, get_store().data_version(), query, _scope(actor), actor)


def invented_present() -> bool:
    """Whether invented demonstration data are in the store."""
    return _invented_present(get_settings().database_url, get_store().data_version())


# What is kept is keyed on the store's URL, its data version (read before the data), the filters, and what the viewer
# may see. Results are frozen, so that runs share them; `cache_data` would copy each one.


def _scope(actor: Actor) -> tuple[object, ...]:
    """What decides which figures somebody may see; the argument that names the person is no part of the key."""
    return actor.role, actor.organisation, tuple(sorted(actor.countries)), actor.guest_of


@st.cache_resource(max_entries=KEPT_RESULTS, show_spinner=False)
def _assessment(url: str, version: int, query: Query, scope: tuple[object, ...], _actor: Actor) -> Assessment:
    return analysing.assess(open_store(url), _actor, query)


@st.cache_resource(max_entries=KEPT_RESULTS, show_spinner=False)
def _summaries(url: str, version: int, query: Query, scope: tuple[object, ...], _actor: Actor) -> Summaries:
    return comparing.summaries(open_store(url), _actor, query)


@st.cache_resource(max_entries=KEPT_RESULTS, show_spinner=False)
def _side_by_side(
    url: str, version: int, query: Query, countries: tuple[str, str], scope: tuple[object, ...], _actor: Actor
) -> SideBySide:
    return comparing.side_by_side(open_store(url), _actor, query, *countries)


@st.cache_resource(max_entries=KEPT_RESULTS, show_spinner=False)
def _indicator_detail(
    url: str, version: int, query: Query, code: str, scope: tuple[object, ...], _actor: Actor
) -> IndicatorDetail:
    return detailing.detail(open_store(url), _actor, query, code)


@st.cache_resource(max_entries=KEPT_RESULTS, show_spinner=False)
def _pathway(url: str, version: int, query: Query, scope: tuple[object, ...], _actor: Actor) -> PathwayPage:
    return tracing.pathway(open_store(url), _actor, query)


@st.cache_resource(max_entries=KEPT_RESULTS, show_spinner=False)
def _invented_present(url: str, version: int) -> bool:
    store = open_store(url)
    return any(analysing.invented_present(store, code) for code, _ in analysing.frameworks_of(store, SYSTEM))


def today(timezone: str) -> date:
    """Today in a framework's time zone, or the day that the settings take for it."""
    return get_clock().today(timezone)


def demo_today() -> date | None:
    """The day that the settings take for today, to be told to the reader; None where it is the calendar's."""
    return get_settings().fixed_today
