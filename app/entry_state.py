"""What is typed in the form of a measurement and where it stays: in the tab, and across a reload of the tab.

What is typed lives in the session state under the widgets' keys. A copy is kept in the process for the sign-in that it
was typed under, so that a reload finds it again and nobody else does.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import uuid4

import streamlit as st

from app import context
from toc.errors import TocError
from toc.exchange.number_text import plain_number
from toc.model.terms import Measure
from toc.services.form_reading import PART

if TYPE_CHECKING:
    from decimal import Decimal

    from toc.model.document import IndicatorDef
    from toc.model.drafts import MeasurementDraft
    from toc.services.recording import Recorded

OTHER, DATES = "other", "dates"
"""Choices of period beside the reporting periods: a period by its name, or two dates."""

QUANTITY = ("value", "numerator", "denominator")
PERIOD = ("period", "period_text", "period_start", "period_end")
RESTS_ON = ("evidence_grade", "sample_size", "source", "source_url", "note")
REASON = ("reason_code", "reason")
_SERIES = ("indicator", "country", "organisation")
_ADDRESS = ("indicator", "country", "period")
_ENTRY = "entry"
_KEPT_ENTRIES = 500
_PREFIX = "log_data_"

Place = tuple[str, str, str, str]
"""Indicator, country, organisation and name of the period."""


@dataclass
class Entry:
    """The measurement that is being logged in this tab.

    Attributes:
        key: of this entry, so that a second click saves nothing more.
        mark: names it in the address, so that a reload of the tab finds what was typed.
        seen: number of the revision that stood when each place was first shown; None for none.
        refused: why the last attempt to save was refused.
        refused_at: the place of that attempt.
        attempted: what was typed then; a fault of that attempt is shown as long as nothing was changed.
        aside: what was typed and gave way to somebody else's value, to be copied or put back.
        take_over: fill the fields with what stands, as soon as it is known.
        saved: what was saved, until the next one is begun.
        address: what this page wrote into the URL last; another address is a wish to log something else.
    """

    key: str = field(default_factory=lambda: uuid4().hex)
    mark: str = field(default_factory=lambda: uuid4().hex[:12])
    seen: dict[Place, int | None] = field(default_factory=dict)
    refused: TocError | None = None
    refused_at: Place | None = None
    attempted: Mapping[str, str] = field(default_factory=dict)
    aside: Mapping[str, object] = field(default_factory=dict)
    take_over: bool = False
    saved: "Recorded | None" = None
    address: Mapping[str, str] = field(default_factory=dict)


def key_of(name: str) -> str:
    """The key of a widget of the page."""
    return f"{_PREFIX}{name}"


def current_entry() -> Entry:
    """The entry of this tab; a new one where there is none."""
    entry: Entry = st.session_state.setdefault(context.ENTRY, Entry())
    return entry


def begin_next() -> None:
    """Begin a new entry: the fields are empty, the indicator and the country stay, the next period is proposed."""
    _forget(current_entry())
    st.session_state[context.ENTRY] = Entry(address=current_entry().address)
    clear(*_names(), *PERIOD)


def begin_series() -> None:
    """Another indicator, country or organisation: its period is proposed, its value is typed anew."""
    clear(*QUANTITY, *PERIOD, *REASON, *_parts(), "nothing_to_report", "decimal_mark")


def begin_at(*, take_over: bool = False, **wanted: str) -> None:
    """Begin an entry for an indicator, a country, an organisation or a period; what does not fit is left out later.

    Args:
        take_over: fill the fields with what stands there.
        wanted: by the names of the fields.
    """
    begin_next()
    current_entry().take_over = take_over
    for name, value in wanted.items():
        st.session_state[key_of(name)] = value


def clear(*names: str) -> None:
    """Empty some fields, before they are drawn or in a callback."""
    for name in names:
        st.session_state.pop(key_of(name), None)


def typed(name: str) -> str:
    """What stands in a field as text; empty where it is not there."""
    value = st.session_state.get(key_of(name))
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(value)


def all_typed() -> dict[str, str]:
    """What stands in all fields, by column name, as a file's row would say it; cells of breakdowns by their own."""
    names = (*QUANTITY, "nothing_to_report", *RESTS_ON, "country", "organisation", *_parts())
    fields = {name: typed(name) for name in names}
    fields["indicator_code"] = typed("indicator")
    period = typed("period")
    if period == DATES:
        fields |= {"period_start": typed("period_start"), "period_end": typed("period_end")}
    else:
        fields["period"] = typed("period_text") if period == OTHER else period
    return fields


def _parts() -> list[str]:
    prefix = key_of(PART)
    return [str(key).removeprefix(_PREFIX) for key in st.session_state if str(key).startswith(prefix)]


def _names() -> list[str]:
    """Everything that a person types, the series and the period left out."""
    return [*QUANTITY, "nothing_to_report", *RESTS_ON, *REASON, "decimal_mark", *_parts()]


