"""The tests' own tools: the browser that is found or not, the server with a database for each test."""

import shutil

import psycopg
import pytest

from tests.support import browser, run_all


def test_the_browser_named_by_the_variable_goes_first(monkeypatch, tmp_path):
    program = tmp_path / "my-browser"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("TOC_TEST_BROWSER", str(program))
    assert browser.find_browser() == str(program)


def test_a_named_browser_that_is_not_there_is_not_replaced_by_another(monkeypatch):
    monkeypatch.setenv("TOC_TEST_BROWSER", "no-such-browser-here")
    assert browser.find_browser() is None


def test_chromium_is_found_before_chrome(monkeypatch):
    monkeypatch.delenv("TOC_TEST_BROWSER", raising=False)
    monkeypatch.setattr(shutil, "which", {"chromium": "/a/chromium", "google-chrome": "/b/chrome"}.get)
    assert browser.find_browser() == "/a/chromium"


@pytest.mark.parametrize(
    ("ci", "is_root", "apt", "allowed"),
    [
        ("true", True, "/usr/bin/apt-get", True),
        ("true", False, "/usr/bin/apt-get", False),
        ("true", True, None, False),
        ("", True, "/usr/bin/apt-get", False),
    ],
)
def test_a_browser_is_installed_only_by_root_on_a_machine_that_tests_by_itself(monkeypatch, ci, is_root, apt, allowed):
    monkeypatch.setenv("CI", ci)
    monkeypatch.delenv("TOC_TEST_BROWSER", raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: apt)
    assert browser.may_install(is_root=is_root) is allowed


def test_no_browser_is_installed_where_one_is_named(monkeypatch):
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("TOC_TEST_BROWSER", "my-browser")
    assert browser.may_install(is_root=True) is False


@pytest.mark.parametrize(
    ("ci", "exit_code", "has_browser", "expected"),
    [
        ("true", 0, True, (0, None)),
        ("true", 1, True, (1, None)),
        ("true", 0, False, (1, browser.MISSING)),
        ("true", 2, False, (2, browser.MISSING)),
        ("", 0, False, (0, browser.MISSING)),
        ("", 1, False, (1, browser.MISSING)),
    ],
)
def test_a_missing_browser_is_said_at_the_end_and_fails_where_a_machine_tests_by_itself(
    monkeypatch, ci, exit_code, has_browser, expected
):
    monkeypatch.setenv("CI", ci)
    assert run_all.closing(exit_code, has_browser=has_browser) == expected


@pytest.mark.postgres
def test_each_test_has_a_database_of_its_own_and_copies_hold_what_their_template_held(postgres):
    first = postgres.create()
    with _connected(postgres, first) as connection:
        connection.execute("CREATE TABLE thing (name text)")
    copy, empty = postgres.create(template=first), postgres.create()
    assert _tables(postgres, copy) == ["thing"]
    assert _tables(postgres, empty) == []
    for name in (first, copy, empty):
        postgres.drop(name)
    with pytest.raises(psycopg.OperationalError):
        _connected(postgres, first)


@pytest.mark.postgres
def test_a_database_is_dropped_even_while_somebody_is_connected(postgres):
    name = postgres.create()
    with _connected(postgres, name) as connection:
        postgres.drop(name)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")


@pytest.mark.browser
def test_the_browser_shows_a_page(page):
    page.set_content("<h1>Grid</h1>")
    assert page.get_by_role("heading").inner_text() == "Grid"


def _connected(server, name):
    return psycopg.connect(server.url(name).replace("+psycopg", ""), autocommit=True)


def _tables(server, name):
    with _connected(server, name) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    return [row[0] for row in rows]
