"""Writing measurements: revisions follow each other, periods never overlap, nobody silently wins, nothing is lost."""

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from tests.support.example_framework import CODE, loaded, move, part, planted, record
from toc.errors import Conflict, Invalid, NotFound
from toc.model.keeping import Kept
from toc.model.measurement import Measurement, ReviewEvent, Revision
from toc.model.terms import EvidenceGrade, ReviewState
from toc.services.steps.record import NEXT_STATES
from toc.store.database import Store
from toc.store.measurements import get_measurement, list_measurements, list_parts, list_review_steps

Q1 = {"period_start": date(2020, 1, 1), "period_end": date(2020, 3, 31)}
Q2 = {"period_start": date(2020, 4, 1), "period_end": date(2020, 6, 30)}
YEAR = {"period_start": date(2020, 1, 1), "period_end": date(2020, 12, 31)}


@pytest.fixture
def orchard(store: Store) -> Store:
    return loaded(store)


@pytest.fixture
def sqlite_orchard(sqlite_store: Store) -> Store:
    return loaded(sqlite_store)


def counted(store: Store) -> list[tuple[date, Decimal | None]]:
    with store.reading() as session:
        return [(row.period_end, row.value) for row in session.exec(select(Kept).order_by(Kept.period_end))]


def test_a_first_revision_keeps_everything_that_was_said(orchard: Store) -> None:
    said = {
        "sample_size": 40,
        "evidence_grade": EvidenceGrade.SURVEY,
        "source": "NA",
        "source_url": "https://example.org/a",
        "note": "=1+1",
        "invented": True,
    }
    done = record(orchard, planted("5.0", **said), "submitted", reason="first", idempotency_key="click 1")
    with orchard.reading() as session:
        row = get_measurement(session, done.measurement_id)
    assert {name: getattr(row, name) for name in said} == said
    assert (row.revision, row.value, row.review_state, row.approved_at) == (1, 5, ReviewState.SUBMITTED, None)
    assert (row.indicator, row.country, row.organisation, row.recorded_by) == ("F1.1", "PT", "POMAR", "")
    assert (row.period_start, row.period_end) == (Q1["period_start"], Q1["period_end"])


def test_half_numerators_stay_exact(sqlite_orchard: Store) -> None:
    share = {"indicator": "F1.2", "numerator": Decimal("10.5"), "denominator": Decimal(11)}
    done = record(sqlite_orchard, planted(None, **share))
    with sqlite_orchard.reading() as session:
        row = get_measurement(session, done.measurement_id)
    assert (row.value, row.numerator, row.denominator) == (None, Decimal("10.5"), Decimal(11))


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("draft", ["draft"]),
        ("submitted", ["submitted"]),
        ("approved", ["submitted", "approved"]),
    ],
)
def test_a_revision_goes_through_its_states_one_by_one(sqlite_orchard: Store, state: str, steps: list[str]) -> None:
    done = record(sqlite_orchard, planted(5), state, comment="so it is")
    with sqlite_orchard.reading() as session:
        found = list_review_steps(session, done.revision_id)
    assert [step.state.value for step in found] == steps
    assert {step.comment for step in found} == {"so it is"}


def test_a_correction_is_a_new_revision_and_the_old_one_stays(orchard: Store) -> None:
    first = record(orchard, planted(5))
    second = record(orchard, planted(6), expected_revision=1, reason_code="typing", reason="a slip")
    assert (second.measurement_id, second.number) == (first.measurement_id, 2)
    with orchard.reading() as session:
        rows = session.exec(select(Revision).order_by(Revision.number)).all()
        assert [(row.number, row.value, row.reason) for row in rows] == [(1, 5, ""), (2, 6, "a slip")]
        assert len(session.exec(select(Measurement)).all()) == 1
    assert counted(orchard) == [(Q1["period_end"], 6)]


def test_an_approved_value_counts_until_its_newer_revision_is_approved(orchard: Store) -> None:
    record(orchard, planted(5))
    second = record(orchard, planted(6), "submitted", expected_revision=1)
    assert counted(orchard) == [(Q1["period_end"], 5)]
    move(orchard, second.revision_id, "approved")
    assert counted(orchard) == [(Q1["period_end"], 6)]


