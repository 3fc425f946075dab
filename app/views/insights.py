"""Insights: what the rules find in the figures, the worst first, each with its reason and what can be done about it."""

import streamlit as st

from app import filters, insights_panel, standing_panel, widgets
from app.language import _
from toc.model.finding import FindingKind

ALSO = ("kind", "group")
"""Parameters of this page's own."""

widgets.show_style()
widgets.page_head(_("Insights"), _("What the rules find in the figures, the worst first. No rule claims a cause."))
chosen = filters.choose(with_horizon=True, also=ALSO)
query = chosen.query
everything = insights_panel.insights(query)
with st.container(horizontal=True, vertical_alignment="bottom", key="insights_filters"):
    kind = standing_panel.choose("kind", _("Kind"), insights_panel.kinds(everything), also=ALSO, width=260)
    group = standing_panel.choose("group", _("Order"), insights_panel.GROUPS, also=ALSO, width=180)
page = insights_panel.insights(query, kind)
insights_panel.draw_told()
insights_panel.draw_summary(page, query)
if page.findings:
    insights_panel.draw_findings(page, query, by=group)
elif kind:
    widgets.empty_state(_("The rules find nothing of this kind here. Choose all kinds, or another country or horizon."))
else:
    widgets.empty_state(
        _("The rules find nothing here: nothing is behind, overdue or missing."),
        page="views/grid.py",
        label=_("See the grid"),
        query=query,
    )
if page.aside:
    st.subheader(_("Set aside ({number})").format(number=len(page.aside)), anchor=False)
    for one in page.aside:
        insights_panel.draw_one(one, query, page)
with st.expander(_("What the rules look for")):
    for rule in FindingKind:
        st.text(f"{_(rule.label)}: {_(rule.meaning)}")
widgets.csv_link("findings", query, label=_("All findings with these filters (CSV)"))
widgets.source_line(page.known_at, query, invented=page.invented)
