"""A figure explained: the worked examples of progress.md 8, and formulas that give their figures for any panel."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.figures.build import REPORTERS, baseline, day, flow, framework, indicator, panel, percent, scale, target
from tests.figures.test_worked_examples import EXAMPLES
from tests.support.calculator import calculate
from toc.figures.explain import Explanation, explain_indicator, explanation_text, step_text
from toc.figures.explain_rollup import explain_group, explain_objective
from toc.figures.formula import exact_text
from toc.figures.framework import assess_framework, country_group
from toc.figures.progress import assess_indicator
from toc.figures.results import IndicatorResult
from toc.model.document import FactDef, IndicatorDef
from toc.model.panel import Panel
from toc.model.terms import Combination, Direction, OverTime

WRITTEN = {
    "1": (
        "Value, data to 2026-12-31: 64 [baseline on 2025-11-28] + 52 [2026-S1] + 61 [2026-S2] = 177",
        "Progress: (177 - 64) / (400 - 64) = 33.63 %",
        "Expected, on 2026-12-31: 64 + (400 - 64) x 398 / 763 = 239.27",
        "Gap: (113/336) - (398/763) = -18.53 points",
        "Status: at risk: the gap is more than 10 and at most 20 points behind",
    ),
    "1b": (
        "Value, data to 2026-12-31: 64 [baseline on 2025-11-28] + 52 [2026-S1] + 61 [2026-S2] = 177",
        "Expected, on 2026-12-31: 64 + (400 - 64) x 398 / 763 = 239.27",
    ),
    "2": (
        "Progress: (1.5 - 1.75) / (1 - 1.75) = 33.33 %",
        "Expected progress: ((1.75 + (1 - 1.75) x 763 / 3320) - 1.75) / (1 - 1.75) = 22.98 %",
        "Gap: (1/3) - (763/3320) = +10.35 points",
        "Status: ahead: the gap is more than 10 points ahead",
    ),
    "3": (
        "Value, data to 2027-12-31: 100 x 7 / 11 [2027] = 63.64 %",
        "Baseline, on 2025-11-28: (100 x 8 / 11) = 72.73 %",
        "Progress: ((100 x 7 / 11) - (100 x 8 / 11)) / (100 - (100 x 8 / 11)) = -33.33 %",
        "Status: regressing: progress is below -10 %: the value moved away from the target",
    ),
    "4": (
        "Value, data to 2027-06-30: 40 [baseline on 2025-11-28] + 60 [2026-S1] + 70 [2026-S2] + 90 [2027-S1] = 260",
        "Expected, on 2027-06-30: 150 + (400 - 150) x 181 / 365 = 273.97",
        "Gap: (11/18) - (427/657) = -3.88 points",
    ),
    "8": (
        "Expected, on 2026-12-31: 2 + 1 x whole(((2 + (3 - 2) x 398 / 763) - 2) / 1) = 2",
        "Gap: 0 - 0 = 0 points",
    ),
    "9": (
        "Progress: 100 % (the target is the baseline, and the value meets it)",
        "Status: achieved: the value, 100 %, is at least the target, 100 %",
    ),
}


def _explained(found: Panel, code: str, country: str, as_of: date) -> tuple[IndicatorResult, Explanation]:
    result = assess_indicator(found, code, country, as_of)
    return result, explain_indicator(result, found.document)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_worked_example_is_written_with_its_numbers(name: str) -> None:
    example = EXAMPLES[name]
    _, explained = _explained(example.panel, example.indicator, example.country, day(example.as_of))
    lines = [step_text(step) for step in explained.steps]
    assert [line for line in WRITTEN[name] if line not in lines] == []


def test_a_share_of_few_users_keeps_its_numerator_and_denominator() -> None:
    found = panel(framework(percent("PRO-S1.2")), {("PRO-S1.2", "IE"): {"2026": "4/240"}})
    _, explained = _explained(found, "PRO-S1.2", "IE", day("2026-12-31"))
    assert step_text(explained.steps[0]) == "Value, data to 2026-12-31: 100 x 4 / 240 [2026] = 1.67 %"


def test_too_few_matched_countries_are_said_with_what_each_lacks() -> None:
    offer = indicator("PRO-S1.1")
    facts = (baseline("PRO-S1.1", "IE", 4), target("PRO-S1.1", "IE", 12, "2027-12-31"))
    measured = {("PRO-S1.1", "IE"): {"2026-S2": 6}, ("PRO-S1.1", "IT"): {"2026": 10}, ("PRO-S1.1", "NL"): {"2026": 5}}
    result, explained = _explained(panel(framework(offer, facts), measured), "PRO-S1.1", "ALL", day("2026-12-31"))
    lines = [step_text(step) for step in explained.steps]
    assert "Status: not enough data: parts that progress needs are missing" in lines
    assert "10 [IT to 2026-12-31]" in lines[0]
    assert lines[0].endswith("= 21")
    assert result.together is not None
    assert dict(result.together.unmatched)["NL"] == "no target within the horizon"


def test_a_ratio_of_countries_shows_numerators_denominators_and_the_weighted_plan() -> None:
    facts = [
        fact
        for country, start in (("IT", "10/40"), ("NL", "50/200"))
        for fact in (baseline("PRO-S1.2", country, start), target("PRO-S1.2", country, 80, "2027-12-31"))
    ]
    document = framework(percent("PRO-S1.2"), facts, countries=("IT", "NL"))
    measured = {("PRO-S1.2", "IT"): {"2026": "30/40"}, ("PRO-S1.2", "NL"): {"2026": "90/200"}}
    _, explained = _explained(panel(document, measured), "PRO-S1.2", "ALL", day("2026-12-31"))
    lines = [step_text(step) for step in explained.steps]
    assert lines[0] == (
        "Value, data to 2026-12-31: 100 x (30 [IT to 2026-12-31] + 90 [NL to 2026-12-31]) / (40 + 200) = 50 %"
    )
    assert "Target, by 2027-12-31: (40 x 80 [IT] + 200 x 80 [NL]) / (40 + 200) = 80 %" in lines


def _gives_its_figures(explained: Explanation) -> None:
    for step in explained.steps:
        if step.formula:
            assert calculate(exact_text(step.formula)) == step.figure, (step.name, exact_text(step.formula))


def _agrees(result: IndicatorResult, explained: Explanation) -> None:
    """The steps are those of the result, and no figure of it is left without one."""
    expected = {
        "Value": result.value.quantity.value if result.value.quantity else None,
        "Baseline": result.baseline.value if result.baseline else None,
        "Target": result.target,
        "Expected": result.expected,
        "Progress": result.progress,
        "Expected progress": result.expected_progress,
        "Gap": result.gap,
        "Share of target": result.share_of_target,
    }
    for name, figure in expected.items():
        step = explained.step(name)
        assert (step.figure if step else None) == figure, name


PERIODS = [f"{year}-S{half}" for year in range(2025, 2029) for half in (1, 2)]
WHOLE = st.dictionaries(st.sampled_from(PERIODS), st.one_of(st.none(), st.integers(0, 500)), max_size=6)
SHARES = st.dictionaries(
    st.sampled_from(PERIODS),
    st.one_of(st.none(), st.integers(0, 100), st.tuples(st.integers(0, 40), st.integers(40, 90))),
    max_size=6,
)
DATES = st.dates(date(2025, 6, 1), date(2030, 12, 31))
PLACES = (*REPORTERS, "ALL")


@st.composite
def _indicators(draw: st.DrawFn) -> IndicatorDef:
    direction = draw(st.sampled_from([Direction.UP, Direction.DOWN]))
    kind = draw(st.sampled_from(["flow", "state", "percent", "scale", "hold"]))
    if kind == "flow":
        combination = draw(st.sampled_from([Combination.SUM, Combination.MEAN, Combination.MEDIAN]))
        return flow("PRO-S1.1", combination=combination, direction=direction)
    if kind == "percent":
        combination = draw(st.sampled_from([Combination.RATIO, Combination.MEAN, Combination.NONE]))
        return percent("PRO-S1.1", combination=combination, frequency="semester", direction=direction)
    if kind == "scale":
        return scale("PRO-S1.1", frequency="semester", direction=direction)
    combination = draw(st.sampled_from([Combination.SUM, Combination.MEAN, Combination.MEDIAN]))
    mode = OverTime.POINT if kind == "hold" else draw(st.sampled_from([OverTime.POINT, OverTime.RUNNING]))
    direction = Direction.HOLD if kind == "hold" else direction
    return indicator("PRO-S1.1", combination=combination, over_time=mode, frequency="semester", direction=direction)


@st.composite
def _panels(draw: st.DrawFn) -> Panel:
    found = draw(_indicators())
    shares = found.measure == "percent"
    numbers = st.integers(0, 100) if shares else st.integers(0, 400)
    facts: list[FactDef] = []
    measured = {}
    for country in (*draw(st.lists(st.sampled_from(sorted(REPORTERS)), min_size=1, unique=True)), "ALL"):
        if draw(st.booleans()):
            start = f"{draw(st.integers(0, 9))}/9" if shares and draw(st.booleans()) else draw(numbers)
            facts.append(baseline(found.code, country, start))
        dates = draw(st.lists(st.sampled_from(["2026-06-30", "2027-06-30", "2027-12-31"]), max_size=2, unique=True))
        for due in sorted(dates):
            aim = draw(numbers)
            upper = {"value_to": aim + 50} if found.direction is Direction.HOLD else {}
            facts.append(target(found.code, country, aim, due, **upper))
        if country == "ALL":
            continue
        for name in [REPORTERS[country], *(["Second"] if draw(st.booleans()) else [])]:
            values = draw(SHARES if shares else WHOLE)
            measured[found.code, country, name] = {
                period: f"{value[0]}/{value[1]}" if isinstance(value, tuple) else value
                for period, value in values.items()
            }
    return panel(framework(found, facts), measured)


@given(_panels(), DATES)
def test_the_numbers_written_in_a_formula_give_the_figure_exactly(found: Panel, as_of: date) -> None:
    results = assess_framework(found, as_of)
    for country in PLACES:
        result = results.indicators["PRO-S1.1", country]
        explained = explain_indicator(result, found.document)
        _gives_its_figures(explained)
        if result.rule != "not applicable":
            _agrees(result, explained)
        objective = results.objectives["PRO-S1", country]
        whole = explain_objective(objective, found.document)
        _gives_its_figures(whole)
        progress = whole.step("Progress")
        assert progress is not None
        assert progress.figure == objective.progress
        _gives_its_figures(explain_group(country_group(results, country), [objective]))


def test_an_objective_says_its_weights_what_was_cut_and_what_holds_it_back() -> None:
    one, other = indicator("PRO-S1.1", weight=3), indicator("PRO-S1.2")
    facts = [
        fact
        for code in ("PRO-S1.1", "PRO-S1.2")
        for fact in (baseline(code, "NL", 0), target(code, "NL", 100, "2027-12-31"))
    ]
    measured = {("PRO-S1.1", "NL"): {"2026": 120}, ("PRO-S1.2", "NL"): {"2026": 10}}
    found = panel(framework((one, other), facts), measured)
    result = assess_framework(found, day("2026-12-31")).objectives["PRO-S1", "NL"]
    explained = explain_objective(result, found.document)
    lines = [step_text(step) for step in explained.steps]
    assert "Progress: (3 x 1 [PRO-S1.1, cut from 120.0 %] + 1 x 0.1 [PRO-S1.2]) / (3 + 1) = 77.5 %" in lines
    assert lines[-1] == (
        "Status: at risk: never better than at risk while an indicator is regressing, off track or missed: PRO-S1.2. "
        "By the gap alone it would be better"
    )
    assert lines[0] == "Coverage: 2 of 2 indicators have progress, weight 4 of 4"


def test_the_text_for_files_has_every_step_in_order() -> None:
    example = EXAMPLES["1"]
    _, explained = _explained(example.panel, example.indicator, example.country, day(example.as_of))
    text = explanation_text(explained)
    assert text.startswith("Value, data to 2026-12-31: 64 [baseline on 2025-11-28] + 52")
    assert [part.split(":")[0].split(",")[0] for part in text.split("; ")] == [
        "Value", "Baseline", "Target", "Progress", "Expected", "Expected progress", "Gap", "Status",
    ]  # fmt: skip


def test_the_calculator_of_these_tests_computes_exactly() -> None:
    assert calculate("64 [a] + (400 - 64) x 398 / 763") == 64 + Fraction(336 * 398, 763)
    assert calculate("lower median(1, 2, 3, 4)") == 2
    assert calculate("median((-1), 2)") == Fraction(1, 2)
    assert calculate("whole((-7/2))") == -3
