"""What is promised to whom by when, what is owed and by whom: stakeholders, horizons, countries.

Everything is taken from the figures of one assessment, so that it equals what the other pages show.
Source: product.md (Stakeholders); progress.md 1 and 2.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from toc.errors import NotFound
from toc.figures.promises import Overdue, Promise, PromiseKind, Standing, in_order, overdue_of, promises_of
from toc.figures.results import IndicatorResult, ObjectiveResult
from toc.model.query import ALL
from toc.model.terms import Scope
from toc.services.analysing import Assessment


@dataclass(frozen=True)
class Stake:
    """A stakeholder with its objectives.

    Attributes:
        stakeholder: its name; empty for objectives that name none.
        standings: its objectives, in the framework's order.
    """

    stakeholder: str
    standings: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Debt:
    """What one organisation owes for one country, over several indicators.

    Attributes:
        organisation: its short name.
        name: its full name.
        country: code, or ALL for what is measured for the consortium.
        since: due date of the oldest overdue report.
        overdue: its overdue reports, the oldest first.
    """

    organisation: str
    name: str
    country: str
    since: date
    overdue: tuple[Overdue, ...]


def stakeholders_of(assessment: Assessment) -> tuple[str, ...]:
    """Names of the stakeholders that have an objective, in the framework's order, empty last for objectives of none."""
    named = [name for found in assessment.document.objectives for name in found.stakeholders or ("",)]
    order = [*assessment.document.stakeholders, *named]
    return tuple(sorted(dict.fromkeys(named), key=lambda name: (not name, order.index(name))))


def stakes(assessment: Assessment, country: str, stakeholder: str | None = None) -> tuple[Stake, ...]:
    """Each stakeholder with its objectives for a country, or one of them.

    Args:
        assessment: figures; its horizon narrows the objectives.
        country: code of a country that may be seen, or ALL.
        stakeholder: its name; None for every one.

    Raises:
        NotFound: no objective names the stakeholder.
    """
    names = stakeholders_of(assessment)
    if stakeholder is not None and stakeholder not in names:
        raise NotFound(
            "No objective of {framework} is for {stakeholder}.",
            field="stakeholder",
            remedy="Choose another stakeholder.",
            details={"stakeholder": stakeholder, "framework": assessment.document.name},
        )
    found = standings(assessment, country)
    wanted = names if stakeholder is None else (stakeholder,)
    made = (Stake(name, tuple(one for one in found if name in _named(one.result))) for name in wanted)
    return tuple(stake for stake in made if stake.standings)


def promised(assessment: Assessment, country: str, stakeholder: str | None = None) -> tuple[Promise, ...]:
    """What is promised by date, each once, for one stakeholder or for every one. Raises like `stakes`."""
    return in_order(promise for one in _each_once(assessment, country, stakeholder) for promise in one.promises)


def overdue(assessment: Assessment, country: str, stakeholder: str | None = None) -> tuple[Overdue, ...]:
    """Overdue reports, each once, the oldest first, for one stakeholder or for every one. Raises like `stakes`."""
    return oldest_first(owed for one in _each_once(assessment, country, stakeholder) for owed in one.overdue)


def _each_once(assessment: Assessment, country: str, stakeholder: str | None) -> Iterator[Standing]:
    """Objectives, each once also where it is for several stakeholders."""
    found = {
        one.result.objective.code: one for stake in stakes(assessment, country, stakeholder) for one in stake.standings
    }
    yield from found.values()


def standings(assessment: Assessment, country: str) -> tuple[Standing, ...]:
    """Every objective of the query's horizon for a country (or ALL), in the framework's order."""
    found = (
        assessment.result.objectives.get((objective.code, country))
        for objective in assessment.document.objectives
        if assessment.query.horizon in (None, objective.horizon)
    )
    return tuple(standing_of(assessment, result) for result in found if result is not None)


def standing_of(assessment: Assessment, result: ObjectiveResult) -> Standing:
    """One objective with what is promised and what is owed."""
    behind = list(_behind(assessment, result))
    owed = (one for found in behind for one in overdue_of(found))
    return Standing(result, in_order(_promised(assessment, result)), oldest_first(owed))


def oldest_first(owed: Iterable[Overdue]) -> tuple[Overdue, ...]:
    """Overdue reports by due date, then organisation and indicator."""
    return tuple(
        sorted(owed, key=lambda found: (found.due_on, found.organisation, found.indicator.code, found.country))
    )


def debts(assessment: Assessment, overdue: Iterable[Overdue]) -> tuple[Debt, ...]:
    """Overdue reports by organisation and country, the oldest debt first."""
    names = {found.short_name: found.name for found in assessment.document.organisations}
    by_key: dict[tuple[str, str], list[Overdue]] = {}
    for found in oldest_first(overdue):
        by_key.setdefault((found.organisation, found.country), []).append(found)
    made = (
        Debt(organisation, names.get(organisation, organisation), country, found[0].due_on, tuple(found))
        for (organisation, country), found in by_key.items()
    )
    return tuple(sorted(made, key=lambda debt: (debt.since, debt.organisation, debt.country)))


def stake_rows(assessment: Assessment) -> Iterator[tuple[str, Standing]]:
    """Rows of stakeholders.csv: each stakeholder with each of its objectives, for every country of the query."""
    found = {country: standings(assessment, country) for country in assessment.countries}
    for name in stakeholders_of(assessment):
        for country in assessment.countries:
            for standing in found[country]:
                if name in _named(standing.result):
                    yield name, standing


def _named(result: ObjectiveResult) -> tuple[str, ...]:
    return result.objective.stakeholders or ("",)


def _behind(assessment: Assessment, result: ObjectiveResult) -> Iterator[IndicatorResult]:
    """The results that reports are owed for: of ALL, those of every country that may be seen, and the consortium's."""
    for found in result.indicators:
        if result.country != ALL or found.indicator.scope is Scope.CONSORTIUM:
            yield found
        else:
            yield from _of_countries(assessment, found)


def _promised(assessment: Assessment, result: ObjectiveResult) -> Iterator[Promise]:
    for found in result.indicators:
        yield from promises_of(found)
        if result.country == ALL and found.indicator.scope is Scope.COUNTRY:
            for part in _of_countries(assessment, found):
                for promise in promises_of(part):
                    if found.target is None or promise.kind is not PromiseKind.TARGET:
                        yield promise


def _of_countries(assessment: Assessment, found: IndicatorResult) -> Iterator[IndicatorResult]:
    for country in assessment.places:
        part = assessment.result.indicators.get((found.indicator.code, country))
        if country != ALL and part is not None:
            yield part
