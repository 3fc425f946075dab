"""Pieces of the page Review: filters, a card for each measurement that waits, and what many decisions led to."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from app import filters, markup, widgets
from app.entry_panel import quantity_text
from app.figure_text import IndicatorText, percent, value_text
from app.language import language
from toc.exchange.number_text import format_number
from toc.figures.results import IndicatorResult
from toc.model.query import ALL, Query
from toc.model.terms import Measure

if TYPE_CHECKING:
    from toc.figures.flags import Change, Flag
    from toc.model.document import FrameworkDocument, IndicatorDef
    from toc.services.reviewing import Decided, Queue
    from toc.services.steps.effects import Move
    from toc.services.steps.waiting import Card

FILTERS = ("country", "organisation", "indicator")
"""What the queue is filtered by; also the names in the address."""

_EVERY = {"country": "Every country", "organisation": "Every organisation", "indicator": "Every indicator"}


def key_of(name: str) -> str:
    """Key of a widget of this page."""
    return f"review_{name}"


def chosen_filters(document: "FrameworkDocument") -> dict[str, str | None]:
    """What the queue is filtered by; at first what the address says, as far as the framework has it.

    In an address ALL is every country, as on other pages; the widget can choose what is measured for all together.
    """
    known = {
        "country": filters.names_of(document),
        "organisation": {one.short_name for one in document.organisations},
        "indicator": document.indicator_by_code,
    }
    for name in FILTERS:
        asked = st.query_params.get(name, "")
        value = st.session_state.setdefault(key_of(name), "" if asked == ALL else asked)
        if value not in known[name]:
            st.session_state[key_of(name)] = ""
    return {name: st.session_state[key_of(name)] or None for name in FILTERS}


def draw_filters(queue: "Queue") -> None:
    """The choice among the countries, organisations and indicators of what waits, and of what is chosen already."""
    document = queue.document
    names = {
        "country": filters.names_of(document),
        "organisation": {one.short_name: one.short_name for one in document.organisations},
        "indicator": {one.code: f"{one.name} ({one.code})" for one in document.indicators},
    }
    offered = {"country": queue.countries, "organisation": queue.organisations, "indicator": queue.indicators}
    with st.container(horizontal=True, vertical_alignment="bottom", key="review_filters"):
        for name in FILTERS:
            chosen = st.session_state[key_of(name)]
            also = {chosen: names[name][chosen]} if chosen else {}
            labels = {"": _EVERY[name], **also, **offered[name]}
            st.selectbox(
                name.capitalize(), list(labels), format_func=labels.get, key=key_of(name), on_change=_keep_filters,
                args=(document.code,), width=320 if name == "indicator" else 190,
            )  # fmt: skip


def clear_filters(framework: str) -> None:
    """Show everything that waits again."""
    for name in FILTERS:
        st.session_state[key_of(name)] = ""
    _keep_filters(framework)


def _keep_filters(framework: str) -> None:
    """Write what is chosen into the address and go back to the first page."""
    chosen = {name: st.session_state[key_of(name)] for name in FILTERS}
    st.query_params.from_dict({"framework": framework, **{name: value for name, value in chosen.items() if value}})
    st.session_state.pop(key_of("page"), None)


def selected_of(cards: Iterable["Card"]) -> list[int]:
    """Keys of the revisions on this page that are selected."""
    keys = [card.waiting.row.revision_id for card in cards]
    return [key for key in keys if st.session_state.get(key_of(f"pick_{key}"))]


def select_all(keys: Sequence[int]) -> None:
    """Select everything on the page, or nothing, as the box over it says."""
    for key in keys:
        st.session_state[key_of(f"pick_{key}")] = st.session_state[key_of("all")]


def draw_told(decided: "Decided", verb: str) -> None:
    """What became of many decisions: how many went through, and each that did not with its reason."""
    count, refused = len(decided.done), decided.refused
    if count:
        counts = " It counts in every figure now." if count == 1 else " They count in every figure now."
        more = counts if verb == "Approved" else " Their authors see the comment."
        text = f"{verb}: {count} {'measurement' if count == 1 else 'measurements'}.{more}"
        st.success(text, icon=":material/check_circle:")
    if refused:
        st.warning(f"Not {verb.lower()}: {len(refused)}.", icon=":material/error:")
        for one in refused:
            st.text(f"{one.subject}: {' '.join(filter(None, (one.error.text(), one.error.remedy_text())))}")


def draw_card(card: "Card", query: Query, names: Mapping[str, str]) -> None:
    """What was measured, what it replaces, what to look at twice, and what approving it would do.

    Args:
        card: from the queue.
        query: names the framework.
        names: names of the countries by code.
    """
    waiting, row = card.waiting, card.waiting.row
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.checkbox(
            f"Select {markup.plain(waiting.subject)}", key=key_of(f"pick_{row.revision_id}"),
            label_visibility="collapsed", width=24,
        )  # fmt: skip
        st.page_link(
            "views/indicator.py",
            label=f"{markup.plain(waiting.indicator.name)} :small[:gray[{markup.plain(waiting.indicator.code)}]]",
            icon=":material/show_chart:",
            query_params=filters.parameters(query, indicator=waiting.indicator.code, country=row.country),
        )  # fmt: skip
    _draw_flags(card.flags)
    left, right = st.columns(2, gap="large")
    with left:
        widgets.show_markup(markup.facts(facts_of(card)))
        if row.note:
            st.text(row.note)
        st.page_link(
            "views/measurement.py", label=_more(card), icon=":material/history:",
            query_params={"measurement": str(row.measurement_id)},
        )  # fmt: skip
    with right:
        later = f", counted from {card.weighed.as_of}" if card.weighed.as_of == row.period_end else ""
        st.markdown(f"**Once approved**{later}")
        widgets.show_markup(effects(card.weighed.figures, names))


def _draw_flags(flags: Sequence["Flag"]) -> None:
    if flags:
        st.markdown("  \n".join(f":orange[:material/flag:] {markup.plain(flag.text)}" for flag in flags))


def _more(card: "Card") -> str:
    """The way to the measurement's page, with how many open questions wait there."""
    if not card.questions:
        return "History, comments and evidence"
    return f"History, comments and evidence: {card.questions} open {'question' if card.questions == 1 else 'questions'}"


