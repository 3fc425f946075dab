"""The commands `toc backup` and `toc restore`: everything into a file, and a file into an empty store."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from toc.cli_parts import AsJson, open_store, say
from toc.config import load_settings
from toc.model.query import SYSTEM
from toc.services import backing_up
from toc.store.database import Store


def backup(
    file: Annotated[Path, typer.Argument(help="File to write; it must not be there yet.")],
    as_json: AsJson = False,
) -> None:
    """Write everything into a file, as it stands at one moment; the app may go on meanwhile. Keep the file safe."""
    found = backing_up.back_up(open_store(load_settings()), SYSTEM, file)
    lines = (
        f"Wrote {found.file}: {found.rows} rows, {found.bytes} bytes, as of {found.known_at:%Y-%m-%d %H:%M:%S} UTC.",
        "It holds accounts, hashes of passwords and evidence files: keep it where only administrators can read it.",
    )
    say(as_json, asdict(found), *lines)


def restore(
    file: Annotated[Path, typer.Argument(help="A file that toc backup wrote.")],
    as_json: AsJson = False,
) -> None:
    """Bring a backup into an empty store, on SQLite or PostgreSQL; everybody signs in again."""
    found = backing_up.restore(Store(load_settings().database_url), SYSTEM, file)
    lines = [f"Restored {found.rows} rows from {found.file}, as of {found.known_at:%Y-%m-%d %H:%M:%S} UTC."]
    if found.brought_up_to_date:
        lines.append("An earlier version of the product made the backup; its schema was brought up to date.")
    lines += [
        f"Ended: {found.sessions_ended} sessions, {found.links_ended} one-time links. People sign in again.",
        "Accounts, read-only links and calendar addresses stand as they stood in the backup.",
    ]
    say(as_json, asdict(found), *lines)
