"""A measurement's history and its differences, voiding, what voiding and correcting would move, who may see what."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from sqlmodel import select

from tests.support import example_framework as orchard
from tests.support.example_framework import part, planted
from toc.errors import Conflict, Invalid, NotAllowed, NotFound, TocError
from toc.model.keeping import AuditEntry
from toc.model.query import ALL, Actor, Clock, Query
from toc.model.terms import ReviewState, Role
from toc.services import analysing, recording, reviewing, revising, snapshots
from toc.services.steps.effects import Move, moves
from toc.store import kept, measurements
from toc.store.database import Store

CLOCK = Clock(date(2024, 6, 1))
QUERY = Query(orchard.CODE, date(2024, 6, 1))
COORDINATOR = Actor(None, "Carla", "carla@example.org", Role.COORDINATOR)
VIEWER = Actor(None, "Vera", "vera@example.org", Role.VIEWER)
POMAR = Actor(None, "Pia", "pia@example.org", Role.PARTNER, "POMAR", frozenset({"PT"}))
KIPOS = Actor(None, "Kostas", "kostas@example.org", Role.PARTNER, "KIPOS", frozenset({"GR", "PT"}))
ELSEWHERE = Actor(None, "Eleni", "eleni@example.org", Role.PARTNER, "KIPOS", frozenset({"GR"}))
WHY = {"reason_code": "counted twice", "reason": "The same trees."}
NEXT = {"period_start": date(2020, 4, 1), "period_end": date(2020, 6, 30)}


@pytest.fixture
def filled(store: Store) -> Store:
    return orchard.loaded(store)


@pytest.fixture
def filled_sqlite(sqlite_store: Store) -> Store:
    return orchard.loaded(sqlite_store)


def log(store: Store, value: int, *, actor: Actor = COORDINATOR, approve: bool = False, **options) -> int:
    fields = options.pop("fields", {})
    options["approve"] = approve
    return recording.record(store, actor, planted(value, **fields), clock=CLOCK, **options).measurement_id


def revised(store: Store) -> int:
    """A measurement approved with 10, corrected to 12 and approved again, and corrected to 15, which waits."""
    key = log(store, 10, approve=True)
    log(store, 12, approve=True, expected_revision=1, reason="One row.", reason_code="late data")
    log(store, 15, actor=POMAR, expected_revision=2, reason="Another row.", reason_code="late data")
    return key


def void(store: Store, key: int, actor: Actor = COORDINATOR, seen: int = 1, **why: str):
    return revising.void(store, actor, key, expected_revision=seen, clock=CLOCK, **{**WHY, **why})


def figures(store: Store):
    return analysing.assess(store, COORDINATOR, QUERY)


def told(move: Move) -> tuple[object, ...]:
    """Everything that a move says; the observations behind it differ by the key of the revision to come."""
    new = (move.new_status, move.new_progress, move.new_value, move.after.gap)
    return move.what, move.code, move.country, move.old_status, move.old_progress, move.old_value, *new


def test_the_history_tells_every_revision_with_its_differences(filled_sqlite: Store) -> None:
    fields = {"source": "Register", "parts": (part("fruit", "apple", 4), part("fruit", "pear", 6))}
    key = log(filled_sqlite, 10, approve=True, fields=fields)
    changed = {"source": "Register 2", "parts": (part("fruit", "pear", 8),), "note": "**late**"}
    log(filled_sqlite, 12, actor=POMAR, fields=changed, expected_revision=1, reason="A row.", reason_code="late data")
    found = revising.history(filled_sqlite, COORDINATOR, key)
    newest, first = found.revisions
    assert [(change.label, change.old, change.new) for change in newest.differences] == [
        ("Value", "10 trees", "12 trees"),
        ("Source", "Register", "Register 2"),
        ("Note", "not stated", "**late**"),
        ("Fruit, Pear", "6 trees", "8 trees"),
    ]
    assert first.differences == ()
    assert (newest.by, newest.reason_code.label, newest.row.reason) == ("the command line", "Late data", "A row.")
    assert [step.state for step in first.steps] == [ReviewState.SUBMITTED, ReviewState.APPROVED]
    assert (found.counted, found.voided, found.country_name, found.period) == (1, False, "Portugal", "2020-Q1")
    assert ("Fruit", "Apple 4 trees; Pear 8 trees") in newest.said


def test_what_all_parts_of_a_dimension_rest_on_is_said_once(filled_sqlite: Store) -> None:
    parts = tuple(
        part("fruit", code, 4).model_copy(update={"source": "Register", "note": note})
        for code, note in (("apple", "late"), ("pear", ""))
    )
    key = log(filled_sqlite, 10, approve=True, fields={"source": "Count", "parts": parts})
    assert revising.history(filled_sqlite, COORDINATOR, key).newest.said == (
        ("Value", "10 trees"),
        ("Source", "Count"),
        ("Fruit", "Apple 4 trees; Pear 4 trees"),
        ("Fruit: source", "Register"),
        ("Fruit, Apple: note", "late"),
    )


def test_a_part_that_disappears_is_told(filled_sqlite: Store) -> None:
    key = log(filled_sqlite, 10, approve=True, fields={"parts": (part("fruit", "apple", 4),)})
    nothing = planted(nothing_to_report=True)
    said = {"expected_revision": 1, "reason": "None.", "reason_code": "typing error"}
    recording.record(filled_sqlite, COORDINATOR, nothing, clock=CLOCK, **said)
    (newest, _) = revising.history(filled_sqlite, COORDINATOR, key).revisions
    assert [(change.label, change.old, change.new) for change in newest.differences] == [
        ("Value", "10 trees", "nothing to report"),
        ("Fruit, Apple", "4 trees", "not stated"),
    ]


STATES = ("approved", "submitted", "returned", "draft", "voided", "voided draft")
SEES = {
    "coordinator": (COORDINATOR, {"approved", "submitted", "returned", "voided"}),
    "own partner": (POMAR, set(STATES)),
    "partner of the country": (KIPOS, {"approved", "submitted", "returned", "voided"}),
    "partner elsewhere": (ELSEWHERE, {"approved"}),
    "viewer": (VIEWER, {"approved"}),
}


def standing(store: Store, state: str) -> int:
    """A measurement of POMAR in a state."""
    made = recording.record(store, POMAR, planted(10), clock=CLOCK, submit=state not in ("draft", "voided draft"))
    if state == "approved":
        reviewing.approve(store, COORDINATOR, made.revision_id)
    elif state == "returned":
        reviewing.send_back(store, COORDINATOR, made.revision_id, comment="Which trees?")
    elif state in ("voided", "voided draft"):
        void(store, made.measurement_id, POMAR)
    return made.measurement_id


@pytest.mark.parametrize("state", STATES)
def test_each_state_is_shown_to_those_alone_who_may_see_it(filled_sqlite: Store, state: str) -> None:
    key = standing(filled_sqlite, state)
    for who, (actor, seen) in SEES.items():
        try:
            shown = revising.history(filled_sqlite, actor, key).newest.row.value == 10
        except NotFound as error:
            shown = False
            assert str(error) == f"There is no measurement {key}, or it is not open to you."
        assert shown is (state in seen), (who, state)


def test_what_may_not_be_seen_is_no_part_of_the_history(filled_sqlite: Store) -> None:
    key = revised(filled_sqlite)
    assert [entry.row.revision for entry in revising.history(filled_sqlite, KIPOS, key).revisions] == [3, 2, 1]
    found = revising.history(filled_sqlite, VIEWER, key)
    assert [entry.row.revision for entry in found.revisions] == [2, 1]
    assert not (found.may_correct or found.may_void or found.may_withdraw or found.may_discuss)
    own = revising.history(filled_sqlite, POMAR, key)
    assert (own.may_correct, own.may_void, own.may_withdraw, own.may_discuss) == (True, False, True, True)


def test_a_country_that_is_not_open_to_partners_is_not_shown(sqlite_store: Store) -> None:
    orchard.loaded(sqlite_store, open_to_partners=False)
    key = log(sqlite_store, 10, approve=True)
    with pytest.raises(NotFound):
        revising.history(sqlite_store, ELSEWHERE, key)
    assert revising.history(sqlite_store, POMAR, key).counted == 1


def test_voiding_takes_out_every_revision_so_that_no_older_one_stands_again(filled: Store) -> None:
    key = revised(filled)
    before = revising.effect_of_void(filled, COORDINATOR, key, clock=CLOCK)
    old = figures(filled).result
    row = void(filled, key, seen=3)
    new = figures(filled)
    assert row.review_state is ReviewState.VOIDED
    with filled.reading() as session:
        rows = measurements.list_revisions(session, key)
        assert list(kept.find_kept_problems(session)) == []
        last = session.exec(select(AuditEntry).order_by(AuditEntry.n.desc())).first()
    assert {found.review_state for found in rows} == {ReviewState.VOIDED}
    assert new.result.indicators["F1.1", "PT"].value.basis == "baseline"
    assert (last.action, last.reason, '"reason_code": "counted twice"' in last.after) == (
        "void measurement",
        "The same trees.",
        True,
    )
    assert before.moves
    assert before.moves == moves(old, new.result, new.document)
    assert {(move.what.value, move.country) for move in before.moves} >= {
        ("indicator", "PT"), ("indicator", ALL), ("objective", "PT"), ("level", "PT"), ("horizon", ALL)
    }  # fmt: skip
    found = revising.history(filled, COORDINATOR, key)
    assert (found.voided, found.counted, found.may_void, found.may_correct) == (True, None, False, False)
    assert found.newest.steps[-1].comment == "Counted twice: The same trees."


def test_the_period_of_a_voided_measurement_is_free_again(filled: Store) -> None:
    key = log(filled, 10, approve=True)
    void(filled, key)
    other = log(filled, 20, approve=True)
    assert other != key
    assert figures(filled).result.indicators["F1.1", "PT"].value.quantity.value == 30
    with pytest.raises(NotFound):
        revising.history(filled, VIEWER, key)


def test_a_voided_measurement_stays_in_the_list_of_the_indicator_and_counts_in_nothing(filled_sqlite: Store) -> None:
    key = log(filled_sqlite, 10, approve=True)
    void(filled_sqlite, key)
    page = analysing.indicator(filled_sqlite, COORDINATOR, QUERY, "F1.1")
    assert [(row.measurement_id, row.review_state) for row in page.measurements] == [(key, ReviewState.VOIDED)]
    assert page.chosen.value.quantity is None or page.chosen.value.basis == "baseline"


@pytest.mark.parametrize(("change", "field"), [({"reason_code": ""}, "reason_code"), ({"reason": " "}, "reason"),
                                               ({"reason_code": "because"}, "reason_code")])  # fmt: skip
def test_voiding_needs_a_kind_of_reason_and_a_text(filled_sqlite: Store, change: dict[str, str], field: str) -> None:
    key = log(filled_sqlite, 10, approve=True)
    with pytest.raises(Invalid) as caught:
        void(filled_sqlite, key, **change)
    assert [fault.field for fault in caught.value.faults] == [field]
    assert not revising.history(filled_sqlite, COORDINATOR, key).voided


def test_partners_void_what_is_their_own_and_was_never_approved(filled_sqlite: Store) -> None:
    key = log(filled_sqlite, 10, actor=POMAR)
    with pytest.raises(NotAllowed):
        void(filled_sqlite, key, KIPOS)
    with pytest.raises(NotFound):
        void(filled_sqlite, key, VIEWER)
    void(filled_sqlite, key, POMAR)
    approved = log(filled_sqlite, 20, approve=True)
    with pytest.raises(NotAllowed):
        void(filled_sqlite, approved, POMAR)
    assert not revising.history(filled_sqlite, POMAR, approved).voided


def test_a_draft_on_top_goes_with_it_and_stays_its_authors_own(filled_sqlite: Store) -> None:
    key = log(filled_sqlite, 10, approve=True)
    log(filled_sqlite, 99, actor=POMAR, submit=False, expected_revision=1, reason="x", reason_code="other")
    void(filled_sqlite, key, seen=1)
    assert [entry.row.value for entry in revising.history(filled_sqlite, COORDINATOR, key).revisions] == [10]
    assert [entry.row.value for entry in revising.history(filled_sqlite, POMAR, key).revisions] == [99, 10]


def test_what_was_revised_or_voided_since_is_not_voided_unseen(filled: Store) -> None:
    key = log(filled, 10, approve=True)
    log(filled, 12, actor=POMAR, expected_revision=1, reason="One row.", reason_code="late data")
    with pytest.raises(Conflict) as caught:
        void(filled, key, seen=1)
    assert caught.value.details["revision"] == 2
    void(filled, key, seen=2)
    with pytest.raises(Conflict, match="voided already"):
        void(filled, key, seen=2)
    with pytest.raises(Conflict, match="voided in the meantime"):
        log(filled, 13, actor=POMAR, expected_revision=2)


def test_of_two_who_void_and_revise_at_once_one_is_told(filled: Store) -> None:
    key = log(filled, 10, approve=True)
    start, told, done = Barrier(2), [], []

    def run(act) -> None:
        start.wait()
        try:
            done.append(act())
        except TocError as error:
            told.append(error)

    said = {"expected_revision": 1, "reason": "One row.", "reason_code": "late data"}
    acts = (lambda: void(filled, key), lambda: log(filled, 12, actor=POMAR, **said))
    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(done), [type(error) for error in told]) == (1, [Conflict])
    with filled.reading() as session:
        assert list(kept.find_kept_problems(session)) == []


def test_the_effect_of_a_change_is_what_the_figures_show_once_it_is_approved(filled: Store) -> None:
    log(filled, 10, approve=True)
    draft = planted(160)
    old = figures(filled).result
    shown = revising.effect_of_change(filled, POMAR, draft, clock=CLOCK)
    said = {"expected_revision": 1, "reason": "One row.", "reason_code": "late data"}
    recording.record(filled, COORDINATOR, draft, clock=CLOCK, approve=True, **said)
    new = figures(filled)
    assert [told(move) for move in shown.moves] == [told(move) for move in moves(old, new.result, new.document)]
    first = shown.moves[0]
    assert (first.country, first.old_value.value, first.new_value.value) == ("PT", 20, 170)
    assert first.old_progress < first.new_progress
    with pytest.raises(NotAllowed):
        revising.effect_of_change(filled, VIEWER, draft, clock=CLOCK)


def test_what_was_never_approved_moves_nothing_when_it_is_voided(filled_sqlite: Store) -> None:
    key = log(filled_sqlite, 10, actor=POMAR)
    assert revising.effect_of_void(filled_sqlite, POMAR, key, clock=CLOCK).moves == ()
    with pytest.raises(NotFound):
        revising.effect_of_void(filled_sqlite, VIEWER, key, clock=CLOCK)


def test_an_effect_names_the_frozen_reports_that_keep_the_older_figures(filled_sqlite: Store) -> None:
    key = log(filled_sqlite, 10, approve=True)
    for name, query in {
        "M18": QUERY,
        "Portugal": replace(QUERY, country="PT"),
        "Greece": replace(QUERY, country="GR"),
        "Before": replace(QUERY, as_of=date(2020, 3, 30)),
        "Far": replace(QUERY, horizon="far"),
    }.items():
        snapshots.freeze(filled_sqlite, COORDINATOR, query, name=name)
    effects = (
        revising.effect_of_void(filled_sqlite, COORDINATOR, key, clock=CLOCK),
        revising.effect_of_change(filled_sqlite, COORDINATOR, planted(11), clock=CLOCK),
    )
    assert [set(effect.frozen) for effect in effects] == [{"M18", "Portugal"}] * 2


def test_an_effect_tells_nothing_of_countries_that_are_not_open(sqlite_store: Store) -> None:
    orchard.loaded(sqlite_store, open_to_partners=False)
    log(sqlite_store, 10, approve=True)
    shown = revising.effect_of_change(sqlite_store, POMAR, planted(Decimal(160)), clock=CLOCK)
    assert {move.country for move in shown.moves} == {"PT"}


def test_a_discarded_draft_is_in_nobodys_list_and_what_was_handed_in_and_voided_is(filled_sqlite: Store) -> None:
    draft = log(filled_sqlite, 12, actor=POMAR, submit=False)
    void(filled_sqlite, draft, POMAR)
    waiting = log(filled_sqlite, 13, actor=POMAR, fields=NEXT)
    void(filled_sqlite, waiting, POMAR)
    found = analysing.indicator(filled_sqlite, COORDINATOR, QUERY, "F1.1").measurements
    assert [(row.measurement_id, row.review_state) for row in found] == [(waiting, ReviewState.VOIDED)]
