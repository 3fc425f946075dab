"""The CSV tables of a framework's folder: what they may leave out, and faults with file, row and column."""

from pathlib import Path

import pytest

from tests.support.tiny_framework import faults, put, write_tiny
from toc.exchange.framework_file import read_framework
from toc.exchange.framework_folder import TABLES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_tiny(tmp_path)


@pytest.mark.parametrize(
    ("file", "old", "new", "message", "remedy"),
    [
        (
            "indicators.csv",
            "Courses,count",
            "Courses,amount of",
            "indicators.csv, row 2, column measure: “amount of” is not one of the choices.",
            "Take one of: 'count', 'percent', 'scale', 'duration', 'amount' or 'number'.",
        ),
        (
            "facts.csv",
            "40.50",
            "40,50",
            "facts.csv: Row 2 has the text “yes” in column 8, which has no heading.",
            "Put a text that holds the separator into quotation marks, or give the column a heading.",
        ),
        (
            "facts.csv",
            "40.50",
            '"40,50"',
            "facts.csv, row 2, column value: “40,50” is not a number.",
            "Write digits with a decimal point and no thousands mark.",
        ),
        (
            "facts.csv",
            "2027-12-31",
            "31/12/2027",
            "facts.csv, row 2, column date: “31/12/2027” is not a date.",
            "Write year-month-day, such as 2027-12-31.",
        ),
        (
            "facts.csv",
            "A1.1,FR,baseline",
            "A9.9,FR,baseline",
            "facts.csv, row 3, column indicator_code: There is no indicator “A9.9”.",
            "Add it, or take one of: A1.1, A1.2, B1.1.",
        ),
        (
            "facts.csv",
            "B1.1,ALL",
            "B1.1,FR",
            "facts.csv, row 4, column country: There is no reporting country “FR”.",
            "Add it, or take one of: ALL.",
        ),
        (
            "facts.csv",
            "A1.1,FR,target,2027-12-31",
            "A1.1,FR,baseline,2025-12-31",
            "facts.csv, row 3, column date: “baseline A1.1 FR” is there more than once.",
            "Remove or rename one of them.",
        ),
        (
            "levels.csv",
            "city,City",
            ",City",
            "levels.csv, row 3, column code: This is missing.",
            "Fill it in.",
        ),
        (
            "levels.csv",
            "code,name",
            "code,title",
            "levels.csv: the column name is missing.",
            "Add it to the first row.",
        ),
        (
            "scale_levels.csv",
            "A1.2,2,High",
            "A1.9,2,High",
            "scale_levels.csv, row 3, column indicator: There is no indicator “A1.9”.",
            "Add it, or correct its spelling.",
        ),
        (
            "scale_levels.csv",
            "A1.2,2,High",
            "A1.2,two,High",
            "scale_levels.csv, row 3, column value: “two” is not a number.",
            "Write digits with a decimal point and no thousands mark.",
        ),
        (
            "breakdowns.csv",
            "topic,green",
            "topic,blue",
            "breakdowns.csv, row 3, column categories: There is no category “blue”.",
            "Add it, or take one of: green.",
        ),
        (
            "countries.csv",
            "NA,Namibia",
            "Nam,Namibia",
            "countries.csv, row 2, column code: “Nam” is not a country code.",
            "Write two capital letters, such as IT.",
        ),
        (
            "horizons.csv",
            "near,Near,1,2",
            "near,Near,one,2",
            "horizons.csv, row 2, column first_year: “one” is not a whole number.",
            "Write digits only.",
        ),
        (
            "facts.csv",
            "plan,yes",
            "plan,perhaps",
            "facts.csv, row 2, column invented: “perhaps” is neither yes nor no.",
            "Write yes or no.",
        ),
        (
            "indicators.csv",
            "country,2,1",
            "country,-2,1",
            "indicators.csv, row 2, column weight: “-2” does not fit: Input should be greater than or equal to 0.",
            "Correct it.",
        ),
        (
            "framework.json",
            '"start_year": 2026, ',
            "",
            "framework.json, start_year: This is missing.",
            "Fill it in.",
        ),
        (
            "framework.json",
            '"Hub"',
            '"Club"',
            "framework.json, consortium_organisation: There is no organisation “Club”.",
            "Add it, or take one of: Hub, Ecole.",
        ),
        (
            "framework.json",
            '"start_year"',
            '"levels": [], "start_year"',
            "framework.json holds the list levels.",
            "Move its parts to levels.csv.",
        ),
    ],
)
def test_a_fault_of_a_folder_is_named_with_file_row_and_column(
    folder: Path, file: str, old: str, new: str, message: str, remedy: str
) -> None:
    put(folder, file, old, new)
    assert (message, remedy) in faults(lambda: read_framework(folder))


