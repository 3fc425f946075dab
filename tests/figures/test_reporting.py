"""What is due and what came in, a mark of its own beside the status (progress.md 1)."""

from dataclasses import replace
from datetime import date

import pytest

from tests.figures.build import Values, baseline, day, flow, framework, indicator, panel
from toc.figures.periods import parse_period
from toc.figures.plans import plan_of
from toc.figures.progress import assess_indicator
from toc.figures.reporting import reporting_of, stale_after, unreported
from toc.figures.results import Reporting
from toc.model.document import FactDef, IndicatorDef
from toc.model.panel import Observation
from toc.model.terms import Frequency, ReportingState

FLOW = flow("LRN-S1.1")
STATE = indicator("PRO-S1.1", frequency="semester")


def _reporting(
    found: IndicatorDef,
    values: dict[str, Values] | None = None,
    as_of: str = "2026-09-30",
    assigned: tuple[str, ...] = ("HKU",),
    facts: tuple[FactDef, ...] = (),
    **changes: object,
) -> Reporting:
    document = framework(found, facts, assignments={(found.code, "NL"): assigned}, **changes)
    measured = {(found.code, "NL", name): some for name, some in (values or {}).items()}
    return reporting_of(panel(document, measured), found, "NL", day(as_of), plan_of(document, found, "NL"))


@pytest.mark.parametrize(
    ("as_of", "state", "owed"),
    [
        ("2026-06-29", ReportingState.NOT_YET, ()),
        ("2026-06-30", ReportingState.DUE, ("HKU 2026-S1",)),
        ("2026-08-29", ReportingState.DUE, ("HKU 2026-S1",)),
        ("2026-08-30", ReportingState.OVERDUE, ("HKU 2026-S1",)),
        ("2026-12-31", ReportingState.OVERDUE, ("HKU 2026-S1", "HKU 2026-S2")),
    ],
)
def test_a_report_is_due_from_its_periods_end_and_overdue_after_the_grace(
    as_of: str, state: ReportingState, owed: tuple[str, ...]
) -> None:
    result = _reporting(FLOW, as_of=as_of)
    assert (result.first_due, result.state, result.owed) == (day("2026-08-29"), state, owed)
    assert result.due_on == (day("2026-08-29") if owed else None)


def test_the_grace_is_a_setting() -> None:
    assert _reporting(FLOW, as_of="2026-08-30", grace_days=90).state is ReportingState.DUE


def test_what_came_in_is_reported_and_what_was_said_to_be_nothing_is_that() -> None:
    assert _reporting(FLOW, {"HKU": {"2026-S1": 5}}).state is ReportingState.REPORTED
    assert _reporting(FLOW, {"HKU": {"2026-S1": None}}).state is ReportingState.NOTHING_TO_REPORT
    later = _reporting(FLOW, {"HKU": {"2026-S1": None, "2026-S2": 4}}, as_of="2026-12-31")
    assert later.state is ReportingState.REPORTED


def test_a_report_that_comes_in_later_does_not_fill_an_earlier_gap() -> None:
    result = _reporting(FLOW, {"HKU": {"2026-S2": 5}}, as_of="2027-01-31")
    assert (result.state, result.owed, result.due_on) == (
        ReportingState.OVERDUE,
        ("HKU 2026-S1",),
        day("2026-08-29"),
    )


def test_lateness_is_per_organisation_and_the_worst_is_the_indicators() -> None:
    result = _reporting(FLOW, {"HKU": {"2026-S1": 5}}, assigned=("HKU", "ECBN"))
    assert [(found.organisation, found.state) for found in result.organisations] == [
        ("HKU", ReportingState.REPORTED),
        ("ECBN", ReportingState.OVERDUE),
    ]
    assert (result.state, result.owed) == (ReportingState.OVERDUE, ("ECBN 2026-S1",))


def test_an_organisation_that_is_not_assigned_owes_nothing() -> None:
    result = _reporting(FLOW, {"DCCI": {"2026-S2": 5}}, as_of="2026-06-30")
    assert [found.organisation for found in result.organisations] == ["HKU"]


