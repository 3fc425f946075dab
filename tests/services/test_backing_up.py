"""Everything goes into a file and comes back: between databases, while others write, and from earlier versions."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest
import sqlalchemy as sa
from alembic import command

from tests.support.example_framework import loaded, planted, record
from tests.support.full_store import every_table_filled
from tests.support.permission_world import CODE, TODAY, Where, draft_of
from toc.errors import Conflict, Invalid, NotAllowed
from toc.model.query import SYSTEM, Actor, Query
from toc.model.terms import Role
from toc.services import backing_up, checking, deliverables, reporting
from toc.store import backup_files, copying
from toc.store.database import Store, alembic_config

MEASUREMENTS = "SELECT count(*) FROM measurement"


def one(store: Store, query: str) -> object:
    with store.reading() as session:
        return session.connection().execute(sa.text(query)).scalar_one()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A database that nothing was ever made in, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return Store(f"sqlite:///{tmp_path / 'new' / 'toc.db'}")
    return Store(request.getfixturevalue("postgres_url"))


def exports(store: Store, query: Query) -> dict[str, bytes]:
    kinds = ("measurements", "targets", "progress", "objectives")
    found = {kind: b"".join(reporting.report(store, SYSTEM, kind, query).csv()) for kind in kinds}
    return {**found, "workbook": deliverables.make(store, SYSTEM, "workbook", query).body}


def test_everything_comes_back_on_either_database_and_gives_the_same_files(
    store: Store, other: Store, tmp_path: Path
) -> None:
    every_table_filled(store)
    made = backing_up.back_up(store, SYSTEM, tmp_path / "backup.db")
    back = backing_up.restore(other, SYSTEM, tmp_path / "backup.db")
    assert (back.sha256, back.rows, back.known_at) == (made.sha256, made.rows, made.known_at)
    assert checking.check(other).problems == ()
    query = Query(CODE, TODAY, known_at=made.known_at)
    assert exports(other, query) == exports(store, query)
    record(other, draft_of(Where.OWN))
    other.engine.dispose()


def test_the_backup_of_a_restored_store_holds_the_same_and_the_entries_since(
    store: Store, other: Store, tmp_path: Path
) -> None:
    every_table_filled(store)
    backing_up.back_up(store, SYSTEM, tmp_path / "first.db")
    backing_up.restore(other, SYSTEM, tmp_path / "first.db")
    backing_up.back_up(other, SYSTEM, tmp_path / "second.db")
    changed = {"head", "audit_entry", "account_session", "one_time_link"}
    found = []
    for name in ("first.db", "second.db"):
        with backup_files.reading(tmp_path / name) as opened, opened.store.reading() as session:
            found.append([table for table in copying.content_of(session) if table.name not in changed])
    assert found[0] == found[1]
    other.engine.dispose()


def test_the_backup_holds_the_entry_of_its_own_making_and_the_store_that_of_the_restore(
    sqlite_store: Store, other: Store, tmp_path: Path
) -> None:
    loaded(sqlite_store)
    backing_up.back_up(sqlite_store, SYSTEM, tmp_path / "backup.db")
    backing_up.restore(other, SYSTEM, tmp_path / "backup.db")
    with other.reading() as session:
        last = session.connection().execute(sa.text("SELECT action FROM audit_entry ORDER BY n DESC LIMIT 2"))
        assert list(last.scalars()) == ["restore", "back up"]
    other.engine.dispose()


def test_no_session_and_no_one_time_link_of_before_works_after_a_restore(
    sqlite_store: Store, other: Store, tmp_path: Path
) -> None:
    every_table_filled(sqlite_store)
    sessions = one(sqlite_store, "SELECT count(*) FROM account_session WHERE ended_at IS NULL")
    links = one(sqlite_store, "SELECT count(*) FROM one_time_link WHERE used_at IS NULL")
    backing_up.back_up(sqlite_store, SYSTEM, tmp_path / "backup.db")
    back = backing_up.restore(other, SYSTEM, tmp_path / "backup.db")
    assert sessions
    assert (back.sessions_ended, back.links_ended) == (sessions, links)
    assert one(other, "SELECT count(*) FROM account_session WHERE ended_at IS NULL") == 0
    assert one(other, "SELECT count(*) FROM one_time_link WHERE used_at IS NULL") == 0
    assert one(sqlite_store, "SELECT count(*) FROM account_session WHERE ended_at IS NULL") == sessions
    other.engine.dispose()


def test_what_is_written_meanwhile_is_in_it_whole_or_not_at_all(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer saves after the first table was copied, and goes on until the last one is."""
    loaded(store)
    record(store, planted(5))
    begun, enough, finished = Event(), Event(), Event()
    copy_table = copying._copy_table

    def beside_a_writer(*given: object) -> copying.TableCopy:
        copied = copy_table(*given)  # type: ignore[arg-type]
        begun.set()
        assert enough.wait(30)
        return copied

    def write() -> int:
        assert begun.wait(30)
        written = 0
        while not (finished.is_set() and written >= 3):
            record(store, planted(written + 6), expected_revision=written + 1)
            written += 1
            if written == 3:
                enough.set()
        return written

    monkeypatch.setattr(copying, "_copy_table", beside_a_writer)
    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write)
        try:
            backing_up.back_up(store, SYSTEM, tmp_path / "backup.db")
        finally:
            begun.set()
            finished.set()
        assert writer.result() >= 3
    with backup_files.reading(tmp_path / "backup.db") as opened:
        assert one(opened.store, "SELECT count(*) FROM revision") == 1
        assert checking.check(opened.store).problems == ()
    assert checking.check(store).problems == ()


