"""The previews of stored imports and what they would move, kept while neither the data nor how they are read change."""

from collections.abc import Callable
from threading import Lock
from typing import TypeVar

import streamlit as st

from app import context
from toc.services import batching, foreseeing
from toc.services.importing import Found
from toc.services.steps.import_effects import ImportEffect
from toc.services.steps.import_options import Limits, limits_of

_Key = tuple[object, ...]
_Made = TypeVar("_Made")


class _Kept:
    """The last few previews with their effects."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._previews: dict[_Key, Found] = {}
        self._effects: dict[_Key, ImportEffect] = {}

    def preview(self, key: _Key, make: Callable[[], Found]) -> Found:
        found = self._previews.get(key)
        return found if found is not None else self._keep(self._previews, key, make())

    def effect(self, key: _Key, make: Callable[[], ImportEffect]) -> ImportEffect:
        found = self._effects.get(key)
        return found if found is not None else self._keep(self._effects, key, make())

    def _keep(self, kept: dict[_Key, _Made], key: _Key, made: _Made) -> _Made:
        with self._lock:
            kept[key] = made
            while len(kept) > context.KEPT_PREVIEWS:
                del kept[next(iter(kept))]
        return made


@st.cache_resource(show_spinner=False)
def _kept() -> _Kept:
    return _Kept()


def import_preview(batch_id: int, how: str) -> Found:
    """The preview of a stored file; while a long one is read, a bar says how many rows have been.

    Args:
        batch_id: key of the import.
        how: how it is read, as it is kept with the file.

    Raises:
        NotFound: no such import of the person's.
        Invalid: the file as a whole cannot be used.
    """
    return _kept().preview(_key(batch_id, how), lambda: _make_preview(batch_id))


def import_effect(batch_id: int, how: str, found: Found) -> ImportEffect:
    """Which figures and statuses a preview would move.

    Args:
        batch_id: key of the import.
        how: how it is read, as it is kept with the file.
        found: its preview.

    Raises:
        NotAllowed: some of it is not the person's to record.
    """
    store, actor, clock = context.get_store(), context.current_actor(), context.get_clock()
    return _kept().effect(_key(batch_id, how), lambda: foreseeing.effect_of_import(store, actor, found, clock=clock))


def import_limits() -> Limits:
    """What the settings refuse of files that are handed in."""
    return limits_of(context.get_settings().import_limits)


def _key(batch_id: int, how: str) -> _Key:
    actor, settings = context.current_actor(), context.get_settings()
    who = (actor.account_id, actor.role, actor.organisation, actor.countries)
    today = context.get_clock().today("UTC")
    return (settings.database_url, context.get_store().data_version(), today, batch_id, how, who)


def _make_preview(batch_id: int) -> Found:
    place = st.empty()
    limits = import_limits()

    def tell(done: int, total: int) -> None:
        words = f"{done:,} of {total:,} rows read".replace(",", "\N{NARROW NO-BREAK SPACE}")
        if done == total:
            words = f"{words}; comparing them with what is recorded …"
        place.progress(done / total, text=words)

    with st.spinner("Reading the file …"):
        try:
            return batching.preview(
                context.get_store(), context.current_actor(), batch_id, clock=context.get_clock(), limits=limits,
                watch=tell,
            )  # fmt: skip
        finally:
            place.empty()
