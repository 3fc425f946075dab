"""`toc backup` and `toc restore`, end to end with the demonstration."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from toc import cli
from toc.errors import TocError


@pytest.fixture
def toc(monkeypatch, tmp_path):
    """Run `toc` with words on the store of a name; an error that people can act on becomes exit code 2."""
    monkeypatch.setenv("TOC_TODAY", "2028-03-01")

    def run(store: str, *words: object) -> Result:
        monkeypatch.setenv("TOC_DATABASE_URL", f"sqlite:///{tmp_path / store}")
        result = CliRunner().invoke(cli.app, [str(word) for word in words])
        if isinstance(result.exception, TocError):
            result.exit_code = 2
        elif result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def test_the_demonstration_goes_into_a_file_and_comes_back(toc, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    assert toc("one.db", "load", "credex", "--demo").exit_code == 0
    made = json.loads(toc("one.db", "backup", file, "--json").stdout)
    assert made["bytes"] == file.stat().st_size
    back = json.loads(toc("two.db", "restore", file, "--json").stdout)
    assert (back["sha256"], back["rows"]) == (made["sha256"], made["rows"])
    assert toc("two.db", "check").stdout == "The store is sound.\n"
    moment = ("--known-at", made["known_at"])
    for kind in ("measurements", "progress", "objectives"):
        first = toc("one.db", "export", kind, *moment).stdout_bytes
        assert len(first) > 1000
        assert toc("two.db", "export", kind, *moment).stdout_bytes == first


def test_what_was_done_is_said_in_sentences(toc, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    toc("one.db", "migrate")
    assert "hashes of passwords" in toc("one.db", "backup", file).stdout
    assert "People sign in again." in toc("two.db", "restore", file).stdout


def test_what_is_refused_is_refused_with_exit_code_2(toc, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    toc("one.db", "migrate")
    assert toc("one.db", "backup", file).exit_code == 0
    assert toc("one.db", "backup", file).exit_code == 2
    assert toc("one.db", "restore", file).exit_code == 2
    assert toc("two.db", "restore", tmp_path / "nothing.db").exit_code == 2


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_the_help_shows_an_example(toc, command: str) -> None:
    assert "Example:" in toc("one.db", command, "--help").stdout
