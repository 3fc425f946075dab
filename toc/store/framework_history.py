"""How a framework came to be as it stands: who changed it last, and the document that a file brought last.

Reads only; the caller holds the transaction.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from toc.model.document import FrameworkDocument
from toc.model.framework import Framework
from toc.model.keeping import AuditEntry, FrameworkDocumentRow
from toc.model.person import Account

COMMAND_LINE = "the command line"
LOAD = "load"
"""What the audit log calls the loading of a file."""


@dataclass(frozen=True, slots=True)
class LastChange:
    """The last change of a framework's definition.

    Attributes:
        at: moment in UTC.
        by: name of the person, or the command line.
        reason: in the person's words.
    """

    at: datetime
    by: str
    reason: str


def last_change(session: Session, framework_code: str) -> LastChange | None:
    """Who changed a framework last; None where there is none of that code."""
    query = (
        select(FrameworkDocumentRow.recorded_at, Account.name, FrameworkDocumentRow.reason)
        .join(Framework, col(Framework.id) == col(FrameworkDocumentRow.framework_id))
        .join(Account, col(Account.id) == col(FrameworkDocumentRow.account_id), isouter=True)
        .where(Framework.code == framework_code)
        .order_by(col(FrameworkDocumentRow.recorded_at).desc())
        .limit(1)
    )
    found = session.exec(query).first()
    return None if found is None else LastChange(found[0], found[1] or COMMAND_LINE, found[2])


def find_loaded_document(session: Session, framework_code: str) -> FrameworkDocument | None:
    """The framework as it stood when a file brought it last; None where no file did."""
    entries = select(AuditEntry.after).where(
        AuditEntry.action == LOAD, AuditEntry.subject == f"framework {framework_code}"
    )
    after = session.exec(entries.order_by(col(AuditEntry.n).desc()).limit(1)).first()
    sha256 = json.loads(after).get("sha256") if after else None
    if sha256 is None:
        return None
    query = (
        select(FrameworkDocumentRow.body)
        .join(Framework, col(Framework.id) == col(FrameworkDocumentRow.framework_id))
        .where(Framework.code == framework_code, FrameworkDocumentRow.sha256 == sha256)
        .order_by(col(FrameworkDocumentRow.recorded_at).desc())
        .limit(1)
    )
    body = session.exec(query).first()
    return None if body is None else FrameworkDocument.model_validate_json(body)
