"""What stands beside the calendar's table: what one owes, how complete reports are, reminders, the calendar's address.

The page `views/reporting_calendar.py` puts it together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import streamlit as st

from app import context, filters, markup, widgets
from app.tables_shown import show
from toc.errors import TocError
from toc.model.query import ALL, Query
from toc.model.terms import Permission, ReportState
from toc.services import following_up, reminding, subscribing
from toc.services.permissions import allowed
from toc.services.steps.mailing import mail_server

if TYPE_CHECKING:
    from toc.model.document import FrameworkDocument
    from toc.services.following_up import CalendarPage, CalendarRow, GroupRow

AT_ONCE = 6
"""So many of the reports that one owes are shown at first."""

EVERY = ""
"""The choice that leaves nothing out."""

_STATES = {EVERY: "Every state", **{state.value: state.label for state in ReportState}}

_SHARE = {"format": "percent", "alignment": "right"}


@dataclass(frozen=True)
class Sought:
    """The reports that are asked for.

    Attributes:
        country: code, or ALL for every country.
        organisation: short name; None for every one.
        state: None for every one.
    """

    country: str
    organisation: str | None
    state: ReportState | None
    own_only: bool


def choose(document: "FrameworkDocument", *, has_own: bool) -> Sought:
    """Draw the row of filters, kept in the address, and give what is chosen.

    Args:
        document: the framework in force, for names.
        has_own: the person belongs to an organisation, whose reports can be asked for alone.
    """
    places = filters.names_of(document)
    places = {ALL: places.pop(ALL), **places}
    names = sorted({part.short_name for part in document.organisations})
    organisations = {EVERY: "Every organisation", **{name: name for name in names}}
    with st.container(horizontal=True, vertical_alignment="bottom", key="calendar_filters"):
        country = _select("Country", "country", places)
        organisation = _select("Organisation", "organisation", organisations)
        state = _select("State", "state", _STATES)
        st.session_state.setdefault("calendar_own", st.query_params.get("own") == "yes")
        own = has_own and st.toggle("Own only", key="calendar_own", persist_state="session")
    asked = {
        "framework": document.code,
        "country": "" if country == ALL else country,
        "organisation": organisation,
        "state": state,
        "own": "yes" if own else "",
    }
    address = {name: value for name, value in asked.items() if value}
    if st.query_params.to_dict() != address:
        st.query_params.from_dict(address)
    return Sought(country, organisation or None, ReportState(state) if state else None, own)


def _select(label: str, name: str, labels: Mapping[str, str]) -> str:
    """A choice by its code; the address says the first one, and one that does not fit leaves nothing out."""
    key, options = f"calendar_{name}", list(labels)
    if st.session_state.get(key) not in options:
        asked = st.query_params.get(name, "")
        st.session_state[key] = asked if asked in options else options[0]
    chosen: str = st.selectbox(
        label, options, format_func=lambda code: labels[code], key=key, persist_state="session", width=190
    )
    return chosen


def draw_owed(page: "CalendarPage") -> None:
    """What the own organisation owes now, each report with a link that opens the form for it."""
    if not page.owed:
        st.success("Your organisation owes no reports now.", icon=":material/check_circle:")
        return
    st.markdown(f"**{owed_sentence(page)}**")
    for row in page.owed[:AT_ONCE]:
        _draw_row(page, row)
    rest = page.owed[AT_ONCE:]
    if rest:
        with st.expander(f"{len(rest)} more"):
            for row in rest:
                _draw_row(page, row)


def owed_sentence(page: "CalendarPage") -> str:
    """How many reports the own organisation owes, how many are overdue, and by when the next is due."""
    count, late = len(page.owed), len(page.late)
    said = f"You owe {count} {'report' if count == 1 else 'reports'}"
    if late == count:
        return f"{said}, overdue." if count == 1 else f"{said}, all overdue."
    if late:
        said += f", {late} overdue"
    return f"{said}, {'due' if count == 1 else 'the next due'} on {page.next_due}."


def _draw_row(page: "CalendarPage", row: "CalendarRow") -> None:
    """One report: its indicator, where and for when, by when, and the way to log it."""
    report = row.report
    key = f"calendar_owed_{report.indicator}_{report.country}_{report.period.start:%Y%m%d}"
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=key):
        with st.container(gap=None, width="stretch"):
            st.text(row.indicator.name)
            st.caption(markup.plain(f"{row.place}, {report.period.label}, {report.indicator}"))
            st.caption(f"{report.state.label}, due on {report.due_on}{', draft begun' if report.draft else ''}")
        if row.may_log:
            st.page_link(
                "views/log_data.py",
                label="Log it",
                icon=":material/edit_note:",
                query_params=log_address(page.document.code, row),
                width="content",
            )


def log_address(framework: str, row: "CalendarRow") -> dict[str, str]:
    """The parameters of the form's address for one report."""
    report = row.report
    return {
        "framework": framework,
        "indicator": report.indicator,
        "country": report.country,
        "period": report.period.label,
    }


