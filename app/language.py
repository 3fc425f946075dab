"""The language of what people read, looked up at each call: what is translated once would stay so for everybody."""

import gettext
from functools import cache
from pathlib import Path

import streamlit as st

from app import context

CATALOGUES = Path(__file__).resolve().parent.parent / "toc" / "locale"
DOMAIN = "toc"
LANGUAGES = ("en", "it", "nl", "fr", "et", "es")


def language() -> str:
    """The code of the reader's language: the one chosen under My account, else that of the settings, where one is set.

    Else it is the browser's where that is one of the partners', else `en`.
    """
    chosen: str | None = st.session_state.get(context.READS_IN)
    return chosen or first_known(st.context.locale or "")


def first_known(wanted: str) -> str:
    """The first of the partners' languages that is wanted, else `en`.

    Args:
        wanted: a locale such as `nl-BE`, or what browsers send as Accept-Language: `nl-BE,nl;q=0.9,en;q=0.8`.
    """
    codes = (part.partition(";")[0].strip().partition("-")[0].lower() for part in wanted.split(","))
    return next((code for code in codes if code in LANGUAGES), "en")


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
