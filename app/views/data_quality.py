"""Data quality: how complete, timely and well founded the data are, what looks suspicious, and what came of doubts."""

import streamlit as st

from app import context, filters, follow_up_panel, quality_panel, widgets
from app.language import _

widgets.show_style()
widgets.page_head(
    _("Data quality"), _("How complete, timely and well founded the data are, and which values to check.")
)
query = filters.choose().query
page = quality_panel.quality(query)
follow_up_panel.draw_told()
by_country, by_organisation = st.tabs([_("By country"), _("By organisation")])
with by_country:
    quality_panel.draw_groups(page.countries, page, query, head=_("Country"), key="data_quality_countries")
with by_organisation:
    quality_panel.draw_groups(page.organisations, page, query, head=_("Organisation"), key="data_quality_organisations")
widgets.csv_link("quality", query, label=_("All of these figures (CSV)"))
quality_panel.draw_over_time(page, query)
quality_panel.draw_doubts(page)
if not context.current_actor().is_guest:
    quality_panel.draw_follow_ups(page)
widgets.source_line(page.known_at, query, invented=page.invented)
