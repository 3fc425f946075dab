"""The words of the table of permissions: an action, and where each role may do it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.support.permission_world import Where, World
from toc.model.terms import Role

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
OWN_ALONE = may(OWN, NOWHERE, NOWHERE)


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
