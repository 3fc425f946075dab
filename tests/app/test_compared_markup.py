"""Markup of pages that compare: links, headings, words for what cannot be compared, and nothing runs as markup."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from app import compared_markup as compared
from app import markup
from tests.app import build_results as built
from toc.figures.comparability import Mark, MarkKind
from toc.figures.results import GroupResult
from toc.model.query import Query
from toc.model.terms import Status
from toc.services.comparing import IndicatorPair, ObjectivePair, SideBySide

BAD = '<img src=x onerror="alert(1)">**bold**'
HEADS = (("Italy", "/country_profile?country=IT"), ("Netherlands", "/country_profile?country=NL"))


def address(result):
    return f"/indicator?country={result.country}&indicator=A-1.1", BAD


def a_matrix(name="Alpha", where=address):
    rows = ((built.objective_result(), built.objective_result(Status.NO_DATA, country="NL", progress=None)),)
    return compared.matrix(HEADS, ((name, rows),), "en", where)


def pair(marks=(), lead=None, **more):
    one = built.indicator_result(country="IT", **more)
    return IndicatorPair(one.indicator, one, replace(one, country="NL"), marks, lead)


def side(found, lead=None):
    whole = ObjectivePair(built.objective_result(), built.objective_result(country="NL"), (found,), lead)
    at = datetime(2027, 7, 1, tzinfo=UTC)
    return SideBySide(Query("TINY", date(2027, 6, 30)), built.document(), "IT", "NL", (whole,), at)


def said(found, lead=None):
    text = compared.pairs(side(found, lead), built.NAMES, "en")
    return [re.sub("<[^>]*>", "", row.rpartition("<td>")[2]) for row in re.findall("<tr.*?</tr>", text)[1:]]


def test_a_matrix_has_headings_for_rows_and_columns_and_a_dash_with_a_reason():
    text = a_matrix()
    assert re.findall('scope="([a-z]*)"', text) == ["col", "col", "col", "rowgroup", "row"]
    assert "title='No progress" in text
    assert "–" in text


def test_in_one_group_without_a_name_there_is_no_heading_of_a_group():
    assert "rowgroup" not in a_matrix("")


def test_each_place_and_each_country_is_a_link_and_its_title_is_escaped():
    text = a_matrix()
    assert len(re.findall("<a ", text)) == 4
    assert "<img" not in text
    assert "<a " not in a_matrix(where=lambda result: ("", "")).partition("<tbody>")[2]


def test_a_matrix_says_the_gap_beside_the_progress():
    assert "62.0%<br>" in a_matrix().replace("&#46;", ".")
    assert "gap +4.0" in a_matrix().replace("&#43;", "+")


@pytest.mark.parametrize(
    ("lead", "words"),
    [
        (Fraction(1, 10), "Italy is 10.0 points further on its way."),
        (Fraction(-1, 10), "Netherlands is 10.0 points further on its way."),
        (Fraction(0), "Equally far."),
    ],
)
def test_who_is_further_is_said_in_points(lead, words):
    assert said(pair(lead=lead))[1] == words


def test_marks_stand_instead_of_a_verdict_and_are_escaped():
    found = said(pair((Mark(MarkKind.DATES, "A-1.1", ("IT", "NL"), f"Too far apart {BAD}"),)))
    assert found[0] == "⚠ Not compared: see the marked indicators."
    assert found[1].startswith("⚠ Too far apart &#60;img")


def test_without_progress_it_is_said_whose_is_missing():
    assert (
        said(pair(value=None, progress=None))[1].replace("&#58;", ":")
        == "Not compared: no progress for Italy and Netherlands."
    )


def test_means_say_their_coverage_and_a_dash_for_what_is_not_known():
    text = compared.means("Level", [("Alpha", "", GroupResult("a", None, None, None, 1, 4, False))], "en")
    assert "1 of 4" in text
    assert text.count("–") == 3


@pytest.mark.parametrize(("total", "words"), [(1, "1 of 1 objective"), (4, "1 of 4 objectives")])
def test_coverage_is_said_in_words(total, words):
    assert compared.coverage(GroupResult("a", None, None, None, 1, total, False)) == words


def test_why_tells_value_expectation_target_and_what_stands_beside_the_status():
    text = compared.why(built.indicator_result(status_note="within the survey's margin"), "en")
    assert text == (
        "177 learners on 2026-12-31; expected 200 learners; target 400 learners by 2027-12-31; gap -6.8 points; "
        "within the survey's margin"
    )


def test_what_was_reached_stands_under_its_objective_and_nothing_runs_as_markup():
    objective = replace(
        built.objective_result(of=built.document().objectives[2]),
        indicators=(built.indicator_result(of=built.indicator_def("B-1.1", name=BAD)),),
    )
    text = compared.actuals("Targets", [objective], "en")
    assert "<script" not in text
    assert "<img" not in text
    assert text.count("<tr") == 3


def test_tiles_bullets_and_what_is_not_printed_are_escaped():
    assert "<img" not in compared.tiles([(BAD, BAD, BAD)]) + compared.not_printed(BAD) + compared.over(BAD, 3)
    assert compared.bullets([markup.safe("a"), "b"]) == '<ul class="toc-bullets"><li>a</li><li>b</li></ul>'
