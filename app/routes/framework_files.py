"""Frameworks as files: the one that is chosen, and the example to begin with, each as JSON and as a packed folder."""

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.context import Store
from app.routes.files import HEADERS
from toc.errors import NotAllowed
from toc.model.query import Actor
from toc.services import analysing, transferring
from toc.services.transferring import File


def routes(store: Store) -> list[Route]:
    """The routes of framework files; the gate has looked up who asks."""

    async def framework(request: Request) -> Response:
        kind, asked = request.path_params["kind"], request.query_params.get("framework")
        return _sent(await to_thread.run_sync(_framework, store, _actor(request), asked, kind))

    async def example(request: Request) -> Response:
        kind = request.path_params["kind"]
        return _sent(await to_thread.run_sync(transferring.example_file, _actor(request), kind))

    return [
        Route("/files/framework.{kind:str}", framework, methods=["GET"]),
        Route("/files/framework-example.{kind:str}", example, methods=["GET"]),
    ]


def _framework(store: Store, actor: Actor, asked: str | None, kind: str) -> File:
    return transferring.framework_file(store, actor, analysing.choose_framework(store, actor, asked), kind)


def _actor(request: Request) -> Actor:
    actor: Actor | None = getattr(request.state, "actor", None)
    if actor is None:
        raise NotAllowed("You are signed out.", remedy="Sign in again.")
    return actor


def _sent(file: File) -> Response:
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.body, media_type=file.media_type, headers=headers)
