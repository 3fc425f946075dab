"""Why a status: the rule that decided, with its threshold, in words (progress.md 5 and 7)."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from toc.figures.formula import rounded_text, value_kind
from toc.figures.quantities import exact
from toc.figures.results import IndicatorResult, ObjectiveResult
from toc.figures.status import ObjectiveRule, Rule
from toc.model.document import FrameworkDocument
from toc.model.terms import Direction, Status


def why_status(result: IndicatorResult, document: FrameworkDocument) -> str:
    """Why an indicator has its status, as a clause without a full stop."""
    return _INDICATOR[result.rule](result, document)


def why_objective(result: ObjectiveResult, document: FrameworkDocument) -> str:
    """Why an objective has its status, as a clause without a full stop."""
    said = _OBJECTIVE[result.rule]
    if result.rule is ObjectiveRule.GAP:
        return by_gap_text(result.status, document)
    if result.rule is ObjectiveRule.HELD_BACK:
        behind = (Status.REGRESSING, Status.OFF_TRACK, Status.MISSED)
        codes = [one.indicator.code for one in result.indicators if one.status in behind and counts(one)]
        words = ", ".join(codes)
        return f"{said}: {words}. By the gap alone it would be better"
    return said


def counts(result: IndicatorResult) -> bool:
    """Whether an indicator is in its objective's mean."""
    return result.counted_progress is not None and result.indicator.weight > 0


def by_gap_text(status: Status, document: FrameworkDocument) -> str:
    """The threshold that a gap was judged by."""
    tolerance = exact(document.tolerance_points)
    one, two = _plain(tolerance), _plain(2 * tolerance)
    return {
        Status.AHEAD: f"the gap is more than {one} points ahead",
        Status.ON_TRACK: f"the gap is at most {one} points, ahead or behind",
        Status.AT_RISK: f"the gap is more than {one} and at most {two} points behind",
        Status.OFF_TRACK: f"the gap is more than {two} points behind",
    }.get(status, status.meaning)


def _plain(value: Fraction) -> str:
    return f"{float(value):g}"


def _nothing_due(result: IndicatorResult, document: FrameworkDocument) -> str:
    due = result.reporting.first_due
    until = "no report is expected yet" if due is None else f"the first report is due by {due}"
    return f"nothing was measured after the baseline, and {until}"


def _nothing_came(result: IndicatorResult, document: FrameworkDocument) -> str:
    return f"nothing was measured after the baseline, and the first report was due by {result.reporting.first_due}"


def _stale(result: IndicatorResult, document: FrameworkDocument) -> str:
    return (
        f"the value, with data to {result.value.data_on}, counts until {result.fresh_until}: "
        "two reporting intervals and the days of grace"
    )


def _stale_early(result: IndicatorResult, document: FrameworkDocument) -> str:
    return f"{_stale(result, document)}; the horizon begins on {_horizon_start(result, document)}"


def _meets(result: IndicatorResult, document: FrameworkDocument) -> str:
    kind = value_kind(result.indicator)
    found = result.matched if result.matched is not None else result.value.quantity
    value = "the value" if found is None else f"the value, {rounded_text(found.value, kind)},"
    target = "the target" if result.target is None else f"the target, {rounded_text(result.target, kind)}"
    if result.indicator.direction is Direction.HOLD:
        return f"{value} lies inside the band on the target's date, {result.target_on}"
    return f"{value} is {'at least' if result.indicator.direction is Direction.UP else 'at most'} {target}"


def _never_met(result: IndicatorResult, document: FrameworkDocument) -> str:
    return (
        f"the data, to {result.value.data_on}, have reached the target's date, {result.target_on}, "
        "and neither the value then nor the value now meets the target"
    )


def _fell(result: IndicatorResult, document: FrameworkDocument) -> str:
    return f"progress is below -{_plain(exact(document.tolerance_points))} %: the value moved away from the target"


def _early(result: IndicatorResult, document: FrameworkDocument) -> str:
    one = _plain(exact(document.tolerance_points))
    start = _horizon_start(result, document)
    return f"more than {one} points behind, but the horizon begins on {start}: an early report is not held against it"


def _horizon_start(result: IndicatorResult, document: FrameworkDocument) -> str:
    return document.horizon_start(document.horizon_of(result.indicator.code)).isoformat()


_Why = Callable[[IndicatorResult, FrameworkDocument], str]


def _always(text: str) -> _Why:
    return lambda result, document: text


_INDICATOR: Mapping[Rule, _Why] = {
    Rule.NOT_APPLICABLE: lambda result, document: result.status_note.rstrip(".") or "marked as not applicable",
    Rule.NOTHING_DUE: _nothing_due,
    Rule.NOTHING_CAME: _nothing_came,
    Rule.STALE: _stale,
    Rule.STALE_EARLY: _stale_early,
    Rule.NO_TARGET: _always("no target is dated within the horizon of the objective"),
    Rule.NOT_ENOUGH: _always("parts that progress needs are missing"),
    Rule.MEETS: _meets,
    Rule.NEVER_MET: _never_met,
    Rule.LOST: _always("the value at the target's date met the target, the present value does not"),
    Rule.FELL: _fell,
    Rule.BELOW_FROM_START: _always("the target is the baseline, and the value does not meet it"),
    Rule.NO_BASELINE: _always("there is no baseline to measure progress from"),
    Rule.EARLY: _early,
    Rule.GAP: lambda result, document: by_gap_text(result.status, document),
}

_OBJECTIVE: Mapping[ObjectiveRule, str] = {
    ObjectiveRule.NOTHING_COUNTS: "no indicator counts here",
    ObjectiveRule.NOTHING_JUDGED: "no indicator can be judged; no data goes first, then no target, then not yet due",
    ObjectiveRule.NOT_ENOUGH: "the indicators with progress have less than half of the weight",
    ObjectiveRule.ALL_ACHIEVED: "every indicator with progress has achieved its target",
    ObjectiveRule.MISSED: "every indicator with progress has reached its target's date, and at least one is missed",
    ObjectiveRule.REGRESSING: "indicators with at least half of the weight with progress regress",
    ObjectiveRule.EARLY: "behind, but all data are from before the horizon begins: not held against it",
    ObjectiveRule.GAP: "",
    ObjectiveRule.HELD_BACK: "never better than at risk while an indicator is regressing, off track or missed",
}
