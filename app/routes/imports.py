"""The row report of a stored import as a file: every row, or the refused ones alone, with the reasons."""

from collections.abc import Iterator

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from app.context import Store
from app.routes.files import HEADERS
from toc.config import Settings
from toc.errors import NotAllowed
from toc.model.query import Actor, Clock
from toc.services import batching, importing
from toc.services.steps.import_options import Limits, limits_of


def routes(store: Store, clock: Clock, settings: Settings) -> list[Route]:
    """The route of row reports; the gate has looked up who asks."""
    limits = limits_of(settings.import_limits)

    async def report(request: Request) -> Response:
        actor = getattr(request.state, "actor", None)
        if actor is None:
            raise NotAllowed("You are signed out.", remedy="Sign in again.")
        refused = request.query_params.get("rows") == "refused"
        batch_id = request.path_params["batch_id"]
        body = await to_thread.run_sync(_report, store, actor, batch_id, refused, clock, limits)
        name = f"import-{batch_id}-{'refused' if refused else 'rows'}.csv"
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingResponse(body, media_type="text/csv; charset=utf-8", headers=headers)

    return [Route("/files/import/{batch_id:int}.csv", report, methods=["GET"])]


def _report(store: Store, actor: Actor, batch_id: int, refused: bool, clock: Clock, limits: Limits) -> Iterator[bytes]:
    found = batching.preview(store, actor, batch_id, clock=clock, limits=limits)
    return iter([importing.row_report(found, refused_only=refused)])
