"""Figures of a report in words: the same English text whoever reads it, so that a frozen report stays the same."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from toc.exchange.number_text import NO_VALUE, format_number
from toc.figures.results import IndicatorResult, ObjectiveResult
from toc.model.document import FrameworkDocument, IndicatorDef
from toc.model.terms import Measure
from toc.services.steps.report_material import Material

LOCALE = "en"
INVENTED = "Invented data, for demonstration, are among these figures."
WEAK = ", weak evidence"


def value_text(value: Fraction | None, indicator: IndicatorDef) -> str:
    """A value with its unit: `177 learners`, `63.6%`, `2: voluntary`; missing is an en dash."""
    if value is None:
        return NO_VALUE
    if indicator.measure is Measure.PERCENT:
        return format_number(Fraction(value) / 100, LOCALE, decimals=1, percent=True)
    number = format_number(value, LOCALE)
    if indicator.measure is Measure.SCALE:
        return next((f"{number}: {level.text}" for level in indicator.scale if level.value == value), number)
    return f"{number} {indicator.unit}".strip()


def share_text(share: Fraction | None) -> str:
    """A share as a percentage with one decimal; missing is an en dash."""
    return format_number(share, LOCALE, decimals=1, percent=True)


def points_text(gap: Fraction | None) -> str:
    """A gap in progress points with its sign; missing is an en dash."""
    if gap is None:
        return NO_VALUE
    return ("+" if gap > 0 else "") + format_number(gap * 100, LOCALE, decimals=1)


def status_text(result: IndicatorResult | ObjectiveResult) -> str:
    """The word of a status, which says where it rests on weak evidence alone. Source: progress.md 10."""
    return result.status.label + (WEAK if result.weak_evidence else "")


def dated(text: str, on: date | None) -> str:
    """A figure with its date behind it."""
    return text if on is None or text == NO_VALUE else f"{text} ({on})"


def coverage_text(result: ObjectiveResult) -> str:
    """How many of an objective's indicators its figure rests on."""
    return f"{result.indicators_with_progress} of {result.indicators_total}"


def scope_lines(material: Material) -> tuple[tuple[str, str], ...]:
    """What a report is about, each with its name: framework, filters, dates, what counts, what is invented."""
    query, found = material.query, material.assessment
    counted = "Approved and submitted" if query.include_unapproved else "Approved"
    lines = [
        ("Framework", f"{material.document.name} ({material.document.code})"),
        ("Country", material.country_name(query.country)),
        ("Horizon", material.horizon_name()),
        ("As of", f"{query.as_of}: the date that the figures look at"),
        ("As known at", f"{found.known_at:%Y-%m-%d %H:%M:%S.%f} UTC: records up to this moment count"),
        ("Measurements", f"{counted} ones"),
        ("Tolerance", f"{format_number(material.document.tolerance_points, LOCALE)} progress points"),
    ]
    if found.document.source:
        lines.append(("Source of the framework", material.document.source))
    lines.append(("Invented data", INVENTED if material.invented else "None"))
    return tuple(lines)


def quality_lines(material: Material) -> Iterator[str]:
    """Sentences on how much the figures rest on: coverage, evidence, grades, what is invented."""
    results = material.counted_once()
    measured = sum(1 for found in results if found.value.basis == "measured")
    yield f"{measured} of {len(results)} indicators by country have a value that was measured after the baseline."
    totals = [row for row in material.rows["measurements"] if not row["dimension"]]
    yield f"{len(totals)} measurements are in measurements.csv, {len(material.rows['targets'])} facts in targets.csv."
    if totals:
        grades = [str(row["evidence_grade"] or "ungraded") for row in totals]
        named = ", ".join(f"{grades.count(grade)} {grade}" for grade in sorted(set(grades)))
        yield f"Evidence of the measurements by grade: {named}."
        without = sum(1 for row in totals if not row["source"])
        yield f"{without} of {len(totals)} measurements name no source."
        invented = sum(1 for row in totals if row["invented"])
        yield f"{invented} of {len(totals)} measurements are invented, for demonstration."


def missing_parts(material: Material) -> Iterator[tuple[str, str, str, str]]:
    """Indicator, country, how many parts are in its value, and which are missing, where some are."""
    for found in material.assessment.indicators():
        value = found.value
        if value.basis == "measured" and value.parts_present < value.parts_expected:
            missing = ", ".join(part.name for part in value.parts if not part.used)
            many = f"{value.parts_present} of {value.parts_expected}"
            yield found.indicator.code, material.country_name(found.country), many, missing


def sources(material: Material) -> Iterator[tuple[str, str, str]]:
    """Each source named by a measurement, baseline or target, its link, and how many rest on it."""
    counted: dict[tuple[str, str], int] = {}
    for kind in ("measurements", "targets"):
        for row in material.rows[kind]:
            key = (str(row["source"] or ""), str(row["source_url"] or ""))
            if any(key) and not row.get("dimension"):
                counted[key] = counted.get(key, 0) + 1
    for (source, url), many in sorted(counted.items()):
        yield source, url, str(many)


def level_and_horizon(document: FrameworkDocument, result: ObjectiveResult) -> tuple[str, str]:
    """Names of an objective's level and horizon."""
    level = next(part.name for part in document.levels if part.code == result.objective.level)
    return level, document.horizon_by_code[result.objective.horizon].name


METHODS = (
    "One measurement covers one period of one indicator, country and organisation. Only approved measurements count, "
    "unless this report says that submitted ones do too. Missing is never taken for 0.",
    "A flow adds its periods up, from the baseline on; for other indicators the latest period up to the date counts.",
    "Countries are combined by the rule of the indicator: a sum, a ratio of summed numerators and denominators, a "
    "median, a mean, or not at all. Every combined value says how many parts it rests on.",
    "Expected values lie on straight lines from the baseline through the targets in the order of their dates.",
    "Progress is the share of the way from baseline to target that has been covered: 0% at the baseline, 100% at the "
    "target; it may lie below or above. It is compared with what was expected on the data date, the end of the latest "
    "period in the value. The gap is the difference in progress points: 100 points are the whole way.",
    "On track is a gap within the tolerance, ahead is above it, at risk is behind by up to twice the tolerance, off "
    "track is further behind. Regressing is worse than at the start or below a target that was met; missed is a target "
    "whose date has passed without being met.",
    "An objective is the weighted mean of its indicators that have progress, each counted from 0% to 100%. Where less "
    "than half of the weight has progress, it says: not enough data. It is never better than at risk while one of its "
    "indicators is regressing, off track or missed.",
    "All countries together have progress only from countries with a value, a baseline and a target, and only where "
    "these are at least half of those expected.",
    "Evidence is graded as register, survey, self-report or estimate. An objective's evidence counts the measurements "
    "that have a file or a link behind them.",
)
"""The rules of the figures in words. Source: progress.md."""
