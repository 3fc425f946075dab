"""What the page Pathway is made of: the choice of a link or objective, the map, the stories, the list, the chains."""

from typing import TYPE_CHECKING

import streamlit as st

from app import filters, markup, pathway_markup, widgets
from app.figure_text import objective_line, percent
from app.filters import Choice
from app.judgement_panel import draw_judgement
from app.language import _, language
from toc import columns, tables, tables_pathway
from toc.charts.causal_map import draw_map as causal_map
from toc.figures.results import ObjectiveResult
from toc.services.tracing import LinkStory, PathwayPage

if TYPE_CHECKING:
    import pandas as pd

LINK, OBJECTIVE = "link", "objective"
"""Parameters of the address: what is looked at, a link such as `PRO-S1~LRN-S1` or an objective."""

ALSO = (LINK, OBJECTIVE)
CHOICE, CHART = "pathway_choice", "pathway_chart"

CONFIG = {
    "displayModeBar": True,
    "displaylogo": False,
    "modeBarButtons": [["toImage"]],
    "scrollZoom": False,
    "responsive": True,
}
"""The map's tool bar holds one tool, to keep it as an image; the browser makes that by itself."""


def choose(page: PathwayPage) -> str:
    """The link or the objective that is looked at, from the address, as `link:PRO-S1~LRN-S1`; empty for none."""
    asked = {name: st.query_params.get(name, "") for name in ALSO}
    known = {
        LINK: page.link(asked[LINK]) is not None,
        OBJECTIVE: not asked[LINK] and page.objective(asked[OBJECTIVE]) is not None,
    }
    for name, value in asked.items():
        if value and not known[name] and not (name == OBJECTIVE and known[LINK]):
            st.warning(markup.plain(_("There is no “{code}” in this framework.").format(code=value)))
        st.session_state[name] = value if known[name] else ""
    chosen = next((f"{name}:{asked[name]}" for name in ALSO if known[name]), "")
    st.session_state[CHOICE] = chosen
    return chosen


def draw_choice(page: PathwayPage) -> None:
    """The same choice as a list, for the keyboard and for small screens."""
    labels = {"": _("Choose a link or an objective")}
    labels |= {f"{LINK}:{story.key}": _named(story) for story in page.links}
    labels |= {f"{OBJECTIVE}:{one.objective.code}": one.objective.title for one in page.objectives}
    st.selectbox(_("Look at"), list(labels), format_func=lambda key: labels.get(key, key), key=CHOICE, on_change=_keep)


def _keep() -> None:
    """Write what was chosen into the address."""
    name, _colon, value = str(st.session_state[CHOICE]).partition(":")
    for one in ALSO:
        st.session_state[one] = value if one == name else ""
    filters.keep_in_url(ALSO)


def _look_at(what: str) -> None:
    """Look at a link or an objective, as `choose` gives it."""
    st.session_state[CHOICE] = what
    _keep()


def _look_in(country: str, what: str) -> None:
    """Look at a link in a country."""
    st.session_state["country"] = country
    _look_at(what)


def _clicked() -> None:
    """Look at what was clicked on in the map."""
    points = st.session_state[CHART].selection.points
    if points:
        carried = points[0].get("customdata")
        _look_at(str(carried[0] if isinstance(carried, list) else carried))


def draw_map(page: PathwayPage, choice: Choice, chosen: str, place: str) -> None:
    """The causal map, made from the same table as is shown; on small screens the list stands for it."""
    document, unapproved = page.document, choice.query.include_unapproved
    objectives = tables.frame(
        tables.objective_rows(page.objectives, document, page.known_at, unapproved), columns.OBJECTIVES
    )
    links = _links(page, choice)
    kind = _("approved and unapproved") if unapproved else _("approved")
    source = _("Source: {kind} measurements, as of {day}. Progress is the share of the way from baseline to target.")
    figure = causal_map(
        objectives, links, levels=[(one.code, one.name) for one in document.levels],
        horizons=[(one.code, one.name) for one in document.horizons],
        title=_("How objectives contribute to each other, {place}").format(place=place),
        source=source.format(kind=kind, day=choice.query.as_of),
        text=lambda share: percent(share, language()), dark=widgets.is_dark(), chosen=chosen,
    )  # fmt: skip
    with st.container(key="pathway_map"):
        st.plotly_chart(
            figure, key=CHART, config=dict(CONFIG), on_select=_clicked, selection_mode="points",
            width=int(figure.layout.width) if figure.layout.width else "stretch",
            alt=_("Causal map of the objectives and the links between them; the list below says the same in words"),
        )  # fmt: skip


def _links(page: PathwayPage, choice: Choice) -> "pd.DataFrame":
    rows = [(story.found, story.judgement) for story in page.links]
    unapproved = choice.query.include_unapproved
    return tables.frame(
        tables_pathway.link_rows(rows, page.document, page.known_at, unapproved=unapproved), columns.LINKS
    )


def draw_table(page: PathwayPage, choice: Choice) -> None:
    """The links as a table and as a file, and what their states mean."""
    heads = {
        "source_title": _("From"), "target_title": _("To"), "state": _("State"), "reason": _("Reason"),
        "assumption": _("Assumption"), "lag_years": _("Lag in years"), "judgement": _("Coordinator"),
    }  # fmt: skip
    with st.expander(_("Table: links"), icon=":material/table:"):
        st.dataframe(
            _links(page, choice)[list(heads)].rename(columns=heads), hide_index=True, key="pathway_table",
            alt=_("Contribution links with their state, reason and judgement"),
        )  # fmt: skip
    with st.expander(_("What the states mean"), icon=":material/info:"):
        widgets.show_markup(pathway_markup.legend())
    widgets.csv_link("links", choice.query, label=_("Links (CSV)"))


