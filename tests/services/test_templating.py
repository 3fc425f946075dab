"""Templates come back filled, untouched or wrong: values are stored, nothing is written, errors are marked."""

import io

import openpyxl
import pytest
from openpyxl.comments import Comment

from tests.support import case_framework as cases
from toc.errors import Invalid, NotAllowed
from toc.exchange import marking
from toc.model.query import Actor
from toc.model.terms import Role
from toc.services import batching, templating
from toc.services.batching import Upload
from toc.services.importing import Found
from toc.services.steps.import_options import Kind
from toc.services.steps.import_outcome import RowState
from toc.store.database import Store


@pytest.fixture
def filled(store: Store) -> Store:
    return cases.case_store(store)


def made(store: Store) -> openpyxl.Workbook:
    file = templating.template(store, cases.REPORTER, cases.query(), clock=cases.CLOCK)
    return openpyxl.load_workbook(io.BytesIO(file.body))


def handed_in(store: Store, book: openpyxl.Workbook) -> tuple[int, Found]:
    buffer = io.BytesIO()
    book.save(buffer)
    upload = Upload("mine.xlsx", buffer.getvalue())
    batch_id = batching.upload(store, cases.REPORTER, cases.CODE, Kind.MEASUREMENTS, upload)
    return batch_id, batching.preview(store, cases.REPORTER, batch_id, clock=cases.CLOCK)


def place(book: openpyxl.Workbook, heading: str) -> int:
    return next(cell.column for cell in book["Data"][1] if cell.value == heading)


def row_of(book: openpyxl.Workbook, *, part: bool = False) -> int:
    page, dimension = book["Data"], place(book, "dimension")
    return next(
        row
        for row in range(2, page.max_row + 1)
        if page.cell(row, 1).value == "LRN-1.2" and bool(page.cell(row, dimension).value) is part
    )


def test_the_untouched_template_writes_nothing_and_says_nothing_about_its_columns(filled: Store) -> None:
    batch_id, found = handed_in(filled, made(filled))
    assert found.outcomes
    assert {outcome.state for outcome in found.outcomes} == {RowState.NO_VALUE}
    assert found.headings.unrecognised == ()
    assert not [message for message in found.messages if message.row is None]
    assert batching.save(filled, cases.REPORTER, batch_id, found, clock=cases.CLOCK).saved == 0


def test_codes_are_texts_and_cells_have_lists_rules_and_explanations(filled: Store) -> None:
    book = made(filled)
    assert book.sheetnames[0] == "Data" and {"Definitions", "Read me"} <= set(book.sheetnames)
    page = book["Data"]
    assert all(isinstance(page.cell(row, 1).value, str) for row in range(2, page.max_row + 1))
    assert all(cell.comment is not None for cell in page[1])
    assert page.freeze_panes == "C2"
    row, value = row_of(book), place(book, "value")
    rules = [one for one in page.data_validations.dataValidation if page.cell(row, value).coordinate in one.sqref]
    assert [(one.type, one.operator, one.formula1) for one in rules] == [("whole", "greaterThanOrEqual", "0")]


def test_filled_cells_are_stored_with_the_parts_of_their_breakdown(filled: Store) -> None:
    book = made(filled)
    book["Data"].cell(row_of(book), place(book, "value")).value = 12
    book["Data"].cell(row_of(book, part=True), place(book, "value")).value = 5
    batch_id, found = handed_in(filled, book)
    assert (found.new, found.refused) == (2, 0)
    assert batching.save(filled, cases.REPORTER, batch_id, found, clock=cases.CLOCK).saved == 1


def test_a_workbook_with_mistakes_comes_back_marked_and_the_marks_go_in_the_next_round(filled: Store) -> None:
    book = made(filled)
    page, row, value = book["Data"], row_of(book), place(book, "value")
    page.cell(row, value).value = 12.5
    page.cell(row, value).comment = Comment("mine", "Rita")
    ground = page.cell(row, value).fill.fgColor.rgb
    batch_id, found = handed_in(filled, book)
    assert found.refused == 1
    file = templating.marked(filled, cases.REPORTER, batch_id, clock=cases.CLOCK)
    back = openpyxl.load_workbook(io.BytesIO(file.body))
    cell = back["Data"].cell(row, value)
    assert "whole number" in cell.comment.text and "mine" in cell.comment.text
    assert cell.fill.fgColor.rgb == marking.GROUND
    assert [back["Errors"].cell(3, column).value for column in (1, 2, 3)] == [row, "value", cell.coordinate]
    cell.value = 12
    buffer = io.BytesIO()
    back.save(buffer)
    again = openpyxl.load_workbook(io.BytesIO(marking.mark_workbook(buffer.getvalue(), "Data", 1, ())))
    assert again["Data"].cell(row, value).comment.text == "mine"
    assert again["Data"].cell(row, value).fill.fgColor.rgb == ground
    assert again["Errors"].max_row == 2


def test_csv_files_do_not_come_back_marked_and_viewers_get_no_template(sqlite_store: Store) -> None:
    filled = cases.case_store(sqlite_store)
    body = b"indicator_code,country,period,value\nLRN-1.2,IT,2023,x\n"
    batch_id = batching.upload(filled, cases.REPORTER, cases.CODE, Kind.MEASUREMENTS, Upload("a.csv", body))
    with pytest.raises(Invalid, match="XLSX"):
        templating.marked(filled, cases.REPORTER, batch_id, clock=cases.CLOCK)
    viewer = Actor(None, "Vera", "vera@example.org", Role.VIEWER)
    with pytest.raises(NotAllowed):
        templating.template(filled, viewer, cases.query(), clock=cases.CLOCK)
