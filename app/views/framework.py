"""Framework: what the Theory of Change says; for coordinators the way to change it, with its effect shown first."""

import streamlit as st

from app import context, filters, framework_edit, framework_files, framework_panel, framework_state, markup, widgets
from app.framework_panel import go
from toc.errors import TocError
from toc.services import planning
from toc.services.planning import PlanPage

SHOWN = {
    "objectives": "Objectives",
    "links": "Links",
    "remarks": "Remarks",
    "settings": "Settings",
    "file": "File",
}


def say_told() -> None:
    """What the last change led to, once."""
    told = st.session_state.pop(context.FRAMEWORK_TOLD, None)
    if isinstance(told, TocError):
        widgets.show_error(told)
    elif told:
        st.success(markup.plain(told), icon=":material/check_circle:")


def show(framework: str) -> None:
    """Go to another part of the page."""
    go(framework, show=st.session_state["framework_show"] or "objectives")


def draw_browsing(page: PlanPage) -> None:
    """The part of the framework that the address names."""
    document, asked = page.document, st.query_params
    chosen = asked.get("show", "objectives")
    chosen = chosen if chosen in SHOWN else "objectives"
    st.session_state["framework_show"] = chosen
    st.segmented_control(
        "Show", list(SHOWN), format_func=SHOWN.get, key="framework_show", on_change=show, args=(document.code,),
        label_visibility="collapsed",
    )  # fmt: skip
    indicator = document.indicator_by_code.get(asked.get("indicator", ""))
    objective = document.objective_by_code.get(asked.get("objective", ""))
    if chosen == "links":
        framework_panel.draw_links(page)
    elif chosen == "remarks":
        framework_panel.draw_remarks(page)
    elif chosen == "settings":
        framework_panel.draw_settings(page)
    elif chosen == "file":
        framework_files.draw(page)
    elif indicator is not None:
        framework_panel.draw_indicator(page, indicator)
    elif objective is not None:
        framework_panel.draw_objective(page, objective)
    else:
        framework_panel.draw_grid(page)


widgets.show_style()
widgets.page_head("Framework", "Objectives, indicators, baselines, targets and links: what everything else rests on.")
query = filters.choose_framework()
say_told()
shown = planning.load_page(context.get_store(), context.current_actor(), query.framework)
editing = framework_state.current()
if editing is not None and shown.may_plan and editing.framework == query.framework:
    framework_edit.draw(editing, shown)
else:
    draw_browsing(shown)
