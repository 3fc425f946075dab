"""Rows of links.csv: what the figures say of contribution links, and what the coordinator thinks of them.

The columns are described in `toc/columns_pathway.py`; the rules for cells are those of `toc/tables.py`.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from toc.figures.pathway import LinkResult
from toc.model.document import FrameworkDocument
from toc.model.terms import LinkState
from toc.tables import points_of


class Judged(Protocol):
    """A judgement, as far as the file shows it."""

    @property
    def judgement(self) -> LinkState | None:
        """What the coordinator thinks."""

    @property
    def reason(self) -> str:
        """In the coordinator's words."""

    @property
    def evidence(self) -> str:
        """What it rests on."""

    @property
    def evidence_url(self) -> str:
        """A link to that."""

    @property
    def at(self) -> datetime:
        """Moment in UTC."""


def link_rows(
    links: Iterable[tuple[LinkResult, Judged | None]],
    document: FrameworkDocument,
    known_at: datetime | None,
    *,
    unapproved: bool,
) -> Iterator[dict[str, object]]:
    """Rows of links.csv, with the columns `columns.LINKS`.

    Args:
        links: in the order of the file, each with the judgement in force for its country.
        document: the framework in force.
        known_at: moment up to which records are counted, UTC.
        unapproved: values that wait for approval were counted.
    """
    for found, judged in links:
        source, target = found.source, found.target
        yield {
            "framework": document.code,
            "as_of": source.as_of,
            "known_at": known_at,
            "country": found.country,
            "source_code": source.objective.code,
            "source_title": source.objective.title,
            "target_code": target.objective.code,
            "target_title": target.objective.title,
            "assumption": found.link.assumption or None,
            "lag_years": found.link.lag_years,
            "state": found.state.value,
            "reason": found.reason,
            "source_status": source.status.value,
            "source_gap_points": points_of(source.gap),
            "source_achieved_since": found.achieved_since,
            "target_status": target.status.value,
            "target_gap_points": points_of(target.gap),
            **_judged(judged),
            "invented": source.invented or target.invented,
            "includes_unapproved": unapproved,
        }


def _judged(judged: Judged | None) -> dict[str, object]:
    if judged is None or judged.judgement is None:
        return {}
    return {
        "judgement": judged.judgement.value,
        "judgement_reason": judged.reason,
        "judgement_evidence": judged.evidence or None,
        "judgement_evidence_url": judged.evidence_url or None,
        "judged_at": judged.at,
    }
