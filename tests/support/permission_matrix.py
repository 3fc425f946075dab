"""What each role may do where: one table, which the tests walk through services, pages and addresses of files.

A new service function is one more entry here; `test_permission_matrix.py` finds the one that is missing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.support.people import CLOCK as HANDS
from tests.support.people import PASSWORD, PLAIN
from tests.support.permission_world import CLOCK, CODE, OTHER, QUERY, Where, World, csv_of, draft_of
from toc.model.person import AccountDraft
from toc.model.query import SYSTEM
from toc.model.terms import Role
from toc.services import (
    administering,
    analysing,
    discussing,
    entering,
    evidencing,
    importing,
    loading,
    organising,
    own_account,
    recalling,
    recording,
    reporting,
    reviewing,
    revising,
    signing_up,
    staffing,
)
from toc.services.organising import OrganisationDraft
from toc.services.steps.throttle import Throttle

NOWHERE: frozenset[Where] = frozenset()
OWN = frozenset({Where.OWN})
OWN_COUNTRY = frozenset({Where.OWN, Where.NEIGHBOUR})
EVERYWHERE = frozenset(Where)

May = Mapping[Role, frozenset[Where]]


def may(partner: frozenset[Where], viewer: frozenset[Where], staff: frozenset[Where] = EVERYWHERE) -> May:
    """Where a partner and a viewer may do something; coordinators and administrators do it everywhere, or as said."""
    return {Role.PARTNER: partner, Role.VIEWER: viewer, Role.COORDINATOR: staff, Role.ADMINISTRATOR: staff}


EVERYBODY = may(EVERYWHERE, EVERYWHERE)
OWN_WORK = may(OWN, NOWHERE)
UNAPPROVED = may(OWN_COUNTRY, NOWHERE)
RECORDERS = may(EVERYWHERE, NOWHERE)
STAFF = may(NOWHERE, NOWHERE)
ADMINISTRATORS = {**may(NOWHERE, NOWHERE, NOWHERE), Role.ADMINISTRATOR: EVERYWHERE}
OWN_DRAFT = may(OWN, NOWHERE, NOWHERE)


@dataclass(frozen=True)
class Action:
    """Something that a service does.

    Attributes:
        name: module and function, and after a colon what it is done to where that makes a difference.
        may: where each role may do it.
        call: does it; a refusal is `NotAllowed`, or `NotFound` where nobody is told that there is something.
        placed: it is done in a place; otherwise it is tried once for each role, and any place in `may` allows it.
    """

    name: str
    may: May
    call: Callable[[World], object]
    placed: bool = True

    @property
    def function(self) -> str:
        """Module and function."""
        return self.name.partition(":")[0]


def _save(world: World) -> object:
    found = _found(world, SYSTEM)
    return importing.save(world.store, world.actor, found, clock=CLOCK)


def _found(world: World, actor: object) -> importing.Found:
    options = importing.Options(framework=CODE, kind=importing.Kind.MEASUREMENTS)
    return importing.preview(world.store, actor, csv_of(world.where), options, clock=CLOCK)


def _link(world: World, state: str) -> object:
    return evidencing.add_link(world.store, world.actor, world.key(state), title="New", url="https://www.example.org/x")


def _file(world: World) -> object:
    key = world.key("approved")
    return evidencing.add_file(world.store, world.actor, key, name="n.csv", body=b"c,d\n3,4\n", limit_megabytes=1)


def _void(world: World, state: str) -> object:
    return revising.void(
        world.store, world.actor, world.key(state), reason_code="typing error", reason="Wrong", expected_revision=1,
        clock=CLOCK,
    )  # fmt: skip


def _reporting(world: World) -> object:
    return organising.set_reporting(
        world.store, world.actor, "KIPOS", framework=CODE, countries={"GR", "PT"},
        indicators={"F1.1", "F1.2", "F2.1", "V1.1", "V1.3"}, reason="Agreed",
    )  # fmt: skip


def _password(world: World) -> object:
    return own_account.change_password(
        world.store, world.actor, old=PASSWORD, new="another horse battery", token=world.token(), clock=CLOCK,
        throttle=Throttle(),
    )  # fmt: skip


def _session(world: World) -> object:
    token = world.token()
    key = own_account.list_sessions(world.store, world.actor, token=token, clock=HANDS)[0].session_id
    return own_account.end_session(world.store, world.actor, key, clock=HANDS)


def _account(role: Role = Role.VIEWER, email: str = "new@orchard.example") -> AccountDraft:
    return AccountDraft(email=email, name="New", role=role, organisation=None)


LOOKING = (
    Action("analysing.read_panel", EVERYBODY, lambda w: analysing.read_panel(w.store, w.actor, w.query)),
    Action("analysing.assess", EVERYBODY, lambda w: analysing.assess(w.store, w.actor, w.query)),
    Action("analysing.indicator", EVERYBODY, lambda w: analysing.indicator(w.store, w.actor, w.query, "F1.1")),
    Action(
        "analysing.visible_places",
        EVERYBODY,
        lambda w: analysing.visible_places(w.store, w.actor, analysing.document(w.store, w.actor, CODE)),
        placed=False,
    ),
    Action("analysing.frameworks_of", EVERYBODY, lambda w: analysing.frameworks_of(w.store, w.actor), placed=False),
    Action(
        "analysing.choose_framework",
        EVERYBODY,
        lambda w: analysing.choose_framework(w.store, w.actor, CODE),
        placed=False,
    ),
    Action("analysing.document", EVERYBODY, lambda w: analysing.document(w.store, w.actor, CODE), placed=False),
    Action("analysing.today", EVERYBODY, lambda w: analysing.today(w.store, w.actor, CODE, CLOCK), placed=False),
    Action("recalling.known_since", EVERYBODY, lambda w: recalling.known_since(w.store, w.actor, CODE), placed=False),
    *(
        Action(f"reporting.report:{kind}", EVERYBODY, lambda w, kind=kind: _report(w, kind))
        for kind in ("measurements", "targets", "progress", "objectives", "history")
    ),
    *(
        Action(
            f"revising.history:{state}",
            allowed,
            lambda w, state=state: revising.history(w.store, w.actor, w.key(state)),
        )
        for state, allowed in (("approved", EVERYBODY), ("submitted", UNAPPROVED), ("draft", OWN_DRAFT))
    ),
    *(
        Action(
            f"evidencing.list_evidence:{state}",
            allowed,
            lambda w, state=state: evidencing.list_evidence(w.store, w.actor, w.key(state)),
        )
        for state, allowed in (("approved", EVERYBODY), ("submitted", UNAPPROVED), ("draft", OWN_DRAFT))
    ),
    Action("evidencing.look", UNAPPROVED, lambda w: evidencing.look(w.store, w.actor, w.key("submitted"))),
    Action(
        "evidencing.open_file",
        UNAPPROVED,
        lambda w: evidencing.open_file(w.store, w.actor, w.evidence("submitted", file=True)),
    ),
)


def _report(world: World, kind: str) -> bytes:
    made = reporting.report(world.store, world.actor, kind, world.query, indicator="F1.1")
    return b"".join(made.csv())


LOGGING = (
    Action(
        "entering.entry_form",
        RECORDERS,
        lambda w: entering.entry_form(w.store, w.actor, QUERY, clock=CLOCK),
        placed=False,
    ),
    Action(
        "entering.entry_sheet",
        OWN_WORK,
        lambda w: entering.entry_sheet(
            w.store, w.actor, QUERY, indicator="F1.1", country=w.country, organisation=w.organisation, clock=CLOCK
        ),
    ),
    Action(
        "entering.preview_effect",
        OWN_WORK,
        lambda w: entering.preview_effect(w.store, w.actor, QUERY, draft_of(w.where)),
    ),
    Action(
        "recording.record",
        OWN_WORK,
        lambda w: recording.record(w.store, w.actor, draft_of(w.where), clock=CLOCK),
    ),
    Action(
        "recording.record:approved at once",
        STAFF,
        lambda w: recording.record(w.store, w.actor, draft_of(w.where), clock=CLOCK, approve=True),
    ),
    Action("importing.preview", RECORDERS, lambda w: _found(w, w.actor), placed=False),
    Action("importing.save", OWN_WORK, _save),
    Action("evidencing.add_link", OWN_WORK, lambda w: _link(w, "approved")),
    Action("evidencing.add_file", OWN_WORK, _file),
    Action(
        "evidencing.take_back",
        OWN_WORK,
        lambda w: evidencing.take_back(w.store, w.actor, w.evidence("approved"), reason="Wrong"),
    ),
    Action(
        "revising.effect_of_change",
        OWN_WORK,
        lambda w: revising.effect_of_change(w.store, w.actor, draft_of(w.where), clock=CLOCK),
    ),
    Action(
        "revising.effect_of_void",
        UNAPPROVED,
        lambda w: revising.effect_of_void(w.store, w.actor, w.key("submitted"), clock=CLOCK),
    ),
    Action("revising.void:approved", STAFF, lambda w: _void(w, "approved")),
    Action("revising.void:submitted", OWN_WORK, lambda w: _void(w, "submitted")),
)

DISCUSSING = (
    Action("discussing.comment", UNAPPROVED, lambda w: discussing.comment(w.store, w.actor, w.key("approved"), "Why?")),
    Action("discussing.settle", UNAPPROVED, lambda w: discussing.settle(w.store, w.actor, w.question())),
    Action(
        "discussing.list_comments",
        UNAPPROVED,
        lambda w: discussing.list_comments(w.store, w.actor, w.key("approved")),
    ),
    Action(
        "discussing.list_mentionable",
        UNAPPROVED,
        lambda w: discussing.list_mentionable(w.store, w.actor, w.key("approved")),
    ),
    Action(
        "discussing.list_open_questions",
        RECORDERS,
        lambda w: discussing.list_open_questions(w.store, w.actor, CODE),
        placed=False,
    ),
)

DECIDING = (
    Action("reviewing.list_waiting", STAFF, lambda w: reviewing.list_waiting(w.store, w.actor, CODE), placed=False),
    Action(
        "reviewing.approve", STAFF, lambda w: reviewing.approve(w.store, w.actor, w.key("submitted", revision=True))
    ),
    Action(
        "reviewing.send_back",
        STAFF,
        lambda w: reviewing.send_back(w.store, w.actor, w.key("submitted", revision=True), comment="Look again"),
    ),
    Action(
        "loading.load_framework",
        STAFF,
        lambda w: loading.load_framework(w.store, w.actor, analysing.document(w.store, SYSTEM, CODE), reason="again"),
        placed=False,
    ),
    Action(
        "loading.set_facts",
        STAFF,
        lambda w: loading.set_facts(w.store, w.actor, (), framework=CODE, reason="none"),
        placed=False,
    ),
    Action(
        "organising.list_organisations",
        STAFF,
        lambda w: organising.list_organisations(w.store, w.actor, QUERY),
        placed=False,
    ),
    Action("organising.set_reporting", STAFF, _reporting, placed=False),
)

ADMINISTERING = tuple(
    Action(name, ADMINISTRATORS, call, placed=False)
    for name, call in {
        "organising.add_organisation": lambda w: organising.add_organisation(
            w.store, w.actor, OrganisationDraft("New", "The new one", "PT"), framework=CODE
        ),
        "organising.rename_organisation": lambda w: organising.rename_organisation(
            w.store, w.actor, "POMAR", name="Another"
        ),
        "administering.make_account": lambda w: administering.make_account(w.store, w.actor, _account(), clock=CLOCK),
        "administering.list_accounts": lambda w: administering.list_accounts(w.store, w.actor),
        "signing_up.invite": lambda w: signing_up.invite(w.store, w.actor, _account(), settings=PLAIN, clock=CLOCK),
        "signing_up.make_link": lambda w: signing_up.make_link(w.store, w.actor, OTHER, settings=PLAIN, clock=CLOCK),
        "staffing.change_account": lambda w: staffing.change_account(
            w.store, w.actor, _account(Role.COORDINATOR, OTHER)
        ),
        "staffing.deactivate": lambda w: staffing.deactivate(w.store, w.actor, OTHER, clock=CLOCK),
        "staffing.reactivate": lambda w: staffing.reactivate(w.store, w.actor, OTHER),
        "staffing.list_organisations": lambda w: staffing.list_organisations(w.store, w.actor),
    }.items()
)

OF_ONES_OWN = tuple(
    Action(name, EVERYBODY, call, placed=False)
    for name, call in {
        "own_account.list_sessions": lambda w: own_account.list_sessions(w.store, w.actor, token=None, clock=CLOCK),
        "own_account.end_session": _session,
        "own_account.end_other_sessions": lambda w: own_account.end_other_sessions(
            w.store, w.actor, token=None, clock=CLOCK
        ),
        "own_account.change_password": _password,
        "own_account.set_locale": lambda w: own_account.set_locale(w.store, w.actor, "it"),
        "own_account.find_locale": lambda w: own_account.find_locale(w.store, w.actor),
    }.items()
)

ACTIONS = (*LOOKING, *LOGGING, *DISCUSSING, *DECIDING, *ADMINISTERING, *OF_ONES_OWN)

NOT_YET_WALKED: frozenset[str] = frozenset()
"""Service functions that came after the last look and have no entry yet."""

PAGES: Mapping[str, May] = {
    "grid": EVERYBODY,
    "countries": EVERYBODY,
    "horizons": EVERYBODY,
    "indicator": EVERYBODY,
    "reports": EVERYBODY,
    "log_data": RECORDERS,
    "review": STAFF,
}
"""Who may open a page."""
