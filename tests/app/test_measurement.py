"""The page Measurement: what is stated, its revisions, voiding with its effect, comments as typed, who may open it."""

from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import OpenPage
from toc.model.drafts import MeasurementDraft
from toc.model.query import SYSTEM, Actor, Clock
from toc.model.terms import ReviewState, Role
from toc.services import discussing, recording, revising
from toc.store import measurements
from toc.store.database import Store

CLOCK = Clock(date(2028, 3, 1))
PARTNER = Actor(None, "Piet", "", Role.PARTNER, "HKU", frozenset({"NL"}))
STRANGE = "**bold** <b>html</b> <script>alert(1)</script> [x](javascript:alert(1))\nsecond line"


def record(store: Store, value: int, *, actor: Actor = SYSTEM, **options) -> int:
    """A measurement of learners in the Netherlands for the first half of 2026; its key."""
    draft = MeasurementDraft(
        framework="CREDEX",
        indicator="LRN-S1.1",
        country="NL",
        organisation="HKU",
        period_start=date(2026, 1, 1),
        period_end=date(2026, 6, 30),
        value=Decimal(value),
        source=options.pop("source", ""),
        note=options.pop("note", ""),
    )
    return recording.record(store, actor, draft, clock=CLOCK, **options).measurement_id


def corrected(store: Store) -> int:
    """An approved measurement with a correction that waits."""
    key = record(store, 52, approve=True, source="Register")
    said = {"expected_revision": 1, "reason": "Two **courses**.", "reason_code": "late data"}
    return record(store, 60, actor=PARTNER, source="Register 2", note=STRANGE, **said) and key


def said(app: AppTest) -> str:
    kinds = (app.title, app.subheader, app.markdown, app.success, app.caption, app.text, app.error, app.warning)
    return "\n".join(str(element.value) for kind in kinds for element in kind).replace("\\", "")


def labels(app: AppTest) -> set[str]:
    return {button.label for button in app.button}


def test_it_tells_what_is_stated_and_what_each_revision_changed(open_page: OpenPage, demo_store: Store) -> None:
    app = open_page("measurement", measurement=corrected(demo_store))
    told = said(app)
    assert not app.exception
    assert "Revision 1 counts in every figure until this one is approved." in told
    assert "<dt>Value</dt><dd><b>60 learners</b><span" in told
    assert "was&#58; 52 learners" in told
    assert "was&#58; Register" in told
    assert "Late data: Two **courses**." in [text.value for text in app.text]
    assert "<script>" not in told
    assert "javascript&#58;alert" in told


ACTIONS = {
    Role.COORDINATOR: {"Correct it", "Void it", "Add comment"},
    Role.ADMINISTRATOR: {"Correct it", "Void it", "Add comment"},
    Role.PARTNER: {"Correct it", "Withdraw it", "Add comment"},
    Role.VIEWER: set(),
}


@pytest.mark.parametrize("role", Role)
def test_each_role_is_offered_what_it_may_do(open_page: OpenPage, demo_store: Store, role: Role) -> None:
    app = open_page("measurement", role, measurement=corrected(demo_store))
    assert not app.exception
    assert labels(app) & {"Correct it", "Void it", "Withdraw it", "Add comment"} == ACTIONS[role]
    assert ("Revision 2" in said(app)) is (role is not Role.VIEWER)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR, Role.VIEWER])
def test_a_foreign_draft_is_not_found_and_nothing_of_it_is_told(
    open_page: OpenPage, demo_store: Store, role: Role
) -> None:
    key = record(demo_store, 777, actor=PARTNER, submit=False, source="Secret")
    app = open_page("measurement", role, measurement=key)
    assert not app.exception
    assert f"There is no measurement {key}, or it is not open to you." in said(app)
    assert "777" not in said(app)
    assert "Secret" not in said(app)
    assert "HKU" not in said(app)
    assert "777 learners" in said(open_page("measurement", Role.PARTNER, measurement=key))


@pytest.mark.parametrize("asked", ["", "x", "-1", "0", "99999999999999999999", "²", "1;drop"])
def test_an_address_that_names_no_measurement_leads_to_the_list(open_page: OpenPage, asked: str) -> None:
    app = open_page("measurement", Role.VIEWER, measurement=asked)
    assert not app.exception
    assert "The address names no measurement." in said(app)


