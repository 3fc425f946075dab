"""What stands before every request: its number, the security headers, and the question who is signed in.

Two pieces of ASGI middleware: `Envelope` outside, `Gate` inside. Source: architecture.md section 0 (server, who is
looking).
"""

import base64
import hashlib
import ipaddress
import re
import secrets
from collections.abc import Iterable
from functools import partial
from urllib.parse import quote, urlencode, urlsplit

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.context import Store, cookie_name
from toc.config import Settings
from toc.model.query import Actor, Clock
from toc.services import signing_in

LOOPBACK_ONLY = ("/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent")
"""Streamlit's own addresses about the process; nobody but this computer is answered."""

OPEN = (
    "/sign-in",
    "/sign-in/oidc",
    "/sign-in/oidc/done",
    "/sign-out",
    "/signed-out",
    "/set-password",
    "/forgot-password",
    "/plain.css",
    "/icon.svg",
    "/healthz",
    "/favicon.png",
    "/_stcore/health",
    "/_stcore/host-config",
)
OPEN_FOLDERS = ("/static/", "/calendar/", "/share/")
"""Addresses that answer without a session: none of them holds data, but `/calendar/` the due dates for whoever knows a
secret address, because calendar programs cannot sign in. `/share/` begins a guest's visit; `/static/` is Streamlit's
own code."""

POLICY = "Content-Security-Policy"
NOT_KEPT = {"Cache-Control": "no-store"}
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
LOOK_UPS = 8


def script_hashes(page: str) -> tuple[str, ...]:
    """The sources that allow a page's inline scripts and no others, such as `'sha256-...'`."""
    scripts = re.findall(r"<script(?![^>]*\bsrc\b)[^>]*>(.*?)</script>", page, flags=re.S)
    return tuple(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in scripts)


def security_headers(inline_scripts: Iterable[str], *, https: bool) -> dict[str, str]:
    """The headers of every response.

    Args:
        inline_scripts: sources from `script_hashes`.
        https: browsers are told never to come without HTTPS again.
    """
    policy = {
        "default-src": "'none'",
        "script-src": " ".join(("'self'", *inline_scripts)),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    headers = {
        POLICY: "; ".join(f"{name} {sources}" for name, sources in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
    return headers | ({"Strict-Transport-Security": "max-age=31536000"} if https else {})


class Envelope:
    """Gives each request a number and each response that number and the security headers.

    A route's own Content-Security-Policy stands beside the app's: both hold, so that it is stricter and never laxer.

    The number stands in `request.state.request_id`, in the header X-Request-ID, and for the script in
    `st.context.headers`; one that the browser sends is thrown away. `ahead` is the header Link of the app's pages:
    what the browser is to fetch before it is needed.
    """

    def __init__(self, app: ASGIApp, *, headers: dict[str, str], ahead: str = "") -> None:
        self._app = app
        self._headers = headers
        self._ahead = ahead

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Number a request or a WebSocket and pass it on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        number = secrets.token_hex(6)
        scope.setdefault("state", {})["request_id"] = number
        kept = [(name, value) for name, value in scope["headers"] if name.lower() != b"x-request-id"]
        scope["headers"] = [*kept, (b"x-request-id", number.encode())]

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = number
                own = headers.get(POLICY)
                for name, value in self._headers.items():
                    headers[name] = value
                if self._ahead and own is None and headers.get("content-type", "").startswith("text/html"):
                    headers["Link"] = self._ahead
                if own is not None:
                    # Browsers enforce every policy that they are given, so that a route can only add to the app's.
                    headers.append(POLICY, own)
            await send(message)

        await self._app(scope, receive, sending)


class Gate:
    """Lets through who is signed in, and what is open to all.

    A page goes to the sign-in page, which leads back to it; anything else is refused with 401, a WebSocket before it
    opens. Whoever passes stands in `request.state.actor`. What changes something must come from our own pages.
    """

    def __init__(self, app: ASGIApp, *, store: Store, settings: Settings, clock: Clock) -> None:
        self._app = app
        self._store = store
        self._settings = settings
        self._clock = clock
        self._cookie = cookie_name(settings)
        self._limit: CapacityLimiter | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Decide about one request or WebSocket."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        refusal: PlainTextResponse | RedirectResponse | None = _refusal(scope)
        if refusal is None and not _is_open(scope["path"]):
            actor = await self._actor(scope)
            scope.setdefault("state", {})["actor"] = actor
            if actor is None:
                refusal = _sign_in_first(scope)
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refusal(scope, receive, send)

    async def _actor(self, scope: Scope) -> Actor | None:
        """Look the person up, outside the event loop and only a few at a time.

        What a tab asks for by itself, such as its connection anew, is no activity of the person.
        """
        token = HTTPConnection(scope).cookies.get(self._cookie)
        if not token:
            return None
        self._limit = self._limit or CapacityLimiter(LOOK_UPS)
        counting = not scope["path"].startswith("/_stcore/")
        look_up = partial(signing_in.actor_of, self._store, token, self._settings, clock=self._clock, counting=counting)
        return await to_thread.run_sync(look_up, limiter=self._limit)


def _is_open(path: str) -> bool:
    return path in OPEN or path.startswith(OPEN_FOLDERS)


def _refusal(scope: Scope) -> PlainTextResponse | None:
    """What is refused whoever asks: others than this computer, and changes that another site's page asks for."""
    headers = Headers(scope=scope)
    private = any(scope["path"] == path or scope["path"].startswith(path + "/") for path in LOOPBACK_ONLY)
    if private and not _is_this_computer(scope, headers):
        return PlainTextResponse("Not found", status_code=404)
    if scope["type"] == "websocket":
        came_from_here = headers.get("origin") is None or _same_origin(headers)
    else:
        came_from_here = scope["method"] in SAFE_METHODS or _from_own_page(headers)
    return None if came_from_here else PlainTextResponse("This did not come from a page of this app.", status_code=403)


def _is_this_computer(scope: Scope, headers: Headers) -> bool:
    """Whether a request was made on this computer, under a local name, and was not passed on by a proxy."""
    if any(name in headers for name in ("forwarded", "x-forwarded-for", "x-real-ip", "via")):
        return False
    host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    return _is_loopback((scope.get("client") or ("",))[0]) and (host == "localhost" or _is_loopback(host))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _same_origin(headers: Headers) -> bool:
    return urlsplit(headers.get("origin", "")).netloc == headers.get("host", "") != ""


def _from_own_page(headers: Headers) -> bool:
    """Whether a browser says that a change was asked for by one of our own pages; without a word it was not."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is None and site is None:
        return False
    return (origin is None or _same_origin(headers)) and site in (None, "same-origin")


def _sign_in_first(scope: Scope) -> PlainTextResponse | RedirectResponse:
    headers = Headers(scope=scope)
    page = headers.get("sec-fetch-mode", "navigate") == "navigate" and "text/html" in headers.get("accept", "")
    if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and page:
        query = scope["query_string"].decode("latin-1")
        target = quote(scope["path"]) + (f"?{query}" if query else "")
        return RedirectResponse(f"/sign-in?{urlencode({'next': target})}", status_code=303, headers=NOT_KEPT)
    return PlainTextResponse("Sign in first.", status_code=401, headers=NOT_KEPT)
