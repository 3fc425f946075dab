"""Actions: what somebody undertakes about a finding or freely, who carries it out until when, and how it stands.

Nothing is overwritten: each change is an event of its own, with who said it and when. Source: product.md (Act).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from toc.errors import Conflict, Fault, Invalid
from toc.model.document import FrameworkDocument
from toc.model.drafts import About, ActionDraft
from toc.model.query import ALL, Actor, Clock, Query
from toc.model.terms import ActionState, Permission
from toc.services.analysing import check_filters, visible_places
from toc.services.permissions import allowed, require, require_visible, shown_name
from toc.services.steps.action_moves import Movement, Movements
from toc.services.steps.audit import audit
from toc.services.steps.stored import COMMAND_LINE
from toc.store import actions, frameworks, head, people
from toc.store.actions import ActionRow, EventRow
from toc.store.database import Session, Store

LONGEST_TITLE, LONGEST_TEXT = 200, 4000
PERMISSION = Permission.ACT
OPEN = (ActionState.PLANNED, ActionState.UNDER_WAY)


@dataclass(frozen=True)
class ActionItem:
    """An action as a page shows it.

    Attributes:
        place: name of the country, or that it is all of them together.
        subject: name of the indicator or objective; empty for none in particular.
        objective: code of the objective that it belongs to; empty for none in particular.
        now: how it stands.
        events: everything that was said about it, oldest first.
        overdue: its day lies before the date looked at, and it is still open.
        movement: how the figure that it is about has moved since it was made; None where there is no such figure.
        may_change: the person may change it.
    """

    action_id: int
    about: About
    place: str
    subject: str
    objective: str
    made_on: date
    now: EventRow
    events: tuple[EventRow, ...]
    overdue: bool
    movement: Movement | None
    may_change: bool

    @property
    def is_open(self) -> bool:
        """It is planned or under way."""
        return self.now.state in OPEN


@dataclass(frozen=True)
class ActionsPage:
    """Actions of a framework that somebody may see.

    Attributes:
        items: open ones first, those overdue before the others, by their day; then the closed ones, newest first.
        known_at: the moment up to which records count, UTC.
        may_make: the person may make actions for the query's country.
    """

    document: FrameworkDocument
    items: tuple[ActionItem, ...]
    known_at: datetime
    may_make: bool


@dataclass(frozen=True)
class Owner:
    """Somebody who may carry out an action."""

    account_id: int
    name: str


def list_actions(store: Store, actor: Actor, query: Query) -> ActionsPage:
    """Actions for a query's country (all of them for ALL) and horizon, with how their figures have moved.

    Args:
        store: where the framework is.
        actor: sees the actions of the countries whose figures may be seen; a guest sees no names and no comments.
        query: framework, country, horizon, date by which figures and days are judged, moment.

    Raises:
        NotAllowed: the actor may not see figures, or not those of the country.
        NotFound: no such framework, country or horizon.
    """
    require(actor, Permission.VIEW)
    with store.reading() as session:
        current = frameworks.current_document(session, query.framework)
        check_filters(current, query)
        if query.country != ALL:
            require_visible(actor, current, query.country)
        rows = actions.list_actions(session, query.framework, known_at=query.known_at)
        known_at = query.known_at or head.last_moment(session)
        if query.known_at is not None:
            current = frameworks.document_at(session, query.framework, query.known_at)
    places = visible_places(store, actor, current)
    wanted = [row for row in rows if row.country in places and _fits(row, query, current)]
    movements = Movements(store, actor, query)
    items = [_item(row, actor, current, query.as_of, movements) for row in wanted]
    return ActionsPage(
        current,
        tuple(sorted(items, key=_order)),
        known_at,
        allowed(actor, Permission.ACT, country=query.country) and query.country in places,
    )


def open_counts(store: Store, actor: Actor, query: Query) -> dict[str, int]:
    """How many open actions each objective has in a query's country (for ALL: anywhere), by its code; without zeros.

    An action about an indicator counts for its objective. Raises like `list_actions`.
    """
    require(actor, Permission.VIEW)
    with store.reading() as session:
        document = frameworks.current_document(session, query.framework)
        rows = actions.list_actions(session, query.framework, known_at=query.known_at)
    places = visible_places(store, actor, document)
    counts: dict[str, int] = {}
    for row in rows:
        code = _objective_of(row, document)
        if code and row.now.state in OPEN and row.country in places and query.country in (ALL, row.country):
            counts[code] = counts.get(code, 0) + 1
    return counts


def list_owners(store: Store, actor: Actor, framework: str, country: str) -> tuple[Owner, ...]:
    """Who may carry out an action for a country: everybody with an account in use who may act there, by name.

    Raises:
        NotAllowed: the actor may not act there.
        NotFound: no such framework.
    """
    require(actor, Permission.ACT, country=country)
    with store.reading() as session:
        require_visible(actor, frameworks.current_document(session, framework), country)
        return tuple(_owners(session, country))


def make_action(store: Store, actor: Actor, framework: str, about: About, draft: ActionDraft, *, clock: Clock) -> int:
    """Make an action. The same one made again at once, by a second click, is kept once.

    Args:
        store: where the framework is.
        actor: may act for the country; actions for all countries together are the coordinators'.
        framework: code.
        about: what it is about.
        draft: what is done, by whom, until when.
        clock: says what today is: the figures of that day are those before the action.

    Returns:
        Its key.

    Raises:
        NotAllowed: the actor may not act there.
        NotFound: no such framework.
        Invalid: with every field that does not fit.
    """
    require(actor, Permission.ACT, country=about.country)
    draft = draft.tidy()
    with store.writing() as session:
        document = frameworks.current_document(session, framework)
        _check(session, document, about, draft, old=None)
        require_visible(actor, document, about.country)
        again = _made_already(session, framework, actor, about, draft)
        if again is not None:
            return again
        moment = head.moment(session)
        key = actions.add_action(
            session,
            framework,
            finding=about.finding,
            objective=about.objective,
            indicator=about.indicator,
            country=about.country,
            as_of=clock.today(document.timezone),
            moment=moment,
            account_id=actor.account_id,
        )
        actions.add_event(session, key, draft, moment=moment, account_id=actor.account_id)
        audit(session, actor, "make action", _subject(framework, key, about), after=draft.said())
        head.touch(session)
    return key


def change_action(store: Store, actor: Actor, action_id: int, draft: ActionDraft, *, seen: int) -> None:
    """Say how an action stands from now on: its state, its owner, its day, a comment.

    Args:
        store: where it is.
        actor: may act for its country, or carries it out.
        action_id: its key.
        draft: how it stands from now on; said as it stands and without a comment, nothing is written.
        seen: key of the event that the person saw last.

    Raises:
        NotAllowed: the actor may not change it.
        NotFound: there is no such action, or none for this person.
        Conflict: somebody else changed it meanwhile.
        Invalid: with every field that does not fit.
    """
    require(actor, Permission.VIEW)
    draft = draft.tidy()
    with store.writing() as session:
        row = actions.get_action(session, action_id)
        document = frameworks.current_document(session, row.framework)
        require_visible(actor, document, row.country)
        if not _may_change(actor, row):
            require(actor, Permission.ACT, country=row.country)
        if row.now.event_id != seen:
            raise Conflict(
                "{name} changed this action meanwhile.",
                remedy="Look at what it says now and save again if yours still holds.",
                details={"name": row.now.by or COMMAND_LINE},
            )
        about = About(row.country, row.objective, row.indicator, row.finding)
        _check(session, document, about, draft, old=row.now)
        before = {name: getattr(row.now, name) for name in draft.said()}
        if not draft.comment and {**draft.said(), "comment": ""} == {**before, "comment": ""}:
            return
        actions.add_event(session, action_id, draft, moment=head.moment(session), account_id=actor.account_id)
        subject = _subject(row.framework, action_id, about)
        audit(session, actor, "change action", subject, before=before, after=draft.said())
        head.touch(session)


def _fits(row: ActionRow, query: Query, document: FrameworkDocument) -> bool:
    if query.country not in (ALL, row.country):
        return False
    objective = document.objective_by_code.get(_objective_of(row, document))
    return query.horizon is None or (objective is not None and objective.horizon == query.horizon)


def _objective_of(row: ActionRow, document: FrameworkDocument) -> str:
    indicator = document.indicator_by_code.get(row.indicator)
    return indicator.objective if indicator is not None else row.objective


def _item(row: ActionRow, actor: Actor, document: FrameworkDocument, as_of: date, movements: Movements) -> ActionItem:
    indicator, objective = document.indicator_by_code.get(row.indicator), document.objective_by_code.get(row.objective)
    subject = indicator.name if indicator is not None else objective.title if objective is not None else ""
    events = tuple(_shown(actor, event) for event in row.events)
    country = document.country_by_code.get(row.country)
    return ActionItem(
        action_id=row.action_id,
        about=About(row.country, row.objective, row.indicator, row.finding),
        place=country.name if country is not None else "All countries together",
        subject=subject,
        objective=_objective_of(row, document),
        made_on=row.as_of,
        now=events[-1],
        events=events,
        overdue=row.now.state in OPEN and row.now.due_on is not None and row.now.due_on < as_of,
        movement=movements.of(row.indicator, row.objective, row.country, row.as_of),
        may_change=_may_change(actor, row),
    )


def _order(item: ActionItem) -> tuple[bool, bool, date, int]:
    due = item.now.due_on or date.max
    return not item.is_open, not item.overdue, due if item.is_open else date.max, -item.action_id


def _shown(actor: Actor, event: EventRow) -> EventRow:
    by, owner = shown_name(actor, event.by or COMMAND_LINE), shown_name(actor, event.owner)
    return replace(event, by=by, owner=owner, comment="" if actor.is_guest else event.comment)


def _may_change(actor: Actor, row: ActionRow) -> bool:
    owns = actor.account_id is not None and actor.account_id == row.now.owner_id
    return allowed(actor, Permission.ACT, country=row.country) or (owns and allowed(actor, Permission.ACT))


def _owners(session: Session, country: str) -> list[Owner]:
    reported = people.countries_reported(session)
    found = []
    for account, organisation in people.list_accounts(session):
        own = frozenset(reported.get(account.organisation_id or 0, ()))
        person = Actor(account.id, account.name, account.email, account.role, organisation, own)
        if account.deactivated_at is None and allowed(person, Permission.ACT, country=country):
            found.append(Owner(account.id, account.name))
    return sorted(found, key=lambda owner: (owner.name.casefold(), owner.account_id))


def _made_already(session: Session, framework: str, actor: Actor, about: About, draft: ActionDraft) -> int | None:
    """The key of the newest action, where it is the person's own, says the same and nothing was said since."""
    row = next(reversed(actions.list_actions(session, framework)), None)
    if row is None or row.account_id != actor.account_id or len(row.events) > 1:
        return None
    same = About(row.country, row.objective, row.indicator, row.finding) == about
    said = draft.said()
    return row.action_id if same and said == {name: getattr(row.now, name) for name in said} else None


