"""The table with many rows in a real browser: no edit is lost or doubled, and each lands on the row it was typed in."""

import csv
import io
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.served import served
from toc.services.administering import DEMO_PASSWORD

pytestmark = pytest.mark.browser

COLUMNS = (
    "Indicator", "Row", "Name", "Country", "Organisation", "Period", "Split by", "Part", "Value", "Unit", "Before",
)  # fmt: skip
"""In the order in which they stand; those to the right of them are out of sight."""

VALUE_AT = 700
"""Where the column with the values stands, in pixels from the left."""

KEY_MILLISECONDS = 60
"""How long a key is held: 200 words a minute."""

Key = tuple[str, str]
"""Indicator and period of a row of a Dutch partner's that is no part of a breakdown."""

Kept = Callable[[Key], list[str]]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    with served(f"sqlite:///{folder / 'toc.db'}", folder) as found:
        yield found


@pytest.fixture(scope="module")
def kept(browser, address) -> Iterator[Kept]:
    """What a coordinator reads of a partner's row: its values, each with the number of its revision."""
    context = browser.new_context()
    sign_in(context.new_page(), address, "coordinator")

    def found(key: Key) -> list[str]:
        answer = context.request.get(f"{address}/files/measurements.csv?country=NL&unapproved=yes")
        assert answer.ok
        read = csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig")))
        own = [row for row in read if row["organisation"] == "HKU" and not row["dimension"]]
        rows = [row for row in own if (row["indicator_code"], row["period"]) == key]
        said = [row["value"] or f"{row['numerator']}/{row['denominator']}" for row in rows]
        return [f"{what} r{row['revision']}" for what, row in zip(said, rows, strict=True)]

    yield found
    context.close()


@pytest.fixture
def table(page, address) -> Page:
    return opened(page, address)


def sign_in(page: Page, address: str, who: str) -> None:
    page.set_default_timeout(30_000)
    expect.set_options(timeout=30_000)
    page.goto(f"{address}/log_data")
    page.get_by_label("E-mail").fill(f"{who}@demo.example")
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).not_to_have_url(re.compile("sign-in"))


def opened(page: Page, address: str, *, many: bool = True) -> Page:
    """Log data, as a partner; with the table of what is due."""
    sign_in(page, address, "partner.nl")
    expect(page.get_by_role("heading", name="Log data")).to_be_visible()
    if many:
        page.get_by_text("Many rows", exact=True).click()
        expect(cell(page, "Value", 1)).to_be_attached()
    return page


def grid(page: Page) -> Locator:
    return page.get_by_test_id("stDataFrame").first


def cell(page: Page, column: str, row: int) -> Locator:
    """A cell of the table as programs for the blind find it; rows count from 1 as they stand on the screen."""
    return page.locator(f"#glide-cell-{COLUMNS.index(column)}-{row - 1}")


def choose(page: Page, row: int) -> None:
    """Choose the value of a row that is in sight."""
    grid(page).click(position={"x": VALUE_AT, "y": 50 + 33 * (row - 1)})
    expect(cell(page, "Value", row)).to_have_attribute("aria-selected", "true")


def write(page: Page, text: str, *, leave: bool = True) -> None:
    """Type into the chosen cell, as quickly as it shows what is typed; closing it chooses the row below."""
    page.keyboard.press(text[0])
    expect(page.locator(".gdg-input")).to_have_value(text[0])
    page.keyboard.type(text[1:], delay=KEY_MILLISECONDS)
    expect(page.locator(".gdg-input")).to_have_value(text)
    if leave:
        page.keyboard.press("Enter", delay=KEY_MILLISECONDS)
        expect(page.locator(".gdg-input")).to_have_count(0)


def show_recorded(page: Page) -> None:
    page.get_by_text("What is recorded", exact=True).click()
    expect(cell(page, "Value", 1)).to_have_text("3")


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


def test_quick_edits_and_the_cell_that_is_open_at_save_are_saved_once(table, kept):
    first, second = counts(table)[:2]
    keys = [key_of(table, row) for row in (first, second)]
    choose(table, first)
    write(table, "41")
    choose(table, second)
    write(table, "52", leave=False)
    save(table).dblclick()
    expect(table.get_by_text("Saved: 2 measurements. They wait for approval.")).to_be_visible()
    expect(table.get_by_text("2 rows typed: 2 saved or unchanged.")).to_be_visible()
    assert [kept(key) for key in keys] == [["41 r1"], ["52 r1"]]


