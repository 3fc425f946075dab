"""Evidence behind measurements: who may add, see and take back, what is refused, and that nothing is lost."""

import hashlib
import json
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import select

from tests.support import evidence_samples as samples
from tests.support import example_framework as orchard
from tests.support.example_framework import planted
from toc.errors import Conflict, Invalid, NotAllowed, NotFound
from toc.model.evidence import Evidence, StoredFile
from toc.model.keeping import AuditEntry
from toc.model.query import Actor
from toc.model.terms import EvidenceGrade, Role
from toc.services import evidencing
from toc.services.checking import check
from toc.services.loading import load_framework
from toc.store.database import Store

COORDINATOR = Actor(None, "Carla", "carla@example.org", Role.COORDINATOR)
ADMINISTRATOR = Actor(None, "Ada", "ada@example.org", Role.ADMINISTRATOR)
VIEWER = Actor(None, "Vera", "vera@example.org", Role.VIEWER)
OWN = Actor(None, "Pia", "pia@example.org", Role.PARTNER, "POMAR", frozenset({"PT"}))
SAME_COUNTRY = Actor(None, "Kim", "kim@example.org", Role.PARTNER, "KIPOS", frozenset({"GR", "PT"}))
ELSEWHERE = Actor(None, "Eva", "eva@example.org", Role.PARTNER, "OTHER", frozenset({"GR"}))
PEOPLE = {
    "own": OWN,
    "same country": SAME_COUNTRY,
    "elsewhere": ELSEWHERE,
    "viewer": VIEWER,
    "coordinator": COORDINATOR,
    "administrator": ADMINISTRATOR,
}
OTHER_PERIOD = {"period_start": date(2020, 4, 1), "period_end": date(2020, 6, 30)}


@pytest.fixture
def filled(store: Store) -> Store:
    return orchard.loaded(store)


def measured(store: Store, state: str = "approved", **changed: object) -> int:
    return orchard.record(store, planted(5, **changed), state).measurement_id


def add(store: Store, measurement_id: int, actor: Actor = OWN, name: str = "Été.pdf", body: bytes = samples.PDF):
    return evidencing.add_file(store, actor, measurement_id, name=name, body=body, limit_megabytes=1)


def count(store: Store, table) -> int:
    with store.reading() as session:
        return session.exec(select(sa.func.count()).select_from(table)).one()


def entries(store: Store) -> list[AuditEntry]:
    with store.reading() as session:
        return list(session.exec(select(AuditEntry).where(AuditEntry.action.contains("evidence")).order_by("n")))


def test_a_file_is_kept_with_its_name_and_hash_and_written_into_the_audit_log(filled: Store) -> None:
    key, before = measured(filled), filled.data_version()
    item = add(filled, key)
    sha256 = hashlib.sha256(samples.PDF).hexdigest()
    assert (item.title, item.sha256, item.size, item.media_type) == (
        "Été.pdf",
        sha256,
        len(samples.PDF),
        "application/pdf",
    )
    assert evidencing.list_evidence(filled, VIEWER, key) == (item,)
    assert evidencing.open_file(filled, VIEWER, item.evidence_id) == (samples.PDF, "Été.pdf", "application/pdf")
    (entry,) = entries(filled)
    assert (entry.action, entry.subject) == ("add evidence", "ORCHARD F1.1 PT POMAR 2020-01-01..2020-03-31")
    assert json.loads(entry.after) == {"name": "Été.pdf", "sha256": sha256, "size": len(samples.PDF)}
    assert filled.data_version() == before + 1
    assert check(filled).sound


def test_the_same_content_is_kept_once_and_the_same_file_twice_writes_nothing_more(filled: Store) -> None:
    first, second = measured(filled), measured(filled, **OTHER_PERIOD)
    item = add(filled, first)
    assert add(filled, first) == item
    add(filled, first, name="copy.pdf")
    add(filled, second)
    assert (count(filled, StoredFile), count(filled, Evidence), len(entries(filled))) == (1, 3, 3)


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("page.pdf", samples.HTML, "web page"),
        ("drawing.png", samples.SVG, "web page"),
        ("empty.pdf", b"", "empty"),
        ("large.pdf", samples.PDF.ljust(1024 * 1024 + 1), "larger than 1 MB"),
    ],
)
def test_a_file_that_is_refused_leaves_nothing_behind(filled: Store, name: str, body: bytes, said: str) -> None:
    key = measured(filled)
    with pytest.raises(Invalid, match=said) as refused:
        add(filled, key, name=name, body=body)
    assert refused.value.field == "file"
    assert (count(filled, StoredFile), count(filled, Evidence), entries(filled)) == (0, 0, [])


