"""Loading a framework: everything once, only what changed afterwards, and nothing that measurements rest on is lost."""

import json
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlmodel import select

from tests.support.example_framework import CODE, FACTS, INDICATORS, example_framework, loaded, planted, record
from toc.errors import Invalid, NotAllowed, NotFound
from toc.exchange.framework_file import read_framework
from toc.model.document import FactDef, FrameworkDocument
from toc.model.framework import Indicator, Objective
from toc.model.keeping import AuditEntry, FrameworkDocumentRow
from toc.model.query import SYSTEM, Actor
from toc.model.terms import Combination, FactKind, OverTime, Role
from toc.services import loading
from toc.store.database import Store
from toc.store.frameworks import compare_tables, current_document, document_at, list_frameworks


def current(store: Store) -> FrameworkDocument:
    with store.reading() as session:
        return current_document(session, CODE)


def load(store: Store, **changed: object) -> tuple[str, ...]:
    return loading.load_framework(store, SYSTEM, example_framework(**changed), reason="again").changes


def target(year: int, value: int, **fields: object) -> FactDef:
    dated = {"indicator": "F1.1", "country": "PT", "kind": FactKind.TARGET, "date": date(year, 12, 31)}
    return FactDef.model_validate({**dated, "value": Decimal(value), **fields})


def set_facts(store: Store, *facts: FactDef) -> tuple[str, ...]:
    return loading.set_facts(store, SYSTEM, facts, framework=CODE, reason="planned").changes


def facts_of(store: Store, country: str = "PT") -> dict[str, Decimal | None]:
    found = current(store).facts_by_key[("F1.1", country)]
    return {f"{fact.kind} {fact.date.year}": fact.value for fact in found}


def replaced(indicator: str, **changed: object) -> tuple[object, ...]:
    return tuple(part.model_copy(update=changed) if part.code == indicator else part for part in INDICATORS)


def test_a_framework_comes_back_as_it_was_loaded(store: Store) -> None:
    assert current(loaded(store)) == loading.settled(example_framework())
    with store.reading() as session:
        assert list_frameworks(session) == [(CODE, "The orchard")]


def test_loading_twice_writes_nothing(store: Store) -> None:
    loaded(store)
    before = store.data_version()
    assert load(store) == ()
    assert store.data_version() == before
    with store.reading() as session:
        assert len(session.exec(select(FrameworkDocumentRow)).all()) == 1
        assert len(session.exec(select(AuditEntry)).all()) == 1


def test_credex_loads_twice_without_a_change(sqlite_store: Store) -> None:
    document = read_framework(loading.CREDEX)
    first = loading.load_framework(sqlite_store, SYSTEM, document, reason="first")
    second = loading.load_framework(sqlite_store, SYSTEM, document, reason="second")
    assert first.changes
    assert (second.changes, second.data_version) == ((), first.data_version)
    with sqlite_store.reading() as session:
        assert compare_tables(session, current_document(session, document.code)) == ()


def test_facts_in_another_order_are_no_change(store: Store) -> None:
    loaded(store)
    assert load(store, facts=tuple(reversed(FACTS))) == ()


def test_a_changed_file_changes_only_what_changed(store: Store) -> None:
    loaded(store)
    with store.reading() as session:
        before = session.connection().execute(sa.select(Indicator.__table__).order_by(sa.text("id"))).all()
    assert load(store, indicators=replaced("F1.2", name="Trees alive")) == (
        "indicator F1.2 changed: name Trees alive after a year -> Trees alive",
    )
    with store.reading() as session:
        after = session.connection().execute(sa.select(Indicator.__table__).order_by(sa.text("id"))).all()
    assert [old.code for old, new in zip(before, after, strict=True) if old != new] == ["F1.2"]


def test_the_document_as_it_stood_stays(sqlite_store: Store) -> None:
    loaded(sqlite_store)
    with sqlite_store.reading() as session:
        then = session.exec(select(FrameworkDocumentRow.recorded_at)).one()
    load(sqlite_store, name="The old orchard")
    with sqlite_store.reading() as session:
        assert document_at(session, CODE, then).name == "The orchard"
        assert current_document(session, CODE).name == "The old orchard"


