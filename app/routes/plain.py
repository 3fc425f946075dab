"""Plain HTML pages: those that a person sees before signing in, and those of errors. No script, one style sheet."""

import logging
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route
from streamlit.file_util import get_static_dir

from app import language
from toc.errors import Conflict, NotAllowed, NotFound, TocError

FOLDER = Path(__file__).resolve().parent / "pages"
LOG = logging.getLogger("toc.app")

_pages = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def translator(request: Request) -> Callable[[str], str]:
    """What translates into the language that the browser asks for first."""
    return language.translation(_code(request)).gettext


def _code(request: Request) -> str:
    return language.first_known(request.headers.get("accept-language", ""))


def page(request: Request, name: str, *, status: int = 200, **fields: object) -> HTMLResponse:
    """A page from its template, never kept by the browser.

    Args:
        request: says the language.
        name: of the template, without `.html`.
        status: of the response.
        fields: what the template shows; everything is escaped.
    """
    text = _pages.get_template(f"{name}.html").render(_=translator(request), language=_code(request), **fields)
    return HTMLResponse(text, status_code=status, headers={"Cache-Control": "no-store"})


def refused(request: Request, error: Exception) -> Response:
    """The page of an error that the person can act on."""
    if not isinstance(error, TocError):
        raise error
    translate = translator(request)
    return page(
        request,
        "message",
        status=status_of(error),
        title=translate("This did not work"),
        text=error.text(translate),
        remedy=error.remedy_text(translate),
    )


def failing(headers: Mapping[str, str]) -> Callable[[Request, Exception], Response]:
    """What answers an error that is ours: a page with the request's number, by which the log has the rest.

    Args:
        headers: the security headers, which this page gets by no other way: it is made outside all middleware.
    """

    def failed(request: Request, error: Exception) -> Response:
        number = getattr(request.state, "request_id", "")
        LOG.error("request %s: %s %s failed", number, request.method, request.url.path, exc_info=error)
        _ = translator(request)
        response = page(
            request,
            "message",
            status=500,
            title=_("Something went wrong"),
            text=_("The request could not be answered. Nothing was changed."),
            remedy=_("Try again; if that does not help, give an administrator this number: {number}").format(
                number=number
            ),
        )
        response.headers.update(headers)
        return response

    return failed


def status_of(error: TocError) -> int:
    """The HTTP status that says the same as an error."""
    kinds = ((NotAllowed, 403), (NotFound, 404), (Conflict, 409))
    return next((status for kind, status in kinds if isinstance(error, kind)), 422)


async def style_sheet(request: Request) -> Response:
    """The style sheet of these pages, in the app's own type."""
    text = _font_face() + (FOLDER / "plain.css").read_text(encoding="utf-8")
    return Response(text, media_type="text/css", headers={"Cache-Control": "max-age=3600"})


@cache
def _font_face() -> str:
    """The type that Streamlit brings along, under the address that it has in this version."""
    files = sorted((Path(get_static_dir()) / "static" / "media").glob("SourceSansVF-Upright*.woff2"))
    return "".join(
        f'@font-face {{ font-family: "Source Sans"; font-weight: 200 900; src: url("/static/media/{file.name}"); }}\n'
        for file in files
    )


async def icon(request: Request) -> Response:
    """The app's icon."""
    return FileResponse(FOLDER / "icon.svg", headers={"Cache-Control": "max-age=86400"})


ROUTES = [Route("/plain.css", style_sheet, methods=["GET"]), Route("/icon.svg", icon, methods=["GET"])]
