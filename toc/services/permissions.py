"""Who may do what, for which organisation and country: one table, asked by menus and enforced by services.

Source: product.md People; architecture.md 5.
"""

from collections.abc import Mapping
from enum import Enum, auto
from types import MappingProxyType
from typing import NoReturn

from toc.errors import NotAllowed
from toc.model.query import Actor
from toc.model.terms import Permission, Role


class Reach(Enum):
    """How far a permission goes."""

    EVERYTHING = auto()
    """Every organisation and every country."""
    OWN_COUNTRIES = auto()
    """The countries that the own organisation reports for, whoever measured there."""
    OWN_ORGANISATION = auto()
    """What the own organisation reports, for the countries that it reports for."""


_EVERYTHING_HERE = dict.fromkeys(Permission, Reach.EVERYTHING)

MATRIX: Mapping[Role, Mapping[Permission, Reach]] = MappingProxyType(
    {
        Role.PARTNER: {
            Permission.VIEW: Reach.EVERYTHING,
            Permission.EXPORT: Reach.EVERYTHING,
            Permission.VIEW_UNAPPROVED: Reach.OWN_COUNTRIES,
            Permission.RECORD: Reach.OWN_ORGANISATION,
            Permission.COMMENT: Reach.OWN_COUNTRIES,
        },
        Role.VIEWER: {
            Permission.VIEW: Reach.EVERYTHING,
            Permission.EXPORT: Reach.EVERYTHING,
        },
        Role.COORDINATOR: {p: r for p, r in _EVERYTHING_HERE.items() if p is not Permission.ADMINISTER},
        Role.ADMINISTRATOR: _EVERYTHING_HERE,
    }
)
"""What each role may do and how far; a permission that is absent is not given."""


def allowed(
    actor: Actor, permission: Permission, *, organisation: str | None = None, country: str | None = None
) -> bool:
    """Whether somebody may do something, for menus and for what a page offers.

    Args:
        actor: who asks.
        permission: what is asked for.
        organisation: short name of the organisation that it is for; None asks about no organisation in particular.
        country: country code that it is for; None asks about no country in particular. `ALL` is no country of a
            partner: for a consortium indicator that the organisation is assigned to, give the organisation only.

    Returns:
        True where the role has the permission and everything that is named lies within its reach.

    Source: product.md People.
    """
    reach = MATRIX[actor.role].get(permission)
    if reach is None:
        return False
    return reach is Reach.EVERYTHING or (
        _organisation_fits(actor, reach, organisation) and _country_fits(actor, country)
    )


def require(
    actor: Actor, permission: Permission, *, organisation: str | None = None, country: str | None = None
) -> None:
    """Refuse what `allowed` does not allow; every service calls it before anything else.

    Args:
        actor: who acts.
        permission: what is about to be done.
        organisation: as for `allowed`.
        country: as for `allowed`.

    Raises:
        NotAllowed: with a sentence that says whether the role, the organisation or the country is in the way.
    """
    if allowed(actor, permission, organisation=organisation, country=country):
        return
    reach = MATRIX[actor.role].get(permission)
    if reach is None:
        _refuse_role(actor, permission)
    if not _organisation_fits(actor, reach, organisation):
        raise NotAllowed(
            "You can do this for your own organisation only, not for {organisation}: {permission}.",
            remedy="Ask {organisation} or a coordinator.",
            details={"organisation": organisation, "own": actor.organisation, "permission": permission.label},
        )
    raise NotAllowed(
        "{own} does not report for {country}, so you cannot do this there: {permission}.",
        remedy="Choose one of the organisation's countries, or ask a coordinator.",
        details={"country": country, "own": actor.organisation or actor.name, "permission": permission.label},
    )


def allowed_roles(permission: Permission) -> tuple[Role, ...]:
    """The roles that have a permission, however far it reaches, to tell people whom to ask."""
    return tuple(role for role in Role if permission in MATRIX[role])


def _organisation_fits(actor: Actor, reach: Reach, organisation: str | None) -> bool:
    return reach is not Reach.OWN_ORGANISATION or organisation is None or organisation == actor.organisation


def _country_fits(actor: Actor, country: str | None) -> bool:
    return country is None or country in actor.countries


def _refuse_role(actor: Actor, permission: Permission) -> NoReturn:
    able = allowed_roles(permission)
    raise NotAllowed(
        "As {role} you cannot do this: {permission}.",
        remedy="Ask somebody who can: {roles}.",
        details={
            "role": actor.role.label.lower(),
            "permission": permission.label,
            "roles": ", ".join(role.label.lower() for role in able),
        },
    )
