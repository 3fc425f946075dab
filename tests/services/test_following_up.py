"""The calendar: who sees what of which report, filters, completeness, reminders."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import pytest

from tests.support.example_framework import CODE, loaded, move, planted, record
from tests.support.mail_server import MailBox, mail_server, text_of
from tests.support.people import CHEAP, Hands, add_person
from toc.config import Settings
from toc.errors import Invalid, NotAllowed, NotFound
from toc.model.query import Actor, Query
from toc.model.terms import ReportState, Role
from toc.services import following_up
from toc.services.following_up import CalendarPage, CalendarRow
from toc.services.steps import passwords
from toc.store.database import Store

TODAY = date(2020, 7, 15)
CLOCK = Hands(TODAY)
QUERY = Query(CODE, TODAY)
COORDINATOR = Actor(None, "Carla", "carla@orchard.example", Role.COORDINATOR, "COOP")
PIA = Actor(None, "Pia", "pia@orchard.example", Role.PARTNER, "POMAR", frozenset({"PT"}))
KOSTAS = Actor(None, "Kostas", "kostas@orchard.example", Role.PARTNER, "KIPOS", frozenset({"GR", "PT"}))
VIEWER = Actor(None, "Vera", "vera@orchard.example", Role.VIEWER)
SECOND = {"period_start": date(2020, 4, 1), "period_end": date(2020, 6, 30)}


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@pytest.fixture
def orchard(store: Store) -> Store:
    return loaded(store)


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_server() as found:
        yield found


def asked(store: Store, actor: Actor = COORDINATOR, query: Query = QUERY, **filters: object) -> CalendarPage:
    return following_up.calendar(store, actor, query, CLOCK, **filters)


class Trees(NamedTuple):
    """Which report of trees planted in Portugal."""

    period: str = "2020-Q1"
    organisation: str = "POMAR"


FIRST = Trees()


def row(page: CalendarPage, wanted: Trees = FIRST) -> CalendarRow:
    return next(
        one
        for one in page.rows
        if one.report.indicator == "F1.1"
        and one.report.country == "PT"
        and (one.report.period.label, one.report.organisation) == wanted
    )


def test_every_report_is_there_from_overdue_to_a_year_ahead(orchard: Store) -> None:
    page = asked(orchard)
    first, second, third = (row(page, Trees(period)) for period in ("2020-Q1", "2020-Q2", "2020-Q3"))
    assert [one.report.state for one in (first, second, third)] == ["overdue", "due", "upcoming"]
    assert (first.report.due_on, second.report.due_on) == (date(2020, 4, 30), date(2020, 7, 30))
    assert (first.place, first.indicator.name, page.today) == ("Portugal", "Trees planted", TODAY)
    assert max(one.report.period.end for one in page.rows) == date(2021, 6, 30)
    kinds = [one.report.owed for one in page.rows]
    assert kinds == sorted(kinds, reverse=True)


def test_filters_narrow_the_rows_and_not_the_figures(orchard: Store) -> None:
    everything = asked(orchard)
    assert {one.report.organisation for one in asked(orchard, organisation="KIPOS").rows} == {"KIPOS"}
    assert {one.report.state for one in asked(orchard, state=ReportState.DUE).rows} == {ReportState.DUE}
    assert {one.report.country for one in asked(orchard, query=Query(CODE, TODAY, "PT")).rows} == {"PT"}
    own = asked(orchard, PIA, own_only=True)
    assert {one.report.organisation for one in own.rows} == {"POMAR"}
    assert own.together == everything.together
    with pytest.raises(NotFound):
        asked(orchard, query=Query(CODE, TODAY, "XX"))


def test_a_partner_owes_and_logs_the_own_reports_and_sees_them_first(orchard: Store) -> None:
    page = asked(orchard, PIA)
    assert {one.report.organisation for one in page.owed} == {"POMAR"}
    assert page.rows[0].own
    assert [one.report.period.label for one in page.late] == ["2020-Q1"]
    assert page.next_due == date(2020, 7, 30)
    assert row(page).may_log
    assert not row(page, Trees(organisation="KIPOS")).may_log


def test_what_others_may_not_know_is_not_told_to_them(orchard: Store) -> None:
    record(orchard, planted(nothing_to_report=True), "submitted")
    record(orchard, planted(9, **SECOND), "draft")
    waits, drafted = Trees("2020-Q1"), Trees("2020-Q2")
    own = asked(orchard, PIA)
    assert (row(own, waits).report.state, row(own, waits).report.waits) == (ReportState.NOTHING_TO_REPORT, True)
    assert row(own, drafted).report.draft
    colleague = asked(orchard, KOSTAS)
    assert (row(colleague, waits).report.state, row(colleague, drafted).report.draft) == ("nothing to report", False)
    outside = row(asked(orchard, VIEWER), waits).report
    assert (outside.state, outside.by, outside.waits) == (ReportState.REPORTED, "", False)
    assert not row(asked(orchard, VIEWER), drafted).report.draft


def test_a_returned_report_is_owed_again_and_that_it_was_returned_stays_among_those_concerned(orchard: Store) -> None:
    move(orchard, record(orchard, planted(1), "submitted").revision_id, "returned")
    assert row(asked(orchard, PIA)).report.state is ReportState.RETURNED
    assert row(asked(orchard)).report.state is ReportState.RETURNED
    assert row(asked(orchard, VIEWER)).report.state is ReportState.OVERDUE


def test_a_voided_report_has_not_come_in(orchard: Store) -> None:
    done = record(orchard, planted(1))
    assert row(asked(orchard)).report.state is ReportState.REPORTED
    move(orchard, done.revision_id, "voided")
    assert row(asked(orchard)).report.state is ReportState.OVERDUE


def test_a_partner_of_a_closed_framework_sees_the_own_countries_alone(store: Store) -> None:
    page = asked(loaded(store, open_to_partners=False), PIA)
    assert {one.report.country for one in page.rows} == {"PT"}
    assert [one.code for one in page.countries] == ["PT"]


def test_what_has_been_handed_in_counts_for_completeness_per_organisation(orchard: Store) -> None:
    record(orchard, planted(1), "submitted")
    figures = {one.code: one.figures for one in asked(orchard).organisations}
    assert (figures["POMAR"].received, figures["KIPOS"].received) == (1, 0)
    assert figures["POMAR"].expected == 2


def test_reminders_name_what_is_owed_and_by_when_and_are_for_those_who_approve(orchard: Store) -> None:
    settings = Settings(public_url="https://impact.example")
    found = following_up.reminders(orchard, COORDINATOR, QUERY, settings=settings, clock=CLOCK)
    text = next(one.text for one in found if one.organisation == "POMAR")
    assert "Overdue\nPortugal, 2020-Q1, due 2020-04-30\n  - Trees planted (F1.1)" in text
    assert "Due\nPortugal, 2020-Q2, due 2020-07-30" in text
    assert "https://impact.example/reporting_calendar?framework=ORCHARD&organisation=POMAR" in text
    assert "Q3" not in text
    with pytest.raises(NotAllowed):
        following_up.reminders(orchard, PIA, QUERY, settings=settings, clock=CLOCK)


def test_a_reminder_is_mailed_to_the_organisations_partners_only(orchard: Store, box: MailBox) -> None:
    add_person(orchard, "pia@orchard.example", Role.PARTNER, "POMAR")
    add_person(orchard, "kostas@orchard.example", Role.PARTNER, "KIPOS")
    settings = Settings(smtp_host=box.host, smtp_port=box.port, smtp_security="none")
    sent = following_up.send_reminder(orchard, COORDINATOR, QUERY, "POMAR", settings=settings, clock=CLOCK)
    assert sent == 1
    (mail,) = box.mails
    assert mail["To"] == "pia@orchard.example"
    assert "Dear colleagues at POMAR," in text_of(mail)


def test_a_reminder_that_reaches_nobody_says_why(orchard: Store, box: MailBox) -> None:
    def send(settings: Settings, to: str = "POMAR") -> int:
        return following_up.send_reminder(orchard, COORDINATOR, QUERY, to, settings=settings, clock=CLOCK)

    with pytest.raises(Invalid, match="No mail server"):
        send(Settings())
    mailing = Settings(smtp_host=box.host, smtp_port=box.port, smtp_security="none")
    with pytest.raises(Invalid, match="Nobody at POMAR"):
        send(mailing)
    with pytest.raises(NotFound):
        send(mailing, "NOBODY")
    add_person(orchard, "pia@orchard.example", Role.PARTNER, "POMAR")
    box.refused.add("pia@orchard.example")
    with pytest.raises(Invalid, match="did not take"):
        send(mailing)