def draw_groups(rows: "Sequence[GroupRow]", what: str, *, key: str) -> None:
    """How complete and how timely the reports of each organisation, or each country, are; with both numbers."""
    table = [
        {
            "name": row.name,
            "overdue": row.figures.overdue,
            "due": row.due,
            "in": f"{row.figures.received} of {row.figures.expected}",
            "completeness": _share(row.figures.completeness),
            "on_time": f"{row.figures.in_time} of {row.figures.judged}",
            "timeliness": _share(row.figures.timeliness),
        }
        for row in rows
    ]
    column = st.column_config
    labels = {
        "name": column.TextColumn(what),
        "overdue": column.NumberColumn("Overdue", help="Owed after their due date."),
        "due": column.NumberColumn("Due", help="Owed, and can still come in on time."),
        "in": column.TextColumn("In", help="Reports that are in, of those whose period has ended."),
        "completeness": column.NumberColumn("Completeness", **_SHARE, help="Empty where no period has ended."),
        "on_time": column.TextColumn(
            "On time", help="Reports in by their due date, of those that are in or whose due date has passed."
        ),
        "timeliness": column.NumberColumn("Timeliness", **_SHARE, help="Empty where nothing can be judged yet."),
    }
    show(table, labels, alt=f"Completeness and timeliness by {what.lower()}", key=key)


def _share(share: Fraction | None) -> float | None:
    return None if share is None else round(float(share), 3)


def draw_reminders(query: Query) -> None:
    """A text for each organisation that owes reports: to be copied, or to be mailed where a mail server is set."""
    settings = context.get_settings()
    found = following_up.reminders(
        context.get_store(), context.current_actor(), query, settings=settings, clock=context.get_clock()
    )
    told = st.session_state.pop(context.CALENDAR_TOLD, None)
    if isinstance(told, TocError):
        widgets.show_error(told)
    elif told:
        st.success(markup.plain(str(told)), icon=":material/mail:")
    if not found:
        st.text("Nobody owes a report now.")
    for one in found:
        with st.expander(f"{markup.plain(one.organisation)}: {one.owed} owed, {one.late} overdue"):
            if mail_server(settings) is None:
                st.caption("Copy the reminder with the button in its corner and send it yourself.")
            else:
                st.button(
                    f"Send reminder to {one.people} {'person' if one.people == 1 else 'people'}",
                    icon=":material/send:",
                    key=f"calendar_send_{one.organisation}",
                    on_click=_send,
                    args=(query, one.organisation),
                    disabled=not one.people,
                    help=None if one.people else "Nobody of this organisation has an account in use.",
                )
            st.code(one.text, language=None, wrap_lines=True, height=260)


