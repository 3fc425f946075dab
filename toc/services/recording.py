"""Logging a measurement: from texts to a draft, from a draft to a revision in the store.

Source: architecture.md 4; product.md (life of a measurement); progress.md 1, 2 and 12.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from toc.errors import Conflict, Fault, Invalid
from toc.exchange.date_text import DateOrder
from toc.exchange.number_text import DecimalMark, plain_number
from toc.figures.periods import period_label
from toc.figures.quantities import quantity_of
from toc.model.document import FrameworkDocument
from toc.model.drafts import MeasurementDraft
from toc.model.query import ALL, Actor, Clock
from toc.model.terms import CorrectionReason, OverTime, Permission, ReviewState
from toc.services.permissions import require
from toc.services.steps.audit import audit
from toc.services.steps.closed import require_open
from toc.services.steps.comparing import EVERY_COLUMN, QUANTITY, RESTS_ON, Stored, merge, same
from toc.services.steps.gathering import Reading
from toc.services.steps.measurement_rules import check_begun, check_draft
from toc.services.steps.parsing import Parsed, parse_fields
from toc.services.steps.periods_of_series import PeriodsOfSeries, taken_by
from toc.services.steps.questions import Question
from toc.services.steps.reasons import read_reason_code
from toc.services.steps.record import insert_revision
from toc.services.steps.stored import is_private, load_stored, private_draft
from toc.services.steps.totals import complete
from toc.services.steps.vocabulary import Vocabulary
from toc.store import frameworks, revisions
from toc.store.database import Session, Store

_UNFINISHED = (ReviewState.DRAFT, ReviewState.RETURNED)


@dataclass(frozen=True)
class Recorded:
    """A measurement as it stands after logging it.

    Attributes:
        draft: what it states.
        period: name of its period.
        state: of its newest revision; it counts in figures once that is approved.
        written: False where the store held the same already, or the same click had written it.
        counts_from: the period's end, where the period has not ended: figures leave the value out until then; None
            where it counts as soon as it is approved.
    """

    measurement_id: int
    revision_id: int
    draft: MeasurementDraft
    period: str
    state: ReviewState
    written: bool = True
    counts_from: date | None = None


def parse(
    fields: Mapping[str, str],
    document: FrameworkDocument,
    *,
    actor: Actor,
    decimal_mark: DecimalMark | None = None,
    date_order: DateOrder | None = None,
) -> Parsed:
    """A measurement's draft from what was typed, read exactly as an import reads a row.

    Args:
        fields: text by column name of the public file (`indicator_code`, `country`, `period`, `value`, ...).
        document: the framework.
        actor: whose organisation is the default one.
        decimal_mark: the answer to what a number such as 1.234 means; None where nothing was asked.
        date_order: the answer to what a date such as 03/04/2026 means; None where nothing was asked.

    Raises:
        Invalid: every fault with its field; one that the person can answer is a `Question` with its choices, and a
            missing value a `NoValue`.

    Source: files-and-commands.md, Measurements in.
    """
    return parse_fields(fields, Vocabulary(document), Reading(decimal_mark, date_order, actor.organisation))


def record(
    store: Store,
    actor: Actor,
    draft: MeasurementDraft,
    *,
    clock: Clock,
    submit: bool = True,
    approve: bool = False,
    expected_revision: int | None = None,
    idempotency_key: str | None = None,
    reason: str = "",
    reason_code: str = "",
) -> Recorded:
    """Keep a measurement as the first or the next revision of its period, in one transaction.

    Args:
        store: where it goes.
        actor: needs the right to record for the organisation and the country.
        draft: what is stated; parts that it does not name stay as they are.
        clock: says what today is.
        submit: let it wait for approval; False keeps it as a draft.
        approve: approve it at once, which needs the right to.
        expected_revision: number of the revision that the person has seen; None where there was none.
        idempotency_key: of the form; the second time with the same one writes nothing.
        reason: why an approved value changes, or why a running total falls.
        reason_code: kind of reason, one of `CorrectionReason`; an approved value asks for it beside the text.

    Returns:
        The measurement as it stands; not written where the store held the same.

    Raises:
        NotAllowed: not for this organisation or country, or not to approve.
        Invalid: a rule is broken, or the period is closed; faults name their fields; a `Question` that asks for the
            reason is among them.
        Conflict: somebody else has recorded this period since; its details have their value, name and moment.
        NotFound: there is no such framework.
    """
    require(
        actor,
        Permission.RECORD,
        organisation=draft.organisation,
        country=None if draft.country == ALL else draft.country,
    )
    if approve:
        require(actor, Permission.APPROVE)
    state = ReviewState.APPROVED if approve else ReviewState.SUBMITTED if submit else ReviewState.DRAFT
    how = _How(state, expected_revision, idempotency_key, reason, read_reason_code(reason_code))
    with store.writing() as session:
        return _record(session, actor, draft, clock, how)


@dataclass(frozen=True, slots=True)
class _How:
    """What `record` was asked for beside the draft."""

    state: ReviewState
    expected_revision: int | None
    idempotency_key: str | None
    reason: str
    reason_code: CorrectionReason | None


def _record(session: Session, actor: Actor, draft: MeasurementDraft, clock: Clock, how: _How) -> Recorded:
    document = frameworks.current_document(session, draft.framework)
    today = clock.today(document.timezone)
    before = None if how.idempotency_key is None else revisions.find_by_key(session, how.idempotency_key)
    if before is not None:
        return _recorded(draft, today, before.measurement_id, before.revision_id, before.state, written=False)
    _check_codes(draft, document)
    check_draft(draft, document)
    others, stored = _standing(session, draft)
    if stored is not None and is_private(stored, actor):
        raise private_draft(stored)
    wanted = complete(draft if stored is None else merge(draft, stored.draft, EVERY_COLUMN), document)
    resubmitted = how.state is not ReviewState.DRAFT and stored is not None and stored.state in _UNFINISHED
    if stored is not None and same(wanted, stored.draft) and not resubmitted:
        return _recorded(wanted, today, stored.measurement_id, stored.revision_id, stored.state, written=False)
    require_open(session, wanted.framework, wanted.organisation, wanted.period_end, today)
    _require_seen(stored, how.expected_revision)
    _check_series(wanted, document, others, stored, today=today, how=how)
    made = insert_revision(
        session,
        actor,
        wanted,
        state=how.state,
        expected_revision=how.expected_revision,
        reason_code=how.reason_code or "",
        reason=how.reason,
        idempotency_key=how.idempotency_key,
    )
    _write_down(session, actor, wanted, stored, how)
    return _recorded(wanted, today, made.measurement_id, made.revision_id, made.state, written=True)


def _recorded(
    draft: MeasurementDraft, today: date, measurement_id: int, revision_id: int, state: ReviewState, *, written: bool
) -> Recorded:
    return Recorded(
        measurement_id=measurement_id,
        revision_id=revision_id,
        draft=draft,
        period=period_label(draft.period_start, draft.period_end),
        state=state,
        written=written,
        counts_from=draft.period_end if draft.period_end > today else None,
    )


def _check_codes(draft: MeasurementDraft, document: FrameworkDocument) -> None:
    """Refuse codes that the framework does not have, and an organisation that does not report for the country."""
    vocabulary = Vocabulary(document)
    indicator = vocabulary.indicator(draft.indicator)
    country, _ = vocabulary.country(draft.country, indicator)
    vocabulary.organisation(draft.organisation, None, indicator, country)
    for part in draft.parts:
        vocabulary.category(indicator, part.dimension, part.category)


def _standing(session: Session, draft: MeasurementDraft) -> tuple[list[Stored], Stored | None]:
    """The measurements of the draft's series, and among them the one of its period."""
    found = [
        stored
        for stored in load_stored(session, draft.framework, indicators=[draft.indicator], countries=[draft.country])
        if stored.draft.organisation == draft.organisation
    ]
    period = (draft.period_start, draft.period_end)
    return found, next((one for one in found if (one.draft.period_start, one.draft.period_end) == period), None)


