"""How the figures of an objective, a level, a horizon or a country came about (progress.md 7)."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from toc.figures.explain import Explanation
from toc.figures.explain_status import counts, why_objective
from toc.figures.explain_step import Step
from toc.figures.formula import Formula, Kind, Number, joined, mean
from toc.figures.quantities import exact
from toc.figures.results import GroupResult, IndicatorResult, ObjectiveResult
from toc.model.document import FrameworkDocument

_ONE, _ZERO = Fraction(1), Fraction(0)

OBJECTIVE_RULES = (
    "Progress: the mean of its indicators' progress, each between 0 and 100 %, weighted.",
    "Expected progress: the weighted mean of theirs; the gap is the difference.",
    "Coverage: the indicators that have progress, of those that count. Below half of the weight there is no judgement.",
    "Status: by the gap, but never better than at risk while an indicator is regressing, off track or missed.",
)
GROUP_RULES = ("Progress: the plain mean of the objectives that have progress; at least half of them must have it.",)


def explain_objective(result: ObjectiveResult, document: FrameworkDocument) -> Explanation:
    """How the figures of an objective for a country, or ALL, came about.

    Args:
        result: as the pages show it.
        document: the framework that it was computed from.
    """
    judged = [found for found in result.indicators if counts(found)]
    steps = [_coverage(result)]
    if result.progress is None:
        steps.append(Step("Progress", "none: no indicator has progress"))
    else:
        words = "weighted mean of the indicators' progress, each between 0 and 100 %"
        formula = _mean(judged, lambda found: found.counted_progress, lambda found: found.progress)
        steps.append(Step("Progress", words, formula, result.progress, Kind.SHARE))
    if result.expected_progress is not None:
        formula = _mean(judged, _expected, lambda found: found.expected_progress)
        words = "weighted mean of what was expected of them"
        steps.append(Step("Expected progress", words, formula, result.expected_progress, Kind.SHARE))
    steps += _gap(result)
    if result.worst is not None:
        worst = next(found for found in result.indicators if found.indicator.code == result.worst)
        steps.append(Step("Furthest behind", f"{worst.indicator.name} ({result.worst}), {worst.status.label.lower()}"))
    steps.append(Step("Status", f"{result.status.label.lower()}: {why_objective(result, document)}"))
    notes = tuple(_left_out(result))
    return Explanation(
        result.objective.code, result.country, result.as_of, tuple(steps), notes=notes, rules=OBJECTIVE_RULES
    )


def explain_group(result: GroupResult, objectives: Sequence[ObjectiveResult]) -> Explanation:
    """How the figure of a level, a horizon or a country came about.

    Args:
        result: as the pages show it.
        objectives: that it was made from, at least one.
    """
    first = objectives[0]
    coverage = f"{result.objectives_with_progress} of {result.objectives_total} objectives have progress"
    steps = [Step("Coverage", coverage)]
    if result.progress is None:
        steps.append(Step("Progress", "none: fewer than half of the objectives have progress"))
    else:
        formula = _plain_mean([(found.objective.code, found.progress) for found in result.judged])
        steps.append(Step("Progress", "plain mean of the objectives", formula, result.progress, Kind.SHARE))
    if result.expected_progress is not None:
        formula = _plain_mean([(found.objective.code, found.expected_progress) for found in result.judged])
        words = "plain mean of what was expected of them"
        steps.append(Step("Expected progress", words, formula, result.expected_progress, Kind.SHARE))
    steps += _gap(result)
    return Explanation(result.name, first.country, first.as_of, tuple(steps), rules=GROUP_RULES)


def _coverage(result: ObjectiveResult) -> Step:
    text = f"{result.indicators_with_progress} of {result.indicators_total} indicators have progress"
    weights = f"{_plain(result.weight_with_progress)} of {_plain(result.weight_total)}"
    return Step("Coverage", f"{text}, weight {weights}")


def _plain(weight: Decimal) -> str:
    return f"{weight.normalize():f}"


def _mean(
    judged: Sequence[IndicatorResult],
    taken: Callable[[IndicatorResult], Fraction | None],
    whole: Callable[[IndicatorResult], Fraction | None],
) -> Formula:
    """The weighted mean of what is taken of each, labelled where that is not the whole."""
    parts = []
    for found in judged:
        share, full = taken(found) or _ZERO, whole(found)
        cut = "" if share == full else ", counted as 0" if full is None else f", cut from {_percent(full)}"
        label = f"{found.indicator.code}{cut}"
        parts.append((Number(share, Kind.SHARE, label), Number(exact(found.indicator.weight))))
    return mean(parts)


def _percent(share: Fraction) -> str:
    return f"{float(100 * share):.1f} %"


def _expected(found: IndicatorResult) -> Fraction | None:
    """Expected progress as a roll-up takes it."""
    share = found.expected_progress
    return None if share is None else min(max(share, _ZERO), _ONE)


def _plain_mean(parts: Sequence[tuple[str, Fraction | None]]) -> Formula:
    numbers = [Number(share, Kind.SHARE, code) for code, share in parts if share is not None]
    return ("(", *joined(numbers), ") / ", Number(Fraction(len(numbers))))


def _gap(result: ObjectiveResult | GroupResult) -> list[Step]:
    if result.gap is None or result.progress is None or result.expected_progress is None:
        return []
    formula: Formula = (
        Number(result.progress, Kind.SHARE), " - ", Number(result.expected_progress, Kind.SHARE),
    )  # fmt: skip
    return [Step("Gap", "progress - expected progress", formula, result.gap, Kind.POINTS)]


def _left_out(result: ObjectiveResult) -> list[str]:
    """A sentence for each indicator that is not in the mean."""
    found = []
    for one in result.indicators:
        if counts(one):
            continue
        name = f"{one.indicator.name} ({one.indicator.code})"
        weightless = one.indicator.weight == 0
        found.append(f"{name} is shown and not counted." if weightless else f"{name}: {one.status.label.lower()}.")
    return found
