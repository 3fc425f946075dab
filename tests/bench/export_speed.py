"""Export of 1,000,000 measurements to measurements.csv: its time and how much more memory it takes.

Baseline: the program `sqlite3` with -csv, giving the same 25 columns of the same store; where it is not installed,
Python's sqlite3 with its csv writer, said so. Each runs in a process of its own.
"""

import argparse
import contextlib
import csv
import gc
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PER_SERIES = 400
QUERY = """
SELECT f.code AS framework, i.code AS indicator_code, i.name AS indicator_name, s.country,
    o.short_name AS organisation, substr(m.period_start, 1, 7) AS period, m.period_start, m.period_end, s.dimension,
    s.category, r.value, r.numerator, r.denominator, i.unit, iif(r.nothing_to_report, 'yes', 'no') AS nothing_to_report,
    r.sample_size, r.evidence_grade, r.source, r.source_url, r.note, e.state AS review_state, r.number AS revision,
    r.recorded_at, e.at AS approved_at, iif(r.invented, 'yes', 'no') AS invented
FROM series s
JOIN indicator i ON i.id = s.indicator_id
JOIN framework f ON f.id = i.framework_id
JOIN organisation o ON o.id = s.organisation_id
JOIN measurement m ON m.series_id = s.id
JOIN revision r ON r.measurement_id = m.id
JOIN review_event e ON e.id = (SELECT max(x.id) FROM review_event x WHERE x.revision_id = r.id)
WHERE f.code = 'BENCH' AND s.dimension = '' AND e.state = 'approved'
ORDER BY i.position, s.country, o.short_name, m.period_end
"""


def product(folder: Path) -> None:
    """The product's export, as its route streams it."""
    from tests.support import bench_world
    from toc.model.query import SYSTEM, Query
    from toc.services import reporting
    from toc.store.database import Store

    store = Store(f"sqlite:///{folder / 'big.db'}")
    query = Query(bench_world.CODE, bench_world.CLOCK.today("UTC"))
    # A first, small file loads what every server has loaded long before.
    b"".join(reporting.report(store, SYSTEM, "targets", query).csv())
    gc.freeze()  # as the server does after its start
    before, started = _peak(), (time.perf_counter(), time.process_time())
    with (folder / "out.csv").open("wb") as file:
        for piece in reporting.report(store, SYSTEM, "measurements", query).csv():
            file.write(piece)
    print(time.perf_counter() - started[0], time.process_time() - started[1], _peak() - before)


def program(folder: Path) -> None:
    """The baseline."""
    started = time.perf_counter()
    with (folder / "out.csv").open("wb") as file:
        if shutil.which("sqlite3"):
            subprocess.run(["sqlite3", "-csv", "-header", str(folder / "big.db"), QUERY], stdout=file, check=True)
        else:
            _written_by_python(folder)
    seconds, used = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = used.ru_utime + used.ru_stime or time.process_time()
    print(seconds, busy, 0)


def _written_by_python(folder: Path) -> None:
    with (
        contextlib.closing(sqlite3.connect(folder / "big.db")) as connection,
        (folder / "out.csv").open("w", newline="", encoding="utf-8") as file,
    ):
        rows = connection.execute(QUERY)
        writer = csv.writer(file)
        writer.writerow([column[0] for column in rows.description])
        writer.writerows(rows)


def _peak() -> float:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


PARTS = {"product": product, "program": program}


def run(part: str, folder: Path, rows: int) -> tuple[float, float, float]:
    """One export in a process of its own: seconds by the clock, of the processor, MB more."""
    command = [sys.executable, __file__, "--part", part, "--folder", str(folder)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    with (folder / "out.csv").open("rb") as file:
        lines = sum(1 for _ in file)
    if lines != rows + 1:
        raise RuntimeError(f"{part} wrote {lines} lines for {rows} measurements.")
    seconds, busy, more = map(float, done.stdout.split())
    return seconds, busy, more


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--folder", type=Path)
    given, _ = parser.parse_known_args()
    if given.part:
        PARTS[given.part](given.folder)
        return
    from tests.support import bench_world

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        series = max(1, given.rows // PER_SERIES // len(bench_world.COUNTRIES)) * len(bench_world.COUNTRIES)
        bench_world.full_store(folder / "big.db", series, PER_SERIES).engine.dispose()
        rows = series * PER_SERIES
        turns = [{part: run(part, folder, rows) for part in PARTS} for _ in range(given.rounds)]
    found = {part: [turn[part] for turn in turns] for part in PARTS}
    wall, busy, more = ({p: statistics.median(one[n] for one in ones) for p, ones in found.items()} for n in range(3))
    baseline = "sqlite3 -csv" if shutil.which("sqlite3") else "Python's sqlite3 and csv writer"
    print(f"{rows} measurements; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print(f"export: {wall['product']:.1f} s by the clock, {busy['product']:.1f} s of the processor")
    print(f"{baseline}: {wall['program']:.1f} s by the clock, {busy['program']:.1f} s of the processor")
    clock, processor = wall["product"] / wall["program"], busy["product"] / busy["program"]
    print(f"ratio: {clock:.2f} by the clock, {processor:.2f} by the processor (at most 4 wanted)")
    print(f"memory: {more['product']:.0f} MB more at its peak (at most 30 wanted)")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
