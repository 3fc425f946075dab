"""The frame of every page: navigation by role, signing out elsewhere, somebody else in the same tab."""

import keyword
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app import context
from app.main import PAGES
from tests.support import tree
from tests.support.people import CHEAP, CLOCK, PLAIN, add_person, one_of_each_role, signed_in
from toc.config import Settings
from toc.errors import NotAllowed
from toc.exchange.framework_file import read_framework
from toc.model.query import SYSTEM, Actor
from toc.model.terms import Permission, Role
from toc.services import analysing, loading, signing_in
from toc.services.permissions import allowed
from toc.services.steps import passwords
from toc.store.database import Store

MAIN = Path(tree.ROOT) / "app" / "main.py"
LABELS = {entry.file: entry.label for entry in PAGES}


@pytest.fixture(scope="module")
def _loaded(_migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with CREDEX and an account of each role."""
    path = tmp_path_factory.mktemp("main") / "toc.db"
    shutil.copyfile(_migrated_file, path)
    store = Store(f"sqlite:///{path}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", CHEAP)
        loading.load_framework(store, SYSTEM, read_framework(loading.CREDEX), reason="test")
        one_of_each_role(store)
        store.engine.dispose()
    return path


@pytest.fixture
def store(_loaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    path = tmp_path / "toc.db"
    shutil.copyfile(_loaded, path)
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    monkeypatch.setattr(context, "_chosen", [Settings(database_url=f"sqlite:///{path}")])
    opened = Store(f"sqlite:///{path}")
    yield opened
    opened.engine.dispose()
    st.cache_resource.clear()


def token_of(store: Store, role: Role) -> str:
    return signed_in(store, f"{role.value}@credex.example", clock=context.get_clock())


@pytest.fixture
def open_as(store: Store, monkeypatch: pytest.MonkeyPatch):
    """Open the app as somebody: an AppTest whose connection carries a real token."""

    def opened(role: Role) -> AppTest:
        token = token_of(store, role)
        monkeypatch.setattr(context, "session_token", lambda: token)
        return AppTest.from_file(str(MAIN), default_timeout=30).run()

    return opened


@pytest.mark.parametrize("role", Role)
def test_the_app_opens_on_the_grid_for_every_role(open_as, role: Role) -> None:
    app = open_as(role)
    assert not app.exception
    assert app.title[0].value == "Theory of Change grid"
    assert f"The {role.value}" in [text.value for text in app.sidebar.text]
    assert role.label in [caption.value for caption in app.sidebar.caption]
    assert '<a href="/sign-out" target="_self">Sign out</a>' in [text.value for text in app.sidebar.markdown]


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.file)
@pytest.mark.parametrize("role", Role)
def test_every_page_opens_or_says_who_may_open_it(open_as, role: Role, entry) -> None:
    app = open_as(role).switch_page(f"views/{entry.file}.py").run()
    assert not app.exception
    refused = any("This page is for:" in info.value for info in app.info)
    assert refused is not allowed(Actor(1, "", "", role, "HKU", frozenset({"NL"})), entry.permission)


def test_a_page_that_one_may_not_open_names_those_who_may(open_as) -> None:
    app = open_as(Role.PARTNER).switch_page("views/review.py").run()
    assert app.title[0].value == "Review"
    assert app.info[0].value == ("This page is for: Coordinator, Administrator. You are signed in as: Partner.")


def test_every_view_stands_in_the_list_of_pages_under_its_own_name() -> None:
    files = {path.stem for path in (MAIN.parent / "views").glob("*.py")} - {"__init__"}
    assert {entry.file for entry in PAGES} == files
    for entry in PAGES:
        name = entry.label.lower().replace(" ", "_")
        reserved = name in sys.stdlib_module_names or keyword.iskeyword(name)
        assert name in entry.file.split("_") if reserved else entry.file == name
    assert PAGES[0].label == "Grid"


def test_the_stages_are_those_of_the_assessment_process() -> None:
    stages = ["Theory of Change", "Collect", "Analyse", "Act", "Manage", "Account"]
    assert list(dict.fromkeys(entry.stage for entry in PAGES)) == stages
    manages = {entry.label: entry.permission for entry in PAGES if entry.stage == "Manage"}
    assert next(iter(manages)) == "Framework"
    shown = {label for label, permission in manages.items() if permission is Permission.VIEW}
    assert {"Framework", "Data quality"} <= shown
    assert manages["People"] is Permission.ADMINISTER


def test_a_tab_is_emptied_when_its_person_has_signed_out(open_as, store: Store) -> None:
    app = open_as(Role.COORDINATOR)
    signing_in.sign_out(store, context.session_token(), clock=CLOCK)
    app.run()
    assert not app.exception
    assert app.title[0].value == "You are signed out"
    assert not app.sidebar.text
    assert not app.selectbox
    assert [text.value.split("?")[0] for text in app.markdown] == ['<a href="/sign-in']


def test_the_way_back_from_an_emptied_tab_keeps_the_filters(open_as, store: Store) -> None:
    app = open_as(Role.COORDINATOR)
    app.query_params.clear()
    app.query_params["country"] = "NL"
    signing_in.sign_out(store, context.session_token(), clock=CLOCK)
    app.run()
    assert 'href="/sign-in?next=%2F%3Fcountry%3DNL"' in app.markdown[0].value


def test_without_a_session_nothing_but_the_way_to_sign_in_is_shown(store: Store, monkeypatch) -> None:
    monkeypatch.setattr(context, "session_token", lambda: None)
    app = AppTest.from_file(str(MAIN)).run()
    assert [title.value for title in app.title] == ["You are signed out"]
    assert not app.sidebar.markdown


def test_a_tab_that_somebody_else_takes_over_shows_none_of_the_first_ones_fields(
    open_as, store: Store, monkeypatch
) -> None:
    app = open_as(Role.COORDINATOR)
    app.session_state["typed"] = "half a sentence"
    token = token_of(store, Role.VIEWER)
    monkeypatch.setattr(context, "session_token", lambda: token)
    app.run()
    assert app.title[0].value == "Somebody else signed in"
    assert [text.value for text in app.text] == ["You are now signed in as The viewer."]
    assert not app.selectbox
    assert not app.sidebar.text
    assert [button.label for button in app.button] == ["Continue"]
    app.button(key="main_continue").click().run()
    assert not app.exception
    assert app.title[0].value == "Theory of Change grid"
    assert "typed" not in app.session_state
    assert "The viewer" in [text.value for text in app.sidebar.text]


def test_the_same_person_signing_in_anew_goes_on_where_the_tab_was(open_as, store: Store, monkeypatch) -> None:
    app = open_as(Role.COORDINATOR)
    app.session_state["typed"] = "half a sentence"
    token = token_of(store, Role.COORDINATOR)
    monkeypatch.setattr(context, "session_token", lambda: token)
    app.run()
    assert app.title[0].value == "Theory of Change grid"
    assert app.session_state["typed"] == "half a sentence"


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Each look at who is signed in: whether it counted as activity."""
    counted: list[bool] = []
    real = signing_in.actor_of

    def spy(*args, counting: bool = True, **more):
        counted.append(counting)
        return real(*args, counting=counting, **more)

    monkeypatch.setattr(signing_in, "actor_of", spy)
    return counted


def test_the_person_is_looked_up_once_in_each_run(open_as, looks: list[bool]) -> None:
    app = open_as(Role.VIEWER)
    app.run()
    assert looks == [True, True]


def watching() -> None:
    from app import main

    main._watch()


def test_what_a_tab_does_by_itself_looks_again_and_is_no_activity(
    store: Store, looks: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_of(store, Role.VIEWER)
    monkeypatch.setattr(context, "session_token", lambda: token)
    app = AppTest.from_function(watching)
    app.session_state[context.SIGNED_IN_AS] = context.current_actor().account_id
    looks.clear()
    assert not app.run().exception
    assert looks == [False]


def test_outside_a_run_the_person_is_looked_up_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    token = token_of(store, Role.VIEWER)
    monkeypatch.setattr(context, "session_token", lambda: token)
    with context.looking_as(context.current_actor()):
        signing_in.sign_out(store, token, clock=CLOCK)
        assert context.current_actor().role is Role.VIEWER
    with pytest.raises(NotAllowed, match="You are signed out."):
        context.current_actor()


def test_the_banner_stands_on_every_page_while_invented_data_are_in_the_store(open_as, monkeypatch) -> None:
    assert not open_as(Role.VIEWER).warning
    st.cache_resource.clear()
    monkeypatch.setattr(analysing, "invented_present", lambda _store, code: code == "CREDEX")
    app = open_as(Role.VIEWER)
    assert "Demonstration data" in app.warning[0].value
    assert "Demonstration data" in app.switch_page("views/reports.py").run().warning[0].value


def test_two_stores_are_never_taken_for_each_other(store: Store, tmp_path: Path, monkeypatch) -> None:
    first = context.get_store()
    monkeypatch.setattr(context, "_chosen", [Settings(database_url=f"sqlite:///{tmp_path / 'other.db'}")])
    assert context.get_store() is not first
    monkeypatch.setattr(context, "_chosen", [Settings(database_url=store.url)])
    assert context.get_store() is first


def test_results_are_kept_until_the_data_change_and_never_across_what_people_may_see(
    open_as, store: Store, monkeypatch
) -> None:
    asked = []
    real = analysing.assess

    def spy(of_store, actor, query):
        asked.append(actor.role)
        return real(of_store, actor, query)

    monkeypatch.setattr(analysing, "assess", spy)
    app = open_as(Role.VIEWER)
    app.run()
    assert asked == [Role.VIEWER]
    app = open_as(Role.COORDINATOR)
    assert asked == [Role.VIEWER, Role.COORDINATOR]
    document = read_framework(loading.CREDEX).model_copy(update={"name": "Another name"})
    loading.load_framework(store, SYSTEM, document, reason="test")
    app.run()
    assert len(asked) == 3


def test_settings_are_those_that_the_app_was_started_with(monkeypatch) -> None:
    monkeypatch.setattr(context, "_chosen", [])
    monkeypatch.setenv("TOC_PORT", "8600")
    assert context.get_settings().port == 8600
    context.use_settings(PLAIN)
    assert context.get_settings() is PLAIN


def test_an_account_closed_meanwhile_is_signed_out(open_as, store: Store) -> None:
    add_person(store, "gone@credex.example", Role.VIEWER)
    app = open_as(Role.VIEWER)
    with store.writing() as session:
        session.connection().exec_driver_sql("UPDATE account SET deactivated_at = '2026-06-01 12:00:00.000000'")
    assert app.run().title[0].value == "You are signed out"
