"""Evidence coverage: of the measurements in an objective's figures, how many have a file or a link behind them.

Counted here for every page, card and file. Source: progress.md 7 and 10.
"""

from dataclasses import replace
from datetime import datetime

from toc.figures.results import FrameworkResult
from toc.store.database import Store
from toc.store.evidence_files import backed_revisions


def with_coverage(result: FrameworkResult, backed: frozenset[int]) -> FrameworkResult:
    """The same figures, each objective with how many of its measurements have evidence.

    Args:
        result: figures of a framework.
        backed: keys of its revisions that have a file or a link behind them, of the same moment.
    """
    objectives = {
        key: replace(found, evidence_with=len(found.revisions & backed)) for key, found in result.objectives.items()
    }
    return replace(result, objectives=objectives)


def backed_of(store: Store, framework: str, *, known_at: datetime | None) -> frozenset[int]:
    """Keys of a framework's revisions that have a file or a link behind them, as `with_coverage` counts them.

    No permission is asked for; a key tells nothing. `known_at` as there.
    """
    with store.reading() as session:
        return backed_revisions(session, framework, known_at=known_at)
