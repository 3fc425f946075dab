"""The audit log as a file: `/files/audit.csv`, with the filters of the page Audit log as parameters."""

from collections.abc import Iterator, Mapping

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from app.context import Store
from app.routes.files import HEADERS
from toc.errors import NotAllowed
from toc.model.query import Actor
from toc.services import auditing


def routes(store: Store) -> list[Route]:
    """The route of the audit log's file; the gate has looked up who asks."""

    async def audit(request: Request) -> Response:
        actor = getattr(request.state, "actor", None)
        if actor is None:
            raise NotAllowed("You are signed out.", remedy="Sign in again.")
        pieces, name = await to_thread.run_sync(_file, store, actor, dict(request.query_params))
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)

    return [Route("/files/audit.csv", audit, methods=["GET"])]


def _file(store: Store, actor: Actor, given: Mapping[str, str]) -> tuple[Iterator[bytes], str]:
    report = auditing.report(store, actor, auditing.filters_from(given))
    return report.csv(decimal_comma=given.get("decimal") == "comma"), report.name
