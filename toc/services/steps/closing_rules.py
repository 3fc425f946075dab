"""Rules of closing periods and of exceptions; what they refuse, they refuse by name.

Source: product.md (life of a measurement).
"""

from datetime import date

from toc.errors import Conflict, Invalid
from toc.figures.periods import Period, period_label
from toc.services.steps.stored import COMMAND_LINE
from toc.store import closing
from toc.store.closing import ClosedRow
from toc.store.database import Session


def require_ended(start: date, end: date, label: str, today: date) -> None:
    """Refuse to close a period that has not ended, or that ends before it starts."""
    if end < start:
        raise Invalid("The period ends before it starts.", field="period", remedy="Check the two dates.")
    if end >= today:
        raise Invalid(
            "The period {period} has not ended.",
            field="period",
            remedy="Close it after {end}.",
            details={"period": label, "end": end},
        )


def require_free(session: Session, framework: str, wanted: Period, label: str) -> None:
    """Refuse to close a period that shares a day with one that is closed."""
    for row in closing.list_closed(session, framework):
        if wanted.overlaps(Period(row.period_start, row.period_end)):
            raise Conflict(
                "{period} shares days with {other}, which {by} closed on {at}.",
                field="period",
                remedy="Open that one again first, or choose another period.",
                details={
                    "period": label,
                    "other": period_label(row.period_start, row.period_end),
                    "by": row.closed_by or COMMAND_LINE,
                    "at": f"{row.closed_at:%Y-%m-%d}",
                    "closed_period_id": row.id,
                },
            )


def require_closed(row: ClosedRow) -> None:
    """Refuse what is asked about a period that has been opened again."""
    if row.opened_at is not None:
        raise Conflict(
            "{period} is open again since {at}.",
            remedy="Look at it again.",
            details={"period": period_label(row.period_start, row.period_end), "at": f"{row.opened_at:%Y-%m-%d}"},
        )


def require_text(text: str, field: str, message: str, remedy: str) -> None:
    """Refuse a reason or a comment that says nothing."""
    if not text.strip():
        raise Invalid(message, field=field, remedy=remedy)


def last_day(until: date | None, today: date) -> date:
    """The last day of an exception, which has not passed."""
    if until is None:
        raise Invalid("The last day is missing.", field="until", remedy="Say until when the organisation may report.")
    if until < today:
        raise Invalid(
            "{until} has passed.", field="until", remedy="Choose today or a later day.", details={"until": until}
        )
    return until


def closing_subject(framework: str, start: date, end: date) -> str:
    """What an entry in the audit log about a closed period is about."""
    return f"{framework} {start.isoformat()}..{end.isoformat()}"
