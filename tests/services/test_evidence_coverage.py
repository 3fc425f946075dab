"""Evidence coverage of objectives: which measurements count, with evidence of which moment."""

from datetime import date

import pytest

from tests.support import evidence_samples as samples
from tests.support import example_framework as orchard
from tests.support.example_framework import planted
from toc.model.query import ALL, Query
from toc.services import analysing, evidencing, reporting
from toc.store import head
from toc.store.database import Store

AS_OF = date(2021, 1, 1)


@pytest.fixture
def filled(store: Store) -> Store:
    return orchard.loaded(store)


def measured(store: Store, month: int, state: str = "approved", **changed: object) -> int:
    days = {"period_start": date(2020, month, 1), "period_end": date(2020, month, 28)}
    return orchard.record(store, planted(5, **days, **changed), state).measurement_id


def add(store: Store, measurement_id: int):
    return evidencing.add_file(store, orchard.SYSTEM, measurement_id, name="a.pdf", body=samples.PDF, limit_megabytes=1)


def coverage(store: Store, objective: str = "F1", **changed: object) -> dict[str, str]:
    """Of an objective by country, such as `1 of 2`."""
    query = Query(orchard.CODE, AS_OF, **changed)
    found = analysing.assess(store, orchard.SYSTEM, query).result.objectives
    countries = ("PT", "GR", ALL)
    return {
        place: f"{found[objective, place].evidence_with} of {found[objective, place].evidence_total}"
        for place in countries
    }


def now(store: Store):
    with store.reading() as session:
        return head.last_moment(session)


def test_files_links_and_links_to_the_source_count_for_the_country_and_for_all(filled: Store) -> None:
    add(filled, measured(filled, 1))
    evidencing.add_link(filled, orchard.SYSTEM, measured(filled, 2), title="", url="https://example.org")
    measured(filled, 3, source_url="https://example.org/register")
    measured(filled, 4)
    measured(filled, 5, organisation="KIPOS", country="PT")
    assert coverage(filled) == {"PT": "3 of 5", "GR": "0 of 0", ALL: "3 of 5"}
    assert coverage(filled, "F2") == {"PT": "0 of 0", "GR": "0 of 0", ALL: "0 of 0"}


def test_what_does_not_count_in_the_figures_does_not_count_here(filled: Store) -> None:
    add(filled, measured(filled, 1, "submitted"))
    add(filled, measured(filled, 2))
    late = orchard.record(
        filled, planted(5, period_start=date(2022, 1, 1), period_end=date(2022, 1, 31)), "approved"
    ).measurement_id
    add(filled, late)
    assert coverage(filled)["PT"] == "1 of 1"
    assert coverage(filled, include_unapproved=True)["PT"] == "2 of 2"


def test_evidence_counts_from_the_moment_that_it_was_added_until_it_was_taken_back(filled: Store) -> None:
    key = measured(filled, 1)
    before = now(filled)
    item = add(filled, key)
    between = now(filled)
    evidencing.take_back(filled, orchard.SYSTEM, item.evidence_id, reason="The wrong file.")
    assert [coverage(filled, known_at=moment)["PT"] for moment in (before, between, None)] == [
        "0 of 1",
        "1 of 1",
        "0 of 1",
    ]


def test_a_second_piece_of_evidence_counts_nothing_more_and_one_that_is_left_still_counts(filled: Store) -> None:
    key = measured(filled, 1)
    first = add(filled, key)
    evidencing.add_link(filled, orchard.SYSTEM, key, title="", url="https://example.org")
    assert coverage(filled)["PT"] == "1 of 1"
    evidencing.take_back(filled, orchard.SYSTEM, first.evidence_id, reason="Old.")
    assert coverage(filled)["PT"] == "1 of 1"


def test_the_file_of_objectives_says_the_same(filled: Store) -> None:
    add(filled, measured(filled, 1))
    measured(filled, 2)
    rows = reporting.report(filled, orchard.SYSTEM, "objectives", Query(orchard.CODE, AS_OF, country="PT")).rows
    said = {row["objective_code"]: (row["evidence_with"], row["evidence_total"]) for row in rows}
    assert said == {"F1": (1, 2), "F2": (0, 0), "V1": (0, 0)}
