"""Marks where figures of countries are compared or combined (progress.md 10)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from tests.figures.build import Values, baseline, consortium, day, framework, indicator, panel, target
from toc.figures.comparability import MarkKind, marks
from toc.figures.framework import assess_framework
from toc.model.document import AnnotationDef
from toc.model.panel import Panel
from toc.model.terms import AnnotationKind

CODE = "SYS-S1.1"
EARLY, LATE = {"2026": 5}, {"2027": 6}


def a_panel(
    values: Mapping[str, Values],
    methods: Mapping[str, str] | None = None,
    annotations: Iterable[AnnotationDef] = (),
    found=None,
) -> Panel:
    facts = [baseline(CODE, country, 2) for country in values] + [
        target(CODE, country, 10, "2027-12-31") for country in values
    ]
    document = framework(
        found or indicator(CODE), facts, countries=[code for code in values if code != "ALL"] or ["NL"],
        annotations=tuple(annotations),
    )  # fmt: skip
    made = panel(document, {(CODE, country): some for country, some in values.items()})
    series = {
        key: tuple(replace(part, method=(methods or {}).get(key[1], "")) for part in parts)
        for key, parts in made.series.items()
    }
    return replace(made, series=series)


def found_marks(made: Panel, as_of: str = "2028-03-01"):
    return marks(made, assess_framework(made, day(as_of)).indicators.values())


def a_break(on: str, **changes: object) -> AnnotationDef:
    given = {"indicator": CODE, "date": day(on), "kind": AnnotationKind.BREAK, "text": "new wording", **changes}
    return AnnotationDef.model_validate(given)


@pytest.mark.parametrize(
    ("first", "second", "marked"),
    [
        ({"2026": 5}, {"2026": 6}, False),
        ({"2026": 5}, {"2027": 6}, False),
        ({"2026-11": 5}, {"2027": 6}, True),
        ({"2026-12-01 to 2026-12-30": 5}, {"2027": 6}, True),
        ({"2026": 5}, {"2025": 6}, False),
    ],
)
def test_data_dates_more_than_a_year_apart_are_marked_and_exactly_a_year_is_not(first, second, marked):
    made = found_marks(a_panel({"EE": first, "NL": second}))
    assert [mark.kind for mark in made] == ([MarkKind.DATES] if marked else [])


def test_the_reason_names_each_country_with_its_data_date():
    (mark,) = found_marks(a_panel({"EE": {"2026-06": 5}, "NL": LATE}))
    assert (mark.indicator, mark.countries) == (CODE, ("EE", "NL"))
    assert mark.reason == "Data dates are more than a year apart: EE to 2026-06-30, NL to 2027-12-31."


@pytest.mark.parametrize(
    ("methods", "marked"),
    [
        ({"EE": "Register", "NL": "Survey"}, True),
        ({"EE": "Register", "NL": "register. "}, False),
        ({"EE": "Register"}, False),
        ({}, False),
    ],
)
def test_another_stated_method_is_marked_and_one_that_is_not_stated_is_none(methods, marked):
    made = found_marks(a_panel({"EE": LATE, "NL": LATE}, methods))
    assert [mark.kind for mark in made] == ([MarkKind.METHOD] if marked else [])
    assert all(mark.reason == "Measured by different methods. EE: Register; NL: Survey." for mark in made)


def test_a_break_between_two_data_dates_is_another_version_of_the_definition():
    made = found_marks(a_panel({"EE": EARLY, "NL": LATE}, annotations=[a_break("2027-06-01")]))
    between, spanned = made
    assert {mark.kind for mark in made} == {MarkKind.DEFINITION}
    assert between.countries == ("EE", "NL")
    assert between.reason == (
        "Another definition since 2027-06-01 (new wording): NL measured by the new one, EE by the earlier one."
    )
    assert spanned.countries == ("NL",)


def test_a_break_between_baseline_and_data_marks_the_country_alone():
    (mark,) = found_marks(a_panel({"EE": LATE}, annotations=[a_break("2026-01-01")]))
    assert mark.countries == ("EE",)
    assert "between the baseline and the value of EE" in mark.reason


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": AnnotationKind.EVENT},
        {"indicator": "SYS-S1.2"},
        {"date": "2025-11-28"},
        {"date": "2028-01-01"},
        {"country": "BE"},
    ],
)
def test_what_is_no_break_of_these_figures_marks_nothing(changes):
    assert not found_marks(a_panel({"EE": LATE, "NL": LATE}, annotations=[a_break("2027-01-01", **changes)]))


def test_a_break_in_one_country_alone_sets_it_apart_from_the_others():
    made = found_marks(a_panel({"EE": LATE, "NL": LATE}, annotations=[a_break("2027-01-01", country="EE")]))
    assert [mark.countries for mark in made] == [("EE", "NL"), ("EE",)]


def test_a_country_without_a_measurement_is_not_compared():
    made = a_panel({"EE": {"2026-06": 5}, "NL": {}}, annotations=[a_break("2028-01-01")])
    assert not found_marks(made)


def test_figures_of_all_countries_carry_the_marks_as_notes_and_keep_their_value():
    plain = assess_framework(a_panel({"EE": {"2026-06": 6}, "NL": LATE}), day("2028-03-01")).indicators
    same = assess_framework(a_panel({"EE": LATE, "NL": LATE}), day("2028-03-01")).indicators
    marked = plain[CODE, "ALL"]
    assert marked.notes[-1].startswith("Data dates are more than a year apart")
    assert not any("apart" in note for note in plain[CODE, "NL"].notes)
    assert not any("apart" in note for note in same[CODE, "ALL"].notes)
    assert marked.value.quantity == same[CODE, "ALL"].value.quantity is not None


def test_a_consortium_indicator_is_marked_where_its_definition_changed():
    made = a_panel({"ALL": {"2027": 3}}, annotations=[a_break("2027-01-01")], found=consortium(CODE))
    (mark,) = found_marks(made)
    assert mark.reason.startswith("The definition changed on 2027-01-01")
