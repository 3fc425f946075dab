"""Rows of summaries.csv and stakeholders.csv: means of objectives, and what is promised to whom and owed by whom.

The columns are described in `toc/columns.py`; the rules for cells are those of `toc/tables.py`.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from toc.figures.promises import PromiseState, Standing
from toc.figures.summaries import Summary
from toc.model.document import FrameworkDocument
from toc.tables import decimal_of, objective_rows, points_of


def summary_rows(
    rows: Iterable[Summary], document: FrameworkDocument, query_date: date, known_at: datetime, *, unapproved: bool
) -> Iterator[dict[str, object]]:
    """Rows of summaries.csv, with the columns `columns.SUMMARIES`.

    Args:
        rows: in the order of the file.
        document: the framework in force.
        query_date: the date that was asked for.
        known_at: moment up to which records are counted, UTC.
        unapproved: values that wait for approval were counted.
    """
    for row in rows:
        group = row.group
        yield {
            "framework": document.code,
            "as_of": query_date,
            "known_at": known_at,
            "country": row.country,
            "date": row.on,
            "level": row.level or None,
            "horizon": row.horizon or None,
            "progress": decimal_of(group.progress),
            "expected_progress": decimal_of(group.expected_progress),
            "gap_points": points_of(group.gap),
            "objectives_with_progress": group.objectives_with_progress,
            "objectives_total": group.objectives_total,
            "includes_unapproved": unapproved,
        }


def stake_rows(
    rows: Iterable[tuple[str, Standing]], document: FrameworkDocument, known_at: datetime, *, unapproved: bool
) -> Iterator[dict[str, object]]:
    """Rows of stakeholders.csv, one for each stakeholder, objective and country, with the columns `columns.STAKES`.

    Args:
        rows: the stakeholder, empty for none, and the objective with what is promised and owed.
        document: the framework in force.
        known_at: moment up to which records are counted, UTC.
        unapproved: values that wait for approval were counted.
    """
    for stakeholder, standing in rows:
        (objective,) = objective_rows([standing.result], document, known_at, unapproved)
        coming, owed = standing.next_promise, standing.overdue
        yield {
            "stakeholder": stakeholder or None,
            **objective,
            "promises_met": standing.how_many(PromiseState.MET),
            "promises_not_met": standing.how_many(PromiseState.NOT_MET),
            "promises_to_come": standing.how_many(PromiseState.AHEAD),
            "promises_without_report": standing.how_many(PromiseState.UNKNOWN),
            "next_promise": coming.on if coming else None,
            "overdue_reports": sum(len(found.periods) for found in owed),
            "overdue_since": owed[0].due_on if owed else None,
            "overdue_by": "; ".join(sorted({found.organisation for found in owed})) or None,
        }
