"""The page Log data: choosing, typing, faults at their fields with what was typed still there, saving once."""

from datetime import date

import pytest

from app import context, entry_state
from tests.app.conftest import OpenPage
from tests.support.log_data_page import FLOW, FUTURE, fill, logged, newest, press, text_of, value_of
from toc.model.terms import ReviewState, Role
from toc.services import recording
from toc.store.database import Store


def test_a_partner_finds_the_own_organisation_and_the_next_due_period_proposed(open_page: OpenPage) -> None:
    app = open_page("log_data", Role.PARTNER, **FLOW)
    assert (value_of(app, "indicator"), value_of(app, "country")) == ("LRN-S1.1", "NL")
    assert (value_of(app, "organisation"), value_of(app, "period")) == ("HKU", "2026-S1")
    told = text_of(app)
    assert "Learners enrolled in CCI MCs" in told
    assert "Baseline" in told
    assert "158.2 learners" in told
    assert [option for option in app.selectbox(key="log_data_country").options] == ["Netherlands"]


def test_the_indicators_are_offered_with_their_objective_and_can_be_searched(open_page: OpenPage) -> None:
    app = open_page("log_data", Role.COORDINATOR)
    options = app.selectbox(key="log_data_indicator").options
    assert len(options) == 38
    assert "Increased Uptake: Learners enrolled in CCI MCs (LRN-S1.1)" in options


def test_an_address_that_names_nothing_known_gives_the_first_choice(open_page: OpenPage) -> None:
    app = open_page("log_data", Role.PARTNER, indicator="NO-1", country="IT", period="soon")
    assert value_of(app, "country") == "NL"
    assert (value_of(app, "period"), value_of(app, "period_text")) == ("other", "soon")
    assert "soon is not a period" in text_of(app)


def test_a_value_is_saved_once_waits_for_approval_and_leads_to_the_indicator(
    open_page: OpenPage, demo_store: Store
) -> None:
    app = open_page("log_data", Role.PARTNER, **FLOW)
    fill(app, value="52", source="Enrolment list", note="*as typed*")
    assert "With this value for 2026-S1, once approved" in text_of(app)
    before = len(newest(demo_store))
    button = app.button(key="log_data_save")
    button.click().run()
    told = text_of(app)
    assert "Saved. Learners enrolled in CCI MCs (LRN-S1.1), Netherlands, HKU, 2026-S1: 52 learners." in told
    assert "It waits for the coordinator's approval" in told
    (row,) = [one for one in newest(demo_store, indicator="LRN-S1.1", country="NL") if one.value == 52]
    assert (row.review_state, row.note, row.recorded_by) == (ReviewState.SUBMITTED, "*as typed*", "The partner")
    assert len(newest(demo_store)) == before + 1
    app.button(key="log_data_next").click().run()
    assert (value_of(app, "value"), value_of(app, "note"), value_of(app, "indicator")) == ("", "", "LRN-S1.1")
    assert value_of(app, "period") == "2027-S2"


def test_the_second_of_two_clicks_on_save_writes_nothing(open_page: OpenPage, demo_store: Store) -> None:
    app = open_page("log_data", Role.PARTNER, **FLOW)
    fill(app, value="52")
    entry = app.session_state[context.ENTRY]
    press(app)
    first, kept = app.session_state[context.ENTRY].saved, len(newest(demo_store))
    actor = context.current_actor()
    again = recording.record(demo_store, actor, first.draft, clock=FUTURE, idempotency_key=entry.key)
    assert (again.written, again.revision_id, len(newest(demo_store))) == (False, first.revision_id, kept)


@pytest.mark.parametrize(
    ("parameters", "typed", "said"),
    [
        (FLOW, {"value": "abc"}, "“abc” is not a number."),
        (FLOW, {"value": "1.234,5"}, "1234.5 is not a whole number."),
        (FLOW, {"value": "-"}, "The value is missing."),
        (FLOW, {"value": ""}, "The value is missing."),
        ({**FLOW, "period": "2026"}, {"value": "7"}, "The period 2026 overlaps 2026-S2"),
        ({**FLOW, "period": "2029"}, {"value": "7"}, "after today (2028-03-01)"),
        ({"indicator": "SYS-M1.1"}, {"value": "140"}, "140 is not a percentage from 0 to 100."),
        ({"indicator": "SYS-M1.1"}, {"numerator": "5", "denominator": "0"}, "The denominator is 0."),
        ({"indicator": "SYS-M1.1"}, {"numerator": "12", "denominator": "11"}, "is above the denominator 11"),
        (FLOW, {"value": "5", "sample_size": "many"}, "“many” is not a number."),
    ],
)
def test_a_fault_is_said_and_what_was_typed_is_still_there(
    open_page: OpenPage, demo_store: Store, parameters: dict[str, str], typed: dict[str, str], said: str
) -> None:
    app = open_page("log_data", Role.PARTNER, **parameters)
    before = len(newest(demo_store))
    press(fill(app, **typed))
    assert said in text_of(app)
    assert {name: value_of(app, name) for name in typed} == typed
    assert len(newest(demo_store)) == before


