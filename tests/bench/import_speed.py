"""An import of 100,000 new measurements into SQLite: its preview, and its preview with saving.

Baselines, each in a process of its own on the same file, in turns: frictionless' validation with a schema (types,
required, enum, pattern, primaryKey) for the preview; for preview and saving django-import-export's bulk import into one
table with the same columns, at the best of several batch sizes, and raw insertion by executemany of sqlite3 of the rows
that the saving wrote into the very tables (measurements, revisions, review events, kept values).
"""

import argparse
import contextlib
import importlib.util
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLES = ("series", "measurement", "revision", "review_event", "kept")
BATCH_SIZES = (500, 1_000, 5_000, 20_000)


@dataclass(frozen=True)
class Took:
    """How long something took.

    Attributes:
        seconds: by the clock on the wall.
        busy: of the processor, which other programs on the machine disturb far less.
    """

    seconds: float
    busy: float


def timed(work: Callable[[], object]) -> Took:
    """Do some work and say how long it took."""
    started = time.perf_counter(), time.process_time()
    work()
    return Took(time.perf_counter() - started[0], time.process_time() - started[1])


def preview(folder: Path, rows: int) -> Took:
    """The product's preview."""
    return _imported(folder, rows, saved=False)


def save(folder: Path, rows: int) -> Took:
    """The product's preview and saving, approved, so that kept values are written as well."""
    return _imported(folder, rows, saved=True)


def _imported(folder: Path, rows: int, *, saved: bool) -> Took:
    from tests.support import bench_world
    from toc.exchange.raw_tables import Limits
    from toc.model.query import SYSTEM
    from toc.services import importing
    from toc.services.steps.import_options import Options
    from toc.services.steps.opening import HowToOpen

    store = bench_world.empty_store(folder / "product.db", rows)
    options = Options(bench_world.CODE, how=HowToOpen(limits=Limits(rows=rows + 1)))
    found: list[importing.Found] = []

    def work() -> None:
        data = (folder / "file.csv").read_bytes()
        found.append(importing.preview(store, SYSTEM, data, options, clock=bench_world.CLOCK))
        if saved:
            found.append(importing.save(store, SYSTEM, found[0], clock=bench_world.CLOCK, approve=True))

    took = timed(work)
    if (found[0].new, found[-1].saved) != (rows, rows if saved else None):
        raise RuntimeError(f"Of {rows} rows {found[0].new} are new, {found[-1].saved} saved.")
    store.engine.dispose()
    return took


def frictionless(folder: Path, rows: int) -> Took:
    """Validation of the file by frictionless."""
    from frictionless import Resource, Schema

    from tests.support import bench_world

    need, least = {"required": True}, {"minimum": 0}
    fields = {
        "indicator_code": ("string", {**need, "pattern": r"B1\.[0-9]+"}),
        "country": ("string", {**need, "enum": list(bench_world.COUNTRIES)}),
        "organisation": ("string", {**need, "enum": [f"ORG-{code}" for code in bench_world.COUNTRIES]}),
        "period": ("string", {**need, "pattern": "[0-9]{4}-[0-9]{2}"}),
        "value": ("number", least),
        "numerator": ("number", least),
        "denominator": ("number", least),
        "sample_size": ("integer", {"minimum": 1}),
        "evidence_grade": ("string", {"enum": list(bench_world.GRADES)}),
        "source": ("string", {}),
        "note": ("string", {}),
    }
    described = [{"name": name, "type": kind, "constraints": rules} for name, (kind, rules) in fields.items()]
    schema = Schema.from_descriptor({"fields": described, "primaryKey": list(fields)[:4]})
    os.chdir(folder)
    reports = []
    took = timed(lambda: reports.append(Resource(path="file.csv", schema=schema).validate()))
    if not reports[0].valid or reports[0].tasks[0].stats["rows"] != rows:
        raise RuntimeError("frictionless does not find the file valid.")
    return took


