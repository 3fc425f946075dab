"""Two assessments set beside each other: which figures differ, and because of which revisions.

Source: progress.md 11.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from toc.exchange.number_text import NO_VALUE
from toc.figures.results import IndicatorResult, ObjectiveResult
from toc.model.document import FrameworkDocument
from toc.model.query import ALL
from toc.model.terms import ReviewState
from toc.services.analysing import Assessment
from toc.services.steps.report_text import coverage_text, points_text, share_text, status_text, value_text
from toc.store import frameworks, snapshots
from toc.store.database import Store
from toc.store.frameworks import Change
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
        because: revisions behind it, in the order in which they were recorded; empty where none is.
        defined: what became another one of the baselines, targets and definitions that it rests on, a sentence each.
    """

    code: str
    name: str
    country: str
    figure: str
    then: str
    now: str
    because: tuple[Because, ...]
    defined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two assessments, indicators first, in the framework's order."""

    differences: tuple[Difference, ...]
    then_known_at: datetime
    now_known_at: datetime


def changes_between(store: Store, then: Assessment, now: Assessment) -> Changes:
    """The figures that both have and that differ, each with the revisions and changes of definitions behind it."""
    changes = frameworks.compare_documents(then.document, now.document)
    places = {part.code for document in (then.document, now.document) for part in document.countries}
    pairs = [*_indicators(then, now), *_objectives(then, now)]
    with store.reading() as session:
        wanted = {number for *_, moved in pairs for number in moved}
        facts = {fact.revision_id: fact for fact in snapshots.list_revision_facts(session, wanted)}
    found = [
        Difference(
            code,
            name,
            country,
            figure,
            before,
            after,
            _because(facts, moved, later),
            _defined(changes, _codes_behind(now.document, code), country, places),
        )
        for code, name, country, figures, later, moved in pairs
        for figure, before, after in figures
    ]
    return Changes(tuple(found), then.known_at, now.known_at)


def _codes_behind(document: FrameworkDocument, code: str) -> frozenset[str]:
    """An indicator's code and its objective's; an objective's code and those of its indicators."""
    indicator = document.indicator_by_code.get(code)
    if indicator is not None:
        return frozenset({code, indicator.objective})
    return frozenset({code, *(part.code for part in document.indicators if part.objective == code)})


WHOLE = ("framework", "country", "organisation")
"""Parts of a definition that touch every figure."""

_Texts = tuple[str, ...]
_Said = dict[str, tuple[object, str]]
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


def _of_indicator(found: IndicatorResult) -> _Said:
    value = found.value.quantity.value if found.value.quantity else None
    baseline = found.baseline.value if found.baseline else None
    shown = {
        name: (exact, value_text(exact, found.indicator))
        for name, exact in (("Value", value), ("Baseline", baseline), ("Target", found.target))
    }
    if found.target_to is not None:
        shown["Target, upper bound"] = (found.target_to, value_text(found.target_to, found.indicator))
    return {**shown, **_of_both(found)}


def _of_objective(found: ObjectiveResult) -> _Said:
    covered = coverage_text(found)
    return {**_of_both(found), "Indicators with progress": (covered, covered)}


def _of_both(found: IndicatorResult | ObjectiveResult) -> _Said:
    status = status_text(found)
    return {
        "Progress": (found.progress, share_text(found.progress)),
        "Gap, points": (found.gap, points_text(found.gap)),
        "Status": (status, status),
    }


def _set_beside(then: _Said, now: _Said) -> _Figures:
    """The figures that differ, compared exactly; those that look alike when rounded are shown with more digits."""
    none: tuple[object, str] = (None, NO_VALUE)
    found = []
    for name in dict.fromkeys((*then, *now)):
        (before, was), (after, shown) = then.get(name, none), now.get(name, none)
        if before != after:
            found.append((name, was, shown) if was != shown else (name, _exactly(was, before), _exactly(shown, after)))
    return found


def _exactly(text: str, exact: object) -> str:
    return f"{text} (exactly {exact})"


def _defined(changes: Iterable[Change], codes: Collection[str], country: str, places: Collection[str]) -> _Texts:
    """The changes of the definition that touch a figure: of its codes and country, or of the framework as a whole."""
    found = []
    for change in changes:
        words = set(change.name.split())
        whole = change.what in WHOLE and change.kind != "reordered"
        elsewhere = country != ALL and words & {*places} and country not in words
        if whole or (words & {*codes} and not elsewhere):
            found.append(str(change))
    return tuple(found)


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
