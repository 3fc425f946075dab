"""The product's tables as pages show them: names instead of codes, numbers that the browser writes for its reader.

The rows are those of `toc/tables.py`, the same that charts are drawn from and that the CSV holds.
"""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING

import streamlit as st

from toc.exchange.number_text import NO_VALUE
from toc.model.terms import EvidenceGrade, ReviewState, Status

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, object]

_SHARE = {"format": "percent", "alignment": "right"}
_WIDE = 320
_LONG = Context(prec=60)

MAYBE_EMPTY = ("dimension", "category", "numerator", "denominator", "sample_size", "remark", "invented")
"""Columns of measurements that are left out where no row has anything in them."""


def show_objectives(table: "pd.DataFrame", names: Mapping[str, str], *, alt: str, key: str) -> None:
    """Objectives country by country: status, progress, expectation, coverage.

    Args:
        table: rows with the columns `columns.OBJECTIVES`.
        names: names of the countries by code.
        alt: what the table holds, for screen readers.
        key: unique on the page.
    """
    rows = [
        {
            "objective": f"{row['objective_title']} ({row['objective_code']})",
            "country": names.get(str(row["country"]), row["country"]),
            "status": Status(str(row["status"])).label,
            "progress": number(row["progress"]),
            "expected": number(row["expected_progress"]),
            "gap": number(row["gap_points"], 1),
            "coverage": f"{row['indicators_with_progress']} of {row['indicators_total']}",
            "worst": row["worst_indicator"] or NO_VALUE,
            "evidence": f"{row['evidence_with']} of {row['evidence_total']}",
        }
        for row in table.to_dict("records")
    ]
    column = st.column_config
    labels = {
        "objective": column.TextColumn("Objective", width=_WIDE, pinned=False),
        "country": column.TextColumn("Country"),
        "status": column.TextColumn("Status"),
        "progress": column.NumberColumn("Progress", **_SHARE, help="Share of the way from baseline to target."),
        "expected": column.NumberColumn("Expected", **_SHARE, help="Share of the way expected by the data's date."),
        "gap": column.NumberColumn("Gap, points", format="localized", help="Progress minus expected progress."),
        "coverage": column.TextColumn("Indicators", help="Indicators with progress, of those that count."),
        "worst": column.TextColumn("Furthest behind", help="The indicator with the smallest gap."),
        "evidence": column.TextColumn("Evidence", help="Measurements with a file or a link, of those in the figures."),
    }
    show(rows, labels, alt=alt, key=key)


def show_countries(table: "pd.DataFrame", names: Mapping[str, str], *, unit: str, alt: str, key: str) -> None:
    """One indicator country by country: value, baseline, target, expectation, progress, status.

    Args:
        table: rows with the columns `columns.PROGRESS_COLUMNS`.
        names: names of the countries by code.
        unit: of the values, for the headings.
        alt: what the table holds, for screen readers.
        key: unique on the page.
    """
    rows = [
        {
            **row,
            "country": names.get(str(row["country"]), row["country"]),
            "status": Status(str(row["status"])).label,
            **{name: number(row[name], 2) for name in ("baseline_value", "target_value", "value", "expected_value")},
            "progress": number(row["progress"]),
            "expected_progress": number(row["expected_progress"]),
            "gap_points": number(row["gap_points"], 1),
            "parts": f"{row['parts_present']} of {row['parts_expected']}",
            "notes": " ".join(str(row[name]) for name in ("status_note", "notes") if row[name]),
        }
        for row in table.to_dict("records")
    ]
    column = st.column_config
    labels = {
        "country": column.TextColumn("Country"),
        "status": column.TextColumn("Status"),
        "value": column.NumberColumn(f"Value, {unit}", format="localized"),
        "value_period_end": column.DateColumn("Data to", format="YYYY-MM-DD"),
        "baseline_value": column.NumberColumn("Baseline", format="localized"),
        "target_value": column.NumberColumn("Target", format="localized"),
        "target_date": column.DateColumn("Target date", format="YYYY-MM-DD"),
        "expected_value": column.NumberColumn("Expected value", format="localized"),
        "progress": column.NumberColumn("Progress", **_SHARE),
        "expected_progress": column.NumberColumn("Expected", **_SHARE),
        "gap_points": column.NumberColumn("Gap, points", format="localized"),
        "parts": column.TextColumn("Parts", help="Organisations, or countries, that the value rests on."),
        "notes": column.TextColumn("Notes", width=_WIDE),
    }
    show(rows, labels, alt=alt, key=key)


