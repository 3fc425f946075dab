"""Queries and inserts for the Word documents whose styles reports take; the caller holds the transaction."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select, update

from toc.model.evidence import StoredFile
from toc.model.framework import Framework
from toc.model.person import Account
from toc.model.snapshot import ReportTemplate


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """The template of a framework.

    Attributes:
        file_name: as it was handed in.
        sha256: of its bytes.
        size: in bytes.
        at: from when on it is taken, UTC.
        by: name of who handed it in; empty for the command line.
    """

    file_name: str
    sha256: str
    size: int
    at: datetime
    by: str


def find_template(session: Session, framework: str, *, known_at: datetime | None = None) -> TemplateRow | None:
    """The template that reports of a framework took at a moment, or take now; None for none."""
    taken: sa.ColumnElement[bool] = col(ReportTemplate.removed_at).is_(None)
    if known_at is not None:
        taken = sa.and_(
            col(ReportTemplate.at) <= known_at, sa.or_(taken, col(ReportTemplate.removed_at) > known_at)
        )  # fmt: skip
    row = session.exec(
        select(ReportTemplate, StoredFile.size, Account.name)
        .join(Framework, col(Framework.id) == col(ReportTemplate.framework_id))
        .join(StoredFile, col(StoredFile.sha256) == col(ReportTemplate.sha256))
        .outerjoin(Account, col(Account.id) == col(ReportTemplate.account_id))
        .where(col(Framework.code) == framework, taken)
        .order_by(col(ReportTemplate.id).desc())
    ).first()
    if row is None:
        return None
    found, size, name = row
    return TemplateRow(found.file_name, found.sha256, size, found.at, name or "")


def add_template(
    session: Session, framework: str, *, sha256: str, file_name: str, moment: datetime, account_id: int | None
) -> None:
    """Take a kept file as the template from now on, in place of the one before."""
    remove_template(session, framework, moment=moment)
    framework_id = session.exec(select(Framework.id).where(Framework.code == framework)).one()
    session.add(
        ReportTemplate(
            framework_id=framework_id, sha256=sha256, file_name=file_name, at=moment, account_id=account_id
        )
    )  # fmt: skip
    session.flush()


def remove_template(session: Session, framework: str, *, moment: datetime) -> None:
    """Take no template any more from now on."""
    ids = sa.select(col(Framework.id)).where(col(Framework.code) == framework).scalar_subquery()
    session.exec(
        update(ReportTemplate)
        .where(col(ReportTemplate.framework_id) == ids, col(ReportTemplate.removed_at).is_(None))
        .values(removed_at=moment)
    )
