"""Answers to the checklist on an indicator's quality: each one is added, the latest is in force.

The caller holds the transaction.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from toc.model.framework import Framework
from toc.model.judgement import IndicatorCheck
from toc.model.person import Account
from toc.model.terms import CheckAnswer, RacerCriterion


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer that was given.

    Attributes:
        at: moment in UTC.
        by: name of who gave it; empty for the command line.
    """

    indicator: str
    criterion: RacerCriterion
    answer: CheckAnswer
    note: str
    at: datetime
    by: str


def list_answers(session: Session, framework_code: str, *, known_at: datetime | None = None) -> list[AnswerRow]:
    """The answers in force for every indicator of a framework: the latest of each question, or that of a moment."""
    query = (
        select(IndicatorCheck, Account.name)
        .join(Framework, col(Framework.id) == col(IndicatorCheck.framework_id))
        .join(Account, col(Account.id) == col(IndicatorCheck.account_id), isouter=True)
        .where(Framework.code == framework_code)
        .order_by(col(IndicatorCheck.id))
    )
    if known_at is not None:
        query = query.where(IndicatorCheck.at <= known_at)
    latest: dict[tuple[str, RacerCriterion], AnswerRow] = {}
    for row, name in session.exec(query):
        key = (row.indicator, row.criterion)
        latest[key] = AnswerRow(row.indicator, row.criterion, row.answer, row.note, row.at, name or "")
    return list(latest.values())


def add_answer(
    session: Session,
    framework_code: str,
    indicator: str,
    criterion: RacerCriterion,
    answer: CheckAnswer,
    *,
    note: str,
    moment: datetime,
    account_id: int | None,
) -> None:
    """Add an answer; earlier ones to the same question stay as they were."""
    framework_id = sa.select(col(Framework.id)).where(col(Framework.code) == framework_code)
    session.add(
        IndicatorCheck(
            framework_id=session.connection().execute(framework_id).scalar_one(),
            indicator=indicator,
            criterion=criterion,
            answer=answer,
            note=note,
            at=moment,
            account_id=account_id,
        )
    )
    session.flush()
