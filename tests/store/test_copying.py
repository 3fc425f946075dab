"""A copy of a store holds all that the store holds, and says so when it does not."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from tests.support.example_framework import loaded, planted, record
from tests.support.full_store import every_table_filled
from toc.errors import Conflict, Invalid
from toc.model.every_table import metadata
from toc.store import copying
from toc.store.database import Store


def copy(source: Store, target: Store) -> tuple[copying.TableCopy, ...]:
    with source.reading() as left, target.writing() as right:
        return copying.copy_everything(left, right)


def content(store: Store) -> tuple[copying.TableCopy, ...]:
    with store.reading() as session:
        return copying.content_of(session)


@pytest.fixture
def empty(sqlite_url: str) -> Store:
    """A second store, on SQLite, with nothing in it."""
    made = Store(sqlite_url)
    made.upgrade()
    return made


def test_every_table_is_copied_from_either_database(store: Store, empty: Store) -> None:
    every_table_filled(store)
    before = content(store)
    assert copy(store, empty) == before == content(empty)
    assert {one.name for one in before} == set(metadata.tables)
    assert all(one.rows for one in before)


@pytest.mark.postgres
def test_keys_go_on_after_the_copied_ones_on_postgresql(sqlite_store: Store, postgres_store: Store) -> None:
    every_table_filled(sqlite_store)
    copy(sqlite_store, postgres_store)
    counted = [table for table in metadata.sorted_tables if table.name not in {"head", "batch_revision"}]
    checked = 0
    with postgres_store.reading() as session:
        for table in counted:
            for column in table.primary_key.columns:
                name = f"pg_get_serial_sequence('\"{table.name}\"', '{column.name}')"
                sequence = session.connection().execute(sa.text(f"SELECT {name}")).scalar_one()
                if sequence is not None:
                    last = (
                        session.connection().execute(sa.select(sa.func.pg_sequence_last_value(sequence))).scalar_one()
                    )
                    assert last == session.connection().execute(sa.select(sa.func.max(column))).scalar_one()
                    checked += 1
    assert checked > 30


def test_a_store_that_holds_anything_takes_no_copy(sqlite_store: Store, empty: Store) -> None:
    loaded(empty)
    before = content(empty)
    with pytest.raises(Conflict, match="not empty"):
        copy(sqlite_store, empty)
    assert content(empty) == before


def test_one_digit_more_is_another_content(sqlite_store: Store) -> None:
    loaded(sqlite_store)
    record(sqlite_store, planted(5))
    before = copying.whole_hash(content(sqlite_store))
    with sqlite_store.writing() as session:
        session.connection().execute(sa.text("UPDATE revision SET value = '5.0'"))
    assert copying.whole_hash(content(sqlite_store)) != before
    assert copying.canonical([Decimal("5")]) != copying.canonical([Decimal("5.0")])


def test_what_arrives_otherwise_is_not_kept(sqlite_store: Store, empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded(sqlite_store)
    insert = copying.insert_rows

    def lose_one(connection, table, rows):
        insert(connection, table, rows[1:] if table.name == "country" else rows)

    monkeypatch.setattr(copying, "insert_rows", lose_one)
    with pytest.raises(Conflict, match="table country is not what was copied"):
        copy(sqlite_store, empty)
    assert sum(one.rows for one in content(empty)) == 1


@pytest.mark.postgres
def test_a_value_that_the_other_database_does_not_take_is_said(sqlite_store: Store, postgres_store: Store) -> None:
    loaded(sqlite_store)
    record(sqlite_store, planted(5))
    with sqlite_store.writing() as session:
        session.connection().execute(sa.text("UPDATE revision SET note = 'a' || char(0) || 'b'"))
    with pytest.raises(Invalid, match="table revision holds values"):
        copy(sqlite_store, postgres_store)
    assert sum(one.rows for one in content(postgres_store)) == 1
