"""Workbooks that go to a person and come back: the template with what is due, an import with its errors marked."""

from urllib.parse import quote

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.context import Store
from app.routes.files import HEADERS, query_of
from toc.config import Settings
from toc.errors import NotAllowed
from toc.model.query import Actor, Clock
from toc.services import templating
from toc.services.steps.import_options import Limits, limits_of
from toc.services.templating import File

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def routes(store: Store, clock: Clock, settings: Settings) -> list[Route]:
    """The routes of workbooks; the gate has looked up who asks."""
    limits = limits_of(settings.import_limits)

    async def template(request: Request) -> Response:
        actor, given = _actor(request), dict(request.query_params)
        return _sent(await to_thread.run_sync(_template, store, actor, given, clock))

    async def marked(request: Request) -> Response:
        actor, batch_id = _actor(request), request.path_params["batch_id"]
        return _sent(await to_thread.run_sync(_marked, store, actor, batch_id, clock, limits))

    return [
        Route("/files/template.xlsx", template, methods=["GET"]),
        Route("/files/import/{batch_id:int}-marked.xlsx", marked, methods=["GET"]),
    ]


def _actor(request: Request) -> Actor:
    actor: Actor | None = getattr(request.state, "actor", None)
    if actor is None:
        raise NotAllowed("You are signed out.", remedy="Sign in again.")
    return actor


def _template(store: Store, actor: Actor, given: dict[str, str], clock: Clock) -> File:
    return templating.template(store, actor, query_of(store, actor, given, clock), clock=clock)


def _marked(store: Store, actor: Actor, batch_id: int, clock: Clock, limits: Limits) -> File:
    return templating.marked(store, actor, batch_id, clock=clock, limits=limits)


def _sent(file: File) -> Response:
    disposition = f"attachment; filename=\"{file.name}\"; filename*=UTF-8''{quote(file.name)}"
    return Response(file.body, media_type=XLSX, headers={**HEADERS, "Content-Disposition": disposition})
