"""How a series is measured: kept for good, the latest in force, as it stood at any moment, seen by whom it may be."""

from dataclasses import replace
from datetime import date

import pytest

from tests.services.test_discussing import STRANGE, entries, person, staffed
from tests.support import example_framework as orchard
from toc.errors import Conflict, Invalid, NotAllowed, NotFound
from toc.figures.progress import assess_indicator
from toc.model.query import ALL, Actor, Query
from toc.model.terms import OverTime, Role
from toc.services import deliverables, describing, snapshots
from toc.services.checking import check
from toc.services.describing import Described, MethodDraft
from toc.services.steps.definition_rules import find_change_faults
from toc.store import head
from toc.store.database import Store
from toc.store.panel import load_panel
from toc.store.series import find_used

CODE = orchard.CODE
QUERY = Query(CODE, date(2021, 6, 30))
DRAFT = MethodDraft(CODE, "F1.1", "PT", "POMAR", "Counted on the spot")
GREEK = replace(DRAFT, country="GR", organisation="KIPOS", method="Estimated from the air")


@pytest.fixture
def filled(store: Store) -> Store:
    return staffed(store)


@pytest.fixture
def filled_sqlite(sqlite_store: Store) -> Store:
    return staffed(sqlite_store)


def said(store: Store, name: str = "carla", query: Query = QUERY) -> tuple[Described, ...]:
    return describing.list_methods(store, person(store, name), query, "F1.1")


def notes(store: Store, query: Query = QUERY) -> str:
    """The notes of trees planted in all countries together."""
    with store.reading() as session:
        panel = load_panel(session, CODE, known_at=query.known_at)
    return " ".join(assess_indicator(panel, "F1.1", ALL, query.as_of).notes)


def version(store: Store) -> int:
    with store.reading() as session:
        return head.data_version(session)


def both_measured(store: Store) -> Store:
    """Trees planted in Portugal and in Greece."""
    orchard.record(store, orchard.planted(5))
    orchard.record(store, orchard.planted(7, country="GR", organisation="KIPOS"))
    return store


def test_a_text_is_kept_as_typed_before_anything_is_measured_and_written_down(filled: Store) -> None:
    before = version(filled)
    assert describing.set_method(filled, person(filled, "pia"), replace(DRAFT, method=f" {STRANGE}\n"), reason="Asked")
    (found,) = said(filled)
    assert (found.country, found.country_name, found.organisation) == ("PT", "Portugal", "POMAR")
    assert (found.now.method, found.now.by) == (STRANGE, "Pia")
    (entry,) = entries(filled, "say how it is measured")
    assert (entry.subject, entry.before, entry.reason) == ("ORCHARD F1.1 PT POMAR", None, "Asked")
    assert version(filled) > before
    assert check(filled).problems == ()


def test_the_same_again_writes_nothing(filled: Store) -> None:
    assert describing.set_method(filled, person(filled, "pia"), DRAFT)
    before = version(filled)
    assert not describing.set_method(filled, person(filled, "carla"), replace(DRAFT, method=f"{DRAFT.method} "))
    assert version(filled) == before
    assert len(said(filled)[0].said) == 1
    assert not describing.set_method(filled, person(filled, "carla"), replace(GREEK, method=""))
    assert [found.country for found in said(filled)] == ["PT"]


def test_the_latest_is_in_force_those_before_stay_and_it_can_be_taken_back(filled: Store) -> None:
    for text in ("Counted", "Estimated", ""):
        describing.set_method(filled, person(filled, "pia"), replace(DRAFT, method=text))
    assert [one.method for one in said(filled)[0].said] == ["", "Estimated", "Counted"]
    first = said(filled)[0].said[-1]
    at_first = said(filled, query=replace(QUERY, known_at=first.at))
    assert [one.method for one in at_first[0].said] == ["Counted"]


def test_countries_that_measure_otherwise_are_marked_in_the_figures_from_then_on(filled: Store) -> None:
    both_measured(filled)
    describing.set_method(filled, person(filled, "pia"), DRAFT)
    assert "different methods" not in notes(filled)
    earlier = replace(QUERY, known_at=said(filled)[0].now.at)
    describing.set_method(filled, person(filled, "carla"), GREEK)
    assert "different methods" in notes(filled)
    assert "Portugal: Counted on the spot" in notes(filled)
    assert "Greece: Estimated from the air" in notes(filled)
    assert "different methods" not in notes(filled, earlier)


