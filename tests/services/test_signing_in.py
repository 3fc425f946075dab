"""Signing in and out, and looking up who is signed in."""

from datetime import timedelta

import pytest

from tests.support.people import CHEAP, CLOCK, DEMO, PASSWORD, PLAIN, add_organisation, add_person, signed_in
from toc.config import Settings
from toc.errors import Conflict, Invalid, NotAllowed
from toc.model.query import SYSTEM
from toc.model.terms import Role
from toc.services import administering, signing_in
from toc.services.steps import passwords
from toc.services.steps.throttle import Throttle
from toc.store import people
from toc.store.database import Store

ANNA = "anna@credex.example"


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@pytest.fixture
def with_anna(sqlite_store: Store) -> Store:
    add_person(sqlite_store, ANNA, Role.COORDINATOR, name="Anna")
    return sqlite_store


def attempt(store: Store, email: str = ANNA, password: str = PASSWORD, **more: object) -> signing_in.NewSession:
    options = {"address": "test", "clock": CLOCK, "throttle": Throttle()} | more
    return signing_in.sign_in(store, options.pop("settings", PLAIN), email=email, password=password, **options)


def who(store: Store, token: str | None, **more: object) -> str | None:
    actor = signing_in.actor_of(store, token, more.pop("settings", PLAIN), **({"clock": CLOCK} | more))
    return actor and actor.name


def test_a_token_finds_its_person_and_no_other_token_does(with_anna: Store) -> None:
    begun = attempt(with_anna, " Anna@Credex.EXAMPLE ")
    assert (begun.name, begun.expires_at) == ("Anna", CLOCK.now() + timedelta(days=30))
    assert who(with_anna, begun.token) == "Anna"
    for other in (None, "", begun.token[:-1], begun.token + "x", begun.token.swapcase()):
        assert who(with_anna, other) is None


@pytest.mark.parametrize(
    ("email", "password"),
    [(ANNA, "wrong password"), (ANNA, ""), ("nobody@credex.example", PASSWORD), (ANNA, PASSWORD + "x" * 300)],
)
def test_a_wrong_password_and_an_unknown_address_get_the_same_words(
    with_anna: Store, email: str, password: str
) -> None:
    with pytest.raises(Invalid) as error:
        attempt(with_anna, email, password)
    assert error.value.message == "The e-mail address or the password is not right."
    assert error.value.field == "password"


