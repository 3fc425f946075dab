"""Logging one measurement: what was typed to a draft, and the rules that need the store."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import func, select

from tests.support import case_framework as cases
from tests.support import example_framework as orchard
from tests.support.example_framework import part, planted
from toc.errors import Conflict, Invalid, NotAllowed, NotFound
from toc.model.drafts import MeasurementDraft, PartDraft
from toc.model.keeping import AuditEntry, Kept
from toc.model.measurement import Revision
from toc.model.person import AccountDraft
from toc.model.query import SYSTEM, Actor, Clock, Query
from toc.model.terms import ReviewState, Role
from toc.services import administering, entering, importing, recording, reviewing
from toc.services.recording import Recorded
from toc.services.steps.questions import Question
from toc.store import measurements
from toc.store.database import Store

CLOCK = Clock(date(2024, 6, 1))
POMAR = Actor(None, "Pia", "pia@example.org", Role.PARTNER, "POMAR", frozenset({"PT"}))
COORDINATOR = Actor(None, "Carla", "carla@example.org", Role.COORDINATOR)
CARLA = AccountDraft(email="carla@orchard.example", name="Carla", role=Role.COORDINATOR)
DOCUMENT = orchard.example_framework()


def record(store: Store, draft: MeasurementDraft, actor: Actor = POMAR, clock: Clock = CLOCK, **options) -> Recorded:
    return recording.record(store, actor, draft, clock=clock, **options)


def how_many(store: Store, table: type) -> int:
    with store.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


@pytest.mark.parametrize(
    "wrong",
    [
        {"numerator": 1},
        {"period_end": date(2019, 1, 1)},
        {"nothing_to_report": True, "value": 1},
        {"parts": (part("fruit", "pear", 1), part("fruit", "pear", 2))},
    ],
)
def test_a_draft_that_contradicts_itself_cannot_be_made(wrong: Mapping[str, object]) -> None:
    with pytest.raises(Invalid):
        planted(**{"value": 3, **wrong})


def test_a_measurement_is_kept_waits_and_counts_once_it_is_approved(store: Store) -> None:
    orchard.loaded(store)
    entries, version = how_many(store, AuditEntry), store.data_version()
    made = record(store, planted(12))
    assert (made.period, made.state, made.written, made.counts_from) == ("2020-Q1", ReviewState.SUBMITTED, True, None)
    assert how_many(store, Kept) == 0
    assert (how_many(store, AuditEntry), store.data_version()) == (entries + 1, version + 1)
    reviewing.approve(store, COORDINATOR, made.revision_id)
    assert how_many(store, Kept) == 1


def test_a_draft_stays_a_draft_and_can_be_submitted_later(store: Store) -> None:
    orchard.loaded(store)
    assert record(store, planted(12), submit=False).state is ReviewState.DRAFT
    made = record(store, planted(12), expected_revision=1)
    assert (made.state, made.written) == (ReviewState.SUBMITTED, True)


def test_who_may_approve_may_log_an_approved_value_and_others_may_not(sqlite_store: Store) -> None:
    orchard.loaded(sqlite_store)
    with pytest.raises(NotAllowed):
        record(sqlite_store, planted(12), approve=True)
    assert record(sqlite_store, planted(12), actor=COORDINATOR, approve=True).state is ReviewState.APPROVED


@pytest.mark.parametrize("other", [{"organisation": "KIPOS"}, {"country": "GR", "organisation": "POMAR"}])
def test_a_partner_logs_for_the_own_organisation_and_countries_only(
    sqlite_store: Store, other: Mapping[str, str]
) -> None:
    orchard.loaded(sqlite_store)
    with pytest.raises(NotAllowed):
        record(sqlite_store, planted(12, **other))
    with pytest.raises(NotAllowed):
        record(sqlite_store, planted(12), actor=replace(POMAR, role=Role.VIEWER))


def test_a_consortium_indicator_is_logged_by_its_organisation_only(sqlite_store: Store) -> None:
    orchard.loaded(sqlite_store)
    draft = planted(100, indicator="V1.2", country="ALL", organisation="COOP")
    coop = Actor(None, "C", "", Role.PARTNER, "COOP")
    assert record(sqlite_store, draft, actor=coop).written
    with pytest.raises(Invalid, match="does not report"):
        record(sqlite_store, draft.model_copy(update={"organisation": "POMAR"}), actor=POMAR)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"value": "1.5"}, Invalid),
        ({"value": None}, Invalid),
        ({"indicator": "F9.9"}, Invalid),
        ({"framework": "OTHER"}, NotFound),
        ({"parts": (part("fruit", "plum", 1),)}, Invalid),
    ],
)
def test_a_draft_that_breaks_a_rule_is_not_kept_whoever_made_it(
    sqlite_store: Store, wrong: dict[str, object], error: type[Exception]
) -> None:
    orchard.loaded(sqlite_store)
    value = wrong.pop("value", 3)
    with pytest.raises(error):
        record(sqlite_store, planted(value, **wrong))  # type: ignore[arg-type]
    assert how_many(sqlite_store, Revision) == 0


def test_the_same_again_writes_nothing(store: Store) -> None:
    orchard.loaded(store)
    first = record(store, planted(12))
    before = (how_many(store, Revision), how_many(store, AuditEntry), store.data_version())
    again = record(store, planted("12.0"))
    assert (again.written, again.revision_id) == (False, first.revision_id)
    assert (how_many(store, Revision), how_many(store, AuditEntry), store.data_version()) == before


def test_a_second_click_writes_nothing_whatever_it_carries(store: Store) -> None:
    orchard.loaded(store)
    first = record(store, planted(12), idempotency_key="one click")
    second = record(store, planted(13), idempotency_key="one click")
    assert (second.written, second.revision_id) == (False, first.revision_id)
    assert how_many(store, Revision) == 1


def test_what_somebody_else_recorded_since_is_told_with_value_name_and_moment(store: Store) -> None:
    orchard.loaded(store)
    record(store, planted(10))
    record(store, planted(12), actor=COORDINATOR, expected_revision=1)
    with pytest.raises(Conflict) as caught:
        record(store, planted(15), expected_revision=1)
    assert caught.value.field == "period"
    assert caught.value.details["value"] == "12"
    assert caught.value.details["revision"] == 2
    made = record(store, planted(15), expected_revision=2)
    with store.reading() as session:
        history = measurements.list_revisions(session, made.measurement_id)
    assert [row.value for row in history] == [15, 12, 10]


def test_a_period_that_overlaps_another_is_refused_and_the_other_is_named_drafts_included(store: Store) -> None:
    orchard.loaded(store)
    record(store, planted(10), submit=False)
    with pytest.raises(Invalid) as caught:
        record(store, planted(40, period_end=date(2020, 12, 31)))
    assert caught.value.field == "period"
    assert "The period 2020 overlaps 2020-Q1 (draft, revision 1" in caught.value.message
    assert record(store, planted(40, organisation="KIPOS", period_end=date(2020, 12, 31)), actor=COORDINATOR).written


def test_a_period_in_the_future_is_refused_and_one_that_has_begun_counts_from_its_end(sqlite_store: Store) -> None:
    orchard.loaded(sqlite_store)
    with pytest.raises(Invalid, match="after today") as caught:
        record(sqlite_store, planted(1, period_start=date(2024, 7, 1), period_end=date(2024, 9, 30)))
    assert caught.value.field == "period"
    begun = record(sqlite_store, planted(1, period_start=date(2024, 4, 1), period_end=date(2024, 6, 30)))
    assert begun.counts_from == date(2024, 6, 30)


def test_an_approved_value_changes_only_with_a_reason_and_waits_again(store: Store) -> None:
    orchard.loaded(store)
    record(store, planted(150), actor=COORDINATOR, approve=True)
    with pytest.raises(Invalid) as caught:
        record(store, planted(140), expected_revision=1)
    (asked,) = caught.value.faults
    assert (asked.field, isinstance(asked, Question)) == ("reason", True)
    said = {"expected_revision": 1, "reason": "Counted one field twice."}
    with pytest.raises(Invalid) as caught:
        record(store, planted(140), **said)
    (asked,) = caught.value.faults
    assert (asked.field, isinstance(asked, Question)) == ("reason_code", True)
    with pytest.raises(Invalid) as caught:
        record(store, planted(140), **said, reason_code="because")
    assert caught.value.field == "reason_code"
    made = record(store, planted(140), **said, reason_code="counted twice")
    assert made.state is ReviewState.SUBMITTED
    with store.reading() as session:
        newest = measurements.get_measurement(session, made.measurement_id)
        kept = session.exec(select(Kept)).one()
    assert (newest.reason, newest.reason_code) == ("Counted one field twice.", "counted twice")
    assert newest.revision == 2
    assert kept.value == 150


def test_a_running_total_that_falls_needs_a_reason(store: Store) -> None:
    orchard.loaded(store)

    def total(year: int, value: int | None, **options: object) -> Recorded:
        draft = planted(
            value,
            indicator="V1.2",
            country="ALL",
            organisation="COOP",
            period_start=date(year, 1, 1),
            period_end=date(year, 12, 31),
            nothing_to_report=value is None,
        )
        return record(store, draft, actor=COORDINATOR, **options)

    total(2020, 120)
    total(2021, None)
    with pytest.raises(Invalid) as caught:
        total(2022, 90)
    assert "lower than the value before (120 for 2020)" in caught.value.message
    assert total(2022, 90, reason="One farm left.").written
    assert total(2023, 90).written


def test_parts_must_fit_their_total_and_a_missing_total_is_summed(store: Store) -> None:
    orchard.loaded(store)
    with pytest.raises(Invalid, match="more than the total"):
        record(store, planted(10, parts=(part("fruit", "apple", 8), part("fruit", "pear", 3))))
    made = record(store, planted(parts=(part("fruit", "apple", 8), part("fruit", "pear", 3))))
    with store.reading() as session:
        row = measurements.get_measurement(session, made.measurement_id)
        parts = measurements.list_parts(session, made.revision_id)
    assert (row.value, row.from_parts, len(parts)) == (11, True, 2)
    with pytest.raises(Invalid, match="do not add up"):
        later = {"period_start": date(2020, 4, 1), "period_end": date(2020, 6, 30)}
        record(store, planted(parts=(part("soil", "clay", 3),), **later))


def test_a_returned_measurement_can_be_submitted_again_unchanged(store: Store) -> None:
    orchard.loaded(store)
    made = record(store, planted(12))
    reviewing.send_back(store, COORDINATOR, made.revision_id, comment="Really?")
    again = record(store, planted(12), expected_revision=1)
    assert (again.written, again.state) == (True, ReviewState.SUBMITTED)


def test_a_fact_of_a_draft_is_written_down_in_the_audit_log(sqlite_store: Store) -> None:
    orchard.loaded(sqlite_store)
    record(sqlite_store, planted(12, note="n", parts=(part("fruit", "pear", 1),)))
    with sqlite_store.reading() as session:
        entry = session.exec(select(AuditEntry).order_by(AuditEntry.n.desc())).first()
    assert (entry.action, entry.before) == ("log measurement", None)
    assert entry.subject == "ORCHARD F1.1 PT POMAR 2020-01-01..2020-03-31"
    assert '"fruit=pear"' in entry.after


def test_a_draft_in_words_is_a_number_a_share_or_nothing_to_report() -> None:
    assert recording.shown_value(planted("12.50")) == "12.5"
    assert recording.shown_value(planted(numerator="7", denominator="11")) == "7/11"
    assert recording.shown_value(planted(nothing_to_report=True)) == "nothing to report"


def test_a_part_breaks_the_rules_of_its_indicator_like_a_total(sqlite_store: Store) -> None:
    cases.case_store(sqlite_store)
    draft = MeasurementDraft(
        framework=cases.CODE,
        indicator="LRN-1.1",
        country="IT",
        organisation="ORG",
        period_start=date(2024, 1, 1),
        period_end=date(2024, 12, 31),
        numerator=20,
        denominator=40,
        parts=(PartDraft(dimension="sex", category="F", numerator=20, denominator=10),),
    )
    with pytest.raises(Invalid, match="The numerator 20 is above the denominator 10"):
        recording.record(sqlite_store, SYSTEM, draft, clock=cases.CLOCK)


def test_a_draft_of_another_organisation_is_told_to_be_there_and_nothing_of_it(store: Store) -> None:
    orchard.loaded(store)
    administering.make_account(store, SYSTEM, CARLA, clock=Clock())
    carla = administering.actor_by_email(store, CARLA.email)
    record(store, planted(12), submit=False)
    sheet = entering.entry_sheet(
        store, carla, Query(orchard.CODE, CLOCK.today("UTC")), indicator="F1.1", country="PT", organisation="POMAR",
        clock=CLOCK,
    )  # fmt: skip
    assert sheet.standing == {}
    for value in (12, 13):
        with pytest.raises(Conflict) as caught:
            record(store, planted(value), actor=carla, expected_revision=1)
        assert caught.value.message == "POMAR keeps a draft for this period that nobody else sees."
    file = b"indicator_code,country,organisation,period,value\nF1.1,PT,POMAR,2020-Q1,12\n"
    found = importing.preview(store, carla, file, importing.Options(orchard.CODE), clock=CLOCK)
    assert (found.refused, found.messages[0].fault.text()) == (1, caught.value.message)
