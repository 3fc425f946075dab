"""Breakdowns period by period: what adds up, what is not stated, what cannot be put together (progress.md 12)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.figures.build import day, flow, framework, indicator, numbers, percent
from toc.figures.broken_down import breakdowns_of
from toc.figures.periods import parse_period
from toc.figures.results import Quantity
from toc.model.document import BreakdownDef, CategoryDef, DimensionDef
from toc.model.panel import MeasurementRow
from toc.model.terms import Combination, DimensionKind, Measure, ReviewState

CODE = "LRN-S1.1"
SPLIT = (BreakdownDef(dimension="gender"), BreakdownDef(dimension="skill", categories=("green", "data")))
DIMENSIONS = (
    DimensionDef(
        code="gender", name="Gender",
        categories=(CategoryDef(code="f", name="Female"), CategoryDef(code="m", name="Male")),
    ),
    DimensionDef(
        code="skill", name="Skill", kind=DimensionKind.MULTIPLE,
        categories=tuple(CategoryDef(code=code, name=code.capitalize()) for code in ("green", "data", "care")),
    ),
)  # fmt: skip


def measured(key, period, total, country="NL", **parts):
    """A measurement and its parts: `f`, `m` of gender, others of skill."""
    found = parse_period(period)
    at = datetime(2027, 1, 1, tzinfo=UTC)
    row = MeasurementRow(
        key, key, 1, CODE, country, "HKU", found.start, found.end, ReviewState.APPROVED, at, "", None, at, "", "", "",
        **(numbers(total) if total is not None else {}),
    )  # fmt: skip
    yield row
    for code, value in parts.items():
        dimension = "gender" if code in ("f", "m") else "skill"
        given = numbers(value) if value is not None else dict.fromkeys(("value", "numerator", "denominator"))
        yield row._replace(dimension=dimension, category=code, **given)


def split(of, *rows, country="NL", as_of="2027-12-31"):
    of = of.model_copy(update={"breakdowns": SPLIT})
    document = framework(of, dimensions=DIMENSIONS)
    flat = [row for several in rows for row in several]
    return {found.dimension.code: found for found in breakdowns_of(document, of, country, flat, day(as_of))}


def values(period):
    return [part.quantity.value if part.quantity else None for part in period.parts]


def test_parts_stand_in_the_order_of_the_framework_with_their_shares_and_what_is_not_stated():
    found = split(flow(CODE), measured(1, "2026-S1", 50, f=30, m=15))["gender"].periods[0]
    assert [part.name for part in found.parts] == ["Female", "Male"]
    assert [part.share for part in found.parts] == [Fraction(3, 5), Fraction(3, 10)]
    assert (found.not_stated, found.not_stated_share) == (Quantity(Fraction(5)), Fraction(1, 10))
    assert sum(part.share for part in found.parts) + found.not_stated_share == 1


def test_a_category_that_was_not_given_is_missing_and_not_nothing():
    found = split(flow(CODE), measured(1, "2026-S1", 50, f=30))["gender"].periods[0]
    assert values(found) == [30, None]
    assert found.not_stated.value == 20
    assert values(split(flow(CODE), measured(1, "2026-S1", 50, f=50, m=0))["gender"].periods[0]) == [50, 0]


def test_a_multiple_dimension_has_no_rest_and_only_the_indicators_own_categories():
    found = split(flow(CODE), measured(1, "2026-S1", 50, green=40, data=30))["skill"].periods[0]
    assert [part.code for part in found.parts] == ["green", "data"]
    assert found.not_stated is None
    assert found.total.value == 50


def test_periods_are_in_order_each_for_itself_and_none_ends_after_the_date():
    rows = (measured(2, "2026-S2", 60, f=20), measured(1, "2026-S1", 50, f=30), measured(3, "2027-S1", 9, f=1))
    found = split(flow(CODE), *rows, as_of="2026-12-31")["gender"]
    assert [(period.end, period.parts[0].quantity.value) for period in found.periods] == [
        (date(2026, 6, 30), 30),
        (date(2026, 12, 31), 20),
    ]


def test_countries_are_added_and_those_without_the_breakdown_are_left_out_of_the_total():
    rows = (
        measured(1, "2026-S1", 50, f=30, m=15),
        measured(2, "2026-S1", 10, country="IT", f=4),
        measured(3, "2026-S1", 70, country="IE"),
    )
    found = split(flow(CODE), *rows, country="ALL")["gender"].periods[0]
    assert found.total.value == 60
    assert values(found) == [34, 15]
    assert (found.broken_down, found.measurements) == (2, 3)
    assert split(flow(CODE), *rows, country="IE") == {}


def test_a_total_that_was_not_given_is_what_its_parts_come_to():
    found = split(flow(CODE), measured(1, "2026-S1", None, f=30, m=15))["gender"].periods[0]
    assert (found.total.value, found.not_stated.value) == (45, 0)


def test_rates_are_ratios_of_sums_with_their_denominators_and_have_no_share():
    rows = (measured(1, "2026", "40/100", f="30/40"), measured(2, "2026", "8/10", country="IT", f="1/10"))
    found = split(percent(CODE), *rows, country="ALL")["gender"].periods[0]
    assert found.parts[0].quantity == Quantity(Fraction(62), Fraction(31), Fraction(50))
    assert found.parts[0].share is None
    assert found.not_stated == Quantity(Fraction(100 * 17, 60), Fraction(17), Fraction(60))


def test_a_rate_without_a_denominator_is_not_put_together_with_others():
    rows = (measured(1, "2026", "40/100", f=75), measured(2, "2026", "8/10", country="IT", f="1/10"))
    found = split(percent(CODE), *rows, country="ALL")["gender"].periods[0]
    assert values(found) == [None, None]
    assert values(split(percent(CODE), *rows[:0], measured(1, "2026", "40/100", f=75))["gender"].periods[0])[0] == 75


@pytest.mark.parametrize("rule", [Combination.MEDIAN, Combination.MEAN, Combination.NONE])
def test_what_is_no_sum_stays_one_by_one(rule):
    of = indicator(CODE, measure=Measure.DURATION, combination=rule)
    rows = (list(measured(1, "2026", 5, f=6)), list(measured(2, "2026", 7, country="IT", f=8)))
    together = split(of, *rows, country="ALL")["gender"].periods[0]
    assert (together.total, values(together)) == (None, [None, None])
    alone = split(of, *rows)["gender"].periods[0]
    assert values(alone) == [6, None]
    assert alone.parts[0].share is None


def test_invented_data_are_told():
    rows = [row._replace(invented=True) for row in measured(1, "2026-S1", 50, f=Decimal(30))]
    assert split(flow(CODE), rows)["gender"].periods[0].invented
