"""Importing spreadsheets as colleagues send them: the case files, wide sheets, titles above, units below headings."""

import io
from datetime import datetime

import openpyxl
import pytest

from tests.support import case_framework as cases
from tests.support.case_imports import FILES, counts, errors, look, values
from toc.errors import Invalid
from toc.exchange.raw_tables import Limits, Wanted
from toc.services.steps.opening import HowToOpen
from toc.store.database import Store

HEAD = ("indicator_code", "country", "period", "value")


@pytest.fixture
def filled(sqlite_store: Store) -> Store:
    return cases.case_store(sqlite_store)


def workbook(**sheets: list[tuple[object, ...]]) -> bytes:
    """An XLSX file with these sheets, a row a tuple."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "expected", "wanted", "wrong"),
    [
        ("C017", {"rows": 9, "new": 6, "skipped": 3}, ["30", "40", "50", "20", "25", "45"], []),
        ("C019", {"rows": 5, "new": 3, "refused": 2}, ["12.5", "13", "15"], [(4, "value"), (5, "value")]),
        ("C020", {"rows": 4, "new": 1, "refused": 3}, ["12.5"], [(3, "value"), (4, "value"), (5, "value")]),
        ("C021", {"rows": 6, "new": 6}, ["45", "45", "45", "0.45", "45.5", "100"], []),
        ("C024", {"rows": 5, "new": 5}, ["10", "20", "30", "40", "50"], []),
        ("C046", {"rows": 4, "new": 1, "refused": 3}, ["111"], [(row, "indicator_code") for row in (2, 4, 5)]),
        ("C075", {"rows": 3, "new": 3}, ["10", "20", "30"], []),
        ("C076", {"rows": 1, "new": 1}, ["10"], []),
    ],
)
def test_the_spreadsheets_of_the_cases_are_read_as_they_were_meant(
    filled: Store, name: str, expected: dict[str, int], wanted: list[str], wrong: list[tuple[int, str]]
) -> None:
    found = look(filled, next(FILES.glob(f"{name}*.xlsx")).read_bytes())
    assert counts(found) == expected
    assert values(found) == wanted
    assert errors(found) == wrong


def test_dates_are_dates_whether_typed_as_dates_serial_numbers_or_texts(filled: Store) -> None:
    found = look(filled, (FILES / "C024-date-cells.xlsx").read_bytes()).as_json()
    assert {(one["period_start"], one["period_end"]) for one in found["values"]} == {("2024-01-01", "2024-12-31")}


def test_the_sheet_that_was_read_is_named_and_another_one_can_be_chosen(filled: Store) -> None:
    data = (FILES / "C075-hidden-and-extra-sheets.xlsx").read_bytes()
    found = look(filled, data).as_json()
    assert (found["sheet"], found["sheets"]) == ("Data", ["Read me", "Data", "Old 2022"])
    assert [told["text"] for told in found["messages"]] == ["The sheet “Data” is read; these look like it: Old 2022."]
    chosen = look(filled, data, how=HowToOpen(Wanted(sheet="Old 2022")))
    assert values(chosen) == ["1", "2"]
    with pytest.raises(Invalid, match="no sheet “Old”"):
        look(filled, data, how=HowToOpen(Wanted(sheet="Old")))


def test_a_share_in_a_plain_cell_is_asked_about_and_read_as_the_person_says(filled: Store) -> None:
    data = (FILES / "C021-percent-cells.xlsx").read_bytes()
    told = [(one["row"], one["kind"]) for one in look(filled, data).as_json()["messages"]]
    assert told == [(5, "warning")]
    assert values(look(filled, data, percent_is="fraction")) == ["45", "45", "45", "45", "45.5", "100"]


def test_titles_above_and_units_below_the_headings_are_passed_over(filled: Store) -> None:
    rows = [("Report of the year", 2024), (), HEAD, ("code", "ISO", "year", "persons"), ("LRN-1.2", "IT", 2023, 12)]
    found = look(filled, workbook(Data=rows))
    assert counts(found) == {"rows": 2, "new": 1, "skipped": 1}
    assert found.as_json()["header_row"] == 3
    assert found.as_json()["messages"][0]["row"] == 4


@pytest.mark.parametrize(
    ("wide", "heading", "column"),
    [("period", ("indicator", "country"), ("2022", "2023")), ("country", ("indicator", "period"), ("Italy", "NL"))],
)
def test_a_sheet_with_a_column_for_each_period_or_country_is_taken_apart_on_request(
    filled: Store, wide: str, heading: tuple[str, str], column: tuple[str, str]
) -> None:
    second = "IT" if wide == "period" else "2023"
    data = workbook(Data=[(*heading, *column), ("LRN-1.2", second, 5, None), ("PRO-1.1", second, 7.5, 8)])
    with pytest.raises(Invalid) as caught:
        look(filled, data)
    assert f"--wide {wide}" in str(caught.value.remedy)
    found = look(filled, data, how=HowToOpen(wide=wide))
    assert counts(found) == {"rows": 4, "new": 2, "no_value": 1, "refused": 1}
    assert values(found) == ["5", "8"]
    assert errors(found) == [(3, column[0])]


def test_hidden_rows_are_read_and_named(filled: Store) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(workbook(Data=[HEAD, ("LRN-1.2", "IT", 2023, 1), ("LRN-1.2", "NL", 2023, 2)]))
    )
    book["Data"].row_dimensions[3].hidden = True
    found = look(filled, saved(book))
    assert counts(found) == {"rows": 2, "new": 2}
    assert found.as_json()["messages"][0]["text"] == "Rows that the spreadsheet hides are read like the others: 3."


def test_a_date_below_a_number_is_refused_and_a_period_typed_as_a_year_is_read(filled: Store) -> None:
    rows = [HEAD, ("LRN-1.2", "IT", 2023, datetime(2024, 5, 1)), ("LRN-1.2", "NL", 2023, 4)]  # noqa: DTZ001 - a cell
    found = look(filled, workbook(Data=rows))
    assert (errors(found), values(found)) == ([(2, "value")], ["4"])


def test_what_is_too_large_or_no_spreadsheet_is_refused_before_it_is_read(filled: Store) -> None:
    data = workbook(Data=[HEAD, *[("LRN-1.2", "IT", year, 1) for year in range(1990, 2020)]])
    for limits, words in (
        (Limits(megabytes=0), "MB are read"),
        (Limits(unpacked_megabytes=0), "unpacks to"),
        (Limits(workbook_rows=10), "31 rows"),
        (Limits(columns=3), "4 columns"),
    ):
        with pytest.raises(Invalid, match=words):
            look(filled, data, how=HowToOpen(limits=limits))
    for damaged in (data[: len(data) // 2], b"PK\x03\x04 no zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no workbook"):
        with pytest.raises(Invalid, match="cannot be opened"):
            look(filled, damaged)


def test_headings_can_be_mapped_by_hand(filled: Store) -> None:
    data = workbook(Data=[("what", "where", "when", "how many"), ("LRN-1.2", "IT", "2023", 3)])
    with pytest.raises(Invalid, match="no column"):
        look(filled, data)
    columns = {"what": "indicator_code", "where": "country", "when": "period", "how many": "value"}
    assert values(look(filled, data, how=HowToOpen(columns=columns))) == ["3"]
    with pytest.raises(Invalid, match="cannot be the column"):
        look(filled, data, how=HowToOpen(columns={**columns, "where": "value"}))
