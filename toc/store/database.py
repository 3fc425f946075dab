"""The store: one database, opened by its URL, read in snapshots and written by one writer at a time.

Source: architecture.md section 0 (Store).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import Session

from toc.errors import Conflict, Invalid
from toc.model.query import Clock
from toc.store import head

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
BUSY_SECONDS = 30
_UPGRADE_LOCK = 7_346_211
"""Number of the PostgreSQL lock that one migration at a time holds; any number that nothing else here uses."""

_SQLITE_MODES = {
    # name of a transaction's mode: whether it only reads, whether foreign keys are checked, how it begins
    "reading": (1, 1, "BEGIN"),
    "writing": (0, 1, "BEGIN IMMEDIATE"),
    "upgrading": (0, 0, "BEGIN IMMEDIATE"),
}

__all__ = ["Session", "Store"]


class Store:
    """A database that holds everything: an SQLite file or a PostgreSQL database.

    Cheap to make and safe to share between threads; connects when it is first used.

    Args:
        url: SQLAlchemy URL; `sqlite:///relative/path.db` or `postgresql+psycopg://...`.
        now: gives the present moment in UTC; the clock's where none is given.

    Attributes:
        url: as given.
        engine: the pool of connections; `engine.dispose()` lets go of them.

    Raises:
        Invalid: the URL names no SQLite file and no PostgreSQL database.
    """

    def __init__(self, url: str, *, now: Callable[[], datetime] | None = None) -> None:
        self.url = url
        self._now = now or Clock().now
        self._turn = Lock()
        parsed = _parsed(url)
        if parsed.get_backend_name() == "sqlite":
            self._file: Path | None = Path(parsed.database or "")
            self.engine = _sqlite_engine(parsed)
            snapshot: dict[str, Any] = {}
        else:
            self._file = None
            self.engine = sa.create_engine(parsed, pool_size=10, max_overflow=20, pool_pre_ping=True)
            snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reader = self.engine.execution_options(mode="reading", **snapshot)
        self._writer = self.engine.execution_options(mode="writing")

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One snapshot of everything: what others commit meanwhile is not seen, and nothing can be written.

        Read the data version first where it is the key of something kept.
        """
        with Session(self._reader, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction that no other writer overlaps: the head row is locked first; committed on leaving.

        Writers of this process take turns before they ask for a connection: SQLite lets whoever comes at the right
        moment go first, so that among many one would wait for ever, and each that waits would hold a connection.
        Any error rolls everything back and goes on.

        Raises:
            Conflict: other writers kept the store busy for half a minute.
        """
        if not self._turn.acquire(timeout=BUSY_SECONDS):
            raise _busy()
        try:
            with Session(self._writer, info={"now": self._now}) as session, session.begin():
                head.lock(session)
                yield session
        except sa.exc.OperationalError as error:
            if self._file is not None and "locked" in str(error.orig):
                raise _busy() from error
            raise
        finally:
            self._turn.release()

    def data_version(self) -> int:
        """The number that every write to data or definitions raises."""
        with self.reading() as session:
            return head.data_version(session)

    def upgrade(self) -> None:
        """Bring the schema up to date, in one transaction; makes an SQLite file and its folder where there is none."""
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
        with self.engine.execution_options(mode="upgrading").begin() as connection:
            if self._file is None:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
            config = alembic_config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if self._file is not None and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise Conflict("The store holds rows that point to nothing; its schema was left as it was.")

    def current(self) -> bool:
        """Whether the schema is the newest one; an SQLite file that is not there is not."""
        if self._file is not None and not self._file.is_file():
            return False
        with self._reader.connect() as connection:
            stored = MigrationContext.configure(connection).get_current_heads()
        return set(stored) == set(ScriptDirectory.from_config(alembic_config()).get_heads())


def _busy() -> Conflict:
    return Conflict("The store is busy with another change.", remedy="Try again in a minute.")


def _parsed(url: str) -> sa.URL:
    """The parts of a URL; a plain `postgresql://` takes the driver that comes with the product."""
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise Invalid(
            "The database URL cannot be read.",
            field="database_url",
            remedy="Write it like sqlite:///data/toc.db or postgresql+psycopg://user:password@host/database.",
        ) from error
    backend = parsed.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise Invalid(
            "{backend} is not a database that can be used here.",
            field="database_url",
            remedy="Take SQLite or PostgreSQL.",
            details={"backend": backend},
        )
    if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise Invalid(
            "A database in memory would be empty for every new connection.",
            field="database_url",
            remedy="Name a file, such as sqlite:///data/toc.db.",
        )
    return parsed.set(drivername="postgresql+psycopg") if parsed.drivername == "postgresql" else parsed


def _sqlite_engine(url: sa.URL) -> sa.Engine:
    """An engine whose transactions begin when we say so; Python's driver would begin them too late and lose updates."""
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS}, pool_size=10, max_overflow=20)

    @sa.event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begun(connection: sa.Connection) -> None:
        mode = connection.get_execution_options().get("mode", "writing")
        read_only, checked, begin = _SQLITE_MODES[mode]
        connection.exec_driver_sql(f"PRAGMA query_only = {read_only}")
        connection.exec_driver_sql(f"PRAGMA foreign_keys = {checked}")
        connection.exec_driver_sql(begin)

    return engine


def alembic_config() -> Config:
    """What Alembic needs to find the migrations, beside the package; it is run through its Python API only."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
