"""The main job in a real browser: a partner logs, a coordinator approves, the figures move, the CSV holds them."""

import csv
import io
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.served import served
from toc.services.administering import DEMO_PASSWORD

pytestmark = pytest.mark.browser

INDICATOR = "LRN-S1.1"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    with served(f"sqlite:///{folder / 'toc.db'}", folder) as found:
        yield found


def sign_in(page: Page, address: str, who: str, wanted: str = "/") -> None:
    page.goto(address + wanted)
    expect(page).to_have_url(f"{address}/sign-in?next=%2F{wanted.strip('/').replace('?', '%3F').replace('=', '%3D')}")
    page.get_by_label("E-mail").fill(f"{who}@demo.example")
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-out")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("signed out")


def field(page: Page, label: str):
    return page.get_by_label(label, exact=True)


def test_a_partner_logs_a_coordinator_approves_and_every_view_and_the_csv_show_it(page, address):
    page.set_default_timeout(30_000)
    expect.set_options(timeout=30_000)

    sign_in(page, address, "partner.nl", "/log_data")
    expect(page.get_by_role("heading", name="Log data")).to_be_visible()
    page.goto(f"{address}/log_data?indicator={INDICATOR}&country=NL&period=2026-S1")
    value = field(page, "Value, learners")
    value.fill("fifty-two")
    value.press("Tab")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("is not a number")).to_be_visible()
    expect(value).to_have_value("fifty-two")
    value.fill("52")
    value.press("Tab")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name="Log the next")).to_be_visible()
    expect(page.get_by_text("It waits for the coordinator")).to_be_visible()

    page.reload()
    expect(page.get_by_text("Piet (HKU)")).to_be_visible()
    sign_out(page, address)

    sign_in(page, address, "coordinator", "/review")
    expect(page.get_by_role("heading", name="Review")).to_be_visible()
    expect(page.get_by_text("Learners enrolled in CCI MCs").first).to_be_visible()
    before = progress(page, address)
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("It counts in every figure now")).to_be_visible()

    after = progress(page, address)
    assert (before["value"], after["value"]) == ("243", "295")
    assert Decimal(after["progress"]) == Decimal(231) / Decimal(336)
    shown = f"{Decimal(after['progress']) * 100:.1f}%"

    see_it_everywhere(page, address, shown)
    assert after["status"] == "on track"
    page.goto(f"{address}/reports?country=NL")
    with page.expect_download() as started:
        page.get_by_role("link", name="progress.csv").click()
    text = Path(started.value.path()).read_bytes()
    assert started.value.suggested_filename.startswith("credex_progress_nl_2028-03-01")
    downloaded = {row["indicator_code"]: row for row in csv.DictReader(io.StringIO(text.decode("utf-8-sig")))}
    assert downloaded[INDICATOR] == after


def see_it_everywhere(page: Page, address: str, shown: str) -> None:
    """The new figure stands on the Grid, in Countries and on the page of the indicator."""
    page.goto(f"{address}/?country=NL")
    page.get_by_role("button", name="Increased Uptake").click()
    expect(page.get_by_role("dialog").get_by_text("295 learners")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_text(shown).first).to_be_visible()

    objective = rows(page, address, "objectives", "country=NL")["LRN-S1"]
    page.goto(f"{address}/countries")
    expect(page.get_by_role("heading", name="Countries")).to_be_visible()
    expect(page.get_by_text(f"{Decimal(objective['progress']) * 100:.1f}%").first).to_be_visible()

    page.goto(f"{address}/indicator?indicator={INDICATOR}&country=NL")
    expect(page.get_by_text("295 learners").first).to_be_visible()
    expect(page.get_by_text(shown).first).to_be_visible()
    expect(page.get_by_text("On track").first).to_be_visible()


