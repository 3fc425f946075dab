"""Assembles the app: the script, the routes beside it, and what stands before every request. Started by `toc serve`."""

import gc
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from secrets import token_hex

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from streamlit.file_util import get_static_dir

from app import context
from app.gate import Envelope, Gate, script_hashes, security_headers
from app.language import _
from app.routes import (
    audit,
    calendar_file,
    evidence,
    files,
    framework_files,
    health,
    imports,
    oidc,
    passwords,
    plain,
    session,
    share,
    workbooks,
)
from toc.config import Settings
from toc.errors import TocError

SCRIPT = Path(__file__).resolve().parent / "main.py"
LOG = logging.getLogger("toc.app")


def serve(settings: Settings, *, develop: bool = False) -> None:
    """Serve the app at the settings' address until it is stopped; the store's schema is up to date already.

    Args:
        settings: used by the whole process from now on.
        develop: run a page anew when its file changes, and show errors in full; for developers.
    """
    context.use_settings(settings)
    app = build(settings, develop=develop)
    # Streamlit looks for .streamlit/config.toml beside the program's file: that is here, not where `toc` is installed.
    sys.argv[:] = [str(Path(__file__).resolve())]
    app.run(config=options(settings, develop=develop))


def options(settings: Settings, *, develop: bool) -> dict[str, object]:
    """Streamlit's options that depend on the settings; all others stand in .streamlit/config.toml."""
    chosen: dict[str, object] = {"server.address": settings.address, "server.port": settings.port}
    if develop:
        chosen |= {"client.showErrorDetails": "full", "client.toolbarMode": "developer"}
        chosen |= {"server.fileWatcherType": "auto", "server.runOnSave": True}
    return chosen


def build(settings: Settings, *, develop: bool = False) -> st.App:
    """The app as ASGI: Streamlit's script and addresses, our routes, and the middleware before both."""
    store, clock = context.get_store(), context.get_clock()
    page = (Path(get_static_dir()) / "index.html").read_text(encoding="utf-8")
    headers = security_headers(script_hashes(page), https=settings.cookies_are_secure)
    routes: list[BaseRoute] = [
        *plain.ROUTES,
        *health.routes(store),
        *session.routes(store, settings, clock, context.get_throttle()),
        *passwords.routes(store, settings, clock, context.get_throttle()),
        *oidc.routes(store, settings, clock),
        *share.routes(store, settings, clock),
        *calendar_file.routes(store, settings, clock),
        *audit.routes(store),
        *framework_files.routes(store),
        *files.routes(store, clock),
        *evidence.routes(store),
        *imports.routes(store, clock, settings),
        *workbooks.routes(store, clock, settings),
    ]
    return st.App(
        SCRIPT,
        routes=routes,
        middleware=[
            Middleware(Envelope, headers=headers, ahead=fetched_ahead()),
            Middleware(Gate, store=store, settings=settings, clock=clock),
        ],
        lifespan=_lifespan,
        on_script_error=None if develop else on_script_error,
        exception_handlers={TocError: plain.refused, Exception: plain.failing(headers)},
    )


def fetched_ahead() -> str:
    """What a page fetches before it is needed: the editor of a table's cell.

    Fetched at the first key only, it would lose the digits that are typed until it is there: 150 would become 0.
    """
    folder = Path(get_static_dir()) / "static" / "js"
    names = sorted(path.name for path in folder.glob("data-grid-overlay-editor.*.js"))
    return ", ".join(f"</static/js/{name}>; rel=modulepreload" for name in names)


@asynccontextmanager
async def _lifespan(app: st.App) -> AsyncIterator[None]:
    """Once all is imported, take it out of the garbage collector's sight: it would look at it again and again."""
    gc.collect()
    gc.freeze()
    yield


def on_script_error(error: Exception) -> bool:
    """Say in words what went wrong in a page; the traceback is for the log alone.

    Returns:
        True: nothing else is shown.
    """
    if isinstance(error, TocError):
        st.error(" ".join(part for part in (error.text(_), error.remedy_text(_)) if part), icon=":material/error:")
        return True
    number = st.context.headers.get("X-Request-ID") or token_hex(6)
    LOG.error("request %s: a page failed", number, exc_info=error)
    text = _(
        "Something went wrong. Load the page anew; if that does not help, give an administrator this number: {number}"
    )
    st.error(text.format(number=number), icon=":material/error:")
    return True
