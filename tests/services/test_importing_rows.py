"""Importing measurements, row by row: the case files, what each row is read as, what is asked about."""

from dataclasses import replace

import pytest

from tests.support import case_framework as cases
from tests.support.case_imports import HEAD, case, counts, errors, look, save, stored, values
from toc.errors import Invalid
from toc.model.terms import Role
from toc.services.steps import import_options as words
from toc.store.database import Store


@pytest.fixture
def filled(sqlite_store: Store) -> Store:
    return cases.case_store(sqlite_store)


@pytest.mark.parametrize(
    ("name", "expected", "wanted"),
    [
        ("C001", {"rows": 5, "new": 5}, ["12.5", "20.33", "40.21", "9", "13.75"]),
        ("C002", {"rows": 4, "new": 4}, ["12.5", "9.75", "14", "31.25"]),
        ("C004", {"rows": 5, "new": 5}, ["1234.56", "980", "12500", "1000000.5", "-350.25"]),
        ("C006", {"rows": 6, "new": 6}, ["1250"] * 6),
        ("C007", {"rows": 3, "new": 3}, ["12", "13", "14"]),
        ("C009", {"rows": 3, "new": 3}, ["12", "13", "14"]),
        ("C012", {"rows": 4, "new": 3, "refused": 1}, ["10", "20", "30"]),
        ("C013", {"rows": 3, "new": 3}, ["10", "20", "30"]),
        ("C023", {"rows": 6, "new": 3, "refused": 3}, ["30", "30", "33.3"]),
        ("C026", {"rows": 5, "new": 5}, ["10", "20", "30", "40", "50"]),
        ("C028", {"rows": 4, "new": 4}, ["10", "20", "30", "40"]),
        ("C030", {"rows": 3, "new": 3}, ["10", "20", "30"]),
        ("C032", {"rows": 3, "new": 3}, ["60", "30", "10"]),
        ("C033", {"rows": 3, "new": 1, "refused": 2}, ["40"]),
        ("C034", {"rows": 3, "new": 2, "refused": 1}, ["20", "30"]),
        ("C035", {"rows": 3, "new": 1, "refused": 2}, ["30"]),
        ("C036", {"rows": 6, "new": 2, "refused": 2, "skipped": 2}, ["10", "30"]),
        ("C037", {"rows": 4, "new": 4}, ["10", "20", "30", "40"]),
        ("C041", {"rows": 11, "new": 3, "no_value": 8}, ["0", "0", "6"]),
        ("C043", {"rows": 4, "new": 3, "refused": 1}, ["12000000", "1000", "250"]),
        ("C045", {"rows": 5, "new": 5}, ["10.25", "10.35", "10.45", "19.96", "11387"]),
        ("C046", {"rows": 4, "new": 4}, ["11", "110", "12", "23"]),
        ("C047", {"rows": 3, "new": 3}, ["10", "20", "30"]),
        ("C051", {"rows": 4, "new": 4}, ["10", "20", "30", "40"]),
        ("C052", {"rows": 6, "new": 6}, ["-0.02", "-350.25", "12", "13", "14", "15"]),
        ("C053", {"rows": 6, "new": 6}, ["12.5", "13.25", "9.75", "8.5", "7.125", "10"]),
        ("C058", {"rows": 9, "new": 9}, ["120", "250", "400", "80", "150", "220", "20", "30", "50"]),
        ("C068", {"rows": 5, "new": 3, "refused": 2}, ["-5", "-20", "-35"]),
        ("C078", {"rows": 5, "new": 5}, ["1", "2", "3", "4", "5"]),
        ("C079", {"rows": 3, "new": 1, "refused": 2}, ["3"]),
        ("C088", {"rows": 9, "new": 1, "refused": 8}, ["12.5"]),
        ("C092", {"rows": 5, "new": 4, "no_value": 1}, ["10", "12", "0", "16"]),
    ],
)
def test_a_case_file_is_read_as_it_should_be_and_brings_nothing_new_the_second_time(
    filled: Store, name: str, expected: dict[str, int], wanted: list[str]
) -> None:
    found = look(filled, case(name))
    assert counts(found) == expected
    assert values(found) == wanted
    save(filled, case(name), actor=replace(cases.REPORTER, role=Role.COORDINATOR), save_good=True)
    again = look(filled, case(name))
    assert again.counts["new"] == again.counts["changed"] == 0
    assert again.counts["unchanged"] == expected["new"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("C012", [(5, "value")]),
        ("C023", [(3, "value"), (5, "denominator"), (6, "value"), (6, "numerator")]),
        ("C033", [(3, "period"), (4, "period")]),
        ("C034", [(2, "period_end")]),
        ("C035", [(2, "period"), (3, "period")]),
        ("C036", [(4, "value"), (5, "value")]),
        ("C039-two", [(5, "value"), (10, "country")]),
        ("C040", [(2, "country"), (4, "country")]),
        ("C043", [(5, "value")]),
        ("C050", [(5, "country")]),
        ("C068", [(5, "value"), (6, "value")]),
        ("C079", [(2, "indicator_code"), (3, "indicator_code")]),
        ("C088", [(row, "value") for row in range(2, 10)]),
    ],
)
def test_each_refused_row_names_its_column(filled: Store, name: str, wanted: list[tuple[int, str]]) -> None:
    assert errors(look(filled, case(name))) == wanted


