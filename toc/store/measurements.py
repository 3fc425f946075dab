"""Measurements as people look at them: one row each (and one for each part), with its review state and who recorded it.

Source: files-and-commands.md, Measurements out; product.md (life of a measurement).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from toc.errors import NotFound
from toc.model.measurement import BreakdownValue, Measurement, ReviewEvent, Revision
from toc.model.measurement import Series as SeriesTable
from toc.model.panel import MeasurementRow as MeasurementRow
from toc.model.person import Account
from toc.model.terms import ReviewState
from toc.store.revisions import SAID, get_standing
from toc.store.series import SeriesRow, list_series
from toc.store.standing import chunks, is_last_event, load_standing


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """A state that a revision reached.

    Attributes:
        at: moment in UTC.
        by: name of the person; empty for the command line.
    """

    state: ReviewState
    at: datetime
    by: str
    comment: str


_FLAGS = ("nothing_to_report", "from_parts", "invented")
_AUTHOR = (sa.func.coalesce(col(Account.name), ""), col(Revision.account_id))
_REMARKS = (col(ReviewEvent.comment), col(Revision.reason_code), col(Revision.reason))


def _columns(author: Iterable[Any], remarks: Iterable[Any]) -> tuple[Any, ...]:
    """The series, then the fields of a MeasurementRow in their order, but for those that its series says."""
    return (
        col(Measurement.series_id),
        col(Measurement.id),
        col(Revision.id),
        col(Revision.number),
        col(Measurement.period_start),
        col(Measurement.period_end),
        col(ReviewEvent.state),
        col(Revision.recorded_at),
        *author,
        sa.case((col(ReviewEvent.state) == ReviewState.APPROVED, col(ReviewEvent.at))),
        *remarks,
        *(getattr(Revision, name) for name in (*SAID, *_FLAGS)),
    )


_NO_TEXT: sa.ColumnElement[str] = sa.literal_column("''")
_COLUMNS = _columns(_AUTHOR, _REMARKS)
_BARE_COLUMNS = _columns((_NO_TEXT, sa.null()), (_NO_TEXT, _NO_TEXT, _NO_TEXT))
_ACCOUNT = (Account, col(Account.id) == col(Revision.account_id))

_SERIES_AT_ONCE = 8
"""So few that even series of hundreds of months need little memory."""


def iterate_measurements(
    session: Session,
    framework_code: str,
    *,
    indicator: str | None = None,
    country: str | None = None,
    organisation: str | None = None,
    states: Collection[str] | None = None,
    known_at: datetime | None = None,
    parts: bool = False,
    bare: bool = False,
) -> Iterator[MeasurementRow]:
    """Give the standing revision of every measurement, a few series at a time, so that exports can stream.

    Args:
        session: one snapshot, open until the last row.
        framework_code: code of the framework.
        indicator: only this indicator.
        country: only this country; ALL is the consortium's own rows.
        organisation: only what this organisation measured.
        states: for each measurement the newest revision in one of these; None: the newest whatever its state. With
            `approved` alone, these are the ones that figures rest on.
        known_at: only what was recorded by this moment in UTC; None is now.
        parts: also give the parts of each breakdown, after their total.
        bare: leave empty who recorded it, the comment and the reason, for a file that says none of them.

    Returns:
        Rows by indicator (in the framework's order), country, organisation, period, dimension, category.
    """
    found = list_series(session, framework_code, indicator=indicator, country=country, organisation=organisation)
    split = _split_places(session, framework_code) if parts else frozenset()
    wanted = tuple(state for state in ReviewState if states is None or state in states)
    for series in chunks(found, _SERIES_AT_ONCE):
        totals = _totals(session, {row.series_id: row for row in series}, wanted, known_at, bare)
        if not split:
            yield from totals
            continue
        by_revision = _parts(session, [row for row in totals if _place(row) in split])
        for row in totals:
            yield row
            yield from by_revision.get(row.revision_id, ())


def list_measurements(
    session: Session,
    framework_code: str,
    *,
    indicator: str | None = None,
    country: str | None = None,
    organisation: str | None = None,
    states: Collection[str] | None = None,
    known_at: datetime | None = None,
    parts: bool = False,
) -> list[MeasurementRow]:
    """The standing revision of every measurement, as `iterate_measurements` gives them."""
    return list(
        iterate_measurements(
            session,
            framework_code,
            indicator=indicator,
            country=country,
            organisation=organisation,
            states=states,
            known_at=known_at,
            parts=parts,
        )
    )


def list_waiting(session: Session, framework_code: str) -> list[MeasurementRow]:
    """Measurements whose newest revision, drafts aside, waits for approval; the oldest first."""
    waiting = (
        sa.select(col(Revision.measurement_id))
        .join(ReviewEvent, col(ReviewEvent.revision_id) == col(Revision.id))
        .where(col(ReviewEvent.state) == ReviewState.SUBMITTED, is_last_event())
        .correlate(None)
    )
    series = {row.series_id: row for row in list_series(session, framework_code)}
    others_see = [state for state in ReviewState if state is not ReviewState.DRAFT]
    where = [col(Measurement.id).in_(waiting)]
    rows = load_standing(session, _COLUMNS, states=others_see, where=where, joins=[_ACCOUNT])
    by_series = groupby(rows, itemgetter(0))
    found = [row for series_id, of_one in by_series if series_id in series for row in _rows(series[series_id], of_one)]
    submitted = [row for row in found if row.review_state is ReviewState.SUBMITTED]
    return sorted(submitted, key=lambda row: (row.recorded_at, row.revision_id))


def get_measurement(session: Session, measurement_id: int) -> MeasurementRow:
    """The newest revision of a measurement, whatever its state.

    Raises:
        NotFound: there is no such measurement.
    """
    return list_revisions(session, measurement_id)[0]


def list_revisions(session: Session, measurement_id: int) -> list[MeasurementRow]:
    """Every revision of a measurement with the state that it is in, newest first.

    Raises:
        NotFound: there is no such measurement.
    """
    query = (
        sa.select(*_COLUMNS)
        .select_from(Measurement)
        .join(Revision, col(Revision.measurement_id) == col(Measurement.id))
        .join(ReviewEvent, is_last_event())
        .outerjoin(*_ACCOUNT)
        .where(col(Measurement.id) == measurement_id)
        .order_by(col(Revision.number).desc())
    )
    rows = session.connection().execute(query).all()
    if not rows:
        raise NotFound("There is no measurement {id}.", details={"id": measurement_id})
    standing = get_standing(session, rows[0][2])
    series = SeriesRow(standing.series_id, standing.indicator, standing.country, standing.organisation, "", "")
    return _rows(series, rows)


def list_parts(session: Session, revision_id: int) -> list[MeasurementRow]:
    """The parts of a revision's breakdowns, by dimension and category.

    Raises:
        NotFound: there is no such revision.
    """
    measurement_id = get_standing(session, revision_id).measurement_id
    total = next(row for row in list_revisions(session, measurement_id) if row.revision_id == revision_id)
    return _parts(session, [total]).get(revision_id, [])


def list_review_steps(session: Session, revision_id: int) -> list[ReviewStep]:
    """Every state that a revision went through, in order."""
    query = (
        sa.select(
            col(ReviewEvent.state),
            col(ReviewEvent.at),
            sa.func.coalesce(col(Account.name), ""),
            col(ReviewEvent.comment),
        )
        .outerjoin(Account, col(Account.id) == col(ReviewEvent.account_id))
        .where(col(ReviewEvent.revision_id) == revision_id)
        .order_by(col(ReviewEvent.id))
    )
    return [ReviewStep(*row) for row in session.connection().execute(query)]


def any_invented(session: Session, framework_code: str) -> bool:
    """Whether any measurement of a framework is demonstration data, so that pages can say so."""
    for series in chunks(list_series(session, framework_code)):
        query = (
            sa.select(col(Revision.id))
            .join(Measurement, col(Measurement.id) == col(Revision.measurement_id))
            .where(col(Measurement.series_id).in_([row.series_id for row in series]), col(Revision.invented))
            .limit(1)
        )
        if session.connection().execute(query).first():
            return True
    return False


_Place = tuple[str, str, str]
"""Indicator, country and organisation."""


def _place(row: MeasurementRow | SeriesRow) -> _Place:
    return row.indicator, row.country, row.organisation


def _split_places(session: Session, framework_code: str) -> frozenset[_Place]:
    """Where parts of a breakdown were ever recorded, so that they are looked for nowhere else."""
    return frozenset(_place(row) for row in list_series(session, framework_code, totals_only=False) if row.dimension)


def _totals(
    session: Session,
    series: Mapping[int, SeriesRow],
    states: Collection[ReviewState],
    known_at: datetime | None,
    bare: bool,
) -> list[MeasurementRow]:
    where = [col(Measurement.series_id).in_(list(series))]
    columns, joins = (_BARE_COLUMNS, []) if bare else (_COLUMNS, [_ACCOUNT])
    rows = load_standing(session, columns, states=states, known_at=known_at, where=where, joins=joins)
    found = groupby(rows, itemgetter(0))
    by_series = {series_id: _rows(series[series_id], of_one) for series_id, of_one in found}
    return [row for series_id in series for row in by_series.get(series_id, ())]


def _rows(series: SeriesRow, found: Iterable[Sequence[Any]]) -> list[MeasurementRow]:
    """Rows of `_COLUMNS` of one series with what their series says."""
    place = (series.indicator, series.country, series.organisation)
    return [MeasurementRow._make((*row[1:4], *place, *row[4:], "", "")) for row in found]


def _parts(session: Session, totals: Collection[MeasurementRow]) -> dict[int, list[MeasurementRow]]:
    """The parts of some revisions, each with what belongs to its whole revision, by key of the revision."""
    by_revision = {row.revision_id: row for row in totals}
    columns = (col(SeriesTable.dimension), col(SeriesTable.category), *(getattr(BreakdownValue, n) for n in SAID))
    found: dict[int, list[MeasurementRow]] = {}
    for ids in chunks(by_revision):
        query = (
            sa.select(col(BreakdownValue.revision_id), *columns)
            .join(SeriesTable, col(SeriesTable.id) == col(BreakdownValue.series_id))
            .where(col(BreakdownValue.revision_id).in_(ids))
        )
        for revision_id, dimension, category, *said in session.connection().execute(query):
            part = _part(by_revision[revision_id], dimension, category, said)
            found.setdefault(revision_id, []).append(part)
    for rows in found.values():
        rows.sort(key=lambda row: (row.dimension, row.category))
    return found


def _part(total: MeasurementRow, dimension: str, category: str, said: list[Any]) -> MeasurementRow:
    changed = {**dict(zip(SAID, said, strict=True)), "dimension": dimension, "category": category, "from_parts": False}
    return total._replace(**changed)
