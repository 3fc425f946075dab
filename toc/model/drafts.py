"""A measurement or an action as somebody states it, before it is kept: shape checked, rules not yet.

Drafts are no tables. Rows of the store are built from drafts alone.
"""

from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from toc.errors import Fault, Invalid
from toc.model.query import ALL
from toc.model.terms import ActionState, EvidenceGrade


class Stating(BaseModel):
    """What a total and a part of a breakdown both state: a quantity and what it rests on.

    Attributes:
        value: in the indicator's unit, percent from 0 to 100; None where numerator and denominator say it, and where
            nothing is stated.
        numerator: of a percent; both or none with the denominator.
        denominator: of a percent.
        sample_size: n of a survey; None where it is unknown or not a survey.
        source: means of verification, exactly as typed, as are the two texts below it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    sample_size: int | None = Field(default=None, ge=1)
    evidence_grade: EvidenceGrade | None = None
    source: str = ""
    source_url: str = ""
    note: str = ""

    @property
    def stated(self) -> bool:
        """Whether a quantity is stated; nothing to report states none."""
        return self.value is not None or self.numerator is not None

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if (self.numerator is None) != (self.denominator is None):
            absent = "numerator" if self.numerator is None else "denominator"
            raise Invalid(
                "Numerator and denominator are given together; the {absent} is missing.",
                field=absent,
                remedy="Give both, or give the value alone.",
                details={"absent": absent},
            )
        return self


class PartDraft(Stating):
    """One part of a breakdown: the total's quantity for one category of one dimension."""

    dimension: str = Field(min_length=1)
    category: str = Field(min_length=1)


class MeasurementDraft(Stating):
    """One period of one organisation's series, with the parts of its breakdowns.

    Attributes:
        framework: code of the framework.
        indicator: code of the indicator.
        country: country code, or ALL for a consortium indicator.
        organisation: short name of the organisation that reports.
        period_start: first day, inclusive.
        period_end: last day, inclusive.
        nothing_to_report: said by the partner; then no quantity is stated. Never the same as 0 or as missing.
        from_parts: the total is the sum of the parts of one exclusive dimension.
        invented: demonstration data.
        parts: breakdowns; a draft with parts and without a quantity of its own states the parts alone.

    Raises:
        Invalid: the period ends before it starts; only one of numerator and denominator; nothing to report together
            with a quantity or parts; one part twice.
    """

    framework: str
    indicator: str
    country: str
    organisation: str
    period_start: date
    period_end: date
    nothing_to_report: bool = False
    from_parts: bool = False
    invented: bool = False
    parts: tuple[PartDraft, ...] = ()

    @model_validator(mode="after")
    def _one_statement(self) -> Self:
        if self.period_end >= self.period_start and not self.nothing_to_report and not self.parts:
            return self
        faults = []
        if self.period_end < self.period_start:
            faults.append(
                Fault(
                    "period_end",
                    "The period ends on {end}, before it starts on {start}.",
                    {"end": self.period_end, "start": self.period_start},
                    "Correct one of the two dates.",
                )
            )
        if self.nothing_to_report and (self.stated or self.parts):
            faults.append(
                Fault(
                    "nothing_to_report",
                    "“Nothing to report” is said together with a value.",
                    {},
                    "Give the value, or say that there is nothing to report; for “none at all” the value is 0.",
                )
            )
        keys = [(part.dimension, part.category) for part in self.parts]
        faults += [
            Fault("category", "{category} is there more than once.", {"category": key[1]}, "Give each category once.")
            for key in sorted({key for key in keys if keys.count(key) > 1})
        ]
        if faults:
            raise Invalid(faults=faults)
        return self


@dataclass(frozen=True)
class ActionDraft:
    """What is said about an action.

    Attributes:
        title: what is done, in one line.
        expected: what it should change.
        owner_id: account that carries it out; None for nobody yet.
        organisation: short name of the organisation that carries it out; empty for none.
        due_on: until when; None for no day.
        comment: what is said with this change.
    """

    title: str
    expected: str = ""
    owner_id: int | None = None
    organisation: str = ""
    due_on: date | None = None
    state: ActionState = ActionState.PLANNED
    comment: str = ""

    def tidy(self) -> "ActionDraft":
        """The same without blanks around its texts."""
        return replace(self, title=self.title.strip(), expected=self.expected.strip(), comment=self.comment.strip())

    def said(self) -> dict[str, Any]:
        """What it says, by the names of its fields."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True)
class About:
    """What an action is about; empty is nothing in particular.

    Attributes:
        country: code, or ALL.
        finding: key of the finding that it answers.
    """

    country: str = ALL
    objective: str = ""
    indicator: str = ""
    finding: str = ""
