"""Comments: kept as typed, for those who may see the measurement; mentions, questions, settling."""

import pytest
from sqlmodel import select

from tests.services.test_revising import COORDINATOR, ELSEWHERE, POMAR, VIEWER, log
from tests.support import example_framework as orchard
from tests.support.people import add_person
from toc.errors import Invalid, NotAllowed, NotFound
from toc.model.keeping import AuditEntry
from toc.model.query import Actor
from toc.model.terms import Role
from toc.services import discussing
from toc.store import people
from toc.store.database import Store

STRANGE = (
    '**bold** <script>alert(1)</script> [x](javascript:alert(1)) ![y](https://example.org/y.png)\n  "two" lines 🌳'
)


@pytest.fixture
def filled(store: Store) -> Store:
    return staffed(store)


@pytest.fixture
def filled_sqlite(sqlite_store: Store) -> Store:
    return staffed(sqlite_store)


def staffed(store: Store) -> Store:
    """The orchard with a person of each kind."""
    orchard.loaded(store)
    add_person(store, "carla@example.org", Role.COORDINATOR, name="Carla")
    add_person(store, "pia@example.org", Role.PARTNER, "POMAR", name="Pia")
    add_person(store, "kostas@example.org", Role.PARTNER, "KIPOS", name="Kostas")
    add_person(store, "vera@example.org", Role.VIEWER, name="Vera")
    return store


def person(store: Store, name: str) -> Actor:
    with store.reading() as session:
        found = people.find_actor(session, f"{name}@example.org")
    assert found is not None
    return found


def entries(store: Store, action: str) -> list[AuditEntry]:
    with store.reading() as session:
        return list(session.exec(select(AuditEntry).where(AuditEntry.action == action)))


def test_a_comment_is_kept_exactly_as_it_was_typed_and_written_down_without_its_text(filled: Store) -> None:
    key, carla, pia = log(filled, 10, approve=True), person(filled, "carla"), person(filled, "pia")
    made = discussing.comment(filled, carla, key, STRANGE, mentions=(pia.account_id,), question=True)
    (found,) = discussing.list_comments(filled, pia, key)
    assert found == made
    assert (found.text, found.by, found.mentions, found.open) == (STRANGE, "Carla", ("Pia",), True)
    (entry,) = entries(filled, "comment")
    assert entry.subject == "ORCHARD F1.1 PT POMAR 2020-01-01..2020-03-31"
    assert f'"letters": {len(STRANGE)}' in entry.after
    assert "bold" not in entry.after


def test_a_question_stays_open_until_somebody_settles_it_once(filled: Store) -> None:
    key, carla, pia = log(filled, 10, approve=True), person(filled, "carla"), person(filled, "pia")
    asked = discussing.comment(filled, carla, key, "Why?", question=True)
    settled = discussing.settle(filled, pia, asked.comment_id)
    assert (settled.open, settled.settled_by) == (False, "Pia")
    again = discussing.settle(filled, carla, asked.comment_id)
    assert (again.settled_by, again.settled_at) == ("Pia", settled.settled_at)
    assert len(entries(filled, "settle question")) == 1
    said = discussing.comment(filled, carla, key, "Good.")
    with pytest.raises(Invalid, match="no question"):
        discussing.settle(filled, carla, said.comment_id)


def test_open_questions_are_those_one_may_see_the_own_mentions_first(filled: Store) -> None:
    key = log(filled, 10, actor=POMAR)
    carla, pia = person(filled, "carla"), person(filled, "pia")
    discussing.comment(filled, carla, key, "First?", question=True)
    discussing.comment(filled, carla, key, "Second?", mentions=(pia.account_id,), question=True)
    discussing.comment(filled, carla, key, "No question.")

    def listed(actor: Actor) -> list[tuple[str, bool]]:
        found = discussing.list_open_questions(filled, actor, orchard.CODE)
        return [(one.remark.text, one.mine) for one in found]

    assert listed(carla) == [("First?", False), ("Second?", False)]
    assert listed(pia) == [("Second?", True), ("First?", False)]
    assert listed(ELSEWHERE) == []
    with pytest.raises(NotAllowed):
        listed(VIEWER)
    (first, _) = discussing.list_open_questions(filled, carla, orchard.CODE)
    assert (first.country_name, first.period, first.organisation, first.measurement_id) == (
        "Portugal",
        "2020-Q1",
        "POMAR",
        key,
    )


