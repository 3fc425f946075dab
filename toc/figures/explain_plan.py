"""How baseline, target and expected value came about (progress.md 4 and 6)."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from toc.figures.explain_step import Step
from toc.figures.formula import Formula, Kind, Number, number_of, rounded_text, value_kind, weighted
from toc.figures.plans import step_of
from toc.figures.results import IndicatorResult, LinePoint
from toc.figures.together import Together
from toc.model.document import FrameworkDocument
from toc.model.query import ALL
from toc.model.terms import Combination, Direction, FactKind, OverTime, Scope


def baseline_step(result: IndicatorResult, document: FrameworkDocument) -> Step:
    """The baseline: as stated, or combined from the countries'."""
    name, kind, found = "Baseline", value_kind(result.indicator), result.baseline
    if found is None:
        return Step(name, "none is defined")
    on = f"on {result.baseline_on}" if result.baseline_on else ""
    together = result.together
    if together is None or together.baseline is None or _own_baseline(result, document):
        words = "none is given: counted from 0" if result.baseline_assumed else result.baseline_source or "as set"
        return Step(name, words, (number_of(found, kind),), found.value, kind, on)
    return Step(name, _how(result), _baselines(result, together), found.value, kind, on)


def target_step(result: IndicatorResult, document: FrameworkDocument) -> Step:
    """The target in force: as set, or combined from the countries'."""
    name, kind, together = "Target", value_kind(result.indicator), result.together
    if result.target is None:
        return Step(name, "none in force within the horizon")
    on = f"by {result.target_on}"
    if result.indicator.direction is Direction.HOLD and result.target_to is not None:
        band = f"a band, up to {rounded_text(result.target_to, kind)}"
        return Step(name, band, (), result.target, kind, on)
    if result.target_basis != "derived" or together is None or together.target is None:
        return Step(name, "as set", (Number(result.target, kind),), result.target, kind, on)
    goal = _targets(result, together)
    if not _moved(result, document, together) or result.indicator.over_time is not OverTime.FLOW:
        return Step(name, _how(result), goal, result.target, kind, on)
    start = result.baseline.value if result.baseline else Fraction(0)
    aim, theirs = Number(together.target, kind, of=goal), Number(together.baseline or Fraction(0), kind)
    formula: Formula = (Number(start, kind, "baseline for all countries"), " + (", aim, " - ", theirs, ")")
    return Step(name, "baseline + the countries' way from their baselines to their targets", formula, result.target,
                kind, on)  # fmt: skip


def expected_step(result: IndicatorResult, document: FrameworkDocument) -> tuple[Step, ...]:
    """The expected value at the data date; nothing where there is no line."""
    kind, together = value_kind(result.indicator), result.together
    if result.expected is None or result.target is None and not result.line:
        return ()
    if result.target_basis == "derived" and together is not None and together.expected is not None:
        words, formula = _together(result, document, together)
        return (Step("Expected", words, formula, result.expected, kind),)
    day = result.value.data_on or result.as_of
    words, formula = _along(result.line, day, kind)
    step = step_of(result.indicator)
    if step is not None and len(formula) > 1 and result.line and _value(result.line, day) != result.expected:
        start = result.line[0].value
        between = Number(_value(result.line, day), kind, of=formula)
        formula = (
            Number(start, kind), " + ", Number(step), " x whole((", between, " - ", Number(start, kind), ") / ",
            Number(step), ")",
        )  # fmt: skip
        words = f"on the line, rounded towards the baseline to whole steps of {rounded_text(step, Kind.PLAIN)}"
    return (Step("Expected", words, formula, result.expected, kind, f"on {day}"),)


