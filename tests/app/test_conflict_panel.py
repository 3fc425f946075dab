"""Two people and one measurement, or two people and one tab: nobody loses and nobody inherits what was typed."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app import context
from tests.app.conftest import OpenPage
from tests.support import tree
from tests.support.log_data_page import FEMALE, FLOW, FUTURE, fill, logged, newest, press, text_of, value_of
from tests.support.people import signed_in
from toc.model.query import SYSTEM
from toc.model.terms import Role
from toc.services import reviewing, revising
from toc.store.database import Store


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
