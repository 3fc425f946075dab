"""The panel of organisations on the page People: who reports for which countries, and the forms to change that."""

from collections.abc import Callable

import streamlit as st

from app import context, filters, markup, widgets
from app.tables_shown import show
from toc.errors import TocError
from toc.model.query import Actor, Query
from toc.model.terms import Permission
from toc.services import organising
from toc.services.organising import OrganisationDraft, OrganisationRow, OrganisationsPage
from toc.services.permissions import allowed


def draw(store: context.Store, actor: Actor, query: Query) -> None:
    """The organisations of the query's framework as a table, and what this person may change about them."""
    told = st.session_state.pop(context.ORGANISATIONS_TOLD, None)
    if told:
        st.success(markup.plain(told), icon=":material/check_circle:")
    page = organising.list_organisations(store, actor, query)
    _draw_table(page)
    with st.expander("Change countries and indicators", icon=":material/edit:"):
        _draw_reporting(store, actor, page)
    if allowed(actor, Permission.ADMINISTER):
        with st.expander("Change a full name", icon=":material/badge:"):
            _draw_name(store, actor, page)
        with st.expander("Add an organisation", icon=":material/add:"):
            _draw_new(store, actor, page)


def _draw_table(page: OrganisationsPage) -> None:
    names = filters.names_of(page.document)
    rows = [
        {
            "short_name": row.short_name,
            "name": row.name,
            "country": row.country,
            "role": row.role,
            "reports_for": ", ".join(names[code] for code in row.reports_for) or "None",
            "indicators": len(row.indicators),
            "accounts": row.accounts,
        }
        for row in page.rows
    ]
    column = st.column_config
    labels = {
        "short_name": column.TextColumn("Organisation", pinned=False),
        "name": column.TextColumn("Full name"),
        "country": column.TextColumn("Based in"),
        "role": column.TextColumn("Role"),
        "reports_for": column.TextColumn("Reports for"),
        "indicators": column.NumberColumn("Indicators", help="Indicators that it is expected to report."),
        "accounts": column.NumberColumn("Accounts", help="People with an account in use."),
    }
    show(rows, labels, alt="Organisations, the countries that they report for, and their accounts", key="people_table")


def _choose(page: OrganisationsPage, key: str) -> OrganisationRow:
    rows = {row.short_name: row for row in page.rows}
    chosen = st.selectbox("Organisation", list(rows), key=key, width=320)
    return rows[chosen]


def _draw_reporting(store: context.Store, actor: Actor, page: OrganisationsPage) -> None:
    row = _choose(page, "people_reporting_of")
    names = filters.names_of(page.document)
    indicators = {
        found.code: f"{found.name} ({found.code})" for found in page.document.indicators
    }  # fmt: skip
    with st.form(f"people_reporting_{row.short_name}", border=False):
        countries = st.multiselect(
            "Countries that it may report for", list(page.document.country_by_code), default=list(row.reports_for),
            format_func=names.get, key=f"people_countries_{row.short_name}",
        )  # fmt: skip
        assigned = st.multiselect(
            "Indicators that it is expected to report", list(indicators), default=list(row.indicators),
            format_func=indicators.get, key=f"people_indicators_{row.short_name}",
            help="A new one is expected for each of its countries, beside those who report it already.",
        )  # fmt: skip
        reason = st.text_input("Reason", key=f"people_reason_{row.short_name}", help="Kept in the audit log.")
        if st.form_submit_button("Save", type="primary"):
            _do(
                lambda: organising.set_reporting(
                    store, actor, row.short_name, framework=page.document.code, countries=countries,
                    indicators=assigned, reason=reason,
                ),
                f"Saved what {row.short_name} reports.",
            )  # fmt: skip


def _draw_name(store: context.Store, actor: Actor, page: OrganisationsPage) -> None:
    row = _choose(page, "people_name_of")
    with st.form(f"people_name_{row.short_name}", border=False):
        name = st.text_input("Full name", value=row.name, key=f"people_full_name_{row.short_name}")
        st.caption(f"The short name {markup.plain(row.short_name)} stays, as files and measurements name it.")
        if st.form_submit_button("Save", type="primary"):
            _do(
                lambda: organising.rename_organisation(store, actor, row.short_name, name=name),
                f"Saved the name of {row.short_name}.",
            )


def _draw_new(store: context.Store, actor: Actor, page: OrganisationsPage) -> None:
    names = filters.names_of(page.document)
    with st.form("people_new", border=False):
        short_name = st.text_input("Short name", max_chars=60, key="people_new_short_name")
        name = st.text_input("Full name", key="people_new_name")
        country = st.text_input(
            "Based in", max_chars=2, placeholder="IT", key="people_new_country", help="Two letters, such as IT."
        )
        countries = st.multiselect(
            "Countries that it may report for", list(page.document.country_by_code), format_func=names.get,
            key="people_new_countries", help="None for one that only takes part.",
        )  # fmt: skip
        if st.form_submit_button("Add", type="primary"):
            draft = OrganisationDraft(short_name, name, country, tuple(countries))
            _do(
                lambda: organising.add_organisation(store, actor, draft, framework=page.document.code),
                f"Added {short_name}. Invite its people under Accounts.",
            )


def _do(change: Callable[[], object], told: str) -> None:
    """Make a change and say so once; where it is refused, say why and keep what was typed."""
    try:
        change()
    except TocError as error:
        widgets.show_error(error)
    else:
        st.session_state[context.ORGANISATIONS_TOLD] = told
        st.rerun()
