"""A large invented framework for benchmarks: its document, a file of measurements, a store with a million of them."""

import contextlib
import csv
import random
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from toc.model.document import (
    CountryDef,
    FactDef,
    FrameworkDocument,
    HorizonDef,
    IndicatorDef,
    LevelDef,
    ObjectiveDef,
    OrganisationDef,
)
from toc.model.query import SYSTEM, Clock
from toc.model.terms import Combination, Direction, FactKind, Frequency, Measure, OverTime
from toc.services.loading import load_framework
from toc.store.database import Store

CODE = "BENCH"
CLOCK = Clock(date(2028, 3, 1))
COUNTRIES = tuple("AT BE BG CY CZ DE DK EE ES FI FR GB GR HR HU IE IT LT LU LV MT NL PL PT SE".split())
COLUMNS = (
    "indicator_code",
    "country",
    "organisation",
    "period",
    "value",
    "numerator",
    "denominator",
    "sample_size",
    "evidence_grade",
    "source",
    "note",
)
GRADES = ("register", "survey", "self-report", "estimate")
_SEED = 20_280_301


def months(count: int, *, until: int = 2027) -> list[tuple[date, date]]:
    """First and last days of so many months, the last of them December of a year."""
    found, end = [], date(until, 12, 31)
    for _ in range(count):
        start = end.replace(day=1)
        found.append((start, end))
        end = start - timedelta(days=1)
    return found[::-1]


def document(indicators: int, baseline: date) -> FrameworkDocument:
    """A framework with so many indicators, half of them counts and half percentages, for 25 countries."""
    facts = [
        FactDef.model_validate({"indicator": f"B1.{number}", "country": country, **stated})
        for number in range(1, indicators + 1)
        for country in COUNTRIES
        for stated in (
            {"kind": FactKind.BASELINE, "date": baseline, "value": 0},
            {"kind": FactKind.TARGET, "date": date(2030, 12, 31), "value": 90 if number % 2 else 900_000},
        )
    ]
    return FrameworkDocument(
        code=CODE,
        name="A large framework",
        start_year=baseline.year + 1,
        baseline_date=baseline,
        consortium_organisation="ORG-AT",
        levels=(LevelDef(code="one", name="One"),),
        horizons=(HorizonDef(code="S", name="Short", first_year=1, last_year=2040 - baseline.year),),
        objectives=(ObjectiveDef(code="B1", level="one", horizon="S", title="Much of everything"),),
        indicators=tuple(_indicator(number) for number in range(1, indicators + 1)),
        countries=tuple(CountryDef(code=code, name=code, organisation=f"ORG-{code}") for code in COUNTRIES),
        organisations=tuple(
            OrganisationDef(short_name=f"ORG-{code}", name=f"Organisation {code}", country=code, reports_for=(code,))
            for code in COUNTRIES
        ),
        facts=tuple(facts),
    )


def _indicator(number: int) -> IndicatorDef:
    percent = number % 2 == 1
    return IndicatorDef(
        code=f"B1.{number}",
        objective="B1",
        name=f"Indicator {number} of the benchmark",
        measure=Measure.PERCENT if percent else Measure.COUNT,
        unit="%" if percent else "persons",
        direction=Direction.UP,
        over_time=OverTime.POINT if percent else OverTime.FLOW,
        combination=Combination.RATIO if percent else Combination.SUM,
        frequency=Frequency.MONTH,
    )


