"""What can be told about an indicator's quality without asking anybody: machine checks under the RACER criteria. Pure.

RACER: relevant, accepted, credible, easy, robust. Each check answers a question with yes or no; what only people can
tell is the checklist of the page Framework. Source: product.md (Insights, Framework).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from toc.figures.periods import expected_periods
from toc.figures.plans import Plan, applicable_countries, get_indicator, plan_of
from toc.model.document import FrameworkDocument, IndicatorDef
from toc.model.query import ALL
from toc.model.terms import CheckAnswer, Measure, OverTime, RacerCriterion, Scope


@dataclass(frozen=True, slots=True)
class MachineCheck:
    """One question about an indicator that its definition and facts answer.

    Attributes:
        code: short and stable, such as `definition`.
        criterion: what it tells about.
        question: in words, such that yes is good.
        passed: the answer.
        fault: what is wrong where the answer is no, as part of a sentence; empty where it is yes.
        remedy: what to do then; empty where it is yes.
    """

    code: str
    criterion: RacerCriterion
    question: str
    passed: bool
    fault: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class _Facts:
    """An indicator with what is planned for every place that it is measured in."""

    indicator: IndicatorDef
    document: FrameworkDocument
    plans: Mapping[str, Plan]


def machine_checks(document: FrameworkDocument, indicator: str) -> tuple[MachineCheck, ...]:
    """Every check of an indicator, in the order of the criteria.

    Args:
        document: the framework in force.
        indicator: code.

    Raises:
        NotFound: no such indicator.
    """
    found = get_indicator(document, indicator)
    places = (ALL,) if found.scope is Scope.CONSORTIUM else (*applicable_countries(document, indicator), ALL)
    facts = _Facts(found, document, {place: plan_of(document, found, place) for place in places})
    return tuple(
        MachineCheck(code, criterion, question, passed, "" if passed else fault, "" if passed else remedy)
        for code, criterion, question, fault, remedy, rule in _RULES
        for passed in (rule(facts),)
    )


def failed_checks(document: FrameworkDocument, indicator: str) -> tuple[MachineCheck, ...]:
    """Those checks of an indicator whose answer is no. Raises NotFound."""
    return tuple(check for check in machine_checks(document, indicator) if not check.passed)


def doubted(answers: Mapping[RacerCriterion, CheckAnswer]) -> tuple[RacerCriterion, ...]:
    """The criteria that people answered with no, then those with "not sure", each in the criteria's order."""
    return tuple(
        criterion
        for answer in (CheckAnswer.NO, CheckAnswer.UNSURE)
        for criterion in RacerCriterion
        if answers.get(criterion) is answer
    )


def _defined(facts: _Facts) -> bool:
    return bool(facts.indicator.definition.strip())


def _verified(facts: _Facts) -> bool:
    return bool(facts.indicator.means_of_verification.strip())


def _unit(facts: _Facts) -> bool:
    return bool(facts.indicator.unit.strip())


def _levels(facts: _Facts) -> bool:
    return facts.indicator.measure is not Measure.SCALE or len(facts.indicator.scale) > 1


def _baseline(facts: _Facts) -> bool:
    """A flow counts from 0; of any other one place with a baseline is enough."""
    if facts.indicator.over_time is OverTime.FLOW:
        return True
    return any(plan.baseline is not None for plan in facts.plans.values())


def _target(facts: _Facts) -> bool:
    return any(plan.target is not None for plan in facts.plans.values())


def _reporters(facts: _Facts) -> bool:
    measured = [place for place in facts.plans if place != ALL or facts.indicator.scope is Scope.CONSORTIUM]
    return all(facts.document.reporters(facts.indicator.code, place) for place in measured)


def _often_enough(facts: _Facts) -> bool:
    """At least one report is expected by the date of every target; without any target there is nothing to tell."""
    return all(
        expected_periods(
            facts.indicator.frequency, after=plan.since, not_before=plan.horizon_start, until=plan.target.on
        )
        for plan in facts.plans.values()
        if plan.target is not None
    )


def _objective(facts: _Facts) -> bool:
    objective = facts.document.objective_by_code.get(facts.indicator.objective)
    return objective is not None and bool(objective.outcome.strip())


_RULES: tuple[tuple[str, RacerCriterion, str, str, str, Callable[[_Facts], bool]], ...] = (
    (
        "outcome",
        RacerCriterion.RELEVANT,
        "Does its objective say which outcome it stands for?",
        "its objective does not say which outcome it stands for",
        "Describe the outcome of its objective.",
        _objective,
    ),
    (
        "target",
        RacerCriterion.RELEVANT,
        "Is there a target within the objective's horizon?",
        "no target is set within its objective's horizon",
        "Set a target within the horizon for at least one country.",
        _target,
    ),
    (
        "reporters",
        RacerCriterion.ACCEPTED,
        "Does an organisation report it for every country?",
        "some country has no organisation that reports it",
        "Name the organisation that reports it for each country.",
        _reporters,
    ),
    (
        "definition",
        RacerCriterion.CREDIBLE,
        "Is it defined in words?",
        "it has no definition",
        "Write its definition.",
        _defined,
    ),
    (
        "unit",
        RacerCriterion.CREDIBLE,
        "Does it have a unit?",
        "it has no unit",
        "Name its unit.",
        _unit,
    ),
    (
        "frequency",
        RacerCriterion.EASY,
        "Is it reported at least once by the date of each target?",
        "a target's date comes before its first report",
        "Report it more often, or move the target.",
        _often_enough,
    ),
    (
        "means of verification",
        RacerCriterion.ROBUST,
        "Is it said from what it is verified?",
        "it has no means of verification",
        "Write its means of verification.",
        _verified,
    ),
    (
        "baseline",
        RacerCriterion.ROBUST,
        "Is there a baseline anywhere, or does it count from 0?",
        "no country has a baseline",
        "Set a baseline for at least one country.",
        _baseline,
    ),
    (
        "levels",
        RacerCriterion.ROBUST,
        "Do the levels of its scale have texts?",
        "the levels of its scale have no texts",
        "Describe the levels of its scale.",
        _levels,
    ),
)


def criteria_of(checks: Iterable[MachineCheck]) -> tuple[RacerCriterion, ...]:
    """The criteria that some checks tell about, in their order, each once."""
    told = {check.criterion for check in checks}
    return tuple(criterion for criterion in RacerCriterion if criterion in told)
