"""Importing measurements: all or nothing, revisions and breakdowns, the same file twice, the export read back."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from tests.support import case_framework as cases
from tests.support.case_imports import FILES, HEAD, case, counts, errors, how_many, look, save, stored
from toc.errors import Conflict, NotAllowed
from toc.exchange.readers import read_csv
from toc.model.keeping import AuditEntry, Kept
from toc.model.measurement import Measurement, Revision
from toc.model.query import SYSTEM, Actor
from toc.model.terms import Role
from toc.services import importing, reporting
from toc.services.importing import Options
from toc.store.database import Store


@pytest.fixture
def filled(sqlite_store: Store) -> Store:
    return cases.case_store(sqlite_store)


def test_with_refused_rows_nothing_is_saved_unless_the_good_rows_are_asked_for(filled: Store) -> None:
    bad, good = case("C039-two"), case("C039-corrected")
    coordinator = replace(cases.REPORTER, role=Role.COORDINATOR)
    assert save(filled, bad, actor=coordinator).saved == 0
    assert stored(filled) == {}
    assert save(filled, bad, actor=coordinator, save_good=True).saved == 8
    assert save(filled, good, actor=coordinator).saved == 2
    assert sum(draft.value or 0 for draft in stored(filled).values()) == 550
    assert len(stored(filled)) == 10


def test_the_same_file_twice_writes_nothing_the_second_time(store: Store) -> None:
    cases.case_store(store)
    coordinator = replace(cases.REPORTER, role=Role.COORDINATOR)
    assert save(store, case("C037"), actor=coordinator).saved == 4
    before = (store.data_version(), how_many(store, AuditEntry), how_many(store, Revision))
    again = save(store, case("C037"), actor=coordinator)
    assert (again.saved, again.counts["unchanged"]) == (0, 4)
    assert (store.data_version(), how_many(store, AuditEntry), how_many(store, Revision)) == before


def test_an_import_is_one_transaction_with_one_audit_entry_that_proves_its_rows(store: Store) -> None:
    cases.case_store(store)
    entries, version = how_many(store, AuditEntry), store.data_version()
    save(store, case("C037"), actor=replace(cases.REPORTER, role=Role.COORDINATOR), reason="from the partner's sheet")
    assert how_many(store, AuditEntry) == entries + 1
    assert store.data_version() == version + 1
    with store.reading() as session:
        entry = session.exec(select(AuditEntry).order_by(AuditEntry.n.desc())).first()
    assert (entry.action, entry.actor_name, entry.reason) == ("import measurements", "Rita", "from the partner's sheet")
    assert '"measurements": 4' in entry.after
    assert '"sha256": "' in entry.after


def test_approved_rows_count_at_once_and_others_wait(store: Store) -> None:
    cases.case_store(store)
    found = look(store, case("C037"))
    importing.save(store, cases.REPORTER, found, clock=cases.CLOCK)
    assert how_many(store, Kept) == 0
    save(store, HEAD + "INC-1.2,IT,ORG,2024,5,,,,,,\n")
    assert how_many(store, Kept) == 1


def test_to_approve_while_importing_needs_the_right_to_approve(filled: Store) -> None:
    found = look(filled, case("C037"))
    with pytest.raises(NotAllowed):
        importing.save(filled, cases.REPORTER, found, clock=cases.CLOCK, approve=True)
    with pytest.raises(NotAllowed):
        look(filled, case("C037"), actor=Actor(None, "V", "", Role.VIEWER))


def test_rows_for_another_organisations_country_are_refused_one_by_one(filled: Store) -> None:
    italy = replace(cases.REPORTER, countries=frozenset({"IT"}))
    found = look(filled, HEAD + "INC-1.2,IT,,2024,5,,,,,,\nINC-1.2,NL,,2024,5,,,,,,\n", actor=italy)
    assert counts(found) == {"rows": 2, "new": 1, "refused": 1}
    assert "You cannot log measurements of ORG for NL." in found.lines()[1]


def test_the_command_line_needs_the_organisation_column(filled: Store) -> None:
    found = look(filled, case("C037"), actor=SYSTEM)
    assert counts(found) == {"rows": 4, "refused": 4}
    assert found.as_json()["messages"][0]["text"] == "The organisation that reports for IT is not named."


def test_the_same_key_again_is_a_revision_and_keeps_what_the_file_has_no_column_for(store: Store) -> None:
    cases.case_store(store)
    save(store, HEAD + "INC-1.2,IT,ORG,2024,5,,,,,,first note\n")
    changed = save(store, "indicator,country,org,year,val\ninc-1.2,it,org,2024,6\n")
    assert counts(changed) == {"rows": 1, "changed": 1}
    assert [told["text"] for told in changed.as_json()["messages"]] == [
        "It replaces 5, which was approved; the change waits for approval."
    ]
    (draft,) = stored(store).values()
    assert (draft.value, draft.note) == (6, "first note")
    assert how_many(store, Measurement) == 1
    assert how_many(store, Revision) == 2


def test_a_period_that_overlaps_one_in_the_store_is_refused_with_its_name(filled: Store) -> None:
    save(filled, HEAD + "INC-1.2,IT,ORG,2024-Q1,5,,,,,,\n")
    found = look(filled, HEAD + "INC-1.2,IT,ORG,2024,9,,,,,,\n")
    assert counts(found) == {"rows": 1, "refused": 1}
    assert "The period 2024 overlaps 2024-Q1 (approved, revision 1)" in found.as_json()["messages"][0]["text"]


def test_what_stands_in_the_store_is_unchanged_whatever_its_date(filled: Store) -> None:
    data = (HEAD + "INC-1.2,IT,ORG,2025-S1,5,,,,,,\n").encode()
    found = importing.preview(filled, SYSTEM, data, Options(cases.CODE), clock=cases.CLOCK)
    assert [told["kind"] for told in found.as_json()["messages"]] == ["warning"]
    importing.save(filled, SYSTEM, found, clock=cases.CLOCK)
    earlier = replace(cases.CLOCK, fixed_today=date(2024, 1, 1))
    again = importing.preview(filled, SYSTEM, data, Options(cases.CODE), clock=earlier)
    assert counts(again) == {"rows": 1, "unchanged": 1}
    other = importing.preview(filled, SYSTEM, data.replace(b",5,", b",6,"), Options(cases.CODE), clock=earlier)
    assert counts(other) == {"rows": 1, "refused": 1}


@pytest.mark.parametrize("name", ["C069-breakdown-totals-two", "C069-breakdown-totals.csv"])
def test_the_parts_of_a_breakdown_are_not_added_to_their_total(store: Store, name: str) -> None:
    cases.case_store(store)
    data = next(FILES.glob(f"{name.removesuffix('.csv')}*")).read_bytes()
    save(store, data, actor=replace(cases.REPORTER, role=Role.COORDINATOR))
    totals = {draft.country: (draft.value, len(draft.parts), draft.from_parts) for draft in stored(store).values()}
    assert totals == {"IT": (100, 2, False), "NL": (50, 2, True), "EE": (10, 0, False)}


@pytest.mark.parametrize("name", ["C071-share-by-sex.csv", "C071-share-by-sex-two"])
def test_the_total_of_a_share_comes_from_numerators_and_denominators(filled: Store, name: str) -> None:
    data = next(FILES.glob(f"{name}*")).read_bytes()
    save(filled, data, actor=replace(cases.REPORTER, role=Role.COORDINATOR))
    (draft,) = stored(filled).values()
    assert (draft.numerator, draft.denominator, draft.from_parts) == (26, 100, True)


def test_parts_that_are_absent_from_a_file_stay_and_a_summed_total_is_summed_again(store: Store) -> None:
    cases.case_store(store)
    save(store, HEAD + "LRN-1.2,IT,ORG,2024,30,,,sex,F,,\nLRN-1.2,IT,ORG,2024,20,,,sex,M,,\n")
    found = save(store, HEAD + "LRN-1.2,IT,ORG,2024,35,,,sex,F,,\n")
    assert counts(found) == {"rows": 1, "changed": 1}
    save(store, HEAD + "LRN-1.2,IT,ORG,2024,60,,,,,,\n")
    found = save(store, HEAD + "LRN-1.2,IT,ORG,2024,4,,,region,01,,\n")
    assert counts(found) == {"rows": 1, "new": 1}
    (draft,) = stored(store).values()
    assert (draft.value, draft.from_parts) == (60, False)
    assert [(part.category, part.value) for part in draft.parts] == [("01", 4), ("F", 35), ("M", 20)]


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ("LRN-1.2,IT,ORG,2024,10,,,,,,\nLRN-1.2,IT,ORG,2024,8,,,sex,F,,\nLRN-1.2,IT,ORG,2024,3,,,sex,M,,\n", "value"),
        ("LRN-1.2,IT,ORG,2024,,,,,,yes,\nLRN-1.2,IT,ORG,2024,3,,,sex,M,,\n", "nothing_to_report"),
        ("LRN-1.2,IT,ORG,2024,10,,,,,,\nLRN-1.2,IT,ORG,2024,8,,,sex,F,,\nLRN-1.2,IT,ORG,2024,9,,,sex,F,,\n", "value"),
        ("LRN-1.2,IT,ORG,2024,ten,,,,,,\nLRN-1.2,IT,ORG,2024,8,,,sex,F,,\n", "value"),
        ("LRN-1.1,IT,ORG,2024,10,,,sex,F,,\nLRN-1.1,IT,ORG,2024,20,,,sex,M,,\n", "value"),
        ("LRN-1.2,IT,ORG,2024,3,,,sex,F,,\nLRN-1.2,IT,ORG,2024,9,,,region,01,,\n", "value"),
    ],
)
def test_a_measurement_is_refused_as_a_whole_where_its_parts_do_not_fit(filled: Store, rows: str, field: str) -> None:
    found = look(filled, HEAD + rows, actor=SYSTEM)
    assert found.refused == rows.count("\n")
    assert field in [column for _, column in errors(found)]


def test_nothing_to_report_is_kept_and_is_neither_0_nor_missing(filled: Store) -> None:
    save(filled, HEAD + "INC-1.2,IT,ORG,2024,,,,,,yes,\n")
    (draft,) = stored(filled).values()
    assert (draft.nothing_to_report, draft.value) == (True, None)


def test_invented_rows_stay_invented_whatever_a_later_file_says(filled: Store) -> None:
    head = "indicator_code,country,organisation,period,value,invented\n"
    save(filled, head + "INC-1.2,IT,ORG,2024,5,yes\n")
    assert counts(save(filled, head + "INC-1.2,IT,ORG,2024,5,no\n")) == {"rows": 1, "unchanged": 1}
    save(filled, head + "INC-1.2,IT,ORG,2024,6,\n")
    (draft,) = stored(filled).values()
    assert (draft.value, draft.invented) == (6, True)


def test_the_export_reads_back_without_a_change(store: Store) -> None:
    cases.case_store(store)
    coordinator = replace(cases.REPORTER, role=Role.COORDINATOR)
    for name in ("C052", "C053", "C069-breakdown-totals-two", "C071-share-by-sex-two"):
        save(store, case(name), actor=coordinator, save_good=True)
    query = cases.query()
    out = b"".join(reporting.report(store, SYSTEM, "measurements", query).csv())
    found = look(store, out, actor=SYSTEM)
    assert counts(found) == {"rows": len(read_csv(out).rows), "unchanged": len(read_csv(out).rows)}
    comma = b"".join(reporting.report(store, SYSTEM, "measurements", query).csv(decimal_comma=True))
    assert look(store, comma, actor=SYSTEM, decimal_mark=",").counts["unchanged"] == len(read_csv(out).rows)


def test_a_preview_that_no_longer_holds_is_not_saved(filled: Store) -> None:
    data = HEAD + "INC-1.2,IT,ORG,2024,5,,,,,,\n"
    found = look(filled, data, actor=SYSTEM)
    save(filled, HEAD + "INC-1.2,NL,ORG,2024,5,,,,,,\n")
    assert importing.save(filled, SYSTEM, found, clock=cases.CLOCK).saved == 1
    late = look(filled, data.replace(",5,", ",7,"), actor=SYSTEM)
    save(filled, data.replace(",5,", ",8,"), reason="Corrected.")
    with pytest.raises(Conflict):
        importing.save(filled, SYSTEM, late, clock=cases.CLOCK)


def test_the_row_report_gives_every_row_its_state_its_reasons_and_its_cells(filled: Store) -> None:
    report = read_csv(importing.row_report(look(filled, case("C023"))))
    assert report.headers[:6] == ("row", "state", "kind", "column", "message", "remedy")
    assert [(row.cells["row"], row.cells["state"], row.cells["numerator"]) for row in report.rows] == [
        ("2", "new", "9"),
        ("3", "refused", "9"),
        ("4", "new", "9"),
        ("5", "refused", "0"),
        ("6", "refused", "36"),
        ("6", "refused", "36"),
        ("7", "new", "1"),
    ]


def test_the_lines_for_a_terminal_say_what_was_read_and_whether_it_was_saved(filled: Store) -> None:
    found = look(filled, case("C001"))
    assert found.lines() == [
        "5 rows (UTF-8, cells separated by semicolon; decimal comma): 5 new.",
        "Nothing was saved: this is a preview.",
    ]
    coordinator = replace(cases.REPORTER, role=Role.COORDINATOR)
    assert save(filled, case("C001"), actor=coordinator).lines()[-1] == "Saved: 5 measurements."
    assert save(filled, case("C001"), actor=coordinator).lines()[-1] == "Nothing to save."
    assert save(filled, case("C033"), actor=coordinator).lines()[-1].startswith("Nothing was saved: rows are refused.")
