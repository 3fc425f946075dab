"""The coordinator's own judgement on contribution links, beside what the figures say; every one of them stays.

A judgement is for a country or for all of them together. The latest one is in force; taking it back is one more entry.
Source: product.md (Analyse); toc/figures/pathway.py for what the figures say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from toc.errors import Conflict, Fault, Invalid, NotFound
from toc.model.document import FrameworkDocument
from toc.model.query import ALL, Actor
from toc.model.terms import LinkState, Permission
from toc.services.evidencing import host_of
from toc.services.permissions import allowed, require, require_visible, visible_countries
from toc.services.steps.audit import audit
from toc.services.steps.stored import COMMAND_LINE
from toc.services.steps.visibility import seen_places
from toc.store import frameworks, head, judgements
from toc.store.database import Session, Store
from toc.store.judgements import JudgementRow

LONGEST = {"reason": 2000, "evidence": 2000, "evidence_url": 2000}
"""So many letters each text has at most."""


@dataclass(frozen=True, slots=True)
class JudgementDraft:
    """What somebody thinks of a contribution link.

    Attributes:
        source: code of the objective that the link leads from.
        target: code of the objective that it leads to.
        country: code, or ALL.
        judgement: None takes the judgement in force back.
        reason: in the person's words; needed with a judgement.
        evidence: what it rests on, in words; empty for none.
        evidence_url: an address of the web; empty for none.
    """

    source: str
    target: str
    country: str = ALL
    judgement: LinkState | None = None
    reason: str = ""
    evidence: str = ""
    evidence_url: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A judgement on a contribution link, as it was given.

    Attributes:
        number: its key; later ones are higher.
        judgement: None where it takes the one before back.
        reason: exactly as typed, never to be read as markup; so is the evidence.
        at: moment in UTC.
        by: name of the person, for those who may comment; empty for everybody else.
    """

    number: int
    source: str
    target: str
    country: str
    judgement: LinkState | None
    reason: str
    evidence: str
    evidence_url: str
    at: datetime
    by: str


def judge_link(
    store: Store, actor: Actor, framework: str, draft: JudgementDraft, *, expected: int | None = None
) -> Judgement:
    """Judge a link, or take the judgement in force back. The same again, by a second click, is kept once.

    Args:
        store: where it is.
        actor: needs the right to plan.
        framework: code.
        draft: what is thought.
        expected: number of the judgement that the person saw in force, 0 for none; None does not look at that.

    Raises:
        NotAllowed: the actor may not plan.
        NotFound: there is no such framework, link or country.
        Invalid: the reason is missing, a text is too long, the link is none, or there is nothing to take back.
        Conflict: somebody else has judged the link meanwhile.
    """
    require(actor, Permission.PLAN)
    _check_texts(draft)
    with store.writing() as session:
        document = frameworks.current_document(session, framework)
        _check_codes(document, draft)
        key = (draft.source, draft.target, draft.country)
        standing = judgements.in_force(judgements.list_judgements(session, framework, link=key[:2])).get(key)
        if standing is None and draft.judgement is None:
            raise Invalid("There is no judgement to take back.", field="judgement", remedy="Choose a judgement first.")
        if standing is not None and _fields(standing) == _fields(draft):
            return _judgement(standing, actor)
        if expected is not None and expected != (standing.judgement_id if standing else 0):
            raise Conflict(
                "Somebody else has judged this link meanwhile.",
                field="judgement",
                remedy="Look at the judgement that is in force now, then judge again.",
            )
        number = judgements.add_judgement(
            session, framework, source=draft.source, target=draft.target, country=draft.country,
            judgement=draft.judgement, reason=draft.reason, evidence=draft.evidence, evidence_url=draft.evidence_url,
            at=head.moment(session), account_id=actor.account_id,
        )  # fmt: skip
        subject = f"{framework} {draft.source}~{draft.target} {draft.country}"
        before = _fields(standing) if standing else None
        audit(session, actor, "judge link", subject, before=before, after=_fields(draft), reason=draft.reason)
        rows = judgements.list_judgements(session, framework, link=key[:2])
        return _judgement(next(row for row in rows if row.judgement_id == number), actor)


