"""The checklist of an indicator on the page Framework: what a machine can tell, and what the coordinator answers."""

from typing import TYPE_CHECKING

import streamlit as st

from app import context, markup
from app.entry_fields import draw_fault
from toc.errors import TocError
from toc.model.terms import CheckAnswer, RacerCriterion
from toc.services import checklisting
from toc.services.checklisting import Answer, CheckRow
from toc.services.planning import PlanPage

if TYPE_CHECKING:
    from toc.model.document import IndicatorDef

_MARKS = {True: ":material/check_circle:", False: ":material/error:"}


def draw(page: PlanPage, indicator: "IndicatorDef") -> None:
    """The five criteria of a good indicator, each with its machine checks and its answer."""
    actor, framework = context.current_actor(), page.document.code
    rows = checklisting.load_checks(context.get_store(), actor, framework, indicator.code)
    failed = [check for row in rows for check in row.machine if not check.passed]
    open_ones = [row for row in rows if row.answered is None]
    st.caption(
        "A good indicator is relevant, accepted, credible, easy and robust. "
        f"{len(failed)} of {sum(len(row.machine) for row in rows)} checks ask for something; "
        f"{len(open_ones)} of {len(rows)} questions are not answered."
    )
    for row in rows:
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{row.criterion.label}.** {row.criterion.meaning}")
            for check in row.machine:
                said = "Yes." if check.passed else f"No. {check.remedy}"
                st.markdown(f"{_MARKS[check.passed]} {markup.plain(f'{check.question} {said}')}")
            _draw_answer(row, page)
            if page.may_plan:
                _draw_question(row, framework, indicator.code)


def _draw_answer(row: CheckRow, page: PlanPage) -> None:
    """The answer in force, with who gave it for those who may know."""
    if row.answered is None:
        st.caption(markup.plain(f"{row.question} Not answered yet."))
        return
    found = row.answered
    by = f" {found.by or 'The command line'}, {found.at:%Y-%m-%d}." if page.may_plan else ""
    note = f" {found.note}" if found.note else ""
    st.markdown(markup.plain(f"{row.question} {found.answer.label}.{note}{by}"))


def _draw_question(row: CheckRow, framework: str, indicator: str) -> None:
    name = f"{indicator}_{row.criterion.value}"
    with st.popover("Answer", icon=":material/rule:", key=f"framework_check_{name}"):
        st.text(row.question)
        answered = row.answered
        choices = list(CheckAnswer)
        st.radio(
            "Answer", choices, index=choices.index(answered.answer) if answered else None,
            format_func=lambda one: one.label, key=f"framework_answer_{name}", horizontal=True,
        )  # fmt: skip
        st.text_input("Why", value=answered.note if answered else "", key=f"framework_note_{name}", max_chars=1000)
        st.button(
            "Save the answer", key=f"framework_save_{name}", on_click=_answer,
            args=(framework, indicator, row.criterion),
        )  # fmt: skip
        refused = st.session_state.get(context.FRAMEWORK_CHECK_REFUSED)
        if refused is not None and refused[0] == name:
            for fault in refused[1].faults:
                draw_fault(fault)


def _answer(framework: str, indicator: str, criterion: RacerCriterion) -> None:
    name = f"{indicator}_{criterion.value}"
    chosen = st.session_state.get(f"framework_answer_{name}")
    if chosen is None:
        return
    given = Answer(indicator, criterion, chosen, st.session_state.get(f"framework_note_{name}", ""))
    try:
        checklisting.answer(context.get_store(), context.current_actor(), given, framework=framework)
    except TocError as error:
        st.session_state[context.FRAMEWORK_CHECK_REFUSED] = (name, error)
    else:
        st.session_state[context.FRAMEWORK_CHECK_REFUSED] = None
