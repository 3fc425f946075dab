"""Imports as batches: the file is kept first, read as chosen, saved once, and withdrawn as a whole."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.support import case_framework as cases
from tests.support.case_imports import HEAD, counts, how_many, stored, values
from toc.errors import Conflict, Invalid, NotAllowed, NotFound
from toc.exchange.raw_tables import Limits
from toc.model.evidence import StoredFile
from toc.model.query import Actor
from toc.model.terms import Role
from toc.services import batching, checking, reviewing
from toc.services.batching import Upload
from toc.services.steps.import_options import Choices, Kind
from toc.store.database import Store

COORDINATOR = Actor(None, "Carla", "carla@example.org", Role.COORDINATOR)
FILE = (HEAD + "LRN-1.2,IT,ORG,2023,12,,,,,,first\nLRN-1.2,NL,ORG,2023,7,,,,,,\n").encode()
BETTER = (HEAD + "LRN-1.2,IT,ORG,2023,15,,,,,,second\n").encode()


@pytest.fixture
def filled(store: Store) -> Store:
    return cases.case_store(store)


def handed_in(store: Store, body: bytes = FILE, actor: Actor = cases.REPORTER, kind: Kind = Kind.MEASUREMENTS) -> int:
    return batching.upload(store, actor, cases.CODE, kind, Upload("Città  2023.csv", body))


def saved(store: Store, batch_id: int, actor: Actor = cases.REPORTER, **options: bool) -> int:
    found = batching.preview(store, actor, batch_id, clock=cases.CLOCK)
    return batching.save(store, actor, batch_id, found, clock=cases.CLOCK, **options).saved or 0


def test_a_file_is_kept_before_anything_is_made_of_it_and_read_as_was_chosen(filled: Store) -> None:
    body = (HEAD + "FIN-1.1,IT,,2023,1.234,,,,,,\n").encode()
    batch_id = handed_in(filled, body)
    assert [
        one.question.asks for one in batching.preview(filled, cases.REPORTER, batch_id, clock=cases.CLOCK).questions
    ]
    batching.choose(filled, cases.REPORTER, batch_id, Choices(decimal="comma"))
    found = batching.preview(filled, cases.REPORTER, batch_id, clock=cases.CLOCK)
    assert (counts(found), values(found)) == ({"rows": 1, "new": 1}, ["1234"])
    (batch,) = batching.list_batches(filled, cases.REPORTER, cases.CODE)
    assert (batch.file_name, batch.size, batch.saved_at) == ("Città 2023.csv", len(body), None)
    assert batching.choices_of(batch) == Choices(decimal="comma")


def test_an_import_is_saved_once(filled: Store) -> None:
    batch_id = handed_in(filled)
    assert saved(filled, batch_id) == 2
    assert batching.get_batch(filled, cases.REPORTER, batch_id).written == 2
    with pytest.raises(Conflict, match="was saved"):
        saved(filled, batch_id)
    with pytest.raises(Conflict, match="was saved"):
        batching.choose(filled, cases.REPORTER, batch_id, Choices())


def test_the_same_file_twice_is_kept_once_and_writes_nothing_the_second_time(filled: Store) -> None:
    saved(filled, handed_in(filled))
    again = handed_in(filled)
    assert saved(filled, again) == 0
    assert how_many(filled, StoredFile) == 1


def test_withdrawing_an_import_takes_back_what_it_wrote_and_what_stood_before_stands(filled: Store) -> None:
    saved(filled, handed_in(filled, actor=COORDINATOR), actor=COORDINATOR, approve=True)
    second = handed_in(filled, BETTER, COORDINATOR)
    saved(filled, second, COORDINATOR, approve=True)
    assert stored(filled)["LRN-1.2 IT 2023-12-31"].value == 15
    assert batching.withdraw(filled, COORDINATOR, second, reason="wrong file", clock=cases.CLOCK) == 1
    assert stored(filled)["LRN-1.2 IT 2023-12-31"].value == 12
    assert checking.check(filled).problems == ()
    batch = batching.get_batch(filled, COORDINATOR, second)
    assert (batch.withdrawn_at is not None, batch.withdraw_reason) == (True, "wrong file")
    with pytest.raises(Conflict, match="withdrawn already"):
        batching.withdraw(filled, COORDINATOR, second, reason="again", clock=cases.CLOCK)


def test_a_partner_withdraws_an_own_import_until_something_of_it_is_approved(filled: Store) -> None:
    first, second = handed_in(filled), handed_in(filled, BETTER)
    saved(filled, first)
    with pytest.raises(Invalid, match="reason"):
        batching.withdraw(filled, cases.REPORTER, first, reason=" ", clock=cases.CLOCK)
    assert batching.withdraw(filled, cases.REPORTER, first, reason="too early", clock=cases.CLOCK) == 2
    assert stored(filled) == {}
    saved(filled, second)
    for waiting in reviewing.list_waiting(filled, COORDINATOR, cases.CODE):
        reviewing.approve(filled, COORDINATOR, waiting.row.revision_id)
    with pytest.raises(NotAllowed):
        batching.withdraw(filled, cases.REPORTER, second, reason="late", clock=cases.CLOCK)


def test_an_import_is_seen_by_whoever_handed_it_in_and_by_those_who_approve(sqlite_store: Store) -> None:
    filled = cases.case_store(sqlite_store)
    other = replace(cases.REPORTER, name="Somebody else", account_id=7)
    batch_id = handed_in(filled)
    assert batching.list_batches(filled, other, cases.CODE) == ()
    with pytest.raises(NotFound):
        batching.get_batch(filled, other, batch_id)
    assert len(batching.list_batches(filled, COORDINATOR, cases.CODE)) == 1
    with pytest.raises(NotAllowed):
        handed_in(filled, actor=replace(cases.REPORTER, role=Role.VIEWER))
    with pytest.raises(NotAllowed):
        handed_in(filled, kind=Kind.TARGETS)


@pytest.mark.parametrize(("body", "limits"), [(b"", Limits()), (FILE, Limits(megabytes=0))])
def test_an_empty_or_too_large_file_is_not_kept(sqlite_store: Store, body: bytes, limits: Limits) -> None:
    filled = cases.case_store(sqlite_store)
    with pytest.raises(Invalid):
        batching.upload(filled, cases.REPORTER, cases.CODE, Kind.MEASUREMENTS, Upload("x.csv", body), limits=limits)
    assert how_many(filled, StoredFile) == 0


def test_withdrawing_many_rows_takes_as_many_statements_as_withdrawing_a_few(filled: Store) -> None:
    statements: list[str] = []
    listen_to(filled, statements)
    spent = {}
    for rows, place in ((2, "IT"), (20, "NL")):
        body = HEAD + "".join(f"LRN-1.2,{place},ORG,{2024 - number},{number},,,,,,\n" for number in range(rows))
        batch_id = handed_in(filled, body.encode(), COORDINATOR)
        assert saved(filled, batch_id, COORDINATOR, approve=True) == rows
        statements.clear()
        assert batching.withdraw(filled, COORDINATOR, batch_id, reason="wrong", clock=cases.CLOCK) == rows
        spent[rows] = len(statements)
    assert spent[20] == spent[2]
    assert checking.check(filled).problems == ()


def listen_to(store: Store, statements: list[str]) -> None:
    sa.event.listen(store.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
