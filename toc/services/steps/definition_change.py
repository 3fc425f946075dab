"""A framework's definition brought to a new version: refused where it breaks a rule, written where it differs.

Every change of a definition takes this way, whether a file, an import or a person makes it.
Source: progress.md 2; architecture.md section 0 (Store).
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from toc.errors import Invalid
from toc.exchange.framework_file import to_json
from toc.model.document import FrameworkDocument, Part
from toc.model.query import Actor
from toc.services.steps.audit import audit
from toc.services.steps.definition_rules import find_change_faults, find_faults
from toc.store import frameworks, head
from toc.store.database import Session
from toc.store.framework_rows import FactKey
from toc.store.series import find_used

_LISTED = 200
"""How many changes one audit entry lists."""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a change of a definition has changed.

    Attributes:
        framework: code of the framework.
        changes: one line each, e.g. `target SYS-M1.1 BE 2030-12-31 changed: value 90 -> 100`; empty where the store
            held all of it already and nothing was written.
        data_version: of the store afterwards.
    """

    framework: str
    changes: tuple[str, ...]
    data_version: int


def with_parts(document: FrameworkDocument, **lists: Iterable[Part]) -> FrameworkDocument:
    """A document with other lists, such as `facts=...`; made anew, as a copy would carry what was looked up in it."""
    fields = {name: getattr(document, name) for name in FrameworkDocument.model_fields}
    changed = {name: tuple(parts) for name, parts in lists.items()}
    return FrameworkDocument.model_validate({**fields, **changed})


def write_definition(
    session: Session,
    actor: Actor,
    before: FrameworkDocument | None,
    after: FrameworkDocument,
    *,
    action: str,
    reason: str,
    from_file: Collection[FactKey],
    said: tuple[Mapping[str, object], Mapping[str, object]] = ({}, {}),
) -> LoadResult:
    """Refuse what breaks a rule; write what differs, and nothing where nothing does.

    Args:
        session: of the `writing()` block.
        actor: who changes it; the caller has asked for the permission.
        before: the document in force; None for a new framework.
        after: the new one, in its canonical order.
        action: in a word or two, for the audit log.
        reason: why, kept with the document.
        from_file: keys of the facts that a file brought.
        said: fields before and after that the audit entry tells besides the list of changes.

    Raises:
        Invalid: every fault at once.
    """
    body = to_json(after)
    if before is not None and to_json(before) == body:
        return LoadResult(after.code, (), head.data_version(session))
    faults = find_faults(after)
    if before is not None:
        faults += find_change_faults(before, after, find_used(session, after.code))
    if faults:
        raise Invalid(faults=faults)
    changes = frameworks.write_document(
        session,
        after,
        body=body,
        moment=head.moment(session),
        account_id=actor.account_id,
        reason=reason,
        from_file=from_file,
    )
    lines = tuple(str(change) for change in changes)
    now = {"sha256": _sha256(body), "changes": [*lines[:_LISTED]], "change_count": len(lines), **said[1]}
    earlier = None if before is None else {"sha256": _sha256(to_json(before)), **said[0]}
    audit(session, actor, action, f"framework {after.code}", before=earlier, after=now, reason=reason)
    return LoadResult(after.code, lines, head.touch(session))


def _sha256(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
