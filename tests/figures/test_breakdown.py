"""Breakdowns by one dimension: totals, what is not stated, and what is refused (progress.md 12)."""

from fractions import Fraction

import pytest

from tests.figures.build import indicator, numbers, percent, scale
from toc.figures.breakdown import check_parts, not_stated, total_from_parts
from toc.figures.quantities import quantity_of
from toc.figures.results import Quantity
from toc.model.document import BreakdownDef, CategoryDef, DimensionDef, FactDef, IndicatorDef
from toc.model.terms import DimensionKind, Measure

GENDER = DimensionDef(
    code="gender",
    name="gender",
    categories=tuple(CategoryDef(code=code, name=code) for code in ("female", "male", "other")),
)
SKILL = DimensionDef(
    code="skill",
    name="skill",
    kind=DimensionKind.MULTIPLE,
    categories=tuple(CategoryDef(code=code, name=code) for code in ("green", "digital")),
)
BY = {"breakdowns": (BreakdownDef(dimension="gender"), BreakdownDef(dimension="skill"))}
COUNT, SHARE = indicator("LRN-S1.1", **BY), percent("LRN-S1.2", **BY)
LEVEL, TIME = scale("SYS-S1.1", **BY), indicator("INS-L2.1", measure=Measure.DURATION, **BY)


def _quantity(value: int | str) -> Quantity:
    fields = {"indicator": "X", "country": "NL", "kind": "baseline", "date": "2026-01-01", **numbers(value)}
    found = quantity_of(FactDef.model_validate(fields))
    assert found is not None
    return found


def _parts(**values: int | str | None) -> dict[str, Quantity | None]:
    return {name: None if value is None else _quantity(value) for name, value in values.items()}


def _faults(
    found: IndicatorDef, dimension: DimensionDef, total: int | str, **values: int | str | None
) -> list[tuple[str | None, str]]:
    faults = check_parts(found, dimension, _quantity(total), _parts(**values))
    return [(fault.field, fault.text()) for fault in faults]


def test_without_a_total_row_the_total_is_the_sum_of_one_exclusive_dimension() -> None:
    assert total_from_parts(COUNT, GENDER, _parts(female=30, male=20)) == Quantity(Fraction(50))


def test_a_missing_category_is_not_0_and_not_added() -> None:
    assert total_from_parts(COUNT, GENDER, _parts(female=30, male=None)) == Quantity(Fraction(30))
    assert total_from_parts(COUNT, GENDER, _parts(female=None)) is None
    assert total_from_parts(COUNT, GENDER, _parts(female=0)) == Quantity(Fraction(0))


def test_parts_of_a_percent_add_numerators_and_denominators() -> None:
    assert total_from_parts(SHARE, GENDER, _parts(female="20/40", male="6/60")) == _quantity("26/100")
    assert total_from_parts(SHARE, GENDER, _parts(female="20/40", male=10)) is None


@pytest.mark.parametrize(("found", "dimension"), [(COUNT, SKILL), (LEVEL, GENDER), (TIME, GENDER)])
def test_a_multiple_dimension_a_scale_and_a_duration_add_up_to_no_total(
    found: IndicatorDef, dimension: DimensionDef
) -> None:
    assert total_from_parts(found, dimension, _parts(green=2, digital=3)) is None


def test_what_an_exclusive_dimension_leaves_of_the_total_is_not_stated() -> None:
    assert not_stated(COUNT, GENDER, _quantity(100), _parts(female=55, male=40)) == Quantity(Fraction(5))
    assert not_stated(COUNT, GENDER, _quantity(95), _parts(female=55, male=40)) == Quantity(Fraction(0))
    assert not_stated(SHARE, GENDER, _quantity("26/100"), _parts(female="20/40")) == _quantity("6/60")
    assert not_stated(SHARE, GENDER, _quantity("26/100"), _parts(female="20/40", male="6/60")) is None


def test_where_it_cannot_be_told_nothing_is_not_stated() -> None:
    assert not_stated(COUNT, SKILL, _quantity(10), _parts(green=4)) is None
    assert not_stated(COUNT, GENDER, None, _parts(female=4)) is None
    assert not_stated(SHARE, GENDER, _quantity(26), _parts(female="20/40")) is None
    assert not_stated(LEVEL, GENDER, _quantity(3), _parts(female=2)) is None


def test_exclusive_parts_come_to_the_total_or_to_less() -> None:
    assert _faults(COUNT, GENDER, 100, female=55, male=40) == []
    assert _faults(COUNT, GENDER, 95, female=55, male=40) == []
    assert _faults(COUNT, GENDER, 94, female=55, male=40) == [
        ("value", "The parts by gender come to 95, more than the total 94.")
    ]


def test_each_multiple_part_is_at_most_the_total_and_there_is_no_sum_check() -> None:
    assert _faults(COUNT, SKILL, 10, green=10, digital=10) == []
    assert _faults(COUNT, SKILL, 10, green="10.5", digital=None) == [
        ("value", "green in skill is 10.50, more than the total 10.")
    ]


def test_numerators_and_denominators_of_parts_are_checked_the_same_way() -> None:
    assert _faults(SHARE, GENDER, "26/100", female="20/40", male="6/60") == []
    assert _faults(SHARE, GENDER, "25/90", female="20/40", male="6/60") == [
        ("numerator", "The numerators by gender come to 26, more than that of the total, 25."),
        ("denominator", "The denominators by gender come to 100, more than that of the total, 90."),
    ]
    assert _faults(SHARE, SKILL, "10/20", green="11/21") == [
        ("numerator", "The numerator of green in skill is 11, more than that of the total, 10."),
        ("denominator", "The denominator of green in skill is 21, more than that of the total, 20."),
    ]


def test_a_rest_that_is_no_share_is_refused() -> None:
    assert _faults(SHARE, GENDER, "26/50", female="10/40") == [
        ("numerator", "The parts by gender leave 16 of 10, which is no share.")
    ]


def test_bare_percentages_scales_and_durations_are_not_checked_against_the_total() -> None:
    assert _faults(SHARE, GENDER, 26, female="20/40") == []
    assert _faults(SHARE, GENDER, "26/100", female=99) == []
    assert _faults(LEVEL, GENDER, 2, female=4, male=4) == []
    assert _faults(TIME, SKILL, 2, green=4) == []


def test_a_category_or_dimension_that_is_not_the_indicators_is_refused() -> None:
    assert _faults(COUNT, GENDER, 10, female=1, unknown=2) == [
        ("category", "unknown is no category of gender for LRN-S1.1.")
    ]
    plain = indicator("LRN-S1.1")
    assert _faults(plain, GENDER, 10, female=1) == [("dimension", "LRN-S1.1 is not broken down by gender.")]
    narrow = indicator("LRN-S1.1", breakdowns=(BreakdownDef(dimension="gender", categories=("female",)),))
    assert _faults(narrow, GENDER, 10, male=1) == [("category", "male is no category of gender for LRN-S1.1.")]


def test_without_a_total_only_names_are_checked_and_every_fault_says_what_to_do() -> None:
    faults = check_parts(COUNT, GENDER, None, _parts(female=1, unknown=2))
    assert [(fault.field, fault.remedy) for fault in faults] == [
        ("category", "Choose one of the categories in the list.")
    ]
