"""What broke systems like this one, as figures: cases by their number."""

from fractions import Fraction

import pytest

from tests.figures.build import (
    REPORTERS,
    Values,
    baseline,
    day,
    flow,
    framework,
    indicator,
    observation,
    panel,
    percent,
    points,
    shown,
    target,
)
from toc.figures.breakdown import check_parts, not_stated, total_from_parts
from toc.figures.history import history
from toc.figures.progress import assess_indicator
from toc.figures.quantities import quantity_of
from toc.figures.results import IndicatorResult, Quantity
from toc.figures.values import value_of
from toc.model.document import BreakdownDef, CategoryDef, DimensionDef, FactDef, FrameworkDocument, IndicatorDef
from toc.model.terms import Combination, Direction, Measure, OverTime, Status

START = day("2021-12-31")
AS_OF = day("2024-12-31")


def _framework(found: IndicatorDef, facts: tuple[FactDef, ...] = ()) -> FrameworkDocument:
    """The cases' framework: baselines of 2021, objectives whose horizons hold the targets of 2026 to 2030."""
    horizons = (
        {"code": "S", "name": "Short", "first_year": 1, "last_year": 5},
        {"code": "M", "name": "Medium", "first_year": 6, "last_year": 7},
        {"code": "L", "name": "Long", "first_year": 8},
    )
    return framework(found, facts, start_year=2022, baseline_date=START, horizons=horizons)


def _each(found: IndicatorDef, start: int | None, aim: int | None, on: str) -> tuple[FactDef, ...]:
    starts = [baseline(found.code, country, start, on=START) for country in REPORTERS if start is not None]
    aims = [target(found.code, country, aim, on) for country in REPORTERS if aim is not None]
    return (*starts, *aims)


def _by_country(
    found: IndicatorDef, facts: tuple[FactDef, ...], values: dict[str, int | str]
) -> dict[str, IndicatorResult]:
    measured = {(found.code, country): {"2024": value} for country, value in values.items()}
    data = panel(_framework(found, facts), measured)
    return {country: assess_indicator(data, found.code, country, AS_OF) for country in values}


def test_c056_a_share_over_countries_is_weighted_with_their_size() -> None:
    found = percent("LRN-S1.1")
    shares = {"IT": "10/20", "NL": "30/300", "IE": "1/2", "BE": "45/60", "EE": "12/400", "ES": "2/18"}
    measured = {(found.code, country): {"2024": share} for country, share in shares.items()}
    result = value_of(panel(_framework(found), measured), found.code, "ALL", AS_OF)
    assert result.quantity == Quantity(Fraction("12.5"), Fraction(100), Fraction(800))
    assert (result.parts_present, result.parts_expected) == (6, 6)
    assert "6 of 6 countries." in result.notes


def test_c058_running_totals_are_never_summed_and_new_values_are() -> None:
    running = indicator("PRO-S1.1", over_time=OverTime.RUNNING)
    measured = {
        ("PRO-S1.1", "IT"): {"2022": 120, "2023": 250, "2024": 400},
        ("PRO-S1.1", "NL"): {"2022": 80, "2023": 150, "2024": 220},
    }
    data = panel(_framework(running, _each(running, 0, None, "")), measured)

    def value(country: str, as_of: str) -> Fraction | None:
        quantity = value_of(data, "PRO-S1.1", country, day(as_of)).quantity
        return quantity.value if quantity else None

    assert (value("IT", "2024-12-31"), value("NL", "2024-12-31"), value("ALL", "2024-12-31")) == (400, 220, 620)
    assert [point.value for point in history(data, "PRO-S1.1", "ALL", AS_OF)] == [200, 400, 620]
    new = flow("LRN-S1.2", frequency="annual")
    people = panel(_framework(new, _each(new, 0, None, "")), {("LRN-S1.2", "IT"): {"2022": 20, "2023": 30, "2024": 50}})
    quantity = value_of(people, "LRN-S1.2", "IT", AS_OF).quantity
    assert quantity is not None and quantity.value == 100


def test_c062_progress_of_an_indicator_that_should_fall() -> None:
    found = percent("PRO-M1.2", direction=Direction.DOWN)
    values: dict[str, int | str] = {"IT": "13.5", "NL": 18, "IE": 9, "BE": 8, "EE": 20}
    results = _by_country(found, _each(found, 18, 9, "2028-12-31"), values)
    assert {country: points(result.progress) for country, result in results.items()} == {
        "IT": "50.00",
        "NL": "0.00",
        "IE": "100.00",
        "BE": "111.11",
        "EE": "-22.22",
    }
    assert results["EE"].status is Status.REGRESSING
    assert Status.REGRESSING.meaning.startswith("Worse than at the start")


def test_c063_progress_above_100_and_below_0_is_not_cut() -> None:
    found = percent("LRN-S1.1")
    values: dict[str, int | str] = {"IT": 15, "NL": 10, "IE": 33, "BE": 5}
    results = _by_country(found, _each(found, 10, 20, "2026-12-31"), values)
    assert [points(result.progress) for result in results.values()] == ["50.00", "0.00", "230.00", "-50.00"]
    counted = [result.counted_progress for result in results.values()]
    assert counted == [Fraction(1, 2), 0, 1, 0]


