"""Kept values: the approved periods of every series with running totals, derived from the revisions.

Written in the transaction that approves, voids or imports, for the touched series only; compared by `toc check`.
Source: architecture.md section 0 (read path).
"""

from collections.abc import Collection, Iterable, Iterator
from decimal import Context, Decimal, Inexact
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from toc.model.keeping import Kept
from toc.model.measurement import BreakdownValue, Measurement, Revision, Series
from toc.store.many_rows import insert_rows
from toc.store.standing import chunks, load_standing

EXACT = Context(prec=400, traps=[Inexact])
"""Adds without rounding; a sum that would need more digits is an error, never a rounded figure."""

_SHARED = ("value", "numerator", "denominator", "sample_size", "evidence_grade", "source")
_OF_REVISION = ("nothing_to_report", "from_parts", "invented")

KeptRow = dict[str, Any]
"""The columns of one kept row."""


def list_total_ids(session: Session) -> list[int]:
    """Keys of every series of totals in the store."""
    return list(session.connection().execute(sa.select(col(Series.id)).where(col(Series.dimension) == "")).scalars())


def replace_kept(session: Session, total_ids: Collection[int]) -> None:
    """Write the kept values of some totals, and of the parts of their breakdowns, anew.

    Args:
        session: of a `writing()` block, with everything flushed that was recorded.
        total_ids: keys of series of totals.
    """
    session.flush()
    for ids in chunks(sorted(set(total_ids))):
        for family in chunks(_family(session, ids)):
            session.execute(sa.delete(Kept).where(col(Kept.series_id).in_(family)))
        table: sa.Table = Kept.__table__  # type: ignore[attr-defined]
        insert_rows(session.connection(), table, compute_kept(session, ids))


def find_kept_problems(session: Session) -> Iterator[str]:
    """Give a sentence for every series whose kept values are not what its revisions say."""
    for ids in chunks(list_total_ids(session)):
        wanted = {key: list(rows) for key, rows in groupby(compute_kept(session, ids), itemgetter("series_id"))}
        stored = _load_kept(session, _family(session, ids))
        for series_id in sorted(wanted.keys() | stored.keys()):
            if wanted.get(series_id) != stored.get(series_id):
                yield f"Kept values of series {series_id} are not what its measurements say."


def compute_kept(session: Session, total_ids: Collection[int]) -> list[KeptRow]:
    """The kept rows of some totals and of the parts of their breakdowns, by series and end of period. Reads only.

    Args:
        session: of the caller.
        total_ids: keys of series of totals, at most as many as one query names.
    """
    names = (*_SHARED, *_OF_REVISION)
    columns = [
        col(Measurement.series_id),
        col(Measurement.period_start),
        col(Measurement.period_end),
        col(Revision.id).label("revision_id"),
        *(getattr(Revision, name) for name in names),
    ]
    where = [col(Measurement.series_id).in_(list(total_ids))]
    keys = ("series_id", "period_start", "period_end", "revision_id", *names)
    rows = [dict(zip(keys, row, strict=True)) for row in load_standing(session, columns, where=where)]
    if len(_family(session, total_ids)) > len(total_ids):
        rows += _part_rows(session, rows)
    rows.sort(key=itemgetter("series_id", "period_end"))
    for _, series_rows in groupby(rows, itemgetter("series_id")):
        _add_running_totals(series_rows)
    return rows


def _part_rows(session: Session, totals: Collection[KeptRow]) -> list[KeptRow]:
    """The parts of the breakdowns of standing revisions; what a part does not say itself its total says."""
    by_revision = {row["revision_id"]: row for row in totals}
    columns = (col(BreakdownValue.revision_id), col(BreakdownValue.series_id), *map(_part_column, _SHARED))
    rows: list[KeptRow] = []
    for ids in chunks(by_revision):
        query = sa.select(*columns).where(col(BreakdownValue.revision_id).in_(ids))
        for revision_id, series_id, *said in session.connection().execute(query):
            total = by_revision[revision_id]
            row = {**total, **dict(zip(_SHARED, said, strict=True)), "series_id": series_id, "from_parts": False}
            row["evidence_grade"] = row["evidence_grade"] or total["evidence_grade"]
            row["source"] = row["source"] or total["source"]
            rows.append(row)
    return rows


def _part_column(name: str) -> Any:
    return getattr(BreakdownValue, name)


def _add_running_totals(rows: Iterable[KeptRow]) -> None:
    total: Decimal | None = Decimal(0)
    for number, row in enumerate(rows, start=1):
        added = Decimal(0) if row["nothing_to_report"] else row["value"]
        total = None if total is None or added is None else EXACT.add(total, added)
        row["running_total"] = total
        row["periods"] = number


def _family(session: Session, total_ids: Collection[int]) -> list[int]:
    """Keys of totals and of all parts of their breakdowns."""
    table = Series.__table__  # type: ignore[attr-defined]
    total, part = table.alias(), table.alias()
    same = sa.and_(*(part.c[name] == total.c[name] for name in ("indicator_id", "country", "organisation_id")))
    query = sa.select(part.c.id).join(total, same).where(total.c.id.in_(list(total_ids)))
    return list(session.connection().execute(query).scalars())


def _load_kept(session: Session, series_ids: Collection[int]) -> dict[int, list[KeptRow]]:
    found: dict[int, list[KeptRow]] = {}
    table = Kept.__table__  # type: ignore[attr-defined]
    for ids in chunks(series_ids):
        query = sa.select(table).where(table.c.series_id.in_(ids)).order_by(table.c.series_id, table.c.period_end)
        for row in session.connection().execute(query).mappings():
            found.setdefault(row["series_id"], []).append(dict(row))
    return found
