"""The pathway page and its file: the figures of objectives.csv, the judgements in force, who sees what."""

from dataclasses import replace

import pytest

from tests.services.test_discussing import person, staffed
from tests.support import example_framework as orchard
from tests.support.permission_world import QUERY
from toc.errors import NotAllowed
from toc.model.query import ALL
from toc.model.terms import LinkState
from toc.services import judging, reporting, tracing
from toc.services.judging import JudgementDraft
from toc.store.database import Store

CODE = orchard.CODE


@pytest.fixture
def filled(store: Store) -> Store:
    staffed(store)
    orchard.record(store, orchard.planted(45))
    return store


def rows(store: Store, name: str, kind: str, query=QUERY) -> list[dict[str, object]]:
    return list(reporting.report(store, person(store, name), kind, query).rows)


def judge(store: Store, country: str, state: LinkState) -> None:
    draft = JudgementDraft("F1", "V1", country, state, f"About {country}")
    judging.judge_link(store, person(store, "carla"), CODE, draft)


@pytest.mark.parametrize("country", [ALL, "PT", "GR"])
def test_every_figure_of_the_page_is_that_of_the_file_of_objectives(filled: Store, country: str) -> None:
    query = replace(QUERY, country=country)
    page = tracing.pathway(filled, person(filled, "vera"), query)
    told = {
        row["objective_code"]: row for row in rows(filled, "vera", "objectives", query) if row["country"] == country
    }
    assert {found.objective.code: found.status.value for found in page.objectives} == {
        code: row["status"] for code, row in told.items()
    }
    links = [row for row in rows(filled, "vera", "links", query) if row["country"] == country]
    assert len(links) == len(page.links) == 2
    for row in links:
        for end in ("source", "target"):
            same = told[row[f"{end}_code"]]
            assert (row[f"{end}_status"], row[f"{end}_gap_points"]) == (same["status"], same["gap_points"])


def test_the_file_has_every_country_and_the_judgement_in_force_there(filled: Store) -> None:
    judge(filled, "PT", LinkState.IN_DOUBT)
    judge(filled, ALL, LinkState.EMERGING)
    judged = {(row["source_code"], row["country"]): row.get("judgement") for row in rows(filled, "vera", "links")}
    assert judged == {
        ("F1", "PT"): "in doubt",
        ("F1", "GR"): None,
        ("F1", ALL): "emerging",
        ("F2", "PT"): None,
        ("F2", "GR"): None,
        ("F2", ALL): None,
    }
    page = tracing.pathway(filled, person(filled, "vera"), replace(QUERY, country="GR"))
    story = page.link("F1~V1")
    assert story is not None
    assert story.judgement is None
    assert story.judged_for_all is not None
    assert story.judged_for_all.judgement is LinkState.EMERGING


def test_as_known_before_a_judgement_the_file_is_the_same_as_it_was(filled: Store) -> None:
    then = replace(QUERY, known_at=tracing.pathway(filled, person(filled, "vera"), QUERY).known_at)
    before = rows(filled, "vera", "links", then)
    judge(filled, "PT", LinkState.IN_DOUBT)
    orchard.record(filled, orchard.planted(900, organisation="KIPOS"))
    assert rows(filled, "vera", "links", then) == before
    assert rows(filled, "vera", "links") != before


def test_a_horizon_keeps_the_links_that_lead_into_it(filled: Store) -> None:
    assert {row["target_code"] for row in rows(filled, "vera", "links", replace(QUERY, horizon="far"))} == {"V1"}
    assert rows(filled, "vera", "links", replace(QUERY, horizon="near")) == []


def test_a_closed_framework_shows_a_partner_the_own_countries_only(filled: Store) -> None:
    orchard.loaded(filled, open_to_partners=False)
    judge(filled, ALL, LinkState.IN_DOUBT)
    pia = person(filled, "pia")
    page = tracing.pathway(filled, pia, QUERY)
    assert page.country == "PT"
    assert {found.country for found in page.objectives} == {"PT"}
    assert all(story.judged_for_all is None for story in page.links)
    assert {row["country"] for row in rows(filled, "pia", "links")} == {"PT"}
    with pytest.raises(NotAllowed):
        tracing.pathway(filled, pia, replace(QUERY, country="GR"))


def test_links_are_found_by_their_ends(filled: Store) -> None:
    page = tracing.pathway(filled, person(filled, "vera"), QUERY)
    assert [story.key for story in page.leading_to("V1")] == ["F1~V1", "F2~V1"]
    assert [story.key for story in page.leading_from("F1")] == ["F1~V1"]
    assert page.leading_from("V1") == ()
    assert page.link("V1~F1") is None
    assert page.objective("X") is None
    assert {story.key for story in page.ranked} == {"F1~V1", "F2~V1"}
