"""Errors that people can act on: what is wrong, where, and what to do, ready to be translated at the edge."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from types import MappingProxyType

Translate = Callable[[str], str]
_NO_FIELDS: Mapping[str, object] = MappingProxyType({})


def _same(text: str) -> str:
    return text


def _filled(template: str, fields: Mapping[str, object], translate: Translate) -> str:
    """Return the translated template with its fields filled in.

    A template without fields is taken literally, braces included. A translation whose placeholders do not fit the
    fields gives way to the English template, so that a slip in a catalogue never hides an error.
    """
    if not fields:
        return translate(template)
    try:
        return translate(template).format(**fields)
    except (KeyError, IndexError, ValueError):
        return template.format(**fields)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with one field of a form or one cell of a file.

    Attributes:
        field: name of the field or column; None where the fault belongs to the whole.
        template: English sentence with named placeholders, e.g. ``"{text} is not a number."``.
        fields: what fills the placeholders of ``template`` and ``remedy``; more may be carried along.
        remedy: English sentence that says what to do, with the same placeholders; None where the fault says it.
    """

    field: str | None
    template: str
    fields: Mapping[str, object] = attribute(default_factory=dict)
    remedy: str | None = None

    def text(self, translate: Translate = _same) -> str:
        """Return what is wrong as a sentence, in the language of ``translate`` (English where none is given)."""
        return _filled(self.template, self.fields, translate)

    def remedy_text(self, translate: Translate = _same) -> str | None:
        """Return what to do as a sentence, in the language of ``translate``; None where there is no remedy."""
        return None if self.remedy is None else _filled(self.remedy, self.fields, translate)


class TocError(Exception):
    """A refusal in plain words; every error that the product raises on purpose is one of its kinds.

    Attributes:
        template: English sentence with named placeholders, the key for a translation.
        fields: what fills the placeholders.
        field: name of the form field or column that the error belongs to; None where it belongs to none.
        faults: all that is wrong, one per field; the error itself is the first.

    Source: architecture.md section 0 (words) and convention 10.
    """

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        remedy: str | None = None,
        details: Mapping[str, object] = _NO_FIELDS,
    ) -> None:
        """Keep the template and its fields apart, so that the edge can translate.

        Args:
            message: English template, e.g. ``"{text} is not a number."``; never a text that is already filled in.
            field: name of the form field or column.
            remedy: English template of what to do; takes the same placeholders.
            details: the named fields of both templates; others may be carried along for the caller.
        """
        super().__init__(message)
        self.template = message
        self.fields: dict[str, object] = dict(details)
        self.field = field
        self.faults: tuple[Fault, ...] = (Fault(field, message, self.fields, remedy),)

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.text()

    @property
    def remedy(self) -> str | None:
        """What to do, in English; None where the message says it."""
        return self.remedy_text()

    @property
    def details(self) -> Mapping[str, object]:
        """The named fields, for callers that look at facts and not at words."""
        return self.fields

    def text(self, translate: Translate = _same) -> str:
        """Return all that is wrong, in the language of ``translate``; several faults follow one another."""
        return " ".join(fault.text(translate) for fault in self.faults)

    def remedy_text(self, translate: Translate = _same) -> str | None:
        """Return what to do, in the language of ``translate``; None where no fault has a remedy."""
        remedies = [fault.remedy_text(translate) for fault in self.faults]
        return " ".join(dict.fromkeys(remedy for remedy in remedies if remedy)) or None

    def __str__(self) -> str:
        """Return the English message, as logs show it."""
        return self.message


class Invalid(TocError):
    """What was given breaks a rule; it carries every fault at once, each with its field."""

    def __init__(
        self,
        message: str | None = None,
        *,
        field: str | None = None,
        remedy: str | None = None,
        details: Mapping[str, object] = _NO_FIELDS,
        faults: Sequence[Fault] = (),
    ) -> None:
        """Take one message, or several faults; ``field``, ``template`` and ``fields`` are then the first one's.

        Raises:
            ValueError: neither or both were given.
        """
        if (message is None) != bool(faults):
            raise ValueError("Invalid takes a message or faults, one of the two.")
        if message is not None:
            super().__init__(message, field=field, remedy=remedy, details=details)
            return
        first = faults[0]
        super().__init__(first.template, field=first.field, remedy=first.remedy, details=first.fields)
        self.faults = tuple(faults)


class Conflict(TocError):
    """Somebody else changed the same thing in the meantime, or it is there already."""


class NotAllowed(TocError):
    """The person may not do this."""


class NotFound(TocError):
    """What was asked for does not exist, or not for this person."""
