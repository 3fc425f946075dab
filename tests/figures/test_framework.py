"""All figures of a framework at once: the same as one by one, each where it belongs (progress.md 2, 6 and 7)."""

import pytest

from tests.figures.build import REPORTERS, baseline, consortium, day, flow, framework, indicator, panel, percent, target
from toc.errors import NotFound
from toc.figures.framework import assess_framework
from toc.figures.progress import assess_indicator
from toc.model.panel import Panel
from toc.model.terms import Scope, Status

AS_OF = day("2028-03-01")


def _panel() -> Panel:
    indicators = [flow("LRN-S1.1"), percent("SYS-M1.1"), indicator("INS-L1.2"), consortium("INS-L1.1")]
    facts = [
        *(baseline("SYS-M1.1", country, "8/11") for country in REPORTERS),
        *(target("SYS-M1.1", country, 100, "2030-12-31") for country in REPORTERS),
        *(target("LRN-S1.1", country, 400, "2027-12-31") for country in REPORTERS),
        target("INS-L1.1", "ALL", 4, "2035-12-31"),
        baseline("INS-L1.1", "ALL", 0),
    ]
    measured = {
        **{("LRN-S1.1", country): {"2026-S1": 10, "2027-S2": 400} for country in ("IT", "NL", "IE")},
        **{("SYS-M1.1", country): {"2026": "9/11", "2027": "10/11"} for country in ("IT", "NL", "BE")},
        ("INS-L1.1", "ALL"): {"2027": 1},
    }
    return panel(framework(indicators, facts, not_applicable=[("SYS-M1.1", "ES")]), measured)


def test_every_figure_is_the_same_as_asked_for_one_by_one() -> None:
    found = _panel()
    result = assess_framework(found, AS_OF)
    assert len(result.indicators) == 3 * 7 + 1
    for (code, country), one in result.indicators.items():
        assert one == assess_indicator(found, code, country, AS_OF)


def test_consortium_indicators_stand_under_all_only_and_are_left_out_of_countries_coverage() -> None:
    result = assess_framework(_panel(), AS_OF)
    assert [country for code, country in result.indicators if code == "INS-L1.1"] == ["ALL"]
    country, everyone = result.objectives["INS-L1", "NL"], result.objectives["INS-L1", "ALL"]
    assert [found.indicator.code for found in country.indicators] == ["INS-L1.2"]
    assert (country.indicators_total, everyone.indicators_total) == (1, 2)


def test_an_objective_of_consortium_indicators_alone_is_not_applicable_to_a_country() -> None:
    document = framework(consortium("INS-L1.1"))
    result = assess_framework(panel(document), AS_OF)
    assert result.objectives["INS-L1", "NL"].status is Status.NOT_APPLICABLE
    assert result.objectives["INS-L1", "ALL"].status is Status.NOT_YET_DUE


def test_there_is_an_objective_for_every_country_and_all() -> None:
    result = assess_framework(_panel(), AS_OF)
    assert {country for _, country in result.objectives} == {*REPORTERS, "ALL"}
    assert len(result.objectives) == 3 * 7
    assert (result.framework, result.as_of) == ("TEST", AS_OF)


@pytest.mark.parametrize("wanted", [("NL",), ("ALL",), ("IT", "ALL")])
def test_fewer_countries_asked_for_are_the_same_figures(wanted: tuple[str, ...]) -> None:
    whole, part = assess_framework(_panel(), AS_OF), assess_framework(_panel(), AS_OF, wanted)
    assert part.indicators == {key: one for key, one in whole.indicators.items() if key[1] in wanted}
    assert part.objectives == {key: one for key, one in whole.objectives.items() if key[1] in wanted}


def test_a_country_that_does_not_report_is_not_found() -> None:
    with pytest.raises(NotFound, match="XX does not report"):
        assess_framework(_panel(), AS_OF, ("XX",))


def test_another_framework_with_its_own_levels_and_horizons_has_figures_too() -> None:
    document = framework(
        [indicator("A-X1.1", scope=Scope.COUNTRY, step="0.01"), indicator("B-Y1.1")],
        (baseline("A-X1.1", "NL", 0, on=day("2019-12-31")), target("A-X1.1", "NL", 10, "2021-12-31")),
        start_year=2020,
        baseline_date=day("2019-12-31"),
        countries=("NL",),
        horizons=(
            {"code": "X", "name": "Soon", "first_year": 1, "last_year": 2},
            {"code": "Y", "name": "Later", "first_year": 3},
        ),
    )
    result = assess_framework(panel(document, {("A-X1.1", "NL"): {"2020": 5}}), day("2020-12-31"))
    assert result.objectives["A-X1", "ALL"].status is Status.ON_TRACK
    assert result.objectives["B-Y1", "NL"].status is Status.NOT_YET_DUE