def bulk(folder: Path, rows: int, batch_size: int = 1_000) -> Took:
    """django-import-export's bulk import, with everything off that its manual says takes time."""
    import django
    from django.conf import settings

    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "bulk.db")}
    settings.configure(DATABASES={"default": database}, INSTALLED_APPS=["import_export"], USE_TZ=True)
    django.setup()
    import tablib
    from django.db import connection, models
    from import_export import resources

    from tests.support import bench_world

    names = bench_world.COLUMNS
    numbers = {name: models.DecimalField(max_digits=28, decimal_places=8, null=True) for name in names[4:7]}
    texts = {name: models.TextField(default="") for name in (*names[:4], *names[8:])}
    meta = type("Meta", (), {"app_label": "bench"})
    columns = {**texts, **numbers, "sample_size": models.IntegerField(null=True)}
    row = type("Row", (models.Model,), {**columns, "Meta": meta, "__module__": __name__})
    options = {"model": row, "use_bulk": True, "batch_size": batch_size, "skip_diff": True, "force_init_instance": True}
    rules = type("Meta", (), {**options, "fields": names, "use_transactions": True, "report_skipped": False})
    resource = type("RowResource", (resources.ModelResource,), {"Meta": rules})()
    with connection.schema_editor() as editor:
        editor.create_model(row)

    def work() -> None:
        dataset = tablib.Dataset().load((folder / "file.csv").read_text(encoding="utf-8"), format="csv")
        resource.import_data(dataset, dry_run=False, raise_errors=True)

    took = timed(work)
    if row.objects.count() != rows:
        raise RuntimeError("The bulk import did not write every row.")
    return took


def raw(folder: Path, rows: int) -> Took:
    """Raw insertion of the rows that the product wrote, in one transaction with the same care for the disk."""
    from tests.support import bench_world

    with contextlib.closing(sqlite3.connect(folder / "written.db")) as written:
        held = {table: written.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}  # noqa: S608
    bench_world.empty_store(folder / "raw.db", rows).engine.dispose()
    with contextlib.closing(sqlite3.connect(folder / "raw.db", isolation_level=None)) as connection:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

        def work() -> None:
            connection.execute("BEGIN IMMEDIATE")
            for table, found in held.items():
                marks = ", ".join("?" * len(found[0]))
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", found)  # noqa: S608
            connection.execute("COMMIT")

        return timed(work)


PARTS: dict[str, Callable[..., Took]] = {
    function.__name__: function for function in (preview, save, frictionless, bulk, raw)
}


def run(part: str, folder: Path, rows: int, *more: int) -> Took:
    """One measurement in a process of its own."""
    command = [sys.executable, __file__, "--part", part, "--folder", str(folder), "--rows", str(rows)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [*command, *(f"--batch={size}" for size in more)],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    for file in folder.glob("*.db*"):
        if part == "save" and file.name.startswith("product"):
            file.replace(folder / file.name.replace("product", "written"))
        elif not file.name.startswith("written"):
            file.unlink()
    seconds, busy = map(float, done.stdout.split()[-2:])
    return Took(seconds, busy)


def measured(rows: int, rounds: int) -> dict[str, list[Took]]:
    """How long each part took, the parts taking turns."""
    from tests.support import bench_world

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bench_world.write_file(folder / "file.csv", rows)
        sizes = {size: run("bulk", folder, rows, size).busy for size in BATCH_SIZES}
        best = min(sizes, key=lambda size: sizes[size])
        print(f"bulk import by batch size: {', '.join(f'{size}: {took:.1f} s' for size, took in sizes.items())}")
        found: dict[str, list[Took]] = {part: [] for part in PARTS}
        for _ in range(rounds):
            for part in PARTS:
                found[part].append(run(part, folder, rows, *([best] if part == "bulk" else [])))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--batch", type=int)
    given, _ = parser.parse_known_args()
    if given.part:
        took = PARTS[given.part](given.folder, given.rows, *([given.batch] if given.batch else []))
        print(took.seconds, took.busy)
        return
    if not all(importlib.util.find_spec(name) for name in ("frictionless", "import_export")):
        sys.exit("frictionless and django-import-export are needed to compare with: make bench installs them.")
    show(measured(given.rows, given.rounds), given.rows)


def show(found: dict[str, list[Took]], rows: int) -> None:
    """Print what was measured, and the ratios by the clock and by the processor."""
    wall = {part: statistics.median(took.seconds for took in all_of) for part, all_of in found.items()}
    busy = {part: statistics.median(took.busy for took in all_of) for part, all_of in found.items()}
    rounds = len(found["save"])
    print(
        f"{rows} rows, medians of {rounds}; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    )
    for part in PARTS:
        print(f"{part}: {wall[part]:.2f} s by the clock, {busy[part]:.2f} s of the processor")
    for what, one, other, wanted in (
        ("time of the preview to frictionless", "preview", "frictionless", "at most 2"),
        ("rows a second, preview and saving to bulk import", "bulk", "save", "at least 1.5"),
        ("rows a second, preview and saving to raw insertion", "raw", "save", "at least 0.25"),
    ):
        clock, processor = wall[one] / wall[other], busy[one] / busy[other]
        print(f"{what}: {clock:.2f} by the clock, {processor:.2f} by the processor ({wanted} wanted)")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
