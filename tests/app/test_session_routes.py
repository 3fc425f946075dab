"""Signing in and out and setting a password, through the routes on a plain Starlette behind the real gate."""

import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.context import cookie_name
from app.gate import Envelope, Gate, security_headers
from app.routes import health, plain, session
from app.routes.session import local_path
from tests.support.people import (
    CHEAP,
    CLOCK,
    DEMO,
    PASSWORD,
    PLAIN,
    add_organisation,
    add_person,
    signed_in,
)
from toc.config import Settings
from toc.errors import Conflict, Invalid, NotAllowed, NotFound
from toc.model.query import SYSTEM
from toc.model.terms import Role
from toc.services import administering
from toc.services.steps import passwords
from toc.store.database import Store

ANNA = "anna@credex.example"
HOST = "http://127.0.0.1:8501"
SESSION, FORM = cookie_name(PLAIN), cookie_name(PLAIN, "form")
HEADERS = security_headers([], https=False)
FROM_HERE = {"origin": HOST, "sec-fetch-site": "same-origin"}

Connect = Callable[..., TestClient]


async def home(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{request.state.actor.name} at {request.url.path}?{request.url.query}")


async def broken(request: Request) -> PlainTextResponse:
    errors = {
        "conflict": Conflict("Changed by Piet."),
        "not_allowed": NotAllowed("No."),
        "not_found": NotFound("None."),
    }
    raise errors.get(request.path_params["kind"]) or RuntimeError("a secret of the inside")


@pytest.fixture
def store(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    add_person(sqlite_store, ANNA, Role.COORDINATOR, name="Anna <b>")
    return sqlite_store


@pytest.fixture
def connect(store: Store) -> Connect:
    def make(settings: Settings = PLAIN, base_url: str = HOST) -> TestClient:
        app = Starlette(
            routes=[
                *plain.ROUTES,
                *health.routes(store),
                *session.routes(store, settings, CLOCK),
                Route("/broken/{kind}", broken),
                Route("/{path:path}", home),
            ],
            middleware=[
                Middleware(Envelope, headers=HEADERS),
                Middleware(Gate, store=store, settings=settings, clock=CLOCK),
            ],
            exception_handlers={
                **dict.fromkeys((Conflict, Invalid, NotAllowed, NotFound), plain.refused),
                Exception: plain.failing(HEADERS),
            },
        )
        return TestClient(app, base_url=base_url, follow_redirects=False, raise_server_exceptions=False)

    return make


def form_token(page: str) -> str:
    return re.search(r'name="form_token" value="([^"]+)"', page)[1]


def post(client: TestClient, path: str, headers: dict[str, str] = FROM_HERE, **fields: str):
    return client.post(path, content=urlencode(fields), headers=headers)


def sign_in(client: TestClient, email: str = ANNA, password: str = PASSWORD, wanted: str = "/"):
    token = form_token(client.get("/sign-in").text)
    return post(client, "/sign-in", form_token=token, email=email, password=password, next=wanted)


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
    assert "The e-mail address or the password is not right. Check both and try again." in _words(answer.text)
    assert 'value="anna&#34;@credex.example"' in answer.text
    assert 'name="next" value="/reports?country=NL"' in answer.text
    assert "not this one" not in answer.text
    assert SESSION not in client.cookies


def test_after_five_wrong_passwords_the_person_has_to_wait(connect: Connect) -> None:
    client = connect()
    codes = [sign_in(client, password="wrong").status_code for _ in range(6)]
    assert codes == [422] * 5 + [429]
    answer = sign_in(client)
    assert "Too many attempts for this account. Wait 15 min and try again." in _words(answer.text)
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
def test_a_refusal_is_a_page_in_plain_words(connect: Connect, store: Store, kind: str, status: int) -> None:
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


def _words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", page).split())
