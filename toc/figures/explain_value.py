"""How a value came about: periods added up, or the parts' latest states combined (progress.md 3 and 6)."""

from collections.abc import Sequence
from fractions import Fraction

from toc.figures.explain_parts import takes_countries
from toc.figures.explain_step import Step
from toc.figures.formula import Formula, Number, combination_of, joined, number_of, rounded_text, value_kind
from toc.figures.parts import BASELINE
from toc.figures.periods import period_label
from toc.figures.quantities import exact
from toc.figures.results import IndicatorResult, PartResult, Quantity
from toc.model.panel import Observation
from toc.model.terms import Combination, OverTime

NAME = "Value"


def value_step(result: IndicatorResult) -> Step:
    """The value of an indicator for a country, or for ALL."""
    value, kind = result.value, value_kind(result.indicator)
    if value.quantity is None:
        if value.low is not None and value.high is not None:
            low, high = rounded_text(value.low, kind), rounded_text(value.high, kind)
            return Step(NAME, f"not combined: from {low} to {high}, each part by itself")
        return Step(NAME, "none: nothing is known for this date")
    used = [part for part in value.parts if part.used and part.quantity is not None]
    words, formula = _words(result), _formula(result, used, value.quantity)
    on = f"data to {value.data_on}" if value.data_on is not None else "the baseline, nothing measured since"
    return Step(NAME, words, formula, value.quantity.value, kind, on)


def matched_step(result: IndicatorResult) -> tuple[Step, ...]:
    """The value of the countries that progress covers, where it is not the value itself."""
    together, found = result.together, result.matched
    if together is None or found is None or found == result.value.quantity or result.target_basis != "derived":
        return ()
    kind = value_kind(result.indicator)
    shares = [share for share in together.shares if share.value is not None]
    gains = [(Quantity(share.added), share.country) for share in shares if share.added is not None]
    if gains and result.baseline is not None:
        origin = Number(result.baseline.value, kind, "baseline for all countries")
        formula: Formula = (origin, " + ", *combination_of(result.indicator, gains))
    else:
        parts = [(share.value, share.country) for share in shares if share.value is not None]
        formula = combination_of(result.indicator, parts)
    total = len(together.shares) + len(together.unmatched)
    words = f"{len(together.shares)} of {total} countries have a measurement, a baseline and a target"
    return (Step("Value of the matched countries", words, formula, found.value, kind),)


def _words(result: IndicatorResult) -> str:
    indicator, value = result.indicator, result.value
    if value.basis == BASELINE:
        return "the baseline: nothing was measured after it"
    if indicator.over_time is OverTime.FLOW and not takes_countries(result):
        return "baseline + what is new in each period since"
    if len([part for part in value.parts if part.used]) == 1 and value.origin is None:
        return "the latest period"
    what = "countries" if takes_countries(result) else "organisations"
    rule = {
        Combination.SUM: f"sum of the {what}",
        Combination.RATIO: f"100 x sum of the numerators / sum of the denominators of the {what}",
        Combination.MEDIAN: f"the middle value of the {what}",
        Combination.MEAN: f"the plain mean of the {what}",
        Combination.NONE: f"the value of the {what}",
    }[indicator.combination]
    return rule if value.origin is None else f"baseline + {rule}"


def _formula(result: IndicatorResult, used: Sequence[PartResult], quantity: Quantity) -> Formula:
    indicator, value, kind = result.indicator, result.value, value_kind(result.indicator)
    if not used:
        return _one(quantity, result, f"baseline on {result.baseline_on}" if result.baseline_on else "baseline")
    if takes_countries(result):
        if value.origin is None:
            return combination_of(indicator, [(part.quantity, _place(part)) for part in used if part.quantity])
        gains = [(Quantity(part.added), _place(part)) for part in used if part.added is not None]
        origin = Number(value.origin, kind, "baseline for all countries")
        return (origin, " + ", *combination_of(indicator, gains))
    alone = value.parts_expected == 1
    if indicator.over_time is not OverTime.FLOW:
        return combination_of(indicator, [(part.quantity, _state(part, alone)) for part in used if part.quantity])
    if len(used) > 1 and indicator.combination is not Combination.SUM:
        new: Formula = combination_of(indicator, [(part.quantity, part.name) for part in used if part.quantity])
    else:
        new = joined(_new(found, "" if alone else part.name) for part in used for found in part.observations)
    if value.origin is None:
        return new
    label = "baseline assumed" if result.baseline_assumed else f"baseline on {result.baseline_on}"
    return (Number(value.origin, kind, label), " + ", *new)


def _one(quantity: Quantity, result: IndicatorResult, label: str) -> Formula:
    return (number_of(quantity, value_kind(result.indicator), label),)


def _new(found: Observation, organisation: str) -> Number:
    """What one period of a flow adds."""
    label = f"{organisation} {_period(found)}".strip()
    if found.value is None:
        return Number(Fraction(0), label=f"{label}, nothing to report")
    return Number(exact(found.value), label=label)


def _state(part: PartResult, alone: bool) -> str:
    """Whose state, and of which period."""
    first, *confirming = part.observations or (None,)
    prefix = "" if alone else f"{part.name} "
    if first is None:
        return prefix.strip()
    if first.nothing_to_report:
        return f"{prefix}baseline, nothing to report for {_period(first)}"
    confirmed = "".join(f", nothing to report for {_period(one)}" for one in confirming if one is not None)
    return f"{prefix}{_period(first)}{confirmed}"


def _place(part: PartResult) -> str:
    return f"{part.name} to {part.data_on}" if part.data_on is not None else f"{part.name} baseline"


def _period(found: Observation) -> str:
    return period_label(found.period_start, found.period_end)
