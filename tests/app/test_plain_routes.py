"""The other plain pages: setting a password, the demonstration, the style sheet, health, errors."""

import re
from collections.abc import Callable
from functools import partial

import pytest
from starlette.testclient import TestClient

from tests.support.people import CHEAP, CLOCK, DEMO, add_organisation, add_person, signed_in
from tests.support.plain_app import (
    ANNA,
    FROM_HERE,
    HEADERS,
    SESSION,
    form_token,
    open_browser,
    post,
    sign_in,
)
from toc.model.query import SYSTEM
from toc.model.terms import Role
from toc.services import administering
from toc.services.steps import passwords
from toc.store.database import Store

Connect = Callable[..., TestClient]


@pytest.fixture
def store(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    add_person(sqlite_store, ANNA, Role.COORDINATOR, name="Anna <b>")
    return sqlite_store


@pytest.fixture
def connect(store: Store) -> Connect:
    return partial(open_browser, store)


def test_an_invited_person_sets_a_password_by_the_link_and_signs_in(connect: Connect, store: Store) -> None:
    draft = administering.AccountDraft(email="new@credex.example", name="New", role=Role.VIEWER)
    link = administering.make_account(store, SYSTEM, draft, clock=CLOCK)
    client = connect()
    page = client.get(link)
    assert 'value="new@credex.example"' in page.text
    fields = {"form_token": form_token(page.text), "token": link.partition("token=")[2]}
    unlike = post(client, "/set-password", **fields, password="a long password", again="another password")
    assert (unlike.status_code, "not the same" in unlike.text) == (422, True)
    short = post(client, "/set-password", **fields, password="short", again="short")
    assert (short.status_code, "10 to 256 characters" in short.text) == (422, True)
    done = post(client, "/set-password", **fields, password="a long password", again="a long password")
    assert done.headers["location"] == "/sign-in?as=new%40credex.example&done=password"
    assert "The password is set." in client.get(done.headers["location"]).text
    assert sign_in(client, "new@credex.example", "a long password").status_code == 303
    again = client.get(link)
    assert (again.status_code, "does not work any more" in again.text) == (404, True)


def test_a_stale_password_form_keeps_the_link_good(connect: Connect, store: Store) -> None:
    draft = administering.AccountDraft(email="new@credex.example", name="New", role=Role.VIEWER)
    token = administering.make_account(store, SYSTEM, draft, clock=CLOCK).partition("token=")[2]
    fields = {"token": token, "password": "a long password", "again": "a long password"}
    answer = post(connect(), "/set-password", **fields)
    assert (answer.status_code, "out of date" in answer.text) == (403, True)
    assert administering.check_link(store, token, clock=CLOCK) == "new@credex.example"


def test_demo_accounts_fill_the_form_in(connect: Connect, store: Store) -> None:
    add_organisation(store, "HKU", "NL")
    administering.make_demo_accounts(store, DEMO, clock=CLOCK)
    client = connect(DEMO)
    page = client.get("/sign-in?next=/reports?country=NL").text
    assert page.count('href="/sign-in?next=') == 4
    assert administering.DEMO_PASSWORD not in page
    address = re.search(r'href="([^"]+partner\.nl[^"]+)"', page)[1].replace("&amp;", "&")
    filled = client.get(address).text
    assert 'value="partner.nl@demo.example"' in filled
    assert f'value="{administering.DEMO_PASSWORD}"' in filled
    assert 'name="next" value="/reports?country=NL"' in filled
    done = sign_in(client, "partner.nl@demo.example", administering.DEMO_PASSWORD)
    assert done.status_code == 303
    assert client.get("/").text.startswith("Piet (HKU)")


def test_without_a_demonstration_nothing_is_filled_in(connect: Connect, store: Store) -> None:
    administering.make_demo_accounts(store, DEMO, clock=CLOCK)
    page = connect().get("/sign-in?as=viewer@demo.example").text
    assert "Demonstration" not in page
    assert administering.DEMO_PASSWORD not in page


def test_an_endless_form_is_cut_off(connect: Connect) -> None:
    assert connect().post("/sign-in", content=b"a" * 20_000, headers=FROM_HERE).status_code == 413


def test_pages_with_a_form_are_not_kept_by_the_browser_and_hold_no_script(connect: Connect) -> None:
    client = connect()
    for path in ("/sign-in", "/sign-out", "/signed-out"):
        page = client.get(path)
        assert page.headers["cache-control"] == "no-store"
        assert "<script" not in page.text
        assert " style=" not in page.text


def test_the_style_sheet_comes_without_a_session(connect: Connect) -> None:
    answer = connect().get("/plain.css")
    assert answer.headers["content-type"].startswith("text/css")
    assert "prefers-color-scheme: dark" in answer.text
    assert re.search(r'src: url\("/static/media/SourceSansVF-Upright[^"]+\.woff2"\)', answer.text)


def test_health_needs_no_session_and_tells_no_data(connect: Connect) -> None:
    assert connect().get("/healthz").text == "ok"


def test_health_fails_where_the_store_does_not_answer(connect: Connect, store: Store) -> None:
    with store.writing() as session_of_store:
        session_of_store.connection().exec_driver_sql("DROP TABLE head")
    assert connect().get("/healthz").status_code == 500


@pytest.mark.parametrize(("kind", "status"), [("conflict", 409), ("not_allowed", 403), ("not_found", 404)])
def test_a_refusal_is_a_page_in_plainwords(connect: Connect, store: Store, kind: str, status: int) -> None:
    client = connect()
    client.cookies.set(SESSION, signed_in(store, ANNA), domain="127.0.0.1")
    answer = client.get(f"/broken/{kind}")
    assert answer.status_code == status
    assert "This did not work" in answer.text


def test_a_failure_shows_the_requests_number_and_nothing_of_the_inside(
    connect: Connect, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    client = connect()
    client.cookies.set(SESSION, signed_in(store, ANNA), domain="127.0.0.1")
    answer = client.get("/broken/otherwise")
    assert answer.status_code == 500
    assert "a secret" not in answer.text
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    number = re.search(r"this number: (\w+)", answer.text)[1]
    assert f"request {number}: GET /broken/otherwise failed" in caplog.text
    assert "a secret of the inside" in caplog.text
