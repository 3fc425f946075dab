"""Dates as people type them: ISO, day first where it is provable, asked where it is not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toc.errors import Invalid
from toc.exchange.date_text import AmbiguousDate, Day, find_date_order, parse_date
from toc.exchange.number_text import Missing


@pytest.mark.parametrize(
    "text",
    [
        "2024-12-31",
        " 2024-12-31 ",
        "2024-12-31 23:59:59",
        "2024-12-31T23:59:59.999999Z",
        "2024-12-31T00:00+02:00",
        "2024/12/31",
        "31/12/2024",
        "31.12.2024",
        "31-12-2024",
        "31/12/2024 23:59",
        "12/31/2024",
    ],
)
def test_a_date_with_one_reading_is_read_and_its_time_cut(text: str) -> None:
    read = parse_date(text)
    assert isinstance(read, Day)
    assert read.value == date(2024, 12, 31)


@pytest.mark.parametrize(
    ("text", "order"), [("31/12/2024", "day"), ("12/31/2024", "month"), ("03/03/2026", None), ("2024-12-31", None)]
)
def test_a_date_tells_the_order_that_it_proves(text: str, order: str | None) -> None:
    read = parse_date(text)
    assert isinstance(read, Day)
    assert read.order == order


@pytest.mark.parametrize("text", ["03/04/2026", "3.4.2026", "03-04-2026"])
def test_an_unclear_date_is_asked_with_both_readings(text: str) -> None:
    assert parse_date(text) == AmbiguousDate(text, (date(2026, 4, 3), date(2026, 3, 4)))
    assert parse_date(text, order="day") == Day(date(2026, 4, 3))
    assert parse_date(text, order="month") == Day(date(2026, 3, 4))


def test_the_known_order_refuses_a_date_that_does_not_fit() -> None:
    with pytest.raises(Invalid, match="day first"):
        parse_date("12/31/2024", order="day")
    with pytest.raises(Invalid, match="month first"):
        parse_date("31/12/2024", order="month")
    assert parse_date("31/12/2024", order="day") == Day(date(2024, 12, 31), "day")


@pytest.mark.parametrize("text", ["", " ", "NA", "n/a", "-", ".."])
def test_a_missing_mark_is_missing(text: str) -> None:
    assert parse_date(text) == Missing(text)


@pytest.mark.parametrize("text", ["2023-02-30", "31/02/2024", "32/13/2024", "0000-01-01", "2024-13-01"])
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="not a day of the calendar"):
        parse_date(text)


@pytest.mark.parametrize("text", ["31/12/24", "45657", "2024", "2024-Q1", "12 May 2024", "31/12-2024", "2024-12-31x"])
def test_what_is_no_date_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_date(text, field="period_start")
    assert caught.value.message == f"“{text}” is not a date."
    assert caught.value.field == "period_start"
    assert caught.value.remedy is not None
    assert "2026-06-30" in caught.value.remedy


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["05/03/2023", "31/12/2023", "abc"], "day"),
        (["05/03/2023", "12/31/2023"], "month"),
        (["05/03/2023", "2023-12-31", ""], None),
    ],
)
def test_one_proof_decides_the_order_of_a_column(texts: list[str], order: str | None) -> None:
    assert find_date_order(texts) == order


def test_two_orders_in_one_column_are_both_named() -> None:
    with pytest.raises(Invalid, match="“31/12/2023” is written with the day first and “12/31/2023”"):
        find_date_order(["31/12/2023", "12/31/2023"])


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_date_comes_back_from_iso_and_from_day_first_text(day: date) -> None:
    assert parse_date(day.isoformat()) == Day(day)
    read = parse_date(day.strftime("%d/%m/%Y"), order="day")
    assert isinstance(read, Day)
    assert read.value == day
