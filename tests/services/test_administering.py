"""Accounts: inviting, setting a password, demo accounts."""

import pytest

from tests.support.people import CHEAP, CLOCK, DEMO, PASSWORD, PLAIN, add_organisation, add_person, signed_in
from toc.config import Settings
from toc.errors import Conflict, Invalid, NotAllowed, NotFound
from toc.model.query import SYSTEM, Actor
from toc.model.terms import Role
from toc.services import administering, signing_in
from toc.services.administering import AccountDraft
from toc.services.steps import passwords
from toc.store import head
from toc.store.database import Store

DRAFT = AccountDraft(email="Piet@HKU.example", name=" Piet  de Vries ", role=Role.PARTNER, organisation="hku")


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@pytest.fixture
def with_hku(sqlite_store: Store) -> Store:
    add_organisation(sqlite_store, "HKU", "NL")
    return sqlite_store


def token_of(link: str) -> str:
    return link.removeprefix("/set-password?token=")


def test_an_invited_person_sets_a_password_and_signs_in(with_hku: Store) -> None:
    link = administering.make_account(with_hku, SYSTEM, DRAFT, clock=CLOCK)
    assert administering.check_link(with_hku, token_of(link), clock=CLOCK) == "piet@hku.example"
    assert administering.set_password(with_hku, token_of(link), PASSWORD, clock=CLOCK) == "piet@hku.example"
    actor = signing_in.actor_of(with_hku, signed_in(with_hku, "piet@hku.example"), PLAIN, clock=CLOCK)
    assert actor is not None
    assert (actor.name, actor.role, actor.organisation) == ("Piet de Vries", Role.PARTNER, "HKU")
    assert actor.countries == {"NL"}


def test_neither_the_token_nor_the_password_stands_in_the_store(with_hku: Store) -> None:
    link = administering.make_account(with_hku, SYSTEM, DRAFT, clock=CLOCK)
    administering.set_password(with_hku, token_of(link), PASSWORD, clock=CLOCK)
    token = signed_in(with_hku, "piet@hku.example")
    with with_hku.reading() as session:
        dump = "\n".join(session.connection().connection.driver_connection.iterdump())
    assert "$argon2id$" in dump
    assert not any(secret in dump for secret in (token, token_of(link), PASSWORD))


def test_a_link_works_once(with_hku: Store) -> None:
    link = administering.make_account(with_hku, SYSTEM, DRAFT, clock=CLOCK)
    administering.set_password(with_hku, token_of(link), PASSWORD, clock=CLOCK)
    with pytest.raises(NotFound, match="does not work any more"):
        administering.set_password(with_hku, token_of(link), "another long password", clock=CLOCK)
    assert signed_in(with_hku, "piet@hku.example")


@pytest.mark.parametrize("token", ["", "x", "a" * 43])
def test_a_link_that_never_was_does_not_work(with_hku: Store, token: str) -> None:
    with pytest.raises(NotFound):
        administering.check_link(with_hku, token, clock=CLOCK)


def test_an_invitation_expires_after_48_hours(with_hku: Store) -> None:
    token = token_of(administering.make_account(with_hku, SYSTEM, DRAFT, clock=CLOCK))
    assert administering.check_link(with_hku, token, clock=CLOCK.later(hours=47.99))
    with pytest.raises(NotFound):
        administering.set_password(with_hku, token, PASSWORD, clock=CLOCK.later(hours=48))


def test_inviting_again_before_there_is_a_password_replaces_the_link(with_hku: Store) -> None:
    first = token_of(administering.make_account(with_hku, SYSTEM, DRAFT, clock=CLOCK))
    second = token_of(administering.make_account(with_hku, SYSTEM, DRAFT, clock=CLOCK))
    with pytest.raises(NotFound):
        administering.check_link(with_hku, first, clock=CLOCK)
    assert administering.check_link(with_hku, second, clock=CLOCK)
    assert len(administering.list_accounts(with_hku, SYSTEM)) == 1


def test_an_account_that_is_in_use_is_not_made_again(with_hku: Store) -> None:
    add_person(with_hku, "piet@hku.example", Role.PARTNER, "HKU")
    with pytest.raises(Conflict, match="There is an account for piet@hku.example already."):
        administering.make_account(with_hku, SYSTEM, DRAFT, clock=CLOCK)


def test_an_invitation_with_another_role_does_not_change_the_account(with_hku: Store) -> None:
    administering.make_account(with_hku, SYSTEM, DRAFT, clock=CLOCK)
    other = AccountDraft(email=DRAFT.email, name="Piet", role=Role.ADMINISTRATOR)
    with pytest.raises(Conflict):
        administering.make_account(with_hku, SYSTEM, other, clock=CLOCK)
    assert administering.list_accounts(with_hku, SYSTEM)[0].role is Role.PARTNER


def test_an_unknown_organisation_is_named_with_those_that_there_are(with_hku: Store) -> None:
    draft = AccountDraft(email="a@b.example", name="A", role=Role.PARTNER, organisation="HQU")
    with pytest.raises(NotFound, match="There is no organisation HQU") as error:
        administering.make_account(with_hku, SYSTEM, draft, clock=CLOCK)
    assert error.value.remedy == "Choose one of these: HKU."
    assert error.value.field == "organisation"


def test_a_partner_needs_an_organisation_and_a_viewer_does_not(with_hku: Store) -> None:
    with pytest.raises(Invalid, match="A partner belongs to an organisation."):
        administering.make_account(
            with_hku, SYSTEM, AccountDraft(email="a@b.example", name="A", role=Role.PARTNER), clock=CLOCK
        )
    administering.make_account(
        with_hku, SYSTEM, AccountDraft(email="a@b.example", name="A", role=Role.VIEWER), clock=CLOCK
    )
    assert [account.organisation for account in administering.list_accounts(with_hku, SYSTEM)] == [None]