def show_history(table: "pd.DataFrame", *, unit: str, alt: str, key: str) -> None:
    """What the history chart draws: measured values, baseline, targets, corners of the expectation.

    Args:
        table: rows with the columns `columns.HISTORY`.
        unit: of the values, for the heading.
        alt: what the table holds, for screen readers.
        key: unique on the page.
    """
    rows = [
        {
            **row,
            "point": str(row["point"]).capitalize(),
            "period": row["period"] if row["point"] == "value" else None,
            "value": number(row["value"], 2),
            "expected_value": number(row["expected_value"], 2),
            "projected_value": number(row["projected_value"], 2),
            "margin": _margin(row),
            "progress": number(row["progress"]),
            "status": str(row["status"]).capitalize() if isinstance(row["status"], str) else None,
            "evidence_grade": row["evidence_grade"] or ("Not graded" if row["weak_evidence"] is True else None),
        }
        for row in table.sort_values(["date"], kind="stable").to_dict("records")
    ]
    column = st.column_config
    labels = {
        "date": column.DateColumn("Date", format="YYYY-MM-DD"),
        "point": column.TextColumn("What"),
        "period": column.TextColumn("Period"),
        "value": column.NumberColumn(f"Value, {unit}", format="localized"),
        "expected_value": column.NumberColumn("Expected value", format="localized"),
        "progress": column.NumberColumn("Progress", **_SHARE),
        "status": column.TextColumn("Status"),
        "projected_value": column.NumberColumn("Projected value", format="localized"),
        "margin": column.TextColumn("Survey margin"),
        "evidence_grade": column.TextColumn("Evidence"),
        "text": column.TextColumn("Remark", width=_WIDE),
    }
    sparse = ("projected_value", "margin", "evidence_grade", "text")
    empty = {name for name in sparse if not any(row.get(name) for row in rows)}
    show(rows, {name: label for name, label in labels.items() if name not in empty}, alt=alt, key=key)


def _margin(row: Row) -> str | None:
    """The survey's margin of a value, with one decimal."""
    low, high = number(row["ci_low"], 1), number(row["ci_high"], 1)
    return None if low is None or high is None else f"{low} to {high}"


def show_targets(table: "pd.DataFrame", *, unit: str, alt: str, key: str) -> bool:
    """What was planned and what came, date by date: each period, milestone and target.

    Args:
        table: rows with the columns `columns.HISTORY`.
        unit: of the values, for the headings.
        alt: what the table holds, for screen readers.
        key: unique on the page.

    Returns:
        Whether there was anything to show.
    """
    planned = table[table["point"].isin(list(_PLANNED)) | (table["point"] == "value") & table["expected_value"].notna()]
    rows = [
        {
            "date": row["date"],
            "what": _PLANNED.get(str(row["point"]), f"Period {row['period']}"),
            "planned": number(row["expected_value"] if row["point"] == "value" else row["value"], 2),
            "to": number(row["value_to"], 2),
            "actual": number(row["value"] if row["point"] == "value" else row["actual_value"], 2),
            "difference": number(row["difference"], 2),
            "judged": str(row["status"]).capitalize() if isinstance(row["status"], str) else None,
        }
        for row in planned.sort_values(["date"], kind="stable").to_dict("records")
    ]
    column = st.column_config
    labels: dict[str, object] = {
        "date": column.DateColumn("Date", format="YYYY-MM-DD"),
        "what": column.TextColumn("What"),
        "planned": column.NumberColumn(f"Planned, {unit}", format="localized", help="The target, or what is expected."),
        "to": column.NumberColumn("to", format="localized", help="The upper bound of a band."),
        "actual": column.NumberColumn("Actual", format="localized", help="The value at that date."),
        "difference": column.NumberColumn("Difference", format="localized", help="Actual minus planned."),
        "judged": column.TextColumn("Judged", help="A target: met or not met. A period: its status."),
    }
    if rows:
        kept = {name: label for name, label in labels.items() if name != "to" or any(row["to"] for row in rows)}
        show(rows, kept, alt=alt, key=key)
    return bool(rows)


_PLANNED = {"target": "Target", "milestone": "Milestone", "follow-on": "Follow-on target"}


