"""Closed periods: who closes and opens them, what they refuse, and exceptions from asking to their last day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from tests.support import example_framework as orchard
from tests.support.example_framework import planted
from toc.errors import Conflict, Invalid, NotAllowed, NotFound
from toc.model.keeping import AuditEntry
from toc.model.person import Account
from toc.model.query import SYSTEM, Actor, Clock
from toc.model.terms import ExceptionState, ReviewState, Role
from toc.services import closing_periods, importing, recording, reviewing, revising
from toc.services.steps.import_options import Options
from toc.store.database import Store

TODAY = date(2020, 5, 10)
CLOCK = Clock(TODAY)
COORDINATOR = Actor(None, "Carla", "carla@example.org", Role.COORDINATOR)
PARTNER = Actor(None, "Pia", "pia@example.org", Role.PARTNER, "POMAR", frozenset({"PT"}))
VIEWER = Actor(None, "Vic", "vic@example.org", Role.VIEWER)
QUARTER = {"period_start": date(2020, 1, 1), "period_end": date(2020, 3, 31)}
FILE = "indicator_code,country,organisation,period,value\nF1.1,PT,POMAR,2020-Q1,7\nF1.1,PT,POMAR,2020-Q2,8\n"


def close(store: Store, **changed) -> int:
    return closing_periods.close(store, COORDINATOR, orchard.CODE, **{**QUARTER, "clock": CLOCK, **changed})


def log(store: Store, value: int = 7, *, actor: Actor = PARTNER, clock: Clock = CLOCK, fields=None, **options):
    return recording.record(store, actor, planted(value, **(fields or {})), clock=clock, **options)


def ask(store: Store, key: int, reason: str = "The school sent its list late.") -> int:
    return closing_periods.ask_exception(store, PARTNER, key, organisation="POMAR", reason=reason)


def decide(store: Store, exception: int, *, granted: bool, **more) -> None:
    closing_periods.decide_exception(store, COORDINATOR, exception, granted=granted, clock=CLOCK, **more)


def preview(store: Store, actor: Actor = PARTNER):
    return importing.preview(store, actor, FILE.encode(), Options(orchard.CODE), clock=CLOCK)


def refusal(store: Store, **options) -> Invalid:
    with pytest.raises(Invalid) as caught:
        log(store, **options)
    return caught.value


def entries(store: Store) -> list[tuple[str, str, str]]:
    with store.reading() as session:
        rows = session.exec(select(AuditEntry).order_by(AuditEntry.n))
        return [(row.action, row.subject, row.reason) for row in rows if "eriod" in row.action or "xcep" in row.action]


@pytest.fixture
def filled(store: Store) -> Store:
    return orchard.loaded(store)


def test_a_closed_period_refuses_new_values_drafts_and_coordinators_too(filled: Store) -> None:
    with filled.writing() as session:
        account = Account(email="carla@example.org", name="Carla", role=Role.COORDINATOR, created_at=CLOCK.now())
        session.add(account)
        session.flush()
        carla = replace(COORDINATOR, account_id=account.id)
    key = closing_periods.close(filled, carla, orchard.CODE, clock=CLOCK, reason="Report sent.", **QUARTER)
    error = refusal(filled)
    (closed,) = closing_periods.list_closed(filled, PARTNER, orchard.CODE)
    assert error.message == f"The period 2020-Q1 is closed: Carla closed it on {closed.row.closed_at:%Y-%m-%d}."
    assert (error.field, error.remedy, error.details["closed_period_id"]) == ("period", "Ask for an exception.", key)
    assert refusal(filled, submit=False).details["closed_period_id"] == key
    assert refusal(filled, actor=COORDINATOR, approve=True).details["closed_period_id"] == key
    assert refusal(filled, actor=SYSTEM).details["closed_period_id"] == key


@pytest.mark.parametrize(
    ("start", "end", "closed"),
    [
        (date(2020, 3, 1), date(2020, 3, 31), True),
        (date(2019, 12, 1), date(2020, 1, 1), True),
        (date(2020, 3, 1), date(2020, 4, 1), False),
        (date(2019, 12, 1), date(2019, 12, 31), False),
    ],
)
def test_a_measurement_belongs_to_the_closed_period_that_its_own_end_lies_in(
    sqlite_store: Store, start: date, end: date, closed: bool
) -> None:
    orchard.loaded(sqlite_store)
    close(sqlite_store)
    fields = {"period_start": start, "period_end": end}
    if closed:
        refusal(sqlite_store, fields=fields)
    else:
        assert log(sqlite_store, fields=fields).written


def test_what_stands_already_is_said_again_without_a_refusal_but_not_changed_or_voided(filled: Store) -> None:
    made = log(filled, 7, actor=COORDINATOR, approve=True)
    close(filled)
    assert not log(filled, 7).written
    options = {"expected_revision": 1, "reason": "One list.", "reason_code": "late data"}
    assert "is closed" in refusal(filled, value=8, **options).message
    with pytest.raises(Invalid, match="is closed"):
        revising.void(
            filled,
            COORDINATOR,
            made.measurement_id,
            reason_code="typing error",
            reason="x",
            expected_revision=1,
            clock=CLOCK,
        )


def test_what_was_submitted_before_the_closing_is_approved_or_returned_and_a_returned_one_asks(filled: Store) -> None:
    first = log(filled).revision_id
    other = log(filled, 9, actor=COORDINATOR, fields={"organisation": "KIPOS"}).revision_id
    close(filled)
    assert reviewing.approve(filled, COORDINATOR, other).review_state is ReviewState.APPROVED
    reviewing.send_back(filled, COORDINATOR, first, comment="Which?")
    assert "is closed" in refusal(filled, value=8, expected_revision=1).message


def test_an_import_shows_the_closed_period_row_by_row_and_saves_none_of_it(filled: Store) -> None:
    before = preview(filled)
    assert before.refused == 0
    close(filled)
    with pytest.raises(Conflict, match="changed since the preview"):
        importing.save(filled, PARTNER, before, clock=CLOCK)
    found = preview(filled)
    told = [message for message in found.as_json()["messages"] if message["kind"] == "error"]
    assert (found.refused, [(one["row"], one["column"]) for one in told]) == (1, [(2, "period")])
    assert "The period 2020-Q1 is closed" in told[0]["text"]
    saved = importing.save(filled, PARTNER, found, clock=CLOCK, save_good=True)
    assert [write.draft.period_end for write in saved.writes] == [date(2020, 6, 30)]


def test_an_exception_lets_its_organisation_report_up_to_its_last_day(filled: Store) -> None:
    key = close(filled)
    request = ask(filled, key)
    assert "waits for a coordinator" in refusal(filled).remedy
    decide(filled, request, granted=True, until=TODAY + timedelta(days=3), comment="This once.")
    assert preview(filled).refused == 0
    late = {"clock": Clock(TODAY + timedelta(days=4))}
    assert "ended on 2020-05-13. Ask for an exception again." in refusal(filled, **late).remedy
    assert "is closed" in refusal(filled, actor=COORDINATOR, fields={"organisation": "KIPOS"}).message
    assert log(filled, clock=Clock(TODAY + timedelta(days=3))).written
    assert [(action, reason) for action, _, reason in entries(filled)] == [
        ("close period", ""),
        ("ask for exception", "The school sent its list late."),
        ("grant exception", "This once."),
    ]
    assert entries(filled)[1][1] == "ORCHARD 2020-01-01..2020-03-31 POMAR"


def test_a_refused_exception_says_why_and_can_be_asked_for_again(filled: Store) -> None:
    key = close(filled)
    request = ask(filled, key)
    with pytest.raises(Conflict, match="has asked for an exception"):
        ask(filled, key)
    with pytest.raises(Invalid, match="comment"):
        decide(filled, request, granted=False)
    decide(filled, request, granted=False, comment="The report is printed.")
    assert "refused on" in refusal(filled).remedy
    assert "The report is printed." in refusal(filled).remedy
    with pytest.raises(Conflict, match="decided already: refused"):
        decide(filled, request, granted=True, until=TODAY)
    decide(filled, ask(filled, key), granted=True, until=TODAY)
    assert log(filled).written


def test_opening_a_period_again_needs_a_reason_and_lets_everybody_report(filled: Store) -> None:
    key = close(filled)
    request = ask(filled, key)
    with pytest.raises(Invalid, match="reason is missing"):
        closing_periods.reopen(filled, COORDINATOR, key, reason=" ")
    closing_periods.reopen(filled, COORDINATOR, key, reason="Two countries are missing.")
    assert log(filled).written
    for late in (
        lambda: closing_periods.reopen(filled, COORDINATOR, key, reason="x"),
        lambda: ask(filled, key),
        lambda: decide(filled, request, granted=True, until=TODAY),
    ):
        with pytest.raises(Conflict, match="is open again"):
            late()
    assert closing_periods.list_closed(filled, PARTNER, orchard.CODE) == ()
    (past,) = closing_periods.list_closed(filled, COORDINATOR, orchard.CODE, opened=True)
    assert (past.period, past.open_again, past.row.opening_reason) == ("2020-Q1", True, "Two countries are missing.")
    assert [one.waits for one in closing_periods.list_exceptions(filled, COORDINATOR, orchard.CODE)] == [False]
    assert close(filled) != key


def test_periods_that_overlap_a_closed_one_or_have_not_ended_cannot_be_closed(filled: Store) -> None:
    close(filled)
    with pytest.raises(Conflict, match="2020-03 shares days with 2020-Q1"):
        close(filled, period_start=date(2020, 3, 1))
    with pytest.raises(Invalid, match="has not ended"):
        close(filled, period_start=date(2020, 4, 1), period_end=TODAY)
    with pytest.raises(Invalid, match="ends before it starts"):
        close(filled, period_start=date(2020, 4, 30), period_end=date(2020, 4, 1))
    with pytest.raises(NotFound):
        closing_periods.close(filled, COORDINATOR, "OTHER", clock=CLOCK, **QUARTER)


def test_reporting_periods_that_have_ended_and_are_free_can_be_closed(sqlite_store: Store) -> None:
    orchard.loaded(sqlite_store)
    close(sqlite_store)
    offered = closing_periods.list_closable(
        sqlite_store, COORDINATOR, orchard.CODE, clock=Clock(date(2020, 7, 1))
    )  # fmt: skip
    assert [(one.frequency.value, one.period.label) for one in offered] == [
        ("quarter", "2020-Q2"),
        ("month", "2020-06"),
        ("month", "2020-05"),
        ("month", "2020-04"),
    ]


def test_a_partner_sees_the_own_requests_and_a_day_to_grant_until_cannot_have_passed(sqlite_store: Store) -> None:
    orchard.loaded(sqlite_store)
    key = close(sqlite_store)
    request = ask(sqlite_store, key)
    for until in (None, TODAY - timedelta(days=1)):
        with pytest.raises(Invalid) as caught:
            decide(sqlite_store, request, granted=True, until=until)
        assert caught.value.field == "until"
    (own,) = closing_periods.list_exceptions(sqlite_store, PARTNER, orchard.CODE)
    assert (own.period, own.row.state, own.waits) == ("2020-Q1", ExceptionState.ASKED, True)
    other = replace(PARTNER, organisation="KIPOS")
    nobody = replace(PARTNER, organisation=None)
    for actor in (other, nobody):
        assert closing_periods.list_exceptions(sqlite_store, actor, orchard.CODE) == ()
    with pytest.raises(NotFound):
        decide(sqlite_store, 10**12, granted=True, until=TODAY)


def test_closing_is_for_coordinators_and_asking_for_the_own_organisation(sqlite_store: Store) -> None:
    orchard.loaded(sqlite_store)
    key = close(sqlite_store)
    request = ask(sqlite_store, key)
    for refused in (
        lambda: closing_periods.close(sqlite_store, PARTNER, orchard.CODE, clock=CLOCK, **QUARTER),
        lambda: closing_periods.reopen(sqlite_store, PARTNER, key, reason="x"),
        lambda: closing_periods.list_closable(sqlite_store, PARTNER, orchard.CODE, clock=CLOCK),
        lambda: closing_periods.decide_exception(sqlite_store, PARTNER, request, granted=True, clock=CLOCK),
        lambda: closing_periods.ask_exception(sqlite_store, PARTNER, key, organisation="KIPOS", reason="x"),
        lambda: closing_periods.ask_exception(sqlite_store, VIEWER, key, organisation="POMAR", reason="x"),
        lambda: closing_periods.list_closed(sqlite_store, VIEWER, orchard.CODE),
        lambda: closing_periods.list_exceptions(sqlite_store, VIEWER, orchard.CODE),
    ):
        with pytest.raises(NotAllowed):
            refused()
