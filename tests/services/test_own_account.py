"""One's own account: sessions, password, way of writing numbers."""

from typing import get_args

import pytest

from tests.support.people import CHEAP, CLOCK, PASSWORD, PLAIN, add_person, signed_in
from toc.config import Settings
from toc.errors import Conflict, Invalid, NotAllowed, NotFound
from toc.model.query import SYSTEM, Actor
from toc.model.terms import Role
from toc.services import administering, own_account, signing_in, signing_up
from toc.services.steps import passwords
from toc.services.steps.throttle import Throttle
from toc.store import head, people
from toc.store.database import Store

ANNA, PIET = "anna@credex.example", "piet@credex.example"
NEW = "another way of saying it"


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@pytest.fixture
def two(store: Store) -> Store:
    add_person(store, ANNA, Role.VIEWER, name="Anna")
    add_person(store, PIET, Role.VIEWER, name="Piet")
    return store


def person(store: Store, email: str = ANNA) -> Actor:
    return administering.actor_by_email(store, email)


def open_session(store: Store, device: str, email: str = ANNA, **time: float) -> str:
    return signing_in.sign_in(
        store, PLAIN, email=email, password=PASSWORD, address="test", clock=CLOCK.later(**time),
        throttle=Throttle(), device=device,
    ).token  # fmt: skip


def works(store: Store, token: str) -> bool:
    return signing_in.actor_of(store, token, PLAIN, clock=CLOCK.later(minutes=5), counting=False) is not None


def change(store: Store, token: str, **more: object) -> None:
    given = {"old": PASSWORD, "new": NEW, "token": token, "clock": CLOCK, "throttle": Throttle()} | more
    own_account.change_password(store, person(store), **given)


def test_own_sessions_are_listed_with_this_one_first_and_nobody_elses(two: Store) -> None:
    here = open_session(two, "Firefox on Linux")
    open_session(two, "Safari on iPhone", minutes=1)
    open_session(two, "Chrome on Windows", minutes=2)
    open_session(two, "Edge on Windows", PIET)
    signing_in.sign_out(two, open_session(two, "Opera on macOS"), clock=CLOCK)
    found = own_account.list_sessions(two, person(two), token=here, clock=CLOCK)
    assert [(one.device, one.current) for one in found] == [
        ("Firefox on Linux", True),
        ("Chrome on Windows", False),
        ("Safari on iPhone", False),
    ]
    assert found[0].began_at == CLOCK.now()


def test_a_session_that_has_expired_or_was_idle_too_long_is_not_listed(two: Store) -> None:
    here = open_session(two, "Firefox on Linux")
    later = CLOCK.later(hours=13)
    listed = own_account.list_sessions(two, person(two), token=here, clock=later)
    assert len(listed) == 1
    assert own_account.list_sessions(two, person(two), token=here, clock=later, settings=Settings()) == ()
    assert own_account.list_sessions(two, person(two), token=here, clock=CLOCK.later(days=30)) == ()


def test_one_ends_ones_own_session_and_not_somebody_elses(two: Store) -> None:
    here, there, piets = open_session(two, "A"), open_session(two, "B"), open_session(two, "C", PIET)
    (other,) = [s for s in own_account.list_sessions(two, person(two), token=here, clock=CLOCK) if not s.current]
    own_account.end_session(two, person(two), other.session_id, clock=CLOCK)
    assert (works(two, here), works(two, there), works(two, piets)) == (True, False, True)
    with pytest.raises(NotFound):
        own_account.end_session(two, person(two), other.session_id, clock=CLOCK)
    (foreign,) = own_account.list_sessions(two, person(two, PIET), token=None, clock=CLOCK)
    with pytest.raises(NotFound):
        own_account.end_session(two, person(two), foreign.session_id, clock=CLOCK)
    assert works(two, piets)


def test_all_other_sessions_end_at_once_and_this_one_goes_on(two: Store) -> None:
    here, piets = open_session(two, "A"), open_session(two, "C", PIET)
    others = [open_session(two, "B") for _ in range(2)]
    assert own_account.end_other_sessions(two, person(two), token=here, clock=CLOCK) == 2
    assert [works(two, token) for token in (here, *others, piets)] == [True, False, False, True]
    assert own_account.end_other_sessions(two, person(two), token=here, clock=CLOCK) == 0


