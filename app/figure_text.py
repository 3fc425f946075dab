"""Figures as people read them: values with their unit, progress, what is missing and why. No widgets."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from babel.dates import format_date

from toc.exchange.number_text import NO_VALUE, format_number
from toc.figures.results import IndicatorResult, ObjectiveResult, Quantity
from toc.model.document import FrameworkDocument, IndicatorDef
from toc.model.terms import Measure, Scope, Status

ALL_COUNTRIES = "All countries"
KILOBYTE = 1024

WHY_NO_PROGRESS = {
    Status.NOT_APPLICABLE: "marked as not applicable here",
    Status.NOT_YET_DUE: "nothing has to be reported yet",
    Status.NO_DATA: "nothing was reported, or the last report is too old",
    Status.NO_TARGET: "no target is set within the objective's horizon",
    Status.NO_BASELINE: "there is no baseline to measure progress from",
    Status.NOT_ENOUGH_DATA: "fewer than half of the parts have what progress needs",
}


def percent(share: Fraction | Decimal | None, locale: str) -> str:
    """A share of 1 as a percentage with one decimal; missing is an en dash."""
    return format_number(share, locale, decimals=1, percent=True)


def points(gap: Fraction | None, locale: str) -> str:
    """A gap as progress points with its sign, such as `-18.5 points`; missing is an en dash."""
    if gap is None:
        return NO_VALUE
    sign = "+" if gap > 0 else ""
    return f"{sign}{format_number(gap * 100, locale, decimals=1)} points"


def value_text(
    value: Fraction | Decimal | None,
    measure: Measure,
    unit: str,
    locale: str,
    *,
    scale: dict[Decimal, str] | None = None,
) -> str:
    """A value with its unit: `177 learners`, `63.6%`, `2: voluntary`; missing is an en dash.

    Args:
        value: in the unit, percent from 0 to 100.
        measure: decides how many decimals are shown: none for counts, one for percent, two for the others.
        unit: stands behind the number, but for a percent and a scale.
        locale: of the reader.
        scale: texts of the levels of a scale, by value.
    """
    if value is None:
        return NO_VALUE
    if measure is Measure.PERCENT:
        return format_number(Fraction(value) / 100, locale, decimals=1, percent=True)
    whole = Fraction(value).denominator == 1
    decimals = 0 if whole else 1 if measure in (Measure.COUNT, Measure.SCALE) else 2
    number = format_number(value, locale, decimals=decimals)
    if measure is Measure.SCALE:
        text = next((text for level, text in (scale or {}).items() if level == Fraction(value)), None)
        return f"{number}: {text}" if text else f"{unit} {number}".strip()
    return f"{number} {unit}".strip()


def day_text(day: date, locale: str) -> str:
    """A day as people of a language write it: `Mar 1, 2028`, `1 mrt 2028`."""
    return format_date(day, format="medium", locale=locale)


def moment_text(at: datetime, locale: str) -> str:
    """A moment in UTC as people of a language write it: `Mar 1, 2028, 14:05`."""
    moment = at.astimezone(UTC)
    return f"{format_date(moment, format='medium', locale=locale)}, {moment:%H:%M}"


def size_text(size: int, locale: str) -> str:
    """How large a file is: `312 bytes`, `48 kB`, `1.2 MB`."""
    if size < KILOBYTE:
        return f"{format_number(size, locale)} {'byte' if size == 1 else 'bytes'}"
    if size < KILOBYTE * KILOBYTE:
        return f"{format_number(Fraction(size, KILOBYTE), locale, decimals=0)} kB"
    return f"{format_number(Fraction(size, KILOBYTE * KILOBYTE), locale, decimals=1)} MB"


def definition_facts(document: FrameworkDocument, indicator: IndicatorDef) -> Iterator[tuple[str, str, str]]:
    """Label, term and meaning of what an indicator is: its place, its measure, how often, from what it is verified."""
    objective = document.objective_by_code[indicator.objective]
    horizon = document.horizon_by_code[objective.horizon]
    yield "Objective", objective.title, f"{objective.code}, {horizon.name}"
    yield "Measure", f"{indicator.measure.label}, {indicator.unit}", indicator.over_time.meaning
    yield "Direction", indicator.direction.label, indicator.direction.meaning
    yield "Reported", indicator.frequency.label, indicator.scope.meaning
    yield "Countries", indicator.combination.label, indicator.combination.meaning
    yield "Verified by", indicator.means_of_verification or "not stated", ""


class IndicatorText:
    """The figures of one indicator result as texts for one reader.

    Attributes:
        result: what is written.
        locale: of the reader.
    """

    def __init__(self, result: IndicatorResult, locale: str) -> None:
        self.result = result
        self.locale = locale
        indicator = result.indicator
        self._scale = {level.value: level.text for level in indicator.scale}

    def number(self, value: Fraction | Decimal | None) -> str:
        """Any value in the indicator's unit; missing is an en dash."""
        indicator = self.result.indicator
        return value_text(value, indicator.measure, indicator.unit, self.locale, scale=self._scale)

    def short(self, value: Fraction | Decimal | None) -> str:
        """Any value for a chart, whose axis names the unit: the number alone, a percent with its sign."""
        return value_text(value, self.result.indicator.measure, "", self.locale)

    def quantity(self, quantity: Quantity | None) -> str:
        """A value and, in brackets, the two numbers that it comes from."""
        if quantity is None:
            return NO_VALUE
        text = self.number(quantity.value)
        if quantity.numerator is None or quantity.denominator is None:
            return text
        parts = (format_number(part, self.locale) for part in (quantity.numerator, quantity.denominator))
        return f"{text} ({' of '.join(parts)})"

    def value(self) -> str:
        """The value, marked where it is a lower bound or the baseline itself."""
        value = self.result.value
        if value.quantity is None and value.low is not None and value.high is not None:
            return f"from {self.number(value.low)} to {self.number(value.high)}"
        text = self.quantity(value.quantity)
        if value.quantity is None:
            return text
        if value.basis == "baseline":
            return f"{text}, the baseline"
        return f"at least {text}" if value.at_least else text

    def target(self) -> str:
        """The target in force with its date; for a band both bounds."""
        result = self.result
        if result.target is None:
            return NO_VALUE
        band = f" to {self.number(result.target_to)}" if result.target_to is not None else ""
        return f"{self.number(result.target)}{band} by {result.target_on}"

    def baseline(self) -> str:
        """The baseline with its date."""
        result = self.result
        if result.baseline is None:
            return "0, assumed" if result.baseline_assumed else NO_VALUE
        on = f" on {result.baseline_on}" if result.baseline_on else ""
        return f"{self.quantity(result.baseline)}{on}"

    def facts(self) -> Iterator[tuple[str, str, str]]:
        """Label, figure and explanation of everything that the result says, in the order of reading."""
        result, value = self.result, self.result.value
        yield "Value", self.value(), self._data()
        yield "Baseline", self.baseline(), result.baseline_source
        own = "set for all countries" if result.country == "ALL" and result.indicator.scope is Scope.COUNTRY else ""
        derived = "combined from the countries' targets" if result.target_basis == "derived" else own
        yield "Target", self.target(), derived if result.target is not None else "No target is set within the horizon."
        on = f" on {value.data_on}" if value.data_on else f" on {result.as_of}"
        yield (
            "Expected",
            self.number(result.expected),
            f"on the line from baseline to target{on}"
            if (result.expected is not None)
            else "Needs a baseline and a target.",
        )
        yield "Progress", percent(result.progress, self.locale), self._progress()
        if result.share_of_target is not None:
            yield "Share of target", percent(result.share_of_target, self.locale), "shown where there is no baseline"
        if result.gap is not None:
            yield "Gap", points(result.gap, self.locale), "progress minus expected progress"
        if result.interval is not None:
            low, high = (self.number(end) for end in (result.interval.low, result.interval.high))
            wide = "; wide: read it with care" if result.interval.wide else ""
            yield "Survey margin", f"{low} to {high}", f"95 % interval of the survey{wide}"
        if result.projection is not None:
            yield "Projection", self.projection(), self._projected()
        if value.basis == "measured":
            yield "Evidence", *self._evidence()

    def projection(self) -> str:
        """What a projection says: `projected to reach the target`, `projected to miss by 62 learners`."""
        found = self.result.projection
        if found is None:
            return NO_VALUE
        if found.reaches:
            return "projected to reach the target"
        if self.result.indicator.measure is Measure.PERCENT:
            return f"projected to miss by {format_number(found.short_by, self.locale, decimals=1)} percentage points"
        return f"projected to miss by {self.number(found.short_by)}"

    def _projected(self) -> str:
        found = self.result.projection
        if found is None:
            return ""
        return f"{self.number(found.value)} on {found.on} if it goes on as it did so far; no forecast"

    def _evidence(self) -> tuple[str, str]:
        """The grades of what the value rests on, strongest first, and whether they are weak."""
        grades = [grade.label for grade in self.result.value.evidence_grades] or ["Not graded"]
        weak = "weak: nothing in it is a register or a survey" if self.result.weak_evidence else ""
        return ", ".join(grades), weak

    def _data(self) -> str:
        value = self.result.value
        if value.quantity is None and value.low is None:
            return "Nothing is known for this date."
        parts = f"{value.parts_present} of {value.parts_expected} {self.part_word()}"
        data = f"data to {value.data_on}" if value.data_on else "nothing measured since"
        missing = f"; missing: {', '.join(value.missing_periods)}" if value.missing_periods else ""
        return f"{data}; {parts}{missing}"

    def part_word(self) -> str:
        """What the value's parts are: countries for all countries together, else organisations."""
        together = self.result.country == "ALL" and self.result.indicator.scope is Scope.COUNTRY
        one = self.result.value.parts_expected == 1
        return ("country" if one else "countries") if together else ("organisation" if one else "organisations")

    def _progress(self) -> str:
        result = self.result
        if result.progress is None:
            return why_no_progress(result.status)
        expected = f"{percent(result.expected_progress, self.locale)} expected"
        if result.parts_matched is None:
            return expected
        return f"{expected}; from {result.parts_matched} countries that have a value, a baseline and a target"


