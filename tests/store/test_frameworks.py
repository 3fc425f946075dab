"""A document in the store: told apart from the tables, found by its moment, described in words where it changes."""

from datetime import date
from decimal import Decimal

import pytest

from tests.support.example_framework import CODE, example_framework, loaded
from toc.errors import NotFound
from toc.exchange.framework_file import to_json
from toc.model.document import FactDef, FrameworkDocument
from toc.model.terms import FactKind
from toc.services.loading import settled
from toc.store import head
from toc.store.database import Store
from toc.store.framework_rows import PARTS, fact_key
from toc.store.frameworks import (
    Change,
    compare_tables,
    current_document,
    find_document,
    find_facts_from_file,
    list_frameworks,
    write_document,
)


def write(store: Store, document: FrameworkDocument, **options: object) -> list[str]:
    with store.writing() as session:
        moment = head.moment(session)
        body = to_json(document)
        changes = write_document(
            session,
            document,
            body=body,
            moment=moment,
            account_id=None,
            reason="",
            **options,  # type: ignore[arg-type]
        )
    return [str(change) for change in changes]


def test_every_part_stands_after_those_that_it_points_to() -> None:
    seen: set[str] = set()
    for part in PARTS:
        assert set(part.references.values()) <= seen
        seen.add(part.name)


def test_every_column_of_every_table_comes_from_the_document() -> None:
    document = settled(example_framework())
    for part in PARTS:
        columns = {column.name for column in part.table.__table__.columns} - {"id", "from_file"}
        rows = list(part.rows(document))
        assert rows, part.name
        assert all(set(row) == columns for row in rows), part.name


def test_a_document_is_read_once_however_often_it_is_asked_for(sqlite_store: Store) -> None:
    loaded(sqlite_store)
    with sqlite_store.reading() as session:
        assert current_document(session, CODE) is current_document(session, CODE)


def test_a_framework_that_is_not_there_is_none_or_named_with_those_that_are(sqlite_store: Store) -> None:
    loaded(sqlite_store)
    with sqlite_store.reading() as session:
        assert find_document(session, "CREDEX") is None
        with pytest.raises(NotFound) as caught:
            current_document(session, "CREDEX")
    assert caught.value.remedy == "Choose one of these: ORCHARD."


def test_comparing_says_what_the_tables_lack_and_writes_nothing(store: Store) -> None:
    loaded(store)
    other = settled(example_framework(tolerance_points=Decimal(20), not_applicable=()))
    with store.reading() as session:
        found = compare_tables(session, other)
    assert [str(change) for change in found] == [
        "framework ORCHARD changed: tolerance_points 12.5 -> 20",
        "not-applicable mark F2.1 GR removed",
    ]


def test_writing_the_same_text_again_changes_nothing(sqlite_store: Store) -> None:
    document = settled(example_framework())
    assert write(sqlite_store, document)
    assert write(sqlite_store, document) == []


def test_which_facts_a_file_brought_is_remembered(sqlite_store: Store) -> None:
    document = settled(example_framework())
    brought = {fact_key(fact) for fact in document.facts[:2]}
    write(sqlite_store, document, from_file=brought)
    with sqlite_store.reading() as session:
        assert find_facts_from_file(session, CODE) == brought
        assert list_frameworks(session) == [(CODE, "The orchard")]


def test_a_target_is_known_by_its_date_and_a_baseline_is_not() -> None:
    dated = {"indicator": "F1.1", "country": "PT", "date": date(2020, 1, 1), "value": Decimal(1)}
    assert fact_key(FactDef(kind=FactKind.TARGET, **dated)) == ("target", "F1.1", "PT", date(2020, 1, 1))
    assert fact_key(FactDef(kind=FactKind.BASELINE, **dated)) == ("baseline", "F1.1", "PT", None)


def test_moving_an_objective_in_the_grid_is_said_in_codes(sqlite_store: Store) -> None:
    document = settled(example_framework())
    write(sqlite_store, document)
    moved = tuple(
        part.model_copy(update={"level": "village", "horizon": "near"}) if part.code == "F2" else part
        for part in document.objectives
    )
    assert write(sqlite_store, settled(example_framework(objectives=moved))) == [
        "objective F2 changed: level_id field -> village; horizon_id far -> near"
    ]


def test_a_change_is_one_line() -> None:
    assert str(Change("reordered", "level")) == "order of level rows changed"
    assert str(Change("added", "level", "field")) == "level field added"
