"""Signing in and out through the routes: cookies, forged forms, where one goes afterwards."""

import re
from collections.abc import Callable
from functools import partial

import pytest
from starlette.testclient import TestClient

from app.routes.session import local_path
from tests.support.people import CHEAP, CLOCK, PASSWORD, add_person
from tests.support.plain_app import (
    ANNA,
    FORM,
    SESSION,
    form_token,
    open_browser,
    post,
    sign_in,
    words,
)
from toc.config import Settings
from toc.model.terms import Role
from toc.services import administering, own_account
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


def test_signing_in_leads_to_the_page_that_was_asked_for(connect: Connect) -> None:
    client = connect()
    asked = client.get("/log_data?country=NL&as_of=2027-12-31", headers={"accept": "text/html"})
    page = client.get(asked.headers["location"])
    assert 'name="next" value="/log_data?country=NL&amp;as_of=2027-12-31"' in page.text
    done = sign_in(client, wanted="/log_data?country=NL&as_of=2027-12-31")
    assert (done.status_code, done.headers["location"]) == (303, "/log_data?country=NL&as_of=2027-12-31")
    assert client.get(done.headers["location"]).text == "Anna <b> at /log_data?country=NL&as_of=2027-12-31"


def test_the_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites_forms(connect: Connect) -> None:
    cookie = sign_in(connect()).headers["set-cookie"]
    assert cookie.startswith(f"{SESSION}=")
    for part in ("HttpOnly", "Path=/", "SameSite=lax", "Max-Age=2592000"):
        assert part in cookie
    assert "Secure" not in cookie
    assert "Domain" not in cookie


def test_over_https_the_cookies_are_secure(connect: Connect) -> None:
    client = connect(Settings(address="192.0.2.1"), "https://toc.example")
    page = client.get("/sign-in")
    assert "__Host-toc_form=" in page.headers["set-cookie"]
    assert "Secure" in page.headers["set-cookie"]
    headers = {"origin": "https://toc.example"}
    done = post(client, "/sign-in", headers, form_token=form_token(page.text), email=ANNA, password=PASSWORD, next="/")
    assert done.headers["set-cookie"].startswith("__Host-toc_session=")
    assert "Secure" in done.headers["set-cookie"]


def test_the_forms_cookie_is_strict_and_repeated_in_the_form(connect: Connect) -> None:
    client = connect()
    page = client.get("/sign-in")
    assert "SameSite=strict" in page.headers["set-cookie"]
    assert "HttpOnly" in page.headers["set-cookie"]
    assert client.cookies[FORM] == form_token(page.text)
    assert form_token(client.get("/sign-in").text) == client.cookies[FORM]


@pytest.mark.parametrize("repeated", ["", "x" * 43, "é" * 43, None])
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out"])
def test_a_form_that_does_not_repeat_the_cookie_is_not_taken(connect: Connect, path: str, repeated: str | None) -> None:
    client = connect()
    sign_in(client)
    begun = client.cookies[SESSION]
    fields = {"email": ANNA, "password": PASSWORD, "next": "/"}
    answer = post(client, path, **fields, **({} if repeated is None else {"form_token": repeated}))
    assert answer.status_code == 403
    assert "out of date" in answer.text
    assert client.cookies[SESSION] == begun
    assert client.get("/").text.startswith("Anna")


