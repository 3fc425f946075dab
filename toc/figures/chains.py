"""Paths along contribution links from where they begin to where they end, and the weakest link on each. Pure.

A path follows the links from an objective that no link leads to, to one that none leads on from, and passes through no
objective twice: a circle of links neither ends it nor goes round. Source: D3.1, from individual change to systemic
impact.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from toc.figures.pathway import JUDGED, LinkResult
from toc.model.terms import LinkState

MOST_PATHS = 200
"""So many paths are followed; a framework with more of them is told so."""

RANK = {LinkState.IN_DOUBT: 0, LinkState.HYPOTHESIS: 1, LinkState.EMERGING: 2, LinkState.SUPPORTED: 3}
"""The weakest state first."""


@dataclass(frozen=True, slots=True)
class Chain:
    """One path, with its weakest link.

    Attributes:
        links: at least one, in the order in which they are followed.
        weakest: the one with the weakest state, then with the smallest gap at one of its ends, then the first.
        said: where the chain breaks, or is open, in words.
    """

    links: tuple[LinkResult, ...]
    weakest: LinkResult
    said: str

    @property
    def steps(self) -> tuple[str, ...]:
        """Codes of the objectives on the path, in order."""
        return (self.links[0].link.source, *(found.link.target for found in self.links))


@dataclass(frozen=True, slots=True)
class Chains:
    """Every path of a framework, the one with the weakest link first.

    Attributes:
        complete: False where there are more paths than were followed.
    """

    chains: tuple[Chain, ...]
    complete: bool

    @property
    def by_weakest(self) -> tuple[tuple[Chain, ...], ...]:
        """The same paths, those with the same weakest link together."""
        found: dict[tuple[str, str], list[Chain]] = {}
        for chain in self.chains:
            found.setdefault(chain.weakest.key, []).append(chain)
        return tuple(map(tuple, found.values()))


def trace(links: Sequence[LinkResult], *, most: int = MOST_PATHS) -> Chains:
    """The paths along some links, the one with the weakest link first, then the longest.

    Args:
        links: of one country and date, in the framework's order.
        most: so many paths are followed.
    """
    onward: dict[str, list[LinkResult]] = {}
    for found in links:
        onward.setdefault(found.link.source, []).append(found)
    paths: list[tuple[LinkResult, ...]] = []
    for path in _paths(onward, _starts(links, onward)):
        if len(paths) == most:
            return Chains(_ranked(paths), complete=False)
        paths.append(path)
    return Chains(_ranked(paths), complete=True)


def weakness(found: LinkResult) -> tuple[int, bool, Fraction]:
    """What links are ranked by, the weakest first: state, then the smaller gap of its two ends, missing gaps last."""
    gaps = [end.gap for end in (found.source, found.target) if end.status in JUDGED and end.gap is not None]
    return RANK[found.state], not gaps, min(gaps, default=Fraction(0))


def _ranked(paths: Iterable[tuple[LinkResult, ...]]) -> tuple[Chain, ...]:
    chains = [_chain(path) for path in paths]
    return tuple(sorted(chains, key=lambda chain: (weakness(chain.weakest), -len(chain.links))))


def _chain(path: tuple[LinkResult, ...]) -> Chain:
    weakest = min(path, key=weakness)
    return Chain(path, weakest, _said(weakest))


def _said(weakest: LinkResult) -> str:
    between = f"between “{weakest.source.objective.title}” and “{weakest.target.objective.title}”"
    return {
        LinkState.IN_DOUBT: f"The chain breaks {between}. {weakest.reason}",
        LinkState.HYPOTHESIS: f"The chain is open {between}. {weakest.reason}",
        LinkState.EMERGING: f"The chain does not break; {between} the effect has not shown yet. {weakest.reason}",
        LinkState.SUPPORTED: f"Every link of the chain is supported, the weakest one {between}. {weakest.reason}",
    }[weakest.state]


def _starts(links: Sequence[LinkResult], onward: Mapping[str, Sequence[LinkResult]]) -> list[str]:
    """Objectives that no link leads to; of a circle that is reached from none of them, its first."""
    led_to = {found.link.target for found in links}
    starts = [code for code in onward if code not in led_to]
    reached = _reached(starts, onward)
    for code in onward:
        if code not in reached:
            starts.append(code)
            reached |= _reached([code], onward)
    return starts


def _reached(starts: Iterable[str], onward: Mapping[str, Sequence[LinkResult]]) -> set[str]:
    waiting, reached = list(starts), set(starts)
    while waiting:
        for found in onward.get(waiting.pop(), ()):
            if found.link.target not in reached:
                reached.add(found.link.target)
                waiting.append(found.link.target)
    return reached


def _paths(onward: Mapping[str, Sequence[LinkResult]], starts: Iterable[str]) -> Iterator[tuple[LinkResult, ...]]:
    """Paths one by one, without recursion: each open place on the way keeps what is left to try from there."""
    for start in starts:
        path: list[LinkResult] = []
        passed = {start}
        left = [_onward(onward, start, passed)]
        went_on = [False]
        while left:
            step = next(left[-1], None)
            if step is not None:
                went_on[-1] = True
                path.append(step)
                passed.add(step.link.target)
                left.append(_onward(onward, step.link.target, passed))
                went_on.append(False)
                continue
            left.pop()
            if not went_on.pop() and path:
                yield tuple(path)
            if path:
                passed.discard(path.pop().link.target)


def _onward(onward: Mapping[str, Sequence[LinkResult]], code: str, passed: set[str]) -> Iterator[LinkResult]:
    return (found for found in onward.get(code, ()) if found.link.target not in passed)
