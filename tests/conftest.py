"""Fixtures for every test: a clean environment, stores on SQLite and on PostgreSQL, a browser."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.support import browser as browsers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.support.postgres import PostgresServer
    from toc.store.database import Store

# Examples are the same in every run and have no time limit, so that a test fails for what it tests and nothing else;
# `make soak` draws new ones, and many more.
settings.register_profile("default", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", deadline=None, max_examples=5000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("default")

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the TOC_ settings of whoever runs the tests away; each test sets its own."""
    for name in [name for name in os.environ if name.startswith("TOC_") and not name.startswith("TOC_TEST_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def postgres() -> "Iterator[PostgresServer]":
    """A PostgreSQL server, started when the first test of this process asks for it."""
    from tests.support.postgres import running_server

    with running_server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: "PostgresServer") -> Iterator[str]:
    """The URL of a new and empty PostgreSQL database."""
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of an SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'toc.db'}"


@pytest.fixture(params=ENGINES)
def store_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture(scope="session")
def _migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the newest schema and nothing in it, copied for each test."""
    path = tmp_path_factory.mktemp("migrated") / "toc.db"
    _upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def _migrated_database(postgres: "PostgresServer") -> str:
    """A PostgreSQL database with the newest schema and nothing in it, copied for each test."""
    name = postgres.create()
    _upgrade(postgres.url(name))
    return name


@pytest.fixture
def sqlite_store(_migrated_file: Path, tmp_path: Path) -> "Iterator[Store]":
    """An up-to-date, empty store on SQLite, for what is the same on every database."""
    path = tmp_path / "store.db"
    shutil.copyfile(_migrated_file, path)
    yield from _opened(f"sqlite:///{path}")


@pytest.fixture
def postgres_store(postgres: "PostgresServer", _migrated_database: str) -> "Iterator[Store]":
    """An up-to-date, empty store on PostgreSQL; tests that name it carry the marker postgres."""
    name = postgres.create(template=_migrated_database)
    yield from _opened(postgres.url(name))
    postgres.drop(name)


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest) -> "Store":
    """An up-to-date, empty store, once on SQLite and once on PostgreSQL."""
    opened: Store = request.getfixturevalue("sqlite_store" if request.param == "sqlite" else "postgres_store")
    return opened


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """A real Chromium or Chrome without a window; tests that use it carry the marker browser."""
    path = browsers.find_browser()
    if path is None:
        pytest.skip(browsers.MISSING)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(browsers.ARGUMENTS))
        yield started
        started.close()


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """A page in a context of its own: no cookies from another test, 1280 pixels wide."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    yield context.new_page()
    context.close()


def _upgrade(url: str) -> None:
    """Bring an empty database to the newest schema and let go of it."""
    from toc.store.database import Store

    fresh = Store(url)
    fresh.upgrade()
    fresh.engine.dispose()


def _opened(url: str) -> "Iterator[Store]":
    from toc.store.database import Store

    opened = Store(url)
    yield opened
    opened.engine.dispose()
