"""Follow-ups: flags on measurements whose value somebody doubts, and how each was settled; they stay with both.

Whoever sees a measurement and may comment or act for its country raises one; it is settled once, by whoever may act
there or by the organisation that records the measurement. Source: product.md (Manage, Data quality).
"""

from dataclasses import dataclass
from datetime import datetime

from toc.errors import Conflict, Fault, Invalid, NotFound
from toc.figures.flags import FlagKind
from toc.figures.periods import period_label
from toc.model.document import FrameworkDocument, IndicatorDef
from toc.model.finding import FindingKind
from toc.model.panel import MeasurementRow
from toc.model.query import ALL, Actor, Query
from toc.model.terms import FollowUpOutcome, Permission
from toc.services.permissions import allowed, require, require_visible
from toc.services.steps.audit import audit
from toc.services.steps.seen import country_name, may_discuss, seen_revisions
from toc.services.steps.stored import COMMAND_LINE
from toc.services.steps.visible import reports, seen_of
from toc.store import follow_ups, frameworks, head, measurements
from toc.store.database import Session, Store
from toc.store.follow_ups import FollowUpRow

ASKED = "asked"
"""The kind of a follow-up that a person raises in own words."""

KINDS = frozenset({ASKED, *(kind.value for kind in FindingKind), *(kind.value for kind in FlagKind)})
LONGEST = 2000


@dataclass(frozen=True)
class FollowUpItem:
    """A follow-up as somebody may see it.

    Attributes:
        place: name of the measurement's country, or that it is all of them.
        period: name of the measurement's period.
        kind: which rule found it, or `asked`.
        text: why the value is doubted, exactly as typed; empty for a guest, as are all texts and names.
        by: name of the person, for those who may comment; empty for everybody else.
        outcome: None while it is open.
        resolution: what was found, exactly as typed.
        settled_by: as `by`.
        may_settle: it is open and the person may settle it.
    """

    follow_up_id: int
    measurement_id: int
    indicator: IndicatorDef
    country: str
    place: str
    organisation: str
    period: str
    kind: str
    text: str
    raised_at: datetime
    by: str
    outcome: FollowUpOutcome | None
    resolution: str
    settled_at: datetime | None
    settled_by: str
    may_settle: bool

    @property
    def is_open(self) -> bool:
        """Nobody has settled it."""
        return self.outcome is None


@dataclass(frozen=True)
class MeasurementFollowUps:
    """The follow-ups of one measurement.

    Attributes:
        items: open ones first, then the settled ones, each the newest first.
        may_raise: the person may raise one.
    """

    items: tuple[FollowUpItem, ...]
    may_raise: bool


def raise_follow_up(store: Store, actor: Actor, measurement_id: int, text: str, *, kind: str = ASKED) -> FollowUpItem:
    """Doubt a measurement's value. The same raised again while it is open, by a second click, is kept once.

    Args:
        store: where it is.
        actor: sees the measurement, and may comment or act for its country, or records for its organisation.
        measurement_id: key of the measurement.
        text: why it is doubted, 1 to 2000 letters; the rule's sentence where a rule found it.
        kind: which rule found it, or `asked`.

    Raises:
        NotFound: there is no such measurement, or none for this person.
        NotAllowed: the actor sees it but may not raise one.
        Invalid: the text is empty, too long or cannot be kept, or there is no such rule.
    """
    require(actor, Permission.VIEW)
    _check_text("text", text, "Say what is doubtful about the value.")
    if kind not in KINDS:
        raise Invalid("There is no rule {kind}.", field="kind", remedy="Load the page again.", details={"kind": kind})
    with store.writing() as session:
        rows, document = seen_revisions(session, actor, measurement_id)
        _require_raise(actor, rows[0])
        for found in follow_ups.list_of_measurement(session, measurement_id):
            if found.is_open and (found.kind, found.text) == (kind, text) and found.account_id == actor.account_id:
                return _item(found, rows[0], document, actor)
        moment = head.moment(session)
        key = follow_ups.add_follow_up(
            session, measurement_id, kind=kind, text=text, at=moment, account_id=actor.account_id
        )
        after = {"follow_up": key, "kind": kind, "letters": len(text)}
        audit(session, actor, "raise follow-up", _subject(document, rows[0]), after=after)
        head.touch(session)
        return _item(follow_ups.get_follow_up(session, key), rows[0], document, actor)


def settle_follow_up(
    store: Store, actor: Actor, follow_up_id: int, outcome: FollowUpOutcome | None, resolution: str
) -> FollowUpItem:
    """Settle a follow-up, once and for good.

    Args:
        store: where it is.
        actor: may act for the measurement's country, or records for its organisation.
        follow_up_id: key of the follow-up.
        outcome: how it was settled; None, which a form sends where nothing is chosen, is refused.
        resolution: what was found, 1 to 2000 letters.

    Raises:
        NotFound: there is no such follow-up, or none for this person.
        NotAllowed: the actor may not settle it.
        Invalid: no outcome, or the resolution is empty, too long or cannot be kept.
        Conflict: somebody has settled it already.
    """
    require(actor, Permission.VIEW)
    if outcome is None:
        raise Invalid("It is not said what came of it.", field="outcome", remedy="Choose one of the answers.")
    _check_text("resolution", resolution, "Say what was found.")
    with store.writing() as session:
        found = follow_ups.get_follow_up(session, follow_up_id)
        try:
            rows, document = seen_revisions(session, actor, found.measurement_id)
        except NotFound as error:
            raise NotFound("There is no follow-up {id}.", details={"id": follow_up_id}) from error
        if not reports(actor, rows[0]):
            require(actor, Permission.ACT, country=rows[0].country)
        settled = follow_ups.settle(
            session, follow_up_id, outcome=outcome, resolution=resolution, at=head.moment(session),
            account_id=actor.account_id,
        )  # fmt: skip
        if not settled:
            raise Conflict(
                "Somebody has settled this follow-up already.", remedy="Load the page again to see what was found."
            )
        audit(
            session, actor, "settle follow-up", _subject(document, rows[0]),
            before={"follow_up": follow_up_id, "outcome": None},
            after={"follow_up": follow_up_id, "outcome": outcome.value, "letters": len(resolution)},
        )  # fmt: skip
        head.touch(session)
        return _item(follow_ups.get_follow_up(session, follow_up_id), rows[0], document, actor)


