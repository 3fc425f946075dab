"""Log data: choose indicator, country and period, type what was measured, see what it would mean, save it."""

from functools import partial

import streamlit as st

from app import (
    breakdown_fields,
    closing_panel,
    conflict_panel,
    context,
    entry_fields,
    entry_panel,
    entry_state,
    filters,
    many_rows,
    method_panel,
    own_entries,
    widgets,
)
from app.entry_state import Entry, Place, key_of, typed
from toc.errors import TocError
from toc.model.query import Query
from toc.services import entering, recording, reviewing, revising
from toc.services.entering import EntryForm, EntrySheet, Standing
from toc.services.form_reading import FormRead


def save(
    entry_key: str, query: Query, place: Place, over: int | None = None, *, submit: bool, after: bool = False
) -> None:
    """Save what is typed now; a second click of the same entry saves nothing more.

    Args:
        entry_key: of the entry that the button was drawn for.
        query: names the framework.
        place: what the button was drawn for.
        over: number of the other person's revision that this one is to follow; None where theirs was voided.
        submit: let it wait for approval; else it stays a draft.
        after: the person has seen `over` and decided.
    """
    entry = entry_state.current_entry()
    if not context.is_own_tab() or entry.key != entry_key or entry.saved is not None:
        return
    if after:
        entry.seen[place] = over
    entry.refused, entry.attempted = None, entry_state.all_typed()
    store, actor, clock = context.get_store(), context.current_actor(), context.get_clock()
    try:
        sheet = entering.entry_sheet(
            store, actor, query, indicator=typed("indicator"), country=typed("country"),
            organisation=typed("organisation"), clock=clock,
        )  # fmt: skip
        parsed = entry_fields.read(sheet.document, sheet.drafts).parsed
        if parsed is None:
            return
        entry.refused_at = (typed("indicator"), typed("country"), typed("organisation"), parsed.period)
        entry.saved = recording.record(
            store, actor, parsed.draft, clock=clock, submit=submit, idempotency_key=entry.key,
            reason=typed("reason"), reason_code=typed("reason_code"),
            expected_revision=entry.seen.get(entry.refused_at),
        )  # fmt: skip
        entry_state.forget_typing(entry)
    except TocError as error:
        entry.refused = error


def draw_form(form: EntryForm, query: Query, entry: Entry) -> None:
    """The fields; beside them what stands already and what the value would mean."""
    left, right = st.columns([3, 2], gap="large")
    store, actor = context.get_store(), context.current_actor()
    with left:
        series = entry_fields.choose_series(form)
        sheet = entering.entry_sheet(
            store, actor, query, indicator=series[0], country=series[1], organisation=series[2],
            clock=context.get_clock(),
        )  # fmt: skip
        labels = entry_state.prefill_period(sheet.periods, sheet.proposed)
        entry_state.take_over(entry, sheet.drafts, sheet.indicator)
        found = entry_fields.read(form.document, sheet.drafts)
        period = found.parsed.period if found.parsed else entry_state.typed_period()
        standing, place = sheet.standing.get(period), (*series, period)
        entry.seen.setdefault(place, standing.number if standing else None)
        draw_fields(form, sheet, standing, labels, found, entry, place)
        draw_saving(entry, query, place, sheet)
    with right:
        entry_panel.draw_beside(sheet, period, found.whole.period_end if found.whole else None)
        if found.whole is not None and found.parsed is not None:
            entry_panel.draw_effect(entering.preview_effect(store, actor, query, found.whole), period)
            if standing is not None and standing.approved:
                moved = revising.effect_of_change(store, actor, found.parsed.draft, clock=context.get_clock())
                entry_panel.draw_moves(moved, form.document)
        entry_panel.draw_last(sheet)
        method_panel.draw_entry(sheet, query)
    entry_state.keep_in_url(query.framework, entry)


def draw_fields(
    form: EntryForm, sheet: EntrySheet, standing: Standing | None, labels: dict[str, str], found: FormRead,
    entry: Entry, place: Place,
) -> None:  # fmt: skip
    """Period, value, parts and what they rest on, each with what is wrong with it."""
    faults = entry_fields.to_show(entry, found)
    entry_fields.draw_period(labels, form.document.start_year - 10, faults)
    if standing is not None:
        entry_panel.draw_standing(sheet, standing, seen=entry.seen[place])
    entry_fields.draw_quantity(sheet.indicator, faults)
    breakdown_fields.draw_breakdowns(sheet.indicator, found.breakdowns, faults)
    entry_panel.draw_notices(found.parsed.notices if found.parsed else ())
    entry_fields.draw_evidence(faults)
    approved = standing is not None and standing.approved
    if approved or any(getattr(fault, "asks", "") == "reason" for fault in faults):
        entry_fields.draw_reason(faults, correction=approved)
    entry_fields.draw_faults(faults, None, "indicator_code", "country", "organisation")


def draw_saving(entry: Entry, query: Query, place: Place, sheet: EntrySheet) -> None:
    """Save, save as a draft; and the choice between two versions where somebody else was faster."""
    conflict_panel.draw(entry, sheet, place, partial(save, entry.key, query, place, submit=True, after=True))
    conflict_panel.draw_aside(entry, sheet)
    closing_panel.draw_ask(entry.refused if entry.refused_at == place else None)
    with st.container(horizontal=True):
        for name, label, kind in (("save", "Save", "primary"), ("save_draft", "Save as draft", "secondary")):
            st.button(
                label, type=kind, key=key_of(name), on_click=save, args=(entry.key, query, place),
                kwargs={"submit": name == "save"},
            )  # fmt: skip


widgets.show_style()
widgets.page_head("Log data", "A measurement counts once a coordinator has approved it.")
asked_for = filters.choose_framework()
entry_form = entering.entry_form(context.get_store(), context.current_actor(), asked_for, clock=context.get_clock())
entry_state.arrive()
current = entry_state.current_entry()
if many_rows.chosen():
    many_rows.draw(asked_for)
elif current.saved is not None:
    entry_panel.draw_saved(current.saved, entry_form.document, asked_for)
    st.button("Log the next", type="primary", key=key_of("next"), on_click=entry_state.begin_next)
elif not entry_form.offered:
    widgets.empty_state("There is no indicator that you may report. Ask a coordinator to assign one to you.")
else:
    own_entries.draw(reviewing.list_own_open(context.get_store(), context.current_actor(), asked_for.framework))
    draw_form(entry_form, asked_for, current)
