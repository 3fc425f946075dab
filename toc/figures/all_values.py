"""The value v of an indicator for all countries together (progress.md 3, combination, and 6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from toc.figures.evidence import evidence_of_countries
from toc.figures.organisations import flow_of
from toc.figures.parts import BASELINE, MEASURED, data_date, left_out, part_notes, standing_baseline, value_range
from toc.figures.plans import Baseline, Plan, plan_of
from toc.figures.quantities import Combined, combine
from toc.figures.results import PartResult, Quantity, ValueResult
from toc.model.document import IndicatorDef
from toc.model.panel import Panel
from toc.model.query import ALL
from toc.model.terms import Combination, OverTime


@dataclass(frozen=True, slots=True)
class Member:
    """A country as it enters the figures of ALL: its plan and its value."""

    country: str
    plan: Plan
    value: ValueResult


def all_value(panel: Panel, indicator: IndicatorDef, as_of: date, members: Sequence[Member]) -> ValueResult:
    """The value of ALL: it covers every country that has one, a baseline that still stands included.

    A flow with a baseline for ALL itself counts from that: own baseline + what is new in the countries since its date.
    For other indicators an own baseline is the value only while no country was measured. Under `none` there is no value
    but the range.

    Args:
        panel: the framework and its measurements.
        indicator: measured country by country.
        as_of: the date looked at.
        members: the countries that it applies to.

    Returns:
        `data_on` is the latest date that at least half of the measured countries in it have reached; `parts_present`
        counts every country in it, also those that still stand at their baseline.

    Source: progress.md 3 and 6.
    """
    own = plan_of(panel.document, indicator, ALL).baseline
    flow = indicator.over_time is OverTime.FLOW
    measured = any(member.value.data_on is not None for member in members)
    if own is not None and own.on <= as_of and not measured and indicator.combination is not Combination.NONE:
        parts = tuple(_part(member, False, "the baseline is one for all countries") for member in members)
        return standing_baseline(indicator, own, parts)
    present = [member for member in members if member.value.quantity is not None]
    too_early = flow and own is not None and as_of < own.on
    if not present or too_early:
        data_on = None if too_early else data_date(member.value.data_on for member in members)
        parts = tuple(_part(member, False, "no value") for member in members)
        return ValueResult(None, data_on, None, parts, parts_expected=len(parts))
    quantities = [member.value.quantity for member in present if member.value.quantity is not None]
    combined = combine(indicator, quantities, alone=len(members) == 1)
    used = [member for member, taken in zip(present, combined.used, strict=True) if taken]
    quantity = combined.quantity
    if not flow or own is None or quantity is None:
        return _assembled(indicator, members, used, combined, quantity, own if flow else None)
    gains = gains_of(panel, indicator, used, own.on, as_of)
    origin = own.quantity.value
    found = _assembled(indicator, members, used, combined, Quantity(origin + gain_of_all(indicator, gains)), own)
    parts = tuple(replace(part, added=gains.get(part.name)) for part in found.parts)
    return replace(found, parts=parts, origin=origin)


def gains_of(
    panel: Panel, indicator: IndicatorDef, members: Sequence[Member], since: date, as_of: date
) -> dict[str, Fraction]:
    """What a flow brought in each of some countries after a date, by the country's code."""
    return {member.country: _gain(panel, indicator, member, since, as_of) for member in members}


def gain_of_all(indicator: IndicatorDef, gains: Mapping[str, Fraction]) -> Fraction:
    """What a flow brought in some countries, at least one, combined by the indicator's rule."""
    combined = combine(indicator, [Quantity(gain) for gain in gains.values()], alone=False).quantity
    return Fraction(0) if combined is None else combined.value


def _gain(panel: Panel, indicator: IndicatorDef, member: Member, since: date, as_of: date) -> Fraction:
    plan, quantity = member.plan, member.value.quantity
    if plan.since == since and plan.baseline is not None and quantity is not None:
        return quantity.value - plan.baseline.quantity.value
    fresh = [
        flow_of(found.organisation, found.observations, since=since, as_of=as_of).quantity
        for found in panel.of(indicator.code, member.country)
    ]
    gains = [found for found in fresh if found is not None]
    combined = combine(indicator, gains, alone=False).quantity if gains else None
    return Fraction(0) if combined is None else combined.value


def _assembled(
    indicator: IndicatorDef,
    members: Sequence[Member],
    used: Sequence[Member],
    combined: Combined,
    quantity: Quantity | None,
    own: Baseline | None,
) -> ValueResult:
    names = {member.country for member in used}
    values = [member.value for member in used]
    parts = tuple(_part(member, member.country in names, left_out(indicator, combined)) for member in members)
    present = [part for part in parts if part.quantity is not None]
    data_on = data_date(part.data_on for part in parts if part.used or combined.quantity is None)
    missing = tuple(
        f"{member.country} {label}"
        for member in used
        if member.value.at_least
        for label in member.value.missing_periods
    )
    state_sum = indicator.combination is Combination.SUM and indicator.over_time is not OverTime.FLOW
    complete = not state_sum or (len(used) == len(members) and all(value.complete for value in values))
    assumed = own is None and any(value.baseline_assumed for value in values)
    evidence = evidence_of_countries(indicator, values, own)
    low, high = value_range([part.quantity.value for part in present if part.quantity is not None], combined)
    notes = part_notes(indicator, parts, combined, data_on, "countries")
    notes += [f"At least: missing {', '.join(missing)}."] if missing else []
    notes += [_assumed_note(used)] if assumed else []
    if quantity is None:
        basis = None
    else:
        basis = BASELINE if data_on is None else MEASURED
    return ValueResult(
        quantity=quantity,
        data_on=data_on,
        basis=basis,
        parts=parts,
        parts_present=len(used),
        parts_expected=len(members),
        at_least=bool(missing),
        missing_periods=missing,
        complete=complete,
        low=low,
        high=high,
        baseline_assumed=assumed,
        evidence_grades=evidence.grades,
        sample_size=evidence.sample_size,
        sample=evidence.sample,
        invented=evidence.invented,
        notes=tuple(notes),
    )


def _assumed_note(used: Sequence[Member]) -> str:
    names = ", ".join(member.country for member in used if member.value.baseline_assumed)
    return f"No baseline is given for {names}: counted from 0 (baseline assumed 0)."


def _part(member: Member, taken: bool, reason: str) -> PartResult:
    value = member.value
    observations = tuple(found for part in value.parts if part.used for found in part.observations)
    if value.quantity is None:
        return PartResult(member.country, None, None, False, "no value", observations, parts=value.parts)
    said = "" if taken else reason
    return PartResult(member.country, value.quantity, value.data_on, taken, said, observations, parts=value.parts)
