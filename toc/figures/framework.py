"""All figures of a framework at a date, each computed once (progress.md 3 to 7)."""

from collections.abc import Collection, Iterable
from datetime import date

from toc.errors import NotFound
from toc.figures.all_values import Member
from toc.figures.combined import assess_all
from toc.figures.plans import plan_of
from toc.figures.progress import assess_country
from toc.figures.results import FrameworkResult, GroupResult, IndicatorResult, ObjectiveResult
from toc.figures.rollup import assess_objective, summarise
from toc.model.document import FrameworkDocument, IndicatorDef
from toc.model.panel import Panel
from toc.model.query import ALL
from toc.model.terms import Scope, Status


def assess_framework(panel: Panel, as_of: date, countries: Collection[str] | None = None) -> FrameworkResult:
    """Every indicator and objective for every reporting country and for ALL.

    Args:
        panel: the framework and its measurements.
        as_of: the date looked at (d), inclusive.
        countries: codes, and ALL, that are asked for; None for all of them. Figures of ALL cover every country whatever
            is asked for.

    Returns:
        Consortium indicators stand under ALL only, and in the objectives of ALL only.

    Raises:
        NotFound: a country that does not report.

    Source: progress.md 3 to 7.
    """
    document = panel.document
    every = (*document.country_by_code, ALL)
    unknown = [code for code in countries or () if code not in every]
    if unknown:
        raise NotFound("The country {country} does not report.", field="country", details={"country": unknown[0]})
    wanted = tuple(code for code in every if countries is None or code in countries)
    indicators: dict[tuple[str, str], IndicatorResult] = {}
    for indicator in document.indicators:
        for country, found in assess_places(panel, indicator, as_of, wanted):
            indicators[indicator.code, country] = found
    by_objective: dict[str, list[IndicatorDef]] = {objective.code: [] for objective in document.objectives}
    for indicator in document.indicators:
        by_objective[indicator.objective].append(indicator)
    objectives: dict[tuple[str, str], ObjectiveResult] = {}
    for objective in document.objectives:
        for country in wanted:
            codes = [(indicator.code, country) for indicator in by_objective[objective.code]]
            results = [indicators[key] for key in codes if key in indicators]
            objectives[objective.code, country] = assess_objective(document, objective, country, as_of, results)
    return FrameworkResult(document.code, as_of, indicators, objectives)


def assess_places(
    panel: Panel, indicator: IndicatorDef, as_of: date, wanted: Collection[str]
) -> Iterable[tuple[str, IndicatorResult]]:
    """One indicator for some countries and ALL, each with its code: the same figures that `assess_framework` gives.

    Args:
        panel: the framework and its measurements.
        indicator: of the framework.
        as_of: the date looked at (d), inclusive.
        wanted: country codes, and ALL; a consortium indicator has ALL only.
    """
    document = panel.document
    if indicator.scope is Scope.CONSORTIUM:
        if ALL in wanted:
            plan = plan_of(document, indicator, ALL)
            yield ALL, assess_country(panel, indicator, ALL, as_of, plan)
        return
    members, reports = [], []
    for country in document.country_by_code:
        if country not in wanted and ALL not in wanted:
            continue
        plan = plan_of(document, indicator, country)
        found = assess_country(panel, indicator, country, as_of, plan)
        if found.status is not Status.NOT_APPLICABLE:
            members.append(Member(country, plan, found.value))
            reports.append(found.reporting)
        if country in wanted:
            yield country, found
    if ALL in wanted:
        yield ALL, assess_all(panel, indicator, as_of, members, reports)


def level_groups(document: FrameworkDocument, result: FrameworkResult, country: str) -> tuple[GroupResult, ...]:
    """Each level for a country or ALL, under its code, in the framework's order (progress.md 7)."""
    return tuple(
        summarise(level.code, (found for found in _of(result, country) if found.objective.level == level.code))
        for level in document.levels
    )


def horizon_groups(document: FrameworkDocument, result: FrameworkResult, country: str) -> tuple[GroupResult, ...]:
    """Each horizon for a country or ALL, under its code, in the framework's order (progress.md 7)."""
    return tuple(
        summarise(horizon.code, (found for found in _of(result, country) if found.objective.horizon == horizon.code))
        for horizon in document.horizons
    )


def country_group(result: FrameworkResult, country: str) -> GroupResult:
    """A country, or ALL, as the mean of its objectives (progress.md 7)."""
    return summarise(country, _of(result, country))


def _of(result: FrameworkResult, country: str) -> list[ObjectiveResult]:
    return [found for (_, code), found in result.objectives.items() if code == country]