def list_follow_ups(store: Store, actor: Actor, query: Query) -> tuple[FollowUpItem, ...]:
    """The follow-ups of a query's country (of all that may be seen for ALL): open ones first, the newest of each first.

    A follow-up is there whatever period its measurement is about. A guest learns that there are some, without any text.

    Args:
        store: where they are.
        actor: sees those on measurements that may be seen.
        query: framework, country, moment; its date does not matter.

    Raises:
        NotAllowed: the actor may not see figures, or not those of the country.
        NotFound: there is no such framework.
    """
    require(actor, Permission.VIEW)
    found = []
    with store.reading() as session:
        document = frameworks.current_document(session, query.framework)
        if query.country != ALL:
            require_visible(actor, document, query.country)
        for row in follow_ups.list_follow_ups(session, query.framework, known_at=query.known_at):
            measured = _seen(session, actor, row.measurement_id, document)
            if measured is not None and query.country in (ALL, measured.country):
                found.append(_item(row, measured, document, actor))
    return _ordered(found)


def follow_ups_of(store: Store, actor: Actor, measurement_id: int) -> MeasurementFollowUps:
    """The follow-ups of one measurement, and whether the person may raise one. A guest sees none.

    Raises:
        NotAllowed: the actor may not see figures.
        NotFound: there is no such measurement, or none for this person.
    """
    require(actor, Permission.VIEW)
    with store.reading() as session:
        rows, document = seen_revisions(session, actor, measurement_id)
        if actor.is_guest:
            return MeasurementFollowUps((), may_raise=False)
        items = [
            _item(row, rows[0], document, actor) for row in follow_ups.list_of_measurement(session, measurement_id)
        ]
    return MeasurementFollowUps(_ordered(items), may_raise=_may_raise(actor, rows[0]))


def kind_label(kind: str) -> str:
    """The name of a follow-up's kind for people: of the rule that found it, or that a person asked."""
    named = {ASKED: "Asked by a person", **{one.value: one.label for one in FindingKind}}
    return named.get(kind, kind.capitalize())


def _seen(session: Session, actor: Actor, measurement_id: int, document: FrameworkDocument) -> MeasurementRow | None:
    """The newest revision that somebody may see; None for none."""
    rows = seen_of(session, measurements.list_revisions(session, measurement_id), actor, document)
    return rows[0] if rows else None


def _may_raise(actor: Actor, row: MeasurementRow) -> bool:
    return may_discuss(actor, row) or allowed(actor, Permission.ACT, country=row.country)


def _require_raise(actor: Actor, row: MeasurementRow) -> None:
    if not _may_raise(actor, row):
        require(actor, Permission.COMMENT, country=row.country)


def _ordered(items: list[FollowUpItem]) -> tuple[FollowUpItem, ...]:
    return tuple(sorted(items, key=lambda one: (not one.is_open, -one.follow_up_id)))


def _item(row: FollowUpRow, measured: MeasurementRow, document: FrameworkDocument, actor: Actor) -> FollowUpItem:
    named = allowed(actor, Permission.COMMENT)
    settles = reports(actor, measured) or allowed(actor, Permission.ACT, country=measured.country)
    return FollowUpItem(
        follow_up_id=row.follow_up_id,
        measurement_id=row.measurement_id,
        indicator=document.indicator_by_code[measured.indicator],
        country=measured.country,
        place=country_name(document, measured.country),
        organisation=measured.organisation,
        period=period_label(measured.period_start, measured.period_end),
        kind=row.kind,
        text="" if actor.is_guest else row.text,
        raised_at=row.raised_at,
        by=(row.by or COMMAND_LINE) if named else "",
        outcome=row.outcome,
        resolution="" if actor.is_guest else row.resolution,
        settled_at=row.settled_at,
        settled_by=(row.settled_by or COMMAND_LINE) if named and row.settled_at is not None else "",
        may_settle=row.is_open and settles,
    )


def _check_text(field: str, text: str, remedy: str) -> None:
    faults = []
    if not text.strip():
        faults.append(Fault(field, "The text is missing.", {}, remedy))
    if len(text) > LONGEST:
        details = {"letters": len(text), "most": LONGEST}
        faults.append(Fault(field, "The text has {letters} letters; at most {most} are kept.", details, "Shorten it."))
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        faults.append(Fault(field, "The text holds a sign that cannot be kept.", {}, "Type the text again."))
    if faults:
        raise Invalid(faults=faults)


def _subject(document: FrameworkDocument, row: MeasurementRow) -> str:
    period = f"{row.period_start.isoformat()}..{row.period_end.isoformat()}"
    return f"{document.code} {row.indicator} {row.country} {row.organisation} {period}"
