"""The table of permissions, continued: what is done to accounts and organisations, and to one's own account."""

from tests.support.people import CLOCK as HANDS
from tests.support.people import PASSWORD, PLAIN
from tests.support.permission_terms import ADMINISTRATORS, EVERYBODY, Action
from tests.support.permission_world import CLOCK, CODE, OTHER, World
from toc.model.person import AccountDraft
from toc.model.terms import Role
from toc.services import administering, identifying, organising, own_account, signing_up, staffing
from toc.services.organising import OrganisationDraft
from toc.services.steps.throttle import Throttle


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
        "identifying.ways_in": lambda w: identifying.ways_in(w.store, w.actor),
        "own_account.find_locale": lambda w: own_account.find_locale(w.store, w.actor),
    }.items()
)
