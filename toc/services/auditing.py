"""The audit log: who did what to what, when and why; whether nothing was taken out of it or put in.

Signing in and out is not in it; every change to data, definitions, accounts and locks is.
Source: product.md (trust).
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from toc.columns import AUDIT_LOG
from toc.errors import Invalid
from toc.exchange.writers import file_name
from toc.figures.periods import period_label
from toc.model.document import FrameworkDocument
from toc.model.keeping import AuditEntry
from toc.model.query import Actor
from toc.model.terms import Permission
from toc.services.permissions import require
from toc.services.reporting import Report
from toc.store import audit_log, frameworks, head
from toc.store.audit_log import COMMAND_LINE, AuditFilters
from toc.store.database import Session, Store

__all__ = ["COMMAND_LINE", "AuditFilters"]

PAGE_SIZE = 50
_MEASUREMENT = re.compile(r"(\S+) (\S+) (\S+) (.+) (\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)")


@dataclass(frozen=True)
class Difference:
    """A field that an action changed.

    Attributes:
        field: its name in words.
        before: as it was; empty where there was none.
        after: as it is since; empty where none is left.
    """

    field: str
    before: str
    after: str

    @property
    def text(self) -> str:
        """The change in a line, such as `value: 52 → 61`."""
        if not self.before:
            return f"{self.field}: {self.after}"
        return f"{self.field}: {self.before} → {self.after or 'none'}"


@dataclass(frozen=True)
class Entry:
    """An entry of the audit log.

    Attributes:
        n: its number; entries are numbered without a gap.
        at: when, UTC.
        who: who acted, by the name that the person had then.
        action: what was done.
        subject: what it was done to, by its codes.
        subject_text: the same with names, where they are known.
        differences: the fields that differ, and no others.
        reason: why, in the person's words.
        hash: which the next entry carries on.
    """

    n: int
    at: datetime
    who: str
    action: str
    subject: str
    subject_text: str
    differences: tuple[Difference, ...]
    reason: str
    hash: str


@dataclass(frozen=True)
class AuditPage:
    """A page of the audit log.

    Attributes:
        entries: the newest first.
        total: how many there are for the filters.
        page: which page it is, from 1.
        pages: how many pages there are, at least 1.
        people: e-mail address and name of everybody with an entry, to choose from.
        actions: every kind of action, to choose from.
    """

    entries: tuple[Entry, ...]
    total: int
    page: int
    pages: int
    people: tuple[tuple[str, str], ...]
    actions: tuple[str, ...]


@dataclass(frozen=True)
class Chain:
    """What a look through the whole log has found.

    Attributes:
        entries: how many there are.
        problems: a sentence for each thing that is not as it was written; empty where the log is whole.
    """

    entries: int
    problems: tuple[str, ...]


def filters_from(given: Mapping[str, str]) -> AuditFilters:
    """The filters that an address asks for: `person`, `action`, `subject`, `first` and `last`.

    Raises:
        Invalid: a day that is none.
    """
    days = {}
    for name in ("first", "last"):
        try:
            days[name] = date.fromisoformat(given[name]) if given.get(name) else None
        except ValueError as error:
            raise Invalid(
                "{text} is not a day.", field=name, remedy="Write it like 2027-12-31.", details={"text": given[name]}
            ) from error
    subject = given.get("subject", "").strip()
    return AuditFilters(given.get("person") or None, given.get("action") or None, subject, **days)


def list_entries(store: Store, actor: Actor, filters: AuditFilters, *, page: int = 1) -> AuditPage:
    """A page of the audit log.

    Args:
        store: where it is kept.
        actor: who asks.
        filters: which entries.
        page: which page, from 1; one that there is not becomes the nearest that there is.

    Raises:
        NotAllowed: the actor may not see the audit log.
        Invalid: the first day is after the last one.
    """
    require(actor, Permission.AUDIT)
    _check(filters)
    with store.reading() as session:
        total = audit_log.count_entries(session, filters)
        pages = max(1, -(-total // PAGE_SIZE))
        page = min(max(page, 1), pages)
        rows = audit_log.list_entries(session, filters, skip=(page - 1) * PAGE_SIZE, most=PAGE_SIZE)
        entries = tuple(_entries(session, rows))
        people, actions = audit_log.list_people(session), audit_log.list_actions(session)
    return AuditPage(entries, total, page, pages, tuple(people), tuple(actions))


def report(store: Store, actor: Actor, filters: AuditFilters) -> Report:
    """The audit log as a file, for the same filters as the page.

    Raises:
        NotAllowed: the actor may not see the audit log.
        Invalid: the first day is after the last one.
    """
    require(actor, Permission.AUDIT)
    _check(filters)
    days = [day.isoformat() for day in (filters.first, filters.last) if day]
    return Report.of_rows(file_name("audit", filters.action, *days), AUDIT_LOG, _rows(store, filters))


def check_chain(store: Store, actor: Actor) -> Chain:
    """Look through the whole log: whether each entry is as it was written and carries on the one before.

    Raises:
        NotAllowed: the actor may not see the audit log.
    """
    require(actor, Permission.AUDIT)
    with store.reading() as session:
        return Chain(audit_log.count_entries(session, AuditFilters()), tuple(head.find_audit_problems(session)))


def _check(filters: AuditFilters) -> None:
    if filters.first and filters.last and filters.first > filters.last:
        raise Invalid("The first day is after the last one.", field="last", remedy="Exchange the two days.")


def _rows(store: Store, filters: AuditFilters) -> Iterator[Mapping[str, object]]:
    with store.reading() as session:
        for entry in _entries(session, audit_log.iterate_entries(session, filters)):
            changes = "\n".join(difference.text for difference in entry.differences)
            yield {
                "entry": entry.n,
                "at": entry.at,
                "who": entry.who,
                "action": entry.action,
                "subject": entry.subject,
                "subject_text": entry.subject_text,
                "changes": changes or None,
                "reason": entry.reason or None,
                "hash": entry.hash,
            }


def _entries(session: Session, rows: Iterable[AuditEntry]) -> Iterator[Entry]:
    documents: dict[str, FrameworkDocument | None] = {}
    for row in rows:
        yield Entry(
            n=row.n,
            at=row.at,
            who=row.actor_name,
            action=row.action,
            subject=row.subject,
            subject_text=_subject_text(session, row.subject, documents),
            differences=tuple(_differences(_fields(row.before), _fields(row.after))),
            reason=row.reason,
            hash=row.hash,
        )


def _subject_text(session: Session, subject: str, documents: dict[str, FrameworkDocument | None]) -> str:
    """A measurement by its names; any other subject as it is."""
    shape = _MEASUREMENT.fullmatch(subject)
    if shape is None:
        return subject
    framework, code, place, organisation, start, end = shape.groups()
    if framework not in documents:
        documents[framework] = frameworks.find_document(session, framework)
    document = documents[framework]
    if document is None or code not in document.indicator_by_code:
        return subject
    country = document.country_by_code.get(place)
    period = period_label(date.fromisoformat(start), date.fromisoformat(end))
    name = document.indicator_by_code[code].name
    return f"{name} ({code}), {country.name if country else place}, {organisation}, {period}"


def _fields(text: str | None) -> dict[str, object]:
    """What an entry keeps of a subject; a text that is no object any more is shown as it stands."""
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        found = {"text": text}
    return found if isinstance(found, dict) else {"text": text}


def _differences(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[Difference]:
    """The fields that differ, in the order in which they were kept; fingerprints, which nobody reads, last."""
    for name in sorted(dict.fromkeys((*before, *after)), key=lambda name: name == "sha256"):
        old, new = _said(before.get(name)), _said(after.get(name))
        if old != new:
            yield Difference(name.replace("_", " "), old, new)


def _said(value: object) -> str:
    """A kept value as a text: yes and no, lists with semicolons between."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_said(part) for part in value)
    if isinstance(value, dict):
        return "; ".join(f"{name.replace('_', ' ')}: {_said(part)}" for name, part in value.items())
    return str(value)
