"""The calendar file: whose reports are in it, and which secret addresses answer."""

from datetime import date

import pytest
from icalendar import Calendar
from sqlmodel import select

from tests.support.example_framework import INDICATORS, loaded, planted, record
from tests.support.people import CHEAP, Hands, add_person
from toc.errors import NotAllowed, NotFound
from toc.model.person import CalendarFeed
from toc.model.query import SYSTEM, Actor
from toc.model.terms import Role
from toc.services import administering, staffing, subscribing
from toc.services.steps import passwords
from toc.store.database import Store

CLOCK = Hands(date(2020, 7, 15))
URL = "https://impact.example"
PIA, CARLA = "pia@orchard.example", "carla@orchard.example"


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@pytest.fixture
def orchard(store: Store) -> Store:
    loaded(store)
    add_person(store, PIA, Role.PARTNER, "POMAR")
    add_person(store, CARLA, Role.COORDINATOR)
    return store


def person(store: Store, email: str = PIA) -> Actor:
    return administering.actor_by_email(store, email)


def events(store: Store, email: str = PIA) -> list:
    written = subscribing.calendar_file(store, person(store, email), own_url=URL, clock=CLOCK)
    return list(Calendar.from_ical(written).walk("VEVENT"))


def token_of(path: str) -> str:
    return path.removeprefix("/calendar/").removesuffix(".ics")


def read(store: Store, path: str) -> bytes:
    return subscribing.read_feed(store, token_of(path), own_url=URL, clock=CLOCK)


def test_a_partners_file_holds_the_own_reports_and_a_coordinators_everybodys(orchard: Store) -> None:
    assert all("POMAR" in event["summary"] for event in events(orchard))
    everybody = " ".join(str(event["summary"]) for event in events(orchard, CARLA))
    assert all(name in everybody for name in ("POMAR", "KIPOS"))


def test_an_event_is_a_due_date_of_one_country_with_its_indicators(orchard: Store) -> None:
    first = events(orchard)[0]
    assert first["dtstart"].dt == date(2020, 4, 30)
    assert str(first["summary"]) == "1 report due: Portugal, POMAR"
    assert "Trees planted (F1.1), 2020-Q1" in first["description"]
    assert str(first["url"]).startswith(URL)


def test_what_is_in_drops_out_and_the_others_keep_their_uid(orchard: Store) -> None:
    before = {str(event["uid"]): event["dtstart"].dt for event in events(orchard)}
    record(orchard, planted(1), "submitted")
    after = {str(event["uid"]): event["dtstart"].dt for event in events(orchard)}
    assert set(before) - set(after) == {uid for uid, on in before.items() if on == date(2020, 4, 30)}
    assert set(after) <= set(before)


def test_names_with_commas_and_lines_of_a_calendar_stay_text(store: Store) -> None:
    name = "Trees, pears; and\nBEGIN:VEVENT\nSUMMARY:Injected"
    changed = INDICATORS[0].model_copy(update={"name": name})
    loaded(store, indicators=(changed, *INDICATORS[1:]))
    add_person(store, PIA, Role.PARTNER, "POMAR")
    found = events(store)
    assert not any(str(event["summary"]) == "Injected" for event in found)
    assert name in str(found[0]["description"])


def test_a_new_address_ends_the_older_one_and_only_its_hash_is_kept(orchard: Store) -> None:
    first = subscribing.make_feed(orchard, person(orchard), CLOCK)
    assert read(orchard, first).startswith(b"BEGIN:VCALENDAR")
    second = subscribing.make_feed(orchard, person(orchard), CLOCK)
    with pytest.raises(NotFound):
        read(orchard, first)
    assert read(orchard, second)
    with orchard.reading() as session:
        kept = session.exec(select(CalendarFeed.token_hash)).all()
    assert token_of(second) not in kept
    assert len(token_of(second)) >= 43


def test_an_address_ends_with_its_owners_wish_or_account(orchard: Store) -> None:
    path = subscribing.make_feed(orchard, person(orchard), CLOCK)
    assert subscribing.feed_since(orchard, person(orchard)) == CLOCK.now()
    staffing.deactivate(orchard, SYSTEM, PIA, clock=CLOCK)
    with pytest.raises(NotFound):
        read(orchard, path)
    own = subscribing.make_feed(orchard, person(orchard, CARLA), CLOCK)
    subscribing.end_feed(orchard, person(orchard, CARLA), CLOCK)
    with pytest.raises(NotFound):
        read(orchard, own)
    with pytest.raises(NotFound):
        subscribing.end_feed(orchard, person(orchard, CARLA), CLOCK)


def test_the_command_line_has_no_address(orchard: Store) -> None:
    with pytest.raises(NotAllowed):
        subscribing.make_feed(orchard, SYSTEM, CLOCK)
