"""Findings: their keys and weights, their order, groups at the limits of the rule, what a horizon leaves out."""

from datetime import date
from fractions import Fraction

import pytest

from tests.figures.build import baseline, day, framework, indicator, panel, percent, target
from toc.figures.findings import Finding, Grounds, Split, find_findings, ranked
from toc.figures.findings_base import LONGEST_KEY, key_of, listed, points_text, share_text, weight_of
from toc.figures.framework import assess_framework
from toc.figures.paragraphs import paragraph
from toc.figures.results import Quantity
from toc.model.document import BreakdownDef, CategoryDef, DimensionDef
from toc.model.finding import FindingKind
from toc.model.query import ALL
from toc.model.terms import Direction

TODAY = day("2028-03-01")
AGE = DimensionDef(
    code="age", name="Age", categories=(CategoryDef(code="old", name="Old"), CategoryDef(code="young", name="Young"))
)


def test_a_key_names_kind_thing_and_country_and_is_never_too_long_to_be_kept() -> None:
    assert key_of(FindingKind.OVERDUE, "A|B", "NL") == "overdue|A/B|NL"
    long = key_of(FindingKind.LEFT_BEHIND, *("x" * 60,) * 4)
    assert len(long) == LONGEST_KEY
    assert long != key_of(FindingKind.LEFT_BEHIND, *("x" * 60,) * 3, "x" * 59 + "y")


@pytest.mark.parametrize(("size", "weight"), [(-5, 700), (0, 700), (Fraction(5, 2), Fraction(1405, 2)), (250, 799)])
def test_a_weight_is_a_hundred_times_the_severity_and_the_size_up_to_99(size: Fraction, weight: Fraction) -> None:
    assert weight_of(FindingKind.OFF_TRACK, size) == weight


def test_every_kind_has_a_severity() -> None:
    assert all(0 < weight_of(kind) < 1000 for kind in FindingKind)


def test_numbers_are_written_with_one_decimal_and_lists_with_three_names() -> None:
    assert (share_text(Fraction(1, 3)), share_text(Fraction(-1, 3)), share_text(Fraction(0))) == (
        "33.3%", "-33.3%", "0.0%",
    )  # fmt: skip
    assert points_text(Fraction(-2261, 10000)) == "22.6 points"
    assert [listed("abcde"[:count]) for count in range(5)] == ["", "a", "a and b", "a, b and c", "a, b, c and 1 more"]


def finding(kind: FindingKind, objective: str, weight: int) -> Finding:
    return Finding(f"{kind}|{objective}", kind, Fraction(weight), ALL, "", (), "", "", objective=objective)


def test_what_weighs_the_same_is_ordered_by_level_then_horizon() -> None:
    document = framework([indicator(f"{code}.1") for code in ("SYS-S1", "SYS-M1", "LRN-S1")])
    found = [finding(FindingKind.MISSED, code, 800) for code in ("", "LRN-S1", "SYS-M1", "SYS-S1")]
    found.append(finding(FindingKind.LEADS, "LRN-S1", 900))
    assert [one.objective for one in ranked(found, document)] == ["LRN-S1", "SYS-S1", "SYS-M1", "LRN-S1", ""]


def split(code: str, period: str, total: Quantity, **parts: Quantity) -> Split:
    year = int(period)
    return Split(code, "NL", "HKU", "age", date(year, 1, 1), date(year, 12, 31), total, parts)


def share(numerator: int, denominator: int) -> Quantity:
    return Quantity(Fraction(100 * numerator, denominator), Fraction(numerator), Fraction(denominator))


def count(number: int) -> Quantity:
    return Quantity(Fraction(number))


def groups(*splits: Split, **changes: object) -> set[str]:
    make = percent if splits[0].total.denominator is not None else indicator
    found = make("LRN-S1.2", breakdowns=(BreakdownDef(dimension="age"),), **changes)
    measured = panel(framework(found, dimensions=(AGE,)))
    grounds = Grounds(measured, assess_framework(measured, TODAY), ("NL",), splits=splits)
    return {one.category for one in find_findings(grounds) if one.kind is FindingKind.LEFT_BEHIND}


