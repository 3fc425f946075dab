"""What is stated now against what stands in the store: what stays, what changes, whether anything does.

Source: files-and-commands.md, Measurements in (the same key again is a revision; parts absent stay as they are).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from toc.model.drafts import MeasurementDraft, PartDraft, Stating
from toc.model.terms import ReviewState

QUANTITY = ("value", "numerator", "denominator")
RESTS_ON = ("sample_size", "evidence_grade", "source", "source_url", "note")
EVERY_COLUMN = frozenset({*QUANTITY, *RESTS_ON, "invented"})
"""What a form states: everything, empty fields included."""

SeriesOf = tuple[str, str, str]
"""Indicator, country and organisation: whose periods must not overlap."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The newest revision of a measurement, as a draft would state it.

    Attributes:
        number: of the revision, from 1.
        by: name of whoever recorded it.
        account_id: key of that person's account; None for the command line.
        comment: said with its last change of state.
        approved: some revision of the measurement has been approved.
    """

    measurement_id: int
    revision_id: int
    number: int
    state: ReviewState
    draft: MeasurementDraft
    recorded_at: datetime
    by: str
    account_id: int | None
    comment: str
    approved: bool


def series_of(draft: MeasurementDraft) -> SeriesOf:
    """Whose series a draft belongs to."""
    return draft.indicator, draft.country, draft.organisation


def merge(draft: MeasurementDraft, stored: MeasurementDraft, given: Collection[str]) -> MeasurementDraft:
    """A draft completed by what stands in the store: parts that it does not name, columns that its file does not have.

    A draft that states parts alone leaves the total as it stands, unless the total is the sum of the parts: then the
    total is left open, to be summed again.

    Args:
        draft: what is stated now.
        stored: what stands.
        given: public columns that were there to be filled in.
    """
    if draft.nothing_to_report:
        return draft.model_copy(update=_kept(stored, given))
    by_key = {(part.dimension, part.category): part for part in stored.parts}
    for part in draft.parts:
        old = by_key.get((part.dimension, part.category))
        update = {} if old is None else _kept(old, given)
        by_key[part.dimension, part.category] = part.model_copy(update=update)
    parts = tuple(sorted(by_key.values(), key=_part_key))
    if draft.stated:
        merged = draft.model_copy(update={**_kept(stored, given), "parts": parts})
        from_parts = stored.from_parts and _quantities(merged) == _quantities(stored)
        return merged.model_copy(update={"from_parts": from_parts})
    unchanged = _parts(parts) == _parts(stored.parts)
    if stored.from_parts and not unchanged:
        nothing = dict.fromkeys(QUANTITY)
        return stored.model_copy(update={**nothing, "parts": parts, "from_parts": False})
    return stored.model_copy(update={"parts": parts})


def same(one: MeasurementDraft, other: MeasurementDraft) -> bool:
    """Whether two drafts of one measurement state the same; how its total came about does not matter."""
    return _content(one) == _content(other)


def same_part(one: PartDraft, other: MeasurementDraft) -> bool:
    """Whether a part stands in a draft exactly like this."""
    return any(_stating(one) == _stating(part) for part in other.parts if _part_key(part) == _part_key(one))


def same_total(one: MeasurementDraft, other: MeasurementDraft) -> bool:
    """Whether two drafts state the same total, whatever their parts."""
    return _total(one) == _total(other)


def _part_key(part: PartDraft) -> tuple[str, str]:
    return part.dimension, part.category


def _kept(stored: Stating, given: Collection[str]) -> dict[str, Any]:
    """What stays as it stands where these columns are not given."""
    kept = {name: getattr(stored, name) for name in RESTS_ON if name not in given}
    if isinstance(stored, MeasurementDraft) and stored.invented and "invented" not in given:
        kept["invented"] = True
    return kept


def _quantities(stating: Stating) -> tuple[Any, ...]:
    return tuple(getattr(stating, name) for name in QUANTITY)


def _stating(stating: Stating) -> tuple[Any, ...]:
    return tuple(getattr(stating, name) for name in (*QUANTITY, *RESTS_ON))


def _parts(parts: Collection[PartDraft]) -> list[tuple[Any, ...]]:
    return [(*_part_key(part), *_stating(part)) for part in sorted(parts, key=_part_key)]


def _total(draft: MeasurementDraft) -> tuple[Any, ...]:
    return (draft.nothing_to_report, draft.invented, *_stating(draft))


def _content(draft: MeasurementDraft) -> tuple[Any, ...]:
    return (*_total(draft), _parts(draft.parts))
