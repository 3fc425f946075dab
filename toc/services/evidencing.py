"""Evidence behind a measurement: files and links are added, looked at and taken back; nothing is deleted.

Source: progress.md 10; product.md (trust).
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from toc.errors import Conflict, Invalid, NotAllowed, NotFound
from toc.exchange.file_types import ACCEPTED, MAX_NAME, clean_name, file_type, media_type_of
from toc.model.panel import MeasurementRow
from toc.model.query import ALL, Actor
from toc.model.terms import EvidenceGrade, Permission
from toc.services.permissions import allowed, require
from toc.services.steps.audit import audit
from toc.services.steps.visible import require_visible
from toc.store import evidence_files, head
from toc.store.database import Session, Store
from toc.store.evidence_files import EvidenceItem
from toc.store.revisions import get_standing

__all__ = ["ACCEPTED", "EvidenceItem"]

MEGABYTE = 1024 * 1024
_MAX_URL = 2000


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind a measurement.

    Attributes:
        items: files and links, oldest first; those that were taken back are among them.
        may_add: the person may add to them and take them back.
        grade: how strong the evidence is, as its newest revision says; None for ungraded.
        source: means of verification, as its newest revision says.
        source_url: link to the source, as it was typed.
    """

    measurement_id: int
    items: tuple[EvidenceItem, ...]
    may_add: bool
    grade: EvidenceGrade | None
    source: str
    source_url: str

    @property
    def standing(self) -> tuple[EvidenceItem, ...]:
        """What was not taken back."""
        return tuple(item for item in self.items if item.stands)

    @property
    def taken_back(self) -> tuple[EvidenceItem, ...]:
        """What was taken back."""
        return tuple(item for item in self.items if not item.stands)


def add_file(
    store: Store, actor: Actor, measurement_id: int, *, name: str, body: bytes, limit_megabytes: int
) -> EvidenceItem:
    """Keep a file and put it behind a measurement; the same one a second time writes nothing.

    Args:
        store: where it goes.
        actor: needs the right to record for the measurement's organisation and country.
        measurement_id: key of the measurement.
        name: as the browser said it; its folders and control characters are left out.
        body: all of the file.
        limit_megabytes: the largest file that is taken.

    Raises:
        Invalid: too large, empty, of a kind that is not taken, or not what its name says; the field is `file`.
        NotAllowed: not for this measurement.
        NotFound: there is no such measurement.
    """
    require(actor, Permission.RECORD)
    title = clean_name(name)
    if len(body) > limit_megabytes * MEGABYTE:
        raise Invalid(
            "{name} is larger than {limit} MB.",
            field="file",
            remedy="Make it smaller, or add a link to where it is kept.",
            details={"name": title, "limit": limit_megabytes},
        )
    found = file_type(title, body)
    with store.writing() as session:
        row = _require_record(session, actor, measurement_id)
        moment = head.moment(session)
        sha256 = evidence_files.keep_file(session, body, media_type=found.media_type, moment=moment)
        same = _standing(session, measurement_id, title=title, sha256=sha256, url=None)
        if same is not None:
            return same
        key = evidence_files.add_evidence(
            session, measurement_id, title=title, sha256=sha256, moment=moment, account_id=actor.account_id
        )
        after = {"name": title, "sha256": sha256, "size": len(body)}
        audit(session, actor, "add evidence", _subject(session, row), after=after)
        head.touch(session)
        return _get(session, key)


def add_link(store: Store, actor: Actor, measurement_id: int, *, title: str, url: str) -> EvidenceItem:
    """Put a link behind a measurement, as it was typed; the same one a second time writes nothing.

    Args:
        store: where it goes.
        actor: needs the right to record for the measurement's organisation and country.
        measurement_id: key of the measurement.
        title: what the link leads to; the address itself where nothing is said.
        url: an address of the web, with `http://` or `https://`.

    Raises:
        Invalid: the address is none of the web, or title or address are too long.
        NotAllowed: not for this measurement.
        NotFound: there is no such measurement.
    """
    require(actor, Permission.RECORD)
    address = url.strip()
    _check_address(address)
    words = " ".join(title.split()) or address[:MAX_NAME]
    if len(words) > MAX_NAME:
        raise Invalid(
            "The title is longer than {limit} characters.",
            field="title",
            remedy="Shorten it.",
            details={"limit": MAX_NAME},
        )
    with store.writing() as session:
        row = _require_record(session, actor, measurement_id)
        same = _standing(session, measurement_id, title=words, sha256=None, url=address)
        if same is not None:
            return same
        moment = head.moment(session)
        key = evidence_files.add_evidence(
            session, measurement_id, title=words, url=address, moment=moment, account_id=actor.account_id
        )
        audit(session, actor, "add evidence", _subject(session, row), after={"title": words, "url": address})
        head.touch(session)
        return _get(session, key)


