"""Files by their addresses: who may have them, what they hold, and what is said where one cannot be given."""

import csv
import io
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from app import context
from app.gate import Gate
from app.routes import files, plain
from tests.support.people import signed_in
from tests.support.plain_app import HOST
from toc import columns
from toc.errors import TocError
from toc.model.query import ALL, Query
from toc.model.terms import ReviewState, Role
from toc.services import analysing, recording, reporting, signing_in

FIELDS = {"indicator_code": "LRN-S1.1", "country": "NL", "organisation": "HKU", "period": "2026-S1", "value": "52"}


@pytest.fixture
def browser_of(demo_store):
    """A browser that is signed in as somebody of a role; None is signed in as nobody."""

    def opened(role: Role | None) -> TestClient:
        settings, clock = context.get_settings(), context.get_clock()
        app = Starlette(
            routes=files.routes(demo_store, clock),
            middleware=[Middleware(Gate, store=demo_store, settings=settings, clock=clock)],
            exception_handlers={TocError: plain.refused},
        )
        client = TestClient(app, base_url=HOST, follow_redirects=False)
        if role is not None:
            token = signed_in(demo_store, f"{role.value}@credex.example", clock=clock)
            client.cookies.set(context.cookie_name(settings), token)
        return client

    return opened


@pytest.fixture
def submitted(demo_store):
    """A measurement that its partner has submitted and nobody has approved."""
    actor = actor_of(demo_store, Role.COORDINATOR)
    document = analysing.document(demo_store, actor, "CREDEX")
    draft = recording.parse(FIELDS, document, actor=actor).draft
    return recording.record(demo_store, actor, draft, clock=context.get_clock())


def actor_of(store, role: Role):
    settings, clock = context.get_settings(), context.get_clock()
    token = signed_in(store, f"{role.value}@credex.example", clock=clock)
    return signing_in.actor_of(store, token, settings, clock=clock)


def rows_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    "kind", ["measurements", "targets", "progress", "objectives", "summaries", "stakeholders", "quality"]
)
def test_everybody_who_is_signed_in_gets_the_file_as_an_attachment_that_no_cache_keeps(browser_of, role, kind):
    answer = browser_of(role).get(f"/files/{kind}.csv?country=NL")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="credex_{kind}_nl_2028-03-01_v')
    assert answer.headers["x-content-type-options"] == "nosniff"
    found = rows_of(answer)
    assert list(found[0]) == columns.names(columns.FILES[kind])
    assert {row["country"] for row in found} == {"NL"}


def test_nobody_gets_anything_without_signing_in(browser_of):
    answer = browser_of(None).get("/files/progress.csv")
    assert answer.status_code == 401
    assert b"LRN-S1.1" not in answer.content


def test_a_file_is_the_same_as_the_service_gives(browser_of, demo_store):
    answer = browser_of(Role.VIEWER).get("/files/progress.csv?country=EE&horizon=S&as_of=2027-06-30")
    query = Query("CREDEX", context.today("UTC").replace(2027, 6, 30), "EE", "S")
    made = reporting.report(demo_store, actor_of(demo_store, Role.VIEWER), "progress", query)
    columns_but_moment = [name for name in columns.names(columns.FILES["progress"]) if name != "known_at"]
    expected = csv.DictReader(io.StringIO(b"".join(made.csv()).decode("utf-8-sig"), newline=""))
    for row, wanted in zip(rows_of(answer), expected, strict=True):
        assert {name: row[name] for name in columns_but_moment} == {name: wanted[name] for name in columns_but_moment}


def test_a_history_needs_its_indicator(browser_of):
    client = browser_of(Role.VIEWER)
    assert rows_of(client.get("/files/history.csv?indicator=LRN-S1.1&country=NL"))[0]["indicator_code"] == "LRN-S1.1"
    assert client.get("/files/history.csv?country=NL").status_code == 404


