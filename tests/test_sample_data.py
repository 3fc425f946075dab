"""CREDEX as it ships holds D3.1's facts and nothing else; the demonstration keeps every rule and is marked invented."""

import csv
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from sample_data.demo import generate
from toc import columns
from toc.exchange.framework_file import from_json, read_framework, to_json
from toc.figures.periods import parse_period
from toc.model.document import FactDef
from toc.model.terms import DimensionKind, Direction, FactKind, Measure, OverTime, Scope

SAMPLE_DATA = Path(__file__).parents[1] / "sample_data"
CREDEX = read_framework(SAMPLE_DATA / "credex")
COUNTRIES = ("IT", "NL", "IE", "BE", "EE", "ES")
DEMO_TODAY = date(2028, 3, 1)

# D3.1's table of baselines: a row an indicator, a column a country, a dash where the report says nothing.
BASELINES = """
SYS-S1.1  1      3       3      2      4      4
SYS-S1.3  2/3    3/3     3/3    1.5/3  3/3    3/3
SYS-M1.1  9/11   10.5/11 11/11  8/11   11/11  11/11
SYS-M1.2  2.5/3  3/3     3/3    1.5/3  3/3    3/3
PRO-S1.1  -      -       4      -      -      -
PRO-S1.2  -      -       4/240  -      -      -
PRO-S1.4  1      1       4      2      2      1
PRO-M1.1  2/3    2/3     2/4    1/1    2/3    -
PRO-M2.2  70     -       -      -      -      -
LRN-S1.1  -      64      114    65     40     -
LRN-S1.2  -      92      -      -      -      -
LRN-S1.3  -      -       -      163.33 60.00  -
LRN-M1.1  -      97      -      -      -      -
LRN-M1.2  -      92      -      -      -      -
INS-L2.1  -      -       -      -      1.75   -
"""


def said(fact: FactDef) -> str:
    return str(fact.value) if fact.value is not None else f"{fact.numerator}/{fact.denominator}"


