"""Tables of actions and of findings that were set aside: what somebody does about a finding, or why nothing is done.

Nothing here is updated: an action's state is its latest event. Source: product.md (Act).
"""

from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from toc.model.base import COUNTRY_OR_ALL, Moment, check, term_column
from toc.model.terms import ActionState


class Action(SQLModel, table=True):
    """Something that somebody undertakes, from a finding or freely.

    Attributes:
        finding: key of the finding that it answers; empty for a free one.
        objective: code of the objective that it is about; empty for none in particular.
        indicator: code of the indicator that it is about; empty for none in particular.
        country: code, or ALL.
        as_of: the date that the figures looked at when it was made; they are the figures before it.
    """

    __tablename__: ClassVar[str] = "action"
    __table_args__ = (check(COUNTRY_OR_ALL, "country_code"),)

    id: int = Field(default=None, primary_key=True)
    framework_id: int = Field(foreign_key="framework.id", index=True)
    finding: str = Field(default="", max_length=200, index=True)
    objective: str = Field(default="", max_length=40)
    indicator: str = Field(default="", max_length=40)
    country: str = Field(max_length=3)
    as_of: date
    created_at: datetime = Field(sa_type=Moment)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)


class ActionEvent(SQLModel, table=True):
    """How an action stands from a moment on; the latest event is in force.

    Attributes:
        title: what is done, in one line.
        expected: what it should change.
        owner_id: account that carries it out; None for nobody yet.
        organisation: short name of the organisation that carries it out; empty for none.
        comment: what is said with this event.
    """

    __tablename__: ClassVar[str] = "action_event"
    __table_args__ = (check("length(title) > 0", "title"),)

    id: int = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id", index=True)
    at: datetime = Field(sa_type=Moment)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    title: str = Field(max_length=200)
    expected: str = ""
    owner_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    organisation: str = Field(default="", max_length=60)
    due_on: date | None = None
    state: ActionState = term_column(ActionState)
    comment: str = ""


class FindingAside(SQLModel, table=True):
    """A finding that was set aside with a reason until a date, or brought back.

    Attributes:
        finding: its key.
        until: last day on which it stays aside; None brings it back.
    """

    __tablename__: ClassVar[str] = "finding_aside"
    __table_args__ = (
        check("until IS NULL OR length(reason) > 0", "reason"),
        sa.Index(None, "framework_id", "finding"),
    )

    id: int = Field(default=None, primary_key=True)
    framework_id: int = Field(foreign_key="framework.id")
    finding: str = Field(max_length=200)
    reason: str
    until: date | None = None
    at: datetime = Field(sa_type=Moment)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
