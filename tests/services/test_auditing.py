"""The audit log as people read it, and that nothing can be taken out of it unseen."""

import csv
import io
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.support.example_framework import SYSTEM, loaded, planted
from tests.support.people import CHEAP, CLOCK, PLAIN, add_person, signed_in
from toc.errors import Invalid, NotAllowed
from toc.model.query import Actor, Clock
from toc.model.terms import Role
from toc.services import auditing, own_account, recording, signing_in
from toc.services.auditing import AuditFilters, Entry
from toc.services.checking import check
from toc.services.steps import passwords
from toc.services.steps.throttle import Throttle
from toc.store.database import Store

READER = Actor(None, "Carla", "carla@credex.example", Role.COORDINATOR)
ANNA = "anna@credex.example"
TREES = "Trees planted (F1.1), Portugal, POMAR, 2020-Q1"


@pytest.fixture
def log(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store with a framework, an account and a measurement that was revised."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    loaded(store)
    add_person(store, ANNA, Role.COORDINATOR, name="Anna")
    anna = signing_in.actor_of(store, signed_in(store, ANNA), PLAIN, clock=CLOCK)
    recording.record(store, anna, planted(5), clock=Clock(date(2026, 6, 1)))
    own_account.set_locale(store, anna, "nl")
    return store


def entries(store: Store, **filters: object) -> tuple[Entry, ...]:
    return auditing.list_entries(store, READER, AuditFilters(**filters)).entries


def test_entries_come_newest_first_with_only_what_differs(log: Store) -> None:
    found = entries(log)
    assert [entry.n for entry in found] == list(range(len(found), 0, -1))
    newest = found[0]
    assert (newest.who, newest.action, newest.subject) == ("Anna", "set language", ANNA)
    assert [change.text for change in newest.differences] == ["locale: nl"]


def test_a_measurement_is_named_in_words_and_found_by_its_code(log: Store) -> None:
    (entry,) = entries(log, subject="f1.1 pt")
    assert entry.subject_text == TREES
    assert entry.subject == "ORCHARD F1.1 PT POMAR 2020-01-01..2020-03-31"
    assert {change.field: change.after for change in entry.differences}["value"] == "5"


@pytest.mark.parametrize(
    ("filters", "actions"),
    [
        ({"person": ANNA}, {"set language", "log measurement", "set password"}),
        ({"person": auditing.COMMAND_LINE}, {"load", "add account", "invite"}),
        ({"action": "invite"}, {"invite"}),
        ({"person": ANNA, "action": "invite"}, set()),
        ({"subject": "ANNA@"}, {"set language", "set password", "add account", "invite"}),
        ({"subject": "%"}, set()),
        ({"person": "nobody@credex.example"}, set()),
    ],
)
def test_filters_leave_out_what_does_not_fit(log: Store, filters: dict[str, str], actions: set[str]) -> None:
    assert {entry.action for entry in entries(log, **filters)} == actions


def test_days_are_inclusive_at_both_ends(log: Store) -> None:
    day = entries(log)[0].at.date()
    one = timedelta(days=1)
    assert entries(log, first=day - one, last=day + one) == entries(log)
    assert entries(log, last=entries(log)[-1].at.date() - one) == ()
    assert entries(log, first=day + one) == ()
    with pytest.raises(Invalid, match="after the last one"):
        entries(log, first=day + one, last=day)


def test_the_log_is_given_a_page_at_a_time(log: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = entries(log)
    monkeypatch.setattr(auditing, "PAGE_SIZE", 2)
    second = auditing.list_entries(log, READER, AuditFilters(), page=2)
    assert second.entries == everything[2:4]
    assert (second.total, second.page, second.pages) == (len(everything), 2, -(-len(everything) // 2))
    assert auditing.list_entries(log, READER, AuditFilters(), page=99).page == second.pages
    assert auditing.list_entries(log, READER, AuditFilters(), page=0).page == 1


def test_people_and_actions_to_choose_from_are_those_that_occur(log: Store) -> None:
    page = auditing.list_entries(log, READER, AuditFilters(action="invite"))
    assert page.people == ((ANNA, "Anna"), (auditing.COMMAND_LINE, "Command line"))
    assert {"invite", "load", "set language"} <= set(page.actions)


@pytest.mark.parametrize("role", [Role.PARTNER, Role.VIEWER])
def test_partners_and_viewers_may_not_see_it(log: Store, role: Role) -> None:
    actor = Actor(1, "P", "p@credex.example", role, "POMAR", frozenset({"PT"}))
    for ask in (auditing.list_entries, auditing.report):
        with pytest.raises(NotAllowed):
            ask(log, actor, AuditFilters())
    with pytest.raises(NotAllowed):
        auditing.check_chain(log, actor)


def test_the_file_reads_back_and_no_text_in_it_is_a_formula(log: Store) -> None:
    recording.record(log, SYSTEM, planted(7, note="=1+1"), expected_revision=1, reason='=cmd|"/c calc"!A1', clock=CLOCK)
    report = auditing.report(log, READER, AuditFilters(subject="F1.1"))
    assert report.name == "audit.csv"
    text = b"".join(report.csv()).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["subject_text"] for row in rows] == [TREES, TREES]
    assert rows[0]["reason"] == '\'=cmd|"/c calc"!A1'
    changes = rows[0]["changes"].splitlines()
    assert "value: 5 → 7" in changes
    assert "note: =1+1" in changes
    assert len(rows[0]["hash"]) == 64


def test_signing_in_failing_to_and_signing_out_are_not_in_it(log: Store) -> None:
    before = auditing.check_chain(log, READER).entries
    token = signed_in(log, ANNA)
    with pytest.raises(Invalid):
        signing_in.sign_in(log, PLAIN, email=ANNA, password="wrong", address="test", clock=CLOCK, throttle=Throttle())
    signing_in.sign_out(log, token, clock=CLOCK)
    assert auditing.check_chain(log, READER).entries == before


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (['UPDATE audit_entry SET after = \'{"value": "6"}\' WHERE n = 2'], ["Audit entry 2 was changed after"]),
        (["UPDATE audit_entry SET reason = 'better' WHERE n = 3"], ["Audit entry 3 was changed after"]),
        (["DELETE FROM audit_entry WHERE n = 2"], ["Audit entry 2 is missing", "Audit entry 3 does not follow"]),
        (
            ["DELETE FROM audit_entry WHERE n = (SELECT max(n) FROM audit_entry)"],
            ["does not end with the entry that the head row names"],
        ),
        (
            [
                "UPDATE audit_entry SET n = 99 WHERE n = 2",
                "UPDATE audit_entry SET n = 2 WHERE n = 3",
                "UPDATE audit_entry SET n = 3 WHERE n = 99",
            ],
            ["Audit entry 2 does not follow", "Audit entry 2 was changed after", "Audit entry 3 was changed after"],
        ),
    ],
    ids=["changed", "reason changed", "removed", "last removed", "reordered"],
)
def test_what_was_done_to_the_log_behind_the_products_back_is_found(
    log: Store, statements: list[str], said: list[str]
) -> None:
    whole = auditing.check_chain(log, READER)
    assert (whole.entries, whole.problems) == (len(entries(log)), ())
    with log.engine.execution_options(mode="upgrading").begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    found = auditing.check_chain(log, READER).problems
    assert all(any(words in problem for problem in found) for words in said)
    assert set(found) <= set(check(log).problems)
    assert entries(log)


def test_an_address_gives_the_filters_and_a_day_that_is_none_is_refused() -> None:
    given = {"person": ANNA, "action": "invite", "subject": " F1 ", "first": "2026-01-01", "page": "2"}
    assert auditing.filters_from(given) == AuditFilters(ANNA, "invite", "F1", date(2026, 1, 1), None)
    with pytest.raises(Invalid, match="is not a day"):
        auditing.filters_from({"last": "2026-13-01"})
