"""A measurement as figures count it: what a draft or a revision would be once it is approved. Pure."""

from toc.model.drafts import MeasurementDraft
from toc.model.panel import MeasurementRow, Observation

_SAME = (
    "period_start",
    "period_end",
    "value",
    "numerator",
    "denominator",
    "nothing_to_report",
    "evidence_grade",
    "sample_size",
    "source",
    "invented",
    "from_parts",
)
"""What a measurement says in the same words as an observation."""


def observed(stated: MeasurementDraft | MeasurementRow) -> Observation:
    """A measurement as it would count once it is approved.

    Args:
        stated: a complete draft, which has no revision yet, or the total of a revision.
    """
    revision_id = stated.revision_id if isinstance(stated, MeasurementRow) else 0
    return Observation(**{name: getattr(stated, name) for name in _SAME}, revision_id=revision_id)
