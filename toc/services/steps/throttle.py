"""How many attempts somebody has: a few in a while, counted in memory, per key."""

from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock

ATTEMPTS = 5
WINDOW = timedelta(minutes=15)
MOST_KEYS = 10_000


class Throttle:
    """Counts attempts per key and says how long to wait once there were too many.

    An attempt counts when it begins, so that many at once are no way around it. Forgotten when the process ends: it
    slows guessing down and locks nobody out for long.

    Args:
        attempts: so many are free within the window, where a caller names no other limit.
        window: how long an attempt counts.
        most_keys: so many keys are remembered; the longest unused ones go first.
    """

    def __init__(self, attempts: int = ATTEMPTS, window: timedelta = WINDOW, most_keys: int = MOST_KEYS) -> None:
        self._attempts = attempts
        self._window = window
        self._most_keys = most_keys
        self._lock = Lock()
        self._made: dict[tuple[str, ...], deque[datetime]] = {}

    def attempt(self, key: tuple[str, ...], now: datetime) -> timedelta | None:
        """Count an attempt; a refused one does not count.

        Returns:
            None where it may be made, else how long to wait for the next one.
        """
        return self.attempt_each({key: self._attempts}, now)

    def attempt_each(self, limits: Mapping[tuple[str, ...], int], now: datetime) -> timedelta | None:
        """Count one attempt under several keys, each with its own limit; where one of them refuses it, none counts it.

        Returns:
            None where it may be made, else how long to wait until every key lets the next one through.
        """
        with self._lock:
            waits = [wait for key, most in limits.items() if (wait := self._wait(key, most, now)) is not None]
            if waits:
                return max(waits)
            for key in limits:
                self._made.setdefault(key, deque()).append(now)
                self._made[key] = self._made.pop(key)
            while len(self._made) > self._most_keys:
                del self._made[next(iter(self._made))]
            return None

    def _wait(self, key: tuple[str, ...], most: int, now: datetime) -> timedelta | None:
        made = self._made.get(key)
        while made and now - made[0] >= self._window:
            made.popleft()
        return made[0] + self._window - now if made and len(made) >= most else None

    def forget(self, key: tuple[str, ...]) -> None:
        """Take back the attempts of a key: the last one was right."""
        with self._lock:
            self._made.pop(key, None)

    def take_back(self, key: tuple[str, ...]) -> None:
        """Take back the last attempt of a key, which was right, and leave those before it."""
        with self._lock:
            made = self._made.get(key)
            if made:
                made.pop()
