"""Series: the rows that periods, kept values and overlaps hang on, made with their first measurement.

Source: architecture.md section 0 (Store).
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from toc.errors import NotFound
from toc.model.framework import Framework, Indicator, Organisation
from toc.model.measurement import Measurement, Series


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """What one series is about, in codes.

    Attributes:
        country: a country code, or ALL for a consortium indicator.
        dimension: empty for the total.
        category: empty for the total.
    """

    framework: str
    indicator: str
    country: str
    organisation: str
    dimension: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A series with its key in the store."""

    series_id: int
    indicator: str
    country: str
    organisation: str
    dimension: str
    category: str


@dataclass(frozen=True, slots=True)
class Used:
    """The parts of a framework that measurements rest on and that can therefore not be taken away.

    Attributes:
        indicators: codes of those that something was measured for.
        countries: codes, without ALL.
        organisations: short names.
        categories: dimension and category.
        described: codes of those that nothing was measured for yet, of which somebody said how it is measured.
    """

    indicators: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    categories: frozenset[tuple[str, str]] = frozenset()
    described: frozenset[str] = frozenset()


def list_series(
    session: Session,
    framework_code: str,
    *,
    indicator: str | None = None,
    country: str | None = None,
    organisation: str | None = None,
    totals_only: bool = True,
) -> list[SeriesRow]:
    """Series of a framework by indicator (in the framework's order), country, organisation, dimension, category."""
    query = (
        sa.select(
            col(Series.id),
            col(Indicator.code),
            col(Series.country),
            col(Organisation.short_name),
            col(Series.dimension),
            col(Series.category),
            col(Indicator.position),
        )
        .join(Indicator, col(Indicator.id) == col(Series.indicator_id))
        .join(Framework, col(Framework.id) == col(Indicator.framework_id))
        .join(Organisation, col(Organisation.id) == col(Series.organisation_id))
        .where(col(Framework.code) == framework_code)
    )
    if totals_only:
        query = query.where(col(Series.dimension) == "")
    for column, wanted in ((Indicator.code, indicator), (Series.country, country)):
        if wanted is not None:
            query = query.where(col(column) == wanted)
    if organisation is not None:
        query = query.where(col(Organisation.short_name) == organisation)
    rows = sorted(session.connection().execute(query), key=lambda row: (row[6], row[2:6]))
    return [SeriesRow(*row[:6]) for row in rows]


def find_series_id(session: Session, key: SeriesKey) -> int | None:
    """The series of a key; None where nothing was measured yet."""
    query = (
        sa.select(col(Series.id))
        .join(Indicator, col(Indicator.id) == col(Series.indicator_id))
        .join(Framework, col(Framework.id) == col(Indicator.framework_id))
        .join(Organisation, col(Organisation.id) == col(Series.organisation_id))
        .where(
            col(Framework.code) == key.framework,
            col(Indicator.code) == key.indicator,
            col(Series.country) == key.country,
            col(Organisation.short_name) == key.organisation,
            col(Series.dimension) == key.dimension,
            col(Series.category) == key.category,
        )
    )
    return session.connection().execute(query).scalar_one_or_none()


def find_or_make_series(session: Session, key: SeriesKey) -> int:
    """The series of a key, made where it is not there.

    Raises:
        NotFound: the store knows no such indicator or organisation.
    """
    found = find_series_id(session, key)
    if found is not None:
        return found
    indicator_id = (
        session.connection()
        .execute(
            sa.select(col(Indicator.id))
            .join(Framework, col(Framework.id) == col(Indicator.framework_id))
            .where(col(Framework.code) == key.framework, col(Indicator.code) == key.indicator)
        )
        .scalar_one_or_none()
    )
    organisation_id = (
        session.connection()
        .execute(sa.select(col(Organisation.id)).where(col(Organisation.short_name) == key.organisation))
        .scalar_one_or_none()
    )
    if indicator_id is None:
        raise NotFound("There is no indicator {code}.", field="indicator_code", details={"code": key.indicator})
    if organisation_id is None:
        raise NotFound("There is no organisation {name}.", field="organisation", details={"name": key.organisation})
    made = Series(
        indicator_id=indicator_id,
        country=key.country,
        organisation_id=organisation_id,
        dimension=key.dimension,
        category=key.category,
    )
    session.add(made)
    session.flush()
    return made.id


def find_used(session: Session, framework_code: str) -> Used:
    """The parts of a framework that measurements, or words on how to measure, rest on."""
    rows = list_series(session, framework_code, totals_only=False)
    with_periods = sa.select(col(Measurement.series_id)).distinct()
    filled = set(session.connection().execute(with_periods).scalars())
    measured = frozenset(row.indicator for row in rows if row.series_id in filled)
    return Used(
        indicators=measured,
        countries=frozenset(row.country for row in rows) - {"ALL"},
        organisations=frozenset(row.organisation for row in rows),
        categories=frozenset((row.dimension, row.category) for row in rows if row.dimension),
        described=frozenset(row.indicator for row in rows) - measured,
    )
