"""Calendar: what is due now, where every report stands, how complete and timely reports are, reminders."""

import streamlit as st

from app import calendar_panel, context, filters, widgets
from toc.model.query import Query
from toc.model.terms import Permission
from toc.services import following_up
from toc.services.permissions import allowed

widgets.show_style()
widgets.page_head("Calendar", "Which reports are due, overdue or in, by whom and by when.")
asked_for = filters.choose_framework()
actor = context.current_actor()
document = context.framework(asked_for.framework)
reports_here = any(part.short_name == actor.organisation for part in document.organisations)
summary = st.container()
sought = calendar_panel.choose(document, has_own=reports_here)
page = following_up.calendar(
    context.get_store(),
    actor,
    Query(asked_for.framework, asked_for.as_of, sought.country),
    context.get_clock(),
    organisation=sought.organisation,
    state=sought.state,
    own_only=sought.own_only,
)
with summary:
    calendar_panel.draw_subscription()
    if reports_here and allowed(actor, Permission.RECORD):
        calendar_panel.draw_owed(page)
if page.rows:
    st.caption(f"{len(page.rows)} reports until a year from {page.today}, those that are owed first.")
    calendar_panel.draw_rows(page, key="calendar_rows")
else:
    widgets.empty_state("No report fits these filters. Choose another country, organisation or state.")
st.subheader("Completeness and timeliness", anchor=False)
by_organisation, by_country = st.tabs(["By organisation", "By country"])
with by_organisation:
    calendar_panel.draw_groups((*page.organisations, page.together), "Organisation", key="calendar_organisations")
with by_country:
    calendar_panel.draw_groups((*page.countries, page.together), "Country", key="calendar_countries")
if allowed(actor, Permission.APPROVE):
    st.subheader("Reminders", anchor=False)
    calendar_panel.draw_reminders(asked_for)
