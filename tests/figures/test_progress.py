"""Progress of an indicator for a country (progress.md 4)."""

from datetime import date
from fractions import Fraction

import pytest

from tests.figures.ask import DUE, assess_nl, plan_for_nl
from tests.figures.build import (
    baseline,
    day,
    flow,
    framework,
    indicator,
    observation,
    panel,
    percent,
    points,
    scale,
    target,
)
from toc.errors import Invalid, NotFound
from toc.figures.progress import assess_indicator
from toc.model.document import FactDef, IndicatorDef
from toc.model.terms import Direction, EvidenceGrade, Status

UP = indicator("PRO-S1.1", step="0.01")
DOWN = indicator("PRO-S1.1", step="0.01", direction=Direction.DOWN)
HOLD = indicator("PRO-S1.1", step="0.01", direction=Direction.HOLD)


def _band(low: int, high: int, on: str = DUE) -> FactDef:
    return target("PRO-S1.1", "NL", low, on, value_to=high)


@pytest.mark.parametrize(
    ("found", "start", "aim", "value", "progress"),
    [
        (UP, 10, 20, 15, "50.00"),
        (UP, 10, 20, 33, "230.00"),
        (UP, 10, 20, 5, "-50.00"),
        (DOWN, 18, 9, "13.5", "50.00"),
        (DOWN, 18, 9, 8, "111.11"),
        (DOWN, 18, 9, 20, "-22.22"),
    ],
)
def test_progress_is_the_share_of_the_way_from_baseline_to_target_and_never_clipped(
    found: IndicatorDef, start: int, aim: int, value: int | str, progress: str
) -> None:
    result = assess_nl(found, plan_for_nl(found, start, (aim, DUE)), {"2026": value}, as_of="2026-12-31")
    assert points(result.progress) == progress
    assert result.counted_progress is not None and 0 <= result.counted_progress <= 1


def test_no_progress_is_0_and_never_minus_0() -> None:
    result = assess_nl(DOWN, plan_for_nl(DOWN, 18, (9, DUE)), {"2026": 18}, as_of="2026-12-31")
    assert result.progress == 0
    assert points(result.progress) == "0.00"
    assert points(-Fraction(result.progress or 0)) == "0.00"


def test_the_baseline_alone_gives_no_progress_no_gap_and_no_interval() -> None:
    found = percent("PRO-S1.3")
    start = baseline("PRO-S1.3", "NL", "45/52", evidence_grade=EvidenceGrade.SURVEY)
    result = assess_nl(found, (start, target("PRO-S1.3", "NL", 95, DUE)), as_of="2026-12-31")
    assert result.value.basis == "baseline"
    assert (result.progress, result.gap, result.interval) == (None, None, None)


def test_a_met_target_that_equals_the_baseline_is_progress_1_and_an_unmet_one_is_empty_and_0_in_roll_ups() -> None:
    facts = plan_for_nl(UP, 80, (80, DUE))
    met = assess_nl(UP, facts, {"2026": 85}, as_of="2026-12-31")
    assert (met.progress, met.expected_progress, met.gap, met.status) == (1, 1, 0, Status.ACHIEVED)
    unmet = assess_nl(UP, facts, {"2026": 76}, as_of="2026-12-31")
    assert (unmet.progress, unmet.gap, unmet.counted_progress, unmet.status) == (None, None, 0, Status.REGRESSING)


def test_without_a_baseline_there_is_a_share_of_the_target_and_no_progress() -> None:
    result = assess_nl(UP, plan_for_nl(UP, None, (50, DUE)), {"2026": 20}, as_of="2026-12-31")
    assert (result.progress, result.expected, result.gap) == (None, None, None)
    assert result.share_of_target == Fraction(2, 5)
    assert "No baseline: the value is given as a share of the target, which is not progress." in result.notes
    assert result.status is Status.NO_BASELINE


def test_a_share_of_a_target_of_0_is_not_given() -> None:
    result = assess_nl(DOWN, plan_for_nl(DOWN, None, (0, DUE)), {"2026": 20}, as_of="2026-12-31")
    assert (result.share_of_target, result.status) == (None, Status.NO_BASELINE)


def test_a_flow_without_a_baseline_has_progress_from_the_assumed_0() -> None:
    found = flow("LRN-S1.1")
    result = assess_nl(found, plan_for_nl(found, None, (100, DUE)), {"2026-S1": 30, "2026-S2": 20}, as_of="2026-12-31")
    assert (result.progress, result.baseline_assumed) == (Fraction(1, 2), True)


