"""Signing in through an OpenID Connect provider: out to it, and back with a code. Ends in a session like any other.

What was begun is kept here for ten minutes, for the browser that holds its cookie, and may come back once.
"""

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.context import Store, cookie_name
from app.routes.device import device_words
from app.routes.forms import Forms
from app.routes.plain import page, status_of, translator
from app.routes.provider import Provider
from app.routes.session import local_path
from toc.config import Settings
from toc.errors import NotAllowed, NotFound, TocError
from toc.model.query import Clock
from toc.services import identifying

LASTS = timedelta(minutes=10)
MOST = 10_000
"""So many people can be on their way at a time; the one who began first gives way."""

LOG = logging.getLogger("toc.app")


@dataclass(frozen=True)
class _Begun:
    """Somebody who is on the way to the provider."""

    state: str
    nonce: str
    verifier: str
    wanted: str
    at: datetime


def routes(store: Store, settings: Settings, clock: Clock) -> list[Route]:
    """The routes of signing in through the provider; they say so where none is set."""
    pages = _Pages(store, settings, clock)
    return [
        Route("/sign-in/oidc", pages.begin, methods=["GET"]),
        Route("/sign-in/oidc/done", pages.done, methods=["GET"]),
    ]


class _Pages:
    """The two steps, with those who are between them."""

    def __init__(self, store: Store, settings: Settings, clock: Clock) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._provider = Provider(settings, clock) if settings.signs_in_elsewhere else None
        self._forms = Forms(settings)
        self._cookie = cookie_name(settings, "oidc")
        self._under_way: dict[str, _Begun] = {}

    async def begin(self, request: Request) -> Response:
        """Send the browser to the provider, with a cookie that it has to bring back."""
        wanted = local_path(request.query_params.get("next", "/"))
        key, state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(4))
        begun = _Begun(state, nonce, verifier, wanted, self._now())
        try:
            provider = self._known()
            address = await provider.address(state=state, nonce=nonce, verifier=verifier)
        except TocError as error:
            return self._refused(request, error)
        self._keep(key, begun)
        response = RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})
        self._forms.set_cookie(response, self._cookie, key, "lax", max_age=int(LASTS.total_seconds()))
        return response

    async def done(self, request: Request) -> Response:
        """Begin a session for whom the provider names, and go where the person wanted to go."""
        begun = self._under_way.pop(request.cookies.get(self._cookie, ""), None)
        try:
            response = await self._session(request, begun)
        except TocError as error:
            response = self._refused(request, error)
        self._forms.set_cookie(response, self._cookie, "", "lax", max_age=0)
        return response

    async def _session(self, request: Request, begun: _Begun | None) -> Response:
        provider, given = self._known(), request.query_params
        same = secrets.compare_digest(given.get("state", "").encode(), begun.state.encode() if begun else b"")
        if begun is None or not same or self._now() - begun.at >= LASTS:
            raise _unknown()
        if "code" not in given:
            LOG.warning("the sign-in provider sent somebody back without a code")
            raise NotAllowed("You were not signed in.", remedy="Try again, or sign in with your password.")
        named = await provider.named(
            code=given["code"], nonce=begun.nonce, verifier=begun.verifier, told_issuer=given.get("iss")
        )
        sign_in = partial(
            identifying.sign_in_with_provider,
            self._store,
            self._settings,
            issuer=named.issuer,
            subject=named.subject,
            email=named.email,
            email_verified=named.email_verified,
            clock=self._clock,
            replacing=request.cookies.get(cookie_name(self._settings)),
            device=device_words(request.headers.get("user-agent", "")),
        )
        return self._forms.signed_in(begun.wanted, await to_thread.run_sync(sign_in), self._now())

    def _known(self) -> Provider:
        if self._provider is None:
            raise NotFound("Signing in through a provider is not set up here.", remedy="Sign in with your password.")
        return self._provider

    def _keep(self, key: str, begun: _Begun) -> None:
        """Keep who is under way, without those who did not come back in time."""
        while self._under_way:
            first, earlier = next(iter(self._under_way.items()))
            if len(self._under_way) < MOST and begun.at - earlier.at < LASTS:
                break
            del self._under_way[first]
        self._under_way[key] = begun

    def _now(self) -> datetime:
        return self._clock.now()

    def _refused(self, request: Request, error: TocError) -> Response:
        """What went wrong, with the way back to the sign-in page."""
        translate = translator(request)
        return page(
            request,
            "message",
            status=status_of(error),
            title=translate("You are not signed in"),
            text=error.text(translate),
            remedy=error.remedy_text(translate),
            back=("/sign-in", translate("Back to sign-in")),
        )


def _unknown() -> NotAllowed:
    return NotAllowed(
        "This sign-in was not begun in this browser, was used already, or took longer than ten minutes.",
        remedy="Begin again on the sign-in page.",
    )
