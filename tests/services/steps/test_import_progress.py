"""Whoever waits for a long file is told how many of its rows have been read; a short one is not told of."""

import pytest

from tests.support import case_framework as cases
from toc.model.query import SYSTEM
from toc.services import batching
from toc.services.batching import Upload
from toc.services.steps import import_progress
from toc.services.steps.import_options import Kind
from toc.services.steps.import_progress import watched, watching
from toc.store.database import Store


def test_rows_are_told_while_they_are_read_up_to_the_last() -> None:
    told: list[tuple[int, int]] = []
    rows = list(range(1200))
    with watching(lambda done, total: told.append((done, total))):
        assert list(watched(rows)) == rows
    assert told == [(0, 1200), (500, 1200), (1000, 1200), (1200, 1200)]


def test_nobody_is_told_of_a_short_file_or_after_the_block() -> None:
    told: list[int] = []
    with watching(lambda done, total: told.append(done)):
        list(watched([1, 2, 3]))
    list(watched(list(range(1200))))
    assert told == []


def test_the_preview_of_a_stored_file_tells_how_far_it_is(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    cases.case_store(sqlite_store)
    monkeypatch.setattr(import_progress, "EVERY", 2)
    rows = "".join(f"INC-1.2,IT,ORG,{year},5\n" for year in range(2016, 2021))
    body = ("indicator_code,country,organisation,period,value\n" + rows).encode()
    key = batching.upload(sqlite_store, SYSTEM, cases.CODE, Kind.MEASUREMENTS, Upload("long.csv", body))
    told: list[tuple[int, int]] = []
    found = batching.preview(
        sqlite_store, SYSTEM, key, clock=cases.CLOCK, watch=lambda done, total: told.append((done, total))
    )
    assert told == [(0, 5), (2, 5), (4, 5), (5, 5)]
    assert len(found.outcomes) == 5
