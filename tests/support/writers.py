"""People who all save at once, and processes that are killed while they save.

A writer logs values for the same measurements as all the others, so that they get in each other's way all the time:
who is told that somebody was faster looks at what is there and saves after it. Every value is used once, so that it can
be looked for afterwards.
"""

import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tests.support.tree import ROOT
from toc.errors import Conflict
from toc.exchange.framework_file import read_framework
from toc.figures.periods import Period, parse_period
from toc.model.document import FrameworkDocument
from toc.model.drafts import MeasurementDraft
from toc.model.query import SYSTEM, Actor, Clock
from toc.model.terms import CorrectionReason, Measure, ReviewState, Role, Scope
from toc.services import loading, recording, reviewing
from toc.store import frameworks, measurements
from toc.store.database import Store

CODE = "CREDEX"
Place = tuple[str, str, str, Period]
"""Indicator, country, organisation and period of a measurement."""

CLOCK = Clock(date(2030, 1, 1))
PARTNER = Actor(None, "Pia", "pia@example.org", Role.ADMINISTRATOR)
COORDINATOR = Actor(None, "Carla", "carla@example.org", Role.COORDINATOR)
QUARTERS = tuple(parse_period(f"{year}-Q{quarter}") for year in (2026, 2027) for quarter in range(1, 5))
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
    chance = random.Random(number)  # noqa: S311 - what comes next
    with store.reading() as session:
        places = _places(frameworks.current_document(session, CODE))
    seen: dict[Place, int] = {}
    value = number * 1_000_000 + begin
    while True:
        made = _insist(store, value, chance.choice(places), seen)
        yield Written(value, made)
        if value % APPROVES_EVERY == 0 and _approved(store, made):
            yield Written(value, made, approved=True)
        value += 1


def loaded(store: Store) -> Store:
    """A store with the framework that the writers write into."""
    loading.load_framework(store, SYSTEM, read_framework(loading.CREDEX), reason="for a test")
    return store


def _places(document: FrameworkDocument) -> list[Place]:
    """Every quarter of every series of a count that is reported by country."""
    counted = [one for one in document.indicators if one.measure is Measure.COUNT and one.scope is Scope.COUNTRY]
    return [
        (indicator.code, country, organisation, period)
        for indicator in counted
        for country in document.country_by_code
        for organisation in document.reporters(indicator.code, country)
        for period in QUARTERS
    ]


def _insist(store: Store, value: int, place: Place, seen: dict[Place, int]) -> int:
    """Save after whatever stands there; the key of the revision."""
    indicator, country, organisation, period = place
    draft = MeasurementDraft(
        framework=CODE,
        indicator=indicator,
        country=country,
        organisation=organisation,
        period_start=period.start,
        period_end=period.end,
        value=Decimal(value),
    )
    while True:
        try:
            made = recording.record(
                store,
                PARTNER,
                draft,
                clock=CLOCK,
                expected_revision=seen.get(place),
                idempotency_key=f"write {value}",
                reason_code=CorrectionReason.LATE_DATA.value,
                reason="counted again",
            )
        except Conflict as faster:
            newest = faster.details["revision"]
            assert isinstance(newest, int)
            seen[place] = newest
        else:
            seen[place] = (seen.get(place) or 0) + 1
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
        for row in measurements.list_measurements(session, CODE):
            history = measurements.list_revisions(session, row.measurement_id)
            assert [one.revision for one in history] == list(range(len(history), 0, -1))
            for one in history:
                value = int(one.value or 0)
                assert value not in found
                found[value] = (one.revision_id, one.review_state)
    return found


def start_process(url: str, number: int, begin: int) -> subprocess.Popen[str]:
    """A process that writes until it is killed, and tells each acknowledged write in a line."""
    command = [sys.executable, "-m", __name__, url, str(number), str(begin)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def heard(line: str) -> Written | None:
    """The write that a line tells of; None for a line that was cut off by the kill."""
    if not line.endswith("\n"):
        return None
    value, revision_id, approved = line.split()
    return Written(int(value), int(revision_id), approved == "True")


if __name__ == "__main__":
    for one in write(Store(sys.argv[1]), int(sys.argv[2]), begin=int(sys.argv[3])):
        sys.stdout.write(f"{one.value} {one.revision_id} {one.approved}\n")
        sys.stdout.flush()
