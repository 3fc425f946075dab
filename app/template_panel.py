"""The piece of the page Reports about the own template of the Word report: hand it in, see it, take it off again."""

import streamlit as st

from app import context, markup, widgets
from app.figure_text import moment_text
from app.language import _, language
from toc.errors import TocError
from toc.model.terms import Permission
from toc.services import restyling
from toc.services.permissions import allowed


def draw(framework: str) -> None:
    """The template in force and the form that changes it, for those who plan."""
    actor = context.current_actor()
    if not allowed(actor, Permission.PLAN):
        return
    with st.expander(_("Own template for the Word report"), icon=":material/style:"):
        told = st.session_state.pop(context.TEMPLATE_TOLD, None)
        if told is not None:
            widgets.show_error(told)
        st.caption(_("A Word document (.docx) whose styles, page size, header and footer the report takes."))
        found = restyling.find_template(context.get_store(), actor, framework)
        if found is not None:
            since = _("In use since {moment}: {name}").format(
                moment=moment_text(found.at, language()), name=found.file_name
            )
            st.markdown(markup.plain(since))
            st.button(_("Use no template"), key="reports_template_off", on_click=_remove, args=(framework,))
        with st.form("reports_template_form", border=False, clear_on_submit=True):
            st.file_uploader(_("Word document"), type=["docx"], key="reports_template")
            st.form_submit_button(_("Use this template"), key="reports_template_on", on_click=_put, args=(framework,))


def _put(framework: str) -> None:
    file = st.session_state.get("reports_template")
    if file is None:
        return
    try:
        restyling.put_template(
            context.get_store(), context.current_actor(), framework, name=file.name, body=file.getvalue()
        )
    except TocError as error:
        st.session_state[context.TEMPLATE_TOLD] = error


def _remove(framework: str) -> None:
    try:
        restyling.remove_template(context.get_store(), context.current_actor(), framework)
    except TocError as error:
        st.session_state[context.TEMPLATE_TOLD] = error
