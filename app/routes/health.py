"""Whether the app is alive and reaches its store, for whoever watches over it."""

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.context import Store


def routes(store: Store) -> list[Route]:
    """The route /healthz: 200 and `ok` where the store answers; no session is needed and no data is told."""

    async def health(request: Request) -> Response:
        await to_thread.run_sync(store.data_version)
        return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})

    return [Route("/healthz", health, methods=["GET"])]
