"""Follow-ups: raised where the measurement may be seen, settled once, kept with what was found."""

from threading import Barrier, Thread

import pytest
from sqlmodel import select

from tests.services.test_revising import COORDINATOR, ELSEWHERE, KIPOS, POMAR, VIEWER, log
from tests.support import example_framework as orchard
from tests.support.people import add_person
from toc.errors import Conflict, Invalid, NotAllowed, NotFound, TocError
from toc.model.keeping import AuditEntry
from toc.model.query import Actor, Query
from toc.model.terms import FollowUpOutcome, Role
from toc.services import doubting
from toc.store import head, people
from toc.store.database import Store

QUERY = Query(orchard.CODE, orchard.date(2024, 6, 1))
CONFIRMED, EXPLAINED = FollowUpOutcome.CONFIRMED, FollowUpOutcome.EXPLAINED
GUEST = Actor(None, "Guest", "", Role.VIEWER, guest_of=orchard.CODE)
STRANGE = '**bold** <script>alert(1)</script> [x](javascript:alert(1))\n  "two" lines 🌳'


@pytest.fixture
def filled(store: Store) -> Store:
    return orchard.loaded(store)


@pytest.fixture
def filled_sqlite(sqlite_store: Store) -> Store:
    return orchard.loaded(sqlite_store)


def entries(store: Store, action: str) -> list[AuditEntry]:
    with store.reading() as session:
        return list(session.exec(select(AuditEntry).where(AuditEntry.action == action)))


def listed(store: Store, actor: Actor, query: Query = QUERY) -> list[tuple[str, bool]]:
    return [(one.text, one.is_open) for one in doubting.list_follow_ups(store, actor, query)]


def test_a_follow_up_is_kept_as_it_was_typed_and_written_down_without_its_text(filled: Store) -> None:
    key = log(filled, 10, approve=True)
    made = doubting.raise_follow_up(filled, COORDINATOR, key, STRANGE)
    found = doubting.follow_ups_of(filled, POMAR, key)
    assert found.items[0].text == made.text == STRANGE
    assert (made.kind, made.is_open, made.place, made.period, made.organisation) == (
        "asked", True, "Portugal", "2020-Q1", "POMAR",
    )  # fmt: skip
    (entry,) = entries(filled, "raise follow-up")
    assert entry.subject == "ORCHARD F1.1 PT POMAR 2020-01-01..2020-03-31"
    assert f'"letters": {len(STRANGE)}' in entry.after
    assert "bold" not in entry.after


def test_the_same_raised_again_while_it_is_open_is_kept_once(filled: Store) -> None:
    key = log(filled, 10, approve=True)
    first = doubting.raise_follow_up(filled, COORDINATOR, key, "Too high", kind="outlier")
    assert doubting.raise_follow_up(filled, COORDINATOR, key, "Too high", kind="outlier") == first
    assert len(entries(filled, "raise follow-up")) == 1
    doubting.raise_follow_up(filled, COORDINATOR, key, "Too high")
    doubting.settle_follow_up(filled, POMAR, first.follow_up_id, CONFIRMED, "Counted again")
    doubting.raise_follow_up(filled, COORDINATOR, key, "Too high", kind="outlier")
    assert listed(filled, COORDINATOR) == [("Too high", True), ("Too high", True), ("Too high", False)]


@pytest.mark.parametrize("outcome", FollowUpOutcome)
def test_it_is_settled_once_with_what_was_found(filled: Store, outcome: FollowUpOutcome) -> None:
    made = doubting.raise_follow_up(filled, COORDINATOR, log(filled, 10, approve=True), "Why so many?")
    settled = doubting.settle_follow_up(filled, POMAR, made.follow_up_id, outcome, "A second field")
    assert (settled.outcome, settled.resolution, settled.is_open, settled.may_settle) == (
        outcome, "A second field", False, False,
    )  # fmt: skip
    with pytest.raises(Conflict, match="already"):
        doubting.settle_follow_up(filled, COORDINATOR, made.follow_up_id, EXPLAINED, "No")
    (kept,) = doubting.list_follow_ups(filled, COORDINATOR, QUERY)
    assert (kept.outcome, kept.resolution) == (outcome, "A second field")
    (entry,) = entries(filled, "settle follow-up")
    assert f'"outcome": "{outcome.value}"' in entry.after
    assert "second field" not in entry.after


