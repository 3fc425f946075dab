"""A copy of a whole store into another one: every table, in one snapshot, proven by a content hash on both sides.

Backup, restore and moving between SQLite and PostgreSQL are this one way. Source: architecture.md section 0 (Store).
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from sqlmodel import Session, col

from toc.errors import Conflict, Invalid
from toc.model.base import plain_decimal
from toc.model.every_table import metadata
from toc.model.keeping import FIRST_HASH, Head
from toc.model.person import AccountSession, OneTimeLink
from toc.store import head
from toc.store.database import Store
from toc.store.many_rows import insert_rows

_AT_ONCE = 1000
_FILES_AT_ONCE = 4
"""Rows that hold whole files are few at once, so that many megabytes never stand in memory together."""

_VERSION_TABLE = "alembic_version"
_HASHES = 1 << 256


@dataclass(frozen=True, slots=True)
class TableCopy:
    """What a table holds.

    Attributes:
        name: of the table.
        rows: how many.
        sha256: content hash, the same on every database and in every order of rows.
    """

    name: str
    rows: int
    sha256: str


class _Content:
    """The content hash of a table while its rows go by: the sum of its rows' hashes, so that their order is free."""

    def __init__(self, table: sa.Table) -> None:
        self._name = table.name
        self._rows = 0
        self._sum = 0

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """Take rows in."""
        for row in rows:
            self._sum += int.from_bytes(hashlib.sha256(canonical(row)).digest())
        self._rows += len(rows)

    def done(self) -> TableCopy:
        """What went by."""
        return TableCopy(self._name, self._rows, f"{self._sum % _HASHES:064x}")


def copy_everything(source: Session, target: Session) -> tuple[TableCopy, ...]:
    """Copy every table, keys included, and compare what arrived with what left, table by table.

    Args:
        source: of a `reading()` block; its schema is current.
        target: of a `writing()` block of an empty store with a current schema.

    Returns:
        What each table holds on both sides.

    Raises:
        Conflict: the target holds something, or a table arrived otherwise than it left.
        Invalid: the target's database refuses a value, as PostgreSQL does with the letter of number 0.
    """
    require_empty(target.connection())
    target.connection().execute(sa.delete(Head))
    copied = tuple(_copy_table(source.connection(), target.connection(), table) for table in metadata.sorted_tables)
    for one, table in zip(copied, metadata.sorted_tables, strict=True):
        if _content(target.connection(), table) != one:
            raise Conflict(
                "The copy of the table {table} is not what was copied; nothing was kept of it.",
                remedy="Try again; if it happens again, look at the disk.",
                details={"table": one.name},
            )
    _set_sequences(target.connection())
    target.expire_all()
    return copied


def whole_hash(tables: Sequence[TableCopy]) -> str:
    """One content hash of all tables, in hexadecimal digits."""
    return hashlib.sha256(canonical([(one.name, one.rows, one.sha256) for one in tables])).hexdigest()


def content_of(session: Session) -> tuple[TableCopy, ...]:
    """What each table of a store holds."""
    return tuple(_content(session.connection(), table) for table in metadata.sorted_tables)


def require_room(store: Store) -> None:
    """Refuse a store that holds anything, whatever its schema; one that is not made yet is empty.

    Raises:
        Conflict: something is kept in it.
    """
    file = Path(store.engine.url.database or "")
    if store.engine.dialect.name == "sqlite" and not file.is_file():
        return
    with store.engine.execution_options(mode="reading").connect() as connection:
        require_empty(connection)


def require_empty(connection: sa.Connection) -> None:
    """Refuse a database of which any table has a row; the head row of a new store is none.

    Raises:
        Conflict: something is kept in it.
    """
    for name in sa.inspect(connection).get_table_names():
        if name == _VERSION_TABLE:
            continue
        query = sa.select(sa.literal(1)).select_from(sa.table(name)).limit(1)
        if name == metadata.tables["head"].name:
            query = sa.select(sa.literal(1)).where((col(Head.data_version) > 0) | (col(Head.audit_hash) != FIRST_HASH))
        if connection.execute(query).first() is not None:
            raise Conflict(
                "The store is not empty, and a restore never overwrites anything.",
                remedy="Set TOC_DATABASE_URL to a new file or an empty database.",
            )


def end_sign_ins(session: Session) -> tuple[int, int]:
    """End every session and one-time link, as a copy that is put to use must not let in whoever was in before.

    Returns:
        How many sessions and how many links could still be used.
    """
    now = head.moment(session)
    sessions = sa.update(AccountSession).where(col(AccountSession.ended_at).is_(None)).values(ended_at=now)
    links = sa.update(OneTimeLink).where(col(OneTimeLink.used_at).is_(None)).values(used_at=now)
    connection = session.connection()
    return connection.execute(sessions).rowcount, connection.execute(links).rowcount


def revision_of(session: Session) -> str:
    """Which step of the migrations the schema stands at; empty where it stands at none."""
    return MigrationContext.configure(session.connection()).get_current_revision() or ""


def canonical(row: Sequence[Any]) -> bytes:
    """A row as bytes that are the same whichever database it came from; files stand in it by their hash."""
    return json.dumps(list(row), ensure_ascii=False, default=_text).encode("utf-8", "surrogatepass")


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    raise TypeError(f"{type(value).__name__} cannot be copied.")


def _copy_table(source: sa.Connection, target: sa.Connection, table: sa.Table) -> TableCopy:
    content = _Content(table)
    names = [column.name for column in table.columns]
    for rows in _batches(source, table):
        content.add(rows)
        try:
            insert_rows(target, table, [dict(zip(names, row, strict=True)) for row in rows])
        except (sa.exc.DataError, sa.exc.IntegrityError) as error:
            raise Invalid(
                "The table {table} holds values that the database to copy into does not take; nothing was copied.",
                remedy="Copy into an SQLite file instead, and run: toc check",
                details={"table": table.name},
            ) from error
    return content.done()


def _content(connection: sa.Connection, table: sa.Table) -> TableCopy:
    content = _Content(table)
    for rows in _batches(connection, table):
        content.add(rows)
    return content.done()


def _batches(connection: sa.Connection, table: sa.Table) -> Iterator[Sequence[Sequence[Any]]]:
    """All rows of a table as Python values, some at a time; PostgreSQL sends no more than that either."""
    files = any(isinstance(column.type, sa.LargeBinary) for column in table.columns)
    at_once = _FILES_AT_ONCE if files else _AT_ONCE
    with connection.execute(sa.select(table), execution_options={"yield_per": at_once}) as result:
        yield from result.partitions()


def _set_sequences(connection: sa.Connection) -> None:
    """Let PostgreSQL go on counting after the highest key; SQLite does by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        for column in table.primary_key.columns:
            if not isinstance(column.type, sa.Integer):
                continue
            highest = connection.execute(sa.select(sa.func.max(column))).scalar_one()
            name = sa.func.pg_get_serial_sequence(f'"{table.name}"', column.name)
            if highest is not None and connection.execute(sa.select(name)).scalar_one() is not None:
                connection.execute(sa.select(sa.func.setval(name, highest)))
