"""The panel of evidence: what it lists, what it takes, and that one refused file keeps no other out."""

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from app import context
from tests.app.test_evidence_route import measured
from tests.support import evidence_samples as samples
from tests.support.people import signed_in
from toc.model.measurement import Revision
from toc.model.query import SYSTEM
from toc.model.terms import Role
from toc.services import evidencing

PDF = ("Relevé.pdf", samples.PDF, "application/pdf")


def panel(measurement_id: int) -> None:
    """A page with nothing but the panel."""
    from app import context, evidence_panel

    evidence_panel.draw(context.get_store(), context.current_actor(), measurement_id)


@pytest.fixture
def key(demo_store) -> int:
    return measured(demo_store, context.get_clock(), approve=True)


@pytest.fixture
def open_panel(demo_store, monkeypatch):
    def opened(measurement_id: int, role: Role = Role.COORDINATOR) -> AppTest:
        token = signed_in(demo_store, f"{role.value}@credex.example", clock=context.get_clock())
        monkeypatch.setattr(context, "session_token", lambda: token)
        return AppTest.from_function(panel, args=(measurement_id,), default_timeout=30).run()

    return opened


def button(app: AppTest, label: str):
    return next(found for found in app.button if found.label == label)


def said(app: AppTest) -> str:
    """All that the panel says, links and their addresses included."""
    parts = [
        element.value for kind in (app.text, app.caption, app.error, app.success, app.markdown) for element in kind
    ]
    links = [found.proto for found in app.get("link_button")]
    return "\n".join([*parts, *(f"{link.label} -> {link.url}" for link in links)])


def links(app: AppTest) -> list[str]:
    return [found.proto.url for found in app.get("link_button")]


def test_a_measurement_without_evidence_says_so_and_takes_files(open_panel, key):
    app = open_panel(key)
    assert not app.exception
    assert "No file or link stands behind this measurement yet." in said(app)
    assert app.file_uploader[0].proto.max_upload_size_mb == 10


def test_files_are_kept_one_by_one_and_a_refused_one_is_named_and_keeps_no_other_out(demo_store, open_panel, key):
    app = open_panel(key)
    page = ("page.png", samples.HTML, "image/png")
    app.file_uploader[0].set_value([PDF, page, ("table.csv", samples.CSV, "text/csv")])
    button(app, "Add files").click()
    app.run()
    assert not app.exception
    assert [found.value for found in app.success] == [r"Added\: Relevé.pdf", r"Added\: table.csv"]
    (refused,) = app.error
    assert "page.png" in refused.value
    assert "web page" in refused.value
    kept = evidencing.list_evidence(demo_store, SYSTEM, key)
    assert [item.title for item in kept] == ["Relevé.pdf", "table.csv"]
    assert links(app) == [f"/files/evidence/{item.evidence_id}" for item in kept]
    assert "The coordinator, " in said(app)
    assert not app.run().success


def test_adding_without_a_file_says_what_is_missing(open_panel, key):
    app = open_panel(key)
    button(app, "Add files").click()
    assert "Choose a file first" in said(app.run())


def test_a_link_is_added_and_one_that_would_run_something_is_refused_and_stays_typed(demo_store, open_panel, key):
    app = open_panel(key)
    app.text_input(key="evidence_address").set_value("javascript:alert(1)")
    app.text_input(key="evidence_title").set_value("*Register*")
    button(app, "Add link").click()
    app.run()
    assert "no address of the web" in app.error[0].value
    assert app.text_input(key="evidence_address").value == "javascript:alert(1)"
    assert evidencing.list_evidence(demo_store, SYSTEM, key) == ()
    app.text_input(key="evidence_address").set_value("https://example.org/r")
    button(app, "Add link").click()
    app.run()
    assert app.text_input(key="evidence_address").value == ""
    assert links(app) == ["https://example.org/r"]
    assert r"\*Register\*" in said(app)


def test_a_source_that_is_no_address_of_the_web_is_shown_as_text_and_never_as_a_link(demo_store, open_panel, key):
    with demo_store.writing() as session:
        row = session.exec(select(Revision).where(Revision.measurement_id == key)).one()
        row.source, row.source_url = "Register", "javascript:alert(document.cookie)"
    app = open_panel(key)
    assert links(app) == []
    assert "javascript:alert(document.cookie)" in [found.value.partition(": ")[2] for found in app.text]


def test_what_is_taken_back_stays_named_with_the_reason(demo_store, open_panel, key):
    item = evidencing.add_file(demo_store, SYSTEM, key, name="a_b.pdf", body=samples.PDF, limit_megabytes=1)
    app = open_panel(key)
    button(app, "Take back").click()
    app.run()
    assert "A reason is missing" in app.error[0].value
    app.text_input(key=f"evidence_reason_{item.evidence_id}").set_value("The wrong [year](x)")
    button(app, "Take back").click()
    app.run()
    assert links(app) == []
    assert r"by The coordinator\: a\_b.pdf. Reason\: The wrong \[year\]\(x\)" in said(app)
    assert "No file or link stands" in said(app)


def test_a_viewer_sees_the_evidence_and_can_neither_add_nor_take_back(demo_store, open_panel, key):
    evidencing.add_file(demo_store, SYSTEM, key, name="a.pdf", body=samples.PDF, limit_megabytes=1)
    app = open_panel(key, Role.VIEWER)
    assert len(links(app)) == 1
    assert (len(app.button), len(app.file_uploader)) == (0, 0)


def test_a_partner_adds_to_the_own_measurement(demo_store, open_panel, key):
    app = open_panel(key, Role.PARTNER)
    app.file_uploader[0].set_value([PDF])
    button(app, "Add files").click()
    app.run()
    assert [item.title for item in evidencing.list_evidence(demo_store, SYSTEM, key)] == ["Relevé.pdf"]
