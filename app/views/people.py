"""People: the accounts with their roles, and the organisations with the countries that they report for."""

import streamlit as st

from app import context, filters, organisation_panel, people_panel, widgets

widgets.show_style()
widgets.page_head(
    "People", "Who may sign in, as what and for whom; and which organisation reports for which countries."
)
accounts, organisations = st.tabs(["Accounts", "Organisations"], key="people_tabs")
with accounts:
    people_panel.draw(context.get_store(), context.current_actor())
with organisations:
    organisation_panel.draw(context.get_store(), context.current_actor(), filters.choose_framework())
