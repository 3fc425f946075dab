"""The main job in a real browser: a partner logs, a coordinator approves, the figures move, the CSV holds them."""

import csv
import io
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
