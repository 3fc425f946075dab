"""The plain pages as a browser meets them: their routes on a plain Starlette, behind the real gate."""

import re
from collections.abc import Sequence
from urllib.parse import urlencode

from httpx import Response
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.context import cookie_name
from app.gate import Envelope, Gate, security_headers
from app.routes import health, oidc, passwords, plain, session
from tests.support.people import CLOCK, PASSWORD, PLAIN
from toc.config import Settings
from toc.errors import Conflict, NotAllowed, NotFound, TocError
from toc.model.query import Clock
from toc.store.database import Store

ANNA = "anna@credex.example"
HOST = "http://127.0.0.1:8501"
SESSION, FORM = cookie_name(PLAIN), cookie_name(PLAIN, "form")
HEADERS = security_headers([], https=False)
FROM_HERE = {"origin": HOST, "sec-fetch-site": "same-origin"}


async def _home(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{request.state.actor.name} at {request.url.path}?{request.url.query}")


async def _broken(request: Request) -> PlainTextResponse:
    errors = {
        "conflict": Conflict("Changed by Piet."),
        "not_allowed": NotAllowed("No."),
        "not_found": NotFound("None."),
    }
    raise errors.get(request.path_params["kind"]) or RuntimeError("a secret of the inside")


def open_browser(
    store: Store,
    settings: Settings = PLAIN,
    base_url: str = HOST,
    clock: Clock = CLOCK,
    more: Sequence[Route] = (),
) -> TestClient:
    """A browser with no cookies that follows no redirects."""
    app = Starlette(
        routes=[
            *plain.ROUTES,
            *health.routes(store),
            *session.routes(store, settings, CLOCK),
            *passwords.routes(store, settings, CLOCK),
            *oidc.routes(store, settings, clock),
            *more,
            Route("/broken/{kind}", _broken),
            Route("/{path:path}", _home),
        ],
        middleware=[
            Middleware(Envelope, headers=HEADERS),
            Middleware(Gate, store=store, settings=settings, clock=clock),
        ],
        exception_handlers={TocError: plain.refused, Exception: plain.failing(HEADERS)},
    )
    return TestClient(app, base_url=base_url, follow_redirects=False, raise_server_exceptions=False)


def form_token(page: str) -> str:
    """What the form of a page repeats of its cookie."""
    return re.search(r'name="form_token" value="([^"]+)"', page)[1]


def post(client: TestClient, path: str, headers: dict[str, str] = FROM_HERE, **fields: str) -> Response:
    """Send a form as a browser does from a page of the app."""
    return client.post(path, content=urlencode(fields), headers=headers)


def sign_in(client: TestClient, email: str = ANNA, password: str = PASSWORD, wanted: str = "/") -> Response:
    """Open the sign-in page, fill it in and send it."""
    token = form_token(client.get("/sign-in").text)
    return post(client, "/sign-in", form_token=token, email=email, password=password, next=wanted)


def words(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", "", page).split())