def list_judgements(
    store: Store, actor: Actor, framework: str, link: tuple[str, str], *, known_at: datetime | None = None
) -> tuple[Judgement, ...]:
    """Every judgement on a link for the countries that the person may see, the newest first.

    Args:
        store: where they are.
        actor: may see figures.
        framework: code.
        link: codes of the two objectives.
        known_at: those made up to this moment, inclusive; None for all of them.

    Raises:
        NotAllowed: the actor may not see figures, or none of this framework.
        NotFound: there is no such framework.
    """
    require(actor, Permission.VIEW)
    with store.reading() as session:
        places = seen_by(session, actor, framework)
        rows = judgements.list_judgements(session, framework, link=link, known_at=known_at)
    return tuple(_judgement(row, actor) for row in reversed(rows) if row.country in places)


def judgements_in_force(
    store: Store, actor: Actor, framework: str, *, known_at: datetime | None = None
) -> Mapping[tuple[str, str, str], Judgement]:
    """The judgements in force by (source, target, country), for the countries that the person may see.

    Args:
        store: where they are.
        actor: may see figures.
        framework: code.
        known_at: as they stood at this moment; None is now.

    Raises:
        NotAllowed: the actor may not see figures.
        NotFound: there is no such framework.
    """
    require(actor, Permission.VIEW)
    with store.reading() as session:
        places = seen_by(session, actor, framework)
        found = judgements.in_force(judgements.list_judgements(session, framework, known_at=known_at))
    return {key: _judgement(row, actor) for key, row in found.items() if row.country in places}


def seen_by(session: Session, actor: Actor, framework: str) -> tuple[str, ...]:
    """The countries of a framework that somebody may see, and ALL where it is one of them."""
    document = frameworks.current_document(session, framework)
    places = seen_places(document, visible_countries(actor, document))
    if not places:
        require_visible(actor, document, ALL)
    return places


def _check_codes(document: FrameworkDocument, draft: JudgementDraft) -> None:
    if (draft.source, draft.target) not in {(link.source, link.target) for link in document.links}:
        raise NotFound(
            "{framework} has no link from {source} to {target}.",
            field="link",
            remedy="Choose one from the list.",
            details={"framework": document.name, "source": draft.source, "target": draft.target},
        )
    if draft.country != ALL and draft.country not in document.country_by_code:
        raise NotFound(
            "{country} is not a reporting country of {framework}.",
            field="country",
            remedy="Choose another country.",
            details={"country": draft.country, "framework": document.name},
        )


def _check_texts(draft: JudgementDraft) -> None:
    faults = []
    if draft.judgement is not None and not draft.reason.strip():
        faults.append(Fault("reason", "The reason is missing.", {}, "Say what the judgement rests on."))
    for field, most in LONGEST.items():
        text = getattr(draft, field)
        if len(text) > most:
            fields = {"letters": len(text), "most": most}
            faults.append(
                Fault(field, "The text has {letters} letters; at most {most} are kept.", fields, "Shorten it.")
            )
        if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
            faults.append(Fault(field, "The text holds a sign that cannot be kept.", {}, "Type the text again."))
    if draft.evidence_url and host_of(draft.evidence_url) is None:
        remedy = "Write it like https://example.org/report.pdf."
        faults.append(Fault("evidence_url", "The link is no address of the web.", {}, remedy))
    if faults:
        raise Invalid(faults=faults)


def _fields(said: JudgementRow | JudgementDraft) -> dict[str, object]:
    """What is said, without who says it and when."""
    return {
        "judgement": said.judgement.value if said.judgement else None,
        "reason": said.reason,
        "evidence": said.evidence,
        "evidence_url": said.evidence_url,
    }


def _judgement(row: JudgementRow, actor: Actor) -> Judgement:
    by = (row.by or COMMAND_LINE) if allowed(actor, Permission.COMMENT) else ""
    return Judgement(
        row.judgement_id, row.source, row.target, row.country, row.judgement, row.reason, row.evidence,
        row.evidence_url, row.at, by,
    )  # fmt: skip
