"""History and breakdowns as rows: differences, projections, remarks, and what they are about."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.figures.build import (
    baseline,
    consortium,
    day,
    flow,
    framework,
    indicator,
    observation,
    panel,
    percent,
    target,
)
from toc import columns, tables_indicator
from toc.figures.history import history
from toc.figures.progress import assess_indicator
from toc.model.document import AnnotationDef
from toc.model.terms import AnnotationKind, EvidenceGrade

CODE, DUE = "LRN-S1.1", "2027-12-31"
REMARKS = (
    AnnotationDef(date=date(2027, 3, 1), text="Counted anew", kind=AnnotationKind.BREAK, indicator=CODE),
    AnnotationDef(date=date(2026, 5, 1), text="A law", country="NL"),
    AnnotationDef(date=date(2026, 6, 1), text="A strike", country="IT"),
    AnnotationDef(date=date(2026, 7, 1), text="Of another indicator", indicator="LRN-S1.2"),
)


def rows(of, values, *facts, country="NL", as_of="2027-06-30", annotations=()):
    document = framework([of, indicator("LRN-S1.2")], facts, countries=("IT", "NL"), annotations=annotations)
    made = panel(document, {(of.code, "NL" if country == "ALL" else country): values})
    found = assess_indicator(made, of.code, country, day(as_of))
    past = history(made, of.code, country, day(as_of))
    given = list(tables_indicator.history_rows(found, past, document, None, False))
    assert {name for row in given for name in row} <= set(columns.names(columns.HISTORY))
    return {(row["point"], row["date"]): row for row in given}


PLANNED = (baseline(CODE, "NL", 64), target(CODE, "NL", 150, "2026-12-31"), target(CODE, "NL", 400, DUE))


def test_a_period_says_how_far_it_is_from_what_was_expected():
    found = rows(flow(CODE), {"2026-S1": 52, "2026-S2": 61}, *PLANNED)
    row = found["value", date(2026, 12, 31)]
    assert (row["value"], row["expected_value"], row["difference"]) == (177, 150, 27)


def test_a_target_says_what_was_measured_at_its_date_and_what_is_missing():
    values = {"2026-S1": 52, "2026-S2": 61, "2027-S1": 10, "2027-S2": 7}
    found = rows(flow(CODE), values, *PLANNED, as_of=DUE)
    milestone, goal = found["milestone", date(2026, 12, 31)], found["target", date(2027, 12, 31)]
    assert (milestone["actual_value"], milestone["difference"], milestone["status"]) == (177, 27, "met")
    assert (goal["actual_value"], goal["difference"], goal["status"]) == (194, -206, "not met")
    early = rows(flow(CODE), values, *PLANNED)["target", date(2027, 12, 31)]
    assert (early["actual_value"], early["difference"], early["status"]) == (None, None, None)


def test_what_came_in_after_a_targets_date_is_no_value_at_that_date():
    values = {"2026-S1": 52, "2027-S2": 300, "2028-S1": 90}
    found = rows(flow(CODE), values, *PLANNED, as_of="2028-06-30")
    assert found["target", date(2027, 12, 31)]["actual_value"] == 416
    assert found["value", date(2028, 6, 30)]["value"] == 506


def test_the_projection_has_its_corners_in_a_column_of_their_own():
    found = rows(flow(CODE), {"2026-S1": 52, "2026-S2": 61}, *PLANNED)
    ends = {on: row for (point, on), row in found.items() if point == "projection"}
    assert list(ends) == [date(2026, 12, 31), date(2027, 12, 31)]
    assert ends[date(2027, 12, 31)]["projected_value"] == pytest.approx(Decimal("280.6306532663317"))
    assert all(row.get("value") is None for row in ends.values())


def test_a_survey_has_its_margin_and_weak_evidence_is_told():
    survey = observation("2026", "45/52", evidence_grade=EvidenceGrade.SURVEY)
    row = rows(percent(CODE), {"2026": survey}, baseline(CODE, "NL", 50))["value", date(2026, 12, 31)]
    assert (round(row["ci_low"], 1), round(row["ci_high"], 1)) == (Decimal("74.7"), Decimal("93.3"))
    assert (row["evidence_grade"], row["weak_evidence"]) == ("survey", False)
    guess = replace(survey, evidence_grade=None)
    row = rows(percent(CODE), {"2026": guess}, baseline(CODE, "NL", 50))["value", date(2026, 12, 31)]
    assert (row["ci_low"], row["evidence_grade"], row["weak_evidence"]) == (None, "", True)


def test_remarks_are_those_of_the_indicator_and_the_country_in_date_order():
    found = rows(flow(CODE), {"2026-S1": 5}, annotations=REMARKS)
    texts = [(point, row["text"]) for (point, _), row in found.items() if point in ("event", "break")]
    assert texts == [("event", "A law"), ("break", "Counted anew")]


def test_all_countries_together_have_every_countrys_remarks_with_its_name():
    found = rows(flow(CODE), {"2026-S1": 5}, country="ALL", annotations=REMARKS)
    texts = [row["text"] for (point, _), row in found.items() if point in ("event", "break")]
    assert texts == ["NL: A law", "IT: A strike", "Counted anew"]
    document = framework(consortium(CODE), annotations=REMARKS)
    alone = tables_indicator.annotations_of(document, document.indicators[0], "ALL")
    assert [remark.text for remark in alone] == ["Counted anew"]


def test_all_countries_together_are_compared_by_the_matched_ones_alone():
    facts = [baseline(CODE, "NL", 10), target(CODE, "NL", 100, DUE), baseline(CODE, "IT", 10)]
    document = framework(flow(CODE), facts, countries=("IT", "NL"))
    made = panel(document, {(CODE, one): {"2026-S1": 20} for one in ("NL", "IT")})
    past = history(made, CODE, "ALL", day("2026-12-31"))
    assert (past[0].value, past[0].compared) == (Fraction(60), Fraction(30))
