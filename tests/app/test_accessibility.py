"""Every page by the rules of axe-core in a real browser: no serious or critical fault, no scroll to the side.

axe-core is the checker that most tools for accessibility build on; the package axe-playwright-python brings its script
along, so that nothing is fetched. Streamlit's own menu has faults that cannot be mended from outside: `NOT_OURS`.
`make soak` looks at all pages in every width and colour for both persons; here a few of them stand for the rest.
"""

import os
from importlib.resources import files

import pytest
from playwright.sync_api import expect

from app.main import PAGES
from tests.support.served import served
from toc.services.administering import DEMO_PASSWORD

pytestmark = pytest.mark.browser

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
SERIOUS = ("serious", "critical")

# Streamlit writes its menu as <ul><div><li>: rules "list" and "listitem".
NOT_OURS = '[data-testid="stSidebarNavItems"]'

WHERE = {"country_profile": "country_profile?country=EE", "explain": "explain?objective=LRN-S1&country=EE"}
"""Pages that are about one thing, with what they are asked for."""

EVERY = [(who, width, scheme) for who in ("coordinator", "viewer") for width in (1280, 390)
         for scheme in ("light", "dark")]  # fmt: skip
LOOKS = EVERY if os.environ.get("TOC_TEST_SOAK") else [("coordinator", 1280, "light"), ("viewer", 390, "dark")]
FEW = {"grid", "countries", "indicator", "pathway", "insights", "log_data"}
"""Pages that are looked at in the second look as well."""

STILL = (
    "() => document.querySelector('[data-testid=stMain] h1') && !document.querySelector('[data-stale=true]')"
    " && document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]')"
    " && getComputedStyle(document.documentElement).getPropertyValue('--toc-quiet')"
)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("seen")
    with served(f"sqlite:///{folder / 'toc.db'}", folder) as found:
        yield found


@pytest.fixture
def signed_in(browser, address):
    """A page of the browser as somebody, in a width and a colour; scripts may be brought in from outside."""
    opened = []

    def sign_in(who, width, scheme):
        context = browser.new_context(
            bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce"
        )
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"{address}/sign-in")
        page.get_by_label("E-mail").fill(f"{who}@demo.example")
        page.get_by_label("Password").fill(DEMO_PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.locator("[data-testid=stMain] h1")).to_be_visible(timeout=60_000)
        return page

    yield sign_in
    for context in opened:
        context.close()


def faults_of(page):
    """What axe-core finds serious: rule, element, and what it says."""
    page.evaluate(AXE)
    found = page.evaluate("skipped => axe.run({exclude: [skipped]}, {resultTypes: ['violations']})", NOT_OURS)
    return [
        f"{rule['id']}: {node['html'][:200]} {node.get('failureSummary', '')[-150:]}"
        for rule in found["violations"]
        if rule["impact"] in SERIOUS
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize(("who", "width", "scheme"), LOOKS)
def test_no_page_has_a_serious_fault(signed_in, address, who, width, scheme):
    page = signed_in(who, width, scheme)
    faults = {}
    for entry in PAGES:
        if (who, width, scheme) != LOOKS[0] and len(LOOKS) == 2 and entry.file not in FEW:
            continue
        page.goto(f"{address}/{'' if entry is PAGES[0] else WHERE.get(entry.file, entry.file)}")
        page.wait_for_function(STILL)
        if found := faults_of(page):
            faults[entry.file] = found
        sideways = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth - innerWidth")
        if sideways > 0:
            faults.setdefault(entry.file, []).append(f"scrolls {sideways} px to the side")
    assert not faults


def test_a_fault_would_be_found(signed_in):
    page = signed_in("viewer", 1280, "light")
    page.evaluate(
        "document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"/x.png\"><button></button>')"
    )
    said = " ".join(faults_of(page))
    assert "image-alt" in said
    assert "button-name" in said
