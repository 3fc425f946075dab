"""Findings from the figures themselves: behind, missed, going back, projected to miss; what progress needs and lacks.

Nothing is computed anew: status, gap and projection are those of every page. Source: progress.md 4 to 7, 9 and 10.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from toc.figures.findings_base import (
    Finding,
    Grounds,
    counted,
    key_of,
    place_text,
    points_text,
    quantity_text,
    share_text,
    value_text,
    weight_of,
)
from toc.figures.results import IndicatorResult, ObjectiveResult
from toc.model.finding import FindingKind
from toc.model.query import ALL
from toc.model.terms import EvidenceGrade, OverTime, Scope, Status

BEHIND = {
    Status.REGRESSING: FindingKind.REGRESSING,
    Status.MISSED: FindingKind.MISSED,
    Status.OFF_TRACK: FindingKind.OFF_TRACK,
}
"""Statuses that are a finding by themselves."""

GOOD = frozenset({Status.ACHIEVED, Status.AHEAD, Status.ON_TRACK})

_DAYS_IN_MONTH = 30
_GRADES = {
    EvidenceGrade.REGISTER: "registers",
    EvidenceGrade.SURVEY: "surveys",
    EvidenceGrade.SELF_REPORT: "self-reports",
    EvidenceGrade.ESTIMATE: "estimates",
}


def status_findings(grounds: Grounds) -> Iterator[Finding]:
    """Every indicator and country that is off track, regressing or has missed its target."""
    for result in grounds.results():
        kind = BEHIND.get(result.status)
        if kind is not None:
            gap = result.gap if result.gap is not None else Fraction(0)
            yield _finding(
                kind, result, _behind_text(grounds, result), _figures(result), -100 * gap, "See its history and values"
            )


def _behind_text(grounds: Grounds, result: IndicatorResult) -> str:
    indicator = result.indicator
    where = f"“{indicator.name}” {place_text(grounds.document, result.country)}"
    says = {
        Status.REGRESSING: "is regressing",
        Status.MISSED: "has missed its target",
        Status.OFF_TRACK: "is off track",
    }[result.status]
    value, stood = result.value.quantity, ""
    if value is not None and result.value.data_on is not None:
        stood = f": {quantity_text(indicator, value)} by {result.value.data_on}"
    if result.target is not None:
        stood += f", target {value_text(indicator, result.target)} by {result.target_on}"
    if result.progress is not None and result.expected_progress is not None and result.gap is not None:
        stood += f"; {share_text(result.progress)} of the way where {share_text(result.expected_progress)} was expected"
        stood += f", {points_text(result.gap)} behind" if result.gap < 0 else ""
    return f"{where} {says}{stood}."


def projected(grounds: Grounds) -> Iterator[Finding]:
    """Every indicator and country whose projection does not reach its target, where it is not off track already."""
    for result in grounds.results():
        outlook, value = result.projection, result.value.quantity
        if outlook is None or outlook.reaches or result.target is None or value is None or result.status in BEHIND:
            continue
        indicator, baseline = result.indicator, result.baseline
        way = Fraction(0) if baseline is None else abs(result.target - baseline.value)
        reason = (
            f"“{indicator.name}” {place_text(grounds.document, result.country)} is projected to miss its target by "
            f"{value_text(indicator, outlook.short_by)}: going on as measured until {result.value.data_on} "
            f"({quantity_text(indicator, value)}) it comes to {value_text(indicator, outlook.value)} by {outlook.on}, "
            f"target {value_text(indicator, result.target)}."
        )
        figures = (*_figures(result), ("Projected", value_text(indicator, outlook.value)))
        size = 100 * outlook.short_by / way if way else Fraction(0)
        yield _finding(
            FindingKind.PROJECTED_TO_MISS, result, reason, figures, size, "See the projection and what it rests on"
        )


def stale(grounds: Grounds) -> Iterator[Finding]:
    """Every indicator and country whose last value is too old to be judged, with whose it is."""
    for result in grounds.results():
        if result.country == ALL and result.indicator.scope is Scope.COUNTRY:
            continue
        if result.status is not Status.NO_DATA or not result.reporting.stale or result.value.data_on is None:
            continue
        names = [part.organisation for part in result.reporting.organisations]
        last = f"; its status was {result.last_known.label.lower()} then" if result.last_known is not None else ""
        reason = (
            f"“{result.indicator.name}” {place_text(grounds.document, result.country)} was last measured for "
            f"{result.value.data_on}, too long ago to be judged{last}. Reported by: {', '.join(names)}."
        )
        size = Fraction((result.as_of - result.value.data_on).days, _DAYS_IN_MONTH)
        yield _finding(
            FindingKind.STALE, result, reason, (("Last data", str(result.value.data_on)),), size,
            "See what is owed", page="reporting_calendar", organisation=names[0] if len(names) == 1 else "",
        )  # fmt: skip


def missing_plans(grounds: Grounds) -> Iterator[Finding]:
    """Targets and baselines that are missing where something is measured, or the objective's horizon has begun.

    A flow counts from 0 and needs no baseline. All countries together follow from the countries and are left out. Where
    nothing is measured, target and baseline that are both missing are one finding.
    """
    document = grounds.document
    for result in grounds.results():
        indicator = result.indicator
        if result.country == ALL and indicator.scope is Scope.COUNTRY or result.status is Status.NOT_APPLICABLE:
            continue
        horizon = document.horizon_of(indicator.code)
        begun, measured = document.horizon_start(horizon) <= result.as_of, result.value.basis == "measured"
        if not begun and not measured:
            continue
        where = f"“{indicator.name}” {place_text(document, result.country)}"
        why = "although it is measured" if measured else f"and the {horizon.name.lower()} has begun"
        size = Fraction(int(measured))
        if result.target is None:
            lacks = "neither target nor baseline" if _starts_nowhere(result) and not measured else "no target"
            reason = f"{where} has {lacks} within the {horizon.name.lower()}, {why}."
            yield _finding(
                FindingKind.NO_TARGET, result, reason, _figures(result), size, "Set a target", page="framework"
            )
        if _starts_nowhere(result) and (measured or result.target is not None):
            reason = f"{where} has no baseline, {why}; progress cannot be told."
            yield _finding(
                FindingKind.NO_BASELINE, result, reason, _figures(result), size, "Set a baseline", page="framework"
            )


def _starts_nowhere(result: IndicatorResult) -> bool:
    return result.baseline is None and result.indicator.over_time is not OverTime.FLOW


def weak_evidence(grounds: Grounds) -> Iterator[Finding]:
    """Every good status that rests on self-reports, estimates or ungraded values alone."""
    for result in grounds.results():
        if result.status in GOOD and result.weak_evidence:
            grades = [_GRADES[grade] for grade in result.value.evidence_grades] or ["evidence without a grade"]
            reason = (
                f"“{result.indicator.name}” {place_text(grounds.document, result.country)} is "
                f"{result.status.label.lower()}, and rests on {' and '.join(grades)} alone."
            )
            figures = (*_figures(result), ("Evidence", ", ".join(grades)))
            only_estimates = result.value.evidence_grades == (EvidenceGrade.ESTIMATE,)
            yield _finding(
                FindingKind.WEAK_EVIDENCE, result, reason, figures, Fraction(int(only_estimates)),
                "See its measurements and their evidence",
            )  # fmt: skip


def low_coverage(grounds: Grounds) -> Iterator[Finding]:
    """Objectives of which less than half of the weight has progress, and indicators with fewer than half of the parts.

    Objectives of a horizon that has not begun are left out, and so is what does not apply.
    """
    document = grounds.document
    for objective in document.objectives:
        for place in grounds.places:
            found = grounds.result.objectives.get((objective.code, place))
            if found is not None and grounds.horizon in (None, objective.horizon) and _thin(grounds, found):
                yield _thin_objective(grounds, found)
    for result in grounds.results():
        if result.country == ALL and result.status is Status.NOT_ENOUGH_DATA:
            matched, expected = result.parts_matched or 0, result.value.parts_expected
            reason = (
                f"“{result.indicator.name}” {place_text(document, ALL)} cannot be judged: "
                f"{matched} of {expected} countries have a value, a baseline and a target."
            )
            figures = (("Countries that can be judged", f"{matched} of {expected}"),)
            size = 50 - Fraction(100 * matched, expected) if expected else Fraction(50)
            yield _finding(
                FindingKind.LOW_COVERAGE, result, reason, figures, size, "See which countries lack what"
            )  # fmt: skip


def _thin(grounds: Grounds, found: ObjectiveResult) -> bool:
    begun: date = grounds.document.horizon_start(grounds.document.horizon_by_code[found.objective.horizon])
    judged = found.status in (Status.NOT_ENOUGH_DATA, Status.NO_DATA)
    return judged and begun <= found.as_of and 2 * found.weight_with_progress < found.weight_total


def _thin_objective(grounds: Grounds, found: ObjectiveResult) -> Finding:
    objective, have, of = found.objective, found.indicators_with_progress, found.indicators_total
    reason = (
        f"“{objective.title}” {place_text(grounds.document, found.country)} cannot be judged: "
        f"{have} of {counted(of, 'indicator')} that count {'has' if have == 1 else 'have'} progress."
    )
    share = Fraction(found.weight_with_progress) / Fraction(found.weight_total)
    return Finding(
        key=key_of(FindingKind.LOW_COVERAGE, objective.code, found.country),
        kind=FindingKind.LOW_COVERAGE,
        weight=weight_of(FindingKind.LOW_COVERAGE, 50 - 100 * share),
        country=found.country,
        reason=reason,
        figures=(("Indicators with progress", f"{have} of {of}"),),
        page="reporting_calendar",
        mend="See what is owed",
        objective=objective.code,
    )


def _figures(result: IndicatorResult) -> tuple[tuple[str, str], ...]:
    indicator, value = result.indicator, result.value.quantity
    found = [
        ("Value", quantity_text(indicator, value) if value else ""),
        ("Data until", str(result.value.data_on) if result.value.data_on else ""),
        ("Target", value_text(indicator, result.target) if result.target is not None else ""),
        ("Progress", share_text(result.progress) if result.progress is not None else ""),
        ("Expected", share_text(result.expected_progress) if result.expected_progress is not None else ""),
    ]
    return tuple((label, text) for label, text in found if text)


def _finding(
    kind: FindingKind,
    result: IndicatorResult,
    reason: str,
    figures: tuple[tuple[str, str], ...],
    size: Fraction,
    mend: str,
    *,
    page: str = "indicator",
    organisation: str = "",
) -> Finding:
    return Finding(
        key=key_of(kind, result.indicator.code, result.country),
        kind=kind,
        weight=weight_of(kind, size),
        country=result.country,
        reason=reason,
        figures=figures,
        page=page,
        mend=mend,
        parameters=(("organisation", organisation),) if organisation else (("indicator", result.indicator.code),),
        indicator=result.indicator.code,
        objective=result.indicator.objective,
        organisation=organisation,
    )
