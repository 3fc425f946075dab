"""Setting a password by a one-time link, and asking for such a link: plain pages, open to people who cannot sign in."""

from functools import partial
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.context import Store
from app.routes.forms import Forms, address_of, read_form, stale
from toc.config import Settings
from toc.errors import Invalid, TocError
from toc.model.query import Clock
from toc.services import administering, signing_up
from toc.services.steps.passwords import LONGEST, SHORTEST
from toc.services.steps.throttle import Throttle

MAILS = 4
"""So many mails go out at a time."""


def routes(store: Store, settings: Settings, clock: Clock, throttle: Throttle | None = None) -> list[Route]:
    """The routes of setting a password and of asking for a link to do so.

    Args:
        store: where accounts are.
        settings: the mail server and the app's own address.
        clock: gives the present moment.
        throttle: counts who asks; the one of the whole process.
    """
    pages = _Pages(store, settings, clock, throttle or Throttle())
    return [
        Route("/set-password", pages.password_form, methods=["GET"]),
        Route("/set-password", pages.set_password, methods=["POST"]),
        Route("/forgot-password", pages.forgot_form, methods=["GET"]),
        Route("/forgot-password", pages.forgot, methods=["POST"]),
    ]


class _Pages:
    """The pages, with the store, the settings and the clock that they work with."""

    def __init__(self, store: Store, settings: Settings, clock: Clock, throttle: Throttle) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._throttle = throttle
        self._forms = Forms(settings)
        self._mails: CapacityLimiter | None = None

    async def password_form(self, request: Request) -> Response:
        """The form, where the link still works."""
        return await self._password_page(request, request.query_params.get("token", ""))

    async def set_password(self, request: Request) -> Response:
        """Set the password and go to the sign-in page."""
        form = await read_form(request)
        token, password = form.get("token", ""), form.get("password", "")
        if not self._forms.is_ours(request, form):
            return await self._password_page(request, token, error=stale())
        if password != form.get("again", ""):
            return await self._password_page(request, token, error=_unlike())
        save = partial(administering.set_password, self._store, token, password, clock=self._clock)
        try:
            email = await self._forms.hashing(save)
        except TocError as error:
            return await self._password_page(request, token, error=error)
        query = urlencode({"as": email, "done": "password"})
        return RedirectResponse(f"/sign-in?{query}", status_code=303, headers={"Cache-Control": "no-store"})

    async def _password_page(self, request: Request, token: str, *, error: TocError | None = None) -> Response:
        check = partial(administering.check_link, self._store, token, clock=self._clock)
        email = await to_thread.run_sync(check)
        return self._forms.page(
            request, "set_password", error=error, token=token, email=email, least=SHORTEST, most=LONGEST
        )

    async def forgot_form(self, request: Request) -> Response:
        """The form; where nothing is mailed, a word on who can help."""
        return self._forgot_page(request, email=request.query_params.get("as", ""))

    async def forgot(self, request: Request) -> Response:
        """Say the same whatever was typed, and only then look whether there is an account to mail a link for."""
        form = await read_form(request)
        email = form.get("email", "")
        if not self._forms.is_ours(request, form):
            return self._forgot_page(request, email=email, error=stale())
        if not signing_up.mails_go_out(self._settings):
            return self._forgot_page(request, email=email)
        try:
            signing_up.count_request(self._throttle, email=email, address=address_of(request), clock=self._clock)
        except TocError as error:
            return self._forgot_page(request, email=email, error=error)
        response = self._forgot_page(request, email=email, sent=True)
        response.background = BackgroundTask(self._mail, email)
        return response

    async def _mail(self, email: str) -> None:
        self._mails = self._mails or CapacityLimiter(MAILS)
        work = partial(signing_up.mail_password_link, self._store, email, settings=self._settings, clock=self._clock)
        await to_thread.run_sync(work, limiter=self._mails)

    def _forgot_page(
        self, request: Request, *, email: str, error: TocError | None = None, sent: bool = False
    ) -> Response:
        mailed = signing_up.mails_go_out(self._settings)
        return self._forms.page(request, "forgot_password", error=error, email=email, mailed=mailed, sent=sent)


def _unlike() -> TocError:
    return Invalid("The two passwords are not the same.", remedy="Type the password twice.", field="again")
