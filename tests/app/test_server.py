"""How the app is put together and started: options, routes, what a page says when it fails."""

import gc
import sys
import tomllib
from pathlib import Path

import pytest
import streamlit as st
from starlette.testclient import TestClient
from streamlit import config as streamlit_config
from streamlit.file_util import get_static_dir
from streamlit.testing.v1 import AppTest

from app import context, server
from tests.support import tree
from toc.config import Settings
from toc.store.database import Store

CONFIG = Path(tree.ROOT) / "app" / ".streamlit" / "config.toml"
OPTIONS = tomllib.loads(CONFIG.read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave neither Streamlit's idea of the script nor the arguments behind."""
    monkeypatch.setattr(streamlit_config, "_main_script_path", None)
    monkeypatch.setattr(sys, "argv", ["toc", "serve"])
    monkeypatch.setattr(context, "_chosen", [])


def flat(options: dict, prefix: str = "") -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in options.items():
        found |= flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name: value}
    return found


def test_every_option_is_one_that_streamlit_knows() -> None:
    assert set(flat(OPTIONS)) <= set(streamlit_config._config_options_template)


def test_the_fixed_options_are_fixed() -> None:
    fixed = {
        "client.showErrorDetails": "none",
        "client.toolbarMode": "viewer",
        "browser.gatherUsageStats": False,
        "server.fileWatcherType": "none",
        "runner.postScriptGC": False,
        "runner.magicEnabled": False,
    }
    assert fixed.items() <= flat(OPTIONS).items()


def test_the_theme_is_the_one_of_the_design_light_and_dark() -> None:
    theme = OPTIONS["theme"]
    assert (theme["baseFontSize"], theme["baseRadius"], theme["light"]["primaryColor"]) == (15, "0.4rem", "#0B5C7A")
    assert (theme["light"]["textColor"], theme["light"]["borderColor"]) == ("#1B2A33", "#DCE3E7")
    assert set(theme["light"]) == set(theme["dark"])


def served(settings: Settings, monkeypatch: pytest.MonkeyPatch, **more: bool) -> dict[str, object]:
    """What `serve` hands to Streamlit, without starting anything."""
    started: dict[str, object] = {}

    def run(app: st.App, *, config: dict[str, object]) -> None:
        started.update(config, script=app.script_path, program=sys.argv[0], arguments=sys.argv[1:])

    monkeypatch.setattr(st.App, "run", run)
    server.serve(settings, **more)
    return started


@pytest.mark.parametrize("folder", [".", "/"])
def test_the_app_finds_its_script_and_its_options_from_any_folder(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    monkeypatch.chdir(tmp_path / folder)
    started = served(Settings(database_url=sqlite_url), monkeypatch)
    assert started["script"] == Path(tree.ROOT) / "app" / "main.py"
    assert started["arguments"] == []
    monkeypatch.setattr(streamlit_config, "_main_script_path", started["program"])
    assert streamlit_config.get_config_files("config.toml")[-1] == str(CONFIG)


def test_address_and_port_come_from_the_settings(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(database_url=sqlite_url, address="192.0.2.1", port=8600)
    started = served(settings, monkeypatch)
    assert (started["server.address"], started["server.port"]) == ("192.0.2.1", 8600)
    assert "client.showErrorDetails" not in started
    assert context.get_settings() is settings


def test_developers_get_reloading_and_error_details(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    started = served(Settings(database_url=sqlite_url), monkeypatch, develop=True)
    assert started["client.showErrorDetails"] == "full"
    assert started["server.fileWatcherType"] == "auto"


def test_the_whole_app_answers_with_its_gate_its_headers_and_its_routes(sqlite_store: Store) -> None:
    settings = Settings(database_url=sqlite_store.url)
    context.use_settings(settings)
    frozen = gc.get_freeze_count()
    with TestClient(server.build(settings), base_url="http://127.0.0.1:8501", follow_redirects=False) as client:
        home = client.get("/?country=NL", headers={"accept": "text/html"})
        assert (home.status_code, home.headers["location"]) == (303, "/sign-in?next=%2F%3Fcountry%3DNL")
        assert "'sha256-" in home.headers["content-security-policy"]
        assert client.get("/healthz").text == "ok"
        assert client.get("/_stcore/health").text == "ok"
        assert "Sign in" in client.get("/sign-in").text
        assert client.get("/files/progress.csv").status_code == 401
        assert client.get("/_stcore/metrics").status_code == 404
        assert gc.get_freeze_count() > frozen
    gc.unfreeze()
    st.cache_resource.clear()


def failing(kind: str) -> AppTest:
    def page(kind: str) -> None:
        from app import server
        from toc.errors import NotAllowed

        refusal = NotAllowed("{name} may not.", remedy="Ask Carla.", details={"name": "Piet"})
        errors = {"refusal": refusal, "failure": RuntimeError("a secret of the inside")}
        server.on_script_error(errors[kind])

    return AppTest.from_function(page, args=(kind,)).run()


def test_the_editor_of_a_cell_is_fetched_with_the_page_and_is_a_file_that_is_there() -> None:
    (link,) = server.fetched_ahead().split(", ")
    address, _, kind = link.partition(">; ")
    assert kind == "rel=modulepreload"
    assert (Path(get_static_dir()) / address.removeprefix("</")).is_file()


def test_a_refusal_in_a_page_is_said_in_words() -> None:
    app = failing("refusal")
    assert not app.exception
    assert [error.value for error in app.error] == ["Piet may not. Ask Carla."]


def test_a_failure_in_a_page_shows_a_number_for_the_log_and_nothing_of_the_inside(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = failing("failure")
    assert not app.exception
    number = app.error[0].value.rpartition(" ")[2]
    assert "a secret" not in app.error[0].value
    assert f"request {number}: a page failed" in caplog.text
    assert "a secret of the inside" in caplog.text
