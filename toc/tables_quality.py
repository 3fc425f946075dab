"""Rows of quality.csv: how complete, timely and well founded the data are, by country, organisation and half-year.

The columns are described in `toc/columns_quality.py`; the rules for cells are those of `toc/tables.py`.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from toc.figures.quality import QualityRow
from toc.model.query import Query
from toc.tables import decimal_of


def quality_rows(rows: Iterable[QualityRow], query: Query, known_at: datetime | None) -> Iterator[dict[str, object]]:
    """Rows of quality.csv, with the columns `columns.QUALITY`.

    Args:
        rows: in the order of the file.
        query: framework, country and date that they were made for.
        known_at: moment up to which records are counted, UTC.
    """
    for row in rows:
        reports, backing = row.reports, row.backing
        yield {
            "framework": query.framework,
            "as_of": query.as_of,
            "known_at": known_at,
            "by": row.by,
            "country": row.code if row.by == "country" else query.country,
            "organisation": row.code if row.by == "organisation" else None,
            "due_in": row.code if row.by == "period" else None,
            "reports_expected": reports.expected,
            "reports_in": reports.received,
            "completeness": decimal_of(reports.completeness),
            "reports_judged": reports.judged,
            "reports_in_time": reports.in_time,
            "timeliness": decimal_of(reports.timeliness),
            "reports_overdue": reports.overdue,
            "measurements": backing.measurements if backing else None,
            "with_evidence": backing.with_evidence if backing else None,
            "evidence_coverage": decimal_of(backing.coverage) if backing else None,
            "register_or_survey": backing.strong if backing else None,
            "follow_ups_open": row.follow_ups,
            "suspicious_values": row.doubts,
            "includes_unapproved": query.include_unapproved,
        }
