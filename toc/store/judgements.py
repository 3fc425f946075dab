"""What the coordinator thinks of contribution links: rows are added and never changed, the latest one is in force.

The caller holds the transaction; who may see what is asked by the services.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from toc.model.framework import Framework
from toc.model.judgement import LinkJudgement
from toc.model.person import Account
from toc.model.terms import LinkState


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """One judgement on a contribution link.

    Attributes:
        source: code of the objective that the link leads from.
        target: code of the objective that it leads to.
        country: code, or ALL.
        judgement: None takes the one before it back.
        evidence: what it rests on, in words; empty for none.
        evidence_url: a link to that; empty for none.
        at: moment in UTC.
        by: name of the person; empty for the command line.
    """

    judgement_id: int
    source: str
    target: str
    country: str
    judgement: LinkState | None
    reason: str
    evidence: str
    evidence_url: str
    at: datetime
    by: str


def add_judgement(
    session: Session,
    framework_code: str,
    *,
    source: str,
    target: str,
    country: str,
    judgement: LinkState | None,
    reason: str,
    evidence: str,
    evidence_url: str,
    at: datetime,
    account_id: int | None,
) -> int:
    """Add a judgement and return its key."""
    framework = sa.select(col(Framework.id)).where(col(Framework.code) == framework_code)
    made = LinkJudgement(
        framework_id=session.connection().execute(framework).scalar_one(),
        source=source,
        target=target,
        country=country,
        judgement=judgement,
        reason=reason,
        evidence=evidence,
        evidence_url=evidence_url,
        at=at,
        account_id=account_id,
    )
    session.add(made)
    session.flush()
    return made.id


def list_judgements(
    session: Session, framework_code: str, *, link: tuple[str, str] | None = None, known_at: datetime | None = None
) -> list[JudgementRow]:
    """The judgements of a framework, the oldest first, those taken back among them.

    Args:
        session: of the transaction.
        framework_code: of the framework.
        link: codes of the two objectives; None for every link.
        known_at: those made up to this moment, inclusive; None for all of them.
    """
    query = (
        sa.select(
            col(LinkJudgement.id),
            col(LinkJudgement.source),
            col(LinkJudgement.target),
            col(LinkJudgement.country),
            col(LinkJudgement.judgement),
            col(LinkJudgement.reason),
            col(LinkJudgement.evidence),
            col(LinkJudgement.evidence_url),
            col(LinkJudgement.at),
            sa.func.coalesce(col(Account.name), ""),
        )
        .select_from(LinkJudgement)
        .join(Framework, col(Framework.id) == col(LinkJudgement.framework_id))
        .outerjoin(Account, col(Account.id) == col(LinkJudgement.account_id))
        .where(col(Framework.code) == framework_code)
        .order_by(col(LinkJudgement.id))
    )
    if link is not None:
        query = query.where(col(LinkJudgement.source) == link[0], col(LinkJudgement.target) == link[1])
    if known_at is not None:
        query = query.where(col(LinkJudgement.at) <= known_at)
    return [JudgementRow(*tuple(row)) for row in session.connection().execute(query)]


def in_force(rows: Iterable[JudgementRow]) -> dict[tuple[str, str, str], JudgementRow]:
    """The judgement in force by (source, target, country): the last one, unless it takes the one before back.

    Args:
        rows: the oldest first.
    """
    last = {(row.source, row.target, row.country): row for row in rows}
    return {key: row for key, row in last.items() if row.judgement is not None}
