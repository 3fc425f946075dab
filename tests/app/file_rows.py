"""Rows of the public files, for tests that set a page's figures beside them."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from toc.config import DEMO_TODAY
from toc.model.query import ALL, SYSTEM, Query
from toc.services import reporting
from toc.store.database import Store


def file_rows(
    store: Store, kind: str, country: str = ALL, horizon: str | None = None, as_of: date = DEMO_TODAY
) -> list[dict[str, object]]:
    """Rows of a file of the demonstration, cells as exact values."""
    return [dict(row) for row in reporting.report(store, SYSTEM, kind, Query("CREDEX", as_of, country, horizon)).rows]


def share_of(row: dict[str, object], name: str = "progress") -> str:
    """A share of a row as pages write it: `61.3%`, an en dash where it is missing."""
    share = row[name]
    if not isinstance(share, Decimal):
        return "–"
    return f"{'-' if share < 0 else ''}{tenths(share * 100)}%"


def tenths(number: Decimal) -> str:
    """A number with one decimal, a half away from nought, without its sign: pages write a minus of their own."""
    return str(abs(number).quantize(Decimal("0.1"), ROUND_HALF_UP))
