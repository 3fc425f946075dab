"""What a reviewer should look at twice: each flag as a table of examples, and the change against the value before."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.support.example_framework import INDICATORS, example_framework
from toc.figures.flags import Case, Change, FlagKind, change_of, flags_of, missing_before
from toc.figures.plans import plan_of
from toc.model.panel import MeasurementRow, Observation
from toc.model.terms import EvidenceGrade, ReviewState

TREES, ALIVE, SOIL, DAYS, INCOME, WATER = INDICATORS
ROW = MeasurementRow(
    1, 1, 1, "F1.1", "PT", "POMAR", date(2021, 1, 1), date(2021, 3, 31), ReviewState.SUBMITTED,
    datetime(2021, 4, 15, tzinfo=UTC), "Pia", 7, None, "", "", "", value=Decimal(10),
    evidence_grade=EvidenceGrade.REGISTER, source="Register",
)  # fmt: skip


def seen(*values: object, start: int = 2010) -> list[Observation]:
    """One year after the other; None is nothing to report."""
    return [
        Observation(
            date(start + place, 1, 1),
            date(start + place, 12, 31),
            value=None if value is None else Decimal(str(value)),
            nothing_to_report=value is None,
        )
        for place, value in enumerate(values)
    ]


def case(indicator=TREES, row=ROW, earlier=(), **changed) -> Case:
    fields = {"next": None, "replaced": None, "missing": (), "due_on": date(2021, 4, 30), "own": False, "reason": ""}
    days = {"recorded_on": date(2021, 4, 15), "today": date(2021, 4, 20)}
    return Case(indicator=indicator, row=row, earlier=earlier, **{**fields, **days, **changed})


def kinds(found: Case) -> set[FlagKind]:
    return {flag.kind for flag in flags_of(found)}


def test_a_sound_measurement_has_no_flag() -> None:
    assert flags_of(case(earlier=seen(4, 7, 6, 9))) == ()


@pytest.mark.parametrize(
    ("kind", "row", "changed"),
    [
        (FlagKind.CORRECTION, {}, {"replaced": seen(9)[0], "reason": "Late data: one list"}),
        (FlagKind.OWN, {}, {"own": True}),
        (FlagKind.INVENTED, {"invented": True}, {}),
        (FlagKind.GAP, {}, {"missing": ("2020-Q4",)}),
        (FlagKind.LATE, {}, {"recorded_on": date(2021, 5, 1)}),
        (FlagKind.NOT_ENDED, {}, {"today": date(2021, 3, 30)}),
        (FlagKind.NO_SOURCE, {"source": " "}, {}),
        (FlagKind.NO_GRADE, {"evidence_grade": None}, {}),
        (FlagKind.WEAK, {"evidence_grade": EvidenceGrade.ESTIMATE}, {}),
        (FlagKind.WEAK, {"evidence_grade": EvidenceGrade.SELF_REPORT}, {}),
    ],
)
def test_one_fault_gives_its_flag_alone(kind: FlagKind, row: dict, changed: dict) -> None:
    assert kinds(case(row=ROW._replace(**row), **changed)) == {kind}


@pytest.mark.parametrize(
    ("row", "changed"),
    [
        ({"source": "", "source_url": "https://example.org"}, {}),
        ({"evidence_grade": EvidenceGrade.SURVEY}, {}),
        ({}, {"recorded_on": date(2021, 4, 30)}),
        ({}, {"recorded_on": date(2029, 1, 1), "due_on": None}),
        ({}, {"today": date(2021, 3, 31)}),
    ],
)
def test_what_is_just_right_has_no_flag(row: dict, changed: dict) -> None:
    assert kinds(case(row=ROW._replace(**row), **changed)) == set()


def test_a_correction_is_not_late_and_says_its_reason() -> None:
    (flag,) = flags_of(case(replaced=seen(9)[0], reason="Late data: a list", recorded_on=date(2025, 1, 1)))
    assert flag.text == "Corrects a value that is approved. Late data: a list"


@pytest.mark.parametrize(
    ("earlier", "value", "flagged"),
    [
        ([10, 12, 14, 16], 22, False),
        ([10, 12, 14, 16], 23, True),
        ([10, 12, 14, 16], 9, True),
        ([10, 12, 14], 99, False),
        ([10, None, 12, 14], 99, True),
        ([10, 10, 10, 10], 11, True),
        ([1, 2, 102, 103], 106, False),
    ],
)
def test_a_change_is_large_beyond_three_times_the_median_change_of_four_values(earlier, value, flagged) -> None:
    row = ROW._replace(value=Decimal(value))
    assert (FlagKind.LARGE in kinds(case(row=row, earlier=seen(*earlier)))) is flagged


@pytest.mark.parametrize(
    ("earlier", "value", "flagged"),
    [([10, 10], 10, True), ([10, 9, 10], 10, False), ([10], 10, False), ([8, 10, 10], 10, True), ([0, None], 0, True)],
)
def test_a_value_that_is_the_same_for_three_periods_is_flagged(earlier, value, flagged) -> None:
    row = ROW._replace(value=Decimal(value))
    assert (FlagKind.SAME in kinds(case(row=row, earlier=seen(*earlier)))) is flagged


@pytest.mark.parametrize(
    ("indicator", "value", "after", "flagged"),
    [(INCOME, 99, None, True), (INCOME, 100, None, False), (INCOME, 101, 100, True), (TREES, 1, None, False)],
)
def test_a_running_total_that_falls_is_flagged(indicator, value, after, flagged) -> None:
    following = None if after is None else seen(after, start=2022)[0]
    found = case(indicator, ROW._replace(value=Decimal(value)), seen(100), next=following)
    assert (FlagKind.FALL in kinds(found)) is flagged


def test_a_bare_percentage_is_flagged_and_one_with_both_numbers_is_not() -> None:
    assert kinds(case(ALIVE)) == {FlagKind.NO_DENOMINATOR}
    both = ROW._replace(value=None, numerator=Decimal(1), denominator=Decimal(4))
    assert kinds(case(ALIVE, both)) == set()
    assert kinds(case(ALIVE, ROW._replace(value=None, nothing_to_report=True))) == set()


@pytest.mark.parametrize(
    ("indicator", "new", "old", "change"),
    [
        (TREES, 12, 10, Change(Fraction(2), Fraction(1, 5))),
        (TREES, 8, 10, Change(Fraction(-2), Fraction(-1, 5))),
        (TREES, 8, 0, Change(Fraction(8), None)),
        (WATER, 1, -2, Change(Fraction(3), None)),
        (ALIVE, 60, 50, Change(Fraction(10), None)),
        (SOIL, 3, 2, Change(Fraction(1), None)),
        (TREES, None, 2, None),
        (TREES, 2, None, None),
    ],
)
def test_a_change_is_absolute_and_a_share_where_that_makes_sense(indicator, new, old, change) -> None:
    assert change_of(indicator, *seen(new), *seen(old)) == change


@pytest.mark.parametrize(
    ("start", "reported", "missing"),
    [
        (date(2020, 1, 1), [], ()),
        (date(2020, 7, 1), [], ("2020-Q1", "2020-Q2")),
        (date(2020, 7, 1), [(date(2020, 1, 1), date(2020, 3, 31))], ("2020-Q2",)),
        (date(2020, 7, 1), [(date(2020, 4, 1), date(2020, 6, 30))], ()),
        (date(2020, 7, 1), [(date(2021, 4, 1), date(2021, 6, 30))], ("2020-Q1", "2020-Q2")),
    ],
)
def test_periods_that_nothing_came_in_for_are_named(start, reported, missing) -> None:
    plan = plan_of(example_framework(), TREES, "PT")
    observations = [Observation(*period, value=Decimal(1)) for period in reported]
    assert missing_before(TREES, plan, start, observations) == missing


def test_of_many_missing_periods_the_last_are_named_and_the_others_counted() -> None:
    (flag,) = flags_of(case(missing=("2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4")))
    assert flag.text == "Nothing came in for the periods before it: 2020-Q3, 2020-Q4 and 2 earlier."
