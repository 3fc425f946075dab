"""Filters: codes and ISO dates in the URL, names in the widgets, what does not fit said in words."""

from datetime import UTC, date, datetime, time

import pytest
from streamlit.testing.v1 import AppTest

from app import context, filters
from tests.app import build_results as built
from toc.model.query import ALL, Actor, Query
from toc.model.terms import Role

TODAY = date(2027, 6, 30)
KNOWN_SINCE = datetime(2026, 1, 1, 9, 30, tzinfo=UTC)


def read(may_see_unapproved=False, **given):
    return filters.read(given, built.document(), TODAY, may_see_unapproved=may_see_unapproved)


def test_nothing_given_is_all_countries_all_horizons_today():
    assert read() == (Query("TINY", TODAY, ALL, None), ())


def test_codes_and_iso_dates_are_read():
    query, said = read(country="IT", horizon="S", as_of="2026-12-31", known_at="2027-01-01T12:00:00+00:00")
    assert query == Query("TINY", date(2026, 12, 31), "IT", "S", datetime(2027, 1, 1, 12, tzinfo=UTC))
    assert said == ()


def test_a_moment_survives_an_address_that_made_its_plus_a_space():
    assert read(known_at="2027-01-01T12:00:00 00:00")[0].known_at == datetime(2027, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("country", "XX", "“XX” is not a reporting country of Tiny framework"),
        ("horizon", "Q", "Tiny framework has no horizon “Q”"),
        ("as_of", "31/12/2027", "“31/12/2027” is not a date like 2027-12-31"),
        ("as_of", "1800-01-01", "1800-01-01 lies outside"),
        ("known_at", "yesterday", "“yesterday” is not a moment"),
        ("known_at", "2027-01-01T12:00:00", "“2027-01-01T12:00:00” is not a moment"),
        ("unapproved", "yes", "coordinators only"),
    ],
)
def test_what_does_not_fit_is_said_and_left_out(name, value, words):
    query, said = read(**{name: value})
    assert query == read()[0]
    assert len(said) == 1
    assert words in said[0]


def test_unapproved_values_are_for_those_who_may_see_them():
    assert read(may_see_unapproved=True, unapproved="yes")[0].include_unapproved
    assert not read(may_see_unapproved=True, unapproved="no")[0].include_unapproved


def test_an_address_holds_what_is_chosen_and_reads_back():
    query = Query("TINY", date(2026, 12, 31), "IT", "S", datetime(2027, 1, 1, 12, tzinfo=UTC), True)
    address = filters.parameters(query, indicator="A-1.1")
    assert address == {
        "framework": "TINY",
        "country": "IT",
        "horizon": "S",
        "as_of": "2026-12-31",
        "known_at": "2027-01-01T12:00:00+00:00",
        "unapproved": "yes",
        "indicator": "A-1.1",
    }
    assert read(may_see_unapproved=True, **address)[0] == query


def test_an_address_leaves_out_what_is_not_chosen():
    assert filters.parameters(read()[0]) == {"framework": "TINY", "country": "ALL", "as_of": "2027-06-30"}


def page():
    import streamlit as st

    from app import filters

    choice = filters.choose(with_horizon=True, also=("indicator",))
    st.session_state["seen"] = choice


@pytest.fixture
def at(monkeypatch):
    role = Role.COORDINATOR
    monkeypatch.setattr(context, "frameworks", lambda: (("TINY", "Tiny framework"),))
    monkeypatch.setattr(context, "framework", lambda code: built.document())
    monkeypatch.setattr(context, "today", lambda timezone: TODAY)
    monkeypatch.setattr(context, "known_since", lambda code: KNOWN_SINCE)
    monkeypatch.setattr(context, "current_actor", lambda: Actor(1, "Ann", "ann@example.org", role))
    return AppTest.from_function(page)


def seen(at):
    assert not at.exception
    return at.session_state["seen"]


def url(at):
    return {name: value[0] if isinstance(value, list) else value for name, value in at.query_params.items()}


def test_the_page_writes_all_parameters_at_once(at):
    at.run()
    assert url(at) == {"framework": "TINY", "country": "ALL", "as_of": "2027-06-30"}
    assert seen(at).country_name == "All countries"


def test_the_widgets_show_names_and_follow_the_url(at):
    at.query_params["country"] = "IT"
    at.query_params["horizon"] = "L"
    at.run()
    assert at.selectbox(key="country").options == ["All countries", "Italy", "Netherlands"]
    assert at.selectbox(key="country").value == "IT"
    assert seen(at).query == Query("TINY", TODAY, "IT", "L")
    assert seen(at).horizon_name == "Long term"