def take_back(store: Store, actor: Actor, evidence_id: int, *, reason: str) -> EvidenceItem:
    """Take back a piece of evidence that should not stand behind its measurement; it stays named, with the reason.

    Args:
        store: where it is.
        actor: needs the right to record for the measurement's organisation and country.
        evidence_id: key of the file or link.
        reason: why, in words.

    Raises:
        Invalid: there is no reason.
        Conflict: it was taken back already.
        NotAllowed: not for this measurement.
        NotFound: there is no such evidence.
    """
    require(actor, Permission.RECORD)
    why = reason.strip()
    if not why:
        raise Invalid("A reason is missing.", field="reason", remedy="Say why this is taken back.")
    with store.writing() as session:
        item = _get(session, evidence_id)
        row = _require_record(session, actor, item.measurement_id)
        if not item.stands:
            raise Conflict(
                "{title} was taken back already.", remedy="Look at the list anew.", details={"title": item.title}
            )
        moment = head.moment(session)
        evidence_files.withdraw(session, evidence_id, moment=moment, account_id=actor.account_id, reason=why)
        before = {"title": item.title, "sha256": item.sha256, "size": item.size, "url": item.url}
        said = {name: value for name, value in before.items() if value is not None}
        audit(session, actor, "take back evidence", _subject(session, row), before=said, reason=why)
        head.touch(session)
        return _get(session, evidence_id)


def list_evidence(store: Store, actor: Actor, measurement_id: int) -> tuple[EvidenceItem, ...]:
    """Files and links behind a measurement, oldest first; those that were taken back are among them.

    Raises:
        NotAllowed: the person may not see the measurement.
        NotFound: there is no such measurement.
    """
    with store.reading() as session:
        require_visible(session, actor, measurement_id)
        return _items(session, actor, measurement_id)


def look(store: Store, actor: Actor, measurement_id: int) -> Behind:
    """All that stands behind a measurement, and whether the person may add to it. Raises like `list_evidence`."""
    with store.reading() as session:
        row = require_visible(session, actor, measurement_id)
        items = _items(session, actor, measurement_id)
        return Behind(measurement_id, items, _may_record(actor, row), row.evidence_grade, row.source, row.source_url)


def open_file(store: Store, actor: Actor, evidence_id: int) -> tuple[bytes, str, str]:
    """The bytes of a file behind a measurement, its name, and its media type by its content.

    One that was taken back is for those who may see the audit log.

    Raises:
        NotAllowed: the person may not see the measurement; the sentence tells nothing of it.
        NotFound: there is no such file, or it was taken back.
    """
    require(actor, Permission.VIEW)
    with store.reading() as session:
        item = _get(session, evidence_id)
        require_visible(session, actor, item.measurement_id)
        if actor.is_guest:
            raise NotAllowed("Evidence is for people with an account.", remedy="Ask whoever sent you the link.")
        if item.sha256 is None or item.media_type is None:
            raise NotFound("This evidence is a link, not a file.")
        if not item.stands and not allowed(actor, Permission.AUDIT):
            raise NotFound("This file was taken back.", remedy="Ask a coordinator.")
        body = evidence_files.load_body(session, item.sha256)
        return body, item.title, media_type_of(item.title, item.media_type)


def _items(session: Session, actor: Actor, measurement_id: int) -> tuple[EvidenceItem, ...]:
    """What stands behind a measurement; nothing for a guest, since files and their titles may name people."""
    return () if actor.is_guest else tuple(evidence_files.list_evidence(session, measurement_id))


def _require_record(session: Session, actor: Actor, measurement_id: int) -> MeasurementRow:
    """The measurement, for somebody who sees it and may record there."""
    row = require_visible(session, actor, measurement_id)
    require(actor, Permission.RECORD, organisation=row.organisation, country=_country(row))
    return row


def _may_record(actor: Actor, row: MeasurementRow) -> bool:
    return allowed(actor, Permission.RECORD, organisation=row.organisation, country=_country(row))


def _country(row: MeasurementRow) -> str | None:
    return None if row.country == ALL else row.country


def _get(session: Session, evidence_id: int) -> EvidenceItem:
    found = evidence_files.find_evidence(session, evidence_id)
    if found is None:
        raise NotFound("There is no evidence {id}.", details={"id": evidence_id})
    return found


def _standing(
    session: Session, measurement_id: int, *, title: str, sha256: str | None, url: str | None
) -> EvidenceItem | None:
    """The same file or link under the same name, where it stands behind the measurement already."""
    wanted = (title, sha256, url)
    items = evidence_files.list_evidence(session, measurement_id)
    return next((item for item in items if item.stands and (item.title, item.sha256, item.url) == wanted), None)


def host_of(address: str) -> str | None:
    """The host of an address of the web; None for whatever else is written there, which is never made a link."""
    try:
        parts = urlsplit(address)
        host = parts.hostname if parts.scheme.lower() in ("http", "https") else None
    except ValueError:
        return None
    unsafe = any(sign.isspace() or not sign.isprintable() or sign in '\\<>"' for sign in address)
    return None if unsafe else host or None


def _check_address(address: str) -> None:
    """Refuse what is no address of the web, so that no link ever runs something."""
    if host_of(address) is None:
        raise Invalid(
            "The link is no address of the web.",
            field="url",
            remedy="Write it like https://example.org/report.pdf.",
        )
    if len(address) > _MAX_URL:
        raise Invalid(
            "The link is longer than {limit} characters.",
            field="url",
            remedy="Use a shorter address.",
            details={"limit": _MAX_URL},
        )


def _subject(session: Session, row: MeasurementRow) -> str:
    framework = get_standing(session, row.revision_id).framework
    period = f"{row.period_start.isoformat()}..{row.period_end.isoformat()}"
    return f"{framework} {row.indicator} {row.country} {row.organisation} {period}"
