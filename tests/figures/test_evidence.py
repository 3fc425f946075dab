"""What a value rests on: grades, surveys, invented data (progress.md 9 and 10)."""

import pytest

from tests.figures.ask import shared_value, value_in_nl
from tests.figures.build import baseline, day, flow, framework, indicator, observation, panel, percent, target
from toc.figures.framework import assess_framework
from toc.figures.history import history
from toc.figures.progress import assess_indicator
from toc.model.panel import Observation
from toc.model.terms import Combination, EvidenceGrade

FLOW = flow("LRN-S1.1")
STATE = indicator("PRO-S1.1", frequency="semester")


def _graded(period: str, value: int | str, grade: EvidenceGrade | None, n: int | None = None) -> Observation:
    return observation(period, value, evidence_grade=grade, sample_size=n)


def test_a_value_names_the_grades_it_rests_on_strongest_first() -> None:
    values = {
        "2026-S1": _graded("2026-S1", 1, EvidenceGrade.ESTIMATE),
        "2026-S2": _graded("2026-S2", 2, EvidenceGrade.REGISTER),
    }
    facts = (baseline("LRN-S1.1", "NL", 64, evidence_grade=EvidenceGrade.SELF_REPORT),)
    result = value_in_nl(FLOW, values, facts=facts)
    assert result.evidence_grades == (EvidenceGrade.REGISTER, EvidenceGrade.SELF_REPORT, EvidenceGrade.ESTIMATE)
    latest = value_in_nl(STATE, values)
    assert latest.evidence_grades == (EvidenceGrade.REGISTER,)


def test_a_value_is_invented_when_anything_in_it_is() -> None:
    invented = observation("2026-S1", 1, invented=True)
    assert value_in_nl(FLOW, {"2026-S1": invented, "2026-S2": 1}).invented
    assert not value_in_nl(STATE, {"2026-S1": invented, "2026-S2": 1}).invented
    assert value_in_nl(STATE, {}, facts=(baseline("PRO-S1.1", "NL", 4, invented=True),)).invented


def test_surveys_are_pooled_where_every_part_is_one_with_n() -> None:
    shares = {
        "HKU": {"2026": _graded("2026", "45/52", EvidenceGrade.SURVEY, 52)},
        "ECBN": {"2026": _graded("2026", "10/20", EvidenceGrade.SURVEY, 20)},
    }
    result = shared_value(percent("PRO-S1.3"), shares)
    assert result.sample is not None and (result.sample.numerator, result.sample.denominator) == (55, 72)
    assert result.sample_size == 72
    counted = {**shares, "ECBN": {"2026": _graded("2026", "10/20", EvidenceGrade.REGISTER)}}
    assert shared_value(percent("PRO-S1.3"), counted).sample is None


def test_a_survey_with_value_and_n_only_is_a_sample_and_one_without_n_says_so() -> None:
    known = value_in_nl(percent("PRO-S1.3"), {"2026": _graded("2026", 50, EvidenceGrade.SURVEY, 40)})
    assert known.sample is not None and (known.sample.numerator, known.sample.denominator) == (20, 40)
    unknown = value_in_nl(percent("PRO-S1.3"), {"2026": _graded("2026", 50, EvidenceGrade.SURVEY)})
    assert unknown.sample is None
    assert "n not stated." in unknown.notes


def test_surveys_that_are_not_a_ratio_are_not_pooled() -> None:
    found = percent("PRO-S1.3", combination=Combination.MEDIAN)
    shares = {
        "HKU": {"2026": _graded("2026", "45/52", EvidenceGrade.SURVEY)},
        "ECBN": {"2026": _graded("2026", "10/20", EvidenceGrade.SURVEY)},
    }
    assert shared_value(found, shares).sample is None


def _assessed(grade: EvidenceGrade | None, values: dict | None = None):
    found = values if values is not None else {"2026-S1": _graded("2026-S1", 5, grade)}
    made = panel(framework(STATE, [baseline("PRO-S1.1", "NL", 1), target("PRO-S1.1", "NL", 9, "2027-12-31")]),
                 {("PRO-S1.1", "NL"): found})  # fmt: skip
    return made, assess_indicator(made, "PRO-S1.1", "NL", day("2026-12-31"))


@pytest.mark.parametrize(
    ("grade", "weak"),
    [
        (EvidenceGrade.REGISTER, False),
        (EvidenceGrade.SURVEY, False),
        (EvidenceGrade.SELF_REPORT, True),
        (EvidenceGrade.ESTIMATE, True),
        (None, True),
    ],
)
def test_a_status_rests_on_weak_evidence_where_nothing_measured_is_a_register_or_a_survey(grade, weak) -> None:
    made, found = _assessed(grade)
    assert found.weak_evidence is weak
    assert [point.weak_evidence for point in history(made, "PRO-S1.1", "NL", day("2026-06-30"))] == [weak]


def test_one_strong_grade_is_enough_and_nothing_measured_is_not_weak() -> None:
    values = {
        "2026-S1": _graded("2026-S1", 1, EvidenceGrade.ESTIMATE),
        "2026-S2": _graded("2026-S2", 2, EvidenceGrade.SURVEY),
    }
    of = flow("LRN-S1.1")
    made = panel(framework(of, [target("LRN-S1.1", "NL", 9, "2027-12-31")]), {("LRN-S1.1", "NL"): values})
    assert not assess_indicator(made, "LRN-S1.1", "NL", day("2026-12-31")).weak_evidence
    assert assess_indicator(made, "LRN-S1.1", "NL", day("2026-06-30")).weak_evidence
    assert not _assessed(None, {})[1].weak_evidence


def test_an_objective_counts_its_weak_indicators_and_is_weak_where_all_with_progress_are() -> None:
    indicators = [indicator(f"PRO-S1.{at}", frequency="semester") for at in (1, 2, 3)]
    facts = [fact for of in indicators for fact in (baseline(of.code, "NL", 1), target(of.code, "NL", 9, "2027-12-31"))]
    grades = (EvidenceGrade.ESTIMATE, EvidenceGrade.REGISTER)
    measured = {
        (of.code, "NL"): {"2026-S1": _graded("2026-S1", 5, grade)}
        for of, grade in zip(indicators, grades, strict=False)
    }
    found = assess_framework(panel(framework(indicators, facts), measured), day("2026-12-31")).objectives[
        "PRO-S1", "NL"
    ]
    assert (found.weak_indicators, found.indicators_with_progress, found.weak_evidence) == (1, 2, False)
    del measured["PRO-S1.2", "NL"]
    found = assess_framework(panel(framework(indicators, facts), measured), day("2026-12-31")).objectives[
        "PRO-S1", "NL"
    ]
    assert (found.weak_indicators, found.indicators_with_progress, found.weak_evidence) == (1, 1, True)
