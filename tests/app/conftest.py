"""Fixtures for pages: a store with CREDEX and the demonstration, opened as a person of each role."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app import context
from tests.support import tree
from tests.support.people import CHEAP, one_of_each_role, signed_in
from toc.config import DEMO_TODAY, Settings
from toc.model.query import Clock
from toc.model.terms import Role
from toc.services import preparing
from toc.services.steps import passwords
from toc.store.database import Store

OpenPage = Callable[..., AppTest]


@pytest.fixture(scope="session")
def _demo_file(_migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with CREDEX, the demonstration and an account of each role, copied for each test."""
    path = tmp_path_factory.mktemp("demo") / "toc.db"
    shutil.copyfile(_migrated_file, path)
    store = Store(f"sqlite:///{path}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", CHEAP)
        list(preparing.prepare(store, demo=Clock(DEMO_TODAY)))
        one_of_each_role(store)
    store.engine.dispose()
    return path


@pytest.fixture
def demo_store(_demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store with the demonstration, which the app is set to use."""
    path = tmp_path / "demo.db"
    shutil.copyfile(_demo_file, path)
    settings = Settings(database_url=f"sqlite:///{path}", today=DEMO_TODAY)
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    monkeypatch.setattr(context, "_chosen", [settings])
    opened = Store(settings.database_url)
    yield opened
    opened.engine.dispose()
    st.cache_resource.clear()


@pytest.fixture
def open_page(demo_store: Store, monkeypatch: pytest.MonkeyPatch) -> OpenPage:
    """Open a page as somebody: `open_page("indicator", Role.VIEWER, country="NL")`."""

    def opened(page: str, role: Role = Role.COORDINATOR, **parameters: str | date) -> AppTest:
        token = signed_in(demo_store, f"{role.value}@credex.example", clock=context.get_clock())
        monkeypatch.setattr(context, "session_token", lambda: token)
        app = AppTest.from_file(str(Path(tree.ROOT) / "app" / "main.py"), default_timeout=30)
        if page != "grid":
            app.run()
            app.switch_page(f"views/{page}.py")
        for name, value in parameters.items():
            app.query_params[name] = str(value)
        return app.run()

    return opened
