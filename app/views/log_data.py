"""Log data: choose indicator, country and period, type what was measured, see what it would mean, save it."""

import streamlit as st

from app import context, entry_fields, entry_panel, filters, widgets
from app.entry_fields import Entry, Place, key_of, typed
from toc.errors import Conflict, TocError
from toc.model.query import Query
from toc.services import entering, recording
from toc.services.entering import EntryForm


def choose_series(form: EntryForm) -> tuple[str, str, str]:
    """Indicator, country and organisation, the own ones first."""
    offered = {found.indicator.code: found for found in form.offered}
    labels = {code: f"{one.objective.title}: {one.indicator.name} ({code})" for code, one in offered.items()}
    entry_fields.prefill("indicator", list(labels))
    st.selectbox(
        "Indicator", list(labels), format_func=labels.get, key=key_of("indicator"), on_change=begin_series,
        persist_state="session", help="Those that your organisation reports come first. Type to search.",
    )  # fmt: skip
    places = {place.country: place.organisations for place in offered[typed("indicator")].places}
    names = filters.names_of(form.document)
    left, right = st.columns(2)
    entry_fields.prefill("country", list(places))
    left.selectbox(
        "Country", list(places), format_func=names.get, key=key_of("country"), on_change=begin_series,
        persist_state="session",
    )  # fmt: skip
    entry_fields.prefill("organisation", places[typed("country")])
    right.selectbox(
        "Organisation", places[typed("country")], key=key_of("organisation"), on_change=begin_series,
        persist_state="session",
    )  # fmt: skip
    return typed("indicator"), typed("country"), typed("organisation")


def begin_series() -> None:
    """Another indicator, country or organisation: its period is proposed, its value is typed anew."""
    entry_fields.clear(*entry_fields.QUANTITY, *entry_fields.PERIOD, "nothing_to_report", "decimal_mark", "reason")


def save(entry_key: str, query: Query, place: Place, *, over: int | None = None) -> None:
    """Save what is typed now; a second click of the same entry saves nothing more.

    Args:
        entry_key: of the entry that the button was drawn for.
        query: names the framework.
        place: what the button was drawn for.
        over: number of the other person's revision that this one is to follow; None where there was none.
    """
    entry = entry_fields.current_entry()
    if entry.key != entry_key or entry.saved is not None:
        return
    if over is not None:
        entry.seen[place] = over
    entry.refused, entry.attempted = None, entry_fields.all_typed()
    store, actor, clock = context.get_store(), context.current_actor(), context.get_clock()
    parsed = entry_fields.read(context.framework(query.framework)).parsed
    if parsed is None:
        return
    try:
        entry.saved = recording.record(
            store, actor, parsed.draft, clock=clock, idempotency_key=entry.key, reason=typed("reason"),
            expected_revision=entry.seen.get((*place[:3], parsed.period)),
        )  # fmt: skip
    except TocError as error:
        entry.refused = error


def draw_form(form: EntryForm, query: Query, entry: Entry) -> None:
    """The fields; beside them what stands already and what the value would mean."""
    left, right = st.columns([3, 2], gap="large")
    store, actor = context.get_store(), context.current_actor()
    with left:
        series = choose_series(form)
        sheet = entering.entry_sheet(
            store, actor, query, indicator=series[0], country=series[1], organisation=series[2],
            clock=context.get_clock(),
        )  # fmt: skip
        labels = entry_fields.prefill_period(sheet.periods, sheet.proposed)
        found = entry_fields.read(form.document)
        period = found.parsed.period if found.parsed else typed("period")
        standing, place = sheet.standing.get(period), (*series, period)
        entry.seen.setdefault(place, standing.number if standing else None)
        faults = entry_fields.to_show(entry, found)
        entry_fields.draw_period(labels, form.document.start_year - 10, faults)
        if standing is not None:
            entry_panel.draw_standing(sheet, standing, seen=entry.seen[place])
        entry_fields.draw_quantity(sheet.indicator, faults)
        entry_panel.draw_notices(found.parsed.notices if found.parsed else ())
        entry_fields.draw_evidence(faults)
        if (standing and standing.approved) or any(getattr(fault, "asks", "") == "reason" for fault in faults):
            entry_fields.draw_reason(faults)
        entry_fields.draw_faults(faults, None, "indicator_code", "country", "organisation")
        over = entry.refused.details.get("revision") if isinstance(entry.refused, Conflict) else None
        if over is not None:
            st.button("Save mine after it", key=key_of("insist"), on_click=save, args=(entry.key, query, place),
                      kwargs={"over": over})  # fmt: skip
        st.button("Save", type="primary", key=key_of("save"), on_click=save, args=(entry.key, query, place))
    with right:
        effect = entering.preview_effect(store, actor, query, found.parsed.draft) if found.parsed else None
        entry_panel.draw_beside(sheet, period, found.parsed, effect)
    entry_fields.keep_in_url(query.framework, entry)


def draw_returned(form: EntryForm) -> None:
    """What was sent back to the person's organisation, each with the comment and the way to correct it."""
    for place, found in enumerate(form.returned):
        with st.container(border=True):
            name = form.document.indicator_by_code[found.indicator].name
            st.text(f"Returned: {name} ({found.indicator}), {found.country}, {found.period}")
            st.text(found.comment)
            st.button(
                "Correct it", key=key_of(f"correct_{place}"), on_click=entry_fields.begin_at,
                kwargs={"indicator": found.indicator, "country": found.country, "period": found.period},
            )  # fmt: skip


widgets.show_style()
widgets.page_head("Log data", "One measurement at a time; it counts once a coordinator has approved it.")
asked_for = filters.choose_framework()
entry_form = entering.entry_form(context.get_store(), context.current_actor(), asked_for, clock=context.get_clock())
entry_fields.arrive(entry_fields.current_entry())
current = entry_fields.current_entry()
if current.saved is not None:
    entry_panel.draw_saved(current.saved, entry_form.document, asked_for)
    st.button("Log the next", type="primary", key=key_of("next"), on_click=entry_fields.begin_next)
elif not entry_form.offered:
    widgets.empty_state("There is no indicator that you may report. Ask a coordinator to assign one to you.")
else:
    draw_returned(entry_form)
    draw_form(entry_form, asked_for, current)
