"""People who all save at once, and processes that are killed while they save.

A writer logs values for a few periods that all writers share, so that they get in each other's way all the time: who is
told that somebody was faster looks at what is there and saves after it. Every value is used once, so that it can be
looked for afterwards.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from multiprocessing.connection import Connection

from tests.support.example_framework import CODE, planted
from toc.errors import Conflict
from toc.figures.periods import Period, parse_period
from toc.model.query import Actor, Clock
from toc.model.terms import ReviewState, Role
from toc.services import recording, reviewing
from toc.store import measurements
from toc.store.database import Store

CLOCK = Clock(date(2030, 1, 1))
PARTNER = Actor(None, "Pia", "pia@example.org", Role.PARTNER, "POMAR", frozenset({"PT"}))
COORDINATOR = Actor(None, "Carla", "carla@example.org", Role.COORDINATOR)
QUARTERS = tuple(parse_period(f"{year}-Q{quarter}") for year in range(2020, 2026) for quarter in range(1, 5))
APPROVES_EVERY = 4


@dataclass(frozen=True, slots=True)
class Written:
    """A write that was acknowledged.

    Attributes:
        value: what was logged; no other write has it.
        approved: it was approved, and that was acknowledged too.
    """

    value: int
    revision_id: int
    approved: bool = False


def write(store: Store, number: int, *, begin: int = 0) -> Iterator[Written]:
    """Log one value after another, approve some of them, and give each write once it is acknowledged.

    Args:
        store: where they go.
        number: of the writer; its values are its own.
        begin: number of the first value.
    """
    chance = random.Random(number)  # noqa: S311 - which period comes next
    seen: dict[Period, int] = {}
    value = number * 1_000_000 + begin
    while True:
        made = _insist(store, value, chance.choice(QUARTERS), seen)
        yield Written(value, made)
        if value % APPROVES_EVERY == 0 and _approved(store, made):
            yield Written(value, made, approved=True)
        value += 1


def _insist(store: Store, value: int, period: Period, seen: dict[Period, int]) -> int:
    """Save after whatever stands there; the key of the revision."""
    draft = planted(value, period_start=period.start, period_end=period.end)
    while True:
        try:
            made = recording.record(
                store,
                PARTNER,
                draft,
                clock=CLOCK,
                expected_revision=seen.get(period),
                idempotency_key=f"write {value}",
                reason="counted again",
                reason_code="typing error",
            )
        except Conflict as faster:
            newest = faster.details["revision"]
            assert isinstance(newest, int)
            seen[period] = newest
        else:
            seen[period] = (seen.get(period) or 0) + 1
            return made.revision_id


def _approved(store: Store, revision_id: int) -> bool:
    """Approve a revision where nobody has put a newer one in its place."""
    try:
        reviewing.approve(store, COORDINATOR, revision_id)
    except Conflict:
        return False
    return True


def all_values(store: Store) -> dict[int, tuple[int, ReviewState]]:
    """Every value in the histories of all periods, with its revision and state; refuses a value that is there twice."""
    found: dict[int, tuple[int, ReviewState]] = {}
    with store.reading() as session:
        for row in measurements.list_measurements(session, CODE, indicator="F1.1"):
            history = measurements.list_revisions(session, row.measurement_id)
            assert [one.revision for one in history] == list(range(len(history), 0, -1))
            for one in history:
                value = int(one.value or 0)
                assert value not in found
                found[value] = (one.revision_id, one.review_state)
    return found


def start_process(url: str, number: int, begin: int) -> tuple["KilledLater", Connection]:
    """A process that writes until it is killed and tells each acknowledged write through a pipe."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    mine, its = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(url, number, begin, its), daemon=True)
    process.start()
    its.close()
    return process, mine


KilledLater = get_context("forkserver").Process


def _run(url: str, number: int, begin: int, told: Connection) -> None:
    for written in write(Store(url), number, begin=begin):
        told.send(written)
