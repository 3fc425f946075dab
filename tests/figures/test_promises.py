"""What is promised by when, whether it was met, and what is overdue (progress.md 1, 2 and 5)."""

import pytest

from tests.figures.ask import assess_nl, plan_for_nl
from tests.figures.build import day, flow, indicator
from toc.figures.promises import PromiseKind, PromiseState, in_order, overdue_of, promises_of
from toc.model.terms import Status

FOUND = indicator("SYS-S1.1")


def promised(values, as_of, *aims):
    result = assess_nl(FOUND, plan_for_nl(FOUND, 2, *aims), values, as_of)
    return [(str(found.on), found.kind, found.state) for found in in_order(promises_of(result))]


def test_milestones_the_target_and_what_follows_are_told_apart_by_date():
    found = promised({"2026": 5}, "2027-03-01", (4, "2026-12-31"), (10, "2027-12-31"), (20, "2029-12-31"))
    assert found == [
        ("2026-12-31", PromiseKind.MILESTONE, PromiseState.MET),
        ("2027-12-31", PromiseKind.TARGET, PromiseState.AHEAD),
        ("2029-12-31", PromiseKind.FOLLOW_ON, PromiseState.AHEAD),
    ]


@pytest.mark.parametrize(
    ("values", "as_of", "state"),
    [
        ({"2026": 5}, "2027-06-30", PromiseState.AHEAD),
        ({"2026": 10}, "2027-06-30", PromiseState.MET),
        ({"2027": 10}, "2028-03-01", PromiseState.MET),
        ({"2027": 9}, "2028-03-01", PromiseState.NOT_MET),
        ({"2026": 5}, "2028-03-01", PromiseState.UNKNOWN),
        ({}, "2028-03-01", PromiseState.UNKNOWN),
        ({"2027": 10, "2028": 4}, "2029-03-01", PromiseState.MET),
    ],
)
def test_a_target_is_met_missed_to_come_or_without_a_report(values, as_of, state):
    assert [found[2] for found in promised(values, as_of, (10, "2027-12-31"))] == [state]


def test_a_target_that_was_met_and_lost_stands_as_met_beside_the_status_of_today():
    result = assess_nl(FOUND, plan_for_nl(FOUND, 2, (10, "2027-12-31")), {"2027": 10, "2028": 4}, "2029-03-01")
    (promise,) = promises_of(result)
    assert (promise.state, promise.status) == (PromiseState.MET, Status.REGRESSING)


def test_without_a_target_nothing_is_promised():
    assert promised({"2026": 5}, "2027-03-01") == []


def test_overdue_are_the_reports_whose_due_date_has_passed_and_no_later_ones():
    found = flow("SYS-S1.1")
    (owed,) = overdue_of(assess_nl(found, plan_for_nl(found, 2, (10, "2027-12-31")), {"2026-S1": 3}, "2027-08-01"))
    assert (owed.organisation, owed.country, owed.due_on) == ("HKU", "NL", day("2027-03-01"))
    assert [period.label for period in owed.periods] == ["2026-S2"]


def test_a_report_that_can_still_come_in_on_time_is_not_overdue():
    found = flow("SYS-S1.1")
    assert not list(overdue_of(assess_nl(found, (), {"2026-S1": 3}, "2027-02-28")))
