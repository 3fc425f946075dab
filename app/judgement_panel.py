"""The coordinator's judgement on a contribution link: the one in force, those before it, and the form to give one."""

from contextlib import suppress

import streamlit as st

from app import context, markup, pathway_markup, widgets
from app.filters import Choice
from app.language import _
from toc.errors import TocError
from toc.model.terms import LinkState, Permission
from toc.services import evidencing, judging
from toc.services.judging import Judgement, JudgementDraft
from toc.services.permissions import allowed
from toc.services.tracing import LinkStory

STATE, REASON, EVIDENCE, ADDRESS = (
    "pathway_judgement", "pathway_reason", "pathway_evidence", "pathway_evidence_url",
)  # fmt: skip


def draw_judgement(story: LinkStory, choice: Choice, place: str) -> None:
    """What the coordinator thinks of a link, beside what the figures say.

    Args:
        story: the link.
        choice: the page's filters.
        place: name of the country, or that it is all of them.
    """
    st.markdown(f"**{_('The coordinator’s own judgement')}**")
    _tell()
    given = story.judgement or story.judged_for_all
    if given is None:
        st.caption(_("No judgement has been given for this link."))
    else:
        if story.judgement is None:
            st.caption(_("Given for all countries together."))
        _draw(given)
    _draw_history(story, choice)
    actor = context.current_actor()
    if allowed(actor, Permission.PLAN) and choice.query.known_at is None:
        with st.expander(_("Judge this link"), icon=":material/gavel:"):
            _draw_form(story, choice, place)


def _draw(given: Judgement) -> None:
    """One judgement with what it rests on; the texts stay as they were typed."""
    head = pathway_markup.state_chip(given.judgement) if given.judgement else markup.quiet(_("Taken back"))
    widgets.show_markup(f"{head} {pathway_markup.signed(given)}")
    if given.reason:
        st.text(given.reason)
    if given.evidence:
        st.caption(_("It rests on:"))
        st.text(given.evidence)
    host = evidencing.host_of(given.evidence_url) if given.evidence_url else None
    if host is not None:
        st.link_button(markup.plain(host), given.evidence_url, icon=":material/open_in_new:", type="tertiary")


def _draw_history(story: LinkStory, choice: Choice) -> None:
    query = choice.query
    every = judging.list_judgements(
        context.get_store(), context.current_actor(), query.framework, story.found.key, known_at=query.known_at
    )
    if not every:
        return
    names = {country.code: country.name for country in choice.document.countries}
    with st.expander(_("Every judgement on this link"), icon=":material/history:"):
        for given in every:
            st.caption(markup.plain(names.get(given.country, _("All countries"))))
            _draw(given)


def _draw_form(story: LinkStory, choice: Choice, place: str) -> None:
    """The form; what is typed is kept where it is refused."""
    standing = story.judgement
    _remember(story, standing)
    states: list[LinkState | None] = [*LinkState, *([None] if standing else [])]
    with st.form("pathway_judge", border=False):
        st.caption(markup.plain(_("For: {place}").format(place=place)))
        st.selectbox(
            _("Judgement"), states, key=STATE,
            format_func=lambda state: _(state.label) if state else _("Take the judgement back"),
        )  # fmt: skip
        st.text_area(_("Reason"), key=REASON, max_chars=judging.LONGEST["reason"])
        st.text_area(
            _("What it rests on"), key=EVIDENCE, max_chars=judging.LONGEST["evidence"], height=80,
            help=_("For example a study, interviews, minutes of a meeting."),
        )  # fmt: skip
        st.text_input(_("Link to it"), key=ADDRESS, placeholder="https://")
        st.form_submit_button(
            _("Save the judgement"), key="pathway_save", type="primary", on_click=_save, args=(story, choice)
        )


def _remember(story: LinkStory, standing: Judgement | None) -> None:
    """Begin the form anew for another link or country, with the judgement in force, and keep which one that was."""
    place = (story.key, story.found.country)
    if st.session_state.get(context.JUDGING, ((), 0))[0] == place and STATE in st.session_state:
        return
    st.session_state[context.JUDGING] = (place, standing.number if standing else 0)
    st.session_state[STATE] = standing.judgement if standing else LinkState.HYPOTHESIS
    st.session_state[REASON] = standing.reason if standing else ""
    st.session_state[EVIDENCE] = standing.evidence if standing else ""
    st.session_state[ADDRESS] = standing.evidence_url if standing else ""


def _save(story: LinkStory, choice: Choice) -> None:
    """Keep what was typed; a refusal is said above the form."""
    state, seen = st.session_state, st.session_state[context.JUDGING][1]
    found = story.found
    draft = JudgementDraft(
        found.link.source, found.link.target, found.country, state[STATE], state[REASON].strip(),
        state[EVIDENCE].strip(), state[ADDRESS].strip(),
    )  # fmt: skip
    try:
        judging.judge_link(context.get_store(), context.current_actor(), choice.query.framework, draft, expected=seen)
    except TocError as error:
        state[context.PATHWAY_TOLD] = error
        with suppress(TypeError):
            state[context.JUDGING] = (state[context.JUDGING][0], _standing_number(draft, choice))
        return
    state[context.PATHWAY_TOLD] = _("The judgement is saved.")
    del state[context.JUDGING]


def _standing_number(draft: JudgementDraft, choice: Choice) -> int:
    """The judgement that the person is shown together with the refusal."""
    found = judging.judgements_in_force(context.get_store(), context.current_actor(), choice.query.framework)
    given = found.get((draft.source, draft.target, draft.country))
    return given.number if given else 0


def _tell() -> None:
    told = st.session_state.pop(context.PATHWAY_TOLD, None)
    if isinstance(told, TocError):
        widgets.show_error(told)
    elif told:
        st.success(told, icon=":material/check:")
