"""Every cell of the table of permissions, and the sentences of its refusals."""

import pytest

from tests.support.example_framework import example_framework
from toc.errors import NotAllowed
from toc.model.document import FrameworkDocument
from toc.model.query import ALL, SYSTEM, Actor
from toc.model.terms import Permission, Role
from toc.services.permissions import MATRIX, allowed, allowed_roles, require, require_visible, visible_countries

HKU = Actor(1, "Piet", "piet@hku.example", Role.PARTNER, "HKU", frozenset({"NL"}))
ECBN = Actor(2, "Ana", "ana@ecbn.example", Role.PARTNER, "ECBN", frozenset({"NL", "ES"}))
COORDINATOR = Actor(3, "Carla", "carla@credex.example", Role.COORDINATOR)
VIEWER = Actor(4, "Vik", "vik@credex.example", Role.VIEWER)
ADMINISTRATOR = Actor(5, "Ada", "ada@credex.example", Role.ADMINISTRATOR)
PEOPLE = {a.role: a for a in (HKU, COORDINATOR, VIEWER, ADMINISTRATOR)}

YES = {
    Role.PARTNER: "view, view unapproved, record, comment, export, act",
    Role.VIEWER: "view, export",
    Role.COORDINATOR: "view, view unapproved, record, comment, approve, void, lock, export, plan, audit, act, share",
    Role.ADMINISTRATOR: (
        "view, view unapproved, record, comment, approve, void, lock, export, plan, audit, administer, act, share"
    ),
}


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_each_role_has_exactly_its_permissions(role: Role, permission: Permission) -> None:
    expected = permission.value in YES[role].split(", ")
    assert allowed(PEOPLE[role], permission) is expected
    if expected:
        require(PEOPLE[role], permission)
    else:
        with pytest.raises(NotAllowed):
            require(PEOPLE[role], permission)


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", [Role.VIEWER, Role.COORDINATOR, Role.ADMINISTRATOR])
def test_all_roles_but_the_partner_are_not_bound_to_an_organisation_or_a_country(
    role: Role, permission: Permission
) -> None:
    expected = permission in MATRIX[role]
    for country in ("NL", "IT", ALL, None):
        assert allowed(PEOPLE[role], permission, organisation="Materahub", country=country) is expected


@pytest.mark.parametrize(
    ("actor", "organisation", "country", "expected"),
    [
        (HKU, "HKU", "NL", True),
        (HKU, "HKU", "IT", False),
        (HKU, "ECBN", "NL", False),
        (HKU, "ECBN", None, False),
        (HKU, "HKU", None, True),
        (HKU, "HKU", ALL, False),
        (HKU, None, "NL", True),
        (HKU, None, "IT", False),
        (ECBN, "ECBN", "ES", True),
        (ECBN, "ECBN", "NL", True),
        (ECBN, "ECBN", "IE", False),
    ],
)
def test_a_partner_records_for_the_own_organisation_and_its_countries(
    actor: Actor, organisation: str | None, country: str | None, expected: bool
) -> None:
    assert allowed(actor, Permission.RECORD, organisation=organisation, country=country) is expected


@pytest.mark.parametrize(
    ("organisation", "country", "expected"),
    [("HKU", "NL", True), ("ECBN", "NL", True), ("Materahub", "IT", False), (None, ALL, False)],
)
def test_a_partner_sees_unapproved_values_of_the_own_countries(
    organisation: str | None, country: str, expected: bool
) -> None:
    assert allowed(HKU, Permission.VIEW_UNAPPROVED, organisation=organisation, country=country) is expected


@pytest.mark.parametrize("permission", [Permission.VIEW, Permission.EXPORT])
def test_a_partner_sees_and_downloads_the_figures_of_every_country(permission: Permission) -> None:
    assert allowed(HKU, permission, organisation="Materahub", country="IT")
    assert allowed(HKU, permission, country=ALL)


def test_a_partner_without_an_organisation_records_nothing_in_particular() -> None:
    nobody = Actor(9, "New", "new@credex.example", Role.PARTNER)
    assert not allowed(nobody, Permission.RECORD, organisation="HKU")
    assert not allowed(nobody, Permission.RECORD, country="NL")


def test_the_command_line_acts_as_the_administrator() -> None:
    assert all(allowed(SYSTEM, permission, organisation="HKU", country=ALL) for permission in Permission)


def test_a_refused_role_hears_who_can() -> None:
    with pytest.raises(NotAllowed) as refusal:
        require(VIEWER, Permission.APPROVE)
    assert refusal.value.message == "As viewer you cannot do this: Approve."
    assert refusal.value.remedy == "Ask somebody who can: coordinator, administrator."


def test_a_refused_organisation_is_named() -> None:
    with pytest.raises(NotAllowed, match="your own organisation only, not for ECBN: Log measurements") as refusal:
        require(HKU, Permission.RECORD, organisation="ECBN", country="NL")
    assert refusal.value.details["organisation"] == "ECBN"


def test_a_refused_country_is_named() -> None:
    with pytest.raises(NotAllowed, match="HKU does not report for IT"):
        require(HKU, Permission.RECORD, organisation="HKU", country="IT")


def test_those_who_have_a_permission_are_known() -> None:
    assert allowed_roles(Permission.ADMINISTER) == (Role.ADMINISTRATOR,)
    assert allowed_roles(Permission.VIEW) == tuple(Role)


def test_a_refusal_is_one_line_in_the_log_with_codes_alone(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(NotAllowed):
        require(HKU, Permission.RECORD, organisation="ECBN\nforged line", country="NL")
    assert [(line.name, line.levelname) for line in caplog.records] == [("toc.refused", "WARNING")]
    assert caplog.records[0].getMessage() == (
        "refused: account 1, role partner, permission record, organisation 'ECBN\\nforged line', country 'NL'"
    )
    assert HKU.email not in caplog.text


def test_what_is_allowed_leaves_no_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    require(HKU, Permission.RECORD, organisation="HKU", country="NL")
    require_visible(PORTUGAL, CLOSED, "PT")
    assert not caplog.records


PORTUGAL = Actor(6, "Pia", "pia@pomar.example", Role.PARTNER, "POMAR", frozenset({"PT", "IT"}))
OPEN, CLOSED = example_framework(), example_framework(open_to_partners=False)


@pytest.mark.parametrize(
    ("actor", "framework", "seen"),
    [
        (PORTUGAL, OPEN, None),
        (PORTUGAL, CLOSED, {"PT"}),
        (HKU, CLOSED, set()),
        (VIEWER, CLOSED, None),
        (COORDINATOR, CLOSED, None),
        (ADMINISTRATOR, CLOSED, None),
    ],
)
def test_a_partner_sees_the_own_countries_of_a_framework_that_is_not_open(
    actor: Actor, framework: FrameworkDocument, seen: set[str] | None
) -> None:
    assert visible_countries(actor, framework) == seen
    for country in ("PT", "GR", ALL):
        if seen is None or country in seen:
            require_visible(actor, framework, country)
        else:
            with pytest.raises(NotAllowed):
                require_visible(actor, framework, country)


def test_a_refused_look_names_the_own_countries_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(NotAllowed, match="The data of GR are not open to partners in The orchard") as refusal:
        require_visible(PORTUGAL, CLOSED, "GR")
    assert refusal.value.remedy == "Choose one of your countries: PT."
    assert len(caplog.records) == 1


@pytest.mark.parametrize("role", Role)
def test_the_table_knows_every_role(role: Role) -> None:
    assert role in MATRIX
