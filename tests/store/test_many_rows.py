"""Many rows at once stand as SQLAlchemy itself would have inserted them."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from tests.support.example_framework import loaded, planted, record
from toc.model.keeping import Kept
from toc.store.database import Store
from toc.store.many_rows import insert_rows

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
