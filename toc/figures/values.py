"""The value v of an indicator at a date, for a country from its organisations (progress.md 3)."""

from collections.abc import Sequence
from datetime import date
from operator import attrgetter

from toc.figures.all_values import Member, all_value
from toc.figures.evidence import evidence_of
from toc.figures.organisations import Contribution, flow_of, says_something, state_of, uncovered
from toc.figures.parts import MEASURED, data_date, left_out, part_notes, standing_baseline, value_range
from toc.figures.periods import expected_periods
from toc.figures.plans import Plan, applicable_countries, get_indicator, plan_of, require_country
from toc.figures.quantities import Combined, combine
from toc.figures.results import PartResult, Quantity, ValueResult
from toc.model.document import IndicatorDef
from toc.model.panel import Panel
from toc.model.query import ALL
from toc.model.terms import Combination, OverTime, Scope


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
    found = []
    for country in applicable_countries(panel.document, indicator.code):
        plan = plan_of(panel.document, indicator, country)
        found.append(Member(country, plan, country_value(panel, indicator, country, as_of, plan)))
    return tuple(found)


def country_value(panel: Panel, indicator: IndicatorDef, country: str, as_of: date, plan: Plan) -> ValueResult:
    """The value for one country (or of a consortium indicator for ALL), from its organisations.

    Every organisation with approved measurements counts, also one that is no longer assigned; the assigned and the
    present ones together are the parts expected. A part of a flow is what is new since the baseline, without it.

    Source: progress.md 3.
    """
    gifts = _contributions(panel, indicator, country, as_of, plan)
    present = [gift for gift in gifts if gift.quantity is not None]
    if not present:
        return _unmeasured(indicator, gifts, plan, as_of)
    quantities = [gift.quantity for gift in present if gift.quantity is not None]
    combined = combine(indicator, quantities, alone=len(gifts) == 1)
    used = {gift.name for gift, taken in zip(present, combined.used, strict=True) if taken}
    counted = [gift for gift in present if gift.name in used]
    flow = indicator.over_time is OverTime.FLOW
    data_on = data_date(gift.data_on for gift in counted or present)
    missing = _missing_periods(panel, indicator, country, gifts, plan, data_on) if flow and data_on else ()
    complete = flow or indicator.combination is not Combination.SUM or len(present) == len(gifts)
    parts = tuple(_part(gift, used, left_out(indicator, combined)) for gift in gifts)
    quantity = _with_baseline(combined, plan) if flow else combined.quantity
    assumed = flow and plan.baseline is not None and plan.baseline.assumed
    evidence = evidence_of(indicator, counted or present, plan.baseline)
    low, high = value_range([found.value for found in quantities], combined)
    notes = [note for gift in gifts for note in gift.notes]
    notes += ["No baseline is given: counted from 0 (baseline assumed 0)."] if assumed else []
    notes += [f"At least: missing {', '.join(missing)}."] if missing else []
    notes += [] if complete else ["A partial sum: progress needs every organisation."]
    notes += part_notes(indicator, parts, combined, data_on, "organisations") if len(gifts) > 1 else []
    return ValueResult(
        quantity=quantity,
        data_on=data_on,
        basis=None if quantity is None else MEASURED,
        parts=parts,
        parts_present=len(counted),
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
        origin=plan.baseline.quantity.value if flow and plan.baseline is not None and quantity is not None else None,
    )


def _contributions(
    panel: Panel, indicator: IndicatorDef, country: str, as_of: date, plan: Plan
) -> tuple[Contribution, ...]:
    expected = panel.document.reporters(indicator.code, country)
    series = {
        found.organisation: [one for one in found.observations if one.period_end <= as_of]
        for found in panel.of(indicator.code, country)
    }
    others = tuple(
        name
        for name, kept in series.items()
        if name not in expected and any(one.period_end > plan.since and says_something(one) for one in kept)
    )
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


def _unmeasured(indicator: IndicatorDef, gifts: Sequence[Contribution], plan: Plan, as_of: date) -> ValueResult:
    early = as_of < plan.since
    reason = "before the baseline date" if early else "nothing measured after the baseline"
    parts = tuple(PartResult(gift.name, None, None, False, reason, gift.observations) for gift in gifts)
    notes = [note for gift in gifts for note in gift.notes]
    if early or plan.baseline is None or plan.baseline.assumed:
        return ValueResult(None, None, None, parts, parts_expected=len(parts), notes=tuple(notes))
    return standing_baseline(indicator, plan.baseline, parts, notes)


def _with_baseline(combined: Combined, plan: Plan) -> Quantity | None:
    if combined.quantity is None or plan.baseline is None:
        return combined.quantity
    return Quantity(plan.baseline.quantity.value + combined.quantity.value)


def _missing_periods(
    panel: Panel, indicator: IndicatorDef, country: str, gifts: Sequence[Contribution], plan: Plan, data_on: date
) -> tuple[str, ...]:
    """Expected periods of a flow up to the data date that are not in its value, each by name."""
    periods = expected_periods(indicator.frequency, after=plan.since, not_before=plan.horizon_start, until=data_on)
    expected = panel.document.reporters(indicator.code, country)
    found = []
    for gift in gifts:
        if gift.name not in expected:
            continue
        prefix = f"{gift.name} " if len(gifts) > 1 else ""
        found += [prefix + period.label for period in uncovered(gift.observations, periods)]
    return tuple(found)


def _part(gift: Contribution, used: set[str], reason: str) -> PartResult:
    if gift.quantity is None:
        return PartResult(gift.name, None, None, False, "nothing measured after the baseline", gift.observations)
    taken = gift.name in used
    return PartResult(gift.name, gift.quantity, gift.data_on, taken, "" if taken else reason, gift.observations)
