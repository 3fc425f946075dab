"""The settings: their defaults, where they come from, and what is said when one does not fit."""

from datetime import date

import pytest

from toc.config import DEMO_TODAY, Settings, load_settings, variable
from toc.errors import Invalid


def test_defaults_run_on_this_computer_only_with_a_file_under_data():
    settings = load_settings()
    assert settings.database_url == "sqlite:///data/toc.db"
    assert (settings.address, settings.port) == ("127.0.0.1", 8501)
    assert settings.demo is False
    assert settings.today is None
    assert settings.locale is None


def test_the_environment_sets_what_is_not_chosen_on_the_command_line(monkeypatch):
    monkeypatch.setenv("TOC_PORT", "9000")
    monkeypatch.setenv("TOC_TODAY", "2027-12-31")
    monkeypatch.setenv("TOC_DATABASE_URL", "sqlite:///elsewhere.db")
    settings = load_settings(port=9001, address=None)
    assert settings.port == 9001
    assert settings.address == "127.0.0.1"
    assert settings.today == date(2027, 12, 31)
    assert settings.database_url == "sqlite:///elsewhere.db"


def test_an_empty_variable_counts_as_not_set(monkeypatch):
    monkeypatch.setenv("TOC_TODAY", "")
    monkeypatch.setenv("TOC_PORT", "")
    assert load_settings() == Settings()


def test_the_demonstration_takes_place_on_its_own_day_unless_one_is_chosen():
    assert load_settings().fixed_today is None
    assert load_settings(demo=True).fixed_today == DEMO_TODAY == date(2028, 3, 1)
    assert load_settings(demo=True, today="2029-01-01").fixed_today == date(2029, 1, 1)
    assert load_settings(today="2029-01-01").fixed_today == date(2029, 1, 1)


@pytest.mark.parametrize(
    ("address", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.0.0.2", True),
        ("::1", True),
        ("localhost", True),
        ("LOCALHOST", True),
        ("0.0.0.0", False),  # noqa: S104
        ("::", False),
        ("192.168.1.7", False),
        ("localhost.example.org", False),
    ],
)
def test_only_loopback_addresses_count_as_this_computer_and_do_without_secure_cookies(address, loopback):
    settings = load_settings(address=address)
    assert settings.on_loopback is loopback
    assert settings.cookies_are_secure is not loopback


def test_secure_cookies_can_be_chosen_against_the_address():
    assert load_settings(secure_cookies=True).cookies_are_secure is True
    assert load_settings(address="192.168.1.7", secure_cookies=False).cookies_are_secure is False


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("TOC_PORT", "web"),
        ("TOC_PORT", "0"),
        ("TOC_PORT", "65536"),
        ("TOC_TODAY", "03/04/2026"),
        ("TOC_DEMO", "perhaps"),
        ("TOC_SESSION_IDLE_HOURS", "0"),
        ("TOC_SESSION_DAYS", "-1"),
        ("TOC_LOCALE", "xx"),
        ("TOC_SECURE_COOKIES", "2"),
    ],
)
def test_a_value_that_does_not_fit_names_its_variable_and_what_was_given(monkeypatch, name, text):
    monkeypatch.setenv(name, text)
    with pytest.raises(Invalid) as refusal:
        load_settings()
    assert refusal.value.field == name
    assert name in refusal.value.message
    assert text in refusal.value.message


def test_all_that_is_wrong_is_said_at_once(monkeypatch):
    monkeypatch.setenv("TOC_PORT", "web")
    monkeypatch.setenv("TOC_LOCALE", "xx")
    with pytest.raises(Invalid) as refusal:
        load_settings()
    assert {fault.field for fault in refusal.value.faults} == {"TOC_PORT", "TOC_LOCALE"}


def test_a_misspelt_variable_is_refused_with_the_name_that_was_meant(monkeypatch):
    monkeypatch.setenv("TOC_PROT", "9000")
    with pytest.raises(Invalid) as refusal:
        load_settings()
    assert "TOC_PROT" in refusal.value.message
    assert "TOC_PORT" in (refusal.value.remedy or "")


def test_a_variable_like_no_setting_is_refused_without_a_guess(monkeypatch):
    monkeypatch.setenv("TOC_XYZZY_QQQQ", "1")
    with pytest.raises(Invalid) as refusal:
        load_settings()
    assert "README" in (refusal.value.remedy or "")


def test_the_variables_of_the_tests_and_of_others_are_left_alone(monkeypatch):
    monkeypatch.setenv("TOC_TEST_BROWSER", "/usr/bin/some-browser")
    monkeypatch.setenv("TOCCATA", "1")
    assert load_settings() == Settings()


def test_every_setting_says_what_it_is_for():
    for name, field in Settings.model_fields.items():
        assert field.description and field.description.endswith("."), variable(name)
