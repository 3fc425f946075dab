"""The form of one measurement: its total with the parts of its breakdowns, by the rules that files have too."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from tests.support import case_framework as cases
from toc.model.drafts import MeasurementDraft, PartDraft
from toc.model.terms import ReviewState
from toc.services import form_reading, recording
from toc.services.form_reading import FormRead, part_field
from toc.services.steps.questions import Question
from toc.services.steps.stored import load_stored
from toc.store.database import Store

DOCUMENT = cases.case_framework()
HEAD = {"indicator_code": "LRN-1.2", "country": "IT", "period": "2024", "source": "partner log"}


def cell(dimension: str, category: str, column: str = "value") -> str:
    return part_field(dimension, category, column)


def by_sex(women: str = "", men: str = "", **more: str) -> dict[str, str]:
    return {**HEAD, cell("sex", "F"): women, cell("sex", "M"): men, **more}


def share(total: tuple[str, str], women: tuple[str, str], men: tuple[str, str]) -> dict[str, str]:
    fields = {**HEAD, "indicator_code": "LRN-1.1", "numerator": total[0], "denominator": total[1]}
    for category, (numerator, denominator) in {"F": women, "M": men}.items():
        fields |= {cell("sex", category, "numerator"): numerator, cell("sex", category, "denominator"): denominator}
    return fields


def read(fields: Mapping[str, str], standing: MeasurementDraft | None = None, **more) -> FormRead:
    known = {} if standing is None else {"2024": standing}
    return form_reading.read_form(fields, DOCUMENT, actor=cases.REPORTER, standing=known, **more)


def faults(found: FormRead) -> list[tuple[str | None, str]]:
    return [(fault.field, fault.text()) for fault in found.faults]


def stands(value: int | None = 100, *, from_parts: bool = False, **parts: int) -> MeasurementDraft:
    return MeasurementDraft(
        framework=cases.CODE,
        indicator="LRN-1.2",
        country="IT",
        organisation="ORG",
        period_start=date(2024, 1, 1),
        period_end=date(2024, 12, 31),
        value=value,
        source="register",
        from_parts=from_parts,
        parts=tuple(PartDraft(dimension="sex", category=code, value=Decimal(n)) for code, n in parts.items()),
    )


def saved(store: Store, fields: Mapping[str, str], **more) -> recording.Recorded:
    parsed = read(fields, **more).parsed
    assert parsed is not None
    return recording.record(store, cases.REPORTER, parsed.draft, clock=cases.CLOCK, expected_revision=None)


def stored(store: Store, indicator: str = "LRN-1.2") -> dict[str, MeasurementDraft]:
    with store.reading() as session:
        found = load_stored(session, cases.CODE, indicators=[indicator], countries=list(cases.COUNTRIES))
    return {one.draft.country: one.draft for one in found}


def test_a_breakdown_is_not_added_to_its_total_and_without_one_gives_it(store: Store) -> None:
    cases.case_store(store)
    read_it = read(by_sex("55", "40", value="100"))
    (sexes, regions) = read_it.breakdowns
    assert (sexes.added.value, sexes.total.value, sexes.rest.value, sexes.gives_total) == (95, 100, 5, False)
    assert (regions.added, regions.quantities) == (None, {})
    saved(store, by_sex("55", "40", value="100"))
    summed = read(by_sex("30", "20", country="NL"))
    assert (summed.whole.value, summed.breakdowns[0].gives_total) == (50, True)
    saved(store, by_sex("30", "20", country="NL"))
    saved(store, {**HEAD, "country": "EE", "value": "10"})
    totals = {country: (one.value, len(one.parts), one.from_parts) for country, one in stored(store).items()}
    assert totals == {"IT": (100, 2, False), "NL": (50, 2, True), "EE": (10, 0, False)}
    assert stored(store)["NL"].source == "partner log"


def test_numerators_and_denominators_of_a_share_add_up_to_the_total(store: Store) -> None:
    cases.case_store(store)
    fields = share(("", ""), ("20", "40"), ("6", "60"))
    found = read(fields)
    assert (found.whole.numerator, found.whole.denominator, found.whole.from_parts) == (26, 100, True)
    saved(store, fields)
    draft = stored(store, "LRN-1.1")["IT"]
    assert (draft.numerator, draft.denominator, len(draft.parts)) == (26, 100, 2)


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        (by_sex("abc", "40", value="100"), cell("sex", "F"), "“abc” is not a number."),
        (by_sex("1.5", "40", value="100"), cell("sex", "F"), "1.5 is not a whole number."),
        (by_sex("70", "40", value="100"), "part:sex", "come to 110, more than the total 100"),
        (share(("26", "100"), ("20", ""), ("", "")), cell("sex", "F", "denominator"), "the denominator is missing"),
        (share(("26", "100"), ("0", "0"), ("", "")), cell("sex", "F", "denominator"), "The denominator is 0."),
        (share(("26", "100"), ("50", "40"), ("", "")), cell("sex", "F", "numerator"), "above the denominator 40"),
        (share(("26", "100"), ("20", "120"), ("", "")), "part:sex", "denominators by Sex come to 120"),
        (by_sex("3", nothing_to_report="yes"), "nothing_to_report", "together with the parts"),
        (by_sex("3", cell("region", "01"), value=""), cell("sex", "M"), "is not a number"),
        ({**by_sex("30", "20"), cell("region", "01"): "9"}, "value", "come to different totals"),
    ],
)
def test_every_fault_stands_at_its_cell(fields: Mapping[str, str], field: str, said: str) -> None:
    found = read(fields)
    assert found.parsed is None
    assert any(name == field and said in text for name, text in faults(found)), faults(found)


def test_a_blank_cell_is_not_stated_and_never_0() -> None:
    found = read(by_sex("55", "n/a", value="100"))
    assert [(part.category, part.value) for part in found.parsed.draft.parts] == [("F", 55)]
    assert set(found.breakdowns[0].quantities) == {"F"}


def test_nothing_typed_at_all_is_a_missing_value() -> None:
    assert faults(read(by_sex())) == [("value", "The value is missing.")]


def test_parts_that_stand_stay_where_their_cell_is_blank_and_are_summed_with_the_typed_ones() -> None:
    found = read(by_sex("58", value="100"), stands(F=55, M=40))
    assert [(part.category, part.value) for part in found.parsed.draft.parts] == [("F", 58)]
    assert [(part.category, part.value) for part in found.whole.parts] == [("F", 58), ("M", 40)]
    (sexes, _) = found.breakdowns
    assert (sexes.added.value, sexes.rest.value, set(sexes.standing)) == (98, 2, {"F", "M"})


def test_a_total_left_blank_stays_with_what_it_rests_on() -> None:
    found = read({**by_sex("58"), "source": ""}, stands(F=55, M=40))
    assert (found.whole.value, found.whole.source, found.whole.from_parts) == (100, "register", False)
    summed = read({**by_sex("58"), "source": ""}, stands(95, from_parts=True, F=55, M=40))
    assert (summed.whole.value, summed.whole.source, summed.whole.from_parts) == (98, "register", True)


def test_parts_that_stand_count_against_a_smaller_total() -> None:
    found = read(by_sex(value="90"), stands(F=55, M=40))
    assert faults(found) == [("part:sex", "The parts by Sex come to 95, more than the total 90.")]


def test_a_part_typed_as_it_stands_states_nothing_new() -> None:
    found = read({**by_sex("55"), "source": ""}, stands(F=55, M=40))
    assert faults(found) == [("value", "Nothing is typed that does not stand already.")]


def test_one_number_proves_the_decimal_mark_for_the_whole_form() -> None:
    fields = {**HEAD, "indicator_code": "LRN-1.1", "value": "12,5"}
    fields |= {cell("sex", "F", "numerator"): "1.234", cell("sex", "F", "denominator"): "2.468"}
    (part,) = read(fields).parsed.draft.parts
    assert (part.numerator, part.denominator) == (1234, 2468)


def test_an_unclear_part_is_asked_about_at_its_cell_and_read_by_the_answer() -> None:
    found = read(by_sex("1.234", value="9000"))
    (question,) = found.faults
    assert (question.field, isinstance(question, Question)) == (cell("sex", "F"), True)
    answered = read(by_sex("1.234", value="9000"), decimal_mark=",")
    assert [part.value for part in answered.parsed.draft.parts] == [1234]


def test_a_breakdown_that_is_saved_as_a_draft_can_be_handed_in(store: Store) -> None:
    cases.case_store(store)
    fields = by_sex("55", "40", value="100")
    draft = read(fields).parsed.draft
    first = recording.record(store, cases.REPORTER, draft, clock=cases.CLOCK, submit=False)
    assert first.state is ReviewState.DRAFT
    again = read(fields, stored(store)["IT"]).parsed.draft
    made = recording.record(store, cases.REPORTER, again, clock=cases.CLOCK, expected_revision=1)
    assert (made.state, len(stored(store)["IT"].parts)) == (ReviewState.SUBMITTED, 2)