def test_nobody_reads_or_writes_where_the_measurement_is_not_theirs(filled_sqlite: Store) -> None:
    draft, carla = log(filled_sqlite, 10, actor=POMAR, submit=False), person(filled_sqlite, "carla")
    discussing.comment(filled_sqlite, POMAR, draft, "Mine.", question=True)
    for actor in (carla, ELSEWHERE, VIEWER):
        for act in (
            lambda who: discussing.list_comments(filled_sqlite, who, draft),
            lambda who: discussing.comment(filled_sqlite, who, draft, "Hello"),
            lambda who: discussing.list_mentionable(filled_sqlite, who, draft),
            lambda who: discussing.settle(filled_sqlite, who, 1),
        ):
            with pytest.raises(NotFound):
                act(actor)
    assert discussing.list_open_questions(filled_sqlite, carla, orchard.CODE) == ()


def test_an_approved_value_is_seen_by_all_and_discussed_by_those_of_its_country(filled_sqlite: Store) -> None:
    key = log(filled_sqlite, 10, approve=True)
    for actor in (ELSEWHERE, VIEWER):
        with pytest.raises(NotAllowed):
            discussing.comment(filled_sqlite, actor, key, "Hello")
        with pytest.raises(NotAllowed):
            discussing.list_comments(filled_sqlite, actor, key)
    assert discussing.list_comments(filled_sqlite, COORDINATOR, key) == ()


def test_those_who_may_read_it_can_be_mentioned_by_name_and_nobody_else(filled_sqlite: Store) -> None:
    draft = log(filled_sqlite, 10, actor=POMAR, submit=False)
    carla, pia, vera = (person(filled_sqlite, name) for name in ("carla", "pia", "vera"))
    assert discussing.list_mentionable(filled_sqlite, pia, draft) == ()
    with pytest.raises(Invalid, match="may not read"):
        discussing.comment(filled_sqlite, pia, draft, "Look.", mentions=(carla.account_id,))
    log(filled_sqlite, 10, actor=POMAR, expected_revision=1)
    found = discussing.list_mentionable(filled_sqlite, pia, draft)
    assert [one.name for one in found] == ["Carla", "Kostas"]
    assert not any("@" in repr(one) for one in found)
    with pytest.raises(Invalid):
        discussing.comment(filled_sqlite, carla, draft, "Look.", mentions=(vera.account_id,))


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 4001, "a\x00b", "a\ud800b"])
def test_an_empty_a_too_long_and_an_unkeepable_text_are_refused(filled_sqlite: Store, text: str) -> None:
    key = log(filled_sqlite, 10, approve=True)
    with pytest.raises(Invalid) as caught:
        discussing.comment(filled_sqlite, COORDINATOR, key, text)
    assert caught.value.field == "text"
    assert discussing.list_comments(filled_sqlite, COORDINATOR, key) == ()


def test_a_second_click_keeps_one_comment_and_the_same_words_later_another(filled_sqlite: Store) -> None:
    key, carla, pia = (log(filled_sqlite, 10, approve=True), *(person(filled_sqlite, n) for n in ("carla", "pia")))
    for actor in (carla, carla, pia, carla):
        discussing.comment(filled_sqlite, actor, key, "Yes.")
    assert [one.by for one in discussing.list_comments(filled_sqlite, carla, key)] == ["Carla", "Pia", "Carla"]
