"""Actions: what is undertaken about the findings, by whom, until when, and whether the figures moved since."""

import streamlit as st

from app import action_panel, filters, standing_panel, widgets
from app.language import _

ALSO = ("show", "objective", "finding")
"""Parameters of this page's own."""

widgets.show_style()
widgets.page_head(_("Actions"), _("What is undertaken, by whom, until when, and whether the figures moved since."))
chosen = filters.choose(with_horizon=True, also=ALSO)
query = chosen.query
page = action_panel.actions(query)
shows = {"": _("Open ones"), "closed": _("Done and dropped ones"), "all": _("All")}
objectives = {"": _("All objectives")} | {one.code: f"{one.title} ({one.code})" for one in chosen.document.objectives}
with st.container(horizontal=True, vertical_alignment="bottom"):
    show = standing_panel.choose("show", _("Show"), shows, also=ALSO, width=220)
    objective = standing_panel.choose("objective", _("Objective"), objectives, also=ALSO, width=300)
told = action_panel.draw_told()
if page.may_make and query.known_at is None:
    action_panel.draw_new(chosen, action_panel.finding_of(chosen), told)
items = [
    item for item in page.items if (show == "all" or item.is_open == (show == "")) and objective in ("", item.objective)
]
for item in items:
    action_panel.draw_item(item, chosen, told)
if not items:
    widgets.empty_state(
        _("No action here. Insights shows what needs one."),
        page="views/insights.py",
        label=_("See the insights"),
        query=query,
    )
widgets.csv_link("actions", query, label=_("Actions with these filters (CSV)"))
st.caption(_("Overdue is what is still open after its day, seen from the date above."))
