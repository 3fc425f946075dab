"""What `toc check` looks for in the rows themselves: what the database should have refused, and what it cannot know.

Everything here reads only and gives sentences; nothing where all is sound. Source: architecture.md section 0 (Store).
"""

import hashlib
from collections.abc import Callable, Iterator

import sqlalchemy as sa
from sqlmodel import Session, col

from toc.model.document import FrameworkDocument
from toc.model.keeping import FrameworkDocumentRow
from toc.model.measurement import Measurement, ReviewEvent, Revision
from toc.model.query import ALL
from toc.store.evidence_files import find_file_problems
from toc.store.frameworks import compare_tables, find_document, list_frameworks
from toc.store.head import find_audit_problems
from toc.store.kept import find_kept_problems, list_total_ids
from toc.store.series import list_series
from toc.store.standing import LIVE, chunks, load_standing


def find_problems(session: Session) -> Iterator[str]:
    """Give a sentence for everything that is not sound in a store whose schema is current."""
    checks: tuple[Callable[[Session], Iterator[str]], ...] = (
        _find_broken_constraints,
        find_audit_problems,
        _find_changed_documents,
        _find_differing_tables,
        _find_orphans,
        _find_overlaps,
        find_kept_problems,
        find_file_problems,
    )
    for check in checks:
        yield from check(session)


def _find_broken_constraints(session: Session) -> Iterator[str]:
    """Give what SQLite holds against its own constraints; PostgreSQL cannot be made to hold such rows."""
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return
    for (text,) in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
        if text != "ok":
            yield f"The database file is damaged: {text}."
    for table, _, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20):
        yield f"A row of {table} points to a row of {parent} that is not there."


def _find_changed_documents(session: Session) -> Iterator[str]:
    query = sa.select(
        col(FrameworkDocumentRow.id), col(FrameworkDocumentRow.body), col(FrameworkDocumentRow.sha256)
    ).order_by(col(FrameworkDocumentRow.id))
    for number, body, sha256 in session.connection().execute(query):
        if hashlib.sha256(body.encode()).hexdigest() != sha256:
            yield f"Framework document {number} was changed after it was written."


def _find_differing_tables(session: Session) -> Iterator[str]:
    """Give where the tables of a framework are not what its newest document says."""
    documents = []
    for code, _ in list_frameworks(session):
        document = find_document(session, code)
        if document is None:
            yield f"The framework {code} has no document."
        else:
            documents.append(document)
    named = [part.short_name for document in documents for part in document.organisations]
    for document in documents:
        for change in compare_tables(session, document):
            # Frameworks share organisations: the one loaded last says what a shared one is called.
            if change.what != "organisation" or named.count(change.name) == 1:
                yield f"The tables of {document.code} differ from its document: {change}."


def _find_orphans(session: Session) -> Iterator[str]:
    """Give measurements without a revision, revisions without a state, series of what the document does not have."""
    connection = session.connection()
    empty = (
        sa.select(col(Measurement.id))
        .outerjoin(Revision, col(Revision.measurement_id) == col(Measurement.id))
        .where(col(Revision.id).is_(None))
    )
    for number in connection.execute(empty).scalars():
        yield f"Measurement {number} has no revision."
    stateless = (
        sa.select(col(Revision.id))
        .outerjoin(ReviewEvent, col(ReviewEvent.revision_id) == col(Revision.id))
        .where(col(ReviewEvent.id).is_(None))
    )
    for number in connection.execute(stateless).scalars():
        yield f"Revision {number} has no review state."
    for code, _ in list_frameworks(session):
        document = find_document(session, code)
        if document is not None:
            yield from _find_strange_series(session, document)


def _find_strange_series(session: Session, document: FrameworkDocument) -> Iterator[str]:
    categories = {(part.code, category.code) for part in document.dimensions for category in part.categories}
    for row in list_series(session, document.code, totals_only=False):
        if row.country != ALL and row.country not in document.country_by_code:
            yield f"Series {row.series_id} is for {row.country}, which {document.code} does not have."
        if row.dimension and (row.dimension, row.category) not in categories:
            yield f"Series {row.series_id} is for {row.dimension} {row.category}, which {document.code} does not have."


def _find_overlaps(session: Session) -> Iterator[str]:
    """Give measurements of one series that share days. Source: progress.md 2."""
    columns = (
        col(Measurement.series_id),
        col(Measurement.id),
        col(Measurement.period_start),
        col(Measurement.period_end),
    )
    for ids in chunks(list_total_ids(session)):
        rows = load_standing(session, columns, states=LIVE, where=[col(Measurement.series_id).in_(ids)])
        for before, after in zip(rows, rows[1:], strict=False):
            if before[0] == after[0] and after[2] <= before[3]:
                yield f"Measurements {before[1]} and {after[1]} of series {before[0]} overlap."
