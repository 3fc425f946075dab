"""Data quality: the figures of the file, what is doubted, follow-ups raised and settled here and on a measurement."""

import pytest

from app import context
from tests.app.file_rows import file_rows
from toc.config import DEMO_TODAY
from toc.model.query import SYSTEM, Actor, Query
from toc.model.terms import FollowUpOutcome, Role
from toc.services import doubting, gauging

QUERY = Query("CREDEX", DEMO_TODAY)


def tables(app, column):
    return [found.value for found in app.dataframe if column in found.value]


def texts(app):
    return [found.value for found in app.text]


def button(app, key):
    return next(found for found in app.button if found.key == key)


@pytest.mark.parametrize("role", Role)
def test_everybody_sees_the_figures_of_the_file(open_page, demo_store, role):
    app = open_page("data_quality", role)
    assert not app.exception
    rows = file_rows(demo_store, "quality")
    countries, organisations = tables(app, "evidence_coverage")
    for table, by in ((countries, "country"), (organisations, "organisation")):
        wanted = [row for row in rows if row["by"] in (by, "together")]
        assert list(table["reports_in"]) == [f"{row['reports_in']} of {row['reports_expected']}" for row in wanted]
        assert list(table["strong"]) == [f"{row['register_or_survey']} of {row['measurements']}" for row in wanted]
        assert list(table["suspicious_values"]) == [row["suspicious_values"] for row in wanted]
    (periods,) = tables(app, "due_in")
    assert list(periods["due_in"]) == [row["due_in"] for row in rows if row["by"] == "period"]


def test_a_country_in_the_address_narrows_everything(open_page, demo_store):
    app = open_page("data_quality", country="NL")
    countries, organisations = tables(app, "evidence_coverage")
    assert list(countries["name"]) == ["Netherlands", "All together"]
    assert list(organisations["name"]) == ["HKU", "All together"]
    assert all(one.place == "Netherlands" for one in gauging.quality(demo_store, SYSTEM, Query(
        "CREDEX", DEMO_TODAY, "NL")).doubts)  # fmt: skip


def test_before_anything_was_due_the_page_says_so(open_page):
    app = open_page("data_quality", as_of="2025-12-31")
    assert not app.exception
    assert any("No report was due" in found.value for found in app.markdown)


def test_a_follow_up_takes_the_sentence_of_the_rule_and_is_settled_on_the_page(open_page, demo_store):
    (first, *_) = gauging.quality(demo_store, SYSTEM, QUERY).doubts
    app = open_page("data_quality")
    button(app, "data_quality_raise_0").click().run()
    (made,) = doubting.list_follow_ups(demo_store, SYSTEM, QUERY)
    assert (made.text, made.kind, made.measurement_id) == (
        first.doubt.text, first.doubt.kind, first.doubt.measurement_id,
    )  # fmt: skip
    assert any("stays open" in found.value for found in app.success)
    key = made.follow_up_id
    button(app, f"data_quality_settle_follow_up_{key}").click().run()
    assert any("Choose one of the answers" in found.value for found in app.error)
    app.radio(key=f"data_quality_outcome_{key}").set_value("explained")
    app.text_area(key=f"data_quality_resolution_{key}").set_value("Only the *share* is published")
    button(app, f"data_quality_settle_follow_up_{key}").click().run()
    assert not app.exception
    (settled,) = doubting.list_follow_ups(demo_store, SYSTEM, QUERY)
    assert (settled.outcome, settled.resolution) == (FollowUpOutcome.EXPLAINED, "Only the *share* is published")
    assert "Only the *share* is published" in texts(app)


def test_a_viewer_reads_and_is_offered_nothing_to_do(open_page, demo_store):
    (first, *_) = gauging.quality(demo_store, SYSTEM, QUERY).doubts
    doubting.raise_follow_up(demo_store, SYSTEM, first.doubt.measurement_id, "Is it so?")
    app = open_page("data_quality", Role.VIEWER)
    assert "Is it so?" in texts(app)
    assert not [found.key for found in app.button if str(found.key).startswith("data_quality")]


def test_on_its_page_a_measurement_is_doubted_once_and_says_what_came_of_it(open_page, demo_store):
    (first, *_) = gauging.quality(demo_store, SYSTEM, QUERY).doubts
    key = first.doubt.measurement_id
    app = open_page("measurement", measurement=str(key))
    assert any("Nobody doubts this value" in found.value for found in app.caption)
    button(app, "measurement_raise").click().run()
    assert any("Say what is doubtful" in found.value for found in app.error)
    app.text_area(key=f"measurement_doubt_{key}").set_value("<b>Why</b>?")
    button(app, "measurement_raise").click().run()
    assert not app.exception
    assert "<b>Why</b>?" in texts(app)
    (made,) = doubting.list_follow_ups(demo_store, SYSTEM, QUERY)
    app.radio(key=f"measurement_outcome_{made.follow_up_id}").set_value("confirmed")
    app.text_area(key=f"measurement_resolution_{made.follow_up_id}").set_value("It is so")
    button(app, f"measurement_settle_follow_up_{made.follow_up_id}").click().run()
    assert "It is so" in texts(app)
    assert any("The value is right as it stands" in found.value for found in app.caption)


def test_a_guest_sees_figures_and_doubts_but_neither_names_nor_what_people_said(open_page, demo_store, monkeypatch):
    (first, *_) = gauging.quality(demo_store, SYSTEM, QUERY).doubts
    doubting.raise_follow_up(demo_store, SYSTEM, first.doubt.measurement_id, "Piet made it up")
    guest = Actor(None, "Guest", "", Role.VIEWER, guest_of="CREDEX", guest_until=DEMO_TODAY)
    monkeypatch.setattr(context, "find_actor", lambda *, counting=True: guest)
    for page, more in (("data_quality", {}), ("measurement", {"measurement": str(first.doubt.measurement_id)})):
        app = open_page(page, Role.VIEWER, **more)
        assert not app.exception
        assert not any("Piet" in text for text in texts(app))
        assert "Follow-ups" not in [found.value for found in app.subheader]
    app = open_page("data_quality", Role.VIEWER)
    assert first.doubt.text in texts(app)
    assert tables(app, "follow_ups_open")[0]["follow_ups_open"].iloc[-1] == 1