def test_an_unknown_column_is_named_with_those_that_are_known(folder: Path) -> None:
    put(folder, "stakeholders.csv", "name\nTeachers and parents", "name,colour\nTeachers and parents,red")
    assert faults(lambda: read_framework(folder)) == [
        ("stakeholders.csv: the column colour is not known.", "Take one of: name.")
    ]


def test_all_faults_of_all_files_are_given_at_once(folder: Path) -> None:
    put(folder, "objectives.csv", "people,near", "crowd,soon")
    put(folder, "facts.csv", "A1.1,FR,target", "A1.1,SE,target")
    assert [message for message, _ in faults(lambda: read_framework(folder))] == [
        "objectives.csv, row 2, column level: There is no level “crowd”.",
        "objectives.csv, row 2, column horizon: There is no horizon “soon”.",
        "facts.csv, row 2, column country: There is no reporting country “SE”.",
    ]


def test_rows_are_counted_as_a_spreadsheet_does_over_blank_rows_and_line_breaks(folder: Path) -> None:
    put(folder, "links.csv", "A1,B1,Skills are used,2\n", 'A1,B1,"Skills\nare used"\n,,\nA1,C1,Nowhere\n')
    assert faults(lambda: read_framework(folder))[0][0] == (
        "links.csv, row 4, column target: There is no objective “C1”."
    )


def test_a_file_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / "levels.csv").write_bytes(b"")
    assert faults(lambda: read_framework(folder))[0][0] == "levels.csv: The file is empty."


def test_lists_that_may_be_empty_need_no_file(folder: Path) -> None:
    needed = {"levels.csv", "horizons.csv", "objectives.csv", "indicators.csv", "countries.csv", "organisations.csv"}
    for table in TABLES:
        if table.file not in needed:
            (folder / table.file).unlink()
    put(folder, "objectives.csv", "Teachers and parents", "")
    put(folder, "indicators.csv", "scale,level,up,point,median", "count,level,up,point,median")
    document = read_framework(folder)
    assert (document.facts, document.links, document.dimensions) == ((), (), ())


def test_links_say_their_lag_and_annotations_may_name_no_indicator_and_no_country(folder: Path) -> None:
    document = read_framework(folder)
    assert [link.lag_years for link in document.links] == [2]
    found = [(part.indicator, part.country, part.kind.value, part.date.isoformat()) for part in document.annotations]
    assert found == [
        ("", "ALL", "event", "2027-05-01"),
        ("A1.1", "FR", "break", "2028-01-01"),
    ]


def test_an_annotation_of_an_unknown_indicator_or_country_is_refused(folder: Path) -> None:
    put(folder, "annotations.csv", "A1.1,FR", "A9.9,XX")
    assert [text for text, _ in faults(lambda: read_framework(folder))] == [
        "annotations.csv, row 3, column indicator: There is no indicator “A9.9”.",
        "annotations.csv, row 3, column country: There is no reporting country “XX”.",
    ]


def test_a_semicolon_file_with_its_mark_in_front_is_read_as_well(folder: Path) -> None:
    (folder / "levels.csv").write_text("code;name\npeople;People\ncity;City, old\n", encoding="utf-8-sig")
    assert read_framework(folder).levels[1].name == "City, old"
