"""The page Audit log and its file."""

import csv
import io

import pytest
import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from app import context
from app.gate import Gate
from app.routes import audit, plain
from tests.app.conftest import OpenPage
from tests.support.people import signed_in
from tests.support.plain_app import HOST
from toc.errors import TocError
from toc.model.query import SYSTEM
from toc.model.terms import Role
from toc.services import auditing
from toc.services.auditing import AuditFilters
from toc.store.database import Store


def said(app: AppTest) -> str:
    kinds = (app.success, app.error, app.text, app.markdown, app.caption)
    return "\n".join(element.value for kind in kinds for element in kind).replace("\\", "")


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_the_newest_entries_are_shown(open_page: OpenPage, demo_store: Store, role: Role) -> None:
    app = open_page("audit_log", role)
    assert not app.exception
    newest = auditing.list_entries(demo_store, SYSTEM, AuditFilters()).entries[0]
    table = app.dataframe[0].value
    assert list(table["n"])[:2] == [newest.n, newest.n - 1]
    assert table["subject"][0] == newest.subject_text


@pytest.mark.parametrize("role", [Role.PARTNER, Role.VIEWER])
def test_others_are_told_who_may_open_it(open_page: OpenPage, role: Role) -> None:
    app = open_page("audit_log", role)
    assert "This page is for: Coordinator, Administrator." in app.info[0].value
    assert not app.dataframe


def test_what_is_chosen_stands_in_the_address_and_filters(open_page: OpenPage) -> None:
    app = open_page("audit_log")
    app.selectbox(key="audit_log_action").set_value("load").run()
    assert app.query_params["action"] in (["load"], "load")
    assert set(app.dataframe[0].value["action"]) == {"Load"}
    app.text_input(key="audit_log_subject").set_value("nothing like it").run()
    assert "No entry fits these filters." in said(app)


def test_an_address_with_filters_is_shown_as_such(open_page: OpenPage) -> None:
    app = open_page("audit_log", action="load", first="2026-13-01")
    assert app.selectbox(key="audit_log_action").value == "load"
    assert "2026-13-01 is not a day." in said(app)
    assert set(app.dataframe[0].value["action"]) == {"Load"}
    app = open_page("audit_log", first="2027-01-02", last="2027-01-01")
    assert "The first day is after the last one." in said(app)
    assert not app.exception


def test_the_whole_log_is_looked_through_on_request(open_page: OpenPage, demo_store: Store) -> None:
    app = open_page("audit_log")
    assert not app.success
    app.button(key="audit_log_check").click().run()
    assert "The log is whole: " in said(app)
    with demo_store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE audit_entry SET reason = 'other' WHERE n = 2"))
    app.button(key="audit_log_check").click().run()
    assert "Audit entry 2 was changed after it was written." in said(app)


@pytest.mark.parametrize(
    ("role", "status"), [(Role.COORDINATOR, 200), (Role.VIEWER, 403), (Role.PARTNER, 403), (None, 401)]
)
def test_the_file_is_for_those_who_may_see_the_log(demo_store: Store, role: Role | None, status: int) -> None:
    settings, clock = context.get_settings(), context.get_clock()
    app = Starlette(
        routes=audit.routes(demo_store),
        middleware=[Middleware(Gate, store=demo_store, settings=settings, clock=clock)],
        exception_handlers={TocError: plain.refused},
    )
    client = TestClient(app, base_url=HOST, follow_redirects=False)
    if role is not None:
        client.cookies.set(
            context.cookie_name(settings), signed_in(demo_store, f"{role.value}@credex.example", clock=clock)
        )
    answer = client.get("/files/audit.csv?action=load")
    assert answer.status_code == status
    if status != 200:
        assert "load" not in answer.text
        return
    assert answer.headers["content-disposition"] == 'attachment; filename="audit_load.csv"'
    assert "no-store" in answer.headers["cache-control"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["action"] for row in rows} == {"load"}