def test_a_changed_password_ends_other_sessions_and_links_and_keeps_this_session(two: Store) -> None:
    here, there = open_session(two, "A"), open_session(two, "B")
    link = signing_up.make_link(two, SYSTEM, ANNA, settings=PLAIN, clock=CLOCK).address.partition("token=")[2]
    change(two, here)
    assert (works(two, here), works(two, there)) == (True, False)
    with pytest.raises(NotFound):
        administering.check_link(two, link, clock=CLOCK)
    with pytest.raises(Invalid):
        signed_in(two, ANNA)
    throttle = Throttle()
    assert signing_in.sign_in(
        two, PLAIN, email=ANNA, password=NEW, address="test", clock=CLOCK, throttle=throttle
    ).token


@pytest.mark.parametrize(
    ("given", "field"),
    [({"old": "not this one"}, "old"), ({"new": "short"}, "password"), ({"new": ANNA}, "password")],
)
def test_a_password_that_is_not_right_or_will_not_do_changes_nothing(
    two: Store, given: dict[str, str], field: str
) -> None:
    here, there = open_session(two, "A"), open_session(two, "B")
    with pytest.raises(Invalid) as error:
        change(two, here, **given)
    assert error.value.field == field
    assert works(two, there)
    assert signed_in(two, ANNA)


def test_guessing_the_present_password_is_slowed_down(two: Store) -> None:
    here, throttle = open_session(two, "A"), Throttle()
    for _ in range(5):
        with pytest.raises(Invalid):
            change(two, here, old="not this one", throttle=throttle)
    with pytest.raises(NotAllowed, match="Too many attempts") as error:
        change(two, here, throttle=throttle)
    assert error.value.remedy == "Wait 15 min and try again."
    change(two, here, throttle=throttle, clock=CLOCK.later(minutes=15))


def test_a_password_that_was_changed_meanwhile_is_not_overwritten(two: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    here, real = open_session(two, "A"), passwords.hash_password

    def meanwhile(password: str, *, email: str) -> str:
        monkeypatch.setattr(passwords, "hash_password", real)
        change(two, here, new="somebody was faster here")
        return real(password, email=email)

    monkeypatch.setattr(passwords, "hash_password", meanwhile)
    with pytest.raises(Conflict):
        change(two, here)


def test_a_way_of_writing_numbers_is_kept_until_it_is_taken_back(two: Store) -> None:
    assert own_account.find_locale(two, person(two)) is None
    own_account.set_locale(two, person(two), "it")
    assert own_account.find_locale(two, person(two)) == "it"
    assert own_account.find_locale(two, person(two, PIET)) is None
    own_account.set_locale(two, person(two), None)
    assert own_account.find_locale(two, person(two)) is None
    with pytest.raises(Invalid):
        own_account.set_locale(two, person(two), "xx")


def test_the_languages_are_those_of_the_settings() -> None:
    assert get_args(get_args(Settings.model_fields["locale"].annotation)[0]) == own_account.LOCALES


def test_the_command_line_has_no_account_of_its_own(two: Store) -> None:
    for refused in (
        lambda: own_account.list_sessions(two, SYSTEM, token=None, clock=CLOCK),
        lambda: own_account.end_session(two, SYSTEM, 1, clock=CLOCK),
        lambda: own_account.end_other_sessions(two, SYSTEM, token=None, clock=CLOCK),
        lambda: own_account.set_locale(two, SYSTEM, "it"),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_what_one_does_to_ones_account_is_in_the_audit_log_without_any_secret(two: Store) -> None:
    here = open_session(two, "A")
    open_session(two, "B")
    own_account.end_other_sessions(two, person(two), token=here, clock=CLOCK)
    change(two, here)
    own_account.set_locale(two, person(two), "nl")
    with two.reading() as session:
        rows = [tuple(row) for row in session.connection().exec_driver_sql("SELECT * FROM audit_entry ORDER BY n")]
        assert list(head.find_audit_problems(session)) == []
        kept = people.find_account(session, ANNA).password_hash
    said = "\n".join(map(str, rows))
    for action in ("end other sessions", "change password", "set language"):
        assert action in said
    for secret in (here, passwords.token_hash(here), PASSWORD, NEW, kept):
        assert secret not in said
