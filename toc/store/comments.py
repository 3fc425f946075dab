"""Comments on measurements, the people whom they mention, and the questions among them that are open.

The caller holds the transaction; who may see what is asked by the services.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from toc.errors import NotFound
from toc.model.comment import Comment, CommentMention
from toc.model.framework import Framework, Indicator
from toc.model.measurement import Measurement, Series
from toc.model.person import Account
from toc.store.standing import chunks


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment as it stands.

    Attributes:
        account_id: who wrote it; None for the command line.
        by: name of the person; empty for the command line.
        at: moment in UTC.
        settled_at: when the question was settled; None while it is open, and for what is no question.
        settled_by: name of whoever settled it; empty while it is open.
        mentions: key and name of each person mentioned, by name.
    """

    comment_id: int
    measurement_id: int
    account_id: int | None
    by: str
    at: datetime
    text: str
    question: bool
    settled_at: datetime | None
    settled_by: str
    mentions: tuple[tuple[int, str], ...] = ()

    @property
    def is_open(self) -> bool:
        """It is a question that nobody has settled."""
        return self.question and self.settled_at is None


_SETTLER = Account.__table__.alias()  # type: ignore[attr-defined]


def add_comment(
    session: Session,
    measurement_id: int,
    *,
    account_id: int | None,
    at: datetime,
    text: str,
    question: bool,
    mentions: Iterable[int],
) -> int:
    """Add a comment with the accounts that it mentions and return its key."""
    made = Comment(measurement_id=measurement_id, account_id=account_id, at=at, text=text, question=question)
    session.add(made)
    session.flush()
    session.add_all(CommentMention(comment_id=made.id, account_id=account) for account in sorted(set(mentions)))
    session.flush()
    return made.id


def settle_comment(session: Session, comment_id: int, *, account_id: int | None, at: datetime) -> None:
    """Note that a question is settled."""
    where = col(Comment.id) == comment_id
    session.connection().execute(sa.update(Comment).where(where).values(settled_at=at, settled_by=account_id))


def get_comment(session: Session, comment_id: int) -> CommentRow:
    """A comment by its key.

    Raises:
        NotFound: there is no such comment.
    """
    found = _load(session, col(Comment.id) == comment_id)
    if not found:
        raise NotFound("There is no comment {id}.", details={"id": comment_id})
    return found[0]


def list_comments(session: Session, measurement_id: int) -> list[CommentRow]:
    """The comments on a measurement, the oldest first."""
    return _load(session, col(Comment.measurement_id) == measurement_id)


def list_open(session: Session, framework_code: str) -> list[CommentRow]:
    """The questions of a framework that nobody has settled, the oldest first."""
    measured = (
        sa.select(col(Measurement.id))
        .join(Series, col(Series.id) == col(Measurement.series_id))
        .join(Indicator, col(Indicator.id) == col(Series.indicator_id))
        .join(Framework, col(Framework.id) == col(Indicator.framework_id))
        .where(col(Framework.code) == framework_code)
    )
    is_open = sa.and_(col(Comment.question), col(Comment.settled_at).is_(None))
    return _load(session, sa.and_(is_open, col(Comment.measurement_id).in_(measured)))


def _load(session: Session, where: sa.ColumnElement[bool]) -> list[CommentRow]:
    query = (
        sa.select(
            col(Comment.id),
            col(Comment.measurement_id),
            col(Comment.account_id),
            sa.func.coalesce(col(Account.name), ""),
            col(Comment.at),
            col(Comment.text),
            col(Comment.question),
            col(Comment.settled_at),
            sa.func.coalesce(_SETTLER.c.name, ""),
        )
        .select_from(Comment)
        .outerjoin(Account, col(Account.id) == col(Comment.account_id))
        .outerjoin(_SETTLER, _SETTLER.c.id == col(Comment.settled_by))
        .where(where)
        .order_by(col(Comment.id))
    )
    rows = [tuple(row) for row in session.connection().execute(query)]
    mentions = _mentions(session, [row[0] for row in rows])
    return [replace(CommentRow(*row), mentions=tuple(mentions.get(row[0], ()))) for row in rows]


def _mentions(session: Session, comment_ids: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
    """Key and name of the people mentioned, by key of the comment."""
    found: dict[int, list[tuple[int, str]]] = {}
    for ids in chunks(comment_ids):
        query = (
            sa.select(col(CommentMention.comment_id), col(Account.id), col(Account.name))
            .join(Account, col(Account.id) == col(CommentMention.account_id))
            .where(col(CommentMention.comment_id).in_(ids))
            .order_by(col(Account.name), col(Account.id))
        )
        for comment_id, account_id, name in session.connection().execute(query):
            found.setdefault(comment_id, []).append((account_id, name))
    return found
