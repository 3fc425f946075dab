"""Which version of a framework somebody has looked at, and the refusal to change another one unseen."""

import hashlib

from toc.errors import Conflict
from toc.exchange.framework_file import to_json
from toc.model.document import FrameworkDocument
from toc.store import framework_history
from toc.store.database import Session


def version_of(document: FrameworkDocument) -> str:
    """What names a definition: the hash of its canonical text."""
    return hashlib.sha256(to_json(document).encode()).hexdigest()


def require_seen(session: Session, document: FrameworkDocument, seen: str) -> None:
    """Refuse to change what somebody else has changed since the person looked.

    Raises:
        Conflict: with who changed it, when and why.
    """
    if version_of(document) == seen:
        return
    last = framework_history.last_change(session, document.code)
    raise Conflict(
        "{by} changed the framework on {at}; you had not seen that. The reason given: {reason}.",
        field="version",
        remedy="What you typed is still here. Look at the effect again, then save.",
        details={
            "by": last.by if last else framework_history.COMMAND_LINE,
            "at": f"{last.at:%Y-%m-%d %H:%M} UTC" if last else "",
            "reason": (last.reason.rstrip(".") if last else "") or "none",
        },
    )
