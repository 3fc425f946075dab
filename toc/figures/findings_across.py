"""Findings that look across: overdue reports, assumptions in doubt, who leads, the quality of an indicator."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from toc.figures.findings_base import (
    REPORTS_OVERDUE,
    Finding,
    Grounds,
    counted,
    key_of,
    listed,
    place_text,
    points_text,
    quantity_text,
    weight_of,
)
from toc.figures.pathway import assess_links
from toc.figures.periods import Period, due_on
from toc.figures.racer import doubted, failed_checks
from toc.figures.results import IndicatorResult
from toc.model.document import IndicatorDef
from toc.model.finding import FindingKind
from toc.model.query import ALL
from toc.model.terms import LinkState, ReportState, Scope, Status

BEHIND = frozenset({Status.AT_RISK, Status.OFF_TRACK, Status.REGRESSING, Status.MISSED})
LEADING = frozenset({Status.ACHIEVED, Status.AHEAD})

OTHERS_BEHIND = 2
"""At least so many other countries are behind where one could teach."""


def overdue(grounds: Grounds) -> Iterator[Finding]:
    """What each organisation owes for a country after its due date: one finding for all of its reports.

    It is what the figures' own mark says (`reporting_state`); a report that was handed in and waits is not owed.
    """
    document, owed = grounds.document, dict[tuple[str, str], list[tuple[IndicatorDef, Period]]]()
    for result in grounds.results():
        if result.country == ALL and result.indicator.scope is Scope.COUNTRY:
            continue
        for part in result.reporting.organisations:
            late = [one for one in part.owed if due_on(one, document.grace_days) < result.as_of]
            if late:
                owed.setdefault((part.organisation, part.country), []).extend((result.indicator, one) for one in late)
    for (organisation, country), reports in owed.items():
        oldest = min(reports, key=lambda one: one[1].end)
        since: date = due_on(oldest[1], document.grace_days)
        codes = dict.fromkeys(f"{indicator.code} {period.label}" for indicator, period in reports)
        kind = FindingKind.OVERDUE
        yield Finding(
            key=key_of(kind, organisation, country),
            kind=kind,
            weight=weight_of(kind, len(reports)),
            country=country,
            reason=(
                f"{organisation} {place_text(document, country)} owes {counted(len(reports), 'report')} after the due "
                f"date: the oldest is “{oldest[0].name}” for {oldest[1].label}, due on {since}."
            ),
            figures=((REPORTS_OVERDUE, str(len(reports))), ("Oldest due on", str(since)), ("All", ", ".join(codes))),
            page="reporting_calendar",
            mend="See what is owed",
            parameters=(("organisation", organisation), ("state", ReportState.OVERDUE.value)),
            organisation=organisation,
        )


def in_doubt(grounds: Grounds) -> Iterator[Finding]:
    """Contribution links whose cause was achieved longer ago than the lag and whose effect is behind."""
    document, kind = grounds.document, FindingKind.IN_DOUBT
    for place in grounds.places:
        for found in assess_links(grounds.panel, grounds.result, place):
            if found.state is not LinkState.IN_DOUBT or grounds.horizon not in (None, found.target.objective.horizon):
                continue
            gap = found.target.gap or Fraction(0)
            assumption = f" Its assumption: {found.link.assumption}" if found.link.assumption else ""
            yield Finding(
                key=key_of(kind, f"{found.link.source}>{found.link.target}", place),
                kind=kind,
                weight=weight_of(kind, -100 * gap),
                country=place,
                reason=f"An assumption is in doubt {place_text(document, place)}: {found.reason}{assumption}",
                figures=(
                    ("Cause achieved since", str(found.achieved_since)),
                    ("Effect behind by", points_text(gap)),
                    ("Expected after", counted(found.link.lag_years, "year")),
                ),
                page="pathway",
                mend="See the link and judge it",
                parameters=(("link", "~".join(found.key)),),
                objective=found.link.target,
                link=found.key,
            )


def leads(grounds: Grounds) -> Iterator[Finding]:
    """Countries that are ahead or done where at least two others are behind on the same indicator."""
    document, kind = grounds.document, FindingKind.LEADS
    for indicator in document.indicators:
        if not grounds.wanted(indicator.code):
            continue
        found = [
            result
            for place in document.country_by_code
            if (result := grounds.result.indicators.get((indicator.code, place))) is not None
        ]
        behind = [result for result in found if result.status in BEHIND]
        if len(behind) < OTHERS_BEHIND:
            continue
        for result in found:
            if result.status in LEADING and result.country in grounds.places:
                names = [_said(grounds, other) for other in behind]
                yield Finding(
                    key=key_of(kind, indicator.code, result.country),
                    kind=kind,
                    weight=weight_of(kind, 10 * len(behind)),
                    country=result.country,
                    reason=(
                        f"{document.country_by_code[result.country].name} is {result.status.label.lower()} in "
                        f"“{indicator.name}”{_value(result)} and could teach others: {listed(names)} are behind."
                    ),
                    figures=(
                        ("Here", f"{result.status.label}{_value(result)}"),
                        ("Countries behind", "; ".join(names)),
                    ),
                    page="indicator",
                    mend="Compare the countries",
                    parameters=(("indicator", indicator.code),),
                    indicator=indicator.code,
                    objective=indicator.objective,
                )


def _said(grounds: Grounds, result: IndicatorResult) -> str:
    return f"{grounds.document.country_by_code[result.country].name} ({result.status.label.lower()})"


def _value(result: IndicatorResult) -> str:
    return f" with {quantity_text(result.indicator, result.value.quantity)}" if result.value.quantity else ""


def indicator_quality(grounds: Grounds) -> Iterator[Finding]:
    """Indicators that lack something under the RACER criteria, by the machine checks and by people's answers.

    Only where all countries may be seen: a missing target says nothing where those of others are hidden.
    """
    kind = FindingKind.INDICATOR_QUALITY
    if ALL not in grounds.places:
        return
    for indicator in grounds.document.indicators:
        if not grounds.wanted(indicator.code):
            continue
        failed = failed_checks(grounds.document, indicator.code)
        answers = (grounds.answers or {}).get(indicator.code, {})
        doubts = doubted(answers)
        if not failed and not doubts:
            continue
        said = [check.fault for check in failed]
        said += [
            f"“{criterion.label.lower()}” was answered “{answers[criterion].label.lower()}”" for criterion in doubts
        ]
        yield Finding(
            key=key_of(kind, indicator.code, ALL),
            kind=kind,
            weight=weight_of(kind, 10 * (len(failed) + len(doubts))),
            country=ALL,
            reason=f"“{indicator.name}” can be improved as an indicator: {'; '.join(said)}.",
            figures=tuple((check.criterion.label, check.remedy) for check in failed)
            + tuple((criterion.label, answers[criterion].label) for criterion in doubts),
            page="framework",
            mend="Mend its definition",
            parameters=(("indicator", indicator.code),),
            indicator=indicator.code,
            objective=indicator.objective,
        )