def test_c064_a_baseline_that_equals_the_target_is_kept_or_below() -> None:
    found = percent("CUL-L2.2")
    results = _by_country(found, _each(found, 80, 80, "2030-12-31"), {"IT": 80, "NL": 76, "IE": 85})
    assert [results[country].progress for country in ("IT", "IE")] == [1, 1]
    assert [results[country].status for country in ("IT", "IE")] == [Status.ACHIEVED, Status.ACHIEVED]
    below = results["NL"]
    assert (below.progress, below.gap, below.status) == (None, None, Status.REGRESSING)
    assert below.counted_progress == 0


def test_c065_a_target_of_0_is_a_target_and_no_target_is_none() -> None:
    steps = indicator("INC-M1.1", direction=Direction.DOWN)
    results = _by_country(steps, _each(steps, 12, 0, "2028-12-31"), {"IT": 3, "NL": 0, "IE": 12})
    assert [points(result.progress) for result in results.values()] == ["75.00", "100.00", "0.00"]
    assert {result.target for result in results.values()} == {Fraction(0)}
    visits = indicator("INC-S1.4")
    without = _by_country(visits, _each(visits, 5, None, ""), {"IT": 7})["IT"]
    assert (without.target, without.progress, without.gap, without.status) == (None, None, None, Status.NO_TARGET)


def test_c067_without_a_baseline_a_share_of_the_target_is_called_that() -> None:
    hours = indicator("INC-S1.3", measure=Measure.NUMBER)
    result = _by_country(hours, _each(hours, None, 50, "2026-12-31"), {"IT": 20})["IT"]
    assert result.value.quantity is not None
    assert (result.value.quantity.value, result.target) == (20, 50)
    assert (result.baseline, result.progress, result.status) == (None, None, Status.NO_BASELINE)
    assert result.share_of_target == Fraction(2, 5)
    assert any("share of the target, which is not progress" in note for note in result.notes)


def test_c068_negative_values_have_progress_like_others() -> None:
    found = indicator("FIN-M1.2", measure=Measure.AMOUNT, unit="EUR", combination=Combination.NONE)
    results = _by_country(found, _each(found, -20, 10, "2028-12-31"), {"IT": -5, "NL": -20, "IE": -35})
    assert [points(result.progress) for result in results.values()] == ["50.00", "0.00", "-50.00"]


SEX = DimensionDef(
    code="sex", name="sex", categories=(CategoryDef(code="F", name="F"), CategoryDef(code="M", name="M"))
)


def _quantity(value: int | str) -> Quantity:
    found = quantity_of(observation("2024", value))
    assert found is not None
    return found


def test_c069_parts_are_never_added_to_their_total() -> None:
    found = flow("LRN-S1.2", frequency="annual", breakdowns=(BreakdownDef(dimension="sex"),))
    italy = {"F": _quantity(55), "M": _quantity(40)}
    assert check_parts(found, SEX, _quantity(100), italy) == ()
    assert not_stated(found, SEX, _quantity(100), italy) == _quantity(5)
    netherlands = total_from_parts(found, SEX, {"F": _quantity(20), "M": _quantity(30)})
    assert netherlands == _quantity(50)
    measured: dict[tuple[str, str], Values] = {
        ("LRN-S1.2", "IT"): {"2024": 100},
        ("LRN-S1.2", "NL"): {"2024": observation("2024", 50, from_parts=True)},
        ("LRN-S1.2", "EE"): {"2024": 10},
    }
    result = value_of(panel(_framework(found), measured), "LRN-S1.2", "ALL", AS_OF)
    assert result.quantity is not None and result.quantity.value == 160


def test_c071_a_share_by_sex_adds_numerators_and_denominators_apart() -> None:
    found = percent("LRN-S1.1", breakdowns=(BreakdownDef(dimension="sex"),))
    parts = {"F": _quantity("20/40"), "M": _quantity("6/60")}
    total = total_from_parts(found, SEX, parts)
    assert total == Quantity(Fraction(26), Fraction(26), Fraction(100))
    assert [shown(part.value) for part in parts.values()] == ["50.00", "10.00"]
    assert check_parts(found, SEX, total, parts) == ()


@pytest.mark.parametrize("blank_row", [True, False], ids=["with the blank row", "without it"])
def test_c092_a_missing_year_is_a_gap_and_0_is_not(blank_row: bool) -> None:
    found = percent("LRN-S1.1")
    values: dict[str, object] = {"2019": 10, "2020": 12, "2022": 0, "2023": 16}
    if blank_row:
        whole = observation("2021", 1)
        values["2021"] = type(whole)(whole.period_start, whole.period_end)
    data = panel(_framework(found), {("LRN-S1.1", "IT"): values})
    line = history(data, "LRN-S1.1", "IT", day("2023-12-31"))
    assert [(point.label, point.value) for point in line] == [
        ("2019", 10),
        ("2020", 12),
        ("2021", None),
        ("2022", 0),
        ("2023", 16),
    ]


def test_c093_rows_out_of_order_make_one_line_in_order_and_the_latest_value() -> None:
    found = percent("LRN-S1.1")
    values: Values = {"2022": 14, "2019": 10, "2024": 18, "2020": 11, "2023": 16, "2021": 12}
    data = panel(_framework(found), {("LRN-S1.1", "NL"): values})
    line = history(data, "LRN-S1.1", "NL", AS_OF)
    assert [point.value for point in line] == [10, 11, 12, 14, 16, 18]
    assert [point.on.year for point in line] == list(range(2019, 2025))
    latest = value_of(data, "LRN-S1.1", "NL", AS_OF).quantity
    assert latest is not None and latest.value == 18
