"""One country on one page: its figures, what is ahead and behind and why, what is overdue and whose, what is next."""

from collections import Counter
from dataclasses import dataclass

from toc.figures.framework import country_group, horizon_groups, level_groups
from toc.figures.promises import Promise, PromiseState, in_order
from toc.figures.results import GroupResult, IndicatorResult, ObjectiveResult
from toc.model.document import HorizonDef, LevelDef
from toc.model.terms import Status
from toc.services.analysing import Assessment
from toc.services.standing import Debt, debts, standings

NEXT = 8
"""So many of the next targets and milestones are named."""

_AHEAD = (Status.ACHIEVED, Status.AHEAD)
_BEHIND = (Status.AT_RISK, Status.OFF_TRACK, Status.REGRESSING, Status.MISSED)


@dataclass(frozen=True, slots=True)
class Behind:
    """An objective that is behind, with the indicator that is furthest behind."""

    result: ObjectiveResult
    worst: IndicatorResult


@dataclass(frozen=True)
class CountryProfile:
    """Everything about one country (or ALL) at a date.

    Attributes:
        together: the mean of all of its objectives, with its coverage.
        levels: each level with the mean of its objectives.
        horizons: each horizon with the mean of its objectives.
        objectives: in the framework's order.
        counts: how many objectives have a status, in the order of the terms; those with none are left out.
        ahead: objectives that are achieved or ahead, the largest gap first.
        behind: objectives that are behind, the largest lag first.
        next: the next targets and milestones that are still to come.
        debts: overdue reports by organisation, the oldest first.
        evidence_with: measurements behind the figures that have a file or a link.
        evidence_total: measurements behind the figures.
        indicators: every indicator of the country, in the framework's order.
    """

    assessment: Assessment
    country: str
    together: GroupResult
    levels: tuple[tuple[LevelDef, GroupResult], ...]
    horizons: tuple[tuple[HorizonDef, GroupResult], ...]
    objectives: tuple[ObjectiveResult, ...]
    counts: tuple[tuple[Status, int], ...]
    ahead: tuple[ObjectiveResult, ...]
    behind: tuple[Behind, ...]
    next: tuple[Promise, ...]
    debts: tuple[Debt, ...]
    evidence_with: int
    evidence_total: int
    indicators: tuple[IndicatorResult, ...]


def profile(assessment: Assessment) -> CountryProfile:
    """The profile of an assessment's country, with objectives of every horizon.

    Raises:
        NotAllowed: there is no country whose figures the person may see.

    Source: progress.md 7.
    """
    document, result, country = assessment.document, assessment.result, assessment.shown_country
    found = standings(assessment, country)
    objectives = tuple(standing.result for standing in found)
    counted = Counter(objective.status for objective in objectives)
    promised = in_order(promise for standing in found for promise in standing.promises)
    return CountryProfile(
        assessment=assessment,
        country=country,
        together=country_group(result, country),
        levels=tuple(zip(document.levels, level_groups(document, result, country), strict=True)),
        horizons=tuple(zip(document.horizons, horizon_groups(document, result, country), strict=True)),
        objectives=objectives,
        counts=tuple((status, counted[status]) for status in Status if counted[status]),
        ahead=_ahead(objectives),
        behind=_behind(objectives),
        next=tuple(promise for promise in promised if promise.state is PromiseState.AHEAD)[:NEXT],
        debts=debts(assessment, (one for standing in found for one in standing.overdue)),
        evidence_with=sum(objective.evidence_with for objective in objectives),
        evidence_total=sum(objective.evidence_total for objective in objectives),
        indicators=tuple(one for objective in objectives for one in objective.indicators),
    )


def _ahead(objectives: tuple[ObjectiveResult, ...]) -> tuple[ObjectiveResult, ...]:
    found = [objective for objective in objectives if objective.status in _AHEAD]
    return tuple(sorted(found, key=lambda objective: -(objective.gap or 0)))


def _behind(objectives: tuple[ObjectiveResult, ...]) -> tuple[Behind, ...]:
    found = []
    for objective in objectives:
        worst = next((one for one in objective.indicators if one.indicator.code == objective.worst), None)
        if objective.status in _BEHIND and worst is not None:
            found.append(Behind(objective, worst))
    return tuple(sorted(found, key=lambda behind: behind.result.gap or 0))
