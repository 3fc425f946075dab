"""The addresses of files as each role tries them: given as the table says, or refused with nothing told."""

import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from app.context import cookie_name
from app.gate import Gate
from app.routes import evidence, files, plain
from tests.support.people import CHEAP, PLAIN
from tests.support.people import CLOCK as HANDS
from tests.support.permission_matrix import ACTIONS
from tests.support.permission_terms import Action
from tests.support.permission_world import CLOCK, CODE, SECRET, Where, World, fill, person
from tests.support.plain_app import HOST
from toc.errors import TocError
from toc.model.terms import Role
from toc.services.steps import passwords
from toc.store.database import Store

ADDRESSES: dict[str, Callable[[World], str]] = {
    **{
        f"reporting.report:{kind}": lambda w, kind=kind: (
            f"/files/{kind}.csv?framework={CODE}&country={w.country}&indicator=F1.1&as_of={w.query.as_of}"
        )
        for kind in (
            "measurements",
            "targets",
            "progress",
            "objectives",
            "history",
            "summaries",
            "stakeholders",
            "links",
        )
    },
    "evidencing.open_file": lambda w: f"/files/evidence/{w.evidence('submitted', file=True)}",
}
"""The addresses that lead to an action of the table."""

WALKED = [action for action in ACTIONS if action.name in ADDRESSES]


@pytest.fixture(scope="module")
def _filled(_migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", CHEAP)
        return {
            opened: fill(_migrated_file, tmp_path_factory.mktemp("world") / "toc.db", open_to_partners=opened)
            for opened in (True, False)
        }


@pytest.fixture(params=[True], ids=["open"])
def store(
    request: pytest.FixtureRequest, _filled: dict[bool, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Store]:
    shutil.copyfile(_filled[request.param], tmp_path / "world.db")
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    opened = Store(f"sqlite:///{tmp_path / 'world.db'}")
    yield opened
    opened.engine.dispose()


def browser(store: Store, token: str | None) -> TestClient:
    app = Starlette(
        routes=[*files.routes(store, CLOCK), *evidence.routes(store)],
        middleware=[Middleware(Gate, store=store, settings=PLAIN, clock=HANDS)],
        exception_handlers={TocError: plain.refused},
    )
    client = TestClient(app, base_url=HOST, follow_redirects=False)
    if token is not None:
        client.cookies.set(cookie_name(PLAIN), token)
    return client


def test_every_file_that_an_action_gives_has_its_address_here() -> None:
    kinds = {action.name for action in ACTIONS if action.function in ("reporting.report", "evidencing.open_file")}
    assert set(ADDRESSES) == kinds


@pytest.mark.parametrize("where", Where)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", WALKED, ids=lambda action: action.name)
def test_an_address_gives_each_role_what_the_table_allows(
    store: Store, caplog: pytest.LogCaptureFixture, action: Action, role: Role, where: Where
) -> None:
    world = World(store, person(store, role), where)
    caplog.set_level(logging.WARNING, logger="toc.refused")
    answer = browser(store, world.token()).get(ADDRESSES[action.name](world))
    if where in action.may[role]:
        assert answer.status_code == 200
        return
    assert answer.status_code == 403
    assert SECRET not in answer.text
    assert [line for line in caplog.records if line.name == "toc.refused"]


@pytest.mark.parametrize("action", WALKED, ids=lambda action: action.name)
def test_nobody_gets_anything_who_is_not_signed_in(store: Store, action: Action) -> None:
    world = World(store, person(store, Role.ADMINISTRATOR), Where.OWN)
    answer = browser(store, None).get(ADDRESSES[action.name](world))
    assert answer.status_code == 401
    assert SECRET not in answer.text
    assert "PT" not in answer.text


@pytest.mark.parametrize("store", [False], indirect=True, ids=["closed"])
@pytest.mark.parametrize("action", WALKED[:-1], ids=lambda action: action.name)
def test_a_closed_framework_refuses_a_partner_the_files_of_other_countries(
    store: Store, caplog: pytest.LogCaptureFixture, action: Action
) -> None:
    partner, viewer = (World(store, person(store, role), Where.ABROAD) for role in (Role.PARTNER, Role.VIEWER))
    address = ADDRESSES[action.name](partner)
    answer = browser(store, partner.token()).get(address)
    assert answer.status_code == 403
    assert SECRET not in answer.text
    assert [line for line in caplog.records if line.name == "toc.refused"]
    assert browser(store, viewer.token()).get(address).status_code == 200
    everything = browser(store, partner.token()).get(address.replace("country=GR", "country=ALL"))
    assert everything.status_code == 200
    assert "GR" not in everything.text
    assert "abroad" not in everything.text
