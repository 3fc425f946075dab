"""One indicator in depth: whose breakdowns and countries somebody sees, of which moment, approved or not."""

from datetime import date

import pytest

from tests.support import example_framework as orchard
from tests.support.example_framework import part, planted
from toc.errors import NotAllowed, NotFound
from toc.model.document import AnnotationDef
from toc.model.query import ALL, SYSTEM, Actor, Query
from toc.model.terms import AnnotationKind, Role
from toc.services import detailing, reporting
from toc.store import head
from toc.store.database import Store

POMAR = Actor(None, "Pia", "pia@example.org", Role.PARTNER, "POMAR", frozenset({"PT"}))
VIEWER = Actor(None, "Vera", "vera@example.org", Role.VIEWER)
APPLES = (part("fruit", "apple", 7), part("fruit", "pear", 2))


@pytest.fixture
def filled(store: Store) -> Store:
    return orchard.loaded(store)


def query(**changed: object) -> Query:
    return Query(orchard.CODE, date(2021, 6, 30), **changed)


def write(
    store: Store, value: int, *parts, country="PT", organisation="POMAR", state="approved", revision=None, **more
):
    draft = planted(value, country=country, organisation=organisation, parts=parts, **more)
    return orchard.record(store, draft, state, expected_revision=revision)


def apples(store: Store, actor: Actor = SYSTEM, **changed: object) -> list[tuple[int | None, int]]:
    """Apples and what is not stated, period by period."""
    found = detailing.breakdowns(store, actor, query(**changed), "F1.1").split
    return [
        (int(period.parts[0].quantity.value) if period.parts[0].quantity else None, int(period.not_stated.value))
        for one in found
        if one.dimension.code == "fruit"
        for period in one.periods
    ]


def test_a_breakdown_is_that_of_the_country_and_for_all_of_every_one(filled: Store) -> None:
    write(filled, 10, *APPLES)
    write(filled, 5, part("fruit", "apple", 5), country="GR", organisation="KIPOS")
    assert apples(filled, country="PT") == [(7, 1)]
    assert apples(filled, country="GR") == [(5, 0)]
    assert apples(filled, country=ALL) == [(12, 1)]


def test_approved_values_only_unless_others_are_asked_for_and_never_a_draft(filled: Store) -> None:
    write(filled, 10, *APPLES, state="submitted")
    second = {"period_start": date(2020, 4, 1), "period_end": date(2020, 6, 30)}
    write(filled, 4, part("fruit", "apple", 4), state="draft", **second)
    assert apples(filled) == []
    assert apples(filled, include_unapproved=True) == [(7, 1)]
    with pytest.raises(NotAllowed):
        apples(filled, VIEWER, include_unapproved=True)


def test_a_frozen_moment_gives_the_breakdown_that_was_known_then(filled: Store) -> None:
    write(filled, 10, *APPLES)
    with filled.reading() as session:
        then = head.last_moment(session)
    write(filled, 12, part("fruit", "apple", 8), part("fruit", "pear", 2), revision=1)
    assert apples(filled, known_at=then) == [(7, 1)]
    assert apples(filled) == [(8, 2)]


def test_a_partner_of_a_closed_framework_sees_the_own_countries_only(store: Store) -> None:
    orchard.loaded(store, open_to_partners=False)
    write(store, 10, *APPLES)
    write(store, 5, part("fruit", "apple", 5), country="GR", organisation="KIPOS")
    assert apples(store, POMAR, country="PT") == [(7, 1)]
    with pytest.raises(NotAllowed):
        apples(store, POMAR, country="GR")
    assert apples(store, POMAR, country=ALL) == [(7, 1)]
    detail = detailing.detail(store, POMAR, query(), "F1.1")
    assert [found.result.country for found in detail.countries] == ["PT"]
    assert detail.marks == ()


def test_every_country_comes_with_its_own_history_and_a_consortium_indicator_with_none(filled: Store) -> None:
    write(filled, 10)
    found = detailing.detail(filled, VIEWER, query(), "F1.1")
    assert [one.result.country for one in found.countries] == ["PT", "GR"]
    assert [point.value for point in found.countries[0].history if point.value is not None] == [20]
    assert found.split == ()
    assert detailing.detail(filled, VIEWER, query(), "V1.2").countries == ()


def test_what_makes_countries_hard_to_compare_is_marked(store: Store) -> None:
    remark = AnnotationDef(indicator="F1.1", date=date(2020, 6, 1), kind=AnnotationKind.BREAK, text="Bushes count too")
    orchard.loaded(store, annotations=(remark,))
    write(store, 10)
    write(store, 5, country="GR", organisation="KIPOS", period_start=date(2020, 7, 1), period_end=date(2020, 9, 30))
    (first, *_) = detailing.detail(store, VIEWER, query(), "F1.1").marks
    assert "Bushes count too" in first.reason


def test_the_file_has_each_category_what_is_not_stated_and_the_total(filled: Store) -> None:
    write(filled, 10, *APPLES, part("soil", "clay", 9))
    rows = list(reporting.report(filled, VIEWER, "breakdowns", query(country="PT"), indicator="F1.1").rows)
    told = [(row["dimension"], row["part"], row.get("category_name"), row["value"]) for row in rows]
    assert told == [
        ("fruit", "category", "Apple", 7),
        ("fruit", "category", "Pear", 2),
        ("fruit", "not stated", None, 1),
        ("fruit", "total", None, 10),
        ("soil", "category", "Clay", 9),
        ("soil", "total", None, 10),
    ]


def test_an_indicator_that_is_none_is_refused(filled: Store) -> None:
    with pytest.raises(NotFound):
        detailing.breakdowns(filled, VIEWER, query(), "X9.9")
    assert detailing.breakdowns(filled, VIEWER, query(), "F1.2").split == ()


def test_a_write_in_between_does_not_mix_two_moments(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    write(filled, 10, *APPLES)
    once = detailing.analysing.indicator_with_panel

    def then_written(*given: object) -> object:
        found = once(*given)
        write(filled, 5, part("fruit", "apple", 5), period_start=date(2020, 4, 1), period_end=date(2020, 6, 30))
        return found

    monkeypatch.setattr(detailing.analysing, "indicator_with_panel", then_written)
    found = detailing.detail(filled, SYSTEM, query(country="PT"), "F1.1")
    ends = [period.end for one in found.split if one.dimension.code == "fruit" for period in one.periods]
    assert ends == [row.period_end for row in found.page.measurements if not row.dimension] == [date(2020, 3, 31)]
