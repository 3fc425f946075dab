"""The value v of an indicator at a date, for a country and for all countries (progress.md 3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from operator import attrgetter

from toc.figures.evidence import Evidence, evidence_of, evidence_of_baseline, pooled
from toc.figures.organisations import Contribution, covers, flow_of, state_of
from toc.figures.periods import expected_periods
from toc.figures.plans import Baseline, Plan, applicable_countries, get_indicator, plan_of, require_country
from toc.figures.quantities import NO_DENOMINATOR, Combined, combine
from toc.figures.results import PartResult, Quantity, ValueResult
from toc.model.document import IndicatorDef
from toc.model.panel import Panel
from toc.model.query import ALL
from toc.model.terms import Combination, OverTime, Scope

MEASURED, BASELINE = "measured", "baseline"


@dataclass(frozen=True, slots=True)
class Member:
    """A country as it enters the figures of ALL: its plan and its value."""

    country: str
    plan: Plan
    value: ValueResult


def value_of(panel: Panel, indicator: str, country: str, as_of: date) -> ValueResult:
    """The value of an indicator for a country, or for ALL, at a date.

    Measurements that end after the date have no part in it. With nothing measured after the baseline date it is the
    baseline; before the baseline date there is none. A flow's value is its running total.

    Args:
        panel: the framework and its measurements.
        indicator: code.
        country: code, or ALL.
        as_of: the date looked at (d), inclusive.

    Raises:
        NotFound: no such indicator or country.
        Invalid: a consortium indicator, asked for one country.

    Source: progress.md 3 and, for ALL, 6.
    """
    found = get_indicator(panel.document, indicator)
    require_country(panel.document, found, country)
    if country == ALL and found.scope is Scope.COUNTRY:
        return all_value(panel, found, as_of, members_of(panel, found, as_of))
    return country_value(panel, found, country, as_of, plan_of(panel.document, found, country))


def members_of(panel: Panel, indicator: IndicatorDef, as_of: date) -> tuple[Member, ...]:
    """The countries that an indicator applies to, each with its plan and its value at a date."""
    plans = ((code, plan_of(panel.document, indicator, code)) for code in applicable_countries(panel, indicator.code))
    return tuple(Member(code, plan, country_value(panel, indicator, code, as_of, plan)) for code, plan in plans)


def country_value(panel: Panel, indicator: IndicatorDef, country: str, as_of: date, plan: Plan) -> ValueResult:
    """The value for one country (or of a consortium indicator), from its organisations.

    Every organisation with approved measurements counts, also one that is no longer assigned; both the assigned and
    the present ones are expected parts. A part of a flow is what is new since the baseline, without the baseline.

    Source: progress.md 3.
    """
    gifts = _contributions(panel, indicator, country, as_of, plan)
    if as_of < plan.since:
        empty = tuple(PartResult(found.name, None, None, False, "before the baseline date") for found in gifts)
        return ValueResult(None, None, None, empty, parts_expected=len(gifts))
    present = [found for found in gifts if found.quantity is not None]
    if not present:
        return _unmeasured(indicator, gifts, plan.baseline)
    alone = len(gifts) == 1
    combined = combine(indicator, [found.quantity for found in present if found.quantity], alone=alone)
    used = {found.name for found, taken in zip(present, combined.used, strict=True) if taken}
    counted = [found for found in present if found.name in used]
    flow = indicator.over_time is OverTime.FLOW
    baseline = plan.baseline if flow else None
    quantity = combined.quantity
    if quantity is not None and baseline is not None:
        quantity = Quantity(baseline.quantity.value + quantity.value)
    data_on = data_date([found.data_on for found in counted or present if found.data_on])
    missing = _missing_periods(panel, indicator, country, gifts, plan, data_on) if flow else ()
    evidence = evidence_of(indicator, counted, plan.baseline)
    assumed = baseline is not None and baseline.assumed
    parts = tuple(_part(found, found.name in used, combined) for found in gifts)
    complete = flow or indicator.combination is not Combination.SUM or len(present) == len(gifts)
    notes = [note for found in gifts for note in found.notes]
    notes += ["No baseline is given: counted from 0 (baseline assumed 0)."] if assumed else []
    notes += [f"At least: missing {', '.join(missing)}."] if missing else []
    notes += [] if complete else ["A partial sum: progress needs every organisation."]
    if not alone:
        labels = {found.name: found.data_label for found in gifts}
        notes += _part_notes(parts, "organisations", data_on, labels, combined)
    low, high = _range([found.quantity.value for found in present if found.quantity], combined)
    return ValueResult(
        quantity=quantity,
        data_on=data_on,
        basis=MEASURED if quantity else None,
        parts=parts,
        parts_present=len(counted or present),
        parts_expected=len(gifts),
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
        notes=(*notes, *evidence.notes),
    )


def all_value(panel: Panel, indicator: IndicatorDef, as_of: date, members: Sequence[Member]) -> ValueResult:
    """The value of ALL: every country that has one, a baseline that still stands included.

    A flow with a baseline for ALL itself counts from that: own baseline + what is new in the countries since its date.
    For other indicators an own baseline is the value only while no country was measured. Its data date is the latest
    that at least half of the measured countries have reached. `none` gives no value but its range.

    Source: progress.md 3 (combination) and 6.
    """
    own = plan_of(panel.document, indicator, ALL).baseline
    flow = indicator.over_time is OverTime.FLOW
    present = [member for member in members if member.value.quantity is not None]
    measured = [member for member in present if member.value.data_on is not None]
    if own is not None and own.on <= as_of and not measured:
        return _own_baseline(own, members)
    if not present or (own is not None and flow and as_of < own.on):
        data = [member.value.data_on for member in members if member.value.data_on]
        parts = tuple(_country_part(member, False, None) for member in members)
        return ValueResult(None, data_date(data), None, parts, parts_expected=len(members))
    combined = combine(
        indicator, [member.value.quantity for member in present if member.value.quantity], alone=len(members) == 1
    )
    used = [member for member, taken in zip(present, combined.used, strict=True) if taken]
    quantity = combined.quantity
    if own is not None and flow and quantity is not None:
        gains = [Quantity(gain_since(panel, indicator, member, own.on, as_of)) for member in used]
        added = combine(indicator, gains, alone=False).quantity
        quantity = Quantity(own.quantity.value + added.value) if added else None
    return _assembled(indicator, members, used, combined, quantity, own if flow else None)


def gain_since(panel: Panel, indicator: IndicatorDef, member: Member, since: date, as_of: date) -> Fraction:
    """What a flow brought in a country after a date: its value minus its baseline, where the baseline has that date."""
    plan, quantity = member.plan, member.value.quantity
    if plan.since == since and plan.baseline is not None and quantity is not None:
        return quantity.value - plan.baseline.quantity.value
    fresh = (
        flow_of(found.organisation, found.observations, since=since, as_of=as_of)
        for found in panel.of(indicator.code, member.country)
    )
    gains = [found.quantity for found in fresh if found.quantity is not None]
    combined = combine(indicator, gains, alone=len(gains) == 1).quantity if gains else None
    return combined.value if combined else Fraction(0)


def data_date(dates: Iterable[date]) -> date | None:
    """The data date a: the latest date that at least half of the parts present have reached (progress.md 3)."""
    ordered = sorted(dates, reverse=True)
    return ordered[(len(ordered) - 1) // 2] if ordered else None


def _contributions(
    panel: Panel, indicator: IndicatorDef, country: str, as_of: date, plan: Plan
) -> tuple[Contribution, ...]:
    expected = panel.document.reporters(indicator.code, country)
    series = {found.organisation: found.observations for found in panel.of(indicator.code, country)}
    others = tuple(name for name in series if name not in expected)
    only = plan.baseline.quantity if plan.baseline and len(expected) + len(others) == 1 else None
    found = []
    for name in (*expected, *others):
        observations = sorted(series.get(name, ()), key=attrgetter("period_end"))
        if indicator.over_time is OverTime.FLOW:
            gift = flow_of(name, observations, since=plan.since, as_of=as_of)
        else:
            gift = state_of(name, observations, since=plan.since, as_of=as_of, baseline=only)
        if name in expected or gift.quantity is not None:
            found.append(gift)
    return tuple(found)


def _unmeasured(indicator: IndicatorDef, gifts: Sequence[Contribution], baseline: Baseline | None) -> ValueResult:
    parts = tuple(
        PartResult(gift.name, None, None, False, "nothing measured after the baseline", gift.observations)
        for gift in gifts
    )
    notes = tuple(note for gift in gifts for note in gift.notes)
    if baseline is None or baseline.assumed:
        return ValueResult(None, None, None, parts, parts_expected=len(parts), notes=notes)
    return _standing(indicator, baseline, parts, notes)


def _standing(
    indicator: IndicatorDef | None, baseline: Baseline, parts: tuple[PartResult, ...], notes: tuple[str, ...] = ()
) -> ValueResult:
    evidence = evidence_of_baseline(baseline)
    return ValueResult(
        quantity=baseline.quantity,
        data_on=None,
        basis=BASELINE,
        parts=parts,
        parts_expected=len(parts),
        evidence_grades=evidence.grades,
        sample_size=evidence.sample_size,
        sample=evidence.sample,
        invented=evidence.invented,
        notes=notes,
    )
