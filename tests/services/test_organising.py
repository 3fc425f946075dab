"""Organisations of a framework: added, renamed, given countries and indicators; what breaks it is refused in words."""

import json

import pytest
from sqlmodel import select

from tests.support.example_framework import CODE, example_framework, loaded, planted, record
from toc.errors import Conflict, Invalid, NotAllowed, NotFound
from toc.model.document import FrameworkDocument
from toc.model.keeping import AuditEntry
from toc.model.query import SYSTEM, Actor, Query
from toc.model.terms import Role
from toc.services import checking, loading, organising
from toc.services.organising import OrganisationDraft
from toc.store.database import Store
from toc.store.frameworks import current_document

COORDINATOR = Actor(None, "Carla", "carla@credex.example", Role.COORDINATOR)
PARTNER = Actor(2, "Piet", "piet@hku.example", Role.PARTNER, "POMAR", frozenset({"PT"}))
QUERY = Query(CODE, example_framework().baseline_date)
NEW = OrganisationDraft("Quinta", "Quinta do Vale", "PT", ("PT",))


@pytest.fixture
def orchard(store: Store) -> Store:
    return loaded(store)


def current(store: Store, code: str = CODE) -> FrameworkDocument:
    with store.reading() as session:
        return current_document(session, code)


def row(store: Store, short_name: str) -> organising.OrganisationRow:
    page = organising.list_organisations(store, SYSTEM, QUERY)
    return next(found for found in page.rows if found.short_name == short_name)


def last_entry(store: Store) -> AuditEntry:
    with store.reading() as session:
        found = session.exec(select(AuditEntry)).all()[-1]
        session.expunge(found)
        return found


def set_reporting(store: Store, short_name: str, countries: set[str], indicators: set[str]) -> tuple[str, ...]:
    return organising.set_reporting(
        store, COORDINATOR, short_name, framework=CODE, countries=countries, indicators=indicators, reason="agreed"
    ).changes


def test_the_list_says_what_each_organisation_reports(orchard: Store) -> None:
    kipos = row(orchard, "KIPOS")
    assert kipos.reports_for == ("GR", "PT")
    assert kipos.indicators == ("F1.1", "F1.2", "V1.1", "V1.3")
    assert row(orchard, "COOP").indicators == ("V1.2",)
    assert row(orchard, "COOP").accounts == 0


def test_an_organisation_is_added_and_the_store_stays_sound(orchard: Store) -> None:
    organising.add_organisation(orchard, SYSTEM, NEW, framework=CODE)
    assert row(orchard, "Quinta").reports_for == ("PT",)
    assert row(orchard, "Quinta").indicators == ()
    entry = last_entry(orchard)
    assert entry.action == "add organisation"
    assert json.loads(entry.before or "{}")["organisation"] is None
    assert json.loads(entry.after or "{}")["organisation"]["name"] == "Quinta do Vale"
    assert checking.check(orchard).sound


def test_an_organisation_is_renamed_in_every_framework_that_it_takes_part_in(orchard: Store) -> None:
    loading.load_framework(orchard, SYSTEM, example_framework(code="OTHER"), reason="test")
    organising.rename_organisation(orchard, SYSTEM, "POMAR", name="  Pomar   Novo ")
    for code in (CODE, "OTHER"):
        names = {part.short_name: part.name for part in current(orchard, code).organisations}
        assert names["POMAR"] == "Pomar Novo"
    assert checking.check(orchard).sound


def test_an_indicator_is_assigned_for_the_countries_beside_those_who_report_it(orchard: Store) -> None:
    kept = set(row(orchard, "KIPOS").indicators)
    set_reporting(orchard, "KIPOS", {"GR", "PT"}, {*kept, "F2.1"})
    document = current(orchard)
    assert document.reporters("F2.1", "PT") == ("POMAR", "KIPOS")
    assert document.reporters("F1.2", "PT") == ("POMAR",)
    entry = last_entry(orchard)
    before, after = json.loads(entry.before or "{}"), json.loads(entry.after or "{}")
    assert (entry.action, entry.reason) == ("set reporting", "agreed")
    assert set(after["indicators"]) - set(before["indicators"]) == {"F2.1"}


