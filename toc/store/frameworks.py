"""Frameworks in the store: a document written into the tables as a difference, and every document as it stood.

Source: architecture.md section 0 (Store).
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from toc.errors import NotFound
from toc.model.document import FrameworkDocument
from toc.model.fact import Baseline, Target
from toc.model.framework import Framework, Indicator
from toc.model.keeping import FrameworkDocumentRow
from toc.model.terms import FactKind
from toc.store.framework_rows import PARTS, FactKey, Key, Part, Row, with_origin

_FACTS = {"baseline": FactKind.BASELINE, "target": FactKind.TARGET}
_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a new document makes different.

    Attributes:
        kind: `added`, `changed`, `removed`, or `reordered` (then without a name).
        what: e.g. `target`.
        name: natural key in words, e.g. `SYS-M1.1 BE 2030-12-31`.
        fields: of a change: column, value before, value after.
    """

    kind: str
    what: str
    name: str = ""
    fields: tuple[tuple[str, object, object], ...] = ()

    def __str__(self) -> str:
        """One line, e.g. `target SYS-M1.1 BE 2030-12-31 changed: value 90 -> 100`."""
        if self.kind == "reordered":
            return f"order of {self.what} rows changed"
        differences = "; ".join(f"{column} {_shown(old)} -> {_shown(new)}" for column, old, new in self.fields)
        return f"{self.what} {self.name} {self.kind}" + (f": {differences}" if differences else "")


def list_frameworks(session: Session) -> list[tuple[str, str]]:
    """Code and name of every framework, in the order in which they came."""
    return list(session.exec(select(Framework.code, Framework.name).order_by(col(Framework.id))))


def current_document(session: Session, framework_code: str) -> FrameworkDocument:
    """The document in force.

    Raises:
        NotFound: there is no such framework.
    """
    found = find_document(session, framework_code)
    if found is None:
        raise _unknown(session, framework_code)
    return found


def document_at(session: Session, framework_code: str, known_at: datetime) -> FrameworkDocument:
    """The document that was in force at a moment: the last one recorded by then.

    Raises:
        NotFound: there is no such framework, or it was not there yet.

    Source: progress.md 11.
    """
    found = find_document(session, framework_code, known_at=known_at)
    if found is not None:
        return found
    if find_document(session, framework_code) is None:
        raise _unknown(session, framework_code)
    raise NotFound(
        "The framework {code} was not in the store at {known_at}.",
        field="known_at",
        remedy="Choose a later moment.",
        details={"code": framework_code, "known_at": known_at.isoformat()},
    )


def find_document(
    session: Session, framework_code: str, *, known_at: datetime | None = None
) -> FrameworkDocument | None:
    """The document in force now or at a moment; None where there was none."""
    body = _body(session, framework_code, known_at=known_at)
    return None if body is None else _parsed(body)


def first_moment(session: Session, framework_code: str) -> datetime:
    """The moment in UTC at which a framework's first document was recorded.

    Raises:
        NotFound: there is no such framework.
    """
    found = session.exec(
        select(sa.func.min(FrameworkDocumentRow.recorded_at))
        .join(Framework, col(Framework.id) == col(FrameworkDocumentRow.framework_id))
        .where(Framework.code == framework_code)
    ).one()
    if found is None:
        raise _unknown(session, framework_code)
    return found


def find_facts_from_file(session: Session, framework_code: str) -> frozenset[FactKey]:
    """Keys of the baselines and targets that a loaded file brought, and that no import or person has set since."""
    found: set[FactKey] = set()
    for table, kind in ((Baseline, FactKind.BASELINE), (Target, FactKind.TARGET)):
        query = (
            select(col(Indicator.code), col(table.country), col(table.date))
            .join(Indicator, col(Indicator.id) == col(table.indicator_id))
            .join(Framework, col(Framework.id) == col(Indicator.framework_id))
            .where(Framework.code == framework_code, col(table.from_file))
        )
        for indicator, country, on in session.exec(query):
            found.add((kind, indicator, country, on if kind is FactKind.TARGET else None))
    return frozenset(found)


