"""Following a read-only link in a browser, and what the app then shows."""

from datetime import date

import pytest
from starlette.testclient import TestClient

from app import context
from app.main import PAGES
from app.routes import share
from tests.app.conftest import OpenPage
from tests.support.example_framework import CODE, loaded
from tests.support.people import CHEAP, PLAIN, Hands, add_person
from tests.support.plain_app import ANNA, SESSION, open_browser, sign_in, words
from toc.model.query import ALL, SYSTEM
from toc.model.terms import Role
from toc.services import administering, sharing
from toc.services.steps import passwords
from toc.store.database import Store

UNTIL = date(2026, 6, 30)
CLOCK = Hands(date(2026, 6, 1))


@pytest.fixture
def store(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    loaded(sqlite_store)
    add_person(sqlite_store, ANNA, Role.COORDINATOR, name="Anna")
    return sqlite_store


@pytest.fixture
def browser(store: Store) -> TestClient:
    return open_browser(store, clock=CLOCK, more=share.routes(store, PLAIN, CLOCK))


def made(store: Store, framework: str = CODE) -> str:
    return sharing.make_link(
        store, SYSTEM, framework, name="Ministry", country=ALL, expires_on=UNTIL, clock=CLOCK
    )  # fmt: skip


def test_the_link_leads_to_the_grid_and_the_browser_is_let_in(store: Store, browser: TestClient) -> None:
    answer = browser.get(made(store))
    assert (answer.status_code, answer.headers["location"]) == (303, "/?framework=ORCHARD")
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert browser.get("/countries").text == "Ministry at /countries?"


def test_the_link_that_was_ended_lets_nobody_in_and_says_so(store: Store, browser: TestClient) -> None:
    path = made(store)
    browser.get(path)
    sharing.revoke_link(store, SYSTEM, sharing.list_links(store, SYSTEM, CODE, clock=CLOCK)[0].link_id)
    assert browser.get("/countries", headers={"accept": "text/html"}).headers["location"].startswith("/sign-in")
    answer = browser.get(path)
    assert answer.status_code == 404
    assert "Ask whoever sent it for a new one." in words(answer.text)


def test_a_made_up_token_is_refused(browser: TestClient) -> None:
    assert browser.get("/share/nothing").status_code == 404
    assert SESSION not in browser.cookies


def test_who_is_signed_in_keeps_the_own_session(store: Store, browser: TestClient) -> None:
    sign_in(browser)
    held = browser.cookies[SESSION]
    answer = browser.get(made(store))
    assert answer.status_code == 200
    assert "You are signed in as Anna" in words(answer.text)
    assert browser.cookies[SESSION] == held


def texts(app: object) -> str:
    """Everything that a page shows."""
    return " ".join(str(getattr(block, "value", "")) + str(getattr(block, "label", "")) for block in app)


@pytest.mark.parametrize("entry", [entry.file for entry in PAGES])
def test_a_guest_finds_no_persons_name_on_any_page(
    demo_store: Store, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, entry: str
) -> None:
    until, _ = sharing.last_days(context.get_clock().today("UTC"))
    path = sharing.make_link(
        demo_store, SYSTEM, "CREDEX", name="Ministry", country=ALL, expires_on=until, clock=context.get_clock()
    )
    app = open_page("grid", Role.VIEWER)
    monkeypatch.setattr(context, "session_token", lambda: sharing.PREFIX + path.removeprefix("/share/"))
    app.session_state[context.SIGNED_IN_AS] = None
    if entry != "grid":
        app.run()
        app.switch_page(f"views/{entry}.py")
    if entry == "measurement":
        app.query_params["measurement"] = "1"
    app.run()
    assert not app.exception
    shown = texts(app.main) + texts(app.sidebar)
    assert "Ministry" in shown
    for account in administering.list_accounts(demo_store, SYSTEM):
        assert account.name not in shown
        assert account.email not in shown
