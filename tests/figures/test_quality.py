"""What measurements in the figures rest on, and suspicious values by the rules of Insights and Review."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.figures.build import baseline, consortium, day, framework, indicator, observation, panel, percent, target
from toc.figures.findings import Grounds
from toc.figures.framework import assess_framework
from toc.figures.quality import Backing, backing, backing_by, counted_in, doubts_of
from toc.model.document import IndicatorDef
from toc.model.panel import MeasurementRow, Panel
from toc.model.terms import Combination, EvidenceGrade, Measure, OverTime, ReviewState

ON = day("2035-01-01")
REGISTER, SURVEY, SELF = EvidenceGrade.REGISTER, EvidenceGrade.SURVEY, EvidenceGrade.SELF_REPORT


def measured(*values: tuple[int, EvidenceGrade | None], first: int) -> dict[str, object]:
    """Values of the years from 2026, the revisions numbered from `first`."""
    return {
        str(2026 + at): observation(str(2026 + at), value, revision_id=first + at, evidence_grade=grade)
        for at, (value, grade) in enumerate(values)
    }


def three_places() -> Panel:
    """A flow in two countries, and an indicator of the consortium."""
    flow = indicator("PRO-S1.1", over_time=OverTime.FLOW)
    document = framework(
        [flow, consortium("LRN-S1.1")],
        [target("PRO-S1.1", "NL", 40, "2027-12-31"), target("PRO-S1.1", "IE", 40, "2027-12-31")],
        countries=("NL", "IE"),
        assignments={("LRN-S1.1", "ALL"): ("HKU",)},
    )
    return panel(
        document,
        {
            ("PRO-S1.1", "NL"): measured((3, REGISTER), (4, SURVEY), (5, None), first=1),
            ("PRO-S1.1", "IE"): measured((6, SELF), first=11),
            ("LRN-S1.1", "ALL", "HKU"): measured((2, REGISTER), first=21),
        },
    )


def test_every_measurement_in_the_figures_is_counted_once_for_its_country_and_its_organisation() -> None:
    found = three_places()
    counted = counted_in(found, assess_framework(found, day("2028-03-01")))
    backed = frozenset({1, 11, 99})
    # Of the Netherlands 2026 and 2027, as 2028 has not ended; of Ireland 2026; of the consortium 2026.
    assert backing(counted, backed) == Backing(measurements=4, with_evidence=2, strong=3)
    by_country = backing_by(counted, lambda one: one.country, backed)
    assert by_country["NL"] == Backing(measurements=2, with_evidence=1, strong=2)
    assert by_country["IE"] == Backing(measurements=1, with_evidence=1, strong=0)
    assert by_country["ALL"] == Backing(measurements=1, with_evidence=0, strong=1)
    by_organisation = backing_by(counted, lambda one: one.organisation, backed)
    assert by_organisation == {
        "HKU": Backing(measurements=3, with_evidence=1, strong=3),
        "Creative Spark": Backing(measurements=1, with_evidence=1, strong=0),
    }


def test_shares_are_of_what_is_counted_and_missing_where_nothing_is() -> None:
    some = Backing(measurements=8, with_evidence=2, strong=6)
    assert (some.coverage, some.strong_share) == (Fraction(1, 4), Fraction(3, 4))
    nothing = Backing(measurements=0, with_evidence=0, strong=0)
    assert (nothing.coverage, nothing.strong_share) == (None, None)


def rows_of(found: Panel) -> Iterable[MeasurementRow]:
    """The rows that the store would give for a panel: a measurement's key is its revision's times ten."""
    at = datetime(2028, 1, 1, tzinfo=UTC)
    for some in found.series.values():
        for series in some:
            for one in series.observations:
                yield MeasurementRow(
                    one.revision_id * 10, one.revision_id, 1, series.indicator, series.country, series.organisation,
                    one.period_start, one.period_end, ReviewState.APPROVED, at, "", None, at, "", "", "",
                    value=one.value, numerator=one.numerator, denominator=one.denominator,
                )  # fmt: skip


def doubted(found: IndicatorDef, values: Mapping[str, object], places: tuple[str, ...] = ("NL",)) -> list[tuple]:
    """Measurement, period and kind of each doubt."""
    made = panel(framework(found, [baseline(found.code, "NL", 5)]), {(found.code, "NL"): values})
    grounds = Grounds(made, assess_framework(made, ON), places)
    return [(one.measurement_id, one.period, one.kind) for one in doubts_of(grounds, rows_of(made))]


def yearly(*values: int | str) -> dict[str, object]:
    return {str(2026 + at): observation(str(2026 + at), value, revision_id=1 + at) for at, value in enumerate(values)}


AMOUNT = indicator("LRN-S1.3", measure=Measure.AMOUNT, combination=Combination.MEDIAN)


@pytest.mark.parametrize(
    ("found", "values", "expected"),
    [
        (AMOUNT, (80, 90, 100, 110, 120, 130), []),
        (AMOUNT, (80, 90, 100, 110, 120, 400), [(60, "2031", "outlier")]),
        (AMOUNT, (80, 90, 100, 110, 200), [(50, "2030", "large change")]),
        (AMOUNT, (80, 90, 90, 90), [(40, "2029", "unchanged")]),
        (indicator("PRO-S1.1", over_time=OverTime.RUNNING), (20, 15), [(20, "2027", "inconsistent")]),
        (percent("LRN-S1.2"), ("10/20", 60), [(20, "2027", "inconsistent")]),
    ],
)
def test_each_rule_doubts_its_values_and_an_outlier_is_not_said_twice(
    found: IndicatorDef, values: tuple[int | str, ...], expected: list[tuple]
) -> None:
    assert doubted(found, yearly(*values)) == expected


def test_what_contradicts_itself_comes_first_and_other_places_are_left_out() -> None:
    falls = indicator("PRO-S1.1", over_time=OverTime.RUNNING)
    assert [kind for _, _, kind in doubted(falls, yearly(20, 20, 20, 15))] == ["inconsistent", "unchanged"]
    assert doubted(falls, yearly(20, 15), places=("IE",)) == []


def test_a_doubt_says_what_the_rule_says() -> None:
    made = panel(framework(AMOUNT), {("LRN-S1.3", "NL"): yearly(80, 90, 90, 90)})
    (one,) = doubts_of(Grounds(made, assess_framework(made, ON), ("NL",)), rows_of(made))
    assert one.text == "The value is the same for 3 periods in a row."
    assert (one.indicator, one.country, one.organisation) == ("LRN-S1.3", "NL", "HKU")
    assert made.of("LRN-S1.3", "NL")[0].observations[0].value == Decimal(80)
