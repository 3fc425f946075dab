"""Actions: who makes and changes them, what is kept of each, and how the figure moved since."""

from datetime import date
from fractions import Fraction

import pytest

from tests.support.example_framework import CODE, loaded, planted, record
from tests.support.people import Hands, add_person
from toc.errors import Conflict, Invalid, NotAllowed, NotFound
from toc.model.drafts import About, ActionDraft
from toc.model.query import ALL, SYSTEM, Actor, Query
from toc.model.terms import ActionState, Role
from toc.services import acting, administering, auditing
from toc.services.auditing import AuditFilters
from toc.store.database import Store

TODAY = date(2020, 7, 15)
CLOCK = Hands(TODAY)
QUERY = Query(CODE, TODAY)
PIA, KIM, CARLA, VERA = (f"{name}@orchard.example" for name in ("pia", "kim", "carla", "vera"))
PORTUGAL = About("PT")
DRAFT = ActionDraft("Ask for the missing report", expected="The report comes in", due_on=date(2020, 7, 1))


@pytest.fixture
def orchard(store: Store) -> Store:
    loaded(store)
    add_person(store, PIA, Role.PARTNER, "POMAR", name="Pia")
    add_person(store, KIM, Role.PARTNER, "KIPOS", name="Kim")
    add_person(store, CARLA, Role.COORDINATOR, name="Carla")
    add_person(store, VERA, Role.VIEWER, name="Vera")
    return store


def person(store: Store, email: str) -> Actor:
    return administering.actor_by_email(store, email)


def made(store: Store, about: About = PORTUGAL, draft: ActionDraft = DRAFT, who: str = CARLA) -> int:
    return acting.make_action(store, person(store, who), CODE, about, draft, clock=CLOCK)


def items(store: Store, actor: Actor = SYSTEM, query: Query = QUERY) -> tuple[acting.ActionItem, ...]:
    return acting.list_actions(store, actor, query).items


def changed(store: Store, key: int, who: str = CARLA, seen: int | None = None, **said: object) -> None:
    item = next(one for one in items(store) if one.action_id == key)
    draft = ActionDraft(**{**DRAFT.said(), **said})
    acting.change_action(store, person(store, who), key, draft, seen=seen or item.now.event_id)


def test_an_action_says_what_is_done_by_whom_until_when_and_whether_that_day_has_passed(orchard: Store) -> None:
    owner = person(orchard, PIA)
    made(orchard, draft=ActionDraft(**{**DRAFT.said(), "owner_id": owner.account_id, "organisation": "POMAR"}))
    (item,) = items(orchard)
    assert (item.now.title, item.now.owner, item.now.organisation, item.place) == (
        "Ask for the missing report", "Pia", "POMAR", "Portugal",
    )  # fmt: skip
    assert item.overdue
    assert item.is_open
    assert item.made_on == TODAY
    assert item.movement is None


def test_pressed_twice_it_is_made_once(orchard: Store) -> None:
    assert made(orchard) == made(orchard)
    assert len(items(orchard)) == 1
    made(orchard, draft=ActionDraft("Something else"))
    assert len(items(orchard)) == 2


def test_every_change_is_kept_with_who_said_it(orchard: Store) -> None:
    key = made(orchard)
    changed(orchard, key, state=ActionState.DONE, comment="They have sent it.")
    (item,) = items(orchard)
    assert [(event.by, event.state, event.comment) for event in item.events] == [
        ("Carla", ActionState.PLANNED, ""),
        ("Carla", ActionState.DONE, "They have sent it."),
    ]
    assert not item.is_open
    assert not item.overdue
    entry = auditing.list_entries(orchard, SYSTEM, AuditFilters()).entries[0]
    assert (entry.action, entry.who) == ("change action", "Carla")


def test_said_again_as_it_stands_nothing_is_written(orchard: Store) -> None:
    key = made(orchard)
    version = orchard.data_version()
    changed(orchard, key, title=" Ask for the missing report ")
    assert orchard.data_version() == version
    assert len(items(orchard)[0].events) == 1


def test_the_second_of_two_people_is_told_that_it_changed_meanwhile(orchard: Store) -> None:
    key = made(orchard)
    seen = items(orchard)[0].now.event_id
    changed(orchard, key, state=ActionState.UNDER_WAY)
    with pytest.raises(Conflict, match="Carla changed this action meanwhile"):
        changed(orchard, key, seen=seen, state=ActionState.DROPPED)
    assert items(orchard)[0].now.state is ActionState.UNDER_WAY


