"""What the commands of `toc` share: open the store, report as lines or as JSON."""

import json
from typing import Annotated

import typer

from toc.config import Settings
from toc.errors import Invalid
from toc.store.database import Store

AsJson = Annotated[bool, typer.Option("--json", help="Report as JSON on standard output.")]


def open_store(settings: Settings) -> Store:
    """The store with its schema up to date; a store that is behind is refused."""
    store = Store(settings.database_url)
    if not store.current():
        raise Invalid("The store's schema is not up to date.", remedy="Run: toc migrate")
    return store


def say(as_json: bool, report: object, *lines: str) -> None:
    """Print a report as JSON, or its lines."""
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False, indent=1, default=str))
        return
    for line in lines:
        typer.echo(line)
