"""CSV files to records: encoding and separator are found from the file, or taken as the person says."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from toc.errors import Invalid
from toc.exchange.raw_tables import GUESS, NO_LIMITS_GIVEN, Limits, RawFile, Record, Table, Wanted

SEPARATORS = (",", ";", "\t", "|")
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252",
    "cp1257": "Windows-1257 (Baltic)",
    "iso8859-15": "ISO 8859-15",
    "mac-roman": "Mac Roman",
}
"""Encodings that a person may choose, by the name that Python knows, with the name for people."""

_NOT_TEXT = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"%PDF")
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SAMPLE = 200
_SAMPLE_SIGNS = 200_000
_QUOTED = re.compile(r'"[^"]*"?')
_SAVE_AS = "Save the table as “CSV UTF-8” in the spreadsheet program and take that file."


def open_csv(data: bytes, wanted: Wanted = GUESS, limits: Limits = NO_LIMITS_GIVEN) -> RawFile:
    """The records of a CSV file.

    Args:
        data: the file's bytes: UTF-8 or UTF-16 with a mark, else UTF-8, else Windows-1252; comma, semicolon, tab or
            bar; quotes and line breaks within quotes as RFC 4180 has them.
        wanted: encoding and separator where the person knows better.
        limits: what is refused as soon as it is reached.

    Raises:
        Invalid: the file is empty, is no text, or has a quotation mark that is not closed, or it
            has too many rows or columns.
    """
    text, encoding = _decoded(data, wanted.encoding)
    if not text.strip():
        raise Invalid("The file is empty.", remedy="Choose a file with headings in the first row and data below.")
    separator = wanted.separator or _find_separator(text)
    return RawFile("CSV", (Table("", _records(text, separator, limits)),), ENCODINGS[encoding], separator)


def _decoded(data: bytes, wanted: str | None) -> tuple[str, str]:
    """The text of a file and the name of its encoding."""
    if data.startswith(_NOT_TEXT):
        raise Invalid("This is not a CSV file: its content is not plain text.", remedy=_SAVE_AS)
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    for encoding in (marked, wanted) if marked else (wanted,) if wanted else ("utf-8", "cp1252"):
        try:
            text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding or "utf-8")
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            raise Invalid("This is not a CSV file: its content is not plain text.", remedy=_SAVE_AS)
        return text, encoding or "utf-8"
    raise Invalid(
        "The letters of this file cannot be read: it is neither UTF-8 nor Windows-1252.",
        field="encoding",
        remedy=_SAVE_AS,
    )


def _find_separator(text: str) -> str:
    """The separator that stands equally often in the most rows, outside quotation marks; comma where none does.

    Titles above the headings and notes below the data have another number of cells; they are outvoted.
    """
    rows = list(islice(_separators_of_rows(text), _SAMPLE))
    best, most = ",", (0, 0)
    for separator in SEPARATORS:
        widths = Counter(found for row in rows if (found := row.count(separator)))
        width, votes = max(widths.items(), key=lambda found: (found[1], found[0]), default=(0, 0))
        if (votes, width) > most:
            best, most = separator, (votes, width)
    return best


def _separators_of_rows(text: str) -> Iterator[str]:
    """The signs of each row, blank ones left out, that could be separators and stand outside quotation marks."""
    for row in re.split(r"[\r\n]+", _QUOTED.sub("", text[:_SAMPLE_SIGNS])):
        yield "".join(sign for sign in row if sign in SEPARATORS)


def _records(text: str, separator: str, limits: Limits) -> list[Record]:
    """Each record with the line in which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[Record] = []
    line = 1
    try:
        for number, cells in enumerate(reader, start=1):
            if number > limits.rows or len(cells) > limits.columns:
                raise _too_many(number, len(cells), limits)
            records.append(Record(number, line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise Invalid(
            "The row that begins in line {line} of the file cannot be read: a quotation mark is not closed or stands "
            "in the wrong place, or a cell is longer than {limit} characters.",
            remedy="Check the quotation marks from that line on, or save the table as CSV again.",
            details={"line": line, "limit": csv.field_size_limit()},
        ) from error
    return records


def _too_many(rows: int, columns: int, limits: Limits) -> Invalid:
    if rows > limits.rows:
        return Invalid(
            "The file has more than {most} rows; that is the most that are read at once.",
            remedy="Divide it into several files.",
            details={"most": limits.rows},
        )
    return Invalid(
        "Row {row} of the file has {columns} columns; at most {most} are read.",
        remedy="Take the columns that are needed, or choose the sign that stands between the cells.",
        details={"row": rows, "columns": columns, "most": limits.columns},
    )