def test_a_refused_account_leaves_nothing_behind(with_hku: Store) -> None:
    with pytest.raises(NotFound):
        administering.make_account(
            with_hku,
            SYSTEM,
            AccountDraft(email="a@b.example", name="A", role=Role.PARTNER, organisation="none"),
            clock=CLOCK,
        )
    assert administering.list_accounts(with_hku, SYSTEM) == ()


@pytest.mark.parametrize("role", [Role.PARTNER, Role.VIEWER, Role.COORDINATOR])
def test_only_an_administrator_makes_and_lists_accounts(with_hku: Store, role: Role) -> None:
    actor = Actor(1, "X", "x@hku.example", role, "HKU", frozenset({"NL"}))
    with pytest.raises(NotAllowed):
        administering.make_account(with_hku, actor, DRAFT, clock=CLOCK)
    with pytest.raises(NotAllowed):
        administering.list_accounts(with_hku, actor)


@pytest.mark.parametrize("email", ["", "anna", "anna@", "@b.example", "a b@c.example", "a@b", "a@b@c.example", "a@b."])
def test_what_is_no_address_is_refused_with_its_field(email: str) -> None:
    with pytest.raises(Invalid, match="is not an e-mail address") as error:
        AccountDraft(email=email, name="Anna", role=Role.VIEWER)
    assert error.value.field == "email"


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_a_name_is_neither_empty_nor_endless(name: str) -> None:
    with pytest.raises(Invalid) as error:
        AccountDraft(email="a@b.example", name=name, role=Role.VIEWER)
    assert error.value.field == "name"


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("short", "A password has 10 to 256 characters."),
        ("x" * 257, "A password has 10 to 256 characters."),
        (" PIET@hku.example", "The password cannot be the e-mail address."),
        ("aaaaaaaaaaaa", "The password repeats one character."),
        ("AaAaAaAaAaAa", "The password repeats one character."),
        ("1Q2W3E4R5T", "This password is one of those that are tried first."),
        (" basketball ", "This password is one of those that are tried first."),
    ],
)
def test_a_password_that_will_not_do_is_refused_and_the_link_stays_good(
    with_hku: Store, password: str, message: str
) -> None:
    token = token_of(administering.make_account(with_hku, SYSTEM, DRAFT, clock=CLOCK))
    with pytest.raises(Invalid) as error:
        administering.set_password(with_hku, token, password, clock=CLOCK)
    assert (error.value.message, error.value.field) == (message, "password")
    assert administering.set_password(with_hku, token, PASSWORD, clock=CLOCK)


def test_inviting_and_setting_a_password_are_in_the_audit_log(with_hku: Store) -> None:
    add_person(with_hku, "piet@hku.example", Role.PARTNER, "HKU")
    with with_hku.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT action, actor_name FROM audit_entry ORDER BY n").all()
        assert list(head.find_audit_problems(session)) == []
    assert [tuple(row) for row in rows] == [
        ("add account", "Command line"),
        ("invite", "Command line"),
        ("set password", "Piet"),
    ]


def test_the_command_line_finds_whom_it_acts_as(with_hku: Store) -> None:
    add_person(with_hku, "piet@hku.example", Role.PARTNER, "HKU")
    assert administering.actor_by_email(with_hku, " PIET@hku.example").countries == {"NL"}
    with pytest.raises(NotFound, match="no account for nobody@hku.example"):
        administering.actor_by_email(with_hku, "nobody@hku.example")


def test_accounts_are_listed_with_what_an_administrator_needs(with_hku: Store) -> None:
    administering.make_account(with_hku, SYSTEM, DRAFT, clock=CLOCK)
    add_person(with_hku, "anna@hku.example", Role.VIEWER)
    listed = [
        (a.email, a.organisation, a.has_password, a.active) for a in administering.list_accounts(with_hku, SYSTEM)
    ]
    assert listed == [("anna@hku.example", None, True, True), ("piet@hku.example", "HKU", False, True)]


def test_demo_accounts_are_made_once_for_the_organisations_that_there_are(with_hku: Store) -> None:
    made = administering.make_demo_accounts(with_hku, DEMO, clock=CLOCK)
    again = administering.make_demo_accounts(with_hku, DEMO, clock=CLOCK)
    emails = [account.email for account in made]
    assert emails == [
        "partner.nl@demo.example",
        "coordinator@demo.example",
        "viewer@demo.example",
        "admin@demo.example",
    ]
    assert again == made == administering.list_demo_accounts(with_hku, DEMO)
    assert len(administering.list_accounts(with_hku, SYSTEM)) == 4


@pytest.mark.parametrize(
    "settings", [Settings(), Settings(demo=True, address="192.0.2.1")], ids=["no demonstration", "open to others"]
)
def test_demo_accounts_exist_on_this_computer_only(with_hku: Store, settings: Settings) -> None:
    with pytest.raises(NotAllowed):
        administering.make_demo_accounts(with_hku, settings, clock=CLOCK)
    administering.make_demo_accounts(with_hku, DEMO, clock=CLOCK)
    assert administering.list_demo_accounts(with_hku, settings) == ()


def test_the_demo_domain_is_for_demo_accounts(with_hku: Store) -> None:
    draft = AccountDraft(email="x@demo.example", name="X", role=Role.VIEWER)
    with pytest.raises(Invalid, match="kept for demo accounts"):
        administering.make_account(with_hku, SYSTEM, draft, clock=CLOCK)
