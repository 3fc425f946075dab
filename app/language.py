"""The language of what people read, looked up at each call: what is translated once would stay so for everybody."""

import gettext
from functools import cache
from pathlib import Path

import streamlit as st

CATALOGUES = Path(__file__).resolve().parent.parent / "toc" / "locale"
DOMAIN = "toc"
LANGUAGES = ("en", "it", "nl", "fr", "et", "es")


def language() -> str:
    """The code of the reader's language: the browser's where it is one of the partners', else `en`."""
    code = (st.context.locale or "").partition("-")[0].lower()
    return code if code in LANGUAGES else "en"


@cache
def translation(code: str) -> gettext.NullTranslations:
    """The catalogue of a language; where there is none, one that leaves the English text as it is."""
    return gettext.translation(DOMAIN, CATALOGUES, languages=[code], fallback=True)


def _(text: str) -> str:
    """The text in the reader's language; call it where the text is shown, never at import."""
    return translation(language()).gettext(text)


def mark(text: str) -> str:
    """The text as it is: marks a text in a table for translation, which happens where it is shown."""
    return text
