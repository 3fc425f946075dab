"""Importing baselines and targets: the same preview and rules, and yearly amounts that are asked about."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support import case_framework as cases
from tests.support import example_framework as orchard
from tests.support.tree import ROOT
from toc.errors import NotAllowed
from toc.model.document import FactDef
from toc.model.query import SYSTEM, Query
from toc.model.terms import EvidenceGrade, FactKind
from toc.services import analysing, importing, reporting
from toc.services.importing import Found, Kind, Options
from toc.store.database import Store

HEAD = "indicator_code,country,kind,date,value,value_to,numerator,denominator,note\n"
C072 = (Path(ROOT) / "tests" / "files" / "C072-yearly-targets.csv").read_bytes()


@pytest.fixture
def filled(sqlite_store: Store) -> Store:
    return cases.case_store(sqlite_store)


def look(store: Store, data: bytes | str, *, framework: str = cases.CODE, **options: object) -> Found:
    content = data.encode() if isinstance(data, str) else data
    return importing.preview(store, SYSTEM, content, Options(framework, Kind.TARGETS, **options), clock=cases.CLOCK)


def save(store: Store, data: bytes | str, **options: object) -> Found:
    return importing.save(store, SYSTEM, look(store, data, **options), clock=cases.CLOCK)


def facts(store: Store, indicator: str, country: str = "IT") -> list[FactDef]:
    document = analysing.document(store, SYSTEM, cases.CODE)
    return list(document.facts_by_key.get((indicator, country), ()))


def told(found: Found) -> list[tuple[int, str, str]]:
    return [(one["row"], one["kind"], one["text"]) for one in found.as_json()["messages"]]


def errors_of(found: Found) -> list[tuple[int, str]]:
    return [(one["row"], one["column"]) for one in found.as_json()["messages"] if one["kind"] == "error"]


def test_baselines_and_targets_are_set_once_and_the_same_file_changes_nothing(store: Store) -> None:
    cases.case_store(store)
    data = HEAD + (
        "PRO-1.2,IT,baseline,2021-12-31,,,9,50,counted\nPRO-1.2,IT,target,2028,9,,,,\npro-1.2,ALL,target,2028-S2,10%,,,,\n"
    )
    saved = save(store, data)
    assert (saved.saved, saved.new) == (3, 3)
    baseline, target = facts(store, "PRO-1.2")
    assert (baseline.kind, baseline.numerator, baseline.value, baseline.note) == (FactKind.BASELINE, 9, None, "counted")
    assert (target.date, target.value) == (date(2028, 12, 31), 9)
    assert facts(store, "PRO-1.2", "ALL")[0].value == 10
    version = store.data_version()
    again = save(store, data)
    assert (again.saved, again.counts["unchanged"]) == (0, 3)
    assert store.data_version() == version


def test_a_changed_target_keeps_what_the_file_has_no_column_for(filled: Store) -> None:
    save(
        filled,
        "indicator_code,country,kind,date,value,evidence_grade,source\nINC-1.2,IT,target,2026,40,register,Plan\n",
    )
    changed = save(filled, "indicator_code,country,kind,date,value\nINC-1.2,IT,target,2026,50\n")
    assert changed.changed == 1
    (target,) = facts(filled, "INC-1.2")
    assert (target.value, target.evidence_grade, target.source) == (50, EvidenceGrade.REGISTER, "Plan")


def test_a_band_has_two_bounds_and_a_scale_only_its_levels(sqlite_store: Store) -> None:
    orchard.loaded(sqlite_store, facts=())
    data = HEAD + (
        "V1.3,GR,target,2027,2.5,4,,,\nV1.3,PT,target,2027,2.5,,,,\nF2.1,PT,target,2027,3,,,,\nF2.1,GR,target,2027,4,,,,\n"
    )
    found = look(sqlite_store, data, framework=orchard.CODE)
    assert (found.new, found.refused) == (2, 2)
    assert found.as_json()["values"][0]["value_to"] == "4"
    assert errors_of(found) == [(3, "value_to"), (5, "value")]


@pytest.mark.parametrize(
    ("rows", "field", "row"),
    [
        ("INC-1.2,IT,target,2026,40,,,,\nINC-1.2,IT,target,2027,30,,,,\n", "value", 3),
        ("INC-1.2,IT,baseline,2021-12-31,50,,,,\nINC-1.2,IT,target,2027,30,,,,\n", "value", 3),
        ("INC-1.2,IT,target,2015-12-31,30,,,,\n", "date", 2),
        ("INC-1.2,IT,baseline,2026-12-31,5,,,,\nINC-1.2,IT,target,2026,30,,,,\n", "date", 3),
        ("PRO-1.2,IT,target,2026,140,,,,\n", "value", 2),
        ("PRO-1.2,IT,target,2026,,,9,0,\n", "denominator", 2),
        ("INC-1.2,IT,target,2026,2.5,,,,\n", "value", 2),
        ("INC-1.2,IT,goal,2026,2,,,,\n", "kind", 2),
        ("INC-1.2,IT,target,some day,2,,,,\n", "date", 2),
        ("INC-1.2,IT,target,,2,,,,\n", "date", 2),
        ("INC-1.2,XX,target,2026,2,,,,\n", "country", 2),
        ("INC-9.9,IT,target,2026,2,,,,\n", "indicator_code", 2),
        ("INC-1.2,IT,target,2026,2,,,,\nINC-1.2,IT,target,2026-12-31,3,,,,\n", "value", 2),
    ],
)
def test_what_breaks_a_rule_of_baselines_and_targets_is_refused_at_its_column(
    filled: Store, rows: str, field: str, row: int
) -> None:
    found = look(filled, HEAD + rows)
    told_first = next(one for one in found.as_json()["messages"] if one["kind"] == "error")
    assert (told_first["row"], told_first["column"]) == (row, field)
    assert found.refused >= 1


def test_a_row_without_a_value_is_passed_over_and_a_repeat_is_named(filled: Store) -> None:
    found = look(
        filled, HEAD + "INC-1.2,IT,target,2026,,,,,\nINC-1.2,NL,target,2026,4,,,,\nINC-1.2,NL,target,2026,4,,,,\n"
    )
    assert [outcome.state.value for outcome in found.outcomes] == ["no_value", "new", "skipped"]


def test_rows_that_are_sound_by_themselves_are_still_asked_whether_they_fit_each_other(filled: Store) -> None:
    rows = "PRO-1.2,IT,target,2025,140,,,,\nPRO-1.2,IT,baseline,2021-12-31,20,,,,\nPRO-1.2,IT,target,2026,30,,,,\n"
    found = look(filled, HEAD + rows + "PRO-1.2,IT,target,2027,15,,,,\n")
    assert [outcome.state.value for outcome in found.outcomes] == ["refused", "new", "refused", "new"]


def test_blank_rows_and_cautions_are_told_like_those_of_measurements(sqlite_store: Store) -> None:
    cases.case_store(sqlite_store, ("GR", "NL"))
    found = look(sqlite_store, HEAD + ",,,,,,,,\nINC-1.2,EL,target,2026,4E1,,,,\nINC-1.2,NL,target,2026,4O,,,,\n")
    assert [(row, kind) for row, kind, _ in told(found)] == [(2, "note"), (3, "note"), (3, "warning"), (4, "error")]


def test_a_changed_baseline_that_makes_a_stored_target_untrue_is_refused(filled: Store) -> None:
    save(filled, HEAD + "INC-1.2,IT,baseline,2021-12-31,10,,,,\nINC-1.2,IT,target,2026,40,,,,\n")
    found = look(filled, HEAD + "INC-1.2,IT,baseline,2021-12-31,50,,,,\n")
    assert found.refused == 1
    assert "is below the baseline 50" in told(found)[0][2]


def test_targets_of_a_flow_that_look_like_yearly_amounts_are_asked_about(filled: Store) -> None:
    found = look(filled, C072)
    asked = found.as_json()["questions"][0]
    assert asked["text"].startswith("Are the targets 20, 30, 40 of LRN-1.2 for IT amounts per year or running totals?")
    assert (asked["option"], asked["rows"]) == ("--targets-are yearly|running", [2, 3, 4])
    assert found.refused == 4
    assert told(found)[3][1:] == ("error", "“whole project” is not a date.")


@pytest.mark.parametrize(("answer", "kept"), [("yearly", [20, 50, 90, 100]), ("running", [20, 30, 40, 100])])
def test_the_answer_decides_and_the_difference_to_the_whole_is_told(
    filled: Store, answer: str, kept: list[int]
) -> None:
    data = C072.replace(b"whole project", b"2028")
    assert look(filled, data).refused == 4
    found = save(filled, data, targets_are=answer)
    assert [fact.value for fact in facts(filled, "LRN-1.2")[1:]] == [Decimal(value) for value in kept]
    assert told(found)[-1][1] == "warning"
    assert f"come to {kept[2]}, the target of the whole is 100" in told(found)[-1][2]
    assert look(filled, data, targets_are=answer).counts["unchanged"] == 4


def test_targets_that_rise_like_running_totals_are_taken_without_a_question(filled: Store) -> None:
    rows = "".join(f"LRN-1.2,NL,target,{2024 + place},{value},,,,\n" for place, value in enumerate((100, 250, 400)))
    assert look(filled, HEAD + rows).as_json()["questions"] == []
    assert look(filled, HEAD + "LRN-1.2,NL,target,2024,150,,,,\nLRN-1.2,NL,target,2025,400,,,,\n").new == 2
    assert look(filled, HEAD + "LRN-1.2,NL,target,2024,40,,,,\nLRN-1.2,NL,target,2025,40,,,,\n").refused == 2


def test_the_export_of_targets_reads_back_without_a_change(store: Store) -> None:
    orchard.loaded(store)
    query = Query(orchard.CODE, date(2024, 1, 1))
    out = b"".join(reporting.report(store, SYSTEM, "targets", query).csv())
    found = look(store, out, framework=orchard.CODE)
    assert found.counts["unchanged"] == len(found.outcomes) == len(orchard.FACTS)


def test_only_those_who_plan_may_import_targets(filled: Store) -> None:
    with pytest.raises(NotAllowed):
        importing.preview(filled, cases.REPORTER, HEAD.encode(), Options(cases.CODE, Kind.TARGETS), clock=cases.CLOCK)


def test_targets_are_saved_against_what_stands_now(filled: Store) -> None:
    found = look(filled, HEAD + "INC-1.2,IT,target,2026,40,,,,\n")
    save(filled, HEAD + "INC-1.2,NL,target,2026,40,,,,\n")
    assert importing.save(filled, SYSTEM, found, clock=cases.CLOCK).saved == 1
    assert len(facts(filled, "INC-1.2")) == len(facts(filled, "INC-1.2", "NL")) == 1
