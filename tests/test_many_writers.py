"""Many people save at once, and the process dies while they do: nothing that was acknowledged is lost.

Small here; at full size, 10,000 writes and 100 kills, with `make soak`.
"""

import os
import random
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import islice, product

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from tests.support import case_framework as cases
from tests.support.case_imports import HEAD, save
from tests.support.writers import Written, all_values, heard, loaded, start_process, write
from toc.model.keeping import AuditEntry
from toc.model.terms import ReviewState
from toc.services import checking
from toc.store import measurements
from toc.store.database import Store

SOAK = os.environ.get("TOC_TEST_SOAK") == "yes"
WRITERS = 32
WRITES = 10_000 if SOAK else 10 * WRITERS
KILLS = 100 if SOAK else 6

pytestmark = [] if SOAK else [pytest.mark.slow]


def audited(store: Store, action: str) -> int:
    with store.reading() as session:
        return session.exec(select(sa.func.count()).where(col(AuditEntry.action) == action)).one()


def assert_all_there(store: Store, told: list[Written]) -> dict[int, tuple[int, ReviewState]]:
    """Every acknowledged write is in the histories, approved where that was acknowledged."""
    found = all_values(store)
    for one in told:
        revision_id, state = found[one.value]
        assert revision_id == one.revision_id
        if one.approved:
            assert state is ReviewState.APPROVED
    return found


def test_32_writers_lose_no_update_see_no_error_and_leave_the_audit_chain_whole(store: Store) -> None:
    loaded(store)
    each = WRITES // WRITERS

    def work(number: int) -> list[Written]:
        return list(islice(write(store, number), each))

    with ThreadPoolExecutor(WRITERS) as pool:
        told = [one for written in pool.map(work, range(WRITERS)) for one in written]
    logged = {one.value for one in told}
    assert set(assert_all_there(store, told)) == logged
    assert audited(store, "log measurement") + audited(store, "revise measurement") == len(logged)
    assert audited(store, "approve") == sum(one.approved for one in told) > 0
    assert checking.check(store).problems == ()


def test_an_import_beside_many_writers_is_there_whole_and_so_is_every_write_of_theirs(store: Store) -> None:
    """Case C087: 20 people save ten times each while a file of 5,000 rows is saved; small where there is no soak."""
    cases.case_store(loaded(store))
    rows = 5_000 if SOAK else 300
    periods = [f"{year}-{month:02}" for year in range(2015, 2025) for month in range(1, 13)]
    codes = ("1.1", "1.10", "1-2", "2E3", "INC-1.1", "INC-1.2", "LRN-1.2")
    keys = islice(product(codes, cases.COUNTRIES, periods), rows)
    lines = [f"{code},{country},ORG,{period},{place},,,,,,\n" for place, (code, country, period) in enumerate(keys)]

    def take_in() -> list[Written]:
        assert save(store, HEAD + "".join(lines)).saved == rows
        return []

    def work(number: int) -> list[Written]:
        return list(islice(write(store, number), 10))

    with ThreadPoolExecutor(21) as pool:
        told = list(pool.map(lambda one: one(), [take_in, *(partial(work, number) for number in range(20))]))
    values = {one.value for written in told for one in written}
    assert set(assert_all_there(store, [one for written in told for one in written])) == values
    with store.reading() as session:
        assert len(measurements.list_measurements(session, cases.CODE)) == rows
    assert checking.check(store).problems == ()


def test_a_process_killed_at_any_moment_loses_nothing_that_it_acknowledged(store: Store) -> None:
    loaded(store)
    chance = random.Random(20280301)  # noqa: S311 - at which moments
    told: list[Written] = []
    for kill in range(KILLS):
        process = start_process(store.url, 1, begin=kill * 10_000)
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(1 + chance.randrange(4))]
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=chance.random() / 20)
        process.kill()
        lines += process.stdout.readlines()
        process.wait()
        told += [one for line in lines if (one := heard(line))]
        assert checking.check(store).problems == ()
    found = assert_all_there(store, told)
    unheard = len(found) - len({one.value for one in told})
    assert 0 <= unheard <= KILLS
