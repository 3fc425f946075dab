"""A figure explained to a person: measurements, evidence, moment and permission."""

from datetime import UTC, date
from decimal import Decimal

import pytest

from tests.support import evidence_samples as samples
from tests.support import example_framework as orchard
from tests.support.example_framework import planted
from toc.errors import NotAllowed, NotFound
from toc.figures.formula import exact_text
from toc.model.query import Actor, Query
from toc.model.terms import Role
from toc.services import evidencing, explaining
from toc.services.explaining import ExplainedFigure
from toc.services.loading import load_framework
from toc.store import head
from toc.store.database import Store

COORDINATOR = Actor(None, "Carla", "carla@example.org", Role.COORDINATOR)
VIEWER = Actor(None, "Vera", "vera@example.org", Role.VIEWER)
OWN = Actor(None, "Pia", "pia@example.org", Role.PARTNER, "POMAR", frozenset({"PT"}))
ELSEWHERE = Actor(None, "Eva", "eva@example.org", Role.PARTNER, "OTHER", frozenset({"GR"}))
AS_OF = date(2020, 12, 31)
NEXT = {"period_start": date(2020, 4, 1), "period_end": date(2020, 6, 30)}


@pytest.fixture
def filled(store: Store) -> Store:
    return orchard.loaded(store)


def _explained(store: Store, actor: Actor = VIEWER, code: str = "F1.1", **asked: object) -> ExplainedFigure:
    return explaining.explain(store, actor, Query(orchard.CODE, AS_OF, **{"country": "PT", **asked}), code)


def _value(found: ExplainedFigure) -> str:
    return exact_text(found.explanation.steps[0].formula)


def test_a_value_names_the_measurement_its_revision_its_source_and_its_files(filled: Store) -> None:
    key = orchard.record(filled, planted(5, source="Field book"), "approved").measurement_id
    item = evidencing.add_file(filled, OWN, key, name="book.pdf", body=samples.PDF, limit_megabytes=1)
    found = _explained(filled)
    (used,) = found.used
    assert (used.measurement_id, used.revision, used.source, used.organisation) == (key, 1, "Field book", "POMAR")
    assert [file.evidence_id for file in used.evidence] == [item.evidence_id]
    assert "5 [POMAR 2020-Q1]" in _value(found)


def test_a_file_that_was_taken_back_is_not_behind_the_figure(filled: Store) -> None:
    key = orchard.record(filled, planted(5), "approved").measurement_id
    item = evidencing.add_file(filled, OWN, key, name="book.pdf", body=samples.PDF, limit_megabytes=1)
    evidencing.take_back(filled, OWN, item.evidence_id, reason="Wrong file")
    assert _explained(filled).used[0].evidence == ()


def test_the_moment_gives_the_revision_and_the_files_of_then(filled: Store) -> None:
    key = orchard.record(filled, planted(5), "approved").measurement_id
    with filled.reading() as session:
        then = head.last_moment(session).astimezone(UTC)
    orchard.record(filled, planted(7), "approved", expected_revision=1, reason="Late row", reason_code="late data")
    evidencing.add_file(filled, OWN, key, name="book.pdf", body=samples.PDF, limit_megabytes=1)
    now, before = _explained(filled), _explained(filled, known_at=then)
    assert (now.used[0].revision, before.used[0].revision) == (2, 1)
    assert "7 [" in _value(now)
    assert "5 [" in _value(before)
    assert (len(now.used[0].evidence), len(before.used[0].evidence)) == (1, 0)


def test_a_value_that_waits_is_left_out_and_shown_to_those_who_may_see_it(filled: Store) -> None:
    orchard.record(filled, planted(5), "approved")
    waiting = orchard.record(filled, planted(9, **NEXT), "submitted").measurement_id
    (theirs,) = [one for one in _explained(filled, COORDINATOR).left_out if one.period == "2020-Q2"]
    assert (theirs.reason, theirs.measurement_id) == ("waits for approval", waiting)
    (unseen,) = [one for one in _explained(filled, VIEWER).left_out if one.period == "2020-Q2"]
    assert (unseen.reason, unseen.measurement_id, unseen.quantity) == ("waits for approval", None, None)


def test_with_unapproved_values_what_waits_is_used(filled: Store) -> None:
    orchard.record(filled, planted(9, **NEXT), "submitted")
    found = _explained(filled, COORDINATOR, include_unapproved=True)
    assert [one.period for one in found.used] == ["2020-Q2"]
    assert "waits for approval" not in [one.reason for one in found.left_out]


def test_drafts_are_told_to_nobody(filled: Store) -> None:
    orchard.record(filled, planted(9, **NEXT), "draft")
    for actor in (COORDINATOR, VIEWER, ELSEWHERE):
        found = _explained(filled, actor)
        assert "2020-Q2" not in [one.period for one in (*found.used, *found.left_out)]


def test_an_objective_has_the_measurements_of_each_of_its_indicators(filled: Store) -> None:
    orchard.record(filled, planted(5), "approved")
    found = _explained(filled, code="F1")
    by_code = dict(zip((one.indicator.code for one in found.below), found.used_below, strict=True))
    assert [one.period for one in by_code["F1.1"]] == ["2020-Q1"]
    assert by_code["F1.2"] == ()
    assert not found.is_indicator


def test_a_framework_that_is_closed_shows_no_other_country(filled: Store) -> None:
    orchard.record(filled, planted(5), "approved")
    closed = orchard.example_framework(open_to_partners=False)
    load_framework(filled, COORDINATOR, closed, reason="Closed")
    with pytest.raises(NotAllowed):
        _explained(filled, ELSEWHERE)
    own = _explained(filled, OWN, country="ALL")
    assert own.result.country == "PT"
    assert own.below == ()


def test_an_unknown_code_is_said_with_what_to_do(filled: Store) -> None:
    with pytest.raises(NotFound) as refused:
        _explained(filled, code="X9")
    assert refused.value.field == "indicator"
    assert refused.value.faults[0].remedy_text() == "Choose one on the page Indicator."


def test_all_countries_lead_to_each_of_them(filled: Store) -> None:
    orchard.record(filled, planted(Decimal(5)), "approved")
    found = _explained(filled, country="ALL")
    assert [one.country for one in found.below] == ["PT", "GR"]
