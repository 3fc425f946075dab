"""Frameworks as files: download one, look at what a file would change, load it, begin with an example or with nothing.

Source: files-and-commands.md, Command line (`toc load`); product.md (Manage, Framework).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from toc.errors import Conflict, Fault, Invalid, NotFound
from toc.exchange.framework_file import read_framework, to_json
from toc.exchange.framework_writer import read_framework_bytes, to_zip
from toc.exchange.writers import file_name
from toc.model.document import FrameworkDocument
from toc.model.query import Actor, Clock
from toc.model.terms import Permission
from toc.services.loading import load_framework, with_file
from toc.services.permissions import require, visible_countries
from toc.services.steps.definition_change import LoadResult
from toc.services.steps.definition_rules import find_change_faults, find_faults
from toc.services.steps.effects import Effect
from toc.services.steps.plan_effect import effect_of_definition
from toc.services.steps.versions import version_of
from toc.services.steps.visibility import seen_document
from toc.store import framework_history, frameworks, snapshots
from toc.store.database import Session, Store
from toc.store.frameworks import Change
from toc.store.panel import load_panel
from toc.store.series import find_used

EXAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "example"
"""A small invented framework, with an explanation of its files."""

JSON, FOLDER = "json", "zip"
_TAKEN_OVER = (
    "timezone",
    "grace_days",
    "tolerance_points",
    "consortium_organisation",
    "open_to_partners",
    "levels",
    "horizons",
    "dimensions",
    "countries",
    "organisations",
)
"""What a new framework has from the one whose shape it takes."""

MEDIA_TYPES = {JSON: "application/json", FOLDER: "application/zip"}


@dataclass(frozen=True)
class File:
    """A framework as a file.

    Attributes:
        name: of the file.
        body: its bytes.
        media_type: of the bytes.
    """

    name: str
    body: bytes
    media_type: str


@dataclass(frozen=True)
class FilePreview:
    """What a file would do to a framework; nothing is kept.

    Attributes:
        document: as the file says.
        is_new: the store has no framework of that code.
        seen: the version that it was compared with; empty for a new one.
        changes: what differs, part by part; empty for a new one and where nothing does.
        taken_back: those of the changes that undo what was set in the app since a file was loaded last.
        effect: the figures that would move; None for a new framework.
    """

    document: FrameworkDocument
    is_new: bool
    seen: str
    changes: tuple[Change, ...]
    taken_back: tuple[Change, ...]
    effect: Effect | None

    def lines(self) -> tuple[str, ...]:
        """What the command line says of it."""
        if self.is_new:
            return (f"{self.document.code} would be a new framework.",)
        told = [str(change) for change in self.changes] or ["Nothing to change."]
        moved = len(self.effect.moves) if self.effect else 0
        return (*told, *self.taken_back_lines(), f"Figures that move: {moved}.")

    def taken_back_lines(self) -> tuple[str, ...]:
        """What was set in the app, by a person or an import, and is another again."""
        return tuple(f"Takes back what was set in the app: {change}" for change in self.taken_back)

    def as_json(self) -> dict[str, object]:
        """What the command line says of it, for programs."""
        return {
            "framework": self.document.code,
            "is_new": self.is_new,
            "changes": [str(change) for change in self.changes],
            "taken_back": [str(change) for change in self.taken_back],
            "figures_moved": len(self.effect.moves) if self.effect else 0,
        }


@dataclass(frozen=True)
class NewFramework:
    """A framework to begin with nothing in its grid.

    Attributes:
        code: what files and addresses call it; stays as it is.
        start_year: the year that counts as year 1 of the horizons.
        baseline_date: values are measured against the state on this date.
        like: code of a framework whose levels, horizons, countries, organisations and dimensions it takes over.
    """

    code: str
    name: str
    start_year: int
    baseline_date: date
    like: str


def framework_file(store: Store, actor: Actor, framework: str, kind: str) -> File:
    """A framework as a JSON document or as a packed folder of CSV tables, with the facts that the person may see.

    Raises:
        NotAllowed: the actor may not download.
        NotFound: there is no such framework, or no such kind of file.
    """
    require(actor, Permission.EXPORT)
    with store.reading() as session:
        document = frameworks.current_document(session, framework)
    seen = seen_document(document, actor, visible_countries(actor, document))
    return _file(seen, kind)


def example_file(actor: Actor, kind: str) -> File:
    """A small invented framework to begin with; the packed folder has an explanation of its files.

    Raises:
        NotAllowed: the actor may not download.
        NotFound: there is no such kind of file.
    """
    require(actor, Permission.EXPORT)
    return _file(read_framework(EXAMPLE), kind, {"README.md": (EXAMPLE / "README.md").read_bytes()})


def preview_file(store: Store, actor: Actor, name: str, body: bytes, *, clock: Clock) -> FilePreview:
    """What a file would change: parts, figures, and what was set in the app that it would take back.

    Args:
        store: where the framework is, or will be.
        actor: needs the permission to plan.
        name: of the file.
        body: a JSON document or a packed folder of CSV tables.
        clock: says what today is.

    Raises:
        NotAllowed: the actor may not plan.
        Invalid: every fault at once, with file, row and column, or with the part that breaks a rule.
    """
    require(actor, Permission.PLAN)
    return preview_document(store, actor, read_framework_bytes(name, body), clock=clock)


def preview_document(store: Store, actor: Actor, document: FrameworkDocument, *, clock: Clock) -> FilePreview:
    """What loading a document would change. Raises like `preview_file`."""
    require(actor, Permission.PLAN)
    with store.reading() as session:
        before = frameworks.find_document(session, document.code)
        if before is None:
            _refuse(find_faults(with_file(None, document, ())))
            return FilePreview(document, True, "", (), (), None)
        after = with_file(before, document, frameworks.find_facts_from_file(session, document.code))
        _refuse([*find_faults(after), *find_change_faults(before, after, find_used(session, document.code))])
        changes = frameworks.compare_documents(before, after)
        undone = _taken_back(session, before, changes)
        panel = load_panel(session, document.code)
        reports = snapshots.list_snapshots(session, document.code)
    as_of = clock.today(before.timezone)
    effect = effect_of_definition(panel, after, as_of, reports) if changes else Effect(as_of, ())
    return FilePreview(document, False, version_of(before), changes, undone, effect)


def load_file(store: Store, actor: Actor, name: str, body: bytes, *, reason: str, seen: str) -> LoadResult:
    """Load a file that was looked at: all of it or nothing.

    Args:
        store: where it goes.
        actor: needs the permission to plan.
        name: of the file.
        body: its bytes.
        reason: why, kept with the framework and in the audit log.
        seen: the version of the framework that the preview compared the file with; empty for a new one.

    Raises:
        NotAllowed: the actor may not plan.
        Conflict: somebody else has changed the framework since.
        Invalid: every fault at once; also a missing reason.
    """
    require(actor, Permission.PLAN)
    if not reason.strip():
        raise Invalid("The reason is missing.", field="reason", remedy="Say in a few words why it changes.")
    document = read_framework_bytes(name, body)
    return load_framework(store, actor, document, reason=f"{reason.strip()} (file {name})", seen=seen)


def start_framework(store: Store, actor: Actor, draft: NewFramework) -> LoadResult:
    """Begin a framework: the shape of another one without its objectives, indicators, baselines and targets.

    Raises:
        NotAllowed: the actor may not plan.
        NotFound: there is no framework to take the shape from.
        Conflict: there is a framework of that code, in any spelling of small and capital letters.
        Invalid: every fault at once, each with its field.
    """
    require(actor, Permission.PLAN)
    with store.reading() as session:
        shape = frameworks.current_document(session, draft.like)
        codes = {code.casefold() for code, _ in frameworks.list_frameworks(session)}
    if draft.code.strip().casefold() in codes:
        raise Conflict(
            "There is a framework {code} already.",
            field="code",
            remedy="Choose another code.",
            details={"code": draft.code.strip()},
        )
    document = _begun(draft, shape)
    return load_framework(store, actor, document, reason=f"Begun with the shape of {shape.code}", seen="")


def _begun(draft: NewFramework, shape: FrameworkDocument) -> FrameworkDocument:
    code, name = draft.code.strip(), " ".join(draft.name.split())
    faults = [
        Fault(field, "This is empty: {field}.", {"field": field}, "Fill it in.")
        for field, text in (("code", code), ("name", name))
        if not text
    ]
    if code and not code.replace("-", "").replace(".", "").isalnum():
        text = "“{text}” cannot be a code."
        faults.append(Fault("code", text, {"text": code[:60]}, "Use up to 40 letters, digits, dots and hyphens."))
    _refuse(faults)
    values: dict[str, Any] = {field: getattr(shape, field) for field in _TAKEN_OVER}
    years = draft.start_year - shape.start_year
    values["horizons"] = tuple(
        part.model_copy(update={"review_date": _later(part.review_date, years)}) for part in shape.horizons
    )
    values |= {"code": code, "name": name, "start_year": draft.start_year, "baseline_date": draft.baseline_date}
    try:
        return FrameworkDocument.model_validate({**values, "objectives": (), "indicators": ()})
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        details = {"text": str(problem["input"])[:60], "reason": problem["msg"]}
        field = str(problem["loc"][0]) if problem["loc"] else None
        text = "“{text}” does not fit: {reason}."
        raise Invalid(text, field=field, remedy="Correct it.", details=details) from error


def _later(day: date | None, years: int) -> date | None:
    """A day some years later; a leap day becomes the last of its month."""
    if day is None:
        return None
    return date(day.year + years, day.month, min(day.day, 28) if day.month == 2 else day.day)


def _file(document: FrameworkDocument, kind: str, more: dict[str, bytes] | None = None) -> File:
    if kind not in MEDIA_TYPES:
        details = {"kind": kind[:20], "kinds": ", ".join(MEDIA_TYPES)}
        raise NotFound("There is no file of the kind {kind}.", remedy="Take one of: {kinds}.", details=details)
    body = to_json(document).encode() if kind == JSON else to_zip(document, more)
    return File(file_name(document.code, "framework", extension=kind), body, MEDIA_TYPES[kind])


def _taken_back(session: Session, before: FrameworkDocument, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Those of a file's changes that undo what was set in the app since the last file."""
    loaded = framework_history.find_loaded_document(session, before.code)
    if loaded is None or not changes:
        return ()
    since = {(change.what, change.name): change for change in frameworks.compare_documents(loaded, before)}
    undone = []
    for change in changes:
        made = since.get((change.what, change.name))
        if made is None or change.kind == "reordered":
            continue
        if change.kind == made.kind == "changed":
            columns = {column for column, _, _ in made.fields}
            fields = tuple(field for field in change.fields if field[0] in columns)
            if fields:
                undone.append(replace(change, fields=fields))
        else:
            undone.append(change)
    return tuple(undone)


def _refuse(faults: Sequence[Fault]) -> None:
    if faults:
        raise Invalid(faults=faults)
