"""How an indicator is measured, in the words of those who measure it: read beside figures, written on Log data."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import streamlit as st

from app import context, markup, widgets
from app.language import _
from app.measurement_panel import moment
from toc.errors import TocError
from toc.model.query import ALL, Query
from toc.services import describing
from toc.services.describing import Described, MethodDraft, Said

if TYPE_CHECKING:
    from toc.services.entering import EntrySheet
    from toc.services.revising import MeasurementHistory

TEXT, WHY = "log_data_method", "log_data_method_reason"
ICON = ":material/straighten:"


def draw_entry(sheet: "EntrySheet", query: Query) -> None:
    """The field for the organisation that is being reported for, and what is said of the same indicator elsewhere."""
    found = describing.list_methods(context.get_store(), context.current_actor(), query, sheet.indicator.code)
    place = (sheet.country, sheet.organisation)
    own = next((one for one in found if (one.country, one.organisation) == place), None)
    _remember(sheet, own)
    with st.expander(_("How it is measured"), icon=ICON):
        _tell()
        st.text_area(
            markup.plain(_("How {organisation} measures it").format(organisation=sheet.organisation)),
            key=TEXT, max_chars=describing.LONGEST, height=100,
            help=_("Where the figures come from, who counts, what is left out. Countries that measure by another "
                   "method are marked where they are compared."),
        )  # fmt: skip
        if own is not None and own.now.method:
            st.text_input(_("Why it changes (if it does)"), key=WHY, max_chars=describing.LONGEST)
        st.button(
            _("Save how it is measured"), key="log_data_method_save", on_click=_save,
            args=(query.framework, sheet.indicator.code, *place),
        )  # fmt: skip
        if own is not None:
            _draw_signed(own.now)
            _draw_earlier(own.said[1:])
        others = [one for one in found if one is not own and one.now.method]
        if others:
            st.markdown(f"**{_('What others say of the same indicator')}**")
            _draw_each(others)


def draw_measured(found: "MeasurementHistory", query: Query) -> None:
    """How a measurement came about; nothing where nobody has said it."""
    every = describing.list_methods(context.get_store(), context.current_actor(), query, found.indicator.code)
    for one in every:
        if (one.country, one.organisation) == (found.country, found.organisation) and one.now.method:
            with st.container(gap="xxsmall"):
                st.markdown(f"**{_('How it is measured')}**")
                st.text(one.now.method)
                _draw_signed(one.now)
                _draw_earlier(one.said[1:])


def draw_methods(query: Query, indicator: str) -> None:
    """How each organisation measures an indicator in the query's country, or in all; nothing where nobody said it."""
    every = describing.list_methods(context.get_store(), context.current_actor(), query, indicator)
    shown = [one for one in every if one.now.method and query.country in (ALL, one.country)]
    if shown:
        with st.expander(_("How it is measured"), icon=ICON):
            _draw_each(shown)


def _draw_each(found: Iterable[Described]) -> None:
    for one in found:
        with st.container(gap="xxsmall"):
            st.markdown(f"**{markup.plain(one.country_name)}, {markup.plain(one.organisation)}**")
            st.text(one.now.method)
            _draw_signed(one.now)


def _draw_signed(said: Said) -> None:
    text = _("Said by {name}, {moment}") if said.method else _("Taken back by {name}, {moment}")
    st.caption(markup.plain(text.format(name=said.by, moment=moment(said.at))))


def _draw_earlier(earlier: Iterable[Said]) -> None:
    """What was said before, each as long as it was in force."""
    texts = list(earlier)
    if texts:
        st.caption(_("Earlier:"))
    for said in texts:
        if said.method:
            st.text(said.method)
        _draw_signed(said)


def _remember(sheet: "EntrySheet", own: Described | None) -> None:
    """Begin the field anew for another series, with what is in force, and keep which text that was."""
    place = (sheet.indicator.code, sheet.country, sheet.organisation)
    if st.session_state.get(context.METHOD_SEEN, ((), 0))[0] == place and TEXT in st.session_state:
        return
    st.session_state[context.METHOD_SEEN] = (place, own.now.number if own else 0)
    st.session_state[TEXT] = own.now.method if own else ""
    st.session_state[WHY] = ""


def _save(framework: str, indicator: str, country: str, organisation: str) -> None:
    """Keep what is typed; a refusal is said above the field, and what was typed stays."""
    state = st.session_state
    place, seen = state[context.METHOD_SEEN]
    if not context.is_own_tab() or place != (indicator, country, organisation):
        return
    draft = MethodDraft(framework, indicator, country, organisation, str(state.get(TEXT) or ""))
    reason = str(state.get(WHY) or "")
    try:
        written = describing.set_method(
            context.get_store(), context.current_actor(), draft, reason=reason, expected=seen
        )
    except TocError as error:
        state[context.METHOD_TOLD] = error
        state[context.METHOD_SEEN] = (place, _standing(draft))
        return
    state[context.METHOD_TOLD] = _("Saved.") if written else _("Nothing was changed.")
    del state[context.METHOD_SEEN]


def _standing(draft: MethodDraft) -> int:
    """The text that the person is shown together with the refusal."""
    query = Query(draft.framework, context.today(context.framework(draft.framework).timezone))
    every = describing.list_methods(context.get_store(), context.current_actor(), query, draft.indicator)
    place = (draft.country, draft.organisation)
    return next((one.now.number for one in every if (one.country, one.organisation) == place), 0)


def _tell() -> None:
    told = st.session_state.pop(context.METHOD_TOLD, None)
    if isinstance(told, TocError):
        widgets.show_error(told)
    elif told:
        st.success(told, icon=":material/check:")
