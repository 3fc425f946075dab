"""Objectives, levels, horizons and countries: many figures as one, always with their coverage (progress.md 7)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from toc.figures.quantities import exact, total
from toc.figures.results import GroupResult, IndicatorResult, ObjectiveResult
from toc.figures.status import ObjectiveRule, by_gap
from toc.model.document import FrameworkDocument, ObjectiveDef
from toc.model.terms import Status

_NOTHING = (Status.NO_DATA, Status.NO_TARGET, Status.NOT_YET_DUE)
"""Statuses without a judgement, the first that occurs going first where they are mixed."""

_BEHIND = (Status.REGRESSING, Status.OFF_TRACK, Status.MISSED)


def assess_objective(
    document: FrameworkDocument,
    objective: ObjectiveDef,
    country: str,
    as_of: date,
    indicators: Sequence[IndicatorResult],
) -> ObjectiveResult:
    """An objective for a country, or for ALL, from the results of its indicators.

    Progress and expected progress are weighted means over the indicators that have progress, each clipped to 0..1; the
    gap is their difference. Indicators that do not apply or have weight 0 are listed but not counted. With nothing to
    count the objective is not applicable.

    Args:
        document: gives the tolerance and the horizons.
        objective: the objective.
        country: code, or ALL.
        as_of: the date looked at.
        indicators: results of the objective's indicators for that country, without consortium ones for a country.

    Source: progress.md 7.
    """
    counting = [found for found in indicators if _counts(found)]
    judged = [found for found in counting if found.counted_progress is not None]
    progress = _mean([(found, found.counted_progress) for found in judged])
    expected = _mean([(found, _expected(found)) for found in judged])
    gap = None if progress is None or expected is None else progress - expected
    start = document.horizon_start(document.horizon_by_code[objective.horizon])
    status, rule = _status(counting, judged, gap, start, exact(document.tolerance_points))
    ranked = sorted(judged, key=lambda found: (_gap(found), found.indicator.code))
    return ObjectiveResult(
        objective=objective,
        country=country,
        as_of=as_of,
        status=status,
        progress=progress,
        expected_progress=expected,
        gap=gap,
        indicators_with_progress=len(judged),
        indicators_total=len(counting),
        weight_with_progress=_weight(judged),
        weight_total=_weight(counting),
        worst=ranked[0].indicator.code if ranked else None,
        last_data_on=_latest(counting),
        invented=any(found.invented for found in counting),
        indicators=tuple(indicators),
        revisions=frozenset(_rests_on(counting)),
        rule=rule,
    )


def summarise(name: str, objectives: Iterable[ObjectiveResult]) -> GroupResult:
    """A level, horizon or country: the plain mean of its objectives that have progress.

    Objectives that do not apply are not counted. Where fewer than half of the others have progress there is no figure.

    Source: progress.md 7.
    """
    counting = [found for found in objectives if found.status is not Status.NOT_APPLICABLE]
    judged = [found for found in counting if found.progress is not None and found.expected_progress is not None]
    pairs = [(found.progress or Fraction(0), found.expected_progress or Fraction(0)) for found in judged]
    enough = bool(pairs) and 2 * len(pairs) >= len(counting)
    progress = total(pair[0] for pair in pairs) / len(pairs) if enough else None
    expected = total(pair[1] for pair in pairs) / len(pairs) if enough else None
    return GroupResult(
        name=name,
        progress=progress,
        expected_progress=expected,
        gap=None if progress is None or expected is None else progress - expected,
        objectives_with_progress=len(pairs),
        objectives_total=len(counting),
        enough=enough,
        judged=tuple(judged),
    )


def _rests_on(counting: Iterable[IndicatorResult]) -> Iterator[int]:
    """Keys of the revisions in the values of some indicators; what was laid over and is not in the store has none."""
    for found in counting:
        for part in found.value.parts:
            if part.used:
                yield from (one.revision_id for one in part.observations if one.revision_id)


def _counts(found: IndicatorResult) -> bool:
    return found.status is not Status.NOT_APPLICABLE and found.indicator.weight > 0


def _status(
    counting: Sequence[IndicatorResult],
    judged: Sequence[IndicatorResult],
    gap: Fraction | None,
    horizon_start: date,
    tolerance: Fraction,
) -> tuple[Status, ObjectiveRule]:
    """The first rule that applies; statuses that are said of "all with p" look at those alone."""
    if not counting:
        return Status.NOT_APPLICABLE, ObjectiveRule.NOTHING_COUNTS
    statuses = {found.status for found in counting}
    if statuses <= set(_NOTHING):
        return next(status for status in _NOTHING if status in statuses), ObjectiveRule.NOTHING_JUDGED
    if gap is None or 2 * _weight(judged) < _weight(counting):
        return Status.NOT_ENOUGH_DATA, ObjectiveRule.NOT_ENOUGH
    if all(found.status is Status.ACHIEVED for found in judged):
        return Status.ACHIEVED, ObjectiveRule.ALL_ACHIEVED
    if all(_at_its_date(found) for found in judged) and any(found.status is Status.MISSED for found in judged):
        return Status.MISSED, ObjectiveRule.MISSED
    regressing = [found for found in judged if found.status is Status.REGRESSING]
    if 2 * _weight(regressing) >= _weight(judged):
        return Status.REGRESSING, ObjectiveRule.REGRESSING
    return _by_gap(judged, gap, horizon_start, tolerance)


def _by_gap(
    judged: Sequence[IndicatorResult], gap: Fraction, horizon_start: date, tolerance: Fraction
) -> tuple[Status, ObjectiveRule]:
    """The table's rows on the gap; an early report, before the horizon has begun, is not punished here either."""
    behind = any(found.status in _BEHIND for found in judged)
    latest = _latest(judged)
    early = latest is not None and latest < horizon_start
    if early and 100 * gap < -tolerance and not behind:
        return Status.NOT_YET_DUE, ObjectiveRule.EARLY
    status = by_gap(gap, tolerance)
    if behind and status in (Status.AHEAD, Status.ON_TRACK):
        return Status.AT_RISK, ObjectiveRule.HELD_BACK
    return status, ObjectiveRule.GAP


def _mean(pairs: Sequence[tuple[IndicatorResult, Fraction | None]]) -> Fraction | None:
    known = [(exact(found.indicator.weight), share) for found, share in pairs if share is not None]
    if not known:
        return None
    return total(weight * share for weight, share in known) / total(weight for weight, _ in known)


def _expected(found: IndicatorResult) -> Fraction | None:
    expected = found.expected_progress
    return None if expected is None else min(max(expected, Fraction(0)), Fraction(1))


def _gap(found: IndicatorResult) -> Fraction:
    """The indicator's gap; where the target equals the baseline and is not met, that of roll-ups."""
    if found.gap is not None:
        return found.gap
    return (found.counted_progress or Fraction(0)) - (found.expected_progress or Fraction(0))


def _weight(results: Sequence[IndicatorResult]) -> Decimal:
    return sum((found.indicator.weight for found in results), Decimal(0))


def _at_its_date(found: IndicatorResult) -> bool:
    data_on = found.value.data_on
    return data_on is not None and found.target_on is not None and data_on >= found.target_on


def _latest(results: Sequence[IndicatorResult]) -> date | None:
    return max((found.value.data_on for found in results if found.value.data_on is not None), default=None)
