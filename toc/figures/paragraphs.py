"""How a country (or all together) stands, as a paragraph made of its figures: templates, no causes. Pure.

Used by the page Insights, the country profile and the Word report, so that they say the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from toc.figures.findings_base import REPORTS_OVERDUE, Finding, counted, listed, points_text, quantity_text, value_text
from toc.figures.results import FrameworkResult, IndicatorResult, ObjectiveResult
from toc.model.document import FrameworkDocument
from toc.model.finding import FindingKind
from toc.model.query import ALL
from toc.model.terms import Status

GOOD = (Status.ACHIEVED, Status.AHEAD, Status.ON_TRACK)
BEHIND = (Status.MISSED, Status.REGRESSING, Status.OFF_TRACK, Status.AT_RISK)
"""Worst first, for objectives whose gaps are equal."""

_SAYS: Mapping[Status, str] = {
    Status.MISSED: "target missed",
    Status.REGRESSING: "regressing",
    Status.OFF_TRACK: "off track",
    Status.AT_RISK: "at risk",
}


def paragraph(
    document: FrameworkDocument,
    result: FrameworkResult,
    place: str,
    findings: Iterable[Finding] = (),
    *,
    horizon: str | None = None,
) -> str:
    """How a place stands, in a few English sentences.

    Args:
        document: the framework in force.
        result: its figures; those of the place are in it.
        place: country code, or ALL.
        findings: what the rules found; those of other places are passed over, unless the place is ALL.
        horizon: code of the only horizon looked at; None is all of them.
    """
    objectives = [
        found
        for objective in document.objectives
        if horizon in (None, objective.horizon)
        and (found := result.objectives.get((objective.code, place))) is not None
    ]
    here = [finding for finding in findings if place in (ALL, finding.country)]
    name = "all countries together" if place == ALL else document.country_by_code[place].name
    sentences = [_counts(document, result, name, objectives), *_furthest(objectives), *_found(document, here)]
    return " ".join(sentences)


def _counts(
    document: FrameworkDocument, result: FrameworkResult, name: str, objectives: Sequence[ObjectiveResult]
) -> str:
    good = sum(found.status in GOOD for found in objectives)
    behind = sum(found.status in BEHIND for found in objectives)
    due = sum(found.status is Status.NOT_YET_DUE for found in objectives)
    rest = len(objectives) - good - behind - due
    said = [f"{good} on track or better", f"{behind} behind"]
    said += [f"{due} not yet due"] if due else []
    said += [f"{rest} cannot be judged"] if rest else []
    total = counted(len(objectives), "objective")
    return f"{name[0].upper()}{name[1:]}, as of {result.as_of}: of {total}, {', '.join(said)}."


def _furthest(objectives: Sequence[ObjectiveResult]) -> Iterator[str]:
    """The objective that is furthest behind, with the indicator that is, and the one that is furthest ahead."""
    behind = [found for found in objectives if found.status in BEHIND]
    if behind:
        worst = min(behind, key=lambda found: (found.gap is None, found.gap or Fraction(0), BEHIND.index(found.status)))
        gap = f", {points_text(worst.gap)} behind" if worst.gap is not None and worst.gap < 0 else ""
        yield f"Furthest behind is “{worst.objective.title}” ({_SAYS[worst.status]}{gap})."
        indicator = next((one for one in worst.indicators if one.indicator.code == worst.worst), None)
        if indicator is not None:
            yield f"Its indicator furthest behind is {_indicator(indicator)}."
    else:
        yield "No objective is behind."
    ahead = [found for found in objectives if found.status in GOOD and found.gap is not None]
    if ahead:
        best = max(ahead, key=lambda found: found.gap or Fraction(0))
        beyond = f", {points_text(best.gap)} ahead of the plan" if best.gap is not None and best.gap > 0 else ""
        yield f"Furthest along is “{best.objective.title}” ({best.status.label.lower()}{beyond})."


def _indicator(result: IndicatorResult) -> str:
    said = f"“{result.indicator.name}”"
    value = result.value.quantity
    if value is not None and result.value.data_on is not None:
        said += f": {quantity_text(result.indicator, value)} by {result.value.data_on}"
    if result.target is not None:
        said += f", target {value_text(result.indicator, result.target)} by {result.target_on}"
    return said


def _found(document: FrameworkDocument, findings: Sequence[Finding]) -> Iterator[str]:
    """What the findings say, one sentence a kind."""
    by_kind: dict[FindingKind, list[Finding]] = {}
    for finding in findings:
        by_kind.setdefault(finding.kind, []).append(finding)
    doubts = by_kind.get(FindingKind.IN_DOUBT, ())
    if doubts:
        yield f"In doubt: {'; '.join(dict.fromkeys(_link(document, one) for one in doubts))}."
    groups = by_kind.get(FindingKind.LEFT_BEHIND, ())
    if groups:
        yield f"Left behind: {listed(_group(document, one) for one in groups)}."
    late = by_kind.get(FindingKind.OVERDUE, ())
    if late:
        owed = [f"{dict(one.figures)[REPORTS_OVERDUE]} of {one.organisation}" for one in late]
        yield f"Overdue reports: {listed(owed)}."
    outlook = by_kind.get(FindingKind.PROJECTED_TO_MISS, ())
    if outlook:
        verb = "is" if len(outlook) == 1 else "are"
        yield f"{counted(len(outlook), 'target')} {verb} projected to be missed."
    thin = by_kind.get(FindingKind.LOW_COVERAGE, ())
    if thin:
        yield f"Too little data to judge: {listed(dict.fromkeys(_title(document, one) for one in thin))}."


def _link(document: FrameworkDocument, finding: Finding) -> str:
    source, target = (document.objective_by_code[code].title for code in finding.link)
    where = "" if finding.country == ALL else f" ({document.country_by_code[finding.country].name})"
    return f"that “{source}” leads to “{target}”{where}"


def _group(document: FrameworkDocument, finding: Finding) -> str:
    found = document.dimension_by_code.get(finding.dimension)
    names = {one.code: one.name for one in found.categories} if found is not None else {}
    country = document.country_by_code[finding.country].name if finding.country != ALL else "all countries together"
    return f"{names.get(finding.category, finding.category)} in “{_title(document, finding)}” ({country})"


def _title(document: FrameworkDocument, finding: Finding) -> str:
    if finding.indicator:
        return document.indicator_by_code[finding.indicator].name
    return document.objective_by_code[finding.objective].title
