"""Tables of a framework: grid, indicators, countries and organisations. Keys and constraints; facts are in fact.py.

The same facts stand in the framework document, which computations read; `toc check` compares the two.
Source: product.md (words), progress.md 2.
"""

from datetime import date
from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from toc.model.base import COUNTRY_OR_ALL, ExactDecimal, check, term_column
from toc.model.terms import (
    AnnotationKind,
    Combination,
    DimensionKind,
    Direction,
    Frequency,
    Measure,
    OverTime,
    Scope,
)


class Organisation(SQLModel, table=True):
    """An organisation; the same one may take part in several frameworks."""

    __tablename__: ClassVar[str] = "organisation"
    __table_args__ = (check("length(country) = 2 AND country = upper(country)", "country_code"),)

    id: int = Field(default=None, primary_key=True)
    short_name: str = Field(max_length=60, unique=True)
    name: str
    country: str = Field(max_length=2)
    role: str


class Framework(SQLModel, table=True):
    """A framework: the grid's frame and its settings.

    Attributes:
        open_to_partners: partners see the approved data of every country; False: of their own countries only.
    """

    __tablename__: ClassVar[str] = "framework"
    __table_args__ = (
        check("start_year BETWEEN 1900 AND 2200", "start_year"),
        check("grace_days BETWEEN 0 AND 366", "grace_days"),
        check(
            "CAST(tolerance_points AS NUMERIC) > 0 AND CAST(tolerance_points AS NUMERIC) <= 50",
            "tolerance_points",
        ),
    )

    id: int = Field(default=None, primary_key=True)
    code: str = Field(max_length=40, unique=True)
    name: str
    source: str
    start_year: int
    baseline_date: date
    timezone: str
    grace_days: int
    tolerance_points: Decimal = Field(sa_type=ExactDecimal)
    consortium_organisation_id: int = Field(foreign_key="organisation.id")
    open_to_partners: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})


class Level(SQLModel, table=True):
    """A level of the grid, in its order down."""

    __tablename__: ClassVar[str] = "level"
    __table_args__ = (sa.UniqueConstraint("framework_id", "code"),)

    id: int = Field(default=None, primary_key=True)
    framework_id: int = Field(foreign_key="framework.id")
    code: str = Field(max_length=40)
    name: str
    about: str
    position: int


class Horizon(SQLModel, table=True):
    """A horizon of the grid, in its order across; years count from the framework's start year as 1."""

    __tablename__: ClassVar[str] = "horizon"
    __table_args__ = (
        sa.UniqueConstraint("framework_id", "code"),
        check("first_year >= 1", "first_year"),
        check("last_year IS NULL OR last_year >= first_year", "last_year"),
    )

    id: int = Field(default=None, primary_key=True)
    framework_id: int = Field(foreign_key="framework.id")
    code: str = Field(max_length=10)
    name: str
    label: str
    first_year: int
    last_year: int | None = None
    review_date: date | None = None
    position: int


class Stakeholder(SQLModel, table=True):
    """A group of stakeholders, by its name."""

    __tablename__: ClassVar[str] = "stakeholder"
    __table_args__ = (sa.UniqueConstraint("framework_id", "name"),)

    id: int = Field(default=None, primary_key=True)
    framework_id: int = Field(foreign_key="framework.id")
    name: str
    position: int


class Objective(SQLModel, table=True):
    """An objective in its place of the grid."""

    __tablename__: ClassVar[str] = "objective"
    __table_args__ = (sa.UniqueConstraint("framework_id", "code"),)

    id: int = Field(default=None, primary_key=True)
    framework_id: int = Field(foreign_key="framework.id")
    level_id: int = Field(foreign_key="level.id", index=True)
    horizon_id: int = Field(foreign_key="horizon.id", index=True)
    code: str = Field(max_length=40)
    title: str
    outcome: str
    position: int


class ObjectiveStakeholder(SQLModel, table=True):
    """Whom an objective is about."""

    __tablename__: ClassVar[str] = "objective_stakeholder"
    __table_args__ = (sa.UniqueConstraint("objective_id", "stakeholder_id"),)

    id: int = Field(default=None, primary_key=True)
    objective_id: int = Field(foreign_key="objective.id")
    stakeholder_id: int = Field(foreign_key="stakeholder.id", index=True)
    position: int


class ContributionLink(SQLModel, table=True):
    """One outcome helps to bring about another, under an assumption."""

    __tablename__: ClassVar[str] = "contribution_link"
    __table_args__ = (
        sa.UniqueConstraint("source_id", "target_id"),
        check("source_id <> target_id", "two_objectives"),
        check("lag_years BETWEEN 0 AND 50", "lag_years"),
    )

    id: int = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key="objective.id")
    target_id: int = Field(foreign_key="objective.id", index=True)
    assumption: str
    lag_years: int = 1
    position: int


class Dimension(SQLModel, table=True):
    """A dimension of breakdowns."""

    __tablename__: ClassVar[str] = "dimension"
    __table_args__ = (sa.UniqueConstraint("framework_id", "code"),)

    id: int = Field(default=None, primary_key=True)
    framework_id: int = Field(foreign_key="framework.id")
    code: str = Field(max_length=60)
    name: str
    kind: DimensionKind = term_column(DimensionKind)
    position: int


class Category(SQLModel, table=True):
    """A category of a dimension."""

    __tablename__: ClassVar[str] = "category"
    __table_args__ = (sa.UniqueConstraint("dimension_id", "code"),)

    id: int = Field(default=None, primary_key=True)
    dimension_id: int = Field(foreign_key="dimension.id")
    code: str = Field(max_length=60)
    name: str
    position: int


