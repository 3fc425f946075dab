"""Contribution links: each state from its two ends, since when a cause has been achieved, what the sentence says."""

from fractions import Fraction

import pytest

from tests.figures.build import Values, baseline, day, framework, indicator, panel, target
from toc.figures.framework import assess_framework
from toc.figures.pathway import LinkResult, achieved_since, assess_links, points_text, shows_from
from toc.model.document import LinkDef
from toc.model.panel import Panel
from toc.model.query import ALL
from toc.model.terms import LinkState, Status

DUE = "2027-12-31"
CAUSE, EFFECT = "PRO-S1.1", "LRN-S1.1"
LINK = LinkDef(source="PRO-S1", target="LRN-S1", assumption="Learners can pay")


def world(
    cause: Values, effect: Values, *, link: LinkDef = LINK, aims: tuple[int | None, int | None] = (100, 100)
) -> Panel:
    """One cause and one effect in the Netherlands, both from 0 to their aim by the end of 2027; no aim, no target."""
    several = (indicator(CAUSE, step="0.01"), indicator(EFFECT, step="0.01"))
    facts = []
    for found, aim in zip(several, aims, strict=True):
        facts.append(baseline(found.code, "NL", 0))
        if aim is not None:
            facts.append(target(found.code, "NL", aim, DUE))
    document = framework(several, facts, countries=("NL",), links=(link,))
    return panel(document, {(CAUSE, "NL"): cause, (EFFECT, "NL"): effect})


def found_of(given: Panel, as_of: str, country: str = "NL") -> LinkResult:
    (found,) = assess_links(given, assess_framework(given, day(as_of)), country)
    return found


@pytest.mark.parametrize(
    ("cause", "effect", "as_of", "state"),
    [
        pytest.param({"2026": 60}, {"2026": 55}, "2026-12-31", LinkState.SUPPORTED, id="both on track"),
        pytest.param({"2026": 100}, {"2026": 90}, "2026-12-31", LinkState.SUPPORTED, id="achieved and ahead"),
        pytest.param({"2026": 60}, {}, "2026-12-31", LinkState.EMERGING, id="effect not due"),
        pytest.param({"2026": 60}, {}, "2027-06-30", LinkState.EMERGING, id="effect without data"),
        pytest.param({"2026": 20}, {}, "2026-12-31", LinkState.HYPOTHESIS, id="cause behind"),
        pytest.param({"2026": 20}, {"2026": 60}, "2026-12-31", LinkState.HYPOTHESIS, id="effect alone on track"),
        pytest.param({"2026": 60}, {"2026": 20}, "2026-12-31", LinkState.HYPOTHESIS, id="cause not achieved"),
        pytest.param({"2026": 100}, {"2026": 20}, "2026-12-31", LinkState.HYPOTHESIS, id="achieved just now"),
        pytest.param({"2026": 100}, {"2026": 20, "2027": 40}, "2027-12-31", LinkState.HYPOTHESIS, id="exactly the lag"),
        pytest.param({"2026": 100}, {"2026": 20, "2027": 40}, "2028-01-01", LinkState.IN_DOUBT, id="a day longer"),
    ],
)
def test_the_state_follows_from_the_two_ends(cause: Values, effect: Values, as_of: str, state: LinkState) -> None:
    assert found_of(world(cause, effect), as_of).state is state


def test_within_the_tolerance_below_is_no_doubt() -> None:
    just = world({"2026": 100}, {"2027": 90})
    assert found_of(just, "2028-02-01").target.status is Status.MISSED
    assert found_of(just, "2028-02-01").state is LinkState.HYPOTHESIS
    assert "within the tolerance of 10 points" in found_of(just, "2028-02-01").reason
    assert found_of(world({"2026": 100}, {"2027": 89}), "2028-02-01").state is LinkState.IN_DOUBT


@pytest.mark.parametrize(
    ("lag", "state"), [(0, LinkState.IN_DOUBT), (1, LinkState.HYPOTHESIS), (5, LinkState.HYPOTHESIS)]
)
def test_the_lag_is_the_links_own(lag: int, state: LinkState) -> None:
    link = LINK.model_copy(update={"lag_years": lag})
    assert found_of(world({"2026": 100}, {"2026": 20}, link=link), "2027-03-01").state is state