def test_parts_that_vanish_from_the_file_vanish_from_the_tables_and_new_ones_come(store: Store) -> None:
    loaded(store)
    document = example_framework()
    changes = load(
        store,
        indicators=tuple(part for part in INDICATORS if part.code != "F2.1"),
        objectives=tuple(part for part in document.objectives if part.code != "F2"),
        links=document.links[:1],
        not_applicable=(),
        stakeholders=("buyers", "growers", "schools"),
    )
    assert "objective F2 removed" in changes
    assert "indicator F2.1 removed" in changes
    assert "scale level F2.1 0 removed" in changes
    assert "contribution link F2 V1 removed" in changes
    assert "stakeholder schools added" in changes
    assert "order of stakeholder rows changed" in changes
    with store.reading() as session:
        assert set(session.exec(select(Objective.code))) == {"F1", "V1"}
        assert compare_tables(session, current_document(session, CODE)) == ()


def test_two_frameworks_stand_beside_each_other_and_share_organisations(sqlite_store: Store) -> None:
    loaded(sqlite_store)
    loading.load_framework(sqlite_store, SYSTEM, example_framework(code="GARDEN", name="The garden"), reason="second")
    with sqlite_store.reading() as session:
        assert [code for code, _ in list_frameworks(session)] == [CODE, "GARDEN"]
        assert compare_tables(session, current_document(session, CODE)) == ()
    assert load(sqlite_store) == ()


def test_what_an_import_has_set_survives_the_next_version_of_the_file(store: Store) -> None:
    loaded(store)
    assert set_facts(store, target(2022, 90)) == ("target F1.1 PT 2022-12-31 added",)
    load(store, name="The old orchard")
    assert facts_of(store) == {
        "baseline 2019": Decimal(10),
        "target 2021": Decimal(50),
        "target 2022": Decimal(90),
        "target 2024": Decimal(200),
    }


def test_what_the_file_brought_goes_when_the_file_lets_it_go(sqlite_store: Store) -> None:
    loaded(sqlite_store)
    moved = tuple(fact for fact in FACTS if fact.date.year != 2021)
    assert load(sqlite_store, facts=(*moved, target(2022, 60))) == (
        "target F1.1 PT 2022-12-31 added",
        "target F1.1 PT 2021-12-31 removed",
    )


def test_a_fact_with_the_same_key_is_the_files_again_when_the_file_changes(sqlite_store: Store) -> None:
    loaded(sqlite_store)
    set_facts(sqlite_store, target(2021, 55))
    load(sqlite_store, name="The old orchard")
    assert facts_of(sqlite_store)["target 2021"] == 50


def test_a_fact_that_was_set_over_the_files_stays_when_the_file_lets_it_go(sqlite_store: Store) -> None:
    loaded(sqlite_store)
    set_facts(sqlite_store, target(2021, 55))
    load(sqlite_store, facts=tuple(fact for fact in FACTS if fact.date.year != 2021))
    assert facts_of(sqlite_store)["target 2021"] == 55


def test_a_baseline_has_one_key_whatever_its_date(sqlite_store: Store) -> None:
    loaded(sqlite_store)
    baseline = target(2018, 12, kind=FactKind.BASELINE)
    assert set_facts(sqlite_store, baseline) == (
        "baseline F1.1 PT changed: date 2019-12-31 -> 2018-12-31; value 10 -> 12; source Count -> -",
    )


def test_setting_what_is_there_already_writes_nothing(sqlite_store: Store) -> None:
    loaded(sqlite_store)
    before = sqlite_store.data_version()
    assert set_facts(sqlite_store, *FACTS) == ()
    assert sqlite_store.data_version() == before


def test_a_value_beside_its_numerator_and_denominator_is_left_out_where_it_matches(sqlite_store: Store) -> None:
    loaded(sqlite_store)
    fact = FACTS[3].model_copy(update={"value": Decimal("95.5")})
    assert set_facts(sqlite_store, fact) == ()
    with pytest.raises(Invalid, match="does not match"):
        set_facts(sqlite_store, fact.model_copy(update={"value": Decimal(90)}))


def test_refused_facts_leave_everything_as_it_was_and_say_which_they_are(store: Store) -> None:
    loaded(store)
    before = store.data_version()
    with pytest.raises(Invalid) as caught:
        set_facts(store, target(2022, 20), target(2023, 90, country="GR"))
    (fault,) = caught.value.faults
    assert fault.field == "value"
    assert (fault.fields["indicator"], fault.fields["country"], fault.fields["date"]) == (
        "F1.1",
        "PT",
        date(2022, 12, 31),
    )
    assert fault.text() == (
        "The target 20 of F1.1 for PT on 2022-12-31 is below the earlier target 50, and more is better."
    )
    assert store.data_version() == before


