"""A measurement through time: its revisions with their differences; taking a wrong one out of every figure.

Source: product.md (life of a measurement, trust); progress.md 3.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from toc.errors import Conflict
from toc.figures.changed import with_observation, without_period
from toc.figures.periods import period_label
from toc.model.document import FrameworkDocument, IndicatorDef, ObjectiveDef
from toc.model.drafts import MeasurementDraft
from toc.model.panel import MeasurementRow
from toc.model.query import ALL, Actor, Clock
from toc.model.terms import Permission, ReviewState
from toc.services.permissions import allowed, require, visible_countries
from toc.services.steps.audit import audit
from toc.services.steps.closed import require_open
from toc.services.steps.comparing import EVERY_COLUMN, merge
from toc.services.steps.differences import RevisionEntry, revision_entries
from toc.services.steps.effects import Effect, effect
from toc.services.steps.keep import keep
from toc.services.steps.observing import observed
from toc.services.steps.reasons import require_reason
from toc.services.steps.record import change_state
from toc.services.steps.seen import country_name, may_discuss, seen_revisions
from toc.services.steps.stored import COMMAND_LINE, load_stored
from toc.services.steps.totals import complete
from toc.services.steps.visibility import seen_panel
from toc.services.steps.visible import reports
from toc.store import measurements, snapshots
from toc.store.database import Session, Store
from toc.store.panel import load_panel
from toc.store.revisions import get_standing

_SAID = ("value", "numerator", "denominator", "nothing_to_report")


@dataclass(frozen=True)
class MeasurementHistory:
    """A measurement with all of its revisions that somebody may see.

    Attributes:
        framework: its code.
        country_name: name of the country; of all countries together for a consortium indicator.
        organisation_name: name of the organisation that measured.
        period: name of its period.
        revisions: the newest first, at least one.
        counted: number of the revision that figures rest on; None where none is approved.
        voided: it was taken out of every figure; its period is free again.
        may_correct: the person may record a next revision of it.
        may_withdraw: its newest revision waits for approval, and the person may take it back.
        may_void: the person may void it.
        may_discuss: the person may read its comments and write some.
    """

    measurement_id: int
    framework: str
    indicator: IndicatorDef
    objective: ObjectiveDef
    country: str
    country_name: str
    organisation: str
    organisation_name: str
    period: str
    revisions: tuple[RevisionEntry, ...]
    counted: int | None
    voided: bool
    may_correct: bool
    may_withdraw: bool
    may_void: bool
    may_discuss: bool

    @property
    def newest(self) -> RevisionEntry:
        """The newest revision that the person may see."""
        return self.revisions[0]


def history(store: Store, actor: Actor, measurement_id: int, *, locale: str = "en") -> MeasurementHistory:
    """A measurement with its revisions, each with its review and its differences to the one before.

    Args:
        store: where it is.
        actor: sees approved revisions; submitted, returned and voided ones where unapproved values of the country may
            be seen; drafts of the own organisation and own ones.
        measurement_id: key of the measurement.
        locale: in whose way numbers of the differences are written.

    Raises:
        NotAllowed: the actor may not see figures.
        NotFound: there is no such measurement, or none for this person.
    """
    with store.reading() as session:
        rows, document = seen_revisions(session, actor, measurement_id)
        indicator = document.indicator_by_code[rows[0].indicator]
        entries = revision_entries(session, actor, rows, document, locale)
        approved_before = _ever_approved(session, measurement_id)
    row = rows[0]
    voided = all(found.review_state is ReviewState.VOIDED for found in rows)
    counted = next((found.revision for found in rows if found.review_state is ReviewState.APPROVED), None)
    return MeasurementHistory(
        measurement_id=measurement_id,
        framework=document.code,
        indicator=indicator,
        objective=document.objective_by_code[indicator.objective],
        country=row.country,
        country_name=country_name(document, row.country),
        organisation=row.organisation,
        organisation_name=next(
            (one.name for one in document.organisations if one.short_name == row.organisation), row.organisation
        ),
        period=period_label(row.period_start, row.period_end),
        revisions=entries,
        counted=counted,
        voided=voided,
        may_correct=not voided and _may_record(actor, row),
        may_withdraw=_may_withdraw(actor, row),
        may_void=not voided and _may_void(actor, row, approved_before=approved_before),
        may_discuss=may_discuss(actor, row),
    )


def void(
    store: Store,
    actor: Actor,
    measurement_id: int,
    *,
    reason_code: str,
    reason: str,
    expected_revision: int,
    clock: Clock,
) -> MeasurementRow:
    """Take a wrong measurement out of every figure, with all its revisions, so that no older one stands again.

    It stays visible as voided; its period is free again.

    Args:
        store: where it is.
        actor: needs the right to void; somebody who records for the organisation that measured may void what was never
            approved.
        measurement_id: key of the measurement.
        reason_code: kind of reason, one of `CorrectionReason`.
        reason: why, in the person's words.
        expected_revision: number of the newest revision that the person has seen.
        clock: says what today is.

    Returns:
        The newest revision that the person may see, as it stands now.

    Raises:
        NotFound: there is no such measurement, or none for this person.
        NotAllowed: the actor may see it but not void it.
        Invalid: the reason is missing, or the period is closed.
        Conflict: it has been revised since, or voided already.
    """
    require(actor, Permission.VIEW)
    said = require_reason(reason_code, reason)
    with store.writing() as session:
        rows, document = seen_revisions(session, actor, measurement_id)
        row = rows[0]
        if not _may_void(actor, row, approved_before=_ever_approved(session, measurement_id)):
            require(actor, Permission.VOID, organisation=row.organisation)
        _require_seen(rows, expected_revision)
        require_open(session, document.code, row.organisation, row.period_end, clock.today(document.timezone))
        every = measurements.list_revisions(session, measurement_id)
        comment = f"{said.label}: {reason.strip()}"
        live = [found for found in every if found.review_state is not ReviewState.VOIDED]
        for found in live:
            change_state(session, actor, found.revision_id, ReviewState.VOIDED, comment=comment, keep_now=False)
        keep(session, [get_standing(session, row.revision_id).series_id])
        _write_down(session, actor, document.code, live, reason_code=said.value, reason=reason)
        return seen_revisions(session, actor, measurement_id)[0][0]


def effect_of_void(store: Store, actor: Actor, measurement_id: int, *, clock: Clock) -> Effect:
    """Which figures and statuses would move if a measurement were voided; nothing is kept.

    Args:
        store: where it is.
        actor: sees the measurement; figures that the person may not see are left out.
        measurement_id: key of the measurement.
        clock: says what today is.

    Raises:
        NotAllowed: the actor may not see figures.
        NotFound: there is no such measurement, or none for this person.
    """
    with store.reading() as session:
        rows, document = seen_revisions(session, actor, measurement_id)
        countries = visible_countries(actor, document)
        panel = seen_panel(load_panel(session, document.code), actor, countries)
        row = rows[0]
        frozen = _frozen(session, document, countries, (row.indicator, row.country, row.period_end))
    after = without_period(panel, row.indicator, row.country, row.organisation, row.period_start, row.period_end)
    as_of = max(clock.today(document.timezone), row.period_end)
    return replace(effect(panel, after, as_of, seen=countries), frozen=frozen)


def effect_of_change(store: Store, actor: Actor, draft: MeasurementDraft, *, clock: Clock) -> Effect:
    """Which figures and statuses would move once a measurement as it is stated now were approved; nothing is kept.

    Args:
        store: where the framework is.
        actor: may record for the draft's organisation and country; figures that the person may not see are left out.
        draft: parts that it does not name stay as they are.
        clock: says what today is.

    Raises:
        NotAllowed: not for this organisation or country.
        NotFound: there is no such framework or indicator.
        Invalid: there is no total.
    """
    country = None if draft.country == ALL else draft.country
    require(actor, Permission.RECORD, organisation=draft.organisation, country=country)
    with store.reading() as session:
        panel = load_panel(session, draft.framework)
        document = panel.document
        countries = visible_countries(actor, document)
        wanted = _completed(session, draft, document)
        frozen = _frozen(session, document, countries, (draft.indicator, draft.country, draft.period_end))
    panel = seen_panel(panel, actor, countries)
    after = with_observation(panel, draft.indicator, draft.country, draft.organisation, observed(wanted))
    as_of = max(clock.today(document.timezone), draft.period_end)
    return replace(effect(panel, after, as_of, seen=countries), frozen=frozen)


def _frozen(
    session: Session, document: FrameworkDocument, seen: frozenset[str] | None, place: tuple[str, str, date]
) -> tuple[str, ...]:
    """Names of the frozen reports that look at an indicator, a country and the end of a period, and may be seen."""
    indicator, country, period_end = place
    horizon = document.horizon_of(indicator).code
    return tuple(
        one.name
        for one in snapshots.list_snapshots(session, document.code)
        if one.query.as_of >= period_end
        and one.query.country in (ALL, country)
        and one.query.horizon in (None, horizon)
        and (seen is None or one.query.country in seen)
    )


def _completed(session: Session, draft: MeasurementDraft, document: FrameworkDocument) -> MeasurementDraft:
    """The draft as it would be recorded: with the parts that stand already, and its total."""
    found = load_stored(session, draft.framework, indicators=[draft.indicator], countries=[draft.country])
    key = (draft.organisation, draft.period_start, draft.period_end)
    stored = next(
        (one.draft for one in found if (one.draft.organisation, one.draft.period_start, one.draft.period_end) == key),
        None,
    )
    return complete(draft if stored is None else merge(draft, stored, EVERY_COLUMN), document)


def _ever_approved(session: Session, measurement_id: int) -> bool:
    """Whether some revision of a measurement has been approved, voided since or not."""
    return any(
        step.state is ReviewState.APPROVED
        for row in measurements.list_revisions(session, measurement_id)
        for step in measurements.list_review_steps(session, row.revision_id)
    )


def _may_record(actor: Actor, row: MeasurementRow) -> bool:
    country = None if row.country == ALL else row.country
    return allowed(actor, Permission.RECORD, organisation=row.organisation, country=country)


def _may_withdraw(actor: Actor, row: MeasurementRow) -> bool:
    own = row.account_id is not None and row.account_id == actor.account_id
    waits = row.review_state is ReviewState.SUBMITTED
    return waits and (reports(actor, row) or (own and _may_record(actor, row)))


def _may_void(actor: Actor, row: MeasurementRow, *, approved_before: bool) -> bool:
    return allowed(actor, Permission.VOID) or (not approved_before and reports(actor, row))


def _require_seen(rows: Sequence[MeasurementRow], expected: int) -> None:
    """Refuse to void what somebody else has revised, or voided, since the person looked."""
    newest = rows[0]
    if all(row.review_state is ReviewState.VOIDED for row in rows):
        raise Conflict("This measurement has been voided already.", remedy="Look at it again.")
    if newest.revision != expected:
        raise Conflict(
            "{by} recorded revision {revision} of this measurement on {at}; you had not seen that.",
            field="revision",
            remedy="Look at it, then decide whether the measurement is to be voided.",
            details={
                "by": newest.recorded_by or COMMAND_LINE,
                "revision": newest.revision,
                "at": f"{newest.recorded_at:%Y-%m-%d %H:%M} UTC",
            },
        )


def _write_down(
    session: Session,
    actor: Actor,
    framework: str,
    live: Sequence[MeasurementRow],
    *,
    reason_code: str,
    reason: str,
) -> None:
    row = live[0]
    period = f"{row.period_start.isoformat()}..{row.period_end.isoformat()}"
    said = {name: getattr(row, name) for name in _SAID if getattr(row, name) not in (None, False)}
    states = {str(found.revision): found.review_state.value for found in live}
    audit(
        session,
        actor,
        "void measurement",
        f"{framework} {row.indicator} {row.country} {row.organisation} {period}",
        before={**said, "revisions": states},
        after={"state": ReviewState.VOIDED.value, "reason_code": reason_code},
        reason=reason.strip(),
    )
