"""Review: what waits, what it replaces, approving and returning."""

from datetime import date

import pytest
from sqlmodel import select

from tests.support import example_framework as orchard
from tests.support.example_framework import planted
from toc.errors import Conflict, Invalid, NotAllowed, NotFound
from toc.figures.flags import FlagKind
from toc.figures.framework import assess_framework
from toc.model.comment import Comment
from toc.model.evidence import Evidence
from toc.model.keeping import AuditEntry
from toc.model.person import Account
from toc.model.query import Actor, Clock
from toc.model.terms import ReviewState, Role
from toc.services import recording, reviewing
from toc.services.steps.effects import What
from toc.store import measurements
from toc.store.database import Store
from toc.store.panel import load_panel

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


def card_of(store: Store, actor: Actor = COORDINATOR, **filters):
    (card,) = reviewing.load_queue(store, actor, orchard.CODE, clock=CLOCK, **filters).cards
    return card


def assessed(store: Store, as_of: date):
    with store.reading() as session:
        return assess_framework(load_panel(session, orchard.CODE), as_of)


def test_the_effect_of_an_approval_is_what_figures_show_once_it_is_approved(filled: Store) -> None:
    log(filled, 10, actor=COORDINATOR, approve=True)
    revision = log(filled, 35, fields=NEXT)
    card = card_of(filled)
    before = assessed(filled, CLOCK.fixed_today)
    reviewing.approve(filled, COORDINATOR, revision)
    after = assessed(filled, CLOCK.fixed_today)
    assert card.weighed.as_of == CLOCK.fixed_today
    assert [(move.what, move.country) for move in card.weighed.figures] == [
        (What.INDICATOR, "PT"),
        (What.INDICATOR, "ALL"),
        (What.OBJECTIVE, "PT"),
        (What.OBJECTIVE, "ALL"),
    ]
    for move in card.weighed.figures:
        kind = "indicators" if move.what is What.INDICATOR else "objectives"
        assert move.before == getattr(before, kind)[move.code, move.country]
        assert move.after == getattr(after, kind)[move.code, move.country]
    assert card.weighed.figures[0].before.progress != card.weighed.figures[0].after.progress


def test_a_consortium_indicator_is_weighed_for_all_countries_alone(filled: Store) -> None:
    consortium = {"indicator": "V1.2", "country": "ALL", "organisation": "COOP", "period_start": date(2020, 1, 1)}
    revision = log(filled, 500_000, actor=COORDINATOR, fields={**consortium, "period_end": date(2020, 12, 31)})
    card = card_of(filled)
    reviewing.approve(filled, COORDINATOR, revision)
    after = assessed(filled, CLOCK.fixed_today)
    assert [(move.what, move.country) for move in card.weighed.figures] == [
        (What.INDICATOR, "ALL"),
        (What.OBJECTIVE, "ALL"),
    ]
    assert card.weighed.figures[0].after == after.indicators["V1.2", "ALL"]


def test_a_period_that_has_not_ended_is_weighed_from_its_end(filled: Store) -> None:
    log(filled, 10, fields={"period_start": date(2024, 4, 1), "period_end": date(2024, 6, 30)})
    card = card_of(filled)
    assert card.weighed.as_of == date(2024, 6, 30)
    assert FlagKind.NOT_ENDED in [flag.kind for flag in card.flags]


def test_a_card_counts_the_evidence_that_stands_and_the_questions_that_are_open(filled: Store) -> None:
    log(filled, 10)
    key = card_of(filled).waiting.row.measurement_id
    with filled.writing() as session:
        moment = CLOCK.now()
        for gone in (None, None, moment):
            session.add(
                Evidence(measurement_id=key, title="x", url="https://example.org", added_at=moment, withdrawn_at=gone)
            )
        for question, settled in ((True, None), (True, moment), (False, None)):
            session.add(Comment(measurement_id=key, at=moment, text="?", question=question, settled_at=settled))
    card = card_of(filled)
    assert (card.files, card.links, card.questions) == (0, 2, 1)


