"""Contribution links against the figures: what the two ends of each say of it, with the reason in a sentence. Pure.

`assess_links(panel, result, country)` is the one way in: it takes its date from the result. It reads the objectives of
the result as they are and computes none anew; only the day since which a cause has been achieved is found by asking
the same rules for earlier dates. Source: D3.1's contribution links; progress.md 5 and 7 (statuses, gaps).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from toc.figures.periods import add_months
from toc.figures.progress import assess_indicator
from toc.figures.quantities import exact, half_up, plain_number
from toc.figures.results import FrameworkResult, ObjectiveResult
from toc.figures.rollup import assess_objective
from toc.model.document import FrameworkDocument, LinkDef, ObjectiveDef
from toc.model.panel import Panel
from toc.model.query import ALL
from toc.model.terms import LinkState, Scope, Status

GOOD = frozenset({Status.ACHIEVED, Status.AHEAD, Status.ON_TRACK})
"""On track or better."""

OPEN = frozenset({Status.NOT_YET_DUE, Status.NO_DATA})
"""An effect that cannot show yet; an early report below the line is not held against it."""

JUDGED = GOOD | {Status.AT_RISK, Status.OFF_TRACK, Status.REGRESSING, Status.MISSED}
"""Statuses beside which a gap is meant; with too little data it says more than is known."""

_STANDS = {
    Status.ACHIEVED: "is achieved",
    Status.AHEAD: "is ahead",
    Status.ON_TRACK: "is on track",
    Status.AT_RISK: "is at risk",
    Status.OFF_TRACK: "is off track",
    Status.REGRESSING: "is regressing",
    Status.MISSED: "has missed its target",
    Status.NOT_YET_DUE: "is not due yet",
    Status.NO_DATA: "has no data",
    Status.NO_TARGET: "has no target",
    Status.NO_BASELINE: "has no baseline",
    Status.NOT_ENOUGH_DATA: "has not enough data",
    Status.NOT_APPLICABLE: "does not apply here",
}


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What the figures say of a contribution link for a country (or ALL) at a date.

    Attributes:
        link: with its assumption and its lag.
        country: code, or ALL.
        state: from the figures alone, whatever anybody judges.
        reason: an English sentence made of the names, gaps and dates that the state rests on.
        source: the objective that the link leads from.
        target: the objective that it leads to.
        achieved_since: since when the source has been achieved without a break: the end of a measured period; None
            where it is not achieved now, and where nothing depends on it.
    """

    link: LinkDef
    country: str
    state: LinkState
    reason: str
    source: ObjectiveResult
    target: ObjectiveResult
    achieved_since: date | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Codes of the two objectives."""
        return self.link.source, self.link.target


def assess_links(panel: Panel, result: FrameworkResult, country: str) -> tuple[LinkResult, ...]:
    """Every contribution link of the framework for a country, in the framework's order.

    - supported: both ends are on track or better.
    - emerging: the cause is on track or better, and the effect is not due yet or has no data.
    - in doubt: the cause has been achieved for longer than the link's lag, and the effect's gap is below -tolerance.
    - hypothesis: everything else.

    Args:
        panel: that the result was computed from; read for the days since which causes have been achieved.
        result: gives the date and the objectives; left as it is.
        country: code, or ALL; the result has its objectives.

    Returns:
        Nothing for a country that the result has no objectives for.
    """
    since: dict[str, date] = {}
    found = []
    for link in panel.document.links:
        source, target = (result.objectives.get((code, country)) for code in (link.source, link.target))
        if source is None or target is None:
            continue
        if _asks_for_time(panel.document, source, target) and link.source not in since:
            since[link.source] = achieved_since(panel, source)
        achieved = since.get(link.source) if _asks_for_time(panel.document, source, target) else None
        state = _state(panel.document, link, source, target, achieved)
        reason = _reason(panel.document, link, source, target, achieved, state)
        found.append(LinkResult(link, country, state, reason, source, target, achieved))
    return tuple(found)


def achieved_since(panel: Panel, now: ObjectiveResult) -> date:
    """Since when an objective that is achieved now has been so, without a break.

    The objective is assessed anew, by the rules that give every figure, at the end of each period that was measured for
    it, from the latest back to the first at which it was not achieved: only what comes in, or is corrected by a later
    period, can change whether a target is met. Only records that the panel knows count, so that a later correction
    moves the day as it moves the figures.

    Args:
        panel: that the result was computed from.
        now: achieved at its date.

    Returns:
        The end of the earliest of these periods; the date of the result itself where no earlier one was achieved.
    """
    found = now.as_of
    for end in sorted(set(_ends(panel, now)), reverse=True):
        if _at(panel, now.objective, now.country, end).status is not Status.ACHIEVED:
            break
        found = end
    return found


def _ends(panel: Panel, now: ObjectiveResult) -> Iterator[date]:
    """Ends of the measured periods after the baseline date and up to the result's date."""
    document = panel.document
    for found in now.indicators:
        every = now.country == ALL and found.indicator.scope is Scope.COUNTRY
        for country in document.country_by_code if every else (now.country,):
            for series in panel.of(found.indicator.code, country):
                for one in series.observations:
                    if document.baseline_date < one.period_end < now.as_of:
                        yield one.period_end


