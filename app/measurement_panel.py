"""Pieces of the page Measurement: what it states, its revisions, what a change would move."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from app import filters, follow_up_panel, markup, widgets
from app.figure_text import IndicatorText, percent
from app.language import language
from toc.figures.results import IndicatorResult, ObjectiveResult
from toc.model.query import Actor, Query
from toc.model.terms import ReviewState

if TYPE_CHECKING:
    from app.context import Store
    from toc.services.revising import MeasurementHistory
    from toc.services.steps.differences import RevisionEntry
    from toc.services.steps.effects import Effect, Move

_BADGES: Mapping[ReviewState, tuple[str, str]] = {
    ReviewState.DRAFT: ("edit", "gray"),
    ReviewState.SUBMITTED: ("hourglass_top", "blue"),
    ReviewState.RETURNED: ("undo", "orange"),
    ReviewState.APPROVED: ("check", "green"),
    ReviewState.VOIDED: ("block", "red"),
}
_STEPS: Mapping[ReviewState, str] = {
    ReviewState.DRAFT: "kept as a draft",
    ReviewState.SUBMITTED: "submitted",
    ReviewState.RETURNED: "returned",
    ReviewState.APPROVED: "approved",
    ReviewState.VOIDED: "voided",
}


def moment(at: datetime) -> str:
    """A moment as pages write it."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def draw_state(state: ReviewState) -> None:
    """Where a revision stands, as a word with its symbol."""
    icon, colour = _BADGES[state]
    st.badge(state.label, icon=f":material/{icon}:", color=colour)  # type: ignore[arg-type]


def draw_stated(found: "MeasurementHistory") -> None:
    """What the measurement is and what it states, with the place in the framework that it counts in."""
    st.subheader(
        f"{markup.plain(found.indicator.name)} :small[:gray[{markup.plain(found.indicator.code)}]]", anchor=False
    )
    newest = found.newest
    with st.container(horizontal=True, vertical_alignment="center", key="measurement_state"):
        draw_state(newest.row.review_state)
        st.caption(markup.plain(_counts(found)))
    rows = [
        ("Country", found.country_name, ""),
        ("Organisation", found.organisation, found.organisation_name),
        ("Period", found.period, f"{newest.row.period_start} to {newest.row.period_end}"),
        *((label, text, "") for label, text in newest.said),
    ]
    widgets.show_markup(markup.facts(rows))


def _counts(found: "MeasurementHistory") -> str:
    """Whether figures rest on the measurement, as a sentence."""
    if found.voided:
        return "It counts in no figure. Its period is free again."
    if found.counted is None:
        return "It counts in no figure yet."
    if found.counted == found.newest.row.revision:
        return f"Revision {found.counted} counts in every figure."
    return f"Revision {found.counted} counts in every figure until this one is approved."


def draw_place(found: "MeasurementHistory", query: Query) -> None:
    """The figures that the measurement counts in, with the way to them."""
    st.markdown("**Belongs to**" if found.counted is None else "**Counts in**")
    st.page_link(
        "views/indicator.py", label=markup.plain(f"{found.indicator.name}, {found.country_name}"),
        icon=":material/monitoring:",
        query_params=filters.parameters(query, indicator=found.indicator.code, country=found.country),
    )  # fmt: skip
    st.caption(markup.plain(f"Objective {found.objective.code}: {found.objective.title}"))


def draw_follow_ups(store: "Store", actor: Actor, measurement_id: int) -> None:
    """Whether somebody doubts the value, what came of it, and the fields to doubt it; nothing for a guest."""
    follow_up_panel.draw(store, actor, measurement_id)


def draw_revision(found: "MeasurementHistory", entry: "RevisionEntry") -> None:
    """One revision: its state, who recorded it, why, what changed, and its way through review."""
    with st.container(border=True, key=f"measurement_revision_{entry.row.revision}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**Revision {entry.row.revision}**", width="content")
            draw_state(entry.row.review_state)
            if entry.row.revision == found.counted:
                st.caption("counts in every figure", width="content")
        st.caption(markup.plain(f"Recorded by {entry.by}, {moment(entry.row.recorded_at)}"))
        if entry.reason_code is not None or entry.row.reason:
            kind = entry.reason_code.label if entry.reason_code is not None else "Reason"
            st.text(f"{kind}: {entry.row.reason}" if entry.row.reason else kind)
        _draw_changes(found, entry)
        for step in entry.steps:
            st.caption(markup.plain(f"{_STEPS[step.state].capitalize()} by {step.by}, {moment(step.at)}"))
            if step.comment:
                st.text(step.comment)


def _draw_changes(found: "MeasurementHistory", entry: "RevisionEntry") -> None:
    """What the revision says otherwise than the one before; what it states, where there is none before."""
    if entry.differences:
        rows = [(change.label, change.new, f"was: {change.old}") for change in entry.differences]
    elif len(found.revisions) == 1:
        return
    elif entry is found.revisions[-1]:
        rows = [(label, text, "") for label, text in entry.said]
    else:
        st.caption("It states the same as the revision before.")
        return
    widgets.show_markup(markup.facts(rows))


def draw_effect(effect: "Effect", names: Mapping[str, str]) -> None:
    """The figures that a change would move, from what to what: those of an indicator, then what rests on them.

    Args:
        effect: of the change.
        names: names of the countries by code.
    """
    if not effect.moves:
        st.caption("No figure and no status moves.")
        return
    count = len(effect.moves)
    st.caption(f"{count} {'figure moves' if count == 1 else 'figures move'}, as of {effect.as_of}.")
    grouped: dict[str, list[tuple[str, str, str]]] = {}
    for move in effect.moves:
        row = (names.get(move.country, move.country), *_move(move))
        grouped.setdefault(f"{move.what.capitalize()}: {move.name}", []).append(row)
    for name, rows in grouped.items():
        st.markdown(f"**{markup.plain(name)}**")
        widgets.show_markup(markup.facts(rows))
    if effect.frozen:
        st.caption(markup.plain(f"Frozen reports keep the older figures: {', '.join(effect.frozen)}."))


def _move(move: "Move") -> tuple[str, str]:
    """What moves first, a status or else the progress, and behind it the rest."""
    old, new = move.before, move.after
    more = []
    progress = _arrow(percent(old.progress, language()), percent(new.progress, language()))
    if isinstance(old, IndicatorResult) and isinstance(new, IndicatorResult):
        more.append(_arrow(IndicatorText(old, language()).value(), IndicatorText(new, language()).value()))
    if isinstance(old, IndicatorResult | ObjectiveResult) and isinstance(new, IndicatorResult | ObjectiveResult):
        return _arrow(old.status.label, new.status.label), "; ".join((f"progress {progress}", *more))
    return progress, "mean progress of its objectives"


def _arrow(old: str, new: str) -> str:
    """Now and after; once where both read the same."""
    return old if old == new else f"{old} → {new}"
