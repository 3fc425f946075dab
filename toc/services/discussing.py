"""Comments on measurements: what people say to each other about a value, whom they mention, what they ask.

Who may see a measurement and comment there sees its comments; nobody else does. Texts stay as they were typed.
Source: product.md (life of a measurement); services/permissions.py.
"""

from dataclasses import dataclass
from datetime import datetime

from toc.errors import Fault, Invalid, NotFound
from toc.figures.periods import period_label
from toc.model.document import FrameworkDocument, IndicatorDef
from toc.model.panel import MeasurementRow
from toc.model.query import Actor
from toc.model.terms import Permission
from toc.services.permissions import require
from toc.services.steps.audit import audit
from toc.services.steps.seen import country_name, may_discuss, seen_revisions
from toc.services.steps.stored import COMMAND_LINE
from toc.services.steps.visible import seen_of
from toc.store import comments, frameworks, head, measurements, people
from toc.store.comments import CommentRow
from toc.store.database import Session, Store

MAX_LENGTH = 4000
"""So many letters a comment has at most."""


@dataclass(frozen=True)
class Remark:
    """A comment on a measurement.

    Attributes:
        by: name of the person.
        at: moment in UTC.
        text: exactly as typed; never to be read as markup.
        mentions: names of the people mentioned.
        question: it asks for an answer.
        open: it is a question that nobody has settled.
        settled_by: name of whoever settled the question; empty while it is open.
        settled_at: when it was settled.
    """

    comment_id: int
    by: str
    at: datetime
    text: str
    mentions: tuple[str, ...]
    question: bool
    open: bool
    settled_by: str
    settled_at: datetime | None


@dataclass(frozen=True)
class OpenQuestion:
    """A question about a measurement that nobody has settled.

    Attributes:
        mine: it mentions the person who looks.
        period: name of the measurement's period.
    """

    measurement_id: int
    indicator: IndicatorDef
    country_name: str
    organisation: str
    period: str
    mine: bool
    remark: Remark


@dataclass(frozen=True)
class Person:
    """Somebody who may be mentioned: a name and a key, never an address."""

    account_id: int
    name: str


def comment(
    store: Store,
    actor: Actor,
    measurement_id: int,
    text: str,
    *,
    mentions: tuple[int, ...] = (),
    question: bool = False,
) -> Remark:
    """Say something about a measurement. The same said again at once, by a second click, is kept once.

    Args:
        store: where it is.
        actor: sees the measurement and may comment for its country, or records for its organisation.
        measurement_id: key of the measurement.
        text: 1 to 4000 letters, kept exactly as typed.
        mentions: keys of accounts that `list_mentionable` names.
        question: it asks for an answer and stays open until somebody settles it.

    Raises:
        NotFound: there is no such measurement, or none for this person.
        NotAllowed: the actor sees it but may not comment.
        Invalid: the text is empty, too long or cannot be kept, or somebody is mentioned who may not read it.
    """
    require(actor, Permission.VIEW)
    _check_text(text)
    with store.writing() as session:
        rows, document = _discussed(session, actor, measurement_id)
        _check_mentions(session, rows[0], document, mentions)
        said = comments.list_comments(session, measurement_id)
        if said and _same(said[-1], actor, text, mentions, question=question):
            return _remark(said[-1])
        key = comments.add_comment(
            session,
            measurement_id,
            account_id=actor.account_id,
            at=head.moment(session),
            text=text,
            question=question,
            mentions=mentions,
        )
        after = {"comment": key, "letters": len(text), "question": question, "mentions": len(set(mentions))}
        audit(session, actor, "comment", _subject(document, rows[0]), after=after)
        return _remark(comments.get_comment(session, key))


def settle(store: Store, actor: Actor, comment_id: int) -> Remark:
    """Settle a question; one that is settled already stays as it is.

    Args:
        store: where it is.
        actor: may comment on the measurement that it is about.
        comment_id: key of the comment.

    Raises:
        NotFound: there is no such comment, or none for this person.
        NotAllowed: the actor may not comment there.
        Invalid: it is no question.
    """
    require(actor, Permission.VIEW)
    with store.writing() as session:
        found = comments.get_comment(session, comment_id)
        try:
            rows, document = _discussed(session, actor, found.measurement_id)
        except NotFound as error:
            raise NotFound("There is no comment {id}.", details={"id": comment_id}) from error
        if not found.question:
            raise Invalid("This comment is no question.", remedy="Only questions are settled.")
        if found.is_open:
            comments.settle_comment(session, comment_id, account_id=actor.account_id, at=head.moment(session))
            subject = _subject(document, rows[0])
            audit(session, actor, "settle question", subject, before={"comment": comment_id, "open": True},
                  after={"comment": comment_id, "open": False})  # fmt: skip
        return _remark(comments.get_comment(session, comment_id))


def list_comments(store: Store, actor: Actor, measurement_id: int) -> tuple[Remark, ...]:
    """The comments on a measurement, the oldest first.

    Raises:
        NotFound: there is no such measurement, or none for this person.
        NotAllowed: the actor sees it but not its comments.
    """
    require(actor, Permission.VIEW)
    with store.reading() as session:
        _discussed(session, actor, measurement_id)
        return tuple(map(_remark, comments.list_comments(session, measurement_id)))


