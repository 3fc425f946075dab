"""The command line `toc`: each command calls a service; errors are one sentence on standard error, exit code 2."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer

from toc.cli_backup import backup, restore
from toc.cli_parts import AsJson, open_store, say
from toc.cli_user import user
from toc.config import DEMO_TODAY, load_settings
from toc.errors import Invalid, TocError
from toc.exchange.framework_file import read_framework, to_json
from toc.model.query import ALL, SYSTEM, Clock, Query
from toc.model.terms import Permission
from toc.services import (
    administering,
    analysing,
    checking,
    deliverables,
    importing,
    loading,
    preparing,
    reminding,
    reporting,
    transferring,
)
from toc.services.permissions import require
from toc.services.steps import import_options
from toc.store.database import Store

app = typer.Typer(
    help="Impact monitoring for a Theory of Change: serve the app, load frameworks, import, export, check.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(user, name="user")
app.command(epilog="Example: toc backup backup-2027-12-31.db")(backup)
app.command(epilog="Example: TOC_DATABASE_URL=sqlite:///data/new.db toc restore backup-2027-12-31.db")(restore)

FrameworkCode = Annotated[
    str | None, typer.Option("--framework", help="Code of the framework; needed where more than one is loaded.")
]
OutputFile = Annotated[Path | None, typer.Option("--output", "-o", help="File to write; standard output without it.")]


def main() -> None:
    """Run the command line; every error that people can act on ends as one sentence and exit code 2."""
    try:
        app(standalone_mode=True)
    except TocError as error:
        _fail(error)


def _fail(error: TocError) -> NoReturn:
    text = " ".join(part for part in (error.message, error.remedy) if part)
    typer.echo(text, err=True)
    raise SystemExit(2)


def _framework(store: Store, chosen: str | None) -> str:
    return analysing.choose_framework(store, SYSTEM, chosen)


@app.command(epilog="Example: toc serve --demo")
def serve(
    demo: Annotated[bool, typer.Option(help="Add invented targets and measurements, and demo accounts.")] = False,
    develop: Annotated[bool, typer.Option(help="For developers: reload on change, details of errors.")] = False,
) -> None:
    """Bring the schema up to date, load CREDEX into an empty store, start the app."""
    from app.server import serve as start

    settings = load_settings(demo=demo or None)
    store = Store(settings.database_url)
    store.upgrade()
    for line in preparing.prepare(store, demo=Clock(DEMO_TODAY) if settings.demo else None):
        typer.echo(line)
    if settings.demo and settings.on_loopback:
        _say_accounts(administering.make_demo_accounts(store, settings, clock=Clock()))
    typer.echo(f"The app: http://{settings.address}:{settings.port}")
    sys.stdout.flush()
    start(settings, develop=develop)


def _say_accounts(accounts: Iterable[administering.AccountDraft]) -> None:
    typer.echo(f"Demo accounts, password “{administering.DEMO_PASSWORD}”:")
    for account in accounts:
        typer.echo(f"  {account.email:26}{account.role.label}")


@app.command(epilog="Example: toc migrate --check")
def migrate(
    check: Annotated[bool, typer.Option("--check", help="Only say whether the schema is current.")] = False,
) -> None:
    """Bring the store's schema up to date."""
    store = Store(load_settings().database_url)
    if check and not store.current():
        raise Invalid("The store's schema is not up to date.", remedy="Run: toc migrate")
    if not check:
        store.upgrade()
    typer.echo("The schema is current.")


@app.command(epilog="Example: toc load credex --demo")
def load(
    source: Annotated[str, typer.Argument(help="credex, or a JSON document, or a folder of CSV files.")],
    demo: Annotated[bool, typer.Option(help="Add the invented targets and measurements (CREDEX only).")] = False,
    preview: Annotated[bool, typer.Option("--preview", help="Say what would change, write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Load a framework with its facts, or update it: what is unchanged in the file stays untouched."""
    settings = load_settings()
    store = open_store(settings) if preview else Store(settings.database_url)
    if not preview:
        store.upgrade()
    document = read_framework(loading.CREDEX if source == "credex" else Path(source))
    found = transferring.preview_document(store, SYSTEM, document, clock=Clock(settings.fixed_today))
    if preview:
        say(as_json, found.as_json(), *found.lines())
        return
    result = loading.load_framework(store, SYSTEM, document, reason="toc load")
    lines = (*(result.changes or ("Nothing to change.",)), *found.taken_back_lines())
    say(as_json, {**asdict(result), "taken_back": found.as_json()["taken_back"]}, *lines)
    for line in preparing.load_demo(store, clock=Clock(DEMO_TODAY)) if demo else ():
        typer.echo(line, err=as_json)


@app.command("import", epilog="Example: toc import measurements.csv --as anna@example.org --preview")
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, help="CSV file of measurements, or of targets with --kind targets."
        ),
    ],
    kind: Annotated[str, typer.Option(help="measurements or targets.")] = "measurements",
    email: Annotated[str | None, typer.Option("--as", help="Act as this account; else as the administrator.")] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Say what would happen, write nothing.")] = False,
    save_good: Annotated[
        bool, typer.Option("--save-good", help="Save the good rows though others are refused.")
    ] = False,
    approve: Annotated[bool, typer.Option("--approve", help="Approve what is imported (needs the right to).")] = False,
    decimal: Annotated[str | None, typer.Option(help="The file's decimal mark: comma or point.")] = None,
    dates: Annotated[str | None, typer.Option(help="What comes first in dates like 03/04/2026: day or month.")] = None,
    targets_are: Annotated[str, typer.Option(help="Targets of a flow are: yearly or running.")] = "",
    percent: Annotated[str, typer.Option(help="Plain numbers up to 1 are: percent or fraction.")] = "",
    sheet: Annotated[str | None, typer.Option(help="The spreadsheet's sheet to read.")] = None,
    header_row: Annotated[int | None, typer.Option(help="The row of the headings.")] = None,
    encoding: Annotated[str | None, typer.Option(help="The letters of a CSV file, such as cp1252.")] = None,
    wide: Annotated[str, typer.Option(help="One column for each: period or country.")] = "",
    reason: Annotated[str, typer.Option(help="Why values change, or why a running total falls.")] = "",
    report: Annotated[Path | None, typer.Option(help="Write the row report to this CSV file.")] = None,
    framework: FrameworkCode = None,
    as_json: AsJson = False,
) -> None:
    """Import measurements or targets: all rows or none, unless the good ones are asked for."""
    settings = load_settings()
    store = open_store(settings)
    clock = Clock(settings.fixed_today)
    actor = administering.actor_by_email(store, email) if email else SYSTEM
    # fmt: off
    choices = import_options.Choices(
        decimal=decimal, dates=dates, targets_are=targets_are, percent=percent, sheet=sheet, header_row=header_row,
        encoding=encoding, wide=wide, reason=reason,
    )
    # fmt: on
    limits = import_options.limits_of(settings.import_limits)
    options = choices.options(_framework(store, framework), import_options.kind_of(kind), limits)
    found = importing.preview(store, actor, file.read_bytes(), options, clock=clock)
    if not preview:
        found = importing.save(store, actor, found, save_good=save_good, approve=approve, clock=clock)
    if report:
        report.write_bytes(importing.row_report(found))
    say(as_json, found.as_json(), *found.lines())
    if found.refused:
        raise SystemExit(2)


