"""Progress and status of an indicator for all countries together (progress.md 6)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from toc.figures.all_values import Member, all_value, gain_of_all, gains_of
from toc.figures.comparability import Measured, marks_between
from toc.figures.derived import Derived, baseline_of, derive, differences, shares_of
from toc.figures.expectation import expected_on, line_of
from toc.figures.parts import MEASURED
from toc.figures.plans import Baseline, Plan, plan_of
from toc.figures.quantities import combine, exact
from toc.figures.reporting import reporting_of_all
from toc.figures.results import IndicatorResult, Quantity, Reporting, ValueResult
from toc.figures.together import Together
from toc.figures.values import country_value
from toc.figures.verdict import DERIVED, OWN, Figures, Progress, Subject, conclude, not_applicable, progress_of
from toc.model.document import IndicatorDef
from toc.model.panel import Panel
from toc.model.query import ALL
from toc.model.terms import Combination, Direction, OverTime


def assess_all(
    panel: Panel, indicator: IndicatorDef, as_of: date, members: Sequence[Member], reports: Sequence[Reporting]
) -> IndicatorResult:
    """The result for ALL of an indicator that is measured country by country.

    Its value covers every country that has one, its progress the matched countries, or, with a target for ALL itself,
    the value. Under `none` there is neither: ALL does not count in any total then, and its value gives the range.

    Args:
        panel: the framework and its measurements.
        indicator: of scope country.
        as_of: the date looked at.
        members: the countries that it applies to, with their values at that date.
        reports: what is owed in each of them.

    Source: progress.md 6.
    """
    reason = panel.document.not_applicable_by_key.get((indicator.code, ALL))
    if reason is not None or not members:
        return not_applicable(indicator, ALL, as_of, reason or "It applies to no country.")
    if indicator.combination is Combination.NONE:
        value = all_value(panel, indicator, as_of, members)
        return not_applicable(indicator, ALL, as_of, "Not combined: see the countries one by one.", value)
    plan = plan_of(panel.document, indicator, ALL)

    def figures_at(day: date) -> Figures:
        then = members if day == as_of else _at(panel, indicator, day, members)
        return _figures(panel, indicator, plan, day, then)

    def ends() -> Iterator[date]:
        for member in members:
            for series in panel.of(indicator.code, member.country):
                yield from (found.period_end for found in series.observations)

    subject = Subject(panel.document, indicator, ALL, as_of, plan, reporting_of_all(reports), figures_at, ends)
    found = conclude(subject, figures_at(as_of))
    notes = (mark.reason for mark in marks_between(panel, indicator, _measured(members, found.value)))
    return replace(found, notes=(*found.notes, *notes))


def _measured(members: Sequence[Member], value: ValueResult) -> Iterator[Measured]:
    """The countries in a value, as far as the marks on comparability need them (progress.md 10)."""
    used = {part.name for part in value.parts if part.used}
    for member in members:
        if member.country in used:
            since = member.plan.baseline.on if member.plan.baseline else None
            parts = (part.name for part in member.value.parts if part.used and part.observations)
            yield Measured(member.country, member.value.data_on, since, frozenset(parts))


def _at(panel: Panel, indicator: IndicatorDef, day: date, members: Sequence[Member]) -> tuple[Member, ...]:
    return tuple(
        replace(member, value=country_value(panel, indicator, member.country, day, member.plan)) for member in members
    )


def _figures(panel: Panel, indicator: IndicatorDef, plan: Plan, as_of: date, members: Sequence[Member]) -> Figures:
    value = all_value(panel, indicator, as_of, members)
    used = {part.name for part in value.parts if part.used}
    covered = [member for member in members if member.country in used]
    notes = differences(indicator, plan, members)
    if plan.target is not None:
        return _against_own_target(panel, indicator, plan, as_of, members, covered, value, notes)
    return _against_countries(panel, indicator, plan, as_of, members, covered, value, notes)


def _against_own_target(
    panel: Panel,
    indicator: IndicatorDef,
    plan: Plan,
    as_of: date,
    members: Sequence[Member],
    covered: Sequence[Member],
    value: ValueResult,
    notes: tuple[str, ...],
) -> Figures:
    """Against a target for ALL itself: the value as it is, once enough countries were measured.

    At least half of the expected countries have to be measured after the baseline, and all of them for a sum of states
    or running totals; a baseline that still stands tells nothing about progress. Without an own baseline b is that of
    the countries in the value, if every one of them has one: otherwise a country would come in with its whole value.
    """
    measured = [member for member in covered if member.value.basis == MEASURED]
    state_sum = indicator.combination is Combination.SUM and indicator.over_time is not OverTime.FLOW
    enough = len(measured) == len(members) and value.complete if state_sum else 2 * len(measured) >= len(members)
    baseline = plan.baseline or baseline_of(indicator, covered)
    line = line_of(indicator, replace(plan, baseline=baseline))
    tolerance = exact(panel.document.tolerance_points)
    expected = expected_on(indicator, line, plan.target, value.data_on or as_of, tolerance=tolerance)
    progress = Progress()
    compared = value.quantity if enough and value.basis == MEASURED else None
    if compared is not None and plan.target is not None and value.data_on is not None:
        start = baseline.quantity.value if baseline else None
        progress = progress_of(indicator, compared.value, start, plan.target, expected, value.data_on)
    return Figures(
        value=value,
        compared=compared,
        enough=enough,
        planned=True,
        baseline=baseline,
        target=plan.target,
        target_basis=OWN,
        expected=expected,
        progress=progress,
        line=line,
        matched=len(measured),
        notes=notes,
        together=_of_baselines(indicator, plan, baseline, covered),
    )


def _against_countries(
    panel: Panel,
    indicator: IndicatorDef,
    plan: Plan,
    as_of: date,
    members: Sequence[Member],
    covered: Sequence[Member],
    value: ValueResult,
    notes: tuple[str, ...],
) -> Figures:
    """Against the countries' own baselines and targets: the matched countries only.

    While nothing was measured anywhere, target and expectation of the countries that could be matched are shown.
    """
    measured = any(member.value.basis == MEASURED for member in members)
    weighted = indicator.combination is Combination.RATIO
    ready = [member for member in (covered if measured or weighted else members) if _ready(indicator, member)]
    matched = [member for member in ready if member.value.basis == MEASURED and member.value.complete]
    group = matched if measured else ready
    planned = any(member.plan.target is not None for member in members)
    if planned and measured:
        notes = (*notes, f"{len(matched)} of {len(members)} countries have a measurement, a baseline and a target.")
    if not group or 2 * len(group) < len(members):
        baseline = plan.baseline or baseline_of(indicator, covered)
        kept = _of_baselines(indicator, plan, baseline, covered) or Together(())
        together = replace(kept, unmatched=_unmatched(indicator, members, matched))
        return _too_few(value, baseline, together, planned=planned, matched=len(matched), notes=notes)
    found = derive(indicator, group, plan.baseline, as_of, tolerance=exact(panel.document.tolerance_points))
    compared, progress, together = None, Progress(), found.together
    if matched and value.data_on is not None:
        gains = _gains(panel, indicator, plan, matched, as_of)
        shares = tuple(replace(share, added=gains.get(share.country)) for share in together.shares)
        together = replace(together, shares=shares, unmatched=_unmatched(indicator, members, matched))
        compared = _compared(indicator, plan, matched, gains)
        progress = _progress(indicator, found, compared)
    return Figures(
        value=value,
        compared=compared,
        enough=True,
        planned=True,
        baseline=found.baseline,
        target=found.target,
        target_basis=DERIVED,
        expected=found.expected,
        progress=progress,
        line=found.line,
        matched=len(matched),
        notes=notes,
        together=together,
    )


def _too_few(
    value: ValueResult,
    baseline: Baseline | None,
    together: Together,
    *,
    planned: bool,
    matched: int,
    notes: tuple[str, ...],
) -> Figures:
    """The value without progress, for fewer than half of the expected countries matched."""
    return Figures(
        value=value,
        compared=None,
        enough=False,
        planned=planned,
        baseline=baseline,
        target=None,
        target_basis=None,
        expected=None,
        progress=Progress(),
        matched=matched,
        notes=notes,
        together=together,
    )


def _ready(indicator: IndicatorDef, member: Member) -> bool:
    """Whether a country has what matching needs beside a measurement: a target and, but for hold, a baseline."""
    hold = indicator.direction is Direction.HOLD
    return member.plan.target is not None and (hold or member.plan.baseline is not None)


def _of_baselines(
    indicator: IndicatorDef, plan: Plan, baseline: Baseline | None, covered: Sequence[Member]
) -> Together | None:
    """The countries' baselines, where that of ALL follows from them."""
    if plan.baseline is not None or baseline is None:
        return None
    return Together(shares_of(indicator, covered), baseline.quantity.value)


