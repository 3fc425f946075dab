"""A panel straight from import files, without a store: CREDEX with a folder's targets.csv and measurements.csv."""

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.support.tree import ROOT
from toc.exchange.framework_file import read_framework
from toc.figures.periods import parse_period
from toc.model.document import FactDef
from toc.model.panel import Observation, Panel, Series
from toc.model.terms import EvidenceGrade, FactKind

CREDEX = read_framework(ROOT / "sample_data" / "credex")


def read_panel(folder: Path) -> Panel:
    """Return CREDEX with what stands in a folder's files; every measurement counts as approved, breakdowns are left."""
    facts = tuple(_fact(row) for row in _rows(folder / "targets.csv"))
    document = CREDEX.model_copy(update={"facts": (*CREDEX.facts, *facts)})
    found: dict[tuple[str, str], dict[str, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    for row in _rows(folder / "measurements.csv"):
        if not row.get("dimension"):
            found[row["indicator_code"], row["country"]][row["organisation"]].append(_observation(row))
    series = {
        key: tuple(
            Series(*key, organisation, tuple(sorted(observations, key=lambda seen: seen.period_end)))
            for organisation, observations in organisations.items()
        )
        for key, organisations in found.items()
    }
    return Panel(document, series)


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def _fact(row: dict[str, str]) -> FactDef:
    cells = {name: cell for name, cell in row.items() if cell and name not in {"indicator_code", "kind", "date"}}
    return FactDef.model_validate(
        {
            **cells,
            "indicator": row["indicator_code"],
            "kind": FactKind(row["kind"]),
            "date": date.fromisoformat(row["date"]),
        }
    )


def _observation(row: dict[str, str]) -> Observation:
    period = parse_period(row["period"])
    grade = row.get("evidence_grade")
    return Observation(
        period.start,
        period.end,
        value=_decimal(row["value"]),
        numerator=_decimal(row["numerator"]),
        denominator=_decimal(row["denominator"]),
        nothing_to_report=row.get("nothing_to_report") == "yes",
        evidence_grade=EvidenceGrade(grade) if grade else None,
        sample_size=int(row["sample_size"]) if row.get("sample_size") else None,
        source=row["source"],
        invented=row.get("invented") == "yes",
    )


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None