@app.command(epilog="Example: toc export progress --country IT --as-of 2027-12-31 -o progress.csv")
def export(
    kind: Annotated[
        str,
        typer.Argument(help="measurements, targets, progress, objectives, framework, workbook, document or package."),
    ],
    country: Annotated[str, typer.Option(help="Only this country's rows; ALL is every country.")] = ALL,
    horizon: Annotated[str | None, typer.Option(help="Only this horizon's rows.")] = None,
    as_of: Annotated[str | None, typer.Option(help="The date to look at, YYYY-MM-DD; today without it.")] = None,
    known_at: Annotated[str | None, typer.Option(help="Moment up to which records count, with zone.")] = None,
    include_unapproved: Annotated[
        bool, typer.Option("--include-unapproved", help="Count values not approved.")
    ] = False,
    decimal_comma: Annotated[bool, typer.Option("--decimal-comma", help="Semicolons and decimal commas.")] = False,
    output: OutputFile = None,
    framework: FrameworkCode = None,
) -> None:
    """Write a public CSV file, the framework as JSON, the workbook, the Word report, or the package of all of them."""
    settings = load_settings()
    store = open_store(settings)
    code = _framework(store, framework)
    if kind == "framework":
        _write(output, [to_json(analysing.document(store, SYSTEM, code)).encode()])
        return
    query = Query(
        framework=code,
        as_of=_date(as_of) or analysing.today(store, SYSTEM, code, Clock(settings.fixed_today)),
        country=country.upper(),
        horizon=horizon,
        known_at=_moment(known_at),
        include_unapproved=include_unapproved,
    )
    if kind in deliverables.MAKERS:
        _write(output, [deliverables.make(store, SYSTEM, kind, query).body])
        return
    _write(output, reporting.report(store, SYSTEM, kind, query).csv(decimal_comma=decimal_comma))


def _write(output: Path | None, pieces: Iterable[bytes]) -> None:
    if output is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    with output.open("wb") as file:
        file.writelines(pieces)


Parsed = TypeVar("Parsed")


def _parsed(text: str | None, read: Callable[[str], Parsed], field: str, like: str) -> Parsed | None:
    if text is None:
        return None
    try:
        return read(text)
    except ValueError as error:
        raise Invalid(
            "{text} is not a date or moment for {field}.",
            field=field,
            remedy="Write it like {like}.",
            details={"text": text, "field": field, "like": like},
        ) from error


def _date(text: str | None) -> date | None:
    return _parsed(text, date.fromisoformat, "--as-of", "2027-12-31")


def _moment(text: str | None) -> datetime | None:
    found = _parsed(text, datetime.fromisoformat, "--known-at", "2027-12-31T12:00:00Z")
    if found is not None and found.tzinfo is None:
        raise Invalid(
            "{text} has no time zone.",
            field="--known-at",
            remedy="Add Z for UTC.",
            details={"text": text},
        )
    return found


@app.command(epilog="Example: toc check --rebuild")
def check(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Write kept values anew from the measurements.")] = False,
    as_json: AsJson = False,
) -> None:
    """Recompute what is kept and compare; check constraints, orphans and the audit chain."""
    require(SYSTEM, Permission.ADMINISTER)
    result = checking.check(open_store(load_settings()), rebuild=rebuild)
    say(as_json, asdict(result), *(result.problems or ("The store is sound.",)), *result.notes)
    if result.problems:
        raise SystemExit(1)


@app.command(epilog="Example: toc remind --dry-run")
def remind(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be mailed.")] = False,
) -> None:
    """Mail everybody who wants it what is due: one mail for each person, never the same twice in a week."""
    settings = load_settings()
    clock = Clock(settings.fixed_today)
    found = reminding.send_digests(open_store(settings), SYSTEM, settings=settings, clock=clock, dry_run=dry_run)
    for line in found.lines(texts=dry_run):
        typer.echo(line)
    if found.failed:
        raise SystemExit(2)
