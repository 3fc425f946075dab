"""The page Review: what waits, approve, return with a comment."""

from datetime import date
from decimal import Decimal

from streamlit.testing.v1 import AppTest

from tests.app.conftest import OpenPage
from toc.model.drafts import MeasurementDraft
from toc.model.query import SYSTEM, Clock
from toc.model.terms import ReviewState, Role
from toc.services import recording, reviewing
from toc.store import measurements
from toc.store.database import Store

CLOCK = Clock(date(2028, 3, 1))


def submitted(store: Store, value: int, year: int = 2026, first: int = 1, **more: object) -> int:
    draft = MeasurementDraft(
        framework="CREDEX",
        indicator="LRN-S1.1",
        country="NL",
        organisation="HKU",
        period_start=date(year, first, 1),
        period_end=date(year, first + 5, 30 if first == 1 else 31),
        value=Decimal(value),
        **more,
    )
    options = {"expected_revision": 1, "reason": "Counted again.", "reason_code": "late data"} if first == 7 else {}
    return recording.record(store, SYSTEM, draft, clock=CLOCK, **options).revision_id


def said(app: AppTest) -> str:
    kinds = (app.markdown, app.success, app.caption, app.text, app.error)
    return "\n".join(element.value for kind in kinds for element in kind).replace("\\", "")


def state_of(store: Store, revision_id: int) -> ReviewState:
    with store.reading() as session:
        rows = measurements.list_measurements(session, "CREDEX", indicator="LRN-S1.1", country="NL")
    return next(row.review_state for row in rows if row.revision_id == revision_id)


def test_an_empty_queue_says_so(open_page: OpenPage) -> None:
    app = open_page("review")
    assert "Nothing waits for approval." in said(app)
    assert not [button for button in app.button if "pprove" in button.label]


def test_what_waits_is_shown_with_the_value_it_replaces_and_the_note_as_typed(
    open_page: OpenPage, demo_store: Store
) -> None:
    submitted(demo_store, 52, note="**two** courses")
    submitted(demo_store, 60, first=7)
    app = open_page("review")
    told = said(app)
    assert "2 wait for approval." in told
    assert "52 learners" in told
    assert "61 learners" in told
    assert "which it replaces" in told
    assert "Counted again." in told
    assert "**two** courses" in [text.value for text in app.text]


def test_approving_counts_at_once_and_is_said(open_page: OpenPage, demo_store: Store) -> None:
    revision = submitted(demo_store, 52)
    app = open_page("review")
    app.button(key=f"review_approve_{revision}").click().run()
    assert "Approved: LRN-S1.1, Netherlands, HKU, 2026-S1. It counts in every figure now." in said(app)
    assert "Nothing waits for approval." in said(app)
    assert state_of(demo_store, revision) is ReviewState.APPROVED


def test_returning_needs_a_comment_which_is_missed_beside_its_measurement(
    open_page: OpenPage, demo_store: Store
) -> None:
    revision = submitted(demo_store, 52)
    app = open_page("review")
    app.button(key=f"review_return_{revision}").click().run()
    assert "A comment is missing. Say what has to be corrected." in said(app)
    app.text_input(key=f"review_comment_{revision}").set_value("Which courses?")
    app.button(key=f"review_return_{revision}").click().run()
    assert "Returned: LRN-S1.1, Netherlands, HKU, 2026-S1." in said(app)
    assert state_of(demo_store, revision) is ReviewState.RETURNED


def test_what_somebody_else_has_decided_meanwhile_is_told(open_page: OpenPage, demo_store: Store) -> None:
    revision, other = submitted(demo_store, 52), submitted(demo_store, 60, first=7)
    app = open_page("review")
    reviewing.approve(demo_store, SYSTEM, revision)
    app.button(key=f"review_approve_{revision}").click().run()
    assert not app.exception
    assert "1 waits for approval." in said(app)
    assert "cannot become approved" in said(app)
    assert state_of(demo_store, other) is ReviewState.SUBMITTED


def test_a_long_queue_is_shown_page_by_page(open_page: OpenPage, demo_store: Store) -> None:
    for year in range(2005, 2026):
        submitted(demo_store, 5, year=year)
    app = open_page("review")
    assert "21 wait for approval." in said(app)
    assert len([button for button in app.button if button.label == "Approve"]) == 20


def test_partners_and_viewers_may_not_open_it(open_page: OpenPage) -> None:
    for role in (Role.PARTNER, Role.VIEWER):
        app = open_page("review", role)
        assert any("This page is for:" in info.value for info in app.info)
