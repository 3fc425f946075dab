"""Numbers, moments and terms come back from both engines as they went in."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from toc.model.base import ExactDecimal, Moment, plain_decimal
from toc.model.framework import Indicator
from toc.store.database import Store

SCRATCH = sa.MetaData()
NUMBERS = sa.Table("scratch", SCRATCH, sa.Column("number", ExactDecimal()), sa.Column("moment", Moment()))


@pytest.fixture
def engine(store_url: str) -> Iterator[sa.Engine]:
    store = Store(store_url)
    SCRATCH.create_all(store.engine)
    yield store.engine
    store.engine.dispose()


def back(engine: sa.Engine, **values: object) -> sa.Row[Decimal, datetime]:
    with engine.begin() as connection:
        connection.execute(sa.delete(NUMBERS))
        connection.execute(sa.insert(NUMBERS), values)
        return connection.execute(sa.select(NUMBERS)).one()


@pytest.mark.parametrize(
    "text",
    ["0", "64", "64.0", "10.5", "-3.25", "0.0000000000000000000000000001", "123456789012345678.123456",
     "9999999999999999999999999999", "1.234567890123456789012345678"],
)  # fmt: skip
def test_a_number_comes_back_digit_by_digit(engine: sa.Engine, text: str) -> None:
    assert str(back(engine, number=Decimal(text)).number) == str(Decimal(format(Decimal(text), "f")))


def test_many_numbers_of_28_digits_come_back_exactly(engine: sa.Engine) -> None:
    numbers = [Decimal(f"{i}{'7' * 26}").scaleb(-i) for i in range(1, 29)]
    with engine.begin() as connection:
        connection.execute(sa.insert(NUMBERS), [{"number": number} for number in numbers])
        assert set(connection.execute(sa.select(NUMBERS.c.number)).scalars()) == set(numbers)


def test_an_exponent_is_written_out_and_zero_has_no_sign(engine: sa.Engine) -> None:
    assert str(back(engine, number=Decimal("1E+2")).number) == "100"
    assert str(back(engine, number=Decimal("-0.0")).number) == "0.0"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=12, min_value=-(10**15), max_value=10**15))
def test_plain_digits_mean_the_same_number(value: Decimal) -> None:
    text = plain_decimal(value)
    assert Decimal(text) == value
    assert "E" not in text


@pytest.mark.parametrize("value", [1.5, 3, "4"])
def test_what_is_no_decimal_is_refused(engine: sa.Engine, value: object) -> None:
    with pytest.raises(sa.exc.StatementError, match="stored numbers are Decimals"):
        back(engine, number=value)


@pytest.mark.parametrize("text", ["NaN", "Infinity"])
def test_what_is_not_finite_is_refused(engine: sa.Engine, text: str) -> None:
    with pytest.raises(sa.exc.StatementError, match="cannot be stored"):
        back(engine, number=Decimal(text))


def test_missing_comes_back_as_none(engine: sa.Engine) -> None:
    assert tuple(back(engine, number=None, moment=None)) == (None, None)


def test_a_moment_comes_back_in_utc_to_the_microsecond(engine: sa.Engine) -> None:
    there = datetime(2027, 1, 1, 0, 30, 0, 123456, timezone(timedelta(hours=2)))
    found = back(engine, moment=there).moment
    assert found == there
    assert found.tzinfo is UTC
    assert found.isoformat() == "2026-12-31T22:30:00.123456+00:00"


def test_a_moment_without_a_zone_is_refused(engine: sa.Engine) -> None:
    with pytest.raises(sa.exc.StatementError, match="no time zone"):
        back(engine, moment=datetime(2027, 1, 1))  # noqa: DTZ001 - what is refused


def test_a_term_is_stored_by_its_value_with_a_check_that_repeats_them() -> None:
    kind = Indicator.__table__.c.direction.type
    assert kind.enums == ["up", "down", "hold"]
    names = {str(found.name) for found in Indicator.__table__.constraints if isinstance(found, sa.CheckConstraint)}
    assert "ck_indicator_direction" in names
