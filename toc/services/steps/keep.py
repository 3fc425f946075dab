"""Kept values follow what was approved, voided or imported, in the same transaction."""

from collections.abc import Collection

from toc.store import head, kept
from toc.store.database import Session


def keep(session: Session, series_ids: Collection[int]) -> None:
    """Write the kept values of the touched series anew, with the parts of their breakdowns, and raise the data version.

    Args:
        session: of the `writing()` block in which an approved value came, went or changed.
        series_ids: keys of the series of totals; an import names all of its series in one call.

    Source: architecture.md section 0 (read path).
    """
    kept.replace_kept(session, series_ids)
    head.touch(session)
