"""What each role may do where: one table, which the tests walk through services, pages and addresses of files.

A new service function is one more entry here; `test_permission_matrix.py` finds the one that is missing.
"""

from collections.abc import Mapping
from datetime import date

from tests.support.permission_accounts import ADMINISTERING, OF_ONES_OWN
from tests.support.permission_acting import ACTING
from tests.support.permission_backup import BACKING_UP
from tests.support.permission_comparing import COMPARING
from tests.support.permission_describing import DESCRIBING
from tests.support.permission_doubting import DOUBTING
from tests.support.permission_files import IMPORTING, REMINDING
from tests.support.permission_indicator import DETAILING
from tests.support.permission_insights import INSIGHTS
from tests.support.permission_looking import LOOKING
from tests.support.permission_pathway import PATHWAY
from tests.support.permission_planning import PLANNING
from tests.support.permission_reports import REPORTING
from tests.support.permission_sharing import SHARING
from tests.support.permission_terms import (
    ADMINISTRATORS,
    EVERYBODY,
    OWN_ALONE,
    OWN_WORK,
    RECORDERS,
    STAFF,
    UNAPPROVED,
    Action,
    May,
)
from tests.support.permission_world import CLOCK, CODE, QUERY, World, csv_of, draft_of
from toc.model.query import SYSTEM
from toc.model.terms import ReviewState
from toc.services import (
    analysing,
    closing_periods,
    discussing,
    entering,
    evidencing,
    foreseeing,
    importing,
    loading,
    organising,
    recording,
    reviewing,
    revising,
)


def _save(world: World) -> object:
    found = _found(world, SYSTEM)
    return importing.save(world.store, world.actor, found, clock=CLOCK)


def _found(world: World, actor: object) -> importing.Found:
    options = importing.Options(framework=CODE, kind=importing.Kind.MEASUREMENTS)
    return importing.preview(world.store, actor, csv_of(world.where), options, clock=CLOCK)


def _link(world: World, state: str) -> object:
    return evidencing.add_link(world.store, world.actor, world.key(state), title="New", url="https://www.example.org/x")


def _file(world: World) -> object:
    key = world.key("approved")
    return evidencing.add_file(world.store, world.actor, key, name="n.csv", body=b"c,d\n3,4\n", limit_megabytes=1)


def _void(world: World, state: str) -> object:
    return revising.void(
        world.store, world.actor, world.key(state), reason_code="typing error", reason="Wrong", expected_revision=1,
        clock=CLOCK,
    )  # fmt: skip


def _reporting(world: World) -> object:
    return organising.set_reporting(
        world.store, world.actor, "KIPOS", framework=CODE, countries={"GR", "PT"},
        indicators={"F1.1", "F1.2", "F2.1", "V1.1", "V1.3"}, reason="Agreed",
    )  # fmt: skip


def _decide_many(world: World) -> object:
    key = world.key("submitted", revision=True)
    return reviewing.decide_many(world.store, world.actor, [key], ReviewState.APPROVED)


LOGGING = (
    Action(
        "entering.entry_form",
        RECORDERS,
        lambda w: entering.entry_form(w.store, w.actor, QUERY, clock=CLOCK),
        placed=False,
    ),
    Action(
        "entering.entry_sheet",
        OWN_WORK,
        lambda w: entering.entry_sheet(
            w.store, w.actor, QUERY, indicator="F1.1", country=w.country, organisation=w.organisation, clock=CLOCK
        ),
    ),
    Action(
        "entering.preview_effect",
        OWN_WORK,
        lambda w: entering.preview_effect(w.store, w.actor, QUERY, draft_of(w.where)),
    ),
    Action(
        "recording.record",
        OWN_WORK,
        lambda w: recording.record(w.store, w.actor, draft_of(w.where), clock=CLOCK),
    ),
    Action(
        "recording.record:approved at once",
        STAFF,
        lambda w: recording.record(w.store, w.actor, draft_of(w.where), clock=CLOCK, approve=True),
    ),
    Action("importing.preview", RECORDERS, lambda w: _found(w, w.actor), placed=False),
    Action("importing.save", OWN_WORK, _save),
    Action(
        "foreseeing.effect_of_import",
        OWN_WORK,
        lambda w: foreseeing.effect_of_import(w.store, w.actor, _found(w, SYSTEM), clock=CLOCK),
    ),
    Action("evidencing.add_link", OWN_WORK, lambda w: _link(w, "approved")),
    Action("evidencing.add_file", OWN_WORK, _file),
    Action(
        "evidencing.take_back",
        OWN_WORK,
        lambda w: evidencing.take_back(w.store, w.actor, w.evidence("approved"), reason="Wrong"),
    ),
    Action(
        "revising.effect_of_change",
        OWN_WORK,
        lambda w: revising.effect_of_change(w.store, w.actor, draft_of(w.where), clock=CLOCK),
    ),
    Action(
        "revising.effect_of_void",
        UNAPPROVED,
        lambda w: revising.effect_of_void(w.store, w.actor, w.key("submitted"), clock=CLOCK),
    ),
    Action("revising.void:approved", STAFF, lambda w: _void(w, "approved")),
    Action("revising.void:submitted", OWN_WORK, lambda w: _void(w, "submitted")),
)

