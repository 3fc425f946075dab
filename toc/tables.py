"""Results made into tables with the public columns: what is drawn, shown and downloaded comes from here.

Exact fractions become Decimals with 28 significant digits, missing stays missing (None), a list of terms becomes one
text. The columns are described in `toc/columns.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Context, Decimal
from fractions import Fraction

import pandas as pd

from toc import columns
from toc.columns import Column
from toc.figures.periods import period_label
from toc.figures.plans import step_of
from toc.figures.results import IndicatorResult, ObjectiveResult
from toc.model.document import FactDef, FrameworkDocument
from toc.model.panel import MeasurementRow
from toc.model.terms import FactKind

EXACT = Context(prec=28)


def decimal_of(number: Fraction | None) -> Decimal | None:
    """A fraction with 28 significant digits; missing stays missing. Source: files-and-commands.md, Rules for CSV."""
    if number is None:
        return None
    return EXACT.divide(Decimal(number.numerator), Decimal(number.denominator))


def points_of(gap: Fraction | None) -> Decimal | None:
    """A gap in progress points: -0.1853 becomes -18.53."""
    return None if gap is None else decimal_of(gap * 100)


def frame(rows: Iterable[Mapping[str, object]], of: tuple[Column, ...]) -> pd.DataFrame:
    """Rows as a table with the given columns in their order; cells keep their Python type, missing is None."""
    return pd.DataFrame(list(rows), columns=columns.names(of), dtype=object)


def progress_rows(
    results: Iterable[IndicatorResult], document: FrameworkDocument, known_at: datetime | None, unapproved: bool
) -> Iterator[dict[str, object]]:
    """Rows of progress.csv, one for each indicator and country.

    Args:
        results: in the order of the file.
        document: the framework in force.
        known_at: moment up to which records are counted, UTC.
        unapproved: values that wait for approval were counted.

    Returns:
        Rows with the columns `columns.PROGRESS_COLUMNS`.
    """
    for result in results:
        yield {
            **_place(document, result.indicator.objective, result.as_of, known_at),
            **_indicator(document, result),
            **_planned(result),
            **_value(result),
            **_judgement(result),
            "includes_unapproved": unapproved,
        }


def _place(document: FrameworkDocument, code: str, as_of: date, known_at: datetime | None) -> dict[str, object]:
    objective = document.objective_by_code[code]
    return {
        "framework": document.code,
        "as_of": as_of,
        "known_at": known_at,
        "level": objective.level,
        "horizon": objective.horizon,
        "objective_code": objective.code,
        "objective_title": objective.title,
        "stakeholders": "; ".join(objective.stakeholders),
    }


def _indicator(document: FrameworkDocument, result: IndicatorResult) -> dict[str, object]:
    indicator = result.indicator
    horizon = document.horizon_by_code[document.objective_by_code[indicator.objective].horizon]
    return {
        "indicator_code": indicator.code,
        "indicator_name": indicator.name,
        "measure": indicator.measure.value,
        "unit": indicator.unit,
        "direction": indicator.direction.value,
        "over_time": indicator.over_time.value,
        "combination": indicator.combination.value,
        "country": result.country,
        "tolerance_points": document.tolerance_points,
        "weight": indicator.weight,
        "scope": indicator.scope.value,
        "step": decimal_of(step_of(indicator)),
        "frequency": indicator.frequency.value,
        "horizon_start": document.horizon_start(horizon),
        "horizon_end": document.horizon_end(horizon),
    }


def _planned(result: IndicatorResult) -> dict[str, object]:
    baseline = result.baseline
    return {
        "baseline_value": decimal_of(baseline.value) if baseline else None,
        "baseline_numerator": decimal_of(baseline.numerator) if baseline else None,
        "baseline_denominator": decimal_of(baseline.denominator) if baseline else None,
        "baseline_date": result.baseline_on,
        "baseline_source": result.baseline_source,
        "baseline_assumed": result.baseline_assumed,
        "target_value": decimal_of(result.target),
        "target_value_to": decimal_of(result.target_to),
        "target_date": result.target_on,
        "target_basis": result.target_basis,
    }


def _value(result: IndicatorResult) -> dict[str, object]:
    value, matched = result.value, result.matched
    quantity = value.quantity
    interval = result.interval
    return {
        "value": decimal_of(quantity.value) if quantity else None,
        "numerator": decimal_of(quantity.numerator) if quantity else None,
        "denominator": decimal_of(quantity.denominator) if quantity else None,
        "value_period_end": value.data_on,
        "parts_present": value.parts_present,
        "parts_expected": value.parts_expected,
        "data_basis": value.basis,
        "value_matched": decimal_of(matched.value) if matched else None,
        "parts_matched": result.parts_matched,
        "evidence_grade": "; ".join(grade.value for grade in value.evidence_grades),
        "sample_size": value.sample_size,
        "ci_low": interval.low if interval else None,
        "ci_high": interval.high if interval else None,
        "projected_value": decimal_of(result.projection.value) if result.projection else None,
    }


def _judgement(result: IndicatorResult) -> dict[str, object]:
    return {
        "progress": decimal_of(result.progress),
        "expected_progress": decimal_of(result.expected_progress),
        "gap_points": points_of(result.gap),
        "expected_value": decimal_of(result.expected),
        "status": result.status.value,
        "status_note": result.status_note,
        "weak_evidence": result.weak_evidence,
        "notes": " ".join((*result.value.notes, *result.notes)),
        "first_due": result.reporting.first_due,
        "reporting_due": result.reporting.due_on,
        "reporting_state": result.reporting.state.value,
        "value_stale": result.reporting.stale,
        "invented": result.invented,
    }


def objective_rows(
    results: Iterable[ObjectiveResult], document: FrameworkDocument, known_at: datetime | None, unapproved: bool
) -> Iterator[dict[str, object]]:
    """Rows of objectives.csv, one for each objective and country, with the columns `columns.OBJECTIVES`."""
    for result in results:
        yield {
            **_place(document, result.objective.code, result.as_of, known_at),
            "country": result.country,
            "progress": decimal_of(result.progress),
            "expected_progress": decimal_of(result.expected_progress),
            "gap_points": points_of(result.gap),
            "status": result.status.value,
            "indicators_with_progress": result.indicators_with_progress,
            "indicators_total": result.indicators_total,
            "worst_indicator": result.worst,
            "invented": result.invented,
            "weight_with_progress": result.weight_with_progress,
            "weight_total": result.weight_total,
            "includes_unapproved": unapproved,
            "evidence_with": result.evidence_with,
            "evidence_total": result.evidence_total,
            "weak_indicators": result.weak_indicators,
        }


def target_rows(document: FrameworkDocument, facts: Iterable[FactDef]) -> Iterator[dict[str, object]]:
    """Rows of targets.csv, baselines and targets as they are stored, with the columns `columns.TARGETS`."""
    for fact in facts:
        objective = document.objective_by_code[document.indicator_by_code[fact.indicator].objective]
        yield {
            "framework": document.code,
            "indicator_code": fact.indicator,
            "country": fact.country,
            "kind": fact.kind.value,
            "date": fact.date,
            "value": fact.value,
            "value_to": fact.value_to,
            "numerator": fact.numerator,
            "denominator": fact.denominator,
            "sample_size": fact.sample_size,
            "evidence_grade": fact.evidence_grade.value if fact.evidence_grade else None,
            "source": fact.source,
            "source_url": fact.source_url,
            "note": fact.note,
            "horizon": objective.horizon if fact.kind is FactKind.TARGET else None,
            "invented": fact.invented,
        }


def measurement_rows(rows: Iterable[MeasurementRow], document: FrameworkDocument) -> Iterator[dict[str, object]]:
    """Rows of measurements.csv, totals and parts, with the columns `columns.MEASUREMENTS`."""
    names = columns.names(columns.MEASUREMENTS)
    return (dict(zip(names, cells, strict=True)) for cells in measurement_cells(rows, document))


def measurement_cells(rows: Iterable[MeasurementRow], document: FrameworkDocument) -> Iterator[tuple[object, ...]]:
    """What `measurement_rows` gives as cells in the order of the columns, for files of a million rows."""
    framework = document.code
    said = {one.code: (one.name, one.unit) for one in document.indicators}
    for row in rows:
        name, unit = said[row.indicator]
        yield (
            framework,
            row.indicator,
            name,
            row.country,
            row.organisation,
            period_label(row.period_start, row.period_end),
            row.period_start,
            row.period_end,
            row.dimension,
            row.category,
            row.value,
            row.numerator,
            row.denominator,
            unit,
            row.nothing_to_report,
            row.sample_size,
            row.evidence_grade.value if row.evidence_grade else None,
            row.source,
            row.source_url,
            row.note,
            row.review_state.value,
            row.revision,
            row.recorded_at,
            row.approved_at,
            row.invented,
        )


def dictionary(kind: str) -> pd.DataFrame:
    """The data dictionary of a public file: name, type, meaning, and what an empty cell says, one row a column."""
    return pd.DataFrame(
        [(column.name, column.kind, column.meaning, column.missing) for column in columns.FILES[kind]],
        columns=["Column", "Type", "Meaning", "Empty cell"],
    )
