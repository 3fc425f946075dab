"""Stakeholders and country profiles: what is promised to whom, what is owed and by whom, what is ahead and behind."""

from datetime import UTC, datetime

import pytest

from tests.figures.build import baseline, consortium, day, flow, framework, indicator, panel, target
from toc.errors import NotFound
from toc.figures.framework import assess_framework, country_group
from toc.figures.promises import PromiseKind, PromiseState
from toc.model.document import ObjectiveDef
from toc.model.query import ALL, Query
from toc.model.terms import Status
from toc.services import comparing, profiling, standing
from toc.services.analysing import Assessment

AS_OF = day("2028-03-01")
KNOWN_AT = datetime(2028, 3, 1, tzinfo=UTC)
INDICATORS = (indicator("SYS-S1.1"), flow("SYS-S1.2"), consortium("LRN-M1.1"), indicator("LRN-L1.1"))
OBJECTIVES = (
    ObjectiveDef(code="SYS-S1", level="SYS", horizon="S", title="Adoption", stakeholders=("Agencies", "Schools")),
    ObjectiveDef(code="LRN-M1", level="LRN", horizon="M", title="Skills", stakeholders=("Schools",)),
    ObjectiveDef(code="LRN-L1", level="LRN", horizon="L", title="Jobs"),
)


@pytest.fixture
def assessed():
    return assess()


def assess(country=ALL, horizon=None, places=("NL", "EE", ALL)):
    facts = [
        *(baseline("SYS-S1.1", country, 0) for country in ("NL", "EE")),
        *(target("SYS-S1.1", country, 10, "2027-12-31") for country in ("NL", "EE")),
        target("SYS-S1.1", "NL", 4, "2026-12-31"),
        target("SYS-S1.2", "NL", 8, "2027-12-31"),
        target("LRN-M1.1", ALL, 3, "2030-12-31"),
    ]
    document = framework(
        INDICATORS, facts, countries=["NL", "EE"], objectives=OBJECTIVES, stakeholders=("Schools", "Agencies")
    )
    measured = {
        ("SYS-S1.1", "NL"): {"2026": 5, "2027": 10},
        ("SYS-S1.1", "EE"): {"2027": 2},
        ("SYS-S1.2", "NL"): {"2026-S1": 3},
        ("LRN-M1.1", ALL): {"2027": 1},
    }
    result = assess_framework(panel(document, measured), AS_OF)
    return Assessment(Query("TEST", AS_OF, country, horizon), document, result, KNOWN_AT, False, places)


def test_stakeholders_stand_in_the_frameworks_order_and_those_of_nobody_last(assessed):
    assert standing.stakeholders_of(assessed) == ("Schools", "Agencies", "")
    found = standing.stakes(assessed, "NL")
    assert [(stake.stakeholder, [one.result.objective.code for one in stake.standings]) for stake in found] == [
        ("Schools", ["SYS-S1", "LRN-M1"]),
        ("Agencies", ["SYS-S1"]),
        ("", ["LRN-L1"]),
    ]


def test_an_objective_has_the_figures_of_the_assessment(assessed):
    for stake in standing.stakes(assessed, "EE"):
        for one in stake.standings:
            assert one.result is assessed.result.objectives[one.result.objective.code, "EE"]


def test_one_stakeholder_can_be_asked_for_and_an_unknown_one_is_said(assessed):
    assert [stake.stakeholder for stake in standing.stakes(assessed, "NL", "Agencies")] == ["Agencies"]
    with pytest.raises(NotFound, match="No objective of A framework is for Nobody"):
        standing.stakes(assessed, "NL", "Nobody")


def test_a_horizon_narrows_the_objectives():
    found = standing.stakes(assess(horizon="M"), ALL)
    assert [(stake.stakeholder, len(stake.standings)) for stake in found] == [("Schools", 1)]


def test_what_is_promised_to_a_country_stands_by_date_with_what_became_of_it(assessed):
    found = standing.promised(assessed, "NL", "Agencies")
    assert [(str(one.on), one.indicator.code, one.kind, one.state) for one in found] == [
        ("2026-12-31", "SYS-S1.1", PromiseKind.MILESTONE, PromiseState.MET),
        ("2027-12-31", "SYS-S1.1", PromiseKind.TARGET, PromiseState.MET),
        ("2027-12-31", "SYS-S1.2", PromiseKind.TARGET, PromiseState.UNKNOWN),
    ]


