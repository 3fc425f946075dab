"""Objectives, levels, horizons and countries from their indicators (progress.md 7)."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.figures.build import baseline, day, framework, indicator, panel, target
from toc.figures.framework import assess_framework, country_group, horizon_groups, level_groups
from toc.figures.results import GroupResult, ObjectiveResult
from toc.model.document import FactDef, IndicatorDef
from toc.model.terms import Direction, Status

DUE = "2027-12-31"
AS_OF = "2026-12-31"
PACE = Fraction(398, 763)
"""Expected progress at the end of 2026 from the baseline date to the end of 2027."""


def _objective(
    results: dict[str, int | str | None],
    *,
    weights: dict[str, int | str] | None = None,
    aims: dict[str, int] | None = None,
    starts: dict[str, int] | None = None,
    period: str = "2026",
    as_of: str = AS_OF,
    code: str = "PRO-S1",
    due: str = DUE,
    **changes: object,
) -> ObjectiveResult:
    """An objective whose indicators run from 0 to 763 and have these values, None for nothing measured."""
    indicators: list[IndicatorDef] = []
    facts: list[FactDef] = []
    measured = {}
    for number, value in results.items():
        name = f"{code}.{number}"
        indicators.append(indicator(name, step="0.01", weight=Decimal(str((weights or {}).get(number, 1)))))
        facts.append(baseline(name, "NL", (starts or {}).get(number, 0)))
        aim = (aims or {}).get(number, 763)
        if aim >= 0:
            facts.append(target(name, "NL", aim, due))
        if value is not None:
            measured[name, "NL"] = {period: value}
    document = framework(indicators, facts, **changes)
    return assess_framework(panel(document, measured), day(as_of)).objectives[code, "NL"]


def test_progress_and_expected_progress_are_weighted_means_of_what_is_clipped_to_0_and_1() -> None:
    result = _objective({"1": 381, "2": 1526, "3": -50}, weights={"1": 2})
    assert result.progress == (2 * Fraction(381, 763) + 1 + 0) / 4
    assert result.expected_progress == PACE
    assert result.gap == result.progress - PACE
    assert (result.weight_with_progress, result.weight_total) == (4, 4)


def test_coverage_says_how_many_of_those_that_count_have_progress() -> None:
    result = _objective({"1": 398, "2": 398, "3": None})
    assert (result.indicators_with_progress, result.indicators_total) == (2, 3)
    assert (result.weight_with_progress, result.weight_total) == (2, 3)
    assert result.status is Status.ON_TRACK


def test_an_indicator_of_weight_0_is_shown_and_not_counted() -> None:
    result = _objective({"1": 398, "2": 0}, weights={"2": 0})
    assert len(result.indicators) == 2
    assert (result.indicators_total, result.progress, result.worst) == (1, PACE, "PRO-S1.1")


def test_an_indicator_that_does_not_apply_is_listed_and_not_counted() -> None:
    result = _objective({"1": 398, "2": 0}, not_applicable=[("PRO-S1.2", "NL")])
    assert [found.status for found in result.indicators] == [Status.ON_TRACK, Status.NOT_APPLICABLE]
    assert (result.indicators_total, result.progress) == (1, PACE)


def test_an_objective_without_an_indicator_that_counts_is_not_applicable() -> None:
    result = _objective({"1": 398}, not_applicable=[("PRO-S1.1", "NL")])
    assert (result.status, result.indicators_total, result.progress) == (Status.NOT_APPLICABLE, 0, None)


@pytest.mark.parametrize(
    ("results", "aims", "as_of", "status"),
    [
        ({"1": None, "2": None}, {}, AS_OF, Status.NOT_YET_DUE),
        ({"1": None, "2": None}, {}, "2027-12-31", Status.NO_DATA),
        ({"1": 5, "2": 5}, {"1": -1, "2": -1}, AS_OF, Status.NO_TARGET),
        ({"1": None, "2": 5}, {"2": -1}, AS_OF, Status.NO_TARGET),
        ({"1": None, "2": 5}, {"2": -1}, "2027-12-31", Status.NO_DATA),
        ({"1": None, "2": 5, "3": None}, {"2": -1, "3": -1}, "2027-12-31", Status.NO_DATA),
    ],
    ids=["not yet due", "no data", "no target", "no target before not yet due", "no data before no target", "three"],
)
def test_an_objective_without_a_judgement_has_the_first_of_no_data_no_target_and_not_yet_due(
    results: dict[str, int | str | None], aims: dict[str, int], as_of: str, status: Status
) -> None:
    assert _objective(results, aims=aims, as_of=as_of).status is status


def test_weight_with_progress_below_half_is_not_enough_data() -> None:
    assert _objective({"1": 398, "2": None}).status is Status.ON_TRACK
    result = _objective({"1": 398, "2": None}, weights={"2": "1.01"})
    assert (result.status, result.progress) == (Status.NOT_ENOUGH_DATA, PACE)


def test_an_objective_is_achieved_when_all_with_progress_are() -> None:
    assert _objective({"1": 763, "2": 800, "3": None}).status is Status.ACHIEVED
    assert _objective({"1": 763, "2": 762}).status is not Status.ACHIEVED


def test_an_objective_is_missed_when_all_have_reached_their_date_and_one_is_missed() -> None:
    at_date = {"period": "2027", "as_of": "2027-12-31"}
    assert _objective({"1": 763, "2": 762}, **at_date).status is Status.MISSED
    assert _objective({"1": 763, "2": 762, "3": None}, **at_date).status is Status.MISSED
    assert _objective({"1": 761, "2": 762}, **at_date).status is Status.MISSED


def test_an_objective_whose_targets_were_all_met_on_their_date_is_not_missed_when_one_is_lost() -> None:
    names = ("PRO-S1.1", "PRO-S1.2", "PRO-S1.3")
    facts = [fact for name in names for fact in (baseline(name, "NL", 0), target(name, "NL", 100, DUE))]
    document = framework([indicator(name, step="0.01") for name in names], facts)
    measured = {(name, "NL"): {"2027": 100, "2028": value} for name, value in zip(names, (100, 100, 99), strict=True)}
    result = assess_framework(panel(document, measured), day("2028-12-31")).objectives["PRO-S1", "NL"]
    assert [found.status for found in result.indicators] == [Status.ACHIEVED, Status.ACHIEVED, Status.REGRESSING]
    assert result.status is Status.AT_RISK


def test_an_objective_is_regressing_when_half_or_more_of_the_weight_with_progress_is() -> None:
    assert _objective({"1": -100, "2": 763}).status is Status.REGRESSING
    assert _objective({"1": -100, "2": 763}, weights={"2": "1.01"}).status is not Status.REGRESSING


@pytest.mark.parametrize(("worst", "status"), [(-100, Status.AT_RISK), (200, Status.AT_RISK), (300, Status.AHEAD)])
def test_an_objective_is_never_better_than_at_risk_while_one_is_regressing_or_off_track(
    worst: int, status: Status
) -> None:
    assert _objective({"1": worst, "2": 763, "3": 763}).status is status


def test_an_objective_is_never_better_than_at_risk_while_one_is_missed() -> None:
    names = ("PRO-S1.1", "PRO-S1.2", "PRO-S1.3")
    facts = [baseline(name, "NL", 0) for name in names]
    facts += [target(names[0], "NL", 100, "2026-12-31")]
    facts += [target(name, "NL", 763, DUE) for name in names[1:]]
    document = framework([indicator(name, step="0.01") for name in names], facts)
    measured = {(names[0], "NL"): {"2026": 99}, (names[1], "NL"): {"2026": 700}, (names[2], "NL"): {"2026": 700}}
    result = assess_framework(panel(document, measured), day(AS_OF)).objectives["PRO-S1", "NL"]
    assert [found.status for found in result.indicators] == [Status.MISSED, Status.AHEAD, Status.AHEAD]
    assert result.status is Status.AT_RISK


@pytest.mark.parametrize(
    ("value", "status"), [(763, Status.ACHIEVED), (500, Status.AHEAD), (330, Status.ON_TRACK), (250, Status.AT_RISK)]
)
def test_the_gap_gives_an_objectives_status_by_the_table_of_indicators(value: int, status: Status) -> None:
    assert _objective({"1": value, "2": value}).status is status


def test_an_early_objective_is_not_punished_before_its_horizon() -> None:
    early = {"code": "SYS-M1", "due": "2030-12-31", "aims": {"1": 1859, "2": 1859}}
    assert _objective({"1": 150, "2": 450}, **early).status is Status.ON_TRACK
    assert _objective({"1": 100, "2": 230}, **early).status is Status.NOT_YET_DUE
    assert _objective({"1": 212, "2": "212.2"}, **early).status is Status.ON_TRACK
    assert _objective({"1": 212, "2": "212.1"}, **early).status is Status.NOT_YET_DUE


def test_the_worst_indicator_has_the_smallest_gap_and_then_the_first_code() -> None:
    assert _objective({"1": 398, "2": 100, "3": 100}).worst == "PRO-S1.2"
    assert _objective({"1": None}).worst is None


def test_an_unmet_target_that_equals_the_baseline_counts_as_0_and_is_the_worst() -> None:
    result = _objective({"1": 398, "2": 700}, starts={"2": 763})
    assert (result.progress, result.indicators_with_progress) == (PACE / 2, 2)
    assert (result.expected_progress, result.worst) == ((PACE + 1) / 2, "PRO-S1.2")
    assert result.status is Status.REGRESSING


def test_an_objective_names_its_latest_data_date() -> None:
    assert _objective({"1": 398, "2": None}).last_data_on == day("2026-12-31")
    assert _objective({"1": None}).last_data_on is None


def test_an_objective_is_invented_when_one_of_its_indicators_is() -> None:
    document = framework(
        indicator("PRO-S1.1"), (baseline("PRO-S1.1", "NL", 0), target("PRO-S1.1", "NL", 10, DUE, invented=True))
    )
    result = assess_framework(panel(document), day(AS_OF))
    assert result.objectives["PRO-S1", "NL"].invented
    assert not result.objectives["PRO-S1", "IT"].invented


# levels, horizons, countries


def _groups(values: dict[str, int | None], *, as_of: str = AS_OF) -> tuple[GroupResult, GroupResult, GroupResult]:
    """First level, first horizon and country NL of one indicator in each of these objectives."""
    indicators = [indicator(f"{code}.1", step="0.01") for code in values]
    facts = [fact for found in indicators for fact in (baseline(found.code, "NL", 0), _aim(found))]
    measured = {(f"{code}.1", "NL"): {"2026": value} for code, value in values.items() if value is not None}
    document = framework(indicators, facts)
    result = assess_framework(panel(document, measured), day(as_of))
    levels, horizons = level_groups(document, result, "NL"), horizon_groups(document, result, "NL")
    return levels[0], horizons[0], country_group(result, "NL")


def _aim(found: IndicatorDef) -> FactDef:
    return target(found.code, "NL", 763, DUE)


def test_a_group_is_the_plain_mean_of_its_objectives_that_have_progress() -> None:
    level, horizon, country = _groups({"PRO-S1": 100, "PRO-S2": 300, "LRN-S1": 500, "LRN-S2": None})
    assert (level.name, level.progress, level.objectives_with_progress, level.objectives_total) == (
        "PRO",
        Fraction(200, 763),
        2,
        2,
    )
    assert (horizon.name, horizon.progress, horizon.objectives_with_progress, horizon.objectives_total) == (
        "S",
        Fraction(300, 763),
        3,
        4,
    )
    assert (country.name, country.progress, country.expected_progress) == ("NL", Fraction(300, 763), PACE)
    assert country.gap == Fraction(300, 763) - PACE


def test_a_group_with_progress_in_fewer_than_half_of_its_objectives_has_no_figure() -> None:
    _, half, _ = _groups({"PRO-S1": 100, "PRO-S2": None})
    assert (half.enough, half.progress) == (True, Fraction(100, 763))
    _, short, _ = _groups({"PRO-S1": 100, "PRO-S2": None, "PRO-S3": None})
    assert (short.enough, short.progress, short.gap, short.objectives_with_progress) == (False, None, None, 1)


def test_a_group_of_nothing_has_no_figure() -> None:
    document = framework(indicator("PRO-S1.1"))
    result = assess_framework(panel(document), day(AS_OF))
    groups = horizon_groups(document, result, "NL")
    assert [(found.name, found.objectives_total, found.enough) for found in groups] == [
        ("S", 1, False),
        ("M", 0, False),
        ("L", 0, False),
    ]


def test_objectives_that_do_not_apply_are_out_of_a_group() -> None:
    document = framework(
        [indicator("PRO-S1.1", step="0.01"), indicator("PRO-S2.1")],
        (baseline("PRO-S1.1", "NL", 0), target("PRO-S1.1", "NL", 763, DUE)),
        not_applicable=[("PRO-S2.1", "NL")],
    )
    result = assess_framework(panel(document, {("PRO-S1.1", "NL"): {"2026": 100}}), day(AS_OF))
    assert country_group(result, "NL").objectives_total == 1


def test_a_down_indicator_rolls_up_like_an_up_one() -> None:
    found = indicator("PRO-S1.1", direction=Direction.DOWN, step="0.01")
    document = framework(found, (baseline("PRO-S1.1", "NL", 763), target("PRO-S1.1", "NL", 0, DUE)))
    result = assess_framework(panel(document, {("PRO-S1.1", "NL"): {"2026": 365}}), day(AS_OF))
    assert result.objectives["PRO-S1", "NL"].progress == PACE


def test_an_objective_rests_on_the_revisions_of_its_indicators_that_count_and_of_nothing_later() -> None:
    document = framework([indicator("PRO-S1.1"), indicator("PRO-S1.2", weight=Decimal(0))], ())
    found = panel(
        document,
        {("PRO-S1.1", "NL"): {"2025": 1, "2026": 2, "2027": 3}, ("PRO-S1.2", "NL"): {"2026": 4}},
    )
    numbered = {
        key: tuple(
            replace(one, observations=tuple(replace(o, revision_id=int(o.value or 0)) for o in one.observations))
            for one in series
        )
        for key, series in found.series.items()
    }
    result = assess_framework(replace(found, series=numbered), day(AS_OF))
    rests_on = {place: result.objectives["PRO-S1", place].revisions for place in ("NL", "IT", "ALL")}
    assert rests_on["NL"] == rests_on["ALL"]
    assert 2 in rests_on["NL"]
    assert not {3, 4} & rests_on["NL"]
    assert (rests_on["IT"], result.objectives["PRO-S1", "NL"].evidence_total) == (frozenset(), len(rests_on["NL"]))