def draw_story(page: PathwayPage, choice: Choice, chosen: str, place: str) -> None:
    """The story of the chosen link or objective; nothing where none is chosen."""
    kind, _colon, key = chosen.partition(":")
    story, objective = page.link(key), page.objective(key)
    if kind == LINK and story is not None:
        with st.container(border=True, key="pathway_story"):
            _draw_link_story(story, choice, place)
    elif kind == OBJECTIVE and objective is not None:
        with st.container(border=True, key="pathway_story"):
            _draw_objective_story(page, objective, choice)


def _draw_link_story(story: LinkStory, choice: Choice, place: str) -> None:
    found = story.found
    st.subheader(markup.plain(_named(story)), anchor=False)
    widgets.show_markup(pathway_markup.reason(story))
    lag = found.link.lag_years
    many, one = (
        _("An effect is expected {years} years after its cause."),
        _("An effect is expected a year after its cause."),
    )
    st.caption(one if lag == 1 else many.format(years=lag))
    left, right = st.columns(2, gap="large")
    for column, head, end in ((left, _("From"), found.source), (right, _("To"), found.target)):
        with column:
            st.caption(head)
            _draw_end(end, choice)
    draw_judgement(story, choice, place)


def _draw_objective_story(page: PathwayPage, objective: ObjectiveResult, choice: Choice) -> None:
    _draw_end(objective, choice, outcome=True)
    code = objective.objective.code
    for where, head, stories in (
        ("to", _("What it rests on"), page.leading_to(code)),
        ("from", _("What it leads to"), page.leading_from(code)),
    ):
        st.markdown(f"**{head}**")
        if not stories:
            st.caption(_("No link."))
        for story in stories:
            _draw_entry(story, where)


def _draw_end(result: ObjectiveResult, choice: Choice, *, outcome: bool = False) -> None:
    """An objective with its figures and the ways to its indicators."""
    objective = result.objective
    st.markdown(f"**{markup.plain(objective.title)}** :small[:gray[{markup.plain(objective.code)}]]")
    if outcome and objective.outcome:
        st.markdown(markup.plain(objective.outcome))
    figure, expected, coverage = objective_line(result, language())
    bar = markup.meter(
        objective.title, result.status, result.progress, result.expected_progress, language(), weak=result.weak_evidence
    )
    said = f"<b>{markup.safe(figure)}</b> {markup.quiet(f'{expected} · {coverage}'.strip(' ·'))}"
    widgets.show_markup(f"{bar}<div class='toc-reason'>{markup.chip_of(result)} {said}</div>")
    for one in result.indicators:
        st.page_link(
            "views/indicator.py", label=f"{markup.plain(one.indicator.name)}: {one.status.label.lower()}",
            icon=":material/show_chart:", query_params=filters.parameters(choice.query, indicator=one.indicator.code),
        )  # fmt: skip


def draw_links(page: PathwayPage) -> None:
    """Every link in words, the weakest first."""
    st.subheader(_("Links, the weakest first"), anchor=False)
    for number, story in enumerate(page.ranked, start=1):
        _draw_entry(story, "list", number=number)


def _draw_entry(story: LinkStory, where: str, *, number: int | None = None) -> None:
    """A link with its state and reason; its name opens its story."""
    with st.container(gap=None):
        before = f"{number}. " if number else ""
        st.button(
            f"**{markup.plain(f'{before}{_named(story)}')}**", key=f"pathway_go_{where}_{story.key}", type="tertiary",
            on_click=_look_at, args=(f"{LINK}:{story.key}",), help=_("Show the story of this link"), wrap=True,
        )  # fmt: skip
        widgets.show_markup(pathway_markup.reason(story))


def draw_doubts(page: PathwayPage) -> None:
    """Beside the figures of all countries together: the links that are in doubt in a country by itself."""
    if not page.doubts:
        return
    st.subheader(_("In doubt in single countries"), anchor=False)
    names = filters.names_of(page.document)
    for story in page.doubts:
        country = story.found.country
        with st.container(gap=None):
            st.button(
                f"**{markup.plain(f'{names[country]}: {_named(story)}')}**", key=f"pathway_doubt_{country}_{story.key}",
                type="tertiary", on_click=_look_in, args=(country, f"{LINK}:{story.key}"), wrap=True,
                help=_("Show the story of this link there"),
            )  # fmt: skip
            widgets.show_markup(pathway_markup.reason(story))


def draw_chains(page: PathwayPage) -> None:
    """Where the chains break, with the paths that pass there."""
    st.subheader(_("Where the chains break"), anchor=False)
    titles = {one.objective.code: one.objective.title for one in page.objectives}
    for chains in page.chains.by_weakest:
        weakest = chains[0]
        widgets.show_markup(
            pathway_markup.broken(weakest.weakest.state, weakest.said)
            + pathway_markup.paths([titles[code] for code in chain.steps] for chain in chains)
        )
    if not page.chains.complete:
        words = _("There are more paths than are shown here; every link stands in the list above.")
        st.caption(words)


def _named(story: LinkStory) -> str:
    return f"{story.found.source.objective.title} → {story.found.target.objective.title}"
