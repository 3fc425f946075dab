"""As known at: what is approved after the moment is in none of the figures of any page, and in no file."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app import context
from tests.app.test_permission_pages import said
from tests.support import tree
from tests.support.people import CHEAP, signed_in
from tests.support.permission_world import CLOCK, QUERY, TODAY, Where, draft_of, email_of, fill, person
from toc.config import Settings
from toc.model.query import Query
from toc.model.terms import Role
from toc.services import analysing, recording, reporting
from toc.services.steps import passwords
from toc.store.database import Store

Open = Callable[..., str]


@pytest.fixture(scope="module")
def _filled(_migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", CHEAP)
        return fill(_migrated_file, tmp_path_factory.mktemp("known") / "toc.db")


@pytest.fixture
def world(_filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    path = tmp_path / "world.db"
    shutil.copyfile(_filled, path)
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    monkeypatch.setattr(context, "_chosen", [Settings(database_url=f"sqlite:///{path}", today=TODAY)])
    store = Store(f"sqlite:///{path}")
    yield store
    store.engine.dispose()
    st.cache_resource.clear()


@pytest.fixture
def open_page(world: Store, monkeypatch: pytest.MonkeyPatch) -> Open:
    """What a page says to the coordinator, its links included, with parameters in its address."""
    token = signed_in(world, email_of(Role.COORDINATOR), clock=context.get_clock())
    monkeypatch.setattr(context, "session_token", lambda: token)

    def opened(page: str, **parameters: str) -> str:
        app = AppTest.from_file(str(Path(tree.ROOT) / "app" / "main.py"), default_timeout=30)
        if page != "grid":
            app.run()
            app.switch_page(f"views/{page}.py")
        for name, value in {"framework": QUERY.framework, "indicator": "F1.1", **parameters}.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception
        return " ".join([said(app), *(str(link.proto.url) for link in app.get("link_button"))])

    return opened


def moment_of(store: Store) -> str:
    return analysing.assess(store, person(store, Role.COORDINATOR), QUERY).known_at.isoformat()


def approve_more(store: Store) -> None:
    """Something large that is approved after the moment."""
    draft = draft_of(Where.OWN, value=50000)
    recording.record(store, person(store, Role.COORDINATOR), draft, clock=CLOCK, approve=True)


def figures(text: str) -> list[str]:
    """What a page says but its moments and its addresses."""
    return [word for word in text.split() if ":" not in word and "known_at" not in word]


@pytest.mark.parametrize("page", ["grid", "countries", "horizons", "indicator"])
def test_a_page_shows_what_was_known_then(world: Store, open_page: Open, page: str) -> None:
    moment = moment_of(world)
    before, now = open_page(page, known_at=moment), open_page(page)
    assert "As known at" in before
    assert "As known at" not in now
    approve_more(world)
    assert open_page(page, known_at=moment) == before
    assert figures(open_page(page)) != figures(now)


def test_the_files_of_the_page_reports_carry_the_moment(world: Store, open_page: Open) -> None:
    assert open_page("reports", known_at=moment_of(world)).count("known_at=") == 7
    assert "known_at=" not in open_page("reports")


@pytest.mark.parametrize("kind", ["measurements", "progress", "objectives", "history"])
def test_a_file_holds_what_was_known_then(world: Store, kind: str) -> None:
    actor = person(world, Role.COORDINATOR)
    query = replace(QUERY, country="PT", known_at=analysing.assess(world, actor, QUERY).known_at)

    def content(asked: Query) -> bytes:
        return b"".join(reporting.report(world, actor, kind, asked, indicator="F1.1").csv())

    before, rows = content(query), content(replace(query, known_at=None)).count(b"50000")
    approve_more(world)
    assert content(query) == before
    assert rows == 0
    assert content(replace(query, known_at=None)) != before
