"""One indicator made into tables with public columns: its history, and its breakdowns.

The columns are described in `toc/columns_indicator.py`; the rules for cells are those of `toc/tables.py`.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from toc.figures.broken_down import Breakdown, BreakdownPeriod
from toc.figures.periods import period_label
from toc.figures.results import HistoryPoint, IndicatorResult, Quantity
from toc.model.document import AnnotationDef, FrameworkDocument, IndicatorDef
from toc.model.query import ALL
from toc.model.terms import Scope
from toc.tables import decimal_of


def history_rows(
    result: IndicatorResult,
    history: Iterable[HistoryPoint],
    document: FrameworkDocument,
    known_at: datetime | None,
    unapproved: bool,
) -> Iterator[dict[str, object]]:
    """Rows of an indicator's history, with the columns `columns.HISTORY`: what its chart draws.

    Points measured (missing where nothing came in; history before the baseline date), the baseline, the corners of
    the expectation line, the target in force, milestones and follow-on targets, the projection, and remarks on the
    time line.
    """
    common: dict[str, object] = {
        "framework": document.code,
        "as_of": result.as_of,
        "known_at": known_at,
        "indicator_code": result.indicator.code,
        "indicator_name": result.indicator.name,
        "unit": result.indicator.unit,
        "country": result.country,
        "includes_unapproved": unapproved,
    }
    if result.baseline is not None and result.baseline_on is not None:
        yield {**common, "point": "baseline", "date": result.baseline_on, "value": decimal_of(result.baseline.value)}
    yield from ({**common, **_measured_point(point)} for point in history)
    yield from ({**common, **planned} for planned in _planned_points(result))
    for corner in result.projection.points if result.projection else ():
        yield {**common, "point": "projection", "date": corner.on, "projected_value": decimal_of(corner.value)}
    for remark in annotations_of(document, result.indicator, result.country):
        yield {**common, "point": remark.kind.value, "date": remark.date, "text": _said(document, remark, result)}


def annotations_of(document: FrameworkDocument, indicator: IndicatorDef, country: str) -> tuple[AnnotationDef, ...]:
    """Remarks on the time line of an indicator for a country, in date order.

    All countries together have every country's, one of the consortium only those on all of them.
    """
    everywhere = country == ALL and indicator.scope is Scope.COUNTRY
    found = (
        remark
        for remark in document.annotations
        if remark.indicator in ("", indicator.code) and (everywhere or remark.country in (ALL, country))
    )
    return tuple(sorted(found, key=lambda remark: remark.date))


def _said(document: FrameworkDocument, remark: AnnotationDef, result: IndicatorResult) -> str:
    """The remark's text; where others are beside it, with the name of the country that it is about."""
    place = document.country_by_code.get(remark.country)
    return f"{place.name}: {remark.text}" if place and result.country == ALL else remark.text


def _measured_point(point: HistoryPoint) -> dict[str, object]:
    compared = point.compared
    difference = None if compared is None or point.expected is None else compared - point.expected
    return {
        "point": "history" if point.before_baseline else "value",
        "period": point.label,
        "date": point.on,
        "value": decimal_of(point.value),
        "expected_value": decimal_of(point.expected),
        "difference": decimal_of(difference),
        "progress": decimal_of(point.progress),
        "status": point.status.value if point.status else None,
        "ci_low": point.interval.low if point.interval else None,
        "ci_high": point.interval.high if point.interval else None,
        "evidence_grade": "; ".join(grade.value for grade in point.evidence_grades),
        "weak_evidence": point.weak_evidence,
    }


def _planned_points(result: IndicatorResult) -> Iterator[dict[str, object]]:
    """The expectation line and the targets, each target with what was measured by its date."""
    for corner in result.line:
        yield {"point": "expectation", "date": corner.on, "expected_value": decimal_of(corner.value)}
    if result.target is not None:
        actual = result.target_actual
        yield {
            "point": "target",
            "date": result.target_on,
            "value": decimal_of(result.target),
            "value_to": decimal_of(result.target_to),
            "status": None if actual is None else MET[result.met_on_date],
            "actual_value": decimal_of(actual),
            "difference": decimal_of(actual - result.target) if actual is not None else None,
        }
    for milestone in result.milestones:
        actual = milestone.actual
        yield {
            "point": "follow-on" if milestone.follow_on else "milestone",
            "date": milestone.fact.date,
            "value": decimal_of(milestone.value),
            "value_to": decimal_of(milestone.value_to),
            "status": MET[milestone.met],
            "actual_value": decimal_of(actual),
            "difference": decimal_of(actual - milestone.value) if actual is not None else None,
        }


MET = {True: "met", False: "not met", None: None}
"""What is said of a target at its date; None where nothing was measured by then or the date has not come."""


def breakdown_rows(
    breakdowns: Iterable[Breakdown],
    document: FrameworkDocument,
    as_of: object,
    known_at: datetime | None,
    unapproved: bool,
) -> Iterator[dict[str, object]]:
    """Rows of an indicator's breakdowns, with the columns `columns.BREAKDOWNS`: each category, the rest, the total."""
    for found in breakdowns:
        common: dict[str, object] = {
            "framework": document.code,
            "as_of": as_of,
            "known_at": known_at,
            "indicator_code": found.indicator.code,
            "indicator_name": found.indicator.name,
            "unit": found.indicator.unit,
            "country": found.country,
            "dimension": found.dimension.code,
            "dimension_name": found.dimension.name,
            "dimension_kind": found.dimension.kind.value,
            "includes_unapproved": unapproved,
        }
        for period in found.periods:
            yield from ({**common, **row} for row in _period_rows(period))


def _period_rows(period: BreakdownPeriod) -> Iterator[dict[str, object]]:
    common: dict[str, object] = {
        "period": period_label(period.start, period.end),
        "period_start": period.start,
        "period_end": period.end,
        "measurements": period.broken_down,
        "measurements_total": period.measurements,
        "invented": period.invented,
    }
    for part in period.parts:
        yield {
            **common,
            "part": "category",
            "category": part.code,
            "category_name": part.name,
            **_cells(part.quantity),
            "share_of_total": decimal_of(part.share),
        }
    if period.not_stated is not None:
        share = decimal_of(period.not_stated_share)
        yield {**common, "part": "not stated", **_cells(period.not_stated), "share_of_total": share}
    yield {**common, "part": "total", **_cells(period.total)}


def _cells(quantity: Quantity | None) -> dict[str, object]:
    return {
        "value": decimal_of(quantity.value) if quantity else None,
        "numerator": decimal_of(quantity.numerator) if quantity else None,
        "denominator": decimal_of(quantity.denominator) if quantity else None,
    }
