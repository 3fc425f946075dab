"""Backup and restore: the whole store into a file while the app runs, and a file into an empty store.

Source: files-and-commands.md (`toc backup`, `toc restore`); product.md People (administrator).
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from toc.model.query import Actor
from toc.model.terms import Permission
from toc.services.permissions import require
from toc.services.steps.audit import audit
from toc.store import backup_files, copying, head
from toc.store.database import Store


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was written.

    Attributes:
        file: where it is.
        known_at: the last moment that is recorded in it, in UTC.
        data_version: of the store at that moment.
        revision: step of the migrations that its schema stands at.
        rows: how many rows of how many tables.
        sha256: content hash; a restore of it has the same.
        bytes: size of the file.
    """

    file: str
    known_at: datetime
    data_version: int
    revision: str
    rows: int
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that was restored.

    Attributes:
        file: which one.
        known_at: the last moment that was recorded in it, in UTC.
        revision: step of the migrations that the file's schema stood at.
        brought_up_to_date: that schema was older than the current one.
        rows: how many rows came back.
        sha256: content hash of what came back, before sign-ins were ended.
        sessions_ended: people who were signed in when the backup was made have to sign in again.
        links_ended: invitations and links for a new password that no longer work.
    """

    file: str
    known_at: datetime
    revision: str
    brought_up_to_date: bool
    rows: int
    sha256: str
    sessions_ended: int
    links_ended: int


def back_up(store: Store, actor: Actor, file: Path) -> BackedUp:
    """Write everything that a store holds into a new file, as it stands at one moment; the app may go on meanwhile.

    Args:
        store: with a current schema.
        actor: an administrator.
        file: a new name in a folder that is there; only the file's owner may read it, as it holds hashes of passwords.

    Raises:
        NotAllowed: for everybody else.
        Conflict: the file is there already.
        Invalid, NotFound: it cannot be written there.

    The entry in the audit log is written first, so that the backup holds it as well; it stays where writing fails.
    """
    require(actor, Permission.ADMINISTER)
    backup_files.require_new(file)
    with store.writing() as session:
        audit(session, actor, "back up", "everything", after={"file": file.name})
    found = backup_files.write(store, file)
    return BackedUp(
        file=str(file),
        known_at=found.known_at,
        data_version=found.data_version,
        revision=found.revision,
        rows=sum(table.rows for table in found.tables),
        sha256=copying.whole_hash(found.tables),
        bytes=found.bytes,
    )


def restore(store: Store, actor: Actor, file: Path) -> Restored:
    """Bring everything of a backup into an empty store, all of it or nothing, and end what let people in.

    Sessions and one-time links end: whoever was signed in when the backup was made signs in again. Accounts, read-only
    links and calendar addresses stand as they stood then.

    Args:
        store: empty, on SQLite or PostgreSQL; its schema is made or brought up to date first.
        actor: an administrator.
        file: written by `back_up`, by this version of the product or an earlier one; it stays as it is.

    Raises:
        NotAllowed: for everybody else.
        Conflict: the store holds something.
        Invalid, NotFound: the file is no sound backup, or a newer version of the product made it.
    """
    require(actor, Permission.ADMINISTER)
    copying.require_room(store)
    with backup_files.reading(file) as opened:
        store.upgrade()
        with opened.store.reading() as source, store.writing() as session:
            tables = copying.copy_everything(source, session)
            known_at = head.last_moment(session)
            sessions, links = copying.end_sign_ins(session)
            after = {"file": file.name, "known_at": known_at, "sessions_ended": sessions, "links_ended": links}
            audit(session, actor, "restore", "everything", after=after)
    return Restored(
        file=str(file),
        known_at=known_at,
        revision=opened.revision,
        brought_up_to_date=opened.brought_up_to_date,
        rows=sum(table.rows for table in tables),
        sha256=copying.whole_hash(tables),
        sessions_ended=sessions,
        links_ended=links,
    )
