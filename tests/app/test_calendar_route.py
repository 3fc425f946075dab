"""The calendar's two addresses behind the real gate: one asks for a session, the other for its secret alone."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from app.context import cookie_name
from app.gate import Gate
from app.routes import calendar_file, plain
from tests.support.example_framework import loaded
from tests.support.people import CHEAP, CLOCK, PLAIN, add_person, signed_in
from tests.support.plain_app import HOST
from toc.errors import TocError
from toc.model.query import SYSTEM
from toc.model.terms import Role
from toc.services import administering, staffing, subscribing
from toc.services.steps import passwords
from toc.store.database import Store

PIA = "pia@orchard.example"


@pytest.fixture
def orchard(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    loaded(sqlite_store)
    add_person(sqlite_store, PIA, Role.PARTNER, "POMAR")
    return sqlite_store


def browser(store: Store, token: str | None = None) -> TestClient:
    app = Starlette(
        routes=calendar_file.routes(store, PLAIN, CLOCK),
        middleware=[Middleware(Gate, store=store, settings=PLAIN, clock=CLOCK)],
        exception_handlers={TocError: plain.refused},
    )
    client = TestClient(app, base_url=HOST, follow_redirects=False)
    if token is not None:
        client.cookies.set(cookie_name(PLAIN), token)
    return client


def test_the_own_file_is_for_people_who_are_signed_in(orchard: Store) -> None:
    assert browser(orchard).get("/files/calendar.ics").status_code == 401
    answer = browser(orchard, signed_in(orchard, PIA)).get("/files/calendar.ics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "no-store" in answer.headers["cache-control"]
    assert answer.text.startswith("BEGIN:VCALENDAR")


def test_the_secret_address_needs_no_session_and_a_wrong_or_ended_one_is_not_found(orchard: Store) -> None:
    actor = administering.actor_by_email(orchard, PIA)
    path = subscribing.make_feed(orchard, actor, CLOCK)
    assert browser(orchard).get(path).text.startswith("BEGIN:VCALENDAR")
    for wrong in ("/calendar/x.ics", path.replace(".ics", "a.ics"), "/calendar/.ics"):
        assert browser(orchard).get(wrong).status_code == 404
    subscribing.end_feed(orchard, actor, CLOCK)
    answer = browser(orchard).get(path)
    assert answer.status_code == 404
    assert "VCALENDAR" not in answer.text


def test_the_secret_address_of_a_deactivated_account_is_not_found(orchard: Store) -> None:
    path = subscribing.make_feed(orchard, administering.actor_by_email(orchard, PIA), CLOCK)
    staffing.deactivate(orchard, SYSTEM, PIA, clock=CLOCK)
    assert browser(orchard).get(path).status_code == 404