def test_what_is_taken_away_leaves_the_default_without_an_assignment(orchard: Store) -> None:
    kept = set(row(orchard, "KIPOS").indicators)
    set_reporting(orchard, "KIPOS", {"GR"}, kept)
    document = current(orchard)
    assert document.reporters("F1.1", "PT") == ("POMAR",)
    assert document.assignments == ()
    assert row(orchard, "KIPOS").reports_for == ("GR",)


def test_an_indicator_of_the_consortium_is_assigned_for_all(orchard: Store) -> None:
    set_reporting(orchard, "POMAR", {"PT"}, {*row(orchard, "POMAR").indicators, "V1.2"})
    assert current(orchard).reporters("V1.2", "ALL") == ("COOP", "POMAR")


def test_the_same_again_writes_nothing(orchard: Store) -> None:
    found, version = row(orchard, "KIPOS"), orchard.data_version()
    assert set_reporting(orchard, "KIPOS", set(found.reports_for), set(found.indicators)) == ()
    assert orchard.data_version() == version


@pytest.mark.parametrize(
    ("name", "countries", "indicators", "words"),
    [
        ("POMAR", set(), {"F1.1"}, "POMAR reports for Portugal whatever is assigned to nobody else"),
        ("KIPOS", {"GR"}, {"F1.1", "F1.2", "V1.3"}, "KIPOS is the only one that reports V1.1 for GR"),
        ("KIPOS", {"GR", "XX"}, set(), "The framework has no countries XX"),
        ("KIPOS", {"GR"}, {"Z9"}, "The framework has no indicators Z9"),
    ],
)
def test_what_would_lose_its_reporter_is_refused_in_words(
    orchard: Store, name: str, countries: set[str], indicators: set[str], words: str
) -> None:
    record(orchard, planted(5))
    before = current(orchard)
    with pytest.raises(Invalid) as refusal:
        set_reporting(orchard, name, countries, indicators)
    assert words in refusal.value.text()
    assert refusal.value.remedy
    assert current(orchard) == before


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (OrganisationDraft("", "Name", "PT"), "short_name"),
        (OrganisationDraft("New", " ", "PT"), "name"),
        (OrganisationDraft("New", "Name", "Portugal"), "country"),
        (OrganisationDraft("N" * 61, "Name", "PT"), "short_name"),
        (OrganisationDraft("New", "Name", "PT", ("XX",)), "reports_for"),
    ],
)
def test_a_field_that_does_not_fit_is_named(sqlite_store: Store, draft: OrganisationDraft, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        organising.add_organisation(loaded(sqlite_store), SYSTEM, draft, framework=CODE)
    assert refusal.value.field == field


def test_a_short_name_is_there_once_in_any_spelling(sqlite_store: Store) -> None:
    with pytest.raises(Conflict, match="There is an organisation pomar already"):
        organising.add_organisation(
            loaded(sqlite_store), SYSTEM, OrganisationDraft("pomar", "Another", "PT"), framework=CODE
        )


def test_a_change_needs_a_reason_and_an_organisation_that_is_there(sqlite_store: Store) -> None:
    loaded(sqlite_store)
    with pytest.raises(Invalid) as refusal:
        organising.set_reporting(
            sqlite_store, SYSTEM, "POMAR", framework=CODE, countries={"PT"}, indicators=set(), reason=" "
        )
    assert refusal.value.field == "reason"
    with pytest.raises(NotFound):
        set_reporting(sqlite_store, "Nobody", set(), set())
    with pytest.raises(NotFound):
        organising.rename_organisation(sqlite_store, SYSTEM, "Nobody", name="Somebody")


def test_a_coordinator_sets_reporting_and_makes_no_organisations(sqlite_store: Store) -> None:
    loaded(sqlite_store)
    with pytest.raises(NotAllowed):
        organising.add_organisation(sqlite_store, COORDINATOR, NEW, framework=CODE)
    with pytest.raises(NotAllowed):
        organising.rename_organisation(sqlite_store, COORDINATOR, "POMAR", name="X")
    with pytest.raises(NotAllowed):
        organising.list_organisations(sqlite_store, PARTNER, QUERY)
