"""Slowing down whoever guesses: attempts are counted per account and address together, per account, and per address."""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta

from toc.errors import NotAllowed
from toc.model.person import MAX_EMAIL, plain_email
from toc.services.steps.throttle import ATTEMPTS, Throttle

OF_ACCOUNT = 20
"""So many attempts an account has from all addresses together."""
OF_ADDRESS = 50
"""So many attempts an address has for all accounts together."""

Limits = Mapping[tuple[str, ...], int]


def limits_of(what: str, email: str, address: str) -> Limits:
    """The keys that an attempt is counted under, each with its limit: the pair first, then the account, the address.

    Args:
        what: is attempted; attempts of one kind do not use up those of another.
        email: as typed; whether there is such an account makes no difference.
        address: network address of the browser.
    """
    account = plain_email(email)[:MAX_EMAIL]
    return {
        (what, "pair", account, address): ATTEMPTS,
        (what, "account", account): OF_ACCOUNT,
        (what, "address", address): OF_ADDRESS,
    }


def require_attempt(throttle: Throttle, limits: Limits, now: datetime, *, field: str) -> None:
    """Count an attempt, or refuse it.

    Raises:
        NotAllowed: there were too many; the sentence says how long to wait, and `minutes` stands in its details.
    """
    wait = throttle.attempt_each(limits, now)
    if wait is not None:
        raise NotAllowed(
            "Too many attempts.",
            field=field,
            remedy="Wait {minutes} min and try again.",
            details={"minutes": math.ceil(wait / timedelta(minutes=1))},
        )


def was_right(throttle: Throttle, limits: Limits) -> None:
    """Take back what a right attempt used up: all of the pair's attempts, one of the account's and of the address's.

    Not all of the address's: with an account of one's own one could guess at others' without end.
    """
    pair, *others = limits
    throttle.forget(pair)
    for key in others:
        throttle.take_back(key)
