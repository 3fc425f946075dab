"""The gate: who is let through, what other sites may not ask for, and the headers of every response."""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.file_util import get_static_dir

from app.context import cookie_name
from app.gate import Envelope, Gate, script_hashes, security_headers
from tests.support.people import CHEAP, CLOCK, PLAIN, add_person, signed_in
from toc.config import Settings
from toc.model.terms import Role
from toc.services import signing_in
from toc.services.steps import passwords
from toc.store.database import Store

ANNA = "anna@credex.example"
HOST = "http://127.0.0.1:8501"
COOKIE = cookie_name(PLAIN)
PAGE = {"accept": "text/html,application/xhtml+xml", "sec-fetch-mode": "navigate"}


async def answer(request: Request) -> JSONResponse:
    actor = getattr(request.state, "actor", None)
    seen = {"id": request.state.request_id, "header": request.headers["x-request-id"], "who": actor and actor.name}
    return JSONResponse(seen, headers={"X-Frame-Options": "SAMEORIGIN"})


async def stream(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text(websocket.state.actor.name)
    await websocket.close()


async def health(request: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


@pytest.fixture
def store(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    add_person(sqlite_store, ANNA, Role.VIEWER, name="Anna")
    return sqlite_store


@pytest.fixture
def make_client(store: Store) -> Iterator:
    def make(*, client: tuple[str, int] = ("127.0.0.1", 50000), token: str | None = None) -> TestClient:
        app = Starlette(
            routes=[
                WebSocketRoute("/_stcore/stream", stream),
                Route("/sign-in", health, methods=["GET", "POST"]),
                Route("/{path:path}", answer, methods=["GET", "POST", "PUT", "DELETE"]),
            ],
            middleware=[
                Middleware(Envelope, headers=security_headers(["'sha256-x'"], https=False)),
                Middleware(Gate, store=store, settings=PLAIN, clock=CLOCK),
            ],
        )
        cookies = {COOKIE: token} if token else {}
        return TestClient(app, base_url=HOST, client=client, cookies=cookies, follow_redirects=False)

    yield make


@pytest.fixture
def token(store: Store) -> str:
    return signed_in(store, ANNA)


def test_a_page_without_a_session_goes_to_the_sign_in_page_with_its_address_kept(make_client) -> None:
    response = make_client().get("/log_data?country=NL&as_of=2027-12-31", headers=PAGE)
    assert response.status_code == 303
    assert response.headers["location"] == "/sign-in?next=%2Flog_data%3Fcountry%3DNL%26as_of%3D2027-12-31"
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/files/progress.csv", {"accept": "*/*"}),
        ("GET", "/", {"accept": "text/html", "sec-fetch-mode": "cors"}),
        ("GET", "/media/abc.png", {}),
        ("POST", "/", {**PAGE, "origin": HOST}),
        ("PUT", "/_stcore/upload_file/a/b", {"origin": HOST}),
        ("GET", "/_stcore/agent/openapi.json", {}),
        ("GET", "/signed-out/x", {}),
        ("GET", "/sign-in/../log_data", {}),
    ],
)
def test_anything_else_without_a_session_is_refused(make_client, method: str, path: str, headers: dict) -> None:
    response = make_client().request(method, path, headers=headers)
    assert response.status_code == 401
    assert "who" not in response.text


@pytest.mark.parametrize(
    "path",
    [
        "/sign-in",
        "/sign-out",
        "/signed-out",
        "/set-password",
        "/plain.css",
        "/icon.svg",
        "/healthz",
        "/static/js/a.js",
        "/favicon.png",
        "/_stcore/health",
        "/_stcore/host-config",
    ],
)
def test_what_holds_no_data_is_open(make_client, path: str) -> None:
    assert make_client().get(path).status_code == 200


def test_who_is_signed_in_passes_and_is_known_behind_the_gate(make_client, token: str) -> None:
    assert make_client(token=token).get("/log_data", headers=PAGE).json()["who"] == "Anna"


@pytest.mark.parametrize("tampered", ["", "x", "a" * 43])
def test_a_tampered_cookie_is_no_session(make_client, token: str, tampered: str) -> None:
    assert make_client(token=token[:-1] + tampered if tampered == "x" else tampered).get("/").status_code == 401


def test_a_session_that_ended_is_none(make_client, store: Store, token: str) -> None:
    client = make_client(token=token)
    signing_in.sign_out(store, token, clock=CLOCK)
    assert client.get("/", headers=PAGE).status_code == 303


def test_an_expired_session_is_none(store: Store, token: str) -> None:
    gate = Gate(Starlette(routes=[Route("/", health)]), store=store, settings=PLAIN, clock=CLOCK.later(days=31))
    client = TestClient(gate, base_url=HOST, cookies={COOKIE: token}, follow_redirects=False)
    assert client.get("/", headers=PAGE).status_code == 303


def test_a_websocket_without_a_session_is_refused_before_it_opens(make_client) -> None:
    with pytest.raises(WebSocketDisconnect) as refusal, make_client().websocket_connect("/_stcore/stream"):
        pass
    assert refusal.value.code == 1008


@pytest.mark.parametrize("headers", [{}, {"origin": HOST}])
def test_a_websocket_with_a_session_opens(make_client, token: str, headers: dict) -> None:
    client = make_client(token=token)
    with client.websocket_connect("ws://127.0.0.1:8501/_stcore/stream", headers=headers) as socket:
        assert socket.receive_text() == "Anna"


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:9999", "null"])
def test_another_sites_page_cannot_open_a_websocket(make_client, token: str, origin: str) -> None:
    client = make_client(token=token)
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("ws://127.0.0.1:8501/_stcore/stream", headers={"origin": origin}),
    ):
        pass


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://evil.example", "sec-fetch-site": "same-origin"},
        {"origin": HOST, "sec-fetch-site": "cross-site"},
        {"origin": HOST, "sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": ""},
    ],
)
@pytest.mark.parametrize("path", ["/", "/sign-in"])
def test_a_change_that_did_not_come_from_a_page_of_ours_is_refused(
    make_client, token: str, headers: dict, path: str
) -> None:
    assert make_client(token=token).post(path, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers", [{"origin": HOST}, {"sec-fetch-site": "same-origin"}, {"origin": HOST, "sec-fetch-site": "same-origin"}]
)
def test_a_change_from_a_page_of_ours_passes(make_client, token: str, headers: dict) -> None:
    assert make_client(token=token).post("/", headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/interact"])
@pytest.mark.parametrize(
    ("client", "headers"),
    [
        (("192.0.2.7", 50000), {}),
        (("127.0.0.1", 50000), {"x-forwarded-for": "192.0.2.7"}),
        (("127.0.0.1", 50000), {"forwarded": "for=192.0.2.7"}),
        (("127.0.0.1", 50000), {"host": "toc.example"}),
        (("somewhere", 50000), {}),
    ],
)
def test_streamlits_own_addresses_answer_this_computer_only(
    make_client, token: str, path: str, client: tuple[str, int], headers: dict
) -> None:
    assert make_client(client=client, token=token).get(path, headers=headers).status_code == 404


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "[::1]:8501"])
def test_this_computer_still_has_to_sign_in_for_metrics(make_client, token: str, host: str) -> None:
    assert make_client().get("/_stcore/metrics", headers={"host": host}).status_code == 401
    assert make_client(token=token).get("/_stcore/metrics", headers={"host": host}).status_code == 200


def test_opening_a_page_is_activity_and_a_connection_is_not(
    make_client, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = []
    monkeypatch.setattr(signing_in, "actor_of", lambda *_a, counting, **_k: counted.append(counting))
    client = make_client(token=token)
    client.get("/log_data")
    client.get("/_stcore/metrics")
    assert counted == [True, False]


def test_every_response_has_a_number_that_the_page_knows_and_the_browser_cannot_choose(make_client, token: str) -> None:
    response = make_client(token=token).get("/", headers={"X-Request-ID": "chosen"})
    number = response.headers["x-request-id"]
    assert response.json()["id"] == response.json()["header"] == number != "chosen"
    assert make_client().get("/").headers["x-request-id"] != number


def test_every_response_has_the_security_headers_whatever_the_route_says(make_client, token: str) -> None:
    for response in (make_client(token=token).get("/"), make_client().get("/"), make_client().post("/")):
        assert response.headers["x-frame-options"] == "DENY"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["content-security-policy"] == (
            "default-src 'none'; script-src 'self' 'sha256-x'; style-src 'self' 'unsafe-inline'; "
            "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
            "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        )


def test_browsers_are_bound_to_https_only_where_there_is_https() -> None:
    assert "Strict-Transport-Security" in security_headers([], https=True)
    assert "Strict-Transport-Security" not in security_headers([], https=False)


def test_the_policy_allows_the_inline_scripts_of_streamlits_page_and_no_others() -> None:
    page = (Path(get_static_dir()) / "index.html").read_text(encoding="utf-8")
    inline = page.split("<script>")[1].split("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
    assert script_hashes(page) == (f"'sha256-{digest}'",)
    assert script_hashes('<script src="a.js"></script><script type="module" src="b.js"></script>') == ()


def test_cookies_over_https_cannot_be_set_by_another_host_of_the_domain() -> None:
    assert cookie_name(Settings(secure_cookies=True)) == "__Host-toc_session"
    assert cookie_name(Settings(port=8611)) == "toc_session_8611"
