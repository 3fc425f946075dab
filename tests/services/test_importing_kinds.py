"""One colleague's sheet as XLSX, ODS and XLS: percent, dates, errors, formulas and hidden sheets are told alike.

`spreadsheet-as-ods.ods` and `spreadsheet-as-xls.xls` were saved by LibreOffice 7.4 from the rows below, the other
one by the Python package xlwt 1.3, without its last three rows, as programs do that export such files.
"""

import io
import zipfile

import pytest

from tests.support import case_framework as cases
from tests.support.case_imports import FILES, counts, errors, look, values
from toc.errors import Invalid
from toc.exchange.raw_tables import Limits
from toc.services.steps.opening import HowToOpen
from toc.store.database import Store

WHOLE = ["10", "20", "45.5", "1234.5", "5"]
"""INC-1.2 of IT and NL, 45.5 % in a percent cell, INC-1.3, a sum; #DIV/0! is refused, the total is skipped."""


@pytest.fixture
def filled(sqlite_store: Store) -> Store:
    return cases.case_store(sqlite_store)


@pytest.mark.parametrize(
    ("name", "wanted", "wrong"),
    [
        ("spreadsheet-as-ods.ods", WHOLE, [(7, "value")]),
        ("spreadsheet-as-xls.xls", WHOLE, [(7, "value")]),
        ("spreadsheet-old-xlwt.xls", WHOLE[:4], []),
    ],
)
def test_old_and_open_spreadsheets_are_read_by_the_type_of_each_cell(
    filled: Store, name: str, wanted: list[str], wrong: list[tuple[int, str]]
) -> None:
    found = look(filled, (FILES / name).read_bytes())
    assert values(found) == wanted
    assert errors(found) == wrong
    assert found.opened.sheet.name == "Data"
    assert found.opened.sheet.sheets == ("Data",)
    assert {str(one.value.period_end) for one in found.outcomes if one.value} == {"2024-12-31"}
    assert any(write.draft.note == "Città è" for write in found.writes)
    assert counts(found).get("skipped", 0) == (1 if wrong else 0)


def changed(name: str, part: str, old: bytes, new: bytes) -> bytes:
    """A packed file with one part changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(FILES / name) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.namelist():
            body = before.read(entry)
            assert entry != part or old in body
            after.writestr(entry, body.replace(old, new, 1) if entry == part else body)
    return made.getvalue()


ODS, XLSX = "spreadsheet-as-ods.ods", "C017-merged-blank-totals.xlsx"
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("name", "part", "old", "new", "words"),
    [
        (ODS, "content.xml", b"<table:table-row ", b'<table:table-row table:number-rows-repeated="99999" ', "rows and"),
        (ODS, "content.xml", b'<table:table-cell office:value-type="string"',
         b'<table:table-cell table:number-columns-repeated="999999" office:value-type="string"', "columns of a"),
        (ODS, "content.xml", b"?>", b'?><!DOCTYPE x [<!ENTITY a "aaa">]>', "damaged"),
        (ODS, "content.xml", b'<table:table-cell table:number-columns-repeated="',
         b'<table:table-cell table:number-columns-repeated="-', "damaged"),
        (XLSX, SHEET, b"</sheetData>", b'<row r="1048576"/></sheetData>', "1048576 rows"),
        (XLSX, SHEET, b"</sheetData>", b"</sheetData>" + b" " * 9_000_000, "times its size"),
        (XLSX, SHEET, b"<sheetData>", b"<sheetData>" + b"".join(b'<row r="%d"/>' % n for n in range(60_000)),
         "rows of a spread"),
        (XLSX, "xl/workbook.xml", b"<sheets>", b'<sheets><sheet name="Gone" sheetId="99" r:id="rId99"/>', "damaged"),
    ],
)  # fmt: skip
def test_what_would_grow_large_or_hides_something_is_refused_before_it_is_read(
    filled: Store, name: str, part: str, old: bytes, new: bytes, words: str
) -> None:
    with pytest.raises(Invalid, match=words):
        look(filled, changed(name, part, old, new))


def test_a_part_that_is_there_twice_is_refused(filled: Store) -> None:
    made = io.BytesIO((FILES / XLSX).read_bytes())
    with zipfile.ZipFile(made, "a") as packed, pytest.warns(UserWarning, match="Duplicate"):
        packed.writestr(SHEET, b"<worksheet/>")
    with pytest.raises(Invalid, match="damaged"):
        look(filled, made.getvalue())


def test_long_cells_and_long_files_are_refused_with_the_limit_and_what_to_do(filled: Store) -> None:
    head = "indicator_code,country,period,value,note\n"
    rows = "".join(f"LRN-1.2,IT,{year},1,\n" for year in range(1990, 2020))
    with pytest.raises(Invalid, match="more than 20 rows") as refused:
        look(filled, head + rows, how=HowToOpen(limits=Limits(rows=20)))
    assert "Divide it" in str(refused.value.remedy_text())
    with pytest.raises(Invalid, match="at most 3 are read"):
        look(filled, head + rows, how=HowToOpen(limits=Limits(columns=3)))
    with pytest.raises(Invalid, match="longer than"):
        look(filled, head + f"LRN-1.2,IT,2020,1,{'x' * 140_000}\n")