def test_a_correction_shows_the_change_the_reason_and_that_the_reviewer_wrote_it(filled: Store) -> None:
    author = signed(filled)
    log(filled, 10, actor=COORDINATOR, approve=True)
    log(filled, 12, actor=author, expected_revision=1, reason="One row.", reason_code="late data")
    card = card_of(filled, author)
    assert (card.change.absolute, float(card.change.relative), card.reason) == (2, 0.2, "Late data: One row.")
    assert [flag.kind for flag in card.flags][:2] == [FlagKind.CORRECTION, FlagKind.OWN]
    assert FlagKind.OWN not in [flag.kind for flag in card_of(filled).flags]


def signed(store: Store) -> Actor:
    """A coordinator with an account."""
    with store.writing() as session:
        account = Account(email="cora@example.org", name="Cora", role=Role.COORDINATOR, created_at=CLOCK.now())
        session.add(account)
        session.flush()
        return Actor(account.id, "Cora", "cora@example.org", Role.COORDINATOR)


def test_the_queue_is_filtered_and_comes_in_pages_the_oldest_first(filled: Store) -> None:
    for year in range(2000, 2022):
        log(filled, 1, fields={"period_start": date(year, 1, 1), "period_end": date(year, 3, 31)})
    log(filled, 2, actor=COORDINATOR, fields={"country": "GR", "organisation": "KIPOS"})
    first = reviewing.load_queue(filled, COORDINATOR, orchard.CODE, clock=CLOCK)
    last = reviewing.load_queue(filled, COORDINATOR, orchard.CODE, clock=CLOCK, page=9)
    assert (first.waiting, first.fitting, first.pages, len(first.cards)) == (23, 23, 2, 20)
    assert (last.page, [card.waiting.period for card in last.cards]) == (2, ["2020-Q1", "2021-Q1", "2020-Q1"])
    assert first.countries == {"GR": "Greece", "PT": "Portugal"}
    greek = reviewing.load_queue(filled, COORDINATOR, orchard.CODE, clock=CLOCK, country="GR")
    assert (greek.waiting, greek.fitting, greek.cards[0].waiting.row.organisation) == (23, 1, "KIPOS")
    other = {"organisation": "KIPOS", "indicator": "F1.2"}
    assert reviewing.load_queue(filled, COORDINATOR, orchard.CODE, clock=CLOCK, **other).cards == ()


def test_many_are_approved_at_once_and_what_changed_meanwhile_is_refused_by_name(filled: Store) -> None:
    stale, good = log(filled, 10), log(filled, 20, fields=NEXT)
    other = log(filled, 5, actor=COORDINATOR, fields={"country": "GR", "organisation": "KIPOS"})
    reviewing.send_back(filled, COORDINATOR, stale, comment="Which?")
    entries = len(audited(filled))
    decided = reviewing.decide_many(filled, COORDINATOR, [stale, good, other, good, 99], ReviewState.APPROVED, "Seen.")
    assert [row.revision_id for row in decided.done] == [good, other]
    assert all(row.review_state is ReviewState.APPROVED and row.comment == "Seen." for row in decided.done)
    assert [(one.revision_id, one.subject) for one in decided.refused] == [
        (stale, "F1.1, PT, POMAR, 2020-Q1"),
        (99, "Revision 99"),
    ]
    assert "returned and cannot become approved" in decided.refused[0].error.message
    assert [entry.action for entry in audited(filled)][entries:] == ["approve", "approve"]
    result = assessed(filled, CLOCK.fixed_today)
    assert result.indicators["F1.1", "PT"].value.quantity.value == 30
    assert result.indicators["F1.1", "GR"].value.quantity.value == 5


def audited(store: Store) -> list[AuditEntry]:
    with store.reading() as session:
        return list(session.exec(select(AuditEntry).order_by(AuditEntry.n)))


