"""Plain forms: each repeats a SameSite=Strict cookie, besides the gate's check of where a change comes from."""

import re
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Literal, TypeVar
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.context import cookie_name
from app.routes.plain import page, status_of, translator
from toc.config import Settings
from toc.errors import NotAllowed, TocError
from toc.services.signing_in import NewSession

LARGEST_FORM = 16 * 1024
HASHINGS = 2
"""So many passwords are hashed at a time: each takes 0.1 s of a processor and 64 MiB."""

_FORM_TOKEN = re.compile(r"[\w-]{43}", re.A)
Given = TypeVar("Given")
SameSite = Literal["lax", "strict"]


class Forms:
    """Draws pages with a form, and says whether a form that comes back was drawn for this browser."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._cookie = cookie_name(settings, "form")
        self._limit: CapacityLimiter | None = None

    def page(self, request: Request, name: str, *, error: TocError | None = None, **fields: object) -> Response:
        """A page with a form: the cookie that the form repeats comes with it."""
        translate = translator(request)
        form_token = request.cookies.get(self._cookie, "")
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
        self.set_cookie(response, self._cookie, form_token, "strict")
        return response

    def is_ours(self, request: Request, form: dict[str, str]) -> bool:
        """Whether a form was drawn for this browser: it repeats the browser's cookie."""
        kept = request.cookies.get(self._cookie, "")
        return bool(_FORM_TOKEN.fullmatch(kept)) and secrets.compare_digest(
            kept.encode(), form.get("form_token", "").encode()
        )

    async def hashing(self, work: Callable[[], Given]) -> Given:
        """Do work that hashes a password, outside the event loop and only a few at a time."""
        self._limit = self._limit or CapacityLimiter(HASHINGS)
        return await to_thread.run_sync(work, limiter=self._limit)

    def signed_in(self, wanted: str, begun: NewSession, now: datetime) -> Response:
        """Go where the person wanted to go, with the cookie of the session that has just begun."""
        response = RedirectResponse(wanted, status_code=303, headers={"Cache-Control": "no-store"})
        lasts = int((begun.expires_at - now).total_seconds())
        self.set_cookie(response, cookie_name(self._settings), begun.token, "lax", max_age=lasts)
        return response

    def set_cookie(
        self, response: Response, name: str, value: str, same_site: SameSite, max_age: int | None = None
    ) -> None:
        """Set one of our cookies: out of reach of scripts, and sent over HTTPS only where the settings say so."""
        response.set_cookie(
            name,
            value,
            max_age=max_age,
            path="/",
            secure=self._settings.cookies_are_secure,
            httponly=True,
            samesite=same_site,
        )


def address_of(request: Request) -> str:
    """The network address that a request came from, as attempts are counted by it."""
    return request.client.host if request.client else ""


def stale() -> TocError:
    """The error of a form that was not drawn for this browser."""
    return NotAllowed(
        "This form is out of date, or this browser keeps no cookies.",
        remedy="Send it again; if that does not help, allow cookies for this address.",
    )


async def read_form(request: Request) -> dict[str, str]:
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


def _status(error: TocError | None) -> int:
    if error is None:
        return 200
    return 429 if isinstance(error, NotAllowed) and "minutes" in error.details else status_of(error)
