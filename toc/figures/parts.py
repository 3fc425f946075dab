"""What a value says about its parts, for organisations in a country and for countries in ALL alike (progress.md 3)."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from toc.figures.evidence import evidence_of_baseline
from toc.figures.periods import period_label
from toc.figures.plans import Baseline
from toc.figures.quantities import Combined
from toc.figures.results import PartResult, ValueResult
from toc.model.document import IndicatorDef
from toc.model.panel import Observation
from toc.model.terms import Combination

MEASURED, BASELINE = "measured", "baseline"
"""What a value rests on: measurements after the baseline, or the baseline that still stands."""

NO_DENOMINATOR = "no denominator"
NOT_COMBINED = "not combined"


def data_date(dates: Iterable[date | None]) -> date | None:
    """The data date a: the latest date that at least half of the parts present have reached.

    Parts without a date (a baseline that still stands) have no period in the value and are passed over.

    Source: progress.md 3.
    """
    ordered = sorted((found for found in dates if found is not None), reverse=True)
    return ordered[(len(ordered) - 1) // 2] if ordered else None


def value_range(values: Sequence[Fraction], combined: Combined) -> tuple[Fraction | None, Fraction | None]:
    """Smallest and largest value of parts that are not combined; None and None where they are."""
    return (min(values), max(values)) if combined.quantity is None else (None, None)


def left_out(indicator: IndicatorDef, combined: Combined) -> str:
    """Why a part that has a value is not in the combined one."""
    if indicator.combination is Combination.NONE:
        return NOT_COMBINED
    return NO_DENOMINATOR if combined.quantity is not None else "too few parts with a denominator"


def part_notes(
    indicator: IndicatorDef, parts: Sequence[PartResult], combined: Combined, data_on: date | None, noun: str
) -> list[str]:
    """Plain sentences on which parts are in a value, which are left out, and which are carried forward.

    Source: progress.md 3: "2 of 3 countries; BE left out: no denominator", "NL from 2026".
    """
    present = [part for part in parts if part.quantity is not None]
    used = [part for part in present if part.used]
    if combined.quantity is None:
        why = "" if indicator.combination is Combination.NONE else ": too few parts state numerator and denominator"
        return [f"Not combined{why}; {len(present)} of {len(parts)} {noun} have a value."]
    omitted = "".join(f"; {part.name} left out: {part.reason}" for part in present if not part.used)
    notes = [f"{len(used)} of {len(parts)} {noun}{omitted}."]
    carried = [f"{part.name} from {latest_label(part.observations)}" for part in used if _older(part, data_on)]
    if carried:
        notes.append(f"Carried forward: {', '.join(carried)}.")
    standing = [part.name for part in used if part.data_on is None]
    if standing and data_on is not None:
        notes.append(f"Still at the baseline: {', '.join(standing)}.")
    return notes


def latest_label(observations: Sequence[Observation]) -> str:
    """Name of the latest of some periods, e.g. `2026-S1`; empty without one."""
    if not observations:
        return ""
    last = max(observations, key=lambda found: found.period_end)
    return period_label(last.period_start, last.period_end)


def standing_baseline(
    indicator: IndicatorDef, baseline: Baseline, parts: tuple[PartResult, ...], notes: Sequence[str] = ()
) -> ValueResult:
    """The value while nothing was measured after the baseline: the baseline with its numerator and denominator."""
    evidence = evidence_of_baseline(indicator, baseline)
    return ValueResult(
        quantity=baseline.quantity,
        data_on=None,
        basis=BASELINE,
        parts=parts,
        parts_expected=len(parts),
        evidence_grades=evidence.grades,
        sample_size=evidence.sample_size,
        sample=evidence.sample,
        invented=evidence.invented,
        notes=(*notes, *evidence.notes),
    )


def _older(part: PartResult, data_on: date | None) -> bool:
    return part.data_on is not None and data_on is not None and part.data_on < data_on
