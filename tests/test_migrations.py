"""The migrations make the schema that the models describe, on both engines, and can be run again."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from tests.support import new_migration
from tests.support.example_framework import CODE, SYSTEM, loaded, planted, record
from toc.errors import Conflict
from toc.model.every_table import metadata
from toc.model.measurement import Measurement, Series
from toc.services.describing import MethodDraft, set_method
from toc.store.database import MIGRATIONS, Store, alembic_config
from toc.store.series_methods import list_methods


@pytest.fixture
def empty(store_url: str) -> Iterator[Store]:
    store = Store(store_url)
    yield store
    store.engine.dispose()


def differences(store: Store) -> list[object]:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def checks(store: Store) -> dict[str, set[str]]:
    inspector = sa.inspect(store.engine)
    return {
        table: {str(found["name"]) for found in inspector.get_check_constraints(table)}
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def test_the_migrations_make_what_the_models_describe(empty: Store) -> None:
    assert not empty.current()
    empty.upgrade()
    assert empty.current()
    assert differences(empty) == []


def test_every_check_of_the_models_stands_in_the_database(empty: Store) -> None:
    empty.upgrade()
    wanted = {
        table.name: {str(found.name) for found in table.constraints if isinstance(found, sa.CheckConstraint)}
        for table in metadata.sorted_tables
    }
    assert checks(empty) == wanted


def test_upgrading_again_changes_nothing(empty: Store) -> None:
    empty.upgrade()
    version = empty.data_version()
    empty.upgrade()
    assert empty.data_version() == version
    assert differences(empty) == []


def test_the_first_migration_can_be_taken_back(empty: Store) -> None:
    empty.upgrade()
    with empty.engine.begin() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert sa.inspect(empty.engine).get_table_names() == ["alembic_version"]
    empty.upgrade()
    assert differences(empty) == []


def test_how_a_series_was_measured_becomes_the_first_entry_of_its_history(store: Store) -> None:
    record(loaded(store), planted(5))
    record(store, planted(7, country="GR", organisation="KIPOS"))
    said = MethodDraft(CODE, "F1.1", "PT", "POMAR", "")
    for text in ("Guessed", "Counted"):
        set_method(store, SYSTEM, replace(said, method=text))
    with store.engine.execution_options(mode="upgrading").begin() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0003")
        found = connection.exec_driver_sql("SELECT country, method FROM series").all()
        assert {tuple(row) for row in found} == {("PT", "Counted"), ("GR", "")}
        connection.exec_driver_sql("UPDATE series SET method = 'From the air' WHERE country = 'GR'")
    store.upgrade()
    assert differences(store) == []
    with store.reading() as session:
        rows = list_methods(session, CODE, "F1.1")
        since = dict(session.execute(sa.select(Series.country, Measurement.created_at).join(Measurement)).all())
    assert {(row.country, row.method, row.at) for row in rows} == {
        ("PT", "Counted", since["PT"]),
        ("GR", "From the air", since["GR"]),
    }


def test_an_sqlite_store_makes_its_folder(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'new' / 'folder' / 'toc.db'}")
    store.upgrade()
    assert store.current()
    store.engine.dispose()


def test_an_upgrade_that_would_leave_rows_pointing_to_nothing_is_taken_back(sqlite_store: Store) -> None:
    with sqlite_store.engine.execution_options(mode="upgrading").begin() as connection:
        text = "INSERT INTO level (framework_id, code, name, about, position) VALUES (99, 'x', 'x', '', 0)"
        connection.exec_driver_sql(text)
    with pytest.raises(Conflict, match="point to nothing"):
        sqlite_store.upgrade()


def test_migrations_are_numbered_without_a_gap() -> None:
    numbers = sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_a_new_migration_is_written_with_the_next_number_and_types_that_can_be_imported(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for path in MIGRATIONS.rglob("*"):
        if path.suffix in (".py", ".mako"):
            copy = tmp_path / path.relative_to(MIGRATIONS)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    monkeypatch.setattr("toc.store.database.MIGRATIONS", tmp_path)
    monkeypatch.setattr(new_migration, "MIGRATIONS", tmp_path)
    for path in (tmp_path / "versions").glob("*.py"):
        path.unlink()
    text = new_migration.write("The first, anew!").read_text(encoding="utf-8")
    compile(text, "0001_the_first_anew.py", "exec")
    assert 'revision = "0001"' in text.replace("'", '"')
    assert "toc.model.base.ExactDecimal()" in text
    assert "AutoString" not in text
