"""Every page as each role opens it: as the table says, or a sentence on who may, with nothing of the data."""

import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app import context
from app.main import PAGES
from tests.support import tree
from tests.support.people import CHEAP, signed_in
from tests.support.permission_matrix import PAGES as TABLE
from tests.support.permission_world import CODE, TODAY, email_of, fill
from toc.config import Settings
from toc.model.terms import Role
from toc.services.steps import passwords
from toc.store.database import Store

Open = Callable[..., AppTest]
LOGGED = "toc.refused"


@pytest.fixture(scope="module")
def _filled(_migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", CHEAP)
        return {
            opened: fill(_migrated_file, tmp_path_factory.mktemp("world") / "toc.db", open_to_partners=opened)
            for opened in (True, False)
        }


@pytest.fixture
def open_world(_filled: dict[bool, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Open a page of the small world as somebody: `open_world("grid", Role.PARTNER, opened=False, country="GR")`."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    stores = []

    def opened_page(page: str, role: Role, *, opened: bool = True, **parameters: str) -> AppTest:
        path = tmp_path / "world.db"
        shutil.copyfile(_filled[opened], path)
        settings = Settings(database_url=f"sqlite:///{path}", today=TODAY)
        monkeypatch.setattr(context, "_chosen", [settings])
        stores.append(Store(settings.database_url))
        token = signed_in(stores[-1], email_of(role), clock=context.get_clock())
        monkeypatch.setattr(context, "session_token", lambda: token)
        app = AppTest.from_file(str(Path(tree.ROOT) / "app" / "main.py"), default_timeout=30)
        if page != "grid":
            app.run()
            app.switch_page(f"views/{page}.py")
        for name, value in parameters.items():
            app.query_params[name] = value
        return app.run()

    yield opened_page
    for store in stores:
        store.engine.dispose()
    st.cache_resource.clear()


def said(app: AppTest) -> str:
    """All that a page says, its tables included."""
    texts = [str(part.value) for part in (*app.markdown, *app.caption, *app.text, *app.info, *app.warning, *app.title)]
    choices = [str(option) for box in app.selectbox for option in box.options]
    tables = [table.value.to_csv() for table in app.dataframe]
    return " ".join([*texts, *choices, *tables, *(button.label for button in app.button)])


def test_every_page_is_in_the_table() -> None:
    assert {entry.file for entry in PAGES} == set(TABLE)


@pytest.mark.parametrize("page", TABLE)
@pytest.mark.parametrize("role", Role)
def test_a_page_opens_for_those_who_may_and_tells_others_nothing(
    open_world: Open, caplog: pytest.LogCaptureFixture, role: Role, page: str
) -> None:
    caplog.set_level(logging.WARNING, logger=LOGGED)
    app = open_world(page, role)
    assert not app.exception
    refused = [info.value for info in app.info if "This page is for:" in info.value]
    if TABLE[page][role]:
        assert not refused
        return
    assert len(refused) == 1
    assert f"You are signed in as: {role.label}." in refused[0]
    for word in ("F1", "Portugal", "Greece", "POMAR", "KIPOS", "orchard"):
        assert word not in said(app)
    assert not app.dataframe
    assert [line for line in caplog.records if line.name == LOGGED]


@pytest.mark.parametrize(
    "page", ["grid", "countries", "country_profile", "horizons", "stakeholders", "indicator", "reports"]
)
def test_a_closed_framework_offers_a_partner_the_own_countries(open_world: Open, page: str) -> None:
    app = open_world(page, Role.PARTNER, opened=False)
    assert not app.exception
    assert "Greece" not in said(app)
    assert "All countries" not in said(app)
    for box in app.selectbox:
        if box.key == "country":
            assert box.options == ["Portugal"]
            assert box.value == "PT"
    viewer = open_world(page, Role.VIEWER, opened=False)
    assert "Greece" in said(viewer)


def test_an_address_of_another_country_is_said_and_the_own_one_shown(open_world: Open) -> None:
    app = open_world("grid", Role.PARTNER, opened=False, country="GR", framework=CODE)
    assert app.query_params["country"] in ("PT", ["PT"])
    assert [warning.value for warning in app.warning] == [
        "The orchard shows partners their own countries only, not Greece: Portugal is shown."
    ]


def test_an_indicator_that_is_closed_to_partners_is_said_in_words(open_world: Open) -> None:
    app = open_world("indicator", Role.PARTNER, opened=False, indicator="V1.2")
    assert "not open to partners in The orchard" in " ".join(error.value for error in (*app.error, *app.exception))
    assert not app.dataframe
