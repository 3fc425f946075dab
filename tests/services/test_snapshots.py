"""Deliverables and frozen reports: the same figures in every file, and the same bytes whatever is recorded later."""

import csv
import hashlib
import io
import os
import random
import zipfile
from datetime import date

import docx
import openpyxl
import pytest

from tests.support.example_framework import CODE, SYSTEM, loaded, planted, record
from toc.errors import Conflict, Invalid, NotAllowed
from toc.model.query import Actor, Query
from toc.model.terms import Role
from toc.services import deliverables, planning, snapshots
from toc.services.checking import check
from toc.services.steps.framework_parts import Edit, PartKind
from toc.store.database import Store

QUERY = Query(CODE, date(2021, 6, 30))
EDITS = 1000 if os.environ.get("TOC_TEST_SOAK") == "yes" else 12
VIEWER = Actor(None, "Vera", "v@example.org", Role.VIEWER)


def entries(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_workbook_and_report_have_the_figures_of_the_files_and_no_text_is_a_formula(sqlite_store: Store) -> None:
    record(loaded(sqlite_store), planted(5, note="=1+1", source="Register"))
    found = entries(deliverables.package(sqlite_store, SYSTEM, QUERY).body)
    book = openpyxl.load_workbook(io.BytesIO(found["workbook.xlsx"]))
    assert all(cell.data_type != "f" for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    rows = list(csv.DictReader(io.StringIO(found["progress.csv"].decode("utf-8-sig"), newline="")))
    head, *cells = book["Progress"].iter_rows(values_only=True)
    place = head.index("value")
    assert [row[place] for row in cells] == [float(row["value"]) if row["value"] else None for row in rows]
    assert any(row[place] for row in cells)
    text = docx.Document(io.BytesIO(found["report.docx"]))
    shown = {cell.text for table in text.tables for row in table.rows for cell in row.cells}
    assert "15 trees (2020-03-31)" in shown
    sums = dict(reversed(line.split("  ")) for line in found["SHA256SUMS"].decode().splitlines())
    assert sums == {n: hashlib.sha256(b).hexdigest() for n, b in found.items() if n != "SHA256SUMS"}


def test_a_frozen_report_stays_the_same_to_the_byte_whatever_is_recorded_later(store: Store) -> None:
    record(loaded(store), planted(5))
    frozen = snapshots.freeze(store, SYSTEM, QUERY, name="D5.2, M18")
    kept = snapshots.open_package(store, SYSTEM, frozen.snapshot_id).body
    dice = random.Random(5)  # noqa: S311 - edits, not secrets
    for number in range(EDITS):
        record(store, planted(dice.randint(6, 99)), expected_revision=number + 1)
    assert snapshots.open_package(store, SYSTEM, frozen.snapshot_id).body == kept
    assert deliverables.package(store, SYSTEM, frozen.query).body == kept
    assert check(store).problems == ()
    found = snapshots.changed_since(store, SYSTEM, frozen.snapshot_id).differences
    assert {"Value", "Progress"} <= {one.figure for one in found}
    assert all(part.measurement_id == 1 for one in found for part in one.because)


def test_a_package_of_an_earlier_version_is_compared_in_the_columns_that_it_has(sqlite_store: Store) -> None:
    record(loaded(sqlite_store), planted(5))
    found = entries(deliverables.package(sqlite_store, SYSTEM, QUERY).body)
    query = deliverables.pinned(sqlite_store, QUERY)
    for kind, added in (("progress", 3), ("objectives", 1)):
        rows = list(csv.reader(io.StringIO(found[f"{kind}.csv"].decode("utf-8-sig"), newline="")))
        assert "explanation" in rows[0][-added:]
        earlier = snapshots.recomputed(sqlite_store, query, kind, ",".join(rows[0][:-added]).encode() + b"\r\n")
        kept = list(csv.reader(io.StringIO(earlier.decode("utf-8-sig"), newline="")))
        assert kept == [row[:-added] for row in rows]


def test_a_package_that_does_not_fit_its_figures_is_found(sqlite_store: Store) -> None:
    record(loaded(sqlite_store), planted(5))
    snapshots.freeze(sqlite_store, SYSTEM, QUERY, name="M18")
    with sqlite_store.engine.execution_options(mode="upgrading").begin() as connection:
        connection.exec_driver_sql("UPDATE revision SET value = '7'")
        connection.exec_driver_sql("UPDATE kept SET value = '7', running_total = '7'")
    assert any("progress.csv of the frozen report M18" in text for text in check(sqlite_store).problems)


def test_freezing_needs_a_name_of_its_own_and_the_right_to_plan(sqlite_store: Store) -> None:
    loaded(sqlite_store)
    with pytest.raises(NotAllowed):
        snapshots.freeze(sqlite_store, VIEWER, QUERY, name="M18")
    with pytest.raises(Invalid):
        snapshots.freeze(sqlite_store, SYSTEM, QUERY, name=" ")
    snapshots.freeze(sqlite_store, SYSTEM, QUERY, name="M18")
    with pytest.raises(Conflict):
        snapshots.freeze(sqlite_store, SYSTEM, QUERY, name="M18")


def test_a_partner_of_a_closed_framework_gets_no_frozen_report_of_other_countries(sqlite_store: Store) -> None:
    record(loaded(sqlite_store, open_to_partners=False), planted(5))
    frozen = snapshots.freeze(sqlite_store, SYSTEM, QUERY, name="M18")
    partner = Actor(None, "Ana", "a@example.org", Role.PARTNER, "POMAR", frozenset({"PT"}))
    assert snapshots.list_snapshots(sqlite_store, partner, CODE) == ()
    with pytest.raises(NotAllowed):
        snapshots.open_package(sqlite_store, partner, frozen.snapshot_id)


def test_a_changed_target_is_named_behind_the_figures_that_it_moves(sqlite_store: Store) -> None:
    record(loaded(sqlite_store), planted(5))
    frozen = snapshots.freeze(sqlite_store, SYSTEM, QUERY, name="M18")
    edit = Edit(PartKind.FACT, ("target", "F1.1", "PT", "2021-12-31"), {"value": "60"})
    seen = planning.load_page(sqlite_store, SYSTEM, CODE).version
    planning.save(sqlite_store, SYSTEM, edit, framework=CODE, reason="Agreed", seen=seen)
    found = snapshots.changed_since(sqlite_store, SYSTEM, frozen.snapshot_id).differences
    moved = [one for one in found if (one.code, one.country) == ("F1.1", "PT")]
    assert moved
    assert all(one.because == () for one in moved)
    assert all(any("50" in said and "60" in said for said in one.defined) for one in moved)


def test_a_report_of_an_earlier_version_is_not_blamed_for_a_column_that_was_empty_then(sqlite_store: Store) -> None:
    record(loaded(sqlite_store), planted(5))
    frozen = snapshots.freeze(sqlite_store, SYSTEM, QUERY, name="M18")
    assert check(sqlite_store).notes == ()
    with sqlite_store.engine.execution_options(mode="upgrading").begin() as connection:
        connection.exec_driver_sql("UPDATE snapshot SET version = '0.1.0'")
    found = check(sqlite_store)
    assert (found.problems, len(found.notes)) == ((), 1)
    assert "0.1.0" in found.notes[0]
    assert "projected_value" in found.notes[0]
    stored = entries(snapshots.open_package(sqlite_store, SYSTEM, frozen.snapshot_id).body)
    assert {"findings.csv", "actions.csv", "links.csv", "summaries.csv", "quality.csv"} <= set(stored)
