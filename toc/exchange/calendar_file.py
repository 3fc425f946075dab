"""All-day events as an iCalendar file (RFC 5545), which calendar programs read; texts are escaped by the library."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from icalendar import Calendar, Event


@dataclass(frozen=True)
class AllDay:
    """An event of one day: without an end it is the whole of that day (RFC 5545, 3.6.1).

    Attributes:
        uid: the same for the same event in every file, so that programs replace it.
        title: one line.
        text: may have several lines.
        address: of a page about it.
    """

    uid: str
    on: date
    title: str
    text: str
    address: str


def write_calendar(events: Iterable[AllDay], *, name: str, now: datetime) -> bytes:
    """The bytes of a calendar file.

    Args:
        events: in the order in which they are written.
        name: of the calendar, as programs show it.
        now: moment in UTC at which it is made.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Impact monitoring//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for found in events:
        event = Event()
        event.add("uid", found.uid)
        event.add("dtstamp", now)
        event.add("dtstart", found.on)
        event.add("summary", " ".join(found.title.split()))
        event.add("description", found.text)
        event.add("url", found.address)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