def test_a_choice_is_written_to_the_url_and_other_parameters_stay(at):
    at.query_params["indicator"] = "A-1.1"
    at.run()
    at.selectbox(key="country").select("NL").run()
    at.date_input(key="as_of").set_value(date(2026, 12, 31)).run()
    at.selectbox(key="horizon").select("S").run()
    at.toggle(key="unapproved").set_value(True).run()
    assert seen(at).query == Query("TINY", date(2026, 12, 31), "NL", "S", None, True)
    assert {name: url(at)[name] for name in ("country", "as_of", "horizon", "unapproved")} == {
        "country": "NL", "as_of": "2026-12-31", "horizon": "S", "unapproved": "yes",
    }  # fmt: skip


def test_an_unknown_code_is_a_sentence_and_the_page_goes_on(at):
    at.query_params["framework"] = "OTHER"
    at.query_params["country"] = "XX"
    at.run()
    assert [warning.value for warning in at.warning] == [
        "There is no framework “OTHER”: Tiny framework is shown.",
        "“XX” is not a reporting country of Tiny framework: all countries are shown.",
    ]
    assert seen(at).query == Query("TINY", TODAY)


def test_a_cleared_date_is_today_again(at):
    at.query_params["as_of"] = "2026-12-31"
    at.run()
    at.date_input(key="as_of").set_value(None).run()
    assert seen(at).query.as_of == TODAY


def test_a_moment_in_the_url_is_told_and_can_be_left(at):
    at.query_params["known_at"] = "2027-01-01T13:00:00+01:00"
    at.run()
    assert seen(at).query.known_at == datetime(2027, 1, 1, 12, tzinfo=UTC)
    assert any("As known at 2027-01-01 12:00 UTC" in caption.value for caption in at.caption)
    at.button(key="filters_latest").click().run()
    assert seen(at).query.known_at is None


def known_label(at):
    return at.get("popover")[0].proto.popover.label


def test_what_is_known_is_now_until_a_day_is_chosen(at):
    at.run()
    assert known_label(at) == "Known: now"
    assert at.time_input(key="filters_known_time").disabled
    assert seen(at).query.known_at is None


def test_a_day_alone_is_known_until_its_end_in_the_frameworks_time_zone(at):
    at.run()
    at.date_input(key="filters_known_on").set_value(date(2027, 1, 31)).run()
    last = datetime(2027, 1, 31, 22, 59, 59, 999999, tzinfo=UTC)
    assert seen(at).query.known_at == last
    assert url(at)["known_at"] == last.isoformat()
    assert known_label(at) == "Known: 2027-01-31"
    assert at.time_input(key="filters_known_time").value is None


def test_a_time_of_day_is_in_the_frameworks_time_zone(at):
    at.run()
    at.date_input(key="filters_known_on").set_value(date(2027, 7, 1)).run()
    at.time_input(key="filters_known_time").set_value(time(14, 30)).run()
    assert seen(at).query.known_at == datetime(2027, 7, 1, 12, 30, tzinfo=UTC)
    assert known_label(at) == "Known: 2027-07-01 14:30"
    at.date_input(key="filters_known_on").set_value(None).run()
    assert seen(at).query.known_at is None
    assert "known_at" not in url(at)


def test_a_moment_before_the_framework_was_there_is_said_in_words(at):
    at.query_params["known_at"] = "2025-12-31T12:00:00+00:00"
    at.run()
    assert [warning.value for warning in at.warning] == [
        "Tiny framework is known since 2026-01-01 09:30 UTC and not on 2025-12-31: what is known now is shown."
    ]
    assert seen(at).query.known_at is None
    assert "known_at" not in url(at)


def test_the_countries_that_may_be_seen_are_offered_and_the_first_is_the_default():
    query, said = filters.read({}, built.document(), TODAY, may_see_unapproved=False, places=("NL",))
    assert (query.country, said) == ("NL", ())
    query, said = filters.read({"country": "IT"}, built.document(), TODAY, may_see_unapproved=False, places=("NL",))
    assert query.country == "NL"
    assert said == ("Tiny framework shows partners their own countries only, not Italy: Netherlands is shown.",)


def test_the_toggle_for_unapproved_values_is_for_coordinators(at, monkeypatch):
    monkeypatch.setattr(context, "current_actor", lambda: Actor(1, "Pat", "p@example.org", Role.PARTNER, "Lead"))
    at.run()
    assert not at.toggle
    assert not seen(at).query.include_unapproved


def test_without_a_framework_the_page_says_what_to_do(at, monkeypatch):
    monkeypatch.setattr(context, "frameworks", tuple)
    at.run()
    assert "There is no framework yet" in at.info[0].value
    assert not at.selectbox
