"""The table with many rows in a real browser: no edit is lost or doubled, and each lands on the row it was typed in."""

import csv
import io
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.served import served
from toc.services.administering import DEMO_PASSWORD

pytestmark = pytest.mark.browser

Key = tuple[str, str]
"""Indicator and period of a row of a Dutch partner's that is no part of a breakdown."""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    with served(f"sqlite:///{folder / 'toc.db'}", folder) as found:
        yield found


@pytest.fixture
def table(page, address) -> Page:
    return opened(page, address)


def opened(page: Page, address: str, *, many: bool = True) -> Page:
    """Log data, as a partner; with the table of what is due."""
    page.set_default_timeout(30_000)
    expect.set_options(timeout=30_000)
    page.goto(f"{address}/log_data")
    page.get_by_label("E-mail").fill("partner.nl@demo.example")
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Log data")).to_be_visible()
    if many:
        page.get_by_text("Many rows", exact=True).click()
        expect(cell(page, "Value", 1)).to_be_attached()
    return page


def grid(page: Page) -> Locator:
    return page.get_by_test_id("stDataFrame").first


def place_of(page: Page, column: str) -> int:
    expect(page.locator("table[role=grid] th").filter(has_text=column).first).to_be_attached()
    return [text.strip() for text in page.locator("table[role=grid] th").all_inner_texts()].index(column)


def cell(page: Page, column: str, row: int) -> Locator:
    """A cell of the table as programs for the blind find it; rows count from 1 as they stand on the screen."""
    return page.locator(f"#glide-cell-{place_of(page, column)}-{row - 1}")


def choose(page: Page, row: int) -> None:
    """Choose the value of a row by the arrow keys."""
    grid(page).click(position={"x": 40, "y": 50})
    for _ in range(place_of(page, "Value")):
        page.keyboard.press("ArrowRight")
    for _ in range(row - 1):
        page.keyboard.press("ArrowDown")


def write(page: Page, text: str, *, leave: bool = True) -> None:
    """Type into the chosen cell, as quickly as the browser takes it; closing it chooses the row below."""
    page.keyboard.press(text[0])
    page.locator(".gdg-input").wait_for()
    page.keyboard.type(text[1:])
    if leave:
        page.keyboard.press("Enter")
        page.locator(".gdg-input").wait_for(state="detached")


def paste(page: Page, text: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("ControlOrMeta+V")


def save(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile("^Save( the good rows)?$"))


def counts(page: Page) -> list[int]:
    """Rows in sight that hold a plain number of something and are no part of a breakdown."""
    rows = range(1, 1 + page.locator("table[role=grid] tbody tr").count())
    seen = [row for row in rows if cell(page, "Unit", row).count()]
    whole = [row for row in seen if not cell(page, "Split by", row).inner_text()]
    return [row for row in whole if cell(page, "Unit", row).inner_text() not in ("%", "level")]


def key_of(page: Page, row: int) -> Key:
    return cell(page, "Indicator", row).inner_text(), cell(page, "Period", row).inner_text()


def kept(page: Page, address: str, key: Key) -> list[str]:
    """What is recorded for a row, each time with the number of its revision."""
    answer = page.request.get(f"{address}/files/measurements.csv?country=NL&unapproved=yes")
    assert answer.ok
    rows = csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig")))
    return [
        f"{row['value']} r{row['revision']}"
        for row in rows
        if (row["indicator_code"], row["period"]) == key and not row["dimension"] and row["organisation"] == "HKU"
    ]


def test_quick_edits_and_the_cell_that_is_open_at_save_are_saved_once(table, address):
    first, second = counts(table)[:2]
    keys = [key_of(table, row) for row in (first, second)]
    choose(table, first)
    write(table, "41")
    for _ in range(second - first - 1):
        table.keyboard.press("ArrowDown")
    write(table, "52", leave=False)
    save(table).dblclick()
    expect(table.get_by_text("Saved: 2 measurements. They wait for approval.")).to_be_visible()
    expect(table.get_by_text("2 rows typed: 2 saved or unchanged.")).to_be_visible()
    assert [kept(table, address, key) for key in keys] == [["41 r1"], ["52 r1"]]

    choose(table, first)
    write(table, "43")
    expect(table.get_by_text("2 rows typed: 1 changed, 1 saved or unchanged.")).to_be_visible()
    save(table).click()
    table.get_by_text("What is recorded", exact=True).click()
    table.get_by_text("What is due", exact=True).click()
    expect(table.get_by_text("2 rows typed: 2 saved or unchanged.")).to_be_visible()
    assert [kept(table, address, key) for key in keys] == [["43 r2"], ["52 r1"]]


def test_cells_typed_while_the_page_works_are_all_there(table):
    choose(table, 1)
    for row in range(1, 9):
        write(table, f"{row}x")
    expect(table.get_by_text("8 rows typed: 8 refused.")).to_be_visible()
    assert [cell(table, "Value", row).inner_text() for row in range(1, 9)] == [f"{row}x" for row in range(1, 9)]
    table.get_by_text("Begin anew", exact=True).click()
    table.get_by_text("Throw it away", exact=True).click()
    expect(table.get_by_text("rows typed")).to_have_count(0)
    expect(cell(table, "Value", 1)).to_have_text("")


def test_a_block_from_a_spreadsheet_with_a_fault_in_it_leaves_the_other_rows_as_they_are(table, address):
    table.get_by_text("What is recorded", exact=True).click()
    expect(table.get_by_text("What is due", exact=True)).to_be_visible()
    whole = counts(table)
    row = next(row for row in whole if row + 1 not in whole) if len(whole) > 1 else whole[0]
    assert row
