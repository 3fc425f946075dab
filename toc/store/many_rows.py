"""Many rows in and out, their values turned column by column.

SQLAlchemy turns what it binds and what it reads row by row and value by value, which takes longer than SQLite needs for
the rows. The statements and the types are its own; only the loop is another one, and each different value of a column
is turned once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from toc.model.base import ExactDecimal

_AT_ONCE = 2000
"""How many rows are turned together: enough to save calls, few enough to need little memory."""


def insert_rows(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns; nothing where there are none.

    Args:
        connection: of a `writing()` block.
        table: where they go; it fills in no columns by itself.
        rows: values by column, as the column's type takes them.
    """
    if not rows:
        return
    compiled = sa.insert(table).compile(dialect=connection.dialect, column_keys=list(rows[0]))
    names = compiled.positiontup or list(rows[0])
    columns = [_bound(table.c[name], [row[name] for row in rows], connection.dialect) for name in names]
    statement = str(compiled)
    bound = list(zip(*columns, strict=True))
    if connection.dialect.positional:
        connection.exec_driver_sql(statement, bound)
    else:
        connection.exec_driver_sql(statement, [dict(zip(names, cells, strict=True)) for cells in bound])


def _bound(column: sa.Column[Any], values: list[Any], dialect: sa.Dialect) -> list[Any]:
    """The values of a column as the driver takes them."""
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    if process is None:
        return values
    if isinstance(column.type, ExactDecimal):
        # 14 and 14.0 are equal and are kept differently.
        return [None if value is None else process(value) for value in values]
    known = {value: process(value) for value in set(values)}
    return [known[value] for value in values]


def fetch_rows(connection: sa.Connection, query: sa.Select[Any]) -> Iterator[tuple[Any, ...]]:
    """Give what a query finds, the same values that `connection.execute` gives, some thousands of rows at a time.

    Args:
        connection: open until the last row was taken.
        query: with its tables said by `select_from` or by joins.
    """
    types = [column.type for column in query.selected_columns]
    plain = [sa.type_coerce(column, sa.types.NullType()) for column in query.selected_columns]
    with closing(connection.execute(query.with_only_columns(*plain))) as result:
        codes = [described[1] for described in result.cursor.description]
        turn = [_turning(kind, code, connection.dialect) for kind, code in zip(types, codes, strict=True)]
        while rows := result.cursor.fetchmany(_AT_ONCE):
            cells = zip(*rows, strict=True)
            yield from zip(
                *(one(values) if one else values for one, values in zip(turn, cells, strict=True)), strict=True
            )


def _turning(
    kind: sa.types.TypeEngine[Any], code: object, dialect: sa.Dialect
) -> Callable[[Sequence[Any]], Sequence[Any]] | None:
    """What makes a column's values of what the driver gives; None where they are that already.

    Args:
        kind: the column's type.
        code: the driver's own name for what it gives.
        dialect: of the connection.
    """
    process = kind.dialect_impl(dialect).result_processor(dialect, code)
    if process is None:
        return None

    def turned(values: Sequence[Any]) -> Sequence[Any]:
        different = set(values)
        # 14 and 14.0 are equal and are not the same; a driver that gives Decimals gives what is wanted.
        if any(isinstance(value, Decimal) for value in different):
            return [process(value) for value in values]
        known = {value: process(value) for value in different}
        return list(map(known.__getitem__, values))

    return turned
