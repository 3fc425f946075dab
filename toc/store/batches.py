"""Many measurements at once: the newest revisions of many series, and many new revisions, in a few statements.

The rules stand in services/steps. Rows are added, never changed. Source: product.md (life of a measurement).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from toc.errors import NotFound
from toc.model.framework import Framework, Indicator, Organisation
from toc.model.measurement import BreakdownValue, Measurement, ReviewEvent, Revision, Series
from toc.model.person import Account
from toc.model.terms import CorrectionReason, ReviewState
from toc.store.kept import replace_kept
from toc.store.many_rows import insert_rows
from toc.store.revisions import SAID, TOTAL
from toc.store.series import list_series
from toc.store.standing import LIVE, chunks, load_standing

SeriesOf = tuple[str, str, str]
"""Indicator, country and organisation."""

PartOf = tuple[str, str]
"""Dimension and category."""


_COLUMNS = (
    col(Measurement.id),
    col(Revision.id),
    col(Revision.number),
    col(ReviewEvent.state),
    sa.func.coalesce(col(Account.name), ""),
    col(ReviewEvent.comment),
    col(Revision.recorded_at),
    col(Revision.account_id),
    col(Indicator.code),
    col(Series.country),
    col(Organisation.short_name),
    col(Measurement.period_start),
    col(Measurement.period_end),
    *(getattr(Revision, name) for name in TOTAL),
)
_JOINS = (
    (Series, col(Series.id) == col(Measurement.series_id)),
    (Indicator, col(Indicator.id) == col(Series.indicator_id)),
    (Framework, col(Framework.id) == col(Indicator.framework_id)),
    (Organisation, col(Organisation.id) == col(Series.organisation_id)),
    (Account, col(Account.id) == col(Revision.account_id)),
)


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest revision of a measurement that is not voided.

    Attributes:
        series_of: indicator, country, organisation.
        approved: a revision of this measurement has been approved.
        by: name of whoever recorded it; empty for the command line.
        comment: said with its last change of state.
        account_id: of whoever recorded it; None for the command line.
        total: what it says of its total, by column.
        parts: what it says of each part, by dimension and category.
    """

    measurement_id: int
    revision_id: int
    number: int
    state: ReviewState
    approved: bool
    by: str
    comment: str
    recorded_at: datetime
    account_id: int | None
    series_of: SeriesOf
    period_start: date
    period_end: date
    total: Mapping[str, Any]
    parts: Mapping[PartOf, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class NewRevision:
    """A revision to be written.

    Attributes:
        measurement_id: what it revises; None for the first revision of a new measurement.
    """

    series_of: SeriesOf
    period_start: date
    period_end: date
    measurement_id: int | None
    total: Mapping[str, Any]
    parts: Mapping[PartOf, Mapping[str, Any]]


def load_latest(
    session: Session,
    framework_code: str,
    *,
    indicators: Collection[str],
    countries: Collection[str],
) -> list[Latest]:
    """The newest revisions of the measurements of some indicators in some countries, drafts included, voided excluded.

    Args:
        session: one snapshot.
        framework_code: code of the framework.
        indicators: codes.
        countries: codes, ALL for consortium indicators.

    Returns:
        By series and end of period.
    """
    where = [
        col(Framework.code) == framework_code,
        col(Indicator.code).in_(sorted(indicators)),
        col(Series.country).in_(sorted(countries)),
    ]
    rows = load_standing(session, _COLUMNS, states=LIVE, where=where, joins=_JOINS)
    parts = _load_parts(session, [row[1] for row in rows])
    approved = _approved(session, [row[0] for row in rows])
    return [
        Latest(
            measurement_id=row[0],
            revision_id=row[1],
            number=row[2],
            state=row[3],
            approved=row[0] in approved,
            by=row[4],
            comment=row[5],
            recorded_at=row[6],
            account_id=row[7],
            series_of=(row[8], row[9], row[10]),
            period_start=row[11],
            period_end=row[12],
            total=dict(zip(TOTAL, row[13:], strict=True)),
            parts=parts.get(row[1], {}),
        )
        for row in rows
    ]


def write_revisions(
    session: Session,
    framework_code: str,
    revisions: Sequence[NewRevision],
    *,
    moment: datetime,
    account_id: int | None,
    reason: str,
    states: Sequence[ReviewState],
) -> list[int]:
    """Write many revisions in a few statements, and the kept values of their series where they are approved.

    Args:
        session: of a `writing()` block.
        framework_code: code of the framework.
        revisions: at least one, at most one for each period of a series; the rules have been checked.
        moment: of this write.
        account_id: who writes; None for the command line.
        reason: why, in the person's words; empty where none was given.
        states: the states that each revision reaches, in their order.

    Returns:
        Keys of the revisions, in their order.

    Raises:
        NotFound: the store knows no such indicator or organisation.
    """
    series_ids = _series_ids(session, framework_code, revisions)
    totals = [series_ids[*found.series_of, "", ""] for found in revisions]
    measurement_ids = _measurement_ids(session, revisions, totals, moment)
    known = (found.measurement_id for found in revisions if found.measurement_id is not None)
    numbers = _newest_numbers(session, known)
    shared = {"recorded_at": moment, "account_id": account_id, "reason": reason}
    rows = [
        {**found.total, **shared, **_kind(found, reason), "measurement_id": key, "number": numbers.get(key, 0) + 1}
        for found, key in zip(revisions, measurement_ids, strict=True)
    ]
    revision_ids = _insert(session, Revision, rows)
    _add_parts(session, revisions, revision_ids, series_ids)
    events = [
        {"revision_id": key, "state": state, "at": moment, "account_id": account_id, "comment": ""}
        for key in revision_ids
        for state in states
    ]
    insert_rows(session.connection(), _table(ReviewEvent), events)
    if ReviewState.APPROVED in states:
        replace_kept(session, totals)
    return revision_ids


def _kind(revision: NewRevision, reason: str) -> dict[str, str]:
    """The kind of reason of a correction whose reason is said in words; a first revision has none."""
    return {"reason_code": CorrectionReason.OTHER.value if reason and revision.measurement_id is not None else ""}


def _measurement_ids(
    session: Session, revisions: Sequence[NewRevision], totals: Sequence[int], moment: datetime
) -> list[int]:
    """Keys of the measurements, new ones made."""
    rows = [
        {
            "series_id": series_id,
            "period_start": found.period_start,
            "period_end": found.period_end,
            "created_at": moment,
        }
        for found, series_id in zip(revisions, totals, strict=True)
        if found.measurement_id is None
    ]
    made = iter(_insert(session, Measurement, rows))
    return [next(made) if found.measurement_id is None else found.measurement_id for found in revisions]


def _newest_numbers(session: Session, measurement_ids: Iterable[int]) -> dict[int, int]:
    """The number of the newest revision by measurement, voided ones included."""
    found: dict[int, int] = {}
    for ids in chunks(measurement_ids):
        query = (
            sa.select(col(Revision.measurement_id), sa.func.max(col(Revision.number)))
            .where(col(Revision.measurement_id).in_(ids))
            .group_by(col(Revision.measurement_id))
        )
        found.update({row[0]: row[1] for row in session.connection().execute(query)})
    return found


def _add_parts(
    session: Session,
    revisions: Sequence[NewRevision],
    revision_ids: Sequence[int],
    series_ids: Mapping[tuple[str, ...], int],
) -> None:
    rows = [
        {**said, "revision_id": revision_id, "series_id": series_ids[*found.series_of, *part]}
        for found, revision_id in zip(revisions, revision_ids, strict=True)
        for part, said in found.parts.items()
    ]
    insert_rows(session.connection(), _table(BreakdownValue), rows)


def _series_ids(session: Session, framework_code: str, revisions: Iterable[NewRevision]) -> dict[tuple[str, ...], int]:
    """Keys of all series that revisions and their parts belong to, made where they are not there."""
    wanted = {(*found.series_of, *part): None for found in revisions for part in (("", ""), *found.parts)}
    ids: dict[tuple[str, ...], int] = {
        (row.indicator, row.country, row.organisation, row.dimension, row.category): row.series_id
        for row in list_series(session, framework_code, totals_only=False)
    }
    absent = [key for key in wanted if key not in ids]
    if absent:
        indicators = _keys(
            session,
            sa.select(col(Indicator.code), col(Indicator.id))
            .join(Framework, col(Framework.id) == col(Indicator.framework_id))
            .where(col(Framework.code) == framework_code),
        )
        organisations = _keys(session, sa.select(col(Organisation.short_name), col(Organisation.id)))
        rows = [
            {
                "indicator_id": _known(indicators, key[0], "indicator"),
                "country": key[1],
                "organisation_id": _known(organisations, key[2], "organisation"),
                "dimension": key[3],
                "category": key[4],
            }
            for key in absent
        ]
        ids.update(zip(absent, _insert(session, Series, rows), strict=True))
    return ids


def _known(keys: Mapping[str, int], name: str, what: str) -> int:
    if name not in keys:
        raise NotFound("There is no {what} {name}.", details={"what": what, "name": name})
    return keys[name]


def _keys(session: Session, query: sa.Select[str, int]) -> dict[str, int]:
    return {row[0]: row[1] for row in session.connection().execute(query)}


def _load_parts(session: Session, revision_ids: Iterable[int]) -> dict[int, dict[PartOf, dict[str, Any]]]:
    columns = [_table(BreakdownValue).c[name] for name in SAID]
    found: dict[int, dict[PartOf, dict[str, Any]]] = {}
    for ids in chunks(revision_ids):
        query = (
            sa.select(col(BreakdownValue.revision_id), col(Series.dimension), col(Series.category), *columns)
            .join(Series, col(Series.id) == col(BreakdownValue.series_id))
            .where(col(BreakdownValue.revision_id).in_(ids))
        )
        for revision_id, dimension, category, *said in session.connection().execute(query):
            found.setdefault(revision_id, {})[dimension, category] = dict(zip(SAID, said, strict=True))
    return found


def _approved(session: Session, measurement_ids: Iterable[int]) -> set[int]:
    """Measurements of which a revision has been approved."""
    found: set[int] = set()
    for ids in chunks(measurement_ids):
        query = (
            sa.select(col(Revision.measurement_id))
            .join(ReviewEvent, col(ReviewEvent.revision_id) == col(Revision.id))
            .where(col(Revision.measurement_id).in_(ids), col(ReviewEvent.state) == ReviewState.APPROVED)
        )
        found.update(session.connection().execute(query).scalars())
    return found


def _table(model: Any) -> sa.Table:
    table: sa.Table = model.__table__
    return table


def _insert(session: Session, model: Any, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert rows and return their keys in the same order.

    SQLite cannot give back the keys of many rows in their order. This transaction is the only one that writes, so the
    keys are those that SQLite itself would take: the ones after the highest. PostgreSQL takes them from its sequence.
    """
    if not rows:
        return []
    table, connection = _table(model), session.connection()
    if connection.dialect.name != "sqlite":
        query = sa.insert(table).returning(table.c.id, sort_by_parameter_order=True)
        return list(connection.execute(query, list(rows)).scalars())
    highest: int = connection.execute(sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0))).scalar_one()
    keys = list(range(highest + 1, highest + 1 + len(rows)))
    insert_rows(connection, table, [{**row, "id": key} for row, key in zip(rows, keys, strict=True)])
    return keys
