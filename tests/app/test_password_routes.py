"""Setting a password by a link and asking for one, through the routes; and what holds of every form."""

import re
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from httpx import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.support.people import CHEAP, CLOCK, PASSWORD, PLAIN, add_person
from tests.support.plain_app import ANNA, FORM, FROM_HERE, HOST, SESSION, form_token, open_browser, post, sign_in, words
from tests.support.postbox import LINK, Mailbox, mailbox
from toc.model.query import SYSTEM
from toc.model.terms import Role
from toc.services import administering, signing_up, staffing
from toc.services.steps import passwords
from toc.store.database import Store

Connect = Callable[..., TestClient]
NEW = "another way of saying it"
POSTS = ("/forgot-password", "/set-password", "/sign-in", "/sign-out")
OTHER_SITE = (
    {},
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": "https://127.0.0.1:8502"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": HOST, "sec-fetch-site": "cross-site"},
)


@pytest.fixture
def store(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    add_person(sqlite_store, ANNA, Role.COORDINATOR, name="Anna")
    return sqlite_store


@pytest.fixture
def connect(store: Store) -> Connect:
    return partial(open_browser, store)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as opened:
        yield opened


def made_link(store: Store, **time: float) -> str:
    link = signing_up.make_link(store, SYSTEM, ANNA, settings=PLAIN, clock=CLOCK.later(**time))
    return link.address.partition("token=")[2]


def set_password(client: TestClient, token: str, password: str = NEW, again: str | None = None) -> Response:
    page = client.get(f"/set-password?token={token}")
    repeated = form_token(page.text) if "form_token" in page.text else client.cookies.get(FORM, "")
    again = password if again is None else again
    return post(client, "/set-password", form_token=repeated, token=token, password=password, again=again)


def ask(client: TestClient, email: str) -> Response:
    token = form_token(client.get("/forgot-password").text)
    return post(client, "/forgot-password", form_token=token, email=email)


def fields_for(store: Store) -> dict[str, str]:
    """What any of the forms takes, right in everything but where it comes from."""
    return {"email": ANNA, "password": PASSWORD, "again": PASSWORD, "next": "/", "token": made_link(store)}


def test_these_are_all_the_addresses_that_take_a_form(connect: Connect) -> None:
    routes = [route for route in connect().app.routes if isinstance(route, Route)]
    assert sorted(route.path for route in routes if "POST" in (route.methods or ())) == sorted(POSTS)


@pytest.mark.parametrize("headers", OTHER_SITE, ids=str)
@pytest.mark.parametrize("path", POSTS)
def test_no_form_is_taken_from_another_site_even_with_the_right_cookie(
    connect: Connect, store: Store, path: str, headers: dict[str, str]
) -> None:
    client = connect()
    sign_in(client)
    begun, token = client.cookies[SESSION], form_token(client.get("/sign-out").text)
    answer = post(client, path, headers, form_token=token, **fields_for(store))
    assert answer.status_code == 403
    assert client.cookies[SESSION] == begun
    assert client.get("/").status_code == 200
    assert sign_in(connect()).status_code == 303


@pytest.mark.parametrize("kept", [None, "", "x" * 43])
@pytest.mark.parametrize("path", POSTS)
def test_no_form_is_taken_without_this_browsers_own_cookie(
    connect: Connect, store: Store, box: Mailbox, path: str, kept: str | None
) -> None:
    client, stranger = connect(box.settings()), connect(box.settings())
    sign_in(client)
    repeated = form_token(stranger.get("/sign-in").text)
    client.cookies.delete(FORM)
    if kept is not None:
        client.cookies.set(FORM, kept, domain="127.0.0.1")
    answer = post(client, path, FROM_HERE, form_token=repeated, **fields_for(store))
    assert answer.status_code == 403
    assert "out of date" in answer.text
    assert client.get("/").status_code == 200
    assert box.mails == []
    assert sign_in(connect()).status_code == 303


def test_the_rules_are_shown_before_a_password_is_typed(connect: Connect, store: Store) -> None:
    page = connect().get(f"/set-password?token={made_link(store)}")
    assert "At least 10 characters." in words(page.text)
    assert "not a password that everybody tries first" in words(page.text)
    assert f'value="{ANNA}"' in page.text


def test_a_new_password_signs_out_every_browser_and_lets_in_with_the_new_one_only(
    connect: Connect, store: Store
) -> None:
    tab, client = connect(), connect()
    sign_in(tab)
    done = set_password(client, made_link(store))
    assert (done.status_code, done.headers["location"]) == (303, "/sign-in?as=anna%40credex.example&done=password")
    assert tab.get("/").status_code == 401
    assert sign_in(client).status_code == 422
    assert sign_in(client, password=NEW).status_code == 303


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("too short", None, "A password has 10 to 256 characters."),
        (ANNA.upper(), None, "The password cannot be the e-mail address."),
        ("Q" * 6 + "q" * 6, None, "The password repeats one character."),
        ("QwertyUIOP", None, "This password is one of those that are tried first."),
        ("1234567890", None, "This password is one of those that are tried first."),
        (NEW, NEW + "!", "The two passwords are not the same."),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_words_and_the_link_stays_good(
    connect: Connect, store: Store, password: str, again: str | None, said: str
) -> None:
    client, token = connect(), made_link(store)
    answer = set_password(client, token, password, again)
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert password not in answer.text or password == ANNA
    assert set_password(client, token).status_code == 303


def test_a_link_that_has_expired_was_used_or_replaced_leads_nowhere(connect: Connect, store: Store) -> None:
    expired = made_link(store, hours=-48)
    replaced, used = made_link(store), made_link(store)
    client = connect()
    set_password(client, used)
    for token in (expired, replaced, used, "never-was", ""):
        page = client.get(f"/set-password?token={token}")
        assert (page.status_code, "does not work any more" in words(page.text)) == (404, True)
        assert set_password(client, token, "yet another long one").status_code == 404
    assert sign_in(client, password=NEW).status_code == 303


def test_the_link_of_a_deactivated_account_leads_nowhere_and_its_open_session_stops(
    connect: Connect, store: Store
) -> None:
    tab, token = connect(), made_link(store)
    sign_in(tab)
    assert tab.get("/").status_code == 200
    add_person(store, "ada@credex.example", Role.ADMINISTRATOR)
    staffing.deactivate(store, administering.actor_by_email(store, "ada@credex.example"), ANNA, clock=CLOCK)
    assert tab.get("/").status_code == 401
    assert set_password(connect(), token).status_code == 404


def test_the_sign_in_page_leads_to_the_page_for_forgotten_passwords(connect: Connect) -> None:
    client = connect()
    assert 'href="/forgot-password"' in client.get("/sign-in").text
    assert client.get("/forgot-password").status_code == 200


def test_where_nothing_is_mailed_the_page_says_who_can_help(connect: Connect) -> None:
    client = connect()
    page = client.get("/forgot-password")
    assert "Ask an administrator" in words(page.text)
    assert "<form" not in page.text
    token = form_token(client.get("/sign-in").text)
    assert "Ask an administrator" in post(client, "/forgot-password", form_token=token, email=ANNA).text


def test_a_forgotten_password_is_replaced_with_the_link_that_was_mailed(connect: Connect, box: Mailbox) -> None:
    client = connect(box.settings())
    ask(client, " Anna@CREDEX.example ")
    (mail,) = box.mails
    assert mail["To"] == ANNA
    path = re.search(LINK, mail.get_content())[1]
    assert set_password(client, path.partition("token=")[2]).status_code == 303
    assert sign_in(client, password=NEW).status_code == 303


def test_asking_says_the_same_whether_there_is_an_account_or_not(connect: Connect, box: Mailbox) -> None:
    answers = []
    for email in (ANNA, "nobody@credex.example", "no address"):
        client = connect(box.settings())
        answer = ask(client, email)
        answers.append((answer.status_code, re.sub(r'value="[^"]*"', "", answer.text)))
    assert answers[0] == answers[1] == answers[2]
    assert "If there is an account for this address" in words(answers[0][1])
    assert [mail["To"] for mail in box.mails] == [ANNA]


def test_the_answer_to_asking_goes_out_before_anything_is_looked_up(
    connect: Connect, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise RuntimeError("looked up before the answer")

    client = connect(box.settings())
    monkeypatch.setattr(signing_up, "mail_password_link", failing)
    assert ask(client, ANNA).status_code == 200


def test_asking_too_often_is_refused_in_the_same_words_for_every_address(connect: Connect, box: Mailbox) -> None:
    refused = []
    for email in (ANNA, "nobody@credex.example"):
        client = connect(box.settings())
        codes = [ask(client, email).status_code for _ in range(6)]
        assert codes == [200] * 5 + [429]
        refused.append(words(ask(client, email).text))
    assert refused[0] == refused[1]
    assert "Too many attempts. Wait 15 min and try again." in refused[0]
    assert len(box.mails) == 5


def test_signing_in_says_the_same_for_a_known_and_an_unknown_address(connect: Connect) -> None:
    answers = []
    for email in (ANNA, "nobody@credex.example"):
        answer = sign_in(connect(), email=email, password="not this one")
        answers.append((answer.status_code, words(answer.text)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 422