def show_breakdown(table: "pd.DataFrame", *, unit: str, alt: str, key: str) -> None:
    """A breakdown period by period, the latest first: each category, what is not stated, the total.

    Args:
        table: rows of one dimension with the columns `columns.BREAKDOWNS`.
        unit: of the values, for the heading.
        alt: what the table holds, for screen readers.
        key: unique on the page.
    """
    rows = [
        {
            "period": row["period"],
            "part": row["category_name"] or str(row["part"]).capitalize(),
            **{name: number(row[name], 2) for name in ("value", "numerator", "denominator")},
            "share": number(row["share_of_total"]),
            "measurements": f"{row['measurements']} of {row['measurements_total']}",
        }
        for row in table.sort_values("period_end", ascending=False, kind="stable").to_dict("records")
    ]
    column = st.column_config
    labels: dict[str, object] = {
        "period": column.TextColumn("Period"),
        "part": column.TextColumn("Part"),
        "value": column.NumberColumn(f"Value, {unit}", format="localized"),
        "numerator": column.NumberColumn("Numerator", format="localized"),
        "denominator": column.NumberColumn("Denominator (n)", format="localized"),
        "share": column.NumberColumn("Share of total", **_SHARE),
        "measurements": column.TextColumn("Measurements", help="Those with this breakdown, of all of the period."),
    }
    empty = {name for name in ("numerator", "denominator", "share") if not any(row[name] for row in rows)}
    show(rows, {name: label for name, label in labels.items() if name not in empty}, alt=alt, key=key)


def show_measurements(
    rows: Iterable[Row], names: Mapping[str, str], links: Iterable[str], *, unit: str, alt: str, key: str
) -> None:
    """The measurements behind an indicator, newest period first, each with its source and its way through review.

    Args:
        rows: rows with the columns `columns.MEASUREMENTS`.
        names: names of the countries by code.
        links: for each row the address of its measurement's page.
        unit: of the values, for the heading.
        alt: what the table holds, for screen readers.
        key: unique on the page.
    """
    shown = [
        {
            **row,
            "open": link,
            "country": names.get(str(row["country"]), row["country"]),
            "value": _measured(row),
            "numerator": number(row["numerator"], 4),
            "denominator": number(row["denominator"], 4),
            "evidence_grade": EvidenceGrade(str(row["evidence_grade"])).label if row["evidence_grade"] else None,
            "review_state": ReviewState(str(row["review_state"])).label,
            "remark": "Nothing to report" if row["nothing_to_report"] else row["note"],
            "invented": "Invented" if row["invented"] else "",
        }
        for row, link in zip(rows, links, strict=True)
    ]
    column = st.column_config
    labels: dict[str, object] = {
        "open": column.LinkColumn("Details", display_text="Open", help="Its revisions, evidence and comments."),
        "country": column.TextColumn("Country"),
        "organisation": column.TextColumn("Organisation"),
        "period": column.TextColumn("Period"),
        "value": column.NumberColumn(f"Value, {unit}", format="localized"),
        "dimension": column.TextColumn("Split by"),
        "category": column.TextColumn("Part"),
        "numerator": column.NumberColumn("Numerator", format="localized"),
        "denominator": column.NumberColumn("Denominator", format="localized"),
        "review_state": column.TextColumn("Review"),
        "revision": column.NumberColumn("Revision", format="%d"),
        "recorded_at": column.DatetimeColumn("Recorded, UTC", format="YYYY-MM-DD HH:mm", timezone="UTC"),
        "evidence_grade": column.TextColumn("Evidence"),
        "sample_size": column.NumberColumn("n", format="localized"),
        "source": column.TextColumn("Source", width=_WIDE),
        "remark": column.TextColumn("Note", width=_WIDE),
        "invented": column.TextColumn("Kind"),
    }
    empty = {name for name in MAYBE_EMPTY if not any(row.get(name) for row in shown)}
    show(shown, {name: label for name, label in labels.items() if name not in empty}, alt=alt, key=key)


def _measured(row: Row) -> float | None:
    """The value as it was given, or the percentage that numerator and denominator make."""
    value, part, whole = row["value"], row["numerator"], row["denominator"]
    if value is None and isinstance(part, Decimal) and isinstance(whole, Decimal):
        return number(part / whole * 100, 4)
    return number(value, 4)


def show(rows: Iterable[Row], labels: Mapping[str, object], *, alt: str, key: str) -> None:
    """A table with the columns named in `labels`, in that order; it scrolls inside itself, missing is an en dash.

    Args:
        rows: cells by column; others than those in `labels` are left out.
        labels: column configuration by column.
        alt: what the table holds, for screen readers.
        key: unique on the page.
    """
    kept = [{name: row.get(name) for name in labels} for row in rows]
    st.dataframe(
        kept,
        column_order=list(labels),
        column_config=dict(labels),
        hide_index=True,
        alt=alt,
        key=key,
        placeholder=NO_VALUE,
    )


def number(value: object, digits: int | None = None) -> float | None:
    """An exact number as the browser takes it, rounded for display; missing stays missing."""
    if not isinstance(value, Decimal | int):
        return None
    if digits is None:
        return float(value)
    return float(Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _LONG))
