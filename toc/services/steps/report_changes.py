"""Two assessments set beside each other: which figures differ, and because of which revisions.

Source: progress.md 11.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from toc.figures.results import IndicatorResult, ObjectiveResult
from toc.model.query import ALL
from toc.model.terms import ReviewState
from toc.services.analysing import Assessment
from toc.services.steps.report_text import coverage_text, points_text, share_text, value_text
from toc.store import snapshots
from toc.store.database import Store
from toc.store.snapshots import RevisionFact


@dataclass(frozen=True, slots=True)
class Because:
    """A revision behind a difference.

    Attributes:
        by: name of who recorded or voided it; empty for the command line.
        reason: why, in that person's words; empty for a first value.
        voided: it does not count any more.
    """

    measurement_id: int
    revision_id: int
    at: datetime
    by: str
    reason: str
    voided: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that differs.

    Attributes:
        code: of the indicator or objective.
        country: code, or ALL.
        figure: what it is, such as `Progress`.
        then: as text; an en dash where there was none.
        now: as text; an en dash where there is none.
        because: revisions behind it, in the order in which they were recorded; empty where none is: then a baseline,
            a target or a definition is another one.
    """

    code: str
    name: str
    country: str
    figure: str
    then: str
    now: str
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two assessments, indicators first, in the framework's order."""

    differences: tuple[Difference, ...]
    then_known_at: datetime
    now_known_at: datetime


def changes_between(store: Store, then: Assessment, now: Assessment) -> Changes:
    """The figures that both have and that differ, each with the revisions behind it."""
    pairs = [*_indicators(then, now), *_objectives(then, now)]
    with store.reading() as session:
        wanted = {number for *_, moved in pairs for number in moved}
        facts = {fact.revision_id: fact for fact in snapshots.list_revision_facts(session, wanted)}
    found = [
        Difference(code, name, country, figure, before, after, _because(facts, moved, later))
        for code, name, country, figures, later, moved in pairs
        for figure, before, after in figures
        if before != after
    ]
    return Changes(tuple(found), then.known_at, now.known_at)


_Figures = list[tuple[str, str, str]]
_Pair = tuple[str, str, str, _Figures, frozenset[int], frozenset[int]]


def _indicators(then: Assessment, now: Assessment) -> Iterator[_Pair]:
    before = {(found.indicator.code, found.country): found for found in then.indicators()}
    for found in now.indicators():
        old = before.get((found.indicator.code, found.country))
        if old is not None:
            earlier, later = _rests_on(then, old), _rests_on(now, found)
            figures = _set_beside(_of_indicator(old), _of_indicator(found))
            yield found.indicator.code, found.indicator.name, found.country, figures, later, earlier ^ later


def _objectives(then: Assessment, now: Assessment) -> Iterator[_Pair]:
    before = {(found.objective.code, found.country): found for found in then.objectives()}
    for found in now.objectives():
        old = before.get((found.objective.code, found.country))
        if old is not None:
            figures = _set_beside(_of_objective(old), _of_objective(found))
            moved = old.revisions ^ found.revisions
            yield found.objective.code, found.objective.title, found.country, figures, found.revisions, moved


def _rests_on(assessment: Assessment, found: IndicatorResult) -> frozenset[int]:
    """Keys of the revisions in an indicator's value; of ALL, those in the values of the countries."""
    code = found.indicator.code
    places = assessment.places if found.country == ALL else (found.country,)
    results = [assessment.result.indicators.get((code, place)) for place in places]
    return frozenset(
        one.revision_id for part in results if part for whole in part.value.parts for one in whole.observations
    )


def _of_indicator(found: IndicatorResult) -> dict[str, str]:
    quantity = found.value.quantity
    return {
        "Value": value_text(quantity.value if quantity else None, found.indicator),
        "Baseline": value_text(found.baseline.value if found.baseline else None, found.indicator),
        "Target": value_text(found.target, found.indicator),
        "Progress": share_text(found.progress),
        "Gap, points": points_text(found.gap),
        "Status": found.status.label,
    }


def _of_objective(found: ObjectiveResult) -> dict[str, str]:
    return {
        "Progress": share_text(found.progress),
        "Gap, points": points_text(found.gap),
        "Status": found.status.label,
        "Indicators with progress": coverage_text(found),
    }


def _set_beside(then: dict[str, str], now: dict[str, str]) -> _Figures:
    return [(name, then[name], text) for name, text in now.items()]


def _because(facts: dict[int, RevisionFact], moved: Iterable[int], later: Collection[int]) -> tuple[Because, ...]:
    """One for each measurement: the revision that counts now, or the one that was taken out."""
    chosen: dict[int, RevisionFact] = {}
    for number in sorted(moved, key=lambda number: (number in later, number)):
        if number in facts:
            chosen[facts[number].measurement_id] = facts[number]
    ordered = sorted(chosen.values(), key=lambda fact: fact.revision_id)
    return tuple(_said(fact) for fact in ordered)


def _said(fact: RevisionFact) -> Because:
    voided = fact.state is ReviewState.VOIDED
    by, at, reason = (
        (fact.state_by, fact.state_at, fact.comment) if voided else (fact.by, fact.recorded_at, fact.reason)
    )
    return Because(fact.measurement_id, fact.revision_id, at, by, reason, voided)
