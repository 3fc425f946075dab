"""Insights as a service: who sees which findings, setting one aside until a day, what a closed framework hides."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.support.example_framework import CODE
from tests.support.people import CHEAP
from tests.support.permission_world import CLOCK, QUERY, TODAY, build, fill, person
from toc.errors import Invalid, NotAllowed, NotFound
from toc.model.finding import FindingKind
from toc.model.query import ALL, SYSTEM, Clock
from toc.model.terms import CheckAnswer, RacerCriterion, Role
from toc.services import advising, auditing, checklisting, reporting
from toc.services.advising import Aside
from toc.services.auditing import AuditFilters
from toc.services.checklisting import Answer
from toc.services.steps import passwords
from toc.store.database import Store

MONTH = TODAY + timedelta(days=30)


@pytest.fixture
def world(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    return build(store)


@pytest.fixture
def closed(_migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A framework that is not open to partners."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    opened = Store(f"sqlite:///{fill(_migrated_file, tmp_path / 'closed.db', open_to_partners=False)}")
    yield opened
    opened.engine.dispose()


def first(store: Store, country: str) -> str:
    _, found = advising.list_findings(store, SYSTEM, QUERY)
    return next(one.key for one, _, _ in found if one.country == country)


def open_keys(store: Store, clock: Clock = CLOCK) -> list[str]:
    return [one.finding.key for one in advising.insights(store, SYSTEM, QUERY, clock).findings]


def test_the_worst_stands_first_and_each_key_once(world: Store) -> None:
    page = advising.insights(world, SYSTEM, QUERY, CLOCK)
    weights = [one.finding.weight for one in page.findings]
    assert weights == sorted(weights, reverse=True)
    assert len({one.finding.key for one in page.findings}) == len(page.findings) > 3


def test_a_country_and_a_kind_leave_only_their_findings_and_the_counts_stay(world: Store) -> None:
    every = advising.insights(world, SYSTEM, replace(QUERY, country="PT"), CLOCK)
    assert {one.finding.country for one in every.findings} == {"PT"}
    late = advising.insights(world, SYSTEM, replace(QUERY, country="PT"), CLOCK, kind=FindingKind.OVERDUE)
    assert {one.finding.kind for one in late.findings} == {FindingKind.OVERDUE}
    assert late.counts == every.counts
    assert dict(every.counts)[FindingKind.OVERDUE] == len(late.findings)


def test_groups_hold_every_finding_once_and_the_group_with_the_worst_is_first(world: Store) -> None:
    page = advising.insights(world, SYSTEM, QUERY, CLOCK)
    for by in ("kind", "country", "objective", ""):
        groups = page.grouped(by)
        assert sum(len(some) for _, some in groups) == len(page.findings)
        assert groups[0][1][0] == page.findings[0]


def test_a_finding_set_aside_is_gone_until_its_day_and_returns_the_day_after(world: Store) -> None:
    key = first(world, "PT")
    advising.set_aside(world, person(world, Role.PARTNER), QUERY, Aside(key, "  We \n know ", MONTH), clock=CLOCK)
    assert key not in open_keys(world)
    (aside,) = advising.insights(world, SYSTEM, QUERY, CLOCK).aside
    assert aside.aside is not None
    assert (aside.aside.reason, aside.aside.until, aside.aside.by) == ("We know", MONTH, "The partner")
    assert key not in open_keys(world, Clock(MONTH))
    assert key in open_keys(world, Clock(MONTH + timedelta(days=1)))


def test_who_set_it_aside_is_told_to_those_who_may_know_it(world: Store) -> None:
    coordinator = person(world, Role.COORDINATOR)
    advising.set_aside(world, coordinator, QUERY, Aside(first(world, "GR"), "Known", MONTH), clock=CLOCK)
    told = {}
    for role in Role:
        (row,) = advising.insights(world, person(world, role), QUERY, CLOCK).aside
        assert row.aside is not None
        told[role] = row.aside.by
    assert told == {
        Role.PARTNER: "", Role.VIEWER: "", Role.COORDINATOR: "The coordinator", Role.ADMINISTRATOR: "The coordinator",
    }  # fmt: skip


def test_bringing_back_works_once_and_both_are_in_the_audit_log(world: Store) -> None:
    key = first(world, "PT")
    advising.set_aside(world, SYSTEM, QUERY, Aside(key, "Known", MONTH), clock=CLOCK)
    assert advising.bring_back(world, SYSTEM, QUERY, key)
    version = world.data_version()
    assert not advising.bring_back(world, SYSTEM, QUERY, key)
    assert world.data_version() == version
    assert key in open_keys(world)
    actions = [entry.action for entry in auditing.list_entries(world, SYSTEM, AuditFilters()).entries]
    assert {"set finding aside", "bring finding back"} <= set(actions)


@pytest.mark.parametrize(
    ("reason", "until", "field"),
    [(" ", MONTH, "reason"), ("x" * 1001, MONTH, "reason"), ("Known", TODAY - timedelta(days=1), "until"),
     ("Known", TODAY + timedelta(days=367), "until")],
)  # fmt: skip
def test_a_reason_and_a_day_within_a_year_are_needed(world: Store, reason: str, until: date, field: str) -> None:
    version = world.data_version()
    with pytest.raises(Invalid) as refused:
        advising.set_aside(world, SYSTEM, QUERY, Aside(first(world, "PT"), reason, until), clock=CLOCK)
    assert [fault.field for fault in refused.value.faults] == [field]
    assert world.data_version() == version


def test_what_is_no_finding_is_neither_set_aside_nor_brought_back(world: Store) -> None:
    with pytest.raises(NotFound):
        advising.set_aside(world, SYSTEM, QUERY, Aside("missed|NONE|PT", "Known", MONTH), clock=CLOCK)
    with pytest.raises(NotFound):
        advising.bring_back(world, SYSTEM, QUERY, "missed|NONE|PT")
    assert advising.find_finding(world, SYSTEM, QUERY, "missed|NONE|PT") is None


def test_what_is_of_all_countries_is_set_aside_by_those_who_act_for_all(world: Store) -> None:
    with pytest.raises(NotAllowed):
        advising.set_aside(
            world, person(world, Role.PARTNER), QUERY, Aside(first(world, ALL), "Known", MONTH), clock=CLOCK
        )


def test_an_answer_in_the_checklist_becomes_a_finding(world: Store) -> None:
    then = advising.insights(world, SYSTEM, QUERY, CLOCK).known_at
    given = Answer("F1.1", RacerCriterion.CREDIBLE, CheckAnswer.NO, "Nobody outside understands it.")
    checklisting.answer(world, SYSTEM, given, framework=CODE)
    found = advising.find_finding(world, SYSTEM, QUERY, "indicator quality|F1.1|ALL")
    assert found is not None
    assert "“credible” was answered “no”" in found.finding.reason
    before = replace(QUERY, known_at=then)
    earlier = advising.find_finding(world, SYSTEM, before, "indicator quality|F1.1|ALL")
    assert earlier is None or "“credible”" not in earlier.finding.reason


def test_a_closed_framework_tells_a_partner_nothing_of_other_countries(closed: Store) -> None:
    partner = person(closed, Role.PARTNER)
    page = advising.insights(closed, partner, QUERY, CLOCK)
    assert page.findings
    assert {one.finding.country for one in page.findings} == {"PT"}
    assert "Greece" not in " ".join((page.summary, *(one.finding.reason for one in page.findings)))
    foreign = first(closed, "GR")
    assert advising.find_finding(closed, partner, QUERY, foreign) is None
    with pytest.raises(NotFound):
        advising.set_aside(closed, partner, QUERY, Aside(foreign, "Known", MONTH), clock=CLOCK)
    with pytest.raises(NotAllowed):
        advising.insights(closed, partner, replace(QUERY, country="GR"), CLOCK)


def test_values_that_wait_move_no_finding_unless_they_are_asked_for(world: Store) -> None:
    assert "1000" not in "".join(one.finding.reason for one in advising.insights(world, SYSTEM, QUERY, CLOCK).findings)
    viewer = person(world, Role.VIEWER)
    with pytest.raises(NotAllowed):
        advising.insights(world, viewer, replace(QUERY, include_unapproved=True), CLOCK)


def test_a_moment_shows_what_was_set_aside_by_then(world: Store) -> None:
    then = replace(QUERY, known_at=advising.insights(world, SYSTEM, QUERY, CLOCK).known_at)
    advising.set_aside(world, SYSTEM, QUERY, Aside(first(world, "PT"), "Known", MONTH), clock=CLOCK)
    assert advising.insights(world, SYSTEM, QUERY, CLOCK).aside
    assert not advising.insights(world, SYSTEM, then, CLOCK).aside


def test_the_file_has_every_finding_and_says_which_are_set_aside(world: Store) -> None:
    key = first(world, "PT")
    advising.set_aside(world, SYSTEM, QUERY, Aside(key, "Known", MONTH), clock=CLOCK)
    rows = {row["finding"]: row for row in reporting.report(world, SYSTEM, "findings", QUERY).rows}
    assert (rows[key]["set_aside_until"], rows[key]["set_aside_reason"]) == (MONTH, "Known")
    assert set(open_keys(world)) == rows.keys() - {key}
