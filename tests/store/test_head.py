"""The head row: moments that only rise, versions that rise once a write, a chain of audit entries that shows damage."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from toc.model.keeping import FIRST_HASH, AuditEntry, Head
from toc.store import head
from toc.store.database import Store

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)


def write(store: Store, action: str, **fields: object) -> None:
    with store.writing() as session:
        head.append_audit(
            session,
            moment=head.moment(session),
            account_id=None,
            actor_name="Ana",
            action=action,
            subject="tree 1",
            before=None,
            after=fields or None,
            reason="spring",
        )


def problems(store: Store) -> list[str]:
    with store.reading() as session:
        return list(head.find_audit_problems(session))


def test_the_moment_is_the_same_all_through_one_write_and_later_in_the_next(store: Store) -> None:
    with store.writing() as session:
        first = head.moment(session)
        assert head.moment(session) == first
    with store.writing() as session:
        assert head.moment(session) > first


def test_moments_rise_by_a_microsecond_where_the_clock_stands_still_or_goes_back(sqlite_store: Store) -> None:
    times = iter([NOON, NOON, NOON - timedelta(hours=1)])
    store = Store(sqlite_store.url, now=lambda: next(times))
    given = []
    for _ in range(3):
        with store.writing() as session:
            given.append(head.moment(session))
    store.engine.dispose()
    assert given == [NOON + timedelta(microseconds=n) for n in range(3)]


def test_the_last_moment_is_what_was_given_out_last(store: Store) -> None:
    with store.writing() as session:
        given = head.moment(session)
    with store.reading() as session:
        assert head.last_moment(session) == given


def test_the_data_version_rises_once_in_a_write_however_often_it_is_touched(store: Store) -> None:
    with store.writing() as session:
        assert head.touch(session) == 1
        assert head.touch(session) == 1
    assert store.data_version() == 1
    with store.writing():
        pass
    assert store.data_version() == 1


def test_each_audit_entry_follows_the_one_before(store: Store) -> None:
    write(store, "plant", height=2)
    write(store, "water")
    with store.reading() as session:
        first, second = session.exec(select(AuditEntry).order_by(AuditEntry.n)).all()
        assert (first.n, second.n) == (1, 2)
        assert first.previous_hash == FIRST_HASH
        assert second.previous_hash == first.hash
        assert session.exec(select(Head.audit_hash)).one() == second.hash
        assert first.after == '{"height": 2}'
        assert second.after is None
    assert problems(store) == []


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE audit_entry SET actor_name = 'Eva' WHERE n = 2", ["Audit entry 2 was changed after it was written."]),
        ("UPDATE audit_entry SET after = '{}' WHERE n = 1", ["Audit entry 1 was changed after it was written."]),
        (
            "DELETE FROM audit_entry WHERE n = 2",
            ["Audit entry 2 is missing.", "Audit entry 3 does not follow the entry before it."],
        ),
        ("DELETE FROM audit_entry WHERE n = 3", ["The audit log does not end with the entry that the head row names."]),
    ],
)
def test_an_entry_that_was_changed_or_removed_is_found(store: Store, damage: str, said: list[str]) -> None:
    for action in ("plant", "water", "pick"):
        write(store, action)
    with store.engine.begin() as connection:
        connection.execute(sa.text(damage))
    assert problems(store) == said
