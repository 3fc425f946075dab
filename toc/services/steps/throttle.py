"""How many attempts somebody has: a few in a while, counted in memory, per key."""

from collections import deque
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
        attempts: so many are free within the window.
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
        with self._lock:
            made = self._made.pop(key, deque())
            while made and now - made[0] >= self._window:
                made.popleft()
            wait = made[0] + self._window - now if len(made) >= self._attempts else None
            if wait is None:
                made.append(now)
            self._made[key] = made
            while len(self._made) > self._most_keys:
                del self._made[next(iter(self._made))]
            return wait

    def forget(self, key: tuple[str, ...]) -> None:
        """Take back the attempts of a key: the last one was right."""
        with self._lock:
            self._made.pop(key, None)
