"""Findings: what the rules see in the figures, the worst first, each with its reason and its figures. Pure.

The rules stand in the modules `findings_*`; their order here is that of nothing: `findings_base` says what a finding
weighs. A rule never claims a cause. Source: product.md (Insights); progress.md.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from toc.figures import findings_across, findings_groups, findings_series, findings_status
from toc.figures.findings_base import Finding, Grounds, Split
from toc.figures.quantities import quantity_of
from toc.figures.results import Quantity
from toc.model.document import FrameworkDocument
from toc.model.finding import FindingKind
from toc.model.panel import MeasurementRow
from toc.model.query import ALL

__all__ = ["Finding", "Grounds", "Split", "find_findings", "splits_of"]

RULES: tuple[Callable[[Grounds], Iterator[Finding]], ...] = (
    findings_status.status_findings,
    findings_status.projected,
    findings_status.stale,
    findings_status.missing_plans,
    findings_status.weak_evidence,
    findings_status.low_coverage,
    findings_series.outliers,
    findings_series.inconsistent,
    findings_groups.left_behind,
    findings_across.overdue,
    findings_across.in_doubt,
    findings_across.leads,
    findings_across.indicator_quality,
)

KINDS = tuple(FindingKind)


def find_findings(grounds: Grounds) -> tuple[Finding, ...]:
    """Everything that the rules find, the worst first, each key once.

    Args:
        grounds: what the person who asks may see, for the places and the horizon that are looked at.
    """
    found = {finding.key: finding for rule in RULES for finding in rule(grounds)}
    return ranked(found.values(), grounds.document)


def ranked(findings: Iterable[Finding], document: FrameworkDocument) -> tuple[Finding, ...]:
    """Findings by weight, the worst first; equal ones by level, horizon, kind, indicator and country."""
    levels = {level.code: place for place, level in enumerate(document.levels)}
    horizons = {horizon.code: place for place, horizon in enumerate(document.horizons)}
    countries = {code: place for place, code in enumerate((ALL, *document.country_by_code))}

    def order(finding: Finding) -> tuple[object, ...]:
        objective = document.objective_by_code.get(finding.objective)
        where = (len(levels), len(horizons))
        if objective is not None:
            where = levels[objective.level], horizons[objective.horizon]
        country = countries.get(finding.country, len(countries))
        return -finding.weight, *where, KINDS.index(finding.kind), finding.indicator, country, finding.key

    return tuple(sorted(findings, key=order))


def splits_of(rows: Iterable[MeasurementRow]) -> Iterator[Split]:
    """The breakdowns of measurements that count, one for each report and dimension, in order of their period's end.

    Args:
        rows: totals and parts of the revisions that stand.
    """
    totals: dict[int, Quantity] = {}
    parts: dict[tuple[int, str], list[MeasurementRow]] = {}
    for row in rows:
        stated = quantity_of(row)
        if stated is None:
            continue
        if not row.dimension:
            totals[row.revision_id] = stated
        else:
            parts.setdefault((row.revision_id, row.dimension), []).append(row)
    for (revision, _), some in sorted(parts.items(), key=lambda item: item[1][0].period_end):
        if revision in totals:
            yield _split(totals[revision], some)


def _split(total: Quantity, parts: Sequence[MeasurementRow]) -> Split:
    first = parts[0]
    stated = {part.category: quantity_of(part) for part in parts}
    return Split(
        first.indicator,
        first.country,
        first.organisation,
        first.dimension,
        first.period_start,
        first.period_end,
        total,
        {category: quantity for category, quantity in stated.items() if quantity is not None},
    )
