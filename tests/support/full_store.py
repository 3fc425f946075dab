"""A store in which every table holds something: a small world, a frozen report, a row wherever there is none."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from tests.support.permission_world import QUERY, build
from toc.model.every_table import metadata
from toc.model.query import SYSTEM
from toc.services import snapshots
from toc.store.database import Session, Store

MOMENT = datetime(2021, 7, 1, 12, 0, 0, 123456, tzinfo=UTC)
TOKEN = "f" * 64


def every_table_filled(store: Store) -> Store:
    """Fill a store; what is put in by itself makes no sense, and is no part of a figure."""
    build(store)
    snapshots.freeze(store, SYSTEM, QUERY, name="The first")
    with store.writing() as session:
        for table in metadata.sorted_tables:
            if session.connection().execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() is None:
                session.connection().execute(table.insert().values(_row(session, table)))
    return store


def _row(session: Session, table: sa.Table) -> dict[str, Any]:
    return {
        column.name: _value(session, column, place)
        for place, column in enumerate(table.columns)
        if not (column.primary_key and not column.foreign_keys)
    }


def _value(session: Session, column: sa.Column[Any], place: int) -> Any:
    """A value that the column takes; moments rise from column to column."""
    if column.nullable and column.name != "value":
        return None
    for key in column.foreign_keys:
        return session.connection().execute(sa.select(sa.func.min(key.column))).scalar_one()
    kind = column.type
    if isinstance(kind, sa.Enum):
        return next(iter(kind.enum_class or ()))
    plain: dict[type, Any] = {
        datetime: MOMENT + timedelta(hours=place),
        date: date(2021, 7, 1),
        Decimal: Decimal("14.50"),
        bytes: b"\x00\xff",
        int: 0 if column.name == "written" else 1,
        bool: True,
        str: {"country": "PT", "body": "{}", "kind": "measurements", "withdraw_reason": ""}.get(
            column.name, TOKEN[: getattr(kind, "length", None) or 64]
        ),
    }
    kept = kind.impl_instance if isinstance(kind, sa.types.TypeDecorator) else kind
    return plain[kept.python_type]
