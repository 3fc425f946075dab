"""One entry in the audit log: who did what to what, and why."""

from collections.abc import Mapping

from toc.model.query import Actor
from toc.store import head
from toc.store.database import Session


def audit(
    session: Session,
    actor: Actor,
    action: str,
    subject: str,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
) -> None:
    """Write down what somebody did, at the moment of this transaction.

    Args:
        session: of the `writing()` block that does it.
        actor: who acts; the name is kept as it is now.
        action: what is done, in a word or two, e.g. `approve`.
        subject: what it is done to, by its codes.
        before: the subject's fields before; None where there was none.
        after: the subject's fields after; None where nothing is left.
        reason: why, in the person's words.

    Source: product.md (trust); architecture.md section 0 (Store).
    """
    head.append_audit(
        session,
        moment=head.moment(session),
        account_id=actor.account_id,
        actor_name=actor.name,
        action=action,
        subject=subject,
        before=before,
        after=after,
        reason=reason,
    )
