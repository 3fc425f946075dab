"""Damaged, rewritten and harmful files: no traceback, no hang, no value accepted that the good file does not hold.

A few hundred here; 100,000 with `make soak`.
"""

import io
import os
import random
import re
import zipfile

import pytest

from tests.support import case_framework as cases
from tests.support import fuzz_files
from tests.support.fuzz_judge import SECONDS, Judge, answered_at_once, findings
from toc.store.database import Store

SOAK = os.environ.get("TOC_TEST_SOAK") == "yes"
FILES = 100_000 if SOAK else 400


def test_every_fuzzed_file_is_read_or_refused_and_no_wrong_value_is_accepted(sqlite_store: Store) -> None:
    judge = Judge(cases.case_store(sqlite_store))
    with answered_at_once():
        told = list(findings(judge, range(FILES), seconds=SECONDS if SOAK else 0))
    assert told == []
    assert judge.read > FILES // 4
    assert judge.refused > FILES // 10
    assert judge.accepted > FILES


@pytest.mark.parametrize("kind", ["CSV", "XLSX", "ODS", "XLS"])
def test_files_of_every_kind_are_fuzzed_and_each_number_is_always_the_same_file(kind: str) -> None:
    made = [fuzz_files.fuzzed(number) for number in range(300)]
    assert any(one.seed.upper().endswith(kind) for one in made)
    assert made[:20] == [fuzz_files.fuzzed(number) for number in range(20)]


def test_no_workbook_that_is_made_says_at_which_moment() -> None:
    data = fuzz_files.seeds()["CSV"][0][1]
    with zipfile.ZipFile(io.BytesIO(fuzz_files.as_workbook(data, random.Random(1)))) as made:  # noqa: S311
        assert {part.date_time for part in made.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert set(re.findall(rb"\d{4}-\d\d-\d\dT", made.read("docProps/core.xml"))) == {b"2000-01-01T"}