DISCUSSING = (
    Action("discussing.comment", UNAPPROVED, lambda w: discussing.comment(w.store, w.actor, w.key("approved"), "Why?")),
    Action("discussing.settle", UNAPPROVED, lambda w: discussing.settle(w.store, w.actor, w.question())),
    Action(
        "discussing.list_comments",
        UNAPPROVED,
        lambda w: discussing.list_comments(w.store, w.actor, w.key("approved")),
    ),
    Action(
        "discussing.list_mentionable",
        UNAPPROVED,
        lambda w: discussing.list_mentionable(w.store, w.actor, w.key("approved")),
    ),
    Action(
        "discussing.list_open_questions",
        RECORDERS,
        lambda w: discussing.list_open_questions(w.store, w.actor, CODE),
        placed=False,
    ),
)


def _close(world: World) -> object:
    return closing_periods.close(
        world.store, world.actor, CODE, period_start=date(2020, 1, 1), period_end=date(2020, 12, 31), clock=CLOCK
    )


def _ask(world: World) -> object:
    return closing_periods.ask_exception(
        world.store, world.actor, world.closed(), organisation=world.organisation, reason="Late"
    )


def _decide_exception(world: World) -> object:
    return closing_periods.decide_exception(
        world.store, world.actor, world.exception(), granted=False, comment="Too late", clock=CLOCK
    )


CLOSING = (
    Action("closing_periods.close", STAFF, _close, placed=False),
    Action(
        "closing_periods.reopen",
        STAFF,
        lambda w: closing_periods.reopen(w.store, w.actor, w.closed(), reason="More came in"),
        placed=False,
    ),
    Action("closing_periods.ask_exception:own", OWN_WORK, _ask),
    Action("closing_periods.decide_exception", STAFF, _decide_exception, placed=False),
    Action(
        "closing_periods.list_closed",
        RECORDERS,
        lambda w: closing_periods.list_closed(w.store, w.actor, CODE),
        placed=False,
    ),
    Action(
        "closing_periods.list_exceptions",
        RECORDERS,
        lambda w: closing_periods.list_exceptions(w.store, w.actor, CODE),
        placed=False,
    ),
    Action(
        "closing_periods.list_closable",
        STAFF,
        lambda w: closing_periods.list_closable(w.store, w.actor, CODE, clock=CLOCK),
        placed=False,
    ),
)

DECIDING = (
    Action("reviewing.list_waiting", STAFF, lambda w: reviewing.list_waiting(w.store, w.actor, CODE), placed=False),
    Action(
        "reviewing.approve", STAFF, lambda w: reviewing.approve(w.store, w.actor, w.key("submitted", revision=True))
    ),
    Action(
        "reviewing.load_queue", STAFF, lambda w: reviewing.load_queue(w.store, w.actor, CODE, clock=CLOCK), placed=False
    ),
    Action("reviewing.decide_many", STAFF, _decide_many),
    Action(
        "reviewing.withdraw",
        OWN_ALONE,
        lambda w: reviewing.withdraw(w.store, w.actor, w.key("submitted", revision=True)),
    ),
    Action(
        "reviewing.list_own_open", RECORDERS, lambda w: reviewing.list_own_open(w.store, w.actor, CODE), placed=False
    ),
    Action(
        "reviewing.send_back",
        STAFF,
        lambda w: reviewing.send_back(w.store, w.actor, w.key("submitted", revision=True), comment="Look again"),
    ),
    Action(
        "loading.load_framework",
        STAFF,
        lambda w: loading.load_framework(w.store, w.actor, analysing.document(w.store, SYSTEM, CODE), reason="again"),
        placed=False,
    ),
    Action(
        "loading.set_facts",
        STAFF,
        lambda w: loading.set_facts(w.store, w.actor, (), framework=CODE, reason="none"),
        placed=False,
    ),
    Action(
        "organising.list_organisations",
        STAFF,
        lambda w: organising.list_organisations(w.store, w.actor, QUERY),
        placed=False,
    ),
    Action("organising.set_reporting", STAFF, _reporting, placed=False),
)

ACTIONS = (
    *LOOKING,
    *LOGGING,
    *DISCUSSING,
    *CLOSING,
    *DECIDING,
    *ADMINISTERING,
    *OF_ONES_OWN,
    *IMPORTING,
    *REMINDING,
    *REPORTING,
    *INSIGHTS,
    *COMPARING,
    *PLANNING,
    *PATHWAY,
    *DETAILING,
    *DESCRIBING,
    *SHARING,
    *ACTING,
    *DOUBTING,
    *BACKING_UP,
)

PAGES: Mapping[str, May] = {
    "grid": EVERYBODY,
    "actions": EVERYBODY,
    "countries": EVERYBODY,
    "horizons": EVERYBODY,
    "country_profile": EVERYBODY,
    "stakeholders": EVERYBODY,
    "indicator": EVERYBODY,
    "pathway": EVERYBODY,
    "insights": EVERYBODY,
    "reports": EVERYBODY,
    "log_data": RECORDERS,
    "review": STAFF,
    "measurement": EVERYBODY,
    "explain": EVERYBODY,
    "reporting_calendar": EVERYBODY,
    "import_data": RECORDERS,
    "framework": EVERYBODY,
    "data_quality": EVERYBODY,
    "people": ADMINISTRATORS,
    "audit_log": STAFF,
    "my_account": EVERYBODY,
}
"""Who may open a page."""
