"""Imports in the browser: a file is kept first, its preview read from there, and what it wrote can be withdrawn.

What a row says and what becomes of it is `importing`'s; here stand the file, the answers to what it leaves open, and
its fate as a whole. Source: files-and-commands.md, Preview, then all or nothing.
"""

import json
from dataclasses import dataclass

from toc.errors import Conflict, Invalid, NotFound
from toc.exchange.raw_tables import NO_LIMITS_GIVEN, Limits
from toc.model.query import Actor, Clock
from toc.model.terms import Permission, ReviewState
from toc.services import importing
from toc.services.importing import Found
from toc.services.permissions import allowed, log_refusal, require
from toc.services.steps.audit import audit
from toc.services.steps.closed import load_closings
from toc.services.steps.import_options import Choices, Kind, kind_of
from toc.services.steps.import_progress import Watch, watching
from toc.services.steps.record import change_states
from toc.store import evidence_files, frameworks, head, import_batches, revisions
from toc.store.database import Session, Store
from toc.store.import_batches import Batch
from toc.store.revisions import Standing

MOST_LISTED = 100
_LONGEST_NAME = 255


@dataclass(frozen=True)
class Upload:
    """A file that is handed in.

    Attributes:
        name: as the person's computer calls it.
        body: its bytes.
    """

    name: str
    body: bytes


def upload(
    store: Store, actor: Actor, framework: str, kind: Kind, file: Upload, *, limits: Limits = NO_LIMITS_GIVEN
) -> int:
    """Keep a file before anything is made of it; gives the key of the import.

    Raises:
        NotAllowed: the actor may import nothing of this kind.
        NotFound: there is no such framework.
        Invalid: the file is empty or too large.
    """
    _require_kind(actor, kind)
    if not file.body:
        raise Invalid("The file is empty.", field="file", remedy="Choose another file.")
    if len(file.body) > limits.megabytes * 1_000_000:
        raise Invalid(
            "The file has {size} MB; at most {most} MB are read.",
            field="file",
            remedy="Divide it into several files.",
            details={"size": round(len(file.body) / 1_000_000, 1), "most": limits.megabytes},
        )
    name = " ".join(file.name.split())[-_LONGEST_NAME:] or "file"
    with store.writing() as session:
        frameworks.current_document(session, framework)
        moment = head.moment(session)
        sha256 = evidence_files.keep_file(session, file.body, media_type="application/octet-stream", moment=moment)
        return import_batches.add_batch(
            session,
            framework,
            kind.value,
            file_name=name,
            sha256=sha256,
            how="{}",
            moment=moment,
            account_id=actor.account_id,
        )


def get_batch(store: Store, actor: Actor, batch_id: int) -> Batch:
    """An import, for whoever handed it in and for coordinators.

    Raises:
        NotFound: there is none that the actor may see.
    """
    with store.reading() as session:
        return _get_own(session, actor, batch_id)


def list_batches(store: Store, actor: Actor, framework: str) -> tuple[Batch, ...]:
    """The newest imports, at most a hundred: one's own, or everybody's for those who approve.

    Raises:
        NotAllowed: the actor may import nothing.
    """
    require(actor, Permission.RECORD)
    own = None if allowed(actor, Permission.APPROVE) else actor.account_id
    with store.reading() as session:
        return tuple(import_batches.list_batches(session, framework, account_id=own, limit=MOST_LISTED))


def choices_of(batch: Batch) -> Choices:
    """What was chosen for a stored file so far."""
    return Choices.model_validate(json.loads(batch.how))


def choose(store: Store, actor: Actor, batch_id: int, choices: Choices) -> None:
    """Keep what a person chose for a file; how its headings are mapped is remembered for the next file like it.

    Raises:
        NotFound: no such import of the actor's.
        Conflict: it is saved already.
    """
    with store.writing() as session:
        batch = _get_own(session, actor, batch_id)
        _require_unsaved(batch)
        import_batches.set_how(session, batch_id, choices.model_dump_json(exclude_defaults=True))


def remember_mapping(store: Store, actor: Actor, headings: tuple[str, ...], columns: dict[str, str]) -> None:
    """Remember how the actor mapped some headings; nothing for the command line.

    Raises:
        NotAllowed: the actor may import nothing.
    """
    require(actor, Permission.RECORD)
    if actor.account_id is None:
        return
    with store.writing() as session:
        import_batches.keep_mapping(session, actor.account_id, headings, columns, head.moment(session))


def find_mapping(store: Store, actor: Actor, headings: tuple[str, ...]) -> dict[str, str]:
    """How the actor mapped the same headings before; empty where never.

    Raises:
        NotAllowed: the actor may import nothing.
    """
    require(actor, Permission.RECORD)
    if actor.account_id is None:
        return {}
    with store.reading() as session:
        return import_batches.find_mapping(session, actor.account_id, headings)


