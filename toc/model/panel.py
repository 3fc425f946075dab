"""What computations and tables read: a framework document and the measurements of its series; no database types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from toc.model.document import FrameworkDocument
from toc.model.terms import EvidenceGrade, ReviewState


@dataclass(frozen=True, slots=True)
class Observation:
    """One period of a series, as it counts.

    Attributes:
        period_start: first day, inclusive.
        period_end: last day, inclusive.
        value: in the indicator's unit, percent from 0 to 100; None where it was given as numerator and denominator,
            and where there was nothing to report.
        numerator: of a percent; may be a half; both or none with the denominator.
        denominator: of a percent, above 0.
        nothing_to_report: said by the partner: 0 for a flow, else the last value confirmed at this period's end.
        approved: False for a value that still waits for approval (laid over when the viewer asks for it).
        revision_id: key of the revision that this value rests on.
        evidence_grade: None for ungraded, which counts as weak.
        sample_size: n of a survey, None where unknown or no survey.
        invented: demonstration data.
        from_parts: the total was computed from the parts of one exclusive dimension.
    """

    period_start: date
    period_end: date
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    nothing_to_report: bool = False
    approved: bool = True
    revision_id: int = 0
    evidence_grade: EvidenceGrade | None = None
    sample_size: int | None = None
    source: str = ""
    invented: bool = False
    from_parts: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """The measurements of one organisation for one indicator and country (and one category of a breakdown).

    Attributes:
        observations: in order of their period's end; periods never overlap.
        dimension: empty for the total.
        category: empty for the total.
        method: how it was measured, in words; a difference marks comparisons.
    """

    indicator: str
    country: str
    organisation: str
    observations: tuple[Observation, ...]
    dimension: str = ""
    category: str = ""
    method: str = ""


@dataclass(frozen=True)
class Panel:
    """Everything that the figures of one view are computed from.

    Attributes:
        document: the framework in force.
        series: total series by (indicator, country); breakdown series are not in here.
        include_unapproved: True where values that wait for approval were laid over.
        handed_in: periods that were submitted and wait for approval, by (indicator, country, organisation), where no
            approved value stands; without any value, only to tell that the report has come in.
    """

    document: FrameworkDocument
    series: Mapping[tuple[str, str], tuple[Series, ...]] = field(default_factory=dict)
    include_unapproved: bool = False
    handed_in: Mapping[tuple[str, str, str], tuple[Observation, ...]] = field(default_factory=dict)

    def of(self, indicator: str, country: str) -> tuple[Series, ...]:
        """The total series of an indicator for a country (or ALL for a consortium indicator), one an organisation."""
        return self.series.get((indicator, country), ())


class MeasurementRow(NamedTuple):
    """One revision of a measurement, or one part of its breakdown; a tuple, as an export makes a million of them.

    Attributes:
        revision: its number.
        dimension: empty for the total.
        category: empty for the total.
        value: of this period alone, in the indicator's unit; None where numerator and denominator say it, and where
            there was nothing to report.
        review_state: where the revision stands.
        recorded_at: moment in UTC.
        recorded_by: name of the person; empty for the command line.
        approved_at: moment in UTC; None where the revision is not approved.
        comment: said with its last change of state.
    """

    measurement_id: int
    revision_id: int
    revision: int
    indicator: str
    country: str
    organisation: str
    period_start: date
    period_end: date
    review_state: ReviewState
    recorded_at: datetime
    recorded_by: str
    account_id: int | None
    approved_at: datetime | None
    comment: str
    reason_code: str
    reason: str
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    sample_size: int | None = None
    evidence_grade: EvidenceGrade | None = None
    source: str = ""
    source_url: str = ""
    note: str = ""
    nothing_to_report: bool = False
    from_parts: bool = False
    invented: bool = False
    dimension: str = ""
    category: str = ""
