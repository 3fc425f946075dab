"""CSV files out: the rules for every file that leaves the product, and the way back in."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, StrEnum
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toc.exchange.number_text import Number, parse_number
from toc.exchange.readers import read_csv, undefuse
from toc.exchange.writers import file_name, iter_csv, iter_rows, to_csv

FILES = Path(__file__).parents[1] / "files"
BOM = b"\xef\xbb\xbf"


class Colour(StrEnum):
    RED = "red"


class Step(Enum):
    THIRD = 3


def written(*cells: object, decimal_comma: bool = False) -> str:
    headers = [f"c{number}" for number in range(len(cells))]
    data = b"".join(iter_rows(headers, [cells], decimal_comma=decimal_comma))
    return data.decode("utf-8-sig").split("\r\n", 1)[1].removesuffix("\r\n")


def test_a_file_has_the_utf8_mark_commas_and_crlf() -> None:
    table = pd.DataFrame({"code": ["Città", "b"], "value": [Decimal("1.50"), None]})
    assert to_csv(table) == BOM + "code,value\r\nCittà,1.5\r\nb,\r\n".encode()


def test_a_table_without_rows_has_its_headings() -> None:
    assert to_csv(pd.DataFrame({"a": [], "b": []})) == BOM + b"a,b\r\n"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1.2E+7"), "12000000"),
        (Decimal("-350.250"), "-350.25"),
        (Decimal("-0.02"), "-0.02"),
        (Fraction(1, 3), "0.3333333333333333333333333333"),
        (0, "0"),
        (np.int64(7), "7"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (np.float64(2.0), "2"),
        (True, "yes"),
        (np.bool_(False), "no"),
        (date(2026, 6, 30), "2026-06-30"),
        (datetime(2026, 6, 30, 23, 59, 59, 123456, tzinfo=UTC), "2026-06-30T23:59:59.123456Z"),
        (datetime(2026, 6, 30, 1, 0, tzinfo=timezone(timedelta(hours=2))), "2026-06-29T23:00:00.000000Z"),
        (pd.Timestamp("2026-06-30 12:00", tz="UTC"), "2026-06-30T12:00:00.000000Z"),
        (Colour.RED, "red"),
        (Step.THIRD, "3"),
        ("007", "007"),
        ("'s-Hertogenbosch", "'s-Hertogenbosch"),
    ],
)
def test_each_kind_of_cell_has_its_machine_form(value: object, text: str) -> None:
    assert written("x", value) == f"x,{text}"


@pytest.mark.parametrize("value", [None, float("nan"), pd.NaT, pd.NA, Decimal("NaN"), np.float64("nan"), ""])
def test_missing_is_an_empty_cell(value: object) -> None:
    assert written("x", value) == "x,"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2+3", "@SUM(1)", "\t=1", "'=1", "''-x", "- a plain dash"])
def test_a_text_that_a_spreadsheet_would_run_gets_one_apostrophe(text: str) -> None:
    assert written("x", text) == f"x,'{text}"


@pytest.mark.parametrize("text", ["\r=1", "\n=1", "\r\nx"])
def test_a_text_that_begins_with_a_line_break_is_guarded_and_quoted(text: str) -> None:
    assert written("x", text) == f'x,"\'{text}"'


def test_cells_of_a_column_that_are_equal_and_of_other_kinds_keep_their_own_form() -> None:
    column = [
        True,
        1,
        Decimal("1.0"),
        1.0,
        "1",
        None,
        Colour.RED,
        "red",
        "=red",
        np.int64(1),
        Decimal("1E+2"),
        False,
        0,
    ]
    data = b"".join(iter_rows(["a", "b"], [("x", value) for value in column]))
    texts = [line.split(",")[1] for line in data.decode("utf-8-sig").split("\r\n")[1:-1]]
    assert texts == ["yes", "1", "1", "1", "1", "", "red", "red", "'=red", "1", "100", "no", "0"]


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        (
            [Decimal("1.50"), Decimal("1.5"), None, 7, Decimal("-0.0"), 10**30],
            ["1.5", "1.5", "", "7", "0", "1" + "0" * 30],
        ),
        (["a", None, "=a", "", "a", "=a"], ["a", "", "'=a", "", "a", "'=a"]),
        ([True, None, False, True], ["yes", "", "no", "yes"]),
        ([None, None], ["", ""]),
    ],
)
def test_a_column_of_one_kind_has_the_form_of_each_of_its_cells(column: list[object], texts: list[str]) -> None:
    data = b"".join(iter_rows(["a", "b"], [("x", value) for value in column]))
    assert [line.split(",")[1] for line in data.decode("utf-8-sig").split("\r\n")[1:-1]] == texts
    assert texts == [written("x", value).split(",")[1] for value in column]


def test_a_heading_is_guarded_as_any_text() -> None:
    assert b"".join(iter_rows(["=a", "b"], [])) == BOM + b"'=a,b\r\n"


def test_a_spreadsheet_of_continental_europe_gets_semicolons_and_decimal_commas() -> None:
    line = written("a;b", "c,d", Decimal("1234.5"), Decimal("-0.5"), decimal_comma=True)
    assert line == '"a;b";c,d;1234,5;-0,5'
    assert to_csv(pd.DataFrame({"a": [1.5], "b": ["x"]}), decimal_comma=True) == BOM + b"a;b\r\n1,5;x\r\n"


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (datetime(2026, 1, 1), ValueError),  # noqa: DTZ001
        (float("inf"), ValueError),
        ([1], TypeError),
        (b"x", TypeError),
    ],
)
def test_a_cell_without_a_rule_is_an_error_and_never_a_guess(value: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        written("x", value)


def test_a_row_that_does_not_fit_the_headings_is_an_error() -> None:
    with pytest.raises(ValueError, match="3 cells for 2 headings"):
        list(iter_rows(["a", "b"], [(1, 2, 3)]))


def test_a_large_export_streams_row_by_row() -> None:
    taken = 0

    def rows() -> Iterator[tuple[int, str]]:
        nonlocal taken
        for number in range(5000):
            taken += 1
            yield number, "x"

    pieces = iter_rows(["n", "t"], rows())
    first = next(pieces)
    assert first.startswith(BOM + b"n,t\r\n0,x\r\n")
    assert taken <= 1000
    whole = first + b"".join(pieces)
    assert whole.count(b"\r\n") == 5001
    assert whole.count(BOM) == 1


def test_a_table_streams_to_the_same_bytes_as_in_one_piece() -> None:
    table = pd.DataFrame({"n": range(2500), "t": ["x"] * 2500})
    assert b"".join(iter_csv(table)) == to_csv(table)
    assert len(list(iter_csv(table))) == 3


def test_the_product_reads_its_own_export_of_the_injection_case() -> None:
    sheet = read_csv((FILES / "C052-formula-injection.csv").read_bytes())
    rows = [(Decimal(row.cells["value"]), row.cells["source"], row.cells["note"]) for row in sheet.rows]
    data = b"".join(iter_rows(["value", "source", "note"], rows))
    again = [tuple(row.cells.values()) for row in read_csv(data).rows]
    assert [value for value, _, _ in again] == ["-0.02", "-350.25", "12", "13", "14", "15"]
    assert all(text[0] not in "=+-@\t\r\n" for _, source, note in again for text in (source, note))
    assert [(undefuse(source), undefuse(note)) for _, source, note in again] == [row[1:] for row in rows]


@pytest.mark.parametrize("decimal_comma", [False, True])
def test_the_product_reads_its_own_export_of_the_text_case(decimal_comma: bool) -> None:
    sheet = read_csv((FILES / "C053-export-texts.csv").read_bytes())
    rows = [(Decimal(row.cells["value"]), row.cells["note"]) for row in sheet.rows]
    again = read_csv(b"".join(iter_rows(["value", "note"], rows, decimal_comma=decimal_comma)))
    mark = "," if decimal_comma else "."
    reads = [parse_number(row.cells["value"], decimal_mark=mark) for row in again.rows]  # type: ignore[arg-type]
    assert [read.value for read in reads if isinstance(read, Number)] == [value for value, _ in rows]
    assert [undefuse(row.cells["note"]) for row in again.rows] == [note for _, note in rows]


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("CREDEX", "progress", "all", date(2028, 3, 1), "v0.1.0"), "credex_progress_all_2028-03-01_v0.1.0.csv"),
        (("credex", None, "", "IT"), "credex_it.csv"),
        (("Õppe keskus/../x", "a\r\nb"), "oppe-keskus-..-x_a-b.csv"),
        (("Ελλάδα",), "export.csv"),
        ((), "export.csv"),
    ],
)
def test_a_file_name_is_safe_and_says_what_is_inside(parts: tuple[object, ...], name: str) -> None:
    assert file_name(*parts) == name


def test_a_file_name_takes_another_extension_and_stays_short() -> None:
    assert file_name("a", extension="zip") == "a.zip"
    assert len(file_name("x" * 500)) < 160


TEXTS = st.one_of(
    st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
    st.text(alphabet="'=+-@\t\r\n\",; ax\N{ZERO WIDTH NO-BREAK SPACE}", max_size=8),
)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**18), max_value=10**18, places=8)


@given(st.lists(st.tuples(st.just("k"), TEXTS, NUMBERS, TEXTS), min_size=1, max_size=6), st.booleans())
def test_texts_come_back_letter_for_letter_and_numbers_exactly(
    rows: list[tuple[str, str, Decimal, str]], decimal_comma: bool
) -> None:
    table = pd.DataFrame(rows, columns=["key", "text", "number", "note"], dtype=object)
    sheet = read_csv(to_csv(table, decimal_comma=decimal_comma))
    mark = "," if decimal_comma else "."
    assert sheet.separator == (";" if decimal_comma else ",")
    for row, (_, text, number, note) in zip(sheet.rows, rows, strict=True):
        assert (undefuse(row.cells["text"]), undefuse(row.cells["note"])) == (text, note)
        read = parse_number(row.cells["number"], decimal_mark=mark)  # type: ignore[arg-type]
        assert isinstance(read, Number)
        assert read.value == number
