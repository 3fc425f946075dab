"""The reader's language, looked up at each call."""

import pytest

from app import language


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("nl-BE", "nl"),
        ("NL", "nl"),
        ("de-DE,de;q=0.9,fr;q=0.8,en;q=0.7", "fr"),
        ("de", "en"),
        ("", "en"),
        ("../../etc", "en"),
    ],
)
def test_the_first_of_the_partners_languages_that_is_wanted_is_taken(wanted: str, code: str) -> None:
    assert language.first_known(wanted) == code


def test_a_language_without_a_catalogue_leaves_the_english_text() -> None:
    assert language.translation("en").gettext("Sign in") == "Sign in"


def test_the_language_is_asked_for_at_each_call(monkeypatch: pytest.MonkeyPatch) -> None:
    class Loud:
        def gettext(self, text: str) -> str:
            return text.upper()

    quiet = language.translation("en")
    monkeypatch.setattr(language, "translation", lambda code: Loud() if code == "nl" else quiet)
    assert language._("Sign in") == "Sign in"
    monkeypatch.setattr(language, "language", lambda: "nl")
    assert language._("Sign in") == "SIGN IN"


def test_marking_a_text_leaves_it_as_it_is() -> None:
    assert language.mark("Grid") == "Grid"
