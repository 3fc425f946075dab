"""The demonstration shows what its plan says: every status of its README, and the planted cases one by one."""

import re
from datetime import date
from fractions import Fraction

import pytest

from tests.support.csv_panel import read_panel
from tests.support.tree import ROOT, read
from toc.figures.framework import assess_framework
from toc.figures.results import IndicatorResult, ObjectiveResult
from toc.model.terms import EvidenceGrade, ReportingState, Status
from toc.services.steps.definition_rules import find_faults

PANEL = read_panel(ROOT / "sample_data" / "demo")
RESULT = assess_framework(PANEL, date(2028, 3, 1))
PLAN = read("sample_data/demo/README.md")


def cell(result: IndicatorResult | ObjectiveResult | None) -> str:
    if result is None:
        return ""
    if isinstance(result, IndicatorResult) and result.last_known is not None:
        return f"{result.status.value} (last known: {result.last_known.value})"
    return result.status.value


def plan_table(head: str) -> dict[tuple[str, str], str]:
    """Return the cells of the plan's table that begins with a heading, by code and country."""
    lines = PLAN[PLAN.index(f"| {head} | ALL |") :].split("\n\n")[0].splitlines()
    _, *countries = _cells(lines[0])
    return {
        (code, country): said
        for code, *row in map(_cells, lines[2:])
        for country, said in zip(countries, row, strict=True)
    }


def _cells(line: str) -> list[str]:
    return [part.strip() for part in line.strip().strip("|").split("|")]


def indicator(code: str, country: str) -> IndicatorResult:
    return RESULT.indicators[code, country]


def test_every_shipped_baseline_and_target_keeps_the_rules() -> None:
    assert find_faults(PANEL.document) == []


def test_every_objective_has_the_status_that_the_plan_says() -> None:
    plan = plan_table("objective")
    assert len(plan) == 16 * 7
    assert {key: cell(RESULT.objectives.get(key)) for key in plan} == plan


def test_every_indicator_has_the_status_that_the_plan_says() -> None:
    plan = plan_table("indicator")
    assert len(plan) == 38 * 7
    assert {key: cell(RESULT.indicators.get(key)) for key in plan} == plan


def test_every_status_but_the_coordinators_own_is_shown() -> None:
    seen = {result.status for result in (*RESULT.indicators.values(), *RESULT.objectives.values())}
    assert set(Status) - seen == {Status.NOT_APPLICABLE}


@pytest.mark.parametrize("line", [line for line in PLAN.splitlines() if re.match(r"\| \S+ \| \w+ \| .* = ", line)])
def test_a_figure_worked_out_by_hand_is_the_computed_one(line: str) -> None:
    code, country, _, progress, expected, gap, status = _cells(line)
    found = indicator(code, country)
    assert found.progress is not None
    assert found.expected_progress is not None
    assert found.gap is not None
    assert shown(found.progress) == progress.split()[-2]
    assert shown(found.expected_progress) == expected.split()[-2]
    assert shown(found.gap) == gap
    assert found.status.value == status


def shown(share: Fraction) -> str:
    return f"{float(100 * share):.2f}"


def test_at_least_fifteen_figures_are_worked_out_by_hand() -> None:
    assert len(re.findall(r"(?m)^\| [A-Z]+-[SML]\d\.\d \| \w+ \| .* = .*\|$", PLAN)) >= 15


@pytest.mark.parametrize(
    ("code", "country", "missing"),
    [("LRN-S1.1", "NL", "2026-S1"), ("INS-S1.1", "IE", "2026-S2"), ("PRO-S2.1", "BE", "2026-S2")],
)
def test_a_missing_semester_makes_the_value_a_lower_bound(code: str, country: str, missing: str) -> None:
    value = indicator(code, country).value
    assert value.at_least
    assert any(missing in period for period in value.missing_periods)


def test_a_report_that_is_late_is_overdue_and_leaves_the_status_alone() -> None:
    late = indicator("INS-S1.1", "ES")
    assert late.reporting.state is ReportingState.OVERDUE
    assert late.status is Status.AT_RISK
    assert indicator("INS-S1.1", "EE").reporting.state is ReportingState.REPORTED


def test_a_target_reached_late_is_achieved() -> None:
    found = indicator("LRN-S1.1", "IT")
    assert found.target_on == date(2027, 6, 30)
    assert found.value.data_on == date(2027, 12, 31)
    assert any("2027-12-31" in text and "2027-06-30" in text for text in (found.status_note, *found.notes))


def test_milestones_are_met_or_not() -> None:
    (met,) = indicator("LRN-S1.1", "EE").milestones
    assert (met.value, met.met, met.follow_on) == (150, True, False)
    (failed,) = indicator("PRO-L2.1", "IT").milestones
    assert (failed.value, failed.met) == (250, False)


def test_targets_of_all_are_own_or_derived() -> None:
    own = indicator("LRN-S1.1", "ALL")
    assert (own.target, own.target_basis) == (1800, "own")
    assert any("1750" in note for note in own.notes)
    derived = indicator("INS-S1.3", "ALL")
    assert derived.baseline is not None
    assert (derived.baseline.value, derived.target, derived.target_basis) == (45, 290, "derived")


def test_a_bare_percentage_is_left_out_of_the_combined_ratio_and_stays_visible_alone() -> None:
    found = indicator("PRO-S1.2", "ALL").value
    assert found.quantity is not None
    assert (found.quantity.numerator, found.quantity.denominator) == (25, 510)
    assert [part.name for part in found.parts if part.quantity is not None and not part.used] == ["NL"]
    alone = indicator("PRO-S1.2", "NL").value.quantity
    assert alone is not None
    assert alone.value == Fraction(13, 2)


def test_a_period_that_has_not_ended_is_not_counted() -> None:
    found = indicator("INS-M1.1", "NL").value
    assert found.quantity is not None
    assert (found.quantity.value, found.data_on) == (6, date(2027, 12, 31))


def test_weak_evidence_is_known_as_such() -> None:
    assert indicator("PRO-S1.4", "EE").value.evidence_grades == (EvidenceGrade.ESTIMATE,)


def test_what_rests_on_invented_data_says_so_and_what_does_not_does_not() -> None:
    assert indicator("LRN-S1.1", "NL").invented
    assert not indicator("LRN-L1.1", "IT").invented
    assert all(RESULT.objectives[code, "ALL"].invented for code in ("SYS-S1", "PRO-S1", "LRN-S1"))
