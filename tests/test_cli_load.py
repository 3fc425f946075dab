"""`toc load`: what it would change is said before, and what it takes back that was set in the app."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.support.example_framework import CODE, example_framework
from toc import cli
from toc.exchange.framework_file import to_json
from toc.model.query import SYSTEM
from toc.services import planning
from toc.services.steps.framework_parts import Edit, PartKind
from toc.store.database import Store


@pytest.fixture
def orchard(monkeypatch: pytest.MonkeyPatch, sqlite_url: str, tmp_path: Path) -> Path:
    """A file that was loaded, and a title that was changed in the app since."""
    monkeypatch.setenv("TOC_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("TOC_TODAY", "2021-06-30")
    file = tmp_path / "orchard.json"
    file.write_text(to_json(example_framework()), encoding="utf-8")
    assert run("load", file).splitlines()
    store = Store(sqlite_url)
    edit = Edit(PartKind.OBJECTIVE, ("F1",), {"title": "Many trees"})
    seen = planning.load_page(store, SYSTEM, CODE).version
    planning.save(store, SYSTEM, edit, framework=CODE, reason="Agreed", seen=seen)
    store.engine.dispose()
    file.write_text(to_json(example_framework(grace_days=31)), encoding="utf-8")
    return file


def run(*words: object) -> str:
    result = CliRunner().invoke(cli.app, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


TITLE = "objective F1 changed: title Many trees -> More trees"
UNDONE = f"Takes back what was set in the app: {TITLE}"


def test_a_preview_says_what_would_change_and_writes_nothing(orchard: Path) -> None:
    first = run("load", orchard, "--preview")
    assert f"framework {CODE} changed: grace_days 30 -> 31" in first
    assert UNDONE in first
    assert "Figures that move: 0." in first
    assert run("load", orchard, "--preview") == first
    told = json.loads(run("load", orchard, "--preview", "--json"))
    assert (told["is_new"], told["taken_back"], told["figures_moved"]) == (False, [TITLE], 0)


def test_loading_names_what_it_took_back(orchard: Path) -> None:
    assert UNDONE in run("load", orchard)
    again = json.loads(run("load", orchard, "--json"))
    assert (again["changes"], again["taken_back"]) == ([], [])


def test_a_new_framework_is_said_to_be_one(orchard: Path) -> None:
    orchard.write_text(to_json(example_framework(code="VINES")), encoding="utf-8")
    assert run("load", orchard, "--preview") == "VINES would be a new framework.\n"
    assert "new framework" in run("load", orchard, "--preview")
