"""Kept values: written with each approval, for totals and parts, and the same as computed anew."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlmodel import select

from tests.support.example_framework import loaded, move, part, planted, record
from toc.model.keeping import Kept
from toc.model.measurement import Series
from toc.model.terms import EvidenceGrade
from toc.services.steps.keep import keep
from toc.store.database import Store
from toc.store.kept import find_kept_problems, list_total_ids


@pytest.fixture
def orchard(store: Store) -> Store:
    return loaded(store)


def quarter(number: int) -> dict[str, date]:
    starts = {1: (1, 1), 2: (4, 1), 3: (7, 1)}
    ends = {1: (3, 31), 2: (6, 30), 3: (9, 30)}
    return {"period_start": date(2020, *starts[number]), "period_end": date(2020, *ends[number])}


def kept(store: Store, category: str = "") -> list[Kept]:
    with store.reading() as session:
        query = select(Kept).join(Series).where(Series.category == category).order_by(Kept.period_end)
        rows = list(session.exec(query))
        session.expunge_all()
    return rows


def test_running_totals_add_up_exactly_in_order_of_the_periods(orchard: Store) -> None:
    tiny = Decimal("0.0000000000000000001")
    record(orchard, planted(str(10**9), indicator="V1.2", country="ALL", organisation="COOP", **quarter(3)))
    record(orchard, planted(str(tiny), indicator="V1.2", country="ALL", organisation="COOP", **quarter(1)))
    assert [(row.running_total, row.periods) for row in kept(orchard)] == [
        (tiny, 1),
        (Decimal("1000000000.0000000000000000001"), 2),
    ]


def test_nothing_to_report_adds_0_and_a_share_without_a_value_has_no_running_total(orchard: Store) -> None:
    record(orchard, planted(4, **quarter(1)))
    record(orchard, planted(None, nothing_to_report=True, **quarter(2)))
    record(orchard, planted(5, **quarter(3)))
    assert [(row.value, row.running_total) for row in kept(orchard)] == [(4, 4), (None, 4), (5, 9)]
    share = {"indicator": "F1.2", "organisation": "KIPOS"}
    record(orchard, planted(None, numerator=Decimal(1), denominator=Decimal(2), **share, **quarter(1)))
    record(orchard, planted(50, **share, **quarter(2)))
    totals = [(row.value, row.running_total) for row in kept(orchard) if row.numerator or row.value == 50]
    assert totals == [(None, None), (50, None)]


def test_parts_of_breakdowns_are_kept_in_series_of_their_own(orchard: Store) -> None:
    parts = (part("fruit", "apple", 3).model_copy(update={"sample_size": 30, "source": "Apple count"}),
             part("fruit", "pear", 1))  # fmt: skip
    said = {"sample_size": 40, "source": "Count", "evidence_grade": EvidenceGrade.SURVEY}
    record(orchard, planted(4, parts=parts, **said, **quarter(1)))
    (apple,), (pear,), (total,) = kept(orchard, "apple"), kept(orchard, "pear"), kept(orchard)
    assert (apple.value, apple.running_total, apple.sample_size, apple.source) == (3, 3, 30, "Apple count")
    assert (pear.value, pear.sample_size, pear.source) == (1, None, "Count")
    assert {row.evidence_grade for row in (apple, pear, total)} == {EvidenceGrade.SURVEY}
    assert {row.revision_id for row in (apple, pear)} == {total.revision_id}


def test_voiding_takes_the_parts_away_with_their_total(sqlite_store: Store) -> None:
    loaded(sqlite_store)
    done = record(sqlite_store, planted(4, parts=(part("fruit", "apple", 3),), **quarter(1)))
    move(sqlite_store, done.revision_id, "voided")
    assert kept(sqlite_store) == kept(sqlite_store, "apple") == []


def test_what_is_kept_is_what_would_be_computed_anew(orchard: Store) -> None:
    for number in (1, 2, 3):
        record(orchard, planted(number, parts=(part("fruit", "apple", 1),), **quarter(number)))
        record(orchard, planted(number, organisation="KIPOS", country="GR", **quarter(number)), "submitted")
    with orchard.reading() as session:
        assert list(find_kept_problems(session)) == []


@pytest.mark.parametrize(
    "damage",
    ["UPDATE kept SET running_total = '7' WHERE periods = 2", "DELETE FROM kept WHERE periods = 1",
     "UPDATE kept SET value = NULL WHERE periods = 1"],
)  # fmt: skip
def test_a_kept_value_that_is_not_so_is_found_and_written_anew(sqlite_store: Store, damage: str) -> None:
    loaded(sqlite_store)
    record(sqlite_store, planted(4, **quarter(1)))
    record(sqlite_store, planted(5, **quarter(2)))
    with sqlite_store.engine.begin() as connection:
        connection.execute(sa.text(damage))
    with sqlite_store.reading() as session:
        assert list(find_kept_problems(session)) == ["Kept values of series 1 are not what its measurements say."]
    with sqlite_store.writing() as session:
        keep(session, list_total_ids(session))
    with sqlite_store.reading() as session:
        assert list(find_kept_problems(session)) == []


def test_keeping_many_series_at_once_leaves_the_others_alone(sqlite_store: Store) -> None:
    loaded(sqlite_store)
    record(sqlite_store, planted(4, **quarter(1)), keep_now=False)
    record(sqlite_store, planted(5, organisation="KIPOS", **quarter(1)), keep_now=False)
    assert kept(sqlite_store) == []
    with sqlite_store.writing() as session:
        keep(session, [2])
    assert [row.value for row in kept(sqlite_store)] == [5]
