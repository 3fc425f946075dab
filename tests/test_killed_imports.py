"""A process is killed while it saves an import: all rows are there or none, and the import is marked as the rows say.

Small here; at full size, 100 kills on each database, with `make soak`.
"""

import os
import random
import subprocess
import time
from contextlib import suppress

import pytest

from tests.support import case_framework as cases
from tests.support.importers import READY, ROWS, SAVED, batch_of, save_file, standing, start_import
from toc.services import checking
from toc.store.database import Store

SOAK = os.environ.get("TOC_TEST_SOAK") == "yes"
KILLS = 100 if SOAK else 4

pytestmark = [pytest.mark.slow]


def test_an_import_killed_at_any_moment_has_saved_all_rows_or_none(store: Store) -> None:
    cases.case_store(store)
    began = time.monotonic()
    save_file(store, 1)
    longest = time.monotonic() - began
    chance = random.Random(20250601)  # noqa: S311 - at which moments
    before, whole, cut_off = 1, 0, 0
    for value in range(2, KILLS + 2):
        process = start_import(store.url, value)
        assert process.stdout is not None
        assert process.stdout.readline().startswith(READY)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=chance.random() * longest)
        process.kill()
        told = process.stdout.read().startswith(SAVED)
        process.wait()
        values, rows = standing(store)
        assert rows == ROWS
        assert values in ({value}, {before})
        saved = values == {value}
        assert saved or not told
        assert (batch_of(store, value).saved_at is not None) == saved
        before, whole, cut_off = (value, whole + 1, cut_off) if saved else (before, whole, cut_off + 1)
    assert whole + cut_off == KILLS
    assert checking.check(store).problems == ()