def _at(panel: Panel, objective: ObjectiveDef, country: str, day: date) -> ObjectiveResult:
    """The objective at another date, by the same rules."""
    indicators = [
        assess_indicator(panel, found.code, country, day)
        for found in panel.document.indicators
        if found.objective == objective.code and (country == ALL or found.scope is Scope.COUNTRY)
    ]
    return assess_objective(panel.document, objective, country, day, indicators)


def _asks_for_time(document: FrameworkDocument, source: ObjectiveResult, target: ObjectiveResult) -> bool:
    """Whether the link's state depends on how long its cause has been achieved."""
    return source.status is Status.ACHIEVED and _behind(document, target)


def _behind(document: FrameworkDocument, found: ObjectiveResult) -> bool:
    """Whether an effect's gap is below -tolerance, where it may be judged."""
    tolerance = exact(document.tolerance_points)
    return found.status in JUDGED and found.gap is not None and 100 * found.gap < -tolerance


def shows_from(link: LinkDef, achieved: date) -> date:
    """The day from which on an effect is expected to show: the day of the cause and the link's lag."""
    return add_months(achieved, 12 * link.lag_years)


def _state(
    document: FrameworkDocument,
    link: LinkDef,
    source: ObjectiveResult,
    target: ObjectiveResult,
    achieved: date | None,
) -> LinkState:
    if source.status in GOOD and target.status in GOOD:
        return LinkState.SUPPORTED
    if source.status in GOOD and target.status in OPEN:
        return LinkState.EMERGING
    late = achieved is not None and shows_from(link, achieved) < source.as_of
    return LinkState.IN_DOUBT if late and _behind(document, target) else LinkState.HYPOTHESIS


def _reason(
    document: FrameworkDocument,
    link: LinkDef,
    source: ObjectiveResult,
    target: ObjectiveResult,
    achieved: date | None,
    state: LinkState,
) -> str:
    """Why a link has its state, from what its ends say; no cause is claimed."""
    cause, effect = standing(source), standing(target)
    if state is LinkState.SUPPORTED:
        return f"{cause}, and {effect}."
    if state is LinkState.EMERGING:
        return f"{cause}; {effect}, so that an effect cannot be seen so far."
    if achieved is not None:
        return _with_time(document, link, source, effect, achieved)
    if source.status not in GOOD:
        return f"{cause}, so that nothing can be said of its effect; {effect}."
    if target.status not in JUDGED:
        return f"{cause}; {effect}, so that its figures cannot be compared."
    if source.status is Status.ACHIEVED:
        return f"{cause}; {effect}, within the tolerance of {_plain(document)} points."
    return f"{cause} and not achieved so far; {effect}."


def _with_time(document: FrameworkDocument, link: LinkDef, source: ObjectiveResult, effect: str, achieved: date) -> str:
    lag = f"{link.lag_years} year{'' if link.lag_years == 1 else 's'}"
    due = shows_from(link, achieved)
    since = f"“{source.objective.title}” has been achieved since {achieved.isoformat()}"
    if due < source.as_of:
        below = f"below the tolerance of {_plain(document)} points"
        return f"{since}, longer than the {lag} after which an effect is expected, and {effect}, {below}."
    return f"{since}, and an effect is expected {lag} later, after {due.isoformat()}; {effect}."


def _plain(document: FrameworkDocument) -> str:
    return plain_number(exact(document.tolerance_points))


def standing(found: ObjectiveResult) -> str:
    """How an objective stands, as part of a sentence: “Title” is off track (gap -25.3 points)."""
    gap = f" (gap {points_text(found.gap)} points)" if found.gap is not None and found.status in JUDGED else ""
    return f"“{found.objective.title}” {_STANDS[found.status]}{gap}"


def points_text(gap: Fraction) -> str:
    """A gap in progress points with one decimal and its sign, for an English sentence; never -0.0."""
    tenths = half_up(gap * 1000)
    sign = "-" if tenths < 0 else "+" if tenths > 0 else ""
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}"