def test_a_file_of_just_the_limit_is_taken(filled: Store) -> None:
    assert add(filled, measured(filled), body=samples.PDF.ljust(1024 * 1024)).size == 1024 * 1024


def test_a_link_is_kept_as_it_was_typed(filled: Store) -> None:
    key, address = measured(filled), "https://Example.org/Été?a=<b>".replace("<b>", "b#c'd")
    item = evidencing.add_link(filled, OWN, key, title=" The  register ", url=f" {address} ")
    assert (item.title, item.url, item.sha256) == ("The register", address, None)
    assert evidencing.add_link(filled, OWN, key, title="The register", url=address) == item
    assert evidencing.add_link(filled, OWN, key, title="", url=address).title == address
    assert json.loads(entries(filled)[0].after) == {"title": "The register", "url": address}
    with pytest.raises(NotFound, match="a link, not a file"):
        evidencing.open_file(filled, OWN, item.evidence_id)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)//https://example.org",
        "java\nscript:alert(1)",
        "data:text/html,<script>1</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org/x",
        "example.org",
        "https://",
        "https:///path",
        "http:\\\\example.org",
        "https://example.org/ x",
        "https://example.org/\u202ex",
        'https://example.org/"onclick=',
        "https://[::1",
        "",
        "https://example.org/" + "x" * 2000,
    ],
)
def test_what_is_no_address_of_the_web_is_refused(filled: Store, address: str) -> None:
    with pytest.raises(Invalid) as refused:
        evidencing.add_link(filled, OWN, measured(filled), title="x", url=address)
    assert refused.value.field == "url"
    assert count(filled, Evidence) == 0


def test_what_is_taken_back_stays_named_and_only_those_who_audit_can_open_it(filled: Store) -> None:
    key = measured(filled)
    item = add(filled, key)
    with pytest.raises(Invalid, match="reason"):
        evidencing.take_back(filled, OWN, item.evidence_id, reason="  ")
    evidencing.take_back(filled, OWN, item.evidence_id, reason="The wrong year.")
    (named,) = evidencing.list_evidence(filled, VIEWER, key)
    assert (named.stands, named.title, named.withdraw_reason) == (False, "Été.pdf", "The wrong year.")
    assert named.withdrawn_at is not None
    with pytest.raises(NotFound, match="taken back"):
        evidencing.open_file(filled, VIEWER, item.evidence_id)
    assert evidencing.open_file(filled, COORDINATOR, item.evidence_id)[0] == samples.PDF
    with pytest.raises(Conflict, match="already"):
        evidencing.take_back(filled, OWN, item.evidence_id, reason="Again.")
    assert [(entry.action, entry.reason) for entry in entries(filled)] == [
        ("add evidence", ""),
        ("take back evidence", "The wrong year."),
    ]
    assert add(filled, key).evidence_id != item.evidence_id
    assert check(filled).sound


def _may(store: Store, state: str) -> dict[str, str]:
    """For each person what they may do with the evidence of a measurement: see, add, take back."""
    draft = planted(5)
    key = orchard.record(store, draft, state).measurement_id
    adder = OWN if state == "draft" else COORDINATOR
    found = {}
    for name, actor in PEOPLE.items():
        item = add(store, key, adder, name=f"{name}.pdf")
        steps = {
            "list": lambda actor=actor: evidencing.list_evidence(store, actor, key),
            "open": lambda actor=actor, item=item: evidencing.open_file(store, actor, item.evidence_id),
            "add": lambda actor=actor: add(store, key, actor, name="mine.pdf"),
            "link": lambda actor=actor: evidencing.add_link(store, actor, key, title="", url="https://example.org"),
            "back": lambda actor=actor, item=item: evidencing.take_back(store, actor, item.evidence_id, reason="x"),
        }
        done = []
        for step, act in steps.items():
            try:
                act()
                done.append(step)
            except NotAllowed as error:
                assert ".pdf" not in error.text()
        found[name] = " ".join(done)
    return found


