"""Rules of a framework's definition: what is refused when indicators, baselines and targets are saved. Pure.

Whether names point somewhere and codes are there once is found by `toc.model.consistency`; the rules of one quantity
stand in `measurement_rules`. Source: progress.md 2.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from toc.errors import Fault
from toc.exchange.number_text import plain_number
from toc.model.consistency import find_flaws
from toc.model.document import FactDef, FrameworkDocument, IndicatorDef
from toc.model.terms import Combination, Direction, FactKind, Measure, OverTime, Term
from toc.services.steps.measurement_rules import quantity_faults
from toc.store.series import Used

ADD_UP = frozenset({Measure.COUNT, Measure.AMOUNT, Measure.NUMBER})
"""Measures whose periods, countries and organisations may be added."""


def find_faults(document: FrameworkDocument) -> list[Fault]:
    """Everything that is refused in a framework; empty where it is sound.

    Rules are asked only of a document whose names all point somewhere. Each fault carries the codes of what it is
    about among its fields: `indicator`, and for a baseline or target `country`, `kind` and `date`.

    Source: progress.md 2.
    """
    flaws = [
        Fault(_last_name(flaw.path), flaw.template, flaw.fields, flaw.remedy or None) for flaw in find_flaws(document)
    ]
    if flaws:
        return flaws
    faults = [fault for indicator in document.indicators for fault in find_indicator_faults(indicator)]
    faults += _assignment_faults(document)
    for (code, _), facts in document.facts_by_key.items():
        faults += find_fact_faults(document.indicator_by_code[code], facts, document.baseline_date)
    return faults


def find_indicator_faults(indicator: IndicatorDef) -> Iterator[Fault]:
    """Give what does not go together in one indicator.

    Source: progress.md 2, Measures.
    """
    fields = {
        "indicator": indicator.code,
        "measure": indicator.measure.label.lower(),
        "over_time": indicator.over_time.label.lower(),
        "combination": indicator.combination.label.lower(),
    }
    adds_up = indicator.measure in ADD_UP
    if indicator.over_time is not OverTime.POINT and not adds_up:
        yield Fault(
            "over_time",
            "{indicator} is measured as {measure} and cannot be “{over_time}”.",
            fields,
            "Take “state at the period's end”; only counts, amounts and numbers add up over time.",
        )
    if indicator.combination is Combination.RATIO and indicator.measure is not Measure.PERCENT:
        yield Fault(
            "combination", "{indicator} is no percent and cannot be combined as a ratio.", fields, "Take another one."
        )
    if indicator.combination is Combination.SUM and not adds_up:
        yield Fault(
            "combination",
            "{indicator} is measured as {measure} and cannot be combined as a sum.",
            fields,
            "Take ratio, median, mean or none.",
        )
    if indicator.measure is Measure.SCALE and indicator.combination not in (Combination.MEDIAN, Combination.NONE):
        yield Fault(
            "combination",
            "{indicator} is a scale and cannot be combined as {combination}.",
            fields,
            "Take median or none.",
        )
    if indicator.direction is Direction.HOLD and indicator.over_time is OverTime.FLOW:
        yield Fault(
            "direction",
            "{indicator} is new in each period and cannot be held within a band.",
            fields,
            "Take up or down, or another way over time.",
        )


def find_fact_faults(indicator: IndicatorDef, facts: Iterable[FactDef], baseline_date: date) -> list[Fault]:
    """Everything that is refused in the baseline and targets of one indicator for one country, or for ALL.

    Args:
        indicator: of the facts.
        facts: all of them, in any order; there is one baseline at most, and one target a date.
        baseline_date: the framework's.

    Returns:
        Faults; the order of values is asked only of facts that are sound by themselves.

    Source: progress.md 2, Baseline and Targets.
    """
    ordered = sorted(facts, key=lambda fact: fact.date)
    faults = [_about(fact, fault) for fact in ordered for fault in _quantity_faults(indicator, fact)]
    baseline = next((fact for fact in ordered if fact.kind is FactKind.BASELINE), None)
    targets = [fact for fact in ordered if fact.kind is FactKind.TARGET]
    first = max(baseline_date, baseline.date) if baseline else baseline_date
    for target in targets:
        if target.date <= first:
            fault = Fault(
                "date",
                "The target of {indicator} for {country} is dated {date}, not after the baseline date {baseline_date}.",
                {"baseline_date": first},
                "Give it a later date.",
            )
            faults.append(_about(target, fault))
    if not faults and indicator.direction is not Direction.HOLD:
        faults += _side_faults(indicator, baseline, targets)
    return faults


def find_change_faults(before: FrameworkDocument, after: FrameworkDocument, used: Used) -> list[Fault]:
    """What a new version of a framework may not change, because measurements rest on it.

    Args:
        before: the document in force.
        after: the new one.
        used: the parts of the framework that have measurements.

    Source: progress.md 2 (the over-time mode is locked); product.md (nothing is ever deleted).
    """
    kept = "Keep it: measurements are never deleted."
    faults = []
    for code in sorted(used.indicators - after.indicator_by_code.keys()):
        text = "The indicator {indicator} has measurements and cannot be removed."
        faults.append(Fault("indicators", text, {"indicator": code}, kept))
    for code in sorted(used.described - after.indicator_by_code.keys()):
        text = "An organisation has said how the indicator {indicator} is measured, so that it cannot be removed."
        faults.append(Fault("indicators", text, {"indicator": code}, "Keep it: what was said is never deleted."))
    for code in sorted(used.countries - after.country_by_code.keys()):
        text = "The country {country} has measurements and cannot be removed."
        faults.append(Fault("countries", text, {"country": code}, kept))
    for name in sorted(used.organisations - {part.short_name for part in after.organisations}):
        text = "The organisation {organisation} has measurements and cannot be removed."
        remedy = "Keep it, with no countries to report for."
        faults.append(Fault("organisations", text, {"organisation": name}, remedy))
    categories = {(part.code, category.code) for part in after.dimensions for category in part.categories}
    for dimension, category in sorted(used.categories - categories):
        text = "The category {category} of {dimension} has measurements and cannot be removed."
        faults.append(Fault("categories", text, {"category": category, "dimension": dimension}, kept))
    for code in sorted(used.indicators & after.indicator_by_code.keys() & before.indicator_by_code.keys()):
        faults += _locked(before.indicator_by_code[code], after.indicator_by_code[code])
    return faults


def _last_name(path: tuple[str | int, ...]) -> str | None:
    return next((part for part in reversed(path) if isinstance(part, str)), None)


def _locked(before: IndicatorDef, after: IndicatorDef) -> Iterator[Fault]:
    remedy = "Leave it, or add a new indicator."
    if before.over_time is not after.over_time:
        text = "{indicator} has measurements: it is “{old}” and cannot become “{new}”."
        yield Fault("over_time", text, _changed(after, before.over_time, after.over_time), remedy)
    if before.measure is not after.measure:
        text = "{indicator} has measurements as {old} and cannot be measured as {new}."
        yield Fault("measure", text, _changed(after, before.measure, after.measure), remedy)
    if before.scope is not after.scope:
        text = "{indicator} has measurements for {old} and cannot be measured for {new}."
        yield Fault("scope", text, _changed(after, before.scope, after.scope), remedy)


def _changed(indicator: IndicatorDef, old: Term, new: Term) -> dict[str, object]:
    return {"indicator": indicator.code, "old": old.label.lower(), "new": new.label.lower()}


def _assignment_faults(document: FrameworkDocument) -> Iterator[Fault]:
    """Give assignments of several organisations to an indicator whose values are not combined."""
    for part in document.assignments:
        indicator = document.indicator_by_code[part.indicator]
        if indicator.combination is Combination.NONE and len(part.organisations) > 1:
            yield Fault(
                "organisations",
                "{indicator} is not combined, so one organisation reports it for {country}, not {count}.",
                {"indicator": part.indicator, "country": part.country, "count": len(part.organisations)},
                "Name one.",
            )


def _about(fact: FactDef, fault: Fault) -> Fault:
    """A fault that says which baseline or target it is about."""
    about = {"indicator": fact.indicator, "country": fact.country, "kind": fact.kind.value, "date": fact.date}
    named = "{country}" in fault.template
    template = fault.template if named else "{kind} {indicator} {country} {date}: " + fault.template
    return Fault(fault.field, template, {**fault.fields, **about}, fault.remedy)


def _quantity_faults(indicator: IndicatorDef, fact: FactDef) -> Iterator[Fault]:
    """Give what is wrong with the quantity of one baseline or target."""
    if (fact.numerator is None) != (fact.denominator is None):
        absent = "numerator" if fact.numerator is None else "denominator"
        yield Fault(absent, "The {absent} is missing.", {"absent": absent}, "Give both, or the value alone.")
        return
    if fact.value is None and fact.numerator is None:
        yield Fault("value", "The value is missing.", {}, "Give it, or numerator and denominator.")
        return
    yield from quantity_faults(indicator, fact.value, fact.numerator, fact.denominator)
    banded = indicator.direction is Direction.HOLD and fact.kind is FactKind.TARGET
    if fact.value_to is None:
        if banded:
            yield Fault("value_to", "The upper bound of the band is missing.", {}, "Give value and value_to: from, to.")
        return
    fields = {"value_to": plain_number(fact.value_to)}
    if not banded:
        yield Fault("value_to", "{value_to} is an upper bound, and there is no band.", fields, "Leave it out.")
        return
    yield from quantity_faults(indicator, fact.value_to, None, None)
    if fact.value is None:
        yield Fault("value", "The lower bound of the band is missing.", {}, "Give value and value_to: from, to.")
    elif fact.value > fact.value_to:
        yield Fault(
            "value_to", "The upper bound {value_to} is below the lower one.", fields, "Give the lower one as value."
        )


def _side_faults(indicator: IndicatorDef, baseline: FactDef | None, targets: list[FactDef]) -> Iterator[Fault]:
    """Give targets on the wrong side of the baseline or of an earlier target; a target equal to either is sound."""
    sign = 1 if indicator.direction is Direction.UP else -1
    before = _exact(baseline) if baseline else None
    what = "baseline"
    if before is None and indicator.over_time is OverTime.FLOW:
        before, what = Fraction(0), "baseline, taken as"
    for target in targets:
        value = _exact(target)
        if before is not None and (value - before) * sign < 0:
            fault = Fault(
                "value",
                "The target {value} of {indicator} for {country} on {date} is {side} the {what} {before}, "
                "and {better}.",
                {
                    "value": plain_number(value),
                    "before": plain_number(before),
                    "side": "below" if sign > 0 else "above",
                    "what": what,
                    "better": indicator.direction.label.lower(),
                },
                "Correct one of the two, or the indicator's direction.",
            )
            yield _about(target, fault)
        before, what = value, "earlier target"


def _exact(fact: FactDef) -> Fraction:
    """The value of a fact, exact; a percent from its numerator and denominator where it has them."""
    if fact.numerator is not None and fact.denominator is not None:
        return 100 * Fraction(fact.numerator) / Fraction(fact.denominator)
    if fact.value is None:
        raise ValueError(f"{fact.kind} of {fact.indicator} states no value")
    return Fraction(fact.value)
