"""The page Review: what waits, approve, return with a comment."""

from datetime import date
from decimal import Decimal

from streamlit.testing.v1 import AppTest

from tests.app.conftest import OpenPage
from toc.figures.framework import assess_framework
from toc.model.drafts import MeasurementDraft
from toc.model.query import SYSTEM, Clock
from toc.model.terms import ReviewState, Role
from toc.services import closing_periods, recording, reviewing
from toc.store import measurements
from toc.store.database import Store
from toc.store.panel import load_panel

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


def close_2026_s1(store: Store) -> int:
    period = {"period_start": date(2026, 1, 1), "period_end": date(2026, 6, 30)}
    return closing_periods.close(store, SYSTEM, "CREDEX", clock=CLOCK, **period)


def test_a_card_shows_the_change_the_figures_now_and_after_and_the_flags(
    open_page: OpenPage, demo_store: Store
) -> None:
    revision = submitted(demo_store, 52)
    told = said(open_page("review"))
    assert "243 learners → 295 learners; progress 53.3% → 68.8%" in told.replace("&#37;", "%")
    assert "No file and no link" in told
    assert "No source is named." in told
    assert "The evidence is not graded, which counts as weak." in told
    reviewing.approve(demo_store, SYSTEM, revision)
    with demo_store.reading() as session:
        result = assess_framework(load_panel(session, "CREDEX"), CLOCK.fixed_today)
    figure = result.indicators["LRN-S1.1", "NL"]
    assert figure.value.quantity.value == 295
    assert f"{float(figure.progress):.1%}" == "68.8%"


def test_all_on_the_page_are_selected_and_approved_at_once_and_what_was_decided_meanwhile_is_named(
    open_page: OpenPage, demo_store: Store
) -> None:
    revisions = [submitted(demo_store, 5, year=year) for year in (2020, 2021, 2022)]
    app = open_page("review")
    assert not [button for button in app.button if "selected" in button.label]
    app.checkbox(key="review_all").check().run()
    reviewing.send_back(demo_store, SYSTEM, revisions[0], comment="Which?")
    app.button(key="review_approve_selected").click().run()
    told = said(app)
    assert not app.exception
    assert "Approved: 2 measurements. They count in every figure now." in told
    assert "LRN-S1.1, NL, HKU, 2020-S1: This revision is returned and cannot become approved." in told
    assert "Nothing waits for approval." in told
    assert [state_of(demo_store, one) for one in revisions[1:]] == [ReviewState.APPROVED] * 2


def test_selected_ones_are_returned_with_one_comment(open_page: OpenPage, demo_store: Store) -> None:
    first, second = submitted(demo_store, 5, year=2020), submitted(demo_store, 6, year=2021)
    app = open_page("review")
    app.checkbox(key=f"review_pick_{second}").check().run()
    app.button(key="review_return_selected").click().run()
    assert "A comment is missing." in said(app)
    app.text_input(key="review_comment").set_value("Please check.")
    app.button(key="review_return_selected").click().run()
    assert "Returned: 1 measurement. Their authors see the comment." in said(app)
    assert (state_of(demo_store, first), state_of(demo_store, second)) == (ReviewState.SUBMITTED, ReviewState.RETURNED)


def test_the_queue_is_filtered_by_the_address_and_by_the_fields(open_page: OpenPage, demo_store: Store) -> None:
    submitted(demo_store, 52)
    app = open_page("review", organisation="HKU", country="XX")
    assert app.selectbox(key="review_organisation").value == "HKU"
    assert app.selectbox(key="review_country").value == ""
    app = open_page("review", country="IT")
    assert "1 waits for approval. 0 of them fit the filters." in said(app)
    app.button(key="review_clear").click().run()
    assert "1 waits for approval." in said(app)
    assert "country" not in app.query_params


def test_a_coordinator_closes_a_period_and_opens_it_again_with_a_reason(open_page: OpenPage, demo_store: Store) -> None:
    app = open_page("review")
    app.selectbox(key="review_kind").select("semester").run()
    assert app.selectbox(key="review_period").options[0] == "2027-S2"
    app.selectbox(key="review_period").select("2027-S1").run()
    app.button(key="review_close").click().run()
    assert "2027-S1 is closed." in said(app)
    (closed,) = closing_periods.list_closed(demo_store, SYSTEM, "CREDEX")
    assert "2027-S1" not in app.selectbox(key="review_period").options
    app.button(key=f"review_open_{closed.row.id}").click().run()
    assert "The reason is missing." in said(app)
    app.text_input(key=f"review_opening_{closed.row.id}").set_value("Two countries are missing.")
    app.button(key=f"review_open_{closed.row.id}").click().run()
    assert "2027-S1 is open again for everybody." in said(app)
    assert closing_periods.list_closed(demo_store, SYSTEM, "CREDEX") == ()


def test_a_partner_asks_for_an_exception_on_log_data_and_the_coordinator_grants_it(
    open_page: OpenPage, demo_store: Store
) -> None:
    close_2026_s1(demo_store)
    app = open_page("log_data", Role.PARTNER, indicator="LRN-S1.1", country="NL", period="2026-S1")
    app.text_input(key="log_data_value").set_value("9").run()
    app.button(key="log_data_save").click().run()
    assert "The period 2026-S1 is closed" in said(app)
    app.button(key="log_data_ask").click().run()
    assert "The reason is missing." in said(app)
    (why,) = [area for area in app.text_area if area.key.startswith("log_data_why_")]
    why.set_value("A **list** came late.").run()
    app.button(key="log_data_ask").click().run()
    assert not [button for button in app.button if button.key == "log_data_ask"]
    (request,) = closing_periods.list_exceptions(demo_store, SYSTEM, "CREDEX")

    review = open_page("review")
    assert "1 request for an exception waits for an answer" in review.info[0].value
    assert "A **list** came late." in [text.value for text in review.text]
    review.button(key=f"review_grant_{request.row.id}").click().run()
    assert "The last day is missing." in said(review)
    review.date_input(key=f"review_until_{request.row.id}").set_value(date(2028, 3, 9)).run()
    review.button(key=f"review_grant_{request.row.id}").click().run()
    assert "Granted until 2028-03-09." in said(review)


def test_a_request_is_refused_with_a_comment(open_page: OpenPage, demo_store: Store) -> None:
    closing_periods.ask_exception(
        demo_store, SYSTEM, close_2026_s1(demo_store), organisation="HKU", reason="A list came late."
    )
    (request,) = closing_periods.list_exceptions(demo_store, SYSTEM, "CREDEX")
    app = open_page("review")
    app.button(key=f"review_refuse_{request.row.id}").click().run()
    assert "A comment is missing." in said(app)
    app.text_input(key=f"review_answer_{request.row.id}").set_value("It is printed.")
    app.button(key=f"review_refuse_{request.row.id}").click().run()
    assert "Refused. The organisation sees the comment." in said(app)
    (request,) = closing_periods.list_exceptions(demo_store, SYSTEM, "CREDEX")
    assert request.row.comment == "It is printed."
