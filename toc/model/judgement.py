"""Tables of what people judge: contribution links, the quality of indicators, suspicious values.

Judgements and answers are never updated: the latest one is in force. Source: product.md (Analyse, Manage).
"""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from toc.model.base import COUNTRY_OR_ALL, Moment, check, term_column
from toc.model.terms import CheckAnswer, FollowUpOutcome, LinkState, RacerCriterion


class LinkJudgement(SQLModel, table=True):
    """What the coordinator thinks of a contribution link, beside what the figures say.

    Attributes:
        source: code of the objective that the link leads from.
        target: code of the objective that it leads to.
        country: code, or ALL.
        judgement: None takes an earlier judgement back.
        evidence: what the judgement rests on, in words.
        evidence_url: a link to it; empty for none.
    """

    __tablename__: ClassVar[str] = "link_judgement"
    __table_args__ = (
        check(COUNTRY_OR_ALL, "country_code"),
        check("judgement IS NULL OR length(reason) > 0", "reason"),
        sa.Index(None, "framework_id", "source", "target"),
    )

    id: int = Field(default=None, primary_key=True)
    framework_id: int = Field(foreign_key="framework.id")
    source: str = Field(max_length=40)
    target: str = Field(max_length=40)
    country: str = Field(max_length=3)
    judgement: LinkState | None = term_column(LinkState, default=None)
    reason: str
    evidence: str = ""
    evidence_url: str = ""
    at: datetime = Field(sa_type=Moment)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)


class IndicatorCheck(SQLModel, table=True):
    """An answer to one question of the checklist on an indicator's quality."""

    __tablename__: ClassVar[str] = "indicator_check"
    __table_args__ = (sa.Index(None, "framework_id", "indicator"),)

    id: int = Field(default=None, primary_key=True)
    framework_id: int = Field(foreign_key="framework.id")
    indicator: str = Field(max_length=40)
    criterion: RacerCriterion = term_column(RacerCriterion)
    answer: CheckAnswer = term_column(CheckAnswer)
    note: str = ""
    at: datetime = Field(sa_type=Moment)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)


class FollowUp(SQLModel, table=True):
    """A flag on a measurement whose value somebody doubts; it stays with its resolution.

    Attributes:
        kind: which rule found it, or `asked` where a person raised it.
        text: why it is doubted.
        outcome: how it was settled; None while it is open.
        resolution: what was found, in words.
    """

    __tablename__: ClassVar[str] = "follow_up"
    __table_args__ = (
        check("length(text) > 0", "text"),
        check("(outcome IS NULL) = (settled_at IS NULL)", "settled_with_outcome"),
        check("outcome IS NULL OR length(resolution) > 0", "resolution"),
    )

    id: int = Field(default=None, primary_key=True)
    measurement_id: int = Field(foreign_key="measurement.id", index=True)
    kind: str = Field(max_length=40)
    text: str
    raised_at: datetime = Field(sa_type=Moment)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    outcome: FollowUpOutcome | None = term_column(FollowUpOutcome, default=None)
    resolution: str = ""
    settled_at: datetime | None = Field(default=None, sa_type=Moment)
    settled_by: int | None = Field(default=None, foreign_key="account.id", index=True)
