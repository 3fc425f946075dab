"""The checklist on an indicator's quality (RACER): what a machine can tell, and what the coordinator answers.

Source: product.md (Manage, Framework).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from toc.errors import Fault, Invalid, NotFound
from toc.figures.racer import MachineCheck, machine_checks
from toc.model.document import FrameworkDocument
from toc.model.query import Actor
from toc.model.terms import CheckAnswer, Permission, RacerCriterion
from toc.services.permissions import require, visible_countries
from toc.services.steps.audit import audit
from toc.services.steps.visibility import seen_document
from toc.store import frameworks, head, indicator_checks
from toc.store.database import Session, Store
from toc.store.indicator_checks import AnswerRow

QUESTIONS: Mapping[RacerCriterion, str] = MappingProxyType(
    {
        RacerCriterion.RELEVANT: "Would this number move if the objective were reached, and stay if it were not?",
        RacerCriterion.ACCEPTED: "Do those who report it and those who read it agree that it is the right measure?",
        RacerCriterion.CREDIBLE: "Would somebody outside the project understand it without explanation?",
        RacerCriterion.EASY: "Can every country measure it with the time and the sources that it has?",
        RacerCriterion.ROBUST: "Would two people who measure it come to the same number?",
    }
)
"""What the coordinator is asked under each criterion."""

_LONGEST = 1000


@dataclass(frozen=True)
class CheckRow:
    """One criterion of an indicator.

    Attributes:
        criterion: of the five.
        question: what the coordinator is asked.
        machine: what the definition and its facts tell.
        answered: the answer in force; None where nobody has answered.
    """

    criterion: RacerCriterion
    question: str
    machine: tuple[MachineCheck, ...]
    answered: AnswerRow | None


@dataclass(frozen=True)
class Answer:
    """An answer to one question.

    Attributes:
        note: why, in the person's words; needed unless the answer is yes.
    """

    indicator: str
    criterion: RacerCriterion
    answer: CheckAnswer
    note: str = ""


def load_checks(store: Store, actor: Actor, framework: str, indicator: str) -> tuple[CheckRow, ...]:
    """The five criteria of an indicator, each with what a machine can tell and the answer in force.

    Names of who answered are given to those who may plan only.

    Raises:
        NotAllowed: the actor may not see figures.
        NotFound: no such framework or indicator.
    """
    require(actor, Permission.VIEW)
    with store.reading() as session:
        document = frameworks.current_document(session, framework)
        answers = indicator_checks.list_answers(session, framework)
    _require_indicator(document, indicator)
    seen = seen_document(document, actor, visible_countries(actor, document))
    told = machine_checks(seen, indicator)
    answered = {row.criterion: row for row in answers if row.indicator == indicator}
    return tuple(
        CheckRow(
            criterion,
            QUESTIONS[criterion],
            tuple(check for check in told if check.criterion is criterion),
            answered.get(criterion),
        )
        for criterion in RacerCriterion
    )


def answers_of(store: Store, actor: Actor, framework: str) -> Mapping[str, Mapping[RacerCriterion, CheckAnswer]]:
    """The answers in force by indicator and criterion; an indicator that nobody has looked at is left out.

    Raises:
        NotAllowed: the actor may not see figures.
        NotFound: no such framework.
    """
    require(actor, Permission.VIEW)
    found: dict[str, dict[RacerCriterion, CheckAnswer]] = {}
    with store.reading() as session:
        frameworks.current_document(session, framework)
        for row in indicator_checks.list_answers(session, framework):
            found.setdefault(row.indicator, {})[row.criterion] = row.answer
    return found


def answer(store: Store, actor: Actor, given: Answer, *, framework: str) -> bool:
    """Answer one question of the checklist; an earlier answer stays in the history.

    Returns:
        False where the answer in force says the same already, and nothing was written.

    Raises:
        NotAllowed: the actor may not plan.
        NotFound: no such framework or indicator.
        Invalid: the note is missing where the answer is not yes, or too long.
    """
    require(actor, Permission.PLAN)
    note = " ".join(given.note.split())
    if given.answer is not CheckAnswer.YES and not note:
        text, remedy = "Say in a few words what is missing.", "Then somebody can mend it."
        raise Invalid(faults=[Fault("note", text, {}, remedy)])
    if len(note) > _LONGEST:
        raise Invalid("The note is longer than {most} characters.", field="note", details={"most": _LONGEST})
    with store.writing() as session:
        _require_indicator(frameworks.current_document(session, framework), given.indicator)
        before = _in_force(session, framework, given)
        if before is not None and (before.answer, before.note) == (given.answer, note):
            return False
        indicator_checks.add_answer(
            session, framework, given.indicator, given.criterion, given.answer,
            note=note, moment=head.moment(session), account_id=actor.account_id,
        )  # fmt: skip
        audit(
            session,
            actor,
            "answer checklist",
            f"{framework} {given.indicator} {given.criterion.value}",
            before=None if before is None else {"answer": before.answer.value, "note": before.note},
            after={"answer": given.answer.value, "note": note},
        )
        head.touch(session)
        return True


def _in_force(session: Session, framework: str, given: Answer) -> AnswerRow | None:
    rows = indicator_checks.list_answers(session, framework)
    return next((row for row in rows if (row.indicator, row.criterion) == (given.indicator, given.criterion)), None)


def _require_indicator(document: FrameworkDocument, code: str) -> None:
    if code not in document.indicator_by_code:
        raise NotFound(
            "{framework} has no indicator {code}.",
            field="indicator",
            remedy="Choose one from the list.",
            details={"code": code, "framework": document.name},
        )