@pytest.mark.parametrize("state", ["draft", "submitted", "approved"])
def test_a_period_that_overlaps_another_is_refused_whatever_its_state(orchard: Store, state: str) -> None:
    first = record(orchard, planted(5), state)
    before = orchard.data_version()
    with pytest.raises(Invalid) as caught:
        record(orchard, planted(20, **YEAR), "draft")
    assert caught.value.text() == f"Period 2020 overlaps the {state} measurement 2020-Q1 of POMAR."
    assert caught.value.field == "period"
    assert caught.value.fields["measurement_id"] == first.measurement_id
    assert orchard.data_version() == before


def test_a_returned_measurement_still_takes_its_period(sqlite_orchard: Store) -> None:
    first = record(sqlite_orchard, planted(5), "submitted")
    move(sqlite_orchard, first.revision_id, "returned", "which trees?")
    with pytest.raises(Invalid, match="overlaps the returned measurement"):
        record(sqlite_orchard, planted(20, **YEAR), "draft")


def test_a_voided_measurement_leaves_its_period_free(orchard: Store) -> None:
    first = record(orchard, planted(5))
    move(orchard, first.revision_id, "voided", "another orchard's")
    assert counted(orchard) == []
    again = record(orchard, planted(7))
    assert again.measurement_id != first.measurement_id
    assert counted(orchard) == [(Q1["period_end"], 7)]


def test_another_organisation_country_or_indicator_may_cover_the_same_days(sqlite_orchard: Store) -> None:
    record(sqlite_orchard, planted(5))
    record(sqlite_orchard, planted(20, organisation="KIPOS", **YEAR))
    record(sqlite_orchard, planted(20, organisation="KIPOS", country="GR", **YEAR))
    record(sqlite_orchard, planted(20, indicator="V1.1", **YEAR))
    record(sqlite_orchard, planted(9, **Q2))
    assert len(counted(sqlite_orchard)) == 5


def test_who_has_not_seen_the_newest_revision_is_told_and_does_not_win(sqlite_orchard: Store) -> None:
    record(sqlite_orchard, planted(5))
    record(sqlite_orchard, planted(6), expected_revision=1)
    with pytest.raises(Conflict) as caught:
        record(sqlite_orchard, planted(7), expected_revision=1)
    assert "has revision 2 now" in caught.value.text()
    assert (caught.value.fields["number"], caught.value.fields["expected"]) == (2, 1)
    assert counted(sqlite_orchard) == [(Q1["period_end"], 6)]


def test_who_saw_no_measurement_is_told_that_there_is_one(sqlite_orchard: Store) -> None:
    record(sqlite_orchard, planted(5), "draft")
    with pytest.raises(Conflict, match="POMAR has a measurement for 2020-Q1 already"):
        record(sqlite_orchard, planted(7))


def test_who_revises_what_was_voided_is_told(sqlite_orchard: Store) -> None:
    first = record(sqlite_orchard, planted(5))
    move(sqlite_orchard, first.revision_id, "voided")
    with pytest.raises(Conflict, match="was voided in the meantime"):
        record(sqlite_orchard, planted(7), expected_revision=1)


def test_a_second_click_writes_nothing(sqlite_orchard: Store) -> None:
    first = record(sqlite_orchard, planted(5), idempotency_key="click 1")
    before = sqlite_orchard.data_version()
    again = record(sqlite_orchard, planted(5), idempotency_key="click 1")
    assert (again.revision_id, again.again, first.again) == (first.revision_id, True, False)
    assert sqlite_orchard.data_version() == before


def test_parts_stand_with_their_total_and_those_that_are_not_named_stay(orchard: Store) -> None:
    first = record(orchard, planted(9, parts=(part("fruit", "apple", 5), part("fruit", "pear", 3))))
    second = record(orchard, planted(9, parts=(part("fruit", "pear", 4),)), expected_revision=1)
    with orchard.reading() as session:
        parts = {row.category: row.value for row in list_parts(session, second.revision_id)}
        before = {row.category: row.value for row in list_parts(session, first.revision_id)}
    assert (before, parts) == ({"apple": 5, "pear": 3}, {"apple": 5, "pear": 4})


