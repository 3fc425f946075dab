"""The one read path for computation: a framework's document and the periods of its series, as they count.

Source: architecture.md section 0 (read path); progress.md 3 and 11.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from toc.model.framework import Framework, Indicator
from toc.model.keeping import Kept
from toc.model.measurement import Measurement, ReviewEvent, Revision
from toc.model.measurement import Series as SeriesTable
from toc.model.panel import Observation, Panel, Series
from toc.model.terms import ReviewState
from toc.store.frameworks import current_document, document_at
from toc.store.many_rows import fetch_rows
from toc.store.series import SeriesRow, list_series
from toc.store.series_methods import methods_in_force
from toc.store.standing import APPROVED, COUNTED, is_last_event, load_standing

_SAID = ("value", "numerator", "denominator", "nothing_to_report")
_RESTS_ON = ("evidence_grade", "sample_size", "source", "invented", "from_parts")

_Row = tuple[Any, ...]
"""Key of the series, then the fields of an Observation in their order."""

_IS_APPROVED = 3 + len(_SAID)
"""Where in such a row it stands whether it is approved."""


def load_panel(
    session: Session,
    framework_code: str,
    *,
    known_at: datetime | None = None,
    include_unapproved: bool = False,
    as_of: date | None = None,
    indicators: Collection[str] | None = None,
) -> Panel:
    """Load what the figures of a framework are computed from.

    Now, the periods come from the kept values, with those that wait for approval laid over where they are asked for.
    For a moment, they come from the revisions and review events recorded by then, and the document is the one that was
    in force, as are the words on how each series is measured. Both give the same for the present moment.

    Args:
        session: one snapshot.
        framework_code: code of the framework.
        known_at: moment in UTC; None is now.
        include_unapproved: let submitted values stand before approved ones; drafts are their author's alone, returned
            and voided ones never count.
        as_of: leave out periods that end after this date; None takes all.
        indicators: codes of the indicators to load; None takes all.

    Raises:
        NotFound: there is no such framework, or it was not there at the moment.
    """
    within = _series_ids(framework_code, indicators)
    if known_at is not None:
        document = document_at(session, framework_code, known_at)
        rows: Iterable[_Row] = _standing_rows(session, within, states=APPROVED, known_at=known_at, where=_until(as_of))
        counted = _standing_rows(session, within, states=COUNTED, known_at=known_at, where=_until(as_of))
        waiting = [row for row in counted if not row[_IS_APPROVED]]
    else:
        document = current_document(session, framework_code)
        rows = _kept_rows(session, within, as_of)
        waiting = _waiting_rows(session, within, as_of)
    listed = list_series(session, framework_code)
    methods = methods_in_force(session, framework_code, known_at=known_at)
    approved = _by_id(rows)
    if include_unapproved:
        return Panel(document, _by_place(listed, _laid_over(approved, waiting), methods), include_unapproved)
    return Panel(document, _by_place(listed, approved, methods), handed_in=_handed_in(listed, approved, waiting))


_Periods = dict[int, tuple[Observation, ...]]
"""The periods of each series by its key, in order of their end."""


def _by_id(rows: Iterable[_Row]) -> _Periods:
    """Observations of rows by series, made as the rows come, so that no row is held beside its observation."""
    return {key: tuple(Observation(*row[1:]) for row in of_one) for key, of_one in groupby(rows, itemgetter(0))}


def _laid_over(approved: _Periods, waiting: Iterable[_Row]) -> _Periods:
    """Periods where a waiting one replaces the approved one of the same measurement.

    Periods of a series never overlap, so series and end of period name the measurement.
    """
    laid = dict(approved)
    for key, more in _by_id(waiting).items():
        by_end = {one.period_end: one for one in (*approved.get(key, ()), *more)}
        laid[key] = tuple(by_end[end] for end in sorted(by_end))
    return laid


def _handed_in(
    listed: Iterable[SeriesRow], approved: _Periods, waiting: Iterable[_Row]
) -> dict[tuple[str, str, str], tuple[Observation, ...]]:
    """The periods of what waits, without a word of what was measured, where nothing approved stands."""
    owed = _by_id(waiting)
    found = {}
    for part in listed:
        if part.series_id not in owed:
            continue
        stands = {one.period_end for one in approved.get(part.series_id, ())}
        if left := [one for one in owed[part.series_id] if one.period_end not in stands]:
            periods = tuple(Observation(one.period_start, one.period_end, approved=False) for one in left)
            found[part.indicator, part.country, part.organisation] = periods
    return found


def _by_place(
    listed: Iterable[SeriesRow], periods: _Periods, methods: Mapping[int, str]
) -> dict[tuple[str, str], tuple[Series, ...]]:
    """Series with at least one period, by indicator and country, in order of the organisation."""
    found: dict[tuple[str, str], tuple[Series, ...]] = {}
    for part in listed:
        if part.series_id in periods:
            method = methods.get(part.series_id, "")
            observations = periods[part.series_id]
            made = Series(part.indicator, part.country, part.organisation, observations, method=method)
            key = (part.indicator, part.country)
            found[key] = (*found.get(key, ()), made)
    return found


def _until(as_of: date | None) -> tuple[sa.ColumnElement[bool], ...]:
    return () if as_of is None else (col(Measurement.period_end) <= as_of,)


def _series_ids(framework_code: str, indicators: Collection[str] | None) -> sa.Select[Any]:
    """Keys of the series of totals of a framework, or of some of its indicators."""
    query = (
        sa.select(col(SeriesTable.id))
        .join(Indicator, col(Indicator.id) == col(SeriesTable.indicator_id))
        .join(Framework, col(Framework.id) == col(Indicator.framework_id))
        .where(col(Framework.code) == framework_code, col(SeriesTable.dimension) == "")
    )
    return query if indicators is None else query.where(col(Indicator.code).in_(list(indicators)))


def _kept_rows(session: Session, within: sa.Select[Any], as_of: date | None) -> Iterator[_Row]:
    table = Kept.__table__  # type: ignore[attr-defined]
    query = (
        sa.select(
            table.c.series_id,
            table.c.period_start,
            table.c.period_end,
            *(table.c[name] for name in _SAID),
            sa.true(),
            table.c.revision_id,
            *(table.c[name] for name in _RESTS_ON),
        )
        .where(table.c.series_id.in_(within))
        .order_by(table.c.series_id, table.c.period_end)
    )
    if as_of is not None:
        query = query.where(table.c.period_end <= as_of)
    return fetch_rows(session.connection(), query)


def _standing_rows(
    session: Session,
    within: sa.Select[Any],
    *,
    states: Collection[ReviewState],
    known_at: datetime | None,
    where: Iterable[sa.ColumnElement[bool]],
) -> list[_Row]:
    columns = (
        col(Measurement.series_id),
        col(Measurement.period_start),
        col(Measurement.period_end),
        *(getattr(Revision, name) for name in _SAID),
        sa.case((col(ReviewEvent.state) == ReviewState.APPROVED, sa.true()), else_=sa.false()),
        col(Revision.id),
        *(getattr(Revision, name) for name in _RESTS_ON),
    )
    in_framework = col(Measurement.series_id).in_(within)
    return load_standing(session, columns, states=states, known_at=known_at, where=(in_framework, *where))


def _waiting_rows(session: Session, within: sa.Select[Any], as_of: date | None) -> list[_Row]:
    """The standing rows of the measurements of which some revision waits."""
    waiting = (
        sa.select(col(Revision.measurement_id))
        .join(ReviewEvent, col(ReviewEvent.revision_id) == col(Revision.id))
        .where(col(ReviewEvent.state) == ReviewState.SUBMITTED, is_last_event())
        .correlate(None)
    )
    where = (col(Measurement.id).in_(waiting), *_until(as_of))
    return _standing_rows(session, within, states=COUNTED, known_at=None, where=where)