def test_voiding_shows_its_effect_first_and_asks_for_the_reason(open_page: OpenPage, demo_store: Store) -> None:
    key = record(demo_store, 52, approve=True)
    app = open_page("measurement", measurement=key)
    assert "If this measurement is voided" not in said(app)
    app.button(key="measurement_void").click().run()
    told = said(app)
    assert "Indicator: Learners enrolled in CCI MCs" in told
    assert "→" in told
    app.button(key="measurement_confirm").click().run()
    assert "The reason is missing." in said(app)
    app.selectbox(key=f"measurement_kind_{key}").set_value("counted twice").run()
    app.text_input(key=f"measurement_reason_{key}").set_value("Stands in 2026-S2.").run()
    app.button(key="measurement_confirm").click().run()
    assert not app.exception
    assert "Voided. It counts in no figure from now on and stays visible here." in said(app)
    assert "It counts in no figure. Its period is free again." in said(app)
    assert "Counted twice: Stands in 2026-S2." in said(app)
    assert not labels(app) & {"Correct it", "Void it", "Void this measurement"}


def test_voiding_can_be_thought_over_and_is_refused_where_somebody_revised_meanwhile(
    open_page: OpenPage, demo_store: Store
) -> None:
    key = record(demo_store, 52, approve=True)
    app = open_page("measurement", measurement=key)
    app.button(key="measurement_void").click().run()
    app.button(key="measurement_keep").click().run()
    assert "Void this measurement" not in labels(app)
    app.button(key="measurement_void").click().run()
    app.selectbox(key=f"measurement_kind_{key}").set_value("other").run()
    app.text_input(key=f"measurement_reason_{key}").set_value("Wrong.").run()
    corrected_since = {"expected_revision": 1, "reason": "A row.", "reason_code": "late data"}
    record(demo_store, 60, actor=PARTNER, **corrected_since)
    app.button(key="measurement_confirm").click().run()
    assert "recorded revision 2 of this measurement" in said(app)
    assert not revising.history(demo_store, SYSTEM, key).voided


def test_an_own_submission_is_withdrawn(open_page: OpenPage, demo_store: Store) -> None:
    key = record(demo_store, 52, actor=PARTNER)
    app = open_page("measurement", Role.PARTNER, measurement=key)
    app.button(key="measurement_withdraw").click().run()
    assert "Withdrawn: it is a draft of your organisation again." in said(app)
    with demo_store.reading() as session:
        assert measurements.get_measurement(session, key).review_state is ReviewState.DRAFT


def test_correcting_leads_to_the_form_at_its_place(open_page: OpenPage, demo_store: Store) -> None:
    app = open_page("measurement", Role.PARTNER, measurement=record(demo_store, 52, approve=True))
    app.button(key="measurement_correct").click().run()
    assert not app.exception
    assert app.title[0].value == "Log data"
    wanted = {"indicator": "LRN-S1.1", "country": "NL", "organisation": "HKU", "period": "2026-S1"}
    assert {name: app.selectbox(key=f"log_data_{name}").value for name in wanted} == wanted
    assert app.text_input(key="log_data_value").value == "52"


def test_a_comment_is_shown_as_it_was_typed_with_its_mention_and_its_question(
    open_page: OpenPage, demo_store: Store
) -> None:
    key = record(demo_store, 52, approve=True)
    app = open_page("measurement", measurement=key)
    app.text_area(key=f"measurement_text_{key}").set_value(STRANGE)
    named = app.multiselect(key=f"measurement_mentions_{key}")
    assert "@The partner" in named.options
    assert not any("example" in option for option in named.options)
    named.select("@The partner")
    app.checkbox(key=f"measurement_question_{key}").check()
    app.button(key="measurement_say").click().run()
    assert not app.exception
    texts = [text.value for text in app.text]
    assert STRANGE in texts
    assert "@The partner" in texts
    assert not any("<script>" in text.value or "javascript:" in text.value for text in app.markdown)
    assert "Open question" in said(app)
    assert app.text_area(key=f"measurement_text_{key}").value == ""
    asked = discussing.list_comments(demo_store, SYSTEM, key)[0]
    app.button(key=f"measurement_settle_{asked.comment_id}").click().run()
    assert "Settled by The coordinator" in said(app)


def test_what_is_refused_stays_in_its_field(open_page: OpenPage, demo_store: Store) -> None:
    key = record(demo_store, 52, approve=True)
    app = open_page("measurement", measurement=key)
    app.checkbox(key=f"measurement_question_{key}").check()
    app.button(key="measurement_say").click().run()
    assert "The comment is empty." in said(app)
    assert app.checkbox(key=f"measurement_question_{key}").value
