"""Tables to CSV: one set of rules for every CSV that leaves the product, safe against formulas."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

from toc.exchange.number_text import DIGITS, plain_number

_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_FORMULA_STARTS = frozenset("'=+-@\t\r\n")
_CHUNK = 1000


def to_csv(table: pd.DataFrame, *, decimal_comma: bool = False) -> bytes:
    """Return a table as one CSV file, by the rules of ``iter_rows``.

    Args:
        table: any columns; headings are the column names, the index is left out.
        decimal_comma: semicolon between cells and a decimal comma, for people whose spreadsheet program wants that.
    """
    return b"".join(iter_csv(table, decimal_comma=decimal_comma))


def iter_csv(table: pd.DataFrame, *, decimal_comma: bool = False) -> Iterator[bytes]:
    """Yield a table as a CSV file in pieces, by the rules of ``iter_rows``."""
    rows = table.itertuples(index=False, name=None)
    return iter_rows([str(column) for column in table.columns], rows, decimal_comma=decimal_comma)


def iter_rows(
    headers: Sequence[str], rows: Iterable[Sequence[object]], *, decimal_comma: bool = False
) -> Iterator[bytes]:
    r"""Yield a CSV file in pieces, so that a large export needs little memory.

    UTF-8 with its mark, CRLF, RFC 4180. Missing (None, NaN, NaT) is an empty cell; numbers have a decimal point and no
    thousands mark; dates are ISO 8601; moments are UTC with microseconds and Z; yes and no for truth values; an enum
    is its value. A text, never a number, that matches ``^'*[=+\-@\t\r\n]`` gets one apostrophe in front.

    Args:
        headers: one heading per column.
        rows: sequences as long as ``headers``; taken one at a time.
        decimal_comma: semicolon between cells and a decimal comma in numbers.

    Raises:
        ValueError: a row is longer or shorter than the headings, a number is infinite, or a moment has no time zone.
        TypeError: a cell is of a kind that has no rule.

    Source: files-and-commands.md, Rules for every CSV that leaves the product.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";" if decimal_comma else ",", lineterminator="\r\n")
    buffer.write(_BYTE_ORDER_MARK)
    writer.writerow([_defused(header) for header in headers])
    remaining: Iterator[Sequence[Any]] = iter(rows)
    while chunk := list(islice(remaining, _CHUNK)):
        if wrong := next((row for row in chunk if len(row) != len(headers)), None):
            raise ValueError(f"A row has {len(wrong)} cells for {len(headers)} headings.")
        # Column by column, as the cells of one are of one kind and many of them are equal.
        texts = [_texts(column, decimal_comma) for column in zip(*chunk, strict=True)]
        writer.writerows(zip(*texts, strict=True))
        yield _taken(buffer)
    if rest := _taken(buffer):
        yield rest


def file_name(*parts: object, extension: str = "csv") -> str:
    """Return a file name that is safe on every system: small ASCII letters, digits, dots, hyphens and underscores.

    Args:
        parts: what tells files apart, in order: framework, kind, filters, dates, version. None and empty ones are left
            out; accents are taken off; other signs become hyphens.
        extension: without its dot.

    Returns:
        E.g. ``credex_progress_all_2028-03-01_v0.1.0.csv``; ``export.csv`` where nothing is left of the parts.
    """
    names = [_safe(str(part)) for part in parts if part is not None]
    stem = "_".join(name for name in names if name)[:150] or "export"
    return f"{stem}.{extension}"


def _taken(buffer: io.StringIO) -> bytes:
    """Return what was written so far and empty the buffer."""
    data = buffer.getvalue().encode("utf-8")
    buffer.seek(0)
    buffer.truncate()
    return data


def _safe(part: str) -> str:
    plain = unicodedata.normalize("NFKD", part).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9.]+", "-", plain).strip(".-")


def _defused(text: str) -> str:
    return "'" + text if text[:1] in _FORMULA_STARTS and _FORMULA.match(text) else text


def _texts(values: Sequence[Any], decimal_comma: bool) -> Sequence[str]:
    """Return the texts of a column's cells."""
    kinds = set(map(type, values)) - {_NONE}
    if kinds and kinds <= _NUMBERS:
        # Most are a few plain digits.
        return [
            text if (text := str(value)).isdigit() and len(text) <= DIGITS else _cell(value, decimal_comma)
            for value in values
        ]
    if len(kinds) > 1 or not kinds <= _ONCE:
        return [_cell(value, decimal_comma) for value in values]
    # Of one kind, so that what is equal has the same text.
    different = set(values)
    if kinds == {str} and _FORMULA_STARTS.isdisjoint(value[:1] for value in different if value):
        return values
    known = {value: _cell(value, decimal_comma) for value in different}
    return list(map(known.__getitem__, values))


def _cell(value: object, decimal_comma: bool) -> str:
    """Return the text of one cell."""
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        return _defused(value)
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return _number(value, decimal_comma)


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"The moment {value} has no time zone.")
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _number(value: object, decimal_comma: bool) -> str:
    if isinstance(value, float):
        value = Decimal(repr(value))
    if not isinstance(value, Decimal | Fraction | int):
        raise TypeError(f"A cell of the kind {type(value).__name__} has no rule for CSV.")
    text = plain_number(value)
    return text.replace(".", ",") if decimal_comma else text


_NONE = type(None)
_NUMBERS = frozenset({Decimal, int})
_ONCE = frozenset({str, bool, date, datetime})
"""Kinds of cells of which each different one of a column is written once."""
