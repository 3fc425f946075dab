"""Data quality: reports as in the calendar, evidence as of the objectives, suspicious values and what came of them."""

from datetime import date
from fractions import Fraction

import pytest

from tests.services.test_revising import COORDINATOR, ELSEWHERE, POMAR, VIEWER
from tests.support import example_framework as orchard
from tests.support.example_framework import CODE, planted, record
from toc.errors import NotAllowed, NotFound
from toc.figures.quality import Backing, QualityRow
from toc.model.query import ALL, SYSTEM, Actor, Clock, Query
from toc.model.terms import EvidenceGrade, FollowUpOutcome
from toc.services import analysing, doubting, evidencing, following_up, gauging, reporting
from toc.services.gauging import QualityPage
from toc.store import head
from toc.store.database import Store

ON = date(2020, 7, 15)
QUERY = Query(CODE, ON)
QUARTERS = {
    1: (date(2020, 1, 1), date(2020, 3, 31)),
    2: (date(2020, 4, 1), date(2020, 6, 30)),
}


@pytest.fixture
def filled(store: Store) -> Store:
    return orchard.loaded(store)


@pytest.fixture
def filled_sqlite(sqlite_store: Store) -> Store:
    return orchard.loaded(sqlite_store)


def measure(store: Store, quarter: int, value: int = 5, state: str = "approved", **changed: object) -> int:
    start, end = QUARTERS[quarter]
    return record(store, planted(value, period_start=start, period_end=end, **changed), state).measurement_id


def gauged(store: Store, actor: Actor = COORDINATOR, query: Query = QUERY) -> QualityPage:
    return gauging.quality(store, actor, query)


def row(rows: tuple[QualityRow, ...], code: str) -> QualityRow:
    return next(one for one in rows if one.code == code)


def test_each_country_and_organisation_has_its_reports_and_its_evidence(filled: Store) -> None:
    first = measure(filled, 1, evidence_grade=EvidenceGrade.REGISTER)
    measure(filled, 2, evidence_grade=EvidenceGrade.ESTIMATE, organisation="KIPOS")
    evidencing.add_link(filled, SYSTEM, first, title="", url="https://example.org")
    page = gauged(filled)
    # Trees are reported each quarter: for Portugal by POMAR and KIPOS, for Greece by KIPOS; nothing else has ended.
    portugal, greece = row(page.countries, "PT"), row(page.countries, "GR")
    assert (portugal.name, portugal.reports.received, portugal.reports.expected) == ("Portugal", 2, 4)
    assert (greece.reports.received, greece.reports.expected) == (0, 2)
    assert portugal.reports.completeness == Fraction(1, 2)
    assert portugal.backing == Backing(measurements=2, with_evidence=1, strong=1)
    assert greece.backing == Backing(measurements=0, with_evidence=0, strong=0)
    pomar, kipos = row(page.organisations, "POMAR"), row(page.organisations, "KIPOS")
    assert (pomar.reports.received, pomar.reports.expected, pomar.backing.with_evidence) == (1, 2, 1)
    assert (kipos.reports.received, kipos.reports.expected, kipos.backing.with_evidence) == (1, 4, 0)
    assert (page.together.reports.expected, page.together.backing.coverage) == (6, Fraction(1, 2))


def test_reports_are_those_of_the_calendar_and_evidence_that_of_the_objectives(filled_sqlite: Store) -> None:
    for quarter in (1, 2):
        evidencing.add_link(filled_sqlite, SYSTEM, measure(filled_sqlite, quarter), title="", url="https://example.org")
    measure(filled_sqlite, 1, country="GR", organisation="KIPOS")
    page = gauged(filled_sqlite)
    calendar = following_up.calendar(filled_sqlite, COORDINATOR, QUERY, Clock(ON))
    assert {one.code: one.reports for one in page.countries} == {one.code: one.figures for one in calendar.countries}
    assert {one.code: one.reports for one in page.organisations} == {
        one.code: one.figures for one in calendar.organisations
    }
    assert page.together.reports == calendar.together.figures
    objectives = analysing.assess(filled_sqlite, COORDINATOR, QUERY).result.objectives
    for country in ("PT", "GR"):
        some = [found for (_, place), found in objectives.items() if place == country]
        backing = row(page.countries, country).backing
        assert backing.measurements == sum(one.evidence_total for one in some)
        assert backing.with_evidence == sum(one.evidence_with for one in some)


def test_a_country_alone_has_its_own_rows_and_totals(filled_sqlite: Store) -> None:
    measure(filled_sqlite, 1)
    measure(filled_sqlite, 1, country="GR", organisation="KIPOS")
    page = gauged(filled_sqlite, query=Query(CODE, ON, "GR"))
    assert [one.code for one in page.countries] == ["GR"]
    assert [one.code for one in page.organisations] == ["KIPOS"]
    assert (page.together.reports.expected, page.together.backing.measurements) == (2, 1)
    with pytest.raises(NotFound):
        gauged(filled_sqlite, query=Query(CODE, ON, "XX"))


def test_over_time_reports_stand_where_they_were_due(filled_sqlite: Store) -> None:
    measure(filled_sqlite, 1)
    # The first quarter is due on 30 April, the second on 30 July.
    periods = gauged(filled_sqlite).periods
    assert [(one.code, one.reports.received, one.reports.expected) for one in periods] == [
        ("2020-S1", 1, 3),
        ("2020-S2", 0, 3),
    ]
    assert periods[0].backing is None


