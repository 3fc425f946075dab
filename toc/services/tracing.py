"""The pathway: what the figures say of every contribution link, what the coordinator thinks, and where chains break.

Source: product.md (Analyse); toc/figures/pathway.py and chains.py for the rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from toc.figures.chains import Chains, trace, weakness
from toc.figures.pathway import LinkResult, assess_links
from toc.figures.results import ObjectiveResult
from toc.model.document import FrameworkDocument
from toc.model.panel import Panel
from toc.model.query import ALL, Actor, Query
from toc.model.terms import LinkState
from toc.services import analysing
from toc.services.analysing import Assessment
from toc.services.judging import Judgement, judgements_in_force
from toc.store.database import Store


@dataclass(frozen=True, slots=True)
class LinkStory:
    """A contribution link with both views of it.

    Attributes:
        found: what the figures say.
        judgement: the coordinator's own for this country; None where there is none in force.
        judged_for_all: where there is none for this country, the one for all countries together; otherwise None.
    """

    found: LinkResult
    judgement: Judgement | None = None
    judged_for_all: Judgement | None = None

    @property
    def key(self) -> str:
        """The link as it stands in addresses: `PRO-S1~LRN-S1`."""
        return f"{self.found.link.source}~{self.found.link.target}"


@dataclass(frozen=True, slots=True)
class PathwayPage:
    """The pathway of a framework for one country (or ALL) at a date.

    Attributes:
        country: whose figures these are: the query's, or the first that may be seen in place of ALL.
        objectives: in the framework's order.
        links: in the framework's order.
        chains: the paths along them, the one with the weakest link first.
        doubts: where all countries together are shown, the links that are in doubt in a country by itself.
        known_at: the moment up to which records were counted, UTC.
    """

    document: FrameworkDocument
    country: str
    objectives: tuple[ObjectiveResult, ...]
    links: tuple[LinkStory, ...]
    chains: Chains
    known_at: datetime
    invented: bool
    doubts: tuple[LinkStory, ...] = ()

    @property
    def ranked(self) -> tuple[LinkStory, ...]:
        """The links, the weakest first."""
        return tuple(sorted(self.links, key=lambda story: weakness(story.found)))

    def link(self, key: str) -> LinkStory | None:
        """The link of an address, such as `PRO-S1~LRN-S1`; None where there is none."""
        return next((story for story in self.links if story.key == key), None)

    def objective(self, code: str) -> ObjectiveResult | None:
        """An objective by its code; None where there is none."""
        return next((found for found in self.objectives if found.objective.code == code), None)

    def leading_to(self, code: str) -> tuple[LinkStory, ...]:
        """The links that lead to an objective."""
        return tuple(story for story in self.links if story.found.link.target == code)

    def leading_from(self, code: str) -> tuple[LinkStory, ...]:
        """The links that lead on from an objective."""
        return tuple(story for story in self.links if story.found.link.source == code)


def key_of(found: LinkResult) -> str:
    """A link as it stands in addresses: `PRO-S1~LRN-S1`."""
    return f"{found.link.source}~{found.link.target}"


def pathway(store: Store, actor: Actor, query: Query) -> PathwayPage:
    """The pathway for a query's country; the first that may be seen where all of them together may not.

    Raises:
        NotAllowed: the actor may not see the figures, or those of no country.
        NotFound: no such framework, country or horizon.
    """
    found, stories = _assessed(store, actor, query)
    country = found.shown_country
    links = tuple(stories(country))
    objectives = tuple(found.result.objectives[one.code, country] for one in found.document.objectives)
    chains = trace([story.found for story in links])
    single = [place for place in found.places if place != country] if country == ALL else []
    doubts = tuple(one for place in single for one in stories(place) if one.found.state is LinkState.IN_DOUBT)
    return PathwayPage(found.document, country, objectives, links, chains, found.known_at, found.invented, doubts)


def stories_of(store: Store, actor: Actor, query: Query) -> tuple[Assessment, tuple[LinkStory, ...]]:
    """Every link for every country that a query asks for, and the figures that they rest on, for the file.

    Of a query's horizon are the links that lead to an objective in it. Raises like `pathway`.
    """
    found, stories = _assessed(store, actor, query)
    kept = (story for country in found.countries for story in stories(country))
    return found, tuple(story for story in kept if query.horizon in (None, story.found.target.objective.horizon))


class _Stories:
    """Links with their judgements, country by country."""

    def __init__(self, store: Store, actor: Actor, query: Query, found: Assessment, panel: Panel) -> None:
        self._panel = panel
        self._found = found
        self._judged = judgements_in_force(store, actor, query.framework, known_at=query.known_at)

    def __call__(self, country: str) -> Iterator[LinkStory]:
        for one in assess_links(self._panel, self._found.result, country):
            own = self._judged.get((*one.key, country))
            together = self._judged.get((*one.key, ALL)) if own is None else None
            yield LinkStory(one, own, together)


def _assessed(store: Store, actor: Actor, query: Query) -> tuple[Assessment, _Stories]:
    found, panel = analysing.assess_with_panel(store, actor, query)
    return found, _Stories(store, actor, query, found, panel)
