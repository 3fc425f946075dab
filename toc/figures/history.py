"""An indicator through time, and what one more value would mean (progress.md 3 and 4)."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from toc.figures.changed import with_observation
from toc.figures.organisations import says_something
from toc.figures.parts import latest_label
from toc.figures.periods import Period, expected_periods, whole_periods
from toc.figures.plans import Plan, applicable_countries, get_indicator, plan_of, require_country
from toc.figures.progress import assess_indicator
from toc.figures.quantities import combine, quantity_of, total
from toc.figures.reporting import unreported
from toc.figures.results import HistoryPoint, IndicatorResult
from toc.model.document import IndicatorDef
from toc.model.panel import Observation, Panel, Series
from toc.model.query import ALL
from toc.model.terms import OverTime, Scope


def history(panel: Panel, indicator: str, country: str, as_of: date) -> tuple[HistoryPoint, ...]:
    """Value, expectation, progress and status at the end of each period up to a date, in date order.

    There is a point for each day on which a measured period ends, and one without a value for each reporting period
    that nothing came in for: between the first and the last measurement, and wherever a report is expected. Periods up
    to the baseline date are history: a state is shown as it was, of a flow only what was new, and there is neither
    progress nor status. For ALL a period has a value once one country has reported for it.

    Args:
        panel: the framework and its measurements.
        indicator: code.
        country: code, or ALL.
        as_of: the last date, inclusive.

    Raises:
        NotFound: no such indicator or country.
        Invalid: a consortium indicator, asked for one country.

    Source: progress.md 3 (history, missing) and 4.
    """
    found = get_indicator(panel.document, indicator)
    require_country(panel.document, found, country)
    series = _series(panel, found, country)
    plan = plan_of(panel.document, found, country)
    kept = [[one for one in some.observations if one.period_end <= as_of and says_something(one)] for some in series]
    ended: dict[date, list[Observation]] = {}
    for observation in (one for some in kept for one in some):
        ended.setdefault(observation.period_end, []).append(observation)
    points = {}
    for on, observations in ended.items():
        if on <= plan.since:
            points[on] = _before_baseline(found, on, observations)
        else:
            points[on] = _measured(found, assess_indicator(panel, indicator, country, on), observations)
    for gap in _gaps(found, plan, kept, as_of):
        if gap.end not in points:
            points[gap.end] = _missing(assess_indicator(panel, indicator, country, gap.end), gap, plan)
    return tuple(points[on] for on in sorted(points))


def what_if(
    panel: Panel, indicator: str, country: str, organisation: str, observation: Observation, as_of: date
) -> IndicatorResult:
    """The result that one more value would give, without storing it: what a form shows after typing.

    The value takes the place of the organisation's measurements that share a day with it: of the same period as its
    revision; of any other it would be refused. It is looked at from the end of its period where that lies after the
    date given, because a period that has not ended counts from its end.

    Args:
        panel: the framework and its measurements.
        indicator: code.
        country: code; ALL for a consortium indicator.
        organisation: short name.
        observation: the value.
        as_of: today.

    Raises:
        NotFound: no such indicator or country.
        Invalid: a consortium indicator, asked for one country.

    Source: progress.md 1 (a period that has begun but not ended), 3 and 4.
    """
    changed = with_observation(panel, indicator, country, organisation, observation)
    return assess_indicator(changed, indicator, country, max(as_of, observation.period_end))


def _series(panel: Panel, indicator: IndicatorDef, country: str) -> tuple[Series, ...]:
    if country != ALL or indicator.scope is Scope.CONSORTIUM:
        return panel.of(indicator.code, country)
    codes = applicable_countries(panel.document, indicator.code)
    return tuple(series for code in codes for series in panel.of(indicator.code, code))


def _measured(indicator: IndicatorDef, result: IndicatorResult, observations: Sequence[Observation]) -> HistoryPoint:
    quantity = result.value.quantity
    return HistoryPoint(
        on=result.as_of,
        label=latest_label(observations),
        value=quantity.value if quantity else None,
        amount=_amount(indicator, observations),
        expected=result.expected,
        progress=result.progress,
        status=result.status,
        compared=result.matched.value if result.matched and result.progress is not None else None,
        interval=result.interval,
        evidence_grades=result.value.evidence_grades,
        weak_evidence=result.weak_evidence,
    )


def _missing(result: IndicatorResult, gap: Period, plan: Plan) -> HistoryPoint:
    early = gap.end <= plan.since
    return HistoryPoint(
        on=gap.end,
        label=gap.label,
        value=None,
        amount=None,
        expected=None if early else result.expected,
        progress=None,
        status=None,
        before_baseline=early,
    )


def _before_baseline(indicator: IndicatorDef, on: date, observations: Sequence[Observation]) -> HistoryPoint:
    value = None
    if indicator.over_time is not OverTime.FLOW:
        stated = [found for found in map(quantity_of, observations) if found is not None]
        combined = combine(indicator, stated, alone=len(stated) == 1).quantity if stated else None
        value = combined.value if combined else None
    return HistoryPoint(
        on=on,
        label=latest_label(observations),
        value=value,
        amount=_amount(indicator, observations),
        expected=None,
        progress=None,
        status=None,
        before_baseline=True,
    )


def _amount(indicator: IndicatorDef, observations: Sequence[Observation]) -> Fraction | None:
    if indicator.over_time is not OverTime.FLOW:
        return None
    stated = [quantity_of(found) for found in observations if not found.nothing_to_report]
    return total(found.value for found in stated if found is not None)


def _gaps(indicator: IndicatorDef, plan: Plan, series: Sequence[Sequence[Observation]], as_of: date) -> list[Period]:
    """Reporting periods up to a date that no series answers for, in order."""
    expected = expected_periods(indicator.frequency, after=plan.since, not_before=plan.horizon_start, until=as_of)
    periods = set(expected)
    observations = [found for some in series for found in some]
    if observations:
        first = min(found.period_start for found in observations)
        last = max(found.period_end for found in observations)
        periods.update(whole_periods(indicator.frequency, first=first, last=last))
    gaps: Sequence[Period] = sorted(periods)
    for some in series:
        gaps = unreported(indicator, some, gaps)
    return list(gaps)