def _unmatched(
    indicator: IndicatorDef, members: Sequence[Member], matched: Sequence[Member]
) -> tuple[tuple[str, str], ...]:
    """The countries that progress does not cover, each with what it lacks."""
    inside = {member.country for member in matched}
    return tuple((member.country, _lacks(indicator, member)) for member in members if member.country not in inside)


def _lacks(indicator: IndicatorDef, member: Member) -> str:
    if member.value.basis != MEASURED:
        return "nothing measured after the baseline"
    if member.plan.target is None:
        return "no target within the horizon"
    if member.plan.baseline is None and indicator.direction is not Direction.HOLD:
        return "no baseline"
    return "parts are missing" if not member.value.complete else "no denominator"


def _gains(
    panel: Panel, indicator: IndicatorDef, plan: Plan, matched: Sequence[Member], as_of: date
) -> dict[str, Fraction]:
    """What each country adds to a flow's baseline for ALL itself; empty where there is none, and for others."""
    if plan.baseline is None or indicator.over_time is not OverTime.FLOW:
        return {}
    return gains_of(panel, indicator, matched, plan.baseline.on, as_of)


def _compared(
    indicator: IndicatorDef, plan: Plan, matched: Sequence[Member], gains: Mapping[str, Fraction]
) -> Quantity | None:
    if plan.baseline is not None and gains:
        return Quantity(plan.baseline.quantity.value + gain_of_all(indicator, gains))
    quantities = [member.value.quantity for member in matched if member.value.quantity is not None]
    return combine(indicator, quantities, alone=len(quantities) == 1).quantity


def _progress(indicator: IndicatorDef, found: Derived, compared: Quantity | None) -> Progress:
    """Progress of the matched countries; each one's expectation is that of its own data date."""
    if compared is None:
        return Progress()
    start = found.baseline.quantity.value if found.baseline else None
    return progress_of(indicator, compared.value, start, found.target, found.expected, None)
