"""Python's search for circular garbage rests while a long file is worked on.

A preview of 100,000 rows makes millions of small objects that stay alive and hold no circles: searching them again and
again took longer than reading the file. What is no longer needed is freed at once all the same; only circles wait, for
the few seconds that it takes.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_LOCK = Lock()
_RESTS: list[bool] = []
"""One entry for each block that is being run: whether it was the one that stopped the search."""


@contextmanager
def resting_collector() -> Iterator[None]:
    """Let the search rest until the last of all such blocks is left; where it was off before, it stays off."""
    with _LOCK:
        _RESTS.append(gc.isenabled())
        gc.disable()
    try:
        yield
    finally:
        with _LOCK:
            if len(_RESTS) > 1:
                # Whichever block ends last wakes it, so that blocks need not end in the order of their beginning.
                _RESTS.pop()
            elif _RESTS.pop():
                gc.enable()
