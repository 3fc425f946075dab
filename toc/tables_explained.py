"""Rows of progress.csv and objectives.csv with how each figure came about: formula, measurements, what is left out.

The wording is part of frozen reports, which are compared byte for byte. Source: progress.md; files-and-commands.md.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from toc.figures.explain import explain_indicator, explanation_text
from toc.figures.explain_parts import LeftOut, UsedMeasurement, left_out
from toc.figures.explain_rollup import explain_objective
from toc.figures.results import IndicatorResult, ObjectiveResult
from toc.model.document import FrameworkDocument
from toc.model.panel import Panel
from toc.tables import objective_rows, progress_rows


def explained_progress_rows(
    results: Iterable[IndicatorResult],
    document: FrameworkDocument,
    known_at: datetime | None,
    unapproved: bool,
    panel: Panel,
) -> Iterator[dict[str, object]]:
    """Rows of progress.csv with the columns `explanation`, `measurements_used` and `measurements_left_out`.

    Args:
        results: in the order of the file.
        document: the framework in force.
        known_at: moment up to which records are counted, UTC.
        unapproved: values that wait for approval were counted.
        panel: that the results were computed from, as the reader may see it.
    """
    for result in results:
        (row,) = progress_rows([result], document, known_at, unapproved)
        explained = explain_indicator(result, document)
        yield {
            **row,
            "explanation": explanation_text(explained),
            "measurements_used": "; ".join(_used(found) for found in explained.used) or None,
            "measurements_left_out": "; ".join(_left_out(found) for found in left_out(panel, result)) or None,
        }


def explained_objective_rows(
    results: Iterable[ObjectiveResult], document: FrameworkDocument, known_at: datetime | None, unapproved: bool
) -> Iterator[dict[str, object]]:
    """Rows of objectives.csv with the column `explanation`."""
    for result in results:
        (row,) = objective_rows([result], document, known_at, unapproved)
        yield {**row, "explanation": explanation_text(explain_objective(result, document))}


def _used(found: UsedMeasurement) -> str:
    return f"{found.country} {found.organisation} {found.period}"


def _left_out(found: LeftOut) -> str:
    place = " ".join(part for part in (found.country, found.organisation, found.period) if part)
    return f"{place}: {found.reason}"
