"""Markup of findings: the kind as a chip, the card, the short list on the Grid. Everything from data is escaped."""

import re
from collections.abc import Iterable
from urllib.parse import urlencode

from app import filters
from app.compared_markup import link
from app.markup import quiet, safe, tinted
from toc.model.finding import FindingKind
from toc.model.query import Query
from toc.services.advising import Insight

LONGEST_FIGURE = 120
"""A figure whose text is longer stands in the file alone."""

LOOKS: dict[FindingKind, tuple[str, str]] = {
    FindingKind.REGRESSING: ("regressing", "trending_down"),
    FindingKind.MISSED: ("missed", "event_busy"),
    FindingKind.IN_DOUBT: ("off-track", "link_off"),
    FindingKind.OFF_TRACK: ("off-track", "error"),
    FindingKind.LEFT_BEHIND: ("off-track", "group_remove"),
    FindingKind.PROJECTED_TO_MISS: ("at-risk", "query_stats"),
    FindingKind.OVERDUE: ("at-risk", "schedule"),
    FindingKind.STALE: ("no-data", "hourglass_disabled"),
    FindingKind.LOW_COVERAGE: ("no-data", "donut_small"),
    FindingKind.NO_TARGET: ("no-data", "flag"),
    FindingKind.NO_BASELINE: ("no-data", "start"),
    FindingKind.OUTLIER: ("at-risk", "scatter_plot"),
    FindingKind.INCONSISTENT: ("at-risk", "rule"),
    FindingKind.WEAK_EVIDENCE: ("at-risk", "texture"),
    FindingKind.INDICATOR_QUALITY: ("no-data", "checklist"),
    FindingKind.LEADS: ("achieved", "school"),
}
"""The status whose colours a kind has, and its symbol."""


def kind_chip(kind: FindingKind) -> str:
    """A kind as a tinted chip with its symbol and its word."""
    colours, icon = LOOKS[kind]
    return tinted(colours, icon, kind.label, kind.meaning)


def _whole(text: str) -> str:
    """A text in which no line ends within a date."""
    return re.sub(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", r'<span class="toc-whole">\g<0></span>', safe(text))


def address(page: str, query: Query, **more: str) -> str:
    """Address of a page of the app with the filters of a query."""
    return f"/{page}?{urlencode(filters.parameters(query, **more))}"


def card(one: Insight) -> str:
    """A finding: its kind, where it is, its reason, and the figures that are not in it."""
    found = one.finding
    about = f"{one.place} · {one.code}" if one.code else one.place
    figures = "".join(
        f"<div><dt>{safe(label)}</dt><dd>{safe(text)}</dd></div>"
        for label, text in found.figures
        if len(text) <= LONGEST_FIGURE and text not in found.reason
    )
    return (
        f'<div class="toc-card"><div class="toc-parts">{kind_chip(found.kind)}{quiet(about)}</div>'
        f"<div>{_whole(found.reason)}</div>"
        f'<dl class="toc-pieces">{figures}</dl></div>'
    )


def ways(one: Insight, query: Query) -> str:
    """Links to where a finding can be mended, and to a new action about it."""
    found = one.finding
    country = {"country": found.country}
    found_ways = []
    if one.may_mend:
        found_ways.append((address(found.page, query, **{**country, **dict(found.parameters)}), found.mend))
    elif found.indicator:
        found_ways.append((address("indicator", query, **country, indicator=found.indicator), "See the indicator"))
    if one.may_set_aside:
        found_ways.append((address("actions", query, **country, finding=found.key), "Make an action"))
    links = "".join(link(where, safe(what)) for where, what in found_ways)
    return f'<div class="toc-ways">{links}</div>'


def worst(found: Iterable[Insight], query: Query) -> str:
    """A short list: kind and reason of each, and the way to it."""
    rows = "".join(
        f"<li>{kind_chip(one.finding.kind)} {_whole(one.finding.reason)} "
        f"{link(address(one.finding.page, query, **_where(one)), 'Look at it')}</li>"
        for one in found
    )
    return f'<ol class="toc-worst">{rows}</ol>'


def _where(one: Insight) -> dict[str, str]:
    return {"country": one.finding.country, **dict(one.finding.parameters)}