def facts_of(card: "Card") -> list[tuple[str, str, str]]:
    """Label, figure and explanation of one measurement."""
    waiting = card.waiting
    row, indicator, before = waiting.row, waiting.indicator, waiting.before
    was = "No approved value before" if before is None else quantity_text(indicator, before)
    why = "" if before is None else "which it replaces" if waiting.replaces else f"for {waiting.before_period}"
    grade = row.evidence_grade.label if row.evidence_grade else "Not graded"
    sample = f"n = {row.sample_size}" if row.sample_size else ""
    found = [
        ("Country", waiting.country_name, row.organisation),
        ("Period", waiting.period, ""),
        ("Value", quantity_text(indicator, row), "invented, for demonstration" if row.invented else ""),
        ("Before", was, why),
    ]
    if card.change is not None:
        found.append(("Change", *change_text(indicator, card.change)))
    found += [
        ("Evidence", grade, ", ".join(filter(None, (sample, row.source)))),
        ("Attached", _attached(card), ""),
        ("Recorded", row.recorded_by or "Command line", f"{waiting.at:%Y-%m-%d %H:%M} UTC, revision {row.revision}"),
    ]
    return [*found, ("Reason", card.reason, "")] if card.reason else found


def _attached(card: "Card") -> str:
    counts = ((card.files, "file"), (card.links, "link"))
    said = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count]
    return ", ".join(said) or "No file and no link"


def change_text(indicator: "IndicatorDef", change: "Change") -> tuple[str, str]:
    """A change with its sign and unit, and beside it its share of the value before, where that says something."""
    size, locale = abs(change.absolute), language()
    if size == 0:
        return "None", ""
    sign = "+" if change.absolute > 0 else "−"
    if indicator.measure is Measure.PERCENT:
        return f"{sign}{format_number(size, locale, decimals=1)} percentage points", ""
    if indicator.measure is Measure.SCALE:
        return f"{sign}{format_number(size, locale)} {'level' if size == 1 else 'levels'}", ""
    text = value_text(size, indicator.measure, indicator.unit, locale)
    relative = "" if change.relative is None else f"{sign}{percent(abs(change.relative), locale)}"
    return f"{sign}{text}", relative


def effects(figures: Sequence["Move"], names: Mapping[str, str]) -> str:
    """The figures now and after, as markup: status as chips, value and progress beside them; everything escaped."""
    groups: dict[str, list[Move]] = {}
    for move in figures:
        name = "This indicator" if move.what == "indicator" else f"Objective: {move.name} ({move.code})"
        groups.setdefault(name, []).append(move)
    parts = []
    for name, moves in groups.items():
        rows = "".join(
            f"<dt>{markup.safe(names.get(move.country, move.country))}</dt><dd><div>{_statuses(move)}</div>"
            f"<div>{markup.quiet(_numbers(move))}</div></dd>"
            for move in moves
        )
        parts.append(f'<div class="toc-quiet">{markup.safe(name)}</div><dl class="toc-facts">{rows}</dl>')
    return "".join(parts)


def _statuses(move: "Move") -> str:
    old, new = move.old_status, move.new_status
    if old is None or new is None:
        return ""
    return markup.chip(new) if old is new else f"{markup.chip(old)} → {markup.chip(new)}"


def _numbers(move: "Move") -> str:
    """Value and progress now and after; that nothing moves, where it does not."""
    old, new, locale = move.before, move.after, language()
    said = []
    if isinstance(old, IndicatorResult) and isinstance(new, IndicatorResult):
        said.append(_arrow(IndicatorText(old, locale).value(), IndicatorText(new, locale).value()))
    if (old.progress, new.progress) != (None, None):
        said.append(f"progress {_arrow(percent(old.progress, locale), percent(new.progress, locale))}")
    return "; ".join(said) or "no progress before or after"


def _arrow(old: str, new: str) -> str:
    """Now and after; once, where both read the same."""
    return f"{old}, as now" if old == new else f"{old} → {new}"