def doubtful(store: Store, value: int = 5) -> int:
    """The same number in three quarters, so that the last is doubted; gives its key."""
    record(store, planted(value, period_start=date(2019, 7, 1), period_end=date(2019, 9, 30)), "approved")
    measure(store, 1, value)
    return measure(store, 2, value)


def test_a_doubted_value_is_named_until_it_is_settled_and_again_when_a_rule_says_something_new(filled: Store) -> None:
    key = doubtful(filled)
    (found,) = gauged(filled).doubts
    assert (found.doubt.measurement_id, found.label, found.place) == (key, "Unchanged", "Portugal")
    assert (found.follow_up, found.settled, found.may_raise) == (None, False, True)
    assert row(gauged(filled).organisations, "POMAR").doubts == 1
    made = doubting.raise_follow_up(filled, COORDINATOR, key, found.doubt.text, kind=found.doubt.kind)
    page = gauged(filled)
    assert (page.doubts[0].follow_up, page.doubts[0].may_raise) == (made, False)
    assert (page.together.follow_ups, page.together.doubts) == (1, 1)
    doubting.settle_follow_up(filled, POMAR, made.follow_up_id, FollowUpOutcome.EXPLAINED, "The same field")
    page = gauged(filled)
    assert (page.doubts[0].settled, page.together.follow_ups, page.together.doubts) == (True, 0, 0)


def test_a_value_that_was_to_be_corrected_stays_doubtful_while_the_rule_finds_it(filled_sqlite: Store) -> None:
    key = doubtful(filled_sqlite)
    (found,) = gauged(filled_sqlite).doubts
    made = doubting.raise_follow_up(filled_sqlite, COORDINATOR, key, found.doubt.text, kind=found.doubt.kind)
    doubting.settle_follow_up(filled_sqlite, POMAR, made.follow_up_id, FollowUpOutcome.CORRECTED, "Will be")
    (found,) = gauged(filled_sqlite).doubts
    assert (found.settled, found.may_raise) == (False, True)


def test_who_may_not_comment_is_offered_no_follow_up(filled_sqlite: Store) -> None:
    doubtful(filled_sqlite)
    assert [one.may_raise for one in gauged(filled_sqlite, POMAR).doubts] == [True]
    for actor in (VIEWER, ELSEWHERE):
        assert [one.may_raise for one in gauged(filled_sqlite, actor).doubts] == [False]


def test_in_a_framework_closed_to_partners_only_the_own_countries_count(sqlite_store: Store) -> None:
    orchard.loaded(sqlite_store, open_to_partners=False)
    key = doubtful(sqlite_store)
    doubting.raise_follow_up(sqlite_store, COORDINATOR, key, "Why?")
    page = gauged(sqlite_store, ELSEWHERE)
    assert [one.code for one in page.countries] == ["GR"]
    assert (page.doubts, page.follow_ups, page.together.backing.measurements) == ((), (), 0)
    assert page.together.reports.expected == 2
    with pytest.raises(NotAllowed):
        gauged(sqlite_store, ELSEWHERE, Query(CODE, ON, "PT"))
    own = gauged(sqlite_store, POMAR)
    assert [one.code for one in own.countries] == ["PT"]
    assert len(own.doubts) == 1


def test_what_waits_counts_as_a_report_and_not_in_the_figures(filled_sqlite: Store) -> None:
    measure(filled_sqlite, 1, state="submitted")
    measure(filled_sqlite, 2, state="draft")
    portugal = row(gauged(filled_sqlite, VIEWER).countries, "PT")
    assert (portugal.reports.received, portugal.backing.measurements) == (1, 0)


def test_as_known_at_a_moment_nothing_later_counts(filled: Store) -> None:
    measure(filled, 1)
    with filled.reading() as session:
        then = head.last_moment(session)
    before = gauged(filled)
    measure(filled, 2)
    doubting.raise_follow_up(filled, COORDINATOR, measure(filled, 1, organisation="KIPOS"), "Why?")
    again = gauged(filled, query=Query(CODE, ON, known_at=then))
    assert again.rows == before.rows
    assert gauged(filled).rows != before.rows
    assert again.follow_ups == ()


def test_the_file_holds_every_row_of_the_page(filled_sqlite: Store) -> None:
    measure(filled_sqlite, 1)
    rows = list(reporting.report(filled_sqlite, VIEWER, "quality", QUERY).rows)
    page = gauged(filled_sqlite, VIEWER)
    assert [one["by"] for one in rows] == [one.by for one in page.rows]
    portugal = next(one for one in rows if (one["by"], one["country"]) == ("country", "PT"))
    assert (portugal["reports_in"], portugal["reports_expected"], str(portugal["completeness"])) == (1, 4, "0.25")
    assert (portugal["measurements"], portugal["evidence_coverage"], portugal["organisation"]) == (1, 0, None)
    greece = next(one for one in rows if (one["by"], one["country"]) == ("country", "GR"))
    assert (greece["measurements"], greece["evidence_coverage"]) == (0, None)
    due = next(one for one in rows if one["due_in"] == "2020-S1")
    assert (due["reports_in"], due["country"], due["measurements"], due["follow_ups_open"]) == (1, ALL, None, None)