def test_nothing_is_restored_into_a_store_that_holds_anything(store: Store, tmp_path: Path) -> None:
    loaded(store)
    backing_up.back_up(store, SYSTEM, tmp_path / "backup.db")
    before = store.data_version(), one(store, "SELECT count(*) FROM audit_entry")
    with pytest.raises(Conflict, match="not empty"):
        backing_up.restore(store, SYSTEM, tmp_path / "backup.db")
    assert (store.data_version(), one(store, "SELECT count(*) FROM audit_entry")) == before


def test_a_file_that_is_no_backup_leaves_no_store_behind(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no backup", encoding="utf-8")
    target = tmp_path / "new" / "toc.db"
    with pytest.raises(Invalid, match="is not a backup"):
        backing_up.restore(Store(f"sqlite:///{target}"), SYSTEM, tmp_path / "notes.txt")
    assert not target.exists()


def downgraded(store: Store, file: Path, revision: str) -> None:
    """A backup as an earlier version made it: of the schema of then, sealed like every other."""
    backup_files.write(store, file)
    old = Store(f"sqlite:///{file}")
    with old.engine.execution_options(mode="upgrading").begin() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
    old.engine.dispose()
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
        raw.execute("UPDATE backup_seal SET sha256 = ?", (backup_files._digest(raw),))


def test_a_backup_of_an_earlier_schema_is_brought_up_to_date(sqlite_store: Store, other: Store, tmp_path: Path) -> None:
    loaded(sqlite_store, annotations=())  # the earlier schema had none
    record(sqlite_store, planted(5))
    downgraded(sqlite_store, tmp_path / "old.db", "0003")
    back = backing_up.restore(other, SYSTEM, tmp_path / "old.db")
    assert (back.revision, back.brought_up_to_date) == ("0003", True)
    assert other.current()
    assert one(other, MEASUREMENTS) == 1
    assert checking.check(other).problems == ()
    other.engine.dispose()


@pytest.mark.parametrize("act", [backing_up.back_up, backing_up.restore])
def test_only_an_administrator_may(
    sqlite_store: Store, tmp_path: Path, act: Callable[[Store, Actor, Path], object]
) -> None:
    coordinator = Actor(1, "Anna", "anna@example.org", Role.COORDINATOR)
    with pytest.raises(NotAllowed):
        act(sqlite_store, coordinator, tmp_path / "backup.db")
    assert not (tmp_path / "backup.db").exists()
