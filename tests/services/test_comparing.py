"""Countries compared: means that equal the roll-ups, two countries side by side with what keeps them apart."""

from datetime import date
from decimal import Decimal

import pytest

from tests.support import example_framework as orchard
from tests.support.example_framework import CODE, SYSTEM, planted, record
from toc.errors import NotAllowed, NotFound
from toc.figures.comparability import MarkKind
from toc.figures.framework import country_group
from toc.model.document import FactDef
from toc.model.query import ALL, Actor, Query
from toc.model.terms import FactKind, Role
from toc.services import analysing, comparing
from toc.store import head
from toc.store.database import Store

AS_OF = date(2021, 6, 30)
QUERY = Query(CODE, AS_OF)


@pytest.fixture
def filled(store: Store) -> Store:
    """PT measured until the first quarter of 2020, GR until the second of 2021: more than a year apart."""
    aim = FactDef(indicator="F1.1", country="GR", kind=FactKind.TARGET, date=date(2021, 12, 31), value=Decimal(40))
    orchard.loaded(store, facts=(*orchard.FACTS, aim))
    record(store, planted(5, organisation="POMAR", country="PT"))
    days = {"period_start": date(2021, 4, 1), "period_end": date(2021, 6, 30)}
    record(store, planted(9, organisation="KIPOS", country="GR", **days))
    return store


def pair_of(store: Store, code: str, **changed: object):
    side = comparing.side_by_side(store, SYSTEM, Query(CODE, AS_OF, **changed), "PT", "GR")
    return next(pair for found in side.objectives for pair in found.indicators if pair.indicator.code == code)


def test_means_equal_the_roll_up_of_the_assessment(filled: Store) -> None:
    found = comparing.summaries(filled, SYSTEM, QUERY)
    assessed = analysing.assess(filled, SYSTEM, QUERY)
    assert found.places == ("PT", "GR", ALL)
    for place in found.places:
        last = found.over_time(place)[-1]
        assert last.on == AS_OF
        assert last.group.progress == country_group(assessed.result, place).progress
        assert last.group.objectives_total == country_group(assessed.result, place).objectives_total


def test_one_country_has_rows_of_its_own_only(filled: Store) -> None:
    found = comparing.summaries(filled, SYSTEM, Query(CODE, AS_OF, "PT"))
    assert {row.country for row in found.rows} == {"PT"}


def test_data_more_than_a_year_apart_are_marked_and_no_lead_is_told(filled: Store) -> None:
    pair = pair_of(filled, "F1.1")
    assert [mark.kind for mark in pair.marks] == [MarkKind.DATES]
    assert pair.lead is None
    assert pair.first.value.quantity is not None
    side = comparing.side_by_side(filled, SYSTEM, QUERY, "PT", "GR")
    objective = next(found for found in side.objectives if found.first.objective.code == "F1")
    assert objective.lead is None
    assert side.marked == 1


def test_a_lead_is_the_difference_of_progress_where_nothing_is_marked(filled: Store) -> None:
    days = {"period_start": date(2021, 1, 1), "period_end": date(2021, 3, 31)}
    record(filled, planted(6, organisation="POMAR", country="PT", **days))
    pair = pair_of(filled, "F1.1")
    assert pair.marks == ()
    one, other = pair.first.progress, pair.second.progress
    assert one is not None
    assert other is not None
    assert pair.lead == one - other


def test_marks_are_those_of_the_moment_that_is_asked_for(filled: Store) -> None:
    with filled.reading() as session:
        then = head.last_moment(session)
    days = {"period_start": date(2021, 1, 1), "period_end": date(2021, 3, 31)}
    record(filled, planted(6, organisation="POMAR", country="PT", **days))
    assert pair_of(filled, "F1.1").marks == ()
    assert pair_of(filled, "F1.1", known_at=then).marks != ()


def test_consortium_indicators_are_not_compared(filled: Store) -> None:
    side = comparing.side_by_side(filled, SYSTEM, QUERY, "PT", "GR")
    scopes = {pair.indicator.scope.value for found in side.objectives for pair in found.indicators}
    assert scopes == {"country"}


def test_a_country_that_does_not_report_is_said(filled: Store) -> None:
    with pytest.raises(NotFound, match="XX is not a reporting country"):
        comparing.side_by_side(filled, SYSTEM, QUERY, "PT", "XX")


def test_a_partner_of_a_closed_framework_compares_and_sums_up_own_countries_only(store: Store) -> None:
    orchard.loaded(store, open_to_partners=False)
    partner = Actor(1, "Pia", "p@example.org", Role.PARTNER, "POMAR", frozenset({"PT"}))
    assert {row.country for row in comparing.summaries(store, partner, QUERY).rows} == {"PT"}
    with pytest.raises(NotAllowed):
        comparing.side_by_side(store, partner, QUERY, "PT", "GR")
    with pytest.raises(NotAllowed):
        comparing.summaries(store, partner, Query(CODE, AS_OF, "GR"))