def fill_from(draft: "MeasurementDraft", indicator: "IndicatorDef") -> None:
    """Fill the fields with what a measurement states; its parts stay where they are, shown in their cells.

    Args:
        draft: what stands.
        indicator: decides how its value is chosen or typed.
    """
    for name in QUANTITY:
        number = getattr(draft, name)
        scale = indicator.measure is Measure.SCALE
        st.session_state[key_of(name)] = (None if scale else "") if number is None else _number_text(number)
    st.session_state[key_of("nothing_to_report")] = draft.nothing_to_report
    st.session_state[key_of("evidence_grade")] = draft.evidence_grade and draft.evidence_grade.value
    st.session_state[key_of("sample_size")] = "" if draft.sample_size is None else str(draft.sample_size)
    for name in ("source", "source_url", "note"):
        st.session_state[key_of(name)] = getattr(draft, name)


def _number_text(number: "Decimal") -> str:
    """A number as a field takes it without a question: three decimals might be thousands, so a zero follows them."""
    text = plain_number(number)
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text


def typed_period() -> str:
    """The period that is chosen, or the name that was typed for another one."""
    return typed("period_text") if typed("period") == OTHER else typed("period")


def take_over(entry: Entry, drafts: "Mapping[str, MeasurementDraft]", indicator: "IndicatorDef") -> None:
    """Fill the fields with what stands for the chosen period, where the person wanted to go on with it."""
    if entry.take_over and typed_period() in drafts:
        fill_from(drafts[typed_period()], indicator)
    entry.take_over = False


def set_aside() -> None:
    """Empty the fields for somebody else's value; what was typed stays to be copied or put back."""
    entry = current_entry()
    entry.aside = {name: st.session_state[key_of(name)] for name in _names() if typed(name)}
    clear(*_names())


def put_back() -> None:
    """Type again what gave way to somebody else's value."""
    entry = current_entry()
    for name, value in entry.aside.items():
        st.session_state[key_of(name)] = value
    entry.aside = {}


def arrive() -> None:
    """Take over what was typed before a reload of the tab, or what a link asks for."""
    asked = {name: st.query_params[name] for name in _ADDRESS if name in st.query_params}
    if context.ENTRY not in st.session_state and _recall(st.query_params.get(_ENTRY, "")):
        current_entry().address = asked
    entry = current_entry()
    if asked and asked != {name: entry.address[name] for name in _ADDRESS if name in entry.address}:
        begin_at(**asked)


def keep_in_url(framework: str, entry: Entry) -> None:
    """Write framework, indicator and country into the address, and what names the typed text for a reload."""
    entry.address = {"framework": framework, "indicator": typed("indicator"), "country": typed("country")}
    if any(typed(name) for name in _names()) or entry.aside:
        entry.address = {**entry.address, _ENTRY: entry.mark}
        _keep(entry)
    else:
        _forget(entry)
    if dict(st.query_params.items()) != entry.address:
        st.query_params.from_dict(dict(entry.address))


@st.cache_resource(show_spinner=False)
def _typing() -> "OrderedDict[tuple[str, str], tuple[Entry, dict[str, object]]]":
    """What is typed in all tabs, by sign-in and entry; the oldest gives way."""
    return OrderedDict()


def _kept_under(mark: str) -> tuple[str, str]:
    return sha256((context.session_token() or "").encode()).hexdigest(), mark


def _keep(entry: Entry) -> None:
    kept = _typing()
    names = (*_SERIES, *PERIOD, *_names())
    texts = {name: st.session_state[key_of(name)] for name in names if key_of(name) in st.session_state}
    kept[_kept_under(entry.mark)] = (replace(entry, seen=dict(entry.seen)), texts)
    kept.move_to_end(_kept_under(entry.mark))
    while len(kept) > _KEPT_ENTRIES:
        kept.popitem(last=False)


def _forget(entry: Entry) -> None:
    _typing().pop(_kept_under(entry.mark), None)


def forget_typing(entry: Entry) -> None:
    """Let go of the copy of what was typed: it has been saved."""
    _forget(entry)


def _recall(mark: str) -> bool:
    """Type again what this sign-in had typed under a mark, as an entry of its own; False where there is nothing."""
    found = _typing().get(_kept_under(mark)) if mark else None
    if found is None:
        return False
    entry, texts = found
    fresh = Entry()
    st.session_state[context.ENTRY] = replace(entry, key=fresh.key, mark=fresh.mark, seen=dict(entry.seen))
    for name, value in texts.items():
        st.session_state[key_of(name)] = value
    return True


def prefill(name: str, options: Sequence[str], default: str | None = None) -> None:
    """Keep what a field holds where it is an option, else take the default or the first one."""
    if st.session_state.get(key_of(name)) not in options:
        st.session_state[key_of(name)] = default or options[0]


def prefill_period(periods: Iterable[str], proposed: str) -> dict[str, str]:
    """The choices of period with their labels: one that was asked for, else the proposed one, is chosen."""
    labels = {**{name: name for name in periods}, OTHER: "Another period", DATES: "Two dates"}
    asked = typed("period")
    if asked and asked not in labels:
        st.session_state[key_of("period")], st.session_state[key_of("period_text")] = OTHER, asked
    prefill("period", list(labels), proposed)
    return labels
