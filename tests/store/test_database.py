"""One writer at a time, one snapshot for each reader, nothing lost and nothing half done."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import select

from toc.errors import Conflict, Invalid
from toc.model.framework import Organisation
from toc.model.keeping import Head
from toc.store import head
from toc.store.database import Store


def organisation(name: str) -> Organisation:
    return Organisation(short_name=name, name=name, country="PT", role="partner")


def names(store: Store) -> list[str]:
    with store.reading() as session:
        return sorted(session.exec(select(Organisation.short_name)))


def test_what_is_written_is_there_after_leaving(store: Store) -> None:
    with store.writing() as session:
        session.add(organisation("A"))
    assert names(store) == ["A"]


def test_an_error_takes_everything_back(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.writing() as session:
        session.add(organisation("A"))
        session.flush()
        head.touch(session)
        raise ZeroDivisionError
    assert names(store) == []
    assert store.data_version() == 0


def test_writers_in_many_threads_lose_no_update(store: Store) -> None:
    def count() -> None:
        for _ in range(10):
            with store.writing() as session:
                row = session.exec(select(Head)).one()
                row.data_version = row.data_version + 1

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.data_version() == 40


def test_a_second_writer_waits_until_the_first_is_done(store: Store) -> None:
    order: list[str] = []
    inside = threading.Event()

    def second() -> None:
        inside.wait()
        with store.writing():
            order.append("second")

    waiting = threading.Thread(target=second)
    waiting.start()
    with store.writing() as session:
        inside.set()
        session.add(organisation("A"))
        session.flush()
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]


def test_a_reader_sees_one_snapshot_whatever_is_written_meanwhile(store: Store) -> None:
    with store.reading() as session:
        before = head.data_version(session)
        with store.writing() as writer:
            writer.add(organisation("A"))
            head.touch(writer)
        assert session.exec(select(Organisation)).all() == []
        assert session.connection().execute(sa.select(Head.__table__.c.data_version)).scalar_one() == before
    assert names(store) == ["A"]


def test_a_reader_cannot_write(store: Store) -> None:
    with store.reading() as session, pytest.raises(sa.exc.DBAPIError, match="(?i)read.?only"):
        session.add(organisation("A"))
        session.flush()
    assert names(store) == []


def test_a_reader_leaves_nothing_behind_that_hinders_the_next_writer(store: Store) -> None:
    with store.reading() as session:
        head.data_version(session)
    with store.writing() as session:
        session.add(organisation("A"))
    assert names(store) == ["A"]


def test_rows_that_point_to_nothing_are_refused(store: Store) -> None:
    statement = "INSERT INTO level (framework_id, code, name, about, position) VALUES (99, 'x', 'x', '', 0)"
    with pytest.raises(sa.exc.IntegrityError), store.writing() as session:
        session.connection().exec_driver_sql(statement)


def test_sqlite_keeps_every_commit_and_checks_foreign_keys(sqlite_store: Store) -> None:
    with sqlite_store.reading() as session:
        pragmas = {
            name: session.connection().exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30000}


def test_a_store_kept_busy_says_so_in_words(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toc.store.database.BUSY_SECONDS", 0)
    impatient = Store(sqlite_store.url)
    with sqlite_store.writing(), pytest.raises(Conflict, match="busy"), impatient.writing():
        raise AssertionError("two writers at once")
    impatient.engine.dispose()


def test_making_a_store_touches_nothing(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    assert not store.current()
    assert not Path(sqlite_url.removeprefix("sqlite:///")).exists()


def test_a_store_without_tables_says_what_to_do(store_url: str) -> None:
    store = Store(store_url)
    with pytest.raises(Invalid, match="no tables") as caught, store.writing():
        raise AssertionError("wrote into nothing")
    assert caught.value.remedy == "Run: toc migrate"
    store.engine.dispose()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://host/name", "mysql is not a database"),
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("no url", "cannot be read"),
    ],
)
def test_a_url_that_names_no_store_is_refused(url: str, message: str) -> None:
    with pytest.raises(Invalid, match=message) as caught:
        Store(url)
    assert caught.value.field == "database_url"


def test_a_plain_postgresql_url_takes_the_driver_that_comes_along() -> None:
    assert Store("postgresql://u:p@host/name").engine.url.drivername == "postgresql+psycopg"


def test_the_moment_comes_from_the_clock_that_the_store_was_given(sqlite_store: Store) -> None:
    noon = datetime(2031, 5, 6, 12, tzinfo=UTC)
    store = Store(sqlite_store.url, now=lambda: noon)
    with store.writing() as session:
        assert head.moment(session) == noon
    store.engine.dispose()
