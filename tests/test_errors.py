"""Errors keep their template and fields, so that the edge can translate them."""

import pickle

import pytest

from toc.errors import Conflict, Fault, Invalid, NotAllowed, NotFound, TocError

ITALIAN = {
    "“{text}” is not a number.": "«{text}» non è un numero.",
    "Write {example}.": "Scrivere {example}.",
    "Broken {text}.": "Rotto {testo}.",
}


def translate(text: str) -> str:
    return ITALIAN.get(text, text)


def an_error() -> Invalid:
    return Invalid(
        "“{text}” is not a number.",
        field="value",
        remedy="Write {example}.",
        details={"text": "abc", "example": "12.5"},
    )


def test_the_message_is_the_template_filled_in_english() -> None:
    error = an_error()
    assert error.message == str(error) == error.text() == "“abc” is not a number."
    assert error.remedy == "Write 12.5."
    assert (error.template, error.field) == ("“{text}” is not a number.", "value")
    assert error.fields == error.details == {"text": "abc", "example": "12.5"}


def test_message_and_remedy_can_be_translated_from_template_and_fields() -> None:
    assert an_error().text(translate) == "«abc» non è un numero."
    assert an_error().remedy_text(translate) == "Scrivere 12.5."


def test_a_translation_with_a_wrong_placeholder_gives_way_to_english() -> None:
    assert Invalid("Broken {text}.", details={"text": "abc"}).text(translate) == "Broken abc."


def test_braces_in_a_typed_text_are_shown_as_typed() -> None:
    assert Invalid("“{text}” is not a number.", details={"text": "{0.x}"}).message == "“{0.x}” is not a number."
    assert Invalid("Write {} here.").message == "Write {} here."


def test_several_faults_are_carried_at_once_each_with_its_field() -> None:
    faults = [
        Fault("value", "“{text}” is not a number.", {"text": "abc"}, "Write a number."),
        Fault("country", "The country is empty."),
        Fault("note", "Too long.", remedy="Write a number."),
    ]
    error = Invalid(faults=faults)
    assert [fault.field for fault in error.faults] == ["value", "country", "note"]
    assert (error.field, error.template, error.fields) == ("value", "“{text}” is not a number.", {"text": "abc"})
    assert error.message == "“abc” is not a number. The country is empty. Too long."
    assert error.remedy == "Write a number."


def test_a_single_message_is_one_fault() -> None:
    (fault,) = an_error().faults
    assert (fault.field, fault.text(), fault.remedy_text()) == ("value", "“abc” is not a number.", "Write 12.5.")


def test_an_error_without_remedy_has_none() -> None:
    assert NotFound("There is no such page.").remedy is None


@pytest.mark.parametrize("arguments", [{}, {"message": "x", "faults": [Fault(None, "y")]}])
def test_invalid_takes_a_message_or_faults_and_not_both(arguments: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="one of the two"):
        Invalid(**arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [Invalid, Conflict, NotAllowed, NotFound])
def test_every_kind_is_one_of_the_product_and_survives_pickling(kind: type[TocError]) -> None:
    error = kind("{what} is wrong.", field="x", details={"what": "This"})
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert type(again) is kind
    assert isinstance(again, TocError)
    assert (again.message, again.field) == ("This is wrong.", "x")