def preview(
    store: Store,
    actor: Actor,
    batch_id: int,
    *,
    clock: Clock,
    limits: Limits = NO_LIMITS_GIVEN,
    watch: Watch | None = None,
) -> Found:
    """What a stored file would do, read as was chosen; `watch` is told how many of its rows have been read.

    Raises like `importing.preview`, and NotFound.
    """
    with store.reading() as session:
        batch = _get_own(session, actor, batch_id)
        body = evidence_files.load_body(session, batch.sha256)
    options = choices_of(batch).options(batch.framework, kind_of(batch.kind), limits)
    with watching(watch):
        return importing.preview(store, actor, body, options, clock=clock)


def save(
    store: Store,
    actor: Actor,
    batch_id: int,
    found: Found,
    *,
    clock: Clock,
    save_good: bool = False,
    approve: bool = False,
) -> Found:
    """Write what the preview of a stored file has found. Raises like `importing.save`.

    Raises:
        NotFound: no such import of the actor's.
        Conflict: it is saved already.
    """
    with store.reading() as session:
        batch = _get_own(session, actor, batch_id)
    _require_unsaved(batch)
    saved = importing.save(store, actor, found, clock=clock, save_good=save_good, approve=approve, batch_id=batch_id)
    if saved.saved and kind_of(batch.kind) is Kind.TARGETS:
        with store.writing() as session:
            import_batches.mark_saved(session, batch_id, head.moment(session), written=saved.saved)
    return saved


def withdraw(store: Store, actor: Actor, batch_id: int, *, reason: str, clock: Clock) -> int:
    """Take back everything that an import of measurements wrote: its revisions are voided, what stood before stands.

    A revision that somebody has corrected since is voided as well; the correction stays.

    Args:
        store: where it is.
        actor: whoever handed it in while nothing of it is approved, or who may void.
        batch_id: key of the import.
        reason: in words.
        clock: says what today is.

    Returns:
        How many revisions were voided.

    Raises:
        NotFound: no such import of the actor's.
        NotAllowed: some of it is approved, and the actor may not void.
        Conflict: it is not saved, or withdrawn already.
        Invalid: no reason is given, it holds baselines and targets, or a period of it is closed.
    """
    require(actor, Permission.RECORD)
    if not reason.strip():
        raise Invalid("A reason is missing.", field="reason", remedy="Say why the import is withdrawn.")
    with store.writing() as session:
        batch = _get_own(session, actor, batch_id)
        _require_withdrawable(batch)
        standing = revisions.list_standing(session, import_batches.list_revision_ids(session, batch_id))
        live = [one for one in standing if one.state is not ReviewState.VOIDED]
        _require_may_void(session, actor, batch, live, clock)
        change_states(session, actor, live, ReviewState.VOIDED, comment=reason)
        import_batches.mark_withdrawn(
            session, batch_id, head.moment(session), account_id=actor.account_id, reason=reason
        )
        said = {"import": batch_id, "file": batch.file_name, "voided": len(live)}
        audit(session, actor, "withdraw import", f"framework {batch.framework}", after=said, reason=reason)
    return len(live)


def _require_kind(actor: Actor, kind: Kind) -> None:
    require(actor, Permission.RECORD if kind is Kind.MEASUREMENTS else Permission.PLAN)


def _get_own(session: Session, actor: Actor, batch_id: int) -> Batch:
    """An import that the actor handed in, or any for those who approve; another one is as good as not there."""
    require(actor, Permission.RECORD)
    batch = import_batches.get_batch(session, batch_id)
    if batch.account_id != actor.account_id and not allowed(actor, Permission.APPROVE):
        log_refusal(actor, Permission.APPROVE, organisation=None, country=None)
        raise NotFound("There is no import {id}.", details={"id": batch_id})
    _require_kind(actor, kind_of(batch.kind))
    return batch


def _require_unsaved(batch: Batch) -> None:
    if batch.saved_at is not None:
        raise Conflict(
            "This import was saved on {at}.",
            remedy="Look at what it wrote, or hand in the file again.",
            details={"at": f"{batch.saved_at:%Y-%m-%d %H:%M} UTC", "batch_id": batch.batch_id},
        )


def _require_withdrawable(batch: Batch) -> None:
    if batch.kind != Kind.MEASUREMENTS.value:
        raise Invalid(
            "An import of baselines and targets cannot be withdrawn.",
            remedy="Import the earlier baselines and targets again.",
        )
    if batch.saved_at is None or batch.withdrawn_at is not None:
        state = "was not saved" if batch.saved_at is None else "is withdrawn already"
        raise Conflict("This import {state}.", remedy="Look at the list of imports again.", details={"state": state})


def _require_may_void(session: Session, actor: Actor, batch: Batch, live: list[Standing], clock: Clock) -> None:
    """Own imports may be withdrawn as long as nothing of them is approved; the rest needs the right to void."""
    if any(one.state is ReviewState.APPROVED for one in live):
        require(actor, Permission.VOID)
    document = frameworks.current_document(session, batch.framework)
    today = clock.today(document.timezone)
    closings = load_closings(session, batch.framework)
    for organisation, period_end in sorted({(one.organisation, one.period_end) for one in live}):
        closings.refuse(organisation, period_end, today)
