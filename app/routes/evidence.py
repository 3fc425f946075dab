"""Files of evidence: each leaves by an address of its own, as an attachment that no browser opens as a page.

`/files/evidence/{id}`; the permission is checked by the service, the media type is that of the content.
"""

from urllib.parse import quote

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.context import Store
from toc.errors import NotAllowed
from toc.services import evidencing

HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


def routes(store: Store) -> list[Route]:
    """The route of every file behind a measurement; the gate has looked up who asks."""

    async def evidence(request: Request) -> Response:
        actor = getattr(request.state, "actor", None)
        if actor is None:
            raise NotAllowed("You are signed out.", remedy="Sign in again.")
        key = request.path_params["evidence_id"]
        body, name, media_type = await to_thread.run_sync(evidencing.open_file, store, actor, key)
        headers = {**HEADERS, "Content-Type": media_type, "Content-Disposition": attachment(name)}
        return Response(body, headers=headers)

    return [Route("/files/evidence/{evidence_id:int}", evidence, methods=["GET"])]


def attachment(name: str) -> str:
    """The header that lets a browser save a file under its name and never show it.

    Old browsers take the first name, in plain letters; all others the second, with every accent (RFC 5987).
    """
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_. ") else "_" for sign in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
