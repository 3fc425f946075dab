"""Figures as people read them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from app import figure_text
from app.figure_text import IndicatorText
from tests.app import build_results as built
from toc.figures.results import Projection, Quantity, ValueResult
from toc.model.query import ALL
from toc.model.terms import EvidenceGrade, Measure, Status


def text_of(result, locale="en"):
    return IndicatorText(result, locale)


@pytest.mark.parametrize(
    ("value", "measure", "unit", "locale", "text"),
    [
        (Fraction(177), Measure.COUNT, "learners", "en", "177 learners"),
        (Fraction(12345), Measure.COUNT, "learners", "nl", "12.345 learners"),
        (Fraction(7, 11) * 100, Measure.PERCENT, "%", "en", "63.6%"),
        (Fraction(400, 240), Measure.PERCENT, "%", "it", "1,7%"),
        (Fraction(7, 4), Measure.DURATION, "months", "en", "1.75 months"),
        (Fraction(0), Measure.AMOUNT, "EUR", "en", "0 EUR"),
        (None, Measure.COUNT, "learners", "en", "–"),
        (Fraction(5, 2), Measure.SCALE, "level", "en", "level 2.5"),
    ],
)
def test_a_value_is_written_with_its_unit_in_the_readers_locale(value, measure, unit, locale, text):
    assert figure_text.value_text(value, measure, unit, locale) == text


def test_a_scale_is_written_with_the_text_of_its_level():
    result = built.indicator_result(of=built.scale_def(), value=Fraction(2))
    assert text_of(result).value() == "2: voluntary"
    assert text_of(result).number(Decimal("1.0")) == "1: none"
    assert text_of(result).short(Fraction(2)) == "2"


def test_a_chart_gets_the_number_alone_because_its_axis_names_the_unit():
    assert text_of(built.indicator_result()).short(Fraction(177)) == "177"
    percent = built.indicator_result(of=built.indicator_def("B-1.1", Measure.PERCENT))
    assert text_of(percent).short(Fraction(50)) == "50.0%"
    assert text_of(percent).short(None) == "–"


@pytest.mark.parametrize(
    ("gap", "text"),
    [(Fraction(-1853, 10000), "-18.5 points"), (Fraction(1, 10), "+10.0 points"), (Fraction(0), "0.0 points"),
     (None, "–")],
)  # fmt: skip
def test_a_gap_is_written_in_points_with_its_sign(gap, text):
    assert figure_text.points(gap, "en") == text


def test_missing_progress_is_a_dash_and_nought_is_nought():
    assert figure_text.percent(None, "en") == "–"
    assert figure_text.percent(Fraction(0), "en") == "0.0%"


def test_a_lower_bound_says_at_least_and_names_what_is_missing():
    value = replace(built.indicator_result().value, at_least=True, missing_periods=("2026-S2",))
    text = text_of(replace(built.indicator_result(), value=value))
    assert text.value() == "at least 177 learners"
    assert dict((label, more) for label, _, more in text.facts())["Value"].endswith("missing: 2026-S2")


def test_a_baseline_that_stands_for_the_value_says_so():
    value = replace(built.indicator_result().value, basis="baseline", data_on=None)
    assert text_of(replace(built.indicator_result(), value=value)).value() == "177 learners, the baseline"


def test_values_that_are_not_combined_are_a_range():
    value = ValueResult(quantity=None, data_on=None, basis="measured", low=Fraction(10), high=Fraction(21))
    assert text_of(replace(built.indicator_result(), value=value)).value() == "from 10 learners to 21 learners"


def test_a_percent_shows_the_numbers_that_it_comes_from():
    quantity = Quantity(Fraction(75), Fraction(30), Fraction(40))
    result = built.indicator_result(of=built.indicator_def("B-1.1", Measure.PERCENT))
    assert text_of(result).quantity(quantity) == "75.0% (30 of 40)"


def test_facts_say_why_there_is_no_progress():
    result = built.indicator_result(Status.NO_TARGET, value=None, target=None, expected=None)
    facts = {label: (figure, more) for label, figure, more in text_of(result).facts()}
    assert facts["Progress"] == ("–", "No progress: no target is set within the objective's horizon.")
    assert facts["Target"] == ("–", "No target is set within the horizon.")
    assert "Gap" not in facts


def test_all_countries_together_have_countries_as_parts_and_name_the_matched_ones():
    result = built.indicator_result(country=ALL, parts_matched=5, target_basis="derived")
    value = replace(result.value, parts_present=5, parts_expected=6)
    facts = {label: more for label, _, more in text_of(replace(result, value=value)).facts()}
    assert "5 of 6 countries" in facts["Value"]
    assert facts["Target"] == "combined from the countries' targets"
    assert "from 5 countries" in facts["Progress"]


def test_an_objective_without_progress_has_no_figure_but_its_coverage():
    result = built.objective_result(Status.NO_DATA, progress=None, expected=Fraction(1, 10))
    assert figure_text.objective_line(result, "en") == ("no figure", "· expected 10.0%", "0 of 2 indicators")
    assert figure_text.objective_line(built.objective_result(), "en")[0] == "62.0%"


def test_evidence_is_counted_against_the_measurements_in_the_figures():
    result = built.objective_result()
    assert figure_text.evidence_line(result) == ""
    several = replace(result, revisions=frozenset({1, 2, 3}), evidence_with=2)
    assert figure_text.evidence_line(several) == "evidence for 2 of 3 measurements"
    assert figure_text.evidence_line(replace(result, revisions=frozenset({1}))) == "evidence for 0 of 1 measurement"


@pytest.mark.parametrize(
    ("size", "locale", "text"),
    [(1, "en", "1 byte"), (1023, "it", "1.023 bytes"), (1024, "en", "1 kB"), (1_300_000, "nl", "1,2 MB")],
)
def test_the_size_of_a_file_is_written_for_its_reader(size, locale, text):
    assert figure_text.size_text(size, locale) == text


def test_a_hold_band_and_an_assumed_baseline_are_written_out():
    result = built.indicator_result(target=Fraction(40), target_to=Fraction(60), baseline=None, baseline_assumed=True)
    assert text_of(result).target() == "40 learners to 60 learners by 2027-12-31"
    assert text_of(result).baseline() == "0, assumed"
    assert text_of(replace(result, baseline_assumed=False)).baseline() == "–"


def test_decimals_are_written_like_fractions():
    assert figure_text.value_text(Decimal("1.5"), Measure.DURATION, "months", "en") == "1.50 months"


def projected(value, short_by, of=None):
    found = Projection(date(2027, 12, 31), Fraction(value), short_by == 0, Fraction(short_by), ())
    return dict(
        (label, (figure, more))
        for label, figure, more in IndicatorText(built.indicator_result(of=of, projection=found), "en").facts()
    )["Projection"]


def test_a_projection_says_whether_the_target_is_reached_or_by_how_much_it_is_missed():
    assert projected(420, 0)[0] == "projected to reach the target"
    figure, more = projected(338, 62)
    assert figure == "projected to miss by 62 learners"
    assert more == "338 learners on 2027-12-31 if it goes on as it did so far; no forecast"


def test_a_percent_is_missed_by_percentage_points():
    of = built.indicator_def("B-1.1", Measure.PERCENT)
    assert projected(Fraction(705, 10), Fraction(95, 10), of)[0] == "projected to miss by 9.5 percentage points"


def test_evidence_is_named_strongest_first_and_said_to_be_weak():
    def evidence(*grades):
        result = built.indicator_result()
        result = replace(result, value=replace(result.value, evidence_grades=grades))
        return next(
            (figure, more) for label, figure, more in IndicatorText(result, "en").facts() if label == "Evidence"
        )

    assert evidence(EvidenceGrade.SURVEY, EvidenceGrade.ESTIMATE) == ("Survey, Estimate", "")
    assert evidence(EvidenceGrade.ESTIMATE)[1] == "weak: nothing in it is a register or a survey"
    assert evidence() == ("Not graded", "weak: nothing in it is a register or a survey")