def test_many_are_returned_with_one_comment_which_has_to_be_there(filled: Store) -> None:
    both = [log(filled, 10), log(filled, 20, fields=NEXT)]
    with pytest.raises(Invalid) as caught:
        reviewing.decide_many(filled, COORDINATOR, both, ReviewState.RETURNED, " ")
    assert caught.value.field == "comment"
    for nothing in ([], ReviewState.APPROVED), (both, ReviewState.VOIDED):
        with pytest.raises(Invalid):
            reviewing.decide_many(filled, COORDINATOR, *nothing, "x")
    decided = reviewing.decide_many(filled, COORDINATOR, both, ReviewState.RETURNED, "Please check.")
    assert [row.comment for row in decided.done] == ["Please check.", "Please check."]
    assert [one.state for one in reviewing.list_own_open(filled, PARTNER, orchard.CODE)] == [ReviewState.RETURNED] * 2


def test_an_own_submission_is_withdrawn_with_what_waits_under_it_and_goes_on_as_a_draft(filled: Store) -> None:
    older = log(filled, 10)
    newer = log(filled, 11, expected_revision=1)
    with pytest.raises(Conflict, match="newer revision"):
        reviewing.withdraw(filled, PARTNER, older)
    assert reviewing.withdraw(filled, PARTNER, newer).review_state is ReviewState.DRAFT
    assert reviewing.list_waiting(filled, COORDINATOR, orchard.CODE) == ()
    assert audited(filled)[-1].action == "withdraw"
    (own,) = reviewing.list_own_open(filled, PARTNER, orchard.CODE)
    assert (own.state, own.value, own.number, own.period, own.country_name) == (
        ReviewState.DRAFT,
        "11",
        2,
        "2020-Q1",
        "Portugal",
    )
    again = log(filled, 11, expected_revision=2)
    reviewing.approve(filled, COORDINATOR, again)
    with pytest.raises(Conflict):
        reviewing.withdraw(filled, PARTNER, again)
    assert reviewing.list_own_open(filled, PARTNER, orchard.CODE) == ()


def test_another_organisations_submission_cannot_be_withdrawn(sqlite_store: Store) -> None:
    orchard.loaded(sqlite_store)
    revision = log(sqlite_store, 10)
    stranger = Actor(None, "Kim", "kim@example.org", Role.PARTNER, "KIPOS", frozenset({"GR", "PT"}))
    for actor in (stranger, COORDINATOR):
        with pytest.raises(NotAllowed):
            reviewing.withdraw(sqlite_store, actor, revision)
    assert reviewing.list_own_open(sqlite_store, stranger, orchard.CODE) == ()
    assert reviewing.list_own_open(sqlite_store, COORDINATOR, orchard.CODE) == ()


def test_an_approval_leaves_the_author_and_a_correction_is_the_coordinators_own(filled: Store) -> None:
    author = signed(filled)
    revision = log(filled, 10, actor=author)
    assert reviewing.approve(filled, COORDINATOR, revision).account_id == author.account_id
    log(filled, 12, actor=COORDINATOR, expected_revision=1, reason="Row missed.", reason_code="late data", approve=True)
    with filled.reading() as session:
        rows = measurements.list_revisions(session, 1)
    assert [(row.revision, row.account_id) for row in rows] == [(2, None), (1, author.account_id)]


def test_many_decisions_and_the_queue_are_for_those_who_approve(sqlite_store: Store) -> None:
    orchard.loaded(sqlite_store)
    revision = log(sqlite_store, 10)
    with pytest.raises(NotAllowed):
        reviewing.decide_many(sqlite_store, PARTNER, [revision], ReviewState.APPROVED)
    with pytest.raises(NotAllowed):
        reviewing.load_queue(sqlite_store, PARTNER, orchard.CODE, clock=CLOCK)