def test_of_two_who_settle_at_once_one_is_told_that_it_is_done(filled: Store) -> None:
    made = doubting.raise_follow_up(filled, COORDINATOR, log(filled, 10, approve=True), "Why so many?")
    both, results = Barrier(2), []

    def settle(outcome: FollowUpOutcome) -> None:
        both.wait()
        try:
            doubting.settle_follow_up(filled, COORDINATOR, made.follow_up_id, outcome, outcome.value)
            results.append("done")
        except TocError as error:
            results.append(type(error).__name__)

    threads = [Thread(target=settle, args=(outcome,)) for outcome in (CONFIRMED, EXPLAINED)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["Conflict", "done"]
    assert len(entries(filled, "settle follow-up")) == 1


def test_who_sees_it_may_not_always_raise_or_settle(filled_sqlite: Store) -> None:
    key = log(filled_sqlite, 10, approve=True)
    made = doubting.raise_follow_up(filled_sqlite, KIPOS, key, "Is this ours?")
    for actor in (VIEWER, ELSEWHERE, GUEST):
        with pytest.raises(NotAllowed):
            doubting.raise_follow_up(filled_sqlite, actor, key, "No")
        with pytest.raises(NotAllowed):
            doubting.settle_follow_up(filled_sqlite, actor, made.follow_up_id, CONFIRMED, "No")
        assert doubting.follow_ups_of(filled_sqlite, actor, key).may_raise is False
    assert doubting.settle_follow_up(filled_sqlite, KIPOS, made.follow_up_id, CONFIRMED, "Not ours").outcome


def test_what_may_not_be_seen_is_not_told_in_any_way(filled_sqlite: Store) -> None:
    draft = log(filled_sqlite, 10, actor=POMAR, submit=False)
    made = doubting.raise_follow_up(filled_sqlite, POMAR, draft, "Check this before it goes out")
    for actor in (COORDINATOR, ELSEWHERE, VIEWER, GUEST):
        assert listed(filled_sqlite, actor) == []
        with pytest.raises(NotFound):
            doubting.raise_follow_up(filled_sqlite, actor, draft, "Hello")
        with pytest.raises(NotFound, match="no follow-up"):
            doubting.settle_follow_up(filled_sqlite, actor, made.follow_up_id, CONFIRMED, "No")
        with pytest.raises(NotFound):
            doubting.follow_ups_of(filled_sqlite, actor, draft)
    assert listed(filled_sqlite, POMAR) == [("Check this before it goes out", True)]
    with pytest.raises(NotFound):
        doubting.settle_follow_up(filled_sqlite, COORDINATOR, 10**12, CONFIRMED, "No")


def test_in_a_framework_that_is_closed_to_partners_only_the_own_countries_are_there(sqlite_store: Store) -> None:
    orchard.loaded(sqlite_store, open_to_partners=False)
    doubting.raise_follow_up(sqlite_store, COORDINATOR, log(sqlite_store, 10, approve=True), "Why?")
    assert listed(sqlite_store, POMAR) == [("Why?", True)]
    assert listed(sqlite_store, ELSEWHERE) == []
    with pytest.raises(NotAllowed):
        listed(sqlite_store, ELSEWHERE, Query(orchard.CODE, QUERY.as_of, "PT"))


def test_names_are_for_those_who_may_comment_and_texts_for_nobody_from_outside(filled_sqlite: Store) -> None:
    add_person(filled_sqlite, "carla@example.org", Role.COORDINATOR, name="Carla")
    with filled_sqlite.reading() as session:
        carla = people.find_actor(session, "carla@example.org")
    key = log(filled_sqlite, 10, approve=True)
    made = doubting.raise_follow_up(filled_sqlite, carla, key, "Piet counted it")
    doubting.settle_follow_up(filled_sqlite, carla, made.follow_up_id, CONFIRMED, "Piet was right")

    def seen(actor: Actor) -> tuple[str, ...]:
        (one,) = doubting.list_follow_ups(filled_sqlite, actor, QUERY)
        return one.by, one.settled_by, one.text, one.resolution

    assert seen(POMAR) == ("Carla", "Carla", "Piet counted it", "Piet was right")
    assert seen(VIEWER) == ("", "", "Piet counted it", "Piet was right")
    assert seen(GUEST) == ("", "", "", "")
    assert doubting.follow_ups_of(filled_sqlite, GUEST, key).items == ()


def test_as_known_at_a_moment_a_follow_up_is_as_it_was_then(filled: Store) -> None:
    key = log(filled, 10, approve=True)
    moments = [now(filled)]
    made = doubting.raise_follow_up(filled, COORDINATOR, key, "Why?")
    moments.append(now(filled))
    doubting.settle_follow_up(filled, COORDINATOR, made.follow_up_id, CONFIRMED, "So it is")
    moments.append(now(filled))
    then = [listed(filled, COORDINATOR, Query(orchard.CODE, QUERY.as_of, known_at=at)) for at in moments]
    assert then == [[], [("Why?", True)], [("Why?", False)]]


def now(store: Store):
    with store.reading() as session:
        return head.last_moment(session)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 2001, "a\x00b", "a\ud800b"])
def test_a_text_that_says_nothing_or_cannot_be_kept_is_refused_with_its_field(filled_sqlite: Store, text: str) -> None:
    key = log(filled_sqlite, 10, approve=True)
    with pytest.raises(Invalid) as refused:
        doubting.raise_follow_up(filled_sqlite, COORDINATOR, key, text)
    assert refused.value.faults[0].field == "text"
    made = doubting.raise_follow_up(filled_sqlite, COORDINATOR, key, "Why?")
    with pytest.raises(Invalid) as refused:
        doubting.settle_follow_up(filled_sqlite, COORDINATOR, made.follow_up_id, CONFIRMED, text)
    assert refused.value.faults[0].field == "resolution"
    assert listed(filled_sqlite, COORDINATOR) == [("Why?", True)]


def test_an_unknown_rule_and_no_outcome_are_refused(filled_sqlite: Store) -> None:
    key = log(filled_sqlite, 10, approve=True)
    with pytest.raises(Invalid, match="no rule"):
        doubting.raise_follow_up(filled_sqlite, COORDINATOR, key, "Why?", kind="magic")
    made = doubting.raise_follow_up(filled_sqlite, COORDINATOR, key, "Why?")
    with pytest.raises(Invalid, match="what came of it"):
        doubting.settle_follow_up(filled_sqlite, COORDINATOR, made.follow_up_id, None, "So it is")


def test_the_data_version_goes_up_so_that_pages_are_drawn_anew(filled_sqlite: Store) -> None:
    key, before = log(filled_sqlite, 10, approve=True), filled_sqlite.data_version()
    made = doubting.raise_follow_up(filled_sqlite, COORDINATOR, key, "Why?")
    between = filled_sqlite.data_version()
    doubting.settle_follow_up(filled_sqlite, COORDINATOR, made.follow_up_id, CONFIRMED, "So it is")
    assert before < between < filled_sqlite.data_version()
