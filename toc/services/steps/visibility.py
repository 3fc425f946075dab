"""What a framework that is not open to partners shows of itself: its own countries' facts and measurements. Pure.

Whoever computes from what is left here cannot tell another country's figures, whatever is made of them.
Source: product.md People; the framework's setting `open_to_partners`.
"""

from collections.abc import Collection
from dataclasses import replace

from toc.figures.results import FrameworkResult
from toc.model.document import FrameworkDocument
from toc.model.panel import Panel
from toc.model.query import ALL, Actor
from toc.model.terms import Scope


def seen_document(document: FrameworkDocument, actor: Actor, seen: frozenset[str] | None) -> FrameworkDocument:
    """A framework without the baselines and targets that somebody may not see.

    Args:
        document: as it stands.
        actor: who looks; facts of a consortium indicator stay for the organisation that reports it.
        seen: from `visible_countries`; None leaves the document as it is.
    """
    if seen is None:
        return document
    own = _own_for_consortium(document, actor)
    facts = (fact for fact in document.facts if fact.country in seen or fact.indicator in own)
    return document.model_copy(update={"facts": tuple(facts)})


def seen_panel(panel: Panel, actor: Actor, seen: frozenset[str] | None) -> Panel:
    """A panel without the facts and measurements that somebody may not see.

    Of a consortium indicator the own organisation's series stay, which it has recorded itself.
    """
    if seen is None:
        return panel
    kept = {}
    for (indicator, country), parts in panel.series.items():
        own = parts if country in seen else tuple(part for part in parts if _is_own(part.organisation, actor, country))
        if own:
            kept[indicator, country] = own
    handed_in = {
        key: found for key, found in panel.handed_in.items() if key[1] in seen or _is_own(key[2], actor, key[1])
    }
    return replace(panel, document=seen_document(panel.document, actor, seen), series=kept, handed_in=handed_in)


def seen_places(document: FrameworkDocument, seen: frozenset[str] | None) -> tuple[str, ...]:
    """Countries of a framework that may be seen, in its order, ALL last where it is one of them."""
    return tuple(code for code in (*document.country_by_code, ALL) if seen is None or code in seen)


def only(result: FrameworkResult, places: Collection[str]) -> FrameworkResult:
    """The figures of some countries only."""
    return replace(
        result,
        indicators={key: found for key, found in result.indicators.items() if key[1] in places},
        objectives={key: found for key, found in result.objectives.items() if key[1] in places},
    )


def _is_own(organisation: str, actor: Actor, country: str) -> bool:
    return country == ALL and organisation == actor.organisation


def _own_for_consortium(document: FrameworkDocument, actor: Actor) -> frozenset[str]:
    """Codes of the consortium indicators that the own organisation reports."""
    return frozenset(
        indicator.code
        for indicator in document.indicators
        if indicator.scope is Scope.CONSORTIUM and actor.organisation in document.reporters(indicator.code, ALL)
    )
