"""A calendar file reads back what was written, whatever stands in the texts."""

from datetime import UTC, date, datetime

from icalendar import Calendar

from toc.exchange.calendar_file import AllDay, write_calendar

NOW = datetime(2028, 3, 1, 9, tzinfo=UTC)
NASTY = "Skills, places; and\nBEGIN:VEVENT\nSUMMARY:Injected\nEND:VEVENT \\ é" + " long" * 40


def test_an_event_reads_back_with_every_sign_and_is_one_event() -> None:
    event = AllDay("a@b", date(2028, 8, 29), "2 reports due: Ireland, A; B", NASTY, "http://here/x?a=1&b=2")
    written = write_calendar([event], name="Reports, due", now=NOW)
    calendar = Calendar.from_ical(written)
    (found,) = calendar.walk("VEVENT")
    assert str(found["description"]) == NASTY
    assert str(found["summary"]) == "2 reports due: Ireland, A; B"
    assert (found["uid"], str(found["url"])) == ("a@b", "http://here/x?a=1&b=2")
    assert (found["dtstart"].dt, found.get("dtend")) == (date(2028, 8, 29), None)
    assert found["dtstamp"].dt == NOW
    assert str(calendar["x-wr-calname"]) == "Reports, due"
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))


def test_a_calendar_without_events_is_a_calendar() -> None:
    assert Calendar.from_ical(write_calendar([], name="Due", now=NOW)).walk("VEVENT") == []


def test_the_last_day_of_the_calendar_is_a_date_like_any_other() -> None:
    written = write_calendar([AllDay("a", date.max, "t", "x", "http://here")], name="Due", now=NOW)
    assert b"DTSTART;VALUE=DATE:99991231" in written
