"""Writes targets.csv and measurements.csv of the demonstration from plan.csv, byte for byte the same every time.

Run from the top folder as ``python -m sample_data.demo.generate``. What is planted stands in plan.csv; only how totals
are split by gender, sub-sector and so on is drawn, from a fixed seed, unless parts.csv says it. Every row is marked
invented.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from random import Random

from toc.exchange.framework_file import read_framework
from toc.model.document import FrameworkDocument, IndicatorDef
from toc.model.terms import DimensionKind, FactKind

HERE = Path(__file__).parent
SEED = 20280301
NOTE = "Invented for the demonstration."
TARGET_COLUMNS = (
    "indicator_code country kind date value numerator denominator sample_size evidence_grade source note invented"
).split()
MEASUREMENT_COLUMNS = (
    "indicator_code country organisation period dimension category value numerator denominator nothing_to_report "
    "sample_size evidence_grade source note invented"
).split()

WEIGHTS: dict[str, dict[str, float]] = {
    "gender": {"female": 0.55, "male": 0.35, "other": 0.02, "undisclosed": 0.03},
    "age_band": {"15-24": 0.2, "25-34": 0.35, "35-44": 0.25, "45-54": 0.15, "55+": 0.05},
    "sub_sector": {"crafts": 0.3, "design": 0.25, "audiovisual": 0.2, "music": 0.1, "cross_sector": 0.1},
    "employment_status": {"employed": 0.35, "freelance": 0.4, "unemployed": 0.1, "student": 0.1},
    "skill": {"green": 0.45, "digital": 0.7, "transversal": 0.6},
    "language": {"en": 0.6, "it": 0.4, "et": 0.3, "fr": 0.2},
    "authority_tier": {"national": 0.4, "regional": 0.6},
    "eqf_level": {"5": 0.35, "6": 0.45, "7": 0.2},
    "provider_type": {"HE": 0.6, "VET": 0.4},
    "stakeholder_group": {"policy_makers": 0.2, "providers": 0.35, "employers": 0.25, "learners": 0.15, "other": 0.05},
}
"""Share of each category; below 1 together: the rest is not stated. Skill and language are multiple: each by itself."""

Cells = dict[str, str]


def generate() -> dict[str, str]:
    """Return the text of both files by their name."""
    document = read_framework(HERE.parent / "credex")
    with (HERE / "plan.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    planted = planted_parts()
    draw = Random(SEED)  # noqa: S311 - splits of invented numbers
    targets = [row for line in lines for row in facts(line, document)]
    measurements = [row for line in lines for row in reports(line, document, draw, planted)]
    return {
        "targets.csv": _text(TARGET_COLUMNS, targets),
        "measurements.csv": _text(MEASUREMENT_COLUMNS, measurements),
    }


def planted_parts() -> dict[tuple[str, ...], dict[str, str]]:
    """Give the parts that parts.csv plants, by category, for each indicator, country, period and dimension."""
    with (HERE / "parts.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["indicator_code"], row["country"], row["period"], row["dimension"]): {
                category: said for category, _, said in (piece.partition("=") for piece in _pieces(row["parts"]))
            }
            for row in csv.DictReader(file)
        }


def facts(line: Cells, document: FrameworkDocument) -> Iterator[Cells]:
    """Give the invented baseline of a line of the plan, where it has one, and its targets.

    Raises:
        ValueError: D3.1 has a baseline for the same indicator and country, which an invented one would replace.
    """
    indicator = document.indicator_by_code[line["indicator_code"]]
    key = (indicator.code, line["country"])
    if line["baseline"]:
        if any(fact.kind is FactKind.BASELINE for fact in document.facts_by_key.get(key, ())):
            raise ValueError(f"{key} has a baseline of its own")
        grade = line["grade"]
        source = f"Invented: {indicator.means_of_verification}"
        quantity = _quantity(line["baseline"], survey=grade == "survey")
        yield {**_key(line), "kind": "baseline", "date": document.baseline_date.isoformat(), **quantity,
               "evidence_grade": grade, "source": source, "note": NOTE + " D3.1 has no figure here."}  # fmt: skip
    for target in _pieces(line["targets"]):
        value, _, day = target.partition("@")
        source = "Invented: planning of the demonstration"
        yield {**_key(line), "kind": "target", "date": day, "value": value, "source": source, "note": NOTE}


def reports(
    line: Cells, document: FrameworkDocument, draw: Random, planted: Mapping[tuple[str, ...], Cells]
) -> Iterator[Cells]:
    """Give the reports of a line of the plan, each with its breakdowns behind it."""
    indicator = document.indicator_by_code[line["indicator_code"]]
    (organisation,) = document.reporters(indicator.code, line["country"])
    pieces = list(_pieces(line["reports"]))
    for piece in pieces:
        period, _, said = piece.partition("=")
        remark = f" {line['note']}" if line["note"] and piece == pieces[-1] else ""
        row = {**_key(line), "organisation": organisation, "period": period, "note": NOTE + remark}
        if said == "nothing":
            yield {**row, "nothing_to_report": "yes"}
            continue
        source = f"Invented: {indicator.means_of_verification}, {period}"
        row |= {"evidence_grade": line["grade"], "source": source}
        total = _quantity(said, survey=line["grade"] == "survey")
        yield {**row, **total}
        row["note"] = NOTE
        for dimension in _pieces(line["breakdowns"]):
            drawn = list(_split(total, dimension, indicator, document, draw))
            own = planted.get((indicator.code, line["country"], period, dimension), {})
            survey = line["grade"] == "survey"
            for category, part in [(name, _quantity(text, survey=survey)) for name, text in own.items()] or drawn:
                yield {**row, "dimension": dimension, "category": category, **part}


def _split(
    total: Cells, dimension: str, indicator: IndicatorDef, document: FrameworkDocument, draw: Random
) -> Iterator[tuple[str, Cells]]:
    """Give the parts of a total; exclusive parts add up to it or to less, multiple ones are each at most the total.

    Raises:
        ValueError: the indicator is not split by this dimension.
    """
    if dimension not in {breakdown.dimension for breakdown in indicator.breakdowns}:
        raise ValueError(f"{indicator.code} is not split by {dimension}")
    exclusive = document.dimension_by_code[dimension].kind is DimensionKind.EXCLUSIVE
    shares = {category: share * (0.85 + 0.3 * draw.random()) for category, share in WEIGHTS[dimension].items()}
    if exclusive:
        scale = max(1.0, sum(shares.values()))
        shares = {category: share / scale for category, share in shares.items()}
    for category, share in shares.items():
        if total.get("denominator"):
            inside, whole = int(total["numerator"]), int(total["denominator"])
            met = int(inside * share)
            size = met + int((whole - inside) * share) if exclusive else whole
            if size:
                sample = {"sample_size": str(size)} if total.get("sample_size") else {}
                yield category, {"numerator": str(met), "denominator": str(size), **sample}
        elif part := int(int(total["value"]) * share):
            yield category, {"value": str(part)}


def _key(line: Cells) -> Cells:
    """Return the cells that every row of a line has."""
    return {"indicator_code": line["indicator_code"], "country": line["country"], "invented": "yes"}


def _pieces(cell: str) -> Iterator[str]:
    """Give what stands in a cell of the plan between semicolons."""
    return (piece.strip() for piece in cell.split(";") if piece.strip())


def _quantity(text: str, *, survey: bool) -> Cells:
    """Return the cells of a value as the plan writes it: 12.5, or 3/4; a survey's n is its denominator."""
    numerator, slash, denominator = text.partition("/")
    if not slash:
        return {"value": str(Decimal(text))}
    sample = {"sample_size": denominator} if survey else {}
    return {"numerator": numerator, "denominator": denominator, **sample}


def _text(columns: list[str], rows: list[Cells]) -> str:
    """Return rows as CSV: comma, line feed."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def main() -> None:
    """Write both files beside this one."""
    for name, text in generate().items():
        (HERE / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
