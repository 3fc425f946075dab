"""Downloads opened in LibreOffice: the figures read back equal, and no formula runs from a person's text."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import case_framework as cases
from tests.support import office
from tests.support.example_framework import CODE, SYSTEM, loaded, planted, record
from toc.exchange.cells import ERRORS
from toc.exchange.workbooks import open_workbook
from toc.model.query import Query
from toc.services import deliverables, templating
from toc.store.database import Store

pytestmark = pytest.mark.slow
QUERY = Query(CODE, cases.CLOCK.today("UTC").replace(2021, 6, 30))
EVIL = '=HYPERLINK("http://example.org";"7")'
Convert = Callable[[str, bytes, str], bytes]


@pytest.fixture
def convert(tmp_path: Path) -> Convert:
    program = office.find_office()
    if program is None:
        pytest.skip(office.MISSING)

    def made(name: str, body: bytes, to: str) -> bytes:
        file = tmp_path / name
        file.write_bytes(body)
        return office.convert(program, file, to)

    return made


@pytest.fixture
def filled(sqlite_store: Store) -> Store:
    record(loaded(sqlite_store), planted(5, note=EVIL, source="+1+1"))
    return sqlite_store


def cells(body: bytes) -> dict[str, list[list[str]]]:
    """The texts of every sheet, without blanks at the ends of rows and blank rows."""
    found = {}
    for table in open_workbook(body).tables:
        rows = [list(record.cells) for record in table.records]
        for row in rows:
            while row and not row[-1].strip():
                row.pop()
        found[table.name] = [row for row in rows if row]
    return found


def content(body: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return packed.read("content.xml").decode()


def test_the_workbook_shows_the_same_figures_and_texts_and_runs_no_formula(filled: Store, convert: Convert) -> None:
    body = deliverables.workbook(filled, SYSTEM, QUERY).body
    opened = convert("workbook.xlsx", body, "ods")
    assert cells(opened) == cells(body)
    assert "table:formula" not in content(opened)
    texts = [cell for rows in cells(opened).values() for row in rows for cell in row]
    assert EVIL in texts
    assert not ERRORS.intersection(texts)


def test_the_template_keeps_its_cells_and_its_lists(sqlite_store: Store, convert: Convert) -> None:
    cases.case_store(sqlite_store)
    body = templating.template(sqlite_store, cases.REPORTER, cases.query(), clock=cases.CLOCK).body
    opened = convert("template.xlsx", body, "ods")
    assert cells(opened) == cells(body)
    assert "table:content-validation " in content(opened)


def test_the_word_report_holds_the_figures(filled: Store, convert: Convert) -> None:
    body = deliverables.document(filled, SYSTEM, QUERY).body
    text = convert("report.docx", body, "txt:Text (encoded):UTF8").decode("utf-8-sig")
    assert "15 trees (2020-03-31)" in text


def test_a_csv_opens_without_a_formula_that_came_from_a_text(filled: Store, convert: Convert) -> None:
    with zipfile.ZipFile(io.BytesIO(deliverables.package(filled, SYSTEM, QUERY).body)) as packed:
        body = packed.read("measurements.csv")
    opened = convert("measurements.csv", body, "ods")
    assert "table:formula" not in content(opened)
    assert "HYPERLINK" in content(opened)
