"""Accounts in use: change, deactivate, reactivate; somebody who can administer is always left."""

import json

import pytest

from tests.support.people import CHEAP, CLOCK, DEMO, PLAIN, add_organisation, add_person, signed_in
from toc.errors import Conflict, Invalid, NotAllowed, NotFound
from toc.model.person import AccountState
from toc.model.query import SYSTEM, Actor
from toc.model.terms import Role
from toc.services import administering, signing_in, signing_up, staffing
from toc.services.administering import AccountDraft, AccountSummary
from toc.services.steps import passwords
from toc.store.database import Store

ADA, PIET, BOSS = "ada@credex.example", "piet@credex.example", "boss@credex.example"


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@pytest.fixture
def staffed(store: Store) -> Store:
    add_organisation(store, "HKU", "NL")
    add_person(store, ADA, Role.ADMINISTRATOR, name="Ada")
    add_person(store, PIET, Role.PARTNER, "HKU", name="Piet")
    return store


def person(store: Store, email: str = ADA) -> Actor:
    return administering.actor_by_email(store, email)


def summary(store: Store, email: str = PIET) -> AccountSummary:
    return next(one for one in administering.list_accounts(store, SYSTEM) if one.email == email)


def draft(email: str = PIET, **more: object) -> AccountDraft:
    return AccountDraft(**({"email": email, "name": "Piet", "role": Role.PARTNER, "organisation": "HKU"} | more))


def test_a_change_of_role_works_in_an_open_session_at_once(staffed: Store) -> None:
    token = signed_in(staffed, PIET)
    assert staffing.change_account(staffed, person(staffed), draft(name="Piet B", role=Role.VIEWER, organisation=None))
    found = signing_in.actor_of(staffed, token, PLAIN, clock=CLOCK)
    assert (found.name, found.role, found.organisation, found.countries) == ("Piet B", Role.VIEWER, None, frozenset())


def test_a_change_is_audited_with_before_and_after_and_no_change_is_not(staffed: Store) -> None:
    assert not staffing.change_account(staffed, person(staffed), draft())
    assert staffing.change_account(staffed, person(staffed), draft(role=Role.COORDINATOR))
    with staffed.reading() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT actor_name, subject, before, after FROM audit_entry WHERE action = 'change account'"
        )
        ((who, subject, before, after),) = [tuple(row) for row in rows]
    assert (who, subject) == ("Ada", PIET)
    assert json.loads(before) == {"name": "Piet", "role": "partner", "organisation": "HKU"}
    assert json.loads(after) == {"name": "Piet", "role": "coordinator", "organisation": "HKU"}


def test_a_partner_keeps_an_organisation_that_there_is(staffed: Store) -> None:
    with pytest.raises(Invalid, match="belongs to an organisation"):
        staffing.change_account(staffed, person(staffed), draft(organisation=None))
    with pytest.raises(NotFound, match="no organisation NONE"):
        staffing.change_account(staffed, person(staffed), draft(organisation="NONE"))
    assert summary(staffed).organisation == "HKU"


def test_a_change_that_was_typed_on_an_older_account_is_not_written(staffed: Store) -> None:
    seen = summary(staffed)
    staffing.change_account(staffed, person(staffed), draft(role=Role.VIEWER), seen=seen)
    with pytest.raises(Conflict):
        staffing.change_account(staffed, person(staffed), draft(role=Role.COORDINATOR), seen=seen)
    assert summary(staffed).role is Role.VIEWER


def test_deactivating_ends_open_sessions_and_links_at_once(staffed: Store) -> None:
    token = signed_in(staffed, PIET)
    link = signing_up.make_link(staffed, SYSTEM, PIET, settings=PLAIN, clock=CLOCK).address.partition("token=")[2]
    staffing.deactivate(staffed, person(staffed), PIET, clock=CLOCK)
    assert signing_in.actor_of(staffed, token, PLAIN, clock=CLOCK) is None
    with pytest.raises(NotFound):
        administering.check_link(staffed, link, clock=CLOCK)
    with pytest.raises(NotFound):
        administering.set_password(staffed, link, "a way into it again", clock=CLOCK)
    with pytest.raises(Invalid, match="is not right"):
        signed_in(staffed, PIET)
    with pytest.raises(Invalid, match="deactivated"):
        signing_up.make_link(staffed, SYSTEM, PIET, settings=PLAIN, clock=CLOCK)
    assert summary(staffed).state is AccountState.DEACTIVATED