def test_reports_for_a_horizon_that_has_not_begun_are_never_overdue() -> None:
    result = _reporting(flow("INS-M1.1"), as_of="2028-06-29")
    assert (result.state, result.owed, result.first_due) == (ReportingState.NOT_YET, (), day("2028-08-29"))
    assert _reporting(flow("INS-M1.1"), as_of="2028-06-30").owed == ("HKU 2028-S1",)


def test_a_later_baseline_of_the_indicator_moves_its_first_period() -> None:
    facts = (baseline("LRN-S1.1", "NL", 5, on=day("2026-03-31")),)
    assert _reporting(FLOW, as_of="2026-12-31", facts=facts).owed == ("HKU 2026-S2",)


def test_a_period_in_progress_has_not_come_in_before_its_end() -> None:
    result = _reporting(FLOW, {"HKU": {"2026": 5}}, as_of="2026-09-30")
    assert result.owed == ("HKU 2026-S1",)
    assert _reporting(FLOW, {"HKU": {"2026": 5}}, as_of="2026-12-31").owed == ()


@pytest.mark.parametrize(
    ("found", "period", "owed"),
    [
        (FLOW, "2026-Q2", ("2026-S1",)),
        (FLOW, "2026", ()),
        (STATE, "2026-Q2", ()),
        (STATE, "2026-Q1", ("2026-S1",)),
        (STATE, "2026", ()),
        (STATE, "2025-10-01 to 2026-07-31", ()),
    ],
)
def test_a_flow_has_to_cover_its_period_and_a_state_only_the_end_of_it(
    found: IndicatorDef, period: str, owed: tuple[str, ...]
) -> None:
    document = framework(found)
    measured = panel(document, {(found.code, "NL"): {period: 5}})
    observations = measured.of(found.code, "NL")[0].observations
    left = unreported(found, observations, (parse_period("2026-S1"),))
    assert tuple(one.label for one in left) == owed


@pytest.mark.parametrize(
    ("data_on", "frequency", "last"),
    [
        ("2026-12-31", Frequency.SEMESTER, "2028-02-29"),
        ("2026-06-30", Frequency.QUARTER, "2027-03-01"),
        ("2027-12-31", Frequency.ANNUAL, "2030-03-01"),
        ("2026-01-31", Frequency.MONTH, "2026-05-30"),
    ],
)
def test_a_value_is_fresh_for_two_intervals_and_the_grace(data_on: str, frequency: Frequency, last: str) -> None:
    assert stale_after(day(data_on), frequency, 60) == date.fromisoformat(last)


def test_what_was_handed_in_has_come_in_before_it_is_approved_and_gives_no_value() -> None:
    document = framework(FLOW, assignments={(FLOW.code, "NL"): ("HKU", "ECBN")})
    waiting = {(FLOW.code, "NL", "HKU"): (Observation(day("2026-01-01"), day("2026-06-30"), approved=False),)}
    given = replace(panel(document), handed_in=waiting)
    plan = plan_of(document, FLOW, "NL")
    before, at_end = (reporting_of(given, FLOW, "NL", day(on), plan) for on in ("2026-06-29", "2026-09-30"))
    assert before.state is ReportingState.NOT_YET
    assert [(one.organisation, one.state) for one in at_end.organisations] == [
        ("HKU", ReportingState.REPORTED),
        ("ECBN", ReportingState.OVERDUE),
    ]
    assert assess_indicator(given, FLOW.code, "NL", day("2026-09-30")).value.quantity is None


def test_an_approved_and_a_waiting_part_make_a_whole_report() -> None:
    document = framework(FLOW)
    waiting = {(FLOW.code, "NL", "HKU"): (Observation(day("2026-04-01"), day("2026-06-30"), approved=False),)}
    half = panel(document, {(FLOW.code, "NL"): {"2026-Q1": 5}})
    plan = plan_of(document, FLOW, "NL")
    assert reporting_of(half, FLOW, "NL", day("2026-09-30"), plan).owed == ("HKU 2026-S1",)
    assert reporting_of(replace(half, handed_in=waiting), FLOW, "NL", day("2026-09-30"), plan).owed == ()