def test_a_form_without_the_cookie_is_not_taken_even_if_both_are_empty(connect: Connect) -> None:
    answer = post(connect(), "/sign-in", form_token="", email=ANNA, password=PASSWORD, next="/")
    assert answer.status_code == 403
    assert SESSION not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize("headers", [{}, {"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}])
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/set-password"])
def test_another_sites_form_is_not_taken_whatever_it_repeats(
    connect: Connect, path: str, headers: dict[str, str]
) -> None:
    client = connect()
    token = form_token(client.get("/sign-in").text)
    answer = post(client, path, headers, form_token=token, email=ANNA, password=PASSWORD, next="/")
    assert answer.status_code == 403
    assert SESSION not in client.cookies


def test_a_session_cannot_be_fixed_in_advance(connect: Connect) -> None:
    client = connect()
    client.cookies.set(SESSION, "chosen-by-somebody-else", domain="127.0.0.1")
    done = sign_in(client)
    begun = re.match(rf"{SESSION}=([^;]+)", done.headers["set-cookie"])[1]
    assert begun != "chosen-by-somebody-else"
    other = connect()
    other.cookies.set(SESSION, "chosen-by-somebody-else", domain="127.0.0.1")
    assert other.get("/").status_code == 401


def test_a_tampered_session_cookie_is_nobodys(connect: Connect) -> None:
    client, other = connect(), connect()
    sign_in(client)
    good = client.cookies[SESSION]
    assert len(good) == 43
    last = "A" if good[-1] != "A" else "B"
    for bad in (good[:-1] + last, good[:-1], good + "x", good.swapcase(), f"{good}.{good}", "é", "a" * 5000):
        other.cookies.clear()
        answer = other.get("/", headers={"cookie": f"{SESSION}={bad}".encode()})
        assert answer.status_code == 401
    assert client.get("/").status_code == 200


def test_many_accounts_tried_from_one_address_are_stopped(connect: Connect) -> None:
    client = connect()
    codes = [sign_in(client, email=f"guess{n}@credex.example", password="wrong").status_code for n in range(51)]
    assert codes == [422] * 50 + [429]
    assert sign_in(client).status_code == 429


def test_a_session_keeps_browser_and_system_in_words_and_no_more(connect: Connect, store: Store) -> None:
    client = connect()
    client.headers["user-agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"
    sign_in(client)
    actor = administering.actor_by_email(store, ANNA)
    (own,) = own_account.list_sessions(store, actor, token=client.cookies[SESSION], clock=CLOCK)
    assert (own.device, own.current) == ("Firefox on Linux", True)


def test_signing_in_again_ends_the_session_before(connect: Connect) -> None:
    client, earlier = connect(), connect()
    sign_in(client)
    earlier.cookies.set(SESSION, client.cookies[SESSION], domain="127.0.0.1")
    assert earlier.get("/").status_code == 200
    sign_in(client)
    assert client.get("/").status_code == 200
    assert earlier.get("/").status_code == 401


def test_a_wrong_password_says_so_and_keeps_what_was_typed_but_the_password(connect: Connect) -> None:
    client = connect()
    answer = sign_in(client, email='anna"@credex.example', password="not this one", wanted="/reports?country=NL")
    assert answer.status_code == 422
    assert "The e-mail address or the password is not right. Check both and try again." in words(answer.text)
    assert 'value="anna&#34;@credex.example"' in answer.text
    assert 'name="next" value="/reports?country=NL"' in answer.text
    assert "not this one" not in answer.text
    assert SESSION not in client.cookies


def test_after_five_wrong_passwords_the_person_has_to_wait(connect: Connect) -> None:
    client = connect()
    codes = [sign_in(client, password="wrong").status_code for _ in range(6)]
    assert codes == [422] * 5 + [429]
    answer = sign_in(client)
    assert "Too many attempts. Wait 15 min and try again." in words(answer.text)
    assert f'value="{ANNA}"' in answer.text


def test_signing_out_asks_first_and_then_ends_the_session_everywhere(connect: Connect) -> None:
    client, tab = connect(), connect()
    sign_in(client)
    tab.cookies.set(SESSION, client.cookies[SESSION], domain="127.0.0.1")
    page = client.get("/sign-out")
    assert "every tab" in page.text
    assert client.get("/").status_code == 200
    done = post(client, "/sign-out", form_token=form_token(page.text))
    assert (done.status_code, done.headers["location"]) == (303, "/signed-out")
    assert SESSION not in client.cookies
    assert tab.get("/").status_code == 401
    assert "You are signed out" in client.get("/signed-out").text


def test_signing_out_without_a_session_is_no_fault(connect: Connect) -> None:
    client = connect()
    page = client.get("/sign-out")
    assert post(client, "/sign-out", form_token=form_token(page.text)).headers["location"] == "/signed-out"


def test_whoever_is_signed_in_is_told_so_on_the_sign_in_page(connect: Connect) -> None:
    client = connect()
    sign_in(client)
    page = client.get("/sign-in?next=/reports")
    assert "You are signed in as Anna &lt;b&gt;." in page.text
    assert '<a href="/reports">Continue</a>' in page.text


@pytest.mark.parametrize(
    "wanted",
    [
        "http://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/\tevil",
        "\t//evil.example",
        "/ok\r\nSet-Cookie: a=b",
        "",
        "http://[",
        "/sign-out",
        "/sign-in?next=/sign-in",
    ],
)
def test_only_a_page_of_this_app_is_gone_to_after_signing_in(connect: Connect, wanted: str) -> None:
    assert local_path(wanted) == "/"
    assert sign_in(connect(), wanted=wanted).headers["location"] == "/"


@pytest.mark.parametrize(
    "wanted", ["/", "/reports", "/log_data?country=NL&next=//x", "/files/progress.csv?a=b%20c", "/%C3%A9"]
)
def test_pages_of_this_app_are_gone_to_with_their_filters(wanted: str) -> None:
    assert local_path(wanted) == wanted
