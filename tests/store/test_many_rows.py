"""Many rows at once stand, and are read, as SQLAlchemy itself would have it."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from tests.support.example_framework import loaded, planted, record
from toc.model.keeping import Kept
from toc.model.measurement import Measurement, ReviewEvent, Revision
from toc.store import many_rows
from toc.store.database import Store
from toc.store.many_rows import fetch_rows, insert_rows

TABLE: sa.Table = Kept.__table__


def test_rows_come_back_digit_by_digit_whatever_the_order_of_their_columns(store: Store) -> None:
    loaded(store)
    record(store, planted("14.0", evidence_grade="survey", sample_size=30, source="Count"))
    record(store, planted(14, period_start=date(2020, 4, 1), period_end=date(2020, 6, 30), invented=True))
    record(
        store,
        planted(None, nothing_to_report=True, period_start=date(2020, 7, 1), period_end=date(2020, 9, 30)),
    )
    with store.writing() as session:
        connection = session.connection()
        before = [dict(row) for row in connection.execute(sa.select(TABLE).order_by(TABLE.c.period_end)).mappings()]
        connection.execute(sa.delete(TABLE))
        insert_rows(connection, TABLE, [dict(reversed(row.items())) for row in before])
        after = [dict(row) for row in connection.execute(sa.select(TABLE).order_by(TABLE.c.period_end)).mappings()]
    assert after == before
    assert [str(row["value"]) for row in after] == ["14.0", "14", "None"]
    assert after[0]["running_total"] + Decimal(14) == after[1]["running_total"]


def test_no_rows_are_no_statement(store: Store) -> None:
    with store.writing() as session:
        insert_rows(session.connection(), TABLE, [])
        assert session.connection().execute(sa.select(sa.func.count()).select_from(TABLE)).scalar_one() == 0


@pytest.mark.parametrize("at_once", [1, 2, 1000])
def test_a_query_finds_the_same_values_of_the_same_kinds(
    store: Store, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many_rows, "_AT_ONCE", at_once)
    loaded(store)
    record(store, planted("14.0", evidence_grade="survey", sample_size=30, source="Count"))
    record(store, planted(14, period_start=date(2020, 4, 1), period_end=date(2020, 6, 30), invented=True))
    record(
        store,
        planted(None, nothing_to_report=True, period_start=date(2020, 7, 1), period_end=date(2020, 9, 30)),
        "submitted",
    )
    tables = [model.__table__ for model in (Measurement, Revision, ReviewEvent)]
    query = (
        sa.select(*(column for table in tables for column in table.c), sa.true(), sa.null())
        .select_from(tables[0])
        .join(tables[1], tables[1].c.measurement_id == tables[0].c.id)
        .join(tables[2], tables[2].c.revision_id == tables[1].c.id)
        .order_by(tables[0].c.period_end, tables[2].c.id)
    )
    with store.reading() as session:
        connection = session.connection()
        plain = [tuple(row) for row in connection.execute(query)]
        found = list(fetch_rows(connection, query))
        nothing = list(fetch_rows(connection, query.where(sa.false())))
    assert [list(map(repr, row)) for row in found] == [list(map(repr, row)) for row in plain]
    assert "Decimal('14.0')" in map(repr, found[0])
    assert nothing == []
