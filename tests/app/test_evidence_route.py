"""A file of evidence leaves only to those who may see its measurement, as an attachment that no browser opens."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from app import context
from app.gate import Envelope, Gate, security_headers
from app.routes import evidence, plain
from tests.support import evidence_samples as samples
from tests.support.people import signed_in
from tests.support.plain_app import HOST
from tests.support.served import served
from toc.config import DEMO_TODAY
from toc.errors import TocError
from toc.model.evidence import Evidence, StoredFile
from toc.model.query import SYSTEM, Clock
from toc.model.terms import Role
from toc.services import analysing, evidencing, recording
from toc.services.administering import DEMO_PASSWORD
from toc.store.database import Store

FIELDS = {"indicator_code": "LRN-S1.1", "country": "NL", "organisation": "HKU", "period": "2026-S1", "value": "52"}


def measured(store: Store, clock, **options: bool) -> int:
    """A measurement of the demonstration, submitted unless more is said."""
    draft = recording.parse(FIELDS, analysing.document(store, SYSTEM, "CREDEX"), actor=SYSTEM).draft
    return recording.record(store, SYSTEM, draft, clock=clock, **options).measurement_id


def add(store: Store, measurement_id: int, name: str, body: bytes) -> int:
    return evidencing.add_file(store, SYSTEM, measurement_id, name=name, body=body, limit_megabytes=1).evidence_id


def smuggle(store: Store, measurement_id: int, body: bytes, media_type: str, name: str = "page.html") -> int:
    """Put a page behind a measurement around all checks, as if they had failed."""
    key = add(store, measurement_id, "page.txt", b"words")
    with store.writing() as session:
        sha256 = hashlib.sha256(body).hexdigest()
        now = datetime(2028, 3, 1, tzinfo=UTC)
        session.add(StoredFile(sha256=sha256, size=len(body), media_type=media_type, body=body, created_at=now))
        session.flush()
        row = session.get_one(Evidence, key)
        row.sha256, row.title = sha256, name
    return key


@pytest.fixture
def browser_of(demo_store):
    """A browser that is signed in as somebody of a role, or as nobody, behind the real gate."""

    def opened(role: Role | None) -> TestClient:
        settings, clock = context.get_settings(), context.get_clock()
        app = Starlette(
            routes=evidence.routes(demo_store),
            middleware=[
                Middleware(Envelope, headers=security_headers([], https=False)),
                Middleware(Gate, store=demo_store, settings=settings, clock=clock),
            ],
            exception_handlers={TocError: plain.refused},
        )
        client = TestClient(app, base_url=HOST, follow_redirects=False)
        if role is not None:
            token = signed_in(demo_store, f"{role.value}@credex.example", clock=clock)
            client.cookies.set(context.cookie_name(settings), token)
        return client

    return opened


def is_sandboxed(answer) -> bool:
    policies = [policy.strip() for policy in answer.headers["content-security-policy"].split(",")]
    return "sandbox; default-src 'none'" in policies and len(policies) == 2


@pytest.mark.parametrize("role", Role)
def test_a_file_leaves_as_an_attachment_under_its_name_and_nothing_in_it_may_run(demo_store, browser_of, role):
    key = add(demo_store, measured(demo_store, context.get_clock()), "Relevé d'été.pdf", samples.PDF)
    answer = browser_of(role).get(f"/files/evidence/{key}")
    if role is Role.VIEWER:
        assert answer.status_code == 403
        return
    assert (answer.status_code, answer.content) == (200, samples.PDF)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"Relev_ d__t_.pdf\"; filename*=UTF-8''Relev%C3%A9%20d%27%C3%A9t%C3%A9.pdf"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-store"
    assert is_sandboxed(answer)


@pytest.mark.parametrize("media_type", ["text/html; charset=utf-8", "image/svg+xml", "application/xhtml+xml"])
def test_a_page_that_came_past_all_checks_still_leaves_as_a_sandboxed_attachment(demo_store, browser_of, media_type):
    key = smuggle(demo_store, measured(demo_store, context.get_clock(), approve=True), samples.HTML, media_type)
    answer = browser_of(Role.VIEWER).get(f"/files/evidence/{key}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert is_sandboxed(answer)


def test_a_refusal_is_in_words_and_tells_nothing_of_the_file(demo_store, browser_of):
    key = add(demo_store, measured(demo_store, context.get_clock()), "Salaries.pdf", samples.PDF)
    for path, status, said in (
        (f"/files/evidence/{key}", 403, "You may not see this measurement."),
        (f"/files/evidence/{key + 1}", 404, "There is no evidence"),
        ("/files/evidence/99999999999999999999", 404, "There is no evidence"),
    ):
        answer = browser_of(Role.VIEWER).get(path)
        assert (answer.status_code, said in answer.text) == (status, True)
        assert "Salaries" not in answer.text + str(answer.headers)
        assert "LRN-S1" not in answer.text


def test_without_a_session_nothing_is_answered(demo_store, browser_of):
    key = add(demo_store, measured(demo_store, context.get_clock(), approve=True), "a.pdf", samples.PDF)
    answer = browser_of(None).get(f"/files/evidence/{key}")
    assert (answer.status_code, answer.text) == (401, "Sign in first.")


def test_a_file_is_only_read_by_its_address(demo_store, browser_of):
    key = add(demo_store, measured(demo_store, context.get_clock(), approve=True), "a.pdf", samples.PDF)
    here = {"origin": HOST, "sec-fetch-site": "same-origin"}
    for method in ("post", "put", "delete"):
        assert getattr(browser_of(Role.COORDINATOR), method)(f"/files/evidence/{key}", headers=here).status_code == 405


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("a b-c_d.pdf", "attachment; filename=\"a b-c_d.pdf\"; filename*=UTF-8''a%20b-c_d.pdf"),
        ('a"; x=".csv', "attachment; filename=\"a__ x__.csv\"; filename*=UTF-8''a%22%3B%20x%3D%22.csv"),
        ("数据.csv", "attachment; filename=\"__.csv\"; filename*=UTF-8''%E6%95%B0%E6%8D%AE.csv"),
    ],
)
def test_a_name_cannot_break_out_of_its_header(name, header):
    assert evidence.attachment(name) == header


@pytest.mark.browser
def test_in_a_real_browser_a_stored_page_is_downloaded_and_never_runs(page: Page, tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'toc.db'}"
    with served(url, tmp_path) as address:
        store = Store(url)
        measurement = measured(store, Clock(DEMO_TODAY), approve=True)
        keys = [
            smuggle(store, measurement, samples.HTML, "text/html; charset=utf-8"),
            smuggle(store, measurement, samples.SVG, "image/svg+xml", "drawing.svg"),
        ]
        store.engine.dispose()
        page.goto(f"{address}/sign-in")
        page.get_by_label("E-mail").fill("viewer@demo.example")
        page.get_by_label("Password").fill(DEMO_PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(f"{address}/")
        page.goto(f"{address}/sign-out")  # a plain page, on which no script of ours changes the title
        for key, body in zip(keys, (samples.HTML, samples.SVG), strict=True):
            _downloads(page, f"{address}/files/evidence/{key}", body)


def _downloads(page: Page, address: str, body: bytes) -> None:
    """Go to an address: a download begins, the page stays what it was, and nothing of the file has run."""
    page.evaluate("document.title = 'as it was'")
    before = page.url
    with page.expect_download() as started:
        page.evaluate("address => { window.location.href = address }", address)
    assert Path(started.value.path()).read_bytes() == body
    assert page.url == before
    assert page.title() == "as it was"
