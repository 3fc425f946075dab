"""The checklist of an indicator: what a machine can tell, what people answer, and that nothing of it is overwritten."""

import pytest

from tests.support.example_framework import CODE, loaded
from tests.support.people import person
from toc.errors import Invalid, NotAllowed, NotFound
from toc.model.query import SYSTEM
from toc.model.terms import CheckAnswer, RacerCriterion, Role
from toc.services import checklisting
from toc.services.checklisting import QUESTIONS, Answer
from toc.store import audit_log
from toc.store.audit_log import AuditFilters
from toc.store.database import Store

YES = Answer("F1.1", RacerCriterion.EASY, CheckAnswer.YES)
NO = Answer("F1.1", RacerCriterion.EASY, CheckAnswer.NO, "Nobody counts them")


def answered(store: Store) -> dict[RacerCriterion, tuple[CheckAnswer, str]]:
    rows = checklisting.load_checks(store, SYSTEM, CODE, "F1.1")
    return {row.criterion: (row.answered.answer, row.answered.note) for row in rows if row.answered}


def test_every_criterion_has_its_question_and_its_machine_checks(store: Store) -> None:
    rows = checklisting.load_checks(loaded(store), SYSTEM, CODE, "F1.1")
    assert [row.criterion for row in rows] == list(RacerCriterion)
    assert {row.question for row in rows} == set(QUESTIONS.values())
    assert all(check.criterion is row.criterion for row in rows for check in row.machine)
    assert any(row.machine for row in rows)
    assert not any(row.answered for row in rows)


def test_the_latest_answer_is_in_force_and_the_earlier_one_stays_in_the_log(store: Store) -> None:
    loaded(store)
    assert checklisting.answer(store, SYSTEM, YES, framework=CODE)
    assert checklisting.answer(store, SYSTEM, NO, framework=CODE)
    assert not checklisting.answer(store, SYSTEM, NO, framework=CODE)
    assert answered(store) == {RacerCriterion.EASY: (CheckAnswer.NO, "Nobody counts them")}
    assert checklisting.answers_of(store, SYSTEM, CODE) == {"F1.1": {RacerCriterion.EASY: CheckAnswer.NO}}
    with store.reading() as session:
        entries = audit_log.list_entries(session, AuditFilters(action="answer checklist"), skip=0, most=9)
    assert [entry.subject for entry in entries] == [f"{CODE} F1.1 easy"] * 2


@pytest.mark.parametrize("answer", [CheckAnswer.NO, CheckAnswer.UNSURE])
def test_an_answer_that_is_not_yes_says_why(store: Store, answer: CheckAnswer) -> None:
    loaded(store)
    with pytest.raises(Invalid) as refusal:
        checklisting.answer(store, SYSTEM, Answer("F1.1", RacerCriterion.EASY, answer, " "), framework=CODE)
    assert refusal.value.field == "note"
    assert answered(store) == {}


def test_only_those_who_plan_answer(store: Store) -> None:
    loaded(store)
    viewer = person(store, "viewer@orchard.example", Role.VIEWER)
    with pytest.raises(NotAllowed):
        checklisting.answer(store, viewer, YES, framework=CODE)
    assert checklisting.load_checks(store, viewer, CODE, "F1.1")


def test_an_unknown_indicator_is_said(store: Store) -> None:
    loaded(store)
    with pytest.raises(NotFound, match="has no indicator X9"):
        checklisting.answer(store, SYSTEM, Answer("X9", RacerCriterion.EASY, CheckAnswer.YES), framework=CODE)
    with pytest.raises(NotFound, match="has no indicator X9"):
        checklisting.load_checks(store, SYSTEM, CODE, "X9")