def rows(page: Page, address: str, kind: str, filters: str) -> dict[str, dict[str, str]]:
    """Rows of a file as this browser's person gets it, by code of the indicator or objective."""
    answer = page.request.get(f"{address}/files/{kind}.csv?{filters}")
    assert answer.ok
    found = list(csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig"))))
    return {row["indicator_code" if kind == "progress" else "objective_code"]: row for row in found}


def progress(page: Page, address: str) -> dict[str, str]:
    return rows(page, address, "progress", "country=NL")[INDICATOR]


@pytest.fixture
def people(browser, address) -> Iterator[Callable[[], Page]]:
    """Browsers of their own, each with its own cookies."""
    opened = []

    def another() -> Page:
        context = browser.new_context()
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        return page

    expect.set_options(timeout=30_000)
    yield another
    for context in opened:
        context.close()


def open_form(page: Page, address: str, indicator: str, period: str, label: str) -> None:
    page.goto(f"{address}/log_data?indicator={indicator}&country=NL&period={period}")
    expect(field(page, label)).to_be_visible()


def type_into(page: Page, label: str, text: str) -> None:
    field(page, label).fill(text)
    field(page, label).press("Tab")
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def revisions(page: Page, address: str, indicator: str, period: str) -> list[dict[str, str]]:
    answer = page.request.get(f"{address}/files/measurements.csv?country=NL&unapproved=yes")
    assert answer.ok
    found = csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig")))
    return [row for row in found if (row["indicator_code"], row["period"]) == (indicator, period)]


def test_two_browsers_edit_one_measurement_and_neither_text_is_lost(people, address):
    first, second = people(), people()
    label, note = "Value, learners", "Note"
    sign_in(first, address, "partner.nl", "/log_data")
    expect(first.get_by_role("heading", name="Log data")).to_be_visible()
    sign_in(second, address, "coordinator", "/log_data")
    expect(second.get_by_role("heading", name="Log data")).to_be_visible()
    for page, value in ((first, "31"), (second, "47")):
        open_form(page, address, INDICATOR, "2027-S2", label)
        type_into(page, label, value)
        type_into(page, note, f"note with {value}")
    save(first)
    expect(first.get_by_role("button", name="Log the next")).to_be_visible()
    save(second)
    expect(second.get_by_text("Theirs, saved")).to_be_visible()
    conflict = second.locator(".st-key-log_data_conflict")
    expect(conflict.get_by_text("31 learners")).to_be_visible()
    expect(conflict.get_by_text("note with 31")).to_be_visible()
    expect(conflict.get_by_text("note with 47")).to_be_visible()
    expect(field(second, label)).to_have_value("47")

    second.reload()
    expect(field(second, label)).to_have_value("47")
    expect(field(second, note)).to_have_value("note with 47")
    second.get_by_role("button", name="Save mine after it").click()
    expect(second.get_by_text("Saved. Learners enrolled")).to_be_visible()
    newest = revisions(second, address, INDICATOR, "2027-S2")
    assert [(row["value"], row["revision"]) for row in newest if not row["dimension"]] == [("47", "2")]


def test_a_double_click_on_save_writes_one_revision_with_the_breakdown(people, address):
    page, label = people(), "Value, learners"
    sign_in(page, address, "coordinator", "/log_data")
    expect(page.get_by_role("heading", name="Log data")).to_be_visible()
    open_form(page, address, INDICATOR, "2028-S1", label)
    type_into(page, label, "20")
    page.get_by_text("By gender").click()
    type_into(page, "Female", "12")
    field(page, "Male").fill("7")
    page.get_by_role("button", name="Save", exact=True).dblclick()
    expect(page.get_by_role("button", name="Log the next")).to_be_visible()
    page.goto(f"{address}/indicator?indicator={INDICATOR}&country=NL&unapproved=yes")
    expect(page.get_by_role("heading", name="Measurements")).to_be_visible()
    rows = revisions(page, address, INDICATOR, "2028-S1")
    assert {(row["category"], row["value"], row["revision"]) for row in rows} == {
        ("", "20", "1"),
        ("female", "12", "1"),
        ("male", "7", "1"),
    }


def test_nobody_in_a_second_tab_sees_or_saves_what_the_person_before_typed(people, address):
    first = people()
    sign_in(first, address, "partner.nl", "/log_data")
    expect(first.get_by_role("heading", name="Log data")).to_be_visible()
    second = first.context.new_page()
    second.set_default_timeout(30_000)
    open_form(second, address, "SYS-S1.2", "2027", "Value, authorities")
    type_into(second, "Value, authorities", "99")
    type_into(second, "Note", "only mine")
    left = second.url
    sign_out(first, address)
    expect(second.get_by_role("heading", name="You are signed out")).to_be_visible(timeout=14_000)
    expect(second.get_by_text("only mine")).to_have_count(0)

    sign_in(first, address, "coordinator", "/log_data")
    expect(first.get_by_role("heading", name="Log data")).to_be_visible()
    second.goto(left)
    expect(field(second, "Value, authorities")).to_have_value("")
    expect(field(second, "Note")).to_have_value("")
    assert not [row for row in revisions(second, address, "SYS-S1.2", "2027") if row["value"] == "99"]
