"""Due dates as a calendar file: for the person who is signed in, and behind a secret address for calendar programs.

`/files/calendar.ics` asks for a session like every file; `/calendar/{token}.ics` is open, since calendar programs
cannot sign in: who has the address has the file, until its owner takes the address back.
"""

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.context import Store
from toc.config import Settings
from toc.errors import NotAllowed
from toc.model.query import Clock
from toc.services import subscribing

HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Disposition": 'attachment; filename="reports-due.ics"',
}
MEDIA_TYPE = "text/calendar; charset=utf-8"


def routes(store: Store, settings: Settings, clock: Clock) -> list[Route]:
    """The routes of both; they stand before the other files, whose addresses would fit as well."""

    async def own(request: Request) -> Response:
        actor = getattr(request.state, "actor", None)
        if actor is None:
            raise NotAllowed("You are signed out.", remedy="Sign in again.")

        def read() -> bytes:
            return subscribing.calendar_file(store, actor, own_url=settings.own_url, clock=clock)

        return Response(await to_thread.run_sync(read), media_type=MEDIA_TYPE, headers=HEADERS)

    async def feed(request: Request) -> Response:
        token = request.path_params["token"]

        def read() -> bytes:
            return subscribing.read_feed(store, token, own_url=settings.own_url, clock=clock)

        return Response(await to_thread.run_sync(read), media_type=MEDIA_TYPE, headers=HEADERS)

    return [
        Route("/files/calendar.ics", own, methods=["GET"]),
        Route("/calendar/{token:str}.ics", feed, methods=["GET"]),
    ]