@pytest.mark.parametrize("name", ["C014", "C076-empty", "C076-header"])
def test_a_file_that_cannot_be_used_as_a_whole_is_refused_in_one_sentence(filled: Store, name: str) -> None:
    with pytest.raises(Invalid):
        look(filled, case(name))


def test_texts_come_in_letter_for_letter(filled: Store) -> None:
    save(filled, case("C009"), actor=replace(cases.REPORTER, role=Role.COORDINATOR))
    assert {draft.note for draft in stored(filled).values()} == {"Città – 5 €", "año de prueba", "‘t Veld £ 3"}
    save(filled, case("C047"), actor=replace(cases.REPORTER, role=Role.COORDINATOR))
    parts = [part for draft in stored(filled).values() for part in draft.parts]
    assert {(part.category, part.source, part.note) for part in parts} == {
        ("01", "00417", "0039"),
        ("02", "00418", "007"),
        ("10", "01e2", "1.50"),
    }


def test_a_code_that_is_nearly_known_is_answered_with_the_nearest_known_ones(filled: Store) -> None:
    told = look(filled, case("C079")).as_json()["messages"][0]
    assert told["text"] == "The cases has no indicator “LRN-1.3”."
    assert "LRN-1.2" in told["remedy"]


def test_the_country_na_is_namibia_where_it_reports_and_an_empty_country_is_another_fault(sqlite_store: Store) -> None:
    cases.case_store(sqlite_store, ("IT", "NA"))
    found = look(sqlite_store, case("C040"))
    assert counts(found) == {"rows": 3, "new": 2, "refused": 1}
    assert found.as_json()["messages"][0]["text"] == "The country is empty."


def test_el_and_uk_are_understood_and_groups_are_no_countries(sqlite_store: Store) -> None:
    cases.case_store(sqlite_store, ("GR", "GB", "XK"))
    found = look(sqlite_store, case("C048"))
    assert [value["country"] for value in found.as_json()["values"]] == ["GR", "GR", "GB", "GB", "XK"]
    told = [(one["row"], one["kind"], one["text"]) for one in found.as_json()["messages"]]
    assert told == [
        (2, "note", "EL is understood as GR."),
        (4, "note", "UK is understood as GB."),
        (7, "error", "EU27_2020 is a group, not a country."),
        (8, "error", "EA20 is a group, not a country."),
    ]


def test_names_of_countries_are_understood_in_the_partners_languages(filled: Store) -> None:
    found = look(filled, case("C050"))
    assert [value["country"] for value in found.as_json()["values"]] == ["ES", "ES", "IT", "NL", "EE"]
    names = "España Italië Pays-Bas Eesti Ireland Belgique".split()
    rows = "".join(f"INC-1.2,{name},ORG,2024,1,,,,,,\n" for name in names)
    assert [value["country"] for value in look(filled, HEAD + rows).as_json()["values"]] == [
        "ES",
        "IT",
        "NL",
        "EE",
        "IE",
        "BE",
    ]


def test_a_repeat_is_named_and_skipped_and_contradicting_rows_name_each_other(filled: Store) -> None:
    told = [(one["row"], one["text"]) for one in look(filled, case("C036")).as_json()["messages"]]
    contradiction = "Rows 4, 5 state different things for the same key; none of them is taken."
    assert told == [
        (3, "It says the same as row 2."),
        (4, contradiction),
        (5, contradiction),
        (7, "It says the same as row 2."),
    ]


def test_columns_that_were_not_recognised_are_named_and_those_of_the_export_are_passed_over(filled: Store) -> None:
    found = look(filled, "Indicator,Country,Year,Val,Unit,Review state,Colour\nINC-1.2,IT,2024,5,persons,draft,red\n")
    told = found.as_json()
    assert told["columns"] == {
        "Indicator": "indicator_code",
        "Country": "country",
        "Year": "period",
        "Val": "value",
    }
    assert told["unrecognised"] == ["Colour"]
    assert found.headings.passed_over == ("Unit", "Review state")
    assert counts(found) == {"rows": 1, "new": 1}


