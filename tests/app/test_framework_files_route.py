"""The addresses of framework files: as attachments, for those who are signed in, with what they may see."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from app.context import cookie_name
from app.gate import Gate
from app.routes import framework_files, plain
from tests.support.example_framework import CODE, example_framework, loaded
from tests.support.people import CHEAP, CLOCK, PLAIN, add_person, signed_in
from tests.support.plain_app import HOST
from toc.errors import TocError
from toc.exchange.framework_file import from_json, to_json
from toc.exchange.framework_writer import read_framework_bytes
from toc.model.terms import Role
from toc.services.steps import passwords
from toc.store.database import Store

PIA = "pia@orchard.example"


@pytest.fixture
def orchard(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    loaded(sqlite_store)
    add_person(sqlite_store, PIA, Role.PARTNER, "POMAR")
    return sqlite_store


def browser(store: Store, token: str | None = None) -> TestClient:
    app = Starlette(
        routes=framework_files.routes(store),
        middleware=[Middleware(Gate, store=store, settings=PLAIN, clock=CLOCK)],
        exception_handlers={TocError: plain.refused},
    )
    client = TestClient(app, base_url=HOST, follow_redirects=False)
    if token is not None:
        client.cookies.set(cookie_name(PLAIN), token)
    return client


@pytest.mark.parametrize(("kind", "media_type"), [("json", "application/json"), ("zip", "application/zip")])
def test_a_framework_leaves_as_an_attachment_that_can_be_handed_in_again(
    orchard: Store, kind: str, media_type: str
) -> None:
    answer = browser(orchard, signed_in(orchard, PIA)).get(f"/files/framework.{kind}?framework={CODE}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"] == f'attachment; filename="orchard_framework.{kind}"'
    assert "no-store" in answer.headers["cache-control"]
    assert to_json(read_framework_bytes("x", answer.content)) == to_json(example_framework())


def test_the_example_leaves_in_both_forms(orchard: Store) -> None:
    client = browser(orchard, signed_in(orchard, PIA))
    for kind in ("json", "zip"):
        answer = client.get(f"/files/framework-example.{kind}")
        assert read_framework_bytes("x", answer.content).code == "EXAMPLE"


def test_a_closed_framework_gives_a_partner_the_own_facts_only(sqlite_store: Store, monkeypatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    loaded(sqlite_store, open_to_partners=False)
    add_person(sqlite_store, PIA, Role.PARTNER, "POMAR")
    answer = browser(sqlite_store, signed_in(sqlite_store, PIA)).get("/files/framework.json")
    assert {fact.country for fact in from_json(answer.text).facts} == {"PT"}


@pytest.mark.parametrize("path", ["/files/framework.json", "/files/framework-example.zip"])
def test_nobody_gets_a_file_without_signing_in(orchard: Store, path: str) -> None:
    assert browser(orchard).get(path).status_code == 401


@pytest.mark.parametrize("path", ["/files/framework.pdf", "/files/framework.json?framework=NONE"])
def test_what_is_not_there_is_not_found(orchard: Store, path: str) -> None:
    assert browser(orchard, signed_in(orchard, PIA)).get(path).status_code == 404