def test_parts_alone_leave_the_total_as_it_is(sqlite_orchard: Store) -> None:
    record(sqlite_orchard, planted(9, note="counted twice"))
    done = record(sqlite_orchard, planted(None, parts=(part("fruit", "pear", 4),)), expected_revision=1)
    with sqlite_orchard.reading() as session:
        row = get_measurement(session, done.measurement_id)
    assert (row.revision, row.value, row.note) == (2, 9, "counted twice")


def test_parts_without_any_total_are_refused(sqlite_orchard: Store) -> None:
    with pytest.raises(Invalid, match="no total for 2020-Q1"):
        record(sqlite_orchard, planted(None, parts=(part("fruit", "pear", 4),)))
    with sqlite_orchard.reading() as session:
        assert list_measurements(session, CODE) == []


def test_nothing_to_report_is_neither_0_nor_missing_and_has_no_parts(sqlite_orchard: Store) -> None:
    record(sqlite_orchard, planted(9, parts=(part("fruit", "pear", 4),)))
    done = record(sqlite_orchard, planted(None, nothing_to_report=True), expected_revision=1)
    with sqlite_orchard.reading() as session:
        row = get_measurement(session, done.measurement_id)
        assert (row.value, row.nothing_to_report) == (None, True)
        assert list_parts(session, done.revision_id) == []


@pytest.mark.parametrize(
    ("changed", "message"),
    [({"indicator": "X"}, "no indicator X"), ({"organisation": "X"}, "no organisation X")],
)
def test_what_the_store_does_not_know_is_refused(
    sqlite_orchard: Store, changed: dict[str, object], message: str
) -> None:
    with pytest.raises(NotFound, match=message):
        record(sqlite_orchard, planted(5, **changed))


@pytest.mark.parametrize(
    "way",
    [("draft",), ("submitted",), ("submitted", "returned"), ("submitted", "approved"), ("submitted", "voided")],
)
def test_states_follow_each_other_only_as_they_may(sqlite_orchard: Store, way: tuple[str, ...]) -> None:
    reached = next(state for state in ReviewState if state == way[-1])
    for number, state in enumerate(ReviewState):
        day = date(2000 + number, 1, 1)
        done = record(sqlite_orchard, planted(5, period_start=day, period_end=day), way[0])
        for step in way[1:]:
            move(sqlite_orchard, done.revision_id, step)
        if state in NEXT_STATES[reached]:
            move(sqlite_orchard, done.revision_id, state)
        else:
            with pytest.raises(Conflict, match="cannot become"):
                move(sqlite_orchard, done.revision_id, state)


def test_a_change_of_state_is_a_new_event_and_changes_no_row(orchard: Store) -> None:
    done = record(orchard, planted(5), "submitted")
    move(orchard, done.revision_id, "returned", "which trees?")
    move(orchard, done.revision_id, "submitted")
    move(orchard, done.revision_id, "approved")
    with orchard.reading() as session:
        events = session.exec(select(ReviewEvent).order_by(ReviewEvent.id)).all()
        steps = [(event.state.value, event.comment) for event in events]
        moments = [event.at for event in events]
        row = get_measurement(session, done.measurement_id)
    assert steps == [("submitted", ""), ("returned", "which trees?"), ("submitted", ""), ("approved", "")]
    assert moments == sorted(set(moments))
    assert row.approved_at == moments[-1]


def test_a_revision_that_is_not_there_cannot_change_its_state(sqlite_orchard: Store) -> None:
    with pytest.raises(NotFound, match="no revision 99"):
        move(sqlite_orchard, 99, "approved")


def test_voiding_the_newest_approved_revision_brings_the_one_before_back(sqlite_orchard: Store) -> None:
    record(sqlite_orchard, planted(5))
    second = record(sqlite_orchard, planted(6), expected_revision=1)
    move(sqlite_orchard, second.revision_id, "voided")
    assert counted(sqlite_orchard) == [(Q1["period_end"], 5)]
