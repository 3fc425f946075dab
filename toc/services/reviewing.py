"""Review: what waits for approval and what approving it would do; approve or return, one or many; withdraw.

Source: product.md (life of a measurement).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from toc.errors import Invalid, NotAllowed, TocError
from toc.exchange.number_text import plain_number
from toc.figures.periods import period_label
from toc.figures.quantities import quantity_of
from toc.model.document import FrameworkDocument, IndicatorDef
from toc.model.panel import MeasurementRow
from toc.model.query import ALL, Actor, Clock
from toc.model.terms import Permission, ReviewState
from toc.services.permissions import allowed, log_refusal, require
from toc.services.steps.deciding import check_decision, decide, require_newest, subject_of, write_down
from toc.services.steps.keep import keep
from toc.services.steps.record import change_state
from toc.services.steps.seen import country_name
from toc.services.steps.waiting import Card, Waiting, change_for, choices, flags_for, load_waiting, reason_of
from toc.services.steps.weighing import Scales
from toc.store import frameworks, measurements, revisions
from toc.store.database import Store
from toc.store.review_queue import EvidenceCount, count_evidence, count_questions

ON_ONE_PAGE = 20
"""So many measurements stand on one page of the queue."""

_OPEN = (ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.RETURNED)


@dataclass(frozen=True)
class Queue:
    """One page of what waits for approval.

    Attributes:
        waiting: how many wait in the framework.
        fitting: how many of them fit the filters.
        page: number of this page, from 1.
        pages: at least 1.
        cards: of this page, the oldest first.
        countries: code and name of the countries of what waits, to filter by.
        organisations: the same of organisations.
        indicators: the same of indicators.
        document: the framework, for names.
        today: in the framework's time zone.
    """

    waiting: int
    fitting: int
    page: int
    pages: int
    cards: tuple[Card, ...]
    countries: dict[str, str]
    organisations: dict[str, str]
    indicators: dict[str, str]
    document: FrameworkDocument
    today: date


@dataclass(frozen=True)
class Refused:
    """A revision that was not decided although it was asked for.

    Attributes:
        subject: what it is, in a line; its number where there is no such revision.
        error: why, and what to do.
    """

    revision_id: int
    subject: str
    error: TocError


@dataclass(frozen=True)
class Decided:
    """What became of many decisions.

    Attributes:
        done: the revisions that were approved or returned, as they stand now.
        refused: the others; nothing of them has changed.
    """

    done: tuple[MeasurementRow, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True)
class OwnOpen:
    """A measurement of the own organisation that is not decided: a draft, submitted, or returned.

    Attributes:
        number: of the revision.
        country_name: name of the country, or that it is all of them.
        period: name of its period.
        comment: said with its last change of state, such as what has to be corrected.
        value: what it states, in machine form: a number, `8/11`, or that there is nothing to report.
        row: the same in full.
    """

    measurement_id: int
    revision_id: int
    number: int
    indicator: IndicatorDef
    country: str
    country_name: str
    organisation: str
    period: str
    state: ReviewState
    comment: str
    value: str
    row: MeasurementRow


def list_waiting(store: Store, actor: Actor, framework: str) -> tuple[Waiting, ...]:
    """Measurements that wait for approval, the oldest first.

    Raises:
        NotAllowed: the actor may not approve.
        NotFound: there is no such framework.
    """
    require(actor, Permission.APPROVE)
    with store.reading() as session:
        return load_waiting(session, framework)[0]


def load_queue(
    store: Store,
    actor: Actor,
    framework: str,
    *,
    clock: Clock,
    country: str | None = None,
    organisation: str | None = None,
    indicator: str | None = None,
    page: int = 1,
) -> Queue:
    """One page of what waits for approval, each with its change, its effect, its evidence and what to look at twice.

    Args:
        store: where it is.
        actor: needs the right to approve.
        framework: its code.
        clock: says what today is.
        country, organisation, indicator: only what is of this one; ALL is the consortium's.
        page: number of the page, from 1; the last one where there are not so many.

    Raises:
        NotAllowed: the actor may not approve.
        NotFound: there is no such framework.
    """
    require(actor, Permission.APPROVE)
    with store.reading() as session:
        waiting, panel = load_waiting(session, framework)
        fitting = [one for one in waiting if _fits(one.row, (country, organisation, indicator))]
        pages = max(1, -(-len(fitting) // ON_ONE_PAGE))
        page = min(max(page, 1), pages)
        shown = fitting[(page - 1) * ON_ONE_PAGE : page * ON_ONE_PAGE]
        keys = [one.row.measurement_id for one in shown]
        evidence, questions = count_evidence(session, keys), count_questions(session, keys)
    today, rows = clock.today(panel.document.timezone), [one.row for one in waiting]
    scales = Scales(panel, today)
    cards = tuple(
        Card(
            waiting=one,
            change=change_for(one),
            weighed=scales.weigh(one.row),
            files=evidence.get(one.row.measurement_id, EvidenceCount()).files,
            links=evidence.get(one.row.measurement_id, EvidenceCount()).links,
            questions=questions.get(one.row.measurement_id, 0),
            flags=flags_for(one, panel, rows, actor, today),
            reason=reason_of(one.row),
        )
        for one in shown
    )
    return Queue(len(waiting), len(fitting), page, pages, cards, *choices(waiting), panel.document, today)


def approve(store: Store, actor: Actor, revision_id: int, *, comment: str = "") -> MeasurementRow:
    """Approve a revision: it counts in every figure from now on.

    Args:
        store: where it stands.
        actor: needs the right to approve.
        revision_id: key of the revision, the newest of its measurement.
        comment: kept with the approval.

    Raises:
        NotAllowed: the actor may not approve.
        NotFound: there is no such revision.
        Conflict: it no longer waits for approval, or there is a newer revision.
    """
    return _decide_one(store, actor, revision_id, ReviewState.APPROVED, comment)


def send_back(store: Store, actor: Actor, revision_id: int, *, comment: str) -> MeasurementRow:
    """Return a revision to its author with a comment; it never counts. Arguments and errors are those of `approve`.

    Raises:
        Invalid: there is no comment.
    """
    return _decide_one(store, actor, revision_id, ReviewState.RETURNED, comment)


def decide_many(
    store: Store, actor: Actor, revision_ids: Sequence[int], state: ReviewState, comment: str = ""
) -> Decided:
    """Approve or return many revisions in one transaction; those that somebody decided meanwhile are refused by name.

    Args:
        store: where they stand.
        actor: needs the right to approve.
        revision_ids: keys of the revisions; one that is named twice is decided once.
        state: approved or returned.
        comment: kept with each decision; has to be there to return.

    Raises:
        NotAllowed: the actor may not approve.
        Invalid: nothing is named, no comment to return with, or another state.
    """
    require(actor, Permission.APPROVE)
    check_decision(state, comment)
    if not revision_ids:
        raise Invalid("Nothing is selected.", field="revision_ids", remedy="Select what you want to decide.")
    done: list[MeasurementRow] = []
    refused: list[Refused] = []
    touched: list[int] = []
    with store.writing() as session:
        for revision_id in dict.fromkeys(revision_ids):
            try:
                row, before = decide(session, actor, revision_id, state, comment, keep_now=False)
            except TocError as error:
                refused.append(Refused(revision_id, subject_of(session, revision_id), error))
            else:
                done.append(row)
                touched.append(before.series_id)
        if done and state is ReviewState.APPROVED:
            keep(session, list(dict.fromkeys(touched)))
    return Decided(tuple(done), tuple(refused))


def withdraw(store: Store, actor: Actor, revision_id: int) -> MeasurementRow:
    """Take back what waits for approval: it becomes a draft again, which its organisation goes on with.

    An older submitted revision of the same measurement goes with it, so that it does not wait in its place.

    Args:
        store: where it stands.
        actor: of the organisation that submitted it, or who submitted it.
        revision_id: key of the revision, the newest of its measurement.

    Raises:
        NotAllowed: it is another organisation's.
        NotFound: there is no such revision.
        Conflict: it was decided meanwhile, or there is a newer revision.
    """
    require(actor, Permission.RECORD)
    with store.writing() as session:
        before = revisions.get_standing(session, revision_id)
        where = None if before.country == ALL else before.country
        require(actor, Permission.RECORD, organisation=before.organisation, country=where)
        own = before.account_id is not None and before.account_id == actor.account_id
        if before.organisation != actor.organisation and not own:
            log_refusal(actor, Permission.RECORD, organisation=before.organisation, country=where)
            raise NotAllowed(
                "This was submitted by {organisation}, who alone can withdraw it.",
                remedy="Return it with a comment.",
                details={"organisation": before.organisation},
            )
        require_newest(session, before)
        for row in measurements.list_revisions(session, before.measurement_id):
            if row.review_state is ReviewState.SUBMITTED or row.revision_id == revision_id:
                change_state(session, actor, row.revision_id, ReviewState.DRAFT)
        write_down(session, actor, "withdraw", before, ReviewState.DRAFT)
        return measurements.get_measurement(session, before.measurement_id)


def list_own_open(store: Store, actor: Actor, framework: str) -> tuple[OwnOpen, ...]:
    """What the own organisation has not finished: its drafts, what waits for approval, and what was returned.

    Args:
        store: where it is.
        actor: may record; without an organisation there is nothing.
        framework: its code.

    Returns:
        One for each measurement whose newest revision is open, in the framework's order of indicators.

    Raises:
        NotAllowed: the actor may not record measurements.
        NotFound: there is no such framework.
    """
    require(actor, Permission.RECORD)
    with store.reading() as session:
        document = frameworks.current_document(session, framework)
        if actor.organisation is None:
            return ()
        rows = measurements.list_measurements(session, framework, organisation=actor.organisation)
    return tuple(
        OwnOpen(
            measurement_id=row.measurement_id,
            revision_id=row.revision_id,
            number=row.revision,
            indicator=document.indicator_by_code[row.indicator],
            country=row.country,
            country_name=country_name(document, row.country),
            organisation=row.organisation,
            period=period_label(row.period_start, row.period_end),
            state=row.review_state,
            comment=row.comment,
            value=_said(row),
            row=row,
        )
        for row in rows
        if row.review_state in _OPEN and _may_record(actor, row)
    )


def _decide_one(store: Store, actor: Actor, revision_id: int, state: ReviewState, comment: str) -> MeasurementRow:
    require(actor, Permission.APPROVE)
    check_decision(state, comment)
    with store.writing() as session:
        return decide(session, actor, revision_id, state, comment)[0]


def _fits(row: MeasurementRow, wanted: tuple[str | None, str | None, str | None]) -> bool:
    found = (row.country, row.organisation, row.indicator)
    return all(asked is None or asked == has for asked, has in zip(wanted, found, strict=True))


def _may_record(actor: Actor, row: MeasurementRow) -> bool:
    where = None if row.country == ALL else row.country
    return allowed(actor, Permission.RECORD, organisation=row.organisation, country=where)


def _said(row: MeasurementRow) -> str:
    if row.numerator is not None and row.denominator is not None:
        return f"{plain_number(row.numerator)}/{plain_number(row.denominator)}"
    quantity = quantity_of(row)
    return "nothing to report" if quantity is None else plain_number(quantity.value)