def rows(name: str) -> list[dict[str, str]]:
    with (SAMPLE_DATA / "demo" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TARGETS = rows("targets.csv")
MEASUREMENTS = rows("measurements.csv")


def test_the_grid_is_whole() -> None:
    counts = [len(CREDEX.levels), len(CREDEX.horizons), len(CREDEX.objectives), len(CREDEX.indicators)]
    assert counts == [4, 3, 16, 38]
    assert len(CREDEX.links) == 18
    places = Counter((objective.level, objective.horizon) for objective in CREDEX.objectives)
    assert len(places) == 12
    assert Counter(objective.horizon for objective in CREDEX.objectives) == {"S": 5, "M": 5, "L": 6}
    per_objective = Counter(indicator.objective for indicator in CREDEX.indicators)
    assert set(per_objective) == set(CREDEX.objective_by_code)
    assert min(per_objective.values()) == 2


def test_horizons_are_the_years_that_the_grid_says() -> None:
    spans = [(part.label, CREDEX.horizon_start(part), CREDEX.horizon_end(part)) for part in CREDEX.horizons]
    assert spans == [
        ("Short Term (1-3 years)", date(2025, 1, 1), date(2027, 12, 31)),
        ("Medium Term (4-6 years)", date(2028, 1, 1), date(2030, 12, 31)),
        ("Long Term (+6 years)", date(2031, 1, 1), None),
    ]
    assert CREDEX.horizon_by_code["L"].review_date == date(2035, 12, 31)
    assert CREDEX.baseline_date == date(2025, 11, 28)


def test_a_stakeholder_cell_is_one_stakeholder() -> None:
    assert all(len(objective.stakeholders) == 1 for objective in CREDEX.objectives)
    assert CREDEX.objective_by_code["SYS-L1"].stakeholders == ("Social partners and policy makers",)
    assert len(CREDEX.stakeholders) == 8


def test_baselines_are_those_of_the_report_and_no_others() -> None:
    expected = {("INS-S1.3", "ALL"): "45"}
    for line in BASELINES.strip().splitlines():
        indicator, *cells = line.split()
        expected |= {(indicator, country): cell for country, cell in zip(COUNTRIES, cells, strict=True) if cell != "-"}
    found = {(fact.indicator, fact.country): said(fact) for fact in CREDEX.facts if fact.kind is FactKind.BASELINE}
    assert found == expected
    assert {fact.date for fact in CREDEX.facts if fact.kind is FactKind.BASELINE} == {CREDEX.baseline_date}


@pytest.mark.parametrize(
    ("indicator", "total"), [("SYS-M1.1", "60.5/66"), ("SYS-M1.2", "16/18"), ("SYS-S1.3", "15.5/18")]
)
def test_halves_add_up_to_the_table_totals(indicator: str, total: str) -> None:
    facts = [fact for fact in CREDEX.facts if fact.indicator == indicator]
    numerator = sum((fact.numerator for fact in facts if fact.numerator is not None), Decimal(0))
    denominator = sum((fact.denominator for fact in facts if fact.denominator is not None), Decimal(0))
    assert f"{numerator.normalize():f}/{denominator:f}" == total


def test_the_one_target_of_the_report_is_a_target() -> None:
    (target,) = (fact for fact in CREDEX.facts if fact.kind is FactKind.TARGET)
    assert (target.indicator, target.country, target.value, target.date) == ("PRO-L2.1", "IT", 250, date(2026, 6, 30))


def test_every_fact_has_its_source_and_its_grade_and_none_is_invented() -> None:
    for fact in CREDEX.facts:
        assert fact.source.startswith("D3.1")
        assert fact.evidence_grade is not None
        assert not fact.invented
    grades = {
        (fact.indicator, fact.country): fact.evidence_grade.value
        for fact in CREDEX.facts
        if fact.evidence_grade is not None
    }
    registers = {indicator for (indicator, _), grade in grades.items() if grade == "register"}
    assert registers == {"SYS-S1.1", "SYS-S1.3", "SYS-M1.1", "SYS-M1.2", "PRO-S1.1", "PRO-S1.2", "PRO-S1.4"}
    estimates = {key for key, grade in grades.items() if grade == "estimate"}
    assert estimates == {("LRN-S1.1", "NL"), ("LRN-S1.1", "IE"), ("INS-L2.1", "EE")}


@pytest.mark.parametrize(
    ("indicator", "country", "words"),
    [
        ("LRN-S1.1", "NL", "MCs are not part of their set-up"),
        ("LRN-S1.1", "IE", 'reads "NA"'),
        ("LRN-S1.2", "NL", "outside the CCIs"),
        ("LRN-M1.1", "NL", "sample size is not given"),
        ("LRN-M1.2", "NL", "diploma and not an MC"),
        ("PRO-M2.2", "IT", "without creative fields"),
        ("PRO-S1.1", "IE", "seven universities"),
        ("PRO-S1.2", "IE", "seven universities"),
        ("PRO-L2.1", "IT", "digital skills"),
        ("PRO-S1.4", "IE", "Most advanced"),
        ("PRO-S1.4", "EE", "name several"),
        ("INS-L2.1", "EE", "Middle of the 1.5 to 2 months"),
        ("LRN-S1.3", "BE", "one provider"),
        ("PRO-M1.1", "IT", "printed twice"),
        ("INS-S1.3", "ALL", "29 expert interviews and 16 survey responses"),
    ],
)
def test_the_notes_that_qualify_a_figure_ship_with_it(indicator: str, country: str, words: str) -> None:
    (fact,) = CREDEX.facts_by_key[indicator, country]
    assert words in fact.note


def test_percentages_without_a_sample_size_have_none() -> None:
    facts = [fact for fact in CREDEX.facts if fact.indicator in {"LRN-S1.2", "LRN-M1.1", "LRN-M1.2"}]
    assert [fact.sample_size for fact in facts] == [None, None, None]
    assert [fact.denominator for fact in facts] == [None, None, None]


def test_indicators_keep_the_catalogue_rules() -> None:
    for indicator in CREDEX.indicators:
        assert indicator.definition, indicator.code
        assert indicator.means_of_verification, indicator.code
        assert indicator.weight == 1
        assert (indicator.step == 1) == (indicator.measure in {Measure.COUNT, Measure.SCALE}), indicator.code
        assert (indicator.combination == "ratio") == (indicator.measure is Measure.PERCENT), indicator.code
        if indicator.over_time is OverTime.FLOW:
            assert indicator.measure is Measure.COUNT, indicator.code
    consortium = {indicator.code for indicator in CREDEX.indicators if indicator.scope is Scope.CONSORTIUM}
    assert consortium == {"INS-L1.1", "PRO-L2.2"}
    down = {indicator.code for indicator in CREDEX.indicators if indicator.direction is Direction.DOWN}
    assert down == {"SYS-L1.1", "INS-L2.1", "LRN-S1.3"}
    multiple = {dimension.code for dimension in CREDEX.dimensions if dimension.kind is DimensionKind.MULTIPLE}
    assert multiple == {"skill", "language"}


def test_countries_and_their_organisations() -> None:
    reporters = {country.code: country.organisation for country in CREDEX.countries}
    assert reporters == {
        "IT": "Materahub",
        "NL": "HKU",
        "IE": "Creative Spark",
        "BE": "ICHEC",
        "EE": "TCCI",
        "ES": "ECBN",
    }
    assert len(CREDEX.organisations) == 11
    assert CREDEX.reporters("PRO-L2.2", "ALL") == ("Materahub",)
    silent = {part.short_name for part in CREDEX.organisations if part.role == "associated"}
    assert silent == {part.short_name for part in CREDEX.organisations if not part.reports_for}


def test_credex_goes_through_json_unchanged() -> None:
    assert from_json(to_json(CREDEX)) == CREDEX


def test_the_generator_writes_the_demonstration_byte_for_byte() -> None:
    for name, text in generate.generate().items():
        assert (SAMPLE_DATA / "demo" / name).read_bytes() == text.encode()


def test_every_demonstration_row_says_that_it_is_invented() -> None:
    for row in (*TARGETS, *MEASUREMENTS):
        assert row["invented"] == "yes"
        assert row["note"].startswith("Invented for the demonstration.")
        assert row["source"].startswith("Invented") or row["nothing_to_report"] == "yes"


def test_demonstration_columns_are_public_columns() -> None:
    assert set(TARGETS[0]) <= set(columns.names(columns.TARGET_INPUTS))
    assert set(MEASUREMENTS[0]) <= set(columns.names(columns.MEASUREMENT_INPUTS))


def number(row: dict[str, str]) -> Fraction:
    """Return the value of a row in the indicator's unit."""
    if row["denominator"]:
        return 100 * Fraction(row["numerator"]) / Fraction(row["denominator"])
    return Fraction(row["value"])


def test_demonstration_targets_lie_on_the_right_side_of_baselines_and_earlier_targets() -> None:
    points: dict[tuple[str, str], dict[date, Fraction]] = defaultdict(dict)
    for fact in CREDEX.facts:
        ratio = 100 * Fraction(fact.numerator or 0) / Fraction(fact.denominator) if fact.denominator else None
        points[fact.indicator, fact.country][fact.date] = Fraction(fact.value or 0) if ratio is None else ratio
    for row in TARGETS:
        series = points[row["indicator_code"], row["country"]]
        day = date.fromisoformat(row["date"])
        assert day not in series, row
        assert (day == CREDEX.baseline_date) == (row["kind"] == "baseline")
        series[day] = number(row)
    for (code, country), series in points.items():
        indicator = CREDEX.indicator_by_code[code]
        values = [series[day] for day in sorted(series)]
        assert values == sorted(values, reverse=indicator.direction is Direction.DOWN), (code, country)
        if indicator.measure is Measure.PERCENT:
            assert all(0 <= value <= 100 for value in values)
        if indicator.measure is Measure.SCALE:
            assert {level.value for level in indicator.scale} >= set(values)


def test_demonstration_measurements_fit_their_indicators() -> None:
    for row in MEASUREMENTS:
        indicator = CREDEX.indicator_by_code[row["indicator_code"]]
        assert row["organisation"] in CREDEX.reporters(indicator.code, row["country"])
        assert (row["country"] == "ALL") == (indicator.scope is Scope.CONSORTIUM)
        said_once = [bool(row["value"]), bool(row["denominator"]), row["nothing_to_report"] == "yes"]
        assert sum(said_once) == 1, row
        assert bool(row["denominator"]) <= (indicator.measure is Measure.PERCENT)
        if row["denominator"]:
            assert 0 <= Fraction(row["numerator"]) <= Fraction(row["denominator"])
        if row["value"] and indicator.measure is Measure.SCALE:
            assert Decimal(row["value"]) in {level.value for level in indicator.scale}
        assert (row["sample_size"] != "") == (row["evidence_grade"] == "survey" and row["denominator"] != "")


def test_demonstration_periods_do_not_overlap_and_none_begins_after_its_today() -> None:
    periods = defaultdict(list)
    for row in MEASUREMENTS:
        key = tuple(row[name] for name in ("indicator_code", "country", "organisation", "dimension", "category"))
        periods[key].append(parse_period(row["period"]))
    for key, found in periods.items():
        for earlier, later in pairwise(sorted(found, key=lambda period: period.start)):
            assert earlier.end < later.start, key
    latest = max(period.start for found in periods.values() for period in found)
    assert latest <= DEMO_TODAY
    running = [key[:2] for key, found in periods.items() if any(period.end >= DEMO_TODAY for period in found)]
    assert running == [("INS-M1.1", "NL")]


def test_demonstration_breakdowns_stay_within_their_totals() -> None:
    keys = ("indicator_code", "country", "organisation", "period")
    totals = {tuple(row[name] for name in keys): row for row in MEASUREMENTS if not row["dimension"]}
    parts = defaultdict(list)
    for row in MEASUREMENTS:
        if row["dimension"]:
            parts[tuple(row[name] for name in keys), row["dimension"]].append(row)
    less = 0
    for (key, code), found in parts.items():
        dimension = CREDEX.dimension_by_code[code]
        indicator = CREDEX.indicator_by_code[key[0]]
        assert code in {breakdown.dimension for breakdown in indicator.breakdowns}
        assert {row["category"] for row in found} <= {category.code for category in dimension.categories}
        for column in ("value", "numerator", "denominator"):
            amounts = [Fraction(row[column]) for row in found if row[column]]
            total = Fraction(totals[key][column] or 0)
            largest = sum(amounts) if dimension.kind is DimensionKind.EXCLUSIVE else max(amounts, default=0)
            assert largest <= total, (key, code)
            less += dimension.kind is DimensionKind.EXCLUSIVE and 0 < sum(amounts) < total
    assert {code for _, code in parts} >= {"gender", "skill"}
    assert less > 0
