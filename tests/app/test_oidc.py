"""Signing in through a provider: out and back over HTTP, with a real small provider on this computer."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient

from app.context import cookie_name
from tests.support import oidc_provider
from tests.support.oidc_provider import CLIENT, SECRET, Provider
from tests.support.people import CHEAP, CLOCK, add_person
from tests.support.plain_app import ANNA, SESSION, form_token, open_browser, post, words
from toc.config import Settings
from toc.model.person import AccountDraft
from toc.model.query import SYSTEM, Clock
from toc.model.terms import Role
from toc.services import administering
from toc.services.steps import passwords
from toc.store.database import Store

NOBODY = "No account here is linked to this sign-in. Ask an administrator to invite you."
NOT_PROVEN = "What the place where you signed in told about you could not be proven."
COOKIE = cookie_name(Settings(), "oidc")


@dataclass(frozen=True)
class Ours:
    """The settings and the browser of a test."""

    settings: Settings
    client: TestClient


class Moving(Clock):
    """A clock that a test sets."""

    at: datetime = CLOCK.now()

    def now(self) -> datetime:
        return Moving.at


@pytest.fixture
def provider() -> Iterator[Provider]:
    with oidc_provider.running() as started:
        started.person = {"sub": "anna-1", "email": ANNA, "email_verified": True}
        yield started


@pytest.fixture
def settings(provider: Provider) -> Settings:
    return Settings(
        oidc_issuer=provider.issuer, oidc_client_id=CLIENT, oidc_client_secret=SECRET, oidc_label="the <University>"
    )


@pytest.fixture
def connect(sqlite_store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., TestClient]:
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    monkeypatch.setattr(Moving, "at", CLOCK.now())
    add_person(sqlite_store, "piet@credex.example", Role.VIEWER)
    draft = AccountDraft(email=ANNA, name="Anna", role=Role.COORDINATOR)
    administering.make_account(sqlite_store, SYSTEM, draft, clock=CLOCK)
    return lambda: open_browser(sqlite_store, settings, clock=Moving())


def go_out(client: TestClient, wanted: str = "/") -> str:
    """Begin, and let the provider agree; the address that it sends the browser back to."""
    begun = client.get(f"/sign-in/oidc?{urlencode({'next': wanted})}")
    assert begun.status_code == 303, words(begun.text)
    back = httpx.get(begun.headers["location"], trust_env=False)
    assert back.status_code == 302, back.text
    address = urlsplit(back.headers["location"])
    return f"{address.path}?{address.query}"


def with_other(address: str, **changes: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{urlencode(dict(parse_qsl(parts.query)) | changes)}"


def test_the_first_sign_in_links_the_invited_address_and_leads_to_the_page_wanted(
    connect: Callable[..., TestClient],
) -> None:
    client = connect()
    page = client.get("/sign-in?next=/reports%3Fcountry%3DNL")
    assert 'href="/sign-in/oidc?next=%2Freports%3Fcountry%3DNL"' in page.text
    assert "Sign in with the &lt;University&gt;" in page.text
    done = client.get(go_out(client, "/reports?country=NL"))
    assert (done.status_code, done.headers["location"]) == (303, "/reports?country=NL")
    assert "SameSite=lax" in done.headers["set-cookie"]
    assert "HttpOnly" in done.headers["set-cookie"]
    assert client.get("/").text.startswith("Anna at /")


def test_the_cookie_on_the_way_is_short_lived_and_out_of_reach_of_scripts(
    connect: Callable[..., TestClient], provider: Provider
) -> None:
    begun = connect().get("/sign-in/oidc")
    cookie = begun.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    for part in ("HttpOnly", "SameSite=lax", "Max-Age=600"):
        assert part in cookie
    asked = dict(parse_qsl(urlsplit(begun.headers["location"]).query))
    assert begun.headers["location"].startswith(f"{provider.issuer}/authorize?")
    assert asked["redirect_uri"] == "http://127.0.0.1:8501/sign-in/oidc/done"
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert cookie.split(";")[0].split("=")[1] not in begun.headers["location"]


def test_from_then_on_the_person_is_found_by_subject_though_the_address_changed(
    connect: Callable[..., TestClient], provider: Provider
) -> None:
    first, second = connect(), connect()
    first.get(go_out(first))
    provider.person["email"] = "anna.married@elsewhere.example"
    assert second.get(go_out(second)).status_code == 303
    assert second.get("/").text.startswith("Anna at /")


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "x", "email": "unknown@credex.example", "email_verified": True},
        {"sub": "another-anna", "email": ANNA, "email_verified": True},
        {"sub": "x", "email_verified": True},
    ],
)
def test_whoever_has_no_account_here_is_told_the_same_words(
    connect: Callable[..., TestClient], provider: Provider, person: dict[str, object]
) -> None:
    linked, client = connect(), connect()
    linked.get(go_out(linked))
    provider.person = person
    refused = client.get(go_out(client))
    assert refused.status_code == 403
    assert NOBODY in words(refused.text)
    assert '<a href="/sign-in">Back to sign-in</a>' in refused.text
    assert SESSION not in client.cookies


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_the_provider_has_not_verified_is_refused(
    connect: Callable[..., TestClient], provider: Provider, verified: object
) -> None:
    provider.person["email_verified"] = verified
    client = connect()
    refused = client.get(go_out(client))
    assert "not verified" in words(refused.text)
    assert SESSION not in client.cookies


def test_the_address_may_be_told_at_the_userinfo_address_only(
    connect: Callable[..., TestClient], provider: Provider
) -> None:
    provider.told_apart = True
    client = connect()
    assert client.get(go_out(client)).status_code == 303
    provider.person["sub"] = "somebody"
    provider.lies = {"sub": "anna-1"}
    assert NOT_PROVEN in words(client.get(go_out(client)).text)


def _past(seconds: int) -> dict[str, object]:
    return {"exp": int(CLOCK.now().timestamp()) - seconds}


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another app"},
        {"aud": [CLIENT, "another app"], "azp": "another app"},
        {"iss": "https://evil.example"},
        {"exp": None},
        _past(120),
        {"sub": ""},
        {"iat": int(CLOCK.now().timestamp()) + 3600},
    ],
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(
    connect: Callable[..., TestClient], provider: Provider, lies: dict[str, object]
) -> None:
    provider.lies = lies
    client = connect()
    refused = client.get(go_out(client))
    assert refused.status_code == 403
    assert NOT_PROVEN in words(refused.text)
    assert SESSION not in client.cookies


def test_a_token_signed_with_another_key_is_refused(connect: Callable[..., TestClient], provider: Provider) -> None:
    provider.published = [RSAKey.import_key(RSAKey.generate_key(2048).as_dict(), {"kid": provider.key.kid})]
    client = connect()
    assert NOT_PROVEN in words(client.get(go_out(client)).text)
    assert SESSION not in client.cookies


def test_the_providers_new_key_is_fetched_and_its_addresses_are_kept(
    connect: Callable[..., TestClient], provider: Provider
) -> None:
    client = connect()
    client.get(go_out(client))
    provider.key = RSAKey.generate_key(2048, auto_kid=True)
    assert client.get(go_out(client)).status_code == 303
    assert (provider.asked["/jwks"], provider.asked["/.well-known/openid-configuration"]) == (2, 1)


def test_another_state_is_refused_and_uses_the_attempt_up(connect: Callable[..., TestClient]) -> None:
    client = connect()
    back = go_out(client)
    for address in (with_other(back, state="é" * 20), back):
        refused = client.get(address)
        assert refused.status_code == 403
        assert "was not begun in this browser" in words(refused.text)
    assert SESSION not in client.cookies


def test_what_was_begun_in_one_browser_does_not_end_in_another(connect: Callable[..., TestClient]) -> None:
    mine, theirs = connect(), connect()
    back = go_out(mine)
    go_out(theirs)
    assert theirs.get(back).status_code == 403
    assert SESSION not in theirs.cookies


def test_an_address_that_was_come_back_to_works_once(connect: Callable[..., TestClient], provider: Provider) -> None:
    client = connect()
    back = go_out(client)
    cookie = client.cookies[COOKIE]
    assert client.get(back).status_code == 303
    client.cookies.set(COOKIE, cookie, domain="127.0.0.1")
    assert client.get(back).status_code == 403
    used = dict(parse_qsl(urlsplit(back).query))["code"]
    again = client.get(with_other(go_out(client), code=used))
    assert (again.status_code, provider.asked["/token"]) == (403, 2)


def test_after_ten_minutes_one_has_to_begin_again(
    connect: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = connect()
    back = go_out(client)
    monkeypatch.setattr(Moving, "at", CLOCK.now() + timedelta(minutes=10))
    assert "longer than ten minutes" in words(client.get(back).text)


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example/", "/sign-in/oidc?next=/x", "/\\evil"])
def test_only_a_page_of_this_app_is_gone_to(connect: Callable[..., TestClient], wanted: str) -> None:
    client = connect()
    assert client.get(go_out(client, wanted)).headers["location"] == "/"


def test_signing_out_ends_such_a_session_too(connect: Callable[..., TestClient]) -> None:
    client, tab = connect(), connect()
    client.get(go_out(client))
    tab.cookies.set(SESSION, client.cookies[SESSION], domain="127.0.0.1")
    assert tab.get("/").status_code == 200
    post(client, "/sign-out", form_token=form_token(client.get("/sign-out").text))
    assert tab.get("/").status_code == 401


def test_a_provider_that_is_down_is_said_with_a_way_back(
    connect: Callable[..., TestClient], provider: Provider
) -> None:
    client = connect()
    back = go_out(client)
    provider.down = True
    for address in (back, back):
        assert client.get(address).status_code == 403
    answer = connect().get("/sign-in/oidc")
    assert "does not answer as it should" in words(answer.text)
    assert "Back to sign-in" in answer.text
    assert "Traceback" not in answer.text


def test_whoever_does_not_agree_there_is_not_signed_in(connect: Callable[..., TestClient]) -> None:
    client = connect()
    state = dict(parse_qsl(urlsplit(go_out(client)).query))["state"]
    refused = client.get(f"/sign-in/oidc/done?{urlencode({'state': state, 'error': 'access_denied'})}")
    assert "You were not signed in." in words(refused.text)


def test_no_code_token_or_secret_is_logged(
    connect: Callable[..., TestClient], provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = connect()
    back = go_out(client)
    caplog.clear()
    provider.lies = {"nonce": "another"}
    client.get(back)
    # The test's own browser logs the address that it opens, which carries the code.
    said = [line for line in (record.getMessage() for record in caplog.records) if "/sign-in/oidc/done" not in line]
    code = dict(parse_qsl(urlsplit(back).query))["code"]
    assert any("was not taken" in line for line in said)
    assert not any(word in line for line in said for word in (code, SECRET, "the access token", "eyJ"))


def test_where_no_provider_is_set_the_page_offers_none_and_the_address_says_so(sqlite_store: Store) -> None:
    client = open_browser(sqlite_store)
    assert "/sign-in/oidc" not in client.get("/sign-in").text
    for path in ("/sign-in/oidc", "/sign-in/oidc/done?code=a&state=b"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "not set up here" in words(answer.text)
