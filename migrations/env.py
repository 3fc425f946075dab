"""Runs migrations on the connection that the store hands over; there is no alembic.ini.

A new migration: `python -m tests.support.new_migration "what changes"`, then read what it wrote and tidy it up.
"""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel.sql.sqltypes import AutoString

from toc.model.base import ExactDecimal, Moment
from toc.model.every_table import metadata


def render(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write column types so that a migration can import them: the product's own, and SQLAlchemy's for texts."""
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String({item.length or ''})"
    if kind == "type" and isinstance(item, ExactDecimal | Moment):
        return f"toc.model.base.{type(item).__name__}()"
    return False


def run() -> None:
    """Run the migrations in the transaction that is already open."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        render_as_batch=True,
        render_item=render,
        compare_type=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
