"""Progress and status of an indicator for a country, and for ALL (progress.md 4 to 6)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

from toc.figures.combined import assess_all
from toc.figures.expectation import expected_on, line_of
from toc.figures.outlook import outlook_of
from toc.figures.parts import MEASURED
from toc.figures.plans import Plan, get_indicator, plan_of, require_country
from toc.figures.quantities import exact
from toc.figures.reporting import reporting_of
from toc.figures.results import IndicatorResult, ValueResult
from toc.figures.values import country_value, members_of
from toc.figures.verdict import OWN, Figures, Progress, Subject, conclude, not_applicable, progress_of
from toc.model.document import IndicatorDef
from toc.model.panel import Panel
from toc.model.query import ALL
from toc.model.terms import Scope


def assess_indicator(panel: Panel, indicator: str, country: str, as_of: date) -> IndicatorResult:
    """Value, expectation, progress, gap, status and reporting of an indicator for a country, or for ALL, at a date.

    Args:
        panel: the framework and its measurements.
        indicator: code.
        country: code, or ALL.
        as_of: the date looked at (d), inclusive.

    Raises:
        NotFound: no such indicator or country.
        Invalid: a consortium indicator, asked for one country.

    Source: progress.md 3 to 6.
    """
    found = get_indicator(panel.document, indicator)
    require_country(panel.document, found, country)
    if country == ALL and found.scope is Scope.COUNTRY:
        members = members_of(panel, found, as_of)
        reports = [reporting_of(panel, found, member.country, as_of, member.plan) for member in members]
        return assess_all(panel, found, as_of, members, reports)
    return assess_country(panel, found, country, as_of, plan_of(panel.document, found, country))


def assess_country(panel: Panel, indicator: IndicatorDef, country: str, as_of: date, plan: Plan) -> IndicatorResult:
    """The result for one reporting country, or for ALL of a consortium indicator.

    An indicator that does not apply has no value, no target and nothing to report; its reason stands beside its status.

    Args:
        panel: the framework and its measurements.
        indicator: measured for that country.
        country: code, or ALL.
        as_of: the date looked at.
        plan: as `plan_of` gives it for that indicator and country.

    Source: progress.md 2 (not applicable) to 5.
    """
    reason = panel.document.not_applicable_by_key.get((indicator.code, country))
    if reason is not None:
        return not_applicable(indicator, country, as_of, reason)
    tolerance = exact(panel.document.tolerance_points)
    line = line_of(indicator, plan)

    def figures_at(day: date) -> Figures:
        value = country_value(panel, indicator, country, day, plan)
        expected = expected_on(indicator, line, plan.target, value.data_on or day, tolerance=tolerance)
        return Figures(
            value=value,
            compared=value.quantity if value.basis == MEASURED and value.complete else None,
            enough=value.quantity is not None and value.complete,
            planned=plan.target is not None,
            baseline=plan.baseline,
            target=plan.target,
            target_basis=OWN if plan.target else None,
            expected=expected,
            progress=_progress(indicator, plan, value, expected),
            line=line,
        )

    def ends() -> Iterator[date]:
        return (found.period_end for series in panel.of(indicator.code, country) for found in series.observations)

    reporting = reporting_of(panel, indicator, country, as_of, plan)
    subject = Subject(panel.document, indicator, country, as_of, plan, reporting, figures_at, ends)
    figures = figures_at(as_of)
    found = conclude(subject, figures)
    outlook = outlook_of(panel, indicator, country, as_of, plan, figures.value)
    return found if outlook is None else replace(found, projection=outlook)


def _progress(indicator: IndicatorDef, plan: Plan, value: ValueResult, expected: Fraction | None) -> Progress:
    if value.basis != MEASURED or value.quantity is None or not value.complete:
        return Progress()
    if plan.target is None or value.data_on is None:
        return Progress()
    baseline = plan.baseline.quantity.value if plan.baseline else None
    return progress_of(indicator, value.quantity.value, baseline, plan.target, expected, value.data_on)
