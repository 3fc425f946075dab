"""The table with many rows in a real browser: quick edits one after the other, an open cell at Save."""

import csv
import io

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.served import served
from toc.services.administering import DEMO_PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    with served(f"sqlite:///{folder / 'toc.db'}", folder) as found:
        yield found


@pytest.fixture
def table(page, address) -> Page:
    page.set_default_timeout(30_000)
    expect.set_options(timeout=30_000)
    page.goto(f"{address}/log_data")
    page.get_by_label("E-mail").fill("partner.nl@demo.example")
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("Many rows", exact=True).click()
    expect(grid(page)).to_be_visible()
    expect(page.locator("#glide-cell-8-0")).to_be_attached()
    return page


def grid(page: Page) -> Locator:
    return page.get_by_test_id("stDataFrame").first


def cell(page: Page, column: str, row: int) -> Locator:
    """A cell of the table as programs for the blind find it; rows count from 1."""
    heads = [text.strip() for text in page.locator("table[role=grid] th").all_inner_texts()]
    return page.locator(f"#glide-cell-{heads.index(column)}-{row - 1}")


def begin(page: Page) -> None:
    """Choose the value of the first row by the arrow keys."""
    grid(page).click(position={"x": 40, "y": 50})
    heads = [one.strip() for one in page.locator("table[role=grid] th").all_inner_texts()]
    for _ in range(heads.index("Value")):
        page.keyboard.press("ArrowRight")


def type_below(page: Page, rows: int, text: str, *, leave: bool = True) -> None:
    """Go so many rows down, or up, and type; with `leave` the cell is closed, which chooses the row below it."""
    for _ in range(abs(rows)):
        page.keyboard.press("ArrowDown" if rows > 0 else "ArrowUp")
    page.keyboard.type(text)
    if leave:
        page.keyboard.press("Enter")


def stored(page: Page, address: str) -> list[dict[str, str]]:
    answer = page.request.get(f"{address}/files/measurements.csv?country=NL&unapproved=yes")
    assert answer.ok
    return list(csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig"))))


def totals(page: Page) -> list[int]:
    """Numbers of the rows in sight that are no part of a breakdown."""
    seen = page.locator("table[role=grid] tbody tr").count()
    rows = [row for row in range(1, seen + 1) if cell(page, "Unit", row).count()]
    whole = [row for row in rows if not cell(page, "Split by", row).inner_text()]
    return [row for row in whole if cell(page, "Unit", row).inner_text() != "%"]


def key_of(page: Page, row: int) -> tuple[str, str]:
    return cell(page, "Indicator", row).inner_text(), cell(page, "Period", row).inner_text()


def value_of(page: Page, address: str, key: tuple[str, str]) -> list[str]:
    return [
        f"{row['value']} r{row['revision']}"
        for row in stored(page, address)
        if (row["indicator_code"], row["period"]) == key and not row["dimension"]
    ]


def save(page: Page) -> None:
    page.get_by_role("button", name="Save ").filter(has_text="row").click()


def test_quick_edits_and_an_open_cell_at_save_are_neither_lost_nor_doubled(table, address):
    level, _, first, second = totals(table)[:4]
    keys = [key_of(table, row) for row in (first, second, level)]
    begin(table)
    type_below(table, first - 1, "4")
    expect(cell(table, "Value", first)).to_have_text("4")
    type_below(table, second - first - 1, "5")
    expect(cell(table, "Value", second)).to_have_text("5")
    expect(table.get_by_text("2 rows typed: 2 new")).to_be_visible()
    type_below(table, level - second - 1, "3", leave=False)
    save(table)
    expect(table.get_by_text("Saved: ")).to_be_visible()
    assert [value_of(table, address, key) for key in keys[:2]] == [["4 r1"], ["5 r1"]]
    if not value_of(table, address, keys[2]):
        expect(table.get_by_text("3 rows typed: 1 new")).to_be_visible()
        save(table)
        expect(table.get_by_text("Saved: 1 ")).to_be_visible()
    assert value_of(table, address, keys[2]) == ["3 r1"]
