"""Column types that mean the same on SQLite and PostgreSQL, and the names of constraints; imported by all tables.

Table modules never use `from __future__ import annotations`: SQLModel reads the annotations.
"""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraints have the same names on both engines, so that a migration can change them."""

SQLModel.metadata.naming_convention = NAMING_CONVENTION

COUNTRY_OR_ALL = "country = 'ALL' OR (length(country) = 2 AND country = upper(country))"
SAMPLED = "sample_size IS NULL OR sample_size >= 1"
"""Rules in SQL that several tables share."""


def plain_decimal(value: Decimal) -> str:
    """A decimal as digits, without an exponent and without a negative zero: `1E+2` is `100`, `-0.0` is `0.0`.

    Raises:
        ValueError: the value is not finite.
    """
    if (text := str(value)).isdigit():  # most are, and a file has many of them
        return text
    if not value.is_finite():
        raise ValueError(f"{value} cannot be stored as a number.")
    return format(value.copy_abs() if value.is_zero() else value, "f")


class ExactDecimal(sa.types.TypeDecorator[Decimal]):
    """A decimal kept digit by digit: NUMERIC on PostgreSQL, text on SQLite, where NUMERIC would be a float.

    Exact on both engines well beyond 28 significant digits; trailing zeros stay. Sums are made in Python. In a CHECK
    write `CAST(column AS NUMERIC)`: a text is never compared as a number by itself.

    Source: architecture.md section 0, Store.
    """

    impl = sa.Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """Choose the engine's own type."""
        chosen: sa.types.TypeEngine[Any] = sa.String(80) if dialect.name == "sqlite" else sa.Numeric(asdecimal=True)
        return dialect.type_descriptor(chosen)

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> Any:
        """Give the engine the digits.

        Raises:
            TypeError: the value is no Decimal; a float has lost digits already.
            ValueError: the value is not finite.
        """
        if value is None:
            return None
        if not isinstance(value, Decimal):
            raise TypeError(f"{value!r} is a {type(value).__name__}; stored numbers are Decimals.")
        digits = plain_decimal(value)
        return digits if dialect.name == "sqlite" else Decimal(digits)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:
        """Make the Decimal of the digits."""
        return None if value is None else Decimal(value)


class Moment(sa.types.TypeDecorator[datetime]):
    """A moment in UTC to the microsecond: aware when given, aware when read.

    Source: progress.md 1.
    """

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """PostgreSQL keeps the zone; SQLite keeps the digits, which are UTC by what is bound."""
        return dialect.type_descriptor(sa.DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Turn the moment into UTC.

        Raises:
            ValueError: the moment has no zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone; moments are aware and in UTC.")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        """Say that the moment is in UTC."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def term_column(terms: type[StrEnum], *, name: str | None = None, **field: Any) -> Any:
    """A column that holds one of the terms by its value (`up`, not `UP`), with a CHECK that repeats them.

    Whether it may be missing follows from the annotation (`Direction | None`).

    Args:
        terms: the enumeration.
        name: what the CHECK is named after the table; the enumeration's name where none is given.
        field: further arguments of SQLModel's `Field`, such as `default` or `index`.
    """
    kind = sa.Enum(
        terms,
        name=name or "".join(f"_{c.lower()}" if c.isupper() else c for c in terms.__name__).lstrip("_"),
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )
    return Field(sa_type=kind, **field)  # type: ignore[call-overload,unused-ignore]


def check(rule: str, name: str) -> sa.CheckConstraint:
    """A CHECK in SQL that both engines understand, named after its table by the naming convention."""
    return sa.CheckConstraint(rule, name=name)


def ratio_rules() -> tuple[sa.CheckConstraint, ...]:
    """CHECKs of a numerator and its denominator: both or none, denominator above 0, numerator between 0 and it."""
    return (
        check("(numerator IS NULL) = (denominator IS NULL)", "numerator_with_denominator"),
        check("CAST(denominator AS NUMERIC) > 0", "denominator"),
        check("CAST(numerator AS NUMERIC) BETWEEN 0 AND CAST(denominator AS NUMERIC)", "numerator"),
    )