@pytest.mark.parametrize(
    ("total", "old", "expected"),
    [
        (share(60, 100), share(5, 10), {"old"}),
        (share(60, 100), share(51, 100 - 1), set()),
        (share(601, 1000), share(502, 1000 - 1), set()),
        (share(60, 100), share(0, 9), set()),
        (share(9, 9), share(0, 8), set()),
        (share(60, 100), share(10, 100), set()),
    ],
)
def test_a_group_is_behind_from_ten_points_with_ten_in_both_denominators(
    total: Quantity, old: Quantity, expected: set[str]
) -> None:
    assert groups(split("LRN-S1.2", "2026", total, old=old)) == expected


def test_where_less_is_better_a_group_above_all_is_behind() -> None:
    given = split("LRN-S1.2", "2026", share(30, 100), old=share(20, 40), young=share(4, 40))
    assert groups(given, direction=Direction.DOWN) == {"old"}
    assert groups(given) == {"young"}


def test_only_the_latest_report_after_the_baseline_counts_for_a_percent() -> None:
    bad = split("LRN-S1.2", "2026", share(60, 100), old=share(1, 20))
    assert groups(bad, split("LRN-S1.2", "2027", share(60, 100), old=share(12, 20))) == set()
    assert groups(split("LRN-S1.2", "2024", share(60, 100), old=share(1, 20)),
                  split("LRN-S1.2", "2028", share(60, 100), old=share(1, 20))) == set()  # fmt: skip


@pytest.mark.parametrize(
    ("first", "latest", "expected"),
    [
        ((50, 20), (50, 15), {"old"}),
        ((50, 20), (100, 31), set()),
        ((19, 19), (50, 0), set()),
        ((50, 20), (19, 1), set()),
        ((50, 10), (50, 20), set()),
    ],
)
def test_a_share_falls_by_ten_points_with_twenty_in_both_totals(
    first: tuple[int, int], latest: tuple[int, int], expected: set[str]
) -> None:
    reports = (
        split("LRN-S1.2", year, count(total), old=count(old))
        for year, (total, old) in (("2026", first), ("2027", latest))
    )
    assert groups(*reports) == expected


def test_a_category_that_was_not_given_is_no_fall_to_nothing() -> None:
    first = split("LRN-S1.2", "2026", count(50), old=count(30))
    assert groups(first, split("LRN-S1.2", "2027", count(50), young=count(30))) == set()


def behind(*, horizon: str | None = None, places: tuple[str, ...] = ("NL", ALL)) -> tuple[Grounds, tuple[Finding, ...]]:
    found = [indicator("LRN-S1.1"), indicator("LRN-M1.1")]
    facts = [baseline("LRN-S1.1", "NL", 0), target("LRN-S1.1", "NL", 100, "2027-12-31")]
    document = framework(found, facts, countries=("NL", "EE"))
    measured = panel(document, {("LRN-S1.1", "NL"): {"2026": 10, "2027": 20}})
    grounds = Grounds(measured, assess_framework(measured, TODAY), places, horizon=horizon)
    return grounds, find_findings(grounds)


def test_a_horizon_and_places_leave_the_others_out() -> None:
    _, everything = behind()
    assert "missed|LRN-S1.1|NL" in {one.key for one in everything}
    assert {one.country for one in behind(places=("EE",))[1]} == {"EE"}
    assert not [one for one in behind(horizon="M")[1] if one.indicator == "LRN-S1.1" or one.objective == "LRN-S1"]


def test_a_paragraph_says_what_is_furthest_behind_with_its_indicator_and_no_cause() -> None:
    grounds, found = behind()
    said = paragraph(grounds.document, grounds.result, "NL", found)
    assert said.startswith("NL, as of 2028-03-01: of 2 objectives, 0 on track or better, 1 behind, 1 not yet due.")
    assert "Furthest behind is “LRN-S1” (target missed, 80.0 points behind)." in said
    assert "“Indicator LRN-S1.1”: 20 things by 2027-12-31, target 100 things by 2027-12-31." in said
    assert not {"because", "due to", "caused"} & set(said.split())


def test_a_paragraph_of_a_place_without_anything_behind_says_so() -> None:
    grounds, found = behind(places=("EE",))
    assert "No objective is behind." in paragraph(grounds.document, grounds.result, "EE", found)
