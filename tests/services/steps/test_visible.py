"""Which revisions of a measurement somebody may see; the table of people is walked in test_evidencing.py."""

import logging

import pytest

from tests.support import example_framework as orchard
from tests.support.example_framework import planted
from toc.errors import NotAllowed, NotFound
from toc.model.query import ALL, Actor
from toc.model.terms import Role
from toc.services.steps.visible import require_visible, visible_revisions
from toc.store.database import Store

OWN = Actor(None, "Pia", "pia@example.org", Role.PARTNER, "POMAR", frozenset({"PT"}))
SAME_COUNTRY = Actor(None, "Kim", "kim@example.org", Role.PARTNER, "KIPOS", frozenset({"GR", "PT"}))
VIEWER = Actor(None, "Vera", "vera@example.org", Role.VIEWER, "POMAR")


@pytest.fixture
def filled(store: Store) -> Store:
    return orchard.loaded(store)


def seen(store: Store, actor: Actor, key: int) -> list[int]:
    with store.reading() as session:
        return [row.revision for row in visible_revisions(session, actor, key)]


def test_everybody_sees_the_approved_revision_and_fewer_see_the_newer_ones(filled: Store) -> None:
    key = orchard.record(filled, planted(5)).measurement_id
    orchard.record(filled, planted(6), "submitted", expected_revision=1)
    orchard.record(filled, planted(7), "draft", expected_revision=2)
    found = [seen(filled, actor, key) for actor in (OWN, SAME_COUNTRY, VIEWER)]
    assert found == [[3, 2, 1], [2, 1], [1]]
    with filled.reading() as session:
        assert require_visible(session, SAME_COUNTRY, key).value == 6


def test_what_was_returned_or_voided_without_approval_is_not_for_viewers(filled: Store) -> None:
    made = orchard.record(filled, planted(5), "submitted")
    orchard.move(filled, made.revision_id, "returned", "Check it.")
    assert seen(filled, SAME_COUNTRY, made.measurement_id) == [1]
    with pytest.raises(NotAllowed):
        seen(filled, VIEWER, made.measurement_id)


def test_an_organisation_sees_its_own_measurement_of_a_consortium_indicator(filled: Store) -> None:
    coop = Actor(None, "Cleo", "cleo@example.org", Role.PARTNER, "COOP", frozenset())
    draft = planted(900_000, indicator="V1.2", country=ALL, organisation="COOP")
    key = orchard.record(filled, draft, "submitted").measurement_id
    assert seen(filled, coop, key) == [1]
    with pytest.raises(NotAllowed):
        seen(filled, OWN, key)


def test_a_refusal_is_logged_without_anything_of_the_measurement(
    filled: Store, caplog: pytest.LogCaptureFixture
) -> None:
    key = orchard.record(filled, planted(5), "draft").measurement_id
    with caplog.at_level(logging.WARNING, "toc.refused"), pytest.raises(NotAllowed, match="may not see"):
        seen(filled, VIEWER, key)
    assert caplog.messages == [f"refused: account None, role viewer, measurement {key}"]


def test_a_measurement_that_is_not_there_is_not_found(filled: Store) -> None:
    with pytest.raises(NotFound):
        seen(filled, OWN, 99)