def test_an_effect_that_may_not_be_judged_leaves_a_hypothesis_and_says_why() -> None:
    found = found_of(world({"2026": 100}, {"2026": 20}, aims=(100, None)), "2027-12-31")
    assert found.state is LinkState.HYPOTHESIS
    assert "“LRN-S1” has no target, so that its figures cannot be compared" in found.reason


def test_an_early_report_below_the_line_is_never_held_against_the_link() -> None:
    link = LinkDef(source="PRO-S1", target="LRN-M1")
    several = (indicator(CAUSE, step="0.01"), indicator("LRN-M1.1", step="0.01"))
    facts = [fact for one in several for fact in (baseline(one.code, "NL", 0), target(one.code, "NL", 100, DUE))]
    facts[3] = target("LRN-M1.1", "NL", 100, "2028-06-30")
    document = framework(several, facts, countries=("NL",), links=(link,))
    given = panel(document, {(CAUSE, "NL"): {"2026": 100}, ("LRN-M1.1", "NL"): {"2027-S1": 1}})
    found = found_of(given, "2027-12-31")
    assert found.target.gap is not None
    assert found.target.gap < Fraction(-1, 10)
    assert found.state is LinkState.EMERGING


def test_achieved_since_is_the_first_period_of_the_unbroken_row() -> None:
    broken = world({"2026-S1": 100, "2026-S2": 70, "2027-S1": 100, "2027-S2": 110}, {"2027": 20})
    result = assess_framework(broken, day("2028-03-01"))
    assert achieved_since(broken, result.objectives["PRO-S1", "NL"]) == day("2027-06-30")
    found = found_of(broken, "2028-03-01")
    assert found.achieved_since == day("2027-06-30")
    assert found.state is LinkState.HYPOTHESIS
    assert "an effect is expected 1 year later, after 2028-06-30" in found.reason
    assert found_of(broken, "2028-07-01").state is LinkState.IN_DOUBT


def test_all_countries_together_look_at_every_countrys_periods() -> None:
    several = (indicator(CAUSE, step="0.01"), indicator(EFFECT, step="0.01"))
    facts = []
    for found in several:
        for country in ("NL", "EE"):
            facts += [baseline(found.code, country, 0), target(found.code, country, 100, DUE)]
    document = framework(several, facts, countries=("NL", "EE"), links=(LINK,))
    given = panel(
        document,
        {
            (CAUSE, "NL"): {"2026-S1": 100},
            (CAUSE, "EE"): {"2026-S1": 40, "2026-S2": 100},
            (EFFECT, "NL"): {"2027": 10},
            (EFFECT, "EE"): {"2027": 10},
        },
    )
    found = found_of(given, "2028-03-01", ALL)
    assert (found.state, found.achieved_since) == (LinkState.IN_DOUBT, day("2026-12-31"))


def test_the_reason_names_both_ends_their_gaps_and_the_days() -> None:
    found = found_of(world({"2026": 100}, {"2026": 20, "2027": 40}), "2028-03-01")
    assert found.reason == (
        "“PRO-S1” has been achieved since 2026-12-31, longer than the 1 year after which an effect is expected, and "
        "“LRN-S1” has missed its target (gap -60.0 points), below the tolerance of 10 points."
    )


def test_a_country_without_figures_has_no_links_and_a_figure_is_never_made_up() -> None:
    given = world({"2026": 60}, {})
    result = assess_framework(given, day("2026-12-31"), ["NL"])
    assert assess_links(given, result, ALL) == ()
    (found,) = assess_links(given, result, "NL")
    assert found.source is result.objectives["PRO-S1", "NL"]
    assert "gap" not in found.reason.split(";")[1]


@pytest.mark.parametrize(
    ("gap", "text"),
    [(Fraction(-1853, 10000), "-18.5"), (Fraction(1, 8), "+12.5"), (Fraction(0), "0.0"), (Fraction(-1, 10**6), "0.0")],
)
def test_gaps_in_sentences_have_one_decimal_and_no_negative_nought(gap: Fraction, text: str) -> None:
    assert points_text(gap) == text


def test_an_effect_shows_from_the_same_day_years_later() -> None:
    assert shows_from(LINK.model_copy(update={"lag_years": 2}), day("2026-12-31")) == day("2028-12-31")
    assert shows_from(LINK, day("2028-02-29")) == day("2029-02-28")
