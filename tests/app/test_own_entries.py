"""Drafts and returned measurements: found again, gone on with, discarded with a reason."""

from app import context
from tests.app.conftest import OpenPage
from tests.support.log_data_page import FLOW, fill, logged, newest, press, text_of, value_of
from toc.model.query import SYSTEM
from toc.model.terms import ReviewState, Role
from toc.services import reviewing
from toc.store import measurements
from toc.store.database import Store


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