def test_cells_typed_while_the_page_works_are_all_there(table):
    choose(table, 1)
    for row in range(1, 9):
        write(table, f"{row}x")
        expect(cell(table, "Value", row + 1)).to_have_attribute("aria-selected", "true")
    expect(table.get_by_text("8 rows typed: 8 refused.")).to_be_visible()
    assert [cell(table, "Value", row).inner_text() for row in range(1, 9)] == [f"{row}x" for row in range(1, 9)]
    table.get_by_text("Begin anew", exact=True).click()
    table.get_by_text("Throw it away", exact=True).click()
    expect(table.get_by_text("rows typed")).to_have_count(0)
    expect(cell(table, "Value", 1)).to_have_text("")


def test_of_a_block_from_a_spreadsheet_a_wrong_cell_is_named_and_the_other_rows_are_saved(table, kept):
    good, ratio = key_of(table, 1), key_of(table, 9)
    choose(table, 1)
    paste(table, "3,0\n9,0\n\n\n\n\n\n\n\t\t\t1.234,0\t2.468,0")
    expect(table.get_by_text("3 rows typed: 2 new, 1 refused.")).to_be_visible()
    faults = table.locator("table[role=grid]").nth(1)
    expect(faults.locator("#glide-cell-0-0")).to_have_text("2")
    expect(faults.locator("#glide-cell-1-0")).to_have_text("value")
    save(table).click()
    expect(table.get_by_text("Saved: 2 measurements.")).to_be_visible()
    expect(table.get_by_text("3 rows typed: 2 saved or unchanged, 1 refused.")).to_be_visible()
    assert (kept(good), kept(ratio)) == (["3 r1"], ["1234/2468 r1"])


def test_after_sorting_an_edit_lands_on_the_row_it_was_typed_in(table, kept):
    show_recorded(table)
    numbers = [cell(table, "Row", row).inner_text() for row in (1, 2, 3)]
    for _ in ("up", "down"):
        grid(table).click(position={"x": VALUE_AT, "y": 16})
    expect(cell(table, "Row", 1)).not_to_have_text("1")
    expect(cell(table, "Value", 1)).to_have_text("9")
    assert [cell(table, "Row", row).inner_text() for row in (1, 2, 3)] != numbers
    key = key_of(table, 1)
    (before,) = kept(key)
    choose(table, 1)
    write(table, "14")
    expect(table.get_by_text("1 row typed: 1 changed.")).to_be_visible()
    save(table).click()
    expect(table.get_by_text("Saved: 1 measurement.")).to_be_visible()
    assert (before, kept(key)) == ("9 r1", ["14 r2"])


def test_a_cleared_cell_writes_nothing_and_is_no_0(table, kept):
    show_recorded(table)
    row = counts(table)[0]
    key = key_of(table, row)
    before = kept(key)
    choose(table, row)
    table.keyboard.press("Delete")
    expect(table.get_by_text("1 row typed: 1 without a value (nothing is written there; what")).to_be_visible()
    save(table).click()
    expect(table.get_by_text("There is nothing to save yet.")).to_be_visible()
    assert before and kept(key) == before


@pytest.mark.parametrize("language", ["de-DE", "et-EE"])
def test_a_comma_is_typed_in_a_browser_of_any_language(browser, address, kept, language):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale=language)
    page = opened(context.new_page(), address, many=False)
    assert page.evaluate("navigator.language") == language
    period = {"de-DE": "2027", "et-EE": "2025"}[language]
    page.goto(f"{address}/log_data?indicator=PRO-S1.2&country=NL&period={period}")
    typed = page.get_by_label("Percentage, where numerator and denominator are not known")
    typed.press_sequentially("12,5")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name="Log the next")).to_be_visible()
    assert kept(("PRO-S1.2", period)) == ["12.5 r1"]
    page.goto(f"{address}/log_data?indicator=LRN-S1.1&country=NL&period=2028-S1")
    typed = page.get_by_label("Value, learners", exact=True)
    typed.press_sequentially("1.250")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("can be read as 1250 or as 1.25. Choose which one is meant.")).to_be_visible()
    assert kept(("LRN-S1.1", "2028-S1")) == []
    context.close()
