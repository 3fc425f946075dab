"""Numbers as people type them: what is read, what is asked, what is refused, and how figures are shown."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toc.errors import Invalid
from toc.exchange.number_text import (
    Ambiguous,
    Missing,
    Number,
    find_decimal_mark,
    format_number,
    parse_number,
    plain_number,
)

NO_BREAK, NARROW, THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{THIN SPACE}"


def value_of(text: str, decimal_mark: str | None = None) -> Decimal:
    read = parse_number(text, decimal_mark=decimal_mark)  # type: ignore[arg-type]
    assert isinstance(read, Number), read
    return read.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("12", "12"),
        ("12.5", "12.5"),
        ("12,5", "12.5"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1 234,5", "1234.5"),
        (f"1{NO_BREAK}234,5", "1234.5"),
        (f"1{NARROW}234.567", "1234.567"),
        (f"1{THIN}234{THIN}567", "1234567"),
        ("1'250", "1250"),
        ("1’250’000.5", "1250000.5"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1.000.000,5", "1000000.5"),
        ("1,234.567", "1234.567"),
        ("1234.567", "1234.567"),
        ("1234,567", "1234.567"),
        ("0.123", "0.123"),
        ("0,123", "0.123"),
        ("-0,123", "-0.123"),
        (".5", "0.5"),
        (",125", "0.125"),
        ("  7 ", "7"),
        (f"\t{NO_BREAK}7\n", "7"),
        ("\N{ZERO WIDTH SPACE}7", "7"),
        ("+7", "7"),
        ("-350,25", "-350.25"),
        ("\N{MINUS SIGN}0.02", "-0.02"),
        ("50,52%", "50.52"),
        ("50.52 %", "50.52"),
        ("１２．５", "12.5"),
        ("007", "7"),
        ("10.5", "10.5"),
    ],
)
def test_a_number_is_read_as_people_type_it(text: str, value: str) -> None:
    assert value_of(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "thousands", "decimals", "marks"),
    [
        ("1.234", "1234", "1.234", (",", ".")),
        ("1,234", "1234", "1.234", (".", ",")),
        ("-12.500", "-12500", "-12.5", (",", ".")),
        ("123,456%", "123456", "123.456", (".", ",")),
    ],
)
def test_one_mark_before_three_digits_is_asked_with_both_readings(
    text: str, thousands: str, decimals: str, marks: tuple[str, str]
) -> None:
    read = parse_number(text)
    assert read == Ambiguous(text, (Decimal(thousands), Decimal(decimals)), marks)  # type: ignore[arg-type]
    assert [value_of(text, mark) for mark in marks] == [Decimal(thousands), Decimal(decimals)]


@pytest.mark.parametrize(
    "text",
    ["", "  ", NO_BREAK, "NA", "na", "N/A", "n/a", "n.a.", "ND", "n.d.", "null", "-", "–", "—", "−", ":", "..", "…"],
)
def test_a_missing_mark_is_missing_and_not_zero(text: str) -> None:
    assert parse_number(text) == Missing(text)


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "12.5.1",
        "1/2",
        "½",
        "5²",
        "TRUE",
        "nan",
        "NaN",
        "Infinity",
        "-inf",
        "1_0",
        "0x10",
        "12 34",
        "1,23,456",
        "1.234 567",
        "1 234'567",
        "0 123",
        "1.234.56",
        "1,2,3",
        "5.",
        "--5",
        "5-",
        "%",
        "+",
        "(5)",
        "5 kg",
        "€5",
        "1 234e5",
        "e5",
        "1e",
        "٣",
        "1\n2",
    ],
)
def test_what_is_no_number_is_refused_with_its_text_and_field(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_number(text, field="value")
    assert caught.value.message == f"“{text}” is not a number."
    assert caught.value.field == "value"
    assert caught.value.remedy


@pytest.mark.parametrize("text", ["1e400", "1e-400", "1e99999999999999999999", "1" * 29, "0." + "0" * 28 + "1", "1e28"])
def test_more_than_28_digits_are_refused(text: str) -> None:
    with pytest.raises(Invalid, match="more than 28 digits"):
        parse_number(text)


def test_28_digits_are_kept_exactly() -> None:
    assert value_of("1234567890123456789012.345678") == Decimal("1234567890123456789012.345678")
    assert value_of("0." + "0" * 27 + "1") == Decimal("1e-28")


def test_a_long_text_is_cut_in_the_message() -> None:
    with pytest.raises(Invalid) as caught:
        parse_number("x" * 500)
    assert len(caught.value.message) < 100


@pytest.mark.parametrize(
    ("text", "value"), [("1.2E+07", "12000000"), ("1e3", "1000"), ("2,5E+02", "250"), ("1E-3", "0.001"), (".5e1", "5")]
)
def test_scientific_notation_is_read_and_flagged(text: str, value: str) -> None:
    read = parse_number(text)
    assert isinstance(read, Number)
    assert read.scientific
    assert read.value == Decimal(value)


def test_percent_sign_and_proven_mark_are_told() -> None:
    assert parse_number("50,52%") == Number(Decimal("50.52"), ",", percent=True)
    assert parse_number("1 250") == Number(Decimal(1250))


def test_the_digits_typed_are_kept_so_that_the_last_ones_rounding_is_known() -> None:
    assert value_of("14,0").as_tuple().exponent == -1


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [("1.234", ",", "1234"), ("1.234", ".", "1.234"), ("12.500", ",", "12500"), ("980", ",", "980"), ("1 5", None, "")],
)
def test_the_known_decimal_mark_settles_the_reading(text: str, mark: str | None, value: str) -> None:
    if mark is None:
        with pytest.raises(Invalid):
            value_of(text)
    else:
        assert value_of(text, mark) == Decimal(value)


@pytest.mark.parametrize(("text", "mark", "name"), [("12,5", ".", "decimal point"), ("1,234.5", ",", "decimal comma")])
def test_a_number_against_the_known_decimal_mark_is_refused(text: str, mark: str, name: str) -> None:
    with pytest.raises(Invalid, match=f"does not fit the {name}"):
        value_of(text, mark)


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1.234", "980", "12,5"], ","),
        (["1.234", "1.000.000"], ","),
        (["1,234", "0.5", "NA", "abc"], "."),
        (["1.234", "1 250", "7"], None),
        ([], None),
    ],
)
def test_one_proof_decides_the_decimal_mark_of_a_column(texts: list[str], mark: str | None) -> None:
    assert find_decimal_mark(texts) == mark


def test_two_proofs_that_contradict_each_other_are_both_named() -> None:
    with pytest.raises(Invalid, match="“12.5” is written with a decimal point and “9,75”"):
        find_decimal_mark(["12.5", "9,75"])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("14.0"), "14"),
        (Decimal("100"), "100"),
        (Decimal("1.2E+7"), "12000000"),
        (Decimal("1E-10"), "0.0000000001"),
        (Decimal("-0.0"), "0"),
        (Decimal("-0.020"), "-0.02"),
        (Decimal("123456789012345678.123456"), "123456789012345678.123456"),
        (Decimal("1.00000000000000000000000000015"), "1"),
        (Fraction(2, 3), "0.6666666666666666666666666667"),
        (Fraction(1, 8), "0.125"),
        (5, "5"),
    ],
)
def test_machine_form_has_no_exponent_no_trailing_zeros_and_no_negative_zero(
    value: Decimal | Fraction | int, text: str
) -> None:
    assert plain_number(value) == text


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity")])
def test_a_number_that_is_not_finite_has_no_machine_form(value: Decimal) -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        plain_number(value)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [("10.25", 1, "10.3"), ("10.35", 1, "10.4"), ("10.45", 1, "10.5"), ("19.96", 1, "20.0"), ("-0.05", 1, "-0.1")]
    + [("-0.04", 1, "0.0"), ("11387", None, "11,387"), ("7.125", None, "7.125"), ("14.0", None, "14")]
    + [("0.000123456", None, "0.0001235"), ("33.33333333", None, "33.3333"), ("1E+7", None, "10,000,000")]
    + [("0", None, "0"), ("2.5", 0, "3"), ("9999.99999", None, "10,000"), ("1.2E+7", None, "12,000,000")]
    + [("1234567890123456789012.345678", 6, "1,234,567,890,123,456,789,012.345678")],
)
def test_display_rounds_half_up_and_is_never_scientific(value: str, decimals: int | None, text: str) -> None:
    assert format_number(Decimal(value), "en", decimals=decimals) == text


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "12,345.60"),
        ("it", "12.345,60"),
        ("nl", "12.345,60"),
        ("fr", f"12{NARROW}345,60"),
        ("et", f"12{NO_BREAK}345,60"),
        ("es", "12.345,60"),
    ],
)
def test_display_has_the_marks_of_the_language(locale: str, text: str) -> None:
    assert format_number(Decimal("12345.6"), locale, decimals=2) == text


@pytest.mark.parametrize(
    ("locale", "value", "decimals", "text"),
    [
        ("en", Fraction(5, 8), 1, "62.5%"),
        ("en", Fraction(121, 132), 2, "91.67%"),
        ("en", Decimal("0.9996"), 0, "100%"),
        ("en", Decimal("1.5"), None, "150%"),
        ("fr", Decimal("-0.125"), 1, f"-12,5{NO_BREAK}%"),
        ("it", Fraction(0), 0, "0%"),
    ],
)
def test_a_share_is_shown_as_a_percentage(locale: str, value: Decimal, decimals: int | None, text: str) -> None:
    shown = format_number(value, locale, decimals=decimals, percent=True)
    assert shown.replace(NARROW, NO_BREAK) == text


def test_a_missing_figure_is_an_en_dash_and_zero_is_zero() -> None:
    assert format_number(None, "en", decimals=1) == "–"
    assert format_number(0, "en", decimals=1) == "0.0"


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6)


@given(NUMBERS)
def test_machine_form_read_back_is_the_same_number(value: Decimal) -> None:
    assert value_of(plain_number(value), ".") == value


@given(NUMBERS, st.sampled_from(["en", "it", "nl", "fr", "et", "es"]))
def test_display_with_all_digits_read_back_is_the_same_number(value: Decimal, locale: str) -> None:
    mark = "." if locale == "en" else ","
    assert value_of(format_number(value, locale, decimals=6), mark) == value


@given(st.text(alphabet="0123456789.,' -+%eE", max_size=12))
def test_any_text_is_read_asked_or_refused_and_both_readings_differ(text: str) -> None:
    try:
        read = parse_number(text)
    except Invalid as error:
        assert error.message
        return
    if isinstance(read, Ambiguous):
        assert read.readings[0] != read.readings[1] or not any(read.readings)