def test_a_baseline_that_would_make_a_target_untrue_is_refused(sqlite_store: Store) -> None:
    loaded(sqlite_store)
    with pytest.raises(Invalid, match="below the baseline 60"):
        set_facts(sqlite_store, target(2019, 60, kind=FactKind.BASELINE))


def test_a_faulty_file_is_refused_as_a_whole(sqlite_store: Store) -> None:
    loaded(sqlite_store)
    with pytest.raises(Invalid, match="cannot be combined as a ratio"):
        load(sqlite_store, name="Not written", indicators=replaced("F1.1", combination=Combination.RATIO))
    assert current(sqlite_store).name == "The orchard"


def test_facts_for_a_framework_that_is_not_there_are_refused(sqlite_store: Store) -> None:
    with pytest.raises(NotFound, match="no framework ORCHARD") as caught:
        set_facts(sqlite_store, target(2022, 20))
    assert caught.value.remedy == "Load one with: toc load credex"


@pytest.mark.parametrize("role", [Role.PARTNER, Role.VIEWER])
def test_who_may_not_plan_may_not_load(sqlite_store: Store, role: Role) -> None:
    actor = Actor(None, "Ana", "ana@example.org", role, "POMAR", frozenset({"PT"}))
    with pytest.raises(NotAllowed):
        loading.load_framework(sqlite_store, actor, example_framework(), reason="")
    with pytest.raises(NotAllowed):
        loading.set_facts(sqlite_store, actor, [], framework=CODE, reason="")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"indicators": INDICATORS[1:], "facts": FACTS[3:], "assignments": ()},
            "The indicator F1.1 has measurements and cannot be removed.",
        ),
        (
            {"dimensions": (), "indicators": replaced("F1.1", breakdowns=())},
            "The category apple of fruit has measurements and cannot be removed.",
        ),
        (
            {"indicators": replaced("F1.1", over_time=OverTime.RUNNING)},
            "F1.1 has measurements: it is “new in each period” and cannot become “running total”.",
        ),
    ],
)
def test_what_measurements_rest_on_can_neither_go_nor_change_its_meaning(
    sqlite_store: Store, changed: dict[str, object], message: str
) -> None:
    loaded(sqlite_store)
    parts = ({"dimension": "fruit", "category": "apple", "value": Decimal(1)},)
    record(sqlite_store, planted(5, parts=parts), "draft")
    with pytest.raises(Invalid) as caught:
        load(sqlite_store, **changed)
    assert caught.value.text() == message


def test_the_over_time_mode_may_change_before_there_are_measurements(sqlite_store: Store) -> None:
    loaded(sqlite_store)
    assert load(sqlite_store, indicators=replaced("F1.1", over_time=OverTime.RUNNING)) == (
        "indicator F1.1 changed: over_time flow -> running",
    )


def test_an_organisation_or_a_country_with_measurements_cannot_go(sqlite_store: Store) -> None:
    loaded(sqlite_store)
    record(sqlite_store, planted(5, organisation="KIPOS", country="GR"))
    organisations = example_framework().organisations[:2]
    countries = (example_framework().countries[0],)
    with pytest.raises(Invalid) as caught:
        load(sqlite_store, organisations=organisations, countries=countries, assignments=(), not_applicable=(),
             facts=FACTS[:5])  # fmt: skip
    assert [fault.text() for fault in caught.value.faults] == [
        "The country GR has measurements and cannot be removed.",
        "The organisation KIPOS has measurements and cannot be removed.",
    ]


def test_every_load_is_in_the_audit_log_with_its_reason_and_changes(sqlite_store: Store) -> None:
    loaded(sqlite_store)
    load(sqlite_store, name="The old orchard")
    with sqlite_store.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.n == 2)).one()
    assert (entry.action, entry.subject, entry.reason, entry.actor_name) == (
        "load",
        "framework ORCHARD",
        "again",
        "Command line",
    )
    assert json.loads(entry.after or "")["changes"] == [
        "framework ORCHARD changed: name The orchard -> The old orchard"
    ]
