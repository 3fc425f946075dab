"""Read-only links: who makes them, what they show, and that they end."""

from datetime import date, timedelta

import pytest

from tests.support.example_framework import CODE, loaded, planted, record
from tests.support.people import PLAIN, Hands, add_person
from toc.errors import Conflict, Invalid, NotAllowed, NotFound
from toc.model.query import ALL, SYSTEM, Actor, Query
from toc.model.terms import ReviewState, Role
from toc.services import administering, analysing, auditing, evidencing, revising, sharing, signing_in
from toc.services.permissions import visible_countries
from toc.services.steps.record import insert_revision
from toc.store.database import Store

TODAY = date(2020, 7, 15)
CLOCK = Hands(TODAY)
CARLA = "carla@orchard.example"
UNTIL = TODAY + timedelta(days=30)


@pytest.fixture
def orchard(store: Store) -> Store:
    loaded(store)
    add_person(store, CARLA, Role.COORDINATOR)
    return store


def made(store: Store, country: str = ALL, until: date = UNTIL, name: str = "Ministry") -> str:
    path = sharing.make_link(
        store, administering.actor_by_email(store, CARLA), CODE, name=name, country=country, expires_on=until,
        clock=CLOCK,
    )  # fmt: skip
    return path.removeprefix("/share/")


def guest(store: Store, country: str = ALL) -> Actor:
    return sharing.open_link(store, made(store, country), clock=CLOCK)


def links(store: Store, clock: Hands = CLOCK) -> list[sharing.SharedView]:
    return list(sharing.list_links(store, SYSTEM, CODE, clock=clock))


def test_a_link_is_followed_without_an_account_until_its_last_day(orchard: Store) -> None:
    token = made(orchard)
    cookie = sharing.PREFIX + token
    found = signing_in.actor_of(orchard, cookie, PLAIN, clock=Hands(UNTIL))
    assert (found.role, found.account_id, found.guest_of, found.guest_until) == (Role.VIEWER, None, CODE, UNTIL)
    assert signing_in.actor_of(orchard, cookie, PLAIN, clock=Hands(UNTIL + timedelta(days=1))) is None
    assert signing_in.actor_of(orchard, token, PLAIN, clock=CLOCK) is None
    assert signing_in.actor_of(orchard, cookie + "x", PLAIN, clock=CLOCK) is None


def test_ending_a_link_works_at_once_and_once(orchard: Store) -> None:
    token = made(orchard)
    (link,) = links(orchard)
    assert link.works
    sharing.revoke_link(orchard, SYSTEM, link.link_id)
    assert sharing.find_guest(orchard, token, clock=CLOCK) is None
    with pytest.raises(NotFound, match="has ended"):
        sharing.open_link(orchard, token, clock=CLOCK)
    with pytest.raises(Conflict):
        sharing.revoke_link(orchard, SYSTEM, link.link_id)
    with pytest.raises(NotFound):
        sharing.revoke_link(orchard, SYSTEM, link.link_id + 1)
    assert [one.works for one in links(orchard)] == [False]


def test_the_list_says_who_made_a_link_and_when_it_was_last_followed(orchard: Store) -> None:
    token = made(orchard)
    assert links(orchard)[0].last_used_at is None
    sharing.open_link(orchard, token, clock=CLOCK)
    sharing.open_link(orchard, token, clock=CLOCK.later(minutes=5))
    (link,) = links(orchard)
    assert (link.name, link.created_by, link.last_used_at) == ("Ministry", "Piet", CLOCK.at)
    sharing.open_link(orchard, token, clock=CLOCK.later(hours=2))
    assert links(orchard)[0].last_used_at == CLOCK.later(hours=2).at


def test_the_secret_is_neither_kept_nor_written_to_the_audit_log(orchard: Store) -> None:
    token = made(orchard)
    entries = auditing.list_entries(orchard, SYSTEM, auditing.AuditFilters()).entries
    assert entries[0].action == "make read-only link"
    assert token not in str(entries)


def test_all_that_does_not_fit_is_said_at_once(orchard: Store) -> None:
    with pytest.raises(Invalid) as caught:
        made(orchard, country="XX", until=TODAY - timedelta(days=1), name=" ")
    assert [fault.field for fault in caught.value.faults] == ["name", "country", "expires_on"]
    with pytest.raises(Invalid):
        made(orchard, until=TODAY + timedelta(days=367))
    assert links(orchard) == []


def test_a_guest_sees_approved_figures_and_nothing_that_waits(orchard: Store) -> None:
    record(orchard, planted(5), "approved")
    seen = guest(orchard)
    assert analysing.assess(orchard, seen, Query(CODE, TODAY)).places[-1] == ALL
    with pytest.raises(NotAllowed):
        analysing.assess(orchard, seen, Query(CODE, TODAY, include_unapproved=True))


def test_a_guest_of_one_country_sees_no_other_and_not_all_together(orchard: Store) -> None:
    seen = guest(orchard, "GR")
    assert analysing.assess(orchard, seen, Query(CODE, TODAY)).places == ("GR",)
    assert {fact.country for fact in analysing.document(orchard, seen, CODE).facts} == {"GR"}
    with pytest.raises(NotAllowed, match="does not show this"):
        analysing.assess(orchard, seen, Query(CODE, TODAY, country="PT"))


def test_a_guest_sees_one_framework_only(orchard: Store) -> None:
    loaded(orchard, code="SECOND", name="The second")
    seen = guest(orchard)
    assert [code for code, _ in analysing.frameworks_of(orchard, seen)] == [CODE]
    assert analysing.choose_framework(orchard, seen, None) == CODE
    with pytest.raises(NotFound):
        analysing.choose_framework(orchard, seen, "SECOND")
    assert visible_countries(seen, analysing.document(orchard, SYSTEM, "SECOND")) == frozenset()
    assert analysing.assess(orchard, seen, Query("SECOND", TODAY)).places == ()


def test_a_guest_reads_no_names_no_comments_of_reviewers_and_no_evidence(orchard: Store) -> None:
    carla = administering.actor_by_email(orchard, CARLA)
    with orchard.writing() as session:
        recorded = insert_revision(session, carla, planted(5), state=ReviewState.APPROVED)
    key = recorded.measurement_id
    evidencing.add_link(orchard, SYSTEM, key, title="Attendance of Carla", url="https://www.example.org/x")
    seen = guest(orchard)
    history = revising.history(orchard, seen, key)
    assert {entry.by for entry in history.revisions} == {"somebody"}
    assert {step.by for entry in history.revisions for step in entry.steps} == {"somebody"}
    assert evidencing.list_evidence(orchard, seen, key) == ()
    assert evidencing.look(orchard, seen, key).items == ()
    assert {entry.by for entry in revising.history(orchard, SYSTEM, key).revisions} == {"Piet"}