def test_a_partial_sum_of_states_has_no_progress() -> None:
    document = framework(UP, plan_for_nl(UP, 10, (20, DUE)), assignments={("PRO-S1.1", "NL"): ("HKU", "ECBN")})
    half = assess_indicator(panel(document, {("PRO-S1.1", "NL", "HKU"): {"2026": 25}}), "PRO-S1.1", "NL", day(DUE))
    assert (half.progress, half.matched, half.status) == (None, None, Status.NOT_ENOUGH_DATA)
    assert half.value.quantity is not None and half.value.quantity.value == 25


@pytest.mark.parametrize(
    ("value", "progress", "status"), [(5, 1, Status.ON_TRACK), (10, 1, Status.ON_TRACK), (11, 0, Status.OFF_TRACK)]
)
def test_hold_is_1_inside_the_band_and_0_outside_and_expects_1(value: int, progress: int, status: Status) -> None:
    result = assess_nl(HOLD, (baseline("PRO-S1.1", "NL", 7), _band(5, 10)), {"2026": value}, as_of="2026-12-31")
    assert (result.progress, result.expected_progress, result.status) == (progress, 1, status)
    assert (result.target, result.target_to, result.expected, result.line) == (5, 10, None, ())


def test_hold_needs_no_baseline() -> None:
    result = assess_nl(HOLD, (_band(5, 10),), {"2026": 7}, as_of="2026-12-31")
    assert (result.progress, result.status) == (1, Status.ON_TRACK)


def test_hold_is_achieved_only_on_or_after_the_targets_date() -> None:
    facts = (baseline("PRO-S1.1", "NL", 7), _band(5, 10))
    assert assess_nl(HOLD, facts, {"2026": 7}).status is Status.ON_TRACK
    assert assess_nl(HOLD, facts, {"2027": 7}).status is Status.ACHIEVED
    assert assess_nl(HOLD, facts, {"2027": 11}).status is Status.MISSED
    assert assess_nl(HOLD, facts, {"2027": 7, "2028": 11}, as_of="2028-12-31").status is Status.REGRESSING


def test_a_result_carries_the_baselines_facts() -> None:
    facts = (baseline("SYS-M1.1", "NL", "10.5/11", source="Table 4"),)
    result = assess_nl(percent("SYS-M1.1"), facts, as_of="2026-01-31")
    assert result.baseline is not None and result.baseline.numerator == Fraction("10.5")
    assert (result.baseline_on, result.baseline_source, result.baseline_assumed) == (
        date(2025, 11, 28),
        "Table 4",
        False,
    )


def test_a_target_of_0_is_a_target() -> None:
    result = assess_nl(DOWN, plan_for_nl(DOWN, 12, (0, DUE)), {"2026": 3}, as_of="2026-12-31")
    assert (result.target, points(result.progress)) == (0, "75.00")


def test_a_result_is_invented_when_its_target_is() -> None:
    facts = (baseline("PRO-S1.1", "NL", 0), target("PRO-S1.1", "NL", 10, DUE, invented=True))
    assert assess_nl(UP, facts).invented
    assert not assess_nl(UP, plan_for_nl(UP, 0, (10, DUE))).invented


def test_an_expectation_inside_a_surveys_interval_is_within_its_margin() -> None:
    found = percent("PRO-S1.3")
    facts = (baseline("PRO-S1.3", "NL", 60), target("PRO-S1.3", "NL", 90, DUE))
    survey = observation("2026", "37/52", evidence_grade=EvidenceGrade.SURVEY)
    inside = assess_nl(found, facts, {"2026": survey}, as_of="2026-12-31")
    assert inside.interval is not None and inside.interval.wide
    assert inside.status_note == "within the survey's margin"
    far = observation("2026", "10/52", evidence_grade=EvidenceGrade.SURVEY)
    assert assess_nl(found, facts, {"2026": far}, as_of="2026-12-31").status_note == ""
    counted = observation("2026", "37/52", evidence_grade=EvidenceGrade.REGISTER)
    assert assess_nl(found, facts, {"2026": counted}, as_of="2026-12-31").interval is None


def test_a_scale_rounds_its_expectation_before_it_is_compared() -> None:
    found = scale("SYS-S1.1")
    result = assess_nl(found, plan_for_nl(found, 1, (4, DUE)), {"2026": 2}, as_of="2026-12-31")
    assert (result.expected, result.gap, result.status) == (2, 0, Status.ON_TRACK)


def test_unknown_indicators_and_countries_are_refused() -> None:
    document = framework((UP, scale("INS-L1.1", scope="consortium")))
    with pytest.raises(NotFound):
        assess_indicator(panel(document), "X", "NL", day(DUE))
    with pytest.raises(NotFound):
        assess_indicator(panel(document), "PRO-S1.1", "XX", day(DUE))
    with pytest.raises(Invalid):
        assess_indicator(panel(document), "INS-L1.1", "NL", day(DUE))
