"""Paths along links: from where they begin to where they end, in circles too, and the weakest link on each."""

import time
from dataclasses import replace
from fractions import Fraction

import pytest

from tests.app.build_results import objective_result
from toc.figures.chains import MOST_PATHS, Chains, trace, weakness
from toc.figures.pathway import LinkResult
from toc.model.document import LinkDef, ObjectiveDef
from toc.model.terms import LinkState, Status


def end(code: str, gap: Fraction | None = None, status: Status = Status.ON_TRACK):
    made = objective_result(status, country="NL")
    return replace(made, gap=gap, objective=ObjectiveDef(code=code, level="a", horizon="S", title=f"The {code}"))


def link(source: str, target: str, state: LinkState = LinkState.SUPPORTED, gap: Fraction | None = None) -> LinkResult:
    return LinkResult(LinkDef(source=source, target=target), "NL", state, "Because.", end(source), end(target, gap))


def steps(chains: Chains) -> set[str]:
    return {"".join(chain.steps) for chain in chains.chains}


def test_a_path_follows_the_links_from_a_beginning_to_an_end() -> None:
    found = trace([link("A", "B"), link("B", "C"), link("B", "D"), link("E", "D")])
    assert steps(found) == {"ABC", "ABD", "ED"}
    assert found.complete


def test_a_circle_neither_ends_nor_goes_round() -> None:
    assert steps(trace([link("A", "B"), link("B", "A")])) == {"AB"}
    assert steps(trace([link("A", "B"), link("B", "C"), link("C", "B"), link("C", "D")])) == {"ABCD"}
    assert steps(trace([link("A", "A")])) == set()
    assert steps(trace([link("A", "B"), link("X", "Y"), link("Y", "X")])) == {"AB", "XY"}


def test_a_path_that_a_circle_closes_is_still_told() -> None:
    found = trace([link("A", "B"), link("B", "C"), link("C", "A"), link("S", "A")])
    assert steps(found) == {"SABC"}


def test_nothing_leads_nowhere() -> None:
    assert trace([]) == Chains((), complete=True)


def test_a_very_long_path_is_followed_without_end_of_the_stack() -> None:
    found = trace([link(str(at), str(at + 1)) for at in range(5000)])
    assert [len(chain.links) for chain in found.chains] == [5000]


def test_a_framework_with_very_many_paths_is_bounded_and_says_so() -> None:
    layers = [[f"{layer}-{at}" for at in range(5)] for layer in range(12)]
    links = [link(a, b) for one, next_one in zip(layers, layers[1:], strict=False) for a in one for b in next_one]
    begun = time.process_time()
    found = trace(links)
    assert len(found.chains) == MOST_PATHS
    assert not found.complete
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("states", "weakest"),
    [
        ((LinkState.SUPPORTED, LinkState.EMERGING), 1),
        ((LinkState.EMERGING, LinkState.HYPOTHESIS), 1),
        ((LinkState.IN_DOUBT, LinkState.HYPOTHESIS), 0),
        ((LinkState.HYPOTHESIS, LinkState.HYPOTHESIS), 0),
    ],
)
def test_the_weakest_link_has_the_weakest_state_then_comes_first(states, weakest: int) -> None:
    links = [link("A", "B", states[0]), link("B", "C", states[1])]
    assert trace(links).chains[0].weakest is links[weakest]


def test_of_equal_states_the_smaller_gap_is_the_weaker_and_a_missing_one_comes_last() -> None:
    links = [
        link("A", "B", LinkState.HYPOTHESIS),
        link("B", "C", LinkState.HYPOTHESIS, Fraction(1, 10)),
        link("C", "D", LinkState.HYPOTHESIS, Fraction(-3, 10)),
    ]
    assert trace(links).chains[0].weakest is links[2]
    assert sorted(links, key=weakness) == [links[2], links[1], links[0]]


def test_where_the_chain_breaks_is_said_with_names_and_the_reason() -> None:
    (chain,) = trace([link("A", "B"), link("B", "C", LinkState.IN_DOUBT)]).chains
    assert chain.said == "The chain breaks between “The B” and “The C”. Because."
    (whole,) = trace([link("A", "B")]).chains
    assert whole.said.startswith("Every link of the chain is supported")


def test_paths_with_the_same_weakest_link_are_told_together_the_weakest_first() -> None:
    links = [link("A", "B", LinkState.HYPOTHESIS), link("B", "C"), link("B", "D"), link("X", "Y", LinkState.IN_DOUBT)]
    found = trace(links).by_weakest
    assert [[chain.steps for chain in group] for group in found] == [[("X", "Y")], [("A", "B", "C"), ("A", "B", "D")]]
