"""Frozen reports: a package kept under a name, handed out again unchanged, and compared with what is known since.

Source: progress.md 11; files-and-commands.md.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace

from toc import __version__, columns
from toc.errors import Conflict, Invalid, NotFound
from toc.exchange.writers import iter_rows
from toc.model.query import ALL, SYSTEM, Actor, Query
from toc.model.terms import Permission
from toc.services import analysing, deliverables, reporting
from toc.services.deliverables import File
from toc.services.permissions import allowed, require, require_visible, shown_name, visible_countries
from toc.services.steps.audit import audit
from toc.services.steps.report_changes import Because, Changes, changes_between
from toc.store import evidence_files, frameworks, head, snapshots
from toc.store.database import Session, Store
from toc.store.snapshots import Snapshot

__all__ = ["Because", "Changes", "Snapshot"]

LONGEST_NAME, LONGEST_NOTE = 120, 2000
RECOMPUTED = ("progress", "objectives")
"""Files of a package that `toc check` computes anew."""

FILLED_SINCE: Mapping[str, tuple[tuple[int, ...], frozenset[str]]] = {
    "progress": ((0, 2, 0), frozenset({"projected_value"})),
}
"""Columns that were always empty before a version: in a package of an earlier one they are passed over."""


def freeze(store: Store, actor: Actor, query: Query, *, name: str, note: str = "") -> Snapshot:
    """Keep the package of a query under a name, for good.

    Args:
        store: where it goes.
        actor: needs the right to plan.
        query: filters and date; a moment that has not come is taken for the last one that records are from.
        name: for people, such as `D5.2, M18`; unique in the framework.
        note: what it is for.

    Returns:
        The frozen report; its query names the moment up to which records count.

    Raises:
        Invalid: the name is missing, or name or note are too long; the field is `name` or `note`.
        Conflict: the framework has a frozen report of that name.
        NotAllowed: the actor may not plan.
        NotFound: no such framework, country or horizon.
    """
    require(actor, Permission.PLAN)
    called, said = " ".join(name.split()), note.strip()
    if not called:
        raise Invalid("A name is missing.", field="name", remedy="Name the report, such as D5.2, M18.")
    for field, text, most in (("name", called, LONGEST_NAME), ("note", said, LONGEST_NOTE)):
        if len(text) > most:
            raise Invalid(
                "The {field} is longer than {most} characters.",
                field=field,
                remedy="Shorten it.",
                details={"field": field, "most": most},
            )
    fixed = deliverables.pinned(store, query)
    made = deliverables.package(store, actor, fixed)
    with store.writing() as session:
        if any(one.name == called for one in snapshots.list_snapshots(session, fixed.framework)):
            raise Conflict(
                "There is a frozen report {name} already.", field="name", remedy="Choose another name.",
                details={"name": called},
            )  # fmt: skip
        moment = head.moment(session)
        sha256 = evidence_files.keep_file(session, made.body, media_type=made.media_type, moment=moment)
        key = snapshots.add_snapshot(
            session, fixed, name=called, note=said, version=__version__, sha256=sha256, moment=moment,
            account_id=actor.account_id,
        )  # fmt: skip
        after = {"name": called, "as_of": fixed.as_of, "known_at": fixed.known_at, "sha256": sha256}
        audit(session, actor, "freeze report", f"{fixed.framework} {called}", after=after, reason=said)
        return _get(session, key)


def list_snapshots(store: Store, actor: Actor, framework: str) -> tuple[Snapshot, ...]:
    """Frozen reports of a framework that somebody may see, the newest first.

    Raises:
        NotAllowed: the actor may not download.
        NotFound: no such framework.
    """
    require(actor, Permission.EXPORT)
    with store.reading() as session:
        seen = visible_countries(actor, frameworks.current_document(session, framework))
        found = snapshots.list_snapshots(session, framework)
    unapproved = allowed(actor, Permission.VIEW_UNAPPROVED, country=ALL)
    return tuple(
        replace(one, by=shown_name(actor, one.by))
        for one in found
        if (seen is None or one.query.country in seen) and (unapproved or not one.query.include_unapproved)
    )


def open_package(store: Store, actor: Actor, snapshot_id: int) -> File:
    """The package of a frozen report, byte for byte as it was made.

    Raises:
        NotAllowed: the actor may not download, or not see all that is in it.
        NotFound: there is no such frozen report.
    """
    with store.reading() as session:
        found = _require(session, actor, snapshot_id)
        body = evidence_files.load_body(session, found.sha256)
    name = deliverables.name_of(found.query, found.version, found.name)
    return File(name, body)


def changed_since(store: Store, actor: Actor, snapshot_id: int) -> Changes:
    """The figures of a frozen report that are others now, for the same date, with the revisions behind it.

    Raises:
        NotAllowed: as for `open_package`.
        NotFound: as for `open_package`.
    """
    with store.reading() as session:
        found = _require(session, actor, snapshot_id)
    asked = found.query
    now = Query(asked.framework, asked.as_of, asked.country, asked.horizon, None, asked.include_unapproved)
    return changes_between(store, analysing.assess(store, actor, asked), analysing.assess(store, actor, now))


def compare(store: Store, actor: Actor, one: int, other: int) -> Changes:
    """The figures that differ between two frozen reports of a framework.

    Raises:
        Invalid: they are of different frameworks.
        NotAllowed: as for `open_package`.
        NotFound: as for `open_package`.
    """
    with store.reading() as session:
        first, second = _require(session, actor, one), _require(session, actor, other)
    if first.query.framework != second.query.framework:
        raise Invalid("The two reports are of different frameworks.", remedy="Choose two of one framework.")
    then, now = (analysing.assess(store, actor, part.query) for part in (first, second))
    return changes_between(store, then, now)


def find_problems(store: Store) -> Iterator[str]:
    """Give a sentence for each file of a frozen report that is not what its figures computed anew say.

    Compared are the columns that the stored file has: later versions may add some at the end.
    """
    with store.reading() as session:
        listed = snapshots.list_snapshots(session)
    for found in listed:
        with store.reading() as session:
            body = evidence_files.load_body(session, found.sha256)
        try:
            with zipfile.ZipFile(io.BytesIO(body)) as package:
                stored = {kind: package.read(f"{kind}.csv") for kind in RECOMPUTED}
        except (zipfile.BadZipFile, KeyError):
            yield f"The package of the frozen report {found.name} cannot be read."
            continue
        for kind, was in stored.items():
            left_out = _filled_since(kind, found.version)
            anew = recomputed(store, found.query, kind, was)
            if _without(anew, left_out) != _without(was, left_out):
                yield f"{kind}.csv of the frozen report {found.name} is not what its figures say when computed anew."


def list_notes(store: Store) -> tuple[str, ...]:
    """A sentence for each frozen report that an earlier version made and in which some columns were empty then."""
    with store.reading() as session:
        listed = snapshots.list_snapshots(session)
    return tuple(
        f"The frozen report {found.name} was made by version {found.version}. In its {kind}.csv some columns "
        f"were still empty and are not compared: {', '.join(sorted(left_out))}."
        for found in listed
        for kind in RECOMPUTED
        if (left_out := _filled_since(kind, found.version))
    )


def _filled_since(kind: str, version: str) -> frozenset[str]:
    since, names = FILLED_SINCE.get(kind, ((), frozenset()))
    made_by = tuple(int(part) for part in version.split(".") if part.isdigit())
    return names if made_by < since else frozenset()


def _without(body: bytes, left_out: frozenset[str]) -> bytes | list[list[str]]:
    """A file as it is; where columns are left out, its rows without them."""
    if not left_out:
        return body
    head, *rows = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    kept = [place for place, name in enumerate(head) if name not in left_out]
    return [[row[place] for place in kept] for row in (head, *rows)]


def recomputed(store: Store, query: Query, kind: str, stored: bytes) -> bytes:
    """A public file computed anew from the store, with as many columns as the stored one has."""
    width = stored.partition(b"\r\n")[0].count(b",") + 1
    headings = columns.names(columns.FILES[kind])[:width]
    rows = reporting.report(store, SYSTEM, kind, query).rows
    return b"".join(iter_rows(headings, ([row.get(name) for name in headings] for row in rows)))


def _require(session: Session, actor: Actor, snapshot_id: int) -> Snapshot:
    require(actor, Permission.EXPORT)
    found = _get(session, snapshot_id)
    document = frameworks.current_document(session, found.query.framework)
    require_visible(actor, document, found.query.country, permission=Permission.EXPORT)
    if found.query.include_unapproved:
        require(actor, Permission.VIEW_UNAPPROVED, country=ALL)
    return found


def _get(session: Session, snapshot_id: int) -> Snapshot:
    found = snapshots.find_snapshot(session, snapshot_id)
    if found is None:
        raise NotFound("There is no frozen report {id}.", details={"id": snapshot_id})
    return found
