"""Every audit entry names who acted, at the moment of the transaction."""

from sqlmodel import select

from toc.model.keeping import AuditEntry
from toc.model.person import Account
from toc.model.query import SYSTEM, Actor
from toc.model.terms import Role
from toc.services.steps.audit import audit
from toc.store import head
from toc.store.database import Store


def test_an_entry_says_who_did_what_to_what_and_why(store: Store) -> None:
    with store.writing() as session:
        moment = head.moment(session)
        person = Account(email="ana@example.org", name="Ana", role=Role.VIEWER, created_at=moment)
        session.add(person)
        session.flush()
        number = person.id
        actor = Actor(number, "Ana", "ana@example.org", Role.VIEWER)
        audit(session, actor, "approve", "F1.1 PT", before={"state": "submitted"}, after={"at": moment}, reason="good")
        audit(session, SYSTEM, "check", "store")
    with store.reading() as session:
        first, second = session.exec(select(AuditEntry).order_by(AuditEntry.n)).all()
    assert (first.account_id, first.actor_name, first.action, first.subject) == (number, "Ana", "approve", "F1.1 PT")
    assert (first.before, first.after) == ('{"state": "submitted"}', f'{{"at": "{moment}"}}')
    assert (first.at, first.reason) == (moment, "good")
    assert (second.account_id, second.actor_name, second.before, second.reason) == (None, "Command line", None, "")