def _subject(framework: str, action_id: int, about: About) -> str:
    code = about.indicator or about.objective
    return " ".join(part for part in (framework, f"action {action_id}", code, about.country) if part)


def _check(
    session: Session, document: FrameworkDocument, about: About, draft: ActionDraft, *, old: EventRow | None
) -> None:
    """Refuse what does not fit, all of it at once; an owner or organisation that stays may have left meanwhile."""
    faults = []
    if not draft.title or len(draft.title) > LONGEST_TITLE:
        text = "Say in at most {most} letters what is done."
        faults.append(Fault("title", text, {"most": LONGEST_TITLE}, "One line is enough; details can follow below."))
    for name in ("expected", "comment"):
        if len(getattr(draft, name)) > LONGEST_TEXT:
            fault = Fault(name, "This text has more than {most} letters.", {"most": LONGEST_TEXT}, "Shorten it.")
            faults.append(fault)
    known: tuple[tuple[str, str, object], ...] = (
        ("country", about.country, {ALL, *document.country_by_code}),
        ("objective", about.objective, {"", *document.objective_by_code}),
        ("indicator", about.indicator, {"", *document.indicator_by_code}),
    )
    for name, given, choices in known:
        if given not in choices:  # type: ignore[operator]
            faults.append(Fault(name, "{framework} has no {what} {text}.", {
                "framework": document.name, "what": name, "text": given}, "Choose one from the list."))  # fmt: skip
    stays = old is not None and old.organisation == draft.organisation
    if (
        draft.organisation
        and not stays
        and draft.organisation not in {one.short_name for one in document.organisations}
    ):
        text = "There is no organisation {text}."
        faults.append(Fault("organisation", text, {"text": draft.organisation}, "Choose one from the list."))
    stays = old is not None and old.owner_id == draft.owner_id
    able = {owner.account_id for owner in _owners(session, about.country)} if not stays else set()
    if draft.owner_id is not None and not stays and draft.owner_id not in able:
        text = "This person cannot carry out actions for the country."
        faults.append(Fault("owner", text, {}, "Choose somebody from the list."))
    if faults:
        raise Invalid(faults=faults)
