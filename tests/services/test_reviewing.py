"""Review: what waits, what it replaces, approving and returning."""

from datetime import date

import pytest
from sqlmodel import select

from tests.support import example_framework as orchard
from tests.support.example_framework import planted
from toc.errors import Conflict, Invalid, NotAllowed, NotFound
from toc.model.keeping import AuditEntry
from toc.model.query import Actor, Clock
from toc.model.terms import ReviewState, Role
from toc.services import recording, reviewing
from toc.store import measurements
from toc.store.database import Store

CLOCK = Clock(date(2024, 6, 1))
COORDINATOR = Actor(None, "Carla", "carla@example.org", Role.COORDINATOR)
PARTNER = Actor(None, "Pia", "pia@example.org", Role.PARTNER, "POMAR", frozenset({"PT"}))
NEXT = {"period_start": date(2020, 4, 1), "period_end": date(2020, 6, 30)}


def log(store: Store, value: int, actor: Actor = PARTNER, **options) -> int:
    fields = options.pop("fields", {})
    return recording.record(store, actor, planted(value, **fields), clock=CLOCK, **options).revision_id


@pytest.fixture
def filled(store: Store) -> Store:
    return orchard.loaded(store)


def test_what_waits_is_listed_oldest_first_with_the_value_before(filled: Store) -> None:
    log(filled, 10, actor=COORDINATOR, approve=True)
    log(filled, 20, fields=NEXT)
    log(filled, 12, expected_revision=1, reason="One row was missing.", reason_code="late data")
    first, second = reviewing.list_waiting(filled, COORDINATOR, orchard.CODE)
    assert (first.period, first.row.value, first.before_period, first.replaces) == ("2020-Q2", 20, "2020-Q1", False)
    assert (second.period, second.row.value, second.before.value, second.replaces) == ("2020-Q1", 12, 10, True)
    assert (second.country_name, second.indicator.code, second.row.reason) == (
        "Portugal",
        "F1.1",
        "One row was missing.",
    )


def test_drafts_and_what_has_been_decided_do_not_wait(filled: Store) -> None:
    log(filled, 10, submit=False)
    reviewing.approve(filled, COORDINATOR, log(filled, 20, fields=NEXT))
    assert reviewing.list_waiting(filled, COORDINATOR, orchard.CODE) == ()


def test_only_the_newest_of_several_submitted_revisions_waits_and_can_be_decided(filled: Store) -> None:
    older = log(filled, 10)
    newer = log(filled, 11, expected_revision=1)
    (waiting,) = reviewing.list_waiting(filled, COORDINATOR, orchard.CODE)
    assert (waiting.row.revision_id, waiting.before, waiting.before_period) == (newer, None, "")
    with pytest.raises(Conflict, match="newer revision"):
        reviewing.approve(filled, COORDINATOR, older)
    reviewing.approve(filled, COORDINATOR, newer)
    assert reviewing.list_waiting(filled, COORDINATOR, orchard.CODE) == ()


def test_an_approval_is_kept_with_who_and_when_and_cannot_be_given_twice(filled: Store) -> None:
    revision = log(filled, 10)
    row = reviewing.approve(filled, COORDINATOR, revision, comment="Seen the list.")
    assert (row.review_state, row.comment) == (ReviewState.APPROVED, "Seen the list.")
    with filled.reading() as session:
        entry = session.exec(select(AuditEntry).order_by(AuditEntry.n.desc())).first()
    assert (entry.action, entry.actor_name, entry.reason) == ("approve", "Carla", "Seen the list.")
    with pytest.raises(Conflict):
        reviewing.approve(filled, COORDINATOR, revision)


def test_a_return_needs_a_comment_and_the_value_never_counts(filled: Store) -> None:
    revision = log(filled, 10)
    with pytest.raises(Invalid) as caught:
        reviewing.send_back(filled, COORDINATOR, revision, comment="  ")
    assert caught.value.field == "comment"
    reviewing.send_back(filled, COORDINATOR, revision, comment="Which quarter?")
    with filled.reading() as session:
        (row,) = measurements.list_measurements(session, orchard.CODE)
    assert (row.review_state, row.comment) == (ReviewState.RETURNED, "Which quarter?")
    assert reviewing.list_waiting(filled, COORDINATOR, orchard.CODE) == ()


def test_only_coordinators_and_administrators_review(sqlite_store: Store) -> None:
    orchard.loaded(sqlite_store)
    revision = log(sqlite_store, 10)
    for decide in (
        lambda: reviewing.list_waiting(sqlite_store, PARTNER, orchard.CODE),
        lambda: reviewing.approve(sqlite_store, PARTNER, revision),
        lambda: reviewing.send_back(sqlite_store, PARTNER, revision, comment="x"),
    ):
        with pytest.raises(NotAllowed):
            decide()


def test_what_does_not_exist_cannot_be_reviewed(sqlite_store: Store) -> None:
    orchard.loaded(sqlite_store)
    with pytest.raises(NotFound):
        reviewing.approve(sqlite_store, COORDINATOR, 99)
    with pytest.raises(NotFound):
        reviewing.list_waiting(sqlite_store, COORDINATOR, "OTHER")
