"""Frameworks as files: what a file would change, what it would take back, all of it or nothing; beginning anew."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.support.example_framework import CODE, example_framework, loaded, planted, record
from tests.support.people import person
from toc.errors import Conflict, Invalid, NotFound
from toc.exchange.framework_file import from_json, to_json
from toc.exchange.framework_writer import read_framework_bytes, to_zip
from toc.model.query import SYSTEM, Clock, Query
from toc.model.terms import Role
from toc.services import analysing, organising, planning, transferring
from toc.services.steps.definition_rules import find_faults
from toc.services.steps.framework_parts import Edit, PartKind
from toc.services.transferring import NewFramework
from toc.store.database import Store

CLOCK = Clock(date(2021, 12, 31))
NEW = NewFramework("VINES", "The vineyard", 2022, date(2021, 12, 31), CODE)


def look(store: Store, body: bytes) -> transferring.FilePreview:
    return transferring.preview_file(store, SYSTEM, "orchard.json", body, clock=CLOCK)


def edited(store: Store, edit: Edit) -> None:
    seen = planning.load_page(store, SYSTEM, CODE).version
    planning.save(store, SYSTEM, edit, framework=CODE, reason="Agreed", seen=seen)


def as_file(**changed: object) -> bytes:
    return to_json(example_framework(**changed)).encode()


@pytest.mark.parametrize("kind", ["json", "zip"])
def test_a_framework_that_was_downloaded_changes_nothing_when_it_is_handed_in(store: Store, kind: str) -> None:
    loaded(store)
    edited(store, Edit(PartKind.FACT, ("target", "F1.1", "PT", "2024-12-31"), {"value": "150", "note": "=1+1"}))
    file = transferring.framework_file(store, SYSTEM, CODE, kind)
    assert file.name == f"orchard_framework.{kind}"
    found = look(store, file.body)
    assert (found.is_new, found.changes, found.taken_back) == (False, (), ())


def test_the_preview_says_what_changes_and_which_figures_move(store: Store) -> None:
    loaded(store)
    record(store, planted(20))
    version = store.data_version()
    found = look(store, as_file(tolerance_points=Decimal("0.5"), name="Another orchard"))
    assert [str(change) for change in found.changes] == [
        f"framework {CODE} changed: name The orchard -> Another orchard; tolerance_points 12.5 -> 0.5"
    ]
    assert found.effect is not None
    assert {move.code for move in found.effect.moves if move.what == "indicator"} == {"F1.1"}
    assert store.data_version() == version


def test_what_was_changed_in_the_app_and_a_file_takes_back_is_named(store: Store) -> None:
    loaded(store)
    edited(store, Edit(PartKind.OBJECTIVE, ("F1",), {"title": "Many trees"}))
    edited(store, Edit(PartKind.FACT, ("target", "F1.1", "PT", "2024-12-31"), {"value": "150"}))
    organising.set_reporting(
        store, SYSTEM, "POMAR", framework=CODE, countries={"PT"}, indicators={"F1.2", "F2.1", "V1.1", "V1.3"},
        reason="Agreed",
    )  # fmt: skip
    found = look(store, as_file(name="Another orchard"))
    undone = [str(change) for change in found.taken_back]
    assert "objective F1 changed: title Many trees -> More trees" in undone
    assert "target F1.1 PT 2024-12-31 changed: value 150 -> 200" in undone
    assert any("F1.1 PT POMAR added" in line for line in undone)
    assert not any("Another orchard" in line for line in undone)
    assert "Takes back what was set in the app: objective F1 changed: title Many trees -> More trees" in found.lines()


def test_a_file_is_taken_as_a_whole_with_its_reason(store: Store) -> None:
    loaded(store)
    body = as_file(name="Another orchard", grace_days=31)
    seen = look(store, body).seen
    with pytest.raises(Invalid, match="The reason is missing"):
        transferring.load_file(store, SYSTEM, "o.json", body, reason=" ", seen=seen)
    transferring.load_file(store, SYSTEM, "o.json", body, reason="New version", seen=seen)
    page = planning.load_page(store, SYSTEM, CODE)
    assert (page.document.name, page.document.grace_days) == ("Another orchard", 31)
    assert page.last_change is not None
    assert page.last_change.reason == "New version (file o.json)"


def test_a_file_is_not_loaded_over_what_somebody_changed_since_the_preview(store: Store) -> None:
    loaded(store)
    body = as_file(name="Another orchard")
    seen = look(store, body).seen
    edited(store, Edit(PartKind.SETTINGS, (), {"grace_days": "45"}))
    with pytest.raises(Conflict, match="you had not seen that"):
        transferring.load_file(store, SYSTEM, "o.json", body, reason="New version", seen=seen)
    assert planning.load_page(store, SYSTEM, CODE).document.name == "The orchard"


def test_a_file_that_breaks_rules_is_refused_with_every_fault(store: Store) -> None:
    loaded(store)
    record(store, planted(20))
    document = example_framework()
    kept = tuple(one for one in document.indicators if one.code != "F1.1")
    facts = tuple(one for one in document.facts if one.indicator != "F1.1")
    with pytest.raises(Invalid, match=r"F1\.1 has measurements and cannot be removed"):
        look(store, as_file(indicators=kept, facts=facts, assignments=()))
    broken = to_json(document).replace('"objective": "F1"', '"objective": "F9"').encode()
    with pytest.raises(Invalid) as refusal:
        look(store, broken)
    assert len(refusal.value.faults) == 2
    assert "orchard.json, indicators, item 1, objective" in refusal.value.faults[0].text()


def test_the_example_is_a_sound_framework_that_can_be_loaded_and_looked_at(store: Store) -> None:
    loaded(store)
    for kind in ("json", "zip"):
        file = transferring.example_file(SYSTEM, kind)
        document = read_framework_bytes(file.name, file.body)
        assert not find_faults(document)
        assert (len(document.levels), len(document.horizons)) == (2, 2)
        assert all(fact.invented for fact in document.facts)
        assert "example" in document.name.casefold()
    found = look(store, file.body)
    assert found.is_new
    transferring.load_file(store, SYSTEM, file.name, file.body, reason="To try", seen=found.seen)
    assert analysing.assess(store, SYSTEM, Query("EXAMPLE", date(2026, 12, 31))).result.indicators


def test_an_unknown_kind_of_file_is_refused(store: Store) -> None:
    loaded(store)
    with pytest.raises(NotFound, match="no file of the kind"):
        transferring.framework_file(store, SYSTEM, CODE, "pdf")


def test_a_partner_of_a_closed_framework_downloads_the_own_facts(store: Store) -> None:
    loaded(store, open_to_partners=False)
    partner = person(store, "partner@orchard.example", Role.PARTNER, "POMAR")
    text = transferring.framework_file(store, partner, CODE, "json").body.decode()
    assert {fact.country for fact in from_json(text).facts} == {"PT"}


def test_a_new_framework_has_the_shape_of_another_one_and_nothing_in_its_grid(store: Store) -> None:
    loaded(store)
    transferring.start_framework(store, SYSTEM, NEW)
    document = planning.load_page(store, SYSTEM, "VINES").document
    shape = example_framework()
    assert (document.levels, document.countries) == (shape.levels, shape.countries)
    assert [one.code for one in document.horizons] == ["near", "far"]
    assert document.horizons[1].review_date == date(2032, 1, 1)
    assert (document.objectives, document.indicators, document.facts) == ((), (), ())
    found = analysing.assess(store, SYSTEM, Query("VINES", date(2022, 12, 31)))
    assert analysing.grid(found).rows
    seen = planning.load_page(store, SYSTEM, "VINES").version
    first = {"code": "N1", "title": "Old vines", "level": "field", "horizon": "near"}
    planning.save(
        store, SYSTEM, Edit(PartKind.OBJECTIVE, (), first), framework="VINES", reason="The first", seen=seen
    )  # fmt: skip
    assert "N1" in planning.load_page(store, SYSTEM, "VINES").document.objective_by_code


@pytest.mark.parametrize(
    ("changed", "field"), [({"code": " "}, "code"), ({"code": "a b"}, "code"), ({"name": ""}, "name")]
)
def test_a_new_framework_needs_a_code_and_a_name(store: Store, changed: dict[str, str], field: str) -> None:
    loaded(store)
    with pytest.raises(Invalid) as refusal:
        transferring.start_framework(store, SYSTEM, replace(NEW, **changed))
    assert refusal.value.field == field


def test_a_code_is_there_once(store: Store) -> None:
    loaded(store)
    with pytest.raises(Conflict, match="There is a framework orchard already"):
        transferring.start_framework(store, SYSTEM, replace(NEW, code="orchard"))


def test_a_folder_with_a_fault_names_file_row_and_column(store: Store) -> None:
    document = example_framework()
    body = to_zip(document, {"links.csv": b"source,target\nF1,V9\n"})
    with pytest.raises(Invalid, match=r"links\.csv, row 2, column target: There is no objective “V9”"):
        transferring.preview_file(store, SYSTEM, "o.zip", body, clock=CLOCK)
