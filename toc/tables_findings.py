"""Rows of findings.csv: what the rules found, the worst first, and what was set aside.

The columns are described in `toc/columns_findings.py`; the rules for cells are those of `toc/tables.py`.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from toc.figures.findings import Finding
from toc.model.document import FrameworkDocument
from toc.tables import decimal_of


def finding_rows(
    findings: Iterable[tuple[Finding, date | None, str]],
    document: FrameworkDocument,
    as_of: date,
    known_at: datetime | None,
    *,
    invented: bool,
    unapproved: bool,
) -> Iterator[dict[str, object]]:
    """Rows of findings.csv, with the columns `columns.FINDINGS`.

    Args:
        findings: in the order of the file, each with the last day on which it stays set aside and why.
        document: the framework in force.
        as_of: the date that the figures look at.
        known_at: moment up to which records are counted, UTC.
        invented: demonstration data are among the figures.
        unapproved: values that wait for approval were counted.
    """
    for found, until, reason in findings:
        indicator = document.indicator_by_code.get(found.indicator)
        objective = document.objective_by_code.get(found.objective)
        yield {
            "framework": document.code,
            "as_of": as_of,
            "known_at": known_at,
            "finding": found.key,
            "kind": found.kind.value,
            "weight": decimal_of(found.weight),
            "country": found.country,
            "objective_code": objective.code if objective else None,
            "objective_title": objective.title if objective else None,
            "indicator_code": indicator.code if indicator else None,
            "indicator_name": indicator.name if indicator else None,
            "link": " > ".join(found.link) or None,
            "organisation": found.organisation or None,
            "dimension": found.dimension or None,
            "category": found.category or None,
            "period": found.period or None,
            "reason": found.reason,
            "figures": "; ".join(f"{label}: {text}" for label, text in found.figures) or None,
            "set_aside_until": until,
            "set_aside_reason": reason or None,
            "invented": invented,
            "includes_unapproved": unapproved,
        }