def rows(count: int) -> Iterator[tuple[str, ...]]:
    """Rows of `COLUMNS`, all of them new and sound: each indicator, country and month once, in order of the month."""
    draw = random.Random(_SEED)  # noqa: S311 - invented data
    per_series = -(-count // (indicators_for(count) * len(COUNTRIES)))
    made = 0
    for start, _ in months(per_series):
        for number in range(1, indicators_for(count) + 1):
            for country in COUNTRIES:
                if made == count:
                    return
                made += 1
                yield _row(draw, number, country, f"{start:%Y-%m}")


def indicators_for(count: int) -> int:
    """How many indicators a file of so many rows has: each then has at most 100 months."""
    return max(2, -(-count // (100 * len(COUNTRIES))))


def _row(draw: random.Random, number: int, country: str, month: str) -> tuple[str, ...]:
    value, upper, lower = str(draw.randint(0, 90_000)), "", ""
    if number % 2:
        whole = draw.randint(50, 5_000)
        value, upper, lower = "", str(draw.randint(0, whole)), str(whole)
    sample = str(draw.randint(20, 4_000)) if draw.random() < 0.5 else ""
    source = f"Register of {country}, {month}, sheet {draw.randint(1, 500)}"
    note = f"checked by office {draw.randint(1, 90)}" if draw.random() < 0.3 else ""
    return (
        f"B1.{number}",
        country,
        f"ORG-{country}",
        month,
        value,
        upper,
        lower,
        sample,
        draw.choice(GRADES),
        source,
        note,
    )


def write_file(path: Path, count: int) -> None:
    """A CSV file with so many rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows(count))


def empty_store(path: Path, count: int) -> Store:
    """A store that holds the framework of a file of so many rows, and none of its measurements."""
    store = Store(f"sqlite:///{path}")
    store.upgrade()
    load_framework(store, SYSTEM, document(indicators_for(count), date(2015, 12, 31)), reason="for a benchmark")
    return store


def full_store(path: Path, series: int, per_series: int) -> Store:
    """A store with so many series of totals and so many approved months of each, inserted past all services.

    Args:
        path: of the SQLite file.
        series: how many; a multiple of the 25 countries.
        per_series: months of each series, up to December 2027.
    """
    store = Store(f"sqlite:///{path}")
    store.upgrade()
    periods = months(per_series)
    plan = document(series // len(COUNTRIES), periods[0][0] - timedelta(days=1))
    load_framework(store, SYSTEM, plan, reason="for a benchmark")
    store.engine.dispose()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        _fill(connection, periods)
        connection.commit()
    return store


_FILL_FROM_REVISIONS = """
INSERT INTO review_event (revision_id, state, at, comment) SELECT id, 'submitted', recorded_at, '' FROM revision;
INSERT INTO review_event (revision_id, state, at, comment) SELECT id, 'approved', recorded_at, '' FROM revision;
INSERT INTO kept (series_id, period_end, period_start, value, numerator, denominator, nothing_to_report, running_total,
    periods, revision_id, sample_size, evidence_grade, source, from_parts, invented)
SELECT m.series_id, m.period_end, m.period_start, r.value, r.numerator, r.denominator, 0,
    CAST(SUM(CAST(r.value AS INTEGER)) OVER so_far AS TEXT), COUNT(*) OVER so_far,
    r.id, r.sample_size, r.evidence_grade, r.source, 0, 0
FROM measurement m JOIN revision r ON r.measurement_id = m.id
WINDOW so_far AS (PARTITION BY m.series_id ORDER BY m.period_end);
"""


def _fill(connection: sqlite3.Connection, periods: list[tuple[date, date]]) -> None:
    """Every series of the framework with every period; what follows from its revisions is made from them."""
    places = connection.execute(
        "SELECT i.id, o.id, i.measure, substr(o.short_name, 5) FROM indicator i, organisation o ORDER BY i.id, o.id"
    ).fetchall()
    draw, moment, key = random.Random(_SEED), "2028-01-15 09:00:00.000000", 0  # noqa: S311 - invented data
    for series_id, (indicator, organisation, measure, country) in enumerate(places, 1):
        connection.execute(
            "INSERT INTO series (id, indicator_id, country, organisation_id, dimension, category)"
            " VALUES (?, ?, ?, ?, '', '')",
            (series_id, indicator, country, organisation),
        )
        made = [(key + number, *period) for number, period in enumerate(periods, 1)]
        key += len(periods)
        connection.executemany(
            "INSERT INTO measurement (id, series_id, period_start, period_end, created_at) VALUES (?, ?, ?, ?, ?)",
            ((of, series_id, start.isoformat(), end.isoformat(), moment) for of, start, end in made),
        )
        connection.executemany(
            "INSERT INTO revision (id, measurement_id, number, nothing_to_report, source_url, from_parts, invented,"
            " reason_code, reason, recorded_at, value, numerator, denominator, sample_size, evidence_grade, source,"
            " note)"
            " VALUES (?, ?, 1, 0, '', 0, 0, '', '', ?, ?, ?, ?, ?, ?, ?, ?)",
            ((of, of, moment, *_stated(draw, measure == "percent", country, start)) for of, start, _ in made),
        )
    connection.executescript(_FILL_FROM_REVISIONS)


def _stated(draw: random.Random, percent: bool, country: str, start: date) -> tuple[object, ...]:
    """What a row states, as a table holds it."""
    texts = _row(draw, 1 if percent else 2, country, f"{start:%Y-%m}")[4:]
    return (*(text or None for text in texts[:-1]), texts[-1])
