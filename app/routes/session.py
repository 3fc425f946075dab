"""Sign-in, sign-out and setting a password by a one-time link: plain pages, since a Streamlit script sets no cookie.

Each form repeats a SameSite=Strict cookie, besides the gate's check of where a change comes from.
"""

import re
import secrets
from collections.abc import Callable
from functools import partial
from typing import Literal, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.context import Store, cookie_name
from app.routes.plain import page, status_of, translator
from toc.config import Settings
from toc.errors import Invalid, NotAllowed, TocError
from toc.model.query import Clock
from toc.services import administering, signing_in
from toc.services.steps.throttle import Throttle

LARGEST_FORM = 16 * 1024
HASHINGS = 2
"""So many passwords are hashed at a time: each takes 0.1 s of a processor and 64 MiB."""

_FORM_TOKEN = re.compile(r"[\w-]{43}", re.A)
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
Given = TypeVar("Given")
SameSite = Literal["lax", "strict"]


def local_path(text: str) -> str:
    """The address to go to after signing in, where it is one of this app's; else the home page.

    Only a path with its query counts: no scheme, no host, and no backslash or control sign that a browser would take
    for the start of one.
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        return "/"
    if parts.scheme or parts.netloc or not text.startswith("/") or text.startswith("//") or _UNSAFE.search(text):
        return "/"
    return "/" if parts.path in ("/sign-in", "/sign-out", "/signed-out", "/set-password") else text


def routes(store: Store, settings: Settings, clock: Clock) -> list[Route]:
    """The routes of sign-in, sign-out and setting a password."""
    pages = _Pages(store, settings, clock)
    return [
        Route("/sign-in", pages.sign_in_form, methods=["GET"]),
        Route("/sign-in", pages.sign_in, methods=["POST"]),
        Route("/sign-out", pages.sign_out_form, methods=["GET"]),
        Route("/sign-out", pages.sign_out, methods=["POST"]),
        Route("/signed-out", pages.signed_out, methods=["GET"]),
        Route("/set-password", pages.password_form, methods=["GET"]),
        Route("/set-password", pages.set_password, methods=["POST"]),
    ]


class _Pages:
    """The pages, with the store, the settings and the clock that they work with."""

    def __init__(self, store: Store, settings: Settings, clock: Clock) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._session_cookie = cookie_name(settings)
        self._form_cookie = cookie_name(settings, "form")
        self._throttle = Throttle()
        self._limit: CapacityLimiter | None = None

    async def sign_in_form(self, request: Request) -> Response:
        """The form; whoever is signed in already is told so."""
        given = request.query_params
        return await self._sign_in_page(request, wanted=given.get("next", "/"), email=given.get("as", ""))

    async def sign_in(self, request: Request) -> Response:
        """Begin a session and go where the person wanted to go; else the form again, with what was typed."""
        form = await _form(request)
        wanted, email = local_path(form.get("next", "/")), form.get("email", "")
        if not self._is_ours(request, form):
            return await self._sign_in_page(request, wanted=wanted, email=email, error=_stale())
        begin = partial(
            signing_in.sign_in,
            self._store,
            self._settings,
            email=email,
            password=form.get("password", ""),
            address=request.client.host if request.client else "",
            clock=self._clock,
            throttle=self._throttle,
            replacing=request.cookies.get(self._session_cookie),
        )
        try:
            begun = await self._hashing(begin)
        except TocError as error:
            return await self._sign_in_page(request, wanted=wanted, email=email, error=error)
        response = RedirectResponse(wanted, status_code=303, headers={"Cache-Control": "no-store"})
        lasts = int((begun.expires_at - self._clock.now()).total_seconds())
        self._set(response, self._session_cookie, begun.token, "lax", max_age=lasts)
        return response

    async def _sign_in_page(
        self, request: Request, *, wanted: str, email: str, error: TocError | None = None
    ) -> Response:
        token = request.cookies.get(self._session_cookie)
        look_up = partial(signing_in.actor_of, self._store, token, self._settings, clock=self._clock, counting=False)
        demo = await to_thread.run_sync(administering.list_demo_accounts, self._store, self._settings)
        wanted = local_path(wanted)
        known = email in {account.email for account in demo}
        return self._page(
            request,
            "sign_in",
            error=error,
            actor=await to_thread.run_sync(look_up),
            next=wanted,
            email=email,
            password=administering.DEMO_PASSWORD if known and error is None else "",
            demo=[(account, urlencode({"next": wanted, "as": account.email})) for account in demo],
            password_was_set=request.query_params.get("done") == "password" and error is None,
        )

    async def sign_out_form(self, request: Request) -> Response:
        """Ask; a link that changes something would do so for any page that names it."""
        return self._page(request, "sign_out", error=None)

    async def sign_out(self, request: Request) -> Response:
        """End the session in every tab."""
        if not self._is_ours(request, await _form(request)):
            return self._page(request, "sign_out", error=_stale())
        token = request.cookies.get(self._session_cookie)
        if token:
            await to_thread.run_sync(partial(signing_in.sign_out, self._store, token, clock=self._clock))
        response = RedirectResponse("/signed-out", status_code=303, headers={"Cache-Control": "no-store"})
        self._set(response, self._session_cookie, "", "lax", max_age=0)
        return response

    async def signed_out(self, request: Request) -> Response:
        """Say so."""
        return page(request, "signed_out")

    async def password_form(self, request: Request) -> Response:
        """The form, where the link still works."""
        return await self._password_page(request, request.query_params.get("token", ""))

    async def set_password(self, request: Request) -> Response:
        """Set the password and go to the sign-in page."""
        form = await _form(request)
        token, password = form.get("token", ""), form.get("password", "")
        if not self._is_ours(request, form):
            return await self._password_page(request, token, error=_stale())
        if password != form.get("again", ""):
            return await self._password_page(request, token, error=_unlike())
        save = partial(administering.set_password, self._store, token, password, clock=self._clock)
        try:
            email = await self._hashing(save)
        except TocError as error:
            return await self._password_page(request, token, error=error)
        query = urlencode({"as": email, "done": "password"})
        return RedirectResponse(f"/sign-in?{query}", status_code=303, headers={"Cache-Control": "no-store"})

    async def _password_page(self, request: Request, token: str, *, error: TocError | None = None) -> Response:
        check = partial(administering.check_link, self._store, token, clock=self._clock)
        email = await to_thread.run_sync(check)
        return self._page(request, "set_password", error=error, token=token, email=email)

    def _page(self, request: Request, name: str, *, error: TocError | None, **fields: object) -> Response:
        """A page with a form: the cookie that the form repeats comes with it."""
        translate = translator(request)
        form_token = request.cookies.get(self._form_cookie, "")
        if not _FORM_TOKEN.fullmatch(form_token):
            form_token = secrets.token_urlsafe(32)
        response = page(
            request,
            name,
            status=_status(error),
            error=error and error.text(translate),
            remedy=error and error.remedy_text(translate),
            form_token=form_token,
            **fields,
        )
        self._set(response, self._form_cookie, form_token, "strict")
        return response

    def _is_ours(self, request: Request, form: dict[str, str]) -> bool:
        """Whether a form was drawn for this browser: it repeats the browser's cookie."""
        kept = request.cookies.get(self._form_cookie, "")
        return bool(_FORM_TOKEN.fullmatch(kept)) and secrets.compare_digest(
            kept.encode(), form.get("form_token", "").encode()
        )

    async def _hashing(self, work: Callable[[], Given]) -> Given:
        self._limit = self._limit or CapacityLimiter(HASHINGS)
        return await to_thread.run_sync(work, limiter=self._limit)

    def _set(self, response: Response, name: str, value: str, same_site: SameSite, max_age: int | None = None) -> None:
        response.set_cookie(
            name,
            value,
            max_age=max_age,
            path="/",
            secure=self._settings.cookies_are_secure,
            httponly=True,
            samesite=same_site,
        )


def _status(error: TocError | None) -> int:
    if error is None:
        return 200
    return 429 if isinstance(error, NotAllowed) and "minutes" in error.details else status_of(error)


def _stale() -> TocError:
    return NotAllowed(
        "This form is out of date, or this browser keeps no cookies.",
        remedy="Send it again; if that does not help, allow cookies for this address.",
    )


def _unlike() -> TocError:
    return Invalid("The two passwords are not the same.", remedy="Type the password twice.", field="again")


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form, the first of each name.

    Raises:
        HTTPException: 413 where it is larger than any form of ours can be.
    """
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_FORM:
            raise HTTPException(413)
    fields = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return dict(reversed(fields))
