"""Tables of closed reporting periods and of the exceptions that organisations ask for.

A measurement belongs to a closed period when its own period ends within it. Rows stay: a period that is opened again
keeps who closed it, who opened it, and why.
"""

from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from toc.model.base import Moment, check, term_column
from toc.model.terms import ExceptionState


class ClosedPeriod(SQLModel, table=True):
    """A reporting period of a framework that the coordinator has closed.

    Attributes:
        opened_at: opened again then; None while it is closed.
    """

    __tablename__: ClassVar[str] = "closed_period"
    __table_args__ = (
        check("period_start <= period_end", "period"),
        sa.Index(None, "framework_id", "period_end"),
    )

    id: int = Field(default=None, primary_key=True)
    framework_id: int = Field(foreign_key="framework.id")
    period_start: date
    period_end: date
    closed_at: datetime = Field(sa_type=Moment)
    closed_by: int | None = Field(default=None, foreign_key="account.id", index=True)
    reason: str = ""
    opened_at: datetime | None = Field(default=None, sa_type=Moment)
    opened_by: int | None = Field(default=None, foreign_key="account.id", index=True)
    opening_reason: str = ""


class ClosingException(SQLModel, table=True):
    """An organisation's request to report for a closed period all the same, and what became of it.

    Attributes:
        until: last day on which the organisation may report; None unless granted.
    """

    __tablename__: ClassVar[str] = "closing_exception"
    __table_args__ = (check("(state = 'granted') = (until IS NOT NULL)", "granted_until"),)

    id: int = Field(default=None, primary_key=True)
    closed_period_id: int = Field(foreign_key="closed_period.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    state: ExceptionState = term_column(ExceptionState, default=ExceptionState.ASKED)
    asked_at: datetime = Field(sa_type=Moment)
    asked_by: int | None = Field(default=None, foreign_key="account.id", index=True)
    reason: str
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    decided_by: int | None = Field(default=None, foreign_key="account.id", index=True)
    comment: str = ""
    until: date | None = None
