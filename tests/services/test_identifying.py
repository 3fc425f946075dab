"""Who gets in through a provider, and what that does to the account."""

import pytest
from sqlmodel import select

from tests.support.people import CHEAP, CLOCK, DEMO, PLAIN, add_person, signed_in
from toc.errors import NotAllowed, NotFound
from toc.model.keeping import AuditEntry
from toc.model.person import AccountDraft
from toc.model.query import SYSTEM, Actor
from toc.model.terms import Role
from toc.services import administering, identifying, signing_in, staffing
from toc.services.identifying import WaysIn
from toc.services.signing_in import NewSession
from toc.services.steps import passwords
from toc.store.database import Store

ANNA, ISSUER = "anna@credex.example", "https://login.example.org"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


def invited(store: Store) -> str:
    """Invite Anna; the token of her link."""
    draft = AccountDraft(email=ANNA, name="Anna", role=Role.COORDINATOR)
    return administering.make_account(store, SYSTEM, draft, clock=CLOCK).partition("token=")[2]


def come(store: Store, subject: str = "anna-1", email: str = ANNA, settings=PLAIN, **more) -> NewSession:
    said = {"issuer": ISSUER, "email_verified": True, "clock": CLOCK, **more}
    return identifying.sign_in_with_provider(store, settings, subject=subject, email=email, **said)


def actor_of(store: Store, session: NewSession) -> Actor | None:
    return signing_in.actor_of(store, session.token, PLAIN, clock=CLOCK)


def test_the_first_sign_in_links_the_account_and_uses_its_links_up(store: Store) -> None:
    link = invited(store)
    actor = actor_of(store, come(store, email=" Anna@Credex.example ", device="Firefox on Linux"))
    assert (actor.name, actor.role) == ("Anna", Role.COORDINATOR)
    with pytest.raises(NotFound):
        administering.check_link(store, link, clock=CLOCK)
    assert identifying.ways_in(store, actor) == WaysIn(password=False, provider=ISSUER)
    with store.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "link provider")).one()
    assert (entry.actor_name, entry.subject) == ("Anna", ANNA)
    assert "anna-1" in entry.after


def test_the_account_is_found_by_subject_afterwards_and_is_linked_once(store: Store) -> None:
    invited(store)
    come(store)
    assert come(store, email="other@elsewhere.example").name == "Anna"
    with store.reading() as session:
        assert len(session.exec(select(AuditEntry).where(AuditEntry.action == "link provider")).all()) == 1


def test_an_account_with_a_password_keeps_it_and_its_sessions(store: Store) -> None:
    add_person(store, ANNA, Role.VIEWER)
    token = signed_in(store, ANNA)
    actor = actor_of(store, come(store))
    assert identifying.ways_in(store, actor) == WaysIn(password=True, provider=ISSUER)
    assert signing_in.actor_of(store, token, PLAIN, clock=CLOCK) == actor


def test_the_session_that_the_browser_had_ends(store: Store) -> None:
    invited(store)
    first = come(store)
    second = come(store, replacing=first.token)
    assert actor_of(store, first) is None
    assert actor_of(store, second) is not None


@pytest.mark.parametrize(
    "given",
    [
        {"email": "nobody@credex.example"},
        {"subject": "another"},
        {"subject": ""},
        {"subject": "x" * 256},
        {"issuer": "https://elsewhere.example", "subject": "anna-1"},
        {"email": ""},
    ],
)
def test_whoever_has_no_account_of_their_own_is_refused_in_the_same_words(store: Store, given: dict[str, str]) -> None:
    invited(store)
    come(store)
    with pytest.raises(NotAllowed, match="No account here is linked to this sign-in"):
        come(store, **{"subject": "new", **given})


@pytest.mark.parametrize("linked", [True, False])
def test_a_deactivated_account_is_refused_in_the_same_words(store: Store, linked: bool) -> None:
    invited(store)
    if linked:
        come(store)
    staffing.deactivate(store, SYSTEM, ANNA, clock=CLOCK)
    with pytest.raises(NotAllowed, match="No account here is linked to this sign-in"):
        come(store)


def test_an_address_that_is_not_verified_is_refused_even_where_the_account_is_linked(store: Store) -> None:
    invited(store)
    come(store)
    with pytest.raises(NotAllowed, match="not verified"):
        come(store, email_verified=False)


def test_demo_accounts_are_never_linked(sqlite_store: Store) -> None:
    made = administering.make_demo_accounts(sqlite_store, DEMO, clock=CLOCK)
    with pytest.raises(NotAllowed, match="No account here"):
        come(sqlite_store, email=made[-1].email, settings=DEMO)


def test_the_command_line_has_no_way_in(sqlite_store: Store) -> None:
    with pytest.raises(NotAllowed):
        identifying.ways_in(sqlite_store, SYSTEM)