def list_open_questions(store: Store, actor: Actor, framework: str) -> tuple[OpenQuestion, ...]:
    """Questions that nobody has settled and that the person may see: those that mention the person first, then by age.

    Raises:
        NotAllowed: the actor may comment nowhere.
        NotFound: there is no such framework.
    """
    require(actor, Permission.COMMENT)
    found = []
    with store.reading() as session:
        document = frameworks.current_document(session, framework)
        for row in comments.list_open(session, framework):
            seen = seen_of(session, measurements.list_revisions(session, row.measurement_id), actor, document)
            if seen and may_discuss(actor, seen[0]):
                found.append(_question(row, seen[0], document, actor))
    return tuple(sorted(found, key=lambda one: (not one.mine, one.remark.comment_id)))


def list_mentionable(store: Store, actor: Actor, measurement_id: int) -> tuple[Person, ...]:
    """The people who may read the comments on a measurement, the actor left out, by name.

    Raises:
        NotFound: there is no such measurement, or none for this person.
        NotAllowed: the actor sees it but may not comment.
    """
    require(actor, Permission.VIEW)
    with store.reading() as session:
        rows, document = _discussed(session, actor, measurement_id)
        found = _readers(session, rows[0].measurement_id, document)
    return tuple(person for person in found if person.account_id != actor.account_id)


def _discussed(
    session: Session, actor: Actor, measurement_id: int
) -> tuple[tuple[MeasurementRow, ...], FrameworkDocument]:
    """The revisions that somebody sees who may also comment there."""
    rows, document = seen_revisions(session, actor, measurement_id)
    if not may_discuss(actor, rows[0]):
        require(actor, Permission.COMMENT, country=rows[0].country)
    return rows, document


def _readers(session: Session, measurement_id: int, document: FrameworkDocument) -> list[Person]:
    """Everybody with an account in use who may see a measurement and comment there, by name."""
    rows = measurements.list_revisions(session, measurement_id)
    countries = people.countries_reported(session)
    found = []
    for account, organisation in people.list_accounts(session):
        own = frozenset(countries.get(account.organisation_id or 0, ()))
        reader = Actor(account.id, account.name, account.email, account.role, organisation, own)
        if account.deactivated_at is None and may_discuss(reader, rows[0]) and seen_of(session, rows, reader, document):
            found.append(Person(account.id, account.name))
    return sorted(found, key=lambda person: (person.name.casefold(), person.account_id))


def _check_text(text: str) -> None:
    if not text.strip():
        raise Invalid("The comment is empty.", field="text", remedy="Write what you want to say.")
    if len(text) > MAX_LENGTH:
        raise Invalid(
            "The comment has {letters} letters; at most {most} are kept.",
            field="text",
            remedy="Shorten it, or write two.",
            details={"letters": len(text), "most": MAX_LENGTH},
        )
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise Invalid("The text holds a sign that cannot be kept.", field="text", remedy="Type the text again.")


def _check_mentions(
    session: Session, row: MeasurementRow, document: FrameworkDocument, mentions: tuple[int, ...]
) -> None:
    """Refuse to mention somebody who could not read it; the answer tells no names."""
    if not mentions:
        return
    able = {person.account_id for person in _readers(session, row.measurement_id, document)}
    wrong = [key for key in mentions if key not in able]
    if wrong:
        remedy = "Choose from the list."
        fault = Fault("mentions", "{count} of the people mentioned may not read this.", {"count": len(wrong)}, remedy)
        raise Invalid(faults=[fault])


def _same(last: CommentRow, actor: Actor, text: str, mentions: tuple[int, ...], *, question: bool) -> bool:
    """Whether the last comment is what the person says now."""
    said = (last.account_id, last.text, last.question, {key for key, _ in last.mentions})
    return said == (actor.account_id, text, question, set(mentions)) and (last.is_open or not question)


def _remark(row: CommentRow) -> Remark:
    return Remark(
        comment_id=row.comment_id,
        by=row.by or COMMAND_LINE,
        at=row.at,
        text=row.text,
        mentions=tuple(name for _, name in row.mentions),
        question=row.question,
        open=row.is_open,
        settled_by=(row.settled_by or COMMAND_LINE) if row.settled_at is not None else "",
        settled_at=row.settled_at,
    )


def _question(row: CommentRow, seen: MeasurementRow, document: FrameworkDocument, actor: Actor) -> OpenQuestion:
    return OpenQuestion(
        measurement_id=row.measurement_id,
        indicator=document.indicator_by_code[seen.indicator],
        country_name=country_name(document, seen.country),
        organisation=seen.organisation,
        period=period_label(seen.period_start, seen.period_end),
        mine=actor.account_id is not None and actor.account_id in {key for key, _ in row.mentions},
        remark=_remark(row),
    )


def _subject(document: FrameworkDocument, row: MeasurementRow) -> str:
    period = f"{row.period_start.isoformat()}..{row.period_end.isoformat()}"
    return f"{document.code} {row.indicator} {row.country} {row.organisation} {period}"