def test_reactivating_lets_the_person_in_again_but_no_earlier_session(staffed: Store) -> None:
    token = signed_in(staffed, PIET)
    staffing.deactivate(staffed, person(staffed), PIET, clock=CLOCK)
    staffing.deactivate(staffed, person(staffed), PIET, clock=CLOCK)
    staffing.reactivate(staffed, person(staffed), PIET)
    staffing.reactivate(staffed, person(staffed), PIET)
    assert signing_in.actor_of(staffed, token, PLAIN, clock=CLOCK) is None
    assert signed_in(staffed, PIET)
    with staffed.reading() as session:
        actions = session.connection().exec_driver_sql("SELECT action FROM audit_entry ORDER BY n").scalars().all()
    assert actions[-2:] == ["deactivate account", "reactivate account"]


def test_nobody_deactivates_or_demotes_himself(staffed: Store) -> None:
    add_person(staffed, BOSS, Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed, match="your own account"):
        staffing.deactivate(staffed, person(staffed), ADA, clock=CLOCK)
    with pytest.raises(NotAllowed, match="from yourself"):
        staffing.change_account(staffed, person(staffed), draft(ADA, role=Role.VIEWER, organisation=None))
    assert staffing.change_account(
        staffed, person(staffed), draft(ADA, name="Ada L", role=Role.ADMINISTRATOR, organisation=None)
    )


def test_the_last_administrator_who_can_sign_in_stays(staffed: Store) -> None:
    waiting = AccountDraft(email="new@credex.example", name="New", role=Role.ADMINISTRATOR)
    administering.make_account(staffed, SYSTEM, waiting, clock=CLOCK)
    administering.make_demo_accounts(staffed, DEMO, clock=CLOCK)
    with pytest.raises(Invalid, match="Ada is the only administrator"):
        staffing.deactivate(staffed, SYSTEM, ADA, clock=CLOCK)
    with pytest.raises(Invalid, match="Ada is the only administrator"):
        staffing.change_account(staffed, SYSTEM, draft(ADA, role=Role.VIEWER, organisation=None))
    add_person(staffed, BOSS, Role.ADMINISTRATOR)
    staffing.deactivate(staffed, SYSTEM, ADA, clock=CLOCK)
    with pytest.raises(Invalid, match="only administrator"):
        staffing.deactivate(staffed, SYSTEM, BOSS, clock=CLOCK)


def test_an_unknown_account_is_named(staffed: Store) -> None:
    with pytest.raises(NotFound, match="no account for nobody@credex.example"):
        staffing.deactivate(staffed, SYSTEM, "nobody@credex.example", clock=CLOCK)


@pytest.mark.parametrize("role", [Role.PARTNER, Role.VIEWER, Role.COORDINATOR])
def test_only_an_administrator_changes_accounts(staffed: Store, role: Role) -> None:
    actor = Actor(99, "X", "x@hku.example", role, "HKU", frozenset({"NL"}))
    for refused in (
        lambda: staffing.change_account(staffed, actor, draft(role=Role.ADMINISTRATOR)),
        lambda: staffing.deactivate(staffed, actor, PIET, clock=CLOCK),
        lambda: staffing.reactivate(staffed, actor, PIET),
        lambda: staffing.list_organisations(staffed, actor),
        lambda: signing_up.make_link(staffed, actor, PIET, settings=PLAIN, clock=CLOCK),
        lambda: signing_up.invite(staffed, actor, draft("n@hku.example"), settings=PLAIN, clock=CLOCK),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_accounts_are_listed_with_state_countries_and_last_activity(staffed: Store) -> None:
    administering.make_account(staffed, SYSTEM, draft("new@hku.example"), clock=CLOCK)
    signed_in(staffed, PIET)
    signed_in(staffed, PIET, clock=CLOCK.later(minutes=3))
    piet, new = summary(staffed), summary(staffed, "new@hku.example")
    assert (piet.state, piet.countries, piet.last_seen_at, piet.link_until) == (
        AccountState.ACTIVE, ("NL",), CLOCK.later(minutes=3).now(), None,
    )  # fmt: skip
    assert (new.state, new.last_seen_at, new.link_until) == (
        AccountState.INVITED, None, CLOCK.later(hours=48).now(),
    )  # fmt: skip
