"""Backup files: a whole store in one SQLite file, sealed, so that damage is noticed before anything is restored.

The file's own hash of its contents stands in it, over the values as SQLite keeps them, so that it can be checked
whatever schema the file has. Source: files-and-commands.md (`toc backup`, `toc restore`).
"""

import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa
from alembic.script import ScriptDirectory

from toc.errors import Conflict, Invalid, NotFound, TocError
from toc.store import copying, head
from toc.store.copying import TableCopy
from toc.store.database import Store, alembic_config

_SEAL = "backup_seal"
_FORMAT = 1
_HASHES = 1 << 256


@dataclass(frozen=True, slots=True)
class Written:
    """A backup that was written.

    Attributes:
        revision: step of the migrations that its schema stands at.
        known_at: the last moment that is recorded in it, in UTC.
        data_version: of the store at that moment.
        tables: what it holds.
        bytes: size of the file.
    """

    revision: str
    known_at: datetime
    data_version: int
    tables: tuple[TableCopy, ...]
    bytes: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A sound backup, as a store with a current schema.

    Attributes:
        store: a copy that goes away afterwards.
        revision: the step of the migrations that the file itself stands at.
        brought_up_to_date: the file's schema was older than the current one.
    """

    store: Store
    revision: str
    brought_up_to_date: bool


def require_new(file: Path) -> None:
    """Refuse a file that is there already, and a folder that is not.

    Raises:
        Conflict: there is something under this name.
        NotFound: there is no such folder.
    """
    if file.exists() or file.is_symlink():
        raise _there(file)
    if not file.parent.is_dir():
        raise NotFound("There is no folder {folder}.", remedy="Make it first.", details={"folder": str(file.parent)})


def write(store: Store, file: Path) -> Written:
    """Write a backup of a store in one snapshot; under its own name it is either whole or not there.

    Args:
        store: with a current schema; others may read and write it meanwhile.
        file: a new name; only the owner may read the file, as it holds hashes of passwords.

    Raises:
        Conflict: there is something under this name.
        Invalid: the folder cannot be written to, or there is no room.
    """
    require_new(file)
    part = file.with_name(f".{file.name}.{uuid4().hex}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        written = _fill(store, part)
        _publish(part, file)
    except (OSError, sqlite3.Error, sa.exc.OperationalError) as error:
        raise Invalid(
            "The backup {file} cannot be written.",
            remedy="Choose a folder that may be written to and has room enough.",
            details={"file": str(file)},
        ) from error
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            part.with_name(part.name + ending).unlink(missing_ok=True)
    return written


def _fill(store: Store, part: Path) -> Written:
    """Copy the store into a file and seal it."""
    with _opened(part) as target:
        target.upgrade()
        with store.reading() as source, target.writing() as session:
            tables = copying.copy_everything(source, session)
            version, known_at = head.data_version(source), head.last_moment(source)
            revision = copying.revision_of(source)
    with closing(sqlite3.connect(part, isolation_level=None)) as connection:
        # One file alone, without the files that SQLite keeps beside a database in use.
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("CREATE TABLE backup_seal (format INTEGER NOT NULL, sha256 TEXT NOT NULL)")
        connection.execute("INSERT INTO backup_seal VALUES (?, ?)", (_FORMAT, _digest(connection)))
    return Written(revision, known_at, version, tables, part.stat().st_size)


def _publish(part: Path, file: Path) -> None:
    """Give the finished file its name, unless somebody else took the name meanwhile."""
    with part.open("rb") as written:
        os.fsync(written.fileno())
    try:
        os.link(part, file)
    except FileExistsError as error:
        raise _there(file) from error
    except OSError:  # a disk that knows no second names
        require_new(file)
        part.rename(file)


@contextmanager
def reading(file: Path) -> Iterator[Opened]:
    """A backup as a store: a copy of it, checked and brought up to date; the file itself stays as it is.

    Raises:
        NotFound: there is no such file.
        Invalid: it is no backup, it is damaged, or a newer version of the product made it.
    """
    if not file.is_file():
        raise NotFound("There is no file {file}.", details={"file": str(file)})
    with tempfile.TemporaryDirectory(prefix="toc-restore-") as folder:
        copied = Path(folder) / "backup.db"
        try:
            shutil.copyfile(file, copied)
            revision = _checked(copied, file)
        except (sqlite3.Error, ValueError) as error:
            raise _damaged(file) if _is_database(file) else _no_backup(file) from error
        except OSError as error:
            raise Invalid("The file {file} cannot be read.", details={"file": str(file)}) from error
        with _opened(copied) as store:
            current = store.current()
            if not current:
                store.upgrade()
            yield Opened(store, revision, not current)


def _checked(copied: Path, file: Path) -> str:
    """The step of the migrations that a backup stands at, once it is sure that the file is whole."""
    with closing(sqlite3.connect(copied)) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not {_SEAL, "alembic_version"} <= names:
            raise _no_backup(file)
        form, sealed = connection.execute("SELECT format, sha256 FROM backup_seal").fetchone() or (0, "")
        if form > _FORMAT:
            raise _newer(file)
        if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",) or _digest(connection) != sealed:
            raise _damaged(file)
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    known = {step.revision for step in ScriptDirectory.from_config(alembic_config()).walk_revisions()}
    if revision not in known:
        raise _newer(file)
    return str(revision)


def _digest(connection: sqlite3.Connection) -> str:
    """The SHA-256 of all that a file keeps but its seal: its tables' definitions and rows, in whatever order."""
    tables = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> ? "
        "ORDER BY name",
        (_SEAL,),
    ).fetchall()
    found = []
    for name, definition in tables:
        total = 0
        for row in connection.execute(f'SELECT * FROM "{name}"'):  # noqa: S608
            total += int.from_bytes(hashlib.sha256(copying.canonical(row)).digest())
        found.append((name, definition, f"{total % _HASHES:064x}"))
    return hashlib.sha256(copying.canonical(found)).hexdigest()


@contextmanager
def _opened(file: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{file.absolute()}")
    try:
        yield store
    finally:
        store.engine.dispose()


def _is_database(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(16) == b"SQLite format 3\0"


def _there(file: Path) -> TocError:
    return Conflict(
        "{file} is there already, and a backup never overwrites anything.",
        remedy="Choose another name.",
        details={"file": str(file)},
    )


def _no_backup(file: Path) -> TocError:
    return Invalid("{file} is not a backup.", remedy="Take a file that toc backup wrote.", details={"file": str(file)})


def _damaged(file: Path) -> TocError:
    return Invalid(
        "The backup {file} is damaged or was changed after it was made; nothing was restored.",
        remedy="Take another copy of it, or an earlier backup.",
        details={"file": str(file)},
    )


def _newer(file: Path) -> TocError:
    return Invalid(
        "The backup {file} was made by a newer version of the product.",
        remedy="Update the product first, then restore.",
        details={"file": str(file)},
    )