ALL_OF_IT = "list open add link back"


@pytest.mark.parametrize(
    ("state", "others"),
    [
        ("approved", {"same country": "list open", "elsewhere": "list open", "viewer": "list open"}),
        ("submitted", {"same country": "list open", "elsewhere": "", "viewer": ""}),
        ("draft", {"same country": "", "elsewhere": "", "viewer": "", "coordinator": "", "administrator": ""}),
    ],
)
def test_who_may_do_what_with_the_evidence_of_a_measurement(filled: Store, state: str, others: dict[str, str]) -> None:
    assert _may(filled, state) == {name: others.get(name, ALL_OF_IT) for name in PEOPLE}


def test_nobody_is_told_more_of_a_hidden_measurement_than_that_it_is_hidden(filled: Store) -> None:
    key = measured(filled, "draft")
    item = add(filled, key)
    for ask in (
        lambda: evidencing.list_evidence(filled, VIEWER, key),
        lambda: evidencing.look(filled, VIEWER, key),
        lambda: evidencing.open_file(filled, VIEWER, item.evidence_id),
    ):
        with pytest.raises(NotAllowed) as refused:
            ask()
        assert refused.value.text() == "You may not see this measurement."
        assert not refused.value.details


def test_a_framework_that_is_not_open_hides_other_countries_evidence_from_partners(filled: Store) -> None:
    key = measured(filled)
    item = add(filled, key)
    assert evidencing.list_evidence(filled, ELSEWHERE, key)
    closed = orchard.example_framework(open_to_partners=False)
    load_framework(filled, orchard.SYSTEM, closed, reason="closed")
    with pytest.raises(NotAllowed):
        evidencing.open_file(filled, ELSEWHERE, item.evidence_id)
    assert evidencing.list_evidence(filled, OWN, key) == evidencing.list_evidence(filled, VIEWER, key)


@pytest.mark.parametrize("key", [0, -1, 99, 2**40, 2**80])
def test_evidence_that_is_not_there_is_not_found(filled: Store, key: int) -> None:
    with pytest.raises(NotFound, match="no evidence"):
        evidencing.open_file(filled, COORDINATOR, key)


def test_what_is_looked_at_has_the_grade_the_source_and_whether_more_may_be_added(filled: Store) -> None:
    said = {"evidence_grade": EvidenceGrade.SURVEY, "source": "Survey 2020", "source_url": "https://example.org"}
    key = measured(filled, **said)
    item, back = add(filled, key), add(filled, key, name="old.pdf")
    evidencing.take_back(filled, OWN, back.evidence_id, reason="Old.")
    behind = evidencing.look(filled, OWN, key)
    assert (behind.grade, behind.source, behind.source_url) == tuple(said.values())
    assert (behind.may_add, evidencing.look(filled, VIEWER, key).may_add) == (True, False)
    assert ([one.title for one in behind.standing], [one.title for one in behind.taken_back]) == (
        [item.title],
        ["old.pdf"],
    )


def test_a_file_whose_bytes_were_changed_is_found_by_the_check(filled: Store) -> None:
    key = measured(filled)
    add(filled, key)
    add(filled, key, name="table.csv", body=samples.CSV)
    with filled.writing() as session:
        file = session.exec(select(StoredFile).where(StoredFile.media_type == "application/pdf")).one()
        file.body = file.body[:-1] + b"!"
        sha256 = file.sha256
    (problem,) = check(filled).problems
    assert problem == f"The file {sha256} was changed after it was stored; it is 'Été.pdf' of measurement {key}."


def test_a_file_that_stands_behind_nothing_is_found_by_the_check(filled: Store) -> None:
    item = add(filled, measured(filled))
    with filled.writing() as session:
        session.exec(sa.delete(Evidence))
    assert check(filled).problems == (
        f"The file {item.sha256} belongs to no measurement, import, frozen report or template.",
    )
