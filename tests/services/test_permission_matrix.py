"""Every role tries every action in every place: allowed or refused as the table says, and a refusal tells nothing."""

import importlib
import inspect
import logging
import pkgutil
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import toc.services
from tests.support.people import CHEAP
from tests.support.permission_matrix import ACTIONS
from tests.support.permission_terms import Action
from tests.support.permission_world import CLOCK, CODE, QUERY, SECRET, Where, World, fill, person
from toc.errors import NotAllowed, NotFound
from toc.model.query import ALL, Query
from toc.model.terms import ReviewState, Role
from toc.services import analysing, entering, reporting
from toc.services.steps import passwords
from toc.store.database import Store

CELLS = [
    pytest.param(action, role, where, id=f"{action.name}-{role.value}-{where.name.lower()}")
    for action in ACTIONS
    for role in Role
    for where in (Where if action.placed else (Where.OWN,))
]


@pytest.fixture(scope="module")
def _filled(_migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """SQLite files with the small world: open to partners, and not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", CHEAP)
        return {
            opened: fill(_migrated_file, tmp_path_factory.mktemp("world") / "toc.db", open_to_partners=opened)
            for opened in (True, False)
        }


@pytest.fixture
def world(_filled: dict[bool, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    yield from _opened(_filled[True], tmp_path, monkeypatch)


@pytest.fixture
def closed(_filled: dict[bool, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The same, where the framework is not open to partners."""
    yield from _opened(_filled[False], tmp_path, monkeypatch)


def _opened(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    shutil.copyfile(path, folder / "world.db")
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    store = Store(f"sqlite:///{folder / 'world.db'}")
    yield store
    store.engine.dispose()


@pytest.mark.parametrize(("action", "role", "where"), CELLS)
def test_each_role_does_what_the_table_allows_and_is_refused_the_rest(
    world: Store, caplog: pytest.LogCaptureFixture, action: Action, role: Role, where: Where
) -> None:
    acting = World(world, person(world, role), where)
    version = world.data_version()
    caplog.set_level(logging.WARNING, logger="toc.refused")
    if where in action.may[role]:
        action.call(acting)
        return
    with pytest.raises((NotAllowed, NotFound)) as refusal:
        action.call(acting)
    assert SECRET not in f"{refusal.value.text()} {refusal.value.remedy_text()} {refusal.value.details}"
    assert [line for line in caplog.records if line.name == "toc.refused"]
    assert SECRET not in caplog.text
    assert acting.actor.email not in caplog.text
    assert world.data_version() == version


def test_every_public_function_of_a_service_that_somebody_acts_with_is_in_the_table() -> None:
    found = set()
    for module in pkgutil.iter_modules(toc.services.__path__):
        if module.ispkg:
            continue
        loaded = importlib.import_module(f"toc.services.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            own = function.__module__ == loaded.__name__ and not name.startswith("_")
            if own and {"store", "actor"} <= inspect.signature(function).parameters.keys():
                found.add(f"{module.name}.{name}")
    walked = {action.function for action in ACTIONS}
    assert found - walked == set()
    assert walked - found == set()


@pytest.mark.parametrize("role", Role)
def test_nobody_is_shown_what_waits_or_is_a_draft_beyond_the_table(world: Store, role: Role) -> None:
    actor = person(world, role)
    page = analysing.indicator(world, actor, QUERY, "F1.1")
    waiting = {row.country for row in page.measurements if row.review_state is ReviewState.SUBMITTED}
    expected = {Role.PARTNER: {"PT"}, Role.VIEWER: set()}
    assert waiting == expected.get(role, {"PT", "GR"})
    assert ReviewState.DRAFT not in {row.review_state for row in page.measurements}
    text = b"".join(reporting.report(world, actor, "measurements", QUERY).csv()).decode()
    assert f"{SECRET} abroad approved" in text
    assert "submitted" not in text
    assert "draft" not in text


@pytest.mark.parametrize("kind", ["measurements", "targets", "progress", "objectives", "history"])
def test_a_closed_framework_gives_a_partner_the_own_countries_only(closed: Store, kind: str) -> None:
    partner, viewer = person(closed, Role.PARTNER), person(closed, Role.VIEWER)

    def countries(actor, query: Query) -> set[str]:
        made = reporting.report(closed, actor, kind, query, indicator="F1.1")
        return {str(row["country"]) for row in made.rows}

    assert countries(partner, QUERY) == {"PT"}
    assert countries(viewer, QUERY) != {"PT"}
    for query in (replace(QUERY, country="GR"), replace(QUERY, country="GR", known_at=_now(closed))):
        with pytest.raises(NotAllowed):
            countries(partner, query)


def _now(store: Store):
    return analysing.assess(store, person(store, Role.VIEWER), QUERY).known_at


def test_a_closed_framework_shows_a_partner_no_figure_that_rests_on_another_country(closed: Store) -> None:
    partner, viewer = person(closed, Role.PARTNER), person(closed, Role.VIEWER)
    found = analysing.assess(closed, partner, QUERY)
    assert found.places == ("PT",)
    assert {country for _, country in (*found.result.indicators, *found.result.objectives)} == {"PT"}
    assert {fact.country for fact in found.document.facts} == {"PT"}
    own = analysing.assess(closed, viewer, QUERY).result.indicators["F1.1", "PT"]
    assert own.value.quantity is not None
    assert found.result.indicators["F1.1", "PT"].value.quantity == own.value.quantity
    assert analysing.grid(found).rows
    page = analysing.indicator(closed, partner, QUERY, "F1.1")
    assert [one.country for one in page.by_country] == ["PT"]
    assert {row.country for row in page.measurements} == {"PT"}
    form = entering.entry_form(closed, partner, QUERY, clock=CLOCK)
    assert {fact.country for fact in (*form.document.facts, *analysing.document(closed, partner, CODE).facts)} == {"PT"}


def test_an_indicator_of_the_consortium_is_not_open_to_partners_of_a_closed_framework(closed: Store) -> None:
    with pytest.raises(NotAllowed, match="Figures of all countries together"):
        analysing.indicator(closed, person(closed, Role.PARTNER), QUERY, "V1.2")
    assert analysing.indicator(closed, person(closed, Role.VIEWER), QUERY, "V1.2").chosen.country == ALL
