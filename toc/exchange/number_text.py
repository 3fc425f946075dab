"""Numbers as people write them, to Decimal and back; the only place where number text is made or read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from babel import Locale
from babel.numbers import format_decimal

from toc.errors import Invalid

DecimalMark = Literal[".", ","]
DIGITS = 28
MISSING_MARKS = frozenset(
    {"", "na", "n/a", "n.a.", "n.a", "nd", "n.d.", "n.d", "null", "-", "\N{EN DASH}", "\N{EM DASH}", ":", "..", "..."}
)
NO_VALUE = "\N{EN DASH}"

_PLAIN_SPACES = dict.fromkeys(
    map(ord, "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}"), " "
)
_APOSTROPHES = {ord("\N{RIGHT SINGLE QUOTATION MARK}"): "'"}
_MINUS = {ord("\N{MINUS SIGN}"): "-"}
_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {ord("\N{IDEOGRAPHIC SPACE}"): " "}
_TYPED = _PLAIN_SPACES | _APOSTROPHES | _MINUS | _FULL_WIDTH | {ord("\N{HORIZONTAL ELLIPSIS}"): "..."}
_INVISIBLE = (
    "\N{ZERO WIDTH SPACE}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}"
)

_SHAPE = re.compile(r"(?P<sign>[+-]?)(?P<body>[0-9., ']*[0-9])(?:[eE](?P<exponent>[+-]?[0-9]+))?(?P<percent> ?%)?")
_GROUPED = {
    ".": re.compile(r"[0-9]*|[1-9][0-9]{0,2}(?P<group>[, '])[0-9]{3}(?:(?P=group)[0-9]{3})*"),
    ",": re.compile(r"[0-9]*|[1-9][0-9]{0,2}(?P<group>[. '])[0-9]{3}(?:(?P=group)[0-9]{3})*"),
}
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
_MACHINE = Context(prec=DIGITS, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Number:
    """A text that has one reading as a number.

    Attributes:
        value: exact, with the digits as typed: ``14.0`` keeps its zero, so the last digit's rounding is known.
        decimal_mark: the mark that the text proves; None where it proves none (``1250``, ``1 250``).
        percent: a percent sign stood behind it; ``50,52%`` has the value 50.52.
        scientific: it was written like ``1.2E+07``, so a spreadsheet program may have dropped digits.
    """

    value: Decimal
    decimal_mark: DecimalMark | None = None
    percent: bool = False
    scientific: bool = False


@dataclass(frozen=True)
class Missing:
    """A blank, or a mark that says that there is nothing; never 0.

    Attributes:
        text: the mark as typed.
    """

    text: str


@dataclass(frozen=True)
class Ambiguous:
    """A number text with two readings: the person chooses, the product never guesses.

    Attributes:
        text: as typed, e.g. ``1.234``.
        readings: with a thousands mark (1234) and with a decimal mark (1.234), in this order.
        marks: the ``decimal_mark`` that leads to each reading, in the same order.
    """

    text: str
    readings: tuple[Decimal, Decimal]
    marks: tuple[DecimalMark, DecimalMark]


@lru_cache(maxsize=8192)
def tidy(text: str) -> str:
    """Return a typed number or date with one kind of space, apostrophe, minus and digit, and bare ends.

    Full-width characters become plain ones; superscripts, fractions and other scripts' digits stay as they are, so
    that they are refused and not silently turned into something else.
    """
    return text.translate(_TYPED).strip().strip(_INVISIBLE).strip()


def shown(text: str) -> str:
    """Return a text short enough to be quoted in a message: at most 60 characters, with … where it was cut."""
    return text if len(text) <= 60 else text[:59] + "…"


def is_missing(text: str) -> bool:
    """Say whether a text in a number or date field means that there is nothing (blank, NA, n/a, nd, -, :, ..)."""
    return not text or (not only_digits(text) and _is_mark(text))


@lru_cache(maxsize=8192)
def _is_mark(text: str) -> bool:
    return tidy(text).casefold() in MISSING_MARKS


def only_digits(text: str) -> bool:
    """Say whether a text is nothing but plain digits, as most numbers of a file are: it has one reading under any mark.

    One with more digits than are kept, or a spreadsheet's cell, which is more than its text, is left to `parse_number`.
    """
    return type(text) is str and len(text) <= DIGITS and text.isdigit() and text.isascii()


@lru_cache(maxsize=8192)
def parse_number(
    text: str, *, decimal_mark: DecimalMark | None = None, field: str | None = None
) -> Number | Missing | Ambiguous:
    """Read a number as people type it: 1.234,5 and 1,234.5 and 1 234,5 and 1'234.5, with + or - and %.

    A single mark before exactly three digits (``1.234``) has two readings; ``12.5``, ``0.123`` and ``1234.567`` have
    one. Thousands are groups of three and never begin with 0.

    Args:
        text: what was typed; blank and the missing marks give Missing.
        decimal_mark: the decimal mark of the file or the person's answer; None where it is not known.
        field: name of the field or column that a fault is reported at.

    Returns:
        Number, Missing, or Ambiguous with both readings (only where ``decimal_mark`` is None).

    Raises:
        Invalid: no number (also nan, Infinity, 1_0, 1/2, TRUE, 12.5.1), one that does not fit ``decimal_mark``, or one
            with more than 28 digits.

    Source: files-and-commands.md, Measurements in; architecture.md 0 (28 significant digits).
    """
    if is_missing(text):
        return Missing(text)
    shape = _SHAPE.fullmatch(tidy(text))
    readings = _readings(shape["body"], grouped=shape["exponent"] is None) if shape else {}
    if shape is None or not readings:
        raise Invalid(
            "“{text}” is not a number.",
            field=field,
            remedy="Write digits with a decimal point or a decimal comma, for example 12.5 or 1 250.",
            details={"text": shown(text)},
        )
    if decimal_mark is not None and decimal_mark not in readings:
        raise _other_mark(text, decimal_mark, field)
    values = {mark: _decimal(shape, plain, text, field) for mark, plain in readings.items()}
    percent, scientific = shape["percent"] is not None, shape["exponent"] is not None
    if len(values) == 1:
        ((mark, value),) = values.items()
        return Number(value, mark, percent, scientific)
    if decimal_mark is not None or readings["."] == readings[","]:
        return Number(values[decimal_mark or "."], None, percent, scientific)
    marks: tuple[DecimalMark, DecimalMark] = (",", ".") if "." in shape["body"] else (".", ",")
    return Ambiguous(text, (values[marks[0]], values[marks[1]]), marks)


def find_decimal_mark(texts: Iterable[str]) -> DecimalMark | None:
    """Decide the decimal mark of a whole column or file: one text that proves it decides for all.

    Args:
        texts: cells of the number columns; what is missing or no number is passed over.

    Returns:
        ``"."`` or ``","``; None where nothing decides.

    Raises:
        Invalid: one text proves the point and another the comma; both are named.
    """
    proofs: dict[DecimalMark, str] = {}
    for text in texts:
        if not text or only_digits(text):
            continue
        try:
            read = parse_number(text)
        except Invalid:
            continue
        if isinstance(read, Number) and read.decimal_mark is not None:
            proofs.setdefault(read.decimal_mark, text)
    if len(proofs) == 2:
        raise Invalid(
            "“{point}” is written with a decimal point and “{comma}” with a decimal comma.",
            remedy="Use one decimal mark throughout.",
            details={"point": shown(proofs["."]), "comma": shown(proofs[","])},
        )
    return next(iter(proofs), None)


def plain_number(value: Decimal | Fraction | int) -> str:
    """Return a number in machine form: decimal point, no thousands mark, no exponent, no trailing zeros, never -0.

    Stored numbers come out exactly; longer ones, such as computed shares, are rounded half up to 28 significant digits.

    Raises:
        ValueError: the number is not finite; such a number is never stored.

    Source: files-and-commands.md, Rules for every CSV.
    """
    text = str(value)
    if only_digits(text):
        return text
    if isinstance(value, Fraction):
        number = _MACHINE.divide(Decimal(value.numerator), Decimal(value.denominator))
    else:
        number = _MACHINE.plus(Decimal(value))
    if not number.is_finite():
        raise ValueError(f"{value} is not a finite number.")
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def format_number(
    value: Decimal | Fraction | int | None, locale: str, *, decimals: int | None = None, percent: bool = False
) -> str:
    """Return a number as people of a language read it, rounded half up; for display only, never for storing.

    Args:
        value: None gives an en dash.
        locale: Babel locale code such as ``en``, ``it``, ``nl``, ``fr``, ``et``, ``es``.
        decimals: digits behind the decimal mark, filled with zeros; None keeps up to four of them (below 1: up to four
            significant digits) without trailing zeros.
        percent: ``value`` is a share (0.625) and is shown as a percentage (62.5%). A value that is kept in percent
            already is shown without it, its unit beside.

    Returns:
        Text with the language's decimal and thousands marks; never scientific, never -0.

    Source: look.md (figures); architecture.md, convention 13.
    """
    if value is None:
        return NO_VALUE
    exact = Fraction(value) * (100 if percent else 1)
    rounded = _trimmed(exact) if decimals is None else _rounded(exact, decimals)
    places = max(0, -int(rounded.as_tuple().exponent))
    language = Locale.parse(locale)
    pattern = "#,##0"
    if percent:
        pattern = language.percent_formats[None].pattern
        rounded = rounded.scaleb(-2, _EXACT)
    if places:
        head, _, tail = pattern.rpartition("0")
        pattern = f"{head}0.{'0' * places}{tail}"
    with localcontext(_EXACT):
        return format_decimal(rounded, format=pattern, locale=language)


def _readings(body: str, *, grouped: bool) -> dict[DecimalMark, str]:
    """Return the plain digits of a number text for each decimal mark under which it can be read."""
    found: dict[DecimalMark, str] = {}
    marks: tuple[DecimalMark, DecimalMark] = (".", ",")
    for mark in marks:
        whole, point, part = body.partition(mark)
        fits = (
            _GROUPED[mark].fullmatch(whole)
            and (grouped or whole == "" or whole.isdigit())
            and part.isdigit() == bool(point)
        )
        if fits:
            found[mark] = re.sub(r"[^0-9]", "", whole) + ("." + part if point else "")
    return found


def _decimal(shape: re.Match[str], plain: str, text: str, field: str | None) -> Decimal:
    """Return the exact number; raise Invalid where it has more digits than the store keeps."""
    exponent = shape["exponent"] or "0"
    if len(exponent) <= 4:
        value = Decimal(f"{shape['sign']}{plain}e{exponent}")
        _, digits, places = value.as_tuple()
        if len(digits) <= DIGITS and -DIGITS <= int(places) and (not value or value.adjusted() < DIGITS):
            return value
    raise Invalid(
        "“{text}” has more than {digits} digits.",
        field=field,
        remedy="Check the number; no more than {digits} digits can be kept.",
        details={"text": shown(text), "digits": DIGITS},
    )


def _other_mark(text: str, decimal_mark: DecimalMark, field: str | None) -> Invalid:
    details = {"text": shown(text), "mark": decimal_mark}
    if decimal_mark == ".":
        message = "“{text}” does not fit the decimal point that is used here."
    else:
        message = "“{text}” does not fit the decimal comma that is used here."
    return Invalid(
        message, field=field, remedy="Write it with “{mark}”, or choose the other decimal mark.", details=details
    )


def _rounded(exact: Fraction, decimals: int) -> Decimal:
    """Return a number with so many decimals, half away from zero; exact whatever its length."""
    scaled = abs(exact) * 10**decimals + Fraction(1, 2)
    digits = scaled.numerator // scaled.denominator
    return Decimal(-digits if exact < 0 else digits).scaleb(-decimals, _EXACT)


def _trimmed(exact: Fraction) -> Decimal:
    """Return a number with up to four decimals, or up to four significant digits below 1, without trailing zeros."""
    if not exact:
        return Decimal(0)
    magnitude = _MACHINE.divide(Decimal(exact.numerator), Decimal(exact.denominator)).adjusted()
    rounded = _rounded(exact, 4 if magnitude >= 0 else 3 - magnitude).normalize(_EXACT)
    return rounded if int(rounded.as_tuple().exponent) <= 0 else rounded.quantize(Decimal(1), context=_EXACT)
