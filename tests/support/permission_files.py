"""The table of permissions, continued: files that are handed in, the calendar and its reminders, the audit log."""

from contextlib import suppress

from tests.support.people import PLAIN
from tests.support.permission_terms import ADMINISTRATORS, EVERYBODY, RECORDERS, STAFF, Action
from tests.support.permission_world import CLOCK, CODE, World, csv_of
from toc.errors import Conflict, Invalid
from toc.model.query import SYSTEM
from toc.services import auditing, batching, following_up, reminding, subscribing
from toc.services.auditing import AuditFilters
from toc.services.batching import Upload
from toc.services.steps.import_options import Choices, Kind


def _upload(world: World, kind: Kind = Kind.MEASUREMENTS) -> int:
    return batching.upload(world.store, world.actor, CODE, kind, Upload("mine.csv", csv_of(world.where)))


def _others(world: World) -> int:
    """An import that somebody else has handed in."""
    return batching.upload(world.store, SYSTEM, CODE, Kind.MEASUREMENTS, Upload("theirs.csv", csv_of(world.where)))


def _save(world: World) -> object:
    key = _others(world)
    found = batching.preview(world.store, SYSTEM, key, clock=CLOCK)
    return batching.save(world.store, world.actor, key, found, clock=CLOCK)


def _withdraw(world: World) -> object:
    """Of an import that is not saved, which only those who may withdraw it are told."""
    key = _others(world)
    with suppress(Conflict):
        batching.withdraw(world.store, world.actor, key, reason="Wrong", clock=CLOCK)
    return None


def _remind(world: World) -> object:
    """Without a mail server nothing is sent, which only those who may send it are told."""
    with suppress(Invalid):
        following_up.send_reminder(world.store, world.actor, world.query, "POMAR", settings=PLAIN, clock=CLOCK)
    return None


IMPORTING = (
    Action("batching.upload", RECORDERS, _upload, placed=False),
    Action("batching.upload:targets", STAFF, lambda w: _upload(w, Kind.TARGETS), placed=False),
    Action("batching.list_batches", RECORDERS, lambda w: batching.list_batches(w.store, w.actor, CODE), placed=False),
    Action("batching.remember_mapping", RECORDERS, lambda w: batching.remember_mapping(w.store, w.actor, ("a",), {}),
           placed=False),
    Action("batching.find_mapping", RECORDERS, lambda w: batching.find_mapping(w.store, w.actor, ("a",)), placed=False),
    Action("batching.get_batch", STAFF, lambda w: batching.get_batch(w.store, w.actor, _others(w))),
    Action("batching.choose", STAFF, lambda w: batching.choose(w.store, w.actor, _others(w), Choices())),
    Action("batching.preview", STAFF, lambda w: batching.preview(w.store, w.actor, _others(w), clock=CLOCK)),
    Action("batching.save", STAFF, _save),
    Action("batching.withdraw", STAFF, _withdraw),
)  # fmt: skip
"""What is handed in by somebody else is there for those who approve only."""

REMINDING = tuple(
    Action(name, allowed, call, placed=False)
    for name, allowed, call in (
        ("following_up.calendar", EVERYBODY, lambda w: following_up.calendar(w.store, w.actor, w.query, CLOCK)),
        (
            "following_up.reminders",
            STAFF,
            lambda w: following_up.reminders(w.store, w.actor, w.query, settings=PLAIN, clock=CLOCK),
        ),
        ("following_up.send_reminder", STAFF, _remind),
        (
            "reminding.send_digests",
            ADMINISTRATORS,
            lambda w: reminding.send_digests(w.store, w.actor, settings=PLAIN, clock=CLOCK, dry_run=True),
        ),
        ("reminding.set_digest", EVERYBODY, lambda w: reminding.set_digest(w.store, w.actor, False)),
        ("reminding.wants_digest", EVERYBODY, lambda w: reminding.wants_digest(w.store, w.actor)),
        ("subscribing.make_feed", EVERYBODY, lambda w: subscribing.make_feed(w.store, w.actor, CLOCK)),
        ("subscribing.feed_since", EVERYBODY, lambda w: subscribing.feed_since(w.store, w.actor)),
        (
            "subscribing.calendar_file",
            EVERYBODY,
            lambda w: subscribing.calendar_file(w.store, w.actor, own_url="http://x", clock=CLOCK),
        ),
        ("auditing.list_entries", STAFF, lambda w: auditing.list_entries(w.store, w.actor, AuditFilters())),
        ("auditing.report", STAFF, lambda w: auditing.report(w.store, w.actor, AuditFilters())),
        ("auditing.check_chain", STAFF, lambda w: auditing.check_chain(w.store, w.actor)),
    )
)
