"""Tables of comments on measurements, with the people whom they mention.

Source: product.md (life of a measurement).
"""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from toc.model.base import Moment, check


class Comment(SQLModel, table=True):
    """What somebody said about a measurement; a question stays open until somebody settles it.

    Attributes:
        question: it asks for an answer.
        settled_at: when the question was settled; None while it is open, and for what is no question.
    """

    __tablename__: ClassVar[str] = "comment"
    __table_args__ = (check("question OR settled_at IS NULL", "only_questions_settled"),)

    id: int = Field(default=None, primary_key=True)
    measurement_id: int = Field(foreign_key="measurement.id", index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    at: datetime = Field(sa_type=Moment)
    text: str
    question: bool = False
    settled_at: datetime | None = Field(default=None, sa_type=Moment)
    settled_by: int | None = Field(default=None, foreign_key="account.id", index=True)


class CommentMention(SQLModel, table=True):
    """Somebody who is mentioned in a comment."""

    __tablename__: ClassVar[str] = "comment_mention"
    __table_args__ = (sa.UniqueConstraint("comment_id", "account_id"),)

    id: int = Field(default=None, primary_key=True)
    comment_id: int = Field(foreign_key="comment.id")
    account_id: int = Field(foreign_key="account.id", index=True)
