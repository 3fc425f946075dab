"""What stands in the store, as drafts: to compare with what is stated now."""

from collections.abc import Collection
from typing import Any

from toc.errors import Conflict
from toc.model.drafts import MeasurementDraft, PartDraft
from toc.model.query import Actor
from toc.model.terms import ReviewState
from toc.services.steps.comparing import Stored
from toc.store.batches import Latest, load_latest
from toc.store.database import Session

COMMAND_LINE = "the command line"


def load_stored(
    session: Session, framework_code: str, *, indicators: Collection[str], countries: Collection[str]
) -> list[Stored]:
    """The newest revision of every measurement of some indicators in some countries, voided ones excluded.

    Args:
        session: one snapshot, or the transaction that is going to write.
        framework_code: code of the framework.
        indicators: codes.
        countries: codes, ALL for consortium indicators.
    """
    rows = load_latest(session, framework_code, indicators=indicators, countries=countries)
    return [
        Stored(
            measurement_id=row.measurement_id,
            revision_id=row.revision_id,
            number=row.number,
            state=row.state,
            draft=_draft(framework_code, row),
            recorded_at=row.recorded_at,
            by=row.by or COMMAND_LINE,
            account_id=row.account_id,
            comment=row.comment,
            approved=row.approved,
        )
        for row in rows
    ]


def is_private(stored: Stored, actor: Actor) -> bool:
    """Whether what stands is a draft that somebody may not see: it is its author's and the organisation's own."""
    own = stored.account_id == actor.account_id or stored.draft.organisation == actor.organisation
    return stored.state is ReviewState.DRAFT and not own


def private_draft(stored: Stored) -> Conflict:
    """The refusal where a private draft is in the way; it tells that there is one, and nothing of it."""
    return Conflict(
        "{organisation} keeps a draft for this period that nobody else sees.",
        field="period",
        remedy="Ask the organisation to hand it in or to discard it.",
        details={"organisation": stored.draft.organisation, "measurement_id": stored.measurement_id},
    )


def _draft(framework_code: str, row: Latest) -> MeasurementDraft:
    """The draft that would state this revision; the store's constraints have checked it."""
    indicator, country, organisation = row.series_of
    whole: dict[str, Any] = {
        **row.total,
        "framework": framework_code,
        "indicator": indicator,
        "country": country,
        "organisation": organisation,
        "period_start": row.period_start,
        "period_end": row.period_end,
        "parts": tuple(
            PartDraft.model_construct(dimension=dimension, category=category, **said)
            for (dimension, category), said in sorted(row.parts.items())
        ),
    }
    return MeasurementDraft.model_construct(**whole)
