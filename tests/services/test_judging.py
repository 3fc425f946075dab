"""The coordinator's judgement on a link: kept for good, the latest in force, as it stood at any moment."""

from dataclasses import replace

import pytest

from tests.services.test_discussing import STRANGE, entries, person, staffed
from tests.support import example_framework as orchard
from toc.errors import Conflict, Invalid, NotAllowed, NotFound
from toc.model.query import ALL
from toc.model.terms import LinkState
from toc.services import judging
from toc.services.judging import Judgement, JudgementDraft
from toc.store import head
from toc.store.database import Store

CODE = orchard.CODE
LINK = ("F1", "V1")
DRAFT = JudgementDraft(
    *LINK, "PT", LinkState.IN_DOUBT, "Fruit rots on the trees", "Two visits", "https://example.org/v"
)


@pytest.fixture
def filled(store: Store) -> Store:
    return staffed(store)


def in_force(store: Store, name: str = "carla", **options: object) -> dict[tuple[str, str, str], Judgement]:
    return dict(judging.judgements_in_force(store, person(store, name), CODE, **options))


def test_a_judgement_is_kept_as_typed_and_written_down(filled: Store) -> None:
    carla = person(filled, "carla")
    made = judging.judge_link(filled, carla, CODE, replace(DRAFT, reason=STRANGE))
    assert in_force(filled) == {(*LINK, "PT"): made}
    assert (made.judgement, made.reason, made.by) == (LinkState.IN_DOUBT, STRANGE, "Carla")
    assert (made.evidence, made.evidence_url) == ("Two visits", "https://example.org/v")
    (entry,) = entries(filled, "judge link")
    assert entry.subject == "ORCHARD F1~V1 PT"
    assert entry.before is None
    assert '"judgement": "in doubt"' in entry.after


def test_the_latest_is_in_force_and_those_before_stay(filled: Store) -> None:
    carla = person(filled, "carla")
    first = judging.judge_link(filled, carla, CODE, DRAFT)
    second = judging.judge_link(filled, carla, CODE, replace(DRAFT, judgement=LinkState.SUPPORTED, reason="Sold"))
    assert in_force(filled)[*LINK, "PT"] == second
    assert judging.list_judgements(filled, carla, CODE, LINK) == (second, first)
    assert '"in doubt"' in entries(filled, "judge link")[1].before


def test_taking_back_leaves_nothing_in_force_and_is_one_more_entry(filled: Store) -> None:
    carla = person(filled, "carla")
    judging.judge_link(filled, carla, CODE, DRAFT)
    judging.judge_link(filled, carla, CODE, JudgementDraft(*LINK, "PT"))
    assert in_force(filled) == {}
    assert [one.judgement for one in judging.list_judgements(filled, carla, CODE, LINK)] == [None, LinkState.IN_DOUBT]
    with pytest.raises(Invalid, match="no judgement to take back"):
        judging.judge_link(filled, carla, CODE, JudgementDraft(*LINK, "PT"))


def test_as_known_at_a_moment_the_one_in_force_then_counts(filled: Store) -> None:
    carla = person(filled, "carla")
    first = judging.judge_link(filled, carla, CODE, DRAFT)
    judging.judge_link(filled, carla, CODE, JudgementDraft(*LINK, "PT"))
    assert in_force(filled, known_at=first.at) == {(*LINK, "PT"): first}
    assert len(judging.list_judgements(filled, carla, CODE, LINK, known_at=first.at)) == 1
    with filled.reading() as session:
        assert in_force(filled, known_at=head.last_moment(session)) == {}


def test_countries_are_judged_by_themselves_and_together(filled: Store) -> None:
    carla = person(filled, "carla")
    judging.judge_link(filled, carla, CODE, DRAFT)
    judging.judge_link(filled, carla, CODE, replace(DRAFT, country=ALL, judgement=LinkState.EMERGING))
    assert {key[2]: one.judgement for key, one in in_force(filled).items()} == {
        "PT": LinkState.IN_DOUBT,
        ALL: LinkState.EMERGING,
    }


def test_a_second_click_keeps_one(filled: Store) -> None:
    carla = person(filled, "carla")
    first = judging.judge_link(filled, carla, CODE, DRAFT, expected=0)
    assert judging.judge_link(filled, carla, CODE, DRAFT, expected=0) == first
    assert len(entries(filled, "judge link")) == 1


def test_whoever_has_not_seen_the_judgement_in_force_is_told(filled: Store) -> None:
    carla = person(filled, "carla")
    first = judging.judge_link(filled, carla, CODE, DRAFT)
    other = replace(DRAFT, judgement=LinkState.SUPPORTED)
    with pytest.raises(Conflict, match="meanwhile"):
        judging.judge_link(filled, carla, CODE, other, expected=0)
    assert in_force(filled)[*LINK, "PT"] == first
    assert judging.judge_link(filled, carla, CODE, other, expected=first.number).judgement is LinkState.SUPPORTED


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 2001}, "reason"),
        ({"evidence": "a\x00b"}, "evidence"),
        ({"evidence_url": "javascript:alert(1)"}, "evidence_url"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_field(filled: Store, changed: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        judging.judge_link(filled, person(filled, "carla"), CODE, replace(DRAFT, **changed))
    assert [fault.field for fault in refused.value.faults] == [field]
    assert in_force(filled) == {}


@pytest.mark.parametrize("changed", [{"target": "F2"}, {"source": "X"}, {"country": "IT"}])
def test_only_links_and_countries_of_the_framework_are_judged(filled: Store, changed: dict[str, str]) -> None:
    with pytest.raises(NotFound):
        judging.judge_link(filled, person(filled, "carla"), CODE, replace(DRAFT, **changed))


@pytest.mark.parametrize("name", ["pia", "vera"])
def test_only_those_who_plan_judge_and_a_viewer_is_told_no_names(filled: Store, name: str) -> None:
    with pytest.raises(NotAllowed):
        judging.judge_link(filled, person(filled, name), CODE, DRAFT)
    judging.judge_link(filled, person(filled, "carla"), CODE, DRAFT)
    found = in_force(filled, name)[*LINK, "PT"]
    assert found.reason == DRAFT.reason
    assert found.by == {"pia": "Carla", "vera": ""}[name]


def test_in_a_closed_framework_a_partner_is_told_of_the_own_countries_only(store: Store) -> None:
    staffed(store)
    orchard.loaded(store, open_to_partners=False)
    carla, pia = person(store, "carla"), person(store, "pia")
    for country in ("PT", "GR", ALL):
        judging.judge_link(store, carla, CODE, replace(DRAFT, country=country, reason=f"About {country}"))
    assert {key[2] for key in judging.judgements_in_force(store, pia, CODE)} == {"PT"}
    assert {one.country for one in judging.list_judgements(store, pia, CODE, LINK)} == {"PT"}
    assert len(judging.list_judgements(store, carla, CODE, LINK)) == 3
