"""What the page for logging needs: who may report what, the period that comes next, what stands, what a value means."""

from datetime import date
from fractions import Fraction

import pytest

from tests.support import example_framework as orchard
from tests.support.example_framework import planted
from toc.errors import NotAllowed, NotFound
from toc.model.query import ALL, Actor, Clock, Query
from toc.model.terms import ReviewState, Role
from toc.services import entering, recording, reviewing
from toc.services.entering import EntrySheet
from toc.store.database import Store

CLOCK = Clock(date(2021, 2, 10))
QUERY = Query(orchard.CODE, date(2021, 2, 10))
COORDINATOR = Actor(None, "Carla", "carla@example.org", Role.COORDINATOR)
POMAR = Actor(None, "Pia", "pia@example.org", Role.PARTNER, "POMAR", frozenset({"PT"}))
KIPOS = Actor(None, "Kostas", "kostas@example.org", Role.PARTNER, "KIPOS", frozenset({"GR", "PT"}))


@pytest.fixture
def filled(sqlite_store: Store) -> Store:
    return orchard.loaded(sqlite_store)


def sheet(store: Store, actor: Actor = POMAR, clock: Clock = CLOCK, **wanted: str) -> EntrySheet:
    series = {"indicator": "F1.1", "country": "PT", "organisation": "POMAR", **wanted}
    return entering.entry_sheet(store, actor, QUERY, clock=clock, **series)


def log(store: Store, value: int, first: date, last: date, **options) -> recording.Recorded:
    draft = planted(value, period_start=first, period_end=last)
    return recording.record(store, options.pop("actor", COORDINATOR), draft, clock=CLOCK, **options)


def test_a_partner_is_offered_the_own_countries_with_the_own_indicators_first(filled: Store) -> None:
    form = entering.entry_form(filled, KIPOS, QUERY, clock=CLOCK)
    assert [(found.indicator.code, found.own) for found in form.offered] == [
        ("F1.1", True),
        ("F1.2", True),
        ("V1.1", True),
        ("V1.3", True),
        ("F2.1", False),
    ]
    places = {
        found.indicator.code: [(place.country, place.organisations) for place in found.places] for found in form.offered
    }
    assert places["F2.1"] == [("PT", ("KIPOS",))]
    assert places["V1.3"] == [("PT", ("KIPOS",)), ("GR", ("KIPOS",))]
    assert form.today == date(2021, 2, 10)


def test_a_coordinator_is_offered_everything_with_the_expected_organisation_first(filled: Store) -> None:
    form = entering.entry_form(filled, COORDINATOR, QUERY, clock=CLOCK)
    places = {
        found.indicator.code: [(place.country, place.organisations) for place in found.places] for found in form.offered
    }
    assert places["V1.2"] == [(ALL, ("COOP",))]
    assert places["F1.2"] == [("PT", ("POMAR", "KIPOS")), ("GR", ("KIPOS",))]


def test_viewers_are_offered_nothing_and_others_only_their_own_series(filled: Store) -> None:
    viewer = Actor(None, "V", "", Role.VIEWER)
    with pytest.raises(NotAllowed):
        entering.entry_form(filled, viewer, QUERY, clock=CLOCK)
    with pytest.raises(NotAllowed):
        sheet(filled, organisation="KIPOS")
    with pytest.raises(NotAllowed):
        entering.preview_effect(filled, viewer, QUERY, planted(5))
    with pytest.raises(NotFound):
        sheet(filled, indicator="F9.9")


def test_the_oldest_period_that_is_owed_is_proposed_then_the_next(filled: Store) -> None:
    assert sheet(filled).proposed == "2020-Q1"
    log(filled, 5, date(2020, 1, 1), date(2020, 3, 31))
    log(filled, 5, date(2020, 7, 1), date(2020, 9, 30))
    assert sheet(filled).proposed == "2020-Q2"
    log(filled, 5, date(2020, 4, 1), date(2020, 6, 30))
    log(filled, 5, date(2020, 10, 1), date(2020, 12, 31))
    found = sheet(filled)
    assert found.proposed == "2021-Q1"
    assert list(found.periods) == ["2021-Q1", "2020-Q4", "2020-Q3", "2020-Q2", "2020-Q1"]
    assert found.periods["2021-Q1"] == date(2021, 3, 31)


def test_where_the_horizon_has_not_begun_the_latest_period_that_ended_is_proposed(filled: Store) -> None:
    assert sheet(filled, indicator="V1.1").proposed == "2020-S2"


def test_before_the_baseline_the_current_period_is_proposed(filled: Store) -> None:
    early = sheet(filled, clock=Clock(date(2019, 5, 20)))
    assert (early.proposed, list(early.periods)) == ("2019-Q2", ["2019-Q2"])


def test_what_stands_is_told_with_its_state_and_drafts_are_not_among_the_last_values(filled: Store) -> None:
    log(filled, 5, date(2020, 1, 1), date(2020, 3, 31), approve=True)
    returned = log(filled, 6, date(2020, 4, 1), date(2020, 6, 30), actor=POMAR)
    log(filled, 7, date(2020, 7, 1), date(2020, 9, 30), submit=False)
    reviewing.send_back(filled, COORDINATOR, returned.revision_id, comment="Too low?")
    found = sheet(filled)
    assert {name: (one.state, one.approved, one.number) for name, one in found.standing.items()} == {
        "2020-Q1": (ReviewState.APPROVED, True, 1),
        "2020-Q2": (ReviewState.RETURNED, False, 1),
        "2020-Q3": (ReviewState.DRAFT, False, 1),
    }
    assert [one.period for one in found.last] == ["2020-Q2", "2020-Q1"]
    assert found.standing["2020-Q2"].comment == "Too low?"
    assert found.now.value.quantity.value == 15


def test_what_was_returned_to_an_organisation_is_listed_for_it_alone(filled: Store) -> None:
    made = log(filled, 6, date(2020, 4, 1), date(2020, 6, 30), actor=POMAR)
    reviewing.send_back(filled, COORDINATOR, made.revision_id, comment="Too low?")
    (returned,) = entering.entry_form(filled, POMAR, QUERY, clock=CLOCK).returned
    assert (returned.indicator, returned.country, returned.period, returned.comment) == (
        "F1.1",
        "PT",
        "2020-Q2",
        "Too low?",
    )
    assert entering.entry_form(filled, KIPOS, QUERY, clock=CLOCK).returned == ()


def test_the_expected_value_lies_on_the_line_at_the_periods_end(filled: Store) -> None:
    found = sheet(filled)
    assert found.expected(date(2021, 12, 31)) == 50
    assert 10 < (found.expected(date(2020, 12, 31)) or 0) < 50
    assert sheet(filled, indicator="V1.1").expected(date(2021, 12, 31)) is None


def test_the_effect_of_a_value_is_shown_without_keeping_it(store: Store) -> None:
    orchard.loaded(store)
    version = store.data_version()
    log(store, 30, date(2020, 1, 1), date(2020, 3, 31), approve=True)
    effect = entering.preview_effect(
        store, POMAR, QUERY, planted(20, period_start=date(2020, 4, 1), period_end=date(2020, 6, 30))
    )
    assert effect.value.quantity.value == 60
    assert effect.progress == Fraction(50, 190)
    assert sheet(store).now.value.quantity.value == 40
    assert store.data_version() == version + 1


def test_the_effect_of_an_unknown_organisation_is_refused(filled: Store) -> None:
    with pytest.raises(NotFound):
        entering.preview_effect(filled, COORDINATOR, QUERY, planted(5, organisation="NOBODY"))