class Indicator(SQLModel, table=True):
    """An indicator. Source: progress.md 2, whose rules of one indicator are repeated as CHECKs."""

    __tablename__: ClassVar[str] = "indicator"
    __table_args__ = (
        sa.UniqueConstraint("framework_id", "code"),
        check("CAST(weight AS NUMERIC) >= 0", "weight"),
        check("step IS NULL OR CAST(step AS NUMERIC) > 0", "step"),
        check("over_time = 'point' OR measure IN ('count', 'amount', 'number')", "adds_up"),
        check("combination <> 'ratio' OR measure = 'percent'", "ratio_of_percent"),
        check("combination <> 'sum' OR measure NOT IN ('percent', 'scale', 'duration')", "sum"),
        check("measure <> 'scale' OR combination IN ('median', 'none')", "scale"),
        check("direction <> 'hold' OR over_time <> 'flow'", "hold_is_no_flow"),
    )

    id: int = Field(default=None, primary_key=True)
    framework_id: int = Field(foreign_key="framework.id")
    objective_id: int = Field(foreign_key="objective.id", index=True)
    code: str = Field(max_length=40)
    name: str
    definition: str
    measure: Measure = term_column(Measure)
    unit: str
    direction: Direction = term_column(Direction)
    over_time: OverTime = term_column(OverTime)
    combination: Combination = term_column(Combination)
    frequency: Frequency = term_column(Frequency)
    scope: Scope = term_column(Scope)
    weight: Decimal = Field(sa_type=ExactDecimal)
    step: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    means_of_verification: str
    position: int


class ScaleLevel(SQLModel, table=True):
    """A level of a scale indicator."""

    __tablename__: ClassVar[str] = "scale_level"
    __table_args__ = (sa.UniqueConstraint("indicator_id", "position"),)

    id: int = Field(default=None, primary_key=True)
    indicator_id: int = Field(foreign_key="indicator.id")
    position: int
    value: Decimal = Field(sa_type=ExactDecimal)
    text: str


class IndicatorBreakdown(SQLModel, table=True):
    """A category that an indicator may be split by; a row without a category stands for all of the dimension's."""

    __tablename__: ClassVar[str] = "indicator_breakdown"
    __table_args__ = (sa.UniqueConstraint("indicator_id", "dimension_id", "category_id"),)

    id: int = Field(default=None, primary_key=True)
    indicator_id: int = Field(foreign_key="indicator.id")
    dimension_id: int = Field(foreign_key="dimension.id", index=True)
    category_id: int | None = Field(default=None, foreign_key="category.id", index=True)
    position: int


class Country(SQLModel, table=True):
    """A reporting country of a framework and the organisation that reports for it by default."""

    __tablename__: ClassVar[str] = "country"
    __table_args__ = (
        sa.UniqueConstraint("framework_id", "code"),
        check("length(code) = 2 AND code = upper(code)", "code"),
    )

    id: int = Field(default=None, primary_key=True)
    framework_id: int = Field(foreign_key="framework.id")
    code: str = Field(max_length=2)
    name: str
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    position: int


class OrganisationCountry(SQLModel, table=True):
    """An organisation takes part in a framework; with a country, it may report for it (ALL: for the consortium)."""

    __tablename__: ClassVar[str] = "organisation_country"
    __table_args__ = (
        sa.UniqueConstraint("framework_id", "organisation_id", "country"),
        check(f"country = '' OR {COUNTRY_OR_ALL}", "country_code"),
    )

    id: int = Field(default=None, primary_key=True)
    framework_id: int = Field(foreign_key="framework.id")
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    country: str = Field(max_length=3)
    position: int


class Assignment(SQLModel, table=True):
    """An organisation reports an indicator for a country or ALL, where it is not the country's default one."""

    __tablename__: ClassVar[str] = "assignment"
    __table_args__ = (
        sa.UniqueConstraint("indicator_id", "country", "organisation_id"),
        check(COUNTRY_OR_ALL, "country_code"),
    )

    id: int = Field(default=None, primary_key=True)
    indicator_id: int = Field(foreign_key="indicator.id")
    country: str = Field(max_length=3)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    position: int


class Annotation(SQLModel, table=True):
    """A remark on the time line of an indicator, or of every indicator where none is named."""

    __tablename__: ClassVar[str] = "annotation"
    __table_args__ = (
        sa.UniqueConstraint("framework_id", "position"),
        check(COUNTRY_OR_ALL, "country_code"),
    )

    id: int = Field(default=None, primary_key=True)
    framework_id: int = Field(foreign_key="framework.id")
    indicator_id: int | None = Field(default=None, foreign_key="indicator.id", index=True)
    country: str = Field(max_length=3)
    date: date
    kind: AnnotationKind = term_column(AnnotationKind)
    text: str
    position: int


class NotApplicable(SQLModel, table=True):
    """An indicator does not apply to a country, for a reason."""

    __tablename__: ClassVar[str] = "not_applicable"
    __table_args__ = (
        sa.UniqueConstraint("indicator_id", "country"),
        check(COUNTRY_OR_ALL, "country_code"),
        check("length(reason) > 0", "reason"),
    )

    id: int = Field(default=None, primary_key=True)
    indicator_id: int = Field(foreign_key="indicator.id")
    country: str = Field(max_length=3)
    reason: str
