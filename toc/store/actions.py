"""Actions with all that was said about each; the latest event says how an action stands.

The caller holds the transaction; who may see what is asked by the services.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from toc.errors import NotFound
from toc.model.action import Action, ActionEvent
from toc.model.drafts import ActionDraft
from toc.model.framework import Framework
from toc.model.person import Account
from toc.model.terms import ActionState
from toc.store.standing import chunks


@dataclass(frozen=True, slots=True)
class EventRow:
    """How an action stood from a moment on.

    Attributes:
        at: moment in UTC.
        account_id: who said so; None for the command line.
        by: name of the person; empty for the command line.
        owner: name of whoever carries it out; empty for nobody yet.
        organisation: short name of the organisation that carries it out; empty for none.
    """

    event_id: int
    at: datetime
    account_id: int | None
    by: str
    title: str
    expected: str
    owner_id: int | None
    owner: str
    organisation: str
    due_on: date | None
    state: ActionState
    comment: str


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action with its events, oldest first, at least one.

    Attributes:
        finding: key of the finding that it answers; empty for a free one.
        objective: code; empty for none in particular.
        indicator: code; empty for none in particular.
        country: code, or ALL.
        as_of: the day on which it was made.
    """

    action_id: int
    framework: str
    finding: str
    objective: str
    indicator: str
    country: str
    as_of: date
    account_id: int | None
    events: tuple[EventRow, ...]

    @property
    def now(self) -> EventRow:
        """How it stands."""
        return self.events[-1]


def add_action(
    session: Session,
    framework: str,
    *,
    finding: str,
    objective: str,
    indicator: str,
    country: str,
    as_of: date,
    moment: datetime,
    account_id: int | None,
) -> int:
    """Keep a new action, which needs its first event in the same transaction. Returns its key."""
    row = Action(
        framework_id=session.exec(select(Framework.id).where(Framework.code == framework)).one(),
        finding=finding,
        objective=objective,
        indicator=indicator,
        country=country,
        as_of=as_of,
        created_at=moment,
        account_id=account_id,
    )
    session.add(row)
    session.flush()
    return row.id


def add_event(
    session: Session, action_id: int, draft: ActionDraft, *, moment: datetime, account_id: int | None
) -> None:
    """Say how an action stands from now on."""
    session.add(ActionEvent(action_id=action_id, at=moment, account_id=account_id, **draft.said()))
    session.flush()


def list_actions(session: Session, framework: str, *, known_at: datetime | None = None) -> list[ActionRow]:
    """Actions of a framework as they stood at a moment (now where none is given), the oldest first."""
    wanted = select(Action, Framework.code).join(Framework, col(Framework.id) == col(Action.framework_id))
    wanted = wanted.where(Framework.code == framework).order_by(col(Action.id))
    if known_at is not None:
        wanted = wanted.where(Action.created_at <= known_at)
    return _with_events(session, [(action, code) for action, code in session.exec(wanted)], known_at)


def get_action(session: Session, action_id: int) -> ActionRow:
    """The action with a key. Raises NotFound."""
    wanted = select(Action, Framework.code).join(Framework, col(Framework.id) == col(Action.framework_id))
    found = _with_events(session, list(session.exec(wanted.where(Action.id == action_id))), None)
    if not found:
        raise NotFound("There is no action {id}.", field="action", details={"id": action_id})
    return found[0]


_OWNER = Account.__table__.alias()  # type: ignore[attr-defined]


def _with_events(session: Session, found: list[tuple[Action, str]], known_at: datetime | None) -> list[ActionRow]:
    """Actions with their events, in one query for all of them."""
    if not found:
        return []
    keys = [action.id for action, _ in found]
    events: dict[int, list[EventRow]] = {}
    for some in chunks(keys):
        wanted = (
            select(ActionEvent, Account.name, _OWNER.c.name)
            .outerjoin(Account, col(Account.id) == col(ActionEvent.account_id))
            .outerjoin(_OWNER, _OWNER.c.id == col(ActionEvent.owner_id))
            .where(col(ActionEvent.action_id).in_(some))
            .order_by(col(ActionEvent.id))
        )
        if known_at is not None:
            wanted = wanted.where(ActionEvent.at <= known_at)
        for event, by, owner in session.exec(wanted):
            events.setdefault(event.action_id, []).append(_event(event, by, owner))
    return [
        ActionRow(
            action.id,
            code,
            action.finding,
            action.objective,
            action.indicator,
            action.country,
            action.as_of,
            action.account_id,
            tuple(events[action.id]),
        )
        for action, code in found
        if action.id in events
    ]


def _event(event: ActionEvent, by: str | None, owner: str | None) -> EventRow:
    return EventRow(
        event.id,
        event.at,
        event.account_id,
        by or "",
        event.title,
        event.expected,
        event.owner_id,
        owner or "",
        event.organisation,
        event.due_on,
        event.state,
        event.comment,
    )
