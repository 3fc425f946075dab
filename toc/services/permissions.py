"""Who may do what, for which organisation and country: one table, asked by menus and enforced by services.

Source: product.md People; architecture.md 5.
"""

import logging
from collections.abc import Mapping
from enum import Enum, auto
from types import MappingProxyType

from toc.errors import NotAllowed
from toc.model.document import FrameworkDocument
from toc.model.query import ALL, Actor
from toc.model.terms import Permission, Role

LOG = logging.getLogger("toc.refused")
"""Takes one line for each refusal: who asked for what, by codes, with nothing of the data and no address."""


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
            Permission.ACT: Reach.OWN_COUNTRIES,
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
        NotAllowed: with a sentence that says whether the role, the organisation or the country is in the way; the
            refusal is written to the log.
    """
    if allowed(actor, permission, organisation=organisation, country=country):
        return
    log_refusal(actor, permission, organisation=organisation, country=country)
    reach = MATRIX[actor.role].get(permission)
    if reach is None:
        raise _wrong_role(actor, permission)
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


def visible_countries(actor: Actor, document: FrameworkDocument) -> frozenset[str] | None:
    """The countries of a framework whose approved data somebody may see.

    Args:
        actor: who asks.
        document: the framework in force now, whatever moment is asked for: a setting that has been changed since
            must not open what is closed.

    Returns:
        None for everything, ALL included. Where the framework is not open to partners, a partner's own countries:
        those that the own organisation reports for in this framework. ALL is never among them, as it would tell what
        the others reported. A guest sees the one framework of the link, and of it one country where the link says so.

    Source: product.md People; the framework's setting `open_to_partners`.
    """
    if actor.is_guest:
        return (actor.countries or None) if actor.guest_of == document.code else frozenset()
    if document.open_to_partners or actor.role is not Role.PARTNER:
        return None
    own = next((part.reports_for for part in document.organisations if part.short_name == actor.organisation), ())
    return actor.countries.intersection(own)


def require_visible(
    actor: Actor, document: FrameworkDocument, country: str, *, permission: Permission = Permission.VIEW
) -> None:
    """Refuse a look at the data of a country (or ALL) that `visible_countries` does not name.

    Raises:
        NotAllowed: with a sentence that says what can be seen.
    """
    seen = visible_countries(actor, document)
    if seen is None or country in seen:
        return
    log_refusal(actor, permission, organisation=None, country=country)
    if actor.is_guest:
        raise NotAllowed("This read-only link does not show this.", remedy="Ask whoever sent it to you.")
    message = "Figures of all countries together" if country == ALL else "The data of {country}"
    raise NotAllowed(
        message + " are not open to partners in {framework}.",
        remedy="Choose one of your countries: {own}." if seen else "Ask a coordinator.",
        details={"country": country, "framework": document.name, "own": ", ".join(sorted(seen))},
    )


def shown_name(actor: Actor, name: str) -> str:
    """A person's name for those who may know it; guests with a read-only link are told no names."""
    return "somebody" if actor.is_guest and name else name


def allowed_roles(permission: Permission) -> tuple[Role, ...]:
    """The roles that have a permission, however far it reaches, to tell people whom to ask."""
    return tuple(role for role in Role if permission in MATRIX[role])


def _organisation_fits(actor: Actor, reach: Reach, organisation: str | None) -> bool:
    return reach is not Reach.OWN_ORGANISATION or organisation is None or organisation == actor.organisation


def _country_fits(actor: Actor, country: str | None) -> bool:
    return country is None or country in actor.countries


def _wrong_role(actor: Actor, permission: Permission) -> NotAllowed:
    able = allowed_roles(permission)
    return NotAllowed(
        "As {role} you cannot do this: {permission}.",
        remedy="Ask somebody who can: {roles}.",
        details={
            "role": actor.role.label.lower(),
            "permission": permission.label,
            "roles": ", ".join(role.label.lower() for role in able),
        },
    )


def log_refusal(actor: Actor, permission: Permission, *, organisation: str | None, country: str | None) -> None:
    """Write a refusal down; what was asked for comes from outside, so that it is quoted and cut.

    `require` and `require_visible` do so themselves; this is for a service that refuses by a rule of its own.
    """
    LOG.warning(
        "refused: account %s, role %s, permission %s, organisation %.60r, country %.20r",
        actor.account_id,
        actor.role.value,
        permission.value,
        organisation,
        country,
    )
