"""Machine checks of an indicator: each can fail alone, and what people answered is taken up."""

import pytest

from tests.figures.build import baseline, consortium, flow, framework, indicator, scale, target
from toc.errors import NotFound
from toc.figures.racer import criteria_of, doubted, failed_checks, machine_checks
from toc.model.document import FrameworkDocument, IndicatorDef, ObjectiveDef, ScaleLevelDef
from toc.model.terms import CheckAnswer, RacerCriterion

CODE = "LRN-S1.1"
FACTS = (baseline(CODE, "NL", 5), target(CODE, "NL", 40, "2027-12-31"))
WHOLE = {"definition": "What is counted.", "means_of_verification": "Registers."}
OBJECTIVE = ObjectiveDef(code="LRN-S1", level="LRN", horizon="S", title="Uptake", outcome="More learners.")


def document(found: IndicatorDef, **changes: object) -> FrameworkDocument:
    return framework(found, **{"facts": FACTS, "objectives": (OBJECTIVE,), **changes})


def failed(found: IndicatorDef, **changes: object) -> list[str]:
    return [check.code for check in failed_checks(document(found, **changes), CODE)]


def test_an_indicator_that_has_everything_fails_nothing_and_every_criterion_is_told_about() -> None:
    checks = machine_checks(document(indicator(CODE, **WHOLE)), CODE)
    assert all(check.passed and not check.fault and not check.remedy for check in checks)
    assert criteria_of(checks) == tuple(RacerCriterion)


@pytest.mark.parametrize(
    ("found", "changes", "code"),
    [
        (indicator(CODE, **{**WHOLE, "definition": " "}), {}, "definition"),
        (indicator(CODE, **{**WHOLE, "means_of_verification": ""}), {}, "means of verification"),
        (indicator(CODE, **WHOLE, unit=""), {}, "unit"),
        (indicator(CODE, **WHOLE), {"facts": FACTS[:1]}, "target"),
        (indicator(CODE, **WHOLE), {"facts": (FACTS[0], target(CODE, "NL", 40, "2029-12-31"))}, "target"),
        (indicator(CODE, **WHOLE), {"facts": FACTS[1:]}, "baseline"),
        (indicator(CODE, **WHOLE), {"facts": (FACTS[0], target(CODE, "NL", 40, "2026-06-30"))}, "frequency"),
        (indicator(CODE, **WHOLE), {"assignments": {(CODE, "NL"): ()}}, "reporters"),
        (indicator(CODE, **WHOLE), {"objectives": (OBJECTIVE.model_copy(update={"outcome": ""}),)}, "outcome"),
        (scale(CODE, **WHOLE), {}, "levels"),
    ],
)
def test_each_check_fails_alone_and_says_what_is_wrong_and_what_to_do(
    found: IndicatorDef, changes: dict[str, object], code: str
) -> None:
    assert failed(found, **changes) == [code]
    (check,) = failed_checks(document(found, **changes), CODE)
    assert check.fault
    assert check.remedy.endswith(".")


def test_a_flow_needs_no_baseline_and_a_scale_with_texts_is_complete() -> None:
    assert failed(flow(CODE, **WHOLE), facts=FACTS[1:]) == []
    levels = tuple(ScaleLevelDef(value=value, text=f"Level {value}") for value in (1, 2))
    assert failed(scale(CODE, **WHOLE, scale=levels)) == []


def test_an_indicator_of_the_consortium_is_checked_for_all_countries_together() -> None:
    levels = tuple(ScaleLevelDef(value=value, text=f"Level {value}") for value in (1, 2))
    found = consortium(CODE, **WHOLE, scale=levels)
    assert failed(found) == ["target", "baseline"]
    facts = (baseline(CODE, "ALL", 1), target(CODE, "ALL", 2, "2027-12-31"))
    assert failed(found, facts=facts) == []


def test_answers_of_no_come_before_those_of_not_sure_and_yes_is_no_doubt() -> None:
    answers = {
        RacerCriterion.RELEVANT: CheckAnswer.UNSURE,
        RacerCriterion.EASY: CheckAnswer.NO,
        RacerCriterion.ROBUST: CheckAnswer.YES,
    }
    assert doubted(answers) == (RacerCriterion.EASY, RacerCriterion.RELEVANT)


def test_an_unknown_indicator_is_not_found() -> None:
    with pytest.raises(NotFound):
        machine_checks(document(indicator(CODE)), "LRN-S1.9")
