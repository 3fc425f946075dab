"""The head row: locked first by every writer; gives out data versions, moments, and the chain of audit entries.

Source: architecture.md section 0 (Store); product.md (trust).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from toc.errors import Invalid
from toc.model.keeping import FIRST_HASH, AuditEntry, Head
from toc.model.query import Clock

_MOMENT = "moment"
_TOUCHED = "touched"
_UNDEFINED_TABLE = "42P01"
"""PostgreSQL's code for a table that is not there."""


def lock(session: Session) -> Head:
    """Lock the head row until the transaction ends, so that no other writer runs meanwhile.

    Raises:
        Invalid: the store has no head row, because its schema was never made.
    """
    try:
        found = session.exec(select(Head).with_for_update()).one_or_none()
    except (sa.exc.ProgrammingError, sa.exc.OperationalError) as error:
        if "no such table" in str(error.orig) or getattr(error.orig, "sqlstate", None) == _UNDEFINED_TABLE:
            raise _not_made() from error
        raise
    if found is None:
        raise _not_made()
    return found


def _not_made() -> Invalid:
    return Invalid("The store has no tables yet.", remedy="Run: toc migrate")


def data_version(session: Session) -> int:
    """The number that every write to data or definitions raises."""
    return session.exec(select(Head.data_version)).one()


def last_moment(session: Session) -> datetime:
    """The last moment given out, in UTC: everything that is known was recorded by then."""
    return session.exec(select(Head.last_moment)).one()


def moment(session: Session) -> datetime:
    """The moment of this write, in UTC: later than every earlier write's, and the same all through the transaction.

    It is the present moment, or a microsecond after the last one where the clock went back.
    """
    given: datetime | None = session.info.get(_MOMENT)
    if given is None:
        row = session.exec(select(Head)).one()
        now: datetime = session.info.get("now", Clock().now)()
        given = max(now.astimezone(UTC), row.last_moment + timedelta(microseconds=1))
        row.last_moment = given
        session.info[_MOMENT] = given
    return given


def touch(session: Session) -> int:
    """Raise the data version, once in a transaction however often it is called; returns it."""
    row = session.exec(select(Head)).one()
    if not session.info.get(_TOUCHED):
        row.data_version += 1
        session.info[_TOUCHED] = True
    return row.data_version


def append_audit(
    session: Session,
    *,
    moment: datetime,
    account_id: int | None,
    actor_name: str,
    action: str,
    subject: str,
    before: Mapping[str, object] | None,
    after: Mapping[str, object] | None,
    reason: str,
) -> None:
    """Add an entry to the audit log; its hash covers it and the hash of the entry before it.

    Args:
        session: of a `writing()` block.
        moment: of this write.
        account_id: whose it is; None for the command line.
        actor_name: name for people, as it was then.
        action: what was done, in a word or two.
        subject: what it was done to, e.g. `SYS-M1.1 BE HKU 2026-01-01..2026-12-31`.
        before: the subject's fields before; values that JSON does not know are written as texts.
        after: the subject's fields after.
        reason: why, in the person's words.
    """
    row = session.exec(select(Head)).one()
    last = session.exec(select(sa.func.max(AuditEntry.n))).one()
    entry = AuditEntry(
        n=(last or 0) + 1,
        at=moment.astimezone(UTC),
        account_id=account_id,
        actor_name=actor_name,
        action=action,
        subject=subject,
        before=_json(before),
        after=_json(after),
        reason=reason,
        previous_hash=row.audit_hash,
        hash="",
    )
    entry.hash = audit_hash(entry)
    row.audit_hash = entry.hash
    session.add(entry)
    session.flush()


def audit_hash(entry: AuditEntry) -> str:
    """The SHA-256 of an entry with the hash of the one before it, in hexadecimal digits."""
    content = [
        entry.previous_hash,
        entry.n,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.account_id,
        entry.actor_name,
        entry.action,
        entry.subject,
        entry.before,
        entry.after,
        entry.reason,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def find_audit_problems(session: Session) -> Iterator[str]:
    """Give a sentence for every entry that was changed, removed or put in later; nothing where the chain is whole."""
    previous, expected = FIRST_HASH, 1
    for entry in session.exec(select(AuditEntry).order_by(col(AuditEntry.n))):
        if entry.n != expected:
            yield f"Audit entry {expected} is missing."
        if entry.previous_hash != previous:
            yield f"Audit entry {entry.n} does not follow the entry before it."
        if audit_hash(entry) != entry.hash:
            yield f"Audit entry {entry.n} was changed after it was written."
        previous, expected = entry.hash, entry.n + 1
    if session.exec(select(Head.audit_hash)).one() != previous:
        yield "The audit log does not end with the entry that the head row names."


def _json(fields: Mapping[str, object] | None) -> str | None:
    if fields is None:
        return None
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, default=str)
