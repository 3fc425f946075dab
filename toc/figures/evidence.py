"""What a value rests on: evidence grades, surveys and invented data (progress.md 9 and 10)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from toc.figures.organisations import Contribution
from toc.figures.plans import Baseline
from toc.figures.quantities import quantity_of
from toc.figures.results import Quantity, ValueResult
from toc.model.document import FactDef, IndicatorDef
from toc.model.panel import Observation
from toc.model.terms import Combination, EvidenceGrade, Measure, OverTime

_STRENGTH = {grade: place for place, grade in enumerate(EvidenceGrade)}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a value rests on.

    Attributes:
        grades: strongest first, each once; ungraded ones are not named.
        sample_size: n of all surveys together; None unless every part states one.
        sample: all surveys of a percent pooled; None unless every part is a survey with n.
    """

    grades: tuple[EvidenceGrade, ...] = ()
    sample_size: int | None = None
    sample: Quantity | None = None
    invented: bool = False
    notes: tuple[str, ...] = ()


def evidence_of(indicator: IndicatorDef, counted: Sequence[Contribution], baseline: Baseline | None) -> Evidence:
    """What the value of a country rests on, given the organisations that are counted in it.

    Args:
        indicator: its value may be pooled only where it is a ratio or has a single part.
        counted: contributions with a quantity.
        baseline: the country's; part of a flow, and of a state that "nothing to report" confirmed.
    """
    fact = baseline.fact if baseline else None
    flow = indicator.over_time is OverTime.FLOW
    sources: list[Observation | FactDef] = [found for gift in counted for found in gift.observations]
    states: list[Observation | FactDef | None] = []
    for gift in counted:
        first = gift.observations[0]
        states.append(fact if first.nothing_to_report else first)
    if fact is not None and (flow or fact in states):
        sources.append(fact)
    graded = _graded(found.evidence_grade for found in sources)
    invented = any(found.invented for found in sources)
    if flow:
        return Evidence(graded, invented=invented)
    sizes = [None if found is None else found.sample_size for found in states]
    samples = [_surveyed(found) for found in states]
    pool = pooled(samples) if indicator.measure is Measure.PERCENT and _may_pool(indicator, len(states)) else None
    unknown = indicator.measure is Measure.PERCENT and any(_without_n(found) for found in states)
    return Evidence(graded, _total(sizes), pool, invented, ("n not stated.",) if unknown else ())


def evidence_of_baseline(indicator: IndicatorDef, baseline: Baseline) -> Evidence:
    """What a value rests on that is still the baseline."""
    fact = baseline.fact
    if fact is None:
        return Evidence()
    percent = indicator.measure is Measure.PERCENT
    sample = _surveyed(fact) if percent else None
    notes = ("n not stated.",) if percent and _without_n(fact) else ()
    return Evidence(_graded([fact.evidence_grade]), fact.sample_size, sample, fact.invented, notes)


def evidence_of_countries(
    indicator: IndicatorDef, counted: Sequence[ValueResult], baseline: Baseline | None
) -> Evidence:
    """What the value of ALL rests on, given the countries' values in it and a baseline for ALL that is part of it."""
    own = Evidence() if baseline is None else evidence_of_baseline(indicator, baseline)
    pool = pooled([found.sample for found in counted]) if _may_pool(indicator, len(counted)) else None
    return Evidence(
        _graded([*own.grades, *(grade for found in counted for grade in found.evidence_grades)]),
        _total([found.sample_size for found in counted]),
        pool,
        own.invented or any(found.invented for found in counted),
    )


def pooled(samples: Sequence[Quantity | None]) -> Quantity | None:
    """Surveys added up as if one simple random sample; None unless every part is one with n."""
    successes, size = Fraction(0), Fraction(0)
    for sample in samples:
        if sample is None or sample.numerator is None or sample.denominator is None:
            return None
        successes += sample.numerator
        size += sample.denominator
    return Quantity(100 * successes / size, successes, size) if size else None


def _may_pool(indicator: IndicatorDef, parts: int) -> bool:
    return parts == 1 or indicator.combination is Combination.RATIO


def _graded(grades: Iterable[EvidenceGrade | None]) -> tuple[EvidenceGrade, ...]:
    return tuple(sorted({grade for grade in grades if grade is not None}, key=_STRENGTH.__getitem__))


def _total(sizes: Sequence[int | None]) -> int | None:
    known = [size for size in sizes if size is not None]
    return sum(known) if known and len(known) == len(sizes) else None


def _surveyed(source: Observation | FactDef | None) -> Quantity | None:
    if source is None or source.evidence_grade is not EvidenceGrade.SURVEY:
        return None
    stated = quantity_of(source)
    if stated is None or stated.denominator is not None:
        return stated
    if source.sample_size is None:
        return None
    return Quantity(stated.value, stated.value * source.sample_size / 100, Fraction(source.sample_size))


def _without_n(source: Observation | FactDef | None) -> bool:
    if source is None or source.evidence_grade is not EvidenceGrade.SURVEY:
        return False
    return source.denominator is None and source.sample_size is None