def _together(result: IndicatorResult, document: FrameworkDocument, together: Together) -> tuple[str, Formula]:
    """The countries' expectations combined, moved to a baseline for ALL itself where there is one."""
    kind = value_kind(result.indicator)
    numbers = [
        (Number(share.expected, kind, f"{share.country} on {share.on}"), share.weight)
        for share in together.shares
        if share.expected is not None
    ]
    theirs, words = weighted(result.indicator, numbers), f"each country's at its own data date; {_how(result)}"
    if not _moved(result, document, together) or result.baseline is None or result.target is None:
        return words, theirs
    if together.target is None or together.baseline is None or together.expected is None:
        return words, theirs
    if together.target == together.baseline:
        return "the target: the countries' targets are their baselines", (Number(result.target, kind),)
    own, goal = Number(result.baseline.value, kind, "baseline for all countries"), Number(result.target, kind)
    start, aim = Number(together.baseline, kind), Number(together.target, kind)
    along, origin = Number(together.expected, kind, of=theirs), Number(own.value, kind)
    formula: Formula = (
        own, " + (", goal, " - ", origin, ") x (", along, " - ", start, ") / (", aim, " - ", start, ")",
    )  # fmt: skip
    return "the countries' share of the way, from the baseline for all countries", formula


def _along(line: Sequence[LinePoint], day: date, kind: Kind) -> tuple[str, Formula]:
    """The line's height on a day."""
    first, last = line[0], line[-1]
    if day <= first.on:
        return "the baseline: the line begins there", (Number(first.value, kind),)
    for before, after in zip(line, line[1:], strict=False):
        if day == after.on:
            return "a target of this date", (Number(after.value, kind),)
        if day < after.on:
            days, whole = (day - before.on).days, (after.on - before.on).days
            start = Number(before.value, kind)
            formula: Formula = (
                start, " + (", Number(after.value, kind), " - ", start, ") x ", Number(Fraction(days)), " / ",
                Number(Fraction(whole)),
            )  # fmt: skip
            return f"on the line from {before.on} to {after.on}: {days} of {whole} days", formula
    return "the last target: the line is flat after it", (Number(last.value, kind),)


def _value(line: Sequence[LinePoint], day: date) -> Fraction:
    """What the formula of a day between two corners gives, to tell whether the figure was rounded to whole steps."""
    before = max((point for point in line if point.on <= day), key=lambda point: point.on)
    after = min((point for point in line if point.on > day), key=lambda point: point.on)
    return before.value + (after.value - before.value) * Fraction((day - before.on).days, (after.on - before.on).days)


def _baselines(result: IndicatorResult, together: Together) -> Formula:
    kind = value_kind(result.indicator)
    shares = [share for share in together.shares if share.baseline is not None]
    return weighted(
        result.indicator,
        [(Number(share.baseline or Fraction(0), kind, share.country), share.weight) for share in shares],
    )


def _targets(result: IndicatorResult, together: Together) -> Formula:
    kind = value_kind(result.indicator)
    shares = [share for share in together.shares if share.target is not None]
    return weighted(
        result.indicator,
        [(Number(share.target or Fraction(0), kind, share.country), share.weight) for share in shares],
    )


def _how(result: IndicatorResult) -> str:
    """How the countries' figures are combined."""
    return {
        Combination.SUM: "sum of the matched countries",
        Combination.RATIO: "the matched countries, each weighted with the denominator of its value",
        Combination.MEDIAN: "the middle one of the matched countries",
        Combination.MEAN: "plain mean of the matched countries",
        Combination.NONE: "as set",
    }[result.indicator.combination]


def _own_baseline(result: IndicatorResult, document: FrameworkDocument) -> bool:
    """Whether a baseline was set for ALL itself."""
    if result.country != ALL or result.indicator.scope is not Scope.COUNTRY:
        return True
    facts = document.facts_by_key.get((result.indicator.code, ALL), ())
    return any(fact.kind is FactKind.BASELINE for fact in facts)


def _moved(result: IndicatorResult, document: FrameworkDocument, together: Together) -> bool:
    """Whether the countries' plan was moved to a baseline for ALL itself."""
    return together.baseline is not None and _own_baseline(result, document)
