"""Slowing down whoever guesses: per account and address, per account, per address."""

import pytest

from tests.support.people import CLOCK
from toc.errors import NotAllowed
from toc.services.steps.attempts import limits_of, require_attempt, was_right
from toc.services.steps.throttle import Throttle


def tried(throttle: Throttle, account: str, address: str, *, right: bool = False, **time: float) -> bool:
    """Whether an attempt may be made; a right one is taken back."""
    limits = limits_of("sign in", account, address)
    try:
        require_attempt(throttle, limits, CLOCK.later(**time).now(), field="password")
    except NotAllowed:
        return False
    if right:
        was_right(throttle, limits)
    return True


def count(throttle: Throttle, *places: tuple[str, str]) -> int:
    return sum(tried(throttle, account, address) for account, address in places)


@pytest.mark.parametrize(
    ("places", "most"),
    [
        ([("anna", "here")] * 8, 5),
        ([("anna", f"address {n}") for n in range(30)], 20),
        ([(f"account {n}", "here") for n in range(70)], 50),
    ],
    ids=["account and address", "account alone", "address alone"],
)
def test_each_key_has_its_own_limit(places: list[tuple[str, str]], most: int) -> None:
    assert count(Throttle(), *places) == most


def test_other_accounts_from_other_addresses_are_not_held_up() -> None:
    throttle = Throttle()
    count(throttle, *[("anna", "here")] * 8)
    assert tried(throttle, "anna", "there")
    assert tried(throttle, "piet", "here")


def test_attempts_are_forgotten_after_a_quarter_of_an_hour() -> None:
    throttle = Throttle()
    count(throttle, *[("anna", f"address {n}") for n in range(30)])
    assert not tried(throttle, "anna", "elsewhere", minutes=14.9)
    assert tried(throttle, "anna", "elsewhere", minutes=15)


def test_spellings_of_an_address_count_as_one_account() -> None:
    assert count(Throttle(), *[(name, "here") for name in ("Anna", " anna", "ANNA ", "anna", "aNNA", "annA")]) == 5


def test_a_refused_attempt_counts_under_no_key() -> None:
    throttle = Throttle()
    count(throttle, *[("anna", "here")] * 100)
    assert count(throttle, *[(f"account {n}", "here") for n in range(60)]) == 45


def test_signing_in_oneself_does_not_free_an_address_for_guessing() -> None:
    throttle = Throttle()
    wrong = 0
    for n in range(70):
        assert tried(throttle, "own account", "here", right=True) or wrong == 50
        wrong += tried(throttle, f"account {n}", "here")
    assert wrong == 50


def test_many_who_sign_in_rightly_from_one_address_are_not_held_up() -> None:
    throttle = Throttle()
    assert all(tried(throttle, f"account {n}", "office", right=True) for n in range(200))


def test_one_kind_of_attempt_does_not_use_up_another() -> None:
    throttle = Throttle()
    count(throttle, *[("anna", "here")] * 5)
    require_attempt(throttle, limits_of("forgot", "anna", "here"), CLOCK.now(), field="email")


def test_an_endless_address_takes_no_endless_memory() -> None:
    assert max(len(part) for key in limits_of("sign in", "x" * 10_000, "here") for part in key) == 254
