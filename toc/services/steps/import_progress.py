"""How far a long import is: whoever waits for it is told so many rows of so many, while they are read."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

EVERY = 500
"""So many rows are read before it is told again; shorter files are never told of."""

Watch = Callable[[int, int], None]
"""Takes how many rows have been read, and how many there are."""

_Row = TypeVar("_Row")
_watching: ContextVar[Watch | None] = ContextVar("watching", default=None)


@contextmanager
def watching(watch: Watch | None) -> Iterator[None]:
    """Let somebody be told of the rows that are read in this block."""
    token = _watching.set(watch)
    try:
        yield
    finally:
        _watching.reset(token)


def watched(rows: Sequence[_Row]) -> Iterable[_Row]:
    """The rows; whoever watches is told of every `EVERY`-th, and of the last."""
    watch = _watching.get()
    if watch is None or len(rows) <= EVERY:
        return rows
    return _told(rows, watch)


def _told(rows: Sequence[_Row], watch: Watch) -> Iterator[_Row]:
    total = len(rows)
    for done, row in enumerate(rows):
        if done % EVERY == 0:
            watch(done, total)
        yield row
    watch(total, total)
