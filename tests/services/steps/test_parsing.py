"""From what is typed to a draft: what is understood, and each fault at its field."""

from collections.abc import Mapping

import pytest

from tests.support import example_framework as orchard
from toc.errors import Invalid
from toc.model.query import Actor
from toc.model.terms import EvidenceGrade, Role
from toc.services import recording
from toc.services.steps.questions import NoValue, Question

POMAR = Actor(None, "Pia", "pia@example.org", Role.PARTNER, "POMAR", frozenset({"PT"}))
DOCUMENT = orchard.example_framework()


def parse(actor: Actor = POMAR, decimal_mark: str | None = None, **typed: str) -> recording.Parsed:
    fields = {"indicator_code": "F1.1", "country": "PT", "organisation": "POMAR", "period": "2020-Q1", **typed}
    return recording.parse(fields, DOCUMENT, actor=actor, decimal_mark=decimal_mark)


def faults(**typed: str) -> dict[str | None, str]:
    with pytest.raises(Invalid) as caught:
        parse(**typed)
    return {fault.field: fault.text() for fault in caught.value.faults}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"value": "12"}, {"value": 12}),
        ({"value": "1 250"}, {"value": 1250}),
        ({"value": "0"}, {"value": 0}),
        ({"indicator_code": "F1.2", "period": "2020", "value": "12,5%"}, {"value": 12.5}),
        ({"indicator_code": "F1.2", "period": "2020", "numerator": "10.5", "denominator": "11"}, {"value": None}),
        ({"indicator_code": "F2.1", "period": "2020", "value": "good"}, {"value": 3}),
        ({"indicator_code": "F2.1", "period": "2020", "value": "2"}, {"value": 2}),
        ({"indicator_code": "v1.3 ", "country": "GR", "organisation": "kipos", "value": "-1,5"}, {"country": "GR"}),
        ({"indicator_code": "V1.2", "country": "all", "organisation": "COOP", "value": "5"}, {"country": "ALL"}),
        ({"value": "3", "nothing_to_report": "no"}, {"nothing_to_report": False}),
        ({"nothing_to_report": "Sì"}, {"nothing_to_report": True, "value": None}),
        ({"value": "3", "evidence_grade": "Self report"}, {"evidence_grade": EvidenceGrade.SELF_REPORT}),
        ({"value": "3", "sample_size": "1 200", "note": " NA "}, {"sample_size": 1200, "note": " NA "}),
        ({"value": "3", "dimension": "Fruit", "category": "APPLE"}, {"value": None}),
        ({"period": "", "period_start": "1.1.2020", "period_end": "31.03.2020", "value": "3"}, {"value": 3}),
        ({"period_start": "2020-01-01", "period_end": "2020-03-31", "value": "3"}, {"value": 3}),
    ],
)
def test_what_is_typed_becomes_a_draft(typed: Mapping[str, str], expected: Mapping[str, object]) -> None:
    draft = parse(**typed).draft
    assert {name: getattr(draft, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"value": "abc"}, "value"),
        ({"value": "1.5"}, "value"),
        ({"value": "-3"}, "value"),
        ({"value": "5%"}, "value"),
        ({"value": "5", "numerator": "5", "denominator": "6"}, "numerator"),
        ({"indicator_code": "F1.2", "value": "140"}, "value"),
        ({"indicator_code": "F1.2", "value": "45", "numerator": "9", "denominator": "30"}, "value"),
        ({"indicator_code": "F1.2", "numerator": "9", "denominator": "0"}, "denominator"),
        ({"indicator_code": "F1.2", "numerator": "-1", "denominator": "5"}, "numerator"),
        ({"indicator_code": "F1.2", "numerator": "9", "denominator": "5"}, "numerator"),
        ({"indicator_code": "F1.2", "numerator": "9"}, "denominator"),
        ({"indicator_code": "F1.2", "denominator": "9"}, "numerator"),
        ({"indicator_code": "F2.1", "value": "excellent"}, "value"),
        ({"indicator_code": "F2.1", "value": "4"}, "value"),
        ({"indicator_code": "V1.1", "value": "-1"}, "value"),
        ({"value": "5", "nothing_to_report": "yes"}, "nothing_to_report"),
        ({"nothing_to_report": "yes", "dimension": "fruit", "category": "pear"}, "nothing_to_report"),
        ({"value": "5", "nothing_to_report": "perhaps"}, "nothing_to_report"),
        ({"value": "5", "period": "2020-13"}, "period"),
        ({"value": "5", "period": ""}, "period"),
        ({"value": "5", "period": "", "period_start": "2020-01-01"}, "period_end"),
        ({"value": "5", "period": "", "period_end": "2020-01-01"}, "period_start"),
        ({"value": "5", "period": "", "period_start": "2020-02-30", "period_end": "2020-03-31"}, "period_start"),
        ({"value": "5", "period_start": "2020-01-01", "period_end": "2020-04-30"}, "period"),
        ({"value": "5", "country": "XX"}, "country"),
        ({"value": "5", "country": ""}, "country"),
        ({"value": "5", "country": "ALL"}, "country"),
        ({"indicator_code": "V1.2", "value": "5"}, "country"),
        ({"value": "5", "indicator_code": ""}, "indicator_code"),
        ({"value": "5", "organisation": "NOBODY"}, "organisation"),
        ({"value": "5", "organisation": "COOP"}, "organisation"),
        ({"value": "5", "organisation": ""}, "organisation"),
        ({"value": "5", "evidence_grade": "gut feeling"}, "evidence_grade"),
        ({"value": "5", "sample_size": "0"}, "sample_size"),
        ({"value": "5", "sample_size": "2.5"}, "sample_size"),
        ({"value": "5", "dimension": "fruit"}, "category"),
        ({"value": "5", "category": "pear"}, "dimension"),
        ({"value": "5", "dimension": "fruit", "category": "plum"}, "category"),
        ({"value": "5", "dimension": "soil", "category": "sand"}, "category"),
        ({"value": "5", "dimension": "fruit|soil", "category": "pear|clay"}, "category"),
        ({"indicator_code": "V1.1", "value": "5", "dimension": "fruit", "category": "pear"}, "dimension"),
        ({"value": "5", "note": "a\x00b"}, "note"),
        ({"value": "5", "note": "\ud800"}, "note"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(typed: Mapping[str, str], field: str) -> None:
    assert field in faults(**typed)


def test_all_faults_are_said_at_once_and_each_says_what_to_do() -> None:
    with pytest.raises(Invalid) as caught:
        parse(value="abc", country="XX", period="soon", sample_size="x")
    assert {fault.field for fault in caught.value.faults} == {"value", "country", "period", "sample_size"}
    assert all(fault.remedy_text() for fault in caught.value.faults)


def test_an_unclear_number_carries_its_choices_and_is_read_by_the_answer() -> None:
    with pytest.raises(Invalid) as caught:
        parse(value="1,250")
    (question,) = caught.value.faults
    assert isinstance(question, Question)
    assert [choice.answer for choice in question.choices] == [".", ","]
    assert parse(value="1,250", decimal_mark=".").draft.value == 1250


def test_a_missing_value_is_told_apart_from_0_and_from_a_fault() -> None:
    with pytest.raises(Invalid) as caught:
        parse(value="n/a")
    assert [type(fault) for fault in caught.value.faults] == [NoValue]


def test_a_value_beside_numerator_and_denominator_may_be_rounded_and_the_two_are_kept() -> None:
    read = parse(indicator_code="F1.2", period="2020", value="33.3", numerator="1", denominator="3")
    assert (read.draft.value, read.draft.numerator, str(read.typed)) == (None, 1, "33.3")
    assert read.period == "2020"


def test_the_own_organisation_is_the_default_only_where_no_other_reports_for_the_country() -> None:
    kipos = Actor(None, "K", "", Role.PARTNER, "KIPOS", frozenset({"GR", "PT"}))
    read = parse(actor=kipos, indicator_code="V1.3", country="GR", organisation="", value="1")
    assert read.draft.organisation == "KIPOS"
    with pytest.raises(Invalid, match="organisation"):
        parse(actor=kipos, indicator_code="V1.3", country="PT", organisation="", value="1")


def test_something_that_does_not_apply_and_a_spreadsheets_notation_are_read_with_a_caution() -> None:
    read = parse(indicator_code="F2.1", country="EL", organisation="KIPOS", period="2020", value="2E0")
    assert [notice.field for notice in read.notices] == ["country", "value", "country"]