def test_decimal_commas_come_with_semicolons(browser_of):
    text = browser_of(Role.VIEWER).get("/files/progress.csv?country=BE&decimal=comma").content.decode("utf-8-sig")
    row = next(row for row in csv.DictReader(io.StringIO(text), delimiter=";") if row["indicator_code"] == "LRN-S1.3")
    assert row["baseline_value"] == "163,33"


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/files/secrets.csv", 404, "There is no file secrets"),
        ("/files/progress.csv?country=XX", 404, "XX is not a reporting country"),
        ("/files/progress.csv?horizon=Z", 404, "has no horizon Z"),
        ("/files/progress.csv?framework=OTHER", 404, "no framework OTHER"),
        ("/files/progress.csv?as_of=31/12/2027", 422, "does not fit as_of"),
        ("/files/progress.csv?known_at=yesterday", 422, "does not fit known_at"),
        ("/files/progress.csv?known_at=2027-12-31T12:00:00", 422, "does not fit known_at"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(browser_of, address, status, said):
    answer = browser_of(Role.COORDINATOR).get(address)
    assert answer.status_code == status
    assert said in answer.text


@pytest.mark.parametrize("role", [Role.PARTNER, Role.VIEWER])
@pytest.mark.parametrize("country", ["NL", ALL])
@pytest.mark.parametrize("kind", ["measurements", "progress", "objectives", "targets"])
def test_unapproved_values_are_refused_to_those_who_may_not_see_them(browser_of, submitted, role, country, kind):
    answer = browser_of(role).get(f"/files/{kind}.csv?country={country}&unapproved=yes")
    assert answer.status_code == 403
    assert b"LRN-S1.1" not in answer.content


def test_unapproved_values_are_in_the_file_only_where_they_are_asked_for(browser_of, submitted):
    client = browser_of(Role.COORDINATOR)

    def at(words: str) -> tuple[str, set[str]]:
        figures = {row["indicator_code"]: row for row in rows_of(client.get(f"/files/progress.csv?country=NL{words}"))}
        listed = rows_of(client.get(f"/files/measurements.csv?country=NL{words}"))
        return figures["LRN-S1.1"]["value"], {row["review_state"] for row in listed}

    assert at("") == ("243", {"approved"})
    assert at("&unapproved=yes") == ("295", {"approved", "submitted"})


def test_a_period_that_has_begun_and_not_ended_is_in_the_file_of_measurements(browser_of):
    rows = rows_of(browser_of(Role.VIEWER).get("/files/measurements.csv?country=NL"))
    assert "2028-S1" in {row["period"] for row in rows if row["indicator_code"] == "INS-M1.1"}


@pytest.mark.parametrize(
    ("role", "country", "seen"),
    [
        (Role.COORDINATOR, ALL, True),
        (Role.ADMINISTRATOR, "NL", True),
        (Role.VIEWER, "NL", False),
    ],
)
def test_a_list_of_measurements_shows_a_submitted_one_only_to_those_who_may_see_it(
    demo_store, submitted, role, country, seen
):
    query = Query("CREDEX", context.today("UTC"), country)
    page = analysing.indicator(demo_store, actor_of(demo_store, role), query, "LRN-S1.1")
    waiting = [row for row in page.measurements if row.review_state is ReviewState.SUBMITTED]
    assert bool(waiting) is seen


def test_a_partner_sees_what_waits_in_the_own_countries_and_nowhere_else(demo_store, submitted):
    actor = actor_of(demo_store, Role.PARTNER)
    page = analysing.indicator(demo_store, actor, Query("CREDEX", context.today("UTC")), "LRN-S1.1")
    waiting = {row.country for row in page.measurements if row.review_state is ReviewState.SUBMITTED}
    assert actor.countries == {"NL"}
    assert waiting == {"NL"}
    assert {row.country for row in page.measurements} > actor.countries
    for_italy = replace(actor, organisation="Materahub", countries=frozenset({"IT"}))
    page = analysing.indicator(demo_store, for_italy, Query("CREDEX", context.today("UTC")), "LRN-S1.1")
    assert {row.review_state for row in page.measurements} == {ReviewState.APPROVED}


@pytest.mark.parametrize("name", ["report.xlsx", "report.docx", "package.zip"])
def test_a_deliverable_leaves_as_an_attachment_that_no_cache_keeps(browser_of, name):
    assert browser_of(None).get(f"/files/{name}").status_code == 401
    answer = browser_of(Role.VIEWER).get(f"/files/{name}?country=NL")
    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("attachment; filename=")


def test_a_frozen_report_that_is_not_there_is_said(browser_of):
    assert browser_of(Role.VIEWER).get("/files/snapshot/1.zip").status_code == 404
