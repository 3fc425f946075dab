"""Sign-in and sign-out: plain pages, since a Streamlit script sets no cookie."""

import re
from functools import partial
from urllib.parse import urlencode, urlsplit

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.context import Store, cookie_name
from app.routes.device import device_words
from app.routes.forms import Forms, address_of, read_form, stale
from app.routes.plain import page
from toc.config import Settings
from toc.errors import TocError
from toc.model.query import Clock
from toc.services import administering, signing_in
from toc.services.steps.throttle import Throttle

_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
NO_RETURN = (
    "/sign-in",
    "/sign-in/oidc",
    "/sign-in/oidc/done",
    "/sign-out",
    "/signed-out",
    "/set-password",
    "/forgot-password",
)
"""Pages that signing in does not lead to."""


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
    return "/" if parts.path in NO_RETURN else text


def routes(store: Store, settings: Settings, clock: Clock, throttle: Throttle | None = None) -> list[Route]:
    """The routes of sign-in and sign-out.

    Args:
        store: where accounts and sessions are.
        settings: how long sessions last.
        clock: gives the present moment.
        throttle: counts attempts; the one of the whole process.
    """
    pages = _Pages(store, settings, clock, throttle or Throttle())
    return [
        Route("/sign-in", pages.sign_in_form, methods=["GET"]),
        Route("/sign-in", pages.sign_in, methods=["POST"]),
        Route("/sign-out", pages.sign_out_form, methods=["GET"]),
        Route("/sign-out", pages.sign_out, methods=["POST"]),
        Route("/signed-out", pages.signed_out, methods=["GET"]),
    ]


class _Pages:
    """The pages, with the store, the settings and the clock that they work with."""

    def __init__(self, store: Store, settings: Settings, clock: Clock, throttle: Throttle) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._throttle = throttle
        self._session_cookie = cookie_name(settings)
        self._forms = Forms(settings)

    async def sign_in_form(self, request: Request) -> Response:
        """The form; whoever is signed in already is told so."""
        given = request.query_params
        return await self._sign_in_page(request, wanted=given.get("next", "/"), email=given.get("as", ""))

    async def sign_in(self, request: Request) -> Response:
        """Begin a session and go where the person wanted to go; else the form again, with what was typed."""
        form = await read_form(request)
        wanted, email = local_path(form.get("next", "/")), form.get("email", "")
        if not self._forms.is_ours(request, form):
            return await self._sign_in_page(request, wanted=wanted, email=email, error=stale())
        begin = partial(
            signing_in.sign_in,
            self._store,
            self._settings,
            email=email,
            password=form.get("password", ""),
            address=address_of(request),
            clock=self._clock,
            throttle=self._throttle,
            replacing=request.cookies.get(self._session_cookie),
            device=device_words(request.headers.get("user-agent", "")),
        )
        try:
            begun = await self._forms.hashing(begin)
        except TocError as error:
            return await self._sign_in_page(request, wanted=wanted, email=email, error=error)
        return self._forms.signed_in(wanted, begun, self._clock.now())

    async def _sign_in_page(
        self, request: Request, *, wanted: str, email: str, error: TocError | None = None
    ) -> Response:
        token = request.cookies.get(self._session_cookie)
        look_up = partial(signing_in.actor_of, self._store, token, self._settings, clock=self._clock, counting=False)
        demo = await to_thread.run_sync(administering.list_demo_accounts, self._store, self._settings)
        wanted = local_path(wanted)
        known = email in {account.email for account in demo}
        return self._forms.page(
            request,
            "sign_in",
            error=error,
            actor=await to_thread.run_sync(look_up),
            next=wanted,
            email=email,
            password=administering.DEMO_PASSWORD if known and error is None else "",
            provider=self._settings.oidc_label if self._settings.signs_in_elsewhere else "",
            elsewhere=urlencode({"next": wanted}),
            demo=[(account, urlencode({"next": wanted, "as": account.email})) for account in demo],
            password_was_set=request.query_params.get("done") == "password" and error is None,
        )

    async def sign_out_form(self, request: Request) -> Response:
        """Ask; a link that changes something would do so for any page that names it."""
        return self._forms.page(request, "sign_out", error=None)

    async def sign_out(self, request: Request) -> Response:
        """End the session in every tab."""
        if not self._forms.is_ours(request, await read_form(request)):
            return self._forms.page(request, "sign_out", error=stale())
        token = request.cookies.get(self._session_cookie)
        if token:
            await to_thread.run_sync(partial(signing_in.sign_out, self._store, token, clock=self._clock))
        response = RedirectResponse("/signed-out", status_code=303, headers={"Cache-Control": "no-store"})
        self._forms.set_cookie(response, self._session_cookie, "", "lax", max_age=0)
        return response

    async def signed_out(self, request: Request) -> Response:
        """Say so."""
        return page(request, "signed_out")