def why_no_progress(status: Status) -> str:
    """Why there is no progress, as a sentence."""
    reason = WHY_NO_PROGRESS.get(status, "progress is not defined here")
    return f"No progress: {reason}."


def objective_line(result: ObjectiveResult, locale: str) -> tuple[str, str, str]:
    """An objective's figure, what was expected, and its coverage.

    Returns:
        `62.0%`, `· expected 58.0%` and `3 of 3 indicators`; `no figure` where there is no progress.
    """
    expected = f"· expected {percent(result.expected_progress, locale)}" if result.expected_progress is not None else ""
    total = result.indicators_total
    coverage = f"{result.indicators_with_progress} of {total} {'indicator' if total == 1 else 'indicators'}"
    return "no figure" if result.progress is None else percent(result.progress, locale), expected, coverage


def evidence_line(result: ObjectiveResult) -> str:
    """For how many of the measurements in an objective's figures there is evidence; empty where there are none."""
    total = result.evidence_total
    if not total:
        return ""
    return f"evidence for {result.evidence_with} of {total} {'measurement' if total == 1 else 'measurements'}"


def weak_line(result: ObjectiveResult) -> str:
    """How many of the indicators in an objective's figures rest on weak evidence; empty where none does."""
    weak, of = result.weak_indicators, result.indicators_with_progress
    if not weak:
        return ""
    return f"weak evidence under {weak} of {of} {'indicator' if of == 1 else 'indicators'}"
