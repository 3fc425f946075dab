"""The table of permissions, continued: deliverables, frozen reports, templates, many rows in the browser."""

from contextlib import suppress

from tests.support.permission_terms import EVERYBODY, RECORDERS, STAFF, Action
from tests.support.permission_world import CLOCK, CODE, QUERY, World, csv_of
from toc.errors import Invalid, NotFound
from toc.model.query import SYSTEM
from toc.services import batching, deliverables, restyling, snapshots, subscribing, tabling, templating
from toc.services.batching import Upload
from toc.services.steps.import_options import Choices, Kind
from toc.services.tabling import Checked


def _frozen(world: World, name: str = "M18") -> int:
    return snapshots.freeze(world.store, SYSTEM, QUERY, name=name).snapshot_id


def _compare(world: World) -> object:
    return snapshots.compare(world.store, world.actor, _frozen(world), _frozen(world, "M24"))


def _save_table(world: World) -> object:
    """Nothing was typed, which only those who may save it are told."""
    nothing = Checked((), None, (), ())  # type: ignore[arg-type]
    return tabling.save(world.store, world.actor, CODE, [], [], Choices(), nothing, clock=CLOCK)


def _marked(world: World) -> object:
    """Of a file that is no spreadsheet, which only those who may see it are told."""
    key = batching.upload(world.store, SYSTEM, CODE, Kind.MEASUREMENTS, Upload("theirs.csv", csv_of(world.where)))
    with suppress(Invalid):
        templating.marked(world.store, world.actor, key, clock=CLOCK)
    return None


def _take_off(world: World) -> object:
    """There is none, which only those who may take it off are told."""
    with suppress(NotFound):
        restyling.remove_template(world.store, world.actor, CODE)
    return None


def _put_template(world: World) -> object:
    """Of a file that is no Word document, which only those who may hand one in are told."""
    with suppress(Invalid):
        restyling.put_template(world.store, world.actor, CODE, name="look.docx", body=b"none")
    return None


def _end_feed(world: World) -> object:
    with suppress(NotFound):
        subscribing.end_feed(world.store, world.actor, CLOCK)
    return None


REPORTING = tuple(
    Action(name, allowed, call, placed=False)
    for name, allowed, call in (
        ("deliverables.workbook", EVERYBODY, lambda w: deliverables.workbook(w.store, w.actor, QUERY)),
        ("deliverables.document", EVERYBODY, lambda w: deliverables.document(w.store, w.actor, QUERY)),
        ("deliverables.package", EVERYBODY, lambda w: deliverables.package(w.store, w.actor, QUERY)),
        ("deliverables.make", EVERYBODY, lambda w: deliverables.make(w.store, w.actor, "workbook", QUERY)),
        ("snapshots.freeze", STAFF, lambda w: snapshots.freeze(w.store, w.actor, QUERY, name="M12")),
        ("snapshots.list_snapshots", EVERYBODY, lambda w: snapshots.list_snapshots(w.store, w.actor, CODE)),
        ("snapshots.open_package", EVERYBODY, lambda w: snapshots.open_package(w.store, w.actor, _frozen(w))),
        ("snapshots.changed_since", EVERYBODY, lambda w: snapshots.changed_since(w.store, w.actor, _frozen(w))),
        ("snapshots.compare", EVERYBODY, _compare),
        ("restyling.find_template", STAFF, lambda w: restyling.find_template(w.store, w.actor, CODE)),
        ("restyling.put_template", STAFF, _put_template),
        ("restyling.remove_template", STAFF, _take_off),
        ("templating.template", RECORDERS, lambda w: templating.template(w.store, w.actor, QUERY, clock=CLOCK)),
        ("templating.marked", STAFF, _marked),
        (
            "tabling.table_rows",
            RECORDERS,
            lambda w: tabling.table_rows(w.store, w.actor, QUERY, recorded=False, clock=CLOCK),
        ),
        (
            "tabling.check",
            RECORDERS,
            lambda w: tabling.check(w.store, w.actor, CODE, [], [], Choices(), clock=CLOCK),
        ),
        ("tabling.save", RECORDERS, _save_table),
        ("subscribing.end_feed", EVERYBODY, _end_feed),
    )
)
