"""The interval of a percent from surveys (progress.md 9)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toc.errors import Invalid
from toc.figures.uncertainty import wilson


def test_none_and_all_of_a_sample_end_exactly_at_0_and_100() -> None:
    assert wilson(Fraction(0), Fraction(10)).low == 0
    assert wilson(Fraction(10), Fraction(10)).high == 100


def test_a_half_width_above_10_points_is_wide() -> None:
    assert wilson(Fraction(48), Fraction(96)).wide is False
    assert wilson(Fraction(45), Fraction(90)).wide is True


def test_an_interval_is_exact_to_many_digits() -> None:
    assert str(wilson(Fraction(1), Fraction(2)).low)[:15] == "9.4531205734230"


def test_successes_may_be_halves() -> None:
    low, high = wilson(Fraction(10), Fraction(11)).low, wilson(Fraction(11), Fraction(11)).low
    assert low < wilson(Fraction(21, 2), Fraction(11)).low < high


@pytest.mark.parametrize(("successes", "size"), [(1, 0), (-1, 5), (6, 5)])
def test_what_is_no_share_of_a_sample_is_refused(successes: int, size: int) -> None:
    with pytest.raises(Invalid, match="is no share of a sample"):
        wilson(Fraction(successes), Fraction(size))


@given(st.integers(1, 5000), st.data())
def test_an_interval_holds_its_share_and_stays_within_0_and_100(size: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, size))
    found = wilson(Fraction(successes), Fraction(size))
    share = Decimal(100 * successes) / Decimal(size)
    assert 0 <= found.low <= share <= found.high <= 100


@given(st.integers(1, 500), st.data())
def test_the_interval_of_the_others_is_its_mirror(size: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, size))
    found = wilson(Fraction(successes), Fraction(size))
    mirror = wilson(Fraction(size - successes), Fraction(size))
    assert abs(found.low - (100 - mirror.high)) < Decimal("1e-20")