def test_an_unknown_address_costs_a_hash_as_well(with_anna: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            compared.append(kept)
            return CHEAP.verify(kept, password)

        def hash(self, password: str) -> str:
            return CHEAP.hash(password)

    monkeypatch.setattr(passwords, "HASHER", Counting())
    for email in ("nobody@credex.example", ANNA):
        with pytest.raises(Invalid):
            attempt(with_anna, email, "wrong password")
    assert len(compared) == 2


def test_somebody_without_a_password_cannot_sign_in(sqlite_store: Store) -> None:
    draft = administering.AccountDraft(email=ANNA, name="Anna", role=Role.VIEWER)
    administering.make_account(sqlite_store, SYSTEM, draft, clock=CLOCK)
    with pytest.raises(Invalid):
        attempt(sqlite_store, password="")


def test_signing_in_ends_the_session_that_the_browser_had(with_anna: Store) -> None:
    first = attempt(with_anna).token
    second = attempt(with_anna, replacing=first).token
    assert first != second
    assert who(with_anna, first) is None
    assert who(with_anna, second) == "Anna"


def test_signing_out_ends_this_session_and_no_other(with_anna: Store) -> None:
    here, elsewhere = attempt(with_anna).token, attempt(with_anna).token
    signing_in.sign_out(with_anna, here, clock=CLOCK)
    signing_in.sign_out(with_anna, "no session", clock=CLOCK)
    assert who(with_anna, here) is None
    assert who(with_anna, elsewhere) == "Anna"


def test_a_new_password_ends_every_session(with_anna: Store) -> None:
    draft = administering.AccountDraft(email="new@credex.example", name="New", role=Role.VIEWER)
    link = administering.make_account(with_anna, SYSTEM, draft, clock=CLOCK).partition("token=")[2]
    with with_anna.writing() as session:
        account_id = people.find_account(session, "new@credex.example").id
        people.add_session(
            session, account_id, passwords.token_hash("old"), now=CLOCK.now(), expires_at=CLOCK.later(days=1).now()
        )
    assert who(with_anna, "old") == "New"
    administering.set_password(with_anna, link, PASSWORD, clock=CLOCK)
    assert who(with_anna, "old") is None


def test_a_session_ends_after_twelve_idle_hours(with_anna: Store) -> None:
    token = attempt(with_anna).token
    assert who(with_anna, token, clock=CLOCK.later(hours=11.99), counting=False) == "Anna"
    assert who(with_anna, token, clock=CLOCK.later(hours=12), counting=False) is None


def test_activity_keeps_a_session_and_what_a_tab_does_by_itself_does_not(with_anna: Store) -> None:
    token = attempt(with_anna).token
    assert who(with_anna, token, clock=CLOCK.later(hours=8), counting=False) == "Anna"
    assert who(with_anna, token, clock=CLOCK.later(hours=13), counting=False) is None
    assert who(with_anna, token, clock=CLOCK.later(hours=8)) == "Anna"
    assert who(with_anna, token, clock=CLOCK.later(hours=13), counting=False) == "Anna"


def test_a_session_ends_after_thirty_days_however_active(with_anna: Store) -> None:
    token = attempt(with_anna, settings=Settings(session_idle_hours=10_000)).token
    patient = Settings(session_idle_hours=10_000)
    assert who(with_anna, token, settings=patient, clock=CLOCK.later(days=29.99)) == "Anna"
    assert who(with_anna, token, settings=patient, clock=CLOCK.later(days=30)) is None


def test_activity_is_written_at_most_once_a_minute(with_anna: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    token = attempt(with_anna).token
    marked = []
    monkeypatch.setattr(people, "mark_seen", lambda _session, _id, now: marked.append(now))
    for seconds in (0, 30, 59.9):
        who(with_anna, token, clock=CLOCK.later(seconds=seconds))
    assert marked == []
    who(with_anna, token, clock=CLOCK.later(seconds=60))
    assert marked == [CLOCK.later(seconds=60).now()]


def test_a_busy_store_turns_nobody_away(with_anna: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    token = attempt(with_anna).token

    def busy(*_: object) -> None:
        raise Conflict("The store is busy with another change.")

    monkeypatch.setattr(people, "mark_seen", busy)
    assert who(with_anna, token, clock=CLOCK.later(hours=1)) == "Anna"


def test_looking_up_a_person_changes_no_data(with_anna: Store) -> None:
    before = with_anna.data_version()
    token = attempt(with_anna).token
    who(with_anna, token, clock=CLOCK.later(hours=1))
    signing_in.sign_out(with_anna, token, clock=CLOCK)
    assert with_anna.data_version() == before


def test_a_closed_account_neither_signs_in_nor_stays_signed_in(with_anna: Store) -> None:
    token = attempt(with_anna).token
    with with_anna.writing() as session:
        people.find_account(session, ANNA).deactivated_at = CLOCK.now()
    assert who(with_anna, token) is None
    with pytest.raises(Invalid):
        attempt(with_anna)


def test_after_five_attempts_one_waits_even_with_the_right_password(with_anna: Store) -> None:
    throttle = Throttle()
    for _ in range(5):
        with pytest.raises(Invalid):
            attempt(with_anna, password="wrong password", throttle=throttle)
    with pytest.raises(NotAllowed, match="Too many attempts") as error:
        attempt(with_anna, throttle=throttle)
    assert error.value.remedy == "Wait 15 min and try again."
    assert attempt(with_anna, throttle=throttle, address="another computer").token
    assert attempt(with_anna, throttle=throttle, clock=CLOCK.later(minutes=15)).token


def test_a_right_password_takes_the_earlier_attempts_back(with_anna: Store) -> None:
    throttle = Throttle()
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(Invalid):
                attempt(with_anna, password="wrong password", throttle=throttle)
        assert attempt(with_anna, throttle=throttle).token


def test_unknown_addresses_wait_as_well(with_anna: Store) -> None:
    throttle = Throttle()
    for _ in range(5):
        with pytest.raises(Invalid):
            attempt(with_anna, "nobody@credex.example", throttle=throttle)
    with pytest.raises(NotAllowed):
        attempt(with_anna, "nobody@credex.example", throttle=throttle)


def test_the_throttle_remembers_a_limited_number_of_keys() -> None:
    throttle = Throttle(attempts=1, most_keys=2)
    for key in ("a", "b", "c"):
        assert throttle.attempt((key,), CLOCK.now()) is None
    assert throttle.attempt(("c",), CLOCK.now()) == timedelta(minutes=15)
    assert throttle.attempt(("a",), CLOCK.now()) is None


def test_a_hash_of_lower_cost_is_replaced_when_its_password_was_right(
    with_anna: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept() -> str:
        with with_anna.reading() as session:
            return people.find_account(session, ANNA).password_hash

    before = kept()
    attempt(with_anna)
    assert kept() == before
    monkeypatch.setattr(passwords, "HASHER", type(CHEAP)(time_cost=2, memory_cost=8, parallelism=1))
    attempt(with_anna)
    assert "t=2" in kept()
    assert attempt(with_anna).token


def test_real_hashes_are_argon2id_with_64_mib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert passwords.hash_password(PASSWORD, email=ANNA).startswith("$argon2id$v=19$m=65536,t=3,")


def test_demo_accounts_work_on_this_computer_only_and_in_a_demonstration_only(sqlite_store: Store) -> None:
    add_organisation(sqlite_store, "HKU", "NL")
    administering.make_demo_accounts(sqlite_store, DEMO, clock=CLOCK)
    begun = attempt(sqlite_store, "partner.nl@demo.example", administering.DEMO_PASSWORD, settings=DEMO)
    assert who(sqlite_store, begun.token, settings=DEMO) == "Piet (HKU)"
    for settings in (PLAIN, Settings(demo=True, address="192.0.2.1")):
        assert who(sqlite_store, begun.token, settings=settings) is None
        with pytest.raises(Invalid):
            attempt(sqlite_store, "partner.nl@demo.example", administering.DEMO_PASSWORD, settings=settings)


def test_the_token_that_tests_sign_in_with_is_a_real_one(with_anna: Store) -> None:
    assert who(with_anna, signed_in(with_anna, ANNA)) == "Anna"
