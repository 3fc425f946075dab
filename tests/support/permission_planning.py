"""The table of permissions, continued: changing a framework, its files, the checklist of its indicators."""

from datetime import date

from tests.support.permission_terms import EVERYBODY, STAFF, Action
from tests.support.permission_world import CLOCK, CODE, World
from toc.exchange.framework_file import to_json
from toc.model.query import SYSTEM
from toc.model.terms import CheckAnswer, RacerCriterion
from toc.services import analysing, checklisting, planning, transferring
from toc.services.checklisting import Answer
from toc.services.steps.framework_parts import Edit, PartKind
from toc.services.transferring import NewFramework

_EDIT = Edit(PartKind.SETTINGS, (), {"tolerance_points": "9"})


def _save(world: World) -> object:
    seen = planning.load_page(world.store, SYSTEM, CODE).version
    return planning.save(world.store, world.actor, _EDIT, framework=CODE, reason="Agreed", seen=seen)


def _body(world: World) -> bytes:
    return to_json(analysing.document(world.store, SYSTEM, CODE)).encode()


def _load(world: World) -> object:
    seen = planning.load_page(world.store, SYSTEM, CODE).version
    return transferring.load_file(world.store, world.actor, "f.json", _body(world), reason="Agreed", seen=seen)


def _preview_document(world: World) -> object:
    document = analysing.document(world.store, SYSTEM, CODE)
    return transferring.preview_document(world.store, world.actor, document, clock=CLOCK)


def _answer(world: World) -> object:
    given = Answer("F1.1", RacerCriterion.EASY, CheckAnswer.YES)
    return checklisting.answer(world.store, world.actor, given, framework=CODE)


def _start(world: World) -> object:
    draft = NewFramework("FRESH", "A fresh one", 2022, date(2021, 12, 31), CODE)
    return transferring.start_framework(world.store, world.actor, draft)


PLANNING = tuple(
    Action(name, allowed, call, placed=False)
    for name, allowed, call in (
        ("planning.load_page", EVERYBODY, lambda w: planning.load_page(w.store, w.actor, CODE)),
        ("planning.preview", STAFF, lambda w: planning.preview(w.store, w.actor, _EDIT, framework=CODE, clock=CLOCK)),
        ("planning.save", STAFF, _save),
        (
            "transferring.framework_file",
            EVERYBODY,
            lambda w: transferring.framework_file(w.store, w.actor, CODE, "zip"),
        ),
        (
            "transferring.preview_file",
            STAFF,
            lambda w: transferring.preview_file(w.store, w.actor, "f.json", _body(w), clock=CLOCK),
        ),
        ("transferring.preview_document", STAFF, _preview_document),
        ("transferring.load_file", STAFF, _load),
        ("transferring.start_framework", STAFF, _start),
        ("checklisting.load_checks", EVERYBODY, lambda w: checklisting.load_checks(w.store, w.actor, CODE, "F1.1")),
        ("checklisting.answers_of", EVERYBODY, lambda w: checklisting.answers_of(w.store, w.actor, CODE)),
        ("checklisting.answer", STAFF, _answer),
    )
)
