"""A figure explained: its formula with the numbers filled in, step by step, and why it has its status.

Everything is read from the result that the pages show; nothing is decided or computed a second time.
Source: progress.md 3 to 6; files-and-commands.md (explanation).
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from toc.figures.explain_parts import UsedMeasurement, takes_countries, used_measurements
from toc.figures.explain_plan import baseline_step, expected_step, target_step
from toc.figures.explain_status import why_status
from toc.figures.explain_step import Step
from toc.figures.explain_value import matched_step, value_step
from toc.figures.formula import Formula, Kind, Number, exact_text, number_of, rounded_text, value_kind
from toc.figures.results import IndicatorResult
from toc.figures.status import Rule
from toc.model.document import FrameworkDocument
from toc.model.terms import Direction

_ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a figure came about.

    Attributes:
        code: of the indicator or objective; the name of a group.
        country: code, or ALL.
        steps: in the order of computation, the status last.
        used: measurements that an indicator's value rests on; empty for an objective.
        notes: plain sentences on what is special about the figures.
        rules: how such figures are computed, in plain words.
    """

    code: str
    country: str
    as_of: date
    steps: tuple[Step, ...]
    used: tuple[UsedMeasurement, ...] = ()
    notes: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()

    def step(self, name: str) -> Step | None:
        """The step of a name; None where the figure has none."""
        return next((step for step in self.steps if step.name == name), None)


def explain_indicator(result: IndicatorResult, document: FrameworkDocument) -> Explanation:
    """How the figures of an indicator for a country, or ALL, came about.

    Args:
        result: as the pages show it.
        document: the framework that it was computed from; gives tolerance and horizons.
    """
    steps = [value_step(result)]
    if result.rule is not Rule.NOT_APPLICABLE:
        baseline, target = baseline_step(result, document), target_step(result, document)
        expected = expected_step(result, document)
        progress = _progress_step(result)
        steps += [baseline, target, *matched_step(result), progress]
        steps += [*expected, *_expected_progress_step(result, expected), *_gap_step(result), *_share_step(result)]
    steps.append(Step("Status", f"{result.status.label.lower()}: {why_status(result, document)}"))
    notes = dict.fromkeys((*result.value.notes, *result.notes, *filter(None, [result.status_note])))
    return Explanation(
        result.indicator.code,
        result.country,
        result.as_of,
        tuple(steps),
        used_measurements(result),
        tuple(notes),
        rules_of(result),
    )


def rules_of(result: IndicatorResult) -> tuple[str, ...]:
    """How the figures of such an indicator are computed, in plain words (progress.md 3 to 5)."""
    indicator = result.indicator
    parts = "Countries" if takes_countries(result) else "Organisations"
    hold = indicator.direction is Direction.HOLD
    return (
        f"Value: {indicator.over_time.meaning}",
        f"{parts} together: {indicator.combination.meaning}",
        "Progress: 1 inside the band and 0 outside."
        if hold
        else "Progress: the share of the way from baseline to target, (value - baseline) / (target - baseline).",
        "Expected: a straight line from the baseline through the targets, read at the date of the latest data.",
        "Gap: progress minus expected progress, in points; the status follows from it.",
    )


def explanation_text(explanation: Explanation) -> str:
    """The steps as one text for files, in English: formula with exact numbers, then the figure, rounded.

    Its wording is part of frozen reports: a change of it is a change of their bytes.
    """
    return "; ".join(step_text(step) for step in explanation.steps)


def step_text(step: Step) -> str:
    """One step: `Progress: (177 - 64) / (400 - 64) = 33.63 %`."""
    if step.figure is None:
        return f"{step.name}: {step.words}"
    figure = rounded_text(step.figure, step.kind)
    formula = exact_text(step.formula)
    if not step.formula:
        return f"{step.name}: {figure} ({step.words})" if step.words else f"{step.name}: {figure}"
    said = f"{step.name}, {step.on}" if step.on else step.name
    plain = len(step.formula) == 1 and formula in (figure, figure.removesuffix(" %"))
    return f"{said}: {figure if plain else f'{formula} = {figure}'}"


def _progress_step(result: IndicatorResult) -> Step:
    name, kind = "Progress", value_kind(result.indicator)
    value, target, baseline = result.matched, result.target, result.baseline
    if result.progress is None:
        return Step(name, _why_none(result))
    if result.indicator.direction is Direction.HOLD:
        where = "inside" if result.progress else "outside"
        return Step(name, f"the value lies {where} the band", (), result.progress, Kind.SHARE)
    if value is None or target is None or baseline is None or target == baseline.value:
        return Step(name, "the target is the baseline, and the value meets it", (), result.progress, Kind.SHARE)
    start = number_of(baseline, kind)
    formula: Formula = ("(", number_of(value, kind), " - ", start, ") / (", Number(target, kind), " - ", start, ")")
    return Step(name, "(value - baseline) / (target - baseline)", formula, result.progress, Kind.SHARE)


def _why_none(result: IndicatorResult) -> str:
    """Why there is no progress."""
    if result.counted_progress is not None:
        return "none: the target is the baseline and the value does not meet it; counted as 0 in the objective"
    if result.target is None and result.rule is not Rule.NOT_ENOUGH:
        return "none: there is no target to measure it against"
    if result.value.data_on is None:
        return "none: nothing was measured after the baseline"
    if result.matched is None:
        return "none: parts that progress needs are missing"
    return "none: there is no baseline to measure it from"


def _expected_progress_step(result: IndicatorResult, expected: tuple[Step, ...]) -> tuple[Step, ...]:
    name, pace = "Expected progress", result.expected_progress
    target, baseline, data_on = result.target, result.baseline, result.value.data_on
    if pace is None:
        return ()
    if result.indicator.direction is Direction.HOLD:
        return (Step(name, "a band is to be kept from the beginning", (), pace, Kind.SHARE),)
    if target is None or baseline is None or target == baseline.value:
        return (Step(name, "the target is the baseline", (), pace, Kind.SHARE),)
    past = result.target_on is not None and data_on is not None and data_on >= result.target_on
    if pace == _ONE and past and result.target_basis == "own":
        return (Step(name, f"the data have reached the target's date, {result.target_on}", (), pace, Kind.SHARE),)
    if result.expected is None:
        return (Step(name, "there is no line to read it from", (), pace, Kind.SHARE),)
    kind = value_kind(result.indicator)
    start = number_of(baseline, kind)
    along = Number(result.expected, kind, of=expected[0].formula if expected else ())
    formula: Formula = ("(", along, " - ", start, ") / (", Number(target, kind), " - ", start, ")")
    return (Step(name, "(expected value - baseline) / (target - baseline)", formula, pace, Kind.SHARE),)


def _gap_step(result: IndicatorResult) -> tuple[Step, ...]:
    if result.gap is None or result.progress is None or result.expected_progress is None:
        return ()
    formula: Formula = (
        Number(result.progress, Kind.SHARE), " - ", Number(result.expected_progress, Kind.SHARE),
    )  # fmt: skip
    return (Step("Gap", "progress - expected progress", formula, result.gap, Kind.POINTS),)


def _share_step(result: IndicatorResult) -> tuple[Step, ...]:
    if result.share_of_target is None or result.matched is None or result.target is None:
        return ()
    kind = value_kind(result.indicator)
    formula: Formula = (number_of(result.matched, kind), " / ", Number(result.target, kind))
    words = "value / target; there is no baseline, so it is not progress"
    return (Step("Share of target", words, formula, result.share_of_target, Kind.SHARE),)
