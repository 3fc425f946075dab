"""Measurements as people look at them: standing revisions, their parts, their history, always in one order."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.support.example_framework import CODE, loaded, move, part, planted, record
from toc.errors import NotFound
from toc.model.person import Account
from toc.model.query import Actor
from toc.model.terms import ReviewState, Role
from toc.services.steps.record import insert_revision
from toc.store import head
from toc.store.database import Store
from toc.store.measurements import (
    MeasurementRow,
    any_invented,
    get_measurement,
    iterate_measurements,
    list_measurements,
    list_parts,
    list_review_steps,
    list_revisions,
)

Q2 = {"period_start": date(2020, 4, 1), "period_end": date(2020, 6, 30)}


@pytest.fixture
def orchard(store: Store) -> Store:
    return loaded(store)


@pytest.fixture
def sqlite_orchard(sqlite_store: Store) -> Store:
    return loaded(sqlite_store)


def rows(store: Store, **filters: object) -> list[MeasurementRow]:
    with store.reading() as session:
        return list_measurements(session, CODE, **filters)  # type: ignore[arg-type]


def keys(found: list[MeasurementRow]) -> list[tuple[str, str, str, date, str]]:
    return [(row.indicator, row.country, row.organisation, row.period_end, row.category) for row in found]


def test_rows_stand_by_indicator_country_organisation_period_and_part(orchard: Store) -> None:
    record(orchard, planted(3, indicator="V1.1"))
    record(orchard, planted(3, country="PT", **Q2, parts=(part("soil", "clay", 1), part("fruit", "pear", 2))))
    record(orchard, planted(2, organisation="KIPOS", parts=(part("fruit", "pear", 1), part("fruit", "apple", 1))))
    record(orchard, planted(1))
    record(orchard, planted(9, country="GR", organisation="KIPOS"))
    first, second = date(2020, 3, 31), date(2020, 6, 30)
    assert keys(rows(orchard, parts=True)) == [
        ("F1.1", "GR", "KIPOS", first, ""),
        ("F1.1", "PT", "KIPOS", first, ""),
        ("F1.1", "PT", "KIPOS", first, "apple"),
        ("F1.1", "PT", "KIPOS", first, "pear"),
        ("F1.1", "PT", "POMAR", first, ""),
        ("F1.1", "PT", "POMAR", second, ""),
        ("F1.1", "PT", "POMAR", second, "pear"),
        ("F1.1", "PT", "POMAR", second, "clay"),
        ("V1.1", "PT", "POMAR", first, ""),
    ]
    assert [row.category for row in rows(orchard) if row.category] == []


def test_filters_leave_out_what_was_not_asked_for(sqlite_orchard: Store) -> None:
    record(sqlite_orchard, planted(1))
    record(sqlite_orchard, planted(2, organisation="KIPOS"))
    record(sqlite_orchard, planted(3, organisation="KIPOS", country="GR"))
    record(sqlite_orchard, planted(4, indicator="V1.1"))
    assert [row.value for row in rows(sqlite_orchard, indicator="V1.1")] == [4]
    assert [row.value for row in rows(sqlite_orchard, country="GR")] == [3]
    assert [row.value for row in rows(sqlite_orchard, organisation="KIPOS", country="PT")] == [2]
    assert rows(sqlite_orchard, indicator="nothing") == []


def test_the_states_asked_for_decide_which_revision_stands(orchard: Store) -> None:
    record(orchard, planted(1))
    record(orchard, planted(2), "submitted", expected_revision=1)
    third = record(orchard, planted(3), "submitted", expected_revision=2)
    move(orchard, third.revision_id, "returned", "why?")
    assert [(row.revision, row.value) for row in rows(orchard, states=["approved"])] == [(1, 1)]
    assert [(row.revision, row.value) for row in rows(orchard, states=["approved", "submitted"])] == [(2, 2)]
    (newest,) = rows(orchard)
    assert (newest.revision, newest.review_state, newest.comment) == (3, ReviewState.RETURNED, "why?")
    assert rows(orchard, states=["draft"]) == []


def test_rows_are_those_that_were_known_at_a_moment(orchard: Store) -> None:
    done = record(orchard, planted(1), "submitted")
    with orchard.reading() as session:
        then = head.last_moment(session)
    move(orchard, done.revision_id, "approved")
    record(orchard, planted(2), expected_revision=1)
    assert [(row.value, row.review_state) for row in rows(orchard, known_at=then)] == [(1, ReviewState.SUBMITTED)]
    assert rows(orchard, known_at=then, states=["approved"]) == []


def test_a_row_says_who_recorded_it_when_and_when_it_was_approved(sqlite_orchard: Store) -> None:
    with sqlite_orchard.writing() as session:
        person = Account(email="ana@example.org", name="Ana", role=Role.VIEWER, created_at=head.moment(session))
        session.add(person)
        session.flush()
        actor = Actor(person.id, "Ana", "ana@example.org", Role.VIEWER)
        done = insert_revision(session, actor, planted(1), state=ReviewState.SUBMITTED)
        recorded_at: datetime = head.moment(session)
    move(sqlite_orchard, done.revision_id, "approved", "good")
    with sqlite_orchard.reading() as session:
        row = get_measurement(session, done.measurement_id)
        steps = list_review_steps(session, done.revision_id)
        last = head.last_moment(session)
    assert (row.recorded_by, row.recorded_at, row.approved_at, row.comment) == ("Ana", recorded_at, last, "good")
    assert [(step.state.value, step.by) for step in steps] == [("submitted", "Ana"), ("approved", "")]


def test_the_history_has_every_revision_newest_first(sqlite_orchard: Store) -> None:
    done = record(sqlite_orchard, planted(1))
    record(sqlite_orchard, planted(2), "draft", expected_revision=1, reason="a slip")
    with sqlite_orchard.reading() as session:
        found = list_revisions(session, done.measurement_id)
    said = [(row.revision, row.value, row.review_state.value, row.reason) for row in found]
    assert said == [(2, 2, "draft", "a slip"), (1, 1, "approved", "")]


def test_parts_carry_what_they_say_themselves_and_the_state_of_their_revision(sqlite_orchard: Store) -> None:
    parts = (part("fruit", "apple", 1).model_copy(update={"note": "half of them"}),)
    done = record(sqlite_orchard, planted(4, parts=parts, note="all", from_parts=True), "submitted")
    with sqlite_orchard.reading() as session:
        (found,) = list_parts(session, done.revision_id)
    assert (found.dimension, found.category, found.value, found.note) == ("fruit", "apple", 1, "half of them")
    assert (found.review_state, found.from_parts, found.revision) == (ReviewState.SUBMITTED, False, 1)


def test_many_series_stream_in_the_same_order(sqlite_orchard: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, indicator in enumerate(("F1.1", "F1.2", "V1.1")):
        for organisation in ("POMAR", "KIPOS"):
            record(sqlite_orchard, planted(str(number), indicator=indicator, organisation=organisation))
    whole = rows(sqlite_orchard)
    monkeypatch.setattr("toc.store.standing.AT_ONCE", 1)
    with sqlite_orchard.reading() as session:
        stream = iterate_measurements(session, CODE)
        assert next(stream) == whole[0]
        assert [whole[0], *stream] == whole


def test_whether_anything_is_invented_is_known(sqlite_orchard: Store) -> None:
    record(sqlite_orchard, planted(1))
    with sqlite_orchard.reading() as session:
        assert not any_invented(session, CODE)
    record(sqlite_orchard, planted(Decimal(2).to_eng_string(), invented=True, **Q2))
    with sqlite_orchard.reading() as session:
        assert any_invented(session, CODE)


def test_a_measurement_that_is_not_there_is_named(sqlite_orchard: Store) -> None:
    with sqlite_orchard.reading() as session, pytest.raises(NotFound, match="no measurement 99"):
        get_measurement(session, 99)