def test_another_text_leaves_a_frozen_report_as_it_was_to_the_byte(filled: Store) -> None:
    both_measured(filled)
    for draft in (DRAFT, GREEK):
        describing.set_method(filled, person(filled, "carla"), draft)
    frozen = snapshots.freeze(filled, orchard.SYSTEM, QUERY, name="D5.2")
    kept = snapshots.open_package(filled, orchard.SYSTEM, frozen.snapshot_id).body
    describing.set_method(filled, person(filled, "carla"), replace(GREEK, method=DRAFT.method))
    assert "different methods" not in notes(filled)
    assert "different methods" in notes(filled, frozen.query)
    assert deliverables.package(filled, orchard.SYSTEM, frozen.query).body == kept
    assert check(filled).problems == ()


def test_what_somebody_else_said_meanwhile_is_not_written_over(filled_sqlite: Store) -> None:
    pia, carla = person(filled_sqlite, "pia"), person(filled_sqlite, "carla")
    describing.set_method(filled_sqlite, pia, DRAFT, expected=0)
    with pytest.raises(Conflict, match="meanwhile"):
        describing.set_method(filled_sqlite, carla, replace(DRAFT, method="Guessed"), expected=0)
    number = said(filled_sqlite)[0].now.number
    assert describing.set_method(filled_sqlite, carla, replace(DRAFT, method="Guessed"), expected=number)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"method": "x" * (describing.LONGEST + 1)}, Invalid),
        ({"method": "a\x00b"}, Invalid),
        ({"indicator": "F9.9"}, Invalid),
        ({"country": "EE"}, Invalid),
        ({"organisation": "NOBODY"}, Invalid),
        ({"framework": "NONE"}, NotFound),
    ],
)
def test_what_cannot_be_kept_is_refused(filled_sqlite: Store, changed: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        describing.set_method(filled_sqlite, person(filled_sqlite, "carla"), replace(DRAFT, **changed))
    assert said(filled_sqlite) == ()


@pytest.mark.parametrize("name", ["kostas", "vera"])
def test_neither_another_organisation_nor_a_viewer_says_how_it_is_measured(filled_sqlite: Store, name: str) -> None:
    with pytest.raises(NotAllowed):
        describing.set_method(filled_sqlite, person(filled_sqlite, name), DRAFT)


def test_a_partner_of_a_closed_framework_reads_of_the_own_countries_alone(sqlite_store: Store) -> None:
    staffed(sqlite_store)
    orchard.loaded(sqlite_store, open_to_partners=False)
    for draft in (DRAFT, GREEK):
        describing.set_method(sqlite_store, person(sqlite_store, "carla"), draft)
    assert {one.country for one in said(sqlite_store, "pia")} == {"PT"}
    assert {one.country for one in said(sqlite_store, "vera")} == {"PT", "GR"}


def test_a_guest_is_told_no_names_and_nothing_of_another_country(filled_sqlite: Store) -> None:
    for draft in (DRAFT, GREEK):
        describing.set_method(filled_sqlite, person(filled_sqlite, "carla"), draft)
    guest = Actor(None, "Guest", "", Role.VIEWER, None, frozenset({"PT"}), guest_of=CODE)
    (found,) = describing.list_methods(filled_sqlite, guest, QUERY, "F1.1")
    assert (found.country, found.now.by) == ("PT", "somebody")


def test_an_indicator_that_is_only_described_may_still_be_defined_anew_but_not_removed(filled_sqlite: Store) -> None:
    describing.set_method(filled_sqlite, person(filled_sqlite, "carla"), DRAFT)
    with filled_sqlite.reading() as session:
        used = find_used(session, CODE)
    assert (used.indicators, used.described) == (frozenset(), {"F1.1"})
    before = orchard.example_framework()
    anew = [
        one.model_copy(update={"over_time": OverTime.RUNNING}) if one.code == "F1.1" else one
        for one in before.indicators
    ]
    assert find_change_faults(before, before.model_copy(update={"indicators": tuple(anew)}), used) == []
    without = before.model_copy(update={"indicators": tuple(one for one in before.indicators if one.code != "F1.1")})
    (fault,) = find_change_faults(before, without, used)
    assert "said how the indicator F1.1 is measured" in fault.text()
