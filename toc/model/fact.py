"""Tables of baselines and targets: dated values of an indicator for a country, or for ALL itself.

Source: progress.md 2.
"""

from datetime import date
from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from toc.model.base import COUNTRY_OR_ALL, SAMPLED, ExactDecimal, check, ratio_rules, term_column
from toc.model.terms import EvidenceGrade


class FactColumns(SQLModel):
    """What baselines and targets have in common: a dated value and what it rests on.

    Attributes:
        from_file: a loaded framework file brought it, so the next version of that file may take it away; what was set
            in the app or by an import stays.
    """

    id: int = Field(default=None, primary_key=True)
    indicator_id: int = Field(foreign_key="indicator.id")
    country: str = Field(max_length=3)
    date: date
    value: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    value_to: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    numerator: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    denominator: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    sample_size: int | None = None
    evidence_grade: EvidenceGrade | None = term_column(EvidenceGrade, default=None)
    source: str
    source_url: str
    note: str
    invented: bool
    from_file: bool


def _fact_rules() -> tuple[sa.CheckConstraint, ...]:
    return (
        check(COUNTRY_OR_ALL, "country_code"),
        *ratio_rules(),
        check("value IS NOT NULL OR numerator IS NOT NULL", "some_value"),
        check(
            "value_to IS NULL OR CAST(value AS NUMERIC) <= CAST(value_to AS NUMERIC)",
            "band",
        ),
        check(SAMPLED, "sample_size"),
    )


class Baseline(FactColumns, table=True):
    """The value before the work began: one per indicator and country or ALL."""

    __tablename__: ClassVar[str] = "baseline"
    __table_args__ = (sa.UniqueConstraint("indicator_id", "country"), *_fact_rules())


class Target(FactColumns, table=True):
    """A value to be reached by a date: any number per indicator and country or ALL, one a date."""

    __tablename__: ClassVar[str] = "target"
    __table_args__ = (sa.UniqueConstraint("indicator_id", "country", "date"), *_fact_rules())
