"""The page Log data: choosing, typing, faults at their fields with what was typed still there, saving once."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app import context, entry_state
from tests.app.conftest import OpenPage
from tests.support import tree
from tests.support.people import signed_in
from toc.model.drafts import MeasurementDraft
from toc.model.query import SYSTEM, Clock
from toc.model.terms import ReviewState, Role
from toc.services import recording, reviewing, revising
from toc.store import measurements
from toc.store.database import Store

FRAMEWORK = "CREDEX"
FLOW = {"indicator": "LRN-S1.1", "country": "NL"}
FEMALE, MALE = "part:gender:female:value", "part:gender:male:value"
FUTURE = Clock(date(2028, 3, 1))


def text_of(app: AppTest) -> str:
    """Everything that the page says in words."""
    kinds = (app.subheader, app.markdown, app.info, app.warning, app.success, app.caption, app.text, app.error)
    return "\n".join(element.value for kind in kinds for element in kind).replace("\\", "")


def fill(app: AppTest, **typed: str) -> AppTest:
    for name, value in typed.items():
        field = app.text_area if name == "note" else app.text_input
        field(key=f"log_data_{name}").set_value(value)
    return app.run()


def press(app: AppTest, name: str = "save") -> AppTest:
    app.button(key=f"log_data_{name}").click().run()
    assert not app.exception
    return app


def value_of(app: AppTest, name: str) -> object:
    return app.session_state[f"log_data_{name}"]


def newest(store: Store, **wanted: str) -> list[measurements.MeasurementRow]:
    with store.reading() as session:
        return measurements.list_measurements(session, FRAMEWORK, **wanted)


def logged(store: Store, period: str, value: int, **options) -> recording.Recorded:
    year, half = int(period[:4]), period[-1]
    ends = {"1": (date(year, 1, 1), date(year, 6, 30)), "2": (date(year, 7, 1), date(year, 12, 31))}[half]
    draft = MeasurementDraft(
        framework=FRAMEWORK,
        indicator="LRN-S1.1",
        country="NL",
        organisation="HKU",
        period_start=ends[0],
        period_end=ends[1],
        value=Decimal(value),
    )
    return recording.record(store, SYSTEM, draft, clock=FUTURE, **options)


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


def test_what_somebody_else_recorded_meanwhile_is_told_and_the_person_decides(
    open_page: OpenPage, demo_store: Store
) -> None:
    app = fill(open_page("log_data", Role.PARTNER, **FLOW), value="52")
    logged(demo_store, "2026-S1", 12)
    press(app)
    told = text_of(app)
    assert "recorded 12 for this period" in told
    assert "Changed since you opened this page." in told
    assert value_of(app, "value") == "52"
    press(app, "insist")
    rows = newest(demo_store, indicator="LRN-S1.1", country="NL")
    assert [(row.value, row.revision) for row in rows if row.period_start == date(2026, 1, 1)] == [(52, 2)]


def test_the_second_editor_sees_both_versions_and_gives_way_without_losing_the_own_text(
    open_page: OpenPage, demo_store: Store
) -> None:
    app = fill(open_page("log_data", Role.PARTNER, **FLOW), value="52", note="mine")
    fill(app, **{FEMALE: "30"})
    logged(demo_store, "2026-S1", 12)
    press(app)
    shown = "\n".join(one.value for one in app.markdown)
    assert "Theirs, saved" in shown
    assert "<dt>By</dt>" in shown and "<dt>Gender&#58; Female</dt>" in shown
    press(app, "give_way")
    assert (value_of(app, "value"), value_of(app, "note"), value_of(app, FEMALE)) == ("", "", "")
    assert app.code[0].value == "Value: 52\nNote: mine\nGender: Female: 30"
    press(app, "put_back")
    assert (value_of(app, "value"), value_of(app, "note"), value_of(app, FEMALE)) == ("52", "mine", "30")
    press(app)
    rows = newest(demo_store, indicator="LRN-S1.1", country="NL")
    assert [(row.value, row.revision) for row in rows if row.period_start == date(2026, 1, 1)] == [(52, 2)]


def test_mine_is_saved_where_theirs_was_voided_meanwhile(open_page: OpenPage, demo_store: Store) -> None:
    made = logged(demo_store, "2026-S1", 12)
    app = fill(open_page("log_data", Role.PARTNER, **FLOW, period="2026-S1"), value="52")
    revising.void(
        demo_store, SYSTEM, made.measurement_id, reason_code="other", reason="Wrong.", expected_revision=1, clock=FUTURE
    )
    press(app)
    assert "It was voided" in text_of(app)
    press(app, "insist")
    assert "Saved." in text_of(app)


def test_what_was_approved_meanwhile_is_overwritten_with_a_reason_only(open_page: OpenPage, demo_store: Store) -> None:
    made = logged(demo_store, "2026-S1", 12)
    app = fill(open_page("log_data", Role.PARTNER, **FLOW, period="2026-S1"), value="52")
    reviewing.approve(demo_store, SYSTEM, made.revision_id)
    press(app)
    assert "has been approved before" in text_of(app)
    assert value_of(app, "value") == "52"
    app.selectbox(key="log_data_reason_code").set_value("late data").run()
    press(fill(app, reason="A list came in."))
    assert "Saved." in text_of(app)


def test_what_was_typed_is_there_after_a_reload_for_the_same_sign_in_only(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = fill(open_page("log_data", Role.PARTNER, **FLOW), value="52", **{FEMALE: "30"})
    address = {name: app.query_params[name] for name in ("indicator", "country", "entry")}
    token = context.session_token()
    other = open_page("log_data", Role.PARTNER, **address)
    assert (value_of(other, "value"), other.session_state[context.ENTRY].seen != {}) == ("", True)
    monkeypatch.setattr(context, "session_token", lambda: token)
    fresh = AppTest.from_file(str(Path(tree.ROOT) / "app" / "main.py"), default_timeout=30).run()
    fresh.switch_page("views/log_data.py")
    for name, value in address.items():
        fresh.query_params[name] = value
    fresh.run()
    assert (value_of(fresh, "value"), value_of(fresh, FEMALE)) == ("52", "30")
    assert fresh.session_state[context.ENTRY].key != app.session_state[context.ENTRY].key


def test_nothing_that_one_person_typed_is_saved_or_kept_for_the_next_one_in_the_tab(
    open_page: OpenPage, demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = fill(open_page("log_data", Role.PARTNER, **FLOW), value="52", note="only mine")
    before, address = len(newest(demo_store)), app.query_params["entry"]
    token = signed_in(demo_store, "coordinator@credex.example", clock=context.get_clock())
    monkeypatch.setattr(context, "session_token", lambda: token)
    app.button(key="log_data_save").click().run()
    assert not app.exception
    assert [title.value for title in app.title] == ["Somebody else signed in"]
    assert len(newest(demo_store)) == before
    assert "log_data_note" not in app.session_state and context.ENTRY not in app.session_state
    app.button(key="main_continue").click().run()
    app.switch_page("views/log_data.py")
    app.query_params["entry"] = address
    app.run()
    assert (value_of(app, "value"), value_of(app, "note")) == ("", "")


def test_a_breakdown_is_summed_against_the_total_and_saved(open_page: OpenPage, demo_store: Store) -> None:
    app = fill(open_page("log_data", Role.PARTNER, **FLOW), value="100", **{FEMALE: "55", MALE: "40"})
    assert "55 + 40 = 95 of 100; 5 not stated." in text_of(app)
    fill(app, **{MALE: "60"})
    assert "The parts by Gender come to 115, more than the total 100." in text_of(app)
    press(app)
    assert "Saved" not in text_of(app)
    press(fill(app, **{MALE: "40"}))
    with demo_store.reading() as session:
        rows = measurements.list_measurements(session, FRAMEWORK, indicator="LRN-S1.1", country="NL", parts=True)
    found = {row.category: row.value for row in rows if row.period_start == date(2026, 1, 1)}
    assert found == {"": 100, "female": 55, "male": 40}


def test_a_total_comes_from_its_parts_and_that_is_said(open_page: OpenPage) -> None:
    app = fill(open_page("log_data", Role.PARTNER, **FLOW), **{FEMALE: "30", MALE: "20"})
    assert "30 + 20 = 50: the total, from its parts. 2 categories are blank and not in it." in text_of(app)
    assert "2026-S1: 50 learners." in text_of(press(app))


def test_a_column_of_a_spreadsheet_fills_the_cells(open_page: OpenPage) -> None:
    app = open_page("log_data", Role.PARTNER, **FLOW)
    app.text_area(key="log_data_paste_gender").set_value("30\n20\n\n1").run()
    press(app, "paste_gender_fill")
    assert [value_of(app, f"part:gender:{name}:value") for name in ("female", "male", "other")] == ["30", "20", ""]


def test_a_draft_is_kept_found_again_and_handed_in(open_page: OpenPage, demo_store: Store) -> None:
    app = press(fill(open_page("log_data", Role.PARTNER, **FLOW), value="52", note="so far"), "save_draft")
    assert "only your organisation sees it" in text_of(app)
    press(app, "next")
    assert "52 learners" in text_of(app)
    press(app, "correct_0")
    assert (value_of(app, "value"), value_of(app, "note"), value_of(app, "period")) == ("52", "so far", "2026-S1")
    press(app)
    (row,) = [one for one in newest(demo_store, indicator="LRN-S1.1", country="NL") if one.value == 52]
    assert (row.review_state, row.revision) == (ReviewState.SUBMITTED, 2)


def test_a_draft_is_discarded_by_voiding_it_with_a_reason(open_page: OpenPage, demo_store: Store) -> None:
    app = press(fill(open_page("log_data", Role.PARTNER, **FLOW), value="52"), "save_draft")
    made = app.session_state[context.ENTRY].saved.measurement_id
    press(app, "next")
    press(app, f"discard_{made}_now")
    assert "The reason is missing." in text_of(app)
    press(fill(app, **{f"discard_{made}": "Wrong list."}), f"discard_{made}_now")
    with demo_store.reading() as session:
        assert measurements.get_measurement(session, made).review_state is ReviewState.VOIDED


def test_a_returned_measurement_is_shown_with_its_comment_and_opened_to_be_corrected(
    open_page: OpenPage, demo_store: Store
) -> None:
    made = logged(demo_store, "2026-S1", 12)
    reviewing.send_back(demo_store, SYSTEM, made.revision_id, comment="Is it **really** 12?")
    app = open_page("log_data", Role.PARTNER, indicator="SYS-M1.1")
    assert "Is it **really** 12?" in [text.value for text in app.text]
    press(app, "correct_0")
    assert (value_of(app, "indicator"), value_of(app, "period")) == ("LRN-S1.1", "2026-S1")
    assert "It was returned: Is it **really** 12?" in text_of(app)
    press(fill(app, value="14"))
    assert "Saved." in text_of(app)


def test_a_period_that_has_not_ended_is_saved_and_says_from_when_it_counts(open_page: OpenPage) -> None:
    app = press(fill(open_page("log_data", Role.PARTNER, **FLOW, period="2028-S1"), value="3"))
    assert "figures count the value from 2028-06-30" in text_of(app)


def test_the_same_value_again_is_said_to_be_there_already(open_page: OpenPage, demo_store: Store) -> None:
    logged(demo_store, "2026-S1", 12)
    app = press(fill(open_page("log_data", Role.PARTNER, **FLOW, period="2026-S1"), value="12"))
    assert "Saved already:" in text_of(app)