def test_for_all_countries_the_combined_target_stands_once_beside_every_countrys_milestones(assessed):
    found = standing.promised(assessed, ALL)
    assert [(one.indicator.code, one.country, one.kind) for one in found] == [
        ("SYS-S1.1", "NL", PromiseKind.MILESTONE),
        ("SYS-S1.1", ALL, PromiseKind.TARGET),
        ("SYS-S1.2", ALL, PromiseKind.TARGET),
        ("LRN-M1.1", ALL, PromiseKind.TARGET),
    ]
    assert len({(one.indicator.code, one.country, one.on) for one in found}) == len(found)


def test_a_promise_to_two_stakeholders_stands_once_where_both_are_shown(assessed):
    both = standing.promised(assessed, "NL")
    assert [one.indicator.code for one in both].count("SYS-S1.2") == 1


def test_who_owes_data_is_told_by_organisation_and_country_the_oldest_first(assessed):
    found = standing.debts(assessed, standing.overdue(assessed, ALL, "Agencies"))
    assert [(debt.organisation, debt.country, str(debt.since)) for debt in found] == [
        ("TCCI", "EE", "2026-08-29"),
        ("HKU", "NL", "2027-03-01"),
    ]
    assert [period.label for one in found[1].overdue for period in one.periods] == ["2026-S2", "2027-S1", "2027-S2"]


def test_of_all_countries_only_those_that_may_be_seen_are_named():
    seen = assess(places=("NL",))
    found = [*standing.overdue(seen, ALL), *standing.promised(seen, ALL)]
    assert "EE" not in {one.country for one in found}


def test_a_profile_has_the_mean_of_its_country_and_every_objective_once(assessed):
    page = profiling.profile(assess("NL"))
    assert page.together == country_group(assessed.result, "NL")
    assert sum(count for _, count in page.counts) == len(page.objectives) == 3
    assert [found.objective.code for found in page.objectives] == ["SYS-S1", "LRN-M1", "LRN-L1"]
    assert {one.indicator.code for one in page.indicators} == {"SYS-S1.1", "SYS-S1.2", "LRN-L1.1"}


def test_what_is_behind_names_the_indicator_that_holds_it_back():
    page = profiling.profile(assess("EE"))
    (behind,) = page.behind
    assert (behind.result.objective.code, behind.result.status) == ("SYS-S1", Status.MISSED)
    assert (behind.worst.indicator.code, behind.worst.status) == ("SYS-S1.1", Status.MISSED)
    assert page.ahead == ()


def test_a_profile_says_what_is_next_and_who_owes_what():
    page = profiling.profile(assess(ALL))
    assert [(one.indicator.code, str(one.on)) for one in page.next] == [("LRN-M1.1", "2030-12-31")]
    assert {debt.organisation for debt in page.debts} >= {"TCCI", "HKU"}


def test_the_matrix_by_gap_has_the_largest_lag_first_and_what_has_no_gap_last(assessed):
    ((name, rows),) = comparing.matrix(assessed, "EE")
    assert name == ""
    assert [row[0].objective.code for row in rows] == ["SYS-S1", "LRN-M1", "LRN-L1"]
    assert [result.country for result in rows[0]] == [ALL, "NL", "EE"]
    gaps = [assessed.result.objectives[row[0].objective.code, "EE"].gap for row in rows]
    assert gaps[0] < 0
    assert gaps[1:] == [None, None]


def test_in_the_frameworks_order_the_matrix_has_a_group_for_each_level(assessed):
    found = comparing.matrix(assessed, None)
    assert [(name, [row[0].objective.code for row in rows]) for name, rows in found] == [
        ("SYS", ["SYS-S1"]),
        ("LRN", ["LRN-M1", "LRN-L1"]),
    ]


def test_a_country_that_may_not_be_seen_leaves_the_order_as_it_is(assessed):
    objectives = assessed.document.objectives
    assert comparing.by_gap(assessed, objectives, "XX") == objectives
