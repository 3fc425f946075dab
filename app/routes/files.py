"""Files that hold data: each leaves by a GET address of its own, as an attachment, for people who may have it.

`/files/{kind}.csv`, `report.xlsx`, `report.docx` and `package.zip` with the filters of a page as parameters, and frozen
reports as they were made; the permission is checked by the service.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from app.context import Store
from toc.errors import Invalid, NotAllowed
from toc.model.query import ALL, Actor, Clock, Query
from toc.services import analysing, deliverables, reporting, snapshots

DELIVERABLES = {"report.xlsx": "workbook", "report.docx": "document", "package.zip": "package"}
"""Addresses below `/files/`, with the deliverable that each gives."""

PIECE = 256 * 1024
HEADERS = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


def routes(store: Store, clock: Clock) -> list[Route]:
    """The routes of all files that people download; the gate has looked up who asks."""

    async def csv(request: Request) -> Response:
        actor = _actor(request)
        given = dict(request.query_params)
        pieces, name = await to_thread.run_sync(_file, store, actor, request.path_params["kind"], given, clock)
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)

    async def deliverable(request: Request) -> Response:
        kind, given = DELIVERABLES[request.url.path.rpartition("/")[2]], dict(request.query_params)
        return _sent(await to_thread.run_sync(_deliverable, store, _actor(request), kind, given, clock))

    async def frozen(request: Request) -> Response:
        number = request.path_params["number"]
        return _sent(await to_thread.run_sync(snapshots.open_package, store, _actor(request), number))

    return [
        Route("/files/{kind:str}.csv", csv, methods=["GET"]),
        *(Route(f"/files/{name}", deliverable, methods=["GET"]) for name in DELIVERABLES),
        Route("/files/snapshot/{number:int}.zip", frozen, methods=["GET"]),
    ]


def _actor(request: Request) -> Actor:
    actor: Actor | None = getattr(request.state, "actor", None)
    if actor is None:
        raise NotAllowed("You are signed out.", remedy="Sign in again.")
    return actor


def _sent(file: deliverables.File) -> Response:
    """A file as an attachment that no cache keeps, in pieces."""
    headers = {
        **HEADERS,
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "Content-Length": str(len(file.body)),
    }
    pieces = (file.body[start : start + PIECE] for start in range(0, len(file.body), PIECE))
    return StreamingResponse(pieces, media_type=file.media_type, headers=headers)


def _deliverable(store: Store, actor: Actor, kind: str, given: Mapping[str, str], clock: Clock) -> deliverables.File:
    return deliverables.make(store, actor, kind, query_of(store, actor, given, clock))


def _file(store: Store, actor: Actor, kind: str, given: Mapping[str, str], clock: Clock) -> tuple[Iterator[bytes], str]:
    query = query_of(store, actor, given, clock)
    report = reporting.report(store, actor, kind, query, indicator=given.get("indicator"))
    return report.csv(decimal_comma=given.get("decimal") == "comma"), report.name


def query_of(store: Store, actor: Actor, given: Mapping[str, str], clock: Clock) -> Query:
    """The Query that an address asks for; a parameter that is left out takes its default, one that is wrong is refused.

    Raises:
        Invalid: a date or moment that is none.
        NotFound: an unknown framework.
    """
    framework = analysing.choose_framework(store, actor, given.get("framework"))
    known_at = _moment(given.get("known_at"))
    return Query(
        framework=framework,
        as_of=_date(given.get("as_of")) or analysing.today(store, actor, framework, clock),
        country=given.get("country", ALL),
        horizon=given.get("horizon"),
        known_at=known_at,
        include_unapproved=given.get("unapproved") == "yes",
    )


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise _wrong("as_of", text, "2027-12-31") from error


def _moment(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.replace(" ", "+")) if text else None
    except ValueError as error:
        raise _wrong("known_at", text, "2027-12-31T12:00:00Z") from error
    if found is not None and found.tzinfo is None:
        raise _wrong("known_at", text, "2027-12-31T12:00:00Z")
    return found


def _wrong(field: str, text: str | None, like: str) -> Invalid:
    return Invalid(
        "{text} does not fit {field}.",
        field=field,
        remedy="Write it like {like}.",
        details={"text": text, "field": field, "like": like},
    )
