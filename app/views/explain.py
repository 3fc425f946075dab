"""Explain: how a figure came about, with the measurements, revisions and files behind it; links lead here."""

import streamlit as st

from app import context, explain_panel, filters, markup, method_panel, widgets
from app.filters import Choice
from app.language import _
from toc.errors import NotFound
from toc.services import explaining
from toc.services.explaining import ExplainedFigure

CODES = ("indicator", "objective")


def asked_for() -> str:
    """The code of the indicator or objective that the address names; empty where it names none."""
    return next((st.query_params[name] for name in CODES if st.query_params.get(name)), "")


def draw(found: ExplainedFigure, choice: Choice) -> None:
    """Everything about one figure."""
    names = filters.names_of(found.document)
    code = found.explanation.code
    st.subheader(f"{markup.plain(found.name)} :small[:gray[{markup.plain(code)}]]", anchor=False)
    st.caption(markup.plain(f"{names[found.result.country]}, as of {found.query.as_of}"))
    if found.result.country != choice.query.country:
        st.caption(_("There are no figures for that country: those shown are the nearest that there are."))
    left, right = st.columns([3, 2], gap="large")
    with left:
        explain_panel.draw_figure(found)
        explain_panel.draw_below(found)
    with right:
        explain_panel.draw_used(found)
        explain_panel.draw_left_out(found)
        if found.is_indicator:
            method_panel.draw_methods(found.query, code)
    kind = "progress" if found.is_indicator else "objectives"
    widgets.csv_link(kind, found.query, label=_("These figures with their formulas (CSV)"))
    widgets.source_line(found.known_at, found.query, invented=found.result.invented)


widgets.show_style()
widgets.page_head(_("How a figure came about"))
chosen = filters.choose(also=CODES)
wanted = asked_for()
try:
    if not wanted:
        raise NotFound("The address names no figure.", remedy="Choose Explain beside a figure, on Grid or Indicator.")
    shown = explaining.explain(context.get_store(), context.current_actor(), chosen.query, wanted)
except NotFound as error:
    widgets.empty_state(
        " ".join(part for part in (error.message, error.faults[0].remedy_text()) if part), page="views/indicator.py",
        label=_("Indicator"), query=chosen.query,
    )  # fmt: skip
else:
    draw(shown, chosen)