def _require_seen(stored: Stored | None, expected: int | None) -> None:
    """Refuse to write over what somebody else recorded since the person looked.

    Source: product.md (two people editing the same measurement).
    """
    if stored is None or stored.number == expected:
        return
    raise Conflict(
        "{by} recorded {value} for this period on {at} (revision {revision}); you had not seen that.",
        field="period",
        remedy="Look at both values and save again if yours holds.",
        details={
            "by": stored.by,
            "value": shown_value(stored.draft),
            "at": f"{stored.recorded_at:%Y-%m-%d %H:%M} UTC",
            "revision": stored.number,
            "revision_id": stored.revision_id,
            "measurement_id": stored.measurement_id,
        },
    )


def shown_value(draft: MeasurementDraft) -> str:
    """What a draft states, in machine form: a number, `8/11`, or that there is nothing to report."""
    if draft.numerator is not None and draft.denominator is not None:
        return f"{plain_number(draft.numerator)}/{plain_number(draft.denominator)}"
    quantity = quantity_of(draft)
    return "nothing to report" if quantity is None else plain_number(quantity.value)


def _check_series(
    draft: MeasurementDraft,
    document: FrameworkDocument,
    others: list[Stored],
    stored: Stored | None,
    *,
    today: date,
    how: _How,
) -> None:
    """Refuse a period in the future or over another one; ask for a reason where one is needed and not given."""
    check_begun(draft, today)
    periods = PeriodsOfSeries(
        taken_by(one.draft, f"{one.state.label.lower()}, revision {one.number}, by {one.by}") for one in others
    )
    wanted = taken_by(draft, "this one")
    periods.refuse_overlap(wanted)
    said, questions = bool(how.reason.strip()), list[Fault]()
    if not said and document.indicator_by_code[draft.indicator].over_time is OverTime.RUNNING:
        fall = periods.find_fall(wanted)
        questions += [] if fall is None else [fall]
    if stored is not None and stored.approved:
        fields = {"value": shown_value(stored.draft)}
        message = "The value {value} has been approved before."
        if not said:
            questions.append(Question("reason", message, fields, "Say why it changes.", asks="reason"))
        elif how.reason_code is None:
            questions.append(Question("reason_code", message, fields, "Choose the kind of reason.", asks="reason"))
    if questions:
        raise Invalid(faults=questions)


def _write_down(session: Session, actor: Actor, draft: MeasurementDraft, stored: Stored | None, how: _How) -> None:
    period = f"{draft.period_start.isoformat()}..{draft.period_end.isoformat()}"
    code = how.reason_code or ""
    audit(
        session,
        actor,
        "log measurement" if stored is None else "revise measurement",
        f"{draft.framework} {draft.indicator} {draft.country} {draft.organisation} {period}",
        before=None if stored is None else {**_said(stored.draft), "state": stored.state.value},
        after={**_said(draft), "state": how.state.value, **({"reason_code": code} if code else {})},
        reason=how.reason,
    )


def _said(draft: MeasurementDraft) -> dict[str, object]:
    """What a draft says, for the audit log: only what is not empty."""
    names = (*QUANTITY, *RESTS_ON, "nothing_to_report", "invented")
    found = {name: getattr(draft, name) for name in names if getattr(draft, name) not in (None, "", False)}
    parts = [f"{part.dimension}={part.category}" for part in draft.parts]
    return {**found, "parts": parts} if parts else found