def write_document(
    session: Session,
    document: FrameworkDocument,
    *,
    body: str,
    moment: datetime,
    account_id: int | None,
    reason: str,
    from_file: Collection[FactKey] = frozenset(),
) -> tuple[Change, ...]:
    """Make a document the one in force: write what differs into the tables, and the document as it stands from now on.

    Nothing is written where its text is that of the document in force. The caller has found no fault in it
    and has made sure that nothing is removed that measurements rest on.

    Args:
        session: of a `writing()` block.
        document: all of the framework, facts included, in its canonical order.
        body: the document as canonical JSON.
        moment: of this write.
        account_id: by whom; None for the command line.
        reason: why.
        from_file: keys of the facts that a file brought.

    Returns:
        What changed; empty where nothing did.
    """
    if _body(session, document.code) == body:
        return ()
    changes = _Tables(session, document.code).bring_to(document, from_file)
    framework_id = session.exec(select(Framework.id).where(Framework.code == document.code)).one()
    row = FrameworkDocumentRow(
        framework_id=framework_id,
        recorded_at=moment,
        account_id=account_id,
        reason=reason,
        body=body,
        sha256=hashlib.sha256(body.encode()).hexdigest(),
    )
    session.add(row)
    session.flush()
    return changes


def compare_tables(session: Session, document: FrameworkDocument) -> tuple[Change, ...]:
    """What would have to change in the tables to hold a document; empty where they agree. Reads only."""
    return _Tables(session, document.code).differences(document)


def compare_documents(before: FrameworkDocument, after: FrameworkDocument) -> tuple[Change, ...]:
    """What one document has otherwise than another of the same framework; empty where they agree. Reads no store."""
    return tuple(change for part in PARTS for change in _compare(part, _worded(part, before), _worded(part, after)))


def _worded(part: Part, document: FrameworkDocument) -> dict[Key, Row]:
    """Rows of a document by keys that mean something to people: remarks by what they say, not by their place."""
    rows = part.wanted(document)
    if part.name != "annotation":
        return rows
    named = ("date", "indicator_id", "country", "text")
    return {tuple(row[name] or "" for name in named): row for row in rows.values()}


class _Tables:
    """The rows of one framework in all tables, translated between ids and natural keys."""

    def __init__(self, session: Session, framework_code: str) -> None:
        self.session = session
        self.code = framework_code
        self.ids: dict[str, dict[Key, int]] = {}
        self.names: dict[str, dict[int, Key]] = {}

    def differences(self, document: FrameworkDocument) -> tuple[Change, ...]:
        """What is different, without writing."""
        changes: list[Change] = []
        for part in PARTS:
            stored = self._stored(part)
            changes += _compare(part, stored, part.wanted(document))
        return tuple(changes)

    def bring_to(self, document: FrameworkDocument, from_file: Collection[FactKey]) -> tuple[Change, ...]:
        """Insert, update and delete what is different; deletes last, so that nothing points to nothing."""
        changes: list[Change] = []
        gone: list[tuple[Part, list[int]]] = []
        for part in PARTS:
            stored = self._stored(part)
            wanted = part.wanted(document)
            changes += _compare(part, stored, wanted)
            if part.name in _FACTS:
                wanted = with_origin(wanted, _FACTS[part.name], from_file)
            self._upsert(part, stored, wanted)
            if part.owner:
                gone.append((part, [self.ids[part.name][key] for key in stored if key not in wanted]))
            self._stored(part)
        for part, ids in reversed(gone):
            for start in range(0, len(ids), _AT_ONCE):
                table = _table(part)
                self.session.execute(sa.delete(table).where(table.c.id.in_(ids[start : start + _AT_ONCE])))
        return tuple(changes)

    def _stored(self, part: Part) -> dict[Key, Row]:
        """Rows of a table by natural key, in their order; remembers which id is which."""
        table = _table(part)
        query = sa.select(table).where(_scope(part, self.code)).order_by(table.c.id)
        rows: dict[Key, Row] = {}
        ids: dict[Key, int] = {}
        for found in self.session.execute(query).mappings():
            row = {column: self._name(part, column, value) for column, value in found.items() if column != "id"}
            key = part.key_of(row)
            rows[key], ids[key] = row, found["id"]
        self.ids[part.name] = ids
        self.names[part.name] = {number: key for key, number in ids.items()}
        return rows

    def _name(self, part: Part, column: str, value: Any) -> Any:
        return self.names[part.references[column]].get(value) if column in part.references else value

    def _with_ids(self, part: Part, row: Mapping[str, Any]) -> Row:
        return {
            column: self.ids[part.references[column]][value] if column in part.references and value else value
            for column, value in row.items()
        }

    def _upsert(self, part: Part, stored: Mapping[Key, Row], wanted: Mapping[Key, Row]) -> None:
        table = _table(part)
        new = [self._with_ids(part, row) for key, row in wanted.items() if key not in stored]
        if new:
            self.session.execute(sa.insert(table), new)
        for key, row in wanted.items():
            if key in stored and any(stored[key][column] != value for column, value in row.items()):
                values = self._with_ids(part, row)
                self.session.execute(sa.update(table).where(table.c.id == self.ids[part.name][key]).values(values))


