"""The effect of an import on figures and statuses, as the preview tells it before anything is saved."""

from dataclasses import replace

import pytest

from tests.support import case_framework as cases
from tests.support.case_imports import HEAD, look, save
from toc.errors import NotAllowed
from toc.model.document import FactDef
from toc.model.query import ALL, SYSTEM
from toc.model.terms import FactKind, Status
from toc.services import analysing, foreseeing, loading
from toc.services.steps import import_effects
from toc.services.steps.effects import What
from toc.store.database import Store


@pytest.fixture
def filled(sqlite_store: Store) -> Store:
    cases.case_store(sqlite_store)
    facts = [
        FactDef(indicator="INC-1.2", country="IT", kind=kind, date=day, value=value)
        for kind, day, value in (
            (FactKind.BASELINE, cases.CLOCK.today("UTC").replace(2021, 12, 31), 0),
            (FactKind.TARGET, cases.CLOCK.today("UTC").replace(2025, 12, 31), 100),
        )
    ]
    loading.set_facts(sqlite_store, SYSTEM, facts, framework=cases.CODE, reason="for a test")
    save(sqlite_store, HEAD + "INC-1.2,IT,ORG,2023,5,,,,,,\n")
    return sqlite_store


def test_the_effect_names_each_status_that_moves_with_old_and_new_value(filled: Store) -> None:
    found = look(filled, HEAD + "INC-1.2,IT,ORG,2024,90,,,,,,\n")
    told = foreseeing.effect_of_import(filled, cases.REPORTER, found, clock=cases.CLOCK)
    (italy,) = [one for one in told.statuses if one.what is What.INDICATOR and one.country == "IT"]
    assert (italy.code, italy.old_value.value, italy.new_value.value) == ("INC-1.2", 5, 90)
    assert italy.old_status is not italy.new_status
    assert italy.new_status is Status.AHEAD


def test_what_the_effect_promises_is_what_the_pages_show_once_the_import_is_approved(filled: Store) -> None:
    rows = HEAD + "INC-1.2,IT,ORG,2024,90,,,,,,\nINC-1.2,NL,ORG,2024,7,,,,,,\nINC-1.2,IT,ORG,2023,6,,,,,,\n"
    told = foreseeing.effect_of_import(filled, cases.REPORTER, look(filled, rows), clock=cases.CLOCK)
    before = analysing.assess(filled, SYSTEM, cases.query()).result
    save(filled, rows)
    after = analysing.assess(filled, SYSTEM, cases.query()).result
    moved = {(one.code, one.country): one for one in told.effect.moves if one.what is What.INDICATOR}
    assert {key[1] for key in moved} >= {"IT", ALL}
    for key, new in after.indicators.items():
        if key in moved:
            assert moved[key].new_status is new.status
            assert moved[key].new_value == new.value.quantity
            assert moved[key].old_status is before.indicators[key].status
        else:
            assert new.value.quantity == before.indicators[key].value.quantity


def test_an_import_that_is_too_long_is_not_weighed_and_that_is_told(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreseeing, "MOST_MEASUREMENTS", 1)
    found = look(filled, HEAD + "INC-1.2,IT,ORG,2024,90,,,,,,\nINC-1.2,NL,ORG,2024,7,,,,,,\n")
    told = foreseeing.effect_of_import(filled, cases.REPORTER, found, clock=cases.CLOCK)
    assert (told.effect, told.measurements, told.statuses) == (None, 2, ())


def test_the_effect_of_rows_for_others_is_refused(filled: Store) -> None:
    found = look(filled, HEAD + "INC-1.2,IT,ORG,2024,90,,,,,,\n")
    other = replace(cases.REPORTER, organisation="OTHER", countries=frozenset({"NL"}))
    with pytest.raises(NotAllowed):
        foreseeing.effect_of_import(filled, other, found, clock=cases.CLOCK)
    assert import_effects.MOST_MEASUREMENTS > 1000
