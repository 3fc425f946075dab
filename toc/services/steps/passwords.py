"""Passwords and tokens: what is kept of them, and how one that was given is compared with it."""

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from toc.errors import Invalid
from toc.model.person import plain_email

SHORTEST = 10
LONGEST = 256

HASHER = PasswordHasher()
"""argon2id with the library's recommended cost: about 0.1 s and 64 MiB for each password."""


def new_token() -> str:
    """A token of 256 random bits that fits into a cookie and into an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """The SHA-256 of a token, in hexadecimal digits: all that is kept of it. Random tokens need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_password(password: str, *, email: str) -> str:
    """The argon2id hash of a new password.

    Args:
        password: 10 to 256 characters, more than one of them, and none of those that everybody tries first.
        email: of the account, in small letters; it cannot be the password.

    Raises:
        Invalid: the password will not do.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(
            "A password has {least} to {most} characters.",
            field="password",
            remedy="A few words in a row are easy to remember and hard to guess.",
            details={"least": SHORTEST, "most": LONGEST},
        )
    if plain_email(password) == email:
        raise Invalid("The password cannot be the e-mail address.", field="password", remedy="Choose another one.")
    if len(set(password.casefold())) == 1:
        raise Invalid("The password repeats one character.", field="password", remedy="Take a few words in a row.")
    if password.strip().casefold() in common_passwords():
        raise Invalid(
            "This password is one of those that are tried first.",
            field="password",
            remedy="Take a few words in a row that belong together for you alone.",
        )
    return HASHER.hash(password)


@cache
def common_passwords() -> frozenset[str]:
    """The passwords that are tried first, in small letters: those of leaks, and single words and names.

    zxcvbn keeps each text in one of its lists only, that in which it is most frequent, so that all of them count.
    """
    return frozenset(word.casefold() for words in FREQUENCY_LISTS.values() for word in words if len(word) >= SHORTEST)


def matches(kept: str | None, password: str) -> bool:
    """Whether a password is the one of a hash; takes as long where there is no hash to compare with."""
    typed = password if len(password) <= LONGEST else ""
    try:
        return HASHER.verify(kept or _hash_of_nothing(), typed) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def better_hash(kept: str | None, password: str) -> str | None:
    """The hash to keep of a password that was just found right: a new one where the cost has been raised since."""
    return HASHER.hash(password) if kept is not None and HASHER.check_needs_rehash(kept) else kept


@cache
def _hash_of_nothing() -> str:
    """A hash that no password matches."""
    return HASHER.hash(new_token())
