"""Accounts, sessions and links in the store, on both engines."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.support.people import NOON, add_organisation
from toc.model.person import Account, LinkPurpose
from toc.model.terms import Role
from toc.store import people
from toc.store.database import Store

LATER = NOON + timedelta(days=1)


def add_account(store: Store, email: str = "piet@hku.example", **more: object) -> int:
    with store.writing() as session:
        fields = {"name": "Piet", "role": Role.VIEWER, "created_at": NOON} | more
        account = Account(email=email, **fields)
        session.add(account)
        session.flush()
        return account.id


def test_a_session_is_found_with_its_person_organisation_and_countries(store: Store) -> None:
    add_organisation(store, "ECBN", "NL", "ES")
    with store.reading() as session:
        organisation_id = people.find_organisation_id(session, "ecbn")
    account_id = add_account(store, role=Role.PARTNER, organisation_id=organisation_id)
    with store.writing() as session:
        people.add_session(session, account_id, "a" * 64, now=NOON, expires_at=LATER)
    with store.reading() as session:
        found = people.find_signed_in(session, "a" * 64)
    assert found is not None
    assert (found.actor.email, found.actor.organisation, found.actor.role) == ("piet@hku.example", "ECBN", Role.PARTNER)
    assert found.actor.countries == {"NL", "ES"}
    assert (found.last_seen_at, found.expires_at, found.ended_at) == (NOON, LATER, None)


def test_a_session_of_somebody_without_an_organisation_is_found(store: Store) -> None:
    account_id = add_account(store)
    with store.writing() as session:
        people.add_session(session, account_id, "b" * 64, now=NOON, expires_at=LATER)
    with store.reading() as session:
        found = people.find_signed_in(session, "b" * 64)
        assert people.find_signed_in(session, "c" * 64) is None
    assert found is not None
    assert found.actor.organisation is None
    assert found.actor.countries == frozenset()


def test_ending_a_session_twice_keeps_the_first_moment(store: Store) -> None:
    account_id = add_account(store)
    with store.writing() as session:
        people.add_session(session, account_id, "d" * 64, now=NOON, expires_at=LATER)
        people.end_session(session, "d" * 64, NOON)
        people.end_session(session, "d" * 64, LATER)
        people.end_sessions_of(session, account_id, LATER)
    with store.reading() as session:
        found = people.find_signed_in(session, "d" * 64)
    assert found is not None
    assert found.ended_at == NOON


def test_noting_activity_changes_that_session_only(store: Store) -> None:
    account_id = add_account(store)
    with store.writing() as session:
        people.add_session(session, account_id, "e" * 64, now=NOON, expires_at=LATER)
        people.add_session(session, account_id, "f" * 64, now=NOON, expires_at=LATER)
        seen = people.find_signed_in(session, "e" * 64)
        assert seen is not None
        people.mark_seen(session, seen.session_id, LATER)
    with store.reading() as session:
        moments = [people.find_signed_in(session, letter * 64).last_seen_at for letter in "ef"]
    assert moments == [LATER, NOON]


def test_using_up_links_leaves_those_of_others_alone(store: Store) -> None:
    mine, other = add_account(store), add_account(store, "ana@ecbn.example")
    with store.writing() as session:
        for account_id, token in ((mine, "1" * 64), (other, "2" * 64)):
            people.add_link(session, account_id, token, LinkPurpose.INVITATION, now=NOON, expires_at=LATER)
        people.use_up_links(session, mine, NOON)
    with store.reading() as session:
        assert people.find_link(session, "1" * 64).used_at == NOON
        assert people.find_link(session, "2" * 64).used_at is None


@pytest.mark.parametrize(
    "wrong",
    [{"email": "Piet@HKU.example"}, {"role": Role.PARTNER}, {"organisation_id": 99}],
    ids=["capital letters", "a partner without an organisation", "an organisation that is not there"],
)
def test_the_database_refuses_what_the_service_would_refuse(store: Store, wrong: dict[str, object]) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        add_account(store, **wrong)


def test_the_database_refuses_the_same_address_twice(store: Store) -> None:
    add_account(store)
    with pytest.raises(sa.exc.IntegrityError):
        add_account(store)


def test_a_session_cannot_expire_before_it_begins(store: Store) -> None:
    account_id = add_account(store)
    with pytest.raises(sa.exc.IntegrityError), store.writing() as session:
        people.add_session(session, account_id, "a" * 64, now=LATER, expires_at=NOON)


def test_accounts_are_listed_by_address_with_their_organisation(store: Store) -> None:
    add_organisation(store, "HKU", "NL")
    with store.reading() as session:
        organisation_id = people.find_organisation_id(session, " hku ")
    add_account(store, "z@hku.example", organisation_id=organisation_id)
    add_account(store, "a@hku.example")
    with store.reading() as session:
        listed = [(account.email, organisation) for account, organisation in people.list_accounts(session)]
        assert people.list_organisations(session) == ["HKU"]
    assert listed == [("a@hku.example", None), ("z@hku.example", "HKU")]


def test_somebody_is_found_by_address_while_the_account_is_in_use(store: Store) -> None:
    add_account(store, "open@hku.example")
    add_account(store, "closed@hku.example", deactivated_at=NOON)
    with store.reading() as session:
        assert people.find_actor(session, "open@hku.example").name == "Piet"
        assert people.find_actor(session, "closed@hku.example") is None
        assert people.find_actor(session, "nobody@hku.example") is None