def _send(query: Query, organisation: str) -> None:
    try:
        count = following_up.send_reminder(
            context.get_store(),
            context.current_actor(),
            query,
            organisation,
            settings=context.get_settings(),
            clock=context.get_clock(),
        )
    except TocError as error:
        st.session_state[context.CALENDAR_TOLD] = error
    else:
        people = "1 person" if count == 1 else f"{count} people"
        st.session_state[context.CALENDAR_TOLD] = f"{organisation} was reminded: {people} mailed."


def draw_subscription() -> None:
    """The calendar as a file, as an address for calendar programs, and the mail with what is due."""
    store, actor = context.get_store(), context.current_actor()
    if actor.is_guest:
        return
    with st.popover("Subscribe", icon=":material/event:"):
        st.link_button("Calendar file (.ics)", "/files/calendar.ics", icon=":material/download:")
        st.caption("Or let your calendar program fetch the due dates from an address of your own.")
        made = st.session_state.pop(context.CALENDAR_ADDRESS, None)
        since = subscribing.feed_since(store, actor)
        if made:
            st.caption("This address is shown once. Whoever has it sees the due dates, so keep it to yourself.")
            st.code(made, language=None, wrap_lines=True)
        elif since:
            st.caption(f"You have an address since {since:%Y-%m-%d}. A new one ends it.")
        st.button("New address" if since else "Make an address", key="calendar_make", on_click=_make)
        if since:
            st.button("End the address", key="calendar_end", on_click=_end, type="tertiary")
        if allowed(actor, Permission.RECORD) or allowed(actor, Permission.APPROVE):
            wanted = reminding.wants_digest(store, actor)
            st.toggle(
                "Mail me what is due", value=wanted, key="calendar_digest", on_change=_choose, args=(not wanted,),
                help="One mail with everything that is due soon or overdue, at most once a week.",
            )  # fmt: skip


def _make() -> None:
    path = subscribing.make_feed(context.get_store(), context.current_actor(), context.get_clock())
    st.session_state[context.CALENDAR_ADDRESS] = context.get_settings().own_url + path


def _end() -> None:
    if subscribing.feed_since(context.get_store(), context.current_actor()):
        subscribing.end_feed(context.get_store(), context.current_actor(), context.get_clock())


def _choose(wanted: bool) -> None:
    reminding.set_digest(context.get_store(), context.current_actor(), wanted)


def draw_rows(page: "CalendarPage", *, key: str) -> None:
    """Every report that was asked for, a row each."""
    table = [
        {
            "state": said_state(page, row),
            "due_on": row.report.due_on,
            "country": row.place,
            "organisation": row.report.organisation,
            "period": row.report.period.label,
            "indicator": f"{row.indicator.name} ({row.report.indicator})",
            "came_in_on": row.report.came_in_on,
            "timing": _timing(row),
            "by": row.report.by or None,
        }
        for row in page.rows
    ]
    column = st.column_config
    labels = {
        "state": column.TextColumn("State", pinned=False),
        "due_on": column.DateColumn("Due on", format="YYYY-MM-DD"),
        "country": column.TextColumn("Country"),
        "organisation": column.TextColumn("Organisation"),
        "period": column.TextColumn("Period"),
        "indicator": column.TextColumn("Indicator", width=320),
        "came_in_on": column.DateColumn("Came in on", format="YYYY-MM-DD"),
        "timing": column.TextColumn("Timing"),
        "by": column.TextColumn("By"),
    }
    show(table, labels, alt="Reports with their due dates and states", key=key)


def said_state(page: "CalendarPage", row: "CalendarRow") -> str:
    """A report's state in words, with what the person may know of it beside."""
    report = row.report
    more = [
        "draft begun" if report.draft else "",
        "waits for approval" if report.waits else "",
        "already in" if report.came_in_on and not report.came_in else "",
    ]
    return ", ".join((report.state.label, *filter(None, more)))


def _timing(row: "CalendarRow") -> str | None:
    if row.report.on_time is None:
        return None
    return "on time" if row.report.on_time else "late"