def _table(part: Part) -> sa.Table:
    table: sa.Table = part.table.__table__  # type: ignore[attr-defined]
    return table


def _scope(part: Part, framework_code: str) -> sa.ColumnElement[bool]:
    """Which rows of a table belong to a framework; all organisations, because frameworks share them."""
    table = _table(part)
    if part.name == "framework":
        return table.c.code == framework_code
    if not part.owner:
        return sa.true()
    owner = next(found for found in PARTS if found.name == part.references[part.owner])
    owned = sa.select(_table(owner).c.id).where(_scope(owner, framework_code))
    return table.c[part.owner].in_(owned)


def _compare(part: Part, stored: Mapping[Key, Row], wanted: Mapping[Key, Row]) -> Iterable[Change]:
    reordered = False
    for key, row in wanted.items():
        if key not in stored:
            yield Change("added", part.word, _shown(key))
            continue
        differences = tuple(
            (column, stored[key][column], value) for column, value in row.items() if stored[key][column] != value
        )
        if any(column != "position" for column, _, _ in differences):
            yield Change("changed", part.word, _shown(key), tuple(d for d in differences if d[0] != "position"))
        elif differences:
            reordered = True
    if reordered:
        yield Change("reordered", part.word)
    if part.owner:
        for key in stored:
            if key not in wanted:
                yield Change("removed", part.word, _shown(key))


def _shown(value: object) -> str:
    """A natural value in words: keys without the framework's code in front, nothing as a dash."""
    if isinstance(value, tuple):
        named = (part for place, part in enumerate(value) if place or not _is_framework(part))
        return " ".join(_shown(part) for part in named) or "-"
    if isinstance(value, date):
        return value.isoformat()
    return "-" if value is None or value == "" else str(value)


def _is_framework(part: object) -> bool:
    return isinstance(part, tuple) and len(part) == 1


def _body(session: Session, framework_code: str, *, known_at: datetime | None = None) -> str | None:
    """The newest document's text, or that of a moment; None where there was none."""
    query = (
        select(FrameworkDocumentRow.body)
        .join(Framework, col(Framework.id) == col(FrameworkDocumentRow.framework_id))
        .where(Framework.code == framework_code)
        .order_by(col(FrameworkDocumentRow.recorded_at).desc())
        .limit(1)
    )
    if known_at is not None:
        query = query.where(FrameworkDocumentRow.recorded_at <= known_at)
    return session.exec(query).first()


@lru_cache(maxsize=64)
def _parsed(body: str) -> FrameworkDocument:
    return FrameworkDocument.model_validate_json(body)


def _unknown(session: Session, code: str) -> NotFound:
    known = ", ".join(found for found, _ in list_frameworks(session))
    return NotFound(
        "There is no framework {code}.",
        field="framework",
        remedy="Choose one of these: {known}." if known else "Load one with: toc load credex",
        details={"code": code, "known": known},
    )