def test_a_missing_column_and_a_column_named_twice_hold_the_file_back(filled: Store) -> None:
    with pytest.raises(Invalid) as missing:
        look(filled, "country,note\nIT,x\n")
    assert [fault.field for fault in missing.value.faults] == ["indicator_code", "period", "value"]
    with pytest.raises(Invalid, match="both the column value"):
        look(filled, "indicator_code,country,period,value,Value\nINC-1.2,IT,2024,5,6\n")


def test_a_row_for_another_framework_and_a_row_that_is_too_long_are_refused(filled: Store) -> None:
    found = look(
        filled, "framework,indicator_code,country,period,value\nOTHER,INC-1.2,IT,2024,5\ncases,INC-1.2,IT,2024,5,,x\n"
    )
    assert counts(found) == {"rows": 2, "refused": 2}
    assert found.as_json()["messages"][0]["column"] == "framework"


def test_blank_rows_and_totals_are_skipped_and_said_so(filled: Store) -> None:
    found = look(filled, "indicator_code,country,period,value\n,,,\nINC-1.2,IT,2024,5\nTotal,,,5\n")
    assert counts(found) == {"rows": 3, "new": 1, "skipped": 2}
    assert len(found.as_json()["messages"]) == 2


def test_an_unclear_number_is_a_question_and_its_answer_reads_it(filled: Store) -> None:
    data = "indicator_code,country,period,value\nINC-1.3,IT,2024,1.234\nINC-1.3,NL,2024,12\n"
    found = look(filled, data)
    assert counts(found) == {"rows": 2, "new": 1, "refused": 1}
    (asked,) = found.as_json()["questions"]
    assert (asked["field"], asked["option"], asked["rows"]) == ("value", "--decimal comma|point", [2])
    assert [choice["answer"] for choice in asked["choices"]] == ["comma", "point"]
    assert any("Answer it with --decimal" in line for line in found.lines())
    assert values(look(filled, data, decimal_mark=words.mark_of("comma"))) == ["1234", "12"]
    assert values(look(filled, data, decimal_mark=words.mark_of("point"))) == ["1.234", "12"]


def test_an_unclear_date_is_a_question_and_its_answer_reads_it(filled: Store) -> None:
    data = "indicator_code,country,period_start,period_end,value\nINC-1.3,IT,03/04/2024,05/06/2024,1\n"
    found = look(filled, data)
    assert [asked["option"] for asked in found.as_json()["questions"]] == ["--dates day|month"] * 2
    read = look(filled, data, date_order=words.order_of("day")).as_json()["values"][0]
    assert (read["period_start"], read["period_end"]) == ("2024-04-03", "2024-06-05")


def test_a_file_that_proves_both_decimal_marks_is_read_cell_by_cell_with_a_warning(filled: Store) -> None:
    found = look(filled, 'indicator_code,country,period,value\nINC-1.3,IT,2024,1.5\nINC-1.3,NL,2024,"2,5"\n')
    assert values(found) == ["1.5", "2.5"]
    assert [told["kind"] for told in found.as_json()["messages"]] == ["warning"]
    mixed = look(
        filled,
        "indicator_code,country,period_start,period_end,value\n"
        "INC-1.3,IT,31/01/2024,31/01/2024,1\nINC-1.3,NL,01/31/2024,01/31/2024,1\n",
    )
    assert counts(mixed) == {"rows": 2, "new": 2}


@pytest.mark.parametrize("read", [words.kind_of, words.mark_of, words.order_of, words.targets_of, words.fraction_of])
def test_an_option_that_is_not_known_is_refused(read) -> None:
    with pytest.raises(Invalid):
        read("sideways")


def test_a_falling_running_total_is_asked_about_and_kept_with_its_reason(filled: Store) -> None:
    found = look(filled, case("C060"))
    assert counts(found) == {"rows": 2, "new": 1, "refused": 1}
    (told,) = found.as_json()["messages"]
    assert (told["row"], told["kind"]) == (3, "warning")
    assert "90 is lower than the value before (120 for 2022)" in told["text"]
    assert found.as_json()["questions"][0]["option"] == "--reason TEXT"
    coordinator = replace(cases.REPORTER, role=Role.COORDINATOR)
    saved = save(filled, case("C060"), actor=coordinator, reason="Counted twice before.")
    assert (saved.saved, saved.as_json()["messages"][0]["kind"]) == (2, "warning")
    earlier = look(filled, "indicator_code,country,period,value\nPRO-1.1,IT,2021,500\n")
    assert "higher than the value after it" in earlier.as_json()["questions"][0]["text"]
