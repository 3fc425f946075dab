"""What stands behind measurements that wait for approval: how much evidence, and how many open questions.

Source: product.md (life of a measurement).
"""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from toc.model.comment import Comment
from toc.model.evidence import Evidence
from toc.store.standing import chunks


@dataclass(frozen=True, slots=True)
class EvidenceCount:
    """How much evidence stands behind a measurement; what was taken back is not counted."""

    files: int = 0
    links: int = 0


def count_evidence(session: Session, measurement_ids: Collection[int]) -> dict[int, EvidenceCount]:
    """Files and links behind measurements, by key; measurements without any are left out."""
    found: dict[int, EvidenceCount] = {}
    for ids in chunks(measurement_ids):
        query = (
            sa.select(
                col(Evidence.measurement_id),
                sa.func.count(col(Evidence.sha256)),
                sa.func.count(col(Evidence.url)),
            )
            .where(col(Evidence.measurement_id).in_(ids), col(Evidence.withdrawn_at).is_(None))
            .group_by(col(Evidence.measurement_id))
        )
        for measurement_id, files, links in session.connection().execute(query):
            found[measurement_id] = EvidenceCount(files, links)
    return found


def count_questions(session: Session, measurement_ids: Collection[int]) -> dict[int, int]:
    """Open questions about measurements, by key; measurements without any are left out."""
    found: dict[int, int] = {}
    for ids in chunks(measurement_ids):
        query = (
            sa.select(col(Comment.measurement_id), sa.func.count())
            .where(col(Comment.measurement_id).in_(ids), col(Comment.question), col(Comment.settled_at).is_(None))
            .group_by(col(Comment.measurement_id))
        )
        for measurement_id, questions in session.connection().execute(query):
            found[measurement_id] = questions
    return found
