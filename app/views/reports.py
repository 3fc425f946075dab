"""Reports: workbook, Word report, package, the four public CSV files with the current filters, and frozen reports."""

import streamlit as st

from app import filters, report_panel, share_panel, template_panel, widgets
from app.language import _
from toc import tables

ABOUT = {
    "progress": ("Progress", "One row per indicator and country: baseline, target, value, progress, gap, status."),
    "objectives": ("Objectives", "One row per objective and country: progress, gap, status, coverage."),
    "measurements": ("Measurements", "Every measurement with its breakdown, source, evidence and review state."),
    "targets": ("Baselines and targets", "Every baseline and target as it is set."),
}

widgets.show_style()
widgets.page_head(_("Reports"), _("Files for deliverable reports, from the same figures that the pages show."))
choice = filters.choose(with_horizon=True)
query = choice.query
comma = st.toggle(
    _("For a spreadsheet with decimal commas"),
    key="reports_comma",
    help=_("Semicolons between cells and decimal commas. Leave it off for files that programs read."),
)
st.caption(
    _("{country}, {horizon}, as of {as_of}.").format(
        country=choice.country_name, horizon=choice.horizon_name, as_of=query.as_of
    )
)

report_panel.draw_deliverables(query)
template_panel.draw(query.framework)

for kind, (title, about) in ABOUT.items():
    with st.container(border=True, key=f"reports_{kind}"):
        st.subheader(_(title), anchor=False)
        st.text(_(about))
        with st.container(horizontal=True, vertical_alignment="center"):
            widgets.csv_link(kind, query, label=f"{kind}.csv", decimal="comma" if comma else None)
        with st.expander(_("What stands in the columns")):
            st.dataframe(tables.dictionary(kind), hide_index=True, key=f"reports_columns_{kind}")

report_panel.draw_frozen(choice)
share_panel.draw(choice)
