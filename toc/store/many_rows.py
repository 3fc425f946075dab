"""Many rows into one table in one statement, bound column by column.

SQLAlchemy binds row by row and value by value, which takes longer than SQLite needs to insert. The statement and the
types are its own; only the loop is another one.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from toc.model.base import ExactDecimal


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
