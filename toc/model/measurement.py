"""Tables of measurements: series, measurements, revisions with their breakdowns, and the events of their review.

Nothing here is ever updated or deleted: a change is a new revision, a change of state is a new event, and another
method of measuring is a new row. Source: product.md (life of a measurement), progress.md 2, 10, 12.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from toc.model.base import COUNTRY_OR_ALL, SAMPLED, ExactDecimal, Moment, check, ratio_rules, term_column
from toc.model.terms import EvidenceGrade, ReviewState


class Series(SQLModel, table=True):
    """What one organisation measures of one indicator for one country, in total or for one category of a breakdown.

    Attributes:
        country: a country code, or ALL for a consortium indicator.
        dimension: code of the dimension; empty for the total.
        category: code of the category; empty for the total.
    """

    __tablename__: ClassVar[str] = "series"
    __table_args__ = (
        sa.UniqueConstraint(
            "indicator_id", "country", "organisation_id", "dimension", "category", name="uq_series_key"
        ),
        check(COUNTRY_OR_ALL, "country_code"),
        check("(dimension = '') = (category = '')", "dimension_with_category"),
    )

    id: int = Field(default=None, primary_key=True)
    indicator_id: int = Field(foreign_key="indicator.id")
    country: str = Field(max_length=3)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    dimension: str = Field(default="", max_length=60)
    category: str = Field(default="", max_length=60)


class SeriesMethod(SQLModel, table=True):
    """How a series is measured, in words, from one moment on; the latest one is in force.

    Attributes:
        method: empty takes what was said before back.
    """

    __tablename__: ClassVar[str] = "series_method"

    id: int = Field(default=None, primary_key=True)
    series_id: int = Field(foreign_key="series.id", index=True)
    method: str
    at: datetime = Field(sa_type=Moment)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)


class Measurement(SQLModel, table=True):
    """One period of a total series; what was measured stands in its revisions."""

    __tablename__: ClassVar[str] = "measurement"
    __table_args__ = (
        check("period_start <= period_end", "period"),
        sa.Index(None, "series_id", "period_end"),
    )

    id: int = Field(default=None, primary_key=True)
    series_id: int = Field(foreign_key="series.id")
    period_start: date
    period_end: date
    created_at: datetime = Field(sa_type=Moment)


class Revision(SQLModel, table=True):
    """What was said about a measurement at one moment, by whom and why; numbered from 1.

    Attributes:
        from_parts: the value is the sum of one exclusive dimension's parts.
        reason_code: kind of reason for a correction; empty for the first revision.
        idempotency_key: of the form or file row that it came from, so that a second click writes nothing.
    """

    __tablename__: ClassVar[str] = "revision"
    __table_args__ = (
        sa.UniqueConstraint("measurement_id", "number"),
        check("number >= 1", "number"),
        *ratio_rules(),
        check(
            "nothing_to_report = (value IS NULL AND numerator IS NULL)",
            "value_or_nothing_to_report",
        ),
        check(SAMPLED, "sample_size"),
    )

    id: int = Field(default=None, primary_key=True)
    measurement_id: int = Field(foreign_key="measurement.id")
    number: int
    value: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    numerator: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    denominator: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    nothing_to_report: bool = False
    sample_size: int | None = None
    evidence_grade: EvidenceGrade | None = term_column(EvidenceGrade, default=None)
    source: str = ""
    source_url: str = ""
    note: str = ""
    from_parts: bool = False
    invented: bool = False
    recorded_at: datetime = Field(sa_type=Moment)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    reason_code: str = Field(default="", max_length=40)
    reason: str = ""
    idempotency_key: str | None = Field(default=None, max_length=120, unique=True)


class BreakdownValue(SQLModel, table=True):
    """One part of a revision's breakdown, with what is said about this part alone."""

    __tablename__: ClassVar[str] = "breakdown_value"
    __table_args__ = (
        sa.UniqueConstraint("revision_id", "series_id"),
        *ratio_rules(),
        check("value IS NOT NULL OR numerator IS NOT NULL", "some_value"),
        check(SAMPLED, "sample_size"),
    )

    id: int = Field(default=None, primary_key=True)
    revision_id: int = Field(foreign_key="revision.id")
    series_id: int = Field(foreign_key="series.id", index=True)
    value: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    numerator: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    denominator: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    sample_size: int | None = None
    evidence_grade: EvidenceGrade | None = term_column(EvidenceGrade, default=None)
    source: str = ""
    source_url: str = ""
    note: str = ""


class ReviewEvent(SQLModel, table=True):
    """A revision reached a state; its latest event says where it stands."""

    __tablename__: ClassVar[str] = "review_event"
    __table_args__ = (sa.Index(None, "revision_id", "id"),)

    id: int = Field(default=None, primary_key=True)
    revision_id: int = Field(foreign_key="revision.id")
    state: ReviewState = term_column(ReviewState)
    at: datetime = Field(sa_type=Moment)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    comment: str = ""
