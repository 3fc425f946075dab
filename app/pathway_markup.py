"""Markup of the page Pathway: states of links, their reasons, judgements and paths; everything from data is escaped."""

from collections.abc import Iterable

from app.language import _
from app.markup import quiet, safe
from toc.charts import theme
from toc.model.terms import LinkState
from toc.services.judging import Judgement
from toc.services.tracing import LinkStory

LINES = {"solid": "solid line", "dash": "dashed line", "longdashdot": "line of dashes and dots", "dot": "dotted line"}
"""Words for how Plotly names its dashes."""


def state_chip(state: LinkState) -> str:
    """A link's state as a tinted chip with its icon and its word."""
    look = theme.LINK[state.value].look
    return (
        f'<span class="toc-chip toc-{state.value.replace(" ", "-")}" title="{safe(_(state.meaning))}">'
        f'<span class="toc-icon" aria-hidden="true" translate="no">{look.icon}</span>{safe(_(state.label))}</span>'
    )


def legend() -> str:
    """Every state with its meaning, and how its line and its sign look in the map."""
    rows = ""
    for state in LinkState:
        look = theme.LINK[state.value]
        drawn = f"{_(LINES[look.dash])}, {look.sign}"
        rows += f"<dt>{state_chip(state)}</dt><dd>{safe(_(state.meaning))} {quiet(drawn)}</dd>"
    return f'<dl class="toc-legend">{rows}</dl>'


def reason(story: LinkStory) -> str:
    """What the figures say of a link and why, what it takes for granted, and what the coordinator thinks."""
    found = story.found
    assumption = found.link.assumption or _("No assumption is written down.")
    return (
        f'<div class="toc-reason">{state_chip(found.state)} {safe(found.reason)}'
        f"<div>{quiet(_('Assumption:'))} {safe(assumption)}</div>{_judged(story)}</div>"
    )


def _judged(story: LinkStory) -> str:
    if story.judgement is not None:
        return f"<div>{quiet(_('Coordinator:'))} {judgement(story.judgement)}</div>"
    if story.judged_for_all is not None:
        words = _("Coordinator, for all countries together:")
        return f"<div>{quiet(words)} {judgement(story.judged_for_all)}</div>"
    return ""


def judgement(given: Judgement) -> str:
    """A judgement with its reason, or that an earlier one was taken back."""
    if given.judgement is None:
        return f"{quiet(_('taken back'))} {safe(given.reason)}"
    return f"{state_chip(given.judgement)} {safe(given.reason)}"


def signed(given: Judgement) -> str:
    """When a judgement was given, and by whom where that is told."""
    when = f"{given.at:%Y-%m-%d %H:%M} UTC"
    return quiet(f"{when}, {given.by}" if given.by else when)


def paths(titles: Iterable[Iterable[str]]) -> str:
    """Paths, each as the titles that it passes."""
    rows = "".join(f"<li>{' → '.join(safe(title) for title in path)}</li>" for path in titles)
    return f'<ul class="toc-path">{rows}</ul>'


def broken(state: LinkState, said: str) -> str:
    """Where a chain breaks, with the state of its weakest link."""
    return f'<div class="toc-reason">{state_chip(state)} {safe(said)}</div>'