def test_a_missing_value_is_not_complained_about_before_somebody_tries_to_save(open_page: OpenPage) -> None:
    app = open_page("log_data", Role.PARTNER, **FLOW)
    assert "The value is missing." not in text_of(app)


def test_an_unclear_number_is_asked_about_and_read_by_the_answer(open_page: OpenPage, demo_store: Store) -> None:
    app = fill(open_page("log_data", Role.PARTNER, **FLOW), value="1.234")
    assert "“1.234” can be read as 1234 or as 1.234." in text_of(app)
    press(app)
    assert value_of(app, "value") == "1.234"
    app.radio(key="log_data_decimal_mark").set_value(",").run()
    assert "can be read as" not in text_of(app)
    press(app)
    assert [row.value for row in newest(demo_store, indicator="LRN-S1.1", country="NL")][0] == 1234


def test_another_number_is_asked_about_anew(open_page: OpenPage) -> None:
    app = fill(open_page("log_data", Role.PARTNER, **FLOW), value="1.234")
    app.radio(key="log_data_decimal_mark").set_value(",").run()
    fill(app, value="5.678")
    assert "“5.678” can be read as" in text_of(app)


def test_a_scale_is_chosen_by_its_text_and_evidence_by_its_label(open_page: OpenPage, demo_store: Store) -> None:
    app = open_page("log_data", Role.PARTNER, indicator="SYS-S1.1", country="NL")
    app.selectbox(key="log_data_value").set_value("4")
    app.selectbox(key="log_data_evidence_grade").set_value("register").run()
    assert "4: Defined in law" in app.selectbox(key="log_data_value").options
    press(app)
    (row,) = [
        one
        for one in newest(demo_store, indicator="SYS-S1.1", country="NL")
        if one.review_state is ReviewState.SUBMITTED
    ]
    assert (row.value, row.evidence_grade.value) == (4, "register")


def test_nothing_to_report_is_said_instead_of_a_value(open_page: OpenPage) -> None:
    app = open_page("log_data", Role.PARTNER, **FLOW)
    app.checkbox(key="log_data_nothing_to_report").check().run()
    press(app)
    assert "2026-S1: nothing to report." in text_of(app)


def test_two_dates_are_a_period_too(open_page: OpenPage) -> None:
    app = open_page("log_data", Role.PARTNER, **FLOW)
    app.selectbox(key="log_data_period").set_value(entry_state.DATES).run()
    app.date_input(key="log_data_period_start").set_value(date(2026, 1, 1))
    app.date_input(key="log_data_period_end").set_value(date(2026, 3, 15)).run()
    fill(app, value="9")
    press(app)
    assert "2026-01-01 to 2026-03-15: 9 learners." in text_of(app)


def test_another_indicator_proposes_its_period_and_empties_the_value(open_page: OpenPage) -> None:
    app = fill(open_page("log_data", Role.PARTNER, **FLOW), value="52", note="stays")
    app.selectbox(key="log_data_indicator").set_value("SYS-M1.1").run()
    assert (value_of(app, "value"), value_of(app, "note"), value_of(app, "period")) == ("", "stays", "2026")
    assert app.query_params["indicator"] == "SYS-M1.1"


def test_an_approved_value_is_changed_with_a_reason(open_page: OpenPage, demo_store: Store) -> None:
    app = open_page("log_data", Role.PARTNER, **FLOW, period="2026-S2")
    assert "2026-S2 has a value: 61 learners (approved" in text_of(app)
    press(fill(app, value="60"))
    assert "What this correction moves, once approved" in text_of(app)
    assert "has been approved before. Say why it changes." in text_of(app)
    press(fill(app, reason="Counted twice."))
    assert "Choose the kind of reason." in text_of(app)
    app.selectbox(key="log_data_reason_code").set_value("counted twice").run()
    press(app)
    assert "Saved." in text_of(app)


def test_a_period_that_has_not_ended_is_saved_and_says_from_when_it_counts(open_page: OpenPage) -> None:
    app = press(fill(open_page("log_data", Role.PARTNER, **FLOW, period="2028-S1"), value="3"))
    assert "figures count the value from 2028-06-30" in text_of(app)


def test_the_same_value_again_is_said_to_be_there_already(open_page: OpenPage, demo_store: Store) -> None:
    logged(demo_store, "2026-S1", 12)
    app = press(fill(open_page("log_data", Role.PARTNER, **FLOW, period="2026-S1"), value="12"))
    assert "Saved already:" in text_of(app)
