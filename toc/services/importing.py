"""Files of measurements, or of baselines and targets: first a preview, then all rows or none.

What a row says is read by the same steps as a form; an import writes in one transaction, in few statements.
Source: files-and-commands.md, Measurements in, Baselines and targets in, Preview.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from toc.errors import Conflict
from toc.exchange.number_text import shown
from toc.exchange.writers import iter_rows
from toc.model.document import FactDef, FrameworkDocument
from toc.model.query import ALL, Actor, Clock
from toc.model.terms import Permission, ReviewState
from toc.services.loading import set_facts
from toc.services.permissions import require
from toc.services.steps.audit import audit
from toc.services.steps.closed import load_closings
from toc.services.steps.collector import resting_collector
from toc.services.steps.comparing import QUANTITY, RESTS_ON
from toc.services.steps.headings import Headings
from toc.services.steps.import_options import Kind, Options
from toc.services.steps.import_outcome import Outcome, Report, RowState, report_rows
from toc.services.steps.import_planning import Planner, Write, keyed
from toc.services.steps.import_reading import ReadRow, find_reading, read_rows
from toc.services.steps.opening import Opened, open_file
from toc.services.steps.stored import load_stored
from toc.services.steps.target_rows import TargetPlanner
from toc.services.steps.vocabulary import Vocabulary
from toc.store import frameworks, head, import_batches
from toc.store.batches import NewRevision, write_revisions
from toc.store.database import Session, Store

_PART = (*QUANTITY, *RESTS_ON)
_TOTAL = (*_PART, "nothing_to_report", "from_parts", "invented")
_part, _stated = attrgetter(*_PART), attrgetter(*_TOTAL)


@dataclass(frozen=True)
class Found(Report):
    """A file, what would become of each of its rows, and, once saved, how many were written.

    Attributes:
        opened: the file, so that saving need not read it again.
        data_version: of the store that the rows were compared with.
        writes: revisions that saving writes.
        facts: baselines and targets that saving sets.
        saved: how many measurements, or baselines and targets, were written; None before saving, 0 where saving
            wrote nothing.
    """

    options: Options
    opened: Opened
    data_version: int
    writes: tuple[Write, ...] = ()
    facts: tuple[FactDef, ...] = ()
    saved: int | None = None

    def as_json(self) -> dict[str, Any]:
        """What `toc import --json` prints."""
        sheet = self.opened.sheet
        about = {"file": sheet.kind, "sheet": sheet.name, "sheets": list(sheet.sheets), "header_row": sheet.header_row}
        return {**super().as_json(), **about, "kind": self.options.kind.value, "saved": self.saved}

    def lines(self) -> list[str]:
        """The same in sentences, for a terminal."""
        sheet = self.opened.sheet
        where = [f"Read: sheet “{shown(sheet.name)}”, headings in row {sheet.header_row}."] if sheet.name else []
        told = [*where, *super().lines()]
        if self.saved is None:
            return [*told, "Nothing was saved: this is a preview."]
        if self.saved == 0 and self.refused:
            return [*told, "Nothing was saved: rows are refused. Correct them, or save the good rows alone."]
        return [*told, f"Saved: {self.saved} {self.options.kind.value}." if self.saved else "Nothing to save."]


def preview(store: Store, actor: Actor, data: bytes, options: Options, *, clock: Clock) -> Found:
    """What an import would do, row by row; writes nothing.

    Args:
        store: to compare with.
        actor: needs the right to record measurements, or to plan for targets; rows of others are refused one by one.
        data: the file.
        options: how to read it.
        clock: says what today is.

    Raises:
        NotAllowed: the actor may import nothing of this kind.
        NotFound: there is no such framework.
        Invalid: the file as a whole cannot be used: empty, not text, a heading twice, a column missing.
    """
    require(actor, Permission.RECORD if options.kind is Kind.MEASUREMENTS else Permission.PLAN)
    with resting_collector(), store.reading() as session:
        document = frameworks.current_document(session, options.framework)
        targets = options.kind is Kind.TARGETS
        opened = open_file(data, Vocabulary(document), options.how, targets=targets)
        return _examine(session, actor, opened, options, clock)


def save(
    store: Store,
    actor: Actor,
    found: Found,
    *,
    clock: Clock,
    save_good: bool = False,
    approve: bool = False,
    batch_id: int | None = None,
) -> Found:
    """Write what a preview has found: all rows or none, or the good ones alone; one transaction, one audit entry.

    Args:
        store: where it goes.
        actor: as for the preview.
        found: the preview.
        clock: says what today is.
        save_good: write the good rows although others are refused.
        approve: approve what is written, which needs the right to; otherwise it waits for approval.
        batch_id: key of the stored import that it is; None for a file that was not stored.

    Returns:
        The same with what was saved: nothing where rows are refused and `save_good` is False. The file a second time
        writes nothing.

    Raises:
        NotAllowed: the actor may not record, plan or approve.
        Conflict: the store changed since the preview so that something else would become of the rows.
    """
    require(actor, Permission.RECORD if found.options.kind is Kind.MEASUREMENTS else Permission.PLAN)
    if approve:
        require(actor, Permission.APPROVE)
    # The preview may be another person's: what it found is asked for anew.
    for organisation, country in sorted({(write.draft.organisation, write.draft.country) for write in found.writes}):
        place = None if country == ALL else country
        require(actor, Permission.RECORD, organisation=organisation, country=place)
    if (found.refused and not save_good) or not (found.writes or found.facts):
        return replace(found, saved=0)
    if found.options.kind is Kind.TARGETS:
        return _save_facts(store, actor, found, clock)
    with resting_collector(), store.writing() as session:
        now = found if head.data_version(session) == found.data_version else _again(session, actor, found, clock)
        _write(session, actor, now, approve=approve, batch_id=batch_id)
    return replace(now, saved=len(now.writes))


def row_report(found: Found, *, refused_only: bool = False) -> bytes:
    """Every row, or every refused one, with its state and the reasons, and its cells as they were, as a CSV."""
    headings, rows = report_rows(found, only=RowState.REFUSED if refused_only else None)
    return b"".join(iter_rows(headings, rows))


def _examine(session: Session, actor: Actor, opened: Opened, options: Options, clock: Clock) -> Found:
    version = head.data_version(session)
    document = frameworks.current_document(session, options.framework)
    sheet, headings = opened.sheet, opened.headings
    reading, messages = find_reading(sheet, headings, decimal_mark=options.decimal_mark, date_order=options.date_order)
    writes: list[Write] = []
    facts: list[FactDef] = []
    if options.kind is Kind.MEASUREMENTS:
        reading = replace(reading, own=actor.organisation, fractions=bool(options.percent_is))
        rows = read_rows(sheet, headings, Vocabulary(document), reading)
        planner = _planner(session, actor, document, headings, rows, options, clock)
        outcomes, told, writes = planner.plan(rows), planner.messages, planner.writes
    else:
        targets = TargetPlanner(document, headings, reading, options.targets_are)
        outcomes, told, facts = targets.plan(sheet), targets.messages, targets.facts
    return Found(
        headings=headings,
        encoding=sheet.encoding,
        separator=sheet.separator,
        decimal_mark=reading.decimal_mark,
        date_order=reading.date_order,
        outcomes=outcomes,
        messages=(*opened.messages, *messages, *told),
        options=options,
        opened=opened,
        data_version=version,
        writes=tuple(writes),
        facts=tuple(facts),
    )


def _planner(
    session: Session,
    actor: Actor,
    document: FrameworkDocument,
    headings: Headings,
    rows: Sequence[ReadRow],
    options: Options,
    clock: Clock,
) -> Planner:
    drafts = [row.parsed.draft for row in rows if row.parsed is not None]
    stored = load_stored(
        session,
        document.code,
        indicators={draft.indicator for draft in drafts},
        countries={draft.country for draft in drafts},
    )
    today, closings = clock.today(document.timezone), load_closings(session, document.code)
    return Planner(document, headings, actor, today, options.reason, keyed(stored), closings)


def _again(session: Session, actor: Actor, found: Found, clock: Clock) -> Found:
    """The preview once more, against what stands now; refused where something else would become of the rows."""
    now = _examine(session, actor, found.opened, found.options, clock)
    if _fate(now.outcomes) != _fate(found.outcomes) or now.facts != found.facts or now.writes != found.writes:
        raise Conflict(
            "The data changed since the preview, and something else would become of the rows now.",
            remedy="Look at the preview again.",
        )
    return now


def _fate(outcomes: Sequence[Outcome]) -> list[tuple[int, RowState]]:
    return [(outcome.row.number, outcome.state) for outcome in outcomes]


def _save_facts(store: Store, actor: Actor, found: Found, clock: Clock) -> Found:
    with store.reading() as session:
        now = found if head.data_version(session) == found.data_version else _again(session, actor, found, clock)
    reason = " ".join(filter(None, (found.options.reason, f"Import of {len(now.outcomes)} rows.")))
    set_facts(store, actor, now.facts, framework=now.options.framework, reason=reason)
    return replace(now, saved=len(now.facts))


def _write(session: Session, actor: Actor, found: Found, *, approve: bool, batch_id: int | None) -> None:
    states = [ReviewState.SUBMITTED, ReviewState.APPROVED] if approve else [ReviewState.SUBMITTED]
    revisions = [_revision(write) for write in found.writes]
    revision_ids = write_revisions(
        session,
        found.options.framework,
        revisions,
        moment=head.moment(session),
        account_id=actor.account_id,
        reason=found.options.reason,
        states=states,
    )
    head.touch(session)
    if batch_id is not None:
        import_batches.mark_saved(session, batch_id, head.moment(session), written=len(revisions))
        import_batches.add_revisions(session, batch_id, revision_ids)
    said = {
        "rows": len(found.outcomes),
        "measurements": len(revisions),
        "revised": sum(write.stored is not None for write in found.writes),
        "state": states[-1].value,
        "sha256": _hash(found.writes),
    }
    subject = f"framework {found.options.framework}"
    audit(session, actor, "import measurements", subject, after=said, reason=found.options.reason)


def _revision(write: Write) -> NewRevision:
    draft, stored = write.draft, write.stored
    return NewRevision(
        series_of=(draft.indicator, draft.country, draft.organisation),
        period_start=draft.period_start,
        period_end=draft.period_end,
        measurement_id=None if stored is None else stored.measurement_id,
        total=dict(zip(_TOTAL, _stated(draft), strict=True)),
        parts={(part.dimension, part.category): dict(zip(_PART, _part(part), strict=True)) for part in draft.parts},
    )


def _hash(writes: Sequence[Write]) -> str:
    """The SHA-256 of everything that an import writes, one JSON text a line, so that the audit log can prove it."""
    found = hashlib.sha256()
    for write in writes:
        found.update(write.draft.model_dump_json().encode() + b"\n")
    return found.hexdigest()
