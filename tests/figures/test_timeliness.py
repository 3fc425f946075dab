"""Report by report: states, completeness and timeliness (progress.md 1)."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from tests.figures.build import baseline, consortium, day, flow, framework, indicator
from toc.figures.periods import parse_period
from toc.figures.timeliness import (
    ExpectedReport,
    HandedIn,
    expected_reports,
    punctuality,
    punctuality_by,
    punctuality_over_time,
)
from toc.model.document import FrameworkDocument
from toc.model.terms import ReportState, ReviewState

FLOW = flow("LRN-S1.1")
POINT = indicator("PRO-S1.1")
KEY = ("LRN-S1.1", "NL", "HKU")
APPROVED, SUBMITTED, RETURNED, DRAFT = (
    ReviewState.APPROVED,
    ReviewState.SUBMITTED,
    ReviewState.RETURNED,
    ReviewState.DRAFT,
)


def made(
    period: str, state: ReviewState = APPROVED, on: str | None = "2026-07-15", *, nothing: bool = False
) -> HandedIn:
    found = parse_period(period)
    return HandedIn(found.start, found.end, state, None if on is None else day(on), "Piet", nothing)


def reports(*handed_in: HandedIn, today: str, until: str | None = None, **changes: object) -> list[ExpectedReport]:
    """Reports of LRN-S1.1 for NL by HKU; every period that has ended, unless more is asked for."""
    document = framework(FLOW, countries=("NL",), **changes)
    found = expected_reports(document, {KEY: handed_in}, today=day(today), until=day(until or today))
    return list(found)


@pytest.mark.parametrize(
    ("handed_in", "today", "state", "on_time"),
    [
        ([], "2026-06-29", ReportState.UPCOMING, None),
        ([], "2026-06-30", ReportState.DUE, None),
        ([], "2026-08-29", ReportState.DUE, None),
        ([], "2026-08-30", ReportState.OVERDUE, None),
        ([made("2026-S1", DRAFT, None)], "2026-08-30", ReportState.OVERDUE, None),
        ([made("2026-S1", RETURNED)], "2026-07-20", ReportState.RETURNED, None),
        ([made("2026-S1", RETURNED)], "2026-12-31", ReportState.RETURNED, None),
        ([made("2026-S1", SUBMITTED)], "2026-12-31", ReportState.REPORTED, True),
        ([made("2026-S1", on="2026-08-29")], "2026-12-31", ReportState.REPORTED, True),
        ([made("2026-S1", on="2026-08-30")], "2026-12-31", ReportState.REPORTED, False),
        ([made("2026-S1", nothing=True)], "2026-12-31", ReportState.NOTHING_TO_REPORT, True),
        ([made("2026-Q1", on="2026-04-05")], "2026-07-31", ReportState.DUE, None),
        ([made("2026-Q1", on="2026-04-05"), made("2026-Q2", on="2026-09-01")], "2026-12-31", "reported", False),
        ([made("2026-Q1", nothing=True), made("2026-Q2")], "2026-12-31", ReportState.REPORTED, True),
        ([made("2026", on="2026-06-30")], "2026-09-30", ReportState.OVERDUE, None),
        ([made("2026", on="2027-01-10")], "2026-12-31", ReportState.REPORTED, False),
    ],
)
def test_where_the_first_report_stands(handed_in: list[HandedIn], today: str, state: str, on_time: bool | None) -> None:
    first = reports(*handed_in, today=today, until="2026-06-30" if today < "2026-06-30" else today)[0]
    assert (first.period.label, first.due_on, first.state, first.on_time) == (
        "2026-S1",
        day("2026-08-29"),
        state,
        on_time,
    )


def test_a_report_that_came_early_is_upcoming_until_its_period_ends_and_says_when_it_came() -> None:
    early = made("2026-S1", on="2026-05-01")
    (report,) = reports(early, today="2026-05-02", until="2026-06-30")
    assert (report.state, report.came_in_on, report.by) == (ReportState.UPCOMING, day("2026-05-01"), "Piet")
    (report,) = reports(early, today="2026-06-30")
    assert report.state is ReportState.REPORTED


def test_a_draft_and_what_waits_are_marked_beside_the_state() -> None:
    drafted, waiting = reports(
        made("2026-S1", DRAFT, None), made("2026-S2", SUBMITTED, "2027-01-05"), today="2027-01-31"
    )
    assert (drafted.draft, drafted.waits, drafted.came_in_on) == (True, False, None)
    assert (waiting.draft, waiting.waits) == (False, True)


def test_a_states_report_is_in_with_the_first_measurement_that_covers_the_periods_end() -> None:
    document = framework(POINT, countries=("NL",))
    key = (POINT.code, "NL", "HKU")
    early, late = made("2026-Q1", on="2026-04-01"), made("2026-S2", on="2027-03-05")
    (report,) = expected_reports(document, {key: [early, late]}, today=day("2027-03-06"), until=day("2026-12-31"))
    assert (report.state, report.came_in_on, report.on_time) == (ReportState.REPORTED, day("2027-03-05"), False)


def test_reports_are_expected_of_assigned_organisations_where_the_indicator_applies() -> None:
    document = framework(
        [FLOW, consortium("SYS-S1.1", frequency="semester")],
        countries=("NL", "IE"),
        assignments={("LRN-S1.1", "NL"): ("HKU", "ECBN")},
        not_applicable=[("LRN-S1.1", "IE")],
    )
    found = expected_reports(document, {}, today=day("2026-06-30"), until=day("2026-06-30"))
    assert [(one.indicator, one.country, one.organisation) for one in found] == [
        ("LRN-S1.1", "NL", "HKU"),
        ("LRN-S1.1", "NL", "ECBN"),
        ("SYS-S1.1", "ALL", "Materahub"),
    ]
    here = expected_reports(document, {}, today=day("2026-06-30"), until=day("2026-06-30"), countries=["ALL"])
    assert [one.country for one in here] == ["ALL"]


def test_nothing_is_expected_before_the_horizon_or_the_baseline() -> None:
    document = framework(flow("INS-M1.1"), countries=("NL",))
    found = expected_reports(document, {}, today=day("2028-05-01"), until=day("2028-06-30"))
    assert [(one.period.label, one.state) for one in found] == [("2028-S1", ReportState.UPCOMING)]
    later = framework(FLOW, [baseline("LRN-S1.1", "NL", 5, on=day("2026-03-31"))], countries=("NL",))
    assert [one.period.label for one in expected_reports(later, {}, today=date.max, until=day("2026-12-31"))] == [
        "2026-S2"
    ]


FOUR = [
    made("2026-S1", on="2026-08-29"),
    made("2026-S2", SUBMITTED, on="2027-03-02"),
]


@pytest.mark.parametrize(
    ("today", "expected", "received", "judged", "in_time", "overdue", "completeness", "timeliness"),
    [
        ("2026-06-29", 0, 0, 0, 0, 0, None, None),
        ("2026-06-30", 1, 1, 1, 1, 0, Fraction(1), Fraction(1)),
        ("2027-03-02", 2, 2, 2, 1, 0, Fraction(1), Fraction(1, 2)),
        ("2027-06-30", 3, 2, 2, 1, 0, Fraction(2, 3), Fraction(1, 2)),
        ("2027-08-30", 3, 2, 3, 1, 1, Fraction(2, 3), Fraction(1, 3)),
    ],
)
def test_completeness_and_timeliness_with_their_numbers(
    today: str,
    expected: int,
    received: int,
    judged: int,
    in_time: int,
    overdue: int,
    completeness: Fraction | None,
    timeliness: Fraction | None,
) -> None:
    figures = punctuality(reports(*FOUR, today=today, until="2028-12-31"), day(today))
    assert (figures.expected, figures.received, figures.judged, figures.in_time, figures.overdue) == (
        expected,
        received,
        judged,
        in_time,
        overdue,
    )
    assert (figures.completeness, figures.timeliness) == (completeness, timeliness)


def test_nothing_in_before_the_first_due_date_is_no_timeliness_and_not_nought_percent() -> None:
    figures = punctuality(reports(today="2026-07-31"), day("2026-07-31"))
    assert (figures.completeness, figures.timeliness) == (0, None)


def test_a_returned_report_after_its_due_date_is_overdue_and_not_in() -> None:
    figures = punctuality(reports(made("2026-S1", RETURNED), today="2026-09-30"), day("2026-09-30"))
    assert (figures.received, figures.overdue, figures.timeliness) == (0, 1, 0)


def test_each_organisation_has_its_own_figures() -> None:
    document: FrameworkDocument = framework(FLOW, countries=("NL",), assignments={("LRN-S1.1", "NL"): ("HKU", "ECBN")})
    found = expected_reports(document, {KEY: FOUR}, today=day("2026-09-30"), until=day("2026-09-30"))
    by = punctuality_by(found, lambda one: one.organisation, day("2026-09-30"))
    assert {name: (one.completeness, one.overdue) for name, one in by.items()} == {"HKU": (1, 0), "ECBN": (0, 1)}


def test_a_report_without_a_known_day_is_never_late() -> None:
    (report,) = reports(replace(made("2026-S1"), first_on=None), today="2026-09-30")
    assert (report.state, report.came_in_on, report.on_time) == (ReportState.REPORTED, None, True)


def test_over_time_reports_stand_in_the_half_year_in_which_they_were_due() -> None:
    found = reports(
        made("2026-S1", on="2026-08-01"), made("2026-S2", on="2027-03-15"), made("2027-S1", on="2027-07-01"),
        today="2028-01-15",
    )  # fmt: skip
    by = punctuality_over_time(found, day("2028-01-15"))
    assert [(name, one.expected, one.completeness, one.timeliness) for name, one in by.items()] == [
        ("2026-S2", 1, 1, 1),
        ("2027-S1", 1, 1, 0),
        ("2027-S2", 1, 1, 1),
        ("2028-S1", 1, 0, None),
    ]