def test_partners_act_for_their_own_countries_and_on_what_they_own(orchard: Store) -> None:
    made(orchard, who=PIA)
    for about in (About(ALL), About("GR")):
        with pytest.raises(NotAllowed):
            made(orchard, about, who=PIA)
    key = made(orchard, About("GR"))
    with pytest.raises(NotAllowed):
        changed(orchard, key, who=PIA, state=ActionState.DONE)
    changed(orchard, key, owner_id=person(orchard, KIM).account_id)
    changed(orchard, key, who=KIM, state=ActionState.DONE)
    with pytest.raises(NotAllowed):
        made(orchard, who=VERA)


def test_owners_are_those_who_may_act_there(orchard: Store) -> None:
    names = [owner.name for owner in acting.list_owners(orchard, SYSTEM, CODE, "GR")]
    assert names == ["Carla", "Kim"]
    with pytest.raises(NotAllowed):
        acting.list_owners(orchard, person(orchard, PIA), CODE, "GR")


def test_all_that_does_not_fit_is_said_at_once(orchard: Store) -> None:
    draft = ActionDraft(" ", expected="x" * 4001, owner_id=person(orchard, VERA).account_id, organisation="NOBODY")
    with pytest.raises(Invalid) as caught:
        made(orchard, About("PT", indicator="F9.9"), draft)
    assert [fault.field for fault in caught.value.faults] == ["title", "expected", "indicator", "organisation", "owner"]
    with pytest.raises(Invalid):
        made(orchard, About("XX"))
    with pytest.raises(NotFound):
        acting.change_action(orchard, SYSTEM, 99, DRAFT, seen=1)


def test_open_ones_come_first_the_overdue_before_the_others(orchard: Store) -> None:
    keys = [
        made(orchard, draft=ActionDraft("Later", due_on=date(2020, 12, 1))),
        made(orchard, draft=ActionDraft("Without a day")),
        made(orchard, draft=ActionDraft("Late", due_on=date(2020, 7, 14))),
        made(orchard, draft=ActionDraft("Done", state=ActionState.DONE, due_on=date(2020, 1, 1))),
    ]
    assert [item.action_id for item in items(orchard)] == [keys[2], keys[0], keys[1], keys[3]]


def test_filters_leave_the_actions_of_the_country_and_the_horizon(orchard: Store) -> None:
    made(orchard, About("PT", indicator="F1.1"))
    made(orchard, About("GR", objective="F1"))
    document_horizon = acting.list_actions(orchard, SYSTEM, QUERY).document.objective_by_code["F1"].horizon
    assert len(items(orchard, query=Query(CODE, TODAY, country="PT"))) == 1
    assert len(items(orchard, query=Query(CODE, TODAY, horizon=document_horizon))) == 2
    other = next(
        horizon.code
        for horizon in acting.list_actions(orchard, SYSTEM, QUERY).document.horizons
        if horizon.code != document_horizon
    )
    assert items(orchard, query=Query(CODE, TODAY, horizon=other)) == ()
    assert acting.open_counts(orchard, SYSTEM, QUERY) == {"F1": 2}
    assert acting.open_counts(orchard, SYSTEM, Query(CODE, TODAY, country="GR")) == {"F1": 1}


def test_the_figure_before_and_after_come_from_the_same_records(orchard: Store) -> None:
    made(orchard, About("PT", indicator="F1.1"))
    later = Query(CODE, date(2021, 7, 15))
    before = items(orchard, query=later)[0].movement
    assert before.change is None or before.change == Fraction(0)
    record(orchard, planted(30, indicator="F1.1", country="PT", organisation="POMAR", period_start=date(2020, 8, 1),
                            period_end=date(2020, 12, 31)))  # fmt: skip
    moved = items(orchard, query=later)[0].movement
    assert (moved.since, moved.until) == (TODAY, date(2021, 7, 15))
    assert moved.after is not None
    assert moved.after != before.after


def test_what_was_known_at_a_moment_is_what_was_said_by_then(orchard: Store) -> None:
    key = made(orchard)
    moment = items(orchard)[0].now.at
    changed(orchard, key, state=ActionState.DONE)
    assert items(orchard, query=Query(CODE, TODAY, known_at=moment))[0].now.state is ActionState.PLANNED


def test_a_guest_reads_neither_names_nor_comments(orchard: Store) -> None:
    key = made(orchard, draft=ActionDraft("Ask", owner_id=person(orchard, PIA).account_id))
    changed(orchard, key, title="Ask", owner_id=person(orchard, PIA).account_id, comment="Pia is ill")
    seen = Actor(None, "Ministry", "", Role.VIEWER, guest_of=CODE, guest_until=TODAY)
    (item,) = items(orchard, seen)
    assert {event.by for event in item.events} == {"somebody"}
    assert item.now.owner == "somebody"
    assert item.now.comment == ""
