"""Periods: what a text names, and which periods a report is expected for (progress.md 1)."""

from datetime import date

import pytest

from tests.figures.build import BASELINE_DATE, day
from toc.errors import Invalid
from toc.figures.periods import (
    Period,
    add_months,
    due_on,
    expected_periods,
    first_period,
    later,
    parse_period,
    period_label,
    whole_periods,
)
from toc.model.terms import Frequency

START_S, START_M = day("2025-01-01"), day("2028-01-01")


@pytest.mark.parametrize(
    ("text", "start", "end", "label"),
    [
        ("2026", "2026-01-01", "2026-12-31", "2026"),
        ("2026-S1", "2026-01-01", "2026-06-30", "2026-S1"),
        ("2026-S2", "2026-07-01", "2026-12-31", "2026-S2"),
        ("2026-H1", "2026-01-01", "2026-06-30", "2026-S1"),
        ("2026S1", "2026-01-01", "2026-06-30", "2026-S1"),
        (" 2026s2 ", "2026-07-01", "2026-12-31", "2026-S2"),
        ("2026-Q1", "2026-01-01", "2026-03-31", "2026-Q1"),
        ("2026Q4", "2026-10-01", "2026-12-31", "2026-Q4"),
        ("2026-01", "2026-01-01", "2026-01-31", "2026-01"),
        ("2028-02", "2028-02-01", "2028-02-29", "2028-02"),
        ("2023-10-01 to 2024-09-30", "2023-10-01", "2024-09-30", "2023-10-01 to 2024-09-30"),
    ],
)
def test_a_text_names_a_period_and_the_period_has_one_name(text: str, start: str, end: str, label: str) -> None:
    found = parse_period(text)
    assert (found.start, found.end, found.label) == (day(start), day(end), label)
    assert parse_period(found.label) == found


@pytest.mark.parametrize(
    "text",
    ["", "26", "2026-S3", "2026-Q5", "2026-13", "2026-00", "0000", "2026-1", "202601", "03/04/2026", "٢٠٢٦", "year"],
)
def test_a_text_that_names_no_period_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_period(text)
    assert refused.value.field == "period"
    assert "is not a period" in refused.value.message
    assert "2026-S1" in (refused.value.remedy or "")


def test_free_dates_that_end_before_they_start_or_do_not_exist_are_refused() -> None:
    with pytest.raises(Invalid, match="ends before it starts"):
        parse_period("2026-06-30 to 2026-01-01")
    with pytest.raises(Invalid, match="is not a period"):
        parse_period("2026-02-30 to 2026-03-01")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-01-02", "2026-12-31"),
        ("2026-02-01", "2026-07-31"),
        ("2026-01-01", "2026-02-28"),
        ("2025-07-01", "2026-06-30"),
        ("2026-01-01", "2026-06-29"),
    ],
)
def test_dates_that_are_no_calendar_period_are_written_out(start: str, end: str) -> None:
    assert period_label(day(start), day(end)) == f"{start} to {end}"


def test_periods_overlap_when_they_share_a_day() -> None:
    year, quarter, later_year = parse_period("2026"), parse_period("2026-Q1"), parse_period("2027")
    assert year.overlaps(quarter) and quarter.overlaps(year)
    assert not year.overlaps(later_year)
    assert Period(day("2026-01-01"), day("2026-06-30")).overlaps(Period(day("2026-06-30"), day("2026-07-31")))


@pytest.mark.parametrize(
    ("frequency", "not_before", "label"),
    [
        (Frequency.ANNUAL, START_S, "2026"),
        (Frequency.SEMESTER, START_S, "2026-S1"),
        (Frequency.QUARTER, START_S, "2026-Q1"),
        (Frequency.MONTH, START_S, "2025-12"),
        (Frequency.ANNUAL, START_M, "2028"),
    ],
)
def test_the_first_period_is_whole_after_the_baseline_and_in_the_horizon(
    frequency: Frequency, not_before: date, label: str
) -> None:
    assert first_period(frequency, after=BASELINE_DATE, not_before=not_before).label == label


def test_a_period_that_begins_the_day_after_the_baseline_is_expected_and_one_that_begins_on_it_is_not() -> None:
    after_new_year = first_period(Frequency.ANNUAL, after=day("2025-12-31"), not_before=START_S)
    on_new_year = first_period(Frequency.ANNUAL, after=day("2026-01-01"), not_before=START_S)
    assert (after_new_year.label, on_new_year.label) == ("2026", "2027")


def test_expected_periods_have_ended_by_the_date() -> None:
    found = expected_periods(Frequency.SEMESTER, after=BASELINE_DATE, not_before=START_S, until=day("2027-06-30"))
    assert [period.label for period in found] == ["2026-S1", "2026-S2", "2027-S1"]
    shorter = expected_periods(Frequency.SEMESTER, after=BASELINE_DATE, not_before=START_S, until=day("2027-06-29"))
    assert [period.label for period in shorter] == ["2026-S1", "2026-S2"]


def test_whole_periods_lie_within_two_dates() -> None:
    found = whole_periods(Frequency.ANNUAL, first=day("2019-02-01"), last=day("2022-12-31"))
    assert [period.label for period in found] == ["2020", "2021", "2022"]


def test_a_report_is_due_at_its_periods_end_and_the_grace() -> None:
    assert due_on(parse_period("2026-S1"), 60) == day("2026-08-29")


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-06-30", 6, "2026-12-31"),
        ("2026-12-31", 12, "2027-12-31"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-01-30", 1, "2026-02-28"),
        ("2026-01-15", 14, "2027-03-15"),
        ("9999-06-30", 12, "9999-12-31"),
    ],
)
def test_months_later_a_months_end_is_still_a_months_end(start: str, months: int, end: str) -> None:
    assert add_months(day(start), months) == day(end)


def test_dates_beyond_the_calendar_stop_at_its_last_day() -> None:
    assert later(date(9999, 12, 1), 60) == date.max
    assert expected_periods(Frequency.ANNUAL, after=day("9997-12-31"), not_before=START_S, until=date.max)[
        -1
    ] == Period(date(9999, 1, 1), date.max)
